"""The mixer as a process of its own: commands come in, events go out, and it dies with whoever started it."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import queue
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from audio.beat import Beat
from audio.core import Core, CueGiven, VoiceEnded, VoiceRefused, VoiceStarted
from audio.decode import MIXER_RATE_HZ, Samples, Undecodable, load_clip
from audio.device import BACKENDS, Output
from audio.lifeline import die_with_parent
from audio.policy import Speech, SpeechClass
from audio.recording import Recording
from audio.wire import (
    NO_DEVICE,
    Alive,
    Chime,
    Clicked,
    Command,
    Counters,
    DeviceChanged,
    Ended,
    NotSpoken,
    Preload,
    ProfileName,
    Say,
    SetBeat,
    SetCount,
    SetProfile,
    SetQuiet,
    SetSilent,
    SetVolume,
    Started,
    StopSpeech,
    Told,
    decode_command,
    encode,
)

log = logging.getLogger(__name__)

REALTIME_PRIORITY = 10
NICE = -10
ALIVE_EVERY_S = 0.5
PRELOAD_PAUSE_S = 0.02
COUNTERS_EVERY_S = 5.0
# 40 MB, three and a half minutes of speech: a protocol in one language and one profile.
CACHE_SAMPLES = 10_000_000
MAX_LINE_BYTES = 65_536
SPEECH_CLASSES = {"step": SpeechClass.STEP, "timer": SpeechClass.TIMER, "chatter": SpeechClass.CHATTER}


class ClipCache:
    """The clips used last, ready to sound."""

    def __init__(self, limit_samples: int = CACHE_SAMPLES) -> None:
        self._limit = limit_samples
        self._held = 0
        self._lock = threading.Lock()
        self._clips: OrderedDict[tuple[str, int, ProfileName], Samples] = OrderedDict()

    def __len__(self) -> int:
        return len(self._clips)

    def get(self, path: Path, profile: ProfileName = "normal") -> Samples | Undecodable:
        try:
            key = (str(path), path.stat().st_mtime_ns, profile)  # live speech may write a file anew under its old name
        except (OSError, ValueError) as error:
            return Undecodable(str(error))
        with self._lock:
            if key in self._clips:
                self._clips.move_to_end(key)
                return self._clips[key]
        try:
            samples = load_clip(path, profile)
        except Exception as error:  # one clip must not take the beat away, nor again each time it is asked for
            log.exception("clip %s", path)
            return Undecodable(str(error))
        if isinstance(samples, Undecodable):
            return samples
        with self._lock:
            if key not in self._clips:
                self._clips[key] = samples
                self._held += len(samples)
            while self._held > self._limit and len(self._clips) > 1:
                self._held -= len(self._clips.popitem(last=False)[1])
        return samples

    def preload(self, wanted: queue.SimpleQueue[Path], profile: Callable[[], ProfileName]) -> None:
        """Never returns; apart from the commands, so that no prompt waits behind a list of others, and with pauses."""
        while True:
            self.get(wanted.get(), profile())
            time.sleep(PRELOAD_PAUSE_S)


class Mixer:
    """Joins the core to the outside: whoever owns the sound renders, the reader of commands only leaves notes."""

    def __init__(self, tell: Callable[[Told], None], recording: Recording | None, priority: str) -> None:
        self._core = Core()
        self._inbox: deque[Callable[[], None]] = deque()
        self._tell = tell
        self._recording = recording
        self._priority = priority
        self._cache = ClipCache()
        self._wanted: queue.SimpleQueue[Path] = queue.SimpleQueue()
        self._device = NO_DEVICE
        self._count_asked = 0
        self._profile: ProfileName = "normal"
        self.output: Output | None = None

    # --- the thread that reads the commands ---

    def obey(self, command: Command) -> None:
        core = self._core
        match command:
            case Say(path, speech_class, ref, first):
                sound = self._cache.get(Path(path), self._profile)
                speech = Speech(ref, SPEECH_CLASSES[speech_class], first, sound)
                if isinstance(sound, Undecodable):
                    log.warning("clip %s: %s", path, sound.reason)
                    self._inbox.append(lambda: core.refuse(speech, "unreadable"))
                else:
                    self._inbox.append(lambda: core.say(speech))
            case StopSpeech():
                self._inbox.append(core.stop_speech)
            case SetBeat(rate_bpm, pattern, breath_gap_s):
                beat = None if rate_bpm is None else Beat(rate_bpm, pattern, breath_gap_s)
                self._inbox.append(lambda: core.beat(beat))
            case SetCount(paths):
                self._count_asked += 1  # decoded apart from the commands, so that no prompt waits behind fifteen words
                turn = self._count_asked
                threading.Thread(target=self._load_count, args=(paths, turn), name="count", daemon=True).start()
            case Chime(name):
                self._inbox.append(lambda: core.chime(name))
            case SetSilent(on):
                self._inbox.append(lambda: core.set_silent(on))
            case SetQuiet(on):
                self._inbox.append(lambda: core.set_quiet(on))
            case SetVolume(level):
                self._inbox.append(lambda: core.set_volume(level))
            case SetProfile(profile):
                self._profile = profile
                self._inbox.append(lambda: core.set_loud(profile == "loud"))
            case Preload(paths):
                for path in paths:
                    self._wanted.put(Path(path))

    def _load_count(self, paths: dict[str, str], turn: int) -> None:
        words = {}
        for name, path in paths.items():
            samples = self._cache.get(Path(path))
            if isinstance(samples, Undecodable):
                log.warning("count %s: %s", path, samples.reason)
            else:
                words[name] = samples
        core = self._core
        if turn == self._count_asked:  # not asked for in another language meanwhile
            self._inbox.append(lambda: core.count(words))

    def preload(self) -> None:
        self._cache.preload(self._wanted, lambda: self._profile)

    # --- the thread that owns the sound ---

    def render(self, frames: int, device: str, heard_ns: int) -> bytes:
        while self._inbox:
            self._inbox.popleft()()
        first = self._core.sample
        samples = self._core.render(frames)
        block: bytes = np.rint(samples * 32767.0).astype("<i2").tobytes()
        if self._recording is not None:
            self._recording.add(block, device, heard_ns)
        for note in self._core.take_notes():
            self._tell(_told(note, device, heard_ns, first))
        return block

    def on_state(self, state: str) -> None:
        self._device = state
        self._tell(DeviceChanged(state))

    # --- any thread: reading these numbers a block late is fine ---

    def alive(self) -> Alive:
        return Alive(self._core.sample)

    def counters(self) -> Counters:
        assert self.output is not None
        delays = self.output.delays
        return Counters(
            samples=self._core.sample,
            clicks=self._core.clicks,
            late_callbacks=delays.late_callbacks,
            longest_gap_ms=round(delays.longest_gap_ms, 1),
            device_losses=delays.device_losses,
            clips_cached=len(self._cache),
            priority=self._priority,
            latency_ms=0.0 if self._device == NO_DEVICE else self.output.latency_ms,
        )


def _told(note: VoiceStarted | VoiceEnded | VoiceRefused | CueGiven, device: str, heard_ns: int, first: int) -> Told:
    def at_ns(sample: int) -> int:
        return heard_ns + (sample - first) * 1_000_000_000 // MIXER_RATE_HZ

    match note:
        case VoiceStarted(ref, sample, audible):
            return Started(ref, at_ns(sample), sample, audible and device != NO_DEVICE)
        case VoiceEnded(ref, completed, audible):
            return Ended(ref, completed, audible and device != NO_DEVICE)
        case VoiceRefused(ref, reason):
            return NotSpoken(ref, reason)
        case CueGiven(kind, number, sample):
            return Clicked(kind, number, at_ns(sample))


def raise_priority() -> str:
    """Real time where it is allowed, else nicer than the screen, else as it comes."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(REALTIME_PRIORITY))
        return "realtime"
    except OSError:
        pass
    try:
        os.nice(NICE)
        return "nice"
    except OSError:
        return "normal"


