"""Nobody stops for long: who forgets the screen beside an AED is told to go on; the count has its words in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio.counting import NAMES
from kiosk import views_model as v
from protocols.events import MessageSent
from tests.fakes.lobby_world import PACK, World

TO_CLEAR = ("answer:aed_here", "answer:power_on", "answer:pads_on")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def said_of(world: World, timer: str) -> int:
    found = PACK.timer(timer)
    assert found is not None and found.say is not None
    return world.said.count(found.say["zh"])


def test_ten_seconds_beside_a_shock_that_was_given_the_kiosk_says_to_go_on_and_at_thirty_it_goes_on(
    world: World,
) -> None:
    session = world.tap("dock:cpr", *TO_CLEAR, "answer:shock_advised")
    assert session.incident.beat is None
    world.wait(9.5)
    assert said_of(world, "shock_wait") == 0
    world.wait(1)
    assert said_of(world, "shock_wait") == 1
    assert world.player.calls[-1][1]["speech_class"] == "step"  # nothing less is heard while the AED talks
    world.wait(10)
    assert said_of(world, "shock_wait") == 2
    world.wait(10)
    assert world.step == "adult_collapse/press_aed" and session.incident.beat is not None
    assert said_of(world, "shock_wait") == 2  # then the step itself speaks


def test_while_the_aed_analyses_the_kiosk_is_quiet_and_at_thirty_seconds_it_goes_on(world: World) -> None:
    session = world.tap("dock:cpr", *TO_CLEAR)
    said = len(world.said)
    world.wait(29)
    assert len(world.said) == said and session.incident.beat is None
    world.wait(2)
    assert world.step == "adult_collapse/press_aed" and session.incident.beat is not None


def test_while_an_aed_sets_the_pace_no_seconds_run_down_on_the_screen(world: World) -> None:
    world.tap("dock:cpr", *TO_CLEAR, "answer:shock_advised")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.layout == "aed" and view.countdown is None


@pytest.mark.parametrize("protocol", ["adult_collapse", "child_collapse", "infant_collapse"])
def test_no_step_beside_an_aed_is_without_a_beat_for_longer_than_thirty_seconds(protocol: str) -> None:
    steps = [s for s in PACK.protocols[protocol].steps.values() if s.quiet and s.beat == "stop"]
    assert len(steps) == 2
    for step in steps:
        (timer,) = [PACK.timer(name) for name in step.timers]
        assert timer is not None and timer.choose is not None and timer.after_s * (timer.ask_again + 1) == 30
        if step.id == "aed_clear":  # the AED is speaking
            assert timer.say is None
        else:  # first when, then what: nobody touches early
            assert timer.say is not None and timer.say["zh"].startswith("等电击完，") and timer.after_s == 10


def test_the_words_of_the_count_are_with_the_mixer_before_it_counts_and_follow_the_language(world: World) -> None:
    world.tap("dock:cpr")
    given = [args["words"] for name, args in world.player.calls if name == "count"]
    assert [set(words) for words in given] == [set(NAMES)]
    assert given[0]["30"] == Path("/clips/zh/三十")
    world.tap("answer:breaths")
    assert ("beat", "30:2") in [(name, args.get("pattern")) for name, args in world.player.calls]
    assert sum(name == "count" for name, _ in world.player.calls) == 1
    world.tap("language")
    given = [args["words"] for name, args in world.player.calls if name == "count"]
    assert len(given) == 2 and given[1]["30"] == Path("/clips/en/Thirty")


def test_words_of_the_count_without_a_clip_are_spoken_live_and_follow(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db", clips=False)
    world.tap("dock:cpr")
    asked = [(text, done) for text, lang, done in world.rendered if text in ("三十", "吹气")]
    assert len(asked) == 2
    asked[0][1](Path("/live/a.wav"), "")
    asked[1][1](None, "timeout")
    words = [args["words"] for name, args in world.player.calls if name == "count"][-1]
    assert list(words.values()) == [Path("/live/a.wav")]


@pytest.mark.parametrize("way", ["dock:undo", "answer:presses_only"])
def test_undo_and_another_way_end_the_count_with_its_beat(world: World, way: str) -> None:
    world.tap("dock:cpr", "answer:breaths", way)
    assert [args["pattern"] for name, args in world.player.calls if name == "beat"][-1] == "continuous"


def test_whatever_is_said_is_read_while_it_sounds_timers_and_the_desk_too(world: World) -> None:
    session = world.tap("dock:cpr")
    prompt = PACK.step("adult_collapse", "hands").say["zh"]

    def caption() -> str:
        view = world.stage.view()
        assert isinstance(view, v.StepView)
        return view.chrome.caption.text if view.chrome.caption is not None else ""

    def play(name: str) -> None:
        world.player.begin(name)

    step = next(iter(world.player.asked))
    play(step)
    assert caption() == prompt
    world.player.finish(step)
    assert caption() == ""
    world.desk(session.incident.id, MessageSent("林静", "救护车到路口了。"))
    desk = next(iter(world.player.asked))
    play(desk)
    assert caption() == "救护车到路口了。"
    world.player.finish(desk, completed=False)  # cut by the AED: nothing stale stays
    assert caption() == ""
    world.wait(106, step_s=2)
    timers = [ref for ref, how in world.player.asked.items() if how["speech_class"] == "timer"]
    play(timers[0])
    swap = PACK.timer("swap_warning")
    assert swap is not None and swap.say is not None and caption() == swap.say["zh"]
    world.sound = False
    assert caption() == f"没有声音：{swap.say['zh']}"


def test_fifteen_seconds_before_the_swap_and_at_it_there_is_a_sign_and_then_the_words(world: World) -> None:
    world.tap("dock:cpr")
    found: list[tuple[str, str]] = []
    for _ in range(122):
        world.wait(1, step_s=1)
        asked = [(n, a["clip_path"].name) for n, a in world.player.calls if n == "say" and a["speech_class"] == "timer"]
        signs = [(n, a["name"]) for n, a in world.player.calls if n == "chime"]
        if len(asked) + len(signs) > len(found):
            found = [x for pair in zip(signs, asked, strict=True) for x in pair]
    warning, swap = PACK.timer("swap_warning"), PACK.timer("swap")
    assert warning is not None and swap is not None and warning.say is not None and swap.say is not None
    assert (warning.after_s, swap.after_s) == (105, 120)
    assert found == [
        ("chime", "warning"), ("say", warning.say["zh"]), ("chime", "warning"), ("say", swap.say["zh"]),
    ]  # fmt: skip
