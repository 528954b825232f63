"""Whether the loudspeaker is heard: the sign is played, and whoever can listen is asked."""

from __future__ import annotations

import os
import queue
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from audio import sign
from audio.heard import Heard
from audio.player import DEFAULT_BUFFER_MS, PROJECT_ROOT, Player
from audio.wire import NO_DEVICE, DeviceChanged, Ended, Event, NotSpoken

Outcome = Literal["heard", "reached", "not_heard", "no_device", "nobody"]
REF = "selftest"
READY_S = 10.0
LISTENED_S = 15.0
DEVICE_S = 8.0

WORDS: dict[Outcome, tuple[str, str]] = {
    "heard": ("话筒听到了喇叭的声音", "the microphone heard the loudspeaker"),
    "reached": ("声音送到了设备；没有话筒，响不响要人听", "the device was given the sound; a person must hear it"),
    "not_heard": ("没有听到：看喇叭电源、接线、音量", "not heard: look at the loudspeaker's power, cable and volume"),
    "no_device": ("没有声音设备：接上喇叭，看声音服务", "no sound device: connect one, start the sound server"),
    "nobody": ("放了一声；没有话筒，响不响要人听", "played; nothing to listen with: a person must listen"),
}  # fmt: skip
EXIT_CODES: dict[Outcome, int] = {"heard": 0, "reached": 0, "not_heard": 1, "no_device": 1, "nobody": 4}


@dataclass(frozen=True, slots=True)
class Result:
    outcome: Outcome
    detail: str = ""

    @property
    def ok(self) -> bool:
        return self.outcome in ("heard", "reached", "nobody")


def listen(play: Callable[[], None], command: tuple[str, ...] = (sys.executable, "-m", "audio.ear")) -> Result:
    """Have an ear open, play, ask it. Blocks for some seconds: never called on the kiosk's own thread."""
    try:
        ear = subprocess.Popen([*command, str(os.getpid())], stdout=subprocess.PIPE, cwd=PROJECT_ROOT)
    except OSError as error:
        return Result("nobody", str(error))
    assert ear.stdout is not None
    try:
        ready = _line(ear.stdout.fileno(), READY_S)
        play()  # whatever the ear does: a person may listen
        line = _line(ear.stdout.fileno(), LISTENED_S) if ready else b""
    finally:
        ear.kill()
        ear.wait()
        ear.stdout.close()
    return judge(line)


def judge(line: bytes) -> Result:
    """A microphone has the last word: what the sound server was given may still not sound."""
    try:
        sources = msgspec.json.decode(line, type=Heard).sources
    except msgspec.MsgspecError:
        return Result("nobody", "the listener gave no answer")
    if not sources:
        return Result("nobody")
    best = max(sources, key=lambda source: (not source.monitor, source.likeness))
    detail = f"{best.name} {best.likeness:.2f}"
    if best.likeness >= sign.FOUND:
        return Result("reached" if best.monitor else "heard", detail)
    return Result("not_heard", detail)


def run(*, device: Literal["auto", "none"], volume: float, buffer_ms: int = DEFAULT_BUFFER_MS) -> Result:
    """The whole test with a mixer of its own, while no kiosk runs."""
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    player = Player(post=lambda call: call(), on_event=events.put, device=device, buffer_ms=buffer_ms)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sign.wav"
        sign.write(path)
        player.start()
        try:
            player.volume(volume)
            if (
                _wait(events, lambda event: isinstance(event, DeviceChanged)) is None
                or player.state.device == NO_DEVICE
            ):
                return Result("no_device")

            def play() -> None:
                player.say(path, speech_class="chatter", ref=REF)
                _wait(events, lambda event: isinstance(event, Ended | NotSpoken))

            return listen(play)
        finally:
            player.close()


def _wait(events: queue.SimpleQueue[Event], such: Callable[[Event], bool]) -> Event | None:
    until_s = time.monotonic() + DEVICE_S
    while (left_s := until_s - time.monotonic()) > 0:
        try:
            event = events.get(timeout=left_s)
        except queue.Empty:
            return None
        if such(event):
            return event
    return None


def _line(descriptor: int, limit_s: float) -> bytes:
    """One line, or what there is of it when the time is over."""
    line, until_s = b"", time.monotonic() + limit_s
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while not line.endswith(b"\n"):
            left_s = until_s - time.monotonic()
            if left_s <= 0 or not selector.select(left_s):
                break
            char = os.read(descriptor, 1)
            if not char:
                break
            line += char
    return line
