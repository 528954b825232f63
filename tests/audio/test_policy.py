"""Who may speak, told by a clock that the test holds."""

from __future__ import annotations

import pytest

from audio.policy import (
    CHATTER_PAUSE_AFTER_FIRST_S,
    CHATTER_PAUSE_S,
    CHATTER_WAIT_S,
    MAX_WAITING,
    TIMER_PAUSE_S,
    TIMER_WAIT_S,
    Begin,
    Decision,
    Refuse,
    Speech,
    SpeechClass,
    SpeechPolicy,
)


def step(ref: str = "step", first: bool = False) -> Speech:
    return Speech(ref, SpeechClass.STEP, first)


def timer(ref: str = "timer") -> Speech:
    return Speech(ref, SpeechClass.TIMER)


def desk(ref: str = "desk") -> Speech:
    return Speech(ref, SpeechClass.CHATTER)


def told(decisions: list[Decision]) -> list[str]:
    names = []
    for one in decisions:
        verb = "begin" if isinstance(one, Begin) else f"refuse {one.reason}" if isinstance(one, Refuse) else "cut"
        names.append(f"{verb} {one.speech.ref}")
    return names


@pytest.mark.parametrize("lower", [step("a"), timer("a"), desk("a")])
def test_a_step_cuts_everything(lower: Speech) -> None:
    policy = SpeechPolicy()
    policy.ask(lower, 0)
    assert told(policy.ask(step("b"), 1)) == ["cut a", "begin b"]


@pytest.mark.parametrize("lower", [timer("a"), desk("a")])
def test_a_timer_cuts_a_timer_and_the_desk(lower: Speech) -> None:
    policy = SpeechPolicy()
    policy.ask(lower, 0)
    assert told(policy.ask(timer("b"), 1)) == ["cut a", "begin b"]


def test_a_timer_waits_for_the_step_and_speaks_in_the_first_short_pause() -> None:
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    assert told(policy.ask(timer(), 1)) == []
    assert told(policy.tick(4)) == []
    policy.ended(4)
    assert told(policy.tick(4 + TIMER_PAUSE_S + 0.01)) == ["begin timer"]


def test_a_timer_speaks_at_once_when_nobody_does() -> None:
    assert told(SpeechPolicy().ask(timer(), 0)) == ["begin timer"]


def test_nobody_slips_in_between_the_lines_of_one_block() -> None:
    policy = SpeechPolicy()
    policy.ask(step("drill word"), 0)
    policy.ask(timer(), 0.5)
    policy.ended(1.0)
    assert told(policy.tick(1.1)) == []
    assert told(policy.ask(timer("late"), 1.15)) == []
    assert told(policy.ask(step("prompt"), 1.2)) == ["begin prompt"]


def test_a_timer_that_waited_too_long_is_not_spoken() -> None:
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    policy.ask(timer(), 1)
    assert told(policy.tick(1 + TIMER_WAIT_S - 0.01)) == []
    assert told(policy.tick(1 + TIMER_WAIT_S)) == ["refuse busy timer"]


@pytest.mark.parametrize("higher", [step("a"), timer("a")])
def test_the_desk_cuts_nobody_and_waits_for_a_pause(higher: Speech) -> None:
    policy = SpeechPolicy()
    policy.ask(higher, 0)
    assert told(policy.ask(desk(), 1)) == []
    policy.ended(5)
    assert told(policy.tick(5 + CHATTER_PAUSE_S - 0.01)) == []
    assert told(policy.tick(5 + CHATTER_PAUSE_S + 0.01)) == ["begin desk"]


def test_the_desk_speaks_at_once_when_nobody_does() -> None:
    assert told(SpeechPolicy().ask(desk(), 100)) == ["begin desk"]


def test_the_desk_waits_twenty_seconds_and_then_it_is_text_only() -> None:
    policy = SpeechPolicy()
    for now_s in range(0, 30, 3):  # prompts one after the other
        policy.ask(step(f"s{now_s}"), now_s)
        if now_s == 0:
            policy.ask(desk(), 1)
        said = told(policy.tick(now_s + 2))
        if now_s + 2 < 1 + CHATTER_WAIT_S:
            assert said == []
        else:
            assert said == ["refuse busy desk"]
            return
    raise AssertionError("the desk was never told")


def test_after_a_first_prompt_there_is_a_longer_pause_before_the_desk_is_heard() -> None:
    policy = SpeechPolicy()
    policy.ask(step(first=True), 0)
    policy.ask(desk(), 1)
    policy.ended(5)
    assert told(policy.tick(5 + CHATTER_PAUSE_S + 0.01)) == []
    assert told(policy.tick(5 + CHATTER_PAUSE_AFTER_FIRST_S + 0.01)) == ["begin desk"]


