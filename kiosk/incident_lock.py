"""While somebody may still need this screen, nothing takes it away: the one place that says so."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from protocols.incident import Incident

logger = logging.getLogger(__name__)

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


class LockFile:
    """Says it to whoever updates or restarts the machine: while the file is there, they wait.

    A kiosk that fell leaves it behind, rightly: its incident is still open.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._says: str | None = None

    def show(self, incidents: Iterable[Incident]) -> None:
        """Cheap enough for every fact: the disk is touched only when it changes."""
        blocked = blocked_by_incident(incidents, "update")
        if blocked == self._says:
            return
        try:
            if blocked:
                self._path.write_text(f"{blocked}\n", encoding="utf-8")
            else:
                self._path.unlink(missing_ok=True)
        except OSError as trouble:
            logger.warning("%s: %s", self._path, trouble)
        else:
            self._says = blocked  # what the disk refused is tried again with the next fact
