"""What is so now: the fold of an incident's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from . import events as e
from .events import Moment, Record, Ref

GAP_ASK_S = 60.0
"""After a longer gap nothing advances by itself: the first screen asks whether it is still going on."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One level of the stack: a protocol of a pack, at a step ("" until the first step is entered)."""

    protocol: str
    pack: str
    step: str = ""
    reason: str = "opened"


@dataclass(frozen=True, slots=True)
class Entered:
    protocol: str
    step: str
    at: Moment


@dataclass(frozen=True, slots=True)
class RunningTimer:
    name: str
    after_s: float
    started: Moment
    round: int = 0
    rang: bool = False


@dataclass(frozen=True, slots=True)
class Beat:
    rate_bpm: int
    pattern: e.Pattern
    since: Moment


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
    timers_before: tuple[str, ...]
    beat_before: Beat | None


@dataclass(frozen=True, slots=True)
class LaneState:
    who: str = ""
    since: Moment | None = None
    ticked: Mapping[str, Moment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CallTick:
    n: int
    number: str
    state: str
    at: Moment


@dataclass(frozen=True, slots=True)
class DeskFact:
    """A claim, release or message of the desk, with how far it came in the lobby."""

    ref: Ref
    at: Moment
    event: e.Acknowledged | e.Released | e.MessageSent | e.CloseAdvised | e.Viewed
    shown: Moment | None = None
    spoken: Moment | None = None
    not_spoken: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """Everything about one emergency, live or drill. `id` is the log it was opened in."""

    id: str
    head: int = 0
    opened: Moment | None = None
    opening: e.Opened | None = None
    lang: e.Lang = "zh"
    profile: str = "normal"
    frames: tuple[Frame, ...] = ()
    step_at: Moment | None = None
    entered: tuple[Entered, ...] = ()
    answers: tuple[Answered, ...] = ()
    answered: int = 0
    corrected: int = 0
    timers: Mapping[str, RunningTimer] = field(default_factory=dict)
    beat: Beat | None = None
    first_beat: Moment | None = None
    beat_ms: int = 0
    lanes: Mapping[str, LaneState] = field(default_factory=dict)
    calls: tuple[CallTick, ...] = ()
    called: int = 0
    silent: bool = False
    desk: tuple[DeskFact, ...] = ()
    notes: tuple[tuple[Moment, e.NoteAdded], ...] = ()
    asking: bool = False
    parked: bool = False
    focused_at: Moment | None = None
    handover_at: Moment | None = None
    handed_over_at: Moment | None = None
    last_at: Moment | None = None
    closed: e.Closed | None = None
    closed_at: Moment | None = None
    unreadable: int = 0

    # --- reading -------------------------------------------------------------------------------------------

    @property
    def kiosk(self) -> str:
        return self.id.split("/", 1)[0]

    @property
    def drill(self) -> bool:
        """The channel alone decides; anything that is not plainly a drill is live."""
        return self.id.split("/")[1:2] == ["drill"]

    @property
    def top(self) -> Frame | None:
        return self.frames[-1] if self.frames else None

    @property
    def open(self) -> bool:
        return self.closed is None

    def call(self, number: str = "120") -> CallTick | None:
        """How the call to `number` stands, by the newest uncorrected tick of a person."""
        return next((c for c in reversed(self.calls) if c.number == number), None)

    @property
    def taken_by(self) -> DeskFact | None:
        """The first acknowledgement that nobody released; claims are ordered by (at, log, seq)."""
        released = {d.event.by for d in self.desk if isinstance(d.event, e.Released)}
        claims = [d for d in self.desk if isinstance(d.event, e.Acknowledged) and d.event.by not in released]
        return claims[0] if claims else None

    @property
    def messages(self) -> tuple[DeskFact, ...]:
        return tuple(d for d in self.desk if isinstance(d.event, e.MessageSent))

    def reached(self, protocol: str, step: str) -> Moment | None:
        """When this step was first entered (undone ways do not count)."""
        return next((x.at for x in self.entered if (x.protocol, x.step) == (protocol, step)), None)

    # --- folding -------------------------------------------------------------------------------------------

    def apply(self, record: Record) -> Incident:
        """This incident and one more fact. Own facts come in seq order; desk facts may come at any time."""
        if record.log.split("/")[1:2] == ["desk"]:
            return self._desk(record)
        return replace(self._own(record), head=record.seq, last_at=record.moment)

    def _own(self, record: Record) -> Incident:
        at = record.moment
        match record.event:
            case e.Opened() as opening:
                first = Frame(opening.protocol, opening.pack)
                return replace(self, opened=at, opening=opening, lang=opening.lang, frames=(first,), focused_at=at)
            case e.Focused():
                return replace(self, focused_at=at, asking=False, parked=False)
            case e.FramePushed(protocol, pack, reason):
                return replace(self, frames=(*self.frames, Frame(protocol, pack, "", reason)))
            case e.FramePopped():
                return replace(self, frames=self.frames[:-1] or self.frames, step_at=at)
            case e.Escalated(protocol, pack):
                return replace(self, frames=(Frame(protocol, pack, "", "escalated"),))
            case e.StepEntered(step) if self.frames:
                frames = (*self.frames[:-1], replace(self.frames[-1], step=step))
                entered = (*self.entered, Entered(frames[-1].protocol, step, at))
                return replace(self, frames=frames, step_at=at, entered=entered)
            case e.ChoiceMade(step, choice, by) if self.frames:
                n = self.answered + 1
                answer = Answered(
                    n, self.frames[-1].protocol, step, choice, by, at,
                    self.frames, len(self.entered), tuple(sorted(self.timers)), self.beat,
                )  # fmt: skip
                return replace(self, answers=(*self.answers, answer), answered=n, parked=False)
            case e.Undone(undone):
                return self._undo(undone, at)
            case e.TimerStarted(name, after_s):
                before = self.timers.get(name)
                timer = RunningTimer(name, after_s, at, before.round if before else 0)
                return replace(self, timers={**self.timers, name: timer})
            case e.TimerStopped(name):
                return replace(self, timers={k: v for k, v in self.timers.items() if k != name})
            case e.TimerRang(name, round) if name in self.timers:
                rung = replace(self.timers[name], round=round, rang=True)
                return replace(self, timers={**self.timers, name: rung})
            case e.BeatStarted(rate_bpm, pattern):
                sounding = self._beat_stopped(at)
                beat = Beat(rate_bpm, pattern, at)
                return replace(sounding, beat=beat, first_beat=self.first_beat or at)
            case e.BeatStopped():
                return self._beat_stopped(at)
            case e.LaneAssigned(lane, who):
                state = replace(self.lanes.get(lane, LaneState()), who=who, since=at)
                return replace(self, lanes={**self.lanes, lane: state})
            case e.ItemTicked(lane, item, done):
                state = self.lanes.get(lane, LaneState())
                ticked = {k: v for k, v in state.ticked.items() if k != item} | ({item: at} if done else {})
                return replace(self, lanes={**self.lanes, lane: replace(state, ticked=ticked)})
            case e.CallTicked(number, state):
                n = self.called + 1
                return replace(self, calls=(*self.calls, CallTick(n, number, state, at)), called=n)
            case e.CallCorrected(wrong):
                return replace(self, calls=tuple(c for c in self.calls if c.n != wrong))
            case e.SilentSet(on):
                return replace(self, silent=on)
            case e.LanguageChosen(lang):
                return replace(self, lang=lang)
            case e.ProfileChosen(profile):
                return replace(self, profile=profile)
            case e.MessageShown(ref):
                return self._receipt(ref, shown=at)
            case e.MessageSpoken(ref):
                return self._receipt(ref, spoken=at)
            case e.MessageNotSpoken(ref, reason):
                return self._receipt(ref, not_spoken=reason)
            case e.NoteAdded() as note:
                return replace(self, notes=(*self.notes, (at, note)))
            case e.Resumed(gap_s):
                return replace(self, asking=self.asking or gap_s > GAP_ASK_S)
            case e.HandoverShown():
                return replace(self, handover_at=self.handover_at or at)
            case e.HandedOver():
                return replace(self, handed_over_at=at)
            case e.Parked():
                return replace(self, parked=True)
            case e.Closed() as closed:
                return replace(self._beat_stopped(at), closed=closed, closed_at=at, timers={})
            case e.Unreadable():
                return replace(self, unreadable=self.unreadable + 1)
            case _:
                return self

    def _undo(self, n: int, at: Moment) -> Incident:
        answer = next((a for a in self.answers if a.n == n), None)
        if answer is None:
            return self
        return replace(
            self,
            frames=answer.frames_before,
            entered=self.entered[: answer.entered_before],
            answers=tuple(a for a in self.answers if a.n < n),
            step_at=at,
            corrected=self.corrected + 1,
        )

    def _beat_stopped(self, at: Moment) -> Incident:
        if self.beat is None:
            return self
        return replace(self, beat=None, beat_ms=self.beat_ms + e.elapsed_ms(self.beat.since, at))

    def _desk(self, record: Record) -> Incident:
        match record.event:
            case e.Acknowledged() | e.Released() | e.MessageSent() | e.CloseAdvised() | e.Viewed() as event:
                ref = Ref(record.log, record.seq)
                known = next((d for d in self.desk if d.ref == ref), None)
                if known is not None and known.event == event:
                    return self
                fact = DeskFact(ref, record.moment, event)
                if known is not None:  # a receipt came first: it holds a place for this fact
                    fact = replace(fact, shown=known.shown, spoken=known.spoken, not_spoken=known.not_spoken)
                others = (d for d in self.desk if d.ref != ref)
                return replace(self, desk=tuple(sorted((*others, fact), key=_claim_order)))
            case e.Unreadable():
                return replace(self, unreadable=self.unreadable + 1)
            case _:
                return self

    def _receipt(
        self, ref: Ref, *, shown: Moment | None = None, spoken: Moment | None = None, not_spoken: str = ""
    ) -> Incident:
        """Receipts are kept by reference, so that they count whichever log arrives first."""
        held = next((d for d in self.desk if d.ref == ref), None)
        if held is None:
            held = DeskFact(ref, e.Moment(0, 0, ""), e.Viewed(""))
        held = replace(
            held, shown=held.shown or shown, spoken=held.spoken or spoken, not_spoken=not_spoken or held.not_spoken
        )
        others = (d for d in self.desk if d.ref != ref)
        return replace(self, desk=tuple(sorted((*others, held), key=_claim_order)))


def _claim_order(fact: DeskFact) -> tuple[int, str, int]:
    return fact.at.at_ms, fact.ref.log, fact.ref.seq


def fold(id: str, records: Iterable[Record]) -> Incident:
    """The incident after all these records (own facts in seq order, desk facts anywhere)."""
    incident = Incident(id)
    for record in records:
        incident = incident.apply(record)
    return incident
