"""The mix: voice, beat, count and chime become one block of samples, and one gate lets all of it through or none.

No device, no clock, no thread: time is the number of samples rendered so far. One thread owns a Core.

Levels, in full scale at volume 1, measured in tests/audio/test_core_levels.py: the press click peaks at 0.6 and is
never turned down; while it sounds (30 ms) the voice under it is turned down by 18 dB, and the click leaves the limiter
at no less than 0.5. In the click's own band (1.0 to 1.7 kHz) every click then stands more than 10 dB above noise shaped
like speech and as loud as the clips (-18 LUFS). Over the shipped clips, vowels and all, the least is 5 dB, 95 in 100
stand above 14 dB, half above 30. Speech without a beat is not touched. Loud sums bend above 0.85, never reach 1.0.
In the loud profile the voice comes 5 to 6 LU louder, so it is turned down by 25 dB under a click, which peaks at 0.8
there: the least is 6 dB, 95 in 100 clicks stand above 12 dB, half above 26.

Channels: the voice (one prompt at a time), the beat, the count of "thirty and two" (a word on its press while no prompt
sounds), chimes and alarms (which wait for the click of a continuous beat that they would cover). The count gives way
to every prompt and, like the voice, to every click.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audio import counting
from audio.beat import Beat, CueKind
from audio.chimes import TONES, chime
from audio.count_sound import fitted, sounding
from audio.decode import MIXER_RATE_HZ, Samples
from audio.metronome import Cue, Metronome, breath_cue, press_click
from audio.policy import Begin, Cut, Decision, Refuse, Speech, SpeechClass, SpeechPolicy
from audio.wire import ChimeName, NotSpokenReason

CUT_FADE_SAMPLES = round(0.005 * MIXER_RATE_HZ)
VOICE_DUCK_UNDER_CLICK_DB = -18.0
LOUD_DUCK_UNDER_CLICK_DB = -25.0  # deeper by all that the loud profile adds to the voice
LOUD_CLICK_GAIN = 4 / 3
DUCK_EDGE_S = 0.003
LIMITER_KNEE = 0.85  # above the -1.5 dB the clips are made to peak at
CEILING = 0.98

Block = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class VoiceStarted:
    ref: str
    sample: int
    audible: bool


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    ref: str
    completed: bool
    audible: bool


@dataclass(frozen=True, slots=True)
class VoiceRefused:
    ref: str
    reason: NotSpokenReason


@dataclass(frozen=True, slots=True)
class CueGiven:
    kind: CueKind
    number: int
    sample: int


Note = VoiceStarted | VoiceEnded | VoiceRefused | CueGiven


@dataclass(slots=True)
class _Voice:
    speech: Speech
    samples: Samples
    lead: int  # samples to wait: a chime asked for before the words is heard before them
    muted: bool
    at: int = 0
    started: bool = False


@dataclass(slots=True)
class _Shot:
    """Something short that plays once and is then forgotten; `duck` is what it leaves of the voice meanwhile."""

    wave: Samples
    duck: Samples | None
    at: int  # negative: begins that many samples into the next block


class Core:
    def __init__(self) -> None:
        self.sample = 0
        self.clicks = 0
        self.silent = False
        self.volume = 1.0
        self._volume_before = 1.0
        self._policy = SpeechPolicy()
        self._voice: _Voice | None = None
        self._tails: list[Samples] = []
        self._metronome: Metronome | None = None
        self._shots: list[_Shot] = []
        self._count: dict[str, Samples] = {}
        self._words: list[_Shot] = []
        self._chime_until = 0
        self._notes: list[Note] = []
        self._chimes = {name: chime(name) for name in TONES}
        self._press, self._breath = press_click(), breath_cue()
        self._press_duck = _duck(len(self._press), VOICE_DUCK_UNDER_CLICK_DB)

    # --- what may be asked; all of it takes effect with the next block ---

    def say(self, speech: Speech) -> None:
        """`speech.sound` holds the samples. Whatever becomes of it, exactly one end or refusal is noted."""
        self._obey(self._policy.ask(speech, self._now_s))

    def refuse(self, speech: Speech, reason: NotSpokenReason) -> None:
        """The sound cannot be had; a step's prompt still ends the one of the step before, which is no longer true."""
        if speech.speech_class is SpeechClass.STEP and self._policy.speaking is not None:
            self._cut_voice()
            self._policy.ended(self._now_s)
        self._notes.append(VoiceRefused(speech.ref, reason))

    def stop_speech(self) -> None:
        self._obey(self._policy.stop(self._now_s))

    def beat(self, beat: Beat | None) -> None:
        """The same beat again changes nothing; another rate keeps the next press where it was."""
        if beat is None or beat.pattern != "30:2":
            self._cut_words()
        if beat is None:
            self._metronome = None
        elif self._metronome is None:
            self._metronome = Metronome(beat, self.sample)
        elif self._metronome.beat != beat:
            self._metronome = self._metronome.changed_to(beat)

    def count(self, words: Mapping[str, Samples]) -> None:
        """The words of the count in the language now spoken, by the names in `counting.NAMES`; none: it is clicked."""
        self._cut_words()
        self._count = {name: sounding(samples) for name, samples in words.items()}

    def chime(self, name: ChimeName) -> None:
        """At once, or after the next click where it would sound over that: chimes fit between two pushes."""
        if self.silent or (self._policy.quiet and name != "drill"):
            return
        wave = self._chimes[name]
        begin = self.sample
        if self._metronome is not None and self._metronome.beat.pattern == "continuous":
            click = round(self._metronome.next_cue_sample())
            if begin + len(wave) > click:
                begin = click + len(self._press)
        self._shots.append(_Shot(wave, None, self.sample - begin))
        self._chime_until = max(self._chime_until, begin + len(wave))

    def set_silent(self, on: bool) -> None:
        self.silent = on
        self._obey(self._policy.set_silent(on, self._now_s))
        if on:
            # What sounded when silence fell stays unheard to its end: half a sentence must not burst out later.
            self._shots.clear()
            self._tails.clear()
            self._words.clear()
            self._chime_until = self.sample
            if self._voice is not None:
                self._voice.muted = True

    def set_quiet(self, on: bool) -> None:
        self._obey(self._policy.set_quiet(on, self._now_s))

    def set_volume(self, level: float) -> None:
        self.volume = min(1.0, max(0.0, level))
        if self._still:
            self._volume_before = self.volume  # nothing sounds that could tick, so nothing is heard at the old volume

    def set_loud(self, on: bool) -> None:
        """The beat of a loud hall: speech comes louder there, so the click does, and more of the voice gives way."""
        self._press = press_click() * np.float32(LOUD_CLICK_GAIN if on else 1.0)
        self._press_duck = _duck(len(self._press), LOUD_DUCK_UNDER_CLICK_DB if on else VOICE_DUCK_UNDER_CLICK_DB)

    def take_notes(self) -> list[Note]:
        notes, self._notes = self._notes, []
        return notes

    # --- the mix ---

    def render(self, frames: int) -> Block:
        self._obey(self._policy.tick(self._now_s))
        if self._still and self._metronome is None:  # so it is nearly all day: a block of nothing is cheap
            self.sample, self._volume_before = self.sample + frames, self.volume
            return np.zeros((frames, 2), np.float32)
        self._give_cues(frames)
        voice = self._render_voice(frames) + self._render_words(frames)
        rest, duck = self._render_shots(frames)
        mix = _limited(voice * duck + rest)
        if self.volume != self._volume_before:
            mix *= np.linspace(self._volume_before, self.volume, frames, dtype=np.float32)
            self._volume_before = self.volume
        else:
            mix *= np.float32(self.volume)
        self.sample += frames
        block = np.empty((frames, 2), np.float32)
        block[:] = mix[:, np.newaxis]
        if self.silent:  # THE gate: nothing is added to a block after this line
            block[:] = 0.0
        return block

    @property
    def _still(self) -> bool:
        return not (self._voice or self._shots or self._tails or self._words)

    @property
    def _now_s(self) -> float:
        return self.sample / MIXER_RATE_HZ

    def _heard(self, voice: _Voice) -> bool:
        return self.volume > 0.0 and not voice.muted

    def _give_cues(self, frames: int) -> None:
        if self._metronome is None:
            return
        for cue in self._metronome.cues_before(self.sample + frames):
            press = cue.kind == "press"
            self._shots.append(
                _Shot(
                    self._press if press else self._breath,
                    self._press_duck if press else None,
                    self.sample - cue.sample,
                )
            )
            self.clicks += press
            self._notes.append(CueGiven(cue.kind, cue.number, cue.sample))
            if self._metronome.beat.pattern == "30:2":
                self._say_word(self._metronome.beat, cue)

    def _say_word(self, beat: Beat, cue: Cue) -> None:
        """Nothing is counted while a prompt speaks: the numbers come back with the next one that has a word."""
        word = self._count.get(counting.word_of(cue.kind, cue.number) or "")
        if word is None or self._voice is not None or self.silent:
            return
        begin = cue.sample - self.sample + round(counting.AFTER_CLICK_S * MIXER_RATE_HZ)
        self._words.append(_Shot(fitted(word, counting.room_s(beat, cue.kind, cue.number)), None, -begin))

    def _render_words(self, frames: int) -> Samples:
        mix = np.zeros(frames, np.float32)
        for word in self._words:
            _mixed_in(mix, word)
        self._words = [word for word in self._words if word.at < len(word.wave)]
        return mix

    def _render_voice(self, frames: int) -> Samples:
        mix = np.zeros(frames, np.float32)
        for tail in self._tails:
            mix[: len(tail)] += tail[:frames]
        self._tails = [tail[frames:] for tail in self._tails if len(tail) > frames]
        voice = self._voice
        if voice is None:
            return mix
        wait = min(voice.lead, frames)
        voice.lead -= wait
        if wait == frames:
            return mix
        if not voice.started:
            voice.started = True
            self._notes.append(VoiceStarted(voice.speech.ref, self.sample + wait, self._heard(voice)))
        count = min(frames - wait, len(voice.samples) - voice.at)
        if not voice.muted:
            mix[wait : wait + count] += voice.samples[voice.at : voice.at + count]
        voice.at += count
        if voice.at >= len(voice.samples):
            self._notes.append(VoiceEnded(voice.speech.ref, True, self._heard(voice)))
            self._voice = None
            self._policy.ended(self._now_s + (wait + count) / MIXER_RATE_HZ)
        return mix

    def _render_shots(self, frames: int) -> tuple[Samples, Samples]:
        mix, duck = np.zeros(frames, np.float32), np.ones(frames, np.float32)
        for shot in self._shots:
            begin, at, count = _mixed_in(mix, shot)
            if shot.duck is not None:
                duck[begin : begin + count] *= shot.duck[at : at + count]
        self._shots = [shot for shot in self._shots if shot.at < len(shot.wave)]
        return mix, duck

    # --- speech ---

    def _obey(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            match decision:
                case Begin(speech):
                    samples = speech.sound
                    assert isinstance(samples, np.ndarray), "a speech reaches the core with its samples"
                    self._cut_words()
                    lead = max(0, self._chime_until - self.sample)
                    self._voice = _Voice(speech, samples, lead, muted=self.silent)
                case Cut():
                    self._cut_voice()
                case Refuse(speech, reason):
                    self._notes.append(VoiceRefused(speech.ref, reason))

    def _cut_words(self) -> None:
        for word in self._words:
            if word.at > 0 and not self.silent:
                rest = word.wave[word.at : word.at + CUT_FADE_SAMPLES]
                self._tails.append(rest * np.linspace(1.0, 0.0, len(rest), dtype=np.float32))
        self._words.clear()

    def _cut_voice(self) -> None:
        voice = self._voice
        if voice is None:
            return
        rest = voice.samples[voice.at : voice.at + CUT_FADE_SAMPLES]
        if voice.started and not voice.muted and not self.silent:
            self._tails.append(rest * np.linspace(1.0, 0.0, len(rest), dtype=np.float32))
        heard = voice.started and self._heard(voice)
        self._notes.append(VoiceEnded(voice.speech.ref, False, heard))
        self._voice = None


def _mixed_in(mix: Samples, shot: _Shot) -> tuple[int, int, int]:
    """Add what of the shot falls into this block: where in the block, where in the shot, how many samples."""
    begin, at = max(0, -shot.at), max(0, shot.at)
    count = min(len(mix) - begin, len(shot.wave) - at)
    if count <= 0:  # it begins in a later block
        shot.at += len(mix)
        return 0, 0, 0
    mix[begin : begin + count] += shot.wave[at : at + count]
    shot.at = at + count
    return begin, at, count


def _duck(count: int, depth_db: float) -> Samples:
    """What is left of the voice under a click: quickly down as it strikes, up again as it dies away."""
    floor = 10 ** (depth_db / 20)
    edge = round(DUCK_EDGE_S * MIXER_RATE_HZ)
    gain = np.full(count, floor, np.float32)
    gain[: edge // 3] = np.linspace(1.0, floor, edge // 3, dtype=np.float32)
    gain[-2 * edge :] = np.linspace(floor, 1.0, 2 * edge, dtype=np.float32)
    return gain


def _limited(mix: Samples) -> Samples:
    """Straight up to the knee, then bent so that it approaches the ceiling; no memory, so no pumping."""
    size = np.abs(mix)
    if float(size.max(initial=0.0)) <= LIMITER_KNEE:
        return mix
    room = CEILING - LIMITER_KNEE
    bent = LIMITER_KNEE + room * np.tanh((size - LIMITER_KNEE) / room)
    limited: Samples = np.where(size <= LIMITER_KNEE, mix, np.sign(mix) * bent).astype(np.float32)
    return limited
