"""One incident walked through the shipped content, on the real rules."""

from __future__ import annotations

import itertools

from protocols import commands as c
from protocols import events as e
from protocols.content import load
from protocols.engine import decide
from protocols.events import Moment, Record
from protocols.incident import Incident
from protocols.model import Pack, Step

PACK = load()
LOG = "FT03/live/1"


class Walk:
    """One incident walked by taps and seconds, on the real rules."""

    def __init__(self, pack: Pack | None = None) -> None:
        self.pack, self.incident, self.boot_ms, self.seq = pack or PACK, Incident(LOG), 0, 0
        self.events: list[e.Event] = []

    def do(self, command: c.Command, after_s: float = 0) -> Walk:
        self.boot_ms += round(after_s * 1000)
        now = Moment(1_700_000_000_000 + self.boot_ms, self.boot_ms, "boot")
        for event in decide(self.pack, self.incident, command, now):
            self.seq += 1
            self.events.append(event)
            self.incident = self.incident.apply(Record(LOG, self.seq, now, event))
        return self

    def open(self, protocol: str = "what_is_wrong", step: str | None = None) -> Walk:
        return self.do(c.Open(protocol, "FT03", "lobby", step=step))

    def tap(self, *choices: str) -> Walk:
        for choice in choices:
            assert choice in [a.id for a in self.step.answers], f"{choice} is not on {self.at}"
            self.do(c.Choose(self.step.id, choice))
        return self

    def wait(self, seconds: float) -> Walk:
        """Let time pass second by second, as the kiosk does."""
        for _ in range(round(seconds)):
            self.do(c.Tick(), after_s=1)
        return self

    @property
    def at(self) -> tuple[str, str]:
        top = self.incident.top
        assert top is not None
        return top.protocol, top.step

    @property
    def step(self) -> Step:
        return self.pack.step(*self.at)

    @property
    def beating(self) -> bool:
        return self.incident.beat is not None


def way_out(walk: Walk) -> tuple[str, ...] | None:
    """The shortest way of taps that closes the incident, found by trying (at most eight taps)."""
    edge: list[tuple[Incident, tuple[str, ...]]] = [(walk.incident, ())]
    seen: set[tuple[tuple[str, str], ...]] = set()
    for _ in range(9):
        following = []
        for incident, taps in edge:
            key = tuple((f.protocol, f.step) for f in incident.frames)
            if key in seen:
                continue
            seen.add(key)
            top = incident.top
            assert top is not None
            for answer, n in zip(walk.pack.step(top.protocol, top.step).answers, itertools.count(1)):
                other = Walk(walk.pack)
                other.incident, other.boot_ms, other.seq = incident, walk.boot_ms + n, incident.head
                other.do(c.Choose(top.step, answer.id))
                if not other.incident.open:
                    return (*taps, answer.id)
                following.append((other.incident, (*taps, answer.id)))
        edge = following
    return None
