"""Starts the real parts as processes of their own and ends them all, whatever happens."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT_S = 30.0
STOP_LIMIT_S = 5.0


class PartFailed(Exception):
    """A part did not come up; the message names its log file."""


def free_port() -> int:
    """A TCP port of this machine that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Part:
    """One process with its own process group and log file."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Part:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                list(self.command), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                env={**os.environ, "PYTHONUNBUFFERED": "1", **self.env}, start_new_session=True,
            )  # fmt: skip
        return self

    def kill(self, sign: int = signal.SIGTERM) -> None:
        """Signal the whole group and wait for its end."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait_for(self, pattern: str, limit_s: float = START_LIMIT_S) -> str:
        """The first text in the log that matches; PartFailed if the process ends or the limit passes."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
            if found := re.search(pattern, text):
                return found.group(0)
            if not self.alive():
                raise PartFailed(f"{self.name} ended while starting: see {self.log}")
            time.sleep(0.05)
        raise PartFailed(f"{self.name} was not ready after {limit_s:.0f} s: see {self.log}")


@contextlib.contextmanager
def running(*parts: Part) -> Iterator[None]:
    """Start the parts in order; end them in reverse order, whatever happens between."""
    started: list[Part] = []
    try:
        for part in parts:
            started.append(part.start())
        yield
    finally:
        for part in reversed(started):
            part.kill()


def virtual_screen(out: Path, width_px: int = 1080, height_px: int = 1920) -> tuple[Part, str]:
    """An Xvfb of its own, started, and its name: it takes a free number itself, so two never meet on one screen."""
    program = shutil.which("Xvfb")
    if program is None:
        raise PartFailed("Xvfb is missing: run deploy/setup.sh run")
    size = f"{width_px}x{height_px}x24"
    command = [program, "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    screen = Part("virtual screen", command, out / "logs" / "xvfb.log").start()
    try:
        return screen, f":{screen.wait_for(r'(?m)^[0-9]+$')}"
    except PartFailed:
        screen.kill()
        raise


def main_part(name: str, out: Path, *args: str, env: Mapping[str, str] | None = None) -> Part:
    """One of main.py's sub-commands as a process."""
    return Part(name, [sys.executable, "main.py", *args], out / "logs" / f"{name}.log", env or {})


def kiosk_config(out: Path, broker_port: int, *, device: str, fullscreen: bool, width_px: int, height_px: int) -> Path:
    """The kiosk's example configuration with this demonstration's places in it."""
    places = {
        "data": f'"{out / "kiosk-data"}"',
        "brokers": f'["127.0.0.1:{broker_port}"]',
        "device": f'"{device}"',
        "fullscreen": "true" if fullscreen else "false",
        "width_px": str(width_px),
        "height_px": str(height_px),
        "night": '"day"',
        "selftest": '""',  # a film of a rescue has no test sound in it
        "roster": f'"{ROOT / "kiosk" / "roster.example.csv"}"',
        "hold_to_start": "false",  # the finger of a demonstration taps, at whatever hour it is shown
    }
    return _with(ROOT / "kiosk" / "kiosk.example.toml", out / "kiosk.toml", places)


def desk_config(out: Path, broker_port: int, port: int) -> Path:
    """The desk's example configuration with this demonstration's places in it."""
    places = {"data": f'"{out / "desk-data"}"', "brokers": f'["127.0.0.1:{broker_port}"]', "port": str(port)}
    return _with(ROOT / "desk" / "desk.example.toml", out / "desk.toml", places)


def _with(example: Path, target: Path, places: Mapping[str, str]) -> Path:
    text = example.read_text(encoding="utf-8")
    for key, value in places.items():
        line = f"{key} = {value}".replace("\\", r"\\")
        text, count = re.subn(rf"(?m)^{key} = .*$", line, text)
        assert count == 1, f"{example.name} has no single line {key}"
    target.write_text(text, encoding="utf-8")
    return target
