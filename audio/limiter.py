"""Peaks are turned down smoothly, beginning just before them; nothing is bent or clipped."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audio.loudness import true_peaks

LOOKAHEAD_S = 0.004

Samples = npt.NDArray[np.float32]


def limit(samples: Samples, rate_hz: int, ceiling_dbtp: float) -> Samples:
    """The same sound with no peak over the ceiling."""
    ceiling = 10 ** (ceiling_dbtp / 20)
    peaks = true_peaks(samples)
    if float(peaks.max(initial=0.0)) <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9)).astype(np.float64)
    reach = round(LOOKAHEAD_S * rate_hz)
    lowest = _lowest(np.pad(needed, 2 * reach, mode="edge"), 2 * reach + 1)
    window = np.hanning(2 * reach + 3)[1:-1]
    gain = np.convolve(lowest, window / window.sum(), mode="valid")
    limited: Samples = (samples * gain).astype(np.float32)
    return limited


def _lowest(levels: npt.NDArray[np.float64], width: int) -> npt.NDArray[np.float64]:
    """The least of every `width` neighbours; windows of twice the width are the lesser of two."""
    done = 1
    while 2 * done <= width:
        levels = np.minimum(levels[:-done], levels[done:])
        done *= 2
    rest = width - done
    return np.minimum(levels[: len(levels) - rest], levels[rest:]) if rest else levels
