"""One thread keeps the sound going: on a device while there is one, on a silent clock while there is none."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

import miniaudio

from audio.decode import MIXER_RATE_HZ
from audio.wire import NO_DEVICE

log = logging.getLogger(__name__)

BACKENDS = ("PULSEAUDIO", "ALSA")
RETRY_S = 2.0
# miniaudio's own stop callback is not dependable with PulseAudio: a device that asks for no samples is gone.
WATCHDOG_S = 0.75
# A null sink's first request was seen to take 1.6 s.
STARTUP_GRACE_S = 3.0
# From a request to the moment its first sample is heard, as a part of the buffer. Measured on the monitor of a
# PulseAudio sink: 80 ms with a buffer of 120, 45 with 60, steady to a tenth of a millisecond.
HEARD_AFTER = 0.7
SILENT_TICK_S = 0.04  # as often as a device asks
SILENT_BLOCK_FRAMES = MIXER_RATE_HZ // 50
MAX_CATCH_UP_FRAMES = 5 * MIXER_RATE_HZ


class _Device(Protocol):
    def start(self, requests: Generator[bytes, int, None], /) -> None: ...

    def close(self) -> None: ...


# (frames, device or "none", monotonic ns at which the first of them is heard) -> interleaved signed 16-bit stereo
Render = Callable[[int, str, int], bytes]


@dataclass(slots=True)
class Delays:
    """How well the device was served."""

    late_callbacks: int = 0
    longest_gap_ms: float = 0.0
    device_losses: int = 0


class Output:
    """Opens, watches, loses and reopens the device; somebody always asks for the next block, so ends always come."""

    def __init__(
        self, render: Render, on_state: Callable[[str], None], *, buffer_ms: int, backends: tuple[str, ...] = BACKENDS
    ) -> None:
        self.delays = Delays()
        self._render = render
        self._on_state = on_state
        self._buffer_ms = buffer_ms
        self._backends = backends
        self._state = ""
        self._lock = threading.Lock()
        self._turn = 0  # a callback of a device already given up must not render any more
        self._last_request_s = 0.0
        self._silent_since_s = 0.0
        self._silent_frames = 0

    @property
    def latency_ms(self) -> float:
        """From a request of the device to the moment its first sample is heard."""
        return round(self._buffer_ms * HEARD_AFTER, 1)

    def run(self) -> None:
        """Never returns. The thread that calls this owns the sound."""
        while True:
            self._play_on_device()
            self._play_to_nobody()

    def _play_on_device(self) -> None:
        device, name = self._open()
        if device is None:
            return
        self._last_request_s = time.monotonic() + STARTUP_GRACE_S
        try:
            requests = self._requests(name, self._turn)
            next(requests)
            device.start(requests)
            self._tell(name)
            while (left_s := self._last_request_s + WATCHDOG_S - time.monotonic()) > 0:
                time.sleep(left_s)
            self.delays.device_losses += 1
            log.warning("sound device %s asks for nothing any more", name)
        except miniaudio.MiniaudioError as error:
            log.warning("sound device %s: %s", name, error)
        finally:
            with self._lock:
                self._turn += 1
            device.close()

    def _requests(self, name: str, turn: int) -> Generator[bytes, int, None]:
        """Runs in the device's thread, which has nobody to catch an error: a mixer that cannot mix must die at once."""
        frames = yield b""
        latency_ns = round(self.latency_ms * 1e6)
        steady_from_s = time.monotonic() + STARTUP_GRACE_S
        previous_s = 0.0
        while True:
            now_s = time.monotonic()
            if now_s > steady_from_s:
                gap_ms = (now_s - previous_s) * 1e3
                self.delays.longest_gap_ms = max(self.delays.longest_gap_ms, gap_ms)
                if gap_ms > self._buffer_ms + frames * 1e3 / MIXER_RATE_HZ:
                    self.delays.late_callbacks += 1
            previous_s = now_s
            with self._lock:
                if turn != self._turn:
                    return
                self._last_request_s = max(self._last_request_s, now_s)
                try:
                    block = self._render(frames, name, time.monotonic_ns() + latency_ns)
                except Exception:
                    log.exception("the mix failed")
                    sys.stderr.flush()
                    os._exit(70)
            frames = yield block

    def _play_to_nobody(self) -> None:
        """The silent clock: samples pass at their own pace and nobody hears them."""
        if self._state != NO_DEVICE:
            self._silent_since_s, self._silent_frames = time.monotonic(), 0
            self._tell(NO_DEVICE)
        until_s = time.monotonic() + RETRY_S if self._backends else float("inf")
        while (now_s := time.monotonic()) < until_s:
            # Time spent on trying to open a device is caught up, so that a clip ends when it should.
            wanted = int((now_s - self._silent_since_s) * MIXER_RATE_HZ)
            if wanted - self._silent_frames > MAX_CATCH_UP_FRAMES:
                self._silent_frames = wanted - MAX_CATCH_UP_FRAMES
            while self._silent_frames + SILENT_BLOCK_FRAMES <= wanted:
                heard_s = self._silent_since_s + self._silent_frames / MIXER_RATE_HZ
                self._render(SILENT_BLOCK_FRAMES, NO_DEVICE, round(heard_s * 1e9))
                self._silent_frames += SILENT_BLOCK_FRAMES
            time.sleep(SILENT_TICK_S)

    def _open(self) -> tuple[_Device | None, str]:
        if not self._backends:
            return None, NO_DEVICE
        for name in self._backends:
            try:
                with _hushed():
                    device: _Device = miniaudio.PlaybackDevice(
                        miniaudio.SampleFormat.SIGNED16,
                        2,
                        MIXER_RATE_HZ,
                        self._buffer_ms,
                        thread_prio=miniaudio.ThreadPriority.REALTIME,
                        app_name="first-response-kiosk",
                        backends=[getattr(miniaudio.Backend, name)],
                    )
                return device, name
            except miniaudio.MiniaudioError as error:
                log.debug("%s: %s", name, error)
        return None, NO_DEVICE

    def _tell(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """libasound prints some 25 lines for each device it cannot open, every two seconds."""
    saved, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
