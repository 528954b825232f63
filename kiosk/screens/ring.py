"""The ring around the key that a pedal or a presenter would press."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, InstructionGroup, Line

from kiosk import theme
from kiosk.screens.scene import Key
from kiosk.theme import Metrics


class Ring:
    """On top of everything; two lines, one dark, so that it is seen on any ground."""

    def __init__(self, canvas: Any) -> None:
        self._group = InstructionGroup()
        canvas.add(self._group)

    def draw(self, key: Key | None, metrics: Metrics) -> None:
        self._group.clear()
        if key is None:
            return
        x, y, w, h = key.box.x, metrics.height_px - key.box.bottom, key.box.w, key.box.h
        outer, inner = metrics.px(theme.FOCUS_OUTER_MM), metrics.px(theme.FOCUS_INNER_MM)
        shape = (x, y, w, h, key.rest.radius_px)
        self._group.add(Color(*theme.rgb(theme.DAY.care)))
        self._group.add(Line(rounded_rectangle=shape, width=outer / 2 + inner / 2))
        self._group.add(Color(*theme.rgb(theme.DAY.ink)))
        self._group.add(Line(rounded_rectangle=shape, width=inner / 2))
