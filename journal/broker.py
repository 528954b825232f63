"""A broker of our own for the demo, the tests or one small site: the embedded one, or Mosquitto where it is there.

It listens on loopback unless told otherwise, takes anyone who reaches it, keeps nothing, and dies with its starter.
A bank's broker is Mosquitto with certificates (deploy/mosquitto), not this one.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Literal, Self

Kind = Literal["embedded", "mosquitto"]

START_LIMIT_S = 10.0
STOP_LIMIT_S = 3.0
POLL_S = 0.01
PORT_MAX = 65535
PORT_TRIES = 3
PAYLOAD_LIMIT_BYTES = 256 * 1024
IN_FLIGHT_LIMIT = 100
QUEUE_LIMIT = 10_000
LOG_TAIL_CHARACTERS = 600
SBIN = "/usr/sbin:/sbin:/usr/local/sbin"  # where Debian puts mosquitto, and where a user's PATH does not look
PR_SET_PDEATHSIG = 1

_EMBEDDED = """\
id = 0

[router]
id = 0
max_connections = 1010
max_outgoing_packet_count = 200
max_segment_size = 10485760
max_segment_count = 10
shared_subscriptions_strategy = "roundrobin"

[v5.1]
name = "v5-1"
listen = "{host}:{port}"
next_connection_delay_ms = 1
    [v5.1.connections]
    connection_timeout_ms = 60000
    max_payload_size = {payload_bytes}
    max_inflight_count = {in_flight}
    dynamic_filters = true
"""

_MOSQUITTO = """\
listener {port} {host}
allow_anonymous true
set_tcp_nodelay true
persistence false
message_size_limit {payload_bytes}
max_inflight_messages {in_flight}
max_queued_messages {queued}
log_dest stderr
log_type error
log_type warning
log_type notice
connection_messages false
"""


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Why there is no broker, in words for the person who asked for one."""

    reason: str


class Broker:
    """A running broker process; `with` stops it. `start()` makes one."""

    def __init__(
        self, kind: Kind, host: str, port: int, process: subprocess.Popen[bytes], log: Path, private: Path | None
    ) -> None:
        self.kind = kind
        self.host = host
        self.port = port
        self.log = log
        self._process = process
        self._private = private

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self, timeout_s: float | None = None) -> int | None:
        """Waits until the broker ends; None when it still runs after `timeout_s`."""
        try:
            return self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def kill(self) -> None:
        """Ends it as a power cut would; for those who test what that loses."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends it and frees its port; a second call does nothing."""
        if self.is_running:
            self._process.terminate()
            if self.wait(STOP_LIMIT_S) is None:
                self.kill()
        if self._private is not None:
            shutil.rmtree(self._private, ignore_errors=True)
            self._private = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Broker {self.kind} {self.host}:{self.port} {'running' if self.is_running else 'stopped'}>"


