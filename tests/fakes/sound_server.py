"""A PulseAudio of the test's own: one sink that plays to nobody, and its monitor."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SINK = "sink_name=kiosk rate=48000 format=s16le channels=2"
HOMES = ("XDG_RUNTIME_DIR", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")


@contextmanager
def sound_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    runtime = folder / "xdg"
    runtime.mkdir(mode=0o700)
    for name in HOMES:
        monkeypatch.setenv(name, str(runtime))
    monkeypatch.delenv("PULSE_SERVER", raising=False)
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=yes", "--log-level=error"]
    command += ["-L", f"module-null-sink {SINK}"]
    command += ["-L", "module-native-protocol-unix"]
    server = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline_s = time.monotonic() + 20
        while not (runtime / "pulse" / "native").exists() and time.monotonic() < deadline_s:
            assert server.poll() is None, "the sound server did not stay"
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)
