"""The crew card covers itself after a while: what stands on it is for the crew, not for the queue."""

from __future__ import annotations

from dataclasses import dataclass

from protocols.events import Moment, elapsed_ms
from protocols.incident import Incident
from protocols.model import Pack

from .subject import step_of

HIDES_S = 120.0
"""Four readings of thirty seconds."""


@dataclass(slots=True)
class Curtain:
    """Counts from the card's appearing, or from the last press beside it. A restart counts from the facts."""

    _card: tuple[str, Moment | None] = ("", None)
    _since: Moment | None = None

    def left_s(self, pack: Pack, incident: Incident, now: Moment) -> float | None:
        """Seconds until it is covered, 0 = it is; None = no card stands there."""
        step = step_of(pack, incident)
        if step is None or step.kind != "handover":
            self._card, self._since = ("", None), None
            return None
        card = (incident.id, incident.step_at)
        if card != self._card or self._since is None:
            self._card, self._since = card, incident.step_at or now
        return max(0.0, HIDES_S - elapsed_ms(self._since, now) / 1000)

    def lift(self, now: Moment) -> None:
        if self._since is not None:
            self._since = now
