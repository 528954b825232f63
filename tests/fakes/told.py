"""Incidents in which everything was answered that a protocol asks: the fullest cards there can be."""

from __future__ import annotations

from protocols import events as e
from protocols import situation
from protocols.events import LogId, Ref
from protocols.model import Answer, Pack, Protocol
from protocols.text import width
from protocols.well_known import CALL_120, HANDOVER_CARD
from tests.fakes.playbook import Playbook

CARDS = ("call_120", "call_119", "call_110", "call_96110")


def led_to(pack: Pack, protocol: Protocol) -> list[tuple[str, str]]:
    """The cards that people can stand at while it is about this: its own, and those of the dock."""
    own = [(protocol.id, step.id) for step in protocol.steps.values() if step.kind in ("call", "handover")]
    pushed = {a.goto.protocol for step in protocol.steps.values() for a in step.answers}
    cards = [id for id in CARDS if id in pushed or id == CALL_120] + [HANDOVER_CARD]
    return own + [(id, pack.protocols[id].first) for id in cards]


def longest(pack: Pack, protocol: Protocol, lang: str, *, grave: bool) -> list[tuple[str, str, str]]:
    """Of each question the answer with the most to tell; with `grave` of the dangerous ones, as far as there are."""
    asked = [protocol] + ([pack.protocols[protocol.gate]] if protocol.gate else [])
    found = []
    for each in asked:
        for step in each.steps.values():
            told = [a for a in step.answers if a.finding is not None]
            bad = [a for a in told if a.worst or a.mark == "stop"] if grave else []
            if told:
                found.append((each.id, step.id, max(bad or told, key=lambda a: _wide(a, lang)).id))
    return found


def _wide(answer: Answer, lang: str) -> float:
    return width(situation.words.words(answer.finding or {}, lang))


def everything(pack: Pack, id: str, card: tuple[str, str], lang: str, *, grave: bool, desk: bool = False) -> Playbook:
    """Opened, everything answered twenty seconds apart, clocks running, called, and now at this card."""
    protocol = pack.protocols[id]
    play = Playbook(pack, "FT03/live/a")
    play.note(e.Opened(id, pack.hash, "Branch", "lobby", "en" if lang == "en" else "zh", "tile"))
    play.note(e.StepEntered(protocol.first))
    acknowledged = Ref(LogId("FT03/desk/d"), 2)
    play.desk(e.Acknowledged("Lin"), seq=2).note(e.MessageShown(acknowledged)).wait(90)
    clocks = [t for t in protocol.timers.values() if t.scope == "incident" and (t.stages or t.repeat)]
    play.note(*(e.TimerStarted(timer.id, timer.after_s) for timer in clocks[:1]))
    for owner, step, choice in longest(pack, protocol, lang, grave=grave):
        if owner != id:
            play.note(e.FramePushed(owner, pack.hash, "include", None))
        play.note(e.StepEntered(step), e.ChoiceMade(step, choice, "tap"), after=20)
        if owner != id:
            play.note(e.FramePopped())
    for lane in protocol.lanes:
        play.note(*(e.ItemTicked(lane.id, item.id, True) for item in lane.items if item.call_state is None), after=5)
    play.note(e.CallTicked("120", "connected"), after=10)
    if desk:
        play.desk(e.MessageSent("Lin", "The ambulance is two minutes away"), seq=3, after=5)
    last = next(s for s in protocol.steps.values() if s.kind not in ("call", "handover", "tiles"))
    play.note(e.StepEntered(last.id))
    owner, step = card
    if owner != id:
        play.note(e.FramePushed(owner, pack.hash, "include", None))
    return play.note(e.StepEntered(step), after=30)


def refs(sources: tuple[Ref, ...], play: Playbook) -> set[Ref]:
    """Those of these facts that are answers."""
    answers = {a.source for a in play.incident.answers}
    return set(sources) & answers
