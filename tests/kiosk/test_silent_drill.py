"""Silence that is practised: the page of the real thing, in the frame of every exercise, with the way out of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.abandoned import QUIET_S
from kiosk.session import Session
from protocols.commands import Close, Park
from tests.fakes.silent_lobby import PIN, SILENT, WAY_IN, Heard, chrome, in_silence, page, sound_key, type_in


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Heard]:
    found = Heard(tmp_path / "journal.db")
    yield found
    found.die()


def practised(world: Heard, protocol: str) -> Session:
    world.tap("dock:drill")
    assert world.sounds()  # the mixer of this test is not deaf
    drill = world.tap(*WAY_IN[protocol])
    assert drill.incident.drill and drill.incident.silent and not world.sounds(5)
    return drill


def live_logs(world: Heard) -> list[str]:
    return [info.name for info in world.recorder.infos() if info.name.split("/")[1] == "live"]


@pytest.mark.parametrize("protocol", SILENT)
def test_the_page_practised_on_is_the_real_one_in_the_frame_of_an_exercise(world: Heard, protocol: str) -> None:
    practised(world, protocol)
    drill = page(world)
    assert drill.drill is not None and drill.drill.real_action == "drill:real"
    world.stage.act("quiet:leave")
    pad = world.stage.view()
    assert isinstance(pad, v.CodePadView) and pad.drill == drill.drill
    type_in(world, PIN)
    world.tap("drill:real").send(Close("completed"))
    in_silence(world, protocol)
    real = page(world)
    assert real.drill is None and real.rows == drill.rows and real.leave_action == drill.leave_action
    assert real.dock is not None and drill.dock is not None
    assert (real.dock.call, real.dock.cpr) == (drill.dock.call, drill.dock.cpr)
    world.stage.act("quiet:leave")
    assert isinstance(pad := world.stage.view(), v.CodePadView) and pad.drill is None


@pytest.mark.parametrize("on_the_pad", [False, True])
@pytest.mark.parametrize("protocol", SILENT)
def test_this_is_real_is_one_tap_from_a_silent_drill_and_sounds(world: Heard, protocol: str, on_the_pad: bool) -> None:
    drill = practised(world, protocol)
    world.tap("language")
    if on_the_pad:
        world.tap("quiet:leave", "quiet:4")
    assert live_logs(world) == []  # until a person says so, nothing of it is live
    live = world.tap("drill:real")
    assert drill.incident.closed is not None and drill.incident.closed.interrupted_by == live.incident.id
    assert [live.incident.id] == live_logs(world) and not live.incident.silent and not live.incident.drill
    opening = live.incident.opening
    assert opening is not None and opening.via == "drill_turned_real" and opening.from_drill == drill.incident.id
    assert world.step == "adult_collapse/assess" and live.incident.lang == "en"  # as the page was read
    assert isinstance(world.stage.view(), v.StepView) and world.sounds()
    world.stage.act("dock:call")
    assert world.step == "call_120/call"


@pytest.mark.parametrize("protocol", SILENT)
def test_what_comes_of_practised_silence_is_never_silent(world: Heard, protocol: str) -> None:
    """Out of it with the staff's PIN, and from the debrief, the same key stands there."""
    drill = practised(world, protocol)
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    assert drill.incident.open and not drill.incident.silent
    live = world.tap("drill:real")
    assert world.step == "adult_collapse/assess" and not live.incident.silent
    live.send(Close("completed"))
    drill = practised(world, protocol)
    while drill.incident.open:
        world.stage.act("answer:safe")
    assert isinstance(world.stage.view(), v.DebriefView)
    assert not world.tap("drill:real").incident.silent and world.step == "adult_collapse/assess"


