"""What comes in while somebody aims at a key: it takes its room from the picture, never from a key."""

from __future__ import annotations

from typing import NamedTuple

from kiosk import theme
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.shorten import shortened, whole
from kiosk.views_chrome import Chrome, DeskMessageView, OtherIncidentView, ProblemView

STRIP_MM = 15.5
LEAST_MM = 25.0
"""A place lower than this takes no words of the desk: they go where the spoken words stand."""
OTHER_MM = 22.0
OTHER_SHARE = 0.4
NARROW_MM = 150.0
PROBLEM_MM, PROBLEM_NARROW_MM = 13.5, 18.0
GAP_MM, GAP_FOOT_MM = 4.0, 3.0
PAIR_MM = 220.0
TONE_ICONS = {"plain": "clock", "care": "care", "danger": "care", "rescue": "tick", "do": "go", "quiet": "message"}


class Told(NamedTuple):
    """What stands beside the step itself: another incident (a key), the desk's words, what does not work."""

    lang: str
    other: OtherIncidentView | None = None
    desk: DeskMessageView | None = None
    problems: tuple[ProblemView, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.other or self.desk or self.problems)


def told(view: Chrome) -> Told:
    """All of it; that there is no sound is said by the caption already, where it stands."""
    muted = view.caption is not None and view.caption.muted
    problems = tuple(one for one in view.problems if not (muted and one.icon == "mute"))
    return Told(view.lang, view.other, view.desk, problems)


def without_strips(view: Told) -> Told:
    return view._replace(other=None, problems=())


# --- the places ------------------------------------------------------------------------------------------------


def stack(pen: Pen, box: Box, view: Told) -> Box:
    """At the foot of a place at least `LEAST_MM` high; gives back what is left above. Another incident is a key, so
    its place is chosen as if nothing else were there."""
    narrow, gap = box.w < pen.px(NARROW_MM), pen.px(GAP_MM)
    if view.other:
        if box.h < pen.px(OTHER_MM + GAP_MM + LEAST_MM):  # no room above it: beside it
            at, rest = box.from_bottom(min(box.h, pen.px(OTHER_MM + 4)), gap)
            beside(pen, at, view)
            return rest
        at, box = box.from_bottom(pen.px(OTHER_MM), gap)
        other_strip(pen, at, view.other)
    if view.desk:
        wanted = desk_height(pen, view.desk, box.w, view.lang, narrow=narrow)
        at, box = box.from_bottom(min(wanted, box.h), gap)
        desk_message(pen, at, view.desk, view.lang, narrow=narrow)
    for problem in view.problems:
        height = pen.px(PROBLEM_NARROW_MM if narrow else PROBLEM_MM)
        if box.h < height:
            break  # the desk's words stand for a minute: then there is room for it again
        at, box = box.from_bottom(height, gap)
        problem_strip(pen, at, problem)
    return box


def at_foot(pen: Pen, box: Box, view: Told, least: int) -> Box:
    """Under what may give way, down to `least`; gives back what is left above. Another incident is a key, so it stands
    lowest, in the same place whatever else is told; of many faults the first."""
    gap = pen.px(GAP_FOOT_MM)
    if view.other:
        at, box = box.from_bottom(pen.px(OTHER_MM), gap)
        other_strip(pen, at, view.other)
    across = 2 if box.w >= pen.px(PAIR_MM) else 1
    for start in range(0, len(view.problems), across):
        at, rest = box.from_bottom(pen.px(PROBLEM_MM), gap)
        if rest.h < least:
            break
        _few(pen, at, view.problems[start : start + across])
        box = rest
    return box


def beside(pen: Pen, box: Box, view: Told) -> None:
    """In one row: the key of another incident always at its right end, in the same share of it."""
    if view.other:
        at, box = box.from_right(round(box.w * OTHER_SHARE), pen.px(GAP_MM))
        other_strip(pen, at, view.other)
    if view.desk:
        desk_message(pen, box, view.desk, view.lang, narrow=box.w < pen.px(NARROW_MM))
    elif view.problems:
        _few(pen, box, view.problems[:2])


