"""Figures of a sound: how long, how loud, how high its peaks, whether it begins and ends in silence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audio.clip_rules import Figures
from audio.loudness import loudness_lufs, true_peak_dbtp
from audio.moments import powers

EDGE_S = 0.02
NOTHING_DB = -120.0


def measure(samples: npt.NDArray[np.float32], rate_hz: int) -> Figures:
    return Figures(
        seconds=round(len(samples) / rate_hz, 3),
        lufs=round(loudness_lufs(samples, rate_hz), 2),
        peak_dbtp=round(true_peak_dbtp(samples), 2),
        edge_db=round(edge_db(samples, rate_hz), 1),
    )


def edge_db(samples: npt.NDArray[np.float32], rate_hz: int) -> float:
    """The louder end against the loudest moment; a sound that is all ends counts as cut off."""
    window = round(EDGE_S * rate_hz)
    power = powers(samples, window)
    if len(power) < 2:
        return 0.0
    loudest = float(power.max())
    ends = max(float(power[0]), float(np.mean(samples[-window:].astype(np.float64) ** 2)))
    if loudest <= 0 or ends <= 0:
        return NOTHING_DB
    return max(NOTHING_DB, float(10 * np.log10(ends / loudest)))
