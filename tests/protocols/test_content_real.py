"""The content we ship: it is sound, and the ways through it are as short and as safe as promised."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from protocols import commands as c
from protocols import events as e
from protocols.content import CONTENT, load, spoken_texts
from protocols.content_check import check
from protocols.content_schema import schema_text
from protocols.model import Step
from protocols.situation import lanes_at
from tests.fakes.walk import Walk, way_out

PACK = load()


def steps() -> list[tuple[str, Step]]:
    return [(p.id, s) for p in PACK.protocols.values() for s in p.steps.values()]


def test_the_shipped_content_has_no_problem() -> None:
    assert [str(p) for p in check(PACK)] == []


def test_the_published_schema_is_the_one_the_code_makes() -> None:
    published = (CONTENT / "protocol.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write content_schema.schema_text() to protocols/content/protocol.schema.json"


def test_the_published_schema_accepts_every_shipped_protocol() -> None:
    """Read as an editor's YAML reader would, which takes a bare `no` for false: the content quotes it."""
    validator = jsonschema.Draft202012Validator(json.loads(schema_text()))
    for protocol in PACK.protocols.values():
        raw = yaml.safe_load(Path(protocol.file).read_text(encoding="utf-8"))
        assert [x.message for x in validator.iter_errors(raw)] == []


