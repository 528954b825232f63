"""Short signs that are told apart without words."""

from __future__ import annotations

import math

import numpy as np

from audio.decode import MIXER_RATE_HZ, Samples
from audio.wire import ChimeName

# (Hz, seconds) one after another; 0 Hz is a rest.
TONES: dict[ChimeName, tuple[tuple[float, float], ...]] = {
    # High then low, like a word of two syllables; nothing else here falls. Stands before each prompt block of a drill.
    "drill": ((880.0, 0.16), (0.0, 0.03), (587.33, 0.22)),
    "message": ((659.26, 0.12), (987.77, 0.24)),
    "warning": ((1046.5, 0.09), (0.0, 0.06), (1046.5, 0.09), (0.0, 0.06), (1046.5, 0.09)),
}
PEAK: dict[ChimeName, float] = {"drill": 0.3, "message": 0.25, "warning": 0.4}
EDGE_S = 0.008


def chime(name: ChimeName, rate_hz: int = MIXER_RATE_HZ) -> Samples:
    parts = []
    for freq_hz, seconds in TONES[name]:
        t = np.arange(round(rate_hz * seconds)) / rate_hz
        tone = np.sin(2 * math.pi * freq_hz * t) + 0.25 * np.sin(4 * math.pi * freq_hz * t)
        parts.append(tone / 1.25 * np.clip(np.minimum(t, seconds - t) / EDGE_S, 0.0, 1.0))
    wave: Samples = (PEAK[name] * np.concatenate(parts)).astype(np.float32)
    return wave
