"""What the profiles make of the clips we ship, measured on their samples, and which one the mixer serves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from audio import profile
from audio.decode import MIXER_RATE_HZ, Decoded, Undecodable, decode_clip, load_clip
from audio.loudness import loudness_lufs, true_peak_dbtp
from audio.profile import ELDERLY_LINE_PAUSE_S, ELDERLY_PAUSE_LONGER_S, ELDERLY_TEMPO, pauses, shaped
from audio.wire import Ended, Started
from tests.audio.conftest import Heard, MakePlayer

CLIPS = Path(__file__).resolve().parents[2] / "audio" / "clips"
FILES = [path for lang in ("en", "zh") for path in sorted((CLIPS / lang).glob("*.ogg"))[::60]]


@pytest.fixture(scope="module")
def clips() -> list[Decoded]:
    decoded = [decode_clip(path) for path in FILES]
    sound = [clip for clip in decoded if not isinstance(clip, Undecodable)]
    assert len(sound) == len(decoded) >= 20
    return sound


def pitch_hz(samples: np.ndarray, rate_hz: int) -> float:
    """The middle of the voice's pitch, by autocorrelation of its voiced moments."""
    length = round(0.04 * rate_hz)
    found = []
    for at in range(0, len(samples) - length, length // 2):
        frame = samples[at : at + length] - samples[at : at + length].mean()
        if np.sqrt((frame**2).mean()) < 0.03:
            continue
        again = np.correlate(frame, frame, "full")[length - 1 :]
        low, high = rate_hz // 400, rate_hz // 70
        lag = low + int(again[low:high].argmax())
        if again[lag] > 0.5 * again[0]:
            found.append(rate_hz / lag)
    return float(np.median(found))


def test_slow_speech_is_longer_at_the_same_pitch_and_loudness(clips: list[Decoded]) -> None:
    for number, clip in enumerate(clips):
        slow = shaped(clip.samples, clip.rate_hz, "elderly")
        if number % 4 == 0:
            assert pitch_hz(slow, clip.rate_hz) == pytest.approx(pitch_hz(clip.samples, clip.rate_hz), rel=0.04)
        between = ELDERLY_PAUSE_LONGER_S * len(pauses(clip.samples, clip.rate_hz))
        expected_s = len(clip.samples) / clip.rate_hz / ELDERLY_TEMPO + between + ELDERLY_LINE_PAUSE_S
        assert len(slow) / clip.rate_hz == pytest.approx(expected_s, rel=0.015)
        assert loudness_lufs(slow, clip.rate_hz) == pytest.approx(loudness_lufs(clip.samples, clip.rate_hz), abs=0.8)
        assert np.abs(slow).max() <= np.abs(clip.samples).max() + 0.01
        assert not np.any(slow[-round(0.9 * ELDERLY_LINE_PAUSE_S * clip.rate_hz) :])


def test_between_two_sentences_the_slow_voice_waits_longer(clips: list[Decoded]) -> None:
    two = next(clip for clip in clips if len(pauses(clip.samples, clip.rate_hz)) == 1)
    longest = [
        _longest_silence_s(sound, two.rate_hz) for sound in (two.samples, shaped(two.samples, two.rate_hz, "elderly"))
    ]
    assert longest[1] >= longest[0] + ELDERLY_PAUSE_LONGER_S - 0.03


def _longest_silence_s(samples: np.ndarray, rate_hz: int) -> float:
    """Inside the speech: what is before the first and after the last sound does not count."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return float(np.diff(loud).max() / rate_hz)


def test_loud_speech_is_five_lu_louder_and_no_peak_comes_near_full_scale(clips: list[Decoded]) -> None:
    louder = []
    for clip in clips:
        loud = shaped(clip.samples, clip.rate_hz, "loud")
        louder.append(loudness_lufs(loud, clip.rate_hz) - loudness_lufs(clip.samples, clip.rate_hz))
        assert len(loud) == len(clip.samples)
        at_the_mixer = soxr.resample(loud, clip.rate_hz, MIXER_RATE_HZ, quality="HQ")
        assert true_peak_dbtp(at_the_mixer) <= -1.0
    assert min(louder) >= 4.0
    assert np.mean(louder) >= 5.0


def test_the_normal_profile_leaves_every_sample_as_it_is(clips: list[Decoded]) -> None:
    assert all(shaped(clip.samples, clip.rate_hz, "normal") is clip.samples for clip in clips)


@pytest.mark.parametrize("seconds", [0.02, 0.5])
@pytest.mark.parametrize("level", [0.0, 0.999])
def test_any_sound_can_be_shaped(seconds: float, level: float) -> None:
    odd = np.full(round(seconds * 22_050), level, np.float32)
    for name in ("elderly", "loud"):
        made = shaped(odd, 22_050, name)
        assert made.dtype == np.float32 and len(made) >= len(odd) and np.isfinite(made).all()


def test_without_the_stretcher_speech_keeps_its_pace_and_is_still_heard(
    monkeypatch: pytest.MonkeyPatch, clips: list[Decoded]
) -> None:
    monkeypatch.setattr(profile, "SonicStream", None)
    clip = clips[0]
    made = shaped(clip.samples, clip.rate_hz, "elderly")
    assert len(made) >= len(clip.samples) + ELDERLY_LINE_PAUSE_S * clip.rate_hz - 1
    assert loudness_lufs(made, clip.rate_hz) == pytest.approx(loudness_lufs(clip.samples, clip.rate_hz), abs=0.8)


def test_the_mixer_speaks_in_the_profile_last_asked_for_and_keeps_it_over_a_death(
    make_player: MakePlayer, heard: type[Heard], tmp_path: Path
) -> None:
    """A tone of 0.4 s: slow it lasts 0.47 s, loud it stands 7 dB higher, even in a mixer that was started anew."""
    path = tmp_path / "tone.wav"
    wave = 0.2 * np.sin(2 * np.pi * 200 * np.arange(round(0.4 * 48_000)) / 48_000)
    soundfile.write(path, wave.astype(np.float32), 48_000, subtype="FLOAT")
    player, listener = make_player(record=tmp_path / "heard.wav")
    for ref, name in (("a", "elderly"), ("b", "loud"), ("c", "normal")):
        player.profile(name)
        player.preload([path])
        player.say(path, speech_class="step", ref=ref)
        listener.wait(Ended, lambda event, ref=ref: event.ref == ref)
    player.profile("loud")
    player._process.kill()
    player.say(path, speech_class="step", ref="d")
    listener.wait(Ended, lambda event: event.ref == "d")
    player.close()
    sound = heard(tmp_path / "heard.wav")
    starts = [sound.at(listener.wait(Started, lambda e, r=ref: e.ref == r).monotonic_ns) for ref in "abcd"]
    tops = [float(np.abs(sound.mono[at:][: round(0.35 * 48_000)]).max()) for at in starts]
    loud = profile.LOUD_GAIN_DB
    assert tops == pytest.approx([0.2, 0.2 * 10 ** (loud / 20), 0.2, 0.2 * 10 ** (loud / 20)], rel=0.05)
    slow = sound.mono[starts[0] :][: round(0.7 * 48_000)]
    assert np.flatnonzero(np.abs(slow) > 0.02)[-1] / 48_000 == pytest.approx(0.4 / ELDERLY_TEMPO, abs=0.03)


def test_loading_shapes_before_anything_sounds() -> None:
    usual, slow = load_clip(FILES[0]), load_clip(FILES[0], "elderly")
    assert not isinstance(usual, Undecodable) and not isinstance(slow, Undecodable)
    assert len(slow) > len(usual) / ELDERLY_TEMPO
