"""How loud, how well, and for people who do not hear: limits of the volume, the sound's health as a fact, the flash."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from audio.wire import Counters, MixerDied
from kiosk import kiosk as whole
from kiosk import theme
from kiosk.settings import Settings
from kiosk.sound_health import AGAIN_S, ITEM, SoundHealth
from kiosk.station import Sound
from kiosk.station_file import ConfigError, load
from kiosk.volume import level
from protocols.commands import SetSilent
from protocols.ops_events import HealthNoted
from tests.fakes.fake_player import FakePlayer
from tests.fakes.lobby_world import EXAMPLE, Hand, World


@pytest.mark.parametrize(
    ("volume", "live", "night", "expected"),
    [
        (0.9, False, False, 0.9),
        (0.9, False, True, 0.5),
        (0.4, False, True, 0.4),
        (0.9, True, True, 0.9),  # the limit of the night is not for an emergency
        (0.4, True, False, 0.7),
        (0.4, True, True, 0.7),
    ],
)
def test_a_live_incident_never_goes_below_the_floor_and_the_rest_keeps_to_the_night(
    volume: float, live: bool, night: bool, expected: float
) -> None:
    assert level(Sound(volume=volume, night_volume=0.5, floor=0.7), live=live, night=night) == expected


def test_a_volume_that_is_set_passes_the_same_limits_before_anything_sounds_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole.sound, "Player", FakePlayer)
    monkeypatch.setattr(whole, "is_night_hour", lambda hour: True)
    config = msgspec.structs.replace(load(EXAMPLE, env={}), data=str(tmp_path))
    kiosk = whole.Kiosk(config, post=lambda call: None, record_sound=None, version="test")
    try:
        for live, volume, heard in ((False, 1.0, 0.5), (False, 0.3, 0.3), (True, 0.3, 0.7), (True, 1.0, 1.0)):
            if live:
                kiosk.lobby.open(kiosk.lobby.command_open("nosebleed", "zh"))
            kiosk.player.calls.clear()  # type: ignore[attr-defined]
            assert kiosk.machine.apply(Settings(volume=volume))
            levels = [named["level"] for name, named in kiosk.player.calls if name == "volume"]  # type: ignore[attr-defined]
            assert levels in ([], [heard]) and kiosk.player.state.volume == heard, volume
    finally:
        kiosk.close()


@pytest.mark.parametrize(("key", "value"), [("night_volume", "0.0"), ("floor", "0.1"), ("volume", "0.2")])
def test_no_configuration_mutes_a_kiosk(key: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"{key} must be"):
        load(EXAMPLE, env={f"FRK_KIOSK_SOUND__{key.upper()}": value})


def counters(late: int, losses: int = 0) -> Counters:
    return Counters(1, 1, late, 412.4, losses, 0, "nice", 84.0)


def test_late_blocks_are_one_fact_and_never_a_flood() -> None:
    health, now, facts = SoundHealth(), Hand(), list[HealthNoted]()
    for n in range(240):  # twenty minutes of a machine that cannot keep up
        now.turn(5)
        fact = health.heard(counters(n), now())
        facts += [fact] if fact is not None else []
    assert 2 <= len(facts) <= 3 and all(fact.item == ITEM and not fact.ok for fact in facts)
    assert facts[0].detail == "late 1, longest gap 412 ms, heard after 84 ms, nice"
    assert facts[1].detail.startswith("late 121")


def test_what_stays_away_for_ten_minutes_is_over_and_told_once() -> None:
    health, now = SoundHealth(), Hand()
    assert health.heard(counters(0), now()) is None
    assert health.heard(counters(2, 1), now()) == HealthNoted(
        ITEM, False, "late 2, device lost 1, longest gap 412 ms, heard after 84 ms, nice"
    )
    facts = []
    for _ in range(300):
        now.turn(5)
        fact = health.heard(counters(2, 1), now())
        facts += [fact] if fact is not None else []
    assert [(fact.item, fact.ok) for fact in facts] == [(ITEM, True)]


def test_a_mixer_that_died_is_told_and_its_successor_counts_from_nothing() -> None:
    health, now = SoundHealth(), Hand()
    assert health.heard(counters(0), now()) is None
    assert health.heard(MixerDied(1), now()) == HealthNoted(ITEM, False, "mixer died 1")
    now.turn(5)
    assert health.heard(counters(0), now()) is None
    assert health.heard(MixerDied(2), now()) is None
    now.turn(AGAIN_S)
    told = health.heard(counters(0), now())
    assert told is not None and told.detail.startswith("mixer died 2")


def test_only_a_new_critical_step_flashes_and_silence_never_does(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    world.tap("help", "answer:collapse")
    assert world.stage.flashes == 0
    world.tap("answer:not_breathing")
    assert world.stage.flashes == 1
    world.tap("dock:again", "tap", "dock:call")
    world.wait(5)
    assert world.stage.flashes == 1
    session = world.lobby.focused
    assert session is not None
    session.send(SetSilent(True))
    world.tap("answer:responds")
    world.wait(60)
    assert world.stage.flashes <= 1


@pytest.mark.parametrize("colours", [theme.DAY, theme.NIGHT], ids=["day", "night"])
def test_words_stay_readable_on_the_flash_and_it_is_seen(colours: theme.Palette) -> None:
    assert theme.contrast(colours.ink, colours.flash) >= theme.WORDS_CONTRAST_MIN
    assert theme.contrast(colours.ink2, colours.flash) >= 4.5
    assert theme.contrast(colours.ground, colours.flash) >= 1.5
