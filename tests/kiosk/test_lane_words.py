"""What a role says before and after its tick: a task, then what a person did; never a claim of the kiosk's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.answer_keys import answer_view, called_view
from protocols import commands
from tests.fakes.lobby_world import PACK, World


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
    assert lane(world, "aed").item == world.stage.on.config.station.aed_place.zh
    world.tap("lane:aed:tick:fetch")
    assert lane(world, "aed").item == "AED 到了打勾"
    world.tap("lane:aed:tick:aed_here")
    assert lane(world, "aed").item == "AED 到了" and lane(world, "aed").ticked


def test_a_call_ticked_on_the_120_card_is_not_asked_for_again_by_the_phone_role(world: World) -> None:
    world.tap("dock:cpr", "dock:call", "answer:connected")
    assert lane(world, "caller").item == "等 120 先挂"


@pytest.mark.parametrize(
    ("protocol", "id", "number"), [("fire", "fire_phone", "119"), ("threat", "threat_phone", "110")]
)
def test_a_call_that_is_through_is_done_for_its_role_and_for_the_keys(
    world: World, protocol: str, id: str, number: str
) -> None:
    session = world.stage.on.open(protocol)
    while session.incident.top is not None and session.incident.top.protocol != protocol:  # past the gate
        top = session.incident.top
        answers = PACK.step(top.protocol, top.step).answers
        world.tap(f"answer:{next(a.id for a in answers if a.goto.kind == 'return')}")
    before = lane(world, id).item
    assert number in before
    session.send(commands.TickCall(number, "connected"))
    after = lane(world, id)
    assert after.item == "路口接消防车" if protocol == "fire" else after.item.startswith("110 已接通 ") and after.ticked
    called = [
        called_view(session.incident, a, answer_view(a, world.stage._around(session)), "zh")
        for step in PACK.protocols[protocol].steps.values()
        for a in step.answers
        if a.goto.protocol == f"call_{number}"
    ]
    assert called and all(f"{number} 已接通 " in x.label and x.tone == "plain" for x in called)


def test_what_was_found_after_the_call_keeps_its_key_a_thing_to_do(world: World) -> None:
    session = world.stage.on.open("fire")
    session.send(commands.TickCall("119", "connected"))
    world.tap("answer:small")
    key = next(a for a in PACK.step("fire", "missing").answers if a.id == "call")
    view = called_view(session.incident, key, answer_view(key, world.stage._around(session)), "zh")
    assert view.label == "打 119，看着念" and "119 已接通 " in view.note and view.tone == "do"


def test_a_role_whose_time_is_over_leaves_the_screen(world: World) -> None:
    """Once the object is out nobody is told to keep on with blows, and nobody is where it all ends."""
    world.tap("help", "answer:choking", "answer:silent")
    assert lane(world, "treat").item == "拍背、冲击不停"
    world.tap("answer:out")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and [x.id for x in view.lanes] == ["caller", "aed", "door"]
    world.tap("answer:over")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.lanes == ()
