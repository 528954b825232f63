"""The beat on the sound server's monitor while the kiosk's window draws as hard as fingers can make it."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from audio.decode import MIXER_RATE_HZ
from audio.metronome import press_click
from deploy.demo.ears import Recording
from deploy.demo.finger import Finger, ScreenMissing
from deploy.demo.parts import free_port, kiosk_config, main_part, virtual_screen

from .sound import BEAT_S, RATE_BPM, monitored, server
from .table import Row

LATE_MS = 5.0
STORM = ("language", "dock:call", "answer:back", "lane:aed:take", "dock:again", "profile", "language", "dock:undo")
"""Another language, another page and back, a role, the words again, larger letters: each draws the whole glass."""


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with server(folder) as device:
            if device == "none":
                return []  # nothing to listen to
            screen, display = virtual_screen(folder)
            try:
                return _kiosk(folder, display)
            finally:
                screen.kill()


def _kiosk(folder: Path, display: str) -> list[Row]:
    config = kiosk_config(folder, free_port(), device="auto", fullscreen=False, width_px=1080, height_px=1920)
    geometry = folder / "geometry"
    kiosk = main_part(
        "kiosk", folder, "kiosk", "--config", str(config), "--test-geometry", str(geometry),
        env={"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
    ).start()  # fmt: skip
    finger = Finger(display, geometry)
    try:
        finger.wait(kind="IdleView", limit_s=60)
        finger.tap("dock:cpr")
        finger.wait(step="adult_collapse/press", limit_s=90)  # the four steps before it go on by themselves
        quiet = _listen(folder, "quiet", lambda: time.sleep(0.5))
        storm = _Storm(finger)
        hard = _listen(folder, "hard", storm.tap)
    finally:
        finger.close()
        kiosk.kill()
    name = f"beat while the window draws hard, {BEAT_S:.0f} s"
    return [
        Row(f"{name}: interval error", _errors(hard), "ms", "nobody touches it", _errors(quiet)),
        Row(f"{name}: clicks missing", [_missing(hard)], "", "nobody touches it", [_missing(quiet)]),
        Row(f"{name}: clicks off by over 5 ms", [_late(hard)], "", "nobody touches it", [_late(quiet)]),
        Row(f"{name}: keys pressed", [float(storm.pressed)], ""),
    ]


class _Storm:
    """One key after the other, as fast as the kiosk takes them for meant."""

    def __init__(self, finger: Finger) -> None:
        self._finger, self._turn, self.pressed = finger, 0, 0

    def tap(self) -> None:
        key = STORM[self._turn % len(STORM)]
        self._turn += 1
        screen = self._finger.look()
        if screen is None or key not in screen.keys:
            return
        try:
            self._finger.tap(key)
            self.pressed += 1
        except ScreenMissing:  # the page changed under the finger
            return


def _listen(folder: Path, name: str, meanwhile: Callable[[], None]) -> list[float]:
    """The intervals between clicks in ms."""
    raw = folder / f"{name}.raw"
    end = time.monotonic() + BEAT_S
    with monitored(raw):
        while time.monotonic() < end:
            meanwhile()
    heard = np.fromfile(raw, "<i2")
    wav = folder / f"{name}.wav"
    soundfile.write(wav, heard, MIXER_RATE_HZ, subtype="PCM_16")
    wav.with_suffix(".json").write_text(json.dumps({"mappings": [{"sample": 0, "monotonic_ns": 0}]}))
    click = press_click(MIXER_RATE_HZ).astype(np.float64)
    length_ns = len(heard) * 1_000_000_000 // MIXER_RATE_HZ
    return Recording(wav).beat_intervals_ms(click, 0, length_ns)


def _beats(interval_ms: float) -> int:
    return max(1, round(interval_ms * RATE_BPM / 60_000))


def _errors(intervals_ms: list[float]) -> list[float]:
    return [abs(ms - _beats(ms) * 60_000 / RATE_BPM) for ms in intervals_ms]


def _late(intervals_ms: list[float]) -> float:
    return float(sum(error > LATE_MS for error in _errors(intervals_ms)))


def _missing(intervals_ms: list[float]) -> float:
    return float(sum(_beats(ms) - 1 for ms in intervals_ms))
