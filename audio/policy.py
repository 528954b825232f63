"""Who may speak now: a class cuts only its own or a lower one, the rest wait for a pause or are told why not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from audio.wire import NotSpokenReason

# Desk speech waits this long for a pause, then it is text only.
CHATTER_WAIT_S = 20.0
# A swap cue later than this would contradict the screen.
TIMER_WAIT_S = 8.0
# Prompts come in blocks (drill word, prompt, finding), each asked for when the one before has ended: what waits must
# not slip into the gap only to be cut by the next line of the block.
TIMER_PAUSE_S = 0.4
CHATTER_PAUSE_S = 0.6
# The first prompt of a step gets a moment to be understood before the desk is heard.
CHATTER_PAUSE_AFTER_FIRST_S = 1.5
MAX_WAITING = 16


class SpeechClass(IntEnum):
    CHATTER = 0  # the desk
    TIMER = 1  # timers, the swap
    STEP = 2  # the step, safety


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """One thing to be said. The sound is for the mixer; nothing here looks at it."""

    ref: str
    speech_class: SpeechClass
    first: bool = False
    sound: object = None


@dataclass(frozen=True, slots=True)
class Begin:
    speech: Speech


@dataclass(frozen=True, slots=True)
class Cut:
    speech: Speech


@dataclass(frozen=True, slots=True)
class Refuse:
    speech: Speech
    reason: NotSpokenReason


Decision = Begin | Cut | Refuse


@dataclass(frozen=True, slots=True)
class _Waiting:
    speech: Speech
    until_s: float


class SpeechPolicy:
    """The order of speech. Time comes in as an argument and only ever grows."""

    def __init__(self) -> None:
        self.speaking: Speech | None = None
        self.quiet = False
        self.silent = False
        self._waiting: list[_Waiting] = []
        self._ended_at_s = float("-inf")
        self._ended_first = False

    @property
    def waiting(self) -> tuple[Speech, ...]:
        return tuple(one.speech for one in self._waiting)

    def ask(self, speech: Speech, now_s: float) -> list[Decision]:
        if self.silent and speech.speech_class is not SpeechClass.STEP:
            return [Refuse(speech, "silent")]
        if speech.speech_class is SpeechClass.STEP:
            return self._begin(speech)
        if len(self._waiting) >= MAX_WAITING:
            return [Refuse(speech, "queue_full")]
        wait_s = CHATTER_WAIT_S if speech.speech_class is SpeechClass.CHATTER else TIMER_WAIT_S
        sounding = self.speaking
        if speech.speech_class is SpeechClass.TIMER and sounding and sounding.speech_class <= SpeechClass.TIMER:
            return self._begin(speech)
        self._waiting.append(_Waiting(speech, now_s + wait_s))
        return self.tick(now_s)

    def tick(self, now_s: float) -> list[Decision]:
        """What time alone brings: a pause lets one of those who wait speak, a limit passes."""
        decisions: list[Decision] = []
        # The higher class first, then whoever waits longest; sorting keeps the order within a class.
        for one in sorted(self._waiting, key=lambda one: -one.speech.speech_class):
            if self._may_begin(one.speech, now_s):
                self._waiting.remove(one)
                decisions += self._begin(one.speech)
                break
        for one in list(self._waiting):
            if now_s >= one.until_s:
                self._waiting.remove(one)
                decisions.append(Refuse(one.speech, "busy"))
        return decisions

    def ended(self, now_s: float) -> None:
        """The one who was speaking has finished or was cut off by the mixer."""
        if self.speaking is not None:
            self._ended_at_s = now_s
            self._ended_first = self.speaking.first
            self.speaking = None

    def stop(self, now_s: float, reason: NotSpokenReason = "stopped") -> list[Decision]:
        """Nobody speaks and nobody waits any more."""
        decisions = self._cut()
        self.ended(now_s)
        decisions += [Refuse(one.speech, reason) for one in self._waiting]
        self._waiting.clear()
        return decisions

    def set_quiet(self, on: bool, now_s: float) -> list[Decision]:
        """While the AED talks only a step may; what lesser speech is sounding ends."""
        self.quiet = on
        if on and self.speaking is not None and self.speaking.speech_class is not SpeechClass.STEP:
            decisions = self._cut()
            self.ended(now_s)
            return decisions
        return []

    def set_silent(self, on: bool, now_s: float) -> list[Decision]:
        """In silence a step's prompt runs on unheard so that what waits for its end goes on; the rest is refused."""
        self.silent = on
        if not on:
            return []
        decisions: list[Decision] = [Refuse(one.speech, "silent") for one in self._waiting]
        self._waiting.clear()
        if self.speaking is not None and self.speaking.speech_class is not SpeechClass.STEP:
            decisions += self._cut()
            self.ended(now_s)
        return decisions

    def _may_begin(self, speech: Speech, now_s: float) -> bool:
        """Of those who wait nobody cuts anybody of the same class: the second sentence waits for the first."""
        if self.quiet:
            return False
        paused_s = now_s - self._ended_at_s
        if speech.speech_class is SpeechClass.TIMER:
            free = self.speaking is None and paused_s >= TIMER_PAUSE_S
            return free or (self.speaking is not None and self.speaking.speech_class < SpeechClass.TIMER)
        pause_s = CHATTER_PAUSE_AFTER_FIRST_S if self._ended_first else CHATTER_PAUSE_S
        return self.speaking is None and paused_s >= pause_s

    def _cut(self) -> list[Decision]:
        return [] if self.speaking is None else [Cut(self.speaking)]

    def _begin(self, speech: Speech) -> list[Decision]:
        decisions = self._cut()
        self.speaking = speech
        decisions.append(Begin(speech))
        return decisions
