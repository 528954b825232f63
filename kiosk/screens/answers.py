"""The answers of a question: read from where one stands, all in one size, in as many columns as their words allow."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from kiosk import theme
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.theme import Metrics
from kiosk.typeset import Measure, Setting
from kiosk.views_chrome import AnswerView, Mark

MARK_ICONS: dict[Mark, str] = {
    "no": "no",
    "unsure": "unsure",
    "yes": "yes",
    "aed": "aed",
    "go": "go",
    "stop": "stop",
    "phone": "phone",
    "hands": "cpr",
    "person": "person",
    "clock": "clock",
}
HEIGHTS_MM = (26.0, 28.0, 30.0, 32.5, 35.0, 38.0, 41.0, 45.0, 49.0)
"""Of one answer, from the least a finger in a hurry should meet to two lines in the largest letters and a note."""
TWO_LINES_PAY = 1.15
"""Two lines for a label that can be so much larger in them."""
TWO_COLUMNS_PAY = 0.8
"""One below the other is how answers are read; two columns where they take so much less height."""
READABLE_LABEL_MM = 8.0
ONE_BELOW_THE_OTHER = 3


def answer(pen: Pen, box: Box, view: AnswerView, *, largest_px: int | None = None) -> int:
    """A filled key with a white disc and its mark; a "plain" one is outlined and has the mark alone."""
    colours = pen.colours
    outlined = view.tone in ("plain", "quiet")
    fill = theme.fill_of(view.tone, colours)
    edge_mm = 1.0 if outlined else theme.KEY_EDGE_MM
    face = pen.key(
        box, view.action or f"answer:{view.id}", fill.ground, edge=fill.edge, edge_mm=edge_mm, filled=not outlined,
        emergency=True,
    )  # fmt: skip
    narrow, tiny = box.w < pen.px(150), box.w < pen.px(125)
    inside = face.inset(pen.px(3.5 if tiny else 6 if narrow else 9), pen.px(1))
    icon = "yes" if view.sent else MARK_ICONS.get(view.mark, "")
    if icon and outlined:
        mark, inside = inside.from_left(pen.px(11), pen.px(3 if tiny else 4))
        pen.icon(icon, mark, fill.words)
    elif icon:
        size = min(pen.px(13 if tiny else 19 if narrow else 23), inside.h - pen.px(1))
        mark, inside = inside.from_left(size, pen.px(3 if tiny else 4 if narrow else 6))
        disc = mark.square(size)
        pen.panel(disc, colours.white, radius_mm=size / pen.metrics.px_per_mm / 2)
        colour = colours.rescue if view.mark == "aed" and not view.sent else fill.ground
        pen.icon(icon, disc.square(round(size * 0.58)), colour)
    set_in = two_lines(pen, inside, view.label, view.note, theme.KEY, fill.words, fill.words, largest_px=largest_px)
    return set_in.label_px


class Sizes(NamedTuple):
    """What a label and the line below it were set in; 0 where the line had no room or there is none."""

    label_px: int
    note_px: int


def two_lines(
    pen: Pen,
    box: Box,
    label: str,
    note: str,
    style: theme.Style,
    colour: str,
    note_colour: str,
    *,
    largest_px: int | None = None,
    note_px: int | None = None,
) -> Sizes:
    """A label with a smaller line below it, set in the middle of the box as one group; the line in this size, if it
    can be."""
    if largest_px is not None:
        smaller = tuple(mm for mm in style.sizes_mm if pen.px(mm) < largest_px)
        style = style._replace(sizes_mm=(largest_px / pen.metrics.px_per_mm, *smaller), grows=False)
    pays = TWO_LINES_PAY if largest_px is None else 1.0
    note_setting = None
    small = theme.LABEL._replace(sizes_mm=theme.LABEL.sizes_mm[-2:], grows=False)
    if note:
        first, second = theme.LABEL, small
        if note_px is not None:
            first = second = theme.LABEL._replace(sizes_mm=(note_px / pen.metrics.px_per_mm,), grows=False)
        note_setting = pen.setting(note, box.w, round(box.h * 0.45), first)
        if note_setting.over:
            note_setting = pen.setting(note, box.w, round(box.h * 0.66), second, max_lines=2)
    used = round(note_setting.height_px + pen.px(1)) if note_setting else 0
    setting = _label(pen, label, box.w, box.h - used, style, pays)
    if note_setting and (note_setting.size_px > setting.size_px or setting.over):
        note_setting = pen.setting(note, box.w, round(box.h * 0.66), small, max_lines=2)  # never larger than its label
        used = round(note_setting.height_px + pen.px(1))
        setting = _label(pen, label, box.w, box.h - used, style, pays)
    squeezed = setting.over or (largest_px is None and setting.size_px < pen.px(READABLE_LABEL_MM))
    if note_setting and (squeezed or note_setting.over):  # a label one can read comes before its note
        note_setting, used = None, 0
        setting = _label(pen, label, box.w, box.h, style, pays)
    if setting.over:
        setting = pen.setting(label, box.w, box.h, style._replace(sizes_mm=(theme.FLOOR_MM,), grows=False), max_lines=3)
    pen.overfull += [label] if setting.over else []
    total = setting.height_px + used
    top = box.y + round((box.h - total) / 2)
    pen.place(Box(box.x, top, box.w, round(setting.height_px)), setting, style, colour, valign="top")
    if note_setting:
        under = Box(box.x, top + round(setting.height_px + pen.px(1)), box.w, round(note_setting.height_px))
        pen.place(under, note_setting, theme.LABEL, note_colour, valign="top")
    return Sizes(setting.size_px, note_setting.size_px if note_setting else 0)


def _label(pen: Pen, label: str, width: int, height: int, style: theme.Style, pays: float) -> Setting:
    """On one line; in two where one does not hold it, or where they let it be larger by enough."""
    one = pen.setting(label, width, height, style)
    two = pen.setting(label, width, height, style, max_lines=2)
    if one.over or one.torn:
        return two
    return two if not two.over and not two.torn and two.size_px > one.size_px * pays else one


# --- how they stand --------------------------------------------------------------------------------------------


class Plan(NamedTuple):
    """So many columns, keys so high, their labels in this size."""

    columns: int
    each_px: int
    label_px: int

    def height(self, count: int, gap: int) -> int:
        down = math.ceil(count / self.columns)
        return down * self.each_px + max(0, down - 1) * gap


def answer_grid(count: int, *, columns: int | None = None) -> tuple[int, int]:
    """Columns and rows for so many answers."""
    across = columns or (1 if count <= ONE_BELOW_THE_OTHER else 2)
    return across, math.ceil(count / across) if count else 0


def cells(box: Box, count: int, columns: int, gap: int) -> list[Box]:
    if not count:
        return []
    across, down = answer_grid(count, columns=columns)
    made = box.grid(across, down, gap)[:count]
    if count % across:  # a lone last answer takes the whole row
        made[-1] = Box(box.x, made[-1].y, box.w, made[-1].h)
    return made


@lru_cache(maxsize=4096)
def _label_px(
    views: tuple[AnswerView, ...],
    width: int,
    columns: int,
    each: int,
    metrics: Metrics,
    measure: Measure,
    elderly: bool,
) -> int:
    """The size that every label has in keys so wide and so high; 0 if the words of one do not go in."""
    pen = Pen(metrics, theme.DAY, measure, elderly)
    _, down = answer_grid(len(views), columns=columns)
    box = Box(0, 0, width, down * each + (down - 1) * pen.gap)
    sizes = [
        answer(pen, cell, view) for cell, view in zip(cells(box, len(views), columns, pen.gap), views, strict=True)
    ]
    return 0 if pen.overfull else min(sizes)


def _still(views: tuple[AnswerView, ...]) -> tuple[AnswerView, ...]:
    """A tap changes a mark, not the size of the words, nor where a key stands."""
    return tuple(replace(view, sent=False) for view in views) if any(view.sent for view in views) else views


def plan(pen: Pen, views: tuple[AnswerView, ...], width: int, label: int, *, stacked: bool = False) -> Plan | None:
    """The lowest way to stand with labels of at least this size, or with one below the other; None if there is none."""
    return _plan(_still(views), width, label, stacked, pen.metrics, pen.measure, pen.elderly)


@lru_cache(maxsize=2048)
def _plan(
    views: tuple[AnswerView, ...],
    width: int,
    label: int,
    stacked: bool,
    metrics: Metrics,
    measure: Measure,
    elderly: bool,
) -> Plan | None:
    found = []
    heights = [metrics.px(mm) for mm in HEIGHTS_MM]
    gap = metrics.px(theme.GAP_MM)
    for columns in (1, 2)[: 1 if stacked else len(views)]:

        def size(each: int, columns: int = columns) -> int:
            return _label_px(views, width, columns, each, metrics, measure, elderly)

        at = bisect_left(heights, True, key=lambda each: size(each) >= label)
        if at < len(heights):
            made = Plan(columns, heights[at], size(heights[at]))
            found.append((made.height(len(views), gap) * (1 if columns == 1 else 1 / TWO_COLUMNS_PAY), made))
    return min(found)[1] if found else None


def lowest(pen: Pen, views: tuple[AnswerView, ...], width: int) -> Plan:
    """Where there is no room for anything else."""
    columns, each = (1 if len(views) == 1 else 2), pen.px(HEIGHTS_MM[0])
    return Plan(columns, each, _label_px(_still(views), width, columns, each, pen.metrics, pen.measure, pen.elderly))


def label_sizes(pen: Pen) -> tuple[int, ...]:
    """The sizes that labels are tried in, largest first."""
    return tuple(size for size in pen.sizes(theme.KEY) if size >= pen.px(READABLE_LABEL_MM))


def answers(pen: Pen, box: Box, views: tuple[AnswerView, ...], columns: int) -> None:
    in_places(pen, cells(box, len(views), columns, pen.gap), views)


def in_places(pen: Pen, places: list[Box], views: tuple[AnswerView, ...]) -> None:
    """All answers of one question in one size: none may look more right than another."""
    largest_px = one_size(pen, places, views)
    for cell, view in zip(places, views, strict=True):
        answer(pen, cell, view, largest_px=largest_px)


def one_size(pen: Pen, places: list[Box], views: tuple[AnswerView, ...]) -> int:
    """The size that every label has there."""
    trial = pen.trial()
    return min((answer(trial, cell, view) for cell, view in zip(places, views, strict=True)), default=0)


def without_notes(views: tuple[AnswerView, ...]) -> tuple[AnswerView, ...]:
    return tuple(replace(view, note="") for view in views)
