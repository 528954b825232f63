"""The step: one instruction, one picture or the dial, answers, lanes; the room is shared out until all of it fits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from kiosk import theme
from kiosk.screens import answers, chrome, notices, parts
from kiosk.screens.answers import Plan
from kiosk.screens.scene import Box, Pen, Scene
from kiosk.typeset import Setting
from kiosk.views_model import MAX_LANES, LaneView, StepView


class Squeeze(NamedTuple):
    """One way to share the room; the first that leaves the picture its height is taken."""

    title: theme.Style
    title_lines: tuple[int, ...]
    answer_mm: float
    lane_mm: float
    middle_mm: float
    detail: theme.Style = theme.SUB


def _sub(first: int) -> theme.Style:
    return theme.SUB._replace(sizes_mm=theme.SUB.sizes_mm[first:], grows=False)


_I = theme.INSTRUCTION.sizes_mm
_L, _M, _S = (theme.INSTRUCTION._replace(sizes_mm=_I[n:]) for n in range(3))
_SQUEEZES = (
    Squeeze(_L, (2, 2, 3), 41, 35, 112),
    Squeeze(_L, (2, 2, 3), 37.5, 34, 96),
    Squeeze(_L, (1, 2, 3), 36, 33, 84),
    Squeeze(_M, (2, 3), 33, 31, 72),
    Squeeze(_M, (1, 3), 30, 30, 60),
    Squeeze(_S, (3,), 28, 29, 46),
    Squeeze(_S, (3,), 26, 28.5, 40),
    Squeeze(_S, (3,), 26, 28.5, 40, _sub(1)),
    Squeeze(_S, (3,), 26, 28.5, 40, _sub(3)),
)
_TIGHT = _SQUEEZES[-3:]
"""For labels smaller than they should be."""
_LAST = (
    Squeeze(theme.INSTRUCTION_LAST, (3, 3, 3, 4), 26, 28.5, 0),
    Squeeze(theme.INSTRUCTION_LAST, (2, 3, 3, 4), 26, 28.5, 0, _sub(4)),
)
PICTURE_LABEL_MM = 10.0
"""Labels smaller than this are not worth a picture."""
LEAST_PICTURE_MM = 40.0
LEAST_DIAL_MM = 57.0
LEAST_POSE_MM = 24.0
TWO_STRIPS_MM = notices.OTHER_MM + notices.PROBLEM_MM + 2 * notices.GAP_MM
STRIP_MM = 14.0
LANDSCAPE_SWAP_MM = 22.0
NEXT_LANE_MM = 50.0
HELP_MM = 40.0
ONE_LANE_MM = 65.0
LANE_FULL_MM, LANE_LEAST_MM, TOLD_MM = 33.0, 27.5, 46.0
RIGHT_MM, NARROW_LEFT_MM, NARROW_RIGHT_MM = 117.0, 92.0, 106.0
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
    plan: Plan
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
    chosen, heights, shown = _share_out(pen, box, view, lanes)
    if view.dial is None and parts.has_picture(view.picture) and not _holds_picture(pen, box, chosen, heights, shown):
        view = replace(view, picture="")  # words that can be read come before the picture
        chosen, heights, shown = _share_out(pen, box, view, lanes)
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
        answers.answers(pen, at, view.answers, heights.plan.columns)
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
    if not parts.has_picture(view.picture) or middle >= pen.px(LEAST_PICTURE_MM + TWO_STRIPS_MM):
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


def _ways(pen: Pen, view: StepView, width: int) -> Iterator[tuple[Squeeze, Plan]]:
    """Ways to share the room: everything generous, then the picture and the words smaller, then the labels."""
    picture = parts.has_picture(view.picture) and view.dial is None
    sizes = answers.label_sizes(pen)
    for size in sizes if view.answers else sizes[:1]:
        if picture and size < pen.px(PICTURE_LABEL_MM):
            break
        for stacked, squeezes in (
            ((True, _SQUEEZES[:-2]), (False, _SQUEEZES)) if size == sizes[0] else ((False, _TIGHT),)
        ):
            plan = _plan(pen, view, width, size, stacked=stacked)
            for squeeze in squeezes if plan is not None else ():
                assert plan is not None
                short = squeeze if view.dial is None else _short_title(squeeze)
                least = pen.px(squeeze.answer_mm) if view.answers else 0
                yield short, plan._replace(each_px=max(plan.each_px, least))
    for squeeze in _LAST:
        yield squeeze, answers.lowest(pen, view.answers, width) if view.answers else Plan(1, 0, 0)


def _plan(pen: Pen, view: StepView, width: int, size: int, *, stacked: bool) -> Plan | None:
    """Answers with labels of this size. Two or three stand one below the other where they can, as they are read; not
    beside the dial, which needs the height."""
    few = 1 < len(view.answers) <= answers.ONE_BELOW_THE_OTHER and view.layout != "compressions"
    if stacked and not few:
        return None
    return answers.plan(pen, view.answers, width, size, stacked=stacked) if view.answers else Plan(1, 0, 0)


def _share_out(
    pen: Pen, box: Box, view: StepView, lanes: tuple[LaneView, ...]
) -> tuple[Squeeze, _Heights, tuple[LaneView, ...]]:
    """The first way that leaves the middle its height; if none does, helpers' lanes give way, the open ones last."""
    least = pen.px(LEAST_DIAL_MM) if view.dial else 0
    fewer = tuple(lane for lane in lanes if not lane.ticked)[:2]
    for shown in (lanes, fewer, ()):
        for squeeze, plan in _ways(pen, view, box.w):
            heights = _portrait_heights(pen, box, view, squeeze, len(shown), plan)
            wanted = pen.px(squeeze.middle_mm) if _has_middle(view) else 0
            if heights.title_fits and heights.middle >= max(least, wanted):
                return squeeze, heights, shown
        if heights.middle >= least:
            return squeeze, heights, shown
    return squeeze, heights, shown


