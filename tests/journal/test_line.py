"""The line on real sockets: real brokers, real threads, brokers that die, freeze and refuse."""

from __future__ import annotations

import getpass
import os
import re
import resource
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from journal import broker, mqtt
from journal.mqtt import Address, MqttLink
from journal.presence import Presence, greeter, kiosk_topic
from journal.sync import topics
from protocols.events import Acknowledged, Closed, DeskOpened, LogId, Opened, StepEntered
from protocols.ops_events import HealthNoted
from tests.fakes.real_line import Lobby, Office, until

OPENED = Opened("collapse", "pack", "FT03", "lobby", "zh", "tile")
LIVE, ANSWER = LogId("FT03/live/a"), LogId("FT03/desk/a")


def started(kind: str = "auto", port: int = 0) -> broker.Broker:
    at = broker.start(kind, port)  # type: ignore[arg-type]
    assert isinstance(at, broker.Broker), at
    return at


@pytest.fixture(params=["auto", "embedded"])
def any_broker(request: pytest.FixtureRequest) -> Iterator[broker.Broker]:
    with started(request.param) as at:
        yield at


@pytest.fixture
def one_broker() -> Iterator[broker.Broker]:
    with started() as at:
        yield at


def at(where: broker.Broker) -> Address:
    return Address("127.0.0.1", where.port)


def test_facts_go_over_and_the_answer_comes_back(tmp_path: Path, any_broker: broker.Broker) -> None:
    lobby, office = Lobby(tmp_path / "k.db", [at(any_broker)]), Office(tmp_path / "d.db", [at(any_broker)])
    try:
        lobby.write(LIVE, OPENED, StepEntered("response"))
        until(lambda: len(office.shown) == 2 and lobby.cursors and lobby.cursors[-1][1].seq == 2)
        office.write(ANSWER, DeskOpened(LIVE), Acknowledged("Li"))
        until(lambda: [r.event for r in lobby.shown] == [DeskOpened(LIVE), Acknowledged("Li")])
        assert lobby.do(lambda: lobby.sync.peers.desk(lobby.clock().boot_ms)).attended == 1
        until(lambda: ("FT03", True) in [(who, p.online) for who, p in office.presences])
    finally:
        lobby.stop()
        until(lambda: not office.presences[-1][1].online)
        office.stop()


