"""The picture's column of a step that lies: the picture, the dial, and the desk's words where they stand best there."""

from __future__ import annotations

from kiosk.screens import desk_words, notices, parts
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.room import LEAST_PICTURE_MM, LEAST_POSE_MM, STRIP_MM
from kiosk.views_chrome import DeskMessageView
from kiosk.views_model import StepView

GOOD_PICTURE_MM = 70.0
PICTURE_PAYS = 1.25
"""The desk's words stand in the place of the picture where they are so much larger there, or only there whole."""


def draw(pen: Pen, box: Box, view: StepView, told: notices.Told) -> None:
    """The picture over the dial, or with its countdown; what is `told` takes its room from the picture."""
    shown = parts.has_picture(view.picture) or view.countdown is not None
    if view.dial is not None:
        dial, box = _over_dial(pen, box)
        parts.dial(pen, dial, view.dial, view.swap)
    if told.desk:
        whole = box
        box = desk_words.at_foot(pen, box, told.desk, told.lang, _kept(pen, box, view))
        if view.countdown is not None and view.dial is None and box.h < pen.px(LEAST_PICTURE_MM):
            parts.countdown_strip(pen, whole.from_top(pen.px(STRIP_MM))[0], view.countdown)
            return
    if shown and box.h >= pen.px(LEAST_POSE_MM):
        top = box.from_top(min(box.h, picture_height(box)))[0]
        parts.picture_and_countdown(pen, top, view.picture, view.countdown)


def is_better(pen: Pen, left: Box | None, under_lanes: Box, view: StepView, desk: DeskMessageView) -> bool:
    """Do the desk's words stand better in the picture's column than under the helpers?"""
    if left is None:
        return False
    if view.dial is not None:
        left = _over_dial(pen, left)[1]
    lang, kept = view.chrome.lang, _kept(pen, left, view)
    there = desk_words.best_at_foot(pen, left, desk, lang, kept)
    share = 1 if left.h - there.height >= kept[-2] else 1 / PICTURE_PAYS
    return there.worth(pen, share) > desk_words.best_at_foot(pen, under_lanes, desk, lang).worth(pen)


def _over_dial(pen: Pen, column: Box) -> tuple[Box, Box]:
    return column.from_bottom(min(column.w, round(column.h * 0.54)), pen.px(4))


def _kept(pen: Pen, column: Box, view: StepView) -> tuple[int, ...]:
    """What the desk's words leave of the picture: as it is, as small as can be made out, its seconds alone or nothing,
    as they must."""
    gap = pen.px(4)
    least = LEAST_POSE_MM if view.dial is not None else LEAST_PICTURE_MM
    seconds = pen.px(STRIP_MM) + gap if view.countdown is not None else 0
    return picture_height(column) + gap, pen.px(GOOD_PICTURE_MM) + gap, pen.px(least) + gap, seconds


def picture_height(column: Box) -> int:
    """A picture higher than this is not larger, only its card."""
    return round(column.w * 1.25)
