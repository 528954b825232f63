"""The kiosk's hand on the mixer: it never waits, and it never lets the sound stay away."""

from __future__ import annotations

import logging
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from audio.beat import DEFAULT_BREATH_GAP_S, Beat, Pattern
from audio.wire import (
    NO_DEVICE,
    Alive,
    Chime,
    ChimeName,
    Clicked,
    Command,
    DeviceChanged,
    Ended,
    Event,
    MixerDied,
    NotSpoken,
    NotSpokenReason,
    Preload,
    ProfileName,
    Say,
    SetBeat,
    SetCount,
    SetProfile,
    SetQuiet,
    SetSilent,
    SetVolume,
    SpeechClassName,
    StopSpeech,
    Told,
    decode_told,
    encode,
)

log = logging.getLogger(__name__)

DEFAULT_BUFFER_MS = 120
# A mixer that mixes nothing for this long is taken for hung. Longer than miniaudio needs to open a slow device.
HUNG_AFTER_S = 6.0
LOOK_EVERY_S = 0.5
# A mixer that dies within this time did not stand: the next ones come more slowly, so as not to eat the kiosk's CPU.
STOOD_AFTER_S = 2.0
BACKOFF_S = (0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 1.0, 2.0)
MAX_PRELOADED = 1_000
PATHS_A_LINE = 10  # the mixer reads no line longer than 64 KiB
MAX_UNSENT_BYTES = 1 << 18
READ_BYTES = 65_536
PROJECT_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class PlayerState:
    """What sounds or would sound. `device` is "none" while nothing can be heard: the screen must say so."""

    running: bool = False
    device: str = NO_DEVICE
    beat: Beat | None = None
    silent: bool = False
    quiet: bool = False
    volume: float = 1.0
    profile: ProfileName = "normal"
    deaths: int = 0


@dataclass(slots=True)
class _Asked:
    """Speech without an end yet; after a death of the mixer it is asked for once more, unless it was stopped."""

    say: Say
    lost: NotSpokenReason | None = None  # what to report if the mixer dies now


