"""The beat is heard under speech: the figures in the docstring of audio/core.py, measured."""

from __future__ import annotations

import numpy as np
import pytest

from audio.beat import Beat
from audio.core import Core
from audio.decode import MIXER_RATE_HZ
from audio.loudness import loudness_lufs
from audio.metronome import CLICK_HZ, press_click
from audio.policy import Speech, SpeechClass

BAND_HZ = (1000.0, 1700.0)
CLIP_LUFS = -18.0


def speechlike(seconds: float, seed: int) -> np.ndarray:
    """Noise with the spectrum of speech (flat to 500 Hz, then -9 dB an octave), in syllables, at the clips' level."""
    rng = np.random.default_rng(seed)
    count = round(seconds * MIXER_RATE_HZ)
    freq_hz = np.fft.rfftfreq(count, 1 / MIXER_RATE_HZ)
    shape = np.where(freq_hz < 100, 0.0, 1.0) * np.minimum(1.0, (np.maximum(freq_hz, 1.0) / 500.0) ** -1.5)
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(count)) * shape, count)
    t = np.arange(count) / MIXER_RATE_HZ
    sound = (noise * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * t))).astype(np.float32)
    sound *= 10 ** ((CLIP_LUFS - loudness_lufs(sound, MIXER_RATE_HZ)) / 20)
    return np.asarray(np.clip(sound, -0.84, 0.84), np.float32)


def band_level_db(sound: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(sound, MIXER_RATE_HZ)) ** 2
    return float(10 * np.log10(spectrum[int(BAND_HZ[0]) : int(BAND_HZ[1])].sum() + 1e-20))


def rendered(voice: np.ndarray | None, beat: bool, seconds: float = 12.0) -> np.ndarray:
    core = Core()
    if beat:
        core.beat(Beat(110))
    if voice is not None:
        core.say(Speech("a", SpeechClass.STEP, True, voice))
    return np.concatenate([core.render(960) for _ in range(round(seconds * 50))])[:, 0]


@pytest.mark.parametrize("seed", range(3))
def test_in_its_own_band_every_click_stands_ten_decibels_above_the_speech_under_it(seed: int) -> None:
    voice = speechlike(12.0, seed)
    both, clicks = rendered(voice, beat=True), rendered(None, beat=True)
    under = both - clicks  # what is left of the speech
    length = len(press_click())
    margins = []
    for number in range(21):
        at = round(number * 60 * MIXER_RATE_HZ / 110)
        margins.append(band_level_db(clicks[at : at + length]) - band_level_db(under[at : at + length]))
    assert min(margins) >= 10.0, min(margins)


def test_the_click_itself_is_never_turned_down_under_speech() -> None:
    both = rendered(speechlike(12.0, 7), beat=True)
    length = len(press_click())
    for number in range(21):
        at = round(number * 60 * MIXER_RATE_HZ / 110)
        assert np.abs(both[at : at + length]).max() >= 0.4


def test_speech_is_turned_down_only_while_a_click_sounds() -> None:
    voice = speechlike(12.0, 3)
    under = rendered(voice, beat=True) - rendered(None, beat=True)
    length = len(press_click())
    between = np.ones(len(voice), bool)
    for number in range(23):
        at = round(number * 60 * MIXER_RATE_HZ / 110)
        between[at : at + length] = False
    assert np.allclose(under[: len(voice)][between], voice[between], atol=1e-5)
    assert between.mean() > 0.94  # so little is taken that words stay words


def test_the_click_is_where_ears_of_any_age_hear_it() -> None:
    spectrum = np.abs(np.fft.rfft(press_click(), MIXER_RATE_HZ))
    assert abs(int(spectrum.argmax()) - CLICK_HZ) < 30
