"""A sound file becomes mono samples at the mixer's rate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from audio.profile import shaped
from audio.wire import ProfileName

MIXER_RATE_HZ = 48_000
# Longer than any prompt; stops a wrong file from filling the memory.
MAX_CLIP_S = 120.0
RATES_HZ = range(8_000, 192_001)
LOUDEST = 4.0
"""Lossy coding may overshoot full scale a little; what is louder, or no number at all, would drown the beat."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Decoded:
    samples: Samples
    rate_hz: int


@dataclass(frozen=True, slots=True)
class Undecodable:
    reason: str


def decode_clip(path: Path) -> Decoded | Undecodable:
    """The file as it is, at its own rate, folded to one channel."""
    try:
        with soundfile.SoundFile(str(path)) as sound:
            if sound.samplerate not in RATES_HZ:
                return Undecodable(f"{sound.samplerate} Hz")
            if sound.frames > MAX_CLIP_S * sound.samplerate:
                return Undecodable(f"longer than {MAX_CLIP_S:.0f} s")
            channels: npt.NDArray[np.float32] = sound.read(dtype="float32", always_2d=True)
            rate_hz = int(sound.samplerate)
    except (OSError, soundfile.SoundFileError) as error:
        return Undecodable(str(error))
    if not len(channels):
        return Undecodable("holds no samples")
    if not float(np.abs(channels).max()) <= LOUDEST:  # written so that "not a number" is refused too
        return Undecodable("holds numbers that are no sound")
    return Decoded(np.ascontiguousarray(channels.mean(axis=1, dtype=np.float32)), rate_hz)


def load_clip(path: Path, profile: ProfileName = "normal") -> Samples | Undecodable:
    """The file at the mixer's rate, as the profile wants it, so that nothing is worked out while it sounds."""
    decoded = decode_clip(path)
    if isinstance(decoded, Undecodable):
        return decoded
    samples = shaped(decoded.samples, decoded.rate_hz, profile)
    if decoded.rate_hz == MIXER_RATE_HZ:
        return samples
    resampled: Samples = soxr.resample(samples, decoded.rate_hz, MIXER_RATE_HZ, quality="HQ")
    return np.ascontiguousarray(resampled, dtype=np.float32)
