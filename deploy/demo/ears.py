"""What was really played: finds prompts and clicks in the mixer's own recording."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.float64]
MATCH_S = 0.9
"""So much of a clip's beginning is looked for."""
MATCH_LEAST = 0.5
"""Normalised correlation at which a clip counts as found (the beat sounds under it)."""
SAME_FIT = 0.8
PEAK_SAMPLES = 480
"""A correlation climbs to its peak within 10 ms at 48 kHz."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip found in the recording: at which sample, when it was heard (device buffer included), how well it fits."""

    sample: int
    monotonic_ns: int
    fit: float


class Recording:
    """sound.wav with the mapping of its samples to CLOCK_MONOTONIC that was written beside it."""

    def __init__(self, wav: Path) -> None:
        data, rate = soundfile.read(wav, dtype="float64", always_2d=True)
        self.rate = int(rate)
        self.mono: Samples = np.asarray(data.mean(axis=1))
        mapping = json.loads(wav.with_suffix(".json").read_text())["mappings"]
        self._samples = [int(m["sample"]) for m in mapping]
        self._times = [int(m["monotonic_ns"]) for m in mapping]

    def heard_ns(self, sample: int) -> int:
        """When this sample left the loudspeaker, by the nearest mapping before it."""
        n = max(0, bisect_right(self._samples, sample) - 1)
        return self._times[n] + (sample - self._samples[n]) * 1_000_000_000 // self.rate

    def sample_at(self, monotonic_ns: int) -> int:
        """Which sample sounded then; while the sound stood still, the one it went on with."""
        n = max(0, bisect_right(self._times, monotonic_ns) - 1)
        sample = self._samples[n] + (monotonic_ns - self._times[n]) * self.rate // 1_000_000_000
        return int(np.clip(sample, 0, self._samples[n + 1] if n + 1 < len(self._samples) else len(self.mono)))

    def find(self, clip: Path, after_ns: int, within_s: float = 6.0) -> Heard | None:
        """The first place, within a time after a moment, where this clip begins; None if it was not played there."""
        sound, rate = soundfile.read(clip, dtype="float64", always_2d=True)
        wanted = soxr.resample(sound.mean(axis=1), rate, self.rate)
        audible = np.flatnonzero(np.abs(wanted) > 0.02)
        if not len(audible):
            return None
        lead = int(audible[0])
        wanted = wanted[lead : lead + int(MATCH_S * self.rate)]
        start = self.sample_at(after_ns)
        here = self.mono[start : start + int(within_s * self.rate) + len(wanted)]
        if len(here) < len(wanted):
            return None
        size = 1 << (len(here) + len(wanted) - 1).bit_length()
        product = np.fft.irfft(np.fft.rfft(here, size) * np.conj(np.fft.rfft(wanted, size)), size)
        product = product[: len(here) - len(wanted) + 1]
        energy = np.concatenate(([0.0], np.cumsum(here * here)))
        energy = energy[len(wanted) :] - energy[: -len(wanted)]
        fit = product / np.sqrt(np.maximum(energy, 1e-6) * float(np.dot(wanted, wanted)))
        most = float(np.max(fit))
        if most < MATCH_LEAST:
            return None
        first = int(
            np.argmax(fit >= max(MATCH_LEAST, SAME_FIT * most))
        )  # a repetition may fit better: the first counts
        best = first + int(np.argmax(fit[first : first + PEAK_SAMPLES]))
        return Heard(start + best, self.heard_ns(start + best), round(float(fit[best]), 3))

    def loudness_db(self, since_ns: int, until_ns: int) -> float:
        """Level of a stretch, dB below full scale; -inf where there is only silence."""
        part = self.mono[self.sample_at(since_ns) : self.sample_at(until_ns)]
        power = float(np.mean(part * part)) if len(part) else 0.0
        return 10 * float(np.log10(power)) if power > 0 else float("-inf")

    def beat_intervals_ms(self, click: Samples, since_ns: int, until_ns: int) -> list[float]:
        """Milliseconds between the clicks that begin in this stretch, each found by its own waveform to the sample.

        A click that an edge cuts in two is seen whole or not at all: half of one fits best some ms beside its place.
        """
        start, end = self.sample_at(since_ns), self.sample_at(until_ns)
        first = max(0, start - len(click))
        here = self.mono[first : end + len(click)]
        size = 1 << (len(here) + len(click) - 1).bit_length()
        product = np.fft.irfft(np.fft.rfft(here, size) * np.conj(np.fft.rfft(click, size)), size)[: len(here)]
        least = 0.35 * float(np.max(product, initial=0.0))
        gap = int(0.3 * self.rate)
        peaks: list[int] = []
        for n in np.flatnonzero(product > least):
            if peaks and n - peaks[-1] < gap:
                if product[n] > product[peaks[-1]]:
                    peaks[-1] = int(n)
            else:
                peaks.append(int(n))
        return [float(d) * 1000 / self.rate for d in np.diff([n for n in peaks if start <= first + n < end])]
