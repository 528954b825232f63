"""The sheets that are read aloud or taken away: the 120 card, the handover, the debrief."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from kiosk import theme
from kiosk.screens import answers, caption, chrome, notices, parts
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.qr import qr_svg
from kiosk.screens.scene import Scene
from kiosk.typeset import Setting
from kiosk.views_chrome import Tone
from kiosk.views_model import CallCardView, CallRowView, HandoverRowView, HandoverView, Kind

KIND_TONES: dict[Kind, Tone] = {"seen": "rescue", "later": "do", "guess": "care", "": "plain"}
KIND_ICONS: dict[Kind, str] = {"seen": "eye", "later": "clock", "guess": "unsure", "": ""}
QR_MM = 75.0
_CALL_LABEL = theme.Style((9.4, 8.4, 7.6, 6.9), 1.1)
_CALL_STRONG = theme.Style((14.9, 13.4, 12.0, 10.8, 9.6, 8.6), 1.12, bold=True)
_CALL_WEAK = theme.Style((11.4, 10.4, 9.4, 8.4, 7.6), 1.12)
_SHEET_DETAIL = theme.Style((11.0, 10.2, 9.4, 8.6, 7.8, 6.9), 1.2)
_WARNING = theme.Style((10.4, 9.6, 8.8, 8.0), 1.15)


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


def draw_call(pen: Pen, view: CallCardView) -> Scene:
    room = chrome.around(pen, view.chrome)
    told = chrome.still_told(pen, view.chrome)
    if not pen.metrics.landscape:
        room = notices.on_top(pen, room, told)
    if view.chrome.dialog:
        parts.dialog(pen, room, view.chrome.dialog)
        return pen.scene()
    box = _heading(pen, _content(pen, room), view.title, view.detail, told)
    if pen.metrics.landscape:
        right, box = box.from_right(pen.px(150), pen.px(9))
        right = caption.below(pen, right, view.chrome.caption)
        if view.answers:
            height = max(pen.px(26), min(pen.px(36), (right.h - pen.px(30)) // len(view.answers) - pen.gap))
            at, right = right.from_bottom(height * len(view.answers) + pen.gap * (len(view.answers) - 1), pen.px(5))
            answers.answers(pen, at, view.answers, 1)
        if view.warning:
            _warning(pen, right.from_top(min(right.h, pen.px(36)))[0], view.warning)
        _call_rows(pen, box, view.rows)
        return pen.scene()
    box = caption.below(pen, box, view.chrome.caption)
    if view.answers:
        at, box = box.from_bottom(pen.px(37), pen.px(4))
        weights = (1.5,) + (1.0,) * (len(view.answers) - 1)
        for cell, item in zip(at.columns(weights, pen.gap), view.answers, strict=True):
            answers.answer(pen, cell, item)
    if view.warning:
        at, box = box.from_bottom(pen.px(20), pen.px(4))
        _warning(pen, at, view.warning)
    _call_rows(pen, _desk_words(pen, box, told), view.rows)
    return pen.scene()


def _desk_words(pen: Pen, box: Box, told: notices.Told) -> Box:
    """Under the rows, which give way: the keys below stay where they are."""
    return notices.stack(pen, box, told._replace(other=None, problems=())) if told.desk else box


def _warning(pen: Pen, box: Box, text: str) -> None:
    pen.panel(box, pen.colours.amber_tint, radius_mm=5.5)
    inside = box.inset(pen.px(6), pen.px(1))
    icon, inside = inside.from_left(pen.px(13), pen.px(4))
    pen.icon("care", icon.square(pen.px(13)), theme.words_of("care", pen.colours))
    pen.text(inside, text, _WARNING, pen.colours.ink, max_lines=3 if pen.metrics.landscape else 1, rich=True)


_Row = TypeVar("_Row", CallRowView, HandoverRowView)


class _Sizes(NamedTuple):
    """One try at setting a card: the strong words, the second line, the room above and below a row, in mm."""

    strong_mm: float
    weak_mm: float
    air_mm: float


_CALL_TRIES = (
    _Sizes(14.9, 11.4, 2.2), _Sizes(13.4, 10.4, 2.0), _Sizes(13.4, 9.4, 1.8), _Sizes(12.0, 9.4, 1.6),
    _Sizes(12.0, 8.4, 1.5), _Sizes(10.8, 8.4, 1.3), _Sizes(10.8, 7.6, 1.2), _Sizes(9.6, 7.6, 1.0),
    _Sizes(9.6, 6.9, 0.9), _Sizes(8.6, 6.9, 0.8), _Sizes(7.6, 6.9, 0.7), _Sizes(6.9, 6.9, 0.5),
)  # fmt: skip
"""From generous to tight; the first that holds every word is taken, the same for all rows."""
_ROW_MOST_MM = 42.0


class _Set(NamedTuple):
    """A row as it will stand: its words with their style, from the top."""

    parts: tuple[tuple[Setting, theme.Style], ...]
    height_px: int
    over: bool
    under: bool = False
    """Below the label, not beside it."""


def _tries(pen: Pen, tries: tuple[_Sizes, ...]) -> list[tuple[_Sizes, ...]]:
    """For elderly people all of them larger, and only then the ordinary ones."""
    larger = tuple(_Sizes(s * theme.ELDERLY_SCALE, w * theme.ELDERLY_SCALE, air) for s, w, air in tries)
    return [larger, tries] if pen.elderly else [tries]


def _whole(
    pen: Pen, text: str, width: int, size_mm: float, style: theme.Style, *, rich: bool = False
) -> tuple[Setting, theme.Style]:
    """The words at exactly this size, in as many lines as they need."""
    only = theme.Style((size_mm,), style.line, style.bold, grows=False)
    return pen.setting(text, width, pen.window.h, only, max_lines=pen.window.h, rich=rich), only


def _fitted(
    pen: Pen, rows: tuple[_Row, ...], room: int, tries: tuple[_Sizes, ...], make: Callable[[_Row, _Sizes], _Set]
) -> tuple[tuple[_Row, ...], list[_Set]]:
    """The rows at the first sizes that hold them all; where even the last does not, without what can be spared."""
    made: list[_Set] = []
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
    rows: tuple[_Row, ...], room: int, sizes: tuple[_Sizes, ...], make: Callable[[_Row, _Sizes], _Set]
) -> list[_Set]:
    """The rows at the largest sizes that hold them all, or at the last. Each try is smaller than the one before, so
    halving finds it; setting lines is what costs."""
    ready: dict[int, list[_Set]] = {}

    def holds(n: int) -> bool:
        ready[n] = [make(row, sizes[n]) for row in rows]
        return _holds(ready[n], room)

    first = bisect_left(range(len(sizes) - 1), True, key=holds)
    return ready.get(first) or [make(row, sizes[first]) for row in rows]


def _holds(made: list[_Set], room: int) -> bool:
    return sum(row.height_px for row in made) <= room and not any(row.over for row in made)


def _call_row(pen: Pen, row: CallRowView, width: int, sizes: _Sizes) -> _Set:
    tight = sizes.strong_mm == sizes.weak_mm
    if tight and row.weak:  # both in one run of lines: a short line leaves no room empty
        run = f"**{row.strong}**{', ' if row.strong.isascii() else '，'}{row.weak}"
        parts = [_whole(pen, run, width, sizes.weak_mm, _CALL_WEAK, rich=True)]
        return _Set(tuple(parts), round(parts[0][0].height_px) + 2 * pen.px(sizes.air_mm), parts[0][0].over)
    parts = [_whole(pen, row.strong, width, sizes.strong_mm, _CALL_STRONG)]
    if row.weak:
        parts.append(_whole(pen, row.weak, width, sizes.weak_mm, _CALL_WEAK))
    height = sum(setting.height_px for setting, _ in parts) + 2 * pen.px(sizes.air_mm)
    return _Set(tuple(parts), round(height), any(setting.over for setting, _ in parts) or len(parts[0][0].lines) > 2)


def _call_rows(pen: Pen, box: Box, rows: tuple[CallRowView, ...]) -> None:
    if not rows:
        return
    label_w, gap = pen.px(34), pen.px(5)
    inside = box.inset(pen.px(8), pen.px(1.5))
    rows, made = _fitted(
        pen, rows, inside.h, _CALL_TRIES, lambda row, sizes: _call_row(pen, row, inside.w - label_w - gap, sizes)
    )
    heights = _spread([row.height_px for row in made], inside.h, pen.px(_ROW_MOST_MM))
    pen.card(Box(box.x, box.y, box.w, sum(heights) + pen.px(3)))
    y = inside.y
    for index, (row, ready, height) in enumerate(zip(rows, made, heights, strict=True)):
        cell = Box(inside.x, y, inside.w, height)
        y += height
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        label, words = cell.from_left(label_w, gap)
        pen.text(label, row.label, _CALL_LABEL, pen.colours.ink2, max_lines=2)
        _stack(pen, words, ready)


def _spread(needed: list[int], room: int, most: int) -> list[int]:
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


def _stack(pen: Pen, box: Box, ready: _Set) -> None:
    """The parts one under the other, in the middle of the box."""
    y = box.y + (box.h - sum(setting.height_px for setting, _ in ready.parts)) / 2
    for setting, style in ready.parts:
        at = Box(box.x, round(y), box.w, round(setting.height_px))
        pen.place(at, setting, style, pen.colours.ink, valign="top")
        y += setting.height_px


# --- handover ------------------------------------------------------------------------------------------------

_HAND_TRIES = (
    _Sizes(11.0, 10.4, 3.6), _Sizes(11.0, 9.6, 3.0), _Sizes(10.2, 8.8, 2.6), _Sizes(9.4, 8.0, 2.0),
    _Sizes(8.6, 8.0, 1.6), _Sizes(8.6, 7.4, 1.2), _Sizes(7.8, 6.9, 1.0), _Sizes(7.8, 6.9, 0.6),
    _Sizes(6.9, 6.9, 0.4), _Sizes(6.9, 6.9, 0.1),
)  # fmt: skip
_HAND_TEXT = theme.Style((11.0, 10.2, 9.4, 8.6, 7.8, 6.9), 1.12, bold=True)
_EVENT_TEXT = theme.Style((10.4, 9.6, 8.8, 8.0, 6.9), 1.12)
_TIME_MM = 8.8
_LETTER_MM, _LABEL_MM, _UNDER_MM = 17.0, 37.0, 10.2
_LETTER = theme.Style((10.4, 9.0, 7.6, 6.9), 1.0, bold=True, grows=False)
_KIND = theme.Style((6.9,), 1.1, grows=False)
_QR_TITLE = theme.Style((10.4, 9.4, 8.6), 1.15, bold=True)


def draw_handover(pen: Pen, view: HandoverView) -> Scene:
    room = chrome.around(pen, view.chrome)
    told = chrome.still_told(pen, view.chrome)
    if not pen.metrics.landscape:
        room = notices.on_top(pen, room, told)
    if view.chrome.dialog:
        parts.dialog(pen, room, view.chrome.dialog)
        return pen.scene()
    box = _heading(pen, _content(pen, room), view.title, view.detail, told)
    if pen.metrics.landscape:
        right, box = box.from_right(pen.px(150), pen.px(8))
        right = caption.below(pen, right, view.chrome.caption)
        _take_away(pen, right, view)
        _hand_rows(pen, box, view.rows)
        return pen.scene()
    box = caption.below(pen, box, view.chrome.caption)
    foot, box = box.from_bottom(pen.px(QR_MM + 8), pen.px(4))
    _take_away(pen, foot, view)
    _hand_rows(pen, _desk_words(pen, box, told), view.rows)
    return pen.scene()


def _hand_rows(pen: Pen, box: Box, rows: tuple[HandoverRowView, ...]) -> None:
    if not rows:
        return
    inside = box.inset(pen.px(7), pen.px(2))
    kind_w = round(max(pen.measure(row.kind_text, pen.px(_KIND.sizes_mm[0]), False) for row in rows)) + pen.px(13.5)
    # measured, because "about" makes a time long: a time that wraps would stand on the next one
    time_w = round(max(pen.measure(row.time, pen.px(_TIME_MM), True) for row in rows)) + pen.px(1)
    rows, made = _fitted(
        pen, rows, inside.h, _HAND_TRIES, lambda row, sizes: _hand_set(pen, row, inside.w, sizes, kind_w, time_w)
    )
    heights = [row.height_px for row in made]
    spare = min(inside.h - sum(heights), round(sum(heights) * 0.25))
    heights = [height + max(0, spare) // len(heights) for height in heights]
    pen.card(Box(box.x, box.y, box.w, sum(heights) + pen.px(4)))
    y = inside.y
    for index, (row, ready, height) in enumerate(zip(rows, made, heights, strict=True)):
        cell = Box(inside.x, y, inside.w, height)
        y += height
        if index and (row.letter or not row.time):
            pen.rule(cell.x, cell.y, cell.w)
        _hand_row(pen, cell, row, ready, kind_w, time_w)


def _hand_set(pen: Pen, row: HandoverRowView, width: int, sizes: _Sizes, kind_w: int, time_w: int) -> _Set:
    """The words beside their label; under it, in the whole width, where that takes less height."""
    left = pen.px(_LETTER_MM + 5) if row.letter or row.time or row.label else 0
    kind = kind_w + pen.px(3) if row.kind_text else 0
    label = time_w + pen.px(4) if row.time else pen.px(_LABEL_MM + 4) if row.label else 0
    size_mm, style = (sizes.strong_mm, _HAND_TEXT) if row.letter and not row.time else (sizes.weak_mm, _EVENT_TEXT)
    part = _whole(pen, row.text, width - left - kind - label, size_mm, style)
    if len(part[0].lines) > 2 and size_mm > sizes.weak_mm:  # much to say: in the smaller of the two
        part = _whole(pen, row.text, width - left - kind - label, sizes.weak_mm, _EVENT_TEXT)
    air, least = 2 * pen.px(sizes.air_mm), pen.px(9.2 if row.letter else 8.7)
    beside = _Set((part,), max(round(part[0].height_px) + air, least), part[0].over)
    if row.time or len(part[0].lines) < 4:
        return beside
    under = _whole(pen, row.text, width - left, sizes.weak_mm, _EVENT_TEXT)
    height = pen.px(_UNDER_MM) + round(under[0].height_px) + air
    return _Set((under,), height, under[0].over, True) if height < beside.height_px else beside


def _hand_row(pen: Pen, cell: Box, row: HandoverRowView, ready: _Set, kind_w: int, time_w: int) -> None:
    colours = pen.colours
    under, whole = cell, cell
    if ready.under:  # label and mark stand on a line of their own, the words below them
        cell, under = cell.from_top(pen.px(_UNDER_MM))
        cell = Box(cell.x, cell.y + pen.px(1), cell.w, cell.h - pen.px(1))
    if row.kind_text:
        kind, cell = cell.from_right(kind_w, pen.px(3))
        _kind(pen, kind, row)
    letter, cell = whole.from_left(pen.px(_LETTER_MM))[0], cell.from_left(pen.px(_LETTER_MM), pen.px(5))[1]
    under = Box(cell.x, under.y, under.right - cell.x, under.h)
    if row.letter:
        square = letter.square(min(pen.px(_LETTER_MM), letter.h - pen.px(1)))
        pen.panel(square, colours.rescue, radius_mm=min(4.0, square.h / pen.metrics.px_per_mm / 4))
        pen.text(square, row.letter, _LETTER, colours.white, align="middle")
    if row.time:
        time, cell = cell.from_left(time_w, pen.px(4))
        size_mm = min(_TIME_MM, ready.parts[0][1].sizes_mm[0])
        setting, style = _whole(pen, row.time, time.w, size_mm, _EVENT_TEXT._replace(bold=True))
        pen.overfull += [row.time] if len(setting.lines) > 1 else []
        pen.place(time, setting, style, colours.ink)
    elif row.label:
        label, cell = cell.from_left(pen.px(_LABEL_MM), pen.px(4))
        pen.text(label, row.label, theme.LABEL, colours.ink2, max_lines=2)
    _stack(pen, under if ready.under else cell, ready)


def _kind(pen: Pen, box: Box, row: HandoverRowView) -> None:
    """How it is known: written down then, added later, a guess."""
    height = min(pen.px(13.5), box.h - pen.px(0.6))
    chip = Box(box.x, box.y + (box.h - height) // 2, box.w, height)
    pen.panel(chip, theme.tint_of(KIND_TONES[row.kind], pen.colours), radius_mm=2.5)
    pen.icon_and_text(
        chip.inset(pen.px(2), 0), KIND_ICONS[row.kind], row.kind_text, _KIND, pen.colours.ink, icon_mm=6.5, gap_mm=1.5
    )


def _take_away(pen: Pen, box: Box, view: HandoverView) -> None:
    """The same words as a code to scan, and the keys."""
    colours = pen.colours
    if pen.metrics.landscape and view.answers:
        keys, box = box.from_bottom(pen.px(30), pen.px(4))
        _hand_keys(pen, keys, view)
    size = min(pen.px(QR_MM), box.h)
    code, words = box.from_left(size, pen.px(7))
    code = Box(code.x, code.y, size, size)
    if view.qr_text and code.w:
        pen.panel(code, colours.white, radius_mm=6, edge=colours.line)
        pen.sign(code.inset(pen.px(2)), qr_svg(view.qr_text))
    title = pen.setting(view.qr_title, words.w, pen.px(40), _QR_TITLE, max_lines=3)
    at, words = words.from_top(round(title.height_px), pen.px(1.5))
    pen.place(at, title, _QR_TITLE, colours.ink)
    note = pen.setting(view.qr_note, words.w, pen.px(22), theme.LABEL, max_lines=2)
    at, words = words.from_top(round(note.height_px), pen.px(4))
    pen.place(at, note, theme.LABEL, colours.ink2)
    pen.overfull += [s for s, made in ((view.qr_title, title), (view.qr_note, note)) if made.over]
    if not pen.metrics.landscape and view.answers:
        keys, words = words.from_top(pen.px(27), pen.px(3))
        _hand_keys(pen, keys, view)
    if view.hide_text:
        at = words.from_top(min(words.h, pen.px(20)))[0]
        pen.icon_and_text(at, "clock", view.hide_text, theme.LABEL, colours.ink2, icon_mm=9, align="left", max_lines=2)


def _least_width(pen: Pen, label: str, size_px: int) -> float:
    """Of a label in two lines: half of it, or its longest word."""
    whole = pen.measure(label, size_px, True)
    parts = label.split()
    return max(whole / 2, *(pen.measure(part, size_px, True) for part in parts)) if len(parts) > 1 else whole / 2


def _hand_keys(pen: Pen, box: Box, view: HandoverView) -> None:
    colours = pen.colours
    # by their words: three keys beside the code leave no room for equal ones
    size = pen.px(theme.TOOL.sizes_mm[1])
    weights = tuple(pen.px(24) + _least_width(pen, item.label, size) for item in view.answers)
    for cell, item in zip(box.columns(weights, pen.gap), view.answers, strict=True):
        fill = theme.fill_of(item.tone, colours)
        filled = item.tone != "plain"
        face = pen.key(
            cell, item.action or f"handover:{item.id}", fill.ground, edge=fill.edge, filled=filled, emergency=True,
            radius_mm=5.5,
        )  # fmt: skip
        icon = "print" if item.id == "print" else answers.MARK_ICONS.get(item.mark, "yes")
        pen.icon_and_text(face.inset(pen.px(3), 0), icon, item.label, theme.TOOL, fill.words, icon_mm=10, max_lines=2)
