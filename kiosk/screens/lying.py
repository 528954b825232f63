"""A step on a screen that lies: picture left, helpers right, words and answers between them; who needs more gets it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from kiosk import theme
from kiosk.screens import answers, caption, chrome, desk_words, lying_picture, notices, parts
from kiosk.screens.answers import Plan, Way
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.room import (
    LEAST_PICTURE_MM,
    answer_levels,
    at_rest,
    has_middle,
    strip_height,
)
from kiosk.theme import Metrics
from kiosk.typeset import Measure, Setting
from kiosk.views_model import MAX_LANES, LaneView, StepView

LANDSCAPE_SWAP_MM = 22.0
ONE_LANE_MM = 65.0
LANE_FULL_MM, LANE_LEAST_MM, TOLD_MM = 33.0, 27.75, 90.0
RIGHT_MM, NARROW_LEFT_MM, NARROW_ROLE_MM, NARROW_RIGHT_MM = 117.0, 92.0, 112.0, 106.0
BESIDE_MM = 9.0
LEAST_LEFT_MM = 78.0
LEAST_COUNTDOWN_MM = 46.0
MOST_ANSWER_MM = 35.0
SIDE_CAPTION_LINES, LANE_CAPTION_LINES = 3, 4
MOST_BESIDE_ALL = 2
"""Of one person's order, where nothing else makes room: the rest comes as these are ticked."""
_LEAST_FROM_AFAR = theme.INSTRUCTION._replace(sizes_mm=theme.INSTRUCTION.sizes_mm[-1:])
_READABLE_SUB, _LEAST_SUB = (theme.SUB._replace(sizes_mm=(mm,), grows=False) for mm in theme.SUB.sizes_mm[-3:-1])
_LARGE_SUBS_MM = (12.2, 10.2, 8.4)


Spoken = Literal["under", "left", "right"]


class Shared(NamedTuple):
    """How a lying screen is shared: the width of what stands left and right of the words; where the spoken ones stand,
    under the answers or in a column of its whole height; whether the answers go on under what is left or right."""

    left: int
    right: int
    spoken: Spoken
    under_left: bool = False
    under_right: bool = False
    lane_left: bool = False
    fewer_lanes: bool = False

    def columns(self, pen: Pen, box: Box) -> tuple[Box | None, Box, Box | None]:
        left = right = None
        if self.left:
            left, box = box.from_left(self.left, pen.px(BESIDE_MM))
        if self.right:
            right, box = box.from_right(self.right, pen.px(BESIDE_MM))
        return left, box, right

    def span(self, pen: Pen, box: Box) -> Box:
        """What the answers stand in, over its whole height."""
        _, words, _ = self.columns(pen, box)
        x = box.x if self.under_left else words.x
        return Box(x, box.y, (box.right if self.under_right else words.right) - x, box.h)


def _ways(pen: Pen, together: tuple[StepView, ...]) -> Iterator[Shared]:
    """Ways to share the screen, the plainest first: three columns, each over the whole height; a narrower picture; then
    the answers under the picture, under the helpers, under both."""
    view = max(together, key=lambda one: len(one.lanes))
    middle, lanes = has_middle(view), view.lanes
    one_lane = view.next_lane is not None and len(lanes) == 1
    lane_left = one_lane and middle and view.dial is None
    beside = () if lane_left else lanes
    alone = view.dial is None and not lanes
    wide = 150 if alone else 124 if view.dial or lane_left else 104
    several = view.next_lane is not None and len(lanes) > 1  # one person's own order: the key below takes its height
    each_mm = LANE_FULL_MM if not several and (middle or len(lanes) < MAX_LANES) else LANE_LEAST_MM
    all_lanes = [one.lanes for one in together]
    lean = NARROW_RIGHT_MM if _lanes_hold(pen, all_lanes, NARROW_RIGHT_MM, each_mm) else RIGHT_MM
    lefts = (wide, NARROW_ROLE_MM) if lane_left else (wide, NARROW_LEFT_MM)
    for left_mm, right_mm in zip(lefts, (RIGHT_MM, lean), strict=True):
        left, right = pen.px(left_mm if middle else 0), pen.px(right_mm if beside else 0)
        yield Shared(left, right, "under", lane_left=lane_left)
        if left or right:
            yield Shared(left, right, "left" if left else "right", lane_left=lane_left)
    if middle and not lane_left:
        left, right = pen.px(LEAST_LEFT_MM), pen.px(lean if beside else 0)
        yield Shared(left, right, "under")
        yield Shared(left, right, "left" if view.dial is None else "right")
    left, right = pen.px(NARROW_LEFT_MM if middle else 0), pen.px(lean if lanes else 0)
    under_left = (False, True) if left and view.dial is None else (False,)
    under_right = (False, True) if right and _lanes_hold(pen, all_lanes, lean, LANE_LEAST_MM) else (False,)
    for under, below_right, below_left in itertools.product((True, False), under_right, under_left):
        if below_left or below_right or lane_left:
            spoken: Spoken = "under" if under else "left" if left and not below_left else "right"
            yield Shared(left, right, spoken, below_left, below_right)