def _portrait_heights(pen: Pen, box: Box, view: StepView, squeeze: Squeeze, lane_count: int, plan: Plan) -> _Heights:
    gap, width = pen.gap, box.w - pen.px(3)
    title = pen.setting(view.title, width, box.h, squeeze.title, max_lines=squeeze.title_lines)
    detail_h = 0
    if view.detail:
        detail = pen.setting(view.detail, width, box.h, squeeze.detail, max_lines=3, rich=True)
        detail_h = round(detail.height_px + pen.px(1))
    answers_h = plan.height(len(view.answers), gap)
    lane_rows = (lane_count + 1) // 2
    lanes_h = lane_rows * pen.px(squeeze.lane_mm) + max(0, lane_rows - 1) * pen.px(4)
    title_h = round(title.height_px + pen.px(1))
    used = title_h + pen.px(2) + (detail_h + pen.px(3.5) if view.detail else 0)
    used += answers_h + gap if view.answers else 0
    used += lanes_h + gap if lane_count else 0
    used += chrome.caption_room(pen) + pen.px(4)
    used += _strip_height(pen, view)
    return _Heights(title_h, detail_h, answers_h, plan, lanes_h, box.h - used, not title.over)


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


class _Lying(NamedTuple):
    """How a lying screen is shared: the width of what stands left and right of the words, and where the spoken ones
    stand: below the words, or below what is beside them."""

    left: int
    right: int
    inside: bool


def _lying(pen: Pen, box: Box, view: StepView, lanes: tuple[LaneView, ...], lane_left: bool) -> tuple[_Lying, Plan]:
    """The first sharing in which the answers can be read, else the one in which they can be read best; the words of
    the instruction come before both."""
    middle = _has_middle(view)
    alone = view.dial is None and not lanes and not lane_left
    wide = 150 if alone else 124 if view.dial or lane_left else 104
    best: tuple[int, _Lying, Plan] | None = None
    each_mm = LANE_FULL_MM if middle or len(lanes) < MAX_LANES else LANE_LEAST_MM
    lean = NARROW_RIGHT_MM if not view.next_lane and _lanes_hold(pen, lanes, NARROW_RIGHT_MM, each_mm) else RIGHT_MM
    for left_mm, right_mm in ((wide, RIGHT_MM), (NARROW_LEFT_MM, lean)):
        left, right = (pen.px(left_mm) if middle else 0), (pen.px(right_mm) if lanes else 0)
        width = box.w - (left + pen.px(9) if left else 0) - (right + pen.px(9) if right else 0)
        for inside in (True, False) if middle or lanes else (True,):
            made = _Lying(left, right, inside)
            room = Box(0, 0, width, box.h - (chrome.caption_room(pen) + pen.px(4) if inside else 0))
            plan, fits = _lying_answers(pen, room, view)
            rank = plan.label_px + 1 if fits else 0
            if fits and (not view.answers or plan.label_px >= answers.label_sizes(pen)[0]):
                return made, plan
            if best is None or rank > best[0]:
                best = rank, made, plan
    assert best is not None
    if not best[0]:  # nothing leaves the words their size: the most room for them
        width = box.w - (left + pen.px(9) if left else 0) - (right + pen.px(9) if right else 0)
        return made, answers.lowest(pen, view.answers, width) if view.answers else Plan(1, 0, 0)
    return best[1], best[2]


def _lanes_hold(pen: Pen, lanes: tuple[LaneView, ...], width_mm: float, each_mm: float) -> bool:
    trial = Pen(pen.metrics, pen.colours, pen.measure, pen.elderly)
    for lane in lanes:
        parts.lane(trial, Box(0, 0, pen.px(width_mm), pen.px(each_mm)), lane)
    return not trial.overfull


