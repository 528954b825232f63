"""Which roles stand beside a step, and what is open in each: one reading for the eye and for the ear."""

from __future__ import annotations

import string

from protocols.incident import Incident
from protocols.model import Lane, LaneItem, Pack, Step
from protocols.situation import connected, lanes_at, ticked

from .around import t
from .subject import is_service, protocol_of
from .walltime import hms
from .words import say

LANES_MAX = 4
LETTERS = string.ascii_uppercase
"""The order in which one person alone does what several would share out: of a protocol's roles, not of those that stand
beside a step. So a letter means the same at every step, and one that has nothing to do there leaves a gap."""
HANDS = "hands"
"""The sign of the role that is what the step itself says: whoever presses needs no second telling."""


def standing(pack: Pack, incident: Incident, step: Step) -> tuple[Lane, ...]:
    """Lanes stand beside the steps where several people work; never beside a question that must be answered first.
    Beside a shared piece (the recovery position) stand those of the step below it: nobody presses on there."""
    protocol = protocol_of(pack, incident)
    if protocol is None or step.kind in ("question", "aed"):
        return ()
    own = next((frame.step for frame in incident.frames if frame.protocol == protocol.id), step.id)
    return lanes_at(pack, incident, protocol, own)[:LANES_MAX]


def places(pack: Pack, incident: Incident) -> dict[str, int]:
    """Each role's place among all of its protocol, from 0: it stays for as long as the emergency is the same one."""
    protocol = protocol_of(pack, incident)
    return {lane.id: n for n, lane in enumerate(protocol.lanes)} if protocol is not None else {}


def open_item(lane: Lane, incident: Incident) -> LaneItem | None:
    done = ticked(incident, lane)
    return next((i for i in lane.items if i.id not in done), None)


def item_words(item: LaneItem, incident: Incident, lang: str, *, done: bool, alone: bool = False) -> str:
    """What an item says: a task until it is ticked; of a call that is through, more than "somebody went to call"."""
    through = connected(incident, item.number) if done and item.number else None
    if through is not None:
        return say("called_done", lang, number=through.number, time=hms(through.at)[:5])
    return t(item.alone if alone and not done and item.alone is not None else item.words(done), lang)


def free(lane: Lane, incident: Incident) -> bool:
    """Nobody has taken it."""
    state = incident.lanes.get(lane.id)
    return state is None or not state.who


def alone(pack: Pack, incident: Incident, lanes: tuple[Lane, ...]) -> bool:
    """Nobody took a role but the first, which is that of whoever is there anyway: one person, as far as is known."""
    protocol = protocol_of(pack, incident)
    if protocol is None or len(lanes) < 2 or is_service(pack, incident):
        return False
    return all(free(lane, incident) for lane in protocol.lanes[1:])


def in_turn(lanes: tuple[Lane, ...]) -> tuple[Lane, ...]:
    """The content's order, but what the step itself says comes last: nobody needs it twice."""
    return (*lanes[1:], lanes[0]) if lanes and lanes[0].icon == HANDS else lanes