def test_the_second_sentence_of_the_desk_waits_for_the_first() -> None:
    policy = SpeechPolicy()
    policy.ask(desk("one"), 0)
    assert told(policy.ask(desk("two"), 1)) == []
    policy.ended(3)
    assert told(policy.tick(3 + CHATTER_PAUSE_S + 0.01)) == ["begin two"]


def test_a_timer_that_waits_goes_before_the_desk() -> None:
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    policy.ask(desk(), 1)
    policy.ask(timer(), 2)
    policy.ended(3)
    assert told(policy.tick(3 + CHATTER_PAUSE_AFTER_FIRST_S + 0.01)) == ["begin timer"]
    policy.ended(6)
    assert told(policy.tick(6 + CHATTER_PAUSE_S + 0.01)) == ["begin desk"]


def test_timers_that_wait_are_heard_one_after_the_other() -> None:
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    policy.ask(timer("one"), 1)
    policy.ask(timer("two"), 1)
    policy.ended(3)
    assert told(policy.tick(3.5)) == ["begin one"]
    assert told(policy.tick(4)) == []
    policy.ended(5)
    assert told(policy.tick(5.5)) == ["begin two"]


def test_while_the_aed_talks_only_a_step_may_speak() -> None:
    policy = SpeechPolicy()
    policy.set_quiet(True, 0)
    assert told(policy.ask(desk(), 0)) == []
    assert told(policy.ask(timer(), 0)) == []
    assert told(policy.ask(step(), 1)) == ["begin step"]
    policy.ended(2)
    assert told(policy.tick(5)) == []
    policy.set_quiet(False, 6)
    assert told(policy.tick(6)) == ["begin timer"]


def test_when_the_aed_begins_to_talk_the_desk_is_cut_but_a_step_is_not() -> None:
    policy = SpeechPolicy()
    policy.ask(desk(), 0)
    assert told(policy.set_quiet(True, 1)) == ["cut desk"]
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    assert told(policy.set_quiet(True, 1)) == []


def test_in_silence_a_step_runs_on_unheard_and_the_rest_is_refused() -> None:
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    policy.ask(timer(), 0)
    policy.ask(desk(), 0)
    assert told(policy.set_silent(True, 1)) == ["refuse silent timer", "refuse silent desk"]
    assert told(policy.ask(desk("d2"), 2)) == ["refuse silent d2"]
    assert told(policy.ask(timer("t2"), 2)) == ["refuse silent t2"]
    assert told(policy.ask(step("s2"), 2)) == ["cut step", "begin s2"]


def test_silence_cuts_the_desk_in_mid_sentence() -> None:
    policy = SpeechPolicy()
    policy.ask(desk(), 0)
    assert told(policy.set_silent(True, 1)) == ["cut desk"]
    assert policy.speaking is None


def test_stopping_ends_who_speaks_and_tells_who_waits() -> None:
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    policy.ask(desk(), 0)
    assert told(policy.stop(1)) == ["cut step", "refuse stopped desk"]
    assert told(policy.tick(100)) == []


def test_the_queue_has_an_end() -> None:
    policy = SpeechPolicy()
    policy.ask(step(), 0)
    for number in range(MAX_WAITING):
        assert told(policy.ask(desk(str(number)), 0)) == []
    assert told(policy.ask(desk("one more"), 0)) == ["refuse queue_full one more"]


def test_every_thing_asked_for_gets_exactly_one_fate() -> None:
    policy = SpeechPolicy()
    fates: list[str] = []
    for number in range(40):
        speech = (step, timer, desk)[number % 3](str(number))
        fates += told(policy.ask(speech, float(number)))
        if number % 4 == 0 and policy.speaking is not None:
            fates.append(f"ended {policy.speaking.ref}")
            policy.ended(float(number))
        fates += told(policy.tick(number + 0.9))
    fates += [f"ended {policy.speaking.ref}"] if policy.speaking else []
    policy.ended(41)
    for now_s in range(41, 90):
        fates += told(policy.tick(now_s))
        if policy.speaking is not None:
            fates.append(f"ended {policy.speaking.ref}")
            policy.ended(now_s)
    for number in range(40):
        ends = [fate for fate in fates if fate.split()[-1] == str(number) and not fate.startswith("begin")]
        assert len(ends) == 1, (number, ends)
