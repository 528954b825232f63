"""For tests only: writes where each key stands and when a screen was seen, so that a finger outside can press it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

Box = tuple[float, float, float, float]


class Geometry:
    """One JSON line for each screen: `{serial, screen, size, keys, touched_ns, flipped_ns}`.

    Times are CLOCK_MONOTONIC: when the touch that led here was received, and when this screen was flipped.
    Keys are `[x, y, width, height]` in window pixels, y from the top.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._serial = 0
        self._touched_ns = 0

    def touched(self) -> None:
        self._touched_ns = time.monotonic_ns()

    def flipped(self, screen: str, size: tuple[int, int], keys: Mapping[str, Box]) -> None:
        """The frame with this screen is on the glass."""
        flipped_ns = time.monotonic_ns()
        self._serial += 1
        height = size[1]
        line = {
            "serial": self._serial,
            "screen": screen,
            "size": size,
            "keys": {name: [x, height - y - h, w, h] for name, (x, y, w, h) in keys.items()},
            "touched_ns": self._touched_ns,
            "flipped_ns": flipped_ns,
        }
        self._file.write(json.dumps(line) + "\n")
