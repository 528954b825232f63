"""The sound as a lobby hears it, through a sound server and under load, and what it costs.

`BENCH_BEAT_S=600` listens to the beat for ten minutes; `BENCH_HOGS` = how many programs fight for the processor.
"""

from __future__ import annotations

import contextlib
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeVar
from unittest import mock

import numpy as np
import psutil
import soundfile

from audio import counting
from audio.decode import MIXER_RATE_HZ
from audio.device import HEARD_AFTER
from audio.player import Player
from audio.speech import SpeechWorker
from audio.voice import ClipLibrary
from audio.wire import DeviceChanged, Ended, Event, Started
from protocols.content import load

from .table import Row

Kind = TypeVar("Kind")

RATE_BPM = 110
BEAT_S = float(os.environ.get("BENCH_BEAT_S", "60"))
HOGS = int(os.environ.get("BENCH_HOGS", "2"))
PROMPTS = 30
BUFFER_MS = 120
COST_S = 8.0
PATIENCE_S = 15.0
CLIPS = Path(__file__).resolve().parents[1] / "audio" / "clips"
SENTENCES = {
    "zh": "值班台的林静说，救护车已经到了路口，请一个人去接，其他人继续按压，不要停。",
    "en": "Lin Jing at the desk says the ambulance is at the corner, one of you meet it, the others keep pushing.",
}


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = _speech(folder) + _size()
        with server(folder) as device:
            return rows + _served(folder, device)


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Literal["auto", "none"]]:
    """A sound server of our own with a sink that plays to nobody; without one the silent clock is measured."""
    if shutil.which("pulseaudio") is None or shutil.which("parec") is None:
        yield "none"
        return
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    ours = {
        "XDG_RUNTIME_DIR": str(runtime), "PULSE_RUNTIME_PATH": str(runtime), "HOME": str(folder),
        "PULSE_SERVER": f"unix:{runtime}/native",
    }  # fmt: skip
    with mock.patch.dict(os.environ, ours):
        process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--log-level=error",
             "-L", "module-null-sink sink_name=kiosk rate=48000 format=s16le channels=2",
             "-L", f"module-native-protocol-unix socket={runtime}/native auth-anonymous=1"],
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            time.sleep(1)
            yield "auto"
        finally:
            process.kill()
            process.wait()


@contextlib.contextmanager
def monitored(raw: Path) -> Iterator[None]:
    """What the sink of `server` is given meanwhile, as 16-bit samples at the mixer's rate."""
    wanted = ("--device=kiosk.monitor", "--format=s16le", f"--rate={MIXER_RATE_HZ}", "--channels=1")
    with raw.open("wb") as out:
        ear = subprocess.Popen(["parec", *wanted, "--latency-msec=50"], stdout=out)
    try:
        yield
    finally:
        ear.kill()
        ear.wait()


def _served(folder: Path, device: Literal["auto", "none"]) -> list[Row]:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    player = Player(
        post=lambda call: call(), on_event=events.put, device=device,
        backends=("PULSEAUDIO",) if device == "auto" else (), buffer_ms=BUFFER_MS,
    )  # fmt: skip
    player.start()
    try:
        _next(events, DeviceChanged)
        time.sleep(3)
        rows = [*_prompts(player, events, folder), *_cost(player)]
        return rows + (_beat(player, folder) if device == "auto" else [])
    finally:
        player.close()


