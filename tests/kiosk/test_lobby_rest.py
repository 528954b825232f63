"""The lobby at rest: hours, dimming, the held start, the unseen way into silence, and nothing left of an incident."""

from __future__ import annotations

import dataclasses
import itertools
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from kiosk import resting
from kiosk import views_model as v
from kiosk.roster import read
from kiosk.walltime import BRANCH_ZONE
from protocols import events as e
from tests.fakes.lobby_world import EXAMPLE, World

OPEN, SHUT = "2026-11-26T10:00", "2026-11-26T22:00"


def world_at(path: Path, moment: str, **idle: object) -> World:
    world = World(path / "journal.db")
    world.die()
    world.now.at_ms = round(datetime.fromisoformat(moment).replace(tzinfo=BRANCH_ZONE).timestamp() * 1000)
    world.config = msgspec.structs.replace(world.config, idle=msgspec.structs.replace(world.config.idle, **idle))
    world.people, _ = read(EXAMPLE.parent / "roster.example.csv")
    world.start()
    return world


def idle(world: World) -> v.IdleView:
    view = world.stage.view()
    assert isinstance(view, v.IdleView)
    return view


def test_in_staffed_hours_a_tap_starts_and_the_screen_says_who_is_here(tmp_path: Path) -> None:
    view = idle(world_at(tmp_path, OPEN))
    assert view.target_hold_s == 0 and view.chrome.dock.cpr.hold_s == 0
    assert view.hours == "星期四　厅内有工作人员，到 17:30"
    assert [(r.icon, r.weak, r.note) for r in view.rows] == [
        ("aed", "大门左侧墙上", "电极片到期 2028-03"),
        ("person", "大堂 1 人　柜台 1 人", ""),
        ("cup", "8:30–17:30", ""),
    ]


def test_outside_the_staffed_hours_the_target_is_held_and_compressions_are_still_one_tap(tmp_path: Path) -> None:
    world = world_at(tmp_path, SHUT)
    view = idle(world)
    assert view.target_hold_s == resting.HOLD_S and "按住" in view.target_sub and "hold" in view.target_other
    assert view.hours == "星期四　厅内没有工作人员，明天 8:30 有人"
    assert view.rows[1].weak == "现在没有，大绿键会教您"
    assert view.chrome.dock.call.hold_s == 0 and view.chrome.dock.cpr.hold_s == 0
    world.tap("dock:cpr")
    assert world.step == "adult_collapse/hands"
    assert idle(world_at(tmp_path / "x", SHUT, hold_to_start=False)).target_hold_s == 0


def test_what_has_lapsed_is_said_and_never_hides_where_the_aed_is(tmp_path: Path) -> None:
    row = idle(world_at(tmp_path, "2030-01-07T10:00")).rows[0]
    assert row.note_tone == "care" and idle(world_at(tmp_path / "x", OPEN)).rows[0].note_tone == "quiet"
    assert row.weak == "大门左侧墙上" and row.note == "工作人员：电极片 2028-03 已到期 (+1)"