class Player:
    """Every `say` is answered by exactly one Ended or NotSpoken, whatever happens to the mixer.

    All methods return at once and may be called from one thread, the kiosk's. Events come through `post`.
    After a death of the mixer a clip that was sounding begins anew, so a ref can be Started twice.
    """

    def __init__(
        self,
        *,
        post: Callable[[Callable[[], None]], None],
        on_event: Callable[[Event], None],
        record: Path | None = None,
        device: Literal["auto", "none"] = "auto",
        buffer_ms: int = DEFAULT_BUFFER_MS,
        backends: tuple[str, ...] = (),
        hung_after_s: float = HUNG_AFTER_S,
    ) -> None:
        self._post = post
        self._on_event = on_event
        self._record = record
        self._device = device
        self._buffer_ms = buffer_ms
        self._backends = backends
        self._hung_after_s = hung_after_s
        self._lock = threading.Lock()
        self._state = PlayerState()
        self._asked: dict[str, _Asked] = {}
        self._preloaded: dict[str, None] = {}
        self._count: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._unsent = bytearray()
        self._closing = threading.Event()
        self._wake_fd = -1
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> PlayerState:
        return self._state

    @property
    def mixer_pid(self) -> int | None:
        process = self._process
        return None if process is None else process.pid

    def start(self) -> None:
        assert self._thread is None, "a player is started once"
        self._wake_fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        # This one thread starts every mixer and lives as long as the kiosk: the kernel's parent-death signal
        # goes by the thread that forked, so a mixer started from a passing thread would die with that thread.
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)
        self._thread.start()

    def close(self) -> None:
        with self._lock:
            self._closing.set()
            if self._process is not None:
                self._process.kill()
        if self._thread is not None:
            os.eventfd_write(self._wake_fd, 1)
            self._thread.join()
            os.close(self._wake_fd)
            self._thread = None

    # --- what may be asked ---

    def say(self, clip_path: Path, *, speech_class: SpeechClassName, ref: str, first: bool = False) -> None:
        say = Say(str(clip_path.absolute()), speech_class, ref, first)
        with self._lock:
            self._asked[ref] = _Asked(say)
            self._send(say)

    def stop_speech(self) -> None:
        with self._lock:
            for asked in self._asked.values():
                asked.lost = "stopped"
            lost = [] if self._state.running else self._take_lost()
            self._send(StopSpeech())
        self._tell_all(lost)

    def beat(
        self,
        rate_bpm: float | None,
        pattern: Pattern = "continuous",
        *,
        breath_gap_s: float = DEFAULT_BREATH_GAP_S,
    ) -> None:
        """The same beat again changes nothing. A rate outside 100 to 120 is a programmer's error."""
        beat = None if rate_bpm is None else Beat(rate_bpm, pattern, breath_gap_s)
        with self._lock:
            self._state = replace(self._state, beat=beat)
            self._send(SetBeat(rate_bpm, pattern, breath_gap_s))

    def count(self, words: Mapping[str, Path]) -> None:
        """What is said on the presses of "thirty and two", by the names in `audio.counting.NAMES`."""
        with self._lock:
            self._count = {name: str(path.absolute()) for name, path in words.items()}
            self._send(SetCount(self._count))

    def chime(self, name: ChimeName) -> None:
        with self._lock:
            self._send(Chime(name))

    def silent(self, on: bool) -> None:
        with self._lock:
            self._state = replace(self._state, silent=on)
            self._send(SetSilent(on))

    def quiet(self, on: bool) -> None:
        with self._lock:
            self._state = replace(self._state, quiet=on)
            self._send(SetQuiet(on))

    def volume(self, level: float) -> None:
        with self._lock:
            self._state = replace(self._state, volume=min(1.0, max(0.0, level)))
            self._send(SetVolume(self._state.volume))

    def profile(self, name: ProfileName) -> None:
        """How speech is shaped, from the next `say` on."""
        with self._lock:
            self._state = replace(self._state, profile=name)
            self._send(SetProfile(name))

    def preload(self, paths: list[Path]) -> None:
        """Clips named here begin without the few milliseconds of decoding; the cache keeps the ones used last."""
        with self._lock:
            names = [str(path.absolute()) for path in paths]
            for name in names:
                self._preloaded.pop(name, None)
                self._preloaded[name] = None
            while len(self._preloaded) > MAX_PRELOADED:
                del self._preloaded[next(iter(self._preloaded))]
            self._send_preload(names)

    # --- the line to the mixer; the lock is held ---

    def _send_preload(self, names: list[str]) -> None:
        for at in range(0, len(names), PATHS_A_LINE):
            self._send(Preload(tuple(names[at : at + PATHS_A_LINE])))

    def _send(self, command: Command) -> None:
        if self._process is None or not self._state.running:
            return  # the next mixer is told everything that still matters
        if len(self._unsent) > MAX_UNSENT_BYTES:
            log.warning("the mixer does not listen: it is replaced")
            self._process.kill()
            self._state = replace(self._state, running=False)
            return
        self._unsent += encode(command) + b"\n"
        self._flush()

    def _flush(self) -> None:
        assert self._process is not None and self._process.stdin is not None
        while self._unsent:
            try:
                sent = os.write(self._process.stdin.fileno(), self._unsent)
            except BlockingIOError:
                os.eventfd_write(self._wake_fd, 1)  # the player's thread waits for room in the pipe
                return
            except OSError:
                self._unsent.clear()  # it has died; its end is noticed by the player's thread
                return
            del self._unsent[:sent]

    # --- the player's own thread ---

    def _run(self) -> None:
        failures = 0
        first = True
        while not self._closing.is_set():
            began_s = time.monotonic()
            process = self._spawn(append=not first)
            first = False
            if process is not None:
                self._serve(process)
            self._bury(process)
            if self._closing.is_set():
                return
            failures = 0 if time.monotonic() - began_s > STOOD_AFTER_S else failures + 1
            self._closing.wait(BACKOFF_S[min(failures, len(BACKOFF_S) - 1)])

    def _spawn(self, *, append: bool) -> subprocess.Popen[bytes] | None:
        command = [sys.executable, "-m", "audio.mixer_process", "--device", self._device]
        command += ["--buffer-ms", str(self._buffer_ms), "--parent", str(os.getpid())]
        if self._backends:
            command += ["--backends", ",".join(self._backends)]
        if self._record is not None:
            command += ["--record", str(self._record.absolute())] + (["--record-append"] if append else [])
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT_ROOT, bufsize=0
            )
        except OSError as error:
            log.error("the mixer cannot be started: %s", error)
            return None
        assert process.stdin is not None and process.stdout is not None
        os.set_blocking(process.stdin.fileno(), False)
        os.set_blocking(process.stdout.fileno(), False)
        with self._lock:
            if self._closing.is_set():
                process.kill()
            self._process = process
            self._unsent.clear()
            state = self._state = replace(self._state, running=True)
            # Silence first: a restart must not let one sample out of a silent incident.
            self._send(SetSilent(state.silent))
            self._send(SetQuiet(state.quiet))
            self._send(SetVolume(state.volume))
            self._send(SetProfile(state.profile))
            if state.beat is not None:
                self._send(SetBeat(state.beat.rate_bpm, state.beat.pattern, state.beat.breath_gap_s))
            for asked in self._asked.values():
                self._send(asked.say)
            if self._count:
                self._send(SetCount(self._count))
            self._send_preload(list(self._preloaded))
        return process

    def _serve(self, process: subprocess.Popen[bytes]) -> None:
        """Until the mixer's end of the pipe is closed, which its death does, however it dies."""
        assert process.stdin is not None and process.stdout is not None
        tail = b""
        samples, moved_s = -1, time.monotonic()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(self._wake_fd, selectors.EVENT_READ)
            while True:
                with self._lock:
                    unsent = bool(self._unsent)
                if unsent and process.stdin.fileno() not in selector.get_map():
                    selector.register(process.stdin, selectors.EVENT_WRITE)
                elif not unsent and process.stdin.fileno() in selector.get_map():
                    selector.unregister(process.stdin)
                for key, _ in selector.select(LOOK_EVERY_S):
                    if key.fd == self._wake_fd:
                        os.eventfd_read(self._wake_fd)
                    elif key.fd == process.stdin.fileno():
                        with self._lock:
                            self._flush()
                    else:
                        content = os.read(process.stdout.fileno(), READ_BYTES)
                        if not content:
                            return
                        *lines, tail = (tail + content).split(b"\n")
                        for line in lines:
                            told = self._understand(line)
                            if isinstance(told, Clicked) or (isinstance(told, Alive) and told.samples != samples):
                                moved_s = time.monotonic()
                            if isinstance(told, Alive):
                                samples = told.samples
                if self._closing.is_set():
                    return
                if time.monotonic() - moved_s > self._hung_after_s:
                    log.warning("the mixer mixes nothing any more: it is replaced")
                    process.kill()
                    moved_s = time.monotonic()

    def _bury(self, process: subprocess.Popen[bytes] | None) -> None:
        """Gone for certain before another is started: there are never two beats."""
        if process is not None:
            process.kill()
            process.wait()
        closing = self._closing.is_set()
        with self._lock:
            self._process = None
            self._unsent.clear()
            deaths = self._state.deaths + (not closing)
            self._state = replace(self._state, running=False, device=NO_DEVICE, deaths=deaths)
            if closing:
                for asked in self._asked.values():
                    asked.lost = asked.lost or "mixer_died"
            lost = self._take_lost()
            for asked in self._asked.values():
                asked.lost = "mixer_died"  # only once more: it may be what the mixer dies of
        if process is not None:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.close()
            process.stdout.close()
        if not closing:
            log.warning("the mixer died (%s), death %d", None if process is None else process.returncode, deaths)
            self._tell(MixerDied(deaths))
        self._tell_all(lost)

    def _take_lost(self) -> list[NotSpoken]:
        lost = [NotSpoken(ref, asked.lost) for ref, asked in self._asked.items() if asked.lost is not None]
        for event in lost:
            del self._asked[event.ref]
        return lost

    def _understand(self, line: bytes) -> Told | None:
        try:
            told: Told = decode_told(line)
        except msgspec.MsgspecError as error:
            log.warning("the mixer said %r: %s", line[:200], error)
            return None
        if isinstance(told, Alive):
            return told
        with self._lock:
            if isinstance(told, Ended | NotSpoken):
                self._asked.pop(told.ref, None)
            elif isinstance(told, DeviceChanged):
                self._state = replace(self._state, device=told.state)
        self._tell(told)
        return told

    def _tell_all(self, events: list[NotSpoken]) -> None:
        for event in events:
            self._tell(event)

    def _tell(self, event: Event) -> None:
        self._post(lambda: self._on_event(event))
