"""The card to read aloud to whoever was called: 120, 110, 119."""

from __future__ import annotations

from typing import NamedTuple

from kiosk import theme
from kiosk.screens import answers, caption, sheet
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.screens.sheet import Ready, Sizes
from kiosk.views_chrome import AnswerView
from kiosk.views_model import CallCardView, CallRowView

_LABEL = theme.Style((9.4, 8.4, 7.6, 6.9), 1.1)
_STRONG = theme.Style((14.9, 13.4, 12.0, 10.8, 9.6, 8.6), 1.12, bold=True)
_WEAK = theme.Style((11.4, 10.4, 9.4, 8.4, 7.6), 1.12)
_WARNING = theme.Style((10.4, 9.6, 8.8, 8.0), 1.15)
_TRIES = (
    Sizes(14.9, 11.4, 2.2), Sizes(14.2, 10.8, 2.1), Sizes(13.4, 10.4, 2.0), Sizes(13.4, 9.4, 1.8),
    Sizes(12.7, 9.4, 1.7), Sizes(12.0, 9.4, 1.6), Sizes(12.0, 8.4, 1.5), Sizes(11.4, 8.4, 1.4),
    Sizes(10.8, 8.4, 1.3), Sizes(10.8, 7.6, 1.2), Sizes(10.2, 7.6, 1.1), Sizes(9.6, 7.6, 1.0),
    Sizes(9.6, 6.9, 0.9), Sizes(8.6, 6.9, 0.8), Sizes(7.6, 6.9, 0.7), Sizes(6.9, 6.9, 0.5),
    Sizes(6.9, 6.9, 0.1),
)  # fmt: skip
"""From generous to tight; the first that holds every word is taken, the same for all rows."""
_ROW_MOST_MM = 42.0
LABEL_MM, LABEL_ELDERLY_MM = 31.0, 34.0
KEY_MM, NOTED_MM, KEY_MOST_MM = 26.0, 32.5, 42.0
"""Of a key: without a second line, with one, and the most."""
WARNING_MM = 24.0


def draw(pen: Pen, view: CallCardView) -> Scene:
    if (below := sheet.around(pen, view)) is None:
        return pen.scene()
    box, told = below
    if pen.metrics.landscape:
        right, box = box.from_right(pen.px(149), pen.px(9))
        right = _keys(pen, caption.below(pen, right, view.chrome.caption), view)
        if view.warning:
            _warning(pen, right.from_top(min(right.h, pen.px(36)))[0], view.warning)
        _rows(pen, box, view.rows)
        return pen.scene()
    box = _keys(pen, caption.below(pen, box, view.chrome.caption), view)
    if view.warning:
        at, box = box.from_bottom(pen.px(14), pen.px(3))
        _warning(pen, at, view.warning)
    _rows(pen, sheet.desk_words(pen, box, told), view.rows)
    return pen.scene()


class _Way(NamedTuple):
    """How the keys could stand: where, with which words, and what they leave above."""

    places: list[Box]
    views: tuple[AnswerView, ...]
    rest: Box


def _keys(pen: Pen, box: Box, view: CallCardView) -> Box:
    """At the foot, the first of the ways that make their labels the largest; gives back what is above."""
    if not view.answers:
        return box
    ways = _below_each_other(pen, box, view) if pen.metrics.landscape else _first_alone(pen, box, view)
    best = max(ways, key=lambda way: answers.one_size(pen, way.places, way.views))
    answers.in_places(pen, best.places, best.views)
    return best.rest


def _below_each_other(pen: Pen, box: Box, view: CallCardView) -> list[_Way]:
    """As high as a warning leaves them."""
    count = len(view.answers)
    between = (count - 1) * pen.gap
    free = box.h - between - (pen.px(WARNING_MM) + pen.gap if view.warning else 0)
    at, rest = box.from_bottom(count * min(pen.px(KEY_MOST_MM), free // count) + between, pen.gap)
    places = answers.cells(at, count, 1, pen.gap)
    return [_Way(places, views, rest) for views in (view.answers, answers.without_notes(view.answers))]


def _first_alone(pen: Pen, box: Box, view: CallCardView) -> list[_Way]:
    """That somebody answered in the whole width; what else can be below it, side by side."""
    more = len(view.answers) - 1
    tries = [(NOTED_MM, view.answers), (KEY_MM, answers.without_notes(view.answers))]
    ways = []
    for mm, views in tries[1:] if view.chrome.drill else tries:  # an exercise leaves the rows less room
        at, rest = box.from_bottom(pen.px(KEY_MM) + (pen.px(mm) + pen.gap if more else 0), pen.px(4))
        first, below = at.from_top(pen.px(KEY_MM), pen.gap)
        ways.append(_Way([first, *answers.cells(below, more, 2, pen.gap)], views, rest))
    return ways


def _warning(pen: Pen, box: Box, text: str) -> None:
    pen.panel(box, pen.colours.amber_tint, radius_mm=5.5)
    inside = box.inset(pen.px(6), pen.px(1))
    icon, inside = inside.from_left(pen.px(13), pen.px(4))
    pen.icon("care", icon.square(pen.px(13)), theme.words_of("care", pen.colours))
    pen.text(inside, text, _WARNING, pen.colours.ink, max_lines=3 if pen.metrics.landscape else 1, rich=True)


def _row(pen: Pen, row: CallRowView, width: int, sizes: Sizes) -> Ready:
    tight = sizes.strong_mm == sizes.weak_mm
    if tight and row.weak:  # both in one run of lines: a short line leaves no room empty
        run = f"**{row.strong}**{', ' if row.strong.isascii() else '，'}{row.weak}"
        parts = [sheet.whole(pen, run, width, sizes.weak_mm, _WEAK, rich=True)]
        return Ready(tuple(parts), round(parts[0][0].height_px) + 2 * pen.px(sizes.air_mm), parts[0][0].over)
    parts = [sheet.whole(pen, row.strong, width, sizes.strong_mm, _STRONG)]
    if row.weak:
        parts.append(sheet.whole(pen, row.weak, width, sizes.weak_mm, _WEAK))
    height = sum(setting.height_px for setting, _ in parts) + 2 * pen.px(sizes.air_mm)
    return Ready(tuple(parts), round(height), any(setting.over for setting, _ in parts) or len(parts[0][0].lines) > 2)


def _rows(pen: Pen, box: Box, rows: tuple[CallRowView, ...]) -> None:
    if not rows:
        return
    label_w, gap = pen.px(LABEL_ELDERLY_MM if pen.elderly else LABEL_MM), pen.px(4)
    inside = box.inset(pen.px(8), pen.px(1.5))
    rows, made = sheet.fitted(
        pen, rows, inside.h, _TRIES, lambda row, sizes: _row(pen, row, inside.w - label_w - gap, sizes)
    )
    heights = sheet.spread([row.height_px for row in made], inside.h, pen.px(_ROW_MOST_MM))
    pen.card(Box(box.x, box.y, box.w, sum(heights) + pen.px(3)))
    y = inside.y
    for index, (row, ready, height) in enumerate(zip(rows, made, heights, strict=True)):
        cell = Box(inside.x, y, inside.w, height)
        y += height
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        label, words = cell.from_left(label_w, gap)
        pen.text(label, row.label, _LABEL, pen.colours.ink2, max_lines=2)
        sheet.place(pen, words, ready)
