"""The step: one instruction, one picture or the dial, answers, lanes; the room is shared out until all of it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kiosk import theme
from kiosk.screens import chrome, notices, parts
from kiosk.screens.scene import Box, Pen, Scene
from kiosk.typeset import Setting
from kiosk.views_model import LaneView, StepView


class Squeeze(NamedTuple):
    """One way to share the room; the first that leaves the picture its height is taken."""

    title: theme.Style
    title_lines: tuple[int, ...]
    answer_mm: float
    lane_mm: float
    middle_mm: float
    detail: theme.Style = theme.SUB


_I = theme.INSTRUCTION.sizes_mm
_SQUEEZES = (
    Squeeze(theme.INSTRUCTION, (2, 2, 3), 41, 35, 112),
    Squeeze(theme.INSTRUCTION, (2, 2, 3), 37.5, 34, 96),
    Squeeze(theme.INSTRUCTION, (1, 2, 3), 36, 33, 84),
    Squeeze(theme.INSTRUCTION._replace(sizes_mm=_I[1:]), (2, 3), 33, 31, 72),
    Squeeze(theme.INSTRUCTION._replace(sizes_mm=_I[1:]), (1, 3), 30, 30, 60),
    Squeeze(theme.INSTRUCTION._replace(sizes_mm=_I[2:]), (3,), 28, 29, 46),
    Squeeze(theme.INSTRUCTION_LAST, (3, 3, 3, 4), 26, 28.5, 0),
    Squeeze(theme.INSTRUCTION_LAST, (2, 3, 3, 4), 25.2, 28.5, 0),
    Squeeze(theme.INSTRUCTION_LAST, (2, 3, 3, 4), 25.2, 28.5, 0, theme.SUB._replace(grows=False)),
)
LEAST_PICTURE_MM = 40.0
LEAST_DIAL_MM = 52.0
LEAST_POSE_MM = 24.0
STRIP_MM = 14.0
LANDSCAPE_SWAP_MM = 22.0
NEXT_LANE_MM = 50.0
HELP_MM = 40.0
ONE_LANE_MM = 65.0
LANE_FULL_MM, LANE_LEAST_MM, TOLD_MM = 33.0, 27.5, 46.0
LANDSCAPE_ANSWER_MM = 28.5
LANDSCAPE_FULL_ROWS = 4
SIDE_CAPTION_LINES = 3


def _short_title(squeeze: Squeeze) -> Squeeze:
    """Beside the dial one line is enough: the beat is the instruction."""
    count = len(squeeze.title.sizes_mm)
    return squeeze._replace(title_lines=(1,) * (count - 1) + (squeeze.title_lines[-1],))


def draw(pen: Pen, view: StepView) -> Scene:
    room = chrome.around(pen, view.chrome)
    if view.chrome.dialog:
        if not pen.metrics.landscape:
            room = notices.on_top(pen, room, notices.told(view.chrome))
        parts.dialog(pen, room, view.chrome.dialog)
    elif pen.metrics.landscape:
        _landscape(pen, room, view)
    else:
        _portrait(pen, room, view)
    return pen.scene()


@dataclass(frozen=True, slots=True)
class _Heights:
    title: int
    detail: int
    answers: int
    lanes: int
    middle: int
    title_fits: bool


def _has_middle(view: StepView) -> bool:
    return bool(parts.has_picture(view.picture) or view.dial or view.swap)


def _strip_height(pen: Pen, view: StepView) -> int:
    """A countdown without a picture is one line: its words need no more room than that."""
    alone = view.countdown is not None and view.dial is None and not parts.has_picture(view.picture)
    return pen.px(STRIP_MM) if alone else 0


def _title(pen: Pen, box: Box, view: StepView, style: theme.Style, lines: tuple[int, ...]) -> None:
    if view.title:
        pen.text(box, view.title, style, pen.colours.ink, valign="top", max_lines=lines)


def _portrait(pen: Pen, room: Box, view: StepView) -> None:
    side = pen.px(theme.MARGIN_MM)
    box = Box(room.x + side, room.y + pen.px(5), room.w - 2 * side, room.h - pen.px(10))
    gap = pen.gap
    lanes = view.lanes
    columns = parts.columns_for(pen, view.answers, box, pair=view.layout == "compressions")
    squeezes = _SQUEEZES if view.dial is None else tuple(map(_short_title, _SQUEEZES))
    chosen, heights, shown = _share_out(pen, box, view, squeezes, lanes, columns)
    if view.dial is None and parts.has_picture(view.picture) and not _holds_picture(pen, box, chosen, heights, shown):
        view = replace(view, picture="")  # words that can be read come before the picture
        chosen, heights, shown = _share_out(pen, box, view, squeezes, lanes, columns)
    lanes = shown
    pen.overfull += [view.title] if heights.middle < -gap else []  # the words would touch the keys
    words = Box(box.x + pen.px(1.5), box.y, box.w - pen.px(3), box.h)
    title, words = words.from_top(heights.title, pen.px(2))
    _title(pen, title, view, chosen.title, chosen.title_lines)
    if view.detail:
        detail, words = words.from_top(heights.detail, pen.px(3.5))
        pen.text(
            detail, view.detail, chosen.detail, pen.colours.ink2, valign="top", max_lines=3, rich=True,
            strong=pen.colours.ink,
        )  # fmt: skip
    rest = Box(box.x, words.y, box.w, box.bottom - words.y)
    told = chrome.still_told(pen, view.chrome)
    above, beside = _places(pen, view, told, heights.middle)
    rest = chrome.caption_below(pen, rest, view.chrome.caption, aside_mm=1.5, told=beside)
    if view.answers:
        at, rest = rest.from_bottom(heights.answers, gap)
        parts.answers(pen, at, view.answers, columns)
    if lanes:
        at, rest = rest.from_bottom(heights.lanes, gap)
        if view.next_lane:
            key, at = at.from_right(pen.px(NEXT_LANE_MM if len(lanes) == 1 else HELP_MM), pen.px(4))
            parts.next_lane(pen, key, view.next_lane)
        _lanes(pen, at, lanes)
    if (strip := _strip_height(pen, view)) and view.countdown is not None:
        at, rest = rest.from_top(strip)
        parts.countdown_strip(pen, at, view.countdown)
    if above and view.dial is None:
        rest = notices.stack(pen, rest, above)
    if strip:
        return
    if _has_middle(view) and rest.h >= pen.px(LEAST_PICTURE_MM):
        _middle(pen, rest, view, above)
    elif view.countdown is not None and view.dial is None and rest.h >= pen.px(STRIP_MM):
        parts.countdown_strip(pen, rest.from_bottom(pen.px(STRIP_MM))[0], view.countdown)
    elif _has_middle(view) and view.swap and rest.h >= pen.px(18):
        parts.swap_bar(pen, rest, view.swap)


def _places(pen: Pen, view: StepView, told: notices.Told, middle: int) -> tuple[notices.Told, notices.Told]:
    """What is told above the keys, and what beside the spoken words. The desk's words stand for a minute and may cover
    the picture for so long; a strip stays, so the picture must keep its room beside it."""
    nothing = notices.Told(told.lang)
    if view.dial is not None:
        if middle < pen.px(LEAST_DIAL_MM):
            return nothing, told
        free = middle - _swap_height(pen, middle) - pen.px(4)
        if free >= pen.px(notices.OTHER_MM + notices.GAP_MM + notices.LEAST_MM):
            return told, nothing
        return notices.without_strips(told), told._replace(desk=None)
    least = pen.px(notices.LEAST_MM)
    if middle < least:
        return nothing, told
    if not parts.has_picture(view.picture) or middle >= pen.px(LEAST_PICTURE_MM) + least:
        return told, nothing
    return notices.without_strips(told), told._replace(desk=None)


def _lanes(pen: Pen, box: Box, lanes: tuple[LaneView, ...]) -> None:
    across = min(2, len(lanes))
    for cell, lane in zip(box.grid(across, (len(lanes) + across - 1) // across, pen.px(4)), lanes, strict=False):
        parts.lane(pen, cell, lane)


def _holds_picture(pen: Pen, box: Box, chosen: Squeeze, heights: _Heights, lanes: tuple[LaneView, ...]) -> bool:
    """The picture can be made out, and nobody's task beside it was squeezed until it cannot be read."""
    if heights.middle < pen.px(LEAST_PICTURE_MM):
        return False
    trial = Pen(pen.metrics, pen.colours, pen.measure, pen.elderly)
    if lanes and chosen.lane_mm < parts.LANE_MM:
        _lanes(trial, Box(box.x, box.y, box.w, heights.lanes), lanes)
    return not trial.overfull


