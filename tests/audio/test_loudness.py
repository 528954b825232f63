"""Our loudness is the standard's loudness."""

from __future__ import annotations

import numpy as np
import pytest

from audio.loudness import SILENCE_LUFS, loudness_lufs


def _speechlike(rate_hz: int, seconds: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    t = np.arange(int(rate_hz * seconds)) / rate_hz
    loud = 0.2 * (1 + np.sin(2 * np.pi * 3 * t)) * (np.sin(2 * np.pi * 0.4 * t) > -0.3)
    return (loud * (np.sin(2 * np.pi * 220 * t) + 0.3 * rng.standard_normal(len(t)))).astype(np.float32)


def test_a_full_scale_tone_of_997_hz_is_minus_three_lufs() -> None:
    t = np.arange(48_000 * 3) / 48_000
    assert loudness_lufs(np.sin(2 * np.pi * 997 * t).astype(np.float32), 48_000) == pytest.approx(-3.01, abs=0.03)


@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 48_000])
def test_it_agrees_with_the_reference_package(rate_hz: int) -> None:
    pyloudnorm = pytest.importorskip("pyloudnorm")
    x = _speechlike(rate_hz, 4.3, rate_hz)
    reference = pyloudnorm.Meter(rate_hz, filter_class="DeMan").integrated_loudness(x.astype(np.float64))
    assert loudness_lufs(x, rate_hz) == pytest.approx(reference, abs=0.1)


def test_silence_is_a_number_too() -> None:
    assert loudness_lufs(np.zeros(48_000, np.float32), 48_000) == SILENCE_LUFS


def test_a_clip_shorter_than_one_block_is_measured() -> None:
    assert -30 < loudness_lufs(_speechlike(24_000, 0.2, 1), 24_000) < -5
