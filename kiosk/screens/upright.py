"""A step on a screen that stands: words, picture, helpers and answers one below the other until all of it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from kiosk import theme
from kiosk.screens import answers, caption, chrome, notices, parts
from kiosk.screens.answers import NO_ANSWERS, Plan
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.room import LEAST_PICTURE_MM, LEAST_POSE_MM, STRIP_MM, answer_levels, has_middle, strip_height
from kiosk.views_model import MAX_LANES, LaneView, StepView


class Squeeze(NamedTuple):
    """One way to share the room; the first that leaves the picture its height is taken."""

    title: theme.Style
    title_lines: tuple[int, ...]
    answer_mm: float
    lane_mm: float
    middle_mm: float
    detail: theme.Style = theme.SUB
    detail_lines: int = 3


def _sub(first: int) -> theme.Style:
    return theme.SUB._replace(sizes_mm=theme.SUB.sizes_mm[first:], grows=False)


_I = theme.INSTRUCTION.sizes_mm
_L, _M, _S = (theme.INSTRUCTION._replace(sizes_mm=_I[n:]) for n in range(3))
_GENEROUS = (
    Squeeze(_L, (2, 2, 3), 41, 35, 112),
    Squeeze(_L, (2, 2, 3), 37.5, 34, 96),
    Squeeze(_L, (1, 2, 3), 36, 33, 84),
)
_SQUEEZES = (
    *(squeeze._replace(title_lines=(2, 2, 3), detail_lines=4) for squeeze in _GENEROUS),
    *_GENEROUS,
    Squeeze(_M, (2, 3), 33, 31, 72),
    Squeeze(_M, (1, 3), 30, 30, 60),
    Squeeze(_S, (3,), 28, 29, 46),
    Squeeze(_S, (3,), 26, 28.5, 40),
    Squeeze(_S, (3,), 26, 28.5, 40, _sub(1)),
    Squeeze(_S, (3,), 26, 28.5, 40, _sub(3)),
)
_WORDS_FIRST = (
    *_SQUEEZES[: 2 * len(_GENEROUS)],
    *(Squeeze(_L, (2, 2, 3), 26, 28.5, middle_mm) for middle_mm in (72, 60, 46, 40)),
    *(Squeeze(_L, (1, 2, 3), 26, 28.5, 40, detail) for detail in (theme.SUB, _sub(0))),
    *(Squeeze(_M, (2, 3), 26, 28.5, 40, detail) for detail in (theme.SUB, _sub(0))),
    *_SQUEEZES[-4:],
)
"""For elderly people the picture gives way before any words."""
_TIGHT = _SQUEEZES[-3:]
"""For labels smaller than they should be."""
_LAST = (
    Squeeze(theme.INSTRUCTION_LAST, (3, 3, 3, 4), 26, 28.5, 0),
    Squeeze(theme.INSTRUCTION_LAST, (2, 3, 3, 4), 26, 28.5, 0, _sub(4)),
)
GOOD_PICTURE_MM = 55.0
PICTURE_LABEL_MM = 10.0
"""Labels smaller than this are not worth a picture."""
LEAST_DIAL_MM = 66.0
TWO_STRIPS_MM = notices.OTHER_MM + notices.PROBLEM_MM + 2 * notices.GAP_MM
NEXT_LANE_MM = 50.0
HELP_MM = 40.0


class Shared(NamedTuple):
    """What the steps of a sequence have in common: where keys stand."""

    squeeze: Squeeze
    plan: Plan
    most_lanes: int


@dataclass(frozen=True, slots=True)
class _Heights:
    title: int
    detail: int
    answers: int
    lanes: int
    middle: int
    title_fits: bool


def _beside(view: StepView, squeeze: Squeeze) -> Squeeze:
    """Beside the dial one line of the title is enough: the beat is the instruction."""
    if view.dial is None:
        return squeeze
    count = len(squeeze.title.sizes_mm)
    return squeeze._replace(title_lines=(1,) * (count - 1) + (squeeze.title_lines[-1],))


def draw(pen: Pen, room: Box, view: StepView) -> None:
    box = pen.content(room)
    gap = pen.gap
    together = view.kin or (view,)
    shared = _share_out(pen, box, together)
    if any(not _holds_picture(pen, box, one, shared) for one in together):
        view = replace(view, picture="")  # words that can be read come before the picture
        together = tuple(replace(one, picture="") for one in together)
        shared = _share_out(pen, box, together)
    chosen = _own(pen, box, view, shared) if len(together) > 1 else shared.squeeze
    lanes = _lanes_shown(view, shared.most_lanes)
    heights = _heights(pen, box, view, shared._replace(squeeze=chosen))
    pen.overfull += [view.title] if heights.middle < -gap else []  # the words would touch the keys
    words = Box(box.x + pen.px(1.5), box.y, box.w - pen.px(3), box.h)
    title, words = words.from_top(heights.title, pen.px(2))
    _title(pen, title, view, chosen.title, chosen.title_lines)
    if view.detail:
        detail, words = words.from_top(heights.detail, pen.px(3.5))
        pen.text(
            detail, view.detail, chosen.detail, pen.colours.ink2, valign="top", max_lines=chosen.detail_lines,
            rich=True, strong=pen.colours.ink,
        )  # fmt: skip
    rest = Box(box.x, words.y, box.w, box.bottom - words.y)
    told = chrome.still_told(pen, view.chrome)
    above, beside = _places(pen, view, told, heights.middle)
    rest = caption.below(pen, rest, view.chrome.caption, aside_mm=1.5, told=beside)
    if view.answers:
        at, rest = rest.from_bottom(heights.answers, gap)
        answers.planned(pen, at, view.answers, shared.plan)
    if lanes:
        at, rest = rest.from_bottom(heights.lanes, gap)
        if view.next_lane:
            key, at = at.from_right(pen.px(NEXT_LANE_MM if len(lanes) == 1 else HELP_MM), pen.px(4))
            parts.next_lane(pen, key, view.next_lane)
        _lanes(pen, at, lanes)
    if (strip := strip_height(pen, view)) and view.countdown is not None:
        at, rest = rest.from_top(strip)
        parts.countdown_strip(pen, at, view.countdown)
    if above and view.dial is None:
        rest = notices.stack(pen, rest, above, _kept(pen, view, above))
    if strip:
        return
    if has_middle(view) and rest.h >= pen.px(LEAST_PICTURE_MM):
        _middle(pen, rest, view, above)
    elif view.countdown is not None and view.dial is None and rest.h >= pen.px(STRIP_MM):
        parts.countdown_strip(pen, rest.from_bottom(pen.px(STRIP_MM))[0], view.countdown)
    elif has_middle(view) and view.swap and rest.h >= pen.px(18):
        parts.swap_bar(pen, rest, view.swap)


def _kept(pen: Pen, view: StepView, told: notices.Told) -> tuple[int, ...]:
    """What the desk's words leave of the picture: a good one, the least that can be made out, nothing."""
    strips = len(told.problems) * pen.px(notices.PROBLEM_MM + notices.GAP_MM)
    if not parts.has_picture(view.picture):
        return strips, 0
    return *(pen.px(mm + notices.GAP_MM) + strips for mm in (GOOD_PICTURE_MM, LEAST_PICTURE_MM)), strips, 0