def read_commands(mixer: Mixer) -> None:
    """Until the pipe ends. A line that means nothing is passed over: the next one may stop a beat."""
    while line := sys.stdin.buffer.readline(MAX_LINE_BYTES):
        try:
            mixer.obey(decode_command(line))
        except (msgspec.MsgspecError, ValueError) as error:
            log.warning("a command is passed over: %s", error)


def write_events(told: queue.SimpleQueue[Told], mixer: Mixer, write: Callable[[bytes], None]) -> None:
    """The only writer of the pipe to the kiosk, so that the sound never waits for it."""
    next_counters_s = next_alive_s = 0.0
    last: Counters | None = None
    while True:
        with contextlib.suppress(queue.Empty):
            event: Told = told.get(timeout=ALIVE_EVERY_S)
            write(encode(event) + b"\n")
        # Also between events that come thick and fast: a mixer whose pulse is not heard is taken for hung.
        if (now_s := time.monotonic()) >= next_alive_s:
            next_alive_s = now_s + ALIVE_EVERY_S
            write(encode(mixer.alive()) + b"\n")
        if now_s >= next_counters_s:
            next_counters_s = now_s + COUNTERS_EVERY_S
            counters = mixer.counters()
            if counters != last:
                last = counters
                write(encode(counters) + b"\n")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m audio.mixer_process", description=__doc__)
    parser.add_argument("--device", choices=("auto", "none"), default="auto")
    parser.add_argument("--backends", default=",".join(BACKENDS), help="tried in this order")
    parser.add_argument("--buffer-ms", type=int, default=120)
    parser.add_argument("--record", type=Path, help="WAV file of everything that is played")
    parser.add_argument("--record-append", action="store_true", help="go on with the recording of a mixer that died")
    parser.add_argument("--parent", type=int, default=0, help="process to die with")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="mixer: %(message)s")
    die_with_parent(options.parent)
    priority = raise_priority()
    told: queue.SimpleQueue[Told] = queue.SimpleQueue()
    recording = None
    if options.record is not None:
        try:
            recording = Recording(options.record, append=options.record_append)
        except OSError as error:
            log.warning("no recording: %s", error)
    mixer = Mixer(told.put, recording, priority)
    backends = tuple(options.backends.split(",")) if options.device == "auto" else ()
    mixer.output = Output(mixer.render, mixer.on_state, buffer_ms=options.buffer_ms, backends=backends)

    events = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not look like an event

    def write(line: bytes) -> None:
        try:
            os.write(events, line)  # shorter than PIPE_BUF: never half a line
        except OSError:
            os._exit(0)

    def give_up(failure: threading.ExceptHookArgs) -> None:
        log.error("a thread failed", exc_info=failure.exc_value)
        os._exit(70)  # half a mixer is worse than none: the player starts another

    threading.excepthook = give_up
    threading.Thread(target=mixer.output.run, name="sound", daemon=True).start()
    threading.Thread(target=mixer.preload, name="preload", daemon=True).start()
    threading.Thread(target=write_events, args=(told, mixer, write), name="events", daemon=True).start()
    read_commands(mixer)
    os._exit(0)  # the kiosk is gone: not one more block, no tidying that could hang


if __name__ == "__main__":
    main(sys.argv[1:])
