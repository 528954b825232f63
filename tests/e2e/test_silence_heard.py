"""The real window and the real mixer: somebody collapses in a robbery, and the recording holds nothing but noughts
until a finger has tapped "sound on"."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from deploy.demo.ears import Recording
from deploy.demo.finger import Finger
from deploy.demo.parts import free_port, kiosk_config, main_part, virtual_screen

LISTEN_S = 1.7
STANDS_S = 2.3
"""The silent page takes no key to another emergency before it has stood for two seconds."""


@pytest.mark.timeout(180)
def test_beside_a_robbery_the_recording_is_nought_until_a_finger_taps_sound_on(tmp_path: Path) -> None:
    screen, display = virtual_screen(tmp_path)
    config = kiosk_config(tmp_path, free_port(), device="none", fullscreen=False, width_px=1080, height_px=1920)
    wav, tapped, shown = tmp_path / "sound.wav", [], []
    kiosk = main_part(
        "kiosk", tmp_path, "kiosk", "--config", str(config), "--test-geometry", str(tmp_path / "geometry.jsonl"),
        "--record-sound", str(wav), env={"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
    ).start()  # fmt: skip
    finger = Finger(display, tmp_path / "geometry.jsonl")

    def tap(key: str, *, to: str, wait_s: float = LISTEN_S) -> None:
        tapped.append(time.monotonic_ns())
        serial = finger.tap(key)
        finger.wait(key=to, after=serial)
        shown.append(time.monotonic_ns())
        time.sleep(wait_s)
        finger.picture(tmp_path / f"{len(shown)}-{key.rpartition(':')[2][:9].replace('/', '')}.png")

    try:
        finger.wait(kind="IdleView", limit_s=60)
        tap("help", to="answer:more_else")
        tap("answer:more_else", to="answer:robbery", wait_s=0)
        tap("answer:robbery", to="answer:safe", wait_s=STANDS_S)
        tap("dock:cpr", to="dock:sound")
        tap("dock:sound", to="dock:again")
        back = next(key for key in finger.wait(key="dock:again").keys if key.startswith("other:focus:"))
        tap(back, to="answer:safe", wait_s=STANDS_S)
        tap("rest:back", to="dock:sound")
        assert kiosk.process is not None
        os.kill(kiosk.process.pid, signal.SIGTERM)
        assert kiosk.process.wait(30) == 0
    finally:
        finger.close()
        kiosk.kill(signal.SIGKILL)
        screen.kill()
    heard = Recording(wav)

    def loudest(begin: int, end: int | None, settle_s: float = 0.5) -> float:
        """From where the page of a tap stands until the tap that leaves it."""
        first = heard.sample_at(shown[begin] + round(settle_s * 1e9))
        last = heard.sample_at(tapped[end]) if end is not None else len(heard.mono)
        assert last - first > heard.rate // 2
        return float(np.abs(heard.mono[first:last]).max())

    assert loudest(0, 1) > 0.01  # the tiles are spoken
    assert loudest(2, 4) == 0.0  # the robbery, and the collapse beside it
    assert loudest(4, 5) > 0.1  # the beat and the step, after "sound on"
    assert loudest(5, None) == 0.0  # back at the silent page, and from there at the collapse again
