"""After it is over: late words are new facts, times stand beside what is aimed at, somebody asks after the helpers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk import views_upkeep as u
from kiosk.after import CLOSES_S, REACHABLE_S, aftercare
from kiosk.session import Session
from protocols import events as e
from protocols.engine import Close, SetSilent
from protocols.events import LogId
from tests.fakes.lobby_world import PACK, World
from tests.kiosk.test_stage_monkey import keys_of


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def ended(world: World, *keys: str, how: str = "dialog:handed_over") -> Session:
    session = world.tap(*(keys or ("dock:cpr", "dock:call", "answer:connected")))
    world.now.turn(120)
    world.stage.act(how)
    return session


def sheet(world: World) -> u.AfterView:
    view = world.stage.view()
    assert isinstance(view, u.AfterView)
    return view


def test_after_an_arrest_the_sheet_shows_times_beside_their_aims_and_no_verdict(world: World) -> None:
    session = ended(world)
    view = sheet(world)
    rows = {row.name: row for row in view.rows}
    assert {"0 秒", "2 秒"} <= {row.value_text for row in view.rows} and "没有记录" in {r.value_text for r in view.rows}
    assert all(row.goal_s > 0 and row.goal_text for row in rows.values())
    words = " ".join(_words(view))
    assert not [w for w in ("达标", "偏慢", "没做到", "合格", "分数", "演练") if w in words.replace("合格线", "")]
    assert "已请值班台过两天问问您" in view.care and view.chrome.drill is None
    assert world.facts(session)[-2:] == ["Closed", "AftercareDue"]


def _words(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, tuple):
        return [w for one in part for w in _words(one)]
    return [w for name in getattr(part, "__dataclass_fields__", ()) for w in _words(getattr(part, name))]


def test_a_late_note_is_a_new_fact_at_the_time_people_remember(world: World) -> None:
    session = ended(world)
    before = world.recorder.incident(LogId(session.incident.id))
    world.now.turn(240)
    for action in ("after:note", "after:what:aed", "after:earlier", "after:earlier", "after:later"):
        world.stage.act(action)
    view = world.stage.view()
    assert isinstance(view, u.MenuView) and view.options[0].action == "after:when:5"
    world.stage.act("after:when:5")
    records = world.recorder.incident(LogId(session.incident.id))
    assert records[: len(before)] == before
    (note,) = [r.event for r in records[len(before) :]]
    assert note == e.NoteAdded("AED 用了", "tapped_late", at_ms=world.now.at_ms - 300_000)
    (shown,) = sheet(world).notes
    assert shown.text == "AED 用了" and shown.time.startswith("约 ") and shown.kind_text == "事后补记"
    assert world.recorder.verify(LogId(session.incident.id)) is None


def test_it_stays_reachable_for_half_an_hour_behind_a_strip_that_names_nothing(world: World) -> None:
    ended(world)
    assert isinstance(world.stage.view(), u.AfterView)
    world.wait(CLOSES_S + 1, step_s=10)
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is not None
    assert view.chrome.other.text == "刚才的事，可以补记"
    world.stage.act("after:open")
    assert isinstance(world.stage.view(), u.AfterView)
    world.stage.act("after:end")
    world.wait(REACHABLE_S, step_s=60)
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is None
    world.stage.act("after:open")
    assert isinstance(world.stage.view(), v.IdleView)


def test_a_restart_brings_the_strip_back_and_writes_nothing_twice(world: World) -> None:
    session = ended(world)
    world.die()
    world.now.boot, world.now.boot_ms = "boot-2", 5
    world.now.turn(60)
    world.start()
    world.lobby.resume()
    world.stage.act("after:open")
    assert [row.value_text for row in sheet(world).rows][:1] and world.facts(session).count("AftercareDue") == 1
    for action in ("after:note", "after:what:crew", "after:when:0"):
        world.stage.act(action)
    assert world.facts(session)[-1] == "NoteAdded" and world.lobby.open_sessions == []


def test_a_power_cut_between_the_closing_and_the_aftercare_loses_neither(world: World) -> None:
    session = world.tap("dock:cpr")
    world.recorder.append(LogId(session.incident.id), [e.Closed("handed_over")], world.now())
    world.die()
    world.start()
    assert world.facts(session)[-2:] == ["Closed", "AftercareDue"]


@pytest.mark.parametrize(
    ("keys", "how"),
    [(("help",), "dialog:false_start"), (("dock:drill", "answer:collapse"), "dialog:completed")],
)
def test_a_false_start_and_a_drill_are_not_looked_back_at_here(world: World, keys: tuple[str, ...], how: str) -> None:
    session = ended(world, *keys, how=how)
    assert not isinstance(world.stage.view(), u.AfterView)
    world.stage.act("after:open")
    assert not isinstance(world.stage.view(), u.AfterView)
    assert "AftercareDue" not in world.facts(session)


def test_of_a_silent_incident_nothing_comes_back_to_the_screen_but_the_desk_asks_after_staff(world: World) -> None:
    session = world.lobby.open(world.lobby.command_open("robbery", "zh"))
    assert session.incident.silent
    session.send(SetSilent(False))
    session.send(Close("completed"))
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is None
    assert session.incident.aftercare == e.AftercareDue("danger")


def test_a_nosebleed_asks_nothing_of_the_desk_and_thanks_all_the_same(world: World) -> None:
    session = world.lobby.open(world.lobby.command_open("nosebleed", "zh"))
    session.send(Close("completed"))
    assert aftercare(PACK, session.incident) is None and session.incident.aftercare is None
    assert sheet(world).care == "谢谢您帮了忙。"


@pytest.mark.parametrize("page", [(), ("after:note",), ("after:note", "after:what:aed")])
@pytest.mark.parametrize("key", ["dock:cpr", "dock:call"])
def test_help_is_one_tap_from_every_page_of_looking_back(world: World, page: tuple[str, ...], key: str) -> None:
    first = ended(world)
    for action in page:
        world.stage.act(action)
    assert key in keys_of(world.stage.view())
    second = world.tap(key)
    assert second is not first and second.incident.open
    assert not isinstance(world.stage.view(), u.UpkeepView)


def test_a_waiting_emergency_goes_before_looking_back(world: World) -> None:
    world.tap("help")
    waiting = world.lobby.focused
    world.lobby.leave()
    ended(world, "dock:cpr")
    assert world.lobby.focused is waiting and isinstance(world.stage.view(), v.TilesView)
