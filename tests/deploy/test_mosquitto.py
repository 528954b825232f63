"""The shipped broker configuration, run by a real Mosquitto: who may write and read what, and what revoking does."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from deploy import make_certs
from deploy.make_certs import Authority, Refused
from tests.fakes.secured_site import Site, within

LOG = "0192f0c1-0000-7000-8000-000000000001"
CONNECT = b"\x10\x11\x00\x04MQTT\x05\x02\x00\x0a\x00\x00\x04FT03"
QUIET_S = 0.3  # how long nothing must arrive before we believe that nothing will


class Peer:
    """One certificate's holder, connected with a real paho client."""

    def __init__(self, site: Site, name: str, *subscriptions: str, client_id: str | None = None) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.answers: dict[int, str] = {}
        self.lost = threading.Event()
        self.refused = ""
        self._ready = threading.Event()
        self._subscriptions = subscriptions
        self.paho = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2,
            client_id=client_id or name,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=False,
        )
        self.paho.tls_set_context(site.tls(name))
        self.paho.on_connect = self._on_connect
        self.paho.on_disconnect = lambda *_: self.lost.set()
        self.paho.on_subscribe = lambda *_: self._ready.set()
        self.paho.on_message = lambda _c, _u, m: self.received.append((m.topic, bytes(m.payload)))
        self.paho.on_publish = lambda _c, _u, mid, reason, _p: self.answers.__setitem__(mid, str(reason))
        self.paho.connect("127.0.0.1", site.port, keepalive=10)
        self.paho.loop_start()
        assert within(5, lambda: self._ready.is_set() or self.lost.is_set()), "neither connected nor refused"

    def _on_connect(self, client: mqtt.Client, *_: object) -> None:
        if self._subscriptions:
            client.subscribe([(topic, 1) for topic in self._subscriptions])
        else:
            self._ready.set()

    @property
    def is_connected(self) -> bool:
        return self._ready.is_set() and not self.lost.is_set()

    def publish(self, topic: str, payload: bytes = b"{}") -> str:
        """The broker's answer: Success, Not authorized, ..."""
        mid = self.paho.publish(topic, payload, qos=1).mid
        assert within(3, lambda: mid in self.answers or self.lost.is_set())
        return self.answers.get(mid, "disconnected")

    def close(self) -> None:
        self.paho.disconnect()
        self.paho.loop_stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[Site]:
    """For a test that leaves the site changed."""
    site = Site(tmp_path)
    site.start()
    yield site
    site.stop()


KIOSK_WRITES = [f"{kind}/{LOG}/facts" for kind in ("live", "drill", "ops")]
KIOSK_WRITES += [f"{kind}/{LOG}/cursor" for kind in ("desk", "deskops")]
DESK_WRITES = [f"{kind}/{LOG}/cursor" for kind in ("live", "drill", "ops")]
DESK_WRITES += [f"{kind}/{LOG}/facts" for kind in ("desk", "deskops")]


def test_a_kiosk_writes_its_own_half_and_the_desk_reads_all_of_it(site: Site) -> None:
    desk = Peer(site, "DESK1", "frk/v1/#")
    kiosk = Peer(site, "FT03")
    topics = [f"frk/v1/FT03/{topic}" for topic in [*KIOSK_WRITES, "presence"]]
    for topic in topics:
        kiosk.publish(topic)
    assert within(3, lambda: len(desk.received) >= len(topics))
    assert [topic for topic, _ in desk.received] == topics
    kiosk.close()
    desk.close()


def test_the_desk_writes_its_half_and_the_kiosk_reads_only_its_own(site: Site) -> None:
    kiosk = Peer(site, "FT03", "#")
    other = Peer(site, "FT04", "#")
    desk = Peer(site, "DESK1")
    topics = [f"frk/v1/FT03/{topic}" for topic in DESK_WRITES]
    for topic in [*topics, "frk/v1/_desk/DESK1/presence"]:
        desk.publish(topic)
    assert within(3, lambda: len(kiosk.received) > len(topics) and len(other.received) > 0)
    time.sleep(QUIET_S)
    assert [topic for topic, _ in kiosk.received] == [*topics, "frk/v1/_desk/DESK1/presence"]
    assert [topic for topic, _ in other.received] == ["frk/v1/_desk/DESK1/presence"]
    for peer in (kiosk, other, desk):
        peer.close()