def _share_out(
    pen: Pen, box: Box, view: StepView, squeezes: Sequence[Squeeze], lanes: tuple[LaneView, ...], columns: int
) -> tuple[Squeeze, _Heights, tuple[LaneView, ...]]:
    """The first way that leaves the middle its height; if none does, helpers' lanes give way, the open ones last."""
    least = pen.px(LEAST_DIAL_MM) if view.dial else 0
    fewer = tuple(lane for lane in lanes if not lane.ticked)[:2]
    for shown in (lanes, fewer, ()):
        for squeeze in squeezes:
            heights = _portrait_heights(pen, box, view, squeeze, len(shown), columns)
            wanted = pen.px(squeeze.middle_mm) if _has_middle(view) else 0
            if heights.title_fits and heights.middle >= max(least, wanted):
                return squeeze, heights, shown
        if heights.middle >= least:
            return squeeze, heights, shown
    return squeeze, heights, shown


def _portrait_heights(pen: Pen, box: Box, view: StepView, squeeze: Squeeze, lane_count: int, columns: int) -> _Heights:
    gap, width = pen.gap, box.w - pen.px(3)
    title = pen.setting(view.title, width, box.h, squeeze.title, max_lines=squeeze.title_lines)
    detail_h = 0
    if view.detail:
        detail = pen.setting(view.detail, width, box.h, squeeze.detail, max_lines=3, rich=True)
        detail_h = round(detail.height_px + pen.px(1))
    _, down = parts.answer_grid(len(view.answers), columns=columns)
    answers_h = down * pen.px(squeeze.answer_mm) + max(0, down - 1) * gap
    lane_rows = (lane_count + 1) // 2
    lanes_h = lane_rows * pen.px(squeeze.lane_mm) + max(0, lane_rows - 1) * pen.px(4)
    title_h = round(title.height_px + pen.px(1))
    used = title_h + pen.px(2) + (detail_h + pen.px(3.5) if view.detail else 0)
    used += answers_h + gap if view.answers else 0
    used += lanes_h + gap if lane_count else 0
    used += chrome.caption_room(pen) + pen.px(4)
    used += _strip_height(pen, view)
    return _Heights(title_h, detail_h, answers_h, lanes_h, box.h - used, not title.over)