def _last_ways(pen: Pen, view: StepView) -> list[Shared]:
    """Where labels or words would be too small otherwise: the beginning of one person's order."""
    if not view.next_lane or not has_middle(view):
        return []
    right = pen.px(RIGHT_MM)
    made = [Shared(pen.px(LEAST_LEFT_MM), right, "right", fewer_lanes=True)]
    if view.dial is None:
        made.append(Shared(pen.px(NARROW_LEFT_MM), right, "right", under_left=True, fewer_lanes=True))
    return made


def _built_alike(view: StepView) -> tuple[StepView, ...]:
    """The steps of its sequence that have the same columns."""
    return tuple(one for one in view.kin if _columns(one) == _columns(view)) or (view,)


def _columns(view: StepView) -> tuple[bool, ...]:
    lanes = view.lanes
    return has_middle(view), view.dial is None, bool(lanes), view.next_lane is None, len(lanes) == 1


def _shared(pen: Pen, box: Box, together: tuple[StepView, ...]) -> tuple[Shared, Plan]:
    """Found once: to try five steps in every way takes 15 ms, and the clock in the bar turns every second."""
    return _found(tuple(map(at_rest, together)), box, pen.metrics, pen.measure, pen.elderly)


@lru_cache(maxsize=256)
def _found(
    together: tuple[StepView, ...], box: Box, metrics: Metrics, measure: Measure, elderly: bool
) -> tuple[Shared, Plan]:
    """The first sharing in which the answers are as large as they should be, else the one in which they are largest;
    the words of the instruction come before both."""
    pen = Pen(metrics, theme.DAY, measure, elderly)
    best: tuple[Shared, Plan] | None = None
    view, questions = together[0], [one.answers for one in together]
    levels, readable, detailed = answer_levels(pen, together), False, any(one.detail for one in together)
    subs = (_READABLE_SUB,) if pen.elderly or not detailed else (_READABLE_SUB, _LEAST_SUB)
    ways = [way for way in _ways(pen, together) if _spoken_stand(pen, box, together, way)]
    last = [way for way in _last_ways(pen, view) if _spoken_stand(pen, box, together, way)]
    if elderly and (large := _large_all(pen, box, together, ways, levels)):
        return large
    for sub, shared in (*itertools.product(subs, ways), *itertools.product(subs, last)):
        if readable and shared.fewer_lanes:
            break
        free = min(_free(pen, box, one, shared, sub) for one in together)
        width = shared.span(pen, box).w
        for at, ways_there in enumerate(levels):
            plans = (answers.plan(pen, questions, width, way, free) for way in ways_there)
            if plan := next((one for one in plans if one is not None), None):
                best, levels = (shared, plan), levels[:at]
                readable = ways_there[0].label_px >= pen.px(theme.ANSWER_MM)
                break
        if not levels:
            break
    if best is not None:
        return best
    plan = answers.lowest(pen, view.answers)
    spared: list[tuple[int, Shared]] = []
    for shared in (*ways, *last):
        free = min(_free(pen, box, one, shared, _LEAST_SUB) for one in together)
        spared.append((free - plan.height(pen.gap), shared))
        if spared[-1][0] >= 0:
            break
    most = max(spare for spare, _ in spared)  # where no way leaves the words their size: the most room for them
    return next((shared, plan) for spare, shared in reversed(spared) if spare == most)