FOREIGN = [f"frk/v1/FT04/{topic}" for topic in [*KIOSK_WRITES, "presence"]]  # another kiosk's half
FOREIGN += [f"frk/v1/FT03/{topic}" for topic in DESK_WRITES]  # the desk's half of its own
FOREIGN += ["frk/v1/_desk/DESK1/presence", "frk/v1/_desk/FT03/presence"]  # posing as a desk
FOREIGN += ["frk/v1/FT03/live/facts", f"frk/v1/FT03/live/{LOG}/x/facts", "anything", "frk/v2/FT03/presence"]


@pytest.mark.parametrize("topic", FOREIGN)
def test_a_kiosk_that_writes_elsewhere_is_denied_and_nobody_hears_it(site: Site, topic: str) -> None:
    listener = Peer(site, "DESK1", "#") if "FT04" in topic else Peer(site, "FT04", "#")
    kiosk = Peer(site, "FT03")
    assert kiosk.publish(topic, b"forged") in ("Not authorized", "disconnected")
    time.sleep(QUIET_S / 3)
    assert [heard for heard in listener.received if heard[1] == b"forged"] == []
    kiosk.close()
    listener.close()


@pytest.mark.parametrize(
    "topic", [*(f"frk/v1/FT03/{topic}" for topic in [*KIOSK_WRITES, "presence"]), "frk/v1/_desk/DESK2/presence"]
)
def test_the_desk_cannot_write_what_a_kiosk_says_or_pose_as_another_desk(site: Site, topic: str) -> None:
    desk = Peer(site, "DESK1")
    assert desk.publish(topic) in ("Not authorized", "disconnected")
    desk.close()


def test_a_kiosk_reads_nothing_of_another_kiosk(site: Site) -> None:
    spy = Peer(site, "FT04", "#", "frk/v1/FT03/#", f"frk/v1/FT03/live/{LOG}/facts")
    kiosk, desk = Peer(site, "FT03"), Peer(site, "DESK1")
    for topic in KIOSK_WRITES:
        assert kiosk.publish(f"frk/v1/FT03/{topic}") in ("Success", "No matching subscribers")
    for topic in DESK_WRITES:
        assert desk.publish(f"frk/v1/FT03/{topic}") in ("Success", "No matching subscribers")
    time.sleep(QUIET_S)
    assert [topic for topic, _ in spy.received if "FT03" in topic] == []
    for peer in (spy, kiosk, desk):
        peer.close()


def test_a_borrowed_client_id_throws_nobody_off(site: Site) -> None:
    kiosk = Peer(site, "FT03")
    thief = Peer(site, "FT04", client_id="FT03")
    time.sleep(QUIET_S)
    assert kiosk.is_connected
    assert kiosk.publish("frk/v1/FT03/presence") in ("Success", "No matching subscribers")
    thief.close()
    kiosk.close()


def first_byte(context: ssl.SSLContext, port: int) -> bytes:
    plain = socket.create_connection(("127.0.0.1", port), timeout=3)
    with context.wrap_socket(plain, server_hostname="localhost") as line:
        line.sendall(CONNECT)
        answer = line.recv(1)
    if not answer:  # TLS 1.3 tells the refusal only after the handshake
        raise ConnectionError("closed without a word")
    return answer


