"""What is shared out alike in a step that stands and in one that lies."""

from __future__ import annotations

from kiosk.screens import answers, parts
from kiosk.screens.answers import Plan
from kiosk.screens.pen import Pen
from kiosk.views_model import StepView

LEAST_PICTURE_MM = 40.0
LEAST_POSE_MM = 24.0
STRIP_MM = 14.0


def has_middle(view: StepView) -> bool:
    return bool(parts.has_picture(view.picture) or view.dial or view.swap)


def strip_height(pen: Pen, view: StepView) -> int:
    """A countdown without a picture is one line: its words need no more room than that."""
    alone = view.countdown is not None and view.dial is None and not parts.has_picture(view.picture)
    return pen.px(STRIP_MM) if alone else 0


def planned(pen: Pen, view: StepView, width: int, size: int, *, stacked: bool) -> Plan | None:
    """Answers with labels of this size. Two or three stand one below the other where they can, as they are read; not
    beside the dial, which needs the height."""
    few = 1 < len(view.answers) <= answers.ONE_BELOW_THE_OTHER and view.layout != "compressions"
    if stacked and not few:
        return None
    return answers.plan(pen, view.answers, width, size, stacked=stacked) if view.answers else Plan(1, 0, 0)
