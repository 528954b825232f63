"""A real Mosquitto on the configuration that ships, with an authority of its own."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from deploy import make_certs
from deploy.make_certs import Authority
from journal.broker import find_mosquitto

SHIPPED = Path(__file__).parents[2] / "deploy" / "mosquitto"


def within(limit_s: float, happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + limit_s
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Site:
    """A broker on the shipped configuration, with its authority; only paths, user and port are put in."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.authority = Authority(directory / "authority")
        self.authority.make()
        self.authority.add_server("broker", ["localhost", "127.0.0.1"])
        for kiosk in ("FT03", "FT04"):
            self.authority.add_kiosk(kiosk)
        self.authority.add_desk("DESK1")
        self.keys = directory / "keys"  # what the peers hold, whatever the authority throws away
        self.keys.mkdir()
        for name in ("FT03", "FT04", "DESK1"):
            (self.keys / f"{name}.key").write_bytes((self.authority.folder / f"{name}.key").read_bytes())
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self._configure()

    def _configure(self) -> None:
        installed = self.directory / "installed"
        data = self.directory / "data"
        installed.mkdir()
        data.mkdir()
        folder = self.authority.folder
        for source, name in (("ca.crt", "ca.crt"), ("broker.crt", "server.crt"), ("broker.key", "server.key")):
            (installed / name).write_bytes((folder / source).read_bytes())
        (installed / "acl").write_text((SHIPPED / "acl").read_text())
        (installed / "crl.pem").write_bytes((folder / "crl.pem").read_bytes())
        text = (SHIPPED / "mosquitto.conf").read_text()
        text, paths = re.subn(r"/etc/first-response/broker/", f"{installed}/", text)
        text, places = re.subn(r"/var/lib/first-response-broker/", f"{data}/", text)
        text, ports = re.subn(r"^listener 8883$", f"listener {self.port} 127.0.0.1", text, flags=re.MULTILINE)
        text, users = re.subn(r"^user mosquitto$", "user root", text, flags=re.MULTILINE)
        assert (paths, places, ports, users) == (5, 1, 1, 1)
        (self.directory / "mosquitto.conf").write_text(text)

    def revoke(self, name: str) -> None:
        installed = self.directory / "installed"
        assert make_certs.main([str(self.authority.folder), "revoke", name, str(installed / "acl")]) == 0
        (installed / "crl.pem").write_bytes((self.authority.folder / "crl.pem").read_bytes())

    def start(self) -> None:
        mosquitto = find_mosquitto()
        assert mosquitto, "Mosquitto is needed: deploy/setup.sh test"
        with (self.directory / "log").open("ab") as log:
            command = [mosquitto, "-c", str(self.directory / "mosquitto.conf")]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        def accepts() -> bool:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=0.5).close()
            except OSError:
                return False
            return True

        assert within(5, accepts), (self.directory / "log").read_text()

    def reload(self) -> None:
        assert self.process is not None
        before = (self.directory / "log").read_text().count("Reloading config")
        self.process.send_signal(signal.SIGHUP)
        assert within(3, lambda: (self.directory / "log").read_text().count("Reloading config") > before)
        time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(5)
            self.process = None

    def tls(self, name: str | None) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.authority.folder / "ca.crt"))
        if name:
            found = next(self.authority.issued.glob(f"{name}.*.crt"))
            context.load_cert_chain(found, self.keys / f"{name}.key")
        return context