def _large_all(
    pen: Pen, box: Box, together: tuple[StepView, ...], ways: list[Shared], levels: list[tuple[Way, ...]]
) -> tuple[Shared, Plan] | None:
    """For elderly people: the largest title beside which the answers are larger too."""
    questions = [one.answers for one in together]
    least_px = pen.px(theme.ANSWER_MM * theme.ELDERLY_SCALE)
    noted = any(one.note for one in itertools.chain(*questions))
    enough = [level for level in levels if level[0].label_px >= least_px and level[0].notes >= noted]
    titles = (theme.INSTRUCTION._replace(sizes_mm=(mm,)) for mm in theme.INSTRUCTION.sizes_mm[:2])
    subs = (theme.SUB._replace(sizes_mm=(mm,), grows=False) for mm in _LARGE_SUBS_MM)
    roomy = [shared for shared in ways if all(_keeps_small_words(pen, one, shared) for one in together)]
    for title, sub, shared, level in itertools.product(titles, subs, roomy, enough):
        free = min(_free(pen, box, one, shared, sub, title) for one in together)
        width = shared.span(pen, box).w
        plans = (answers.plan(pen, questions, width, way, free) for way in level)
        if plan := next((one for one in plans if one is not None), None):
            return shared, plan
    return None


def _keeps_small_words(pen: Pen, view: StepView, shared: Shared) -> bool:
    """The words of a role and of a countdown are not smaller for it."""
    if shared.lane_left:
        return shared.left > pen.px(NARROW_ROLE_MM) and (view.countdown is None or shared.spoken == "under")
    return shared.right in (0, pen.px(RIGHT_MM))


def _lanes_hold(pen: Pen, lanes: list[tuple[LaneView, ...]], width_mm: float, each_mm: float) -> bool:
    trial = pen.trial()
    for lane in itertools.chain(*lanes):
        parts.lane(trial, Box(0, 0, pen.px(width_mm), pen.px(each_mm)), lane)
    return not trial.overfull


def _free(
    pen: Pen, box: Box, view: StepView, shared: Shared, sub: theme.Style, title: theme.Style = _LEAST_FROM_AFAR
) -> int:
    """The height that answers may take below an instruction that can be read from afar, and below what stands beside it
    where that is above them too; less than nothing where there is no such height."""
    _, words, _ = shared.columns(pen, box)
    height = box.h - pen.gap - (caption.room_px(pen) + pen.px(4) if shared.spoken == "under" else 0)
    lines = 3 if title is _LEAST_FROM_AFAR else 2
    heading = pen.setting(view.title, words.w, height, title, max_lines=lines)
    needed = heading.height_px + (pen.px(LANDSCAPE_SWAP_MM) + pen.px(4) if view.swap else 0)
    needed += strip + pen.px(4) if (strip := strip_height(pen, view)) else 0
    if view.detail:
        detail = pen.setting(view.detail, words.w, height, sub, max_lines=5, rich=True)
        needed += detail.height_px + pen.px(3.5)
    if heading.over:
        return -box.h
    beside = [round(needed)]
    if shared.under_left:
        beside.append(pen.px(LEAST_COUNTDOWN_MM if view.countdown else LEAST_PICTURE_MM))
    if shared.under_right:
        beside.append(_lanes_height(pen, view))
    return height - max(beside)


def _spoken_stand(pen: Pen, box: Box, together: tuple[StepView, ...], shared: Shared) -> bool:
    """There is a place for the spoken words where this sharing wants them."""
    if shared.spoken != "right":
        return True
    return shared.right > 0 and all(_spoken_lines(pen, box.h, view, shared) for view in together)


def _lanes_height(pen: Pen, view: StepView, most: int = MAX_LANES) -> int:
    """The least that the helpers' column needs."""
    if view.next_lane and len(view.lanes) == 1:
        return pen.px(ONE_LANE_MM)
    count = min(most, len(view.lanes))
    foot = pen.px(theme.MIN_KEY_MM + 1 + 4) if view.next_lane else 0
    return count * pen.px(LANE_LEAST_MM) + (count - 1) * pen.px(4) + foot


def _spoken_lines(pen: Pen, height: int, view: StepView, shared: Shared) -> int:
    """As many lines as the helpers' column has room for below what it needs; 0 = not even for the fewest."""
    lanes = _lanes_height(pen, view, MOST_BESIDE_ALL if shared.fewer_lanes else MAX_LANES)
    free = 0 if shared.under_right else height - lanes - pen.px(notices.LEAST_MM + 2 * 4)
    return next((n for n in (LANE_CAPTION_LINES, SIDE_CAPTION_LINES) if caption.room_px(pen, n) <= free), 0)


