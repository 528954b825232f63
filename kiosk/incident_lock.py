"""While somebody may still need this screen, nothing takes it away: the one place that says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from protocols.incident import Incident

Taking = Literal["update", "reboot", "blank", "exit", "export", "clean"]
"""What would take the screen, or the time of the machine, from an incident."""

DURING_DRILL: frozenset[Taking] = frozenset({"update", "reboot", "exit", "export", "clean"})
"""A drill is worth not being cut off, but nobody comes to harm when the screen dims in it."""


def blocked_by_incident(incidents: Iterable[Incident], taking: Taking) -> str:
    """The incident that forbids it ("" = it is allowed): any real one that is not closed, on the screen or parked."""
    for incident in incidents:
        if incident.open and (not incident.drill or taking in DURING_DRILL):
            return incident.id
    return ""
