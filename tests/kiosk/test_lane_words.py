"""What a role says before and after its tick: a task, then what a person did; never a claim of the kiosk's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import views_model as v
from tests.fakes.lobby_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def lane(world: World, id: str) -> v.LaneView:
    view = world.stage.view()
    assert isinstance(view, v.StepView)
    return next(x for x in view.lanes if x.id == id)


def test_the_phone_role_claims_no_call_until_it_is_ticked(world: World) -> None:
    world.tap("dock:cpr", "lane:caller:take")
    assert lane(world, "caller").item == "打 120，通了打勾" and not lane(world, "caller").ticked
    world.tap("lane:caller:tick:connected")
    assert lane(world, "caller").item == "等 120 先挂"
    world.tap("lane:caller:tick:stay_on")
    assert lane(world, "caller").item == "120 先挂了" and lane(world, "caller").ticked


def test_the_aed_role_shows_where_the_aed_hangs_then_waits_for_it(world: World) -> None:
    world.tap("dock:cpr", "lane:aed:take")
    assert lane(world, "aed").item == world.stage._config.station.aed_place.zh
    world.tap("lane:aed:tick:fetch")
    assert lane(world, "aed").item == "AED 到了打勾"
    world.tap("lane:aed:tick:aed_here")
    assert lane(world, "aed").item == "AED 到了" and lane(world, "aed").ticked


def test_a_call_ticked_on_the_120_card_is_not_asked_for_again_by_the_phone_role(world: World) -> None:
    world.tap("dock:cpr", "dock:call", "answer:connected")
    assert lane(world, "caller").item == "等 120 先挂"
