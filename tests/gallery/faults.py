"""What no screen may have, in millimetres of the glass."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kiosk import theme
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.typeset import HANG_EM, HANGING

CHARACTER_EM = 0.92
"""A character of this face is so much of its size (em), which is what `theme` states; the panel has 4.03 px a mm."""
LEAST_MM = 6.0
"""Height of a character of any word."""


def faults(pen: Pen, scene: Scene) -> Iterator[str]:
    """Words without room or too small; keys over others or too small; either off the glass or under the frame."""
    yield from (f"does not fit: {text}" for text in pen.overfull)
    for one, other in itertools.combinations(scene.keys, 2):
        if one.box.overlaps(other.box):
            yield f"{one.action} lies over {other.action}"
    for key in scene.keys:
        least = theme.MIN_EMERGENCY_KEY_MM if key.emergency else theme.MIN_KEY_MM
        if (mm := pen.metrics.true_mm(min(key.box.w, key.box.h))) < least - 0.3:
            yield f"{key.action} is {mm:.1f} mm"
    inside = pen.window.inset(pen.frame.width_px) if pen.frame else pen.window
    yield from (f"{key.action} reaches under the frame" for key in scene.keys if not inside.contains(key.box))
    for word in scene.words():
        blank = round(HANG_EM * word.size_px) if word.text[-1:] in HANGING else 0  # where a mark that hangs has no ink
        if not inside.contains(word.box._replace(w=word.box.w - blank)):
            yield f"outside the glass: {word.text}"
        if pen.metrics.true_mm(word.size_px * CHARACTER_EM) < LEAST_MM:
            yield f"{pen.metrics.true_mm(word.size_px):.1f} mm: {word.text}"


def covered(scene: Scene) -> Iterator[str]:
    """Words that lie over other words; boxes of lines may touch."""
    inks = [(word.box.inset(2), word) for word in scene.words()]
    for (ink, word), (below, under) in itertools.combinations(inks, 2):
        if ink.overlaps(below):
            yield f"{word.text} lies over {under.text}"
