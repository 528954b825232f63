"""How soon the mixer follows a kiosk that is killed: no beat may go on without its screen."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from pathlib import Path

import psutil

from deploy.demo.finger import Finger
from deploy.demo.parts import free_port, kiosk_config, main_part, virtual_screen

from .table import Row

LIVES = 3


def measure() -> list[Row]:
    orphan = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        screen, display = virtual_screen(out)
        try:
            config = kiosk_config(out, free_port(), device="none", fullscreen=False, width_px=1080, height_px=1920)
            for life in range(LIVES):
                geometry = out / f"geometry-{life}"
                part = main_part(
                    "kiosk", out, "kiosk", "--config", str(config), "--test-geometry", str(geometry),
                    env={"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
                )  # fmt: skip
                part.start()
                finger = Finger(display, geometry)
                finger.wait(kind="IdleView", limit_s=60)
                assert part.process is not None
                children = psutil.Process(part.process.pid).children(recursive=True)
                killed = time.monotonic()
                os.kill(part.process.pid, signal.SIGKILL)
                while any(_lives(p) for p in children) and time.monotonic() - killed < 5:
                    time.sleep(0.002)
                orphan.append((time.monotonic() - killed) * 1000)
                part.kill()
                finger.close()
        finally:
            screen.kill()
    return [Row("kill -9 of the kiosk to the end of its mixer", orphan)]


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
