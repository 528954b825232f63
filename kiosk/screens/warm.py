"""Pictures painted while the lobby is quiet, so that no step waits for its drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.screens.compose import compose
from kiosk.screens.scene import Beating, Sign, disc_svg
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views_chrome import AnswerView, CaptionView, Chrome, DeskMessageView
from kiosk.views_model import CountdownView, DialView, LaneView, StepView, SwapView
from protocols import poses

Picture = tuple[str, int, int]
LARGE_PX = 200
"""Smaller drawings (signs, corners) take about a millisecond and need no warming."""

_ANSWERS = tuple(AnswerView(f"a{index}", "·") for index in range(3))


def likely(chrome: Chrome, metrics: Metrics, measure: Measure) -> Iterator[Picture]:
    """The large drawings that the steps to come will want, each once."""
    seen: set[Picture] = set()
    for view in _views(replace(chrome, caption=CaptionView("·"), dialog=None, desk=None)):
        for node in compose(view, metrics, measure).nodes:
            if isinstance(node, Sign | Beating) and node.box.w >= LARGE_PX:
                picture = (node.svg if isinstance(node, Sign) else disc_svg(), node.box.w, node.box.h)
                if picture not in seen:
                    seen.add(picture)
                    yield picture


def _views(chrome: Chrome) -> Iterator[StepView]:
    """Every pose as a question, as a single action, beside the dial, and breathing with its countdown."""
    dial = DialView("·", "·", 110, 1.0)
    lanes = tuple(LaneView(f"l{index}", "press", "·", "·", "·") for index in range(4))
    swap = SwapView("calm", "·", "", "2:00")
    told = replace(chrome, desk=DeskMessageView("·", "·"))
    for around in (chrome, told):
        yield StepView(around, "compressions", "·", "·", "cpr_press", _ANSWERS[:2], None, dial, swap, lanes)
        yield StepView(around, "compressions", "·", "·\n·", "cpr_press", _ANSWERS[:2], None, dial, swap, lanes)
    yield StepView(chrome, "question", "·", "·", "check_breathing", _ANSWERS, CountdownView(10, 10, "10", "", "·"))
    for pose in poses.POSES:
        yield StepView(chrome, "question", "·", "·", pose, _ANSWERS[:2])
        yield StepView(chrome, "action", "·", "·", pose, _ANSWERS[:1])
