"""A step on a screen that lies: picture left, helpers right, words and answers between them; who needs more gets it."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from kiosk import theme
from kiosk.screens import answers, caption, chrome, notices, parts
from kiosk.screens.answers import Plan
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.room import LEAST_PICTURE_MM, LEAST_POSE_MM, STRIP_MM, has_middle, planned, strip_height
from kiosk.typeset import Setting
from kiosk.views_model import MAX_LANES, LaneView, StepView

LANDSCAPE_SWAP_MM = 22.0
ONE_LANE_MM = 65.0
LANE_FULL_MM, LANE_LEAST_MM, TOLD_MM = 33.0, 27.5, 46.0
RIGHT_MM, NARROW_LEFT_MM, NARROW_ROLE_MM, NARROW_RIGHT_MM = 117.0, 92.0, 112.0, 106.0
SIDE_CAPTION_LINES, LANE_CAPTION_LINES = 3, 4
_LEAST_FROM_AFAR = theme.INSTRUCTION._replace(sizes_mm=theme.INSTRUCTION.sizes_mm[-1:])
_READABLE_SUB = theme.SUB._replace(sizes_mm=(theme.SUB.sizes_mm[-3],), grows=False)


class Shared(NamedTuple):
    """How a lying screen is shared: the width of what stands left and right of the words, and where the spoken ones
    stand: below the words, or below what is beside them."""

    left: int
    right: int
    inside: bool


def _shared(pen: Pen, box: Box, view: StepView, lanes: tuple[LaneView, ...], lane_left: bool) -> tuple[Shared, Plan]:
    """The first sharing in which the answers can be read, else the one in which they can be read best; the words of
    the instruction come before both."""
    middle = has_middle(view)
    alone = view.dial is None and not lanes and not lane_left
    wide = 150 if alone else 124 if view.dial or lane_left else 104
    best: tuple[int, Shared, Plan] | None = None
    each_mm = LANE_FULL_MM if middle or len(lanes) < MAX_LANES else LANE_LEAST_MM
    several = view.next_lane is not None and len(lanes) > 1  # one person's own order: the key below takes its height
    lean = NARROW_RIGHT_MM if not several and _lanes_hold(pen, lanes, NARROW_RIGHT_MM, each_mm) else RIGHT_MM
    lefts = (wide, NARROW_ROLE_MM, NARROW_LEFT_MM) if lane_left else (wide, NARROW_LEFT_MM)
    for left_mm, right_mm in zip(lefts, (RIGHT_MM, lean, lean), strict=False):
        if best and best[0] and lane_left and left_mm == NARROW_LEFT_MM:
            break  # the one role keeps its width, unless the instruction needs it
        left, right = (pen.px(left_mm) if middle else 0), (pen.px(right_mm) if lanes else 0)
        width = box.w - (left + pen.px(9) if left else 0) - (right + pen.px(9) if right else 0)
        for inside in (True, False) if middle or lanes else (True,):
            made = Shared(left, right, inside)
            room = Box(0, 0, width, box.h - (caption.room_px(pen) + pen.px(4) if inside else 0))
            plan, fits = _answers(pen, room, view)
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
    trial = pen.trial()
    for lane in lanes:
        parts.lane(trial, Box(0, 0, pen.px(width_mm), pen.px(each_mm)), lane)
    return not trial.overfull


def _answers(pen: Pen, room: Box, view: StepView) -> tuple[Plan, bool]:
    """The answers with the largest labels beside an instruction that can be read from afar; whether there are any."""
    used = (pen.px(LANDSCAPE_SWAP_MM) + pen.px(4) if view.swap else 0) + pen.gap
    used += strip + pen.px(4) if (strip := strip_height(pen, view)) else 0
    title = pen.setting(view.title, room.w, room.h, _LEAST_FROM_AFAR, max_lines=3)
    words = title.height_px
    if view.detail:
        detail = pen.setting(view.detail, room.w, room.h, _READABLE_SUB, max_lines=5, rich=True)
        words += detail.height_px + pen.px(3.5)
    free = room.h - used - round(words)
    if not view.answers:
        return Plan(1, 0, 0), not title.over and free >= 0
    for size, stacked in itertools.product(answers.label_sizes(pen), (True, False)):
        plan = planned(pen, view, room.w, size, stacked=stacked)
        if plan is not None and plan.height(len(view.answers), pen.gap) <= free:
            return plan, not title.over
    plan = answers.lowest(pen, view.answers, room.w)
    return plan, not title.over and plan.height(len(view.answers), pen.gap) <= free


def draw(pen: Pen, room: Box, view: StepView) -> None:
    side = pen.px(theme.MARGIN_MM)
    box = Box(room.x + side, room.y + pen.px(5), room.w - 2 * side, room.h - pen.px(10))
    lanes = view.lanes
    one_lane = view.next_lane is not None and len(lanes) == 1
    lane_left = one_lane and has_middle(view) and view.dial is None
    if lane_left:
        lanes = ()
    shared, plan = _shared(pen, box, view, lanes, lane_left)
    left = right = None
    if shared.left:
        left, box = box.from_left(shared.left, pen.px(9))
    if shared.right:
        right, box = box.from_right(shared.right, pen.px(9))
    spoken, told = view.chrome.caption, chrome.still_told(pen, view.chrome)
    if left is not None:
        if not shared.inside:
            if lane_left or view.dial is not None:  # a key stands above
                left = caption.below(pen, left, spoken, LANE_CAPTION_LINES if lane_left else SIDE_CAPTION_LINES)
            else:
                left = caption.below_picture(pen, left, spoken, SIDE_CAPTION_LINES, _picture_height(left))
        if lane_left:
            at, left = left.from_bottom(pen.px(ONE_LANE_MM), pen.px(4))
            _one_lane(pen, at, view)
        _left_column(pen, left, view, told if right is None else notices.Told(told.lang))
    if right is not None:
        if not shared.inside and left is None:
            right = caption.below(pen, right, spoken, SIDE_CAPTION_LINES)
        at, right = right.from_bottom(_told_height(pen, right, view), pen.px(4))
        if told:
            notices.stack(pen, at, told)
        _right_column(pen, right, view, lanes)
    if shared.inside:
        box = caption.below(pen, box, spoken, told=told if left is None and right is None else None)
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
        top = box.from_top(min(box.h, _picture_height(box)))[0]
        parts.picture_and_countdown(pen, top, view.picture, view.countdown)


def _picture_height(column: Box) -> int:
    """A picture higher than this is not larger, only its card."""
    return round(column.w * 1.25)


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
        strip_h = strip + pen.px(4) if (strip := strip_height(pen, view)) else 0
        free = box.h - _words_height(pen, box, view) - swap_h - strip_h - gap
        _, down = answers.answer_grid(len(view.answers), columns=plan.columns)
        each = min(pen.px(35), max(plan.each_px, (free - (down - 1) * gap) // down))
        each = max(each, plan.each_px)
        at, box = box.from_bottom(plan._replace(each_px=each).height(len(view.answers), gap), gap)
        answers.answers(pen, at, view.answers, plan.columns)
    if view.swap:
        at, box = box.from_bottom(pen.px(LANDSCAPE_SWAP_MM), pen.px(4))
        parts.swap_bar(pen, at, view.swap)
    if (strip := strip_height(pen, view)) and view.countdown is not None:
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


def _words_height(pen: Pen, box: Box, view: StepView) -> int:
    """Room for the words at a good size, so that the answers take what is left."""
    title = pen.setting(view.title, box.w, box.h, theme.INSTRUCTION, max_lines=(2, 2, 3))
    detail = pen.setting(view.detail, box.w, box.h, theme.SUB, max_lines=4, rich=True) if view.detail else None
    return round(title.height_px + (detail.height_px + pen.px(3) if detail else 0) + pen.px(1))
