"""The ways of the AED: whoever has its pads on is never led back to fetch it."""

from __future__ import annotations

import itertools

import pytest

from protocols import commands as c
from protocols.content import load
from protocols.situation import lanes_at
from tests.fakes.walk import Walk

PACK = load()


def test_the_aed_is_followed_from_power_to_pressing_again_at_once() -> None:
    walk = Walk().open().tap("collapse", "not_breathing", "aed_here", "power_on", "pads_on")
    assert walk.at[1] == "aed_clear"
    assert not walk.beating
    assert walk.step.quiet
    walk.tap("shock_advised", "shocked")
    assert walk.at[1] == "press_shocked"
    assert walk.beating
    walk.wait(11)
    assert walk.at[1] == "press_aed"
    assert walk.tap("aed_talks").at[1] == "aed_clear"
    for choice in ("no_shock", "unsure"):
        again = Walk().open("adult_collapse", "aed_clear").tap(choice)
        assert again.at[1] == "press_aed"
        assert again.beating


def test_nobody_answers_the_aed_question_and_pressing_goes_on_after_half_a_minute() -> None:
    for step in ("aed_clear", "aed_shock"):
        walk = Walk().open("adult_collapse", step).wait(31)
        assert walk.at[1] == "press_aed"
        assert walk.beating


@pytest.mark.parametrize("protocol", ["adult_collapse", "child_collapse", "infant_collapse"])
def test_somebody_found_awake_is_looked_at_and_never_shocked_or_pressed(protocol: str) -> None:
    """The gate over every step of pressing and of the AED leads where "they respond" leads there."""
    for step in PACK.protocols[protocol].steps.values():
        if step.kind not in ("compressions", "aed"):
            continue
        responds = next((a.goto.step for a in step.answers if a.id == "responds"), "responds_check_aed")
        if not step.id.startswith("swap_help"):
            assert step.awake == responds, step.id
        for card, taps in itertools.product(
            (None, c.ShowHandover(), c.ShowCall()),
            (["fine"], ["breathless", "better"], ["unsafe", "safe_now", "fine"]),
        ):
            walk = Walk().open(protocol, step.id)
            if card is not None:  # it says "keep pressing", and its way back leads to the pressing
                walk.do(card)
            walk.do(c.Change()).tap(*taps)
            assert walk.at == (protocol, step.awake)
            assert not (walk.beating and "unsafe" in taps), "nobody is told to press again"
            assert walk.tap("awake").at == (protocol, "stay_with") and not walk.beating


@pytest.mark.parametrize("protocol", ["adult_collapse", "child_collapse", "infant_collapse"])
def test_the_aed_talks_again_only_where_it_has_come(protocol: str) -> None:
    before = PACK.step(protocol, "press_30_2")
    assert "aed_talks" not in [a.id for a in before.answers] and "aed_here" in [a.id for a in before.answers]
    walk = Walk().open(protocol, "press_aed").tap("breaths")
    assert walk.at[1] == "press_30_2_aed" and walk.step.say == before.say and walk.step.coach == before.coach
    assert walk.tap("presses_only").at[1] == "press_aed"


@pytest.mark.parametrize("protocol", ["adult_collapse", "child_collapse", "infant_collapse"])
def test_not_breathing_with_the_pads_on_goes_on_beside_the_aed_and_sends_nobody_for_it(protocol: str) -> None:
    """From the dock and from the gate, also with a card in between; before it has come they begin with the hands."""
    entry = PACK.protocols[protocol].cpr_entry
    for step in PACK.protocols[protocol].steps.values():
        with_pads = step.awake == "responds_check_aed" or step.id == "responds_check_aed"
        assert (step.cpr == "press_aed") is with_pads, step.id
        for card in (None, c.ShowHandover(), c.ShowCall()):
            walk = Walk().open(protocol, step.id)
            if card is not None:
                walk.do(card)
            if with_pads:
                assert walk.do(c.Change()).tap("unsure").at == (protocol, "press_aed") and walk.beating
                assert walk.do(c.Undo()).at[0] == "danger_gate"
                assert walk.do(c.PressCpr()).at == (protocol, "press_aed") and walk.beating
                assert "aed_talks" in [a.id for a in walk.step.answers]
            elif step.kind == "question":
                assert walk.do(c.PressCpr()).at == (protocol, entry) and walk.beating