def test_a_kiosk_that_stands_still_is_offline_at_the_desk_until_it_turns_again(
    tmp_path: Path, one_broker: broker.Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its network thread lives on and would say for ever that all is well."""
    lobby, office = Lobby(tmp_path / "k.db", [at(one_broker)]), Office(tmp_path / "d.db", [at(one_broker)])

    def seen() -> list[bool]:
        return [p.online for who, p in office.presences if who == "FT03"]

    try:
        until(lambda: seen() == [True])
        monkeypatch.setattr(mqtt, "STILL_S", 0.5)
        lobby.link.turned()
        until(lambda: seen() == [True, False])
        time.sleep(1.5)
        assert seen() == [True, False] and lobby.link.down_s > 0
        monkeypatch.setattr(mqtt, "STILL_S", 20.0)  # so long ago it was not
        until(lambda: seen() == [True, False, True])
    finally:
        lobby.stop()
        office.stop()


def test_when_a_broker_dies_the_kiosk_walks_on_and_the_desk_is_on_both(tmp_path: Path) -> None:
    first, second = started(), started()
    nobody = Address("127.0.0.1", 1)
    lobby = Lobby(tmp_path / "k.db", [nobody, at(first), at(second)])
    office = Office(tmp_path / "d.db", [at(first), at(second)])
    try:
        lobby.link.urgent = True
        lobby.write(LIVE, OPENED)
        until(lambda: len(office.shown) == 1 and lobby.cursors)
        first.kill()
        lobby.write(LIVE, StepEntered("cpr"))
        until(lambda: len(office.shown) == 2)
        office.write(ANSWER, DeskOpened(LIVE))
        until(lambda: len(lobby.shown) == 1 and lobby.link.down_s == 0.0)
        assert [r.seq for r in office.shown] == [1, 2]
    finally:
        lobby.stop(), office.stop()
        first.stop(), second.stop()


def test_a_broker_that_forgot_everything_loses_nothing(tmp_path: Path, one_broker: broker.Broker) -> None:
    lobby, office = Lobby(tmp_path / "k.db", [at(one_broker)]), Office(tmp_path / "d.db", [at(one_broker)])
    again = one_broker
    try:
        lobby.write(LIVE, OPENED)
        until(lambda: len(office.shown) == 1)
        one_broker.kill()
        until(lambda: not lobby.link.connected and lobby.link.down_s > 0)
        lobby.write(LIVE, StepEntered("while nobody listens"))
        office.write(ANSWER, Acknowledged("Li"))
        again = started(one_broker.kind, one_broker.port)
        until(lambda: len(office.shown) == 2 and len(lobby.shown) == 1)
    finally:
        lobby.stop(), office.stop()
        again.stop()


class Proxy:
    """Passes bytes through until told to freeze: the half-open line of a dead router."""

    def __init__(self, to: int) -> None:
        self.frozen = False
        self._to = to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._sockets: list[socket.socket] = [self._listener]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._to))
            self._sockets += [near, far]
            for a, b in ((near, far), (far, near)):
                self._threads.append(threading.Thread(target=self._pump, args=(a, b)))
                self._threads[-1].start()

    def _pump(self, a: socket.socket, b: socket.socket) -> None:
        try:
            while data := a.recv(65536):
                while self.frozen:
                    time.sleep(0.02)
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def close(self) -> None:
        self.frozen = False
        for end in self._sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in list(self._threads):
            thread.join(2)
        for end in self._sockets:
            end.close()


def test_a_frozen_broker_is_left_while_an_incident_is_open(
    tmp_path: Path, one_broker: broker.Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "PUBACK_S", 0.4)
    monkeypatch.setattr(mqtt, "CONNECT_S", 0.6)
    proxy = Proxy(one_broker.port)
    lobby = Lobby(tmp_path / "k.db", [Address("127.0.0.1", proxy.port), at(one_broker)])
    office = Office(tmp_path / "d.db", [at(one_broker)])
    try:
        lobby.link.urgent = True
        lobby.write(LIVE, OPENED)
        until(lambda: len(office.shown) == 1)
        proxy.frozen = True
        frozen_s = time.monotonic()
        lobby.write(LIVE, StepEntered("cpr"))
        until(lambda: len(office.shown) == 2)
        assert time.monotonic() - frozen_s < 4
        lobby.link.urgent = False
    finally:
        lobby.stop(), office.stop()
        proxy.close()


def link(brokers: list[Address], heard: list[tuple[str, bytes]], **listeners: Callable[[], None]) -> MqttLink:
    def nothing() -> None:
        pass

    return MqttLink(
        "FT03-kiosk",
        brokers,
        topics("kiosk", "FT03"),
        post=lambda call: call(),
        greet=greeter(kiosk_topic("FT03"), lambda s: Presence(True, s, 1)),
        on_connect=listeners.get("on_connect", nothing),
        on_lost=listeners.get("on_lost", nothing),
        on_message=lambda topic, payload: heard.append((topic, payload)),
    )


def test_a_mute_listener_is_given_up_soon(one_broker: broker.Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt, "CONNECT_S", 0.3)
    mute = socket.create_server(("127.0.0.1", 0))
    line = link([Address("127.0.0.1", mute.getsockname()[1]), at(one_broker)], [])
    assert not line.publish("frk/v1/FT03/live/a/facts", b"{}", False), "a line that is not up keeps nothing"
    line.announce()
    line.start()
    until(lambda: line.connected)
    line.stop()
    mute.close()


def test_a_listener_that_fails_does_not_end_the_line(
    one_broker: broker.Broker, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        raise RuntimeError("a bug of ours")

    heard: list[tuple[str, bytes]] = []
    line = link([at(one_broker)], heard, on_connect=fails)
    other = link([at(one_broker)], heard)
    line.start()
    until(lambda: line.connected)
    line.announce()
    until(lambda: "a bug of ours" in caplog.text)
    assert line.connected
    line.stop()
    other.start()
    until(lambda: other.connected)
    other.stop()
    other.stop()


def test_more_than_a_thousand_open_files_do_not_matter(one_broker: broker.Broker) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2048:
        pytest.skip("this machine allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    many = [os.dup(0) for _ in range(1100)]
    try:
        line = link([at(one_broker)], [])
        line.start()
        until(lambda: line.connected)
        line.stop()
    finally:
        for one in many:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_refused_topic_rests_and_the_others_get_through(tmp_path: Path) -> None:
    mosquitto = broker.find_mosquitto()
    assert mosquitto is not None
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "acl").write_text("topic readwrite frk/v1/FT03/live/#\ntopic readwrite frk/v1/FT03/presence\n")
    conf = f"user {getpass.getuser()}\nlistener {port} 127.0.0.1\nallow_anonymous true\nacl_file {tmp_path / 'acl'}\n"
    (tmp_path / "conf").write_text(conf)
    server = subprocess.Popen([mosquitto, "-c", str(tmp_path / "conf")], stderr=subprocess.DEVNULL)
    ups = []
    line = link([Address("127.0.0.1", port)], [], on_connect=lambda: ups.append(time.monotonic()))
    try:
        line.start()
        until(lambda: line.connected)
        assert line.publish("frk/v1/FT03/drill/x/facts", b"{}", False)
        until(lambda: not line.publish("frk/v1/FT03/drill/x/facts", b"{}", False) and line.connected)
        assert line.publish("frk/v1/FT03/live/x/facts", b"{}", False)
        time.sleep(0.5)
        assert line.connected and len(ups) <= 2, "one hang-up, not a loop of them"
    finally:
        line.stop()
        server.terminate()
        server.wait()


def test_all_traffic_fits_the_published_schemas(tmp_path: Path, one_broker: broker.Broker) -> None:
    import msgspec
    import paho.mqtt.client as paho
    from jsonschema import Draft7Validator
    from paho.mqtt.enums import CallbackAPIVersion

    from journal.asyncapi import document

    seen: list[tuple[str, bytes]] = []
    spy = paho.Client(CallbackAPIVersion.VERSION2, "spy", protocol=paho.MQTTv5)
    spy.on_message = lambda _c, _u, m: seen.append((m.topic, bytes(m.payload)))
    ready = threading.Event()
    spy.on_subscribe = lambda *_: ready.set()
    spy.connect("127.0.0.1", one_broker.port)
    spy.subscribe("frk/v1/#", 1)
    spy.loop_start()
    assert ready.wait(5)
    lobby, office = Lobby(tmp_path / "k.db", [at(one_broker)]), Office(tmp_path / "d.db", [at(one_broker)])
    drill, ops, deskops = LogId("FT03/drill/a"), LogId("FT03/ops/2026-11-aa"), LogId("FT03/deskops/2026-11-aa")
    try:
        lobby.write(LIVE, OPENED, Closed("completed"))
        lobby.write(drill, OPENED)
        lobby.write(ops, HealthNoted("sound", True))
        office.write(ANSWER, DeskOpened(LIVE), Acknowledged("Li", "coming"))
        office.write(deskops, HealthNoted("disk", True))
        until(lambda: len(office.shown) == 4 and len(lobby.shown) == 3)
        until(lambda: len([t for t, _ in seen if t.endswith("/cursor")]) >= 5)
    finally:
        lobby.stop(), office.stop()
        spy.disconnect()
        spy.loop_stop()
    described = document()
    schemas = described["components"]["schemas"]
    addresses = {
        re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(channel["address"]))): channel["messages"]
        for channel in described["channels"].values()
    }
    met = set()
    for topic, payload in seen:
        (messages,) = [m for pattern, m in addresses.items() if pattern.fullmatch(topic)]
        name = next(iter(messages))
        met.add(re.sub("FT03|one|/a|2026-11-aa", "", topic))
        _check(Draft7Validator, schemas, name, msgspec.json.decode(payload))
        for record in msgspec.json.decode(payload).get("records", ()):
            _check(Draft7Validator, schemas, "Fact", msgspec.json.decode(record["data"]))
    assert len(met) == 12, "every channel was seen"


def _check(validator: type, schemas: dict[str, object], name: str, value: object) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    validator(schema).validate(value)  # type: ignore[call-arg]