@pytest.mark.parametrize(("key", "step"), [("dock:cpr", "adult_collapse/hands"), ("dock:call", "call_120/call")])
def test_another_emergency_is_practised_beside_it_and_is_a_drill_until_a_person_says_that_it_is_real(
    world: Heard, key: str, step: str
) -> None:
    drill = practised(world, "robbery")
    beside = world.tap(key, after=3)
    assert beside is not drill and beside.incident.drill and world.step == step and not world.sounds(4)
    assert chrome(world).drill is not None
    assert world.tap(f"other:focus:{drill.incident.id}", after=3) is drill and page(world).drill is not None
    assert world.tap("rest:back", after=3) is beside and not world.sounds(4) and live_logs(world) == []
    live = world.tap("drill:real")
    assert [live.incident.id] == live_logs(world) and world.lobby.open_sessions == [live]
    assert {s.incident.closed.interrupted_by for s in (drill, beside) if s.incident.closed} == {live.incident.id}
    assert world.step == "adult_collapse/assess" and world.sounds()  # nothing silent is left: nobody has to allow it


def test_what_was_practised_beside_it_ends_in_its_page_and_never_in_a_debrief_over_it(world: Heard) -> None:
    drill = practised(world, "fraud_silent")
    beside = world.tap("dock:cpr", after=3)
    world.tap("dock:undo")
    assert not beside.incident.open and world.lobby.focused is drill and page(world).rows[0].action == "answer:still"
    world.tap("dock:cpr", after=3)
    world.wait(60 * 60, step_s=30)  # everybody left both
    assert world.lobby.open_sessions == [] and isinstance(world.stage.view(), v.IdleView) and live_logs(world) == []


def test_practised_silence_and_real_incidents_do_not_lead_into_each_other(world: Heard) -> None:
    real = world.tap("help", "answer:fall")
    real.send(Park())
    drill = practised(world, "robbery")
    world.stage.act("rest:back")
    assert world.lobby.focused is drill
    beside = world.tap("dock:cpr", after=3)
    assert beside.incident.drill and live_logs(world) == [real.incident.id] and len(world.lobby.open_sessions) == 3
    live = world.tap("drill:real")
    assert set(live_logs(world)) == {real.incident.id, live.incident.id} and real.incident.parked


def test_a_real_emergency_sounds_although_silence_is_practised_behind_it(world: Heard) -> None:
    real = world.tap("help", "answer:collapse", "answer:not_breathing")
    real.send(Park())
    practised(world, "robbery")
    world.tap("dock:cpr", after=3)
    assert not world.sounds(4)
    assert world.tap(f"other:focus:{real.incident.id}", "dialog:still") is real
    assert world.sounds() and sound_key(world).action == "dock:again"
    silent = world.tap("dock:changed", "other:help", *WAY_IN["robbery"])
    assert silent.incident.silent and not silent.incident.drill and not world.sounds(5)
    assert world.tap("rest:back", after=3) is real and not world.sounds(5)  # real silence hushes it as ever


def test_a_drill_left_behind_a_real_incident_ends_once_everybody_is_gone(world: Heard) -> None:
    real = world.tap("help", "answer:fall")
    real.send(Park())
    drill = world.tap("dock:drill", "answer:fall")
    assert world.tap(f"other:focus:{real.incident.id}", "dialog:still") is real
    world.wait(3 * QUIET_S, step_s=10)
    assert real.incident.parked and isinstance(world.stage.view(), v.IdleView)
    assert drill.incident.closed is not None and drill.incident.closed.outcome == "abandoned"


def test_a_silent_drill_that_everybody_left_ends_and_the_idle_screen_is_back(world: Heard) -> None:
    """Nobody asks aloud; but its page would help nobody, for hours."""
    drill = practised(world, SILENT[0])
    world.wait(QUIET_S - 30, step_s=10)
    world.stage.touched()
    world.wait(QUIET_S - 30, step_s=10)
    assert drill.incident.open and page(world).drill is not None
    world.wait(60, step_s=10)
    assert drill.incident.closed is not None and drill.incident.closed.outcome == "abandoned"
    assert isinstance(world.stage.view(), v.IdleView) and live_logs(world) == []
