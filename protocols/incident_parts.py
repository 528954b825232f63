"""What an incident is made of: its frames, answers, timers, lanes, calls, desk facts, as frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import events as e
from .events import Moment, Ref

NOWHERE = Ref("", 0)
"""The source of what was never written (only in things built by hand)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One level of the stack: a protocol of a pack, at a step ("" until the first step is entered).

    `beat_below`: the beat that sounded when it was laid on, which the step below wants back.
    `then`: the step of the frame below that its end enters, where that is not the one people were at.
    """

    protocol: str
    pack: str
    step: str = ""
    reason: str = "opened"
    beat_below: tuple[int, e.Pattern] | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    protocol: str
    step: str
    at: Moment
    source: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """A timer that runs, or rang and was not begun again. `since` is its first start, before any round."""

    name: str
    after_s: float
    started: Moment
    since: Moment
    round: int = 0
    rang: bool = False
    source: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class Beat:
    rate_bpm: int
    pattern: e.Pattern
    since: Moment
    source: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that stands, with what stood before it (so that undoing is a look back, not a guess)."""

    n: int
    protocol: str
    step: str
    choice: str
    by: str
    at: Moment
    frames_before: tuple[Frame, ...]
    entered_before: int
    timers_before: Mapping[str, RunningTimer]
    beat_before: Beat | None
    first_beat_before: Beat | None = None
    source: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class LaneState:
    who: str = ""
    since: Moment | None = None
    ticked: Mapping[str, Moment] = field(default_factory=dict)
    sources: Mapping[str, Ref] = field(default_factory=dict)
    """The fact behind each tick."""


@dataclass(frozen=True, slots=True)
class CallTick:
    n: int
    number: str
    state: e.CallState
    at: Moment
    source: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class Noted:
    """A late note, in words."""

    at: Moment
    note: e.NoteAdded
    source: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class ClockStep:
    """The wall clock was set: what was written before it, in the same boot, carries a time that is `by_s` too early."""

    at: Moment
    by_s: float
    source: Ref = NOWHERE


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far a desk fact came in the lobby."""

    shown: Moment | None = None
    spoken: Moment | None = None
    not_spoken: str = ""


@dataclass(frozen=True, slots=True)
class DeskFact:
    """A claim, release or message of the desk, with how far it came in the lobby."""

    ref: Ref
    at: Moment
    event: e.Acknowledged | e.Released | e.MessageSent | e.CloseAdvised | e.Viewed
    receipt: Receipt = Receipt()