def _swap_height(pen: Pen, middle: int) -> int:
    return min(pen.px(31), max(pen.px(22), round(middle * 0.27)))


def _middle(pen: Pen, box: Box, view: StepView, told: notices.Told) -> None:
    """Dial left, pose right with the swap bar below it; or the picture with its countdown. What is `told` takes the
    place of the pose."""
    if view.dial is None:
        if view.swap:
            at, box = box.from_bottom(pen.px(26), pen.px(4))
            parts.swap_bar(pen, at, view.swap)
        most = pen.px(150)
        if box.h > most:  # a picture may not swallow the whole screen: it stays near its words
            box, _ = box.from_top(most)
        parts.picture_and_countdown(pen, box, view.picture, view.countdown)
        return
    left, right = box.columns((1, 1), pen.gap)
    parts.dial(pen, left, view.dial, view.swap)
    if view.swap:
        at, right = right.from_bottom(_swap_height(pen, box.h), pen.px(4))
        parts.swap_bar(pen, at, view.swap)
    if told:
        right = notices.stack(pen, right, told)
    if (parts.has_picture(view.picture) or view.countdown) and right.h >= pen.px(LEAST_POSE_MM):
        parts.picture_and_countdown(pen, right, view.picture, view.countdown)


def _landscape(pen: Pen, room: Box, view: StepView) -> None:
    side = pen.px(theme.MARGIN_MM)
    box = Box(room.x + side, room.y + pen.px(5), room.w - 2 * side, room.h - pen.px(10))
    lanes = view.lanes
    one_lane = view.next_lane is not None and len(lanes) == 1
    lane_left = one_lane and _has_middle(view) and view.dial is None
    if lane_left:
        lanes = ()
    left = right = None
    if _has_middle(view):
        alone = view.dial is None and not lanes and not lane_left
        left, box = box.from_left(pen.px(150 if alone else 124 if view.dial or lane_left else 104), pen.px(9))
    if lanes:
        right, box = box.from_right(pen.px(117), pen.px(9))
    spoken, told = view.chrome.caption, chrome.still_told(pen, view.chrome)
    inside = _has_room_for_caption(pen, box, view) or (left is None and right is None)
    # where the instruction needs the whole middle, the spoken words stand below what is beside it
    if left is not None:
        if not inside:
            left = chrome.caption_below(pen, left, spoken, SIDE_CAPTION_LINES)
        if lane_left:
            at, left = left.from_bottom(pen.px(ONE_LANE_MM), pen.px(4))
            _one_lane(pen, at, view)
        if told and right is None:
            left = notices.stack(pen, left, told)
        _left_column(pen, left, view)
    if right is not None:
        if not inside and left is None:
            right = chrome.caption_below(pen, right, spoken, SIDE_CAPTION_LINES)
        at, right = right.from_bottom(_told_height(pen, right, view), pen.px(4))
        if told:
            notices.stack(pen, at, told)
        _right_column(pen, right, view, lanes)
    if inside:
        box = chrome.caption_below(pen, box, spoken, told=told if left is None and right is None else None)
    _centre_column(pen, box, view)