def test_without_a_certificate_of_our_authority_there_is_no_connection(site: Site, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    stranger.make()
    certificate = stranger.add_kiosk("FT03")
    forged = ssl.create_default_context(cafile=str(site.authority.folder / "ca.crt"))
    forged.load_cert_chain(certificate, certificate.with_suffix(".key"))
    assert first_byte(site.tls("FT03"), site.port) == b"\x20", "a true certificate gets its CONNACK"
    for context in (site.tls(None), forged):
        with pytest.raises((ssl.SSLError, ConnectionError)):
            first_byte(context, site.port)


def test_plain_text_gets_no_answer(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=3) as plain:
        plain.sendall(CONNECT)
        try:
            answer = plain.recv(64)
        except ConnectionError:
            answer = b""
    assert not answer.startswith(b"\x20"), "a CONNACK without TLS"


@pytest.mark.parametrize("name", ["FT04", "DESK1"])
def test_a_revoked_certificate_can_do_nothing_while_the_others_go_on(own_site: Site, name: str) -> None:
    site = own_site
    own, heard_by = (f"frk/v1/{name}/presence", "DESK1") if name == "FT04" else ("frk/v1/_desk/DESK1/presence", "FT03")
    standing = Peer(site, name, "#")
    listener = Peer(site, heard_by, "#")
    kiosk = listener if heard_by == "FT03" else Peer(site, "FT03")
    assert standing.publish(own, b"before") == "Success"
    assert within(3, lambda: (own, b"before") in listener.received)

    site.revoke(name)
    site.reload()
    standing.received.clear()
    assert standing.publish(own, b"after") in ("Not authorized", "disconnected")
    for other in ("FT03/presence", f"FT03/live/{LOG}/facts"):
        assert kiosk.publish(f"frk/v1/{other}") in ("Success", "No matching subscribers")
    if name == "FT04":  # what a desk says to all
        desk = listener
        desk.publish("frk/v1/_desk/DESK1/presence", b"to all")
    time.sleep(QUIET_S)
    assert standing.received == []
    assert (own, b"after") not in listener.received

    with pytest.raises((ssl.SSLError, ConnectionError)):  # paho or the socket says it, as the library pleases
        again = Peer(site, name)
        assert not again.is_connected, "a revoked certificate was let in"
        raise ConnectionError("refused after the handshake")
    assert kiosk.is_connected
    assert kiosk.publish("frk/v1/FT03/presence") in ("Success", "No matching subscribers")
    for peer in {standing, listener, kiosk}:
        peer.close()


def test_an_authority_refuses_what_would_be_unsafe(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    with pytest.raises(Refused, match="there is no authority"):
        authority.add_kiosk("FT03")
    authority.make()
    authority.add_kiosk("FT03")
    for name in ("ft03", "F", "+", "#", "FT03/x", "A" * 17, "DESK1", "DESK", "_desk", "福田"):
        with pytest.raises(Refused, match="no name for a kiosk"):
            authority.add_kiosk(name)
    for name in ("FT03", "DESK", "desk1", "DESK+", "DESK" + "1" * 13):
        with pytest.raises(Refused, match="no name for a desk"):
            authority.add_desk(name)
    with pytest.raises(Refused, match="has a certificate"):
        authority.add_kiosk("FT03")
    with pytest.raises(Refused, match="already"):
        authority.make()
    with pytest.raises(Refused, match="no certificate was ever made"):
        authority.revoke("FT04")
    keys = [path for path in authority.folder.iterdir() if path.suffix == ".key"]
    assert [path.stat().st_mode & 0o777 for path in keys] == [0o600, 0o600]


def test_openssl_agrees_about_who_is_trusted_before_and_after(tmp_path: Path) -> None:
    acl = tmp_path / "acl"
    acl.write_text("# empty\n")
    folder = tmp_path / "authority"
    for arguments in (
        ["authority"],
        ["server", "broker", "localhost", "10.0.0.1"],
        ["kiosk", "FT03"],
        ["kiosk", "FT04"],
    ):
        assert make_certs.main([str(folder), *arguments]) == 0

    def verify(certificate: Path, purpose: str) -> bool:
        command = [
            "openssl",
            "verify",
            "-x509_strict",
            "-crl_check",
            "-purpose",
            purpose,
            "-CAfile",
            str(folder / "ca.crt"),
        ]
        command += ["-CRLfile", str(folder / "crl.pem"), str(certificate)]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    issued = {path.name.split(".")[0]: path for path in (folder / "issued").iterdir()}
    assert verify(issued["broker"], "sslserver")
    assert verify(issued["FT03"], "sslclient")
    assert verify(issued["FT04"], "sslclient")
    assert not verify(issued["FT03"], "sslserver")
    assert make_certs.main([str(folder), "revoke", "FT04", str(acl)]) == 0
    assert make_certs.main([str(folder), "revoke", "FT04", str(acl)]) == 0
    assert acl.read_text().count("topic deny #") == 1
    assert verify(issued["FT03"], "sslclient")
    assert not verify(issued["FT04"], "sslclient")
    assert make_certs.main([str(folder), "kiosk", "FT04"]) == 0, "a lobby gets a new certificate after a theft"
    assert verify(folder / "FT04.crt", "sslclient")
