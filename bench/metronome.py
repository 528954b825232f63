"""The beat as it is mixed: how far each interval found in the samples is from 60/110 s."""

from __future__ import annotations

import numpy as np

from audio.beat import Beat
from audio.core import Core
from audio.decode import MIXER_RATE_HZ

from .table import Row

RATE_BPM = 110
SECONDS = 120
BLOCK = 5760
"""120 ms, the kiosk's buffer."""
QUIET_SAMPLES = 2400


def measure() -> list[Row]:
    core = Core()
    core.beat(Beat(RATE_BPM))
    blocks = [np.asarray(core.render(BLOCK))[:, 0] for _ in range(SECONDS * MIXER_RATE_HZ // BLOCK)]
    loud = np.flatnonzero(np.abs(np.concatenate(blocks)) > 1e-3)
    onsets = loud[np.concatenate(([True], np.diff(loud) > QUIET_SAMPLES))]
    errors = np.abs(np.diff(onsets) - 60 * MIXER_RATE_HZ / RATE_BPM) * 1000 / MIXER_RATE_HZ
    return [Row(f"metronome interval error over {SECONDS} s", [float(x) for x in errors])]
