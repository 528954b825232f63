"""The colour that a frame begins with; for people who do not hear it alternates at a new critical step."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk import theme
from kiosk.views_model import CallCardView, HandoverView, StepView, TilesView
from kiosk.views_upkeep import AnyView

FLASH_STEP_S = 0.5
FLASH_STEPS = 3
"""The ground changes twice a second for a second and a half: seen from the corner of an eye, harmless to one."""


class Ground:
    """Instead of a box over all of the glass, which would be a quarter of a frame in software."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._view: AnyView | None = None
        self._colour = ""
        self._flash: Any = None
        self._left = 0

    @property
    def flashes(self) -> bool:
        return self._flash is not None

    def show(self, view: AnyView, colour: str) -> None:
        self._view, self._colour = view, colour
        self._paint()

    def flash(self) -> None:
        """The whole ground alternates, the words on it stay."""
        self.end_flash()
        self._left = FLASH_STEPS
        self._flash = Clock.schedule_interval(lambda dt: self._step(), FLASH_STEP_S)
        self._paint()

    def end_flash(self) -> None:
        self._left = 0
        if self._flash is not None:
            self._flash.cancel()
            self._flash = None

    def _step(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.end_flash()
        self._paint()

    def _paint(self) -> None:
        view, colour = self._view, self._colour
        if view is None:
            return
        if not isinstance(view, StepView | TilesView | CallCardView | HandoverView):
            self.end_flash()  # nobody is guided any more, and the discreet page shows nothing at all
        elif self._left % 2:
            colour = theme.palette(view.chrome.night).flash
        Window.clearcolor = (*theme.rgb(colour), 1)
        self._canvas.ask_update()
