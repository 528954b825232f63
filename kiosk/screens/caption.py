"""What is being said, to be read: at the foot of a column, where its room is the same whatever is said."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import notices
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.shorten import shortened
from kiosk.views_chrome import CaptionView, Tone

ROOM_MM = {2: 21.0, 3: 28.0, 4: 34.0}
"""By the most lines: enough for one line at the largest size, or for all of them at a smaller one."""
NARROW_MM = 115.0
OVERHANG_MM = 1.0
"""Into the gaps above and below it, so that three small lines stand where else two do."""
_SMALL = theme.CAPTION._replace(sizes_mm=theme.CAPTION.sizes_mm[-1:], grows=False)
_CLOSE = _SMALL._replace(line=1.1)
MOST_LINES = 7
SHARES = (0.5, 0.4, 0.34)
DESK_SHARE = 0.6
"""Of what another incident leaves: less does not hold a part of the desk's words."""


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
        beside, at = at.from_right(_share(pen, at, view, told, lines, pen.px(aside_mm)), pen.px(4))
        notices.beside(pen, beside, told._replace(other=None))
    if view is not None:
        _draw(pen, at.inset(pen.px(aside_mm), 0), view, lines, whole=_whole(view, told))
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
    _draw(pen, at, view, lines if setting.over else max(lines, len(setting.lines)), whole=view.muted)
    return rest


def _whole(view: CaptionView, told: notices.Told | None) -> bool:
    """Are smaller words better than fewer? Where nobody hears them, and where two strips leave room for hardly one."""
    return view.muted or bool(told and told.other and told.problems)


def _share(pen: Pen, box: Box, view: CaptionView | None, told: notices.Told, lines: int, margin: int) -> int:
    """Half of the room is for what is told; less of it where the spoken words are to be whole, and are only so."""
    if told.desk and told.other:
        return round(box.w * DESK_SHARE)
    half = round(box.w * SHARES[0])
    if view is None or told.desk or not _whole(view, told):
        return half
    best = half
    for width in (round(box.w * share) for share in SHARES):
        trial = pen.trial()
        place, rest = box.from_right(width, pen.px(4))
        rest = rest.inset(margin, 0)
        notices.beside(trial, place, told._replace(other=None))
        if width < half and trial.overfull:
            break
        if _fits(pen, rest, view, lines) or _fits_closely(pen, rest, view, lines):
            return width
        best = width
    return best


def _words(pen: Pen, box: Box) -> Box:
    """Beside the sign, which stands closer where there is little room."""
    _, words = box.from_left(pen.px(17 if box.w < pen.px(NARROW_MM) else 22))
    return Box(words.x, words.y, words.w - pen.px(2), words.h)


def _fits(pen: Pen, box: Box, view: CaptionView, lines: int) -> bool:
    at = _words(pen, box)
    return not pen.setting(view.text, at.w, at.h, theme.CAPTION, max_lines=lines).over


def _fits_closely(pen: Pen, box: Box, view: CaptionView, lines: int) -> bool:
    at = _words(pen, box.inset(0, -pen.px(OVERHANG_MM)))
    return not pen.setting(view.text, at.w, at.h, _CLOSE, max_lines=lines + 1).over


def _draw(pen: Pen, box: Box, view: CaptionView, lines: int, *, whole: bool) -> None:
    """Exactly what is being said; with no sound the same place says so. `whole`: smaller words before fewer."""
    colours = pen.colours
    text, style = view.text, theme.CAPTION
    if not _fits(pen, box, view, lines):
        if whole and _fits_closely(pen, box, view, lines):
            box, style, lines = box.inset(0, -pen.px(OVERHANG_MM)), _CLOSE, lines + 1
        else:  # the voice says the rest
            text = shortened(pen, text, _words(pen, box), theme.CAPTION, lines)
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
