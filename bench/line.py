"""The wire's floor: a bare paho publish to a bare paho subscriber through the same broker."""

from __future__ import annotations

import queue
import socket
import time
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

ROUNDS = 60
PAUSE_S = 0.02


def floor_ms(host: str, port: int) -> list[float]:
    """Publish to receive, QoS 1, 1 KB, in one process with two clients."""
    arrived: queue.Queue[int] = queue.Queue()
    reader, writer = (_client(name, host, port) for name in ("bench-reader", "bench-writer"))
    reader.on_message = lambda *_: arrived.put(time.monotonic_ns())
    reader.subscribe("frk/bench", 1)
    time.sleep(0.5)
    times = []
    for _ in range(ROUNDS):
        began = time.monotonic_ns()
        writer.publish("frk/bench", b"x" * 1000, qos=1)
        times.append((arrived.get(timeout=5) - began) / 1e6)
        time.sleep(PAUSE_S)
    for client in (reader, writer):
        client.disconnect()
        client.loop_stop()
    return times


def _client(name: str, host: str, port: int) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=mqtt.MQTTv5)
    client.on_socket_open = _no_delay
    client.connect(host, port)
    client.loop_start()
    return client


def _no_delay(_client: mqtt.Client, _userdata: Any, sock: Any) -> None:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
