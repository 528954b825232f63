"""The desk on a real line: a real broker, a real kiosk's half, on real threads."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desk.app import DeskApp
from desk.config import Config, Line
from journal import broker
from journal.moment import Clock
from journal.mqtt import Address, MqttLink
from journal.presence import Presence, greeter, kiosk_topic
from journal.recorder import Recorder
from journal.sync import Sync, topics
from protocols import commands
from protocols.engine import decide
from protocols.events import Acknowledged, MessageSent, Record
from protocols.incident import Incident
from protocols.model import Pack


class FarKiosk:
    """A kiosk's owner thread with its journal, its half of the talk and its line."""

    def __init__(self, path: Path, address: Address, pack: Pack) -> None:
        self.pack, self.heard = pack, list[Record]()
        self._calls: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self.clock = Clock()
        self.link = MqttLink(
            "FT03-kiosk", [address], topics("kiosk", "FT03"), post=self._calls.put,
            greet=greeter(kiosk_topic("FT03"), lambda s: Presence(True, s, self.clock().at_ms, name="莲花路支行")),
            on_connect=lambda: self.sync.refresh(), on_lost=lambda: self.sync.lost(),
            on_message=lambda topic, payload: self.sync.receive(topic, payload),
        )  # fmt: skip
        self._thread = threading.Thread(target=self._run, args=(path,))
        self._ready = threading.Event()
        self._thread.start()
        assert self._ready.wait(10)
        self.link.start()

    def _run(self, path: Path) -> None:
        self.recorder = Recorder.open(path)
        self.sync = Sync(
            self.recorder, "kiosk", self.link.publish, self.clock, kiosk="FT03",
            on_records=lambda _log, records: self.heard.extend(records),
        )  # fmt: skip
        self._ready.set()
        while True:
            try:
                call: Callable[[], object] | None = self._calls.get(timeout=0.1)
            except queue.Empty:
                call = self.sync.tick
            if call is None:
                self.recorder.close()
                return
            call()

    def open(self) -> str:
        done: queue.SimpleQueue[str] = queue.SimpleQueue()

        def write() -> None:
            log = self.recorder.begin("FT03", "live", self.clock())
            command = commands.Open("adult_collapse", "莲花路支行", "大堂")
            self.recorder.append(log, decide(self.pack, Incident(log), command, self.clock()), self.clock())
            self.sync.push(log)
            done.put(log)

        self._calls.put(write)
        return done.get(timeout=10)

    def stop(self) -> None:
        self.link.stop()
        self._calls.put(None)
        self._thread.join(10)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[broker.Broker]:
    started = broker.start()
    assert isinstance(started, broker.Broker), started
    with started:
        yield started


async def until(true: Callable[[], Any], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never became so"
        await asyncio.sleep(0.01)


async def test_help_arrives_and_the_answer_goes_back(
    line: broker.Broker, config: Config, pack: Pack, tmp_path: Path
) -> None:
    app = DeskApp(msgspec.structs.replace(config, line=Line((f"{line.host}:{line.port}",))), pack)
    async with app.running():
        kiosk = FarKiosk(tmp_path / "kiosk.sqlite", Address(line.host, line.port), pack)
        try:
            await until(lambda: app.desk.fleet.kiosk("FT03").online)
            await until(lambda: kiosk.sync.peers.desk(kiosk.clock().boot_ms).online)
            app.desk.here("session", "page", "林静", True)
            await until(lambda: kiosk.sync.peers.desk(kiosk.clock().boot_ms).attended == 1)
            incident = kiosk.open()
            await until(lambda: app.desk.story(incident))
            story = app.desk.story(incident)
            assert story is not None and story.ringing
            app.desk.take(story, "林静", "我在")
            app.desk.say(story, "林静", "", "keep_pressing")
            await until(lambda: len(kiosk.heard) == 3)
            assert [r.event for r in kiosk.heard][1:] == [
                Acknowledged("林静", "我在"),
                MessageSent("林静", "继续压，不要停。", "keep_pressing"),
            ]
            sent = app.desk.board.answers(incident)[-1]
            await until(lambda: app.desk.board.reached_at(sent)[0])
        finally:
            kiosk.stop()
        await until(lambda: app.desk.fleet.kiosk("FT03").online is False)


async def test_what_was_said_while_the_broker_was_gone_arrives_when_it_is_back(
    config: Config, pack: Pack, tmp_path: Path
) -> None:
    first = broker.start()
    assert isinstance(first, broker.Broker)
    address = Address(first.host, first.port)
    app = DeskApp(msgspec.structs.replace(config, line=Line((f"{first.host}:{first.port}",))), pack)
    async with app.running():
        kiosk = FarKiosk(tmp_path / "kiosk.sqlite", address, pack)
        try:
            await until(lambda: app.desk.fleet.kiosk("FT03").online)
            incident = kiosk.open()
            await until(lambda: app.desk.story(incident))
            first.kill()
            await until(lambda: not any(line.connected for line in app.desk.lines.values()))
            story = app.desk.story(incident)
            assert story is not None
            app.desk.take(story, "林静")
            second_incident = kiosk.open()
            again = broker.start(host=first.host, port=first.port)
            assert isinstance(again, broker.Broker), again
            with again:
                await until(lambda: any(isinstance(r.event, Acknowledged) for r in kiosk.heard), 20)
                await until(lambda: app.desk.story(second_incident), 20)
                assert sum(isinstance(r.event, Acknowledged) for r in kiosk.heard) == 1
        finally:
            kiosk.stop()
            first.stop()
