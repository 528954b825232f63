"""How well the sound is served, as a fact for the desk when it changes, never as a flood."""

from __future__ import annotations

from dataclasses import dataclass, field

from audio.wire import Counters, MixerDied
from protocols.events import Moment, elapsed_ms
from protocols.ops_events import HealthNoted

ITEM = "timing"
"""Not `sound`: that one says that nothing is heard at all."""
AGAIN_S = 600.0
"""A trouble that goes on is told again after this long; one that stayed away for so long is over."""


@dataclass(slots=True)
class SoundHealth:
    """Hears the mixer's counters and deaths, gives back the fact to write, if there is one."""

    late: int = 0
    losses: int = 0
    deaths: int = 0
    _seen_late: int = 0
    _seen_losses: int = 0
    _told: Moment | None = field(default=None)
    _last: Moment | None = field(default=None)
    _fresh: bool = False

    def heard(self, told: Counters | MixerDied, now: Moment) -> HealthNoted | None:
        if isinstance(told, MixerDied):
            self.deaths += 1
            self._seen_late = self._seen_losses = 0  # the next mixer counts from nothing
            return self._worse(now, "")
        late, losses = told.late_callbacks - self._seen_late, told.device_losses - self._seen_losses
        self._seen_late, self._seen_losses = told.late_callbacks, told.device_losses
        if late > 0 or losses > 0:
            self.late += max(0, late)
            self.losses += max(0, losses)
            return self._worse(now, _served(told))
        if self._fresh and self._told is not None and elapsed_ms(self._told, now) >= AGAIN_S * 1000:
            return self._tell(now, _served(told))
        if self._last is not None and elapsed_ms(self._last, now) >= AGAIN_S * 1000:
            self._last = self._told = None
            self.late = self.losses = self.deaths = 0
            return HealthNoted(ITEM, True, _served(told))
        return None

    def _worse(self, now: Moment, served: str) -> HealthNoted | None:
        self._last, self._fresh = now, True
        if self._told is not None and elapsed_ms(self._told, now) < AGAIN_S * 1000:
            return None
        return self._tell(now, served)

    def _tell(self, now: Moment, served: str) -> HealthNoted:
        self._told, self._fresh = now, False
        counts = (("late", self.late), ("device lost", self.losses), ("mixer died", self.deaths))
        told = [f"{name} {count}" for name, count in counts if count]
        return HealthNoted(ITEM, False, ", ".join(filter(None, (*told, served))))


def _served(counters: Counters) -> str:
    return (
        f"longest gap {counters.longest_gap_ms:.0f} ms, heard after {counters.latency_ms:.0f} ms, {counters.priority}"
    )