def _prompts(player: Player, events: queue.SimpleQueue[Event], folder: Path) -> list[Row]:
    """Asked for to heard, the device's buffer included, as the mixer reckons it."""
    clip = folder / "clip.wav"
    soundfile.write(clip, np.zeros(MIXER_RATE_HZ // 2, np.float32), MIXER_RATE_HZ)
    chance = random.Random(1)
    alone, cutting = list[float](), list[float]()
    for number in range(PROMPTS):
        for found, ref in ((alone, f"a{number}"), (cutting, f"b{number}")):
            asked_ns = time.monotonic_ns()
            player.say(clip, speech_class="step", ref=ref)
            found.append((_started(events, ref) - asked_ns) / 1e6)
            time.sleep(chance.uniform(0.1, 0.3))  # anywhere in the time of a block
        while _next(events, Ended).ref != f"b{number}":
            pass
        time.sleep(chance.uniform(0.0, 0.3))
    floor = [BUFFER_MS * HEARD_AFTER]
    return [
        Row("prompt asked for to its first sample heard", alone, floor_name="buffer to ear", floor=floor),
        Row("the same while another prompt sounds", cutting, floor_name="buffer to ear", floor=floor),
    ]


def _started(events: queue.SimpleQueue[Event], ref: str) -> int:
    while (event := _next(events, Started)).ref != ref:
        pass
    return event.monotonic_ns


def _cost(player: Player) -> list[Row]:
    assert player.mixer_pid is not None
    mixer = psutil.Process(player.mixer_pid)
    library, pack = ClipLibrary.load(CLIPS), load()
    words = {name: library.find(pack.phrases[f"count_{name}"].say["zh"], "zh") for name in counting.NAMES}
    rows = [
        Row("mixer at rest", [_cpu(mixer)], "% of a core"),
        Row("mixer's memory at rest (PSS)", [_pss(mixer)], "MB"),
    ]
    player.count({name: path for name, path in words.items() if path is not None})
    player.beat(RATE_BPM, "30:2")
    time.sleep(1)
    rows += [
        Row("mixer while it beats and counts", [_cpu(mixer)], "% of a core", "at rest", rows[0].values),
        Row("mixer's memory while it beats and counts (PSS)", [_pss(mixer)], "MB", "at rest", rows[1].values),
    ]
    player.beat(None)
    return rows


def _cpu(process: psutil.Process) -> float:
    before, at = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(COST_S)
    return float((sum(process.cpu_times()[:2]) - before) / (time.monotonic() - at) * 100)


def _pss(process: psutil.Process) -> float:
    return float(process.memory_full_info().pss / 1e6)


def _beat(player: Player, folder: Path) -> list[Row]:
    """What the monitor hears while other programs want the processor."""
    raw = folder / "heard.raw"
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(HOGS)]
    try:
        with monitored(raw):
            time.sleep(1)
            player.beat(RATE_BPM)
            time.sleep(BEAT_S)
            player.beat(None)
            time.sleep(0.5)
    finally:
        for process in hogs:
            process.kill()
            process.wait()
    loud = np.flatnonzero(np.abs(np.fromfile(raw, "<i2")) > 3000)
    onsets = loud[np.concatenate(([True], np.diff(loud) > MIXER_RATE_HZ // 10))]
    intervals_ms = np.diff(onsets) * 1000 / MIXER_RATE_HZ
    period_ms = 60_000 / RATE_BPM
    beats = np.rint(intervals_ms / period_ms)
    errors = np.abs(intervals_ms - beats * period_ms)
    drift = (onsets[-1] - onsets[0]) / MIXER_RATE_HZ * 1000 / (beats.sum() * period_ms) - 1
    name = f"beat on the sound server's monitor, {BEAT_S:.0f} s, {HOGS} hogs"
    return [
        Row(f"{name}: interval error", [float(x) for x in errors]),
        Row(f"{name}: intervals off by over 5 ms", [float((errors > 5).mean() * 100)], "%"),
        Row(f"{name}: drift", [float(abs(drift) * 1e6)], "ppm"),
    ]


def _speech(folder: Path) -> list[Row]:
    """How long live speech takes for a second of sound."""
    tested: queue.SimpleQueue[object] = queue.SimpleQueue()
    worker = SpeechWorker(folder / "speech", post=lambda call: call(), on_self_test=tested.put)
    worker.start()
    rows = []
    try:
        tested.get(timeout=PATIENCE_S)
        for lang, sentence in SENTENCES.items():
            factors = []
            for number in range(10):
                done: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
                began = time.monotonic()
                worker.render(f"{sentence} {number}", lang, lambda path, reason, done=done: done.put(path))  # type: ignore[misc]
                path = done.get(timeout=PATIENCE_S)
                assert path is not None
                factors.append((time.monotonic() - began) / soundfile.info(str(path)).duration)
            rows.append(Row(f"live speech, seconds for a second of sound ({lang})", factors, "s"))
    finally:
        worker.close()
    return rows


def _size() -> list[Row]:
    return [
        Row(
            f"clips on disk ({lang}, {len(files)} files)",
            [sum(path.stat().st_size for path in files) / 1e6],
            "MB",
        )
        for lang in ("zh", "en")
        if (files := list((CLIPS / lang).glob("*.ogg")))
    ]


def _next(events: queue.SimpleQueue[Event], kind: type[Kind]) -> Kind:
    while True:
        event = events.get(timeout=PATIENCE_S)
        if isinstance(event, kind):
            return event
