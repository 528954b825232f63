"""A real window without a screen, and a finger for it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.screens import window
from kiosk.typeset import Measure

PORTRAIT = (1080, 1920)


@pytest.fixture(scope="session")
def kivy_ready() -> None:
    """Configuration and fonts, once for the whole session: Kivy has one window a process."""
    window.prepare(*PORTRAIT, False)


@pytest.fixture(scope="session")
def measure(kivy_ready: None) -> Measure:
    """Widths as the real font gives them."""
    from kiosk.screens.paint import Measured
    from kiosk.screens.pen import with_gaps

    return with_gaps(Measured())


class Glass:
    """A host in a window, with a finger and a crank for the loop."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        from kivy.base import EventLoop
        from kivy.core.window import Window

        from kiosk.screens.host import Host

        self.loop, self.window = EventLoop, Window
        self.actions: list[str] = []
        self.host = Host(self.actions.append, now_s=now_s)
        self._ids = itertools.count(1)
        Window.add_widget(self.host)

    def pump(self, frames: int = 2) -> None:
        for _ in range(frames):
            self.loop.idle()

    def until(self, met: Callable[[], bool], limit_s: float = 3.0) -> None:
        end_s = time.monotonic() + limit_s
        while not met():
            assert time.monotonic() < end_s, "did not happen in time"
            self.pump(1)

    def centre(self, action: str) -> tuple[float, float]:
        x, y, w, h = self.host.geometry()[action]
        return x + w / 2, y + h / 2

    def down(self, x: float, y: float) -> Any:
        """A finger on the glass, through Kivy's own dispatch."""
        from kivy.tests.common import UnitTestTouch

        touch = UnitTestTouch(x, y)
        touch.touch_down()
        return touch

    def tap(self, action: str) -> None:
        touch = self.down(*self.centre(action))
        self.pump(1)
        touch.touch_up()
        self.pump(1)

    def close(self) -> None:
        self.host.close()
        self.window.remove_widget(self.host)


@pytest.fixture
def glass(kivy_ready: None) -> Iterator[Glass]:
    from kivy.clock import Clock
    from kivy.core.window import Window

    Clock._max_fps = 0  # the crank is turned by hand: no sleeping between frames
    if tuple(Window.size) != PORTRAIT:
        Window.size = PORTRAIT
    made = Glass()
    yield made
    made.close()


@pytest.fixture
def slow_clock_glass(kivy_ready: None) -> Iterator[tuple[Glass, list[float]]]:
    """A host whose clock stands still until it is moved, for the guard between two presses."""
    from kivy.clock import Clock

    Clock._max_fps = 0
    now = [100.0]
    made = Glass(lambda: now[0])
    yield made, now
    made.close()