def test_the_first_touch_on_a_dimmed_screen_only_wakes_it(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    assert world.stage.touched() and not idle(world).dimmed
    world.wait(10 * 60 - 1, step_s=1)
    assert not idle(world).dimmed
    world.wait(2, step_s=1)
    assert idle(world).dimmed and not idle(world).gesture
    assert not world.stage.touched()
    assert not idle(world).dimmed and world.stage.touched()
    assert not idle(world_at(tmp_path / "x", OPEN, dim_after_min=0)).dimmed


def test_a_screen_with_an_open_incident_never_dims_parked_or_not(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    world.stage.touched()
    world.tap("help", "answer:chest_pain")
    for _ in range(200):
        world.wait(60, step_s=30)
        assert not world.stage.asleep
    assert world.lobby.focused is None and not idle(world).dimmed and world.stage.touched()


def test_a_page_that_nobody_touches_goes_back_and_so_does_the_language(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    world.stage.touched()
    world.stage.act("language")
    world.stage.act("dock:rest")
    assert isinstance(world.stage.view(), v.RestView)
    world.wait(resting.REST_PAGE_S + 1, step_s=1)
    assert idle(world).chrome.lang == "en"
    world.wait(600, step_s=5)
    assert idle(world).chrome.lang == "zh"


def test_the_cross_moves_twice_in_twelve_seconds_by_day_and_not_after_dusk(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    seen = []
    for _ in range(240):
        world.now.turn(0.1)
        seen.append(idle(world).cross)
    assert min(seen) == 0.92 and max(seen) == 1.0
    assert sum(a != b for a, b in itertools.pairwise(seen)) in (3, 4)
    world.stage._hour = lambda moment: 20
    assert {idle(world).cross for _ in range(130) if world.now.turn(0.1) is None} == {1.0}


def test_a_false_start_is_taken_back_by_one_key_and_written_down_as_such(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    session = world.tap("help")
    world.stage.act("dock:undo")
    assert session.incident.closed is not None and session.incident.closed.outcome == "false_start"
    assert [p.text for p in idle(world).chrome.problems] == ["没事。已取消，已记下。"]
    world.wait(resting.NOTICE_S + 1)
    assert idle(world).chrome.problems == ()


def test_a_drill_that_became_real_is_never_closed_by_one_key(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    world.tap("dock:drill", "answer:collapse")
    live = world.tap("drill:real")
    world.stage.act("dock:undo")
    assert live.incident.open


@pytest.mark.parametrize("way", [("drill:real",), ("dialog:completed", "drill:real")])
def test_what_a_drill_became_is_never_called_a_false_start_and_its_undo_asks_first(
    tmp_path: Path, way: tuple[str, ...]
) -> None:
    world = world_at(tmp_path, OPEN)
    world.tap("dock:drill", "answer:collapse")
    for action in way:
        world.stage.act(action)
    live = world.lobby.focused
    assert live is not None and not live.incident.drill and undo_word(world) == "撤销上一步"
    world.wait(3)
    world.stage.act("dock:undo")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.dialog is not None and live.incident.open
    world.stage.act("dialog:no")
    world.wait(25)  # nobody answered: the step answered for them, and the key takes that back
    assert live.incident.answers and undo_word(world) == "撤销上一步"
    world.stage.act("dock:undo")
    assert not live.incident.answers and live.incident.open


def test_the_key_says_by_mistake_only_while_one_tap_cancels(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    session = world.tap("help")
    assert undo_word(world) == "误按？取消"
    world.wait(resting.FALSE_START_S + 1)
    assert undo_word(world) == "撤销上一步" and not session.incident.answers
    world.stage.act("dock:undo")
    view = world.stage.view()
    assert isinstance(view, v.TilesView) and view.chrome.dialog is not None and session.incident.open


def undo_word(world: World) -> str:
    view = world.stage.view()
    assert isinstance(view, v.StepView | v.TilesView)
    return next(tool.label for tool in view.chrome.dock.tools if tool.action == "dock:undo")


def test_the_gesture_opens_a_silent_incident_and_nothing_is_seen_or_heard_of_it(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    before = idle(world)
    assert before.gesture
    world.stage.act("idle:name")
    assert dataclasses.replace(idle(world), chrome=before.chrome, cross=before.cross) == before
    world.now.turn(2)
    world.stage.act("dock:rest")
    session = world.lobby.focused
    assert session is not None and session.incident.silent and world.step == "robbery/obey"
    view = world.stage.view()
    assert isinstance(view, v.RestView) and view.dock is not None
    world.wait(120)
    assert world.said == [] and ("silent", True) in [(n, next(iter(a.values()), None)) for n, a in world.player.calls]


@pytest.mark.parametrize(
    ("actions", "idle_settings"),
    [
        (("dock:rest", "rest:back"), {}),
        (("idle:name", "wait", "dock:rest", "rest:back"), {}),
        (("idle:name", "dock:rest", "rest:back"), {"silent_gesture": False}),
        (("dock:rest", "idle:name", "rest:back"), {}),
        (("idle:name", "dock:drill", "dock:undo"), {}),
    ],
)
def test_half_a_gesture_or_one_that_is_switched_off_does_nothing(
    tmp_path: Path, actions: tuple[str, ...], idle_settings: dict[str, object]
) -> None:
    world = world_at(tmp_path, OPEN, **idle_settings)
    for action in actions:
        world.now.turn(resting.GESTURE_WITHIN_S + 1 if action == "wait" else 0.5)
        world.stage.act(action)
    assert not world.lobby.open_sessions and idle(world).gesture is idle_settings.get("silent_gesture", True)


def test_free_roles_name_whom_to_ask_each_of_them_once(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    world.tap("dock:cpr")
    view = world.stage.view()  # one person alone is at the first already, and may call them to the next
    assert isinstance(view, v.StepView) and [lane.who for lane in view.lanes] == ["", "可叫大堂", "可叫柜台", ""]
    world.tap("lane:help")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and [lane.who for lane in view.lanes][:2] == ["可叫大堂", "可叫柜台"]
    assert {lane.who for lane in view.lanes[2:]} == {"空缺"}
    world.tap(f"lane:{view.lanes[0].id}:take")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and [lane.who for lane in view.lanes][:3] == ["有人", "可叫大堂", "可叫柜台"]


def test_switching_goes_round_all_open_incidents_and_each_clock_runs_on(tmp_path: Path) -> None:
    world = world_at(tmp_path, OPEN)
    ids = [world.tap("help", "answer:chest_pain", after=10).incident.id]
    for answer in ("answer:fall", "answer:heat"):
        world.tap("dock:changed")
        view = world.stage.view()
        assert isinstance(view, v.StepView) and view.chrome.other is not None
        ids.append(world.tap("other:help", answer, after=10).incident.id)
    seen = []
    for _ in range(6):
        view = world.stage.view()
        assert isinstance(view, v.StepView) and view.chrome.other is not None
        session = world.tap(view.chrome.other.action, after=5)
        opened = session.incident.opened
        shown = world.stage.view()
        assert opened is not None and isinstance(shown, v.StepView)
        minutes, seconds = shown.chrome.bar.clock_text.split(":")
        assert int(minutes) * 60 + int(seconds) == e.elapsed_ms(opened, world.now()) // 1000
        seen.append(session.incident.id)
    assert seen == ids + ids