@pytest.mark.parametrize("protocol", ["adult_collapse", "child_collapse", "infant_collapse"])
def test_the_pads_stay_on_whatever_came_in_between(protocol: str) -> None:
    """Whoever woke, had a fit or lay on the side and stops breathing again is pressed beside the AED, as old as before;
    pads that were taken back, or an AED that does not work, are no pads."""
    ways: list[tuple[str, ...]] = [
        ("change", "breathing_only", "awake"), ("change", "breathing_only", "breathing_normally"), ("change", "fit"),
        ("change", "fit", "change", "breathing_only", "breathing_normally"), ("responds", "awake", "worse"),
        ("responds", "awake", "change", "fit"), ("responds", "breathing_normally"), ("change", "fine", "awake", "crew"),
    ]  # fmt: skip
    if protocol == "infant_collapse":
        ways += [("responds", "breathing_normally", "not_injured"), ("responds", "breathing_normally", "injured")]
    for way, back in itertools.product(ways, (c.PressCpr(), c.Change())):
        walk = Walk().open(protocol, "press").tap("aed_here", "power_on")
        while walk.at[1] != "aed_clear":
            walk.tap(next(a.id for a in walk.step.answers if a.mark == "aed"))
        walk.tap("no_shock")
        for tap in way:
            walk.do(c.Change()) if tap == "change" else walk.tap(tap)
        walk.do(back)
        if walk.at[0] == "danger_gate":
            walk.tap("unsure")
        assert walk.at == (protocol, "press_aed") and walk.beating, (way, walk.at)
    awake = Walk().open(protocol, "press_aed").tap("responds", "awake")
    for walk, fetch in (awake, False), (Walk().open(protocol, "stay_with"), True):
        roles = [lane.id for lane in lanes_at(PACK, walk.incident, PACK.protocols[protocol], walk.at[1])]
        assert walk.at[1] == "stay_with" and ("aed" in roles) is fetch and "caller" in roles
    for way, kept in (("pads_on",), False), (("pads_on", "no_shock"), True), (("aed_fails",), False):
        walk = Walk().open(protocol, "aed_pads")
        walk.tap(*way)
        if way == ("pads_on",):
            walk.do(c.Undo())
        walk.do(c.Change()).tap("not_breathing")
        assert (walk.at[1] == "press_aed") is kept, way


@pytest.mark.parametrize("protocol", ["adult_collapse", "child_collapse", "infant_collapse"])
def test_with_the_pads_on_every_way_of_pressing_stays_with_the_aed(protocol: str) -> None:
    """Nobody who used the AED is asked whether it has come; only "it does not work" and waking lead away from it."""
    steps = PACK.protocols[protocol].steps
    reached, ahead = set[str](), ["aed_clear"]
    while ahead:
        here = ahead.pop()
        reached.add(here)
        if here == "stay_with":  # they woke: nobody presses there
            continue
        ways = [a.goto.step for a in steps[here].answers if a.id != "aed_fails"] + [steps[here].awake]
        ahead += [step for step in ways if step is not None and step not in reached]
    assert {"swap_help_aed", "rest_beside_aed", "press_aed", "press_30_2_aed"} <= reached
    assert not [id for id in reached if "aed_here" in [a.id for a in steps[id].answers]]
    walk = Walk().open(protocol, "press_aed").tap("nobody_left")
    assert walk.at[1] == "swap_help_aed" and walk.beating
    assert walk.tap("i_go_on").at[1] == "press_aed" and walk.beating
    walk.tap("nobody_left", "cannot")
    assert walk.at[1] == "rest_beside_aed" and not walk.beating
    assert walk.tap("can_press").at[1] == "press_aed" and walk.beating
    assert walk.tap("breaths", "aed_talks").at[1] == "aed_clear" and not walk.beating


def test_nobody_is_sent_for_an_aed_that_is_in_use() -> None:
    for protocol in ("adult_collapse", "child_collapse", "infant_collapse"):
        held = PACK.protocols[protocol]
        in_use = [s.id for s in held.steps.values() if s.kind == "aed" or s.awake == "responds_check_aed"]
        assert len(in_use) >= 9
        for step in in_use:
            assert "aed" not in [lane.id for lane in held.lanes_at(step)], (protocol, step)
        assert "aed" in [lane.id for lane in held.lanes_at("press")]
