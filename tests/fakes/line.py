"""Two sites over a bad line: it loses, doubles and reorders as seeded, and remembers what is retained like a broker."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from journal.codec import Cursor
from journal.recorder import Recorder
from journal.store import Journal
from journal.sync import Role, Sync
from protocols.events import Event, LogId, Moment, Record


class FakeClock:
    """A clock that stands still until told."""

    def __init__(self, at_ms: int = 1_700_000_000_000) -> None:
        self.at_ms, self.boot_ms, self.boot = at_ms, 10_000, "boot-1"

    def __call__(self) -> Moment:
        return Moment(self.at_ms, self.boot_ms, self.boot)

    def forward(self, ms: int) -> None:
        self.at_ms += ms
        self.boot_ms += ms


class Line:
    """What is sent waits here until `deliver`."""

    def __init__(self, seed: int = 0, loss: float = 0.0, double: float = 0.0, reorder: bool = False) -> None:
        self.random = random.Random(seed)
        self.loss, self.double, self.reorder = loss, double, reorder
        self.up = True
        self.queue: list[tuple[str, str, bytes]] = []
        self.sent: list[tuple[str, bytes]] = []
        self.retained: dict[str, bytes] = {}
        self.sites: dict[str, Callable[[str, bytes], None]] = {}

    def publish(self, to: str, topic: str, payload: bytes, retain: bool) -> bool:
        if not self.up:
            return False
        self.sent.append((topic, payload))
        if self.random.random() < self.loss:
            return True
        if retain:
            self.retained[topic] = payload
        self.queue += [(to, topic, payload)] * (2 if self.random.random() < self.double else 1)
        return True

    def deliver(self, rounds: int = 10_000) -> None:
        while self.queue and rounds:
            rounds -= 1
            at = self.random.randrange(len(self.queue)) if self.reorder else 0
            to, topic, payload = self.queue.pop(at)
            self.sites[to](topic, payload)


class Site:
    """A kiosk or the desk as far as facts go: a recorder, its Sync, and what was shown to its people."""

    def __init__(self, line: Line, role: Role, path: Path | str, clock: FakeClock, kiosk: str = "FT03") -> None:
        self.line, self.role, self.path, self.clock, self.kiosk = line, role, path, clock, kiosk
        self.shown: list[Record] = []
        self.cursors: list[tuple[LogId, Cursor]] = []
        self.start()

    def start(self) -> None:
        """Begin a new life on the same disk."""
        self.journal = Journal(self.path) if self.path == ":memory:" else Journal.open(Path(self.path))
        self.recorder = Recorder(self.journal, lambda: Journal(self.path))
        other = "desk" if self.role == "kiosk" else "kiosk"
        self.sync = Sync(
            self.recorder,
            self.role,
            lambda topic, payload, retain: self.line.publish(other, topic, payload, retain),
            self.clock,
            kiosk=self.kiosk if self.role == "kiosk" else None,
            on_records=lambda log, records: self.shown.extend(records),
            on_cursor=lambda log, cursor: self.cursors.append((log, cursor)),
        )
        self.line.sites[self.role] = self.sync.receive

    def stop(self) -> None:
        self.recorder.close()

    def connect(self) -> None:
        """What a line does on every connect: the broker hands over what it retained, then `refresh`."""
        kinds = ("desk", "deskops") if self.role == "desk" else ("live", "drill", "ops")
        for topic, payload in list(self.line.retained.items()):
            if topic.endswith("/cursor") and topic.split("/")[3] in kinds:
                self.sync.receive(topic, payload)
        self.sync.refresh()

    def write(self, log: LogId, *events: Event) -> list[Record]:
        records = self.recorder.append(log, events, self.clock())
        self.sync.push(log)
        return records


def pair(line: Line, clock: FakeClock, kiosk: Path | str = ":memory:", desk: Path | str = ":memory:") -> Sequence[Site]:
    return Site(line, "kiosk", kiosk, clock), Site(line, "desk", desk, clock)


def settle(line: Line, clock: FakeClock, *sites: Site, rounds: int = 40) -> None:
    """Let time pass and messages through until both sides have nothing more to say."""
    for _ in range(rounds):
        for site in sites:
            site.sync.tick()
        line.deliver()
        if not any(site.recorder.behind() for site in sites) and not line.queue:
            return
        clock.forward(6_000)
