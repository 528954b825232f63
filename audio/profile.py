"""One clip a language serves every listener: it becomes slow, or loud, when it is loaded.

Measured over the shipped clips (tests/audio/test_profile.py): "elderly" lasts 1/0.85 as long at the
same pitch and loudness, with longer pauses; "loud" is about 6 LU louder and its true peaks stay under -1.5 dBTP, which
is below the knee of the mixer's own limiter, so nothing is bent. The beat never passes through here.
"""

from __future__ import annotations

import logging
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from audio.limiter import limit
from audio.moments import powers
from audio.wire import ProfileName

try:
    from libsonic import SonicStream
except ImportError:  # no wheel for this machine: speech at its own pace, with longer pauses, is better than no speech
    SonicStream = None

log = logging.getLogger(__name__)

Samples = npt.NDArray[np.float32]

ELDERLY_TEMPO = 0.85  # of the clips' own pace: about 180 characters, or 128 English words, a minute
ELDERLY_LINE_PAUSE_S = 0.7  # after a line, before whatever is said next
ELDERLY_PAUSE_LONGER_S = 0.35  # between the sentences of one line
PAUSE_S = 0.22
PAUSE_DB = -40.0  # against the loudest moment
WINDOW_S = 0.01
# So short because the stretcher holds the interpreter's lock, and the thread that feeds the device waits for it.
PIECE_S = 0.2

LOUD_GAIN_DB = 7.0
LOUD_CEILING_DBTP = -2.0


def shaped(samples: Samples, rate_hz: int, profile: ProfileName) -> Samples:
    """The clip as this profile wants it, at its own rate."""
    match profile:
        case "elderly":
            return _slow(samples, rate_hz)
        case "loud":
            return limit(
                (samples * np.float32(10 ** (LOUD_GAIN_DB / 20))).astype(np.float32), rate_hz, LOUD_CEILING_DBTP
            )
        case "normal":
            return samples


def _slow(samples: Samples, rate_hz: int) -> Samples:
    silence = np.zeros(round(ELDERLY_PAUSE_LONGER_S * ELDERLY_TEMPO * rate_hz), np.float32)
    edges = [0, *pauses(samples, rate_hz), len(samples)]
    parts = [part for a, b in pairwise(edges) for part in (samples[a:b], silence)][:-1]
    tail = np.zeros(round(ELDERLY_LINE_PAUSE_S * rate_hz), np.float32)
    return np.concatenate([_stretched(np.concatenate(parts), rate_hz), tail])


def _stretched(samples: Samples, rate_hz: int) -> Samples:
    """Longer at the same pitch, by repeating whole periods of the voice (Sonic, made for listening to speech)."""
    if SonicStream is None:
        log.warning("libsonic is not installed: the slow profile has longer pauses, but the voice keeps its pace")
        return samples
    stream = SonicStream(rate_hz, 1)
    stream.set_speed(ELDERLY_TEMPO)
    piece = round(PIECE_S * rate_hz)
    made = []
    for at in range(0, len(samples), piece):
        stream.write(samples[at : at + piece])
        made.append(np.asarray(stream.read(stream.available_frames()), np.float32))
    stream.flush()
    return np.concatenate([*made, np.asarray(stream.read(stream.available_frames()), np.float32)])


def pauses(samples: Samples, rate_hz: int) -> list[int]:
    """The middle of every pause between two sentences; the quiet before the first and after the last is none."""
    window = round(WINDOW_S * rate_hz)
    power = powers(samples, window)
    if not len(power):
        return []
    loud = np.flatnonzero(power > power.max() * 10 ** (PAUSE_DB / 10))
    gaps = np.flatnonzero(np.diff(loud) * WINDOW_S > PAUSE_S)
    return [int((loud[gap] + loud[gap + 1] + 1) // 2 * window) for gap in gaps]
