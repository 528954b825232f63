"""What comes in while somebody aims at a key: it takes its room from the picture, never from a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kiosk import theme
from kiosk.screens import desk_words
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.shorten import shortened, whole
from kiosk.views_chrome import Chrome, DeskMessageView, OtherIncidentView, ProblemView

STRIP_MM = 15.5
LEAST_MM = 25.0
"""A place lower than this takes no words of the desk: they go where the spoken words stand."""
OTHER_MM = 22.0
OTHER_SHARE = 0.4
NARROW_MM = 150.0
PROBLEM_MM, PROBLEM_NARROW_MM = 13.5, 18.0
GAP_MM, GAP_FOOT_MM = 4.0, 3.0
PAIR_MM = 220.0
TONE_ICONS = {"plain": "clock", "care": "care", "danger": "care", "rescue": "tick", "do": "go", "quiet": "message"}


class Told(NamedTuple):
    """What stands beside the step itself: another incident (a key), the desk's words, what does not work."""

    lang: str
    other: OtherIncidentView | None = None
    desk: DeskMessageView | None = None
    problems: tuple[ProblemView, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.other or self.desk or self.problems)


def told(view: Chrome) -> Told:
    """All of it; that there is no sound is said by the caption already, where it stands."""
    muted = view.caption is not None and view.caption.muted
    problems = tuple(one for one in view.problems if not (muted and one.icon == "mute"))
    return Told(view.lang, view.other, view.desk, problems)


def without_strips(view: Told) -> Told:
    return view._replace(other=None, problems=())


# --- the places ------------------------------------------------------------------------------------------------


def stack(pen: Pen, box: Box, view: Told, kept: Sequence[int] = (0,)) -> Box:
    """At the foot of a place at least `LEAST_MM` high; gives back what is left above, of which the desk's words keep
    as much as they can (`desk_words.at_foot`). Another incident is a key, so its place is chosen as if nothing else
    were there."""
    narrow, gap = box.w < pen.px(NARROW_MM), pen.px(GAP_MM)
    if view.other:
        if box.h < pen.px(OTHER_MM + GAP_MM + LEAST_MM):  # no room above it: beside it
            at, rest = box.from_bottom(min(box.h, pen.px(OTHER_MM + 4)), gap)
            beside(pen, at, view)
            return rest
        at, box = box.from_bottom(pen.px(OTHER_MM), gap)
        other_strip(pen, at, view.other)
    if view.desk:
        box = desk_words.at_foot(pen, box, view.desk, view.lang, kept)
    for problem in view.problems:
        height = pen.px(PROBLEM_NARROW_MM if narrow else PROBLEM_MM)
        if box.h < height:
            break  # the desk's words stand for a minute: then there is room for it again
        at, box = box.from_bottom(height, gap)
        problem_strip(pen, at, problem)
    return box


def at_foot(pen: Pen, box: Box, view: Told, least: int) -> Box:
    """Under what may give way, down to `least`; gives back what is left above. Another incident is a key, so it stands
    lowest, in the same place whatever else is told; of many faults the first."""
    gap = pen.px(GAP_FOOT_MM)
    if view.other:
        at, box = box.from_bottom(pen.px(OTHER_MM), gap)
        other_strip(pen, at, view.other)
    across = 2 if box.w >= pen.px(PAIR_MM) else 1
    for start in range(0, len(view.problems), across):
        at, rest = box.from_bottom(pen.px(PROBLEM_MM), gap)
        if rest.h < least:
            break
        _few(pen, at, view.problems[start : start + across])
        box = rest
    return box


def beside(pen: Pen, box: Box, view: Told) -> None:
    """In one row: the key of another incident always at its right end, in the same share of it."""
    if view.other:
        at, box = box.from_right(round(box.w * OTHER_SHARE), pen.px(GAP_MM))
        other_strip(pen, at, view.other)
    if view.desk:
        desk_words.draw(pen, box, view.desk, view.lang)
    elif view.problems:
        _few(pen, box, view.problems[:2])


