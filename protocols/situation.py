"""What the facts say about this emergency: what it is, what was found, what is being done."""

from __future__ import annotations

from dataclasses import dataclass

from . import words
from .events import Moment, NoteTopic, Ref
from .incident import Incident
from .incident_parts import Answered, CallTick, Noted
from .model import Answer, Lane, Pack, Protocol, Step, Text
from .text import width
from .well_known import DOCK_CPR

TOLD_EM = 120.0
"""How wide the findings of a card may grow, in Chinese characters, before what reassures and what nobody was sure of
is left out: what reassures before what nobody was sure of, the oldest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one standing answer tells the dispatcher and the crew."""

    text: Text
    at: Moment
    source: Ref
    reassuring: bool = False
    grave: bool = False
    """Seen, and leads to the most dangerous branch of its question: no card leaves it out."""


def subject(pack: Pack, incident: Incident) -> Protocol | None:
    """The emergency this is about: the lowest frame that is no shared piece and says what is wrong."""
    known = [pack.protocols[f.protocol] for f in incident.frames if f.protocol in pack.protocols]
    own = [p for p in known if not p.shared]
    return next((p for p in own if p.summary is not None), own[0] if own else None)


def what(pack: Pack, incident: Incident) -> Text:
    """What is wrong, in the words of the content; without any: someone needs emergency help."""
    protocol = subject(pack, incident)
    if protocol is None or protocol.summary is None:
        return words.text("unknown_emergency")
    return words.both(protocol.summary)


def elsewhere(pack: Pack, incident: Incident) -> bool:
    """It began away from the branch, or went on there: a home visit, whatever came of it."""
    names = {x.protocol for x in incident.entered} | {f.protocol for f in incident.frames}
    return any(pack.protocols[name].elsewhere for name in names if name in pack.protocols)


def story(pack: Pack, incident: Incident) -> Text:
    """How it was called, and what it became: a fall, then a collapse."""
    names = dict.fromkeys(x.protocol for x in incident.entered)
    gone = [pack.protocols[name] for name in names if name in pack.protocols and not pack.protocols[name].shared]
    told = [p.summary for p in gone if p.summary is not None and p.steps[p.first].kind != "tiles"]
    said = {lang: " → ".join(words.words(summary, lang) for summary in told) for lang in words.LANGS}
    return said if told else what(pack, incident)


def findings(pack: Pack, incident: Incident) -> tuple[Finding, ...]:
    """What the standing answers found, oldest first; a question asked again counts with its newest answer."""
    newest: dict[tuple[str, str], Finding] = {}
    for answer in incident.answers:
        text = _finding(pack, answer)
        if text is not None:
            key = (answer.protocol, answer.step if answer.choice != DOCK_CPR else DOCK_CPR)
            newest.pop(key, None)
            grave = _grave(pack, answer)
            newest[key] = Finding(text, answer.at, answer.source, not grave and _reassures(pack, answer), grave)
    last: dict[tuple[tuple[str, str], ...], Finding] = {}
    for finding in newest.values():  # two questions may find the same: said once, with its newest time
        said = tuple(sorted(finding.text.items()))
        last.pop(said, None)
        last[said] = finding
    return tuple(last.values())


def told(pack: Pack, incident: Incident) -> tuple[Finding, ...]:
    """What every card says of it, the dispatcher's as the crew's: all that is grave, then what nobody was sure of, then
    what reassures, the newest of each first."""
    found = findings(pack, incident)
    room_em = TOLD_EM - sum(_wide_em(f) for f in found if f.grave)
    kept = {f.source for f in found if f.grave}
    for finding in sorted((f for f in reversed(found) if not f.grave), key=lambda f: f.reassuring):
        room_em -= _wide_em(finding)
        if room_em >= 0:
            kept.add(finding.source)
    return tuple(f for f in found if f.source in kept)


