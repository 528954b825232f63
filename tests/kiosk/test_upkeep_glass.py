"""Behind the lobby by real touches: a finger opens the settings, a cloth does not, help is there all the time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import views_model as v
from kiosk import views_upkeep as u
from kiosk.screens.turned import Turned
from protocols.commands import ShowHandover
from tests.fakes.behind_glass import BehindGlass
from tests.fakes.lobby_world import World


class Scene(BehindGlass):
    @property
    def screen(self) -> type:
        return type(self.world.stage.view())

    def tap(self, *actions: str) -> None:
        for action in actions:
            self.world.now.turn(0.5)
            self.glass.host._press.acted_ms = -1e9  # the guard between two presses has a test of its own
            self.glass.host._turned = Turned()  # so has the one after a change
            self.glass.tap(action)

    def hold(self, action: str, met: Any) -> None:
        touch = self.glass.down(*self.glass.centre(action))
        self.glass.until(met, limit_s=30)
        touch.touch_up()
        self.glass.pump(1)

    def wait(self, seconds: float) -> None:
        self.world.wait(seconds, step_s=1)
        self.show()


@pytest.fixture
def scene(glass: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    for name in ("upkeep.HELP_S", "upkeep.CORNERS_S", "lobby.SETTINGS_HOLD_S"):
        monkeypatch.setattr(f"kiosk.screens.{name}", 0.15)
    world = World(tmp_path / "journal.db")
    assert world.pin.set("280317", n=16) == ""
    yield Scene(world, glass)


def inside(scene: Scene) -> None:
    scene.hold("upkeep:open", lambda: scene.screen is u.PinView)
    scene.tap(*(f"pin:{d}" for d in "280317"), "pin:ok")
    assert scene.screen is u.MenuView


def test_a_short_touch_on_the_clock_does_nothing_a_held_one_asks_for_the_pin(scene: Scene) -> None:
    scene.tap("upkeep:open")
    assert scene.screen is v.IdleView
    inside(scene)
    scene.tap("upkeep:page:volume", "upkeep:set:volume:0.8", "upkeep:set:volume:0.7", "upkeep:back", "upkeep:close")
    assert scene.screen is v.IdleView and scene.world.machine.settings.volume == 0.7


def test_from_the_middle_of_the_settings_one_touch_starts_compressions(scene: Scene) -> None:
    inside(scene)
    scene.tap("upkeep:page:touch", "touch:3", "dock:cpr")
    session = scene.world.lobby.focused
    assert session is not None and session.incident.beat is not None and scene.screen is v.StepView


def test_wiping_does_nothing_and_a_held_key_starts_help(scene: Scene) -> None:
    inside(scene)
    scene.tap("upkeep:page:cleaning", "upkeep:do:clean")
    assert scene.screen is u.CleaningView
    window = scene.glass.window
    for n in range(40):  # a wet cloth: long, sliding, everywhere, also over the key and the corners
        touch = scene.glass.down(window.width * (n % 8) / 8, window.height * (n % 5) / 5)
        for step in range(4):
            touch.touch_move(window.width * ((n + step) % 7) / 7, window.height * ((n * 3 + step) % 6) / 6)
        touch.touch_up()
    assert scene.screen is u.CleaningView and scene.world.lobby.focused is None
    scene.tap("clean:help")
    assert scene.screen is u.CleaningView
    scene.hold("clean:help", lambda: scene.screen is v.TilesView)
    assert scene.world.lobby.focused is not None


def corners(scene: Scene) -> tuple[tuple[float, float], tuple[float, float]]:
    chord = scene.glass.host.scene.chord
    height = scene.glass.window.height
    (ax, ay), (bx, by) = (box.centre for box in chord.boxes)
    return (ax, height - ay), (bx, height - by)


def test_both_corners_held_end_the_cleaning_and_one_alone_or_let_go_does_not(scene: Scene) -> None:
    inside(scene)
    scene.tap("upkeep:page:cleaning", "upkeep:do:clean")
    one, other = corners(scene)
    first = scene.glass.down(*one)
    scene.glass.pump(3)
    second = scene.glass.down(*other)
    second.touch_up()
    slipped = scene.glass.down(*other)
    slipped.touch_move(scene.glass.window.width / 2, scene.glass.window.height / 2)
    slipped.touch_up()
    time.sleep(0.3)
    scene.glass.pump(3)
    assert scene.screen is u.CleaningView
    second = scene.glass.down(*other)
    scene.glass.until(lambda: scene.screen is v.IdleView, limit_s=30)
    first.touch_up()
    second.touch_up()


def test_after_the_crew_took_over_a_note_is_three_touches_and_so_is_a_correction(scene: Scene) -> None:
    scene.tap("dock:cpr")
    scene.world.stage.act("dialog:handed_over")
    scene.show()
    assert scene.screen is u.AfterView
    scene.tap("after:note", "after:what:aed", "after:when:0")
    view = scene.world.stage.view()
    assert isinstance(view, u.AfterView) and [n.text for n in view.notes] == ["AED 用了"]
    scene.tap("after:lines")
    view = scene.world.stage.view()
    assert isinstance(view, u.CourseView)
    scene.tap(view.lines[-1].action, "after:wrong:not_so")
    view = scene.world.stage.view()
    assert isinstance(view, u.CourseView) and [n.text for n in view.lines[-1].notes] == ["没有这回事"]
    scene.tap("after:back", "after:end")
    assert "after:open" in scene.glass.host.geometry()


def test_the_card_covers_itself_on_the_glass_and_a_touch_brings_it_back(scene: Scene) -> None:
    scene.tap("dock:cpr")
    session = scene.world.lobby.focused
    assert session is not None
    session.send(ShowHandover())
    scene.wait(121)
    assert scene.screen is v.StepView
    scene.tap("handover:show")
    assert scene.screen is v.HandoverView


def test_the_picture_is_darkened_and_never_black(scene: Scene) -> None:
    scene.glass.host.dim(0.4)
    assert scene.glass.host._shade.a == 0.6
    scene.glass.host.dim(1.0)
    assert scene.glass.host._shade.a == 0.0


def test_a_finger_finds_the_key_on_a_picture_that_is_turned(scene: Scene) -> None:
    """The panel's own coordinates, as a touch device gives them: Kivy turns them with the picture."""
    from kivy.base import EventLoop
    from kivy.input.motionevent import MotionEvent

    class Finger(MotionEvent):
        def depack(self, args: Any) -> None:
            self.is_touch, self.profile = True, ["pos"]
            self.sx, self.sy = args
            super().depack(args)

    window = scene.glass.window
    try:
        window.rotation = 90
        scene.show()
        assert scene.glass.host.metrics.landscape
        x, y = scene.glass.centre("dock:cpr")
        finger = Finger("panel", 1, [1 - y / window.height, x / window.width])
        finger.depack([1 - y / window.height, x / window.width])
        EventLoop.post_dispatch_input("begin", finger)
        scene.glass.pump(1)
        EventLoop.post_dispatch_input("end", finger)
        assert scene.world.lobby.focused is not None and scene.world.lobby.focused.incident.beat is not None
    finally:
        window.rotation = 0
        scene.glass.pump(2)
