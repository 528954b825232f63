"""What is being said, to be read: at the foot of a column, where its room is the same whatever is said."""

from __future__ import annotations

import re

from kiosk import theme
from kiosk.screens import notices
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.views_chrome import CaptionView, Tone

ROOM_MM = {2: 21.0, 3: 28.0, 4: 34.0}
"""By the most lines: enough for one line at the largest size, or for all of them at a smaller one."""
NARROW_MM = 115.0
OVERHANG_MM = 1.0
"""Into the gaps above and below it, so that three small lines stand where else two do."""
_SMALL = theme.CAPTION._replace(sizes_mm=theme.CAPTION.sizes_mm[-1:], grows=False)
_CLOSE = _SMALL._replace(line=1.1)
MOST_LINES = 7


def room_px(pen: Pen, lines: int = 2) -> int:
    """The room of the spoken words, the same whether much, little or nothing is said: a key must never move to where
    another one was because the voice began or ended."""
    return pen.px(ROOM_MM[lines])


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
        beside, at = at.from_right(_share(pen, at, view, told, lines), pen.px(4))
        notices.beside(pen, beside, told._replace(other=None))
    if view is not None:
        _draw(pen, at.inset(pen.px(aside_mm), 0), view, lines)
    return rest


def below_picture(pen: Pen, column: Box, view: CaptionView | None, lines: int, picture_px: int) -> Box:
    """The same where no key stands above: larger words in what a picture of this height leaves free. With no sound
    they are the kiosk's only words, and the picture gives way until they can be read whole."""
    least = room_px(pen, lines)
    if view is None:
        return column.from_bottom(least, pen.px(4))[1]
    width = _words(pen, column).w
    spare = max(least, column.h - picture_px - pen.px(4))
    setting = pen.setting(view.text, width, spare, theme.CAPTION, max_lines=MOST_LINES)
    if setting.over and view.muted:
        setting = pen.setting(view.text, width, column.h // 2, _SMALL, max_lines=MOST_LINES)
    at, rest = column.from_bottom(max(least, round(setting.height_px) if not setting.over else 0), pen.px(4))
    _draw(pen, at, view, lines if setting.over else max(lines, len(setting.lines)))
    return rest


def _share(pen: Pen, box: Box, view: CaptionView | None, told: notices.Told, lines: int) -> int:
    """Half of the room is for what is told; less of it where words that nobody hears would not be whole."""
    half, less = round(box.w / 2), round(box.w * 0.4)
    if view is None or not view.muted or told.desk or _fits(pen, box.from_right(half, pen.px(4))[1], view, lines):
        return half
    trial = pen.trial()
    notices.beside(trial, box.from_right(less, pen.px(4))[0], told._replace(other=None))
    return half if trial.overfull else less


def _words(pen: Pen, box: Box) -> Box:
    """Beside the sign, which stands closer where there is little room."""
    _, words = box.from_left(pen.px(17 if box.w < pen.px(NARROW_MM) else 22))
    return Box(words.x, words.y, words.w - pen.px(2), words.h)


def _fits(pen: Pen, box: Box, view: CaptionView, lines: int) -> bool:
    at = _words(pen, box)
    return not pen.setting(view.text, at.w, at.h, theme.CAPTION, max_lines=lines).over


def _shorter(pen: Pen, text: str, at: Box, lines: int) -> str:
    """As many of its sentences as the lines hold: the voice says the rest."""
    closing = text[-1] if text[-1] in '”"' else ""
    sentences = re.findall(r"[^。！？.!?]+[。！？.!?]*[”\"]*", text)
    for count in range(len(sentences) - 1, 0, -1):
        shorter = "".join(sentences[:count]).rstrip() + "…" + closing
        if not pen.setting(shorter, at.w, at.h, theme.CAPTION, max_lines=lines).over:
            return shorter
    fits, over = 4, len(text)  # by halves: letter by letter the desk's longest words would hold the glass for seconds
    while over - fits > 1:
        half = (fits + over) // 2
        too_long = pen.setting(text[:half] + "…" + closing, at.w, at.h, theme.CAPTION, max_lines=lines).over
        fits, over = (fits, half) if too_long else (half, over)
    return text[:fits] + "…" + closing


def _draw(pen: Pen, box: Box, view: CaptionView, lines: int) -> None:
    """Exactly what is being said; with no sound the same place says so."""
    colours = pen.colours
    text, style = view.text, theme.CAPTION
    if not _fits(pen, box, view, lines):
        over = box.inset(0, -pen.px(OVERHANG_MM))
        at = _words(pen, over)
        if view.muted and not pen.setting(text, at.w, at.h, _CLOSE, max_lines=lines + 1).over:
            box, style, lines = over, _CLOSE, lines + 1
        else:
            text = _shorter(pen, text, _words(pen, box), lines)
    tone: Tone = "care" if view.muted else "do"
    if view.muted:
        pen.panel(box, colours.amber_tint, radius_mm=3)
    bar = colours.care if view.muted else theme.words_of("do", colours)
    pen.panel(Box(box.x, box.y, pen.px(2), box.h), bar, radius_mm=0)
    at = _words(pen, box)
    size = pen.px(11)
    icon = Box(at.x - size - pen.px(2 if box.w < pen.px(NARROW_MM) else 5), box.y + (box.h - size) // 2, size, size)
    pen.icon("mute" if view.muted else "speaker", icon, theme.words_of(tone, colours))
    pen.text(at, text, style, colours.ink if view.muted else colours.ink2, max_lines=lines)
