"""The beat is a place in the stream of samples, never a moment on a timer."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from audio.beat import Beat, CueKind
from audio.decode import MIXER_RATE_HZ, Samples

PRESSES_A_CYCLE = 30
# After the thirtieth press: time to lean over, then one breath in, one breath out, and the second breath.
BREATH_CUE_OFFSETS_S = (1.0, 3.0)

CLICK_HZ = 1320.0
CLICK_S = 0.03
CLICK_PEAK = 0.6
BREATH_HZ = 392.0
BREATH_S = 0.6
BREATH_PEAK = 0.12


@dataclass(frozen=True, slots=True)
class Cue:
    """One sound of the beat: where it begins and which one of its cycle it is, counted from 1."""

    sample: int
    kind: CueKind
    number: int


class Metronome:
    """Knows where every cue of a beat lies. A place is worked out from the anchor each time, so nothing adds up."""

    def __init__(self, beat: Beat, start_sample: float, rate_hz: int = MIXER_RATE_HZ) -> None:
        self.beat = beat
        self._rate_hz = rate_hz
        self._anchor = float(start_sample)
        self._first_press = 0  # how far into its cycle the anchor lies, when a rate change took over mid-cycle
        self._index = 0

    @property
    def period_samples(self) -> float:
        return 60.0 * self._rate_hz / self.beat.rate_bpm

    def next_cue_sample(self) -> float:
        return self._place(self._index)[0]

    def cues_before(self, end_sample: int) -> list[Cue]:
        """The cues not yet given that begin before this sample; each is given once."""
        cues: list[Cue] = []
        while True:
            place, kind, number = self._place(self._index)
            sample = round(place)
            if sample >= end_sample:
                return cues
            cues.append(Cue(sample, kind, number))
            self._index += 1

    def changed_to(self, beat: Beat) -> Metronome:
        """The same beat at another rate: the next press stays where it was, the count goes on."""
        if beat.pattern != self.beat.pattern:
            return Metronome(beat, self.next_cue_sample(), self._rate_hz)
        index = self._index
        while self._place(index)[1] == "breath":
            index += 1
        place, _, number = self._place(index)
        changed = Metronome(beat, place, self._rate_hz)
        changed._first_press = number - 1 if beat.pattern == "30:2" else 0
        return changed

    def _place(self, index: int) -> tuple[float, CueKind, int]:
        if self.beat.pattern == "continuous":
            return self._anchor + index * self.period_samples, "press", index + 1
        index += self._first_press
        a_cycle = PRESSES_A_CYCLE + len(BREATH_CUE_OFFSETS_S)
        cycle, within = divmod(index, a_cycle)
        presses = (PRESSES_A_CYCLE - 1) * self.period_samples
        start = self._anchor - self._first_press * self.period_samples
        start += cycle * (presses + self.beat.breath_gap_s * self._rate_hz)
        if within < PRESSES_A_CYCLE:
            return start + within * self.period_samples, "press", within + 1
        breath = within - PRESSES_A_CYCLE
        return start + presses + BREATH_CUE_OFFSETS_S[breath] * self._rate_hz, "breath", breath + 1


def press_click(rate_hz: int = MIXER_RATE_HZ) -> Samples:
    """A dry wooden tick: low enough for old ears, its octave on top so that it cuts through speech."""
    t = np.arange(round(rate_hz * CLICK_S)) / rate_hz
    tone = np.sin(2 * math.pi * CLICK_HZ * t) + 0.35 * np.sin(2 * math.pi * 2 * CLICK_HZ * t)
    wave = tone * np.minimum(1.0, (t + 1 / rate_hz) / 0.0005) * np.exp(-t / 0.007)
    wave *= np.minimum(1.0, (t[-1] - t) / 0.002)  # ends at nothing, so that the end is not a second tick
    click: Samples = (CLICK_PEAK * wave / np.abs(wave).max()).astype(np.float32)
    return click


def breath_cue(rate_hz: int = MIXER_RATE_HZ) -> Samples:
    """A soft low swell, as long as a breath in begins: nobody takes it for a press."""
    t = np.arange(round(rate_hz * BREATH_S)) / rate_hz
    wave = np.sin(2 * math.pi * BREATH_HZ * t) * np.sin(math.pi * t / BREATH_S) ** 2
    cue: Samples = (BREATH_PEAK * wave).astype(np.float32)
    return cue
