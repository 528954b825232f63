"""Nobody waits at a start for what is wanted once a day or never."""

from __future__ import annotations

import os
import subprocess
import sys

LATE = ("numpy", "PIL", "requests", "reportlab", "soundfile", "miniaudio")

STARTED = f"""
import gc, sys
from kiosk import app
from kiosk.screens import window
window.prepare(100, 100, False)
from kivy.app import App
from kivy.core.window import Window
from kiosk.screens.host import Host
assert not [name for name in {LATE!r} if name in sys.modules]
gc.disable()
app.settle()
assert gc.isenabled() and gc.get_freeze_count()
"""


def test_a_start_brings_neither_numpy_nor_what_only_a_printer_or_a_broken_line_needs() -> None:
    made = subprocess.run(
        [sys.executable, "-c", STARTED], env={**os.environ, "SDL_VIDEODRIVER": "offscreen"}, stderr=subprocess.PIPE
    )
    assert made.returncode == 0, made.stderr.decode()
