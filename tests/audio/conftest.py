"""Sounds to play, and a real player whose events can be waited for."""

from __future__ import annotations

import json
import threading
import time
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import soundfile

from audio.player import Player
from audio.wire import Event

Kind = TypeVar("Kind")
PATIENCE_S = 10.0


class Listener:
    """Takes a player's events and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait(self, kind: type[Kind], such: Callable[[Kind], bool] = lambda event: True) -> Kind:
        deadline_s = time.monotonic() + PATIENCE_S
        with self._changed:
            while True:
                for event in self.events:
                    if isinstance(event, kind) and such(event):
                        return event
                left_s = deadline_s - time.monotonic()
                assert left_s > 0, f"no {kind.__name__} among {self.events}"
                self._changed.wait(left_s)

    def forget(self) -> None:
        with self._changed:
            self.events.clear()


MakePlayer = Callable[..., tuple[Player, Listener]]


@pytest.fixture
def make_player() -> Iterator[MakePlayer]:
    players: list[Player] = []

    def make(**options: Any) -> tuple[Player, Listener]:
        listener = Listener()
        options.setdefault("device", "none")
        player = Player(post=lambda call: call(), on_event=listener, **options)
        players.append(player)
        player.start()
        return player, listener

    yield make
    for player in players:
        player.close()


@pytest.fixture
def tone(tmp_path: Path) -> Callable[..., Path]:
    """A clip of one level: easy to find again in a recording."""

    def make(name: str, level: float = 0.25, seconds: float = 0.3) -> Path:
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, np.full(round(seconds * 48_000), level, np.float32), 48_000, subtype="FLOAT")
        return path

    return make


class Heard:
    """A recording with its mapping: what was played, and when."""

    def __init__(self, path: Path) -> None:
        with wave.open(str(path)) as sound:
            assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (48_000, 2, 2)
            raw = sound.readframes(sound.getnframes())
        self.mono = np.frombuffer(raw, "<i2").reshape(-1, 2)[:, 0] / 32767
        self.mappings = json.loads(path.with_suffix(".json").read_text())["mappings"]

    def at(self, monotonic_ns: int) -> int:
        """The sample heard at this moment."""
        known = [one for one in self.mappings if one["monotonic_ns"] <= monotonic_ns] or self.mappings[:1]
        return known[-1]["sample"] + (monotonic_ns - known[-1]["monotonic_ns"]) * 48_000 // 1_000_000_000

    def onsets(self) -> list[int]:
        loud = np.flatnonzero(np.abs(self.mono) > 0.01)
        if not len(loud):
            return []
        return [int(loud[0]), *(int(b) for a, b in pairwise(loud) if b - a > 4800)]


@pytest.fixture
def heard() -> type[Heard]:
    return Heard
