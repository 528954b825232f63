"""What is so now: the fold of an incident's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from . import events as e
from .events import Moment, Record, Ref
from .incident_parts import (
    Answered,
    Beat,
    CallTick,
    ClockStep,
    DeskFact,
    Entered,
    Frame,
    LaneState,
    Noted,
    Receipt,
    RunningTimer,
)

GAP_ASK_S = 60.0
"""After a longer gap nothing advances by itself: the first screen asks whether it is still going on."""

LANE = "lane"
"""What a role is told: a prompt whose key begins so."""


def told_key(protocol: str, lane: str, item: str = "") -> str:
    """The key of a role's words: of one item, or of the asking for somebody."""
    return "/".join((LANE, protocol, lane, item) if item else (LANE, protocol, lane))


@dataclass(frozen=True, slots=True)
class Incident:
    """Everything about one emergency, live or drill. `id` is the log it was opened in."""

    id: str
    head: int = 0
    opened: Moment | None = None
    counted_from: Moment | None = None
    """What its age counts from: `opened`, moved when the clock was set back while the kiosk was away."""
    opening: e.Opened | None = None
    lang: e.Lang = "zh"
    profile: e.ProfileName = "normal"
    frames: tuple[Frame, ...] = ()
    step_at: Moment | None = None
    entered: tuple[Entered, ...] = ()
    answers: tuple[Answered, ...] = ()
    answered: int = 0
    corrected: int = 0
    timers: Mapping[str, RunningTimer] = field(default_factory=dict)
    beat: Beat | None = None
    first: Beat | None = None
    beat_ms: int = 0
    tapped: tuple[tuple[int, int], ...] = ()
    """(rate a minute, taps) of each summary of somebody who tapped along: fast or slow, never deep."""
    lanes: Mapping[str, LaneState] = field(default_factory=dict)
    told: Mapping[str, int] = field(default_factory=dict)
    """How often a role's words had their turn, by `told_key`, since it was taken or its item opened again."""
    calls: tuple[CallTick, ...] = ()
    called: int = 0
    silent: bool = False
    desk: tuple[DeskFact, ...] = ()
    receipts: Mapping[Ref, Receipt] = field(default_factory=dict)
    """Receipts of desk facts that have not arrived here yet: they wait, whichever log comes first."""
    notes: tuple[Noted, ...] = ()
    clock_steps: tuple[ClockStep, ...] = ()
    sound_allowed: bool = False
    """A person said "sound on" for it beside a silent incident; alone it needs nobody's word."""
    asking: bool = False
    asked: int = 0
    """How often the kiosk asked into an untouched lobby whether it is still going on; a touch that counts ends it."""
    parked: bool = False
    parked_at: Moment | None = None
    """When it was last parked; nobody has been at it since if `parked`."""
    parked_beat: tuple[int, e.Pattern] | None = None
    """The beat that sounded then, which whoever comes back wants again."""
    focused_at: Moment | None = None
    handover_at: Moment | None = None
    handed_over_at: Moment | None = None
    sources: Mapping[str, Ref] = field(default_factory=dict)
    """The facts behind `opened`, `handover_at`, `handed_over_at`, `closed`, by those names."""
    last_at: Moment | None = None
    closed: e.Closed | None = None
    closed_at: Moment | None = None
    aftercare: e.AftercareDue | None = None
    """Somebody is to ask after those who helped; counted from `closed_at`."""
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

    def age_ms(self, now: Moment) -> int:
        """How long it has been going on."""
        return e.elapsed_ms(self.counted_from, now) if self.counted_from is not None else 0

    @property
    def first_beat(self) -> Moment | None:
        """When the beat first sounded, on a way that was not undone."""
        return self.first.since if self.first is not None else None

    @property
    def claims(self) -> Mapping[str, DeskFact]:
        """Who took it and did not let go since, each with the fact; desk facts are ordered by (at, log, seq)."""
        claims: dict[str, DeskFact] = {}
        for fact in self.desk:
            match fact.event:
                case e.Acknowledged(by):
                    claims.setdefault(by, fact)
                case e.Released(by):
                    claims.pop(by, None)
        return claims

    @property
    def taken_by(self) -> DeskFact | None:
        """The first acknowledgement its giver did not release later."""
        return next(iter(self.claims.values()), None)

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
        at, source = record.moment, Ref(record.log, record.seq)
        match record.event:
            case e.Opened() as opening if self.opening is None:
                first = Frame(opening.protocol, opening.pack)
                begun = replace(
                    self, opened=at, counted_from=at, opening=opening, lang=opening.lang, frames=(first,), focused_at=at
                )
                return begun._traced("opened", source)
            case e.Focused():
                return replace(self._attended(), focused_at=at)
            case e.FramePushed(protocol, pack, reason, then):
                below = (self.beat.rate_bpm, self.beat.pattern) if self.beat is not None else None
                return replace(self, frames=(*self.frames, Frame(protocol, pack, "", reason, below, then)))
            case e.FramePopped():
                return replace(self, frames=self.frames[:-1] or self.frames, step_at=at)
            case e.Escalated(protocol, pack):
                return replace(self, frames=(Frame(protocol, pack, "", "escalated"),))
            case e.StepEntered(step) if self.frames:
                frames = (*self.frames[:-1], replace(self.frames[-1], step=step))
                entered = (*self.entered, Entered(frames[-1].protocol, step, at, source))
                return replace(self, frames=frames, step_at=at, entered=entered)
            case e.ChoiceMade(step, choice, by) if self.frames:
                n = self.answered + 1
                answer = Answered(
                    n, self.frames[-1].protocol, step, choice, by, at,
                    self.frames, len(self.entered), self.timers, self.beat, self.first, source,
                )  # fmt: skip
                there = self if by == "timeout" else self._attended()  # an answer that time gave is nobody's
                return replace(there, answers=(*self.answers, answer), answered=n)
            case e.Undone(undone):
                return self._undo(undone, at)
            case e.TimerStarted(name, after_s):
                return self._timer(name, after_s, at, source)
            case e.TimerStopped(name):
                return replace(self, timers={k: v for k, v in self.timers.items() if k != name})
            case e.TimerRang(name, round) if name in self.timers:
                rung = replace(self.timers[name], round=round, rang=True)
                return replace(self, timers={**self.timers, name: rung})
            case e.BeatStarted(rate_bpm, pattern):
                # another pattern or rate of a beat that never stopped: people press on, so it counts from its start
                sounding = self.beat or Beat(rate_bpm, pattern, at, source)
                beat = replace(sounding, rate_bpm=rate_bpm, pattern=pattern)
                return replace(self, beat=beat, first=self.first or beat)
            case e.BeatStopped():
                return self._beat_stopped(at)
            case e.RateTapped(rate_bpm, taps):
                return replace(self, tapped=(*self.tapped, (rate_bpm, taps)))
            case e.LaneAssigned(lane, who):
                state = replace(self.lanes.get(lane, LaneState()), who=who, since=at)
                return replace(self._untold(lane), lanes={**self.lanes, lane: state}, asked=0)
            case e.ItemTicked(lane, item, done):
                there = self if done else self._untold(lane, item)
                return replace(there._tick(lane, item, done, at, source), asked=0)
            case e.PromptSpoken(key) | e.PromptNotSpoken(key) if key.startswith(f"{LANE}/"):
                return replace(self, told={**self.told, key: self.told.get(key, 0) + 1})
            case e.CallTicked(number, state):
                n = self.called + 1
                return replace(self, calls=(*self.calls, CallTick(n, number, state, at, source)), called=n, asked=0)
            case e.CallCorrected(wrong):
                return replace(self, calls=tuple(c for c in self.calls if c.n != wrong))
            case e.SilentSet(on):
                return replace(self, silent=on)
            case e.SoundAllowed(on):
                return replace(self, sound_allowed=on)
            case e.LanguageChosen(lang):
                return replace(self, lang=lang)
            case e.ProfileChosen(profile):
                return replace(self, profile=profile)
            case e.MessageShown(ref):
                return self._receipt(ref, Receipt(shown=at))
            case e.MessageSpoken(ref):
                return self._receipt(ref, Receipt(spoken=at))
            case e.MessageNotSpoken(ref, reason):
                return self._receipt(ref, Receipt(not_spoken=reason))
            case e.NoteAdded() as note:
                return replace(self, notes=(*self.notes, Noted(at, note, source)))
            case e.ClockStepped(by_s):
                return replace(self, clock_steps=(*self.clock_steps, ClockStep(at, by_s, source)))
            case e.Resumed(gap_s):
                long, same = gap_s > GAP_ASK_S, self.last_at is not None and self.last_at.boot == at.boot
                there = self._clock_set_back(at)._beat_resumed(at)
                # long away, or for nobody knows how long: who said "sound on" may not be who stands there now
                allowed = self.sound_allowed and same and not long
                return replace(there, asking=self.asking or long, sound_allowed=allowed)
            case e.HandoverShown():
                return self if self.handover_at else replace(self, handover_at=at)._traced("handover_at", source)
            case e.HandedOver():
                return replace(self, handed_over_at=at)._traced("handed_over_at", source)
            case e.Asked(round):
                return replace(self, asked=round)
            case e.Parked():
                wanted = (self.beat.rate_bpm, self.beat.pattern) if self.beat is not None else None
                return replace(self, parked=True, parked_at=at, parked_beat=wanted, asked=0)
            case e.Closed() as closed:
                ended = replace(self._beat_stopped(at), closed=closed, closed_at=at, timers={})
                return ended._traced("closed", source)
            case e.AftercareDue() as due:
                return replace(self, aftercare=due)
            case e.Unreadable():
                return replace(self, unreadable=self.unreadable + 1)
            case _:
                return self

    def _traced(self, what: str, source: Ref) -> Incident:
        return replace(self, sources={**self.sources, what: source})

    def _undo(self, n: int, at: Moment) -> Incident:
        """Back to what stood before the answer. Timers it stopped run on from their own start; what it started is
        stopped by facts of its own, as is the beat."""
        answer = next((a for a in self.answers if a.n == n), None)
        if answer is None:
            return self
        return replace(
            self._attended(),
            frames=answer.frames_before,
            entered=self.entered[: answer.entered_before],
            answers=tuple(a for a in self.answers if a.n < n),
            timers={**answer.timers_before, **self.timers},
            first=answer.first_beat_before,
            step_at=at,
            corrected=self.corrected + 1,
        )

    def _attended(self) -> Incident:
        """Who turns to it, answers or takes back is there: nothing is left to ask."""
        return replace(self, asking=False, asked=0, parked=False, parked_beat=None)

    def _timer(self, name: str, after_s: float, at: Moment, source: Ref) -> Incident:
        before = self.timers.get(name)
        if before is None:
            timer = RunningTimer(name, after_s, at, at, source=source)
        else:
            timer = RunningTimer(name, after_s, at, before.since, before.round, source=before.source)
        return replace(self, timers={**self.timers, name: timer})

    def _tick(self, lane: str, item: str, done: bool, at: Moment, source: Ref) -> Incident:
        state = self.lanes.get(lane, LaneState())
        ticked = {k: v for k, v in state.ticked.items() if k != item}
        sources = {k: v for k, v in state.sources.items() if k != item}
        if done:
            ticked[item], sources[item] = at, source
        return replace(self, lanes={**self.lanes, lane: replace(state, ticked=ticked, sources=sources)})

    def _untold(self, *whose: str) -> Incident:
        """What is said of this role, or of this item of it, begins anew."""
        told = {k: n for k, n in self.told.items() if tuple(k.split("/")[2:][: len(whose)]) != whose}
        return replace(self, told=told)

    def _beat_stopped(self, at: Moment) -> Incident:
        if self.beat is None:
            return self
        return replace(self, beat=None, beat_ms=self.beat_ms + e.elapsed_ms(self.beat.since, at))

    def _clock_set_back(self, at: Moment) -> Incident:
        """Where the last fact lies ahead, what runs goes on from where that left it: else no timer would ring until the
        clock has caught up."""
        last = self.last_at
        if last is None or not e.lies_ahead(last, at):
            return self

        def moved(since: Moment) -> Moment:
            ms = e.elapsed_ms(since, last)
            return Moment(at.at_ms - ms, at.boot_ms - ms, at.boot, "unsynced")

        def run_on(timers: Mapping[str, RunningTimer]) -> Mapping[str, RunningTimer]:
            return {k: replace(t, started=moved(t.started), since=moved(t.since)) for k, t in timers.items()}

        answers = tuple(replace(a, timers_before=run_on(a.timers_before)) for a in self.answers)
        counted_from = moved(self.counted_from) if self.counted_from is not None else None
        step_at = moved(self.step_at) if self.step_at is not None else None
        return replace(self, timers=run_on(self.timers), answers=answers, counted_from=counted_from, step_at=step_at)

    def _beat_resumed(self, at: Moment) -> Incident:
        """The beat did not sound while the kiosk was away: count it up to the last fact, then from now."""
        if self.beat is None or self.last_at is None:
            return self
        return replace(self._beat_stopped(self.last_at), beat=replace(self.beat, since=at))

    def _desk(self, record: Record) -> Incident:
        match record.event:
            case e.Acknowledged() | e.Released() | e.MessageSent() | e.CloseAdvised() | e.Viewed() as event:
                ref = Ref(record.log, record.seq)
                if any(d.ref == ref for d in self.desk):
                    return self
                fact = DeskFact(ref, record.moment, event, self.receipts.get(ref, Receipt()))
                waiting = {k: v for k, v in self.receipts.items() if k != ref}
                return replace(self, desk=tuple(sorted((*self.desk, fact), key=_claim_order)), receipts=waiting)
            case e.Unreadable():
                return replace(self, unreadable=self.unreadable + 1)
            case _:
                return self

    def _receipt(self, ref: Ref, new: Receipt) -> Incident:
        """Receipts are kept by reference, so that they count whichever log arrives first; the first time stays."""
        held = next((d for d in self.desk if d.ref == ref), None)
        old = held.receipt if held is not None else self.receipts.get(ref, Receipt())
        told = Receipt(old.shown or new.shown, old.spoken or new.spoken, old.not_spoken or new.not_spoken)
        if held is None:
            return replace(self, receipts={**self.receipts, ref: told})
        return replace(self, desk=tuple(replace(d, receipt=told) if d is held else d for d in self.desk))


def _claim_order(fact: DeskFact) -> tuple[int, str, int]:
    return fact.at.at_ms, fact.ref.log, fact.ref.seq


def fold(id: str, records: Iterable[Record]) -> Incident:
    """The incident after all these records (own facts in seq order, desk facts anywhere)."""
    incident = Incident(id)
    for record in records:
        incident = incident.apply(record)
    return incident
