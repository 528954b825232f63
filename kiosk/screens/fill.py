"""The window fills the X screen it stands on, whatever size that gets, also where no window manager sees to it."""

from __future__ import annotations

import logging
from typing import Any

from Xlib.display import Display

logger = logging.getLogger(__name__)

EVERY_S = 1.0
"""Two questions to the X server, 0.2 ms together."""


class Fill:
    """`look` once a second: a screen that was turned or changed is filled again; SDL hears of it as of any new size."""

    def __init__(self, window: Any) -> None:
        self._display, self._window = _of(window)

    def look(self) -> None:
        if self._display is None:
            return
        try:
            screen = self._display.screen().root.get_geometry()
            ours = self._window.get_geometry()
            if (ours.x, ours.y, ours.width, ours.height) != (0, 0, screen.width, screen.height):
                logger.info("the screen is %d x %d: the window follows", screen.width, screen.height)
                self._window.configure(x=0, y=0, width=screen.width, height=screen.height)
                self._display.flush()
        except Exception as trouble:  # beside the guidance: whatever fails here, the window stays as it is
            logger.warning("the size of the screen is not followed any more: %s", trouble)
            self._display = None


def _of(window: Any) -> tuple[Any, Any]:
    """A line of our own to the window's X server, and the window there; nothing on Wayland or without a screen."""
    info = window.get_window_info()
    if type(info).__name__ != "WindowInfoX11":
        return None, None
    try:
        display = Display()
    except Exception as trouble:
        logger.warning("the size of the screen is not followed: %s", trouble)
        return None, None
    return display, display.create_resource_object("window", info.window)