def draw(pen: Pen, room: Box, view: StepView) -> None:
    box = pen.content(room)
    together = _built_alike(view)
    shared, plan = _shared(pen, box, together)
    left, words, right = shared.columns(pen, box)
    spoken, told = view.chrome.caption, chrome.still_told(pen, view.chrome)
    told_right = right is not None and not shared.under_right
    foot = shared.span(pen, box)
    if shared.spoken == "under":
        foot = caption.below(pen, foot, spoken, told=told if left is None and not told_right else None)
    if view.answers:
        plan = _roomy(pen, foot, words.w, together, shared, plan)
        at, foot = foot.from_bottom(plan.height(pen.gap), pen.gap)
        answers.planned(pen, at, view.answers, plan)
    if left is not None:
        left = left._replace(h=foot.h) if shared.under_left else left
        if shared.spoken == "left":
            if shared.lane_left or view.dial is not None:  # a key stands above
                left = caption.below(pen, left, spoken, LANE_CAPTION_LINES if shared.lane_left else SIDE_CAPTION_LINES)
            else:
                left = caption.below_picture(pen, left, spoken, SIDE_CAPTION_LINES, lying_picture.picture_height(left))
        if shared.lane_left:
            at, left = left.from_bottom(pen.px(ONE_LANE_MM), pen.px(4))
            _one_lane(pen, at, view)
    if right is not None:
        right = right._replace(h=foot.h) if shared.under_right else right
        if shared.spoken == "right":
            right = caption.below(pen, right, spoken, _spoken_lines(pen, right.h, view, shared))
    under_lanes: Box | None = None
    if told_right and right is not None:
        under_lanes, right = right.from_bottom(_told_height(pen, right, view), pen.px(4))
    if told.desk and under_lanes is not None and not lying_picture.is_better(pen, left, under_lanes, view, told.desk):
        desk_words.at_foot(pen, under_lanes, told.desk, told.lang)
        told = notices.Told(told.lang)
    if left is not None:
        lying_picture.draw(pen, left, view, told)
    if right is not None:
        _right_column(pen, right, view, view.lanes)
    _centre_column(pen, words._replace(h=foot.h), view)


def _roomy(pen: Pen, foot: Box, width: int, together: tuple[StepView, ...], shared: Shared, plan: Plan) -> Plan:
    """The keys take what the words and what is beside them leave, if that is not more than looks well."""
    above = max(_above(pen, foot, width, view, shared) for view in together)
    grown = plan.filling(foot.h - above - pen.gap, pen.px(MOST_ANSWER_MM), pen.gap)
    for views in (one.answers for one in together):
        before, after = (answers.one_size(pen, one.places(foot, len(views), pen.gap), views) for one in (plan, grown))
        if after < before:  # a higher key has a larger disc, which may leave its words less
            return plan
    return grown


def _above(pen: Pen, foot: Box, width: int, view: StepView, shared: Shared) -> int:
    above = _words_height(pen, foot._replace(w=width), view) + (pen.px(LANDSCAPE_SWAP_MM + 4) if view.swap else 0)
    above += strip + pen.px(4) if (strip := strip_height(pen, view)) else 0
    if shared.under_left:
        above = max(above, pen.px(lying_picture.GOOD_PICTURE_MM))
    if shared.under_right:
        above = max(above, _lanes_height(pen, view))
    return above


def _told_height(pen: Pen, column: Box, view: StepView) -> int:
    """At the foot of the helpers' column, kept free while nothing is told: a tick must not move."""
    taken = len(view.lanes) * pen.px(LANE_FULL_MM) + max(0, len(view.lanes) - 1) * pen.px(4)
    taken += pen.px(theme.MIN_KEY_MM + 1 + 4) if view.next_lane else 0
    taken = pen.px(ONE_LANE_MM) if view.next_lane and len(view.lanes) == 1 else taken
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
    good, small = (pen.px(sub.sizes_mm[0]) for sub in (_READABLE_SUB, _LEAST_SUB))
    for least_px, tried in ((good, from_afar), (small, from_afar), (0, from_afar), (0, near)):
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
