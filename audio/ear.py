"""Listens for the sign at every microphone and monitor, in a process of its own (`python -m audio.ear`)."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Generator
from typing import Any

import miniaudio
import msgspec
import numpy as np

from audio import sign
from audio.heard import Heard, Source

LISTEN_S = 3.5
READY = b"ready\n"
MAX_SOURCES = 4
BUFFER_MS = 100
BACKENDS = ("PULSEAUDIO", "ALSA")


def is_monitor(name: str) -> bool:
    return name.lower().startswith("monitor of ") or name.lower().endswith(".monitor")


class _Recording:
    """What one source gives, from now until it is closed."""

    def __init__(self, name: str, device_id: Any, backend: Any) -> None:
        self.name = name
        self._blocks: list[bytes] = []
        self._device = miniaudio.CaptureDevice(
            miniaudio.SampleFormat.SIGNED16, 1, sign.RATE_HZ, BUFFER_MS, device_id=device_id, backends=[backend],
            app_name="first-response-kiosk",
        )  # fmt: skip
        taking = self._take()
        next(taking)
        self._device.start(taking)

    def _take(self) -> Generator[None, bytes, None]:
        while True:
            self._blocks.append(bytes((yield)))

    def close(self) -> Source:
        self._device.close()
        samples = np.frombuffer(b"".join(self._blocks), "<i2").astype(np.float32) / np.float32(32768)
        return Source(self.name, is_monitor(self.name), round(sign.likeness(samples), 3))


def _open() -> list[_Recording]:
    for name in BACKENDS:
        backend = getattr(miniaudio.Backend, name)
        recordings: list[_Recording] = []
        with contextlib.suppress(miniaudio.MiniaudioError):  # this backend is not to be had
            for source in miniaudio.Devices([backend]).get_captures()[:MAX_SOURCES]:
                with contextlib.suppress(miniaudio.MiniaudioError):  # another program has this microphone
                    recordings.append(_Recording(str(source["name"]), source["id"], backend))
        if recordings:
            return recordings
    return []


def main(arguments: list[str]) -> None:
    from audio.lifeline import die_with_parent

    die_with_parent(int(arguments[0]) if arguments else 0)
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)  # libasound prints some 25 lines for each device it cannot open
    recordings = _open()
    told.write(READY)
    if recordings:
        time.sleep(LISTEN_S)
    told.write(msgspec.json.encode(Heard(tuple(one.close() for one in recordings))) + b"\n")
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
