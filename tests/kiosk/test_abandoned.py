"""Nobody is at it any more: asked aloud twice, then parked behind the idle screen; a drill is closed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk import abandoned
from kiosk import kiosk as whole
from kiosk import views_model as v
from kiosk import views_upkeep as u
from kiosk.session import Session
from kiosk.upkeep import REASONS
from protocols import events as e
from protocols import ops_events as ops
from protocols.commands import Park
from protocols.events import LogId
from tests.fakes.fake_player import FakePlayer
from tests.fakes.lobby_world import PACK, World

ASK = PACK.phrases["anyone_there"].say["zh"]
MIN = 60.0


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "journal.db")
    world.stage.touched()
    return world


def kinds(world: World, session: Session) -> list[str]:
    wanted = (e.Asked, e.Parked, e.Closed, e.BeatStopped, e.BeatStarted)
    return [
        type(r.event).__name__
        for r in world.recorder.incident(LogId(session.incident.id))
        if isinstance(r.event, wanted)
    ]


def still(world: World) -> Session:
    """An incident at a step where nothing runs: no beat, no timer that has not rung."""
    session = world.tap("help")
    assert session.incident.beat is None and all(t.rang for t in session.incident.timers.values())
    return session


def test_ten_quiet_minutes_ask_twice_aloud_and_then_the_idle_screen_stands_with_a_neutral_strip(world: World) -> None:
    session = still(world)
    world.wait(10 * MIN - 5, step_s=1)
    assert kinds(world, session) == []
    world.wait(10, step_s=1)
    view = world.stage.view()
    assert isinstance(view, v.TilesView) and view.chrome.dialog is not None and "10 分" in view.chrome.dialog.text
    assert world.said.count(ASK) == 1 and kinds(world, session) == ["Asked"]
    world.wait(MIN, step_s=1)
    assert world.said.count(ASK) == 2 and kinds(world, session) == ["Asked", "Asked"]
    world.wait(MIN, step_s=1)
    assert kinds(world, session) == ["Asked", "Asked", "Parked"] and session.incident.open
    idle = world.stage.view()
    assert isinstance(idle, v.IdleView) and idle.chrome.other is not None
    assert idle.chrome.other.tone == "plain" and "求助还没结束" in idle.chrome.other.text
    assert not any(words in idle.chrome.other.text for p in PACK.protocols.values() for words in p.title.values())
    said = len(world.said)
    world.wait(30 * MIN, step_s=10)
    assert len(world.said) == said and kinds(world, session)[-1] == "Parked"


def test_whoever_comes_back_is_asked_and_may_go_on_or_end_it(world: World) -> None:
    session = still(world)
    world.wait(13 * MIN, step_s=1)
    idle = world.stage.view()
    assert isinstance(idle, v.IdleView) and idle.chrome.other is not None
    world.tap(idle.chrome.other.action)
    view = world.stage.view()
    assert isinstance(view, v.TilesView) and view.chrome.dialog is not None and not session.incident.parked
    assert [a.action for a in view.chrome.dialog.answers] == ["dialog:still", "dialog:over"]
    world.tap("dialog:over")
    view = world.stage.view()
    assert isinstance(view, v.TilesView) and view.chrome.dialog is not None
    assert "dialog:completed" in [a.action for a in view.chrome.dialog.answers]
    world.stage.act("dialog:completed")
    assert session.incident.closed is not None and session.incident.closed.outcome == "completed"


@pytest.mark.parametrize("after", ["asked", "asked_again"])
def test_an_answer_to_the_question_begins_the_quiet_time_anew(world: World, after: str) -> None:
    session = still(world)
    world.wait(10 * MIN + (5 if after == "asked" else MIN + 5), step_s=1)
    assert session.incident.asked == (1 if after == "asked" else 2)
    assert world.stage.touched()
    world.tap("dialog:still")
    view = world.stage.view()
    assert session.incident.asked == 0 and isinstance(view, v.TilesView) and view.chrome.dialog is None
    world.wait(9 * MIN, step_s=1)
    assert session.incident.asked == 0 and not session.incident.parked


def test_a_touch_anywhere_counts_as_somebody_there(world: World) -> None:
    session = still(world)
    for _ in range(6):
        world.wait(8 * MIN, step_s=5)
        world.stage.touched()
    assert kinds(world, session) == []


def test_with_the_beat_it_waits_forty_five_minutes_and_gives_the_beat_back_to_whoever_returns(world: World) -> None:
    session = world.tap("dock:cpr")
    world.stage.touched()
    world.wait(45 * MIN - 10, step_s=2)
    assert kinds(world, session) == ["BeatStarted"]
    world.wait(3 * MIN, step_s=2)
    assert kinds(world, session) == ["BeatStarted", "Asked", "Asked", "Parked", "BeatStopped"]
    assert [a["rate_bpm"] for n, a in world.player.calls if n == "beat"][-1] is None
    sounded_ms = session.incident.beat_ms
    world.wait(20 * MIN, step_s=5)
    world.tap(f"other:focus:{session.incident.id}")
    assert session.incident.beat is not None and session.incident.beat_ms == sounded_ms
    assert [a["rate_bpm"] for n, a in world.player.calls if n == "beat"][-1] == 110


def test_the_beat_and_the_swap_go_on_while_it_asks(world: World) -> None:
    session = world.tap("dock:cpr")
    world.stage.touched()
    world.wait(45 * MIN + 5, step_s=1)
    assert session.incident.asked == 1
    world.wait(105, step_s=1)
    facts = [r.event for r in world.recorder.incident(LogId(session.incident.id))]
    since = facts.index(e.Asked(1))
    assert any(isinstance(x, e.TimerRang) and x.name == "swap" for x in facts[since:])
    assert session.incident.asked == 2 and session.incident.beat is not None


def test_a_silent_incident_is_never_asked_about_and_keeps_its_keys(world: World) -> None:
    session = world.tap("help", "answer:more_else", "answer:robbery")
    world.wait(120 * MIN, step_s=20)
    assert kinds(world, session) == [] and ASK not in world.said
    view = world.stage.view()
    assert isinstance(view, v.RestView) and any(row.hold for row in view.rows)


def test_an_abandoned_drill_is_closed_and_leaves_the_idle_screen_free(world: World) -> None:
    session = world.tap("dock:drill", "answer:chest_pain")
    world.wait(60 * MIN, step_s=5)
    assert session.incident.closed is not None and session.incident.closed.outcome == "abandoned"
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is None


def test_what_is_parked_says_nothing_over_the_idle_screen(world: World) -> None:
    """Its reminders begin again and again: nobody is at it who could do what they say."""
    session = world.tap("help", "answer:fall")
    rings = [t for t in session.pack.protocols["elderly_fall"].timers.values() if t.scope == "incident" and t.say]
    assert rings
    for timer in rings:
        session.note(e.TimerStarted(timer.id, timer.after_s))
    session.send(Park())
    said = len(world.said)
    world.wait(max(timer.after_s for timer in rings) + 2, step_s=1)
    assert {t.name for t in session.incident.timers.values() if t.rang or t.round} >= {t.id for t in rings}
    assert world.said[said:] == [] and isinstance(world.stage.view(), v.IdleView)


def test_after_a_restart_a_parked_one_is_still_behind_the_idle_screen(world: World) -> None:
    session = still(world)
    world.wait(13 * MIN, step_s=1)
    world.die()
    world.now.turn(30)
    world.start()
    world.lobby.resume()
    assert world.lobby.focused is None
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is not None
    assert view.chrome.other.action == f"other:focus:{session.incident.id}"


def test_operations_may_close_what_stood_parked_for_twelve_hours_and_only_with_a_reason(world: World) -> None:
    session = still(world)
    now = world.now
    assert abandoned.close_by_operations(session.incident, "停电", now()) == []
    world.wait(13 * MIN, step_s=1)
    now.turn(11 * 3600)
    assert abandoned.close_by_operations(session.incident, "停电", now()) == []
    now.turn(3600)
    assert abandoned.close_by_operations(session.incident, " \u202e ", now()) == []
    for command in abandoned.close_by_operations(session.incident, "停电，人已离开", now()):
        session.send(command)
    assert session.incident.closed is not None and session.incident.closed.outcome == "abandoned"
    assert [n.note.text for n in session.incident.notes] == ["停电，人已离开"]
    assert abandoned.close_by_operations(session.incident, "停电", now()) == []
    assert isinstance(world.stage.view(), v.IdleView)


def test_behind_the_pin_what_was_left_for_twelve_hours_is_closed_with_a_reason_and_then_the_kiosk_may_be_left(
    world: World,
) -> None:
    assert world.pin.set("280317", n=16) == ""
    session = still(world)
    world.wait(13 * MIN, step_s=1)

    def exit_page() -> u.MenuView:
        for action in ("upkeep:open", *(f"pin:{d}" for d in "280317"), "pin:ok", "upkeep:page:exit"):
            world.stage.act(action)
        view = world.stage.view()
        assert isinstance(view, u.MenuView)
        return view

    assert exit_page().options == ()
    world.stage.act("upkeep:do:abandon_over")
    assert session.incident.open
    world.stage.act("upkeep:close")
    world.now.turn(12 * 3600)
    assert [o.action.rsplit(":", 1)[1] for o in exit_page().options] == list(REASONS)
    world.stage.act("upkeep:do:exit")
    assert world.stopped == []
    world.stage.act("upkeep:do:abandon_power")
    assert session.incident.closed is not None and session.incident.closed.outcome == "abandoned"
    assert [n.note.text for n in session.incident.notes] == ["断电后留下的"]
    assert ops.UpkeepNoted("closed", "abandon_power") in world.noted
    world.stage.act("upkeep:do:exit")
    assert world.stopped == [True]


def test_a_visit_whose_two_colleagues_are_out_is_never_asked_about_nor_parked(world: World) -> None:
    session = world.lobby.open(world.lobby.command_open("home_visit", "zh"))
    world.wait(50 * MIN, step_s=5)
    assert kinds(world, session) == [] and world.said.count(ASK) == 0 and world.lobby.focused is session


def test_the_loop_rests_behind_what_is_parked_and_not_before(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole.sound, "Player", FakePlayer)
    config = msgspec.structs.replace(world.config, data=str(tmp_path / "data"))
    kiosk = whole.Kiosk(config, post=lambda call: None, record_sound=None, version="test")
    try:
        assert kiosk.resting
        kiosk.stage.act("dock:cpr")
        session = kiosk.lobby.focused
        assert session is not None and not kiosk.resting
        session.send(Park())
        assert session.incident.open and kiosk.resting
        kiosk.stage.act("help")
        assert not kiosk.resting
    finally:
        kiosk.close()
