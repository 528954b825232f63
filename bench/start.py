"""The kiosk process: cold start to touchable, memory, what it costs while idle, and how soon its mixer follows it."""

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

STARTS = 3
IDLE_S = 6.0


def measure() -> list[Row]:
    starts, memory, idle, orphan = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        screen, display = virtual_screen(out)
        try:
            config = kiosk_config(out, free_port(), device="none", fullscreen=False, width_px=1080, height_px=1920)
            for life in range(STARTS):
                geometry = out / f"geometry-{life}"
                part = main_part(
                    "kiosk", out, "kiosk", "--config", str(config), "--test-geometry", str(geometry),
                    env={"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
                )  # fmt: skip
                began = time.monotonic_ns()
                part.start()
                finger = Finger(display, geometry)
                first = finger.wait(kind="IdleView", limit_s=60)
                starts.append((first.flipped_ns - began) / 1e6)
                assert part.process is not None
                kiosk = psutil.Process(part.process.pid)
                time.sleep(2)
                family = [kiosk, *kiosk.children(recursive=True)]
                memory.append(sum(p.memory_full_info().pss for p in family) / 1e6)
                before, at = sum(sum(p.cpu_times()[:2]) for p in family), time.monotonic()
                time.sleep(IDLE_S)
                after = sum(sum(p.cpu_times()[:2]) for p in family)
                idle.append((after - before) / (time.monotonic() - at) * 100)
                children = family[1:]
                killed = time.monotonic()
                os.kill(part.process.pid, signal.SIGKILL)
                while any(_lives(p) for p in children) and time.monotonic() - killed < 5:
                    time.sleep(0.002)
                orphan.append((time.monotonic() - killed) * 1000)
                part.kill()
                finger.close()
        finally:
            screen.kill()
    return [
        Row("cold start to touchable", starts),
        Row("memory, all processes (PSS)", memory, "MB"),
        Row("idle, all processes", idle, "% of a core"),
        Row("kill -9 of the kiosk to the end of its mixer", orphan),
    ]


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
