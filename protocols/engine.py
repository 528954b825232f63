"""The rules: given the content, what is so, a command and the time, what happened."""

from __future__ import annotations

from . import commands as c
from . import events as e
from .draft import Draft
from .events import Event, Moment
from .incident import GAP_ASK_S, Incident
from .model import Goto, LaneItem, Pack, Timer
from .text import clean_text
from .well_known import CALL_120, CALL_CARD, CALLED, CHANGED, DANGER_GATE, DOCK_CPR, HANDOVER, HANDOVER_CARD

NOTE_BEFORE_MS = 3_600_000
"""What people remember may lie before the first tap, by so much and no more."""


def decide(pack: Pack, incident: Incident, command: c.Command, now: Moment) -> list[Event]:
    """What happened. A command that no longer fits (a late tap, a closed incident) is no event: []; words may be added
    to a closed incident."""
    draft = Draft(pack, incident, now)
    if isinstance(command, c.Open):
        if incident.opened is None:
            _open(draft, command)
    elif incident.opened is not None and (incident.open or isinstance(command, c.AddNote)):
        _obey(draft, command)
    return draft.events


def _open(draft: Draft, command: c.Open) -> None:
    protocol = draft.pack.protocols[command.protocol]
    draft.add(
        e.Opened(
            protocol.id,
            draft.pack.hash,
            command.station,
            command.place,
            command.lang,
            command.via,
            command.from_drill,
        )
    )
    if command.profile != draft.incident.profile:
        draft.add(e.ProfileChosen(command.profile))
    draft.begin(protocol, command.step)


def _obey(draft: Draft, command: c.Command) -> None:
    match command:
        case c.Choose(step, choice) if draft.top.step == step and (found := draft.find(choice)) is not None:
            draft.answer(choice, found.goto)
        case c.Undo() if draft.incident.answers:
            _undo(draft)
        case c.Tick():
            _ring(draft)
        case c.PressCpr() if not draft.pressing:
            draft.answer(DOCK_CPR, Goto("cpr"))
        case c.Change() if draft.top.protocol != DANGER_GATE:
            draft.answer(CHANGED, Goto("push", protocol=DANGER_GATE), "danger_gate")
        case c.ShowCall() if draft.top.protocol != CALL_120:
            draft.answer(CALL_CARD, Goto("push", protocol=CALL_120), "call")
        case c.ShowHandover() if draft.top.protocol != HANDOVER_CARD:
            draft.answer(HANDOVER, Goto("push", protocol=HANDOVER_CARD), "handover")
        case c.Focus():
            _turn_to(draft)
        case c.Ask() if not draft.incident.parked:
            draft.add(e.Asked(draft.incident.asked + 1))
        case c.Park() if not draft.incident.parked:
            draft.add(e.Parked())
            draft.set_beat(None)  # nobody presses to it: the record must not say that it went on
        case c.Close(outcome, interrupted_by):
            draft.close(outcome, interrupted_by)
        case _:
            _jot(draft, command)


def _jot(draft: Draft, command: c.Command) -> None:
    """What stands beside the steps: roles, ticks, the call, silence, words. A second tap on the same says nothing
    new, so the first time stays."""
    incident = draft.incident
    match command:
        case c.TakeLane(lane, who) if _items(draft, lane) and (
            lane not in incident.lanes or incident.lanes[lane].who != who
        ):
            draft.add(e.LaneAssigned(lane, who))
        case c.TickItem(lane, item, done):
            _tick_item(draft, lane, item, done)
        case c.TickCall(number, state) if _in_use(draft, number) and _call_state(draft, number) != state:
            draft.add(e.CallTicked(number, state))
            if number == CALLED:
                _untick_calls(draft, state)
        case c.CorrectCall(number) if (tick := incident.call(number)) is not None:
            draft.add(e.CallCorrected(tick.n))
        case c.SetSilent(on) if on != incident.silent:
            draft.add(e.SilentSet(on))
            if not on:
                draft.into_the_open()
        case c.AllowSound(on) if on != incident.sound_allowed:
            draft.add(e.SoundAllowed(on))
        case c.SetLanguage(lang) if lang != incident.lang:
            draft.add(e.LanguageChosen(lang))
        case c.SetProfile(profile) if profile != incident.profile:
            draft.add(e.ProfileChosen(profile))
        case c.AddNote(text, kind, topic, at_ms, about, zh, en) if clean := clean_text(text):
            assert incident.opened is not None
            known = at_ms is not None and incident.opened.at_ms - NOTE_BEFORE_MS <= at_ms <= draft.now.at_ms
            when = at_ms if known else None
            draft.add(e.NoteAdded(clean, kind, about, topic, when, clean_text(zh), clean_text(en)))
        case _:
            pass


