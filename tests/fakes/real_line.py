"""Both sites on real threads and a real broker: the kiosk as a queue loop with `MqttLink`, the desk on asyncio."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from journal.codec import Cursor
from journal.moment import Clock
from journal.mqtt import Address, AsyncLink, MqttLink
from journal.presence import Presence, desk_topic, greeter, kiosk_topic
from journal.recorder import Recorder
from journal.sync import Sync, topics
from protocols.events import Event, LogId, Record

WAIT_S = 10.0


def until(so: Callable[[], object], wait_s: float = WAIT_S) -> None:
    """Wait until it is so, at most this long."""
    end_s = time.monotonic() + wait_s
    while not so():
        assert time.monotonic() < end_s, "it never became so"
        time.sleep(0.005)


class Lobby:
    """A kiosk's owner thread: everything that touches the journal runs there."""

    def __init__(self, path: Path, brokers: Sequence[Address], kiosk: str = "FT03") -> None:
        self.kiosk, self.shown, self.cursors = kiosk, list[Record](), list[tuple[LogId, Cursor]]()
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self.clock = Clock()
        self.link = MqttLink(
            f"{kiosk}-kiosk",
            brokers,
            topics("kiosk", kiosk),
            post=self._calls.put,
            greet=greeter(kiosk_topic(kiosk), lambda s: Presence(True, s, self.clock().at_ms, name="lobby")),
            on_connect=lambda: self.sync.refresh(),
            on_lost=lambda: self.sync.lost(),
            on_message=lambda topic, payload: self.sync.receive(topic, payload),
        )
        self._thread = threading.Thread(target=self._run, args=(path,))
        self._thread.start()
        self.link.start()

    def _run(self, path: Path) -> None:
        self.recorder = Recorder.open(path)
        self.sync = Sync(
            self.recorder, "kiosk", self.link.publish, self.clock, kiosk=self.kiosk,
            on_records=lambda _log, records: self.shown.extend(records),
            on_cursor=lambda log, cursor: self.cursors.append((log, cursor)),
        )  # fmt: skip
        while True:
            try:
                call = self._calls.get(timeout=0.1)
            except queue.Empty:
                call = self.sync.tick
            if call is None:
                self.recorder.close()
                return
            call()

    def do(self, call: Callable[[], Any]) -> Any:
        done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._calls.put(lambda: done.put(call()))
        return done.get(timeout=WAIT_S)

    def write(self, log: LogId, *events: Event) -> None:
        def write() -> None:
            self.recorder.append(log, events, self.clock())
            self.sync.push(log)

        self.do(write)

    def stop(self) -> None:
        self.link.stop()
        self._calls.put(None)
        self._thread.join(WAIT_S)


class Office:
    """The desk's loop, in a thread of its own; one link a broker, all joined."""

    def __init__(self, path: Path, brokers: Sequence[Address], desk: str = "one") -> None:
        self.desk = desk
        self.shown, self.presences = list[Record](), list[tuple[str, Presence]]()
        self.loop = asyncio.new_event_loop()
        self.clock = Clock()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: self.loop.run_until_complete(self._run(path, brokers)))
        self._thread.start()
        assert self._ready.wait(WAIT_S)

    async def _run(self, path: Path, brokers: Sequence[Address]) -> None:
        self.recorder = Recorder.open(path)
        self._stop = asyncio.Event()
        self.sync = Sync(
            self.recorder, "desk", self._publish, self.clock,
            on_records=lambda _log, records: self.shown.extend(records),
            on_presence=lambda who, presence: self.presences.append((who, presence)),
        )  # fmt: skip
        self.links = [
            AsyncLink(
                "desk-one", [broker], topics("desk"),
                greet=greeter(desk_topic(self.desk), lambda s: Presence(True, s, self.clock().at_ms, attended=1)),
                on_connect=self.sync.refresh,
                on_lost=lambda: None if any(link.connected for link in self.links) else self.sync.lost(),
                on_message=self.sync.receive,
            )
            for broker in brokers
        ]  # fmt: skip
        lines = [asyncio.create_task(link.run()) for link in self.links]
        self._ready.set()
        while not self._stop.is_set():
            self.sync.tick()
            try:
                await asyncio.wait_for(self._stop.wait(), 0.1)
            except TimeoutError:
                continue
        for link in self.links:
            link.stop()
        await asyncio.gather(*lines)
        self.recorder.close()

    def _publish(self, topic: str, payload: bytes, retain: bool) -> bool:
        return any([link.publish(topic, payload, retain) for link in self.links])

    def do(self, call: Callable[[], Any]) -> Any:
        async def run() -> Any:
            return call()

        return asyncio.run_coroutine_threadsafe(run(), self.loop).result(WAIT_S)

    def write(self, log: LogId, *events: Event) -> None:
        def write() -> None:
            self.recorder.append(log, events, self.clock())
            self.sync.push(log)

        self.do(write)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(WAIT_S)
        self.loop.close()
