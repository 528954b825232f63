"""A player whose mixer is the real one, rendered as the test's clock turns: every sample that would sound is seen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from audio.beat import DEFAULT_BREATH_GAP_S, Beat, Pattern
from audio.core import Core, VoiceEnded, VoiceRefused, VoiceStarted
from audio.decode import MIXER_RATE_HZ
from audio.mixer_process import SPEECH_CLASSES
from audio.policy import Speech
from audio.wire import ChimeName, Ended, NotSpoken, SpeechClassName, Started
from tests.fakes.fake_player import FakePlayer

WORDS = np.full(2 * MIXER_RATE_HZ, 0.25, np.float32)
"""Whatever is said lasts two seconds."""
BLOCK_S = 0.25


class HeardPlayer(FakePlayer):
    """`loudest`: the greatest sample since it was last asked."""

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.core, self._loudest = Core(), 0.0

    def born_again(self) -> None:
        """The mixer of a kiosk that was started anew: it knows of no silence."""
        self.core = Core()
        self.asked.clear()

    def render(self, seconds: float) -> None:
        for _ in range(round(seconds / BLOCK_S)):
            block = self.core.render(round(BLOCK_S * MIXER_RATE_HZ))
            self._loudest = max(self._loudest, float(np.abs(block).max()))
            for note in self.core.take_notes():
                match note:
                    case VoiceStarted(ref, sample, audible):
                        self.happen(Started(ref, sample, sample, audible))
                    case VoiceEnded(ref, completed, audible):
                        self.happen(Ended(ref, completed, audible))
                    case VoiceRefused(ref, reason):
                        self.happen(NotSpoken(ref, reason))

    @property
    def loudest(self) -> float:
        found, self._loudest = self._loudest, 0.0
        return found

    def say(self, clip_path: Path, *, speech_class: SpeechClassName, ref: str, first: bool = False) -> None:
        super().say(clip_path, speech_class=speech_class, ref=ref, first=first)
        self.core.say(Speech(ref, SPEECH_CLASSES[speech_class], first, WORDS))

    def stop_speech(self) -> None:
        super().stop_speech()
        self.core.stop_speech()

    def beat(
        self, rate_bpm: float | None, pattern: Pattern = "continuous", *, breath_gap_s: float = DEFAULT_BREATH_GAP_S
    ) -> None:
        super().beat(rate_bpm, pattern, breath_gap_s=breath_gap_s)
        self.core.beat(None if rate_bpm is None else Beat(rate_bpm, pattern, breath_gap_s))

    def count(self, words: Mapping[str, Path]) -> None:
        super().count(words)
        self.core.count(dict.fromkeys(words, WORDS[: MIXER_RATE_HZ // 3]))

    def chime(self, name: ChimeName) -> None:
        super().chime(name)
        self.core.chime(name)

    def silent(self, on: bool) -> None:
        super().silent(on)
        self.core.set_silent(on)

    def quiet(self, on: bool) -> None:
        super().quiet(on)
        self.core.set_quiet(on)
