"""The line: one paho connection at a time, driven by an event loop; what must wait waits in the journal, not here."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from .names import uuid7
from .presence import Greeting

KEEPALIVE_S = 10
CONNECT_S = 3.0
PUBACK_S = 4.0
"""While an incident is open, a broker that owes an answer for longer than this is left for the next one."""
QUARANTINE_S = 60.0
"""A topic the broker refused rests this long: most brokers hang up on a refusal, and the others must get through."""
UNACKED = 1_000
WAIT_FIRST_S, WAIT_MOST_S, WAIT_URGENT_S = 0.1, 5.0, 1.0
LOOK_S = 0.25
STILL_S = 20.0
"""A shell whose loop has not come round for so long guides nobody: its line is let go, so that the desk sees it."""
_UNSUPPORTED_VERSION = 0x84

_log = logging.getLogger(__name__)

Post = Callable[[Callable[[], None]], None]
"""Hands a call over to the thread that owns the journal."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Whom we trust, and how we prove who we are."""

    ca: Path
    cert: Path | None = None
    key: Path | None = None

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.ca))
        if self.cert is not None:
            context.load_cert_chain(str(self.cert), str(self.key) if self.key else None)
        return context


@dataclass(frozen=True, slots=True)
class Address:
    """Where a broker is."""

    host: str
    port: int = 1883
    tls: Tls | None = None
    username: str = ""
    password: str = ""


