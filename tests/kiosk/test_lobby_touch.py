"""Fingers on the idle screen, in a real window: waking, holding, the held name, and what a crowd does to them."""

from __future__ import annotations

import dataclasses
import random
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from kiosk import resting, theme
from kiosk import views_model as v
from kiosk.screens.compose import compose
from kiosk.screens.holding import outline, part_of
from protocols.commands import Close
from tests.fakes.lobby_world import World
from tests.gallery.screens import screen
from tests.kiosk.test_lobby_rest import OPEN, SHUT, world_at


class Desk:
    """A world on the glass: what a finger does goes to the stage, and what the stage shows is drawn."""

    def __init__(self, glass: Any, world: World) -> None:
        self.glass, self.world = glass, world
        glass.host._on_action = self.act
        glass.host.on_touch = self.touched
        self.draw()
        glass.pump(2)  # drawn once before any finger: the first frame is slow

    def act(self, action: str) -> None:
        self.world.stage.act(action)
        self.draw()

    def touched(self) -> bool:
        meant = self.world.stage.touched()
        if not meant:
            self.draw()
        return meant

    def draw(self) -> None:
        self.glass.host.show(self.world.stage.view())

    def finger(self, action: str, held_s: float = 0.0) -> None:
        touch = self.glass.down(*self.glass.centre(action))
        if held_s:
            end = time.monotonic() + held_s
            self.glass.until(lambda: time.monotonic() >= end, limit_s=held_s + 20)
        touch.touch_up()
        self.glass.pump(1)


@pytest.fixture
def at(slow_clock_glass: tuple[Any, list[float]], tmp_path: Path) -> Any:
    """A world at a moment, and the clock of the press guard that a test moves."""
    glass, now = slow_clock_glass

    def made(moment: str, **idle: object) -> Desk:
        now[0] += 10
        return Desk(glass, world_at(tmp_path, moment, **idle))

    made.guard = now  # type: ignore[attr-defined]
    return made


def test_a_touch_that_wakes_presses_nothing_and_the_next_one_does_at_once(at: Any) -> None:
    desk = at(OPEN)
    for action in ("help", "dock:cpr"):
        desk.world.stage.touched()
        desk.world.wait(601, step_s=5)
        desk.draw()
        assert desk.glass.host._view.dimmed
        desk.finger(action)
        assert desk.world.lobby.focused is None and not desk.glass.host._view.dimmed
        desk.finger(action)  # the guard's clock stands still: no pause is needed between waking and acting
        assert desk.world.lobby.focused is not None
        desk.act("dock:undo")
        at.guard[0] += 1
    assert desk.world.lobby.focused is None


def test_outside_the_hours_a_tap_does_nothing_and_a_second_of_holding_starts(at: Any) -> None:
    desk = at(SHUT)
    desk.finger("help")
    assert desk.world.lobby.focused is None and desk.glass.host._holding.shown == 0
    assert desk.glass.host._view.target == "按住 1 秒"  # the tap is answered: it says what is wanted
    desk.world.now.turn(resting.TOO_SHORT_S + 0.1)
    desk.draw()
    assert desk.glass.host._view.target.replace("|", "") == "有人需要帮助"
    touch = desk.glass.down(*desk.glass.centre("help"))
    assert desk.world.lobby.focused is None
    desk.glass.until(lambda: desk.world.lobby.focused is not None)
    touch.touch_up()
    assert desk.world.step == "what_is_wrong/tiles" and desk.glass.host._holding.shown == 0


def held() -> v.IdleView:
    """A target that has to be held for so long that the test sees it fill."""
    view = screen("idle_alone", "zh")
    assert isinstance(view, v.IdleView)
    return dataclasses.replace(view, target_hold_s=30.0)


def test_a_finger_that_slips_off_a_held_key_stops_the_filling_and_starts_nothing(glass: Any) -> None:
    glass.host.show(held())
    x, y = glass.centre("help")
    touch = glass.down(x, y)
    glass.until(lambda: glass.host._holding.shown > 0.001)
    touch.touch_move(x, 5)
    assert glass.host._holding.shown == 0 and glass.host._hold is None
    touch.touch_up()
    assert glass.actions == []


def test_the_edge_fills_clockwise_from_the_top() -> None:
    points = outline(0, 0, 100, 60, 10)
    assert points[0] == points[-1] == (50, 60)
    quarter, all_of_it = part_of(points, 0.25), part_of(points, 1.0)
    assert quarter[-1][0] > 90 and part_of(points, 0.5)[-1][1] < 1 and all_of_it[-1] == pytest.approx((50, 60))
    assert part_of(points, 0)[-1] == (50, 60)


def test_the_edge_is_seen_in_the_first_frame_of_a_press_and_grows(glass: Any, tmp_path: Path) -> None:
    glass.host.show(held())
    glass.pump(2)

    def amber() -> int:
        with Image.open(glass.window.screenshot(name=str(tmp_path / "shot.png"))) as image:
            return image.convert("RGB").tobytes().count(bytes(round(c * 255) for c in theme.rgb(theme.DAY.care)[:3]))

    before = amber()
    touch = glass.down(*glass.centre("help"))
    glass.pump(1)
    first = amber() - before
    assert first > 300
    glass.until(lambda: glass.host._holding.shown > 0.06, limit_s=40)
    glass.pump(1)
    assert amber() - before > 1.5 * first
    touch.touch_up()
    glass.pump(1)
    assert amber() == before and glass.actions == ["short:help"]


