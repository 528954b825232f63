"""What is shared out alike in a step that stands and in one that lies."""

from __future__ import annotations

from dataclasses import replace

from kiosk import theme
from kiosk.screens import answers, parts
from kiosk.screens.answers import Way
from kiosk.screens.pen import Pen
from kiosk.views_chrome import BarView, Chrome, DockView, EmergencyKeyView, LineStateView
from kiosk.views_model import CountdownView, DialView, StepView, SwapView

LEAST_PICTURE_MM = 40.0
LEAST_POSE_MM = 24.0
STRIP_MM = 14.0


_NO_KEY = EmergencyKeyView("", "")
_NOTHING_AROUND = Chrome("zh", BarView("", "", LineStateView("", "")), DockView((), _NO_KEY, _NO_KEY))
_SECONDS, _DIAL, _SWAP = CountdownView(0, 0, "", "", ""), DialView("", "", 0, 1.0), SwapView("calm", "")


def at_rest(view: StepView) -> StepView:
    """Without what changes while it stands: nothing of it decides where a key is."""
    return replace(
        view, chrome=_NOTHING_AROUND, countdown=view.countdown and _SECONDS, dial=view.dial and _DIAL,
        swap=view.swap and _SWAP, kin=(),
    )  # fmt: skip


def has_middle(view: StepView) -> bool:
    return bool(parts.has_picture(view.picture) or view.dial or view.swap)


def strip_height(pen: Pen, view: StepView) -> int:
    """A countdown without a picture is one line: its words need no more room than that."""
    alone = view.countdown is not None and view.dial is None and not parts.has_picture(view.picture)
    return pen.px(STRIP_MM) if alone else 0


def answer_levels(pen: Pen, together: tuple[StepView, ...]) -> list[tuple[Way, ...]]:
    """How their answers are tried. Two or three stand one below the other where they can, as they are read; not beside
    the dial, which needs the height: there they are no larger for elderly people than can be read from where one
    stands, so that the instruction and the beat are not smaller for it."""
    across = 3 if pen.metrics.landscape else 2
    view = next((one for one in together if any(answer.note for answer in one.answers)), together[0])
    tried = answers.levels(pen, view.answers, stacked=view.layout != "compressions", across=across)
    if view.dial is None:
        return tried
    enough_px = min(size for size in answers.label_sizes(pen) if size >= pen.px(theme.ANSWER_MM))
    return [ways for ways in tried if ways[0].label_px <= enough_px]
