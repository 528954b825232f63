"""Beside a silent incident nothing betrays it: no sample before "sound on" is tapped, no word, no light."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.views_chrome import OtherIncidentView, ToolView
from protocols import events as e
from tests.fakes.lobby_world import PACK
from tests.fakes.silent_lobby import (
    PIN,
    SILENT,
    Heard,
    chrome,
    enter,
    in_silence,
    page,
    sound_key,
    type_in,
)
from tests.kiosk.test_stage_monkey import OUT_OF_PLACE, WORDS, keys_of


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Heard]:
    found = Heard(tmp_path / "journal.db")
    yield found
    found.die()


def words_of(part: Any) -> str:
    """Every word on a screen."""
    if isinstance(part, str):
        return part + "\n"
    if isinstance(part, tuple):
        return "".join(map(words_of, part))
    if dataclasses.is_dataclass(part):
        return "".join(words_of(getattr(part, f.name)) for f in dataclasses.fields(part))
    return ""


@pytest.mark.parametrize("key", ["dock:cpr", "dock:call"])
@pytest.mark.parametrize("protocol", SILENT)
def test_another_emergency_is_guided_without_a_sample_until_a_person_says_sound_on(
    world: Heard, protocol: str, key: str
) -> None:
    silent = in_silence(world, protocol)
    before, facts = page(world), world.facts(silent)
    other = world.tap(key)
    assert other is not silent and other.incident.open and not other.incident.drill and not other.incident.silent
    assert world.step == ("adult_collapse/hands" if key == "dock:cpr" else "call_120/call")
    assert world.facts(silent) == facts and silent.incident.silent  # nothing of the silent one has changed
    assert sound_key(world) == ToolView("dock:sound", "speaker", "打开声音")
    world.desk(other.incident.id, e.Acknowledged("林静"), e.MessageSent("林静", "AED 马上到"))
    assert not world.sounds(150)
    captions = set()
    for _ in range(90):
        caption = chrome(world).caption
        assert caption is not None and caption.muted
        captions.add(caption.text)
        world.wait(0.5)
    waits, said = "没有声音。要声音，按“打开声音”", "没有声音："
    assert waits in captions and any(text.startswith(said) for text in captions)  # what would be said is read
    assert world.player.loudest == 0
    world.stage.act("dock:again")  # a late tap of the page before is nobody's "sound on"
    assert not world.sounds(5)
    assert "PromptSpoken" not in world.facts(other) and "MessageSpoken" not in world.facts(other)
    world.tap("dock:sound")
    assert world.sounds(3) and "SoundAllowed" in world.facts(other) and "PromptSpoken" in world.facts(other)
    assert sound_key(world).action == "dock:again"

    services = chrome(world).other
    assert services is not None
    world.tap(services.action)  # back to the silent one: the sound goes with the page
    assert world.lobby.focused is silent and page(world).rows == before.rows
    assert [r.action for r in page(world).rows[:3]] == [r.action for r in before.rows[:3]]
    world.player.loudest  # noqa: B018
    world.tap("answer:worse")
    assert not world.sounds(60) and silent.incident.answers[-1].choice == "worse"
    world.tap("rest:back")
    assert world.lobby.focused is other and not world.sounds(20)  # nobody said it since
    assert sound_key(world).action == "dock:sound"
    world.tap("dock:sound")
    assert world.sounds(3)


def test_compressions_are_one_tap_away_with_their_beat_on_the_dial_and_sound_is_one_more(world: Heard) -> None:
    in_silence(world)
    session = world.tap("dock:cpr")
    assert session.incident.beat is not None
    clicks = world.player.core.clicks
    assert not world.sounds(10)
    assert world.player.core.clicks - clicks >= 17  # the dial beats with what the mixer counts, heard or not
    assert chrome(world).dock.cpr.sub.startswith("没有声音")
    world.wait(60)
    assert session.incident.told == {} and world.player.loudest == 0  # no role was asked for where nobody hears it
    world.tap("dock:sound")
    assert world.sounds(2) and chrome(world).dock.cpr.sub.startswith("节拍在响")
    world.wait(90)
    assert session.incident.told  # from now on an incident like any other: the free roles ask for somebody


def test_a_timer_beside_silence_is_read_and_not_heard_and_the_record_says_so(world: Heard) -> None:
    in_silence(world)
    session = world.tap("dock:cpr")
    swap, read = PACK.timer("swap"), set()
    assert swap is not None and swap.say is not None
    for _ in range(130):
        world.wait(1)
        caption = chrome(world).caption
        assert caption is not None
        read.add(caption.text)
    assert f"没有声音：{swap.say['zh']}" in read and world.player.loudest == 0
    unheard = [r.event for r in world.recorder.incident(e.LogId(session.incident.id))]
    reasons = {fact.reason for fact in unheard if isinstance(fact, e.PromptNotSpoken)}
    assert reasons == {"silent"} and e.PromptNotSpoken("timer/swap", "silent") in unheard


def test_the_tap_that_began_the_silence_opens_nothing_and_a_finger_that_comes_down_twice_makes_no_sound(
    world: Heard,
) -> None:
    enter(world, "robbery")
    silent = world.lobby.focused
    for _ in range(4):
        for key in ("dock:cpr", "dock:call", "rest:back"):
            world.stage.act(key)
        world.now.turn(0.3)
    assert world.lobby.focused is silent and len(world.lobby.open_sessions) == 1
    world.now.turn(0.3)
    world.stage.act("quiet:leave")
    world.now.turn(5)
    world.stage.act("dock:cpr")  # the pad stands there, not the dock
    world.stage.act("quiet:back")
    world.now.turn(1.0)
    world.stage.act("dock:cpr")
    assert world.lobby.focused is silent
    world.now.turn(1.1)
    world.stage.act("dock:cpr")
    other = world.lobby.focused
    assert other is not None and other is not silent
    world.player.loudest  # noqa: B018
    world.now.turn(0.5)
    world.stage.act("dock:sound")
    assert not world.sounds(3) and not other.incident.sound_allowed


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("protocol", SILENT)
def test_not_a_word_beside_it_betrays_the_silent_one(world: Heard, protocol: str, lang: str) -> None:
    silent = in_silence(world, protocol)
    world.desk(silent.incident.id, e.Acknowledged("林静"), e.MessageSent("林静", "警察在路上"))
    if lang == "en":
        world.stage.act("language")
    other = world.tap("dock:cpr")
    world.stage.drawn()
    strip = chrome(world).other
    assert strip == OtherIncidentView(
        *(("Services", "Open") if lang == "en" else ("驿站服务", "打开")),
        f"other:focus:{silent.incident.id}",
        "plain",
        "cup",
    )
    known = PACK.protocols[protocol]
    found = (a.finding for s in known.steps.values() for a in s.answers if a.finding is not None)
    telling = [known.title, known.summary, *(s.title for s in known.steps.values()), *found]
    seen = ""
    for key in ("", "dock:changed", "other:help", "dock:call", "dock:sound"):
        if key:
            world.tap(key, after=3)
        seen += words_of(world.stage.view())
        if key == "dock:changed":  # two who were hurt: the gate offers the second one its own incident
            other_strip = chrome(world).other
            assert other_strip is not None and other_strip.action == "other:help"
    assert "警察" not in seen and "林静" not in seen and "静默" not in seen and "ilent" not in seen
    assert not any(text["zh"].replace("|", "") in seen or text["en"] in seen for text in telling)
    assert "MessageShown" not in world.facts(silent) and other.incident.open


@pytest.mark.parametrize(
    ("allowed", "gap_s", "booted", "sound"),
    [
        (False, 5, False, False), (True, 5, False, True), (True, 90, False, False), (True, 30, True, False),
        (True, -3600, True, False),
    ],
)  # fmt: skip
def test_after_a_fall_it_sounds_only_if_that_was_allowed_and_not_long_ago(
    world: Heard, allowed: bool, gap_s: float, booted: bool, sound: bool
) -> None:
    in_silence(world)
    other = world.tap("dock:cpr")
    world.wait(3)
    if allowed:
        world.tap("dock:sound")
    world.wait(3)
    world.player.loudest  # noqa: B018
    world.reborn(gap_s, booted=booted)
    assert world.lobby.focused is not None and world.lobby.focused.incident.id == other.incident.id
    assert world.sounds(10) == sound
    if gap_s > 60:
        world.tap("dialog:still")
        assert not world.sounds(10)
        world.tap("dock:sound")
        assert world.sounds(3)


def test_after_a_power_cut_on_the_silent_page_that_page_stands_and_the_other_is_still_there(world: Heard) -> None:
    silent = in_silence(world)
    other = world.tap("dock:cpr", "dock:sound", after=3)
    world.tap(f"other:focus:{silent.incident.id}")
    world.player.loudest  # noqa: B018
    world.reborn(5)
    page(world)
    assert not world.sounds(10)
    assert world.tap("rest:back").incident.id == other.incident.id
    assert not world.sounds(10)


def test_the_silence_over_the_other_sounds_without_being_asked(world: Heard) -> None:
    silent = in_silence(world)
    other = world.tap("dock:cpr")
    assert not world.sounds(5)
    world.tap(f"other:focus:{silent.incident.id}", "quiet:leave", after=3)
    type_in(world, PIN)
    assert not silent.incident.silent and world.lobby.focused is silent
    strip = chrome(world).other
    assert strip is not None and strip.action == f"other:focus:{other.incident.id}"
    world.tap(strip.action)
    assert world.sounds(3) and sound_key(world).action == "dock:again"


def test_a_desks_words_for_the_silent_one_are_never_said_nor_shown_and_the_others_are_once_sound_is_on(
    world: Heard,
) -> None:
    silent = in_silence(world)
    other = world.tap("dock:call", "answer:back", "dock:sound", after=3)
    world.wait(12)
    log = world.lobby._answers
    said = len(world.said)
    world.desk(silent.incident.id, e.Acknowledged("林静"), e.MessageSent("林静", "警察在路上"))
    assert log and "MessageNotSpoken" in world.facts(silent)
    assert {d.receipt.not_spoken for d in silent.incident.desk} == {"silent"}
    assert not any("警察" in text for text in world.said[said:]) and chrome(world).desk is None
    world._desk_seq = 0  # type: ignore[attr-defined]
    world.desk(other.incident.id, e.MessageSent("林静", "电梯开着"))
    world.stage.drawn()
    message = chrome(world).desk
    assert message is not None and message.text == "电梯开着"
    assert other.incident.desk[-1].receipt.shown is not None and not other.incident.desk[-1].receipt.not_spoken


def test_the_glass_keeps_its_light_on_the_silent_page_and_nothing_flashes_before_sound_is_on(world: Heard) -> None:
    screen = msgspec.structs.replace(world.machine.counts.screen, brightness=0.5)
    world.stage.configure(msgspec.structs.replace(world.machine.counts, screen=screen))
    world.tap("dock:cpr")
    assert world.stage.flashes == 1  # as ever
    world.stage.act("dock:undo")
    silent = in_silence(world)
    flashes = world.stage.flashes
    world.tap("dock:cpr")
    assert world.stage.brightness == 1.0 and world.stage.flashes == flashes
    world.tap(f"other:focus:{silent.incident.id}")
    assert world.stage.brightness == 0.5


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_touched_beside_silence_not_one_sample_sounds_before_sound_is_allowed(
    world: Heard, seed: int
) -> None:
    """Every key a finger finds and many that are not there, the desk, time and power cuts; only "sound on" and what
    ends the silence are left out."""
    chance = random.Random(seed)
    silent_id = in_silence(world, chance.choice(SILENT)).incident.id
    beside = 0
    for turn in range(200):
        keys = keys_of(world.stage.view()) if chance.random() < 0.8 else OUT_OF_PLACE
        key = chance.choice([key for key in keys if key not in ("dock:sound", "answer:safe")])
        world.now.turn(chance.choice((0.1, 1.0, 3.0)))
        world.stage.act(key)
        world.stage.drawn()
        if chance.random() < 0.1:
            target = chance.choice(list(world.lobby.sessions))
            log = e.LogId(f"FT03/desk/{seed}-{turn}")
            told = (
                e.DeskOpened(target),
                e.MessageSent("林", chance.choice(WORDS)),
                e.Acknowledged("林"),
                e.SoundAllowed(),
            )
            world.lobby.merged([e.Record(log, n, world.now(), fact) for n, fact in enumerate(told, 1)])
        if chance.random() < 0.03:
            world.reborn(chance.choice((3.0, 100.0)), booted=chance.random() < 0.5)
        assert not world.sounds(chance.choice((0.5, 0.5, 2.0))), (turn, key)
        focused = world.lobby.focused
        assert focused is not None and not focused.incident.drill
        beside += not focused.incident.silent
        assert world.lobby.sessions[silent_id].incident.silent
    assert beside > 20  # the walk was beside it, not only on its page


@pytest.mark.parametrize("clips", [True, False])
def test_what_the_desk_says_to_those_at_one_casualty_is_not_said_over_another(tmp_path: Path, clips: bool) -> None:
    world = Heard(tmp_path / "journal.db", clips=clips)
    first = world.tap("dock:cpr")
    world.player.render(0.5)
    world.desk(first.incident.id, e.MessageSent("林静", "继续压"), e.Acknowledged("林静"))
    second = world.tap("dock:changed", "other:help")
    assert second is not first
    for _, _, done in world.rendered:
        done(Path("/live/words"), "")
    world.wait(25)
    assert [fact.receipt.spoken for fact in first.incident.desk] == [None, None]
    assert all(fact.receipt.not_spoken for fact in first.incident.desk)
    assert "PromptSpoken" in world.facts(second)
    world.die()
