"""One desk: everything about this installation, from one TOML file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from protocols.bilingual import Words
from protocols.settings import mistakes
from protocols.settings_place import NoSetting, override, place

ENV_PREFIX = "FRK_DESK_"
"""`FRK_DESK_LISTEN__PORT=8081` overrides `port` of the table `[listen]` (two underscores between table and key)."""

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Seconds = Annotated[float, msgspec.Meta(ge=0.1, le=3600)]
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where browsers find the desk. Anything but loopback is a decision, so it stands in the file."""

    host: str = "127.0.0.1"
    port: Port = 8470
    public_url: str = ""
    cert: str = ""
    key: str = ""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The brokers, all of them: a desk joins every one, a kiosk walks the list."""

    brokers: tuple[str, ...] = ("127.0.0.1:1883",)
    ca: str = ""
    cert: str = ""
    key: str = ""


class Carrier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second carrier, `POST /v1/facts`: off until one of the two says who may post."""

    secrets: str = ""
    client_header: str = ""


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    link_hours: Annotated[float, msgspec.Meta(gt=0, le=168)] = 12.0
    session_hours: Annotated[float, msgspec.Meta(gt=0, le=72)] = 12.0


class Alarm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a page that hears nothing from the desk turns red; it sounds at the same moment."""

    heartbeat_s: Seconds = 3.0
    lost_s: Annotated[float, msgspec.Meta(ge=0.1, le=9.0)] = 6.5
    volume: Annotated[float, msgspec.Meta(ge=0.3, le=1.0)] = 0.9


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]{2,16}$")] = "DESK1"
    name: Words = Words("应急值班台", "Response desk")
    phone: str = ""
    lang: Literal["zh", "en"] = "zh"
    data: str = "data/desk"
    content: str = ""
    fonts: str = "build/fonts"
    listen: Listen = Listen()
    line: Line = Line()
    carrier: Carrier = Carrier()
    sign_in: SignIn = SignIn()
    alarm: Alarm = Alarm()

    @property
    def journal(self) -> Path:
        return Path(self.data) / "journal.sqlite"

    @property
    def people(self) -> Path:
        return Path(self.data) / "people.sqlite"

    @property
    def secret(self) -> Path:
        """What the cookies are signed with: made at the first start, readable by the desk's user only."""
        return Path(self.data) / "secret.key"

    @property
    def https(self) -> bool:
        return bool(self.listen.cert) or self.listen.public_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """Host names a browser may call the desk by: a foreign name pointed at this machine gets nothing."""
        public = re.sub(r"^https?://|[:/].*$", "", self.listen.public_url)
        return sorted({*LOOPBACK, "[::1]", self.listen.host, public} - {"", "0.0.0.0", "::"})


def load(path: Path, environ: Mapping[str, str] | None = None) -> Config | list[str]:
    """The configuration, or what is wrong with it, each line with file and line number."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as trouble:
        return [f"{path}:1: cannot be read ({trouble.strerror}): give the path of a desk configuration"]
    except UnicodeDecodeError:
        return [f"{path}:1: is not UTF-8 text: save it as UTF-8"]
    return parse(text, str(path), os.environ if environ is None else environ)


def parse(text: str, name: str = "desk.toml", environ: Mapping[str, str] | None = None) -> Config | list[str]:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        found = re.search(r"line (\d+)", str(trouble))
        return [f"{name}:{found[1] if found else 1}: {trouble}"]
    try:
        sources = override(raw, environ or {}, ENV_PREFIX)
    except NoSetting as trouble:
        return [str(trouble)]
    if wrong := list(mistakes(raw, Config)):
        return [f"{place(name, text, sources, what)}: {what}" for what in wrong]
    config = msgspec.convert(raw, Config, strict=False)
    return [f"{place(name, text, sources, key)}: {what}" for key, what in _problems(config)] or config


def _problems(config: Config) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if config.alarm.heartbeat_s * 2 > config.alarm.lost_s:
        found.append(("alarm.lost_s", "must be at least twice heartbeat_s, or a single late heartbeat rings"))
    if bool(config.listen.cert) != bool(config.listen.key):
        found.append(("listen.cert", "cert and key belong together"))
    if config.listen.host not in LOOPBACK and not config.https:
        found.append(("listen.host", "outside loopback the desk needs TLS: cert and key, or an https public_url"))
    for broker in config.line.brokers:
        if not re.fullmatch(r".+:\d{1,5}", broker) or not 0 < int(broker.rpartition(":")[2]) < 65536:
            found.append(("line.brokers", f"{broker!r} is not host:port"))
    if not config.line.brokers:
        found.append(("line.brokers", "name one broker or more, each as host:port"))
    if bool(config.line.cert) != bool(config.line.key):
        found.append(("line.cert", "cert and key belong together"))
    if config.line.cert and not config.line.ca:
        found.append(("line.ca", "a certificate is shown only over TLS: give ca, the broker's authority"))
    if config.carrier.client_header and config.listen.host not in LOOPBACK:
        why = "a header proves nothing unless only a proxy on this machine can reach the desk"
        found.append(("carrier.client_header", why))
    for key, path in (
        ("listen.cert", config.listen.cert),
        ("listen.key", config.listen.key),
        ("line.ca", config.line.ca),
        ("line.cert", config.line.cert),
        ("line.key", config.line.key),
        ("carrier.secrets", config.carrier.secrets),
    ):
        if path and not Path(path).is_file():
            found.append((key, f"there is no file {path}"))
    return found
