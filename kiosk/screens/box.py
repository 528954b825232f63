"""A rectangle in window pixels from the top left, cut into smaller ones."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    def inset(self, dx: int, dy: int | None = None) -> Box:
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, max(0, self.w - 2 * dx), max(0, self.h - 2 * dy))

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

    def contains(self, other: Box, slack: int = 0) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def overlaps(self, other: Box) -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def from_top(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        cut = height + gap
        return Box(self.x, self.y, self.w, height), Box(self.x, self.y + cut, self.w, max(0, self.h - cut))

    def from_bottom(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        rest = Box(self.x, self.y, self.w, max(0, self.h - height - gap))
        return Box(self.x, self.bottom - height, self.w, height), rest

    def from_left(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        cut = width + gap
        return Box(self.x, self.y, width, self.h), Box(self.x + cut, self.y, max(0, self.w - cut), self.h)

    def from_right(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        rest = Box(self.x, self.y, max(0, self.w - width - gap), self.h)
        return Box(self.right - width, self.y, width, self.h), rest

    def columns(self, weights: Sequence[float], gap: int) -> list[Box]:
        room = self.w - gap * (len(weights) - 1)
        edges = [round(room * sum(weights[:i]) / sum(weights)) for i in range(len(weights) + 1)]
        return [Box(self.x + edges[i] + gap * i, self.y, edges[i + 1] - edges[i], self.h) for i in range(len(weights))]

    def rows(self, count: int, gap: int) -> list[Box]:
        room = self.h - gap * (count - 1)
        edges = [round(room * i / count) for i in range(count + 1)]
        return [Box(self.x, self.y + edges[i] + gap * i, self.w, edges[i + 1] - edges[i]) for i in range(count)]

    def shares(self, weights: Sequence[float]) -> list[Box]:
        """Rows one right under the other, as high as their weights say."""
        heights = (self.h * weight / sum(weights) for weight in weights)
        edges = [round(y) for y in itertools.accumulate(heights, initial=float(self.y))]
        return [Box(self.x, top, self.w, bottom - top) for top, bottom in itertools.pairwise(edges)]

    def grid(self, columns: int, rows: int, gap: int) -> list[Box]:
        return [cell for row in self.rows(rows, gap) for cell in row.columns((1.0,) * columns, gap)]

    def square(self, size: int) -> Box:
        """A square of this size in the middle."""
        return Box(self.x + (self.w - size) // 2, self.y + (self.h - size) // 2, size, size)