def in_bar(pen: Pen, box: Box, view: Told) -> Box:
    """Where the screen lies the bar is long: the strips stand in it, at its right; gives back what is left of it."""
    if not view.other and not view.problems:
        return box
    at, rest = box.from_right(box.w - pen.px(BAR_LINE_MM), pen.px(5))
    height = pen.px(21)
    at = Box(at.x, at.y + (at.h - height) // 2, at.w, height)
    if view.other:
        key, at = at.from_right(pen.px(BAR_OTHER_MM), pen.px(5))
        other_strip(pen, key, view.other)
    if view.problems:
        _few(pen, at, view.problems[:2])
    return rest


def _few(pen: Pen, box: Box, views: tuple[ProblemView, ...]) -> None:
    """Side by side or one above the other, however their words fit; the first alone where neither does."""
    count = len(views)
    for cells in (box.columns((1.0,) * count, pen.px(3)), box.rows(count, pen.px(1)), [box]):
        trial = pen.trial()
        for cell, view in zip(cells, views, strict=False):
            problem_strip(trial, cell, view)
        if not trial.overfull:
            break
    for cell, view in zip(cells, views, strict=False):
        problem_strip(pen, cell, view)


BAR_LINE_MM, BAR_OTHER_MM = 112.0, 108.0


def problems(pen: Pen, room: Box, views: tuple[ProblemView, ...], margin: int) -> Box:
    """One strip each, side by side where the screen is wide; gives back what is below."""
    across = 2 if pen.metrics.landscape else 1
    for start in range(0, len(views), across):
        row = views[start : start + across]
        strip, room = room.from_top(pen.px(STRIP_MM), pen.px(1))
        inside = Box(strip.x + margin, strip.y + pen.px(2), strip.w - 2 * margin, strip.h - pen.px(2))
        for cell, view in zip(inside.columns((1.0,) * len(row), pen.gap), row, strict=True):
            problem_strip(pen, cell, view)
    return room


def on_top(pen: Pen, room: Box, view: Told) -> Box:
    """Upright, over a sheet whose keys stand at its foot: the strips under the bar; gives back what is below."""
    margin = pen.px(theme.MARGIN_MM)
    if view.other:  # first, as it is a key
        strip, room = room.from_top(pen.px(26), pen.px(1))
        other_strip(pen, Box(strip.x + margin, strip.y + pen.px(4), strip.w - 2 * margin, pen.px(OTHER_MM)), view.other)
    return problems(pen, room, view.problems, margin)


# --- the strips ------------------------------------------------------------------------------------------------

_STRIP = theme.Style((9.0, 8.4, 7.8, 7.2, 6.9), 1.1)


def problem_strip(pen: Pen, box: Box, view: ProblemView) -> None:
    """What does not work, in words; amber unless it is graver."""
    pen.panel(box, theme.tint_of(view.tone, pen.colours), radius_mm=4)
    mark = theme.words_of(view.tone, pen.colours)
    wide = box.w >= pen.px(NARROW_MM)
    pen.icon_and_text(
        box.inset(pen.px(5 if wide else 3), 0), view.icon, view.text, _STRIP, pen.colours.ink, icon_mm=9 if wide else 8,
        icon_colour=mark, gap_mm=3.5 if wide else 2, align="left", max_lines=2, larger=not wide,
    )  # fmt: skip


def other_strip(pen: Pen, box: Box, view: OtherIncidentView) -> None:
    """Another open incident: its own strip, one tap away."""
    tint = theme.tint_of(view.tone, pen.colours)
    mark = theme.words_of(view.tone, pen.colours)
    face = pen.key(box, view.action, tint, edge=mark, radius_mm=4, filled=False)
    if box.w < pen.px(NARROW_MM):
        inside = face.inset(pen.px(4), pen.px(1))
        label = pen.setting(view.label, pen.px(40), pen.px(9), _STRIP_LABEL)
        width = round(max((line.width_px for line in label.lines), default=0)) + 2
        right, left = inside.from_right(width, pen.px(4))
        sign, word = right.shares((0.5, 0.5))
        pen.icon("swap", sign.square(min(sign.h, pen.px(9))), pen.colours.ink)
        pen.place(word, label, _STRIP_LABEL, pen.colours.ink, align="middle")
        words = whole(pen, (view.text, *view.shorter), left, _STRIP_ROOMY, 2)
        words = shortened(pen, words, left, _STRIP_NARROW, 2)
        pen.text(left, words, _STRIP_NARROW, pen.colours.ink, max_lines=2)
        return
    inside = face.inset(pen.px(5), 0)
    right, left = inside.from_right(pen.px(60), pen.px(3))
    icon = view.icon or TONE_ICONS.get(view.tone, "care")
    pen.icon_and_text(
        left, icon, view.text, _STRIP, pen.colours.ink, icon_mm=10, icon_colour=mark, align="left", max_lines=2
    )
    pen.icon_and_text(right, "swap", view.label, theme.TOOL, pen.colours.ink, icon_mm=9, align="right")


_STRIP_NARROW = theme.Style((9.0, 8.4, 7.8, 7.2, 6.9), 1.0)
_STRIP_ROOMY = _STRIP_NARROW._replace(sizes_mm=_STRIP_NARROW.sizes_mm[:3])
"""Fewer words are better than smaller ones."""
_STRIP_LABEL = theme.Style((7.8, 7.2, 6.9), 1.0, bold=True)
