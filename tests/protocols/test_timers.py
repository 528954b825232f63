"""Time passes: who rings, what it moves, and what a gap does to it."""

from __future__ import annotations

from protocols import commands as c
from protocols import events as e
from tests.fakes.pack import PACK
from tests.fakes.playbook import Playbook


def opened(protocol: str = "collapse", step: str | None = None) -> Playbook:
    return Playbook(PACK).do(c.Open(protocol, "Branch", "lobby", step=step))


def test_a_timer_rings_when_it_is_due_and_not_before() -> None:
    opened(step="breathing").tick(after=9.999).then().tick(after=0.001).then(
        e.TimerRang("look", 1), e.TimerStarted("look", 10)
    )


def test_a_question_without_an_answer_is_asked_once_more_and_then_taken_as_unsure() -> None:
    play = opened(step="breathing").tick(after=10).at("collapse@breathing")
    play.tick(after=10).then_some(
        e.TimerRang("look", 2), e.ChoiceMade("breathing", "unsure", "timeout"), e.StepEntered("press")
    )


def test_the_swap_rings_every_two_minutes_and_its_warning_begins_anew_with_it() -> None:
    play = opened(step="press").tick(after=105).then(e.TimerRang("swap_soon", 1))
    play.tick(after=15).then(e.TimerRang("swap", 1), e.TimerStarted("swap_soon", 105), e.TimerStarted("swap", 120))
    play.tick(after=105).then(e.TimerRang("swap_soon", 2)).tick(after=15).then_some(e.TimerRang("swap", 2))


def test_a_warning_that_the_swap_began_anew_does_not_ring_at_once() -> None:
    play = opened(step="press").tick(after=122)
    play.then_some(e.TimerRang("swap_soon", 1), e.TimerRang("swap", 1))
    assert not play.incident.timers["swap_soon"].rang


def test_the_longest_overdue_rings_first() -> None:
    opened(step="press").tick(after=125).then_some(e.TimerRang("swap_soon", 1), e.TimerRang("swap", 1))


def test_the_same_beat_goes_on_through_a_change_of_steps_and_so_does_its_swap() -> None:
    play = opened(step="press").tap("aed", after=30)
    assert play.incident.timers["swap"].started.boot_ms == play.now.boot_ms - 30_000
    assert play.incident.beat is not None


def test_another_pattern_goes_on_counting_from_the_first_push_with_the_same_swap() -> None:
    play = opened(step="press").tap("trained", after=30)
    play.then(e.ChoiceMade("press", "trained"), e.StepEntered("press_30_2"), e.BeatStarted(110, "30:2"))
    beat, first = play.incident.beat, play.incident.first
    assert beat is not None and first is not None
    assert (beat.pattern, beat.since, beat.source) == ("30:2", first.since, first.source), "people pressed on"
    assert play.incident.beat_ms == 0, "what sounds still is not counted twice"
    assert play.timers == {"swap", "swap_soon"}


def test_a_quiet_timer_moves_on_by_itself() -> None:
    play = opened(step="analyse").tick(after=20)
    play.then_some(e.TimerRang("hands_off", 1), e.StepEntered("again"), e.BeatStarted(110))


def test_timers_of_step_beat_and_incident_run_side_by_side() -> None:
    play = opened("fall").tap("yes", after=2).tap("side", after=3).tap("turned")
    assert play.timers == {"floor_time", "recheck"}
    play.tick(after=60).then(e.TimerRang("recheck", 1), e.TimerStarted("recheck", 60))
    play.do(c.PressCpr())
    assert play.timers == {"floor_time", "swap", "swap_soon"}


def test_a_timer_of_the_incident_counts_from_its_first_start_through_every_round() -> None:
    play = opened("fall").tick(after=600)
    floor = play.incident.timers["floor_time"]
    assert (floor.round, floor.rang) == (1, False)
    assert floor.started == play.now and floor.since == play.incident.opened


def test_a_step_can_stop_a_timer_by_name() -> None:
    opened("fall").tap("no").then_some(e.TimerStopped("floor_time"))


def test_a_step_that_stops_a_timer_which_does_not_run_says_nothing() -> None:
    opened("fall", step="rise").then(e.Opened("fall", "pack-1", "Branch", "lobby", "zh", "tile"), e.StepEntered("rise"))


def test_a_timer_below_a_card_rings_and_cannot_answer_for_the_card() -> None:
    play = opened("fall").tap("yes").tick(after=60).at("fall@floor", "danger_gate@safe")
    play.then_some(e.TimerRang("comfort", 1), e.FramePushed("danger_gate", "pack-1", "include"))
    play.do(c.Undo())  # nothing but the first answer stands: the timer's own move is no answer
    play.at("fall@pain")


def test_a_question_on_the_screen_is_not_answered_by_a_timer_of_another_step() -> None:
    play = opened("collapse", "response").note(e.TimerStarted("look", 10)).tick(after=10).tick(after=10)
    play.then(e.TimerRang("look", 2)).at("collapse@response")


