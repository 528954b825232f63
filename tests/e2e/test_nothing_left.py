"""Privacy: when an incident is closed, nothing of it stands on the lobby's screen or waits at the broker."""

from __future__ import annotations

import dataclasses
import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from deploy.demo.parts import kiosk_config
from journal import broker as brokers
from journal.broker import Broker
from journal.codec import decode_cursor
from journal.mqtt import Address
from journal.presence import Presence
from kiosk import views_model as v
from kiosk.kiosk import Kiosk
from kiosk.station_file import load
from protocols import commands
from protocols.events import Acknowledged, DeskOpened, LogId, MessageSent
from tests.fakes.real_line import Office

NAME, PHONE, NOTE, DESK = "张小明", "13800138000", "男，约 70 岁，糖尿病，家属李红", "告诉家属在急诊门口等"
LIMIT_S = 20.0


@pytest.fixture
def broker() -> Iterator[Broker]:
    at = brokers.start("auto")
    assert isinstance(at, Broker), at
    with at:
        yield at


class Pump:
    """Stands for Kivy's loop."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.post = self._calls.put

    def until(self, kiosk: Kiosk, so: Callable[[], bool]) -> None:
        end_s = time.monotonic() + LIMIT_S
        while not so():
            assert time.monotonic() < end_s, "it never became so"
            while not self._calls.empty():
                self._calls.get()()
            kiosk.tick()
            time.sleep(0.02)


def words_on(part: object) -> Iterator[str]:
    """Every word and id of a view."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from words_on(one)
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from words_on(getattr(part, field.name))


def retained(broker: Broker) -> dict[str, bytes]:
    """What somebody who comes to this broker later is given."""
    found: dict[str, bytes] = {}
    subscribed = threading.Event()
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="late", protocol=mqtt.MQTTv5)
    client.on_subscribe = lambda *_: subscribed.set()
    client.on_message = lambda _c, _u, m: found.update({m.topic: bytes(m.payload)}) if m.retain else None
    client.on_connect = lambda c, *_: c.subscribe("#", qos=1)
    client.connect(broker.host, broker.port, keepalive=10)
    client.loop_start()
    assert subscribed.wait(10)
    count = -1
    while count != len(found):  # until nothing more comes
        count = len(found)
        time.sleep(0.4)
    client.disconnect()
    client.loop_stop()
    return found


def test_nothing_of_a_closed_incident_is_on_the_idle_screen_or_retained_at_the_broker(
    broker: Broker, tmp_path: Path
) -> None:
    pump = Pump()
    config = load(
        kiosk_config(tmp_path, broker.port, device="none", fullscreen=False, width_px=1080, height_px=1920), {}
    )
    office = Office(tmp_path / "desk.db", [Address(broker.host, broker.port)])
    kiosk = Kiosk(config, post=pump.post, record_sound=None, version="test")
    try:
        kiosk.start()
        pump.until(kiosk, lambda: kiosk.line.facts(None).desk_online and not kiosk.sounding)
        before = set(words_on(kiosk.stage.view()))
        kiosk.stage.act("dock:cpr")
        session = kiosk.lobby.focused
        assert session is not None
        log = session.incident.id
        session.send(commands.TakeLane("caller", NAME))
        session.send(commands.AddNote(f"{NOTE}，{NAME}，{PHONE}"))
        answer = LogId(log.replace("/live/", "/desk/"))
        office.write(answer, DeskOpened(log), Acknowledged("林静", "我在"), MessageSent("林静", DESK))
        pump.until(kiosk, lambda: len(session.incident.desk) == 2)
        session.send(commands.Close("completed"))
        pump.until(kiosk, lambda: kiosk.line.facts(session).confirmed)

        kiosk.stage.act("after:end")  # staff have looked back
        view = kiosk.stage.view()
        assert isinstance(view, v.IdleView)
        strip = set(words_on(view.chrome.other))  # the neutral way back to that page
        new = {w for w in set(words_on(view)) - before - strip if w.replace(":", "").isdigit() is False}
        assert new == set(), "words that were not there before the incident"
        shown = " ".join(words_on(view))

        kept = retained(broker)
        assert any(topic.endswith("/presence") for topic in kept) and any(topic.endswith("/cursor") for topic in kept)
        secrets = [NAME, PHONE, NOTE, DESK, "林静", "adult_collapse", "hands", "completed", "caller"]
        protocol = kiosk.pack.protocols["adult_collapse"]
        secrets += [*protocol.title.values(), *(t for s in protocol.steps.values() for t in s.title.values())]
        assert [s for s in secrets if s in shown] == []
        for topic, payload in kept.items():
            if topic.endswith("/cursor"):
                assert set(json.loads(payload)) <= {"seq", "digest"} and decode_cursor(payload) is not None, topic
            else:
                assert topic.endswith("/presence"), f"{topic} is retained"
                assert set(json.loads(payload)) <= set(Presence.__struct_fields__), topic
            text = payload.decode("utf-8")
            assert [s for s in secrets if s in text] == [], topic
    finally:
        kiosk.close()
        office.stop()
