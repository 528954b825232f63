"""How often the kiosk's loop turns: with the screen while somebody is helped, slower while nobody is."""

from __future__ import annotations

from typing import Any

GUIDING_FPS, GUIDING_TICK_S = 60, 0.1
RESTING_FPS, RESTING_TICK_S = 4, 0.5
"""Whoever touches it rings (`doorbell`) and turns it fast at once. Kivy comes early: some six turns a second."""
LOOKING_FPS = 20
"""At rest where nothing rings: a first touch is seen up to 50 ms after it."""


def turn(clock: Any, tick: Any, *, fast: bool, resting_fps: int) -> None:
    """Kivy reads its limit from the configuration only once, at its start; afterwards the clock's own field counts.

    `tick` is the scheduled event that looks around the kiosk: its next turn is counted from now on.
    """
    fps, tick_s = (GUIDING_FPS, GUIDING_TICK_S) if fast else (resting_fps, RESTING_TICK_S)
    if clock._max_fps != float(fps):
        clock._max_fps = float(fps)
        tick.cancel()
        tick.timeout = tick_s
        tick()
