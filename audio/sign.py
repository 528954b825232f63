"""The sign that a loudspeaker is tested with: a short rising tone that is found again in any recording."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE_HZ = 48_000
SECONDS = 0.6
FROM_HZ, TO_HZ = 500.0, 2_000.0
LEVEL = 0.25
FADE_S = 0.05
FOUND = 0.2
"""Likeness from which the sign was heard: noise of any kind stays under 0.1, a room gives 0.3 and more, a wire 1."""

Samples = npt.NDArray[np.float32]


def sign() -> Samples:
    """Neither beat nor chime nor alarm: nobody in a lobby takes it for a call."""
    t = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    sound = LEVEL * np.sin(2 * np.pi * (FROM_HZ * t + (TO_HZ - FROM_HZ) * t * t / (2 * SECONDS)))
    fade = round(FADE_S * RATE_HZ)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(fade) / fade)
    sound[:fade] *= ramp
    sound[-fade:] *= ramp[::-1]
    return sound.astype(np.float32)


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes((sign() * 32767).astype("<i2").tobytes())


def likeness(recorded: Samples) -> float:
    """How like the sign the likest moment of a recording is, 0 to 1, however loud it was recorded."""
    wanted = sign().astype(np.float64)
    heard = recorded.astype(np.float64)
    if len(heard) < len(wanted):
        return 0.0
    size = 1 << (len(heard) + len(wanted) - 1).bit_length()
    matched = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    matched = matched[: len(heard) - len(wanted) + 1]
    total = np.concatenate([[0.0], np.cumsum(heard * heard)])
    energy = total[len(wanted) :] - total[: -len(wanted)]
    floor = (1e-5) ** 2 * len(wanted)  # under -100 dBFS there is nothing to compare
    likest = np.abs(matched) / np.sqrt(np.maximum(energy, floor) * float(wanted @ wanted))
    return float(likest.max())
