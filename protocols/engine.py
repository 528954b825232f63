"""The rules: given the content, what is so, a command and the time, what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from . import events as e
from .commands import AddNote as AddNote
from .commands import AllowSound as AllowSound
from .commands import Ask as Ask
from .commands import Change as Change
from .commands import Choose as Choose
from .commands import Close as Close
from .commands import Command as Command
from .commands import CorrectCall as CorrectCall
from .commands import Focus as Focus
from .commands import Open as Open
from .commands import Park as Park
from .commands import PressCpr as PressCpr
from .commands import SetLanguage as SetLanguage
from .commands import SetProfile as SetProfile
from .commands import SetSilent as SetSilent
from .commands import ShowCall as ShowCall
from .commands import ShowHandover as ShowHandover
from .commands import TakeLane as TakeLane
from .commands import Tick as Tick
from .commands import TickCall as TickCall
from .commands import TickItem as TickItem
from .commands import Undo as Undo
from .events import Event, Moment, Record
from .incident import GAP_ASK_S, Incident
from .incident_parts import Frame
from .model import MAX_FRAMES, Answer, Goto, LaneItem, Pack, Protocol, Step, Timer
from .text import clean_text

DOCK_CPR, CHANGED, CALL_CARD, HANDOVER = "dock_cpr", "changed", "call_card", "handover_card"
"""Choices that are on every screen: recorded as answers, so that a wrong tap is undone like any other."""

DANGER_GATE, CALL_120, HANDOVER_CARD = "danger_gate", "call_120", "handover"
"""Shared protocols that the dock reaches from everywhere."""

SAFE = "safe"
"""The reply of a silent protocol that leads to what the lobby does afterwards."""

NOTE_BEFORE_MS = 3_600_000
"""What people remember may lie before the first tap, by so much and no more."""

CALLED = "120"
"""The number that a lane's call item stands for."""


