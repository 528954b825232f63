"""The Kivy application: opens the window, turns the drawing loop until told to stop."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import pace
from .geometry import Geometry
from .glass import Glass
from .kiosk import Kiosk
from .one_kiosk import claim
from .station import KioskConfig
from .watchdog import Watchdog

logger = logging.getLogger(__name__)

NEXT_KEYS, PREVIOUS_KEYS, PRESS_KEYS = (9, 275, 274, 281), (276, 273, 280), (13, 32, 271)
"""SDL key codes: tab, right, down, page down; left, up, page up; return, space, keypad enter."""

SETTLED_S = 1.0
"""So long after the start its first frame stands."""


def settle() -> None:
    """From now on garbage is looked for again, but never more in what the start has built."""
    gc.freeze()
    gc.enable()


def run(config: KioskConfig, *, record_sound: Path | None, test_geometry: Path | None, version: str) -> int:
    """Open the window and stay until told to stop. Returns the exit code. Raises DataInUse."""
    held = claim(Path(config.data))
    gc.disable()  # what is read and built until the first frame stays: to look for garbage in it only costs time
    from .screens import window as setup

    setup.prepare(config.screen.width_px, config.screen.height_px, config.screen.fullscreen)
    from kivy.app import App
    from kivy.base import ExceptionHandler, ExceptionManager
    from kivy.clock import Clock
    from kivy.core.window import Window

    from . import doorbell, fastinput
    from .screens import fill
    from .screens.host import Host
    from .screens.press import Pedal

    class PassOver(ExceptionHandler):
        """An error in one callback must not take the guidance off the screen."""

        def handle_exception(self, inst: BaseException) -> Any:
            if isinstance(inst, Exception):
                logger.exception("passed over", exc_info=inst)
                return ExceptionManager.PASS
            return ExceptionManager.RAISE

    def glass_keys(key: int) -> bool:
        """A foot pedal or a presenter is a keyboard: next, previous, press."""
        host = app.root
        if key in PRESS_KEYS and not pedal.down(key, time.monotonic() * 1000):
            return True
        if key in (*NEXT_KEYS, *PREVIOUS_KEYS, *PRESS_KEYS) and not host.on_touch():
            return True
        if key in NEXT_KEYS:
            host.focus_next(1)
        elif key in PREVIOUS_KEYS:
            host.focus_next(-1)
        elif key in PRESS_KEYS and not host.press_focused() and kiosk.stage.takes_taps:
            host.on_tap("tap")  # nothing is focused: whoever taps along has a pedal or the space bar for it
        return True  # no key reaches Kivy's own bindings (F1, F12, Escape)

    def turn(config: KioskConfig) -> None:
        if Window.rotation != config.screen.rotation:
            Window.rotation = config.screen.rotation

    def post(call: Callable[[], None]) -> None:
        """From any thread: called on the loop, which wakes for it."""
        Clock.schedule_once_free(lambda dt: call())

    def later(call: Callable[[], None]) -> None:
        """When the first frame stands: counted from the loop's first turn, a clock that has not turned is late."""
        Clock.schedule_once(lambda dt: Clock.schedule_once(lambda dt: call(), SETTLED_S))

    watchdog, pedal = Watchdog(), Pedal()
    kiosk = Kiosk(config, post=post, record_sound=record_sound, version=version, later=later)

    class KioskApp(App):
        """Kivy's application object: nothing but start and stop."""

        def build(self) -> Any:
            geometry = Geometry(test_geometry) if test_geometry is not None else None
            self.glass = glass = Glass(kiosk, Clock, Window, geometry)
            host = Host(on_action=glass.tap, on_touch=glass.touched, px_per_mm=config.screen.px_per_mm)
            glass.host = host
            kiosk.on_configured = turn
            kiosk.on_stop = self.stop
            turn(kiosk.config)
            kiosk.start()
            glass.draw()
            if watchdog.every_s is not None:
                Clock.schedule_interval(lambda dt: watchdog.feed(), watchdog.every_s)
            return host

        def on_start(self) -> None:
            fastinput.install()
            line = doorbell.line_of(Window)
            if line is not None:
                doorbell.watch(line, lambda: post(lambda: None))
                self.glass.resting_fps = pace.RESTING_FPS
            if config.screen.fullscreen:
                filling = fill.Fill(Window)
                filling.look()
                Clock.schedule_interval(lambda dt: filling.look(), fill.EVERY_S)
            Window.bind(on_key_down=lambda window, key, *rest: glass_keys(key))
            Window.bind(on_key_up=lambda window, key, *rest: pedal.up(key))
            watchdog.ready()
            later(settle)

        def open_settings(self, *_: object) -> bool:
            return False  # F1 must not open Kivy's own panel

        def on_stop(self) -> None:
            watchdog.stopping()

    ExceptionManager.add_handler(PassOver())
    app = KioskApp()
    try:
        app.run()
    finally:
        kiosk.close()
        if held is not None:
            held.close()
    return 0
