"""The count of thirty said aloud: which presses have a word, where it begins, and how long it may last.

Measured on the shipped clips (tests/audio/test_counting.py): one syllable lasts 0.30 to 0.51 s in Mandarin and 0.46 to
0.60 s in English, where the breath of a last consonant runs into the next click (at most 1.5 % of the word's energy is
cut at 110 a minute, 7 % at 120); three syllables (二十七, twenty-seven) last 0.74 to 0.93 s and do not fit into the
0.545 s between two pushes. Hurrying them would cost the understanding that the slow pace of all clips is for. So one to
ten are said, which brings people into the rhythm, then fifteen, twenty and twenty-five, each over the silent pushes
that follow it, then "seven, eight, nine, thirty": the breaths are near. The screen shows every number.
"""

from __future__ import annotations

from collections.abc import Mapping

from audio.beat import Beat, CueKind

BREATH = "breath"
NAMES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "15", "20", "25", "30", BREATH)
SAID: Mapping[int, str] = {
    **{number: str(number) for number in (*range(1, 11), 15, 20, 25, 30)},
    27: "7",
    28: "8",
    29: "9",
}
AFTER_CLICK_S = 0.03
"""The word begins when the click has ended: ears take both for one moment, and neither covers the other."""
BREATH_ROOM_S = 1.6
LAST_ROOM_S = 0.95
"""Before the first breath is asked for, one second after the thirtieth push."""


def word_of(kind: CueKind, number: int) -> str | None:
    """The name of the word for this cue of a cycle of thirty and two; None: this press is only clicked."""
    return BREATH if kind == "breath" else SAID.get(number)


def room_s(beat: Beat, kind: CueKind, number: int) -> float:
    """How long the word of this cue may last: up to where the next one begins."""
    if kind == "breath":
        return BREATH_ROOM_S
    following = next((other for other in sorted(SAID) if other > number), None)
    return LAST_ROOM_S if following is None else (following - number) * 60 / beat.rate_bpm
