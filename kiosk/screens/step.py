"""The step: one instruction, one picture or the dial, answers, helpers; or the question that stands before it."""

from __future__ import annotations

from kiosk.screens import chrome, lying, notices, parts, upright
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.views_model import StepView


def draw(pen: Pen, view: StepView) -> Scene:
    room = chrome.around(pen, view.chrome)
    if view.chrome.dialog:
        if not pen.metrics.landscape:
            room = notices.on_top(pen, room, notices.told(view.chrome))
        parts.dialog(pen, room, view.chrome.dialog)
    elif pen.metrics.landscape:
        lying.draw(pen, room, view)
    else:
        upright.draw(pen, room, view)
    return pen.scene()
