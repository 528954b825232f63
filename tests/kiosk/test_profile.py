"""One tap makes the kiosk larger and slower, or louder: at rest, in an incident, over a restart; the desk is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.elderly import one_lane
from protocols import commands
from protocols import events as e
from protocols.events import LogId
from tests.fakes.lobby_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "journal.db")
    yield made
    made.die()


def profiles(world: World, incident: str) -> list[str]:
    records = world.recorder.incident(LogId(incident))
    return [r.event.profile for r in records if isinstance(r.event, e.ProfileChosen)]


def asked(world: World) -> list[str]:
    return [str(said["name"]) for name, said in world.player.calls if name == "profile"]


def test_a_tap_at_rest_moves_through_the_three_ways_and_the_key_names_the_present_one(world: World) -> None:
    seen = []
    for _ in range(4):
        view = world.stage.view()
        assert isinstance(view, v.IdleView)
        key = next(tool for tool in view.chrome.dock.tools if tool.action == "profile")
        seen.append((key.label, view.chrome.elderly))
        world.stage.act("profile")
    assert seen == [("标准", False), ("大字慢读", True), ("大声", False), ("标准", False)]


def test_an_incident_begins_as_the_lobby_was_and_says_so_before_its_first_step(world: World) -> None:
    world.stage.act("profile")
    session = world.tap("help")
    names = world.facts(session)
    assert names.index("Opened") < names.index("ProfileChosen") < names.index("StepEntered")
    assert asked(world) == ["elderly"]
    calls = [name for name, _ in world.player.calls]
    assert calls.index("profile") < calls.index("say")
    assert calls.count("say") == 1  # the first words are not begun twice


def test_a_tap_in_an_incident_is_a_fact_that_moves_no_step_and_says_the_step_again(world: World) -> None:
    session = world.tap("dock:cpr")
    step, said = world.step, len(world.said)
    world.tap("profile")
    assert (world.step, profiles(world, session.incident.id), asked(world)) == (step, ["elderly"], ["elderly"])
    assert world.said[said:][0] == world.said[0]
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.elderly
    assert view.chrome.bar.profile is not None and view.chrome.bar.profile.label == "大字慢读"


def test_a_restart_comes_back_to_the_profile_of_the_incident_and_at_rest_to_the_stations(world: World) -> None:
    world.tap("dock:cpr", "profile", "profile")
    world.die()
    world.player.calls.clear()
    world.start()
    world.lobby.resume()
    world.prompter.follow()
    assert (world.stage.profile, asked(world)) == ("loud", ["loud"])
    world.tap("dialog:still")
    session = world.lobby.focused
    assert session is not None
    session.send(commands.Close("completed"))
    assert world.stage.profile == "normal"  # whoever comes next is another person


def test_the_slow_profile_leaves_more_time_before_it_repeats(world: World) -> None:
    times = {}
    for profile in ("normal", "elderly"):
        session = world.tap("help")
        if profile == "elderly":
            world.tap("profile")
        world.player.finish(next(reversed(world.player.asked)))
        before, begun_ms = len(world.said), world.now.boot_ms
        while len(world.said) == before:
            world.wait(0.5)
        times[profile] = (world.now.boot_ms - begun_ms) / 1000
        session.send(commands.Close("completed"))
    assert times["elderly"] == pytest.approx(1.5 * times["normal"], abs=0.6)


def test_a_drill_that_became_real_keeps_the_profile(world: World) -> None:
    world.tap("dock:drill", "profile", "drill:real")
    session = world.lobby.focused
    assert session is not None and not session.incident.drill
    assert session.incident.profile == "elderly"


def lane(name: str, *, ticked: bool = False, mine: bool = False) -> v.LaneView:
    return v.LaneView(name, "person", name, "", "", ticked=ticked, mine=mine)


def test_roles_come_one_at_a_time_own_first_then_the_call_and_what_is_done_last() -> None:
    lanes = (lane("press", ticked=True), lane("door"), lane("caller"), lane("aed", mine=True))
    turn = []
    for at in range(5):
        shown, following = one_lane(lanes, at, "zh")
        assert following is not None and following.label == f"下一岗 |{at % 4 + 1}/4"
        turn += [one.id for one in shown]
    assert turn == ["aed", "caller", "door", "press", "aed"]
    assert one_lane(lanes[:1], 3, "zh") == (lanes[:1], None)


def test_the_next_role_is_one_tap_away_and_a_tick_goes_on_to_what_is_open(world: World) -> None:
    world.tap("dock:cpr", "profile", "lane:caller:take")
    first = world.stage.view()
    assert isinstance(first, v.StepView) and [x.id for x in first.lanes] == ["caller"]
    world.tap("lane:next")
    second = world.stage.view()
    assert isinstance(second, v.StepView) and len(second.lanes) == 1 and second.lanes[0].id != "caller"
    world.tap("lane:next", "lane:next", "lane:next")
    again = world.stage.view()
    assert isinstance(again, v.StepView) and again.lanes == first.lanes


def test_the_120_card_keeps_all_its_lines_for_they_are_read_in_one_go(world: World) -> None:
    world.tap("dock:cpr", "dock:call")
    normal = world.stage.view()
    world.tap("profile")
    larger = world.stage.view()
    assert isinstance(normal, v.CallCardView) and isinstance(larger, v.CallCardView)
    assert larger.chrome.elderly and larger.rows == normal.rows
