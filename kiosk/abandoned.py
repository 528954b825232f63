"""An incident that nobody is at any more: asked about aloud twice, then parked; a drill is closed."""

from __future__ import annotations

from typing import Literal

from protocols import commands
from protocols.events import Moment, elapsed_ms
from protocols.incident import Incident
from protocols.text import clean_text

QUIET_S = 10 * 60.0
"""Nobody touched the screen for so long, and nothing runs."""
QUIET_RUNNING_S = 45 * 60.0
"""Nobody touched it while the beat sounds or a timer runs: hands are busy, so it waits longer."""
ASK_AGAIN_S = 60.0
ASKS = 2
OPERATIONS_AFTER_S = 12 * 3600.0
"""Parked for so long, operations may close it in place of the staff, with a PIN and a reason."""

Due = Literal["", "ask", "park", "close"]


def due(incident: Incident, quiet_s: float) -> Due:
    """What is to be done with the incident on the screen after `quiet_s` without a touch.

    A silent one is left alone: asking would sound, and parking would take the discreet keys away. Practised silence
    that everybody left ends unasked: its page helps nobody.
    """
    if not incident.open or incident.opened is None or incident.parked:
        return ""
    if incident.silent:
        return "close" if incident.drill and quiet_s >= QUIET_S else ""
    running = incident.beat is not None or any(not timer.rang for timer in incident.timers.values())
    limit_s = QUIET_RUNNING_S if running else QUIET_S
    if quiet_s < limit_s + ASK_AGAIN_S * incident.asked:
        return ""
    if incident.asked < ASKS:
        return "ask"
    return "close" if incident.drill else "park"


def may_be_closed_by_operations(incident: Incident, now: Moment) -> bool:
    """Parked, and nobody at it for twelve hours."""
    since = incident.parked_at
    return (
        incident.open and incident.parked and since is not None and elapsed_ms(since, now) >= OPERATIONS_AFTER_S * 1000
    )


def close_by_operations(incident: Incident, reason: str, now: Moment) -> list[commands.Command]:
    """The commands that close it as abandoned, the reason first; none if it may not be closed, or without a reason.

    Whoever calls this has asked for the operations PIN.
    """
    words = clean_text(reason)
    if not words or not may_be_closed_by_operations(incident, now):
        return []
    return [commands.AddNote(words), commands.Close("abandoned")]
