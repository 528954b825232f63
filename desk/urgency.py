"""What cannot wait: how grave an incident is, and the call that is missed, in any language."""

from __future__ import annotations

from protocols import situation
from protocols.incident import Incident
from protocols.model import Pack

CAN_WAIT = 3


def severity(pack: Pack, incident: Incident) -> int:
    """0 = cannot be read, 1 = life at once, 2 = urgent, 3 = can wait; what nobody knows counts as 1."""
    if incident.opened is None:
        return 0
    own = [p for f in incident.frames if (p := pack.protocols.get(f.protocol)) is None or not p.shared]
    gravest = min((p.severity if p else 1 for p in own), default=1)
    return min(gravest, 2) if gravest > 2 and overdue(pack, incident) else gravest


def overdue(pack: Pack, incident: Incident) -> bool:
    """A service under way, of which there is no word in time, or bad news: no longer a thing that can wait."""
    about = situation.subject(pack, incident)
    if about is None or about.family != "service" or about.key is None or not incident.open:
        return False
    went = (pack.known_step(x.protocol, x.step) for x in incident.entered)
    if not any(step is not None and about.key.mark in step.reached for step in went):
        return False
    timers = [pack.timer(t.name) for t in incident.timers.values() if t.rang]
    if any(t is not None and t.scope == "incident" for t in timers):
        return True
    told = (situation.picked(pack, answer)[1] for answer in reversed(incident.answers) if answer.protocol == about.id)
    newest = next((answer for answer in told if answer is not None and answer.finding is not None), None)
    return newest is not None and newest.mark in ("no", "unsure", "stop")


def call_number(pack: Pack, incident: Incident) -> str:
    """The number whose tick is missed while nobody has ticked any; "" where no call is the rule."""
    about = situation.subject(pack, incident)
    if about is None or about.family in (None, "medical"):
        return "" if severity(pack, incident) > 2 else "120"
    if about.severity > 1 or incident.silent:
        return ""
    pushed = [a.goto.protocol for s in about.steps.values() for a in s.answers if a.goto.kind == "push"]
    cards = [c for name in pushed if (c := pack.protocols.get(name or "")) is not None]
    numbers = [s.number for c in cards for s in c.steps.values() if s.kind == "call" and s.number != "120"]
    return numbers[0] if numbers else "120"
