"""The real kiosk on an X screen of another shape than its file says, that is turned, and that vanishes."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from Xlib.display import Display

from deploy.demo.finger import Finger
from deploy.demo.parts import Part, free_port, kiosk_config, main_part, virtual_screen

LIMIT_S = 20.0
"""It is looked at once a second; a busy machine is given time."""


def turn(display: Display, width_px: int, height_px: int) -> None:
    """What a technician does with `xrandr`."""
    root, name = display.screen().root, f"{width_px}x{height_px}"
    mode = {
        "id": 0, "width": width_px, "height": height_px, "dot_clock": 100_000_000, "h_sync_start": width_px,
        "h_sync_end": width_px, "h_total": width_px, "h_skew": 0, "v_sync_start": height_px, "v_sync_end": height_px,
        "v_total": height_px, "name_length": len(name), "flags": 0,
    }  # fmt: skip
    made = root.xrandr_create_mode(mode, name).mode
    display.xrandr_add_output_mode(root.xrandr_get_screen_resources().outputs[0], made)
    found = root.xrandr_get_screen_resources()  # anew: it carries the time that the next question is checked against
    display.xrandr_set_crtc_config(found.crtcs[0], 0, 0, 0, 0, 1, [], found.config_timestamp)  # off, as xrandr does
    root.xrandr_set_screen_size(width_px, height_px, 300, 300)
    display.xrandr_set_crtc_config(found.crtcs[0], 0, 0, 0, made, 1, found.outputs, found.config_timestamp)
    display.sync()


def until_size(finger: Finger, size: tuple[int, int]) -> None:
    """Until a screen was drawn for this size, with room for every key that it tells of."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        screen = finger.look()
        if screen is not None and screen.size == size:
            assert all(
                x >= 0 and y >= 0 and x + w <= size[0] and y + h <= size[1] for x, y, w, h in screen.keys.values()
            )
            return
        time.sleep(0.02)
    raise AssertionError(f"the window did not follow to {size}")


def _kiosk(out: Path, display: str, geometry: Path) -> Part:
    config = kiosk_config(out, free_port(), device="none", fullscreen=True, width_px=1080, height_px=1920)
    return main_part(
        "kiosk", out, "kiosk", "--config", str(config), "--test-geometry", str(geometry),
        env={"DISPLAY": display, "SDL_VIDEODRIVER": "x11"},
    ).start()  # fmt: skip


@pytest.fixture
def display(tmp_path: Path) -> Iterator[str]:
    screen, name = virtual_screen(tmp_path, 1920, 1920)
    try:
        yield name
    finally:
        screen.kill()


def test_a_screen_that_is_turned_in_an_incident_is_filled_again_and_touched_where_it_is_drawn(
    display: str, tmp_path: Path
) -> None:
    geometry = tmp_path / "geometry"
    kiosk = _kiosk(tmp_path, display, geometry)
    finger, screen = Finger(display, geometry), Display(display)
    try:
        finger.wait(kind="IdleView", limit_s=30)
        serial = finger.tap("dock:cpr")  # the file said 1080 x 1920, and nobody else resizes a window here
        finger.wait(step="adult_collapse/hands", after=serial)
        for size in ((1920, 1080), (1080, 1920)):
            turn(screen, *size)
            until_size(finger, size)
            serial = finger.tap("answer:aed_here")
            serial = finger.wait(step="adult_collapse/aed_power", after=serial).serial
            finger.tap("dock:undo")
            finger.wait(after=serial, key="answer:aed_here")
    finally:
        finger.close()
        screen.close()
        kiosk.kill()


def test_a_screen_that_vanishes_ends_the_kiosk_and_its_mixer_so_that_it_can_begin_again(tmp_path: Path) -> None:
    """Else it would beat on behind a dark glass, and nothing would start it anew when the screen is back."""
    screen, name = virtual_screen(tmp_path)
    kiosk = _kiosk(tmp_path, name, tmp_path / "geometry")
    finger = Finger(name, tmp_path / "geometry")
    try:
        finger.wait(kind="IdleView", limit_s=30)
        finger.close()
        assert kiosk.process is not None
        children = psutil.Process(kiosk.process.pid).children(recursive=True)
        assert children
        screen.kill(signal.SIGKILL)
        assert kiosk.process.wait(LIMIT_S) > 0, "systemd counts it as fallen, not as stopped"
        assert psutil.wait_procs(children, LIMIT_S)[1] == []
    finally:
        kiosk.kill()
        screen.kill()
