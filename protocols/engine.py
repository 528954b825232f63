"""The rules: given the content, what is so, a command and the time, what happened."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import events as e
from .events import Event, Moment, Record
from .incident import Frame, Incident
from .model import MAX_FRAMES, Goto, Pack, Step, Timer
from .text import clean_text

DOCK_CPR, CHANGED, CALL_CARD, HANDOVER = "dock_cpr", "changed", "call_card", "handover_card"
"""Choices that are on every screen: recorded as answers, so that a wrong tap is undone like any other."""

DANGER_GATE, CALL_120, HANDOVER_CARD = "danger_gate", "call_120", "handover"
"""Shared protocols that the dock reaches from everywhere."""


@dataclass(frozen=True, slots=True)
class Open:
    protocol: str
    station: str
    place: str
    lang: e.Lang = "zh"
    via: e.Via = "tile"
    from_drill: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    step: str
    choice: str


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed: let due timers ring."""


@dataclass(frozen=True, slots=True)
class PressCpr:
    """The dock's "not breathing: press": compressions in one tap, from wherever the incident stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """The dock's "changed / worse": the danger gate on top of the present step."""


@dataclass(frozen=True, slots=True)
class ShowCall:
    """The dock's "120": the read-out card on top of the present step."""


@dataclass(frozen=True, slots=True)
class ShowHandover:
    pass


@dataclass(frozen=True, slots=True)
class TakeLane:
    lane: str
    who: str


@dataclass(frozen=True, slots=True)
class TickItem:
    lane: str
    item: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class TickCall:
    number: str
    state: e.CallState


@dataclass(frozen=True, slots=True)
class CorrectCall:
    number: str


@dataclass(frozen=True, slots=True)
class SetSilent:
    on: bool


@dataclass(frozen=True, slots=True)
class SetLanguage:
    lang: e.Lang


@dataclass(frozen=True, slots=True)
class AddNote:
    text: str
    kind: e.NoteKind = "tapped_late"
    topic: e.NoteTopic = "other"


@dataclass(frozen=True, slots=True)
class Focus:
    """Staff turned to this incident; also the answer "yes, still going on" after a gap."""


@dataclass(frozen=True, slots=True)
class Park:
    pass


@dataclass(frozen=True, slots=True)
class TickHandedOver:
    pass


@dataclass(frozen=True, slots=True)
class Close:
    outcome: e.Outcome
    interrupted_by: str | None = None


Command = (
    Open | Choose | Undo | Tick | PressCpr | Change | ShowCall | ShowHandover | TakeLane | TickItem | TickCall
    | CorrectCall | SetSilent | SetLanguage | AddNote | Focus | Park | TickHandedOver | Close
)  # fmt: skip


def decide(pack: Pack, incident: Incident, command: Command, now: Moment) -> list[Event]:
    """What happened. A command that no longer fits (a late tap, a closed incident) is no event: []."""
    draft = _Draft(pack, incident, now)
    if isinstance(command, Open):
        if incident.opened is None:
            draft.open(command)
    elif incident.open and incident.opened is not None:
        draft.obey(command)
    return draft.events


