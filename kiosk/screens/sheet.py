"""A sheet to read from: all its rows in one size, as large as they fit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from kiosk import theme
from kiosk.screens import chrome, notices, parts
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.typeset import Setting
from kiosk.views_model import CallCardView, CallRowView, HandoverRowView, HandoverView

MOST_TOLD_MM = 36.0
_SHEET_DETAIL = theme.Style((11.0, 10.2, 9.4, 8.6, 7.8, 6.9), 1.2)


def around(pen: Pen, view: CallCardView | HandoverView, *, keeps_line: bool = False) -> tuple[Box, notices.Told] | None:
    """Bar, dock, strips and heading; gives back the room below them and what is still to be told. None if a question
    stands in their place. `keeps_line`: the page has another place for what the desk says, also lying down."""
    room = chrome.around(pen, view.chrome)
    told = chrome.still_told(pen, view.chrome)
    if not pen.metrics.landscape:
        room = notices.on_top(pen, room, told)
    if view.chrome.dialog:
        parts.dialog(pen, room, view.chrome.dialog)
        return None
    beside = told._replace(desk=None) if keeps_line else told
    return _heading(pen, _content(pen, room), view.title, view.detail, beside), told


def _heading(pen: Pen, box: Box, title: str, detail: str, told: notices.Told) -> Box:
    """Title and one line; gives back the rest. Landscape sets them side by side, and what the desk says takes the
    place of the line."""
    ink, ink2 = pen.colours.ink, pen.colours.ink2
    if pen.metrics.landscape:
        head, rest = box.from_top(pen.px(25), pen.px(3))
        setting = pen.setting(title, round(head.w * 0.62), head.h, theme.HEADING)
        left, right = head.from_left(round(setting.lines[0].width_px) + 2, pen.px(9))
        pen.overfull += [title] if setting.over else []
        pen.place(left, setting, theme.HEADING, ink)
        if told.desk:
            notices.beside(pen, right, told)
        else:
            pen.text(right, detail, _SHEET_DETAIL, ink2, max_lines=2, rich=True, strong=ink)
        return rest
    head, rest = box.from_top(pen.px(27))
    head = head.inset(pen.px(1.5), 0)
    pen.text(head, title, theme.HEADING, ink)
    under = pen.setting(detail, head.w, pen.px(40), _SHEET_DETAIL, max_lines=2, rich=True)
    at, rest = rest.from_top(round(under.height_px), pen.px(4))
    pen.overfull += [detail] if under.over else []
    pen.place(at.inset(pen.px(1.5), 0), under, _SHEET_DETAIL, ink2, strong=ink)
    return rest


def _content(pen: Pen, room: Box) -> Box:
    margin = pen.px(theme.MARGIN_MM)
    air = pen.px(2.5 if pen.elderly else 4)  # larger keys around it leave the sheet less
    return Box(room.x + margin, room.y + air, room.w - 2 * margin, room.h - 2 * air)


def desk_words(pen: Pen, box: Box, told: notices.Told) -> Box:
    """Under the rows, which give way: the keys below stay where they are."""
    kept = (box.h - pen.px(MOST_TOLD_MM),)
    return notices.stack(pen, box, told._replace(other=None, problems=()), kept) if told.desk else box


# --- rows ----------------------------------------------------------------------------------------------------

_Row = TypeVar("_Row", CallRowView, HandoverRowView)


class Sizes(NamedTuple):
    """One try at setting a card: the strong words, the second line, the room above and below a row, in mm."""

    strong_mm: float
    weak_mm: float
    air_mm: float


class Ready(NamedTuple):
    """A row as it will stand: its words with their style, from the top."""

    parts: tuple[tuple[Setting, theme.Style], ...]
    height_px: int
    over: bool
    under: bool = False
    """Below the label, not beside it."""


def _tries(pen: Pen, tries: tuple[Sizes, ...]) -> list[tuple[Sizes, ...]]:
    """For elderly people all of them larger, and only then the ordinary ones."""
    larger = tuple(Sizes(s * theme.ELDERLY_SCALE, w * theme.ELDERLY_SCALE, air) for s, w, air in tries)
    return [larger, tries] if pen.elderly else [tries]


def whole(
    pen: Pen, text: str, width: int, size_mm: float, style: theme.Style, *, rich: bool = False
) -> tuple[Setting, theme.Style]:
    """The words at exactly this size, in as many lines as they need."""
    only = theme.Style((size_mm,), style.line, style.bold, grows=False)
    return pen.setting(text, width, pen.window.h, only, max_lines=pen.window.h, rich=rich), only


def fitted(
    pen: Pen, rows: tuple[_Row, ...], room: int, tries: tuple[Sizes, ...], make: Callable[[_Row, Sizes], Ready]
) -> tuple[tuple[_Row, ...], list[Ready]]:
    """The rows at the first sizes that hold them all; where even the last does not, without what can be spared."""
    made: list[Ready] = []
    for sizes in _tries(pen, tries):
        made = _first_that_holds(rows, room, sizes, make)
        if _holds(made, room):
            break
    while not _holds(made, room) and (most := max(row.spare for row in rows)):
        spared = [n for n, row in enumerate(rows) if row.spare == most]
        gone = spared[len(spared) // 2]  # of several the middle one: how it began and how it stands stay longest
        rows, made = rows[:gone] + rows[gone + 1 :], made[:gone] + made[gone + 1 :]
    pen.overfull += [] if _holds(made, room) else [row.label for row in rows]
    return rows, made


def _first_that_holds(
    rows: tuple[_Row, ...], room: int, sizes: tuple[Sizes, ...], make: Callable[[_Row, Sizes], Ready]
) -> list[Ready]:
    """The rows at the largest sizes that hold them all, or at the last. Each try is smaller than the one before, so
    halving finds it; setting lines is what costs."""
    ready: dict[int, list[Ready]] = {}

    def holds(n: int) -> bool:
        ready[n] = [make(row, sizes[n]) for row in rows]
        return _holds(ready[n], room)

    first = bisect_left(range(len(sizes) - 1), True, key=holds)
    return ready.get(first) or [make(row, sizes[first]) for row in rows]


def _holds(made: list[Ready], room: int) -> bool:
    return sum(row.height_px for row in made) <= room and not any(row.over for row in made)


def spread(needed: list[int], room: int, most: int) -> list[int]:
    """Room that is left is shared, a row that is high already gets none."""
    heights = list(needed)
    spare = max(0, room - sum(needed))
    for left, index in zip(
        range(len(needed), 0, -1), sorted(range(len(needed)), key=lambda n: -needed[n]), strict=True
    ):
        more = min(spare // left, max(0, most - heights[index]))
        heights[index] += more
        spare -= more
    return heights


def place(pen: Pen, box: Box, ready: Ready) -> None:
    """The parts one under the other, in the middle of the box."""
    y = box.y + (box.h - sum(setting.height_px for setting, _ in ready.parts)) / 2
    for setting, style in ready.parts:
        at = Box(box.x, round(y), box.w, round(setting.height_px))
        pen.place(at, setting, style, pen.colours.ink, valign="top")
        y += setting.height_px
