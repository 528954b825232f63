"""Level as ITU-R BS.1770-4 has it, for one channel: loudness (K weighting, 400 ms blocks, two gates), true peak."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK_S = 0.4
OVERLAP = 0.75
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_DB = -0.691
SILENCE_LUFS = -200.0
OVERSAMPLING = 4
LEAST_LEVEL = 1e-9


def _biquad_response(
    freq_hz: npt.NDArray[np.floating[Any]], rate_hz: int, b: tuple[float, float, float], a: tuple[float, float, float]
) -> npt.NDArray[np.complex128]:
    z: npt.NDArray[np.complex128] = np.exp(-2j * np.pi * freq_hz.astype(np.float64) / rate_hz)
    response: npt.NDArray[np.complex128] = (b[0] + b[1] * z + b[2] * z * z) / (a[0] + a[1] * z + a[2] * z * z)
    return response


def _shelf(rate_hz: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The head's +4 dB above about 1.7 kHz, for any sample rate."""
    k = math.tan(math.pi * 1681.974450955533 / rate_hz)
    q = 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = ((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0)
    return b, (1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def _highpass(rate_hz: int) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """What lies under about 38 Hz does not count as loud."""
    k = math.tan(math.pi * 38.13547087602444 / rate_hz)
    q = 0.5003270373238773
    a0 = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


@lru_cache(maxsize=8)
def _weight(size: int, rate_hz: int) -> npt.NDArray[np.complex128]:
    """Both filters for a spectrum of this size; sizes are powers of two, so a few serve all clips."""
    freq_hz = np.fft.rfftfreq(size, 1 / rate_hz)
    shelf = _biquad_response(freq_hz, rate_hz, *_shelf(rate_hz))
    return shelf * _biquad_response(freq_hz, rate_hz, *_highpass(rate_hz))


def true_peaks(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """For each sample, the highest level that a converter's curve reaches around it, found at four times the rate."""
    import soxr  # the process that speaks live needs only the loudness: it stays light

    fine = np.abs(np.asarray(soxr.resample(samples, 1, OVERSAMPLING, quality="HQ"), dtype=np.float32))
    padded = np.zeros(OVERSAMPLING * len(samples), dtype=np.float32)
    padded[: min(len(fine), len(padded))] = fine[: len(padded)]
    peaks: npt.NDArray[np.float32] = np.maximum(padded.reshape(len(samples), OVERSAMPLING).max(axis=1), np.abs(samples))
    return peaks


def true_peak_dbtp(samples: npt.NDArray[np.float32]) -> float:
    highest = float(true_peaks(samples).max()) if len(samples) else 0.0
    return 20 * math.log10(max(highest, LEAST_LEVEL))


def loudness_lufs(samples: npt.NDArray[np.float32], rate_hz: int) -> float:
    """Integrated loudness; a clip shorter than one block is padded with silence to one."""
    block = round(BLOCK_S * rate_hz)
    x = samples.astype(np.float64)
    if len(x) < block:
        x = np.concatenate([x, np.zeros(block - len(x))])
    # The filters run in the frequency domain: numpy has no recursive filter, and a second of padding holds their tail.
    size = 1 << (len(x) + rate_hz - 1).bit_length()
    weighted = np.fft.irfft(np.fft.rfft(x, size) * _weight(size, rate_hz), size)[: len(x)]
    step = round(block * (1 - OVERLAP))
    total = np.concatenate([[0.0], np.cumsum(weighted * weighted)])
    starts = np.arange(0, len(x) - block + 1, step)
    power = (total[starts + block] - total[starts]) / block
    power = power[power > 10 ** ((ABSOLUTE_GATE_LUFS - OFFSET_DB) / 10)]
    if not len(power):
        return SILENCE_LUFS
    gate = power.mean() * 10 ** (RELATIVE_GATE_LU / 10)
    power = power[power > gate]
    return float(OFFSET_DB + 10 * math.log10(power.mean()))