def decide(pack: Pack, incident: Incident, command: Command, now: Moment) -> list[Event]:
    """What happened. A command that no longer fits (a late tap, a closed incident) is no event: []; words may be added
    to a closed incident."""
    draft = _Draft(pack, incident, now)
    if isinstance(command, Open):
        if incident.opened is None:
            draft.open(command)
    elif incident.opened is not None and (incident.open or isinstance(command, AddNote)):
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
        if command.profile != self.incident.profile:
            self.add(e.ProfileChosen(command.profile))
        self.begin(protocol, command.step)

    def obey(self, command: Command) -> None:
        match command:
            case Choose(step, choice) if self.top.step == step and (found := self.find(choice)) is not None:
                self.answer(choice, found.goto)
            case Undo() if self.incident.answers:
                self.undo()
            case Tick():
                self.ring()
            case PressCpr() if not self.pressing:
                self.answer(DOCK_CPR, Goto("cpr"))
            case Change() if self.top.protocol != DANGER_GATE:
                self.answer(CHANGED, Goto("push", protocol=DANGER_GATE), "danger_gate")
            case ShowCall() if self.top.protocol != CALL_120:
                self.answer(CALL_CARD, Goto("push", protocol=CALL_120), "call")
            case ShowHandover() if self.top.protocol != HANDOVER_CARD:
                self.answer(HANDOVER, Goto("push", protocol=HANDOVER_CARD), "handover")
            case Focus():
                self.turn_to()
            case Ask() if not self.incident.parked:
                self.add(e.Asked(self.incident.asked + 1))
            case Park() if not self.incident.parked:
                self.add(e.Parked())
                self.set_beat(None)  # nobody presses to it: the record must not say that it went on
            case Close(outcome, interrupted_by):
                self.close(outcome, interrupted_by)
            case _:
                self.jot(command)

    def jot(self, command: Command) -> None:
        """What stands beside the steps: roles, ticks, the call, silence, words. A second tap on the same says nothing
        new, so the first time stays."""
        incident = self.incident
        match command:
            case TakeLane(lane, who) if self.items(lane) and (
                lane not in incident.lanes or incident.lanes[lane].who != who
            ):
                self.add(e.LaneAssigned(lane, who))
            case TickItem(lane, item, done):
                self.tick_item(lane, item, done)
            case TickCall(number, state) if self.known(number) and self.call_state(number) != state:
                self.add(e.CallTicked(number, state))
            case CorrectCall(number) if (tick := incident.call(number)) is not None:
                self.add(e.CallCorrected(tick.n))
            case SetSilent(on) if on != incident.silent:
                self.add(e.SilentSet(on))
                if not on:
                    self.into_the_open()
            case AllowSound(on) if on != incident.sound_allowed:
                self.add(e.SoundAllowed(on))
            case SetLanguage(lang) if lang != incident.lang:
                self.add(e.LanguageChosen(lang))
            case SetProfile(profile) if profile != incident.profile:
                self.add(e.ProfileChosen(profile))
            case AddNote(text, kind, topic, at_ms, about) if clean := clean_text(text):
                assert incident.opened is not None
                known = at_ms is not None and incident.opened.at_ms - NOTE_BEFORE_MS <= at_ms <= self.now.at_ms
                self.add(e.NoteAdded(clean, kind, about, topic, at_ms if known else None))
            case _:
                pass

    def into_the_open(self) -> None:
        """Silence has ended: a step of a silent protocol told the desk what to do, now the lobby reads along. It goes
        on where the reply "safe" leads, and stays if it is there or further; nobody said "safe": no answer."""
        protocol = self.pack.protocols.get(self.top.protocol)
        if protocol is None or not protocol.silent:
            return
        to = _safe(protocol).get(self.top.step)
        if to is not None and self.top.step not in _safe(protocol).values():
            self.leave()
            self.enter(to)

    def items(self, lane: str) -> tuple[LaneItem, ...]:
        """What is to be ticked in a lane, by any protocol that has it (roles go on through an escalation)."""
        return tuple(i for p in self.pack.protocols.values() for x in p.lanes if x.id == lane for i in x.items)

    def known(self, number: str) -> bool:
        return any(n.digits == number for n in self.pack.numbers.values())

    def call_state(self, number: str) -> e.CallState | None:
        standing = self.incident.call(number)
        return standing.state if standing is not None else None

    def tick_item(self, lane: str, item_id: str, done: bool) -> None:
        """Tick a lane's item; an item that stands for a call also says how the call is, for a person ticked it."""
        item = next((i for i in self.items(lane) if i.id == item_id), None)
        ticked = lane in self.incident.lanes and item_id in self.incident.lanes[lane].ticked
        if item is None or ticked == done:
            return
        self.add(e.ItemTicked(lane, item_id, done))
        if item.call_state is None:
            return
        standing = self.incident.call(CALLED)
        same = standing is not None and standing.state == item.call_state
        if done and not same:
            self.add(e.CallTicked(CALLED, item.call_state))
        elif standing is not None and same and not done:
            self.add(e.CallCorrected(standing.n))

    def answer(
        self, choice: str, goto: Goto, reason: e.PushReason = "include", by: Literal["tap", "timeout"] = "tap"
    ) -> None:
        """An answer and where it leads."""
        asked = self.incident.asking
        self.add(e.ChoiceMade(self.top.step, choice, by))
        self.go(goto, reason)
        if asked and self.incident.open:
            self.wake()

    def undo(self) -> None:
        """Take the newest answer back. The fold knows what stood; what began since stops by facts of its own."""
        answer, asked = self.incident.answers[-1], self.incident.asking
        self.leave()
        self.add(e.Undone(answer.n))
        for name in sorted(set(self.incident.timers) - set(answer.timers_before)):
            self.add(e.TimerStopped(name))
        before = answer.beat_before
        begins = before is not None and self.incident.beat is None
        self.set_beat((before.rate_bpm, before.pattern) if before is not None else None)
        if begins:  # nobody pressed in between: the two minutes begin anew
            for timer in self.beat_timers():
                if timer.id in answer.timers_before:
                    self.restart(timer)
        self.restart_step()
        if not self.incident.silent:
            self.into_the_open()  # what was answered in silence is taken back, the silence is not
        if asked:
            self.wake()

    def turn_to(self) -> None:
        """Somebody is here: what waited for that goes on, and the beat that parking stopped sounds again."""
        asked, beat = self.incident.asking, self.incident.parked_beat
        self.add(e.Focused())
        if asked:
            self.wake()
        if beat is not None and self.incident.beat is None:
            self.set_beat(beat)

    # --- timers --------------------------------------------------------------------------------------------

    def ring(self) -> None:
        """Let due timers ring, the longest overdue first, each once; after a long gap nothing advances."""
        rung: set[str] = set()
        while due := self.due(rung):
            overdue_ms, name = due[0]
            if overdue_ms > GAP_ASK_S * 1000 and not self.incident.asking:
                self.add(e.Resumed(round(overdue_ms / 1000, 1)))  # nobody let it ring in time: the kiosk was away
            rung.add(name)
            round_ = self.incident.timers[name].round + 1
            self.add(e.TimerRang(name, round_))
            timer = self.pack.timer(name)
            if timer is not None and not self.incident.asking:
                self.after_ring(timer, round_)

    def due(self, rung: set[str]) -> list[tuple[float, str]]:
        found = (
            (e.elapsed_ms(t.started, self.now) - t.after_s * 1000, t.name)
            for t in self.incident.timers.values()
            if not t.rang and t.name not in rung
        )
        return sorted((x for x in found if x[0] >= 0), key=lambda x: (-x[0], x[1]))

    def after_ring(self, timer: Timer, round_: int) -> None:
        for other in filter(None, map(self.pack.timer, timer.restarts)):
            self.add(e.TimerStarted(other.id, other.after_s))
        if round_ <= timer.ask_again or timer.repeat:
            self.add(e.TimerStarted(timer.id, timer.after_s))
        elif timer.choose is not None:
            answer = self.find(timer.choose)
            if answer is not None and timer.id in self.timers_of_step:
                self.answer(answer.id, answer.goto, by="timeout")
        elif timer.goto is not None and self.owns(timer) and not self.in_the_open:
            self.go(timer.goto)  # under a card of another protocol it has only rung: it cannot answer for the card

    def wake(self) -> None:
        """Somebody is there after a gap: what rang into the empty lobby begins anew, as if never asked."""
        for name in sorted(self.incident.timers):
            timer = self.pack.timer(name)
            if timer is not None and self.incident.timers[name].rang and (timer.scope != "incident" or timer.repeat):
                self.restart(timer)

    def restart(self, timer: Timer) -> None:
        if timer.id in self.incident.timers:
            self.add(e.TimerStopped(timer.id))
        self.add(e.TimerStarted(timer.id, timer.after_s))

    def restart_step(self) -> None:
        """Back at a step: its own timers begin anew."""
        for name in self.timers_of_step:
            timer = self.pack.timer(name)
            if timer is not None and timer.scope == "step":
                self.restart(timer)

    def close(self, outcome: e.Outcome, interrupted_by: str | None) -> None:
        if outcome == "handed_over":  # whichever key said so: the card's own, or "it is over"
            self.add(e.HandedOver())
        self.set_beat(None)
        self.add(e.Closed(outcome, interrupted_by))

    # --- moving --------------------------------------------------------------------------------------------

    @property
    def top(self) -> Frame:
        frame = self.incident.top
        assert frame is not None, "an open incident has a frame"
        return frame

    @property
    def step(self) -> Step | None:
        """None where this content does not know the step (it was written under another pack)."""
        return self.pack.known_step(self.top.protocol, self.top.step)

    @property
    def pressing(self) -> bool:
        """The beat sounds and its step is on the screen: nothing more urgent can be asked for."""
        step = self.step
        return self.incident.beat is not None and step is not None and step.kind in ("compressions", "aed")

    @property
    def timers_of_step(self) -> tuple[str, ...]:
        return self.step.timers if self.step is not None else ()

    def owns(self, timer: Timer) -> bool:
        """The timer belongs to the protocol on the screen."""
        protocol = self.pack.protocols.get(self.top.protocol)
        return protocol is not None and timer.id in protocol.timers

    @property
    def in_the_open(self) -> bool:
        """A silent protocol after its silence: its timers still tell the desk, but "no reply" is not for the lobby."""
        protocol = self.pack.protocols.get(self.top.protocol)
        return protocol is not None and protocol.silent and not self.incident.silent

    def find(self, choice: str) -> Answer | None:
        """The answer of this name at the present step."""
        return self.step.answer(choice) if self.step is not None else None

    def go(self, goto: Goto, reason: e.PushReason = "include") -> None:
        match goto.kind:
            case "step":
                assert goto.step is not None
                self.leave()
                self.enter(goto.step)
            case "push":
                assert goto.protocol is not None
                self.push(goto.protocol, reason, goto.step, goto.then)
            case "return":
                self.pop()
            case "return_awake":
                self.pop(awake=True)
            case "escalate":
                assert goto.protocol is not None
                self.escalate(self.pack.protocols[goto.protocol], goto.step)
            case "cpr" | "cpr_assess":
                whose = self.pack.cpr_for(frame.protocol for frame in reversed(self.incident.frames))
                self.escalate(whose, whose.cpr_entry if goto.kind == "cpr" else whose.assess_entry)
            case _:
                self.close(goto.outcome or "completed", None)

    def escalate(self, protocol: Protocol, step: str | None) -> None:
        """A graver protocol takes the place of the whole stack; the reminders of what it replaces end with that."""
        self.leave()
        for name in sorted(self.incident.timers):
            timer = self.pack.timer(name)
            if timer is not None and timer.scope == "incident" and not timer.lasting and name not in protocol.timers:
                self.add(e.TimerStopped(name))
        self.add(e.Escalated(protocol.id, self.pack.hash))
        self.begin(protocol, step)

    def begin(self, protocol: Protocol, step: str | None) -> None:
        """Enter a protocol that has just become the lowest frame: at its start behind its gate, or at a named step."""
        if protocol.silent and not self.incident.silent:
            self.add(e.SilentSet(True))
        if step is None and protocol.gate is not None:
            self.push(protocol.gate, "include", then=protocol.first)
        else:
            self.enter(step or protocol.first)

    def push(self, protocol: str, reason: e.PushReason, step: str | None = None, then: str | None = None) -> None:
        """Lay a protocol on the stack. It stands there once: if it lies below, what is above it goes."""
        self.leave()
        names = [frame.protocol for frame in self.incident.frames]
        if protocol in names:
            for _ in names[names.index(protocol) + 1 :]:
                self.add(e.FramePopped())
        else:
            if len(names) >= MAX_FRAMES:
                self.add(e.FramePopped())
            self.add(e.FramePushed(protocol, self.pack.hash, reason, then))
        self.enter(step or self.pack.protocols[protocol].first)

    def pop(self, *, awake: bool = False) -> None:
        """Back to the step below, with its beat; the end of the lowest frame is the handover. `awake`: whoever lies
        there is: where people would go on pressing or shocking, also below a card, the look at them comes instead."""
        if len(self.incident.frames) == 1:
            self.push(HANDOVER_CARD, "handover")
            return
        self.leave()
        look = self.look_below() if awake else None
        if look is not None:
            for _ in range(look[0]):
                self.add(e.FramePopped())
            self.enter(look[1])
            return
        stopped, then = self.top.beat_below if self.incident.beat is None else None, self.top.then
        self.add(e.FramePopped())
        if stopped is not None:
            self.set_beat(stopped)
        if then is not None:
            self.enter(then)
            return
        if self.step is not None:
            self.beat_of(self.step)
        self.restart_step()

    def look_below(self) -> tuple[int, str] | None:
        """How many frames down somebody is pressed on or shocked, and the look at them there. A card in between only
        tells; it says "keep pressing", and its way back leads to the pressing."""
        for down, frame in enumerate(reversed(self.incident.frames[:-1]), 1):
            step = self.pack.known_step(frame.protocol, frame.step)
            if step is not None and step.awake is not None:
                return down, step.awake
            if step is None or step.kind not in ("call", "handover"):
                return None
        return None

    def leave(self) -> None:
        """Timers of the present step end with it."""
        for name in self.timers_of_step:
            timer = self.pack.timer(name)
            if timer is not None and timer.scope == "step" and name in self.incident.timers:
                self.add(e.TimerStopped(name))

    def enter(self, step_id: str) -> None:
        if self.in_the_open and step_id not in _safe(self.pack.protocols[self.top.protocol]).values():
            self.add(e.SilentSet(True))  # they are back, or it got worse: from here on it tells the desk what to do
        self.add(e.StepEntered(step_id))
        step = self.pack.step(self.top.protocol, step_id)
        if step.kind == "handover":
            self.add(e.HandoverShown())
        for name in step.stops:
            if name in self.incident.timers:
                self.add(e.TimerStopped(name))
        self.beat_of(step)
        for name in step.timers:
            timer = self.pack.timer(name)
            running = self.incident.timers.get(name)
            if timer is not None and (running is None or timer.scope == "step"):
                self.add(e.TimerStarted(name, timer.after_s))

    def beat_of(self, step: Step) -> None:
        if step.beat == "start":
            self.set_beat((self.pack.protocols[self.top.protocol].rate_bpm, step.pattern))
        elif step.beat == "stop":
            self.set_beat(None)

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


def _safe(protocol: Protocol) -> dict[str, str]:
    """Where "safe" leads from each step of a silent protocol: the steps it leads to are what the lobby reads itself."""
    return {s.id: a.goto.step for s in protocol.steps.values() for a in s.answers if a.id == SAFE and a.goto.step}