def standing(pack: Pack, incident: Incident) -> tuple[Finding, ...]:
    """What holds now, for the dispatcher: while the beat sounds, "awake" from an earlier look does not."""
    found = told(pack, incident)
    return tuple(f for f in found if not f.reassuring) if incident.beat is not None else found


def _wide_em(finding: Finding) -> float:
    return max(width(said) for said in finding.text.values()) + 1


def _reassures(pack: Pack, answer: Answered) -> bool:
    _, chosen = picked(pack, answer)
    return chosen is not None and chosen.mark == "yes"


def _grave(pack: Pack, answer: Answered) -> bool:
    """The worst answer, and every other that is treated like it; without a question: what was pressed as "worse"."""
    step, chosen = picked(pack, answer)
    if step is None or chosen is None:
        return True
    if chosen.worst or chosen.mark == "stop":
        return True
    if chosen.mark == "unsure":  # done like the worst, but nobody saw it
        return False
    ways = {a.goto for a in step.answers}
    return len(ways) > 1 and chosen.goto in {a.goto for a in step.answers if a.worst}


def picked(pack: Pack, answer: Answered) -> tuple[Step | None, Answer | None]:
    """Where it was asked, and what was tapped there; None for what this content does not know."""
    step = pack.known_step(answer.protocol, answer.step)
    return step, step.answer(answer.choice) if step is not None else None


def _finding(pack: Pack, answer: Answered) -> Text | None:
    if answer.choice == DOCK_CPR:
        return words.text("dock_cpr_finding")
    _, chosen = picked(pack, answer)
    if chosen is None or chosen.finding is None:
        return None
    if answer.by == "timeout":
        return words.text("unanswered", finding=chosen.finding)
    return words.both(chosen.finding)


@dataclass(frozen=True, slots=True)
class Doing:
    """The step that stands under any card."""

    title: Text
    sources: tuple[Ref, ...]


def doing(pack: Pack, incident: Incident) -> Doing | None:
    """The step people are at, cards aside. None when the content does not know it, or nothing has begun."""
    for frame in reversed(incident.frames):
        step = pack.known_step(frame.protocol, frame.step)
        if step is not None and step.kind not in ("call", "handover", "tiles"):
            here = [x for x in incident.entered if (x.protocol, x.step) == (frame.protocol, frame.step)]
            return Doing(words.both(step.title), tuple(x.source for x in here[-1:]))
    return None


def beside_the_aed(pack: Pack, incident: Incident) -> tuple[Protocol, Step] | None:
    """The newest step of pressing or of the AED, where its pads are on: they stay on whatever came in between."""
    for at in reversed(incident.entered):
        step = pack.known_step(at.protocol, at.step)
        if step is not None and step.cpr is not None:
            return pack.protocols[at.protocol], step
        if step is not None and step.kind in ("compressions", "aed"):
            return None
    return None


def lanes_at(pack: Pack, incident: Incident, protocol: Protocol, step: str) -> tuple[Lane, ...]:
    """The roles of a protocol that fit a step and, with the AED's pads on, pressing beside it: nobody fetches it then,
    also beside somebody who woke."""
    beside = beside_the_aed(pack, incident)
    return protocol.lanes_at(step, beside[1].cpr if beside is not None and beside[0] is protocol else None)


def note(incident: Incident, topic: NoteTopic) -> Noted | None:
    """The newest note on a topic."""
    return next((n for n in reversed(incident.notes) if n.note.topic == topic), None)


def connected(incident: Incident, number: str) -> CallTick | None:
    """The tick that says that this call is through, if a person gave one and none took it back."""
    tick = incident.call(number)
    return tick if tick is not None and tick.state == "connected" else None


def ticked(incident: Incident, lane: Lane) -> frozenset[str]:
    """What is done of a role. Ticked on the card is ticked here too: nobody is told to call when the call stands."""
    state = incident.lanes.get(lane.id)
    calls = {i.id for i in lane.items if i.calls and connected(incident, i.calls) is not None}
    return frozenset(calls | set(state.ticked if state is not None else ()))
