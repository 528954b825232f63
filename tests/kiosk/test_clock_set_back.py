"""The clock is set back while the kiosk is away: guidance goes on, and nothing is younger than nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk import views_upkeep as u
from kiosk.after import CLOCK_SET_S, REACHABLE_S
from kiosk.desk_message import message_on_show
from kiosk.line_state import LineFacts, line_state
from protocols import events as e
from protocols.commands import ShowHandover
from protocols.events import LogId
from tests.fakes.lobby_world import World

HOUR_S = 3600


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def restart(world: World, *, clock_s: float, boot: str = "boot-2") -> None:
    world.die()
    world.now.turn(20)
    world.now.at_ms += round(clock_s * 1000)
    if boot != world.now.boot:
        world.now.boot, world.now.boot_ms = boot, 20_000
    world.start()
    world.lobby.resume()
    world.prompter.follow()


def rung(world: World, name: str) -> int:
    assert world.lobby.focused is not None
    records = world.recorder.incident(LogId(world.lobby.focused.incident.id))
    return sum(isinstance(r.event, e.TimerRang) and r.event.name == name for r in records)


def seconds(text: str) -> int:
    minutes, _, rest = text.rpartition(":")
    return int(minutes) * 60 + int(rest)


@pytest.mark.parametrize("boot", ["boot-1", "boot-2"])
def test_an_incident_goes_on_from_where_it_was_when_the_clock_was_set_back_an_hour(world: World, boot: str) -> None:
    known = world.tap("dock:cpr").incident
    world.wait(100)
    assert known.opened is not None and world.lobby.focused is not None
    known = world.lobby.focused.incident
    assert known.last_at is not None
    known_s = known.age_ms(known.last_at) // 1000  # when the last fact was written
    restart(world, clock_s=-HOUR_S, boot=boot)
    session = world.lobby.focused
    assert session is not None and session.incident.beat is not None and world.player.state.beat is not None
    view = world.stage.view()
    assert isinstance(view, v.StepView) and known_s <= seconds(view.chrome.bar.clock_text) <= 125
    before = rung(world, "swap")
    world.wait(130)
    assert rung(world, "swap") == before + 1, "two minutes of pressing are over: people change"
    view = world.stage.view()
    assert isinstance(view, v.StepView) and seconds(view.chrome.bar.clock_text) >= known_s + 130
    assert line_state(session.incident, LineFacts(True, True, True, 1), world.now()).level == "telephone"
    for timer in session.incident.timers.values():
        assert timer.rang or e.elapsed_ms(timer.started, world.now()) <= timer.after_s * 1000, timer.name
    gaps = [
        r.event.gap_s for r in world.recorder.incident(LogId(session.incident.id)) if isinstance(r.event, e.Resumed)
    ]
    assert len(gaps) == 1 and gaps[0] >= 0
    world.stage.act("dock:undo")  # the clocks that come back run as well
    world.wait(1)
    assert all(e.elapsed_ms(t.started, world.now()) >= 0 for t in session.incident.timers.values())


def test_the_incident_that_was_turned_to_last_comes_back_though_the_clock_was_set_back_between(world: World) -> None:
    first = world.lobby.open(world.lobby.command_open("nosebleed", "zh"))
    world.now.at_ms -= HOUR_S * 1000
    world.now.turn(5)
    second = world.lobby.open(world.lobby.command_open("burns", "zh"))
    restart(world, clock_s=0, boot="boot-1")
    assert world.lobby.focused is not None and world.lobby.focused.incident.id == second.incident.id
    assert first.incident.id in world.lobby.sessions


@pytest.mark.parametrize(
    ("clock_s", "boot", "found"),
    [
        (-HOUR_S, "boot-1", True),
        (-HOUR_S, "boot-2", True),
        (HOUR_S, "boot-1", True),  # the boot clock knows better
        (HOUR_S, "boot-2", False),
        (-CLOCK_SET_S - 60, "boot-2", False),  # a clock that was lost altogether: nobody knows what was lately
    ],
)
def test_what_ended_just_now_can_be_added_to_though_the_clock_was_set(
    world: World, clock_s: float, boot: str, found: bool
) -> None:
    world.tap("dock:cpr")
    world.now.turn(60)
    world.stage.act("dialog:handed_over")
    restart(world, clock_s=clock_s, boot=boot)
    assert world.stage.after.reachable is found
    if found:
        world.stage.act("after:open")
        assert isinstance(world.stage.view(), u.AfterView) and world.stage.after.least_min >= 0
        world.wait(REACHABLE_S + 1, step_s=60)
        assert not world.stage.after.reachable, "half an hour by any clock"


def test_what_the_desk_says_after_it_is_not_kept_waiting_by_what_stood_before(world: World) -> None:
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, e.MessageSent("林静", "before"))
    world.stage.drawn()
    before = session.incident
    assert message_on_show(before, world.now()) is not None
    restart(world, clock_s=-HOUR_S)
    log = e.LogId("FT03/desk/later")
    later = before.apply(e.Record(log, 1, world.now(), e.MessageSent("林静", "after")))
    shown = message_on_show(later, world.now())
    assert shown is not None and shown.event == e.MessageSent("林静", "after")
    assert message_on_show(before, world.now()) is None


def test_the_crews_card_covers_itself_in_its_time_all_the_same(world: World) -> None:
    world.tap("dock:cpr").send(ShowHandover())
    card = world.stage.view()
    world.wait(3)
    restart(world, clock_s=-HOUR_S)
    world.wait(100, step_s=1)
    assert type(world.stage.view()) is type(card)
    world.wait(25, step_s=1)
    assert type(world.stage.view()) is not type(card)
