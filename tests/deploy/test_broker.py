"""Our own brokers carry a real paho client, and die with whoever started them."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import paho.mqtt.client as mqtt
import pytest

from journal import broker as brokers
from journal.broker import Broker, NotStarted

ROOT = Path(__file__).parents[2]
KINDS: tuple[Literal["embedded", "mosquitto"], ...] = ("embedded", "mosquitto")


def gone(pid: int) -> bool:
    """Ended, or ended and not yet collected by whoever inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
    except FileNotFoundError:
        return True


def within(limit_s: float, happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + limit_s
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Client:
    """A paho client with its thread, that keeps what it receives."""

    def __init__(self, broker: Broker, name: str, subscribe: str | None = None) -> None:
        self.received: list[tuple[str, bytes, bool]] = []
        self.connected = threading.Event()
        self._subscribe = subscribe
        self.paho = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, protocol=mqtt.MQTTv5)
        self.paho.on_connect = self._on_connect
        self.paho.on_subscribe = lambda *_: self.connected.set()
        self.paho.on_message = lambda _c, _u, m: self.received.append((m.topic, bytes(m.payload), m.retain))
        self.paho.connect(broker.host, broker.port, keepalive=10)
        self.paho.loop_start()
        assert self.connected.wait(5)

    def _on_connect(self, client: mqtt.Client, *_: object) -> None:
        if self._subscribe:
            client.subscribe(self._subscribe, qos=1)
        else:
            self.connected.set()

    def close(self) -> None:
        self.paho.disconnect()
        self.paho.loop_stop()


def started(kind: Literal["auto", "embedded", "mosquitto"], **options: object) -> Broker:
    outcome = brokers.start(kind, **options)  # type: ignore[arg-type]
    assert isinstance(outcome, Broker), outcome
    return outcome


@pytest.fixture(scope="module", params=KINDS)
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    with started(request.param) as broker:
        yield broker


def test_messages_arrive_in_order_and_whole(broker: Broker) -> None:
    reader, writer = Client(broker, "reader", "frk/v1/FT03/live/+/facts"), Client(broker, "writer")
    sent = [f"{number} 有人倒地".encode() * 40 for number in range(200)]
    for payload in sent:
        writer.paho.publish("frk/v1/FT03/live/abc/facts", payload, qos=1)
    assert within(5, lambda: len(reader.received) >= len(sent))
    assert [payload for _, payload, _ in reader.received] == sent
    reader.close()
    writer.close()


def test_a_retained_cursor_waits_for_a_late_reader(broker: Broker) -> None:
    writer = Client(broker, "writer")
    writer.paho.publish("frk/v1/FT03/live/late/cursor", b'{"seq":7}', qos=1, retain=True).wait_for_publish(5)
    reader = Client(broker, "reader", "frk/v1/FT03/live/late/cursor")
    assert within(3, lambda: len(reader.received) > 0)
    assert reader.received[0] == ("frk/v1/FT03/live/late/cursor", b'{"seq":7}', True)
    reader.close()
    writer.close()


def test_the_biggest_batch_passes(broker: Broker) -> None:
    reader, writer = Client(broker, "reader", "big"), Client(broker, "writer")
    writer.paho.publish("big", b"x" * 64 * 1024, qos=1)
    assert within(5, lambda: len(reader.received) > 0)
    assert len(reader.received[0][1]) == 64 * 1024
    reader.close()
    writer.close()


def test_the_will_of_a_client_that_dies_is_told(broker: Broker) -> None:
    reader = Client(broker, "reader", "frk/v1/FT03/presence")
    script = (
        "import sys, time, paho.mqtt.client as m\n"
        "c = m.Client(m.CallbackAPIVersion.VERSION2, client_id='dying', protocol=m.MQTTv5)\n"
        "c.will_set('frk/v1/FT03/presence', b'gone', qos=1)\n"
        "c.on_connect = lambda *a: print('up', flush=True)\n"
        f"c.connect('{broker.host}', {broker.port}, 10)\n"
        "c.loop_forever()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == "up\n"
        dying.kill()
    assert within(5, lambda: len(reader.received) > 0)
    assert reader.received[0][1] == b"gone"
    reader.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_stopped_broker_frees_its_port_and_its_directory(kind: Literal["embedded", "mosquitto"]) -> None:
    broker = started(kind)
    assert broker.is_running
    private = broker.log.parent
    assert private.stat().st_mode & 0o077 == 0
    broker.stop()
    broker.stop()
    assert not broker.is_running
    assert not private.exists()
    with started(kind, port=broker.port) as again:
        assert again.port == broker.port


@pytest.mark.parametrize("kind", KINDS)
def test_a_killed_broker_can_be_started_again_at_once_on_its_port(
    kind: Literal["embedded", "mosquitto"], tmp_path: Path
) -> None:
    first = started(kind, directory=tmp_path)
    client = Client(first, "held")
    first.kill()
    with started(kind, directory=tmp_path, port=first.port) as second:
        assert second.port == first.port
        Client(second, "new").close()
    client.close()
    assert (tmp_path / "broker.log").is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_the_broker_dies_with_a_starter_that_is_killed(kind: str) -> None:
    script = (
        "import sys, time\nfrom journal.broker import start\n"
        f"b = start({kind!r})\nprint(b.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert not gone(pid)
        starter.kill()
    assert within(2, lambda: gone(pid))


@pytest.mark.parametrize("kind", KINDS)
def test_a_taken_port_is_an_answer_not_a_crash(kind: Literal["embedded", "mosquitto"]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        outcome = brokers.start(kind, port=port)
    assert outcome == NotStarted(f"127.0.0.1:{port} is taken by another program")


def test_a_directory_that_cannot_be_made_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = brokers.start("embedded", directory=tmp_path / "file" / "below")
    assert isinstance(outcome, NotStarted)
    assert "could not be started" in outcome.reason


def test_a_broker_that_ends_at_once_tells_its_own_last_words(tmp_path: Path) -> None:
    outcome = brokers.start("mosquitto", host="nowhere.invalid", port=18999, directory=tmp_path)
    assert isinstance(outcome, NotStarted)
    assert "ended at once" in outcome.reason
    assert "Name or service not known" in outcome.reason or "name resolution" in outcome.reason


def test_auto_takes_mosquitto_where_it_is_and_the_embedded_one_where_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with started("auto") as found:
        assert found.kind == "mosquitto"
    monkeypatch.setattr(brokers, "SBIN", "/nowhere")
    monkeypatch.setenv("PATH", "/nowhere")
    assert brokers.find_mosquitto() is None
    with started("auto") as found:
        assert found.kind == "embedded"
    outcome = brokers.start("mosquitto")
    assert isinstance(outcome, NotStarted)
    assert "not installed" in outcome.reason


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_command_runs_until_told_to_stop(ending: signal.Signals) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from journal.broker import run_broker; sys.exit(run_broker(sys.argv[1:]))",
    ]
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
        assert running.stdout is not None
        words = running.stdout.readline().split()
        assert words[:2] == ["broker:", "embedded,"]
        port = int(words[-1].rsplit(":", 1)[1])
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        os.kill(running.pid, ending)
        assert running.wait(5) == 0


def test_the_command_says_why_it_could_not(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert brokers.run_broker(["--port", str(other.getsockname()[1])]) == 1
    assert "is taken by another program" in capsys.readouterr().err
