"""Another emergency beside a silent one: which one a key of the silent page leads to, and every way between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols.commands import Close, Park
from tests.fakes.silent_lobby import WAY_IN, Heard, chrome, in_silence, page
from tests.kiosk.test_stage_monkey import keys_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Heard]:
    found = Heard(tmp_path / "journal.db")
    yield found
    found.die()


def test_there_is_one_beside_it_and_every_way_leads_back_to_that_one(world: Heard) -> None:
    silent = in_silence(world)
    other = world.tap("dock:call", "answer:back")
    strip = chrome(world).other
    assert strip is not None
    for key, step in (
        ("dock:cpr", "adult_collapse/hands"),
        ("dock:call", "call_120/call"),
        ("rest:back", "call_120/call"),
    ):
        world.tap(strip.action, after=3)
        assert world.lobby.focused is silent
        assert world.tap(key, after=3) is other and world.step == step
        assert not world.sounds(4)
    assert len(world.lobby.open_sessions) == 2


def test_whoever_collapses_is_not_written_into_what_was_open_before_nor_into_what_everybody_left(world: Heard) -> None:
    fall = world.tap("help", "answer:fall")
    robbery = world.tap("dock:changed", "other:help", *WAY_IN["robbery"])
    assert robbery is not fall
    facts = world.facts(fall)
    first = world.tap("dock:cpr", after=3)
    assert first not in (fall, robbery) and world.facts(fall) == facts
    world.tap("dock:undo", after=3)
    strip = world.tap("dock:call", after=3)
    assert strip is not fall and world.facts(fall) == facts
    strip.send(Park())
    assert world.lobby.focused is robbery
    second = world.tap("dock:cpr", after=3)
    assert second not in (fall, robbery, first, strip) and strip.incident.parked
    assert not world.sounds(4)
    world.tap(f"other:focus:{robbery.incident.id}", after=3)
    world.reborn(5)
    assert world.tap("dock:call", after=3).incident.id == second.incident.id  # nor does a fall change which one it is


@pytest.mark.parametrize("step_s", [-3600, 3600, -86_400])
def test_a_clock_that_was_set_does_not_make_the_keys_of_the_silent_page_take_one_emergency_for_another(
    world: Heard, step_s: int
) -> None:
    in_silence(world)
    world.now.at_ms += step_s * 1000
    other = world.tap("dock:cpr")
    strip = chrome(world).other
    assert strip is not None
    world.tap(strip.action, after=3)
    assert world.tap("dock:cpr", after=3) is other and len(world.lobby.open_sessions) == 2


def test_whoever_collapses_beside_silence_is_not_written_into_what_was_open_before_a_clock_was_set_back(
    world: Heard,
) -> None:
    before = world.tap("dock:cpr", "dock:changed")
    world.now.at_ms -= 3_600_000
    world.tap("other:help", *WAY_IN["robbery"])
    assert world.tap("dock:cpr", after=3) is not before and len(world.lobby.open_sessions) == 3


def test_beside_silence_no_drill_begins(world: Heard) -> None:
    in_silence(world)
    world.tap("dock:drill", after=5)
    world.tap("dock:cpr")
    assert "dock:drill" not in keys_of(world.stage.view())
    world.stage.act("dock:drill")
    assert not any(s.incident.drill for s in world.lobby.open_sessions)


def test_ways_round_three_open_incidents_lead_past_each(world: Heard) -> None:
    silent = in_silence(world)
    first = world.tap("dock:cpr")
    second = world.tap("dock:changed", "other:help")
    seen = []
    for _ in range(4):
        strip = chrome(world).other
        assert strip is not None
        seen.append(world.tap(strip.action, after=3))
        if seen[-1] is silent:
            seen.append(world.tap("rest:back", after=3))
    assert {id(s) for s in seen} == {id(silent), id(first), id(second)}
    assert not world.sounds(5)


def test_closing_either_one_leads_to_the_other(world: Heard) -> None:
    silent = in_silence(world)
    other = world.tap("dock:cpr", after=3)
    assert world.tap("dock:undo", after=3) is silent and not other.incident.open  # by mistake: one key takes it back
    page(world)
    second = world.tap("dock:cpr", after=3)
    assert second is not other
    world.tap(f"other:focus:{silent.incident.id}", after=3)
    assert not world.sounds(5)
    for _ in range(4):
        world.tap("answer:safe", after=3)
    assert not silent.incident.open and world.lobby.focused is second
    assert world.sounds(3)  # they are gone, and a person said so


def test_nobody_at_it_any_more_leads_back_to_the_silent_page_without_a_sound(world: Heard) -> None:
    silent = in_silence(world)
    other = world.tap("dock:call", "answer:back")
    world.wait(15 * 60, step_s=10)
    assert other.incident.parked and world.lobby.focused is silent and world.player.loudest == 0
    world.tap("rest:back")
    dialog = chrome(world).dialog
    assert dialog is not None and not world.sounds(5)
    world.tap(f"other:focus:{silent.incident.id}", after=3)
    world.wait(60 * 60, step_s=30)
    assert world.lobby.focused is silent and not silent.incident.parked


def test_a_drill_that_ends_beside_silence_leaves_no_debrief_in_front_of_the_silent_page(world: Heard) -> None:
    """A debrief that ended left an everyday page without its replies: the silent one could not be reached again."""
    real = world.tap("help")
    real.send(Park())
    drill = world.tap("dock:drill", *WAY_IN["robbery"][:1], "dock:cpr")
    assert drill.incident.drill
    world.tap(f"other:focus:{real.incident.id}", "dialog:still", *WAY_IN["robbery"], after=3)
    assert real.incident.silent
    world.lobby.focus(drill.incident.id)
    world.wait(3)
    drill.send(Close("completed"))
    assert world.lobby.focused is real and page(world).rows[0].action
