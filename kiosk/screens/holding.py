"""The edge of a held key fills clockwise, so that a finger knows that it is felt."""

from __future__ import annotations

import itertools
import math
import time
from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, InstructionGroup, Line

from kiosk import theme

HOLD_EDGE_MM = 3.0
EVERY_S = 0.05
FIRST_PART = 0.03
"""So much is filled as soon as the finger is down, so that a press is seen in its first frame."""
Point = tuple[float, float]


def outline(x: float, y: float, w: float, h: float, radius: float) -> list[Point]:
    """A rounded rectangle from the middle of its top, clockwise, y upwards; the first point stands at the end again."""
    r = max(0.0, min(radius, w / 2, h / 2))
    corners = (
        (x + w - r, y + h - r, 90.0), (x + w - r, y + r, 0.0), (x + r, y + r, -90.0), (x + r, y + h - r, -180.0),
    )  # fmt: skip
    points: list[Point] = [(x + w / 2, y + h)]
    for cx, cy, start in corners:
        for step in range(7):
            angle = math.radians(start - 15 * step)
            points.append((cx + r * math.cos(angle), cy + r * math.sin(angle)))
    points.append(points[0])
    return points


def part_of(points: list[Point], part: float) -> list[Point]:
    """The first part (0 to 1) of the way along these points."""
    left = max(0.0, min(1.0, part)) * sum(math.dist(a, b) for a, b in itertools.pairwise(points))
    made = [points[0]]
    for a, b in itertools.pairwise(points):
        length = math.dist(a, b)
        if length >= left:
            share = left / length if length else 0.0
            made.append((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))
            break
        left -= length
        made.append(b)
    return made


class Holding:
    """One held key at a time; drawn on top of everything."""

    def __init__(self, canvas: Any) -> None:
        self._group = InstructionGroup()
        canvas.add(self._group)
        self._points: list[Point] = []
        self._since_s = self._for_s = 0.0
        self._clock: Any = None
        self._line: Any = None

    @property
    def shown(self) -> float:
        """How much of the edge is filled, 0 while nothing is held."""
        return min(1.0, (time.monotonic() - self._since_s) / self._for_s) if self._clock is not None else 0.0

    def begin(self, box: tuple[float, float, float, float], radius: float, width_px: int, for_s: float) -> None:
        self.end()
        x, y, w, h = box
        inset = width_px / 2
        self._points = outline(x + inset, y + inset, w - width_px, h - width_px, radius - inset)
        self._since_s, self._for_s = time.monotonic(), for_s
        self._line = Line(points=[], width=width_px / 2, cap="none", joint="round")
        self._group.add(Color(*theme.rgb(theme.DAY.care)))
        self._group.add(self._line)
        self._clock = Clock.schedule_interval(lambda dt: self._draw(), EVERY_S)
        self._draw()

    def _draw(self) -> None:
        self._line.points = [c for point in part_of(self._points, max(FIRST_PART, self.shown)) for c in point]

    def end(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        self._group.clear()
