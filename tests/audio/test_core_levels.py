"""The beat is heard under speech: the figures in the docstring of audio/core.py, measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.beat import Beat
from audio.core import Core
from audio.decode import MIXER_RATE_HZ, Undecodable, load_clip
from audio.loudness import loudness_lufs
from audio.metronome import CLICK_HZ, press_click
from audio.policy import Speech, SpeechClass
from audio.wire import ProfileName

BAND_HZ = (1000.0, 1700.0)
CLIP_LUFS = -18.0
CLIPS = Path(__file__).resolve().parents[2] / "audio" / "clips"


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


def rendered(voice: np.ndarray | None, beat: bool, seconds: float = 12.0, *, loud: bool = False) -> np.ndarray:
    core = Core()
    core.set_loud(loud)
    if beat:
        core.beat(Beat(110))
    if voice is not None:
        core.say(Speech("a", SpeechClass.STEP, True, voice))
    return np.concatenate([core.render(960) for _ in range(round(seconds * 50))])[:, 0]


def margins_db(voice: np.ndarray, clicks: np.ndarray, *, loud: bool = False) -> list[float]:
    """How far each click stands above what is left of the speech under it, in the click's band."""
    under = rendered(voice, beat=True, loud=loud) - clicks
    length = len(press_click())
    places = [round(number * 60 * MIXER_RATE_HZ / 110) for number in range(21)]
    return [band_level_db(clicks[at : at + length]) - band_level_db(under[at : at + length]) for at in places]


@pytest.mark.parametrize("seed", range(3))
def test_in_its_own_band_every_click_stands_ten_decibels_above_the_speech_under_it(seed: int) -> None:
    assert min(margins_db(speechlike(12.0, seed), rendered(None, beat=True))) >= 10.0


@pytest.mark.parametrize("profile", ["normal", "loud"])
def test_every_click_is_heard_above_the_clips_we_ship(profile: ProfileName) -> None:
    files = [path for lang in ("en", "zh") for path in sorted((CLIPS / lang).glob("*.ogg"))[:24]]
    assert len(files) == 48
    loaded = [load_clip(path, profile) for path in files]
    speech = np.concatenate([samples for samples in loaded if not isinstance(samples, Undecodable)])
    loud = profile == "loud"
    clicks = rendered(None, beat=True, loud=loud)
    stretch = 12 * MIXER_RATE_HZ
    margins = [
        db
        for at in range(0, len(speech) - stretch, stretch)
        for db in margins_db(speech[at:][:stretch], clicks, loud=loud)
    ]
    assert len(margins) > 200
    assert min(margins) >= 5.0
    assert np.percentile(margins, 5) >= 12.0


def test_the_click_itself_is_never_turned_down_under_speech() -> None:
    both = rendered(speechlike(12.0, 7), beat=True)
    length = len(press_click())
    for number in range(21):
        at = round(number * 60 * MIXER_RATE_HZ / 110)
        assert np.abs(both[at : at + length]).max() >= 0.5


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