def _left_column(pen: Pen, box: Box, view: StepView) -> None:
    if view.dial is None:
        shown = box.from_top(min(box.h, round(box.w * 1.25)))[0]
        parts.picture_and_countdown(pen, shown, view.picture, view.countdown)
        return
    picture = parts.has_picture(view.picture) or view.countdown is not None
    if not picture:
        parts.dial(pen, box, view.dial, view.swap)
        return
    dial, top = box.from_bottom(min(box.w, round(box.h * 0.54)), pen.px(4))
    parts.picture_and_countdown(pen, top, view.picture, view.countdown)
    parts.dial(pen, dial, view.dial, view.swap)


def _told_height(pen: Pen, column: Box, view: StepView) -> int:
    """At the foot of the helpers' column, kept free while nothing is told: a tick must not move."""
    taken = len(view.lanes) * pen.px(LANE_FULL_MM) + max(0, len(view.lanes) - 1) * pen.px(4)
    taken += pen.px(theme.MIN_KEY_MM + 1 + 4) if view.next_lane and len(view.lanes) > 1 else 0
    return max(pen.px(notices.LEAST_MM), min(pen.px(TOLD_MM), column.h - taken - pen.px(4)))


def _right_column(pen: Pen, room: Box, view: StepView, lanes: tuple[LaneView, ...]) -> None:
    gap = pen.px(4)
    if view.next_lane and len(lanes) == 1:
        _one_lane(pen, room.from_top(min(pen.px(ONE_LANE_MM), room.h))[0], view)
        return
    foot = pen.px(theme.MIN_KEY_MM + 1) + gap if view.next_lane else 0
    fitting = max(1, (room.h - foot + gap) // (pen.px(LANE_LEAST_MM) + gap))
    if view.next_lane and fitting < len(lanes):  # of one person's order what is done gives way, then what comes last
        lanes = tuple(sorted(lanes, key=lambda lane: lane.ticked)[:fitting])
    height = min(pen.px(LANE_FULL_MM), (room.h - foot - gap * (len(lanes) - 1)) // len(lanes))
    if view.next_lane:
        below = room.y + len(lanes) * (height + gap)
        parts.next_lane(pen, Box(room.x, below, room.w, foot - gap), view.next_lane)
    for index, lane in enumerate(lanes):
        parts.lane(pen, Box(room.x, room.y + index * (height + gap), room.w, height), lane)


def _one_lane(pen: Pen, box: Box, view: StepView) -> None:
    """The one lane of the elderly profile with the way to the next below it."""
    assert view.next_lane is not None
    foot, top = box.from_bottom(pen.px(theme.MIN_KEY_MM + 1), pen.px(4))
    parts.lane(pen, top, view.lanes[0])
    parts.next_lane(pen, foot, view.next_lane)


def _centre_column(pen: Pen, box: Box, view: StepView) -> None:
    gap = pen.gap
    columns = parts.columns_for(pen, view.answers, box, pair=view.layout == "compressions")
    if view.answers:
        swap_h = pen.px(LANDSCAPE_SWAP_MM) + pen.px(4) if view.swap else 0
        strip_h = strip + pen.px(4) if (strip := _strip_height(pen, view)) else 0
        free = box.h - _words_height(pen, box, view) - swap_h - strip_h - gap
        least = pen.px(LANDSCAPE_ANSWER_MM if columns > 1 and view.lanes else parts.ANSWER_MIN_MM)
        _, down = parts.answer_grid(len(view.answers), columns=columns)
        if len(view.answers) > 2 and free < down * least + (down - 1) * gap:
            columns = 2  # the words of the instruction come first
            _, down = parts.answer_grid(len(view.answers), columns=columns)
            least = pen.px(LANDSCAPE_ANSWER_MM if view.lanes and down < LANDSCAPE_FULL_ROWS else parts.ANSWER_MIN_MM)
        each = min(pen.px(35), max(least, (free - (down - 1) * gap) // down))
        at, box = box.from_bottom(down * each + (down - 1) * gap, gap)
        parts.answers(pen, at, view.answers, columns)
    if view.swap:
        at, box = box.from_bottom(pen.px(LANDSCAPE_SWAP_MM), pen.px(4))
        parts.swap_bar(pen, at, view.swap)
    if (strip := _strip_height(pen, view)) and view.countdown is not None:
        at, box = box.from_bottom(strip, pen.px(4))
        parts.countdown_strip(pen, at, view.countdown)
    title, style = _words_that_fit(pen, box, view)
    at, rest = box.from_top(round(title.height_px + pen.px(0.5)), pen.px(2.5))
    pen.overfull += [view.title] if title.over and view.title else []
    pen.place(at, title, style, pen.colours.ink, valign="top")
    if view.detail:
        pen.text(
            rest, view.detail, theme.SUB, pen.colours.ink2, valign="top", max_lines=5, rich=True,
            strong=pen.colours.ink,
        )  # fmt: skip


def _words_that_fit(pen: Pen, box: Box, view: StepView) -> tuple[Setting, theme.Style]:
    """The largest title that leaves the detail a readable size; else any size; only then a title too small for 3 m."""
    sizes = (*theme.INSTRUCTION.sizes_mm, *theme.INSTRUCTION_LAST.sizes_mm[1:])
    from_afar, near = sizes[:3], sizes[3:]
    for least_px, tried in ((pen.px(_READABLE_SUB.sizes_mm[0]), from_afar), (0, from_afar), (0, near)):
        for size_mm in tried:
            style = theme.INSTRUCTION._replace(sizes_mm=(size_mm,))
            lines = 2 if size_mm > from_afar[-1] else 3 if size_mm > near[-1] else 4
            title = pen.setting(view.title, box.w, box.h, style, max_lines=lines)
            left = box.h - round(title.height_px + pen.px(3))
            detail = pen.setting(view.detail, box.w, left, theme.SUB, max_lines=5, rich=True)
            if not title.over and (not view.detail or (not detail.over and detail.size_px >= least_px)):
                return title, style
    return title, style


def _has_room_for_caption(pen: Pen, box: Box, view: StepView) -> bool:
    """The instruction in full comes before the words that the voice is saying anyway."""
    columns = 2 if len(view.answers) > 2 or view.layout == "compressions" else 1
    _, down = parts.answer_grid(len(view.answers), columns=columns)
    used = down * (pen.px(LANDSCAPE_ANSWER_MM) + pen.gap) + (pen.px(LANDSCAPE_SWAP_MM) + pen.px(4) if view.swap else 0)
    used += chrome.caption_room(pen) + pen.px(4) + _strip_height(pen, view)
    room = box.h - used
    title = pen.setting(view.title, box.w, room, _LEAST_FROM_AFAR, max_lines=3)
    words = pen.setting(view.detail, box.w, room, _READABLE_SUB, max_lines=4, rich=True)
    return title.height_px + words.height_px + pen.px(4) <= room and not words.over


_LEAST_FROM_AFAR = theme.INSTRUCTION._replace(sizes_mm=theme.INSTRUCTION.sizes_mm[-1:])
_READABLE_SUB = theme.SUB._replace(sizes_mm=(theme.SUB.sizes_mm[-3],), grows=False)


def _words_height(pen: Pen, box: Box, view: StepView) -> int:
    """Room for the words at a good size, so that the answers take what is left."""
    title = pen.setting(view.title, box.w, box.h, theme.INSTRUCTION, max_lines=(2, 2, 3))
    detail = pen.setting(view.detail, box.w, box.h, theme.SUB, max_lines=4, rich=True) if view.detail else None
    return round(title.height_px + (detail.height_px + pen.px(3) if detail else 0) + pen.px(1))