def test_the_same_content_has_the_same_hash_and_other_content_another(tmp_path: Path) -> None:
    for file in CONTENT.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert load(tmp_path).hash == PACK.hash
    file = tmp_path / "handover.yaml"
    file.write_text("# a remark changes nothing\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(tmp_path).hash == PACK.hash
    file.write_text(file.read_text(encoding="utf-8").replace("30 秒", "40 秒"), encoding="utf-8")
    assert load(tmp_path).hash != PACK.hash


def test_nothing_is_signed_yet() -> None:
    assert not any(p.review.signed for p in PACK.protocols.values())


# --- the promised ways --------------------------------------------------------------------------------------


def test_the_assessed_way_to_the_beat_is_two_taps_after_the_help_target() -> None:
    walk = Walk().open().tap("collapse", "not_breathing")
    assert walk.at == ("adult_collapse", "hands")
    assert walk.beating


def test_the_dock_starts_the_beat_in_one_tap_from_every_step() -> None:
    for protocol, step in steps():
        walk = Walk().open(protocol, step.id).do(c.PressCpr())
        assert walk.beating, f"{protocol}/{step.id}"
        assert walk.step.kind in ("compressions", "aed")


def test_unsure_takes_the_dangerous_branch_everywhere() -> None:
    seen = 0
    for _, step in steps():
        unsure = [a for a in step.answers if a.mark == "unsure"]
        worst = [a for a in step.answers if a.worst]
        if step.kind == "question":
            assert len(unsure) == len(worst) == 1
        if step.kind != "tiles" and unsure:
            assert unsure[0].goto == worst[0].goto, step.id
            seen += 1
    assert seen >= 15


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


@pytest.mark.parametrize("number", ["120", "119", "110"])
def test_no_line_leaves_the_address_on_the_screen_for_the_next_phone(number: str) -> None:
    walk = Walk().open(f"call_{number}")
    assert walk.do(c.TickCall(number, "failed")).tap("failed").at == (f"call_{number}", "call")
    standing = walk.incident.call(number)
    assert standing is not None and standing.state == "failed", "going back claims nothing"
    assert walk.tap("back").at[0] == "handover"


@pytest.mark.parametrize(
    ("protocol", "step", "gone", "there"),
    [
        ("choking", "cycle", "", "treat"), ("choking", "stay", "treat", "caller"),
        ("choking", "cough", "treat", "door"),
        ("choking_child", "stay", "treat", "caller"), ("choking_infant", "stay", "treat", "caller"),
        ("adult_collapse", "press", "", "presser"), ("adult_collapse", "stay_with", "presser", "caller"),
        ("child_collapse", "five_breaths", "presser", "aed"), ("infant_collapse", "cradle", "presser", "door"),
        ("fire", "wait", "fire_sweep", "fire_doors"), ("threat", "keep", "threat_voice", "threat_phone"),
        ("lift", "stay", "lift_voice", "lift_meet"), ("choking", "", "treat", "door"),
    ],
)  # fmt: skip
def test_a_role_is_shown_only_beside_steps_that_it_fits(protocol: str, step: str, gone: str, there: str) -> None:
    shown = [lane.id for lane in PACK.protocols[protocol].lanes_at(step)]
    assert there in shown and gone not in shown


def test_nobody_is_sent_for_an_aed_that_is_in_use() -> None:
    for protocol in ("adult_collapse", "child_collapse", "infant_collapse"):
        held = PACK.protocols[protocol]
        in_use = [s.id for s in held.steps.values() if s.kind == "aed" or s.awake == "responds_check_aed"]
        assert len(in_use) >= 9
        for step in in_use:
            assert "aed" not in [lane.id for lane in held.lanes_at(step)], (protocol, step)
        assert "aed" in [lane.id for lane in held.lanes_at("press")]


def test_a_role_goes_on_with_what_still_fits() -> None:
    def items(step: str) -> list[str]:
        lanes = PACK.protocols["heat"].lanes_at(step)
        return next([i.id for i in lane.items] for lane in lanes if lane.id == "beside")

    assert (items("keep"), items("eased")) == (["cooling", "screen"], ["screen"])


def test_no_role_is_shown_where_people_end_it() -> None:
    for protocol in PACK.protocols.values():
        for step in protocol.steps.values():
            if step.closes:
                assert protocol.lanes_at(step.id) == (), (protocol.id, step.id)
    assert PACK.step("choking", "finish").closes and not PACK.step("handover", "card").closes


def test_the_gate_never_presses_on_somebody_awake_or_breathing() -> None:
    awake = Walk().open("elderly_fall", "stay_down").do(c.Change()).tap("breathless")
    assert awake.at == ("danger_gate", "breathless")
    assert awake.tap("call", "connected", "better").at == ("elderly_fall", "stay_down")
    asleep = Walk().open("adult_collapse", "assess").tap("breathing_normally", "unsure").do(c.Change())
    asleep.tap("breathing_only", "breathing_normally")
    assert asleep.at == ("recovery_position", "injury")
    assert not asleep.beating


CHOKED = ("choking", "choking_child", "choking_infant")


@pytest.mark.parametrize("choked", CHOKED)
@pytest.mark.parametrize("card", [(), (c.ShowCall(),)], ids=["", "below the card of 120"])
def test_worse_and_still_choking_goes_on_with_the_blows_and_never_sits_down(
    choked: str, card: tuple[c.Command, ...]
) -> None:
    """Whoever is awake and short of breath comes back to where the object is dealt with, one tap from the gate."""
    for step in PACK.protocols[choked].steps.values():
        worse = Walk().open(choked, step.id)
        for command in (*card, c.Change()):
            worse.do(command, after_s=7)
        assert worse.at == ("danger_gate", "check")
        there = step.id if step.critical else "look"
        assert worse.tap("breathless").at == (choked, there), step.id
        assert [frame.protocol for frame in worse.incident.frames] == [choked]
        own = [t.started.boot_ms for t in worse.incident.timers.values() if t.name in worse.step.timers]
        assert own == [worse.boot_ms] * len(worse.step.timers), "what goes on by itself begins anew"


def test_worse_and_limp_is_pressed_on_whoever_choked() -> None:
    whose = dict(zip(CHOKED, ("adult_collapse", "child_collapse", "infant_collapse"), strict=True))
    for choked, (choice, there) in itertools.product(
        CHOKED, {"unsure": True, "not_breathing": True, "fine": False}.items()
    ):
        worse = Walk().open(choked, "cycle").do(c.Change()).tap(choice)
        assert worse.beating is there and worse.at[0] == (whose[choked] if there else choked)


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


# --- words --------------------------------------------------------------------------------------------------


def test_every_spoken_word_is_sayable_in_both_languages() -> None:
    texts = list(spoken_texts(PACK))
    assert len(texts) == len(set(texts)) > 200
    for lang, words in texts:
        assert not re.search(r"\d", words)
        if lang == "zh":
            assert not re.search(r"[A-Za-z]", words)


def test_the_clinical_numbers_are_those_of_the_fact_sheet() -> None:
    collapse, recovery = PACK.protocols["adult_collapse"], PACK.protocols["recovery_position"]
    assert collapse.rate_bpm == 110
    assert (collapse.timers["swap_warning"].after_s, collapse.timers["swap"].after_s) == (105, 120)
    assert collapse.timers["breathing_check"].after_s == 10
    assert recovery.timers["recheck"].after_s == recovery.timers["recheck_flat"].after_s == 60
    assert "5–6 厘米" in collapse.steps["depth"].title["zh"]
    assert "五到六厘米" in collapse.steps["depth"].say["zh"]
    assert "8 厘米" in collapse.steps["aed_pads"].detail["zh"]  # type: ignore[index]


def test_no_screen_says_that_120_was_called_before_somebody_ticks_it() -> None:
    for _, step in steps():
        for text in (step.title, step.say, step.detail or {}):
            for words in text.values():
                assert not re.search(r"已(拨打|呼叫|打)", words)
                assert not re.search(r"has been called[^?]", words)


def test_a_role_reads_as_a_task_until_a_person_ticks_it() -> None:
    for protocol in PACK.protocols.values():
        for item in (item for lane in protocol.lanes for item in lane.items):
            assert item.done is not None, f"{item.id}: a tick must be able to say what was done"
            assert item.words(ticked=False) == item.label and item.words(ticked=True) == item.done
            assert not re.search(
                r"已|了$|answered$|has come", item.label["zh"] + item.label["en"].removesuffix("tick when answered")
            )


def test_from_every_step_a_few_taps_close_the_incident() -> None:
    for protocol, step in steps():
        taps = way_out(Walk().open(protocol, step.id))
        assert taps is not None, f"{protocol}/{step.id}"
        assert len(taps) <= 12
