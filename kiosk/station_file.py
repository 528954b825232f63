"""Reads the station's file: every mistake in it at once, each at its line, with what to do."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from audio.voice import MANIFEST_NAME
from protocols import overlay
from protocols.model import Pack, Slot
from protocols.settings import mistakes
from protocols.settings_place import NoSetting, line_of, override, place

from . import equipment, opening, roster, tile_order
from .station import KioskConfig, own_words

ENV_PREFIX = "FRK_KIOSK_"
"""`FRK_KIOSK_SOUND__DEVICE=none` overrides `device` of the table `[sound]` (two underscores between table and key)."""


MOST_PX = 16_384
"""Of a side of a picture: what graphics chips can draw."""


class ConfigError(Exception):
    """What is wrong with a configuration file, each problem as `file:line: what to do`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(path: Path, env: Mapping[str, str] = os.environ) -> KioskConfig:
    """Read, override from the environment, validate. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            [f"{path}:1: cannot be read ({error.strerror}): give the path of a kiosk configuration"]
        ) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path}:1: is not UTF-8 text: save it as UTF-8"]) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ConfigError([f"{path}:{line.group(1) if line else 1}: not valid TOML: {error}"]) from None
    try:
        sources = override(data, env, ENV_PREFIX)
    except NoSetting as error:
        raise ConfigError([str(error)]) from None
    if found := list(mistakes(data, KioskConfig)):
        raise ConfigError([f"{place(str(path), text, sources, what)}: {what}" for what in found])
    config = msgspec.convert(data, KioskConfig, strict=False)
    problems = [f"{place(str(path), text, sources, key)}: {what}" for key, what in _judge(config)]
    if problems:
        raise ConfigError(problems)
    return _beside(path, config)


def _beside(path: Path, config: KioskConfig) -> KioskConfig:
    """The roster lies beside the configuration that names it, unless its whole path is given."""
    name = config.station.roster
    if not name:
        return config
    return msgspec.structs.replace(
        config, station=msgspec.structs.replace(config.station, roster=str(path.parent / name))
    )


def _judge(config: KioskConfig) -> list[tuple[str, str]]:
    """What types cannot say: (key, what to do)."""
    wrong = []
    if not re.fullmatch(r"[A-Z0-9]{2,16}", config.station.id):
        wrong.append(("station.id", "id must be 2 to 16 capital letters or digits, as in the kiosk's certificate"))
    if config.lang == "yue" and not config.station.cantonese:
        wrong.append(("lang", "Cantonese is a machine voice: cantonese = true in [station] allows it"))
    if not re.fullmatch(r"[0-9 +\-]{3,20}", config.station.phone):
        wrong.append(("station.phone", "phone must be the number on which the branch can be called back"))
    for broker in config.line.brokers:
        if not re.fullmatch(r"[^\s:]+:\d{1,5}", broker) or not 0 < int(broker.rsplit(":", 1)[1]) < 65536:
            wrong.append(("line.brokers", f"{broker!r} must be host:port"))
    station = config.station
    for where, what in (*opening.wrong(station.open, station.exception), *equipment.wrong(station.kit)):
        wrong.append((f"station.{where}", what))
    if not station.hours and not station.open:
        wrong.append(("station.hours", "give the hours: as [[station.open]] with days, from and to, or in words"))
    if not 0 <= config.idle.dim_after_min <= 1440:
        wrong.append(("idle.dim_after_min", "dim_after_min must be 0 (never) to 1440 minutes"))
    if not config.line.brokers:
        wrong.append(("line.brokers", "name one broker or more, each as host:port"))
    if bool(config.line.cert) != bool(config.line.key):
        wrong.append(("line.cert", "cert and key go together: give both or neither"))
    if config.line.cert and not config.line.ca:
        wrong.append(("line.ca", "a certificate is shown only over TLS: give `ca`, the broker's authority"))
    carrier = config.line.second_carrier
    if carrier and not carrier.startswith("https://") and not re.match(r"http://(127\.0\.0\.1|localhost)[:/]", carrier):
        wrong.append(("line.second_carrier", "must be https://, or http:// on this machine"))
    if not 0.3 <= config.sound.volume <= 1.0:
        wrong.append(("sound.volume", "volume must be 0.3 to 1.0: a kiosk is never muted by its configuration"))
    if not 0.4 <= config.screen.brightness <= 1.0:
        wrong.append(("screen.brightness", "brightness must be 0.4 to 1.0: a kiosk is never black"))
    if not re.fullmatch(r"[^\s/#'\"-][^\s/#'\"]{0,126}|", config.station.printer):
        wrong.append(("station.printer", "printer must be a name that `lpstat -e` shows"))
    if config.sound.selftest and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", config.sound.selftest):
        wrong.append(("sound.selftest", 'selftest must be a time of day, as in "07:40", or "" for never'))
    if not 0.1 <= config.sound.night_volume <= 1.0:
        wrong.append(("sound.night_volume", "night_volume must be 0.1 to 1.0: a self-test must be heard at night too"))
    if not 0.3 <= config.sound.floor <= 1.0:
        wrong.append(("sound.floor", "floor must be 0.3 to 1.0: an emergency is never muted by its configuration"))
    if not 20 <= config.sound.buffer_ms <= 500:
        wrong.append(("sound.buffer_ms", "buffer_ms must be 20 to 500"))
    for side in ("width_px", "height_px"):
        if not 480 <= getattr(config.screen, side) <= MOST_PX:
            wrong.append((f"screen.{side}", f"{side} must be 480 to {MOST_PX}: the panel's pixels"))
    if not 1.5 <= config.screen.px_per_mm <= 12:
        wrong.append(
            ("screen.px_per_mm", "give the panel's pixels and its pixels per millimetre (21.5 inch full HD: 4.034)")
        )
    if config.production and not config.line.cert and not all(_is_loopback(b) for b in config.line.brokers):
        wrong.append(("line.cert", "a production kiosk reaches a broker on another machine only with its certificate"))
    return wrong


def branch_problems(path: Path, config: KioskConfig, slots: Mapping[str, Slot]) -> list[str]:
    """Branch words that could change what people do, or do not fit, as `file:line: what to do`."""
    text = path.read_text(encoding="utf-8")
    found = overlay.branch_wrong(slots, own_words(config))
    at = {"aed_place": "station.aed_place", "door": "station.entrance"}
    return [f"{path}:{line_of(text, at.get(name, f'branch.{name}'))}: {what}" for name, what in found]


def tile_problems(path: Path, config: KioskConfig, pack: Pack) -> list[str]:
    """Tiles and the silent protocol that this content does not have, as `file:line: what to do`."""
    text = path.read_text(encoding="utf-8")
    station = config.station
    found = [(f"station.{w}", what) for w, what in tile_order.wrong(station.season, station.tiles_first, pack)]
    silent = sorted(p.id for p in pack.protocols.values() if p.silent)
    if config.idle.silent_gesture and config.idle.silent_protocol not in silent:
        found.append(("idle.silent_protocol", f"must be one of the silent protocols: {', '.join(silent)}"))
    return [f"{path}:{line_of(text, where)}: {what}" for where, what in found]


def file_problems(path: Path, config: KioskConfig, env: Mapping[str, str] = os.environ) -> list[str]:
    """Files that are not there or cannot be read. The kiosk starts all the same: guidance needs none."""
    text, line = path.read_text(encoding="utf-8"), config.line
    sources = override({}, env, ENV_PREFIX)
    found = []
    own = config.sound.recordings
    if own and not (Path(own) / MANIFEST_NAME).is_file():
        at = place(str(path), text, sources, "sound.recordings")
        found.append(f"{at}: {own} holds no recordings: put them there with `main.py voice import --into {own}`")
    for key, name in (("ca", line.ca), ("cert", line.cert), ("key", line.key), ("secret_file", line.secret_file)):
        if not name:
            continue
        try:
            Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as trouble:
            why = trouble.strerror if isinstance(trouble, OSError) else "not UTF-8 text"
            found.append(f"{place(str(path), text, sources, f'line.{key}')}: {name} cannot be read: {why}")
    return [*found, *(roster.read(Path(config.station.roster))[1] if config.station.roster else [])]


def _is_loopback(broker: str) -> bool:
    return broker.rsplit(":", 1)[0] in ("127.0.0.1", "localhost")
