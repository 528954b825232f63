"""Raw speech becomes a clip: trimmed, paced, levelled, written as Ogg Vorbis."""

from __future__ import annotations

import io
import subprocess

import numpy as np
import numpy.typing as npt
import soundfile

from audio import limiter
from audio.loudness import loudness_lufs, true_peak_dbtp
from audio.moments import powers
from audio.voice import DEFAULT_TARGET_LUFS

RATE_HZ = 24_000
TRUE_PEAK_DBTP = -1.5
# Two resamplers draw the curve between samples a little differently.
PEAK_MARGIN_DB = 0.05
# Below this, measured against the loudest moment, there is no speech; the margins keep soft first and last sounds.
SILENCE_DB = -42.0
LEAD_S = 0.03
TAIL_S = 0.12
WINDOW_S = 0.005
FADE_S = 0.005
LEVEL_ROUNDS = 6
LEVEL_TOLERANCE_LU = 0.1
VORBIS_COMPRESSION = 0.5
BLOCK_SAMPLES = 24_000
SOX_TIMEOUT_S = 60.0
# Slower than this sounds smeared; faster than spoken is never wanted.
TEMPO_SLOWEST = 0.68
TEMPO_FASTEST = 1.0
# Where a clip is still too fast: what counts as a pause, how much longer one may get, and how much slower the rest.
PAUSE_DB = -38.0
PAUSE_S = 0.06
LONGEST_MORE_S = 0.3
LEAST_MORE = 0.92

Samples = npt.NDArray[np.float32]


def tempo(units: int, seconds: float, target_per_min: float, usual: float, few_units: int) -> float:
    """How much to slow speech down to a pace; a word or two is too short to measure and takes the usual factor."""
    if units < few_units or seconds <= 0:
        return usual
    spoken_per_min = units * 60 / seconds
    return min(TEMPO_FASTEST, max(TEMPO_SLOWEST, target_per_min / spoken_per_min))


def trim(samples: Samples) -> Samples:
    """Without the silence around the speech, with a little air on both sides."""
    window = round(WINDOW_S * RATE_HZ)
    power = powers(samples, window)
    if not len(power):
        return samples
    if power.max() <= 0:
        return samples[:0]
    loud = np.flatnonzero(power > power.max() * 10 ** (SILENCE_DB / 10))
    start = max(0, int(loud[0]) * window - round(LEAD_S * RATE_HZ))
    end = min(len(samples), (int(loud[-1]) + 1) * window + round(TAIL_S * RATE_HZ))
    return samples[start:end]


def stretch(samples: Samples, factor: float) -> Samples:
    """Slower at the same pitch."""
    if factor == TEMPO_FASTEST:
        return samples
    raw = ["-t", "f32", "-r", str(RATE_HZ), "-c", "1", "-"]
    command = ["sox", "-V1", "-D", *raw, *raw, "tempo", "-s", f"{factor:.4f}"]
    done = subprocess.run(
        command, input=samples.astype("<f4").tobytes(), capture_output=True, timeout=SOX_TIMEOUT_S, check=True
    )
    return np.frombuffer(done.stdout, dtype="<f4").astype(np.float32)


def join(parts: list[Samples], pause_s: float) -> Samples:
    """Sentences one after another with a breath between; each part keeps its own soft edges."""
    silence = np.zeros(round(pause_s * RATE_HZ), dtype=np.float32)
    joined: list[Samples] = []
    for part in parts:
        joined.extend([silence, fade(part)] if joined else [fade(part)])
    return np.concatenate(joined)


def slower(samples: Samples, seconds: float) -> Samples:
    """As long as asked: where the voice hurries and cannot be slowed more, its pauses grow, as a person's would."""
    breathed = breathe(samples, seconds - len(samples) / RATE_HZ)
    reached_s = len(breathed) / RATE_HZ
    return breathed if reached_s >= seconds - WINDOW_S else stretch(breathed, max(LEAST_MORE, reached_s / seconds))