class AsyncLink:
    """A line owned by an asyncio loop: every callback comes on that loop, and a PUBACK goes out after `on_message`."""

    def __init__(
        self,
        client_id: str,
        brokers: Sequence[Address],
        topics: Sequence[str],
        *,
        greet: Callable[[str], Greeting],
        on_connect: Callable[[], None],
        on_lost: Callable[[], None],
        on_message: Callable[[str, bytes], None],
    ) -> None:
        assert brokers, "a line needs a broker"
        self.urgent = False
        """Set while an incident is open: then a silent broker is left sooner."""
        self.shell_turns: Callable[[], bool] = lambda: True
        """Does the loop that owns the journal still come round? While it does not, the broker speaks our will."""
        self._client_id, self._brokers, self._topics = client_id, tuple(brokers), tuple(topics)
        self._greet, self._on_connect, self._on_lost, self._on_message = greet, on_connect, on_lost, on_message
        self._client: mqtt.Client | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session = ""
        self._up = False
        self._down_since_s = time.monotonic()
        self._stopping = False
        self._ended = asyncio.Event()
        self._unacked: dict[int, tuple[str, float]] = {}
        self._resting: dict[str, float] = {}
        self._old_version: set[Address] = set()

    @property
    def connected(self) -> bool:
        return self._up

    @property
    def down_s(self) -> float:
        """For how long there has been no line; 0 while there is one."""
        return 0.0 if self._up else time.monotonic() - self._down_since_s

    def accepts(self, topic: str) -> bool:
        """Would this topic be handed to the broker now?"""
        return self._up and len(self._unacked) < UNACKED and time.monotonic() >= self._resting.get(topic, 0.0)

    def publish(self, topic: str, payload: bytes, retain: bool) -> bool:
        """Hand it to the broker if the line is up; it is never kept for later here."""
        client = self._client
        if client is None or not self.accepts(topic):
            return False
        info = client.publish(topic, payload, qos=1, retain=retain)
        self._unacked[info.mid] = (topic, time.monotonic())
        return bool(info.rc == mqtt.MQTT_ERR_SUCCESS)

    def announce(self) -> None:
        """Say again who is here, in the same session (a desk does so every few seconds)."""
        greeting = self._greet(self._session)
        self.publish(greeting.topic, greeting.birth, True)

    def give_up(self) -> None:
        """Begin nothing new; from any thread."""
        self._stopping = True

    def stop(self) -> None:
        """Say goodbye; `run` returns."""
        self.give_up()
        if self._up and self._client is not None:
            greeting = self._greet(self._session)
            self._client.publish(greeting.topic, greeting.will, qos=1, retain=True)
            self._client.disconnect()
        self._ended.set()

    async def run(self) -> None:
        """Walk the list of brokers for ever: stay with one while it answers, then try the next."""
        self._loop = asyncio.get_running_loop()
        at, wait_s = 0, WAIT_FIRST_S
        while not self._stopping:
            if not self.shell_turns():
                await asyncio.sleep(LOOK_S)
                continue
            address = self._brokers[at % len(self._brokers)]
            began_s = time.monotonic()
            try:
                await self._live(address)
            except Exception:  # whatever went wrong with this connection, the line must be tried again
                _log.exception("the line to %s:%s failed", address.host, address.port)
            self._drop()
            at += 1
            wait_s = WAIT_FIRST_S if time.monotonic() - began_s > WAIT_MOST_S else min(2 * wait_s, WAIT_MOST_S)
            if not self._stopping:
                self._ended.clear()
                await self._pause(min(wait_s, WAIT_URGENT_S) if self.urgent else wait_s)

    async def _pause(self, wait_s: float) -> None:
        try:
            await asyncio.wait_for(self._ended.wait(), wait_s)
        except TimeoutError:
            return

    async def _live(self, address: Address) -> None:
        """One connection, from birth to its end."""
        assert self._loop is not None
        self._ended.clear()
        try:
            client = await self._loop.run_in_executor(None, self._dial, address)
        except (OSError, ValueError) as trouble:
            _log.info("no line to %s:%s: %s", address.host, address.port, trouble)
            return
        self._client = client
        sock = client.socket()
        assert sock is not None, "it was closed at once"
        self._loop.add_reader(sock, self._read, client, sock)
        dialled_s = time.monotonic()
        while not self._ended.is_set() and client.loop_misc() == mqtt.MQTT_ERR_SUCCESS:
            await self._pause(LOOK_S)
            now = time.monotonic()
            if not self.shell_turns():
                _log.error("nothing has turned here for %.0f s: the line is let go", STILL_S)
                break
            if not self._up and now - dialled_s > CONNECT_S:
                break
            oldest = next(iter(self._unacked.values()), None)
            if self.urgent and oldest is not None and now - oldest[1] > PUBACK_S:
                _log.warning("%s:%s owes an answer for %.0f s: left", address.host, address.port, now - oldest[1])
                break
        for _ in range(20 if self._stopping else 0):  # let the goodbye out
            if client.socket() is None or not client.want_write():
                break
            await asyncio.sleep(0.01)

    def _dial(self, address: Address) -> mqtt.Client:
        """Connect, on a thread of the pool: names and TLS may take seconds. A new client each time: no old queue."""
        version = mqtt.MQTTv311 if address in self._old_version else mqtt.MQTTv5
        client = mqtt.Client(CallbackAPIVersion.VERSION2, self._client_id, protocol=version)
        client.connect_timeout = CONNECT_S
        client.enable_logger(_log.getChild("paho"))
        if address.tls is not None:
            client.tls_set_context(address.tls.context())
        if address.username:
            client.username_pw_set(address.username, address.password)
        self._session = uuid7(time.time_ns() // 1_000_000)
        greeting = self._greet(self._session)
        client.will_set(greeting.topic, greeting.will, qos=1, retain=True)
        client.on_socket_open = _no_delay
        client.on_socket_close = self._socket_closed
        client.on_socket_register_write = self._wants_write
        client.on_socket_unregister_write = self._wrote_all
        client.on_connect = lambda c, _u, _f, reason, _p: self._connected(c, address, reason)
        client.on_disconnect = lambda *_: self._ended.set()
        client.on_publish = lambda _c, _u, mid, reason, _p: self._published(mid, reason)
        client.on_message = lambda _c, _u, message: self._received(message)
        if version == mqtt.MQTTv5:
            client.connect(address.host, address.port, KEEPALIVE_S, clean_start=True)
        else:
            client.connect(address.host, address.port, KEEPALIVE_S)
        return client

    def _drop(self) -> None:
        """Let go of whatever is left of the connection."""
        client, self._client = self._client, None
        self._unacked.clear()
        if client is not None and (sock := client.socket()) is not None:
            self._forget(sock)
            sock.close()
        if self._up:
            self._up = False
            self._down_since_s = time.monotonic()
            self._tell(self._on_lost)

    # --- what paho calls -----------------------------------------------------------------------------------

    def _connected(self, client: mqtt.Client, address: Address, reason: ReasonCode) -> None:
        if reason.is_failure:
            _log.warning("%s:%s refused us: %s", address.host, address.port, reason)
            if reason.value == _UNSUPPORTED_VERSION:
                self._old_version.add(address)
            self._ended.set()
            return
        self._up = True
        client.subscribe([(topic, 1) for topic in self._topics])
        self.announce()
        self._tell(self._on_connect)

    def _published(self, mid: int, reason: ReasonCode) -> None:
        topic, _ = self._unacked.pop(mid, ("", 0.0))
        if reason.is_failure:
            _log.error("the broker refused %s: %s; resting it", topic, reason)
            self._resting[topic] = time.monotonic() + QUARANTINE_S

    def _received(self, message: mqtt.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        self._tell(self._on_message, topic, bytes(message.payload))

    def _tell(self, listener: Callable[..., None], *args: Any) -> None:
        try:
            listener(*args)
        except Exception:  # an exception here would end the line in silence
            _log.exception("a listener of the line failed")

    # --- the socket in the loop ----------------------------------------------------------------------------

    def _read(self, client: mqtt.Client, sock: Any) -> None:
        while client.loop_read() == mqtt.MQTT_ERR_SUCCESS and client.socket() is not None:
            # some brokers wait for the kernel's ACK before they go on: without this it is 40 ms late
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            # what TLS has already decrypted no longer makes the socket readable: take it now
            if not isinstance(sock, ssl.SSLSocket) or not sock.pending():
                return

    def _wants_write(self, client: mqtt.Client, _userdata: Any, sock: Any) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._add_writer, client, sock)

    def _add_writer(self, client: mqtt.Client, sock: Any) -> None:
        current = client.socket()
        if self._loop is not None and current is not None and current is sock and current.fileno() >= 0:
            self._loop.add_writer(current, client.loop_write)

    def _wrote_all(self, _client: mqtt.Client, _userdata: Any, sock: Any) -> None:
        if self._loop is not None and sock.fileno() >= 0:
            self._loop.remove_writer(sock)

    def _socket_closed(self, _client: mqtt.Client, _userdata: Any, sock: Any) -> None:
        self._forget(sock)
        self._ended.set()

    def _forget(self, sock: Any) -> None:
        if self._loop is not None and sock.fileno() >= 0:
            self._loop.remove_reader(sock)
            self._loop.remove_writer(sock)


class MqttLink:
    """The same line in a thread of its own, for a shell with another loop: it only `post`s, it knows no journal."""

    def __init__(
        self,
        client_id: str,
        brokers: Sequence[Address],
        topics: Sequence[str],
        *,
        post: Post,
        greet: Callable[[str], Greeting],
        on_connect: Callable[[], None],
        on_lost: Callable[[], None],
        on_message: Callable[[str, bytes], None],
    ) -> None:
        self._link = AsyncLink(
            client_id,
            brokers,
            topics,
            greet=greet,
            on_connect=lambda: post(on_connect),
            on_lost=lambda: post(on_lost),
            on_message=lambda topic, payload: post(lambda: on_message(topic, payload)),
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turned_s: float | None = None
        self._link.shell_turns = lambda: self._turned_s is None or time.monotonic() - self._turned_s < STILL_S
        self._thread = threading.Thread(target=self._work, name="line", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def turned(self) -> None:
        """The shell's loop came round. Once it has said so, it has to go on saying it."""
        self._turned_s = time.monotonic()

    def stop(self, timeout_s: float = 2.0) -> None:
        self._link.give_up()
        if self._call(self._link.stop):
            self._thread.join(timeout_s)

    @property
    def connected(self) -> bool:
        return self._link.connected

    @property
    def down_s(self) -> float:
        return self._link.down_s

    @property
    def urgent(self) -> bool:
        return self._link.urgent

    @urgent.setter
    def urgent(self, on: bool) -> None:
        self._link.urgent = on

    def publish(self, topic: str, payload: bytes, retain: bool) -> bool:
        if not self._link.accepts(topic):
            return False
        return self._call(self._link.publish, topic, payload, retain)

    def announce(self) -> None:
        self._call(self._link.announce)

    def _call(self, what: Callable[..., object], *args: object) -> bool:
        """Hand a call over to the line's thread; False if it does not run (yet, or any more)."""
        loop = self._loop
        try:
            if loop is not None:
                loop.call_soon_threadsafe(what, *args)
        except RuntimeError:  # it closed just now
            return False
        return loop is not None

    def _work(self) -> None:
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            runner.run(self._link.run())


def _no_delay(_client: mqtt.Client, _userdata: Any, sock: Any) -> None:
    """Without this every small message may wait 40 ms for the answer to the one before."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
