"""What the metronome can be asked for: a rate and a pattern within clinical limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Pattern = Literal["continuous", "30:2"]
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
CueKind = Literal["press", "breath"]

MIN_RATE_BPM = 100.0
MAX_RATE_BPM = 120.0
DEFAULT_BREATH_GAP_S = 6.0
MIN_BREATH_GAP_S = 4.0
MAX_BREATH_GAP_S = 10.0


@dataclass(frozen=True, slots=True)
class Beat:
    """What the metronome should do; the gap is hands-off time, from the thirtieth press to the next first press."""

    rate_bpm: float
    pattern: Pattern = "continuous"
    breath_gap_s: float = DEFAULT_BREATH_GAP_S

    def __post_init__(self) -> None:
        if not MIN_RATE_BPM <= self.rate_bpm <= MAX_RATE_BPM:
            raise ValueError(f"a compression rate is {MIN_RATE_BPM:.0f} to {MAX_RATE_BPM:.0f} a minute")
        if self.pattern not in PATTERNS:
            raise ValueError(f"a pattern is one of {', '.join(PATTERNS)}")
        if not MIN_BREATH_GAP_S <= self.breath_gap_s <= MAX_BREATH_GAP_S:
            raise ValueError(f"a breath gap is {MIN_BREATH_GAP_S:.0f} to {MAX_BREATH_GAP_S:.0f} s")
