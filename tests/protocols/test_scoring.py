"""The debrief: key times against targets, two things, and what nobody measured."""

from __future__ import annotations

import pytest

from protocols import commands as c
from protocols import events as e
from protocols.incident import Incident
from protocols.model import Pack
from protocols.scoring import Debrief, Row, debrief
from tests.fakes.pack import PACK
from tests.fakes.playbook import Playbook


def drill(protocol: str = "collapse", step: str | None = None) -> Playbook:
    return Playbook(PACK, "FT03/drill/a").do(c.Open(protocol, "Branch", "lobby", step=step))


def score(play: Playbook) -> Debrief:
    return debrief(play.pack, play.incident)


def rows(play: Playbook) -> dict[str, Row]:
    return {row.mark: row for row in score(play).rows}


def whole() -> Playbook:
    play = drill().tap("no", after=10).tap("no", after=31)
    play.do(c.TickItem("caller", "connected"), after=11).tap("aed", after=119).tap("on", after=5)
    return play.do(c.Close("completed"), after=100)


def test_each_target_has_its_time_its_verdict_and_its_fact() -> None:
    play = whole()
    found = rows(play)
    press, call, aed = found["first_compression"], found["call_120"], found["aed_on"]
    assert (press.value_s, press.verdict, press.passed) == (41.0, "slow", True)
    assert (call.value_s, call.verdict) == (52.0, "good")
    assert (aed.value_s, aed.verdict) == (171.0, "good")
    assert press.sources in ((play.ref(e.StepEntered("press")),), (play.ref(e.BeatStarted(110)),))
    assert call.sources == (play.ref(e.CallTicked("120", "connected")),)
    assert score(play).reached == 3 and score(play).duration_s == 276.0


def test_later_than_the_pass_line_is_slow_and_does_not_pass() -> None:
    press = rows(drill().tap("no").tap("no", after=61))["first_compression"]
    assert press.verdict == "slow" and not press.passed


def test_what_did_not_happen_is_missed_and_comes_first_among_two_things_never_three() -> None:
    result = score(drill().tap("no").tap("no", after=200).do(c.Close("completed")))
    assert [(row.mark, row.verdict) for row in result.rows] == [
        ("first_compression", "slow"),
        ("call_120", "missed"),
        ("aed_on", "missed"),
    ]
    assert [thing.mark for thing in result.things] == ["call_120", "aed_on"]
    assert not result.rows[1].passed


def test_the_slowest_against_its_goal_comes_first() -> None:
    play = drill().tap("no").tap("no", after=40).do(c.TickCall("120", "connected"), after=60).tap("aed", after=1)
    assert [thing.mark for thing in score(play).things] == ["call_120", "first_compression"]


def test_a_good_drill_is_given_nothing_to_improve() -> None:
    play = drill(step="press").do(c.TickCall("120", "dialling")).tap("aed")
    assert score(play).things == ()


def test_undone_ways_and_corrected_ticks_do_not_count() -> None:
    play = drill().tap("no").tap("no").do(c.Undo()).do(c.TickItem("caller", "connected"))
    play.do(c.TickItem("caller", "connected", done=False))
    assert rows(play)["first_compression"].value_s is None and rows(play)["call_120"].value_s is None


def test_a_call_that_failed_is_no_call() -> None:
    play = drill().do(c.TickCall("120", "failed")).note(e.CallTicked("110", "connected"))
    assert rows(play)["call_120"].value_s is None


def test_a_tick_named_like_a_mark_counts_for_it() -> None:
    play = drill().note(e.ItemTicked("runner", "aed_on"), after=100)
    assert rows(play)["aed_on"].value_s == 100.0


def test_a_drill_that_became_real_is_interrupted_and_what_was_not_reached_is_not_held_against_anyone() -> None:
    result = score(drill().tap("no").tap("no").do(c.Close("interrupted", "FT03/live/b")))
    assert result.interrupted and result.things == ()
    assert [row.verdict for row in result.rows] == ["good", "unmeasured", "unmeasured"]
    assert any("中断" in text["zh"] for text in result.not_measured)


def test_it_always_says_that_depth_was_not_measured() -> None:
    for play in (drill(), drill("fall"), whole()):
        assert "深度" in score(play).not_measured[0]["zh"]
    marks = [text["en"] for text in score(drill("fall")).not_measured]
    assert not any("beat" in text for text in marks)


def test_a_restart_in_between_makes_times_approximate() -> None:
    play = drill().tap("no").reboot(after=20).note(e.Resumed(20)).tap("no").do(c.Close("completed"))
    result = score(play)
    assert result.about and result.rows[0].value_s == 20.0
    assert any("重启" in text["zh"] for text in result.not_measured)


def test_an_escalation_brings_its_own_targets_each_mark_once() -> None:
    result = score(drill("fall").tap("gone", after=30))
    assert [row.mark for row in result.rows] == ["call_120", "first_compression", "aed_on"]
    assert result.title["zh"] == "标题collapse"


def test_content_that_is_gone_leaves_an_empty_score() -> None:
    play = whole()
    play.pack = Pack("pack-2", {}, {}, {})
    assert score(play).rows == () and score(play).things == ()


def test_a_step_the_content_no_longer_has_counts_for_nothing() -> None:
    play = drill().note(e.StepEntered("gone"))
    assert rows(play)["aed_on"].value_s is None


def test_a_log_that_was_never_opened_has_no_score() -> None:
    with pytest.raises(AssertionError):
        debrief(PACK, Incident("FT03/drill/a"))
