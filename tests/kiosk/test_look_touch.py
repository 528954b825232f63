"""Fingers, pixels and the beat, in a real window: what a press does, and what it must not do."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from kiosk import theme
from kiosk.screens.press import GUARD_MS, LOST_MS, REPEAT_MS, Pedal, Press
from kiosk.screens.turned import SETTLED_S
from kiosk.screens.walk import order
from tests.gallery.screens import NAMES, screen


def _shown_panel(glass: Any, action: str) -> Any:
    """The panel that is painted now for a key."""
    scene = glass.host.scene
    key = next(key for key in scene.keys if key.action == action)
    index = next(i for i, node in enumerate(scene.nodes) if node is key.rest)
    return glass.host._slots[index][0]


def _pixel(glass: Any, tmp_path: Path, x: float, y_up: float) -> tuple[int, ...]:
    glass.pump(2)
    name = glass.window.screenshot(name=str(tmp_path / "shot.png"))
    with Image.open(name) as image:
        return image.convert("RGB").getpixel((int(x), int(glass.window.height - 1 - y_up)))  # type: ignore[return-value]


def test_a_tap_gives_its_action_once_and_on_release(glass: Any) -> None:
    glass.host.show(screen("assess", "zh"))
    touch = glass.down(*glass.centre("answer:unsure"))
    glass.pump(1)
    assert glass.actions == []
    touch.touch_up()
    assert glass.actions == ["answer:unsure"]


def test_the_key_looks_pressed_in_the_very_next_frame_and_its_shade_goes(glass: Any, tmp_path: Path) -> None:
    glass.host.show(screen("assess", "zh"))
    x, y, w, _ = glass.host.geometry()["answer:breathing_normally"]
    at = (x + w - 40, y + 30)
    rest = _pixel(glass, tmp_path, *at)
    touch = glass.down(*glass.centre("answer:breathing_normally"))
    assert _shown_panel(glass, "answer:breathing_normally").shade_px == 0
    pressed = _pixel(glass, tmp_path, *at)
    touch.touch_up()
    assert rest == pytest.approx([c * 255 for c in theme.rgb(theme.DAY.do)], abs=3)
    assert pressed == pytest.approx([c * 255 * 0.88 for c in theme.rgb(theme.DAY.do)], abs=4)
    assert _pixel(glass, tmp_path, *at) == rest


def test_a_finger_that_slips_off_cancels_even_if_it_comes_back(glass: Any) -> None:
    glass.host.show(screen("assess", "zh"))
    x, y = glass.centre("answer:not_breathing")
    touch = glass.down(x, y)
    touch.touch_move(x, 5)
    touch.touch_move(x, y)
    touch.touch_up()
    assert glass.actions == []
    assert _shown_panel(glass, "answer:not_breathing").shade_px > 0


def test_a_wide_finger_in_a_glove_may_meet_the_edge_of_its_key_and_roll_over_it(
    slow_clock_glass: tuple[Any, list[float]],
) -> None:
    """Between two answers each has its half of the gap but for the middle, where nothing is pressed."""
    glass, now = slow_clock_glass
    glass.host.show(screen("assess", "zh"))
    mm, (x, y) = glass.host.metrics.px_per_mm, glass.centre("answer:not_breathing")
    half = glass.host.scene.key("answer:not_breathing").box.h / 2
    touch = glass.down(x, y - half + mm)
    touch.touch_move(x, y - half - 3 * mm)
    touch.touch_up()
    assert glass.actions == ["answer:not_breathing"]
    wide = [key for key in glass.host.scene.keys if key.action.startswith("answer:")]
    for near_mm, actions in ((1.2, [key.action for key in wide]), (1.9, [])):
        glass.actions.clear()
        for key in wide:
            now[0] += 1
            glass.down(key.box.centre[0], glass.host.metrics.height_px - key.box.bottom - near_mm * mm).touch_up()
        assert glass.actions == actions


def test_a_second_finger_does_nothing_while_the_first_is_down(glass: Any) -> None:
    glass.host.show(screen("assess", "zh"))
    first = glass.down(*glass.centre("answer:not_breathing"))
    second = glass.down(*glass.centre("answer:breathing_normally"))
    second.touch_up()
    assert glass.actions == []
    first.touch_up()
    assert glass.actions == ["answer:not_breathing"]


def test_a_second_press_within_the_guard_does_nothing(slow_clock_glass: tuple[Any, list[float]]) -> None:
    glass, now = slow_clock_glass
    glass.host.show(screen("assess", "zh"))
    glass.tap("answer:not_breathing")
    now[0] += GUARD_MS / 1000 - 0.05
    glass.tap("answer:breathing_normally")
    assert glass.actions == ["answer:not_breathing"]
    now[0] += 0.1
    glass.tap("answer:breathing_normally")
    assert glass.actions == ["answer:not_breathing", "answer:breathing_normally"]


def test_a_press_goes_on_when_only_the_clock_changed_under_the_finger(glass: Any) -> None:
    glass.host.show(screen("cpr", "zh"))
    touch = glass.down(*glass.centre("answer:aed_here"))
    glass.host.show(screen("cpr_swap", "zh"))
    touch.touch_up()
    assert glass.actions == ["answer:aed_here"]


def test_a_key_that_came_under_the_finger_by_itself_is_not_pressed(slow_clock_glass: tuple[Any, list[float]]) -> None:
    """Compressions go on from step to step by the clock, and their keys do not stand in the same places."""

    glass, now = slow_clock_glass
    glass.host.show(screen("cpr", "zh"))
    now[0] += 5
    x, y = glass.centre("answer:aed_here")
    glass.host.show(screen("aed_pads", "zh"))
    came = glass.host.key_at(x, glass.host.metrics.height_px - y)
    assert came is not None and came.action != "answer:aed_here"
    glass.down(x, y).touch_up()
    assert glass.actions == []
    glass.tap("dock:call")  # where it always stands: at once
    assert glass.actions == ["dock:call"]
    now[0] += SETTLED_S + 0.1
    glass.down(x, y).touch_up()
    assert glass.actions == ["dock:call", came.action]


def test_a_press_is_forgotten_when_its_key_went_away(glass: Any) -> None:
    glass.host.show(screen("assess", "zh"))
    touch = glass.down(*glass.centre("answer:unsure"))
    glass.host.show(screen("cpr", "zh"))
    touch.touch_up()
    assert glass.actions == []


def test_the_dial_takes_every_tap_as_it_begins_whatever_other_finger_is_down(glass: Any) -> None:
    glass.host.show(screen("cpr", "zh"))
    x, y = glass.centre("tap")
    key = glass.down(*glass.centre("dock:again"))
    for _ in range(3):
        glass.down(x, y).touch_up()  # three within the guard of a key
    assert glass.actions == ["tap"] * 3
    key.touch_up()
    assert glass.actions[-1] == "dock:again"


def test_a_pedal_finds_no_pad_and_nothing_is_pressed_without_a_ring(glass: Any) -> None:
    glass.host.show(screen("cpr", "zh"))
    assert not glass.host.press_focused()
    seen = set()
    for _ in range(40):
        glass.host.focus_next(1)
        seen.add(glass.host._focused)
    assert "tap" not in seen and len(seen) > 5
    assert glass.host.press_focused()


def test_a_flash_changes_the_ground_twice_a_second_for_a_second_and_a_half_and_then_it_is_as_it_was(glass: Any) -> None:
    from kivy.core.window import Window

    glass.host.show(screen("cpr", "zh"))
    rest = tuple(Window.clearcolor)
    changes = [rest]
    glass.host.flash()

    def seen() -> bool:
        now = tuple(Window.clearcolor)
        if now != changes[-1]:
            changes.append(now)
        return not glass.host._ground.flashes

    glass.until(seen)
    assert len(changes) == 5 and changes[0::2] == [rest] * 3 and changes[1] == changes[3] != rest
    glass.host.flash()
    glass.host.show(screen("quiet", "zh"))
    assert not glass.host._ground.flashes  # the discreet page never flashes


def test_touching_nothing_does_nothing(glass: Any) -> None:
    glass.host.show(screen("idle", "zh"))
    glass.down(3, 3).touch_up()
    assert glass.actions == []


def test_every_key_of_every_sample_gives_its_own_action(slow_clock_glass: tuple[Any, list[float]]) -> None:
    glass, now = slow_clock_glass
    for name in NAMES:
        if name == "quiet":
            continue  # its rows are held, not tapped
        glass.host.show(screen(name, "zh"))
        for action in [key.action for key in glass.host.scene.keys if not key.hold_s]:
            now[0] += 1
            glass.actions.clear()
            glass.down(*glass.centre(action)).touch_up()
            assert glass.actions == [action], name


def test_a_row_of_the_rest_page_acts_only_when_held(glass: Any) -> None:
    glass.host.show(screen("quiet", "zh"))
    glass.down(*glass.centre("answer:still")).touch_up()
    assert glass.actions == []
    touch = glass.down(*glass.centre("answer:still"))
    glass.until(lambda: glass.actions == ["answer:still"])
    touch.touch_up()
    assert glass.actions == ["answer:still"]


def test_one_beat_costs_two_redraws(glass: Any) -> None:
    glass.host.show(screen("cpr", "zh"))
    glass.pump(5)
    flips: list[int] = []
    count = lambda *_: flips.append(1)  # noqa: E731
    glass.window.bind(on_flip=count)
    try:
        for pressed in (True, False):
            glass.host.beat(pressed)
            glass.pump(5)
    finally:
        glass.window.unbind(on_flip=count)
    assert len(flips) == 2


def test_showing_the_same_view_again_paints_nothing(glass: Any) -> None:
    view = screen("assess", "zh")
    glass.host.show(view)
    before = [group for _, group in glass.host._slots]
    nodes = [node for node, _ in glass.host._slots]
    glass.host.show(view)
    assert [group for _, group in glass.host._slots] == before
    assert [node for node, _ in glass.host._slots] == nodes


def test_the_exercise_frame_is_striped_on_all_four_sides(glass: Any, tmp_path: Path) -> None:
    glass.host.show(screen("cpr_drill", "zh"))
    glass.pump(2)
    name = glass.window.screenshot(name=str(tmp_path / "drill.png"))
    with Image.open(name) as image:
        shot = image.convert("RGB")
        w, h = shot.size
        sides = (
            [shot.getpixel((x, 10)) for x in range(0, w, 3)],
            [shot.getpixel((x, h - 10)) for x in range(0, w, 3)],
            [shot.getpixel((10, y)) for y in range(0, h, 3)],
            [shot.getpixel((w - 10, y)) for y in range(0, h, 3)],
        )
    violet = tuple(round(c * 255) for c in theme.rgb(theme.DAY.drill))
    for side in sides:
        share = sum(1 for pixel in side if sum(abs(a - b) for a, b in zip(pixel, violet, strict=True)) < 12) / len(side)
        assert 0.5 < share < 0.8
        assert sum(1 for pixel in side if min(pixel) > 240) / len(side) > 0.2


def test_night_is_dark_and_day_is_light(glass: Any, tmp_path: Path) -> None:
    glass.host.show(screen("assess", "zh"))
    assert min(_pixel(glass, tmp_path, 20, 1000)) > 230
    glass.host.show(screen("assess", "zh", "night"))
    assert max(_pixel(glass, tmp_path, 20, 1000)) < 40


def test_a_pedal_comes_to_what_helps_first_and_its_second_press_answers_nothing_unread(glass: Any) -> None:
    for view, first in (
        (screen("idle", "zh"), "help"),
        (screen("tiles", "zh"), "answer:collapse"),
        (screen("assess", "zh"), "answer:not_breathing"),
    ):
        glass.host._unfocus()
        glass.host.show(view)
        glass.host.focus_next()
        assert glass.host._focused == first
    walked = [action for action in order(glass.host.scene.keys) if not action.startswith("answer:")]
    assert walked[:3] == ["dock:call", "dock:cpr", "dock:undo"]
    answer = glass.host._focused
    assert glass.host.press_focused() and not glass.host.press_focused()
    assert glass.actions == [answer]


def test_the_quiet_lobby_paints_the_next_pictures_beforehand_and_keeps_them_packed(glass: Any) -> None:
    painter = glass.host._painter
    glass.host.show(screen("idle", "zh"))
    before, held = len(painter._drawings), painter._pictures.held
    for _ in range(3):
        glass.host._warm_one()
    assert (len(painter._drawings), painter._pictures.held) == (before + 3, held)
    svg, width, height = list(painter._drawings._items)[-1]
    texture = painter.picture(svg, width, height)
    assert texture.size == (width, height) and painter._pictures.held == held + width * height * 4
    assert len(painter._drawings) == before + 3, "it was not painted again"


def test_what_is_kept_has_a_limit_in_bytes_and_the_newest_stays() -> None:
    from kiosk.screens.paint import Kept

    kept = Kept(10, len)
    made: list[str] = []
    for word in ("aaaa", "bbbb", "aaaa", "cccc", "bbbb", "x" * 50, "d"):
        assert kept.get(word, lambda word=word: made.append(word) or word) == word
    assert made == ["aaaa", "bbbb", "cccc", "bbbb", "x" * 50, "d"]
    assert (kept.held, len(kept)) == (1, 1)


def test_the_code_to_scan_is_dark_on_white_with_its_quiet_zone() -> None:
    from kiosk.screens.paint import render_svg
    from kiosk.screens.qr import qr_svg

    image = Image.open(io.BytesIO(render_svg(qr_svg("没反应，没有正常呼吸"), 330, 330))).convert("L")
    assert all(image.getpixel((x, y)) == 255 for x in range(0, 330, 5) for y in (1, 20, 310, 328))
    assert image.getextrema() == (0, 255)


def test_the_press_rule_by_itself() -> None:
    press = Press()
    assert press.down("a", "one", 1000) and not press.down("b", "two", 1000)
    assert press.up("b", 1010) == "" and press.up("a", 1010) == "one"
    assert not press.down("a", "one", 1010 + GUARD_MS - 1) and press.down("a", "one", 1010 + GUARD_MS)
    assert press.move("a", False) and press.up("a", 2000) == ""
    assert not press.down("a", "", 9000)


def test_a_finger_that_the_panel_lost_does_not_hold_the_kiosk_for_ever() -> None:
    press = Press()
    assert press.down("lost", "help", 1000)
    assert not press.down("next", "help", 1000 + LOST_MS - 1)
    assert press.down("next", "help", 1000 + LOST_MS)
    assert press.up("lost", 1000 + LOST_MS + 1) == "" and press.up("next", 1000 + LOST_MS + 2) == "help"


def test_a_pedal_that_is_held_down_is_one_press_and_one_that_was_lost_works_again() -> None:
    pedal = Pedal()
    assert [pedal.down(32, ms) for ms in (0, 600, 633, 666, 1500)] == [True, False, False, False, False]
    pedal.up(32)
    assert pedal.down(32, 1510) and pedal.down(13, 1510)
    assert pedal.down(32, 1510 + REPEAT_MS + 1)


def test_a_screen_on_which_nothing_changes_is_not_drawn_again(glass: Any) -> None:
    glass.host.show(screen("assess", "zh"))
    glass.host.dim(0.8)
    glass.pump(3)
    assert not glass.window.canvas.needs_redraw
    glass.host.dim(0.8)
    assert not glass.window.canvas.needs_redraw
    glass.host.dim(1.0)
    assert glass.window.canvas.needs_redraw
