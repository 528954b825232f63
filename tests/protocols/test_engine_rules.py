"""What each command makes of each situation, one rule a test."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocols import commands as c
from protocols import events as e
from protocols.engine import decide
from protocols.incident import Incident
from tests.fakes.pack import HASH, PACK
from tests.fakes.playbook import START, Playbook


def opened(protocol: str = "collapse", **more: object) -> Playbook:
    return Playbook(PACK).do(c.Open(protocol, "Branch", "lobby", **more))  # type: ignore[arg-type]


def pressing() -> Playbook:
    return opened().tap("no", after=3).tap("no", after=5)


# --- opening -------------------------------------------------------------------------------------------------


def test_opening_writes_what_was_opened_and_enters_the_first_step() -> None:
    opened().then(
        e.Opened("collapse", HASH, "Branch", "lobby", "zh", "tile"),
        e.StepEntered("response"),
    ).at("collapse@response")


def test_opening_at_a_step_goes_there_at_once_with_the_beat_and_its_timers() -> None:
    opened(step="press", via="dock_cpr").then(
        e.Opened("collapse", HASH, "Branch", "lobby", "zh", "dock_cpr"),
        e.StepEntered("press"),
        e.BeatStarted(110),
        e.TimerStarted("swap", 120),
        e.TimerStarted("swap_soon", 105),
    )


def test_an_incident_is_opened_once() -> None:
    opened().do(c.Open("fall", "Branch", "lobby")).then()


def test_before_it_is_opened_nothing_can_happen() -> None:
    assert decide(PACK, Incident("FT03/live/a"), c.PressCpr(), START) == []


# --- answering -----------------------------------------------------------------------------------------------


def test_an_answer_leads_on_and_its_step_timer_begins() -> None:
    opened().tap("no", after=4).then(
        e.ChoiceMade("response", "no"), e.StepEntered("breathing"), e.TimerStarted("look", 10)
    )


def test_a_late_tap_on_a_step_already_left_is_no_fact() -> None:
    opened().tap("no").do(c.Choose("response", "yes")).then()


def test_an_answer_the_step_does_not_have_is_no_fact() -> None:
    opened().tap("aed").then()


def test_leaving_a_step_stops_its_timer() -> None:
    opened().tap("no").tap("no").then_some(
        e.ChoiceMade("breathing", "no"), e.TimerStopped("look"), e.StepEntered("press"), e.BeatStarted(110)
    )


def test_an_answer_can_close_the_incident() -> None:
    play = opened().tap("yes").tap("nothing").then_some(e.Closed("false_start"))
    assert not play.incident.open


def test_the_end_of_the_lowest_frame_is_the_handover() -> None:
    play = opened("fall").tap("yes").tap("crew").at("fall@floor", "handover@card")
    play.then_some(e.HandoverShown())
    assert play.incident.handover_at == play.now


def test_a_handover_that_returns_comes_back_to_the_step_below() -> None:
    opened("fall").tap("yes").tap("crew").tap("back").then_some(e.FramePopped(), e.TimerStarted("comfort", 60))


def test_the_end_of_a_handover_that_stands_alone_stays_at_the_handover() -> None:
    opened("handover").tap("back").at("handover@card")


# --- frames --------------------------------------------------------------------------------------------------


def test_an_include_is_laid_on_the_stack_and_returns_to_the_same_step() -> None:
    play = (
        opened("fall")
        .tap("yes")
        .tap("side")
        .then_some(e.TimerStopped("comfort"), e.FramePushed("recovery", HASH, "include"), e.StepEntered("turn"))
    )
    play.tap("turned").tap("back").at("fall@floor")


def test_the_danger_gate_comes_on_top_and_goes_back_without_touching_the_beat() -> None:
    play = pressing().do(c.Change()).at("collapse@press", "danger_gate@safe")
    play.then(
        e.ChoiceMade("press", "changed"), e.FramePushed("danger_gate", HASH, "danger_gate"), e.StepEntered("safe")
    )
    beat = play.incident.beat
    play.tap("yes").then(e.ChoiceMade("safe", "yes"), e.FramePopped()).at("collapse@press")
    assert play.incident.beat is beat is not None


def test_unsafe_stops_the_beat_and_coming_back_to_the_compressions_starts_it_again() -> None:
    play = (
        pressing()
        .do(c.Change())
        .tap("unsafe")
        .then_some(e.BeatStopped(), e.TimerStopped("swap"), e.TimerStopped("swap_soon"))
    )
    assert play.incident.beat is None
    play.tap("safe_now", after=20).then_some(e.FramePopped(), e.BeatStarted(110), e.TimerStarted("swap", 120))


def test_the_beat_that_unsafe_stopped_comes_back_to_a_step_that_only_kept_it() -> None:
    play = pressing().tap("aed").do(c.Change()).tap("unsafe").tap("safe_now").at("collapse@aed_on")
    play.then_some(e.FramePopped(), e.BeatStarted(110), e.TimerStarted("swap", 120))


def test_a_step_without_a_beat_gets_none_from_a_card() -> None:
    play = opened("fall").tap("yes").do(c.Change()).tap("unsafe").tap("safe_now").at("fall@floor")
    assert play.incident.beat is None


def test_a_role_goes_on_through_an_escalation_with_the_items_of_both_protocols() -> None:
    play = opened("fall").do(c.TickItem("caller", "family")).then(e.ItemTicked("caller", "family"))
    play.do(c.TickItem("caller", "speaker")).then(e.ItemTicked("caller", "speaker"))


def test_the_call_card_and_the_handover_come_on_top_from_everywhere() -> None:
    pressing().do(c.ShowCall()).then_some(e.FramePushed("call_120", HASH, "call")).at("collapse@press", "call_120@card")
    pressing().do(c.ShowHandover()).then_some(e.FramePushed("handover", HASH, "handover"))


@pytest.mark.parametrize("command", [c.ShowCall(), c.ShowHandover(), c.Change()])
def test_the_same_card_is_not_laid_on_itself(command: c.Command) -> None:
    pressing().do(command).do(command).then()


def test_a_protocol_stands_on_the_stack_once() -> None:
    play = pressing().do(c.Change()).do(c.ShowCall()).at("collapse@press", "danger_gate@safe", "call_120@card")
    play.do(c.Change()).then_some(e.FramePopped(), e.StepEntered("safe")).at("collapse@press", "danger_gate@safe")


def test_the_stack_is_never_deeper_than_four() -> None:
    play = opened("tiles").tap("wrapped").tap("deeper").do(c.ShowCall())
    play.at("tiles@what", "nested@in", "recovery@turn", "call_120@card")
    play.do(c.Change()).then_some(e.FramePopped(), e.FramePushed("danger_gate", HASH, "danger_gate"))
    play.at("tiles@what", "nested@in", "recovery@turn", "danger_gate@safe")


def test_an_escalation_replaces_the_whole_stack_in_the_same_incident() -> None:
    play = opened("fall").tap("yes").tap("side").tap("turned").tap("no")
    play.then_some(e.Escalated("collapse", HASH), e.StepEntered("press"), e.BeatStarted(110)).at("collapse@press")
    assert play.incident.opened == START


# --- the dock's "not breathing: press" -------------------------------------------------------------------------


def test_compressions_are_one_tap_away_from_everywhere() -> None:
    opened("fall").tap("yes").do(c.PressCpr()).then_some(
        e.ChoiceMade("floor", "dock_cpr"), e.Escalated("collapse", HASH), e.StepEntered("press"), e.BeatStarted(110)
    ).at("collapse@press")


def test_the_key_does_nothing_while_pressing_is_on_the_screen() -> None:
    pressing().do(c.PressCpr()).then()


def test_from_a_card_over_the_compressions_the_key_comes_back_and_the_beat_goes_on() -> None:
    play = pressing().do(c.ShowCall())
    beat = play.incident.beat
    play.do(c.PressCpr()).at("collapse@press")
    assert play.incident.beat is beat


def test_when_the_content_is_gone_the_key_still_leads_to_compressions() -> None:
    play = pressing().do(c.ShowCall())
    play.pack = type(PACK)("pack-2", {k: v for k, v in PACK.protocols.items() if k != "call_120"}, {}, {})
    play.tap("connected").then()
    play.tick(after=125).then_some(e.TimerRang("swap"))
    play.do(c.PressCpr()).then_some(e.Escalated("collapse", "pack-2")).at("collapse@press")
    play.do(c.Undo())
    play.do(c.Undo()).at("collapse@press")


def test_a_return_onto_a_step_the_content_no_longer_knows_keeps_what_sounds() -> None:
    play = pressing().do(c.ShowCall())
    play.pack = type(PACK)("pack-2", {k: v for k, v in PACK.protocols.items() if k != "collapse"}, {}, {})
    play.tap("connected").then(e.ChoiceMade("card", "connected"), e.FramePopped())
    assert play.incident.beat is not None


# --- beside the steps ----------------------------------------------------------------------------------------


def test_a_role_is_taken_once_and_can_change_hands() -> None:
    play = opened().do(c.TakeLane("caller", "counter")).then(e.LaneAssigned("caller", "counter"))
    play.do(c.TakeLane("caller", "counter")).then()
    play.do(c.TakeLane("caller", "guard")).then(e.LaneAssigned("caller", "guard"))
    play.do(c.TakeLane("cook", "guard")).then()


def test_a_second_tick_keeps_the_first_time() -> None:
    play = opened().do(c.TickItem("runner", "aed_arrived"), after=50)
    play.do(c.TickItem("runner", "aed_arrived"), after=9).then()
    assert play.incident.lanes["runner"].ticked["aed_arrived"].boot_ms == START.boot_ms + 50_000
    play.do(c.TickItem("runner", "aed_arrived", done=False)).then(e.ItemTicked("runner", "aed_arrived", False))
    assert play.incident.lanes["runner"].ticked == {}


def test_an_item_no_lane_has_cannot_be_ticked() -> None:
    opened().do(c.TickItem("runner", "coffee")).then()


def test_a_ticked_call_says_connected_and_unticked_is_corrected_never_undone() -> None:
    play = opened().do(c.TickItem("caller", "connected"), after=30)
    play.then(e.ItemTicked("caller", "connected"), e.CallTicked("120", "connected"))
    play.do(c.TickItem("caller", "connected", done=False))
    play.then(e.ItemTicked("caller", "connected", False), e.CallCorrected(1))
    assert play.incident.call() is None


def test_a_call_that_stands_already_is_not_told_twice() -> None:
    play = opened().do(c.TickCall("120", "dialling")).do(c.TickCall("120", "connected"))
    play.do(c.TickCall("120", "connected")).then()
    play.do(c.TickItem("caller", "connected")).then(e.ItemTicked("caller", "connected"))


def test_a_call_that_failed_opens_the_item_that_said_it_was_through() -> None:
    play = opened().do(c.TickItem("caller", "connected")).do(c.TickCall("120", "failed"))
    play.then(e.CallTicked("120", "failed"), e.ItemTicked("caller", "connected", False))
    play.do(c.TickItem("caller", "connected", done=False)).then()
    assert (call := play.incident.call()) is not None and call.state == "failed"


def test_a_number_the_content_does_not_name_cannot_be_ticked() -> None:
    opened().do(c.TickCall("999", "connected")).then()


def test_the_newest_tick_of_a_call_can_be_corrected() -> None:
    play = opened().do(c.TickCall("120", "dialling")).do(c.TickCall("120", "connected")).do(c.CorrectCall("120"))
    play.then(e.CallCorrected(2))
    standing = play.incident.call("120")
    assert standing is not None and standing.state == "dialling"
    play.do(c.CorrectCall("110")).then()


def test_silence_language_profile_and_sound_are_said_once() -> None:
    play = opened()
    for command, fact in [
        (c.SetSilent(True), e.SilentSet(True)),
        (c.SetLanguage("en"), e.LanguageChosen("en")),
        (c.SetProfile("elderly"), e.ProfileChosen("elderly")),
        (c.AllowSound(), e.SoundAllowed()),
    ]:
        play.do(command).then(fact).do(command).then()
    assert (play.incident.silent, play.incident.lang, play.incident.profile) == (True, "en", "elderly")
    assert play.incident.sound_allowed


def test_a_note_is_cleaned_and_an_empty_one_is_no_fact() -> None:
    play = opened().do(c.AddNote(" about 70\u202e \n", "estimated", "age_sex"))
    play.then(e.NoteAdded("about 70", "estimated", topic="age_sex"))
    play.do(c.AddNote(" \u202e ")).then()


def test_focus_and_park() -> None:
    play = opened().do(c.Park()).then(e.Parked()).do(c.Park()).then()
    play.do(c.Focus(), after=5).then(e.Focused())
    assert not play.incident.parked and play.incident.focused_at == play.now


def test_whoever_closes_because_the_crew_took_over_writes_down_that_it_did() -> None:
    opened().do(c.Close("handed_over")).then(e.HandedOver(), e.Closed("handed_over"))
    assert e.HandedOver() not in [r.event for r in opened().do(c.Close("completed")).records]


def test_closing_stops_the_beat_and_names_what_a_drill_became() -> None:
    play = pressing().do(c.Close("interrupted", "FT03/live/b"))
    play.then(
        e.BeatStopped(), e.TimerStopped("swap"), e.TimerStopped("swap_soon"), e.Closed("interrupted", "FT03/live/b")
    )
    assert play.incident.timers == {} and play.incident.closed_at == play.now


ALL: list[c.Command] = [
    c.Open("fall", "", ""), c.Choose("press", "aed"), c.Undo(), c.Tick(), c.PressCpr(), c.Change(), c.ShowCall(),
    c.ShowHandover(), c.TakeLane("caller", "x"), c.TickItem("caller", "speaker"), c.TickCall("120", "connected"),
    c.CorrectCall("120"), c.SetSilent(True), c.AllowSound(), c.SetLanguage("en"), c.SetProfile("loud"),
    c.Focus(), c.Park(), c.Close("cancelled"),
]  # fmt: skip


@pytest.mark.parametrize("command", ALL, ids=lambda command: type(command).__name__)
def test_a_closed_incident_accepts_nothing_but_late_words(command: c.Command) -> None:
    pressing().do(c.Close("completed")).do(command, after=500).then()


def test_late_words_are_added_to_a_closed_incident_and_change_nothing_else() -> None:
    play = pressing().do(c.Close("completed"))
    before, opened = play.incident, play.incident.opened
    assert opened is not None
    play.do(c.AddNote("AED used", at_ms=opened.at_ms + 60_000), after=500)
    play.then(e.NoteAdded("AED used", "tapped_late", at_ms=opened.at_ms + 60_000))
    after = replace(play.incident, notes=(), head=before.head, last_at=before.last_at)
    assert after == before and [n.note.text for n in play.incident.notes] == ["AED used"]


@pytest.mark.parametrize("off_ms", [-3_600_001, 10**12])
def test_a_time_that_cannot_be_is_left_out_of_a_note(off_ms: int) -> None:
    play = pressing()
    assert play.incident.opened is not None
    play.do(c.AddNote("late", at_ms=play.incident.opened.at_ms + off_ms)).then(e.NoteAdded("late", "tapped_late"))


def test_content_without_compressions_is_a_mistake_of_its_makers() -> None:
    bare = type(PACK)("pack-3", {k: v for k, v in PACK.protocols.items() if k != "collapse"}, {}, {})
    with pytest.raises(LookupError):
        _ = bare.cpr