def _items(draft: Draft, lane: str) -> tuple[LaneItem, ...]:
    """What is to be ticked in a lane, by any protocol that has it (roles go on through an escalation)."""
    return tuple(i for p in draft.pack.protocols.values() for x in p.lanes if x.id == lane for i in x.items)


def _in_use(draft: Draft, number: str) -> bool:
    return any(n.digits == number for n in draft.pack.numbers.values())


def _call_state(draft: Draft, number: str) -> e.CallState | None:
    standing = draft.incident.call(number)
    return standing.state if standing is not None else None


def _tick_item(draft: Draft, lane: str, item_id: str, done: bool) -> None:
    """Tick a lane's item; an item that stands for a call also says how the call is, for a person ticked it."""
    item = next((i for i in _items(draft, lane) if i.id == item_id), None)
    ticked = lane in draft.incident.lanes and item_id in draft.incident.lanes[lane].ticked
    if item is None or ticked == done:
        return
    draft.add(e.ItemTicked(lane, item_id, done))
    if item.call_state is None:
        return
    standing = draft.incident.call(CALLED)
    same = standing is not None and standing.state == item.call_state
    if done and not same:
        draft.add(e.CallTicked(CALLED, item.call_state))
    elif standing is not None and same and not done:
        draft.add(e.CallCorrected(standing.n))


def _untick_calls(draft: Draft, state: e.CallState) -> None:
    """What a role ticked as through is open again when somebody says on the card that it is not."""
    for lane, taken in draft.incident.lanes.items():
        other = {item.id for item in _items(draft, lane) if item.call_state not in (None, state)}
        for item_id in sorted(other & set(taken.ticked)):
            draft.add(e.ItemTicked(lane, item_id, False))


def _undo(draft: Draft) -> None:
    """Take the newest answer back. The fold knows what stood; what began since stops by facts of its own."""
    answer, asked = draft.incident.answers[-1], draft.incident.asking
    draft.leave()
    draft.add(e.Undone(answer.n))
    for name in sorted(set(draft.incident.timers) - set(answer.timers_before)):
        draft.add(e.TimerStopped(name))
    before = answer.beat_before
    begins = before is not None and draft.incident.beat is None
    draft.set_beat((before.rate_bpm, before.pattern) if before is not None else None)
    if begins:  # nobody pressed in between: the two minutes begin anew
        for timer in draft.beat_timers():
            if timer.id in answer.timers_before:
                draft.restart(timer)
    draft.restart_step()
    if not draft.incident.silent:
        draft.into_the_open()  # what was answered in silence is taken back, the silence is not
    if asked:
        draft.wake()


def _turn_to(draft: Draft) -> None:
    """Somebody is here: what waited for that goes on, and the beat that parking stopped sounds again."""
    asked, beat = draft.incident.asking, draft.incident.parked_beat
    draft.add(e.Focused())
    if asked:
        draft.wake()
    if beat is not None and draft.incident.beat is None:
        draft.set_beat(beat)


def _ring(draft: Draft) -> None:
    """Let due timers ring, the longest overdue first, each once; after a long gap nothing advances."""
    rung: set[str] = set()
    while due := _due(draft, rung):
        overdue_ms, name = due[0]
        if overdue_ms > GAP_ASK_S * 1000 and not draft.incident.asking:
            draft.add(e.Resumed(round(overdue_ms / 1000, 1)))  # nobody let it ring in time: the kiosk was away
        rung.add(name)
        round_ = draft.incident.timers[name].round + 1
        draft.add(e.TimerRang(name, round_))
        timer = draft.pack.timer(name)
        if timer is not None and not draft.incident.asking:
            _after_ring(draft, timer, round_)


def _due(draft: Draft, rung: set[str]) -> list[tuple[float, str]]:
    found = (
        (e.elapsed_ms(t.started, draft.now) - t.after_s * 1000, t.name)
        for t in draft.incident.timers.values()
        if not t.rang and t.name not in rung
    )
    return sorted((x for x in found if x[0] >= 0), key=lambda x: (-x[0], x[1]))


def _after_ring(draft: Draft, timer: Timer, round_: int) -> None:
    for other in filter(None, map(draft.pack.timer, timer.restarts)):
        draft.add(e.TimerStarted(other.id, other.after_s))
    if round_ <= timer.ask_again or timer.repeat:
        draft.add(e.TimerStarted(timer.id, timer.after_s))
    elif timer.choose is not None:
        answer = draft.find(timer.choose)
        if answer is not None and timer.id in draft.timers_of_step:
            draft.answer(answer.id, answer.goto, by="timeout")
    elif timer.goto is not None and draft.owns(timer) and not draft.in_the_open:
        draft.go(timer.goto)  # under a card of another protocol it has only rung: it cannot answer for the card
