"""The answers of a question: read from where one stands, all in one size, in as many columns as their words allow."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
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
    "care": "care",
    "aed": "aed",
    "go": "go",
    "stop": "stop",
    "phone": "phone",
    "hands": "cpr",
    "person": "person",
    "clock": "clock",
}
HEIGHTS_MM = (26.0, 27.5, 29.0, 30.5, 32.0, 33.5, 35.0, 37.0, 38.0, 39.5, 41.0, 42.5, 44.0, 45.5, 47.0, 49.0)
"""Of one answer, from the least a finger in a hurry should meet to two lines in the largest letters and a note."""
TWO_COLUMNS_PAY = 0.8
"""One below the other is how answers are read; two columns where they take so much less height."""
NOTES_PAY = 1.12
"""No lines below the labels, where these can be so much larger then: by more than one size. A label that can be read
from where one stands comes before them in any case."""
TORN_PAYS = 1.16
"""A phrase in two lines, where its letters can be so much larger then; never in the answers of a step, which have other
ways to be larger."""
THREE_COLUMNS_MM = 310.0
"""Three columns where the answers have at least this width, and two rows hold them that else take three."""
DESCENDER_EM = 0.16
"""Of Latin letters that hang below the last of two close lines: they must not touch the edge."""
NOTE_AIR_MM = 1.0
"""Below a note, or it would touch the edge of its key."""
READABLE_LABEL_MM = 8.0
ONE_BELOW_THE_OTHER = 3


class Look(NamedTuple):
    """How far the words of a key are from its edge, how large its disc is, and what is between them."""

    edge_mm: float
    disc_mm: float
    gap_mm: float

    def words(self, pen: Pen, inside: Box, view: AnswerView) -> tuple[Box | None, Box]:
        """Where its mark stands, if it has one, and its words."""
        inside = inside.inset(pen.px(self.edge_mm), pen.px(1))
        if not _icon(view):
            return None, inside
        width = pen.px(BARE_MARK_MM) if _outlined(view) else min(pen.px(self.disc_mm), inside.h - pen.px(1))
        return inside.from_left(width, pen.px(self.gap_mm))


LOOKS = {150.0: Look(9, 23, 6), 125.0: Look(6, 19, 4), 0.0: Look(2.5, 13, 2.5)}
"""By the width that a key has at least."""
BARE_MARK_MM = 11.0


def _outlined(view: AnswerView) -> bool:
    return view.tone in ("plain", "quiet")


def _icon(view: AnswerView) -> str:
    return "yes" if view.sent else MARK_ICONS.get(view.mark, "")


def look(pen: Pen, views: tuple[AnswerView, ...], width: int) -> Look:
    """The most generous look in which every label of a question stands in one line in the largest letters, else in two;
    the narrowest key decides for all."""
    return _look(_still(views), width, pen.metrics, pen.measure, pen.elderly)


@lru_cache(maxsize=1024)
def _look(views: tuple[AnswerView, ...], width: int, metrics: Metrics, measure: Measure, elderly: bool) -> Look:
    pen = Pen(metrics, theme.DAY, measure, elderly)
    looks = [one for least_mm, one in LOOKS.items() if width >= pen.px(least_mm)]
    key = Box(0, 0, width, pen.px(HEIGHTS_MM[-1]))
    largest = theme.KEY._replace(sizes_mm=theme.KEY.sizes_mm[:1])
    for lines, one in itertools.product((1, 2), looks):
        set_in = (
            pen.setting(view.label, one.words(pen, key, view)[1].w, key.h, largest, max_lines=lines) for view in views
        )
        if not any(setting.over or _torn(setting) for setting in set_in):
            return one
    return looks[-1]


def answer(
    pen: Pen,
    box: Box,
    view: AnswerView,
    *,
    drawn: Look | None = None,
    largest_px: int | None = None,
    torn_pays: float = TORN_PAYS,
) -> Sizes:
    """A filled key with a white disc and its mark; a "plain" one is outlined and has the mark alone."""
    colours = pen.colours
    outlined = _outlined(view)
    fill = theme.fill_of(view.tone, colours)
    edge_mm = 1.0 if outlined else theme.KEY_EDGE_MM
    face = pen.key(
        box, view.action or f"answer:{view.id}", fill.ground, edge=fill.edge, edge_mm=edge_mm, filled=not outlined,
        emergency=True, means=view.means,
    )  # fmt: skip
    mark, inside = (drawn or look(pen, (view,), box.w)).words(pen, face, view)
    if mark is not None and outlined:
        pen.icon(_icon(view), mark, fill.words)
    elif mark is not None:
        disc = mark.square(mark.w)
        pen.panel(disc, colours.white, radius_mm=disc.w / pen.metrics.px_per_mm / 2)
        colour = colours.rescue if view.mark == "aed" and not view.sent else fill.ground
        pen.icon(_icon(view), disc.square(round(disc.w * 0.58)), colour)
    label, note, words = view.label, view.note, fill.words
    return two_lines(pen, inside, label, note, theme.KEY, words, words, largest_px=largest_px, torn_pays=torn_pays)


class Sizes(NamedTuple):
    """What a label and the line below it were set in; 0 where the line had no room or there is none."""

    label_px: int
    note_px: int
    torn: bool = False


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
    torn_pays: float = TORN_PAYS,
) -> Sizes:
    """A label with a smaller line below it, set in the middle of the box as one group; the line in this size, if it
    can be."""
    if largest_px is not None:
        smaller = tuple(mm for mm in style.sizes_mm if pen.px(mm) < largest_px)
        style = style._replace(sizes_mm=(largest_px / pen.metrics.px_per_mm, *smaller), grows=False)
    setting, note_setting, used = _label(pen, label, box.w, box.h, style, torn_pays), None, 0
    largest, least = setting.size_px, largest_px or pen.px(READABLE_LABEL_MM)
    for tried in _notes(pen, note, box.w, note_px) if note and not setting.over else ():
        height = round(tried.height_px + pen.px(1 + NOTE_AIR_MM))
        above = _label(pen, label, box.w, box.h - height, style, torn_pays)
        if above.over or above.size_px < max(least, tried.size_px):
            continue  # a label one can read comes before its note
        if note_setting is None or above.size_px > setting.size_px:
            setting, note_setting, used = above, tried, height
        if setting.size_px == largest:
            break
    if setting.over:
        setting = pen.setting(label, box.w, box.h, style._replace(sizes_mm=(theme.FLOOR_MM,), grows=False), max_lines=3)
    pen.overfull += [label] if setting.over else []
    total = setting.height_px + used
    close = len(setting.lines) > 1 and not note_setting and not set(label).isdisjoint("gjpqy")
    hangs = DESCENDER_EM * setting.size_px if close else 0
    top = box.y + round((box.h - total - hangs) / 2)
    pen.place(Box(box.x, top, box.w, round(setting.height_px)), setting, style, colour, valign="top")
    if note_setting:
        under = Box(box.x, top + round(setting.height_px + pen.px(1)), box.w, round(note_setting.height_px))
        pen.place(under, note_setting, theme.LABEL, note_colour, valign="top")
    return Sizes(setting.size_px, note_setting.size_px if note_setting else 0, _torn(setting))


def note_style(pen: Pen) -> theme.Style:
    """For elderly people no small ones: then rather none."""
    return theme.LABEL._replace(sizes_mm=theme.LABEL.sizes_mm[:2]) if pen.elderly else theme.LABEL


def _notes(pen: Pen, note: str, width: int, note_px: int | None) -> Iterator[Setting]:
    """The line below a label, largest first: on one line, then in two; in this size, if one is given."""
    lines = note_style(pen)
    sizes = pen.sizes(lines) if note_px is None else (note_px,)
    for count, size in itertools.product((1, 2), sizes):
        style = lines._replace(sizes_mm=(size / pen.metrics.px_per_mm,), grows=False)
        setting = pen.setting(note, width, 2 * round(size * lines.line) + 1, style, max_lines=count)
        if not setting.over:
            yield setting


def _label(pen: Pen, label: str, width: int, height: int, style: theme.Style, torn_pays: float) -> Setting:
    """On one line; in two where one does not hold it, or where they let it be larger."""
    one = pen.setting(label, width, height, style)
    two = pen.setting(label, width, height, style, max_lines=2)
    if one.over:
        return two
    return two if not two.over and two.size_px > one.size_px * (torn_pays if _torn(two) else 1) else one


def _torn(setting: Setting) -> bool:
    """A word was broken: labels are short and have no marks of where they may be, so a line ends with a phrase."""
    ends = (line.text[-1:] for line in setting.lines[:-1])
    return setting.torn or any("\u3400" <= end <= "\u9fff" for end in ends)


# --- how they stand --------------------------------------------------------------------------------------------


class Way(NamedTuple):
    """To set answers: labels of this size at least, with all of the lines below them or without, in so many columns."""

    label_px: int
    notes: bool
    columns: tuple[int, ...]


class Plan(NamedTuple):
    """So many columns, how high each row of keys is, and whether the lines below their labels had room."""

    columns: int
    rows: tuple[int, ...]
    notes: bool = True

    def height(self, gap: int) -> int:
        return sum(self.rows) + gap * max(0, len(self.rows) - 1)

    def at_least(self, each_px: int) -> Plan:
        return self._replace(rows=tuple(max(row, each_px) for row in self.rows))

    def filling(self, height: int, most_px: int, gap: int) -> Plan:
        """The lower rows grow, all to one height, as far as this room goes and looks well; none shrinks."""
        each = bisect_right(range(most_px + 1), height, key=lambda each: self.at_least(each).height(gap)) - 1
        return self.at_least(max(0, each))

    def places(self, box: Box, count: int, gap: int) -> list[Box]:
        made: list[Box] = []
        for height in self.rows:
            row, box = box.from_top(height, gap)
            made += row.columns((1.0,) * min(self.columns, count - len(made)), gap)
        return made


NO_ANSWERS = Plan(1, ())


def cells(box: Box, count: int, columns: int, gap: int) -> list[Box]:
    """Rows of one height; the last ones share their whole row."""
    down = math.ceil(count / columns)
    heights = tuple(row.h for row in box.rows(down, gap)) if down else ()
    return Plan(columns, heights).places(box, count, gap)


def _drawn(pen: Pen, places: list[Box], views: tuple[AnswerView, ...], largest_px: int | None = None) -> list[Sizes]:
    drawn = look(pen, views, min((place.w for place in places), default=0))
    return [
        answer(pen, place, view, drawn=drawn, largest_px=largest_px, torn_pays=math.inf)
        for place, view in zip(places, views, strict=True)
    ]


def _still(views: tuple[AnswerView, ...]) -> tuple[AnswerView, ...]:
    """A tap changes a mark, not the size of the words, nor where a key stands; nor does where it leads."""
    return tuple(replace(view, sent=False, means=()) for view in views)


def levels(pen: Pen, views: tuple[AnswerView, ...], *, stacked: bool, across: int) -> list[tuple[Way, ...]]:
    """What is tried, best first; of each level one below the other first, where they may stand so. A line below a label
    is worth one size of it, no more: what is pressed must be read."""
    columns: tuple[tuple[int, ...], ...] = ((1, 2)[: len(views)],)
    if stacked and 1 < len(views) <= ONE_BELOW_THE_OTHER:
        columns = ((1,), *columns)
    if across > 2 and len(views) > 2 * 2:  # four stand in two columns as low
        columns = (*columns, (3,))
    tried = [(size, True) for size in label_sizes(pen)]
    if any(view.note for view in views):
        tried += [(size, False) for size, _ in tried]
        tried.sort(key=lambda one: worth(pen, one[0], notes=one[1]), reverse=True)
    return [tuple(Way(size, notes, across) for across in columns) for size, notes in tried]


def worth(pen: Pen, label_px: int, *, notes: bool, notes_pay: float = NOTES_PAY) -> tuple[bool, float]:
    """Of two ways to set labels the one that is worth more is taken."""
    return label_px >= pen.px(theme.ANSWER_MM), label_px / (1 if notes else notes_pay)


def plan(pen: Pen, questions: list[tuple[AnswerView, ...]], width: int, way: Way, most_px: int) -> Plan | None:
    """The lowest way in which the answers of each of these may stand so, no higher than this; None if there is none."""
    if not any(questions):
        return NO_ANSWERS
    if way.columns == (3,) and width < pen.px(THREE_COLUMNS_MM):
        return None
    questions = [_still(views if way.notes else without_notes(views)) for views in questions]
    found = []
    for columns in way.columns:
        each = (
            _rows(views, width, columns, way.label_px, pen.metrics, pen.measure, pen.elderly) for views in questions
        )
        rows = tuple(map(max, zip(*each, strict=False)))
        made = Plan(columns, rows, way.notes)
        if rows and (height := made.height(pen.gap)) <= most_px:
            found.append((height * (1 if columns == 1 else 1 / TWO_COLUMNS_PAY), made))
    return min(found)[1] if found else None


@lru_cache(maxsize=4096)
def _rows(
    views: tuple[AnswerView, ...],
    width: int,
    columns: int,
    label_px: int,
    metrics: Metrics,
    measure: Measure,
    elderly: bool,
) -> tuple[int, ...]:
    """The least height of each row of keys in which its labels have this size; nothing if one never has it."""
    pen = Pen(metrics, theme.DAY, measure, elderly)
    drawn = look(pen, views, min(place.w for place in cells(Box(0, 0, width, 0), len(views), columns, pen.gap)))
    heights = [metrics.px(mm) for mm in HEIGHTS_MM]
    rows = []
    for start in range(0, len(views), columns):
        row = views[start : start + columns]

        def label(each: int, row: tuple[AnswerView, ...] = row) -> int:
            return _label_px(row, width, each, drawn, metrics, measure, elderly)

        at = 0 if label(heights[0]) >= label_px else bisect_left(heights, label_px, lo=1, key=label)
        if at == len(heights):
            return ()
        rows.append(heights[at])
    return tuple(rows)


@lru_cache(maxsize=16384)
def _label_px(
    row: tuple[AnswerView, ...],
    width: int,
    height: int,
    drawn: Look,
    metrics: Metrics,
    measure: Measure,
    elderly: bool,
) -> int:
    """The size that every label of a row has at this height; 0 if the words of one do not go in whole."""
    pen = Pen(metrics, theme.DAY, measure, elderly)
    places = cells(Box(0, 0, width, height), len(row), len(row), pen.gap)
    sizes = [answer(pen, at, view, drawn=drawn, torn_pays=math.inf) for at, view in zip(places, row, strict=True)]
    return 0 if pen.overfull or any(one.torn for one in sizes) else min(one.label_px for one in sizes)


def lowest(pen: Pen, views: tuple[AnswerView, ...]) -> Plan:
    """Where there is no room for anything else."""
    columns = 1 if len(views) == 1 else 2
    return Plan(columns, (pen.px(HEIGHTS_MM[0]),) * math.ceil(len(views) / columns)) if views else NO_ANSWERS


def label_sizes(pen: Pen) -> tuple[int, ...]:
    """The sizes that labels are tried in, largest first."""
    return tuple(size for size in pen.sizes(theme.KEY) if size >= pen.px(READABLE_LABEL_MM))


def answers(pen: Pen, box: Box, views: tuple[AnswerView, ...], columns: int) -> None:
    in_places(pen, cells(box, len(views), columns, pen.gap), views)


def planned(pen: Pen, box: Box, views: tuple[AnswerView, ...], made: Plan) -> None:
    in_places(pen, made.places(box, len(views), pen.gap), views, NOTES_PAY if made.notes else 1)


def in_places(pen: Pen, places: list[Box], views: tuple[AnswerView, ...], notes_pay: float = NOTES_PAY) -> None:
    """All answers of one question in one size: none may look more right than another. The lines below their labels are
    worth one size of them; where they cost more, only those stand that take nothing from it."""
    largest_px = one_size(pen, places, views)
    if largest_px < pen.sizes(theme.KEY)[0] and any(view.note for view in views):
        alone_px = one_size(pen, places, without_notes(views))
        alone, beside = worth(pen, alone_px, notes=False, notes_pay=notes_pay), worth(pen, largest_px, notes=True)
        largest_px = alone_px if alone > beside else largest_px
    _drawn(pen, places, views, largest_px)


def one_size(pen: Pen, places: list[Box], views: tuple[AnswerView, ...]) -> int:
    """The size that every label has there."""
    return min((one.label_px for one in _drawn(pen.trial(), places, views)), default=0)


def without_notes(views: tuple[AnswerView, ...]) -> tuple[AnswerView, ...]:
    return tuple(replace(view, note="") for view in views)
