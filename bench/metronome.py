"""The sound as it is mixed: how true the beat is, how soon a prompt sounds, how soon a killed mixer is back."""

from __future__ import annotations

import os
import queue
import signal
import tempfile
import time
from pathlib import Path
from typing import TypeVar

import numpy as np
import soundfile

from audio.beat import Beat
from audio.core import Core
from audio.decode import MIXER_RATE_HZ
from audio.device import SILENT_BLOCK_FRAMES
from audio.player import Player
from audio.wire import Clicked, DeviceChanged, Ended, Event, MixerDied, Started

from .table import Row

Kind = TypeVar("Kind")

RATE_BPM = 110
SECONDS = 120
BLOCK = 5760
"""120 ms, the kiosk's buffer."""
QUIET_SAMPLES = 2400
PROMPTS = 30
KILLS = 5
PATIENCE_S = 10.0


def measure() -> list[Row]:
    return [_beat(), *_player()]


def _beat() -> Row:
    core = Core()
    core.beat(Beat(RATE_BPM))
    blocks = [np.asarray(core.render(BLOCK))[:, 0] for _ in range(SECONDS * MIXER_RATE_HZ // BLOCK)]
    loud = np.flatnonzero(np.abs(np.concatenate(blocks)) > 1e-3)
    onsets = loud[np.concatenate(([True], np.diff(loud) > QUIET_SAMPLES))]
    errors = np.abs(np.diff(onsets) - 60 * MIXER_RATE_HZ / RATE_BPM) * 1000 / MIXER_RATE_HZ
    return Row(f"metronome interval error over {SECONDS} s", [float(x) for x in errors])


def _player() -> list[Row]:
    """Without a device: its buffer comes on top, and is the floor of the whole way in `rescue`."""
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    player = Player(post=lambda call: call(), on_event=events.put, device="none")
    player.start()
    try:
        _next(events, DeviceChanged)
        with tempfile.TemporaryDirectory() as folder:
            clip = Path(folder) / "clip.wav"
            soundfile.write(clip, np.zeros(MIXER_RATE_HZ // 20, np.float32), MIXER_RATE_HZ)
            sounded = [_prompt(player, events, clip, number) for number in range(PROMPTS)]
        player.beat(RATE_BPM)
        _next(events, Clicked)
        back = [_kill(player, events) for _ in range(KILLS)]
    finally:
        player.close()
    block_ms = SILENT_BLOCK_FRAMES * 1000 / MIXER_RATE_HZ
    return [
        Row("prompt asked for to its first sample mixed", sounded, floor_name="one block", floor=[block_ms]),
        Row("mixer killed to its next beat", back),
    ]


def _prompt(player: Player, events: queue.SimpleQueue[Event], clip: Path, number: int) -> float:
    asked_ns = time.monotonic_ns()
    player.say(clip, speech_class="step", ref=str(number))
    _next(events, Started)
    took_ms = (time.monotonic_ns() - asked_ns) / 1e6
    _next(events, Ended)
    return took_ms


def _kill(player: Player, events: queue.SimpleQueue[Event]) -> float:
    assert player.mixer_pid is not None
    killed_ns = time.monotonic_ns()
    os.kill(player.mixer_pid, signal.SIGKILL)
    _next(events, MixerDied)
    return (_next(events, Clicked).monotonic_ns - killed_ns) / 1e6


def _next(events: queue.SimpleQueue[Event], kind: type[Kind]) -> Kind:
    while True:
        event = events.get(timeout=PATIENCE_S)
        if isinstance(event, kind):
            return event
