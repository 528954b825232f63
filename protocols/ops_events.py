"""What happened to a kiosk or to the desk itself, past tense, in ops/ and deskops/: no fact of an incident."""

from __future__ import annotations

from .events import ClockStepped, Continued, Event


class KioskStarted(Event, frozen=True, tag="kiosk_started"):
    """The words of the branch are in Chinese, as in `Opened`; in English they stand beside them."""

    version: str
    pack: str
    station: str
    place: str
    phone: str
    aed_place: str
    station_en: str = ""
    place_en: str = ""
    aed_place_en: str = ""


class HealthNoted(Event, frozen=True, tag="health_noted"):
    """One thing of the machine or the branch changed or was tested: sound, disk, journal, clock, voice, screen, kit."""

    item: str
    ok: bool
    detail: str = ""


class SettingChanged(Event, frozen=True, tag="setting_changed"):
    """Somebody with the PIN set something at the kiosk itself, over its configuration file."""

    key: str
    value: str


class UpkeepNoted(Event, frozen=True, tag="upkeep_noted"):
    """What somebody did behind the PIN: opened, cleaning, exported, closed (abandoned), left."""

    what: str
    detail: str = ""


class DeskStarted(Event, frozen=True, tag="desk_started"):
    version: str


class LogDropped(Event, frozen=True, tag="log_dropped"):
    """A closed log past its age left this disk; its last digest stays here, so that a copy elsewhere can be proved."""

    log: str
    seq: int
    digest: str


OPS_EVENTS: tuple[type[Event], ...] = (
    KioskStarted, HealthNoted, ClockStepped, Continued, DeskStarted, LogDropped, SettingChanged, UpkeepNoted,
)  # fmt: skip
