"""A person's words from the desk: whole, and as large as their place allows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from kiosk import theme
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.shorten import shortened
from kiosk.typeset import Setting
from kiosk.views_chrome import DeskMessageView

WIDE_MM = 150.0
LOW_MM = 28.0
"""Lower than this nothing but the words has room."""
LEAST_MM = 19.0
ENOUGH_MM = 10.9
"""Size of letters whose characters are 10 mm high: nothing gives way for larger ones."""
PAYS = 1.12
"""Whole words are worth what gives way for them; larger ones only if they are so much larger."""
LINES = 9
_WORDS = theme.Style((13.0, 11.9, ENOUGH_MM, 10.0, 9.0, 8.4, 7.9, 7.4, 6.9), 1.2)
_RECEIPT = theme.Style((6.9,), 1.15)
_FOOT_MM, _SIGN_MM, _HANG_MM = 9.0, 11.0, 6.0
"""The last: a mark at the end of a line may hang so far into the gap before the receipt."""


class _Look(NamedTuple):
    """How far the words are from the edge, whether a sign stands before them, and where it says how they came."""

    across_mm: float
    down_mm: float
    sign: bool
    receipt: Literal["foot", "right", ""]


_TALL, _LOW, _WIDE = _Look(6, 3, False, "foot"), _Look(4, 1, False, ""), _Look(6, 1, True, "right")


class Fit(NamedTuple):
    """How a message stands in a place: all of it or a part, how large, how much of the height it takes."""

    whole: bool
    setting: Setting
    look: _Look
    height: int

    def worth(self, pen: Pen, share: float = 1) -> tuple[bool, float]:
        """Whole before large; larger than can be read from where one stands is worth no more."""
        return self.whole, min(self.setting.size_px, pen.px(ENOUGH_MM)) * share


def fit(pen: Pen, width: int, most: int, view: DeskMessageView, lang: str) -> Fit:
    """The best way that it stands in a place of this width, no higher than this."""
    texts = [(_text(view.who, view.text, lang), True)]
    if view.part is not None:
        number, part = view.part
        texts += [(_text(f"{view.who} {number}", part, lang), False), (_text(number, part, lang), False)]
    for text, whole in texts:
        found = list(_fits(pen, width, most, view, text, whole=whole))
        if found:  # the first of them, unless another lets the words be so much larger
            return max(found, key=lambda one: one.worth(pen, 1 / PAYS if one is not found[0] else 1))
    look = _looks(pen, width, most)[-1]
    room = _room(pen, Box(0, 0, width, most), view, look)
    text = shortened(pen, text, room, _WORDS, LINES, rich=True)
    return Fit(False, pen.setting(text, room.w, room.h, _WORDS, max_lines=LINES, rich=True), look, most)


def _fits(pen: Pen, width: int, most: int, view: DeskMessageView, text: str, *, whole: bool) -> Iterator[Fit]:
    least = pen.sizes(_WORDS)[-1]
    for look in _looks(pen, width, most):
        room = _room(pen, Box(0, 0, width, most), view, look)
        if math.ceil(pen.measure(text, least, False) / (room.w + least)) * least > room.h:
            continue  # too much by far: its lines need not be looked for
        setting = pen.setting(text, room.w, room.h, _WORDS, max_lines=LINES, rich=True)
        if not setting.over:
            needed = round(setting.height_px) + most - room.h + pen.px(0.5)
            yield Fit(whole, setting, look, min(most, max(pen.px(_least_mm(view)), needed)))


def _least_mm(view: DeskMessageView) -> float:
    return theme.MIN_KEY_MM + 1 if view.action else LEAST_MM


def _looks(pen: Pen, width: int, most: int) -> tuple[_Look, ...]:
    tall, wide = most >= pen.px(LOW_MM), width >= pen.px(WIDE_MM)
    return (*((_TALL,) if tall else ()), *((_WIDE,) if wide else ()), _LOW)


def _text(who: str, text: str, lang: str) -> str:
    return f"**{who}{'：**' if lang == 'zh' else ':** '}{text}" if who else text


def _room(pen: Pen, face: Box, view: DeskMessageView, look: _Look) -> Box:
    """What the words have of it."""
    inside = face.inset(pen.px(look.across_mm), pen.px(look.down_mm))
    if look.sign:
        inside = inside.from_left(pen.px(_SIGN_MM), pen.px(4))[1]
    if view.receipt and look.receipt == "right":
        inside = inside.from_right(_receipt_px(pen, view), pen.px(_HANG_MM))[1]
    if view.receipt and look.receipt == "foot":
        inside = inside.from_bottom(pen.px(_FOOT_MM))[1]
    return inside


def _receipt_px(pen: Pen, view: DeskMessageView) -> int:
    lines = pen.setting(view.receipt, pen.px(52), pen.px(20), _RECEIPT, max_lines=2).lines
    return round(max(line.width_px for line in lines)) + pen.px(1)


def at_foot(pen: Pen, box: Box, view: DeskMessageView, lang: str, kept: Sequence[int] = (0,)) -> Box:
    """At the foot of a place, whose upper part keeps as much of its height as lets the words be whole, then large;
    gives back what is left above."""
    best = best_at_foot(pen, box, view, lang, kept)
    at, rest = box.from_bottom(best.height, pen.px(4))
    draw(pen, at, view, lang)
    return rest


def best_at_foot(pen: Pen, box: Box, view: DeskMessageView, lang: str, kept: Sequence[int] = (0,)) -> Fit:
    heights = [most for each in kept if (most := box.h - each) >= pen.px(LEAST_MM)] or [box.h]
    best, *others = (fit(pen, box.w, most, view, lang) for most in heights)
    for other in others:
        best = other if other.worth(pen, 1 / PAYS) > best.worth(pen) else best
    return best


def draw(pen: Pen, box: Box, view: DeskMessageView, lang: str) -> None:
    """Never over the instruction. Dots where even a part is too much: beside two faults and another incident."""
    colours = pen.colours
    face = box
    if view.action:
        face = pen.key(box, view.action, colours.green_tint, edge=colours.edge, radius_mm=5, filled=False)
    else:
        pen.panel(box, colours.green_tint, radius_mm=5)
    found = fit(pen, face.w, face.h, view, lang)
    look, room = found.look, _room(pen, face, view, found.look)
    pen.overfull += [view.text] if found.setting.over else []
    pen.place(room, found.setting, _WORDS, colours.ink)
    inside = face.inset(pen.px(look.across_mm), pen.px(look.down_mm))
    if view.receipt and look.receipt:
        at = inside.from_right(_receipt_px(pen, view))[0]
        at = at if look.receipt == "right" else inside.from_bottom(pen.px(_FOOT_MM - 1))[0]
        align: Literal["left", "right"] = "right" if look.receipt == "right" else "left"
        pen.text(at, view.receipt, _RECEIPT, colours.ink, align=align, max_lines=2 if look.receipt == "right" else 1)
    if look.sign:
        colour = theme.words_of("rescue", colours) if not colours.night else colours.ink
        pen.icon("message", inside.from_left(pen.px(_SIGN_MM))[0].square(pen.px(_SIGN_MM)), colour)
