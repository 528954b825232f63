"""Taps in, screens and facts out: the lobby without its glass."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.line_state import LineFacts
from kiosk.resting import FALSE_START_S
from protocols import events as e
from protocols.commands import Close, Park, SetSilent
from protocols.events import LogId
from tests.fakes.lobby_world import PACK, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def test_the_dock_key_starts_the_beat_from_idle_in_one_tap(world: World) -> None:
    session = world.tap("dock:cpr")
    assert world.step == "adult_collapse/hands"
    assert session.incident.beat is not None and session.incident.beat.rate_bpm == 110
    assert ("beat", 110) in [(n, a.get("rate_bpm")) for n, a in world.player.calls]


def test_the_assessed_way_is_three_taps(world: World) -> None:
    session = world.tap("help", "answer:collapse", "answer:not_breathing")
    assert world.step == "adult_collapse/hands" and session.incident.beat is not None


def test_the_first_tap_speaks_at_once(world: World) -> None:
    world.tap("help")
    assert world.said == [PACK.step("what_is_wrong", PACK.protocols["what_is_wrong"].first).say["zh"]]


@pytest.mark.parametrize(
    "keys", [(), ("help",), ("help", "answer:collapse"), ("help", "answer:fall"), ("dock:drill",), ("dock:rest",)]
)
def test_not_breathing_is_one_tap_from_every_screen(world: World, keys: tuple[str, ...]) -> None:
    for key in keys:
        world.stage.act(key)
    session = world.tap("dock:cpr")
    assert world.step == "adult_collapse/hands" and session.incident.beat is not None


def test_ten_seconds_without_an_answer_ask_again_and_twenty_are_unsure(world: World) -> None:
    world.tap("help", "answer:collapse")
    world.wait(10.5)
    assert world.step == "adult_collapse/assess"
    world.wait(10)
    session = world.lobby.focused
    assert session is not None and world.step == "adult_collapse/hands"
    assert session.incident.answers[-1].choice == "unsure" and session.incident.answers[-1].by == "timeout"


def test_a_wrong_tap_is_undone_in_one_tap(world: World) -> None:
    world.tap("dock:cpr", "answer:aed_here")
    assert world.step == "adult_collapse/aed_power"
    session = world.tap("dock:undo")
    assert world.step == "adult_collapse/hands" and session.incident.beat is not None


def test_with_nothing_to_undo_a_false_start_can_be_cancelled(world: World) -> None:
    session = world.tap("dock:cpr")
    world.tap("dock:undo", after=FALSE_START_S + 1)
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.dialog is not None
    world.stage.act("dialog:false_start")
    assert session.incident.closed is not None and session.incident.closed.outcome == "false_start"
    assert isinstance(world.stage.view(), v.IdleView)


def test_language_changes_in_one_tap_and_keeps_the_step(world: World) -> None:
    world.tap("dock:cpr")
    before = world.step
    world.tap("language")
    view = world.stage.view()
    assert world.step == before and isinstance(view, v.StepView) and view.chrome.lang == "en"
    assert world.said[-1] == PACK.step("adult_collapse", "hands").say["en"]


def test_nothing_says_that_120_answered_before_a_person_ticked_it(world: World) -> None:
    session = world.tap("dock:cpr", "dock:call")
    view = world.stage.view()
    assert isinstance(view, v.CallCardView) and "接通" not in view.chrome.dock.call.sub
    assert "CallTicked" not in world.facts(session)
    world.tap("answer:connected")
    assert world.step == "adult_collapse/hands" and "CallTicked" in world.facts(session)
    view = world.stage.view()
    assert isinstance(view, v.StepView) and "已接通" in view.chrome.dock.call.sub


def test_lanes_are_taken_and_ticked_without_moving_the_step(world: World) -> None:
    session = world.tap("dock:cpr", "lane:caller:take", "lane:caller:tick:connected")
    call = session.incident.call("120")
    assert world.step == "adult_collapse/hands" and call is not None and call.state == "connected"
    world.tap("lane:caller:tick:connected")
    assert session.incident.call("120") is None


def test_the_danger_gate_keeps_the_beat_and_somebody_awake_is_looked_at(world: World) -> None:
    session = world.tap("dock:cpr", "dock:changed")
    assert world.step == "danger_gate/check" and session.incident.beat is not None
    world.tap("answer:fine")
    assert world.step == "adult_collapse/responds_check"


def test_after_a_kill_the_same_step_comes_back_with_the_right_time(world: World) -> None:
    world.tap("dock:cpr")
    world.wait(3)
    opened = world.lobby.focused and world.lobby.focused.incident.opened
    world.die()
    world.now.turn(5)
    world.start()
    world.lobby.resume()
    session = world.lobby.focused
    assert session is not None and session.incident.opened == opened and world.step == "adult_collapse/hands"
    assert session.incident.beat is not None and not session.incident.asking
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.bar.clock_text == "00:08"


def test_after_a_long_gap_nothing_advances_until_somebody_says_it_goes_on(world: World) -> None:
    world.tap("help", "answer:collapse")
    world.die()
    world.now.turn(300)
    world.start()
    world.lobby.resume()
    world.wait(60)
    assert world.step == "adult_collapse/assess"
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.dialog is not None
    world.stage.act("dialog:still")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.dialog is None


def test_a_drill_is_its_own_log_and_ends_in_a_debrief(world: World) -> None:
    session = world.tap("dock:drill", "answer:collapse", "answer:not_breathing")
    assert session.incident.id.split("/")[1] == "drill"
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.drill is not None
    world.wait(40)
    world.tap("answer:crew")
    world.stage.act("answer:handed_over")
    debrief = world.stage.view()
    assert isinstance(debrief, v.DebriefView) and len(debrief.things) <= 2
    world.stage.act("language")
    read = world.stage.view()
    assert isinstance(read, v.DebriefView) and (read.chrome.lang, read.again.label) == ("en", "Once more")
    world.stage.act("debrief:end")
    idle = world.stage.view()
    assert isinstance(idle, v.IdleView) and idle.chrome.lang == "zh"


def test_a_goal_missed_by_less_than_a_second_never_shows_a_number_that_meets_it(world: World) -> None:
    world.tap("dock:drill", "answer:collapse")
    session = world.tap("answer:not_breathing", after=29.4)
    session.send(Close("completed"))
    debrief = world.stage.view()
    assert isinstance(debrief, v.DebriefView)
    row = next(r for r in debrief.rows if r.value_s is not None)
    assert (row.value_s, row.goal_s, row.value_text) == (30.4, 30.0, "31 秒")


def test_this_is_real_makes_a_live_incident_in_one_tap(world: World) -> None:
    drill = world.tap("dock:drill", "answer:collapse", "answer:not_breathing")
    live = world.tap("drill:real")
    assert drill.incident.closed is not None and drill.incident.closed.interrupted_by == live.incident.id
    assert live.incident.opening is not None and live.incident.opening.from_drill == drill.incident.id
    assert live.incident.id.split("/")[1] == "live" and world.step == "adult_collapse/assess"
    assert live.incident.answers == () and live.incident.beat is None


def test_two_incidents_run_beside_each_other(world: World) -> None:
    first = world.tap("dock:cpr")
    first.send(Park())
    world.lobby.leave()
    second = world.tap("help", "answer:fall")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.other is not None
    world.stage.act(view.chrome.other.action)
    assert world.lobby.focused is first and second.incident.open
    assert [a["rate_bpm"] for n, a in world.player.calls if n == "beat"][-1] == 110


def test_the_tourniquets_clock_outlasts_an_arrest_on_the_screen_and_says_nothing_into_the_beat(world: World) -> None:
    session = world.lobby.open(world.lobby.command_open("bleeding", "zh", step="tq_time"))
    assert "bleed_tourniquet" in session.incident.timers
    world.tap("dock:cpr")
    said = len(world.said)
    world.wait(7230, step_s=30)
    assert session.incident.timers["bleed_tourniquet"].rang
    assert not any("止血带" in words for words in world.said[said:])


def test_a_silent_incident_shows_the_discreet_page_and_says_nothing(world: World) -> None:
    session = world.tap("dock:cpr")
    session.send(SetSilent(True))
    assert isinstance(world.stage.view(), v.RestView)
    assert ("silent", True) in [(n, next(iter(a.values()), None)) for n, a in world.player.calls]
    said = len(world.said)
    world.desk(session.incident.id, e.Acknowledged("林静"), e.MessageSent("林静", "你好"))
    assert len(world.said) == said and isinstance(world.stage.view(), v.RestView)
    world.stage.drawn()
    assert "MessageShown" not in world.facts(session)


def test_the_desks_words_are_shown_and_spoken_and_both_are_facts(world: World) -> None:
    session = world.tap("dock:cpr")
    (_opened, ack) = world.desk(session.incident.id, e.Acknowledged("林静", "我在"))
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.desk is not None and view.chrome.desk.who == "林静"
    world.stage.drawn()
    shown = [
        r.event for r in world.recorder.incident(LogId(session.incident.id)) if isinstance(r.event, e.MessageShown)
    ]
    assert shown == [e.MessageShown(e.Ref(ack.log, ack.seq))]
    assert any("林静" in text for text in world.said)


def test_an_old_desk_message_is_shown_and_not_spoken(world: World) -> None:
    session = world.tap("dock:cpr")
    said = len(world.said)
    log = f"FT03/desk/{session.incident.id.rsplit('/', 1)[1]}"
    answering = e.Record(log, 1, e.Moment(world.now.at_ms - 200_000, 1, "b"), e.DeskOpened(session.incident.id))
    old = e.Record(log, 2, e.Moment(world.now.at_ms - 200_000, 1, "b"), e.MessageSent("林静", "再问一次"))
    world.lobby.merged([answering, old])
    reasons = [
        r.event.reason
        for r in world.recorder.incident(LogId(session.incident.id))
        if isinstance(r.event, e.MessageNotSpoken)
    ]
    assert reasons == ["late"] and len(world.said) == said


def test_a_missing_clip_is_spoken_live_and_without_speech_the_words_stay(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db", clips=False)
    session = world.tap("dock:cpr")
    text, lang, done = world.rendered[-1]
    assert text == PACK.step("adult_collapse", "hands").say["zh"] and lang == "zh"
    done(None, "timeout")
    assert "PromptNotSpoken" in world.facts(session)


def test_without_a_desk_the_screen_says_to_telephone(world: World) -> None:
    world.line = LineFacts(True, False, False, 0)
    world.tap("dock:cpr")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and "0755 0000 0110" in view.chrome.bar.line.text


def test_late_and_unknown_taps_are_no_facts(world: World) -> None:
    session = world.tap("dock:cpr")
    before = world.facts(session)
    for action in (
        "answer:nothing",
        "answer:collapse",
        "lane:x:take",
        "lane:door:tick:zzz",
        "dialog:zzz",
        "other:focus:no",
        "",
    ):
        world.stage.act(action)
    assert world.facts(session) == before


def test_unsigned_content_says_so_on_every_screen(world: World) -> None:
    world.tap("dock:cpr")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.bar.unsigned_text == "内容未经医生审定"


def test_a_desk_that_nobody_attends_is_not_called_online(world: World) -> None:
    world.line = LineFacts(True, True, True, 0)
    idle = world.stage.view()
    assert isinstance(idle, v.IdleView) and "没人" in idle.chrome.bar.line.text
    world.tap("dock:cpr")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and "没人在" in view.chrome.bar.line.text


def test_in_a_drill_without_sound_the_casualtys_findings_stand_on_the_screen(world: World) -> None:
    world.sound = False
    world.tap("dock:drill", "answer:collapse")
    view = world.stage.view()
    finding = PACK.step("adult_collapse", "assess").drill_finding
    assert finding is not None
    assert isinstance(view, v.StepView) and finding["zh"] in [problem.text for problem in view.chrome.problems]
