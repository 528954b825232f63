"""Whose turn it is to hear what there is to do: one role's open item at a time, in order, each at most twice.

What was said before is read from the facts (`Incident.told`): a restart or another language begins nothing anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from protocols.events import Moment, elapsed_ms
from protocols.incident import Incident, told_key
from protocols.model import Lane, LaneItem, Pack, Step, Text
from protocols.situation import ticked

from . import lanes
from .subject import protocol_of

SAID_MAX = 2
"""So often an item is spoken to whoever took it; taken by another, or opened again, it begins anew."""
ASKED_MAX = 3
"""So often a free role asks for somebody: people come later than the first words."""
PAUSE_S = 15.0
"""Silence before a role is spoken, or the step's own pause where that is shorter."""
CONFIRM_PAUSE_S = 2.5
"""Silence before whoever has just taken a role hears what it is."""
CLEAR_S = 6.0
"""Nothing begins when a timer is due within these seconds: a prompt would cut it off."""
AFTER_S = 8.0
"""Silence between a role's words and the step's next repetition."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What to say now, after it was said `told` times. `confirms`: it answers the tap of whoever took the role, at
    `taken_ms`."""

    key: str
    text: Text
    told: int
    confirms: bool = False
    taken_ms: int = 0


def next_turn(pack: Pack, incident: Incident, step: Step) -> Turn | None:
    """Whoever has just taken a role hears it first; then the roles in order, those heard least before the others."""
    protocol = protocol_of(pack, incident)
    if protocol is None or step.quiet or incident.silent:
        return None
    in_order = lanes.in_turn(lanes.standing(pack, incident, step))
    found = [turn for lane in in_order if (turn := _turn(protocol.id, lane, incident)) is not None]
    taken = [turn for turn in found if turn.confirms]
    if taken:
        return max(taken, key=lambda turn: turn.taken_ms)
    return min(found, key=lambda turn: turn.told, default=None)


def may_begin(turn: Turn, incident: Incident, now: Moment, quiet_s: float, pause_s: float) -> bool:
    """It was silent for long enough, and nothing that is due soon would cut it off."""
    due_s = (t.after_s - elapsed_ms(t.started, now) / 1000 for t in incident.timers.values() if not t.rang)
    wanted_s = CONFIRM_PAUSE_S if turn.confirms else pause_s
    return quiet_s >= wanted_s and all(left_s > CLEAR_S for left_s in due_s)


def _turn(protocol: str, lane: Lane, incident: Incident) -> Turn | None:
    item = lanes.open_item(lane, incident)
    if item is None or lane.ask is None:
        return None
    return _asking(protocol, lane, incident) if lanes.free(lane, incident) else _telling(protocol, lane, item, incident)


def _asking(protocol: str, lane: Lane, incident: Incident) -> Turn | None:
    key = told_key(protocol, lane.id)
    told = incident.told.get(key, 0)
    if lane.ask is None or told >= ASKED_MAX or ticked(incident, lane):
        return None  # whoever ticked something is at it, though nobody took the role
    return Turn(key, lane.ask, told)


def _telling(protocol: str, lane: Lane, item: LaneItem, incident: Incident) -> Turn | None:
    key = told_key(protocol, lane.id, item.id)
    told, since = incident.told.get(key, 0), incident.lanes[lane.id].since
    if item.say is None or told >= SAID_MAX:
        return None
    heard_something = any(key.split("/")[2:3] == [lane.id] for key in incident.told)
    return Turn(key, item.say, told, not heard_something, since.at_ms if since is not None else 0)
