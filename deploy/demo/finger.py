"""A finger outside the kiosk: presses real keys on the X screen where the kiosk says they stand, and photographs it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageGrab
from Xlib import X
from Xlib.display import Display
from Xlib.ext import xtest

PRESS_S = 0.06
"""How long a finger stays down."""
BETWEEN_S = 0.4
"""A kiosk takes a second touch within 300 ms for the same finger's slip: nobody means two taps that fast."""
SCREEN_LIMIT_S = 8.0


@dataclass(frozen=True, slots=True)
class Screen:
    """What the kiosk's geometry file said about one screen."""

    serial: int
    name: str
    keys: dict[str, tuple[float, float, float, float]]
    touched_ns: int
    flipped_ns: int
    size: tuple[int, int]

    @property
    def step(self) -> str:
        return self.name.split("|")[1]

    @property
    def language(self) -> str:
        return self.name.split("|")[2]


class ScreenMissing(Exception):
    """A screen or key that was expected did not come."""


class Finger:
    """Reads the geometry file, taps through XTEST, saves pictures."""

    def __init__(self, display: str, geometry: Path) -> None:
        self._display_name, self._geometry = display, geometry
        self._display = Display(display)
        self._offset = 0
        self._lifted_s = 0.0
        self.screens: list[Screen] = []

    def close(self) -> None:
        self._display.close()

    def look(self) -> Screen | None:
        """The newest screen; None before the first."""
        if self._geometry.exists():
            with self._geometry.open("rb") as file:
                file.seek(self._offset)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._offset += len(line)
                    data = json.loads(line)
                    keys = {k: (b[0], b[1], b[2], b[3]) for k, b in data["keys"].items()}
                    size = (int(data["size"][0]), int(data["size"][1]))
                    self.screens.append(
                        Screen(data["serial"], data["screen"], keys, data["touched_ns"], data["flipped_ns"], size)
                    )
        return self.screens[-1] if self.screens else None

    def wait(
        self,
        *,
        step: str = "",
        key: str = "",
        kind: str = "",
        after: int = 0,
        touched_after_ns: int = -1,
        limit_s: float = SCREEN_LIMIT_S,
    ) -> Screen:
        """Until the newest screen fits (its step, a key on it, its kind), is newer than serial `after`, and comes of a
        touch after that moment: a strip that moves keys is a new screen too."""
        end = time.monotonic() + limit_s
        while True:
            screen = self.look()
            fits = (
                screen is not None
                and screen.serial > after
                and screen.touched_ns > touched_after_ns
                and (not step or screen.step == step)
                and (not key or key in screen.keys)
                and (not kind or screen.name.startswith(kind))
            )
            if fits and screen is not None:
                return screen
            if time.monotonic() > end:
                seen = screen.name if screen is not None else "nothing"
                raise ScreenMissing(f"expected {step or kind or key} within {limit_s:.0f} s, saw {seen}")
            time.sleep(0.004)

    def tap(self, key: str) -> int:
        """Press the middle of a key; returns the serial of the screen it stood on."""
        time.sleep(max(0.0, self._lifted_s + BETWEEN_S - time.monotonic()))
        screen = self.wait(key=key)
        x, y, width, height = screen.keys[key]
        xtest.fake_input(self._display, X.MotionNotify, x=int(x + width / 2), y=int(y + height / 2))
        xtest.fake_input(self._display, X.ButtonPress, 1)
        self._display.sync()
        time.sleep(PRESS_S)
        xtest.fake_input(self._display, X.ButtonRelease, 1)
        self._display.sync()
        self._lifted_s = time.monotonic()
        return screen.serial

    def picture(self, path: Path) -> Image.Image:
        image = ImageGrab.grab(xdisplay=self._display_name)
        image.save(path)
        return image
