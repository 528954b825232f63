"""A word of the count becomes samples that begin at once and end in time."""

from __future__ import annotations

import numpy as np

from audio.decode import MIXER_RATE_HZ, Samples

FADE_S = 0.02
ONSET_DB = -30.0
ENVELOPE_S = 0.01


def sounding(samples: Samples) -> Samples:
    """Without the silence before it, so that the word begins where it is asked to."""
    wide = round(ENVELOPE_S * MIXER_RATE_HZ)
    envelope = np.sqrt(np.convolve(samples.astype(np.float64) ** 2, np.ones(wide) / wide, "same"))
    loud = np.flatnonzero(envelope > envelope.max(initial=0.0) * 10 ** (ONSET_DB / 20))
    return samples[int(loud[0]) :] if len(loud) else samples[:0]


def fitted(word: Samples, room_s: float) -> Samples:
    """Cut to its room with a short fade."""
    room = round(room_s * MIXER_RATE_HZ)
    if len(word) <= room:
        return word
    cut = word[:room].copy()
    fade = min(round(FADE_S * MIXER_RATE_HZ), room)
    cut[room - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return cut
