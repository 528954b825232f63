"""The facts so far, with the incident as they leave it: each move through the content writes its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from . import events as e
from .events import Event, Moment, Record
from .incident import Incident
from .incident_parts import Frame
from .model import MAX_FRAMES, Answer, Goto, Pack, Protocol, Step, Timer
from .situation import beside_the_aed
from .well_known import HANDOVER_CARD, SAFE


@dataclass(slots=True)
class Draft:
    """What is added stands at once: whatever comes after it looks at the incident as it is then."""

    pack: Pack
    incident: Incident
    now: Moment
    events: list[Event] = field(default_factory=list)

    def add(self, *events: Event) -> None:
        for event in events:
            self.events.append(event)
            record = Record(self.incident.id, self.incident.head + 1, self.now, event)
            self.incident = self.incident.apply(record)

    # --- where people are ---------------------------------------------------------------------------------------

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

    # --- moving -------------------------------------------------------------------------------------------------

    def answer(
        self, choice: str, goto: Goto, reason: e.PushReason = "include", by: Literal["tap", "timeout"] = "tap"
    ) -> None:
        """An answer and where it leads."""
        asked = self.incident.asking
        self.add(e.ChoiceMade(self.top.step, choice, by))
        self.go(goto, reason)
        if asked and self.incident.open:
            self.wake()

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
            case "return_breathless":
                self.look_at_breath()
            case "escalate":
                assert goto.protocol is not None
                self.escalate(self.pack.protocols[goto.protocol], goto.step)
            case "cpr" | "cpr_assess" if (beside := beside_the_aed(self.pack, self.incident)) is not None:
                protocol, step = beside
                self.go_on(protocol, step.cpr if goto.kind == "cpr" else step.awake or step.id)
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

    def go_on(self, protocol: Protocol, step: str | None) -> None:
        """At a step of a protocol that lies below; it takes the place of the whole stack where it does not."""
        if any(frame.protocol == protocol.id for frame in self.incident.frames):
            self.push(protocol.id, "include", step)
        else:
            self.escalate(protocol, step)

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

    def look_at_breath(self) -> None:
        """Somebody awake is short of breath: what lies lowest and has a look of its own at that goes on, for it is what
        this incident is about. Where hands are busy with just that, they go on with it."""
        held = [self.pack.protocols.get(frame.protocol) for frame in self.incident.frames]
        at, entry = next((n, p.breathless_entry) for n, p in enumerate(held) if p is not None and p.breathless_entry)
        self.leave()
        for _ in held[at + 1 :]:
            self.add(e.FramePopped())
        if self.step is not None and self.step.critical:
            self.restart_step()
        else:
            self.enter(entry)

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

    def close(self, outcome: e.Outcome, interrupted_by: str | None) -> None:
        if outcome == "handed_over":  # whichever key said so: the card's own, or "it is over"
            self.add(e.HandedOver())
        self.set_beat(None)
        self.add(e.Closed(outcome, interrupted_by))

    # --- the beat -----------------------------------------------------------------------------------------------

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

    # --- timers -------------------------------------------------------------------------------------------------

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

    def wake(self) -> None:
        """Somebody is there after a gap: what rang into the empty lobby begins anew, as if never asked."""
        for name in sorted(self.incident.timers):
            timer = self.pack.timer(name)
            if timer is not None and self.incident.timers[name].rang and (timer.scope != "incident" or timer.repeat):
                self.restart(timer)


def _safe(protocol: Protocol) -> dict[str, str]:
    """Where "safe" leads from each step of a silent protocol: the steps it leads to are what the lobby reads itself."""
    return {s.id: a.goto.step for s in protocol.steps.values() for a in s.answers if a.id == SAFE and a.goto.step}
