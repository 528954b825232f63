"""Through a real sound server: what its monitor hears, and what happens when the device is pulled in mid-sentence."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audio.decode import MIXER_RATE_HZ
from audio.wire import NO_DEVICE, DeviceChanged, Ended, Started
from tests.fakes.sound_server import SINK, sound_server

PERIOD_S = 60 / 110
PATIENCE_S = 10.0


@dataclass
class Server:
    """A PulseAudio of its own with one sink that plays to nobody and a monitor that hears it."""

    folder: Path

    def ctl(self, *words: str) -> str:
        done = subprocess.run(["pactl", *words], capture_output=True, text=True, timeout=PATIENCE_S)
        return done.stdout.strip()

    def unplug(self) -> None:
        self.ctl("unload-module", "module-null-sink")

    def plug(self) -> None:
        self.ctl("load-module", "module-null-sink", *SINK.split(" "))

    def listen(self) -> subprocess.Popen[bytes]:
        wanted = ("--device=kiosk.monitor", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=20")
        with (self.folder / "heard.raw").open("wb") as out:
            return subprocess.Popen(["parec", *wanted], stdout=out)

    @property
    def heard(self) -> np.ndarray:
        return np.fromfile(self.folder / "heard.raw", "<i2") / 32767


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with sound_server(tmp_path, monkeypatch):
        one = Server(tmp_path)
        until(lambda: "kiosk" in one.ctl("list", "short", "sinks"), "the sink")
        yield one


def until(true: Callable[[], bool], what: str) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline_s, f"{what} did not come"
        time.sleep(0.05)


def onsets(heard: np.ndarray) -> list[int]:
    """Where a click begins that no other sound touches."""
    loud = np.flatnonzero(np.abs(heard) > 0.1)
    return [int(loud[0]), *(int(b) for a, b in pairwise(loud) if b - a > 4800)] if len(loud) else []


def test_the_monitor_hears_the_beat_in_time_and_a_prompt_that_gives_way_without_a_gap(
    server: Server, make_player, tone
) -> None:
    player, listener = make_player(device="auto", backends=("PULSEAUDIO",))
    assert listener.wait(DeviceChanged).state == "PULSEAUDIO"
    recorder = server.listen()
    try:
        time.sleep(0.5)
        player.beat(110)
        time.sleep(3.5)
        player.beat(None)
        time.sleep(0.5)
        player.say(tone("old", 0.30, 2.0), speech_class="step", ref="old")
        listener.wait(Started, lambda event: event.ref == "old" and event.audible)
        time.sleep(0.8)
        player.say(tone("new", 0.15, 0.5), speech_class="step", ref="new")
        listener.wait(Ended, lambda event: event.ref == "new" and event.completed)
        time.sleep(0.6)
    finally:
        recorder.kill()
        recorder.wait()
    heard = server.heard
    beat = onsets(heard)[:6]
    intervals = np.diff(beat) / MIXER_RATE_HZ
    assert len(beat) >= 5, "the beat was not heard"
    assert float(np.median(np.abs(intervals - PERIOD_S))) < 0.0001  # a loaded machine may lose a block, never the time
    old = np.flatnonzero(np.abs(heard - 0.30) < 0.005)
    new = np.flatnonzero(np.abs(heard - 0.15) < 0.005)
    after = int(new[new > old[-1]][0])
    assert (after - int(old[-1])) / MIXER_RATE_HZ < 0.010  # five milliseconds of fade: no gap, no second voice
    assert len(new) / MIXER_RATE_HZ == pytest.approx(0.5, abs=0.15)


def test_a_device_pulled_in_mid_sentence_is_told_the_sentence_ends_in_time_and_the_device_is_found_again(
    server: Server, make_player, tone
) -> None:
    player, listener = make_player(device="auto", backends=("PULSEAUDIO",))
    listener.wait(DeviceChanged, lambda event: event.state == "PULSEAUDIO")
    player.beat(110)
    player.say(tone("long", 0.2, 2.5), speech_class="step", ref="long")
    started = listener.wait(Started)
    assert started.audible
    server.unplug()
    assert listener.wait(DeviceChanged, lambda event: event.state == NO_DEVICE)
    ended = listener.wait(Ended)
    assert ended.completed and not ended.audible  # nobody claims that it was heard to its end
    player.say(tone("unheard", 0.2, 0.1), speech_class="step", ref="unheard")
    assert not listener.wait(Started, lambda event: event.ref == "unheard").audible
    listener.forget()
    server.plug()
    listener.wait(DeviceChanged, lambda event: event.state == "PULSEAUDIO")
    player.say(tone("again", 0.2, 0.1), speech_class="step", ref="again")
    assert listener.wait(Started, lambda event: event.ref == "again").audible
    assert player.state.beat is not None and player.state.deaths == 0
