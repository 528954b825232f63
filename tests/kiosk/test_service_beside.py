"""A home visit runs on the clock for hours: it never keeps the lobby from help, and help never stops its clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import views_model as v
from tests.fakes.lobby_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path / "journal.db")
    session = found.lobby.open(found.lobby.command_open("home_visit", "zh", step="away"))
    assert {"visit_checkin", "visit_late"} <= session.incident.timers.keys()
    yield found
    found.die()


def test_not_breathing_in_the_lobby_is_still_one_tap_and_an_incident_of_its_own(world: World) -> None:
    visit = world.lobby.focused
    rescue = world.tap("dock:cpr")
    assert rescue is not visit and world.step == "adult_collapse/hands"
    assert rescue.incident.beat is not None
    assert visit is not None and visit.incident.open and "visit_checkin" in visit.incident.timers


def test_whoever_needs_help_here_has_the_tiles_one_tap_away(world: World) -> None:
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.other is not None
    assert view.chrome.other.action == "other:help"
    world.tap("other:help")
    assert world.step == "what_is_wrong/tiles"


def test_the_visits_clock_goes_on_beside_the_rescue_and_is_heard(world: World) -> None:
    visit = world.lobby.focused
    world.tap("dock:cpr")
    world.wait(2150, step_s=20)
    assert visit is not None and visit.incident.timers["visit_late"].round >= 1
    assert any("上门的同事" in words for words in world.said)


def test_that_the_visitors_are_to_be_asked_is_read_beside_the_rescue_too_until_somebody_looks(world: World) -> None:
    """Where the loudspeaker is dead nothing else would tell."""

    def strip() -> str:
        view = world.stage.view()
        assert isinstance(view, v.StepView) and view.chrome.other is not None
        return view.chrome.other.text

    visit = world.lobby.focused
    rescue = world.tap("dock:cpr")
    world.wait(1700, step_s=20)
    assert strip().startswith("还有一起：上门服务")
    world.wait(140, step_s=20)
    assert strip() == "上门服务：时间到了，请看一下"
    assert visit is not None
    world.tap(f"other:focus:{visit.incident.id}")
    world.tap(f"other:focus:{rescue.incident.id}")
    assert strip().startswith("还有一起：上门服务"), "somebody has seen it"


def test_when_the_rescue_is_over_the_visit_is_on_the_screen_again(world: World) -> None:
    visit = world.lobby.focused
    world.tap("dock:cpr")
    world.tap("dock:undo", "dialog:false_start", after=6)
    assert world.lobby.focused is visit


def test_the_card_for_the_call_never_reads_the_branchs_address_for_a_home(world: World) -> None:
    world.tap("dock:call")
    view = world.stage.view()
    assert isinstance(view, v.CallCardView)
    rows = {row.label: (row.strong, row.weak) for row in view.rows}
    assert rows["地址"][0] == "说客户家的地址"
    station = world.config.station.address.zh
    assert not any(station in words for row in rows.values() for words in row)
