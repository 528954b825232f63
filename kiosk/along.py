"""What goes along with the beat on the dial, and is no fact until it is summed up: taps in time, the number counted."""

from __future__ import annotations

from collections.abc import Callable

from protocols.events import Moment, RateTapped

from .tapping import Summary, Taps


class Along:
    """Begins anew with every beat."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        self._now = now
        self.anew()

    def anew(self) -> None:
        self._taps, self._summary = Taps(), Summary()
        self.counted: tuple[str, int] | None = None
        """The cue that is heard now: press or breath, which one."""

    def tap(self) -> None:
        now_ms = self._now().boot_ms
        before, self._taps = self._taps, self._taps.tapped(now_ms)
        if self._taps.times_ms != before.times_ms:  # ten fingers in one frame are one tap
            self._summary = self._summary.tapped(now_ms)

    def rate_bpm(self) -> float | None:
        return self._taps.rate_bpm(self._now().boot_ms)

    def sum_up(self) -> RateTapped | None:
        """Once in ten seconds, or when the taps have ended: what they came to."""
        if not self._summary.due(self._now().boot_ms):
            return None
        summary, self._summary = self._summary, Summary()
        return RateTapped(*summary.found) if summary.found is not None else None
