"""The ways into compressions, through them, out of them: as short and as safe as promised."""

from __future__ import annotations

import pytest

from protocols import commands as c
from protocols import events as e
from protocols.content import load
from tests.fakes.walk import Walk

PACK = load()


def test_the_assessed_way_to_the_beat_is_two_taps_after_the_help_target() -> None:
    walk = Walk().open().tap("collapse", "not_breathing")
    assert walk.at == ("adult_collapse", "hands")
    assert walk.beating


def test_ten_seconds_without_an_answer_ask_again_and_ten_more_count_as_unsure() -> None:
    walk = Walk().open().tap("collapse").wait(11)
    assert walk.at == ("adult_collapse", "assess")
    assert e.TimerRang("breathing_check", 1) in walk.events
    walk.wait(10)
    assert walk.at == ("adult_collapse", "hands")
    assert walk.incident.answers[-1].choice == "unsure"
    assert walk.incident.answers[-1].by == "timeout"
    assert walk.beating


def test_compressions_are_taught_one_thing_at_a_time_without_a_tap() -> None:
    walk = Walk().open("adult_collapse", "hands").wait(60)
    entered = [x.step for x in walk.incident.entered]
    assert entered == ["hands", "depth", "recoil", "rate", "press"]
    assert sum(isinstance(x, e.BeatStarted) for x in walk.events) == 1, "the beat goes on undisturbed"


def test_the_swap_is_announced_at_105_s_and_due_at_120_s_again_and_again() -> None:
    walk = Walk().open("adult_collapse", "hands").wait(370)
    rang = [x.name for x in walk.events if isinstance(x, e.TimerRang) and x.name.startswith("swap")]
    assert rang == ["swap_warning", "swap"] * 3


@pytest.mark.parametrize("step", ["hands", "depth", "recoil", "rate", "press", "press_30_2"])
def test_every_compression_screen_has_the_aed_and_the_sign_of_life(step: str) -> None:
    assert Walk().open("adult_collapse", step).tap("aed_here").at[1] == "aed_power"
    assert Walk().open("adult_collapse", step).tap("responds").at[1] == "responds_check"


def test_thirty_to_two_is_a_side_door_with_a_way_back() -> None:
    walk = Walk().open("adult_collapse", "press").tap("breaths")
    assert walk.incident.beat is not None
    assert walk.incident.beat.pattern == "30:2"
    walk.tap("presses_only")
    assert walk.incident.beat is not None
    assert walk.incident.beat.pattern == "continuous"


def test_signs_of_life_lead_to_the_side_or_to_sitting_by_never_to_silence_by_mistake() -> None:
    life = Walk().open("adult_collapse", "press").tap("responds", "breathing_normally", "not_injured")
    assert life.at == ("recovery_position", "arm")
    assert not life.beating
    for choice in ("not_breathing", "unsure"):
        walk = Walk().open("adult_collapse", "press").tap("responds", choice)
        assert walk.at[1] == "press"
        assert walk.beating
    walk = Walk().open("adult_collapse", "press").tap("responds").wait(11)
    assert walk.at[1] == "press", "no answer is unsure"


@pytest.mark.parametrize("watching", ["watch", "airway"])
def test_the_recovery_position_asks_every_60_s_and_does_not_let_go(watching: str) -> None:
    walk = Walk().open("adult_collapse", "assess").tap("breathing_normally")
    walk.tap("not_injured" if watching == "watch" else "unsure")
    walk.wait(70 if watching == "watch" else 0)
    assert walk.at == ("recovery_position", watching)
    for _ in range(3):
        walk.wait(61)
        assert walk.at[1] in ("recheck", "airway_recheck")
        walk.wait(26)
        assert walk.events.count(e.TimerRang("recheck_again", 1)) >= 1, "it asks again"
        walk.tap("still_normal")
    walk.tap("not_breathing")
    assert walk.at == ("adult_collapse", "hands")
    assert walk.beating


def test_the_danger_gate_keeps_the_beat_until_it_is_unsafe() -> None:
    walk = Walk().open("adult_collapse", "hands").do(c.Change())
    assert walk.at == ("danger_gate", "check")
    assert walk.beating
    assert walk.tap("fine").at == ("adult_collapse", "responds_check")
    assert walk.beating
    walk.tap("not_breathing").do(c.Change()).tap("unsafe")
    assert not walk.beating
    assert walk.tap("safe_now", "unsure").at == ("adult_collapse", "hands")
    assert walk.beating


@pytest.mark.parametrize("protocol", ["adult_collapse", "child_collapse", "infant_collapse"])
def test_beside_somebody_sat_up_awake_no_beat_sounds_and_nobody_is_told_to_change_over(protocol: str) -> None:
    walk = Walk().open(protocol, PACK.protocols[protocol].cpr_entry).wait(20).do(c.Change()).tap("breathless")
    assert walk.at == ("danger_gate", "breathless") and not walk.beating
    before = len(walk.events)
    walk.wait(200)
    assert {x.name for x in walk.events[before:] if isinstance(x, e.TimerRang)} == {"breathless_look"}
    walk.tap("worse", "unsure")
    assert walk.step.kind == "compressions" and walk.beating
    assert walk.do(c.Change()).tap("breathless").do(c.Undo()).beating, "a wrong tap gives the beat back"


def test_the_gate_never_presses_on_somebody_awake_or_breathing() -> None:
    awake = Walk().open("elderly_fall", "stay_down").do(c.Change()).tap("breathless")
    assert awake.at == ("danger_gate", "breathless")
    assert awake.tap("call", "connected", "better").at == ("elderly_fall", "stay_down")
    asleep = Walk().open("adult_collapse", "assess").tap("breathing_normally", "unsure").do(c.Change())
    asleep.tap("breathing_only", "breathing_normally")
    assert asleep.at == ("recovery_position", "injury")
    assert not asleep.beating
