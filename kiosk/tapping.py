"""How fast somebody taps along: the rate of the last few taps, never the depth of a push."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from audio.beat import MAX_RATE_BPM, MIN_RATE_BPM

FORGET_MS = 3000
"""After so long without a tap nobody taps along any more."""
BOUNCE_MS = 200
"""Nobody presses five times a second: a finger that trembles, or a key that is held down."""
KEPT = 13
"""Twelve intervals: the last six or seven seconds."""
LEAST = 4
"""Fewer taps say nothing."""
MAX_MISSED = 2
"""So many taps that did not arrive are made up for; more is a pause."""
NEAR = 0.25
"""An interval further than this part of a beat from a whole number of beats is not counted."""
SUMMARY_MS = 10_000
SUMMARY_LEAST = 6

Verdict = Literal["slow", "good", "fast"]


@dataclass(frozen=True, slots=True)
class Taps:
    """The taps of one who taps along, oldest first, in milliseconds."""

    times_ms: tuple[int, ...] = ()
    touched_ms: int = -BOUNCE_MS

    def tapped(self, at_ms: int) -> Taps:
        bounce = at_ms - self.touched_ms < BOUNCE_MS
        times = self.times_ms if self.times_ms and at_ms - self.times_ms[-1] < FORGET_MS else ()
        return Taps(times if bounce else (*times, at_ms)[-KEPT:], at_ms)

    def rate_bpm(self, now_ms: int) -> float | None:
        """None until there are enough taps, and again when the last one is long ago."""
        if not self.times_ms or now_ms - self.times_ms[-1] >= FORGET_MS:
            return None
        return rate_of(self.times_ms)


def rate_of(times_ms: tuple[int, ...]) -> float | None:
    """A tap missed counts as a longer step; one out of line does not count. Means over many intervals even out jitter,
    the median keeps out what is none."""
    if len(times_ms) < LEAST:
        return None
    intervals = [after - before for before, after in pairwise(times_ms)]
    usual = statistics.median_low(intervals)
    if usual <= 0:
        return None
    steps = [(interval, max(1, round(interval / usual))) for interval in intervals]
    true = [(i, n) for i, n in steps if n <= 1 + MAX_MISSED and abs(i - n * usual) <= NEAR * usual]
    if len(true) < LEAST - 1:
        return None
    return 60_000 * sum(n for _, n in true) / sum(i for i, _ in true)


def verdict(rate_bpm: float) -> Verdict:
    if round(rate_bpm) < MIN_RATE_BPM:
        return "slow"
    return "fast" if round(rate_bpm) > MAX_RATE_BPM else "good"


@dataclass(frozen=True, slots=True)
class Summary:
    """What ten seconds of tapping came to: the record keeps this, never a single tap."""

    times_ms: tuple[int, ...] = ()

    def tapped(self, at_ms: int) -> Summary:
        return replace(self, times_ms=(*self.times_ms, at_ms))

    def due(self, now_ms: int) -> bool:
        if not self.times_ms:
            return False
        return now_ms - self.times_ms[0] >= SUMMARY_MS or now_ms - self.times_ms[-1] >= FORGET_MS

    @property
    def found(self) -> tuple[int, int] | None:
        """(rate a minute, taps), or nothing worth keeping."""
        rate = rate_of(self.times_ms) if len(self.times_ms) >= SUMMARY_LEAST else None
        return None if rate is None else (round(rate), len(self.times_ms))
