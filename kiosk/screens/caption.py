"""What is being said, to be read: at the foot of a column, where its room is the same whatever is said."""

from __future__ import annotations

import re

from kiosk import theme
from kiosk.screens import notices
from kiosk.screens.scene import Box, Pen
from kiosk.views_model import CaptionView, Tone

ROOM_MM = {2: 21.0, 3: 28.0}
"""By the most lines: enough for one line at the largest size, or for all of them at a smaller one."""


def room_px(pen: Pen, lines: int = 2) -> int:
    """The room of the spoken words, the same whether much, little or nothing is said: a key must never move to where
    another one was because the voice began or ended."""
    return pen.px(ROOM_MM[lines])


def _text(pen: Pen, view: CaptionView, width: int, lines: int = 2) -> str:
    """What is being said, or as many of its sentences as the lines hold: the voice says the rest."""
    room, height = width - pen.px(24), room_px(pen, lines)
    if not pen.setting(view.text, room, height, theme.CAPTION, max_lines=lines).over:
        return view.text
    closing = view.text[-1] if view.text[-1] in '”"' else ""
    sentences = re.findall(r"[^。！？.!?]+[。！？.!?]*[”\"]*", view.text)
    for count in range(len(sentences) - 1, 0, -1):
        shorter = "".join(sentences[:count]).rstrip() + "…" + closing
        if not pen.setting(shorter, room, height, theme.CAPTION, max_lines=lines).over:
            return shorter
    cut = view.text
    while len(cut) > 4 and pen.setting(cut + "…" + closing, room, height, theme.CAPTION, max_lines=lines).over:
        cut = cut[:-2]
    return cut + "…" + closing


def below(
    pen: Pen,
    column: Box,
    view: CaptionView | None,
    lines: int = 2,
    *,
    aside_mm: float = 0,
    told: notices.Told | None = None,
) -> Box:
    """The spoken words at the foot of a column; gives back what is above, which is the same without them. `told` is
    what found no other place: it takes half of this one."""
    at, rest = column.from_bottom(room_px(pen, lines), pen.px(4))
    if told and told.other:  # a key: in the same place, whatever else there is
        key, at = at.from_right(round(at.w * notices.OTHER_SHARE), pen.px(4))
        notices.other_strip(pen, key, told.other)
    if told and (told.desk or told.problems):
        beside, at = at.from_right(round(at.w / 2), pen.px(4))
        notices.beside(pen, beside, told._replace(other=None))
    if view is not None:
        _draw(pen, at.inset(pen.px(aside_mm), 0), view, lines)
    return rest


def _draw(pen: Pen, box: Box, view: CaptionView, lines: int = 2) -> None:
    """Exactly what is being said; with no sound the same place says so."""
    colours = pen.colours
    tone: Tone = "care" if view.muted else "do"
    if view.muted:
        pen.panel(box, colours.amber_tint, radius_mm=3)
    bar = colours.care if view.muted else theme.words_of("do", colours)
    pen.panel(Box(box.x, box.y, pen.px(2), box.h), bar, radius_mm=0)
    icon = Box(box.x + pen.px(6), box.y + (box.h - pen.px(11)) // 2, pen.px(11), pen.px(11))
    pen.icon("mute" if view.muted else "speaker", icon, theme.words_of(tone, colours))
    room = Box(box.x + pen.px(22), box.y, box.w - pen.px(24), box.h)
    colour = colours.ink if view.muted else colours.ink2
    pen.text(room, _text(pen, view, box.w, lines), theme.CAPTION, colour, max_lines=lines)