def test_a_timer_of_another_protocol_does_not_move_the_card_on_the_screen() -> None:
    play = opened("fall").tap("yes").do(c.ShowCall()).note(e.TimerStarted("comfort", 10)).tick(after=10)
    play.then(e.TimerRang("comfort", 1)).at("fall@floor", "call_120@card")


def test_asking_the_same_again_does_not_begin_the_clock_of_the_incident_anew() -> None:
    play = (
        opened("recovery", "recheck")
        .tap("yes", after=30)
        .then(e.ChoiceMade("recheck", "yes"), e.StepEntered("recheck"))
    )
    play.tick(after=30).then_some(e.TimerRang("recheck", 1))


def test_a_timer_the_content_no_longer_knows_only_rings() -> None:
    opened().note(e.TimerStarted("old", 5)).tick(after=6).then(e.TimerRang("old", 1)).tick(after=60).then()


# --- gaps ----------------------------------------------------------------------------------------------------


def test_after_a_gap_over_a_minute_timers_ring_once_and_nothing_moves() -> None:
    play = opened(step="breathing").note(e.Resumed(300), after=300)
    assert play.incident.asking
    play.tick().then(e.TimerRang("look", 1)).at("collapse@breathing").tick(after=100).then()


def test_a_short_gap_asks_nothing() -> None:
    play = opened(step="breathing").note(e.Resumed(40), after=40)
    assert not play.incident.asking
    play.tick().then_some(e.TimerRang("look", 1), e.TimerStarted("look", 10))


def test_still_going_on_begins_the_questions_anew_as_if_never_asked() -> None:
    play = opened(step="breathing").note(e.Resumed(300), after=300).tick()
    play.do(c.Focus(), after=5).then(e.Focused(), e.TimerStopped("look"), e.TimerStarted("look", 10))
    assert not play.incident.asking
    play.tick(after=10).then(e.TimerRang("look", 1), e.TimerStarted("look", 10))


def test_an_answer_after_a_gap_also_says_that_somebody_is_there() -> None:
    play = opened(step="press").note(e.Resumed(300), after=300).tick().tap("aed")
    play.then_some(e.StepEntered("aed_on"), e.TimerStopped("swap"), e.TimerStarted("swap", 120))
    assert not play.incident.asking


def test_undo_after_a_gap_also_says_that_somebody_is_there() -> None:
    play = opened().tap("no").tap("no").note(e.Resumed(300), after=300).do(c.Undo()).at("collapse@breathing")
    assert not play.incident.asking


def test_closing_after_a_gap_wakes_nothing() -> None:
    play = opened("collapse", "watch").note(e.Resumed(300), after=300).tap("nothing")
    play.then(e.ChoiceMade("watch", "nothing"), e.Closed("false_start"))


def test_a_timer_of_the_incident_that_does_not_repeat_stays_rung_after_a_gap() -> None:
    play = opened().note(e.TimerStarted("old", 5)).note(e.Resumed(300), after=300).tick()
    play.do(c.Focus()).then(e.Focused())


def test_timers_that_were_overdue_for_a_minute_tell_of_a_gap_nobody_told_of() -> None:
    play = opened(step="breathing").tick(after=300)
    play.then(e.Resumed(290.0), e.TimerRang("look", 1)).at("collapse@breathing")
    assert play.incident.asking


def test_across_a_reboot_timers_go_by_the_wall_clock() -> None:
    opened("fall").reboot(after=595).tick().then().tick(after=5).then_some(e.TimerRang("floor_time", 1))


def test_the_beat_is_not_counted_while_the_kiosk_was_away() -> None:
    play = opened(step="press").note(e.PromptSpoken("press", "zh"), after=20).reboot(after=30).note(e.Resumed(30))
    assert play.incident.beat is not None and play.incident.first_beat == play.incident.opened
    play.do(c.Close("cancelled"), after=10)
    assert play.incident.beat_ms == 30_000


def test_a_clock_that_is_set_moves_no_timer() -> None:
    play = opened(step="breathing").set_clock(by=3600).note(e.ClockStepped(3600))
    play.tick(after=9).then().tick(after=1).then_some(e.TimerRang("look", 1))


def test_time_never_runs_backwards() -> None:
    play = opened(step="breathing").reboot(after=-500).tick().then()
    assert e.elapsed_ms(play.incident.opened or play.now, play.now) == 0


def test_a_reminder_ends_when_a_graver_protocol_takes_over_and_comes_back_with_undo() -> None:
    play = opened("fall").tap("yes").tap("side").tap("turned")
    started = play.incident.timers["recheck"].since
    play.do(c.PressCpr(), after=5).then_some(e.TimerStopped("recheck"), e.StepEntered("press"))
    assert "recheck" not in play.timers
    play.do(c.Undo(), after=5)
    assert play.incident.timers["recheck"].since == started


def test_a_clock_that_lasts_goes_on_through_the_change_and_rings() -> None:
    play = opened("fall").do(c.PressCpr(), after=5)
    assert {"floor_time", "swap"} <= play.timers
    play.tick(after=595).then_some(e.TimerRang("floor_time", 1))