def test_the_silent_page_is_the_rest_page_to_the_pixel_but_for_the_ring_after_the_name(
    glass: Any, tmp_path: Path
) -> None:
    world = world_at(tmp_path, OPEN)

    def shown() -> Image.Image:
        glass.host.show(world.stage.view())
        glass.pump(2)
        with Image.open(glass.window.screenshot(name=str(tmp_path / "shot.png"))) as image:
            return image.convert("RGB")

    for lang in ("zh", "en"):
        world.stage.act("dock:rest")
        rest, everyday = world.stage.view(), shown()
        world.stage.act("rest:back")
        shown()
        world.line = dataclasses.replace(world.line, confirmed=False)
        world.stage.act("idle:name")
        world.stage.act("dock:rest")
        form = theme.Metrics(1920, 1080, theme.REFERENCE_PX_PER_MM)  # lying: the same, by what is drawn
        lying = compose(rest, form, glass.host._measure)
        same = compose(world.stage.view(), form, glass.host._measure)
        assert same.nodes == lying.nodes and same.ground == lying.ground, lang
        for confirmed in (False, True):
            world.line = dataclasses.replace(world.line, confirmed=confirmed)
            silent = shown()
            assert isinstance(glass.host._view, v.RestView) and glass.host._view.ring is confirmed
            differs = ImageChops.difference(everyday, silent).getbbox()
            assert (differs is not None) is confirmed, lang
            if differs is not None:
                left, top, right, bottom = differs
                assert bottom < 130 and right - left < 15 and bottom - top < 15
        assert min(everyday.getpixel((540, 1440))) > 150  # the page's own ground
        session = world.lobby.focused
        assert session is not None
        session.send(Close("completed"))
        world.stage.act("language")


def test_holding_the_name_changes_no_pixel_and_then_services_open_in_silence(at: Any, tmp_path: Path) -> None:
    desk = at(OPEN)
    glass = desk.glass

    def pixels() -> bytes:
        glass.pump(2)
        with Image.open(glass.window.screenshot(name=str(tmp_path / "shot.png"))) as image:
            return image.convert("RGB").tobytes()

    before = pixels()
    touch = glass.down(*glass.centre("idle:name"))
    assert pixels() == before
    glass.until(lambda: desk.world.stage.on.resting._armed is not None, limit_s=resting.GESTURE_HOLD_S + 20)
    assert pixels() == before
    touch.touch_up()
    at.guard[0] += 1
    desk.finger("dock:rest")
    session = desk.world.lobby.focused
    assert session is not None and session.incident.silent and isinstance(glass.host._view, v.RestView)


def test_a_pedal_never_stops_at_the_unseen_keys(glass: Any) -> None:
    glass.host.show(screen("idle_alone", "zh"))
    seen = set()
    for _ in range(30):
        glass.host.focus_next()
        seen.add(glass.host._focused)
    assert seen == set(glass.host.geometry()) - {"idle:name", "upkeep:open"}


def test_a_crowd_at_the_idle_screen_leaves_it_usable(at: Any) -> None:
    """Several fingers at once, taps anywhere, the language in between: never a dead screen, always two taps to help."""
    desk, chance = at(OPEN), random.Random(5)
    glass, fingers = desk.glass, []
    for _ in range(400):
        at.guard[0] += chance.choice((0.0, 0.05, 0.4))
        deed = chance.random()
        if deed < 0.5 or not fingers:
            fingers.append(glass.down(chance.uniform(0, 1080), chance.uniform(0, 1920)))
        elif deed < 0.65:
            fingers[-1].touch_move(chance.uniform(0, 1080), chance.uniform(0, 1920))
        else:
            fingers.pop(chance.randrange(len(fingers))).touch_up()
        if chance.random() < 0.1:
            desk.act("language")  # mid-prompt, or mid-press
        if chance.random() < 0.05:
            desk.world.wait(1)
            desk.draw()
    for touch in fingers:
        touch.touch_up()
    assert glass.host._press.touch is None
    world = desk.world
    for session in world.lobby.open_sessions:
        assert world.recorder.verify(session.incident.id) is None
    at.guard[0] += 1
    focused = world.lobby.focused
    if focused is not None and focused.incident.silent:
        return
    desk.draw()
    for _ in range(2):
        at.guard[0] += 1
        focused = world.lobby.focused
        if focused is not None and world.step.endswith("/hands"):
            break
        desk.finger("dock:cpr")
    focused = world.lobby.focused
    assert focused is not None and focused.incident.beat is not None


def test_a_second_emergency_is_two_taps_away_and_switching_is_one(at: Any) -> None:
    desk = at(OPEN)
    for action in ("help", "answer:chest_pain", "dock:changed", "other:help"):
        at.guard[0] += 1
        desk.world.now.turn(10)
        desk.draw()
        desk.finger(action)
    first, second = desk.world.lobby.open_sessions
    assert desk.world.step == "what_is_wrong/tiles" and desk.world.lobby.focused is second
    for wanted in (first, second, first):
        at.guard[0] += 1
        other = desk.glass.host._view.chrome.other
        desk.finger(other.action)
        assert desk.world.lobby.focused is wanted
    opened = first.incident.opened
    assert opened is not None and desk.glass.host._view.chrome.bar.clock_text == "00:30"
