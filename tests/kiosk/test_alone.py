"""One person alone is never asked to be four: the roles are one order, A to D, until somebody is there to take one."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import views_model as v
from protocols import commands
from tests.fakes.lobby_world import PACK, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def step_view(world: World) -> v.StepView:
    view = world.stage.view()
    assert isinstance(view, v.StepView)
    return view


def order(world: World) -> list[tuple[str, str, str]]:
    """Letter, words, and what is set off of it."""
    return [(x.letter, x.item, "now" if x.mine else "done" if x.ticked else "") for x in step_view(world).lanes]


def test_the_roles_of_one_person_are_an_order_with_what_comes_now_set_off(world: World) -> None:
    world.tap("dock:cpr")
    assert order(world) == [
        ("A", "一直压", ""), ("B", "免提打 120，通了打勾", "now"), ("C", "喊人去取 AED", ""), ("D", "喊人去接车", ""),
    ]  # fmt: skip
    view = step_view(world)
    assert view.next_lane is not None and (view.next_lane.action, view.next_lane.label) == ("lane:help", "有人|来帮")
    assert not any(x.free or x.take_action for x in view.lanes) and all(x.tick_action for x in view.lanes)


def test_a_tick_leads_on_in_the_order_and_can_be_taken_back(world: World) -> None:
    world.tap("dock:cpr", "lane:caller:tick:connected")
    assert order(world)[1] == ("B", "等 120 先挂", "now")
    world.tap("lane:caller:tick:stay_on")
    assert [x[2] for x in order(world)] == ["", "done", "now", ""]
    world.tap("lane:caller:tick:stay_on")
    assert [x[2] for x in order(world)] == ["", "now", "", ""]
    session = world.tap("lane:caller:tick:connected")
    assert session.incident.call() is None, "an untick of the call is a correction, alone too"


def test_a_letter_keeps_its_task_where_others_have_nothing_to_do(world: World) -> None:
    world.tap("dock:cpr", "lane:caller:tick:connected", "answer:responds", "answer:awake")
    assert [(x.letter, x.id) for x in step_view(world).lanes] == [("B", "caller"), ("C", "aed"), ("D", "door")]
    world.tap("profile")
    assert [x.place for x in step_view(world).lanes] == ["2/4"]


def test_help_that_came_makes_roles_of_it_and_each_is_taken_with_one_tap(world: World) -> None:
    world.tap("dock:cpr", "lane:help")
    view = step_view(world)
    assert view.next_lane is None and {x.letter for x in view.lanes} == {""} and all(x.free for x in view.lanes)
    world.tap("lane:caller:take", "lane:aed:take")
    assert [x.free for x in step_view(world).lanes] == [True, False, False, True]


def test_a_role_that_is_taken_makes_roles_of_it_but_the_first_which_is_ones_own_does_not(world: World) -> None:
    world.tap("dock:cpr", "lane:presser:take")
    assert [x[0] for x in order(world)] == ["A", "B", "C", "D"]
    world.tap("lane:door:take")
    assert [x[0] for x in order(world)] == ["", "", "", ""]


def test_a_step_without_the_first_role_knows_of_those_who_took_the_others(world: World) -> None:
    world.tap("dock:cpr", "lane:caller:take", "answer:responds", "answer:awake")
    assert world.step == "adult_collapse/stay_with" and step_view(world).lanes[0].id == "caller"
    assert step_view(world).next_lane is None and not step_view(world).lanes[0].letter


def test_help_that_came_to_one_person_came_to_no_other(world: World) -> None:
    first = world.tap("dock:cpr", "lane:help")
    first.send(commands.Close("completed"))
    world.tap("dock:cpr")
    assert [x[0] for x in order(world)] == ["A", "B", "C", "D"]


def test_after_a_restart_a_role_that_was_taken_is_still_one(world: World) -> None:
    world.tap("dock:cpr", "lane:help", "lane:caller:take")
    world.die()
    world.start()
    world.lobby.resume()
    assert step_view(world).next_lane is None


def test_elderly_people_alone_see_what_comes_now_and_nothing_else(world: World) -> None:
    world.tap("dock:cpr", "profile")
    assert step_view(world).chrome.elderly
    assert order(world) == [("B", "免提打 120，通了打勾", "now")]
    key = step_view(world).next_lane
    assert key is not None and key.action == "lane:help"
    for action in ("caller:tick:connected", "caller:tick:stay_on", "aed:tick:fetch", "aed:tick:aed_here"):
        world.tap(f"lane:{action}")
    assert order(world) == [("D", "喊人去接车", "now")]
    assert [x.place for x in step_view(world).lanes] == ["4/4"]  # one alone would read as if others were missing
    for action in ("door:tick:meet", "door:tick:clear", "presser:tick:pressing"):
        world.tap(f"lane:{action}")
    assert order(world) == [("A", "喊人来换手", "now")]
    world.tap("lane:presser:tick:next_ready")
    assert step_view(world).lanes[0].place == "4/4"
    assert [x[0] for x in order(world)] == ["D"], "all is done: the last stands, ticked"


def test_two_colleagues_on_a_visit_have_roles_and_so_has_a_step_with_one(world: World) -> None:
    session = world.stage.on.open("home_visit")
    for step in PACK.protocols["home_visit"].steps.values():
        session.send(commands.Choose(world.step.rpartition("/")[2], step.answers[0].id))
        view = world.stage.view()
        if isinstance(view, v.StepView) and view.lanes:
            assert {x.letter for x in view.lanes} == {""} and view.next_lane is None
            return
    raise AssertionError("no step of a visit has roles")


def test_english_people_read_it_in_english(world: World) -> None:
    world.tap("dock:cpr", "language")
    assert [x[1] for x in order(world)] == [
        "Keep pressing", "120 on speaker, then tick", "Shout for the AED", "Shout: meet the ambulance",
    ]  # fmt: skip


def test_nobody_alone_is_told_to_leave_whoever_lies_there() -> None:
    """Fetching and meeting are shouted for, in every emergency."""
    leaves = ("去取", "去路口", "取 AED", "拿毯子", "去接")
    for protocol in PACK.protocols.values():
        for item in (i for lane in protocol.lanes for i in lane.items):
            if protocol.family == "medical" and any(word in item.label["zh"] for word in leaves):
                assert item.alone is not None and item.alone["zh"].startswith("喊"), (protocol.id, item.id)


def test_a_call_that_failed_after_it_was_through_is_to_be_made_again(world: World) -> None:
    session = world.tap("dock:cpr", "lane:caller:take", "lane:caller:tick:connected")
    caller = next(lane for lane in step_view(world).lanes if lane.id == "caller")
    assert caller.item == "等 120 先挂"
    world.tap("dock:call", "answer:failed", "answer:back")
    caller = next(lane for lane in step_view(world).lanes if lane.id == "caller")
    assert caller.item == "打 120，通了打勾" and not caller.ticked
    world.tap("lane:caller:tick:connected")
    assert (call := session.incident.call("120")) is not None and call.state == "connected"
