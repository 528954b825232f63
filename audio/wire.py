"""What the kiosk and the mixer process say to each other, one JSON line each."""

from __future__ import annotations

from typing import Literal

import msgspec

from audio.beat import DEFAULT_BREATH_GAP_S, CueKind, Pattern

SpeechClassName = Literal["step", "timer", "chatter"]
ChimeName = Literal["drill", "message", "warning"]
NotSpokenReason = Literal["busy", "silent", "stopped", "queue_full", "unreadable", "mixer_died"]
ProfileName = Literal["normal", "elderly", "loud"]
NO_DEVICE = "none"


class _Line(msgspec.Struct, frozen=True, tag_field="is", tag=str.lower):
    pass


# --- commands: the kiosk wants ---


class Say(_Line, frozen=True):
    path: str
    speech_class: SpeechClassName
    ref: str
    first: bool = False


class StopSpeech(_Line, frozen=True):
    pass


class SetBeat(_Line, frozen=True):
    rate_bpm: float | None
    pattern: Pattern = "continuous"
    breath_gap_s: float = DEFAULT_BREATH_GAP_S


class SetCount(_Line, frozen=True):
    """The words of the count by their names in `audio.counting`; empty: the count is clicked only."""

    paths: dict[str, str]


class Chime(_Line, frozen=True):
    name: ChimeName


class SetSilent(_Line, frozen=True):
    on: bool


class SetQuiet(_Line, frozen=True):
    on: bool


class SetVolume(_Line, frozen=True):
    level: float


class SetProfile(_Line, frozen=True):
    """How speech is shaped from the next clip on; what already sounds goes on as it is."""

    name: ProfileName


class Preload(_Line, frozen=True):
    paths: tuple[str, ...]


Command = Say | StopSpeech | SetBeat | SetCount | Chime | SetSilent | SetQuiet | SetVolume | SetProfile | Preload


# --- events: the mixer tells ---


class Started(_Line, frozen=True):
    """The first sample of a clip is heard at this moment (a reckoning that includes the device's buffer)."""

    ref: str
    monotonic_ns: int
    sample: int = 0
    audible: bool = True  # false in silence, at volume 0, and without a device


class Ended(_Line, frozen=True):
    ref: str
    completed: bool
    audible: bool = True


class NotSpoken(_Line, frozen=True):
    ref: str
    reason: NotSpokenReason


class Clicked(_Line, frozen=True):
    """One cue of the beat, told before it is heard so that the screen can pulse with it."""

    kind: CueKind
    number: int
    monotonic_ns: int


class DeviceChanged(_Line, frozen=True):
    """The device that plays, or "none": then nothing is heard and the screen must say so."""

    state: str


class Counters(_Line, frozen=True):
    samples: int
    clicks: int
    late_callbacks: int
    longest_gap_ms: float
    device_losses: int
    clips_cached: int
    priority: str
    latency_ms: float  # reckoned: from a request of the device to its first sample heard; 0 without a device


class Alive(_Line, frozen=True):
    """The mixer's pulse: it stops when no sample is being mixed."""

    samples: int


class MixerDied(_Line, frozen=True):
    """Told by the player: the mixer process is gone and another is being started."""

    deaths: int


Event = Started | Ended | NotSpoken | Clicked | DeviceChanged | Counters | MixerDied
Told = Started | Ended | NotSpoken | Clicked | DeviceChanged | Counters | Alive

encode = msgspec.json.Encoder().encode
decode_command = msgspec.json.Decoder(Command).decode
decode_told = msgspec.json.Decoder(Told).decode
