"""Reads the touch queue right after the frame's sleep, not right before it: a tap is seen one frame earlier."""

from __future__ import annotations

from typing import Any

_MARK = "_reads_touches_after_sleep"


def install(event_loop: Any = None) -> None:
    """Once, after the window is open. Kivy polls the window after drawing, then sleeps with the touch in its queue."""
    if event_loop is None:
        from kivy.base import EventLoop

        event_loop = EventLoop
    if getattr(event_loop, _MARK, False):
        return
    dispatch, poll = event_loop.dispatch_input, event_loop.window.mainloop

    def dispatch_input() -> None:
        poll()
        dispatch()

    event_loop.dispatch_input = dispatch_input
    event_loop.window.mainloop = (
        dispatch_input  # what was touched during the drawing does not wait for the sleep either
    )
    setattr(event_loop, _MARK, True)