def find_mosquitto() -> str | None:
    """The path of Mosquitto, if this machine has it."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', os.defpath)}:{SBIN}")


def start(
    kind: Literal["auto", "embedded", "mosquitto"] = "auto",
    port: int = 0,
    directory: Path | None = None,
    host: str = "127.0.0.1",
) -> Broker | NotStarted:
    """Starts a broker and waits until it takes connections. Port 0 means any free one.

    Its configuration and log go to `directory`, or to a private one that `stop` removes. The kernel ends the broker
    when the thread that called this ends, so call it from one that lasts.
    """
    mosquitto = find_mosquitto()
    if kind == "mosquitto" and mosquitto is None:
        return NotStarted("Mosquitto is not installed (Debian package: mosquitto)")
    chosen: Kind = "mosquitto" if mosquitto is not None and kind != "embedded" else "embedded"
    private = Path(tempfile.mkdtemp(prefix="first-response-broker-")) if directory is None else None
    home = private or directory
    assert home is not None
    failure = NotStarted("no free port was found")
    for _ in range(1 if port else PORT_TRIES):
        at = port or _free_port(host)
        outcome = _start_once(chosen, mosquitto, host, at, home, private)
        if isinstance(outcome, Broker):
            return outcome
        failure = outcome
    if private is not None:
        shutil.rmtree(private, ignore_errors=True)
    return failure


def _start_once(
    kind: Kind, mosquitto: str | None, host: str, port: int, home: Path, private: Path | None
) -> Broker | NotStarted:
    if _accepts(host, port):
        return NotStarted(f"{host}:{port} is taken by another program")
    log = home / "broker.log"
    try:
        home.mkdir(parents=True, exist_ok=True)
        command = _mosquitto_command(mosquitto, host, port, home) if mosquitto and kind == "mosquitto" else None
        command = command or _embedded_command(host, port, home)
        with log.open("ab") as out:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=home, preexec_fn=_die_with(os.getpid())
            )
    except OSError as error:
        return NotStarted(f"the {kind} broker could not be started: {error}")
    broker = Broker(kind, host, port, process, log, private)
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if not broker.is_running:
            return NotStarted(f"the {kind} broker ended at once (status {process.returncode}): {_tail(log)}")
        if _accepts(host, port):
            return broker
        time.sleep(POLL_S)
    broker.kill()
    return NotStarted(f"the {kind} broker took no connection within {START_LIMIT_S:.0f} s: {_tail(log)}")


def _mosquitto_command(mosquitto: str, host: str, port: int, home: Path) -> list[str]:
    text = _MOSQUITTO.format(
        host=host, port=port, payload_bytes=PAYLOAD_LIMIT_BYTES, in_flight=IN_FLIGHT_LIMIT, queued=QUEUE_LIMIT
    )
    if os.geteuid() == 0:  # else it would step down to a user that may not read a private directory
        text += "user root\n"
    conf = home / "mosquitto.conf"
    conf.write_text(text)
    return [mosquitto, "-c", str(conf)]


def _embedded_command(host: str, port: int, home: Path) -> list[str]:
    conf = home / "broker.toml"
    conf.write_text(
        _EMBEDDED.format(host=host, port=port, payload_bytes=PAYLOAD_LIMIT_BYTES, in_flight=IN_FLIGHT_LIMIT)
    )
    # -P: the folder of this file must not come first on the module path
    return [sys.executable, "-P", str(Path(__file__).resolve()), "--serve-embedded", str(conf)]


def _die_with(parent: int) -> Callable[[], None]:
    """What the child does before it becomes the broker: asks the kernel to end it when its parent ends."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork: afterwards a lock may be held for ever

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended in between
            os._exit(1)

    return ask


def _accepts(host: str, port: int) -> bool:
    nearby = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    try:
        with socket.create_connection((nearby, port), timeout=0.5):
            return True
    except OSError:
        return False


def _free_port(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _tail(log: Path) -> str:
    try:
        return " ".join(log.read_text(errors="replace")[-LOG_TAIL_CHARACTERS:].split()) or "its log is empty"
    except OSError as error:
        return str(error)


def run_broker(arguments: Sequence[str]) -> int:
    """`main.py broker`: runs a broker in the foreground until it is told to stop."""
    parser = argparse.ArgumentParser(prog="main.py broker", description=__doc__, allow_abbrev=False)
    parser.add_argument(
        "--kind", choices=["auto", "embedded", "mosquitto"], default="embedded",
        help="auto: Mosquitto where it is installed, else the embedded one (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=1883, help="0: any free one (default: %(default)s)")
    parser.add_argument("--directory", type=Path, help="where its configuration and log go (default: a private one)")
    options = parser.parse_args(arguments)
    if not 0 <= options.port <= PORT_MAX:
        parser.error(f"argument --port: {options.port} is no port: give 0 to {PORT_MAX}")
    started = start(options.kind, options.port, options.directory, options.host)
    if isinstance(started, NotStarted):
        print(f"broker: {started.reason}", file=sys.stderr)
        return 1

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for sign in (signal.SIGTERM, signal.SIGINT):  # a shell's background job starts with SIGINT ignored
        signal.signal(sign, stop)
    with started as broker:
        try:
            print(f"broker: {broker.kind}, mqtt at {broker.host}:{broker.port}", flush=True)
            status = broker.wait()
        except KeyboardInterrupt:
            return 0
    print(f"broker: ended by itself (status {status})", file=sys.stderr)
    return 1


def _serve_embedded(conf: str) -> None:
    from iotcore.iotcore import IotCoreBroker

    IotCoreBroker(config_path=conf).run_forever()


if __name__ == "__main__":
    if sys.argv[1:2] != ["--serve-embedded"]:
        sys.exit(run_broker(sys.argv[1:]))
    _serve_embedded(sys.argv[2])
