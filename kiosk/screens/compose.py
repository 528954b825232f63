"""One view, one scene: which layout draws which screen."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import after, call_card, code_pad, course, debrief, handover, lobby, step, upkeep
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views_model import (
    CallCardView,
    CodePadView,
    DebriefView,
    HandoverView,
    IdleView,
    RestView,
    StepView,
    TilesView,
)
from kiosk.views_upkeep import AfterView, AnyView, CleaningView, CourseView, MenuView, PinView, TouchTestView


def pen_for(view: AnyView, metrics: Metrics, measure: Measure) -> Pen:
    if isinstance(view, CleaningView):
        return Pen(metrics, theme.NIGHT, measure)
    night = view.night if isinstance(view, RestView | CodePadView) else view.chrome.night
    elderly = view.elderly if isinstance(view, RestView) else not isinstance(view, CodePadView) and view.chrome.elderly
    dimmed = isinstance(view, IdleView) and view.dimmed
    return Pen(metrics, theme.palette(night, dimmed), measure, elderly)


def draw(view: AnyView, pen: Pen) -> Scene:
    match view:
        case IdleView():
            return lobby.draw_idle(pen, view)
        case TilesView():
            return lobby.draw_tiles(pen, view)
        case StepView():
            return step.draw(pen, view)
        case CallCardView():
            return call_card.draw(pen, view)
        case HandoverView():
            return handover.draw(pen, view)
        case DebriefView():
            return debrief.draw(pen, view)
        case RestView():
            return lobby.draw_rest(pen, view)
        case CodePadView():
            return code_pad.draw(pen, view)
        case PinView():
            return upkeep.draw_pin(pen, view)
        case MenuView():
            return upkeep.draw_menu(pen, view)
        case TouchTestView():
            return upkeep.draw_touch_test(pen, view)
        case CleaningView():
            return upkeep.draw_cleaning(pen, view)
        case AfterView():
            return after.draw(pen, view)
        case CourseView():
            return course.draw(pen, view)


def compose(view: AnyView, metrics: Metrics, measure: Measure) -> Scene:
    """`measure` must know the thin space (see `pen.with_gaps`)."""
    return draw(view, pen_for(view, metrics, measure))
