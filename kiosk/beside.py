"""What stands beside the guidance may fail, and then only itself: the step, the beat and the record go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")

TOLD_EVERY_S = 60.0
"""A part that fails at every tick is told once a minute, not ten times a second."""


class Beside:
    """Calls one part; if it fails, says so in the log and gives `otherwise`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told_s: dict[str, float] = {}

    def __call__(self, part: str, call: Callable[[], T], otherwise: T) -> T:
        try:
            return call()
        except Exception:
            now_s = self._clock()
            if now_s - self._told_s.get(part, -TOLD_EVERY_S) >= TOLD_EVERY_S:
                self._told_s[part] = now_s
                logger.exception("%s failed; the guidance goes on without it", part)
            return otherwise

    def do(self, part: str, call: Callable[[], object]) -> None:
        """The same where nothing is wanted back."""
        self(part, call, None)
