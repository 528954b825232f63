"""How often the drawing loop turns: with the screen while somebody is helped, slower while nobody is."""

from __future__ import annotations

from typing import Any

GUIDING_FPS = 60
RESTING_FPS = 30
"""A first touch is then seen up to 33 ms after it, instead of 17; the loop's own work, all day long, is halved."""


def turn(clock: Any, *, fast: bool) -> None:
    """Kivy reads its limit from the configuration only once, at its start; afterwards the clock's own field counts."""
    clock._max_fps = float(GUIDING_FPS if fast else RESTING_FPS)