def _lying_answers(pen: Pen, room: Box, view: StepView) -> tuple[Plan, bool]:
    """The answers with the largest labels beside an instruction that can be read from afar; whether there are any."""
    used = (pen.px(LANDSCAPE_SWAP_MM) + pen.px(4) if view.swap else 0) + pen.gap
    used += strip + pen.px(4) if (strip := _strip_height(pen, view)) else 0
    title = pen.setting(view.title, room.w, room.h, _LEAST_FROM_AFAR, max_lines=3)
    words = title.height_px
    if view.detail:
        detail = pen.setting(view.detail, room.w, room.h, _READABLE_SUB, max_lines=5, rich=True)
        words += detail.height_px + pen.px(3.5)
    free = room.h - used - round(words)
    if not view.answers:
        return Plan(1, 0, 0), not title.over and free >= 0
    for size, stacked in itertools.product(answers.label_sizes(pen), (True, False)):
        plan = _plan(pen, view, room.w, size, stacked=stacked)
        if plan is not None and plan.height(len(view.answers), pen.gap) <= free:
            return plan, not title.over
    plan = answers.lowest(pen, view.answers, room.w)
    return plan, not title.over and plan.height(len(view.answers), pen.gap) <= free


def _landscape(pen: Pen, room: Box, view: StepView) -> None:
    side = pen.px(theme.MARGIN_MM)
    box = Box(room.x + side, room.y + pen.px(5), room.w - 2 * side, room.h - pen.px(10))
    lanes = view.lanes
    one_lane = view.next_lane is not None and len(lanes) == 1
    lane_left = one_lane and _has_middle(view) and view.dial is None
    if lane_left:
        lanes = ()
    shared, plan = _lying(pen, box, view, lanes, lane_left)
    left = right = None
    if shared.left:
        left, box = box.from_left(shared.left, pen.px(9))
    if shared.right:
        right, box = box.from_right(shared.right, pen.px(9))
    spoken, told = view.chrome.caption, chrome.still_told(pen, view.chrome)
    if left is not None:
        if not shared.inside:
            left = chrome.caption_below(pen, left, spoken, SIDE_CAPTION_LINES)
        if lane_left:
            at, left = left.from_bottom(pen.px(ONE_LANE_MM), pen.px(4))
            _one_lane(pen, at, view)
        _left_column(pen, left, view, told if right is None else notices.Told(told.lang))
    if right is not None:
        if not shared.inside and left is None:
            right = chrome.caption_below(pen, right, spoken, SIDE_CAPTION_LINES)
        at, right = right.from_bottom(_told_height(pen, right, view), pen.px(4))
        if told:
            notices.stack(pen, at, told)
        _right_column(pen, right, view, lanes)
    if shared.inside:
        box = chrome.caption_below(pen, box, spoken, told=told if left is None and right is None else None)
    _centre_column(pen, box, view, plan)


def _left_column(pen: Pen, box: Box, view: StepView, told: notices.Told) -> None:
    """The picture over the dial, or with its countdown; what is `told` takes its room from the picture."""
    shown = parts.has_picture(view.picture) or view.countdown is not None
    if view.dial is not None:
        dial, box = box.from_bottom(min(box.w, round(box.h * 0.54)), pen.px(4))
        parts.dial(pen, dial, view.dial, view.swap)
        box = notices.stack(pen, box, told) if told else box
    elif view.countdown is not None and told:
        at, under = box.from_top(pen.px(STRIP_MM), pen.px(4))
        left = notices.stack(pen, under, told)
        box = Box(box.x, box.y, box.w, left.bottom - box.y)
        if box.h < pen.px(LEAST_PICTURE_MM):  # the seconds stay, the desk's words stand in the place of the picture
            parts.countdown_strip(pen, at, view.countdown)
            return
    elif told:
        box = notices.stack(pen, box, told)
    if shown and box.h >= pen.px(LEAST_POSE_MM):
        top = box.from_top(min(box.h, round(box.w * 1.25)))[0]
        parts.picture_and_countdown(pen, top, view.picture, view.countdown)


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


def _centre_column(pen: Pen, box: Box, view: StepView, plan: Plan) -> None:
    gap = pen.gap
    if view.answers:
        swap_h = pen.px(LANDSCAPE_SWAP_MM) + pen.px(4) if view.swap else 0
        strip_h = strip + pen.px(4) if (strip := _strip_height(pen, view)) else 0
        free = box.h - _words_height(pen, box, view) - swap_h - strip_h - gap
        _, down = answers.answer_grid(len(view.answers), columns=plan.columns)
        each = min(pen.px(35), max(plan.each_px, (free - (down - 1) * gap) // down))
        each = max(each, plan.each_px)
        at, box = box.from_bottom(plan._replace(each_px=each).height(len(view.answers), gap), gap)
        answers.answers(pen, at, view.answers, plan.columns)
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


_LEAST_FROM_AFAR = theme.INSTRUCTION._replace(sizes_mm=theme.INSTRUCTION.sizes_mm[-1:])
_READABLE_SUB = theme.SUB._replace(sizes_mm=(theme.SUB.sizes_mm[-3],), grows=False)


def _words_height(pen: Pen, box: Box, view: StepView) -> int:
    """Room for the words at a good size, so that the answers take what is left."""
    title = pen.setting(view.title, box.w, box.h, theme.INSTRUCTION, max_lines=(2, 2, 3))
    detail = pen.setting(view.detail, box.w, box.h, theme.SUB, max_lines=4, rich=True) if view.detail else None
    return round(title.height_px + (detail.height_px + pen.px(3) if detail else 0) + pen.px(1))
