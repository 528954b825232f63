"""The line and brokers that are old, odd or strict: MQTT 3.1.1, garbage, client certificates."""

from __future__ import annotations

import contextlib
import datetime
import getpass
import ipaddress
import queue
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from journal import broker
from journal.mqtt import Address, MqttLink, Tls
from journal.presence import Greeting, Presence, greeter, kiosk_topic
from journal.sync import topics
from protocols.events import LogId, NoteAdded, Opened
from tests.fakes.real_line import Lobby, Office, until

GREET = greeter(kiosk_topic("FT03"), lambda s: Presence(True, s, 1))


def line_to(
    *brokers: Address,
    greet: Callable[[str], Greeting] = GREET,
    on_message: Callable[[str, bytes], None] = lambda *_: None,
) -> MqttLink:
    return MqttLink(
        "FT03-kiosk", brokers, topics("kiosk", "FT03"), post=lambda call: call(), greet=greet,
        on_connect=lambda: None, on_lost=lambda: None, on_message=on_message,
    )  # fmt: skip


class OldBroker:
    """Speaks only 3.1.1: refuses version 5 by its reason code, then says things no broker should."""

    def __init__(self) -> None:
        self.versions: list[int] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                connect = client.recv(1024)
                version = connect.partition(b"MQTT")[2][0]
                self.versions.append(version)
                if version == 5:
                    client.sendall(b"\x20\x03\x00\x84\x00")  # unsupported protocol version
                    continue
                client.sendall(b"\x20\x02\x00\x00")
                client.sendall(b"\x30\x04\x00\x02\xff\xfe")  # a topic that is no UTF-8
                client.sendall(b"\x30\x04\x00\x01xy")
                with contextlib.suppress(ConnectionError):
                    while client.recv(1024):
                        continue

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()


def test_an_old_broker_is_spoken_to_in_its_own_version() -> None:
    old = OldBroker()
    heard: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
    line = line_to(
        Address("127.0.0.1", old.port, username="kiosk", password="secret"), on_message=lambda *m: heard.put(m)
    )
    line.urgent = True
    assert line.urgent
    line.start()
    assert heard.get(timeout=10) == ("x", b"y"), "and garbage before it was passed over"
    assert old.versions[:2] == [5, 4]
    line.stop()
    old.close()


def test_a_greeting_that_cannot_be_made_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    tries = []

    def greet(session: str) -> Greeting:
        tries.append(session)
        if len(tries) == 1:
            raise RuntimeError("no name yet")
        return GREET(session)

    at = broker.start()
    assert isinstance(at, broker.Broker)
    line = line_to(Address("127.0.0.1", at.port), greet=greet)
    line.start()
    until(lambda: line.connected)
    line.announce()
    assert "no name yet" in caplog.text
    line.stop()
    assert not line.publish("frk/v1/FT03/live/a/facts", b"", False)
    at.stop()


class Authority:
    """A certificate authority for a test, in a few lines."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.write("ca", self.sign(self.name, self.key, ca=True), self.key)

    def issue(self, common_name: str) -> Tls:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        self.write(common_name, self.sign(name, key, ca=False), key)
        return Tls(self.home / "ca.crt", self.home / f"{common_name}.crt", self.home / f"{common_name}.key")

    def sign(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, *, ca: bool) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        return (
            x509.CertificateBuilder()
            .subject_name(name).issuer_name(self.name).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
            .add_extension(x509.SubjectAlternativeName([here]), critical=False)
            .add_extension(subject_key, critical=False).add_extension(authority_key, critical=False)
            .sign(self.key, hashes.SHA256())
        )  # fmt: skip

    def write(self, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        pem = serialization.Encoding.PEM
        (self.home / f"{name}.crt").write_bytes(certificate.public_bytes(pem))
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (self.home / f"{name}.key").write_bytes(key.private_bytes(pem, *plain))


def test_the_talk_goes_over_tls_with_client_certificates(tmp_path: Path) -> None:
    mosquitto = broker.find_mosquitto()
    assert mosquitto is not None
    authority = Authority(tmp_path)
    authority.issue("server")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "conf").write_text(
        f"user {getpass.getuser()}\nlistener {port} 127.0.0.1\ncafile {tmp_path}/ca.crt\n"
        f"certfile {tmp_path}/server.crt\nkeyfile {tmp_path}/server.key\n"
        "require_certificate true\nuse_identity_as_username true\n"
    )
    server = subprocess.Popen([mosquitto, "-c", str(tmp_path / "conf")], stderr=subprocess.DEVNULL)
    live = LogId("FT03/live/a")
    stranger = line_to(Address("127.0.0.1", port, Tls(tmp_path / "ca.crt")))
    stranger.start()
    lobby = Lobby(tmp_path / "k.db", [Address("127.0.0.1", port, authority.issue("FT03"))])
    office = Office(tmp_path / "d.db", [Address("127.0.0.1", port, authority.issue("desk"))])
    try:
        lobby.write(live, Opened("collapse", "p", "FT03", "lobby", "zh", "tile"), *[NoteAdded("急" * 400)] * 120)
        until(lambda: len(office.shown) == 121 and lobby.cursors and lobby.cursors[-1][1].seq == 121)
        assert not stranger.connected, "no certificate, no line"
    finally:
        stranger.stop()
        lobby.stop(), office.stop()
        server.terminate()
        server.wait()
