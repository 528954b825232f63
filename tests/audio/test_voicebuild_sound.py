"""A clip is trimmed gently, paced, equally loud, and never over the ceiling."""

from __future__ import annotations

import numpy as np
import pytest

from audio import voicebuild_sound as sound
from audio.loudness import loudness_lufs


def _speechlike(seconds: float, level: float = 0.1) -> sound.Samples:
    rng = np.random.default_rng(7)
    t = np.arange(round(seconds * sound.RATE_HZ)) / sound.RATE_HZ
    syllables = (1 + np.sin(2 * np.pi * 3.5 * t)) / 2
    voice = np.sin(2 * np.pi * 180 * t) + 0.5 * np.sin(2 * np.pi * 720 * t) + 0.1 * rng.standard_normal(len(t))
    return (level * syllables**2 * voice).astype(np.float32)


def test_the_pace_is_reached_by_slowing_never_by_hurrying() -> None:
    def pace(units: int, seconds: float) -> float:
        return sound.tempo(units, seconds, target_per_min=210, usual=0.75, few_units=6)

    assert pace(20, 20 * 60 / 280) == pytest.approx(0.75)
    assert pace(20, 20 * 60 / 150) == 1.0
    assert pace(20, 20 * 60 / 500) == sound.TEMPO_SLOWEST
    assert pace(3, 0.1) == 0.75


def test_silence_around_speech_goes_and_a_little_air_stays() -> None:
    quiet = np.zeros(sound.RATE_HZ, dtype=np.float32)
    speech = np.full(sound.RATE_HZ, 0.3, dtype=np.float32)
    kept = sound.trim(np.concatenate([quiet, speech, quiet]))
    assert len(kept) / sound.RATE_HZ == pytest.approx(1 + sound.LEAD_S + sound.TAIL_S, abs=0.011)


def test_only_silence_leaves_nothing() -> None:
    assert len(sound.trim(np.zeros(sound.RATE_HZ, dtype=np.float32))) == 0


def test_sentences_are_joined_with_a_breath() -> None:
    joined = sound.join([_speechlike(1.0), _speechlike(2.0)], pause_s=0.35)
    assert len(joined) == round(3.35 * sound.RATE_HZ)
    assert not joined[sound.RATE_HZ : round(1.35 * sound.RATE_HZ)].any()


def test_a_clip_begins_and_ends_at_rest() -> None:
    faded = sound.fade(np.ones(sound.RATE_HZ, dtype=np.float32))
    assert faded[0] == faded[-1] == 0
    assert faded[round(sound.FADE_S * sound.RATE_HZ)] == 1


@pytest.mark.parametrize("level", [0.002, 0.1, 0.9])
def test_quiet_and_loud_speech_come_out_equally_loud(level: float) -> None:
    levelled = sound.level(_speechlike(3.0, level))
    assert loudness_lufs(levelled, sound.RATE_HZ) == pytest.approx(-18.0, abs=0.3)
    assert sound.true_peak_dbtp(levelled) <= sound.TRUE_PEAK_DBTP + 0.01


def test_a_peak_between_two_samples_counts() -> None:
    t = np.arange(sound.RATE_HZ)
    tone = np.sin(2 * np.pi * t / 4 + np.pi / 4).astype(np.float32)
    assert np.abs(tone).max() == pytest.approx(0.7071, abs=1e-3)
    assert sound.true_peak_dbtp(tone) == pytest.approx(0.0, abs=0.2)


def test_a_lone_peak_is_turned_down_without_touching_the_rest() -> None:
    speech = _speechlike(1.0, 0.05)
    speech[12_000] = 0.99
    limited = sound.limit(speech)
    assert sound.true_peak_dbtp(limited) <= sound.TRUE_PEAK_DBTP + 0.3
    assert np.array_equal(limited[:11_000], speech[:11_000])
    assert np.array_equal(limited[13_000:], speech[13_000:])


@pytest.mark.parametrize("seconds", [0.3, 2.5])
def test_the_file_is_what_was_promised(seconds: float) -> None:
    content, heard = sound.finish(_speechlike(seconds, 0.6))
    assert content[:4] == b"OggS"
    assert len(heard) / sound.RATE_HZ == pytest.approx(seconds, abs=0.01)
    assert loudness_lufs(heard, sound.RATE_HZ) == pytest.approx(-18.0, abs=0.5)
    assert sound.true_peak_dbtp(heard) <= sound.TRUE_PEAK_DBTP


def test_stretching_keeps_the_pitch() -> None:
    t = np.arange(2 * sound.RATE_HZ) / sound.RATE_HZ
    slow = sound.stretch((0.3 * np.sin(2 * np.pi * 440 * t)).astype(np.float32), 0.75)
    assert len(slow) / sound.RATE_HZ == pytest.approx(2 / 0.75, rel=0.02)
    spectrum = np.abs(np.fft.rfft(slow))
    assert np.argmax(spectrum) * sound.RATE_HZ / len(slow) == pytest.approx(440, abs=3)


def test_a_voice_that_hurries_gets_longer_pauses_before_it_is_slowed_further() -> None:
    pause = np.zeros(round(0.12 * sound.RATE_HZ), dtype=np.float32)
    word = np.full(round(1.4 * sound.RATE_HZ), 0.3, dtype=np.float32)
    two = np.concatenate([word, pause, word])
    asked_s = len(two) / sound.RATE_HZ + 0.2
    slower = sound.slower(two, asked_s)
    assert len(slower) / sound.RATE_HZ == pytest.approx(asked_s, abs=0.02)
    assert np.array_equal(slower[: sound.RATE_HZ], two[: sound.RATE_HZ]), "the words themselves are as they were"
    assert np.array_equal(slower[-sound.RATE_HZ :], two[-sound.RATE_HZ :])
    assert len(sound.breathe(two, 0.0)) == len(two)
    assert len(sound.breathe(two, 9.0)) - len(two) == round(sound.LONGEST_MORE_S * sound.RATE_HZ)


def test_where_there_is_no_pause_the_words_are_slowed_a_little_and_no_more() -> None:
    t = np.arange(2 * sound.RATE_HZ) / sound.RATE_HZ
    steady = (0.2 * np.sin(2 * np.pi * 300 * t)).astype(np.float32)
    assert len(sound.slower(steady, 2.1)) / sound.RATE_HZ == pytest.approx(2.1, abs=0.05)
    assert len(sound.slower(steady, 9.0)) / sound.RATE_HZ == pytest.approx(2 / sound.LEAST_MORE, abs=0.05)