def _title(pen: Pen, box: Box, view: StepView, style: theme.Style, lines: tuple[int, ...]) -> None:
    if view.title:
        pen.text(box, view.title, style, pen.colours.ink, valign="top", max_lines=lines)


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
        least, each = LEAST_POSE_MM, notices.PROBLEM_NARROW_MM
    else:
        free, least, each = middle, LEAST_PICTURE_MM, notices.PROBLEM_MM
        if middle < pen.px(notices.LEAST_MM):
            return nothing, told
        if not parts.has_picture(view.picture) or middle >= pen.px(LEAST_PICTURE_MM + TWO_STRIPS_MM):
            return told, nothing
    if told.other and free >= pen.px(least + len(told.problems) * (each + notices.GAP_MM)):
        return told._replace(other=None), notices.Told(told.lang, told.other)
    return notices.without_strips(told), told._replace(desk=None)


def _lanes(pen: Pen, box: Box, lanes: tuple[LaneView, ...]) -> None:
    across = min(2, len(lanes))
    for cell, lane in zip(box.grid(across, (len(lanes) + across - 1) // across, pen.px(4)), lanes, strict=False):
        parts.lane(pen, cell, lane)


def _holds_picture(pen: Pen, box: Box, view: StepView, shared: Shared) -> bool:
    """The picture can be made out, and nobody's task beside it was squeezed until it cannot be read."""
    if view.dial is not None or not parts.has_picture(view.picture):
        return True
    chosen, lanes = shared.squeeze, _lanes_shown(view, shared.most_lanes)
    heights = _heights(pen, box, view, shared)
    if heights.middle < pen.px(LEAST_PICTURE_MM):
        return False
    trial = pen.trial()
    if lanes and chosen.lane_mm < parts.LANE_MM:
        _lanes(trial, Box(box.x, box.y, box.w, heights.lanes), lanes)
    return not trial.overfull


def _ways(pen: Pen, together: tuple[StepView, ...], width: int, most_px: int) -> Iterator[tuple[Squeeze, Plan]]:
    """Ways to share the room: everything generous, then the picture and the words smaller, then the labels."""
    questions, view = [one.answers for one in together], together[0]
    picture = view.dial is None and any(parts.has_picture(one.picture) for one in together)
    for at, ways in enumerate(answer_levels(pen, together)):
        if picture and ways[0].label_px < pen.px(PICTURE_LABEL_MM):
            break
        for way in ways if at == 0 else ways[-1:]:
            plan = answers.plan(pen, questions, width, way, most_px)
            squeezes = _WORDS_FIRST if pen.elderly and view.dial is None else _SQUEEZES
            generous = squeezes if way is ways[-1] else squeezes[:-2]
            for squeeze in () if plan is None else generous if at == 0 else _TIGHT:
                assert plan is not None
                least = pen.px(squeeze.answer_mm) if view.answers else 0
                yield _beside(view, squeeze), plan.at_least(least)
    for squeeze in _LAST:
        yield squeeze, answers.lowest(pen, view.answers)


MOST_LANES = (MAX_LANES, 2, 0)
"""Where there is no room for all, the open ones give way last."""


def _lanes_shown(view: StepView, most: int) -> tuple[LaneView, ...]:
    return view.lanes if most == MAX_LANES else tuple(lane for lane in view.lanes if not lane.ticked)[:most]


def _share_out(pen: Pen, box: Box, together: tuple[StepView, ...]) -> Shared:
    """The first way that leaves the middle its height in each of these; if none does, helpers' lanes give way."""
    for most_lanes in MOST_LANES:
        free = []
        for view in together:
            tightest, lanes = _beside(view, _SQUEEZES[-1]), len(_lanes_shown(view, most_lanes))
            words = _portrait_heights(pen, box, replace(view, answers=()), tightest, lanes, NO_ANSWERS)
            free.append(words.middle - pen.gap - max(_least(pen, view), _wanted(pen, view, tightest)))
        for squeeze, plan in _ways(pen, together, box.w, min(free)):
            shared = Shared(squeeze, plan, most_lanes)
            if all(_held(pen, box, view, shared, squeeze) for view in together):
                return shared
        if all(_heights(pen, box, view, shared).middle >= _least(pen, view) for view in together):
            return shared
    return shared


def _own(pen: Pen, box: Box, view: StepView, shared: Shared) -> Squeeze:
    """The words of a step as large as they can be where the keys stand as in all of its sequence."""
    for one in _SQUEEZES:
        tried = _beside(view, one._replace(answer_mm=shared.squeeze.answer_mm, lane_mm=shared.squeeze.lane_mm))
        if _held(pen, box, view, shared, tried):
            return tried
    return shared.squeeze


def _held(pen: Pen, box: Box, view: StepView, shared: Shared, squeeze: Squeeze) -> bool:
    heights = _heights(pen, box, view, shared._replace(squeeze=squeeze))
    return heights.title_fits and heights.middle >= max(_least(pen, view), _wanted(pen, view, squeeze))


def _least(pen: Pen, view: StepView) -> int:
    return pen.px(LEAST_DIAL_MM) if view.dial else 0


def _wanted(pen: Pen, view: StepView, squeeze: Squeeze) -> int:
    return pen.px(squeeze.middle_mm) if has_middle(view) else 0


def _heights(pen: Pen, box: Box, view: StepView, shared: Shared) -> _Heights:
    lanes = len(_lanes_shown(view, shared.most_lanes))
    return _portrait_heights(pen, box, view, shared.squeeze, lanes, shared.plan)


def _portrait_heights(pen: Pen, box: Box, view: StepView, squeeze: Squeeze, lane_count: int, plan: Plan) -> _Heights:
    gap, width = pen.gap, box.w - pen.px(3)
    title = pen.setting(view.title, width, box.h, squeeze.title, max_lines=squeeze.title_lines)
    detail_h = 0
    if view.detail:
        detail = pen.setting(view.detail, width, box.h, squeeze.detail, max_lines=squeeze.detail_lines, rich=True)
        detail_h = round(detail.height_px + pen.px(1))
    answers_h = plan.height(gap)
    lane_rows = (lane_count + 1) // 2
    lanes_h = lane_rows * pen.px(squeeze.lane_mm) + max(0, lane_rows - 1) * pen.px(4)
    title_h = round(title.height_px + pen.px(1))
    used = title_h + pen.px(2) + (detail_h + pen.px(3.5) if view.detail else 0)
    used += answers_h + gap if view.answers else 0
    used += lanes_h + gap if lane_count else 0
    used += caption.room_px(pen) + pen.px(4)
    used += strip_height(pen, view)
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
