"""Everything that must be settled before Kivy opens its window: configuration, signals, fonts."""

from __future__ import annotations

import logging
import os
import signal
from pathlib import Path
from types import FrameType

from kiosk import pace

logger = logging.getLogger(__name__)

FONTS = Path(__file__).resolve().parents[2] / "build" / "fonts"
REGULAR = "NotoSansSC-Regular.ttf"
BOLD = "NotoSansSC-Bold.ttf"
_ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",  # the command line is ours
    "KIVY_NO_CONFIG": "1",  # what stands in a home directory must not change a kiosk
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",  # leaves stderr and logging as they are
    "KIVY_IMAGE": "sdl2",  # it would look for others too, and with Pillow bring numpy, at every start
}


class FontsMissing(Exception):
    """The Chinese fonts are not there: without them the screen would show boxes."""


def prepare(width_px: int, height_px: int, fullscreen: bool, *, fonts: Path | None = None) -> None:
    """Call before anything imports `kivy.core.window`."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # Real drawing without a display server; the driver named "dummy" would end the process.
    if not os.environ.get("DISPLAY") and os.environ.setdefault("SDL_VIDEODRIVER", "offscreen") == "offscreen":
        logger.warning("there is no display (DISPLAY is not set): drawing to nowhere")
    # Before the window: SDL then leaves SIGTERM alone. Else it becomes a close request, which a kiosk refuses for ever.
    signal.signal(signal.SIGTERM, _leave)
    from kivy.config import Config

    for section, option, value in (
        ("graphics", "width", str(width_px)),
        ("graphics", "height", str(height_px)),
        ("graphics", "fullscreen", "auto" if fullscreen else "0"),
        ("graphics", "borderless", "1"),
        ("graphics", "resizable", "0"),
        ("graphics", "show_cursor", "0"),
        ("graphics", "multisamples", "0"),  # shapes come smooth from their pictures; this would only cost time
        ("graphics", "maxfps", str(pace.GUIDING_FPS)),
        ("graphics", "allow_screensaver", "0"),
        ("kivy", "exit_on_escape", "0"),
        ("kivy", "kivy_clock", "free_all"),
        ("kivy", "log_level", "warning"),
        ("input", "mouse", "mouse,disable_multitouch"),
    ):
        Config.set(section, option, value)
    if Config.has_option("input", "%(name)s"):
        Config.remove_option("input", "%(name)s")  # probing input devices gives every tap twice
    register_fonts(fonts or FONTS)


def register_fonts(folder: Path) -> None:
    """Regular and Bold, and the same two for the italics that Kivy wants and we never use."""
    regular, bold = folder / REGULAR, folder / BOLD
    missing = [str(path) for path in (regular, bold) if not path.is_file()]
    if missing:
        raise FontsMissing(f"missing: {', '.join(missing)}; run deploy/setup.sh run")
    from kivy.core.text import DEFAULT_FONT, LabelBase

    LabelBase.register(DEFAULT_FONT, str(regular), str(regular), str(bold), str(bold))


def _leave(number: int, frame: FrameType | None) -> None:
    """Stop from the loop, not from inside whatever was interrupted."""
    from kivy.app import App
    from kivy.clock import Clock

    app = App.get_running_app()
    if app is None:
        raise SystemExit(0)
    Clock.schedule_once(lambda dt: app.stop())
