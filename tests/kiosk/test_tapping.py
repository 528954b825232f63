"""Tapping along: the rate to two a minute, whatever a hand does; one fact for ten seconds; never a word about depth."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.tapping import FORGET_MS, LEAST, Taps, verdict
from protocols import events as e
from protocols.events import LogId
from protocols.scoring import debrief
from tests.fakes.lobby_world import PACK, World


def played(
    rate_bpm: float, seconds: float, seed: int, jitter_ms: float = 0, missed: float = 0, double: float = 0
) -> Taps:
    """A hand that taps along, with all the faults of a hand."""
    chance, taps = random.Random(seed), Taps()
    for n in range(round(seconds * rate_bpm / 60)):
        if chance.random() < missed:
            continue
        at = 5_000 + n * 60_000 / rate_bpm + chance.gauss(0, jitter_ms)
        taps = taps.tapped(round(at))
        if chance.random() < double:
            taps = taps.tapped(round(at) + chance.randint(20, 150))
    return taps


@pytest.mark.parametrize(
    "hand",
    [{}, {"jitter_ms": 15}, {"double": 0.2}, {"missed": 0.1}, {"jitter_ms": 12, "double": 0.1, "missed": 0.08}],
    ids=["steady", "jitter", "trembling", "missing", "all"],
)
@pytest.mark.parametrize("rate_bpm", [90, 100, 110, 120, 140])
def test_the_rate_is_true_to_two_a_minute(rate_bpm: float, hand: dict[str, float]) -> None:
    for seed in range(40):
        taps = played(rate_bpm, 12, seed, **hand)
        found = taps.rate_bpm(taps.times_ms[-1])
        assert found is not None and abs(found - rate_bpm) <= 2, (seed, found)


def test_three_seconds_without_a_tap_and_it_is_forgotten() -> None:
    taps = played(110, 8, 1)
    last = taps.times_ms[-1]
    assert taps.rate_bpm(last + FORGET_MS - 1) is not None
    assert taps.rate_bpm(last + FORGET_MS) is None
    assert taps.tapped(last + FORGET_MS).times_ms == (last + FORGET_MS,)  # and a new hand begins at nothing


def test_a_few_taps_say_nothing() -> None:
    taps = Taps()
    for n in range(LEAST):
        assert taps.rate_bpm(n * 545) is None
        taps = taps.tapped(n * 545)
    assert taps.rate_bpm(LEAST * 545) == pytest.approx(110, abs=0.2)


def test_a_key_that_is_held_down_is_one_tap() -> None:
    taps = Taps()
    for at in range(0, 3000, 33):
        taps = taps.tapped(at)
    assert taps.times_ms == (0,)


def test_a_hand_that_changes_its_pace_is_followed_within_seven_seconds() -> None:
    taps = Taps()
    for n in range(20):
        taps = taps.tapped(n * 600)
    start = taps.times_ms[-1]
    for n in range(1, 14):
        taps = taps.tapped(start + n * 500)
    assert taps.rate_bpm(taps.times_ms[-1]) == pytest.approx(120, abs=2)


@pytest.mark.parametrize(
    ("rate", "said"), [(99.4, "slow"), (99.6, "good"), (100, "good"), (120.4, "good"), (120.6, "fast")]
)
def test_the_verdict_agrees_with_the_number_that_is_shown(rate: float, said: str) -> None:
    assert verdict(rate) == said


# --- in the lobby ---


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def tap_along(world: World, rate_bpm: float, taps: int) -> None:
    for _ in range(taps):
        world.now.turn(60 / rate_bpm)
        world.stage.act("tap")
        world.stage.tick()


def dial(world: World) -> v.DialView:
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.dial is not None
    return view.dial


def test_the_dial_is_the_pad_and_shows_the_rate_with_its_limits(world: World) -> None:
    world.tap("dock:cpr")
    assert dial(world).action == "tap" and dial(world).word == "压"
    tap_along(world, 112, 8)
    assert (dial(world).word, dial(world).sub, dial(world).note) == ("112", "每分钟，正好", "只看快慢，不测深浅")
    assert dial(world).spare == ("压", "每分钟 110 次")  # a dial too small for that note shows no rate
    world.now.turn(3.1)
    assert dial(world).word == "压"
    tap_along(world, 130, 8)
    assert dial(world).sub == "每分钟，快了"


def test_ten_seconds_of_taps_are_one_fact_and_the_rest_when_it_ends(world: World) -> None:
    session = world.tap("dock:cpr")
    tap_along(world, 112, 50)  # 27 s
    world.now.turn(3.1)
    world.stage.tick()
    facts = [r.event for r in world.recorder.incident(LogId(session.incident.id)) if isinstance(r.event, e.RateTapped)]
    assert len(facts) == 3
    assert all(abs(fact.rate_bpm - 112) <= 2 for fact in facts)
    assert sum(fact.taps for fact in facts) == 50
    told = debrief(PACK, session.incident).not_measured
    assert told[0]["en"] == "Tapped along: 112 a minute, rate only."


def test_taps_are_taken_only_where_people_press(world: World) -> None:
    for key in ("help", "answer:collapse", "dock:cpr", "answer:aed_here"):
        session = world.tap(key)
        if key == "dock:cpr":
            assert world.stage.takes_taps
            continue
        assert not world.stage.takes_taps
        tap_along(world, 110, 12)
        world.now.turn(4)
        world.stage.tick()
        assert not [r for r in world.recorder.incident(LogId(session.incident.id)) if isinstance(r.event, e.RateTapped)]


def test_thirty_and_two_shows_the_number_and_when_to_blow(world: World) -> None:
    world.tap("dock:cpr", "answer:breaths")
    world.stage.counted("press", 27)
    assert dial(world).word == "27" and dial(world).sub == "30 次，吹 2 口"
    world.stage.counted("breath", 2)
    assert (dial(world).word, dial(world).sub) == ("吹气", "第 2 口")
    world.tap("answer:presses_only")
    assert dial(world).word == "压"