def breathe(samples: Samples, more_s: float) -> Samples:
    """Silence put into the pauses within the speech, as much in each, none more than half a breath."""
    window = round(WINDOW_S * RATE_HZ)
    power = powers(samples, window)
    if more_s <= 0 or not len(power):
        return samples
    quiet = np.concatenate([[False], power < power.max() * 10 ** (PAUSE_DB / 10), [False]])
    starts, ends = np.flatnonzero(quiet[1:] & ~quiet[:-1]), np.flatnonzero(~quiet[1:] & quiet[:-1])
    long = round(PAUSE_S / WINDOW_S)
    middles = [int(a + b) // 2 for a, b in zip(starts, ends, strict=True) if b - a >= long and a > 0 and b < len(power)]
    if not middles:
        return samples
    silence = np.zeros(round(min(more_s / len(middles), LONGEST_MORE_S) * RATE_HZ), dtype=np.float32)
    parts = np.split(samples, [middle * window for middle in middles])
    return np.concatenate([part for pair in zip(parts, [silence] * len(parts), strict=True) for part in pair][:-1])


def fade(samples: Samples) -> Samples:
    """No click at either end."""
    length = min(round(FADE_S * RATE_HZ), len(samples) // 2)
    if not length:
        return samples
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    faded = samples.copy()
    faded[:length] *= ramp
    faded[-length:] *= ramp[::-1]
    return faded


def limit(samples: Samples, ceiling_dbtp: float = TRUE_PEAK_DBTP) -> Samples:
    """A clip with no peak over the ceiling."""
    return limiter.limit(samples, RATE_HZ, ceiling_dbtp)


def level(samples: Samples, target_lufs: float = DEFAULT_TARGET_LUFS, ceiling_dbtp: float = TRUE_PEAK_DBTP) -> Samples:
    """Every clip equally loud, no peak over the ceiling."""
    gain_db = 0.0
    levelled = samples
    for _ in range(LEVEL_ROUNDS):
        levelled = limit((samples * np.float32(10 ** (gain_db / 20))).astype(np.float32), ceiling_dbtp)
        missing_lu = target_lufs - loudness_lufs(levelled, RATE_HZ)
        if abs(missing_lu) <= LEVEL_TOLERANCE_LU:
            break
        gain_db += missing_lu
    over_db = true_peak_dbtp(levelled) - ceiling_dbtp
    return levelled if over_db <= 0 else (levelled * np.float32(10 ** (-over_db / 20))).astype(np.float32)


def encode_ogg(samples: Samples) -> bytes:
    """Ogg Vorbis; long writes are cut up, because libsndfile's Vorbis encoder keeps a whole write on its stack."""
    written = io.BytesIO()
    with soundfile.SoundFile(
        written,
        "w",
        samplerate=RATE_HZ,
        channels=1,
        format="OGG",
        subtype="VORBIS",
        compression_level=VORBIS_COMPRESSION,
    ) as sound:
        for start in range(0, len(samples), BLOCK_SAMPLES):
            sound.write(samples[start : start + BLOCK_SAMPLES])
    return written.getvalue()


def decode_ogg(content: bytes) -> Samples:
    samples: Samples
    samples, rate_hz = soundfile.read(io.BytesIO(content), dtype="float32")
    if rate_hz != RATE_HZ or samples.ndim != 1:
        raise ValueError(f"expected {RATE_HZ} Hz mono, got {rate_hz} Hz with {samples.ndim} dimensions")
    return samples


def finish(speech: Samples) -> tuple[bytes, Samples]:
    """The clip's file and what it decodes to; the encoder may lift a peak, so what counts is the decoded sound."""
    ceiling_dbtp = TRUE_PEAK_DBTP
    content, heard = b"", speech
    for _ in range(LEVEL_ROUNDS):
        content = encode_ogg(fade(level(speech, ceiling_dbtp=ceiling_dbtp)))
        heard = decode_ogg(content)
        over_db = true_peak_dbtp(heard) + PEAK_MARGIN_DB - TRUE_PEAK_DBTP
        if over_db <= 0:
            break
        ceiling_dbtp -= over_db + PEAK_MARGIN_DB
    return content, heard
