"""The ways of an elder who fell: up again, or 120 with the clock of the floor."""

from __future__ import annotations

from protocols import commands as c
from protocols import events as e
from protocols.content import load
from tests.fakes.walk import Walk

PACK = load()


def test_a_fallen_elder_with_six_clean_answers_is_coached_up_and_watched_for_fifteen_minutes() -> None:
    walk = Walk().open().tap("fall", "next", "awake", "no_bleeding")
    walk.tap("no_head", "no_thinner", "no_blackout", "no_pain", "leg_fine", "no_signs", "wants", "not_replaced")
    walk.tap("done", "done", "done", "seated")
    assert walk.at[1] == "sit"
    assert not any(name.startswith("floor") for name in walk.incident.timers)
    assert walk.wait(301).at[1] == "ask_again"
    assert walk.tap("well").wait(601).at[1] == "leave_check"
    walk.tap("well", "declines", "end")
    assert walk.incident.closed == e.Closed("completed")


def test_every_red_flag_and_every_unsure_of_the_fall_leads_to_120() -> None:
    clean = {
        "q_head": "no_head", "q_thinner": "no_thinner", "q_before": "no_blackout", "q_pain": "no_pain",
        "q_leg": "leg_fine", "q_signs": "no_signs",
    }  # fmt: skip
    for question in clean:
        for answer in PACK.step("elderly_fall", question).answers:
            if question == "q_thinner" or not (answer.worst or answer.mark == "unsure"):
                continue
            walk = Walk().open("elderly_fall", question).tap(answer.id)
            assert walk.at[1] == "red_flag"
            assert {"floor", "floor_10", "floor_30"} <= set(walk.incident.timers)
            assert walk.tap("card").at == ("call_120", "call")
            assert walk.tap("failed").at == ("call_120", "call")
            assert walk.tap("back").at == ("elderly_fall", "stay_down")


def test_the_floor_clock_is_heard_at_10_30_and_60_minutes() -> None:
    walk = Walk().open("elderly_fall", "red_flag").tap("calling")
    for _ in range(610):
        walk.do(c.Tick(), after_s=6)
    rang = [x.name for x in walk.events if isinstance(x, e.TimerRang) and x.name.startswith("floor")]
    assert rang == ["floor_10", "floor_30", "floor"]


def test_there_is_never_a_third_try_to_get_up() -> None:
    for step in ("rise_side", "rise_elbow", "rise_chair", "rise_foot"):
        assert Walk().open("elderly_fall", step).tap("cannot", "cannot").at[1] == "red_flag"
        assert Walk().open("elderly_fall", step).tap("pain", "lying").at[1] == "red_flag"


def test_a_fall_that_turns_out_to_be_an_arrest_silences_the_floor_clock() -> None:
    walk = Walk().open("elderly_fall", "red_flag").do(c.Change()).tap("unsure")
    assert walk.at == ("adult_collapse", "hands")
    assert not any(name.startswith("floor") for name in walk.incident.timers)
