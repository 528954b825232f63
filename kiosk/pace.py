"""How often the kiosk's loop turns: with the screen while somebody is helped, slower while nobody is."""

from __future__ import annotations

from typing import Any

GUIDING_FPS, GUIDING_TICK_S = 60, 0.1
RESTING_FPS, RESTING_TICK_S = 20, 0.5
"""A first touch is then seen up to 50 ms after it instead of 17, and turns the loop fast, so that the finger's lifting
is not late; the loop's own work, all day long, is a third."""


def turn(clock: Any, tick: Any, *, fast: bool) -> None:
    """Kivy reads its limit from the configuration only once, at its start; afterwards the clock's own field counts.

    `tick` is the scheduled event that looks around the kiosk: its next turn is counted from now on.
    """
    fps, tick_s = (GUIDING_FPS, GUIDING_TICK_S) if fast else (RESTING_FPS, RESTING_TICK_S)
    if clock._max_fps != float(fps):
        clock._max_fps = float(fps)
        tick.cancel()
        tick.timeout = tick_s
        tick()
