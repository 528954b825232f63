"""What a clip must measure to be heard well: length, pace, loudness, peak, ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

MIN_CLIP_S = 0.25
LOUDNESS_TOLERANCE_LU = 1.0
HIGHEST_PEAK_DBTP = -1.0
"""Clips are made to -1.5 dBTP; two decoders draw the curve between the samples a little differently."""
LOUDEST_EDGE_DB = -25.0
"""Speech that begins or ends nearer than this to the clip's loudest moment was cut off."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured of one clip as it is decoded."""

    seconds: float
    lufs: float
    peak_dbtp: float
    edge_db: float
    """The louder of the first and the last 20 ms, against the loudest 20 ms."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Characters or words a minute. A word or two is too short to judge by the normal band."""

    few_units: int
    normal: tuple[float, float]
    short: tuple[float, float]
    human: tuple[float, float]


PACE = {
    "zh": Pace(8, normal=(180, 220), short=(120, 240), human=(140, 260)),
    # Words differ in length far more than characters do, so the band says less than the Chinese one.
    "en": Pace(6, normal=(110, 215), short=(70, 215), human=(80, 230)),
    # Machine speech at the kiosk, human recordings when there are some.
    "yue": Pace(8, normal=(140, 260), short=(100, 280), human=(140, 280)),
}


LONE_UNITS = 2
"""A word of the count: the air around it weighs more than it does (tests/audio/test_counting.py times it)."""


def units(lang: str, text: str) -> int:
    """What pace is counted in: characters for Chinese, words for English."""
    return len((_WORD if lang == "en" else _HAN).findall(text))


def per_minute(lang: str, text: str, seconds: float) -> float:
    return units(lang, text) * 60 / seconds if seconds > 0 else 0.0


def wrong(lang: str, text: str, figures: Figures, target_lufs: float, *, human: bool) -> Iterator[tuple[str, str]]:
    """(kind, what is wrong) for everything that a listener would notice."""
    if figures.seconds < MIN_CLIP_S:
        yield "short", f"{figures.seconds:.2f} s of sound"
        return
    if figures.lufs < target_lufs - 40:
        yield "silent", "nothing is heard"
        return
    if abs(figures.lufs - target_lufs) > LOUDNESS_TOLERANCE_LU:
        yield "loudness", f"{figures.lufs:.1f} LUFS, target {target_lufs:.1f}"
    if figures.peak_dbtp > HIGHEST_PEAK_DBTP:
        yield "clipped", f"true peak {figures.peak_dbtp:.1f} dBTP, at most {HIGHEST_PEAK_DBTP:.1f}"
    if figures.edge_db > LOUDEST_EDGE_DB:
        yield "truncated", f"begins or ends {-figures.edge_db:.0f} dB under its loudest moment, not in silence"
    pace = PACE.get(lang)
    if pace is not None and units(lang, text) > LONE_UNITS:
        spoken = per_minute(lang, text, figures.seconds)
        few = units(lang, text) < pace.few_units
        low, high = pace.human if human and not few else pace.short if few else pace.normal
        if not low <= round(spoken) <= high:
            yield "pace", f"{spoken:.0f} a minute, {low:.0f} to {high:.0f} is understood"
