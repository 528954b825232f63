"""A wrong tap is taken back in one: what stood before stands again."""

from __future__ import annotations

import pytest

from protocols import commands as c
from protocols import events as e
from tests.fakes.pack import PACK
from tests.fakes.playbook import Playbook


def opened(protocol: str = "collapse", step: str | None = None) -> Playbook:
    return Playbook(PACK).do(c.Open(protocol, "Branch", "lobby", step=step))


def test_a_plain_answer_is_taken_back_and_its_step_begins_anew() -> None:
    play = opened().tap("no", after=3).tap("no", after=9).do(c.Undo(), after=2).at("collapse@breathing")
    play.then(
        e.Undone(2),
        e.TimerStopped("swap"),
        e.TimerStopped("swap_soon"),
        e.BeatStopped(),
        e.TimerStopped("look"),
        e.TimerStarted("look", 10),
    )
    assert play.incident.first_beat is None and play.incident.corrected == 1
    play.tick(after=9).then()


def test_undoing_twice_goes_back_two_answers() -> None:
    play = opened().tap("no").tap("no").do(c.Undo()).do(c.Undo()).at("collapse@response")
    assert play.timers == set() and play.incident.answers == ()
    play.do(c.Undo()).then()


def test_with_nothing_answered_there_is_nothing_to_undo() -> None:
    opened().do(c.Undo()).then()


def test_answers_are_counted_on_after_an_undo() -> None:
    play = opened().tap("no").do(c.Undo()).tap("no").do(c.Undo())
    play.then_some(e.Undone(2))


@pytest.mark.parametrize("command", [c.PressCpr(), c.Change(), c.ShowCall(), c.ShowHandover()])
def test_every_key_of_the_dock_is_taken_back_like_an_answer(command: c.Command) -> None:
    play = opened("fall").tap("yes", after=5)
    before, timers = play.incident.frames, play.timers
    play.do(command, after=1)
    assert play.incident.frames != before
    play.do(c.Undo(), after=1)
    assert play.incident.frames == before and play.timers == timers and play.incident.beat is None


def test_a_timeout_is_taken_back_too_and_is_asked_twice_again() -> None:
    play = opened(step="breathing").tick(after=10).tick(after=10).at("collapse@press").do(c.Undo())
    play.at("collapse@breathing").tick(after=10).at("collapse@breathing").tick(after=10).at("collapse@press")


def test_a_stopped_timer_of_the_incident_runs_on_from_its_own_start() -> None:
    play = opened("fall").tap("no", after=100)
    assert play.timers == set()
    play.do(c.Undo(), after=20)
    assert play.incident.timers["floor_time"].since == play.incident.opened
    play.tick(after=480).then_some(e.TimerRang("floor_time", 1))


def test_a_beat_that_was_stopped_by_mistake_begins_with_a_full_two_minutes() -> None:
    play = opened(step="press").tap("aed").tap("on", after=60).do(c.Undo(), after=5).at("collapse@aed_on")
    play.then_some(e.Undone(2), e.BeatStarted(110), e.TimerStarted("swap", 120))
    assert play.incident.timers["swap"].started == play.now and play.timers == {"swap", "swap_soon"}


def test_a_beat_whose_timers_had_stopped_before_comes_back_with_its_timers() -> None:
    play = opened(step="press").note(e.TimerStopped("swap")).tap("aed").tap("on").do(c.Undo())
    assert play.incident.beat is not None and play.timers == {"swap", "swap_soon"}


def test_ticks_roles_calls_and_notes_are_not_undone_with_an_answer() -> None:
    play = opened().tap("no").do(c.TickItem("caller", "connected")).do(c.TakeLane("runner", "guard"))
    play.do(c.AddNote("fell from a chair", topic="mechanism")).do(c.Undo())
    assert play.incident.call() is not None and play.incident.lanes["runner"].who == "guard"
    assert len(play.incident.notes) == 1


def test_the_first_beat_stays_when_a_later_answer_is_undone() -> None:
    play = opened(step="press").tap("aed", after=10).do(c.Undo())
    assert play.incident.first_beat == play.incident.opened


def test_an_undone_that_names_no_standing_answer_changes_nothing() -> None:
    play = opened().tap("no")
    before = play.incident
    play.note(e.Undone(7))
    assert play.incident.frames == before.frames and play.incident.corrected == 0


def test_a_clock_that_an_undo_brings_back_runs_on_though_the_wall_clock_was_set_back() -> None:
    play = opened().note(e.TimerStarted("t", 600.0)).wait(100)
    play.note(e.ChoiceMade(play.step, "no"), e.TimerStopped("t")).reboot(after=-3600).note(e.Resumed(0.0))
    play.note(e.Undone(1)).wait(50)
    timer = play.incident.timers["t"]
    assert e.elapsed_ms(timer.started, play.now) == e.elapsed_ms(timer.since, play.now) == 150_000
    assert play.incident.age_ms(play.now) == 150_000