def in_bar(pen: Pen, box: Box, view: Told) -> Box:
    """Where the screen lies the bar is long: the strips stand in it, at its right; gives back what is left of it."""
    if not view.other and not view.problems:
        return box
    at, rest = box.from_right(box.w - pen.px(BAR_LINE_MM), pen.px(5))
    height = pen.px(21)
    at = Box(at.x, at.y + (at.h - height) // 2, at.w, height)
    if view.other:
        key, at = at.from_right(pen.px(BAR_OTHER_MM), pen.px(5))
        other_strip(pen, key, view.other)
    if view.problems:
        _few(pen, at, view.problems[:2])
    return rest


def _few(pen: Pen, box: Box, views: tuple[ProblemView, ...]) -> None:
    """Side by side or one above the other, however their words fit; the first alone where neither does."""
    count = len(views)
    for cells in (box.columns((1.0,) * count, pen.px(3)), box.rows(count, pen.px(1)), [box]):
        trial = pen.trial()
        for cell, view in zip(cells, views, strict=False):
            problem_strip(trial, cell, view)
        if not trial.overfull:
            break
    for cell, view in zip(cells, views, strict=False):
        problem_strip(pen, cell, view)


BAR_LINE_MM, BAR_OTHER_MM = 112.0, 108.0


def problems(pen: Pen, room: Box, views: tuple[ProblemView, ...], margin: int) -> Box:
    """One strip each, side by side where the screen is wide; gives back what is below."""
    across = 2 if pen.metrics.landscape else 1
    for start in range(0, len(views), across):
        row = views[start : start + across]
        strip, room = room.from_top(pen.px(STRIP_MM), pen.px(1))
        inside = Box(strip.x + margin, strip.y + pen.px(2), strip.w - 2 * margin, strip.h - pen.px(2))
        for cell, view in zip(inside.columns((1.0,) * len(row), pen.gap), row, strict=True):
            problem_strip(pen, cell, view)
    return room


def on_top(pen: Pen, room: Box, view: Told) -> Box:
    """Upright, over a sheet whose keys stand at its foot: the strips under the bar; gives back what is below."""
    margin = pen.px(theme.MARGIN_MM)
    if view.other:  # first, as it is a key
        strip, room = room.from_top(pen.px(26), pen.px(1))
        other_strip(pen, Box(strip.x + margin, strip.y + pen.px(4), strip.w - 2 * margin, pen.px(OTHER_MM)), view.other)
    return problems(pen, room, view.problems, margin)


# --- the strips ------------------------------------------------------------------------------------------------

_STRIP = theme.Style((9.0, 8.4, 7.8, 7.2, 6.9), 1.1)


def problem_strip(pen: Pen, box: Box, view: ProblemView) -> None:
    """What does not work, in words; amber unless it is graver."""
    pen.panel(box, theme.tint_of(view.tone, pen.colours), radius_mm=4)
    mark = theme.words_of(view.tone, pen.colours)
    wide = box.w >= pen.px(NARROW_MM)
    pen.icon_and_text(
        box.inset(pen.px(5 if wide else 3), 0), view.icon, view.text, _STRIP, pen.colours.ink, icon_mm=9 if wide else 8,
        icon_colour=mark, gap_mm=3.5 if wide else 2, align="left", max_lines=2, larger=not wide,
    )  # fmt: skip


def other_strip(pen: Pen, box: Box, view: OtherIncidentView) -> None:
    """Another open incident: its own strip, one tap away."""
    tint = theme.tint_of(view.tone, pen.colours)
    mark = theme.words_of(view.tone, pen.colours)
    face = pen.key(box, view.action, tint, edge=mark, radius_mm=4, filled=False)
    if box.w < pen.px(NARROW_MM):
        inside = face.inset(pen.px(4), pen.px(1))
        label = pen.setting(view.label, pen.px(40), pen.px(9), _STRIP_LABEL)
        width = round(max((line.width_px for line in label.lines), default=0)) + 2
        right, left = inside.from_right(width, pen.px(4))
        sign, word = right.shares((0.5, 0.5))
        pen.icon("swap", sign.square(min(sign.h, pen.px(9))), pen.colours.ink)
        pen.place(word, label, _STRIP_LABEL, pen.colours.ink, align="middle")
        words = whole(pen, (view.text, *view.shorter), left, _STRIP_ROOMY, 2)
        words = shortened(pen, words, left, _STRIP_NARROW, 2)
        pen.text(left, words, _STRIP_NARROW, pen.colours.ink, max_lines=2)
        return
    inside = face.inset(pen.px(5), 0)
    right, left = inside.from_right(pen.px(60), pen.px(3))
    icon = view.icon or TONE_ICONS.get(view.tone, "care")
    pen.icon_and_text(
        left, icon, view.text, _STRIP, pen.colours.ink, icon_mm=10, icon_colour=mark, align="left", max_lines=2
    )
    pen.icon_and_text(right, "swap", view.label, theme.TOOL, pen.colours.ink, icon_mm=9, align="right")


_STRIP_NARROW = theme.Style((9.0, 8.4, 7.8, 7.2, 6.9), 1.0)
_STRIP_ROOMY = _STRIP_NARROW._replace(sizes_mm=_STRIP_NARROW.sizes_mm[:3])
"""Fewer words are better than smaller ones."""
_STRIP_LABEL = theme.Style((7.8, 7.2, 6.9), 1.0, bold=True)


# --- the desk's words ------------------------------------------------------------------------------------------


def desk_message_text(view: DeskMessageView, lang: str) -> str:
    return f"**{view.who}{'：' if lang == 'zh' else ':'}** {view.text}" if view.who else view.text


def desk_height(pen: Pen, view: DeskMessageView | None, width: int, lang: str, *, narrow: bool) -> int:
    if view is None:
        return 0
    room = width - pen.px(12) if narrow else width - pen.px(27) - _receipt_width(pen, view)
    setting = pen.setting(desk_message_text(view, lang), room, pen.px(50), _DESK, max_lines=_LINES[narrow], rich=True)
    height = setting.height_px + pen.px(7) + (pen.px(9) if narrow and view.receipt else 0)
    return round(max(pen.px(theme.MIN_KEY_MM + 1 if view.action else 19), height))


def _receipt_width(pen: Pen, view: DeskMessageView) -> int:
    if not view.receipt:
        return 0
    widest = max(
        line.width_px for line in pen.setting(view.receipt, pen.px(52), pen.px(20), _RECEIPT, max_lines=2).lines
    )
    return round(widest) + pen.px(1)


_DESK = theme.Style((9.0, 8.4, 7.9, 7.4, 6.9), 1.25)
_RECEIPT = theme.Style((6.9,), 1.15)
_LINES = {False: 3, True: 4}


def desk_message(pen: Pen, box: Box, view: DeskMessageView, lang: str, *, narrow: bool) -> None:
    """A person's words from the desk, a part at a time (`kiosk.desk_pages`): never over the instruction. Dots where
    even that is too much: beside two faults and another incident."""
    colours = pen.colours
    if view.action:
        face = pen.key(box, view.action, colours.green_tint, edge=colours.edge, radius_mm=5, filled=False)
    else:
        pen.panel(box, colours.green_tint, radius_mm=5)
        face = box
    if narrow:
        low = box.h < pen.px(28)
        inside = face.inset(pen.px(4 if low else 6), pen.px(1 if low else 3))
        if view.receipt and not low:
            foot, inside = inside.from_bottom(pen.px(8), pen.px(1))
            pen.text(foot, view.receipt, theme.FLOOR, colours.ink)
        text = _shortened(pen, view, inside, lang, _LINES[True])
        pen.text(inside, text, _DESK, colours.ink, max_lines=4, rich=True, valign="middle" if low else "top")
        return
    inside = face.inset(pen.px(6), pen.px(1))
    if view.receipt:
        right, inside = inside.from_right(_receipt_width(pen, view), pen.px(2))
        pen.text(right, view.receipt, _RECEIPT, colours.ink, align="right", max_lines=2)
    left, inside = inside.from_left(pen.px(11), pen.px(4))
    pen.icon(
        "message", left.square(pen.px(11)), theme.words_of("rescue", colours) if not colours.night else colours.ink
    )
    pen.text(inside, _shortened(pen, view, inside, lang, _LINES[False]), _DESK, colours.ink, max_lines=3, rich=True)


def _shortened(pen: Pen, view: DeskMessageView, box: Box, lang: str, lines: int) -> str:
    return shortened(pen, desk_message_text(view, lang), box, _DESK, lines, rich=True)