@dataclass(slots=True)
class _Draft:
    """Events so far, and the incident as they leave it."""

    pack: Pack
    incident: Incident
    now: Moment
    events: list[Event] = field(default_factory=list)

    def add(self, *events: Event) -> None:
        for event in events:
            self.events.append(event)
            record = Record(self.incident.id, self.incident.head + 1, self.now, event)
            self.incident = self.incident.apply(record)

    # --- commands ------------------------------------------------------------------------------------------

    def open(self, command: Open) -> None:
        protocol = self.pack.protocols[command.protocol]
        self.add(
            e.Opened(
                protocol.id,
                self.pack.hash,
                command.station,
                command.place,
                command.lang,
                command.via,
                command.from_drill,
            )
        )
        self.enter(command.step or protocol.first)

    def obey(self, command: Command) -> None:
        top = self.top
        match command:
            case Choose(step, choice) if top.step == step:
                answer = next((a for a in self.step.answers if a.id == choice), None)
                if answer is not None:
                    self.add(e.ChoiceMade(step, choice))
                    self.go(answer.goto)
            case Undo() if self.incident.answers:
                self.undo()
            case Tick():
                self.ring()
            case PressCpr():
                protocol, step = self.pack.cpr
                if self.incident.beat is None or self.step.kind not in ("compressions", "aed"):
                    self.add(e.ChoiceMade(top.step, DOCK_CPR))
                    self.go(Goto("escalate", step=step, protocol=protocol))
            case Change() if top.protocol != DANGER_GATE:
                self.add(e.ChoiceMade(top.step, CHANGED))
                self.push(DANGER_GATE, "danger_gate")
            case ShowCall() if top.protocol != CALL_120:
                self.add(e.ChoiceMade(top.step, CALL_CARD))
                self.push(CALL_120, "call")
            case ShowHandover() if top.protocol != HANDOVER_CARD:
                self.add(e.ChoiceMade(top.step, HANDOVER))
                self.push(HANDOVER_CARD, "handover")
            case TakeLane(lane, who):
                self.add(e.LaneAssigned(lane, who))
            case TickItem(lane, item, done):
                self.tick_item(lane, item, done)
            case TickCall(number, state) if number in self.pack.numbers:
                self.add(e.CallTicked(number, state))
            case CorrectCall(number) if (tick := self.incident.call(number)) is not None:
                self.add(e.CallCorrected(tick.n))
            case SetSilent(on) if on != self.incident.silent:
                self.add(e.SilentSet(on))
            case SetLanguage(lang) if lang != self.incident.lang:
                self.add(e.LanguageChosen(lang))
            case AddNote(text, kind, topic) if (clean := clean_text(text)):
                self.add(e.NoteAdded(clean, kind, topic=topic))
            case Focus():
                self.add(e.Focused())
            case Park() if not self.incident.parked:
                self.add(e.Parked())
            case TickHandedOver():
                self.add(e.HandedOver())
            case Close(outcome, interrupted_by):
                self.close(outcome, interrupted_by)
            case _:
                pass

    def tick_item(self, lane: str, item: str, done: bool) -> None:
        """Tick a lane's item; an item that stands for a call also says how the call is, for a person ticked it."""
        self.add(e.ItemTicked(lane, item, done))
        items = [
            i for p in self.pack.protocols.values() for x in p.lanes if x.id == lane for i in x.items if i.id == item
        ]
        if items and items[0].call_state == "connected":
            standing = self.incident.call("120")
            if done and (standing is None or standing.state != "connected"):
                self.add(e.CallTicked("120", "connected"))
            elif not done and standing is not None and standing.state == "connected":
                self.add(e.CallCorrected(standing.n))

    def undo(self) -> None:
        """Take the newest answer back; timers and beat follow what stood before it, as facts of their own."""
        answer = self.incident.answers[-1]
        self.leave()
        self.add(e.Undone(answer.n))
        for name in sorted(set(self.incident.timers) - set(answer.timers_before)):
            self.add(e.TimerStopped(name))
        self.set_beat(
            (answer.beat_before.rate_bpm, answer.beat_before.pattern) if answer.beat_before is not None else None
        )
        self.start_timers(self.step)

    def ring(self) -> None:
        """Let due timers ring, oldest first; after a long gap they ring once and nothing advances."""
        for running in sorted(self.incident.timers.values(), key=lambda t: (t.started.at_ms, t.name)):
            if running.rang or running.name not in self.incident.timers:
                continue
            if e.elapsed_ms(running.started, self.now) < running.after_s * 1000:
                continue
            round = running.round + 1
            self.add(e.TimerRang(running.name, round))
            timer = self.pack.timer(running.name)
            if timer is not None and not self.incident.asking:
                self.after_ring(timer, round)

    def after_ring(self, timer: Timer, round: int) -> None:
        for name in timer.restarts:
            other = self.pack.timer(name)
            if other is not None:
                self.add(e.TimerStarted(name, other.after_s))
        if round <= timer.ask_again or timer.repeat:
            self.add(e.TimerStarted(timer.id, timer.after_s))
        elif timer.choose is not None:
            answer = next((a for a in self.step.answers if a.id == timer.choose), None)
            if answer is not None:
                self.add(e.ChoiceMade(self.step.id, answer.id, "timeout"))
                self.go(answer.goto)
        elif timer.goto is not None:
            self.go(timer.goto)

    def close(self, outcome: e.Outcome, interrupted_by: str | None) -> None:
        self.set_beat(None)
        self.add(e.Closed(outcome, interrupted_by))

    # --- moving --------------------------------------------------------------------------------------------

    @property
    def top(self) -> Frame:
        frame = self.incident.top
        assert frame is not None, "an open incident has a frame"
        return frame

    @property
    def step(self) -> Step:
        return self.pack.step(self.top.protocol, self.top.step)

    def go(self, goto: Goto) -> None:
        match goto.kind:
            case "step":
                assert goto.step is not None
                self.leave()
                self.enter(goto.step)
            case "push":
                assert goto.protocol is not None
                self.push(goto.protocol, "include", goto.step)
            case "return":
                self.pop()
            case "escalate":
                assert goto.protocol is not None
                self.leave()
                self.add(e.Escalated(goto.protocol, self.pack.hash))
                self.enter(goto.step or self.pack.protocols[goto.protocol].first)
            case "close":
                self.close(goto.outcome or "completed", None)

    def push(self, protocol: str, reason: e.PushReason, step: str | None = None) -> None:
        self.leave()
        if len(self.incident.frames) >= MAX_FRAMES:
            self.add(e.FramePopped())
        self.add(e.FramePushed(protocol, self.pack.hash, reason))
        self.enter(step or self.pack.protocols[protocol].first)

    def pop(self) -> None:
        """Back to the step below; the end of the lowest frame is the handover."""
        self.leave()
        if len(self.incident.frames) == 1:
            self.push(HANDOVER_CARD, "handover")
            return
        self.add(e.FramePopped())
        self.start_timers(self.step)

    def leave(self) -> None:
        """Timers of the present step end with it."""
        if self.top.step:
            for name in self.step.timers:
                timer = self.pack.timer(name)
                if timer is not None and timer.scope == "step" and name in self.incident.timers:
                    self.add(e.TimerStopped(name))

    def enter(self, step_id: str) -> None:
        self.add(e.StepEntered(step_id))
        step = self.step
        if step.kind == "handover":
            self.add(e.HandoverShown())
        for name in step.stops:
            if name in self.incident.timers:
                self.add(e.TimerStopped(name))
        if step.beat == "start":
            self.set_beat((self.pack.protocols[self.top.protocol].rate_bpm, step.pattern))
        elif step.beat == "stop":
            self.set_beat(None)
        self.start_timers(step)

    def start_timers(self, step: Step) -> None:
        for name in step.timers:
            timer = self.pack.timer(name)
            running = self.incident.timers.get(name)
            if timer is not None and (running is None or timer.scope == "step"):
                self.add(e.TimerStarted(name, timer.after_s))

    def set_beat(self, beat: tuple[int, e.Pattern] | None) -> None:
        """Start, change or stop the metronome with the timers that run with it. The same beat goes on undisturbed."""
        sounding = self.incident.beat
        if beat is None:
            if sounding is not None:
                self.add(e.BeatStopped())
                for name in sorted(self.incident.timers):
                    timer = self.pack.timer(name)
                    if timer is not None and timer.scope == "beat":
                        self.add(e.TimerStopped(name))
        elif sounding is None or (sounding.rate_bpm, sounding.pattern) != beat:
            self.add(e.BeatStarted(*beat))
            for timer in self.beat_timers():
                if timer.id not in self.incident.timers:
                    self.add(e.TimerStarted(timer.id, timer.after_s))

    def beat_timers(self) -> list[Timer]:
        protocol = self.pack.protocols[self.pack.cpr[0]]
        return [t for t in protocol.timers.values() if t.scope == "beat"]
