"""Whatever is touched rings at the display's own line, and the resting loop wakes at once."""

from __future__ import annotations

import ctypes
import logging
import select
import threading
import time
from collections.abc import Callable
from typing import Any

logger = logging.getLogger(__name__)

PAUSE_S = 0.016
"""After a ring, so that the loop has read what rang before the line is looked at again."""


def line_of(window: Any) -> int | None:
    """The descriptor of the window's connection to its X server; None where there is no such thing."""
    info = window.get_window_info()
    if type(info).__name__ != "WindowInfoX11":
        return None
    try:
        number_of = ctypes.CDLL("libX11.so.6").XConnectionNumber
    except (OSError, AttributeError) as trouble:
        logger.warning("nothing rings when the screen is touched: %s", trouble)
        return None
    number_of.argtypes = [ctypes.c_void_p]
    return int(number_of(info.display))


def watch(line: int, ring: Callable[[], None]) -> None:
    """From now on `ring` is called when something waits in this line, by a thread that looks and reads nothing."""
    threading.Thread(target=_watch, args=(line, ring), name="doorbell", daemon=True).start()


def _watch(line: int, ring: Callable[[], None]) -> None:
    looking = select.poll()
    looking.register(line, select.POLLIN)
    while not any(found & ~select.POLLIN for _, found in looking.poll()):  # until it is closed
        ring()
        time.sleep(PAUSE_S)
