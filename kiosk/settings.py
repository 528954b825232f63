"""What somebody with the PIN set at the kiosk itself: a small file over the station's own, or nothing."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

import msgspec

from protocols.events import Lang, ProfileName

from .pin_file import UNREADABLE, write_whole
from .station import KioskConfig

logger = logging.getLogger(__name__)

MAX_BYTES = 4096
PROFILES: tuple[ProfileName, ...] = ("normal", "elderly", "loud")
"""In the order in which the key turns them."""
VOLUMES = tuple(n / 10 for n in range(3, 11))
BRIGHTNESSES = tuple(n / 10 for n in range(4, 11))
"""Never so dark that the lobby takes the kiosk for switched off; during an incident it is always full."""

Rotation = Literal[0, 90, 180, 270]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None: as the station's file says."""

    lang: Lang | None = None
    profile: ProfileName | None = None
    volume: float | None = None
    brightness: float | None = None
    rotation: Rotation | None = None
    night: Literal["auto", "day", "night"] | None = None


def over(config: KioskConfig, settings: Settings) -> KioskConfig:
    """The station's configuration with what was set here."""
    screen, sound = config.screen, config.sound
    return msgspec.structs.replace(
        config,
        lang=settings.lang or config.lang,
        station=msgspec.structs.replace(config.station, profile=settings.profile or config.station.profile),
        screen=msgspec.structs.replace(
            screen,
            night=settings.night or screen.night,
            brightness=screen.brightness if settings.brightness is None else settings.brightness,
            rotation=screen.rotation if settings.rotation is None else settings.rotation,
        ),
        sound=msgspec.structs.replace(sound, volume=sound.volume if settings.volume is None else settings.volume),
    )


def sound(settings: Settings) -> bool:
    """What types cannot say: a file made by hand must not mute or blacken a kiosk."""
    return (settings.volume is None or min(VOLUMES) <= settings.volume <= 1.0) and (
        settings.brightness is None or min(BRIGHTNESSES) <= settings.brightness <= 1.0
    )


class SettingsFile:
    """`settings.json` in the data directory. One that cannot be read counts as empty, and `damaged` says so."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.damaged = False

    def load(self) -> Settings:
        try:
            found = msgspec.json.decode(self._path.read_bytes()[:MAX_BYTES], type=Settings)
        except FileNotFoundError:
            return Settings()
        except (OSError, *UNREADABLE) as trouble:
            logger.error("%s is not used: %s", self._path, trouble)
            self.damaged = True
            return Settings()
        self.damaged = not sound(found)
        return Settings() if self.damaged else found

    def save(self, settings: Settings) -> bool:
        """False: it counts until the next start only."""
        try:
            write_whole(self._path, msgspec.json.format(msgspec.json.encode(settings)))
        except OSError as trouble:
            logger.warning("settings are not kept over a restart: %s", trouble)
            return False
        self.damaged = False
        return True
