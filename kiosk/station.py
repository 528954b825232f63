"""The station: everything about this branch and this machine, from one TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from protocols import overlay
from protocols.bilingual import NOTHING, Words
from protocols.events import Lang, ProfileName
from protocols.model import Slot, Text

from .equipment import Kit
from .opening import Exceptional, Open
from .tile_order import Season


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the idle screen: an icon name, strong words, weak words."""

    icon: str
    strong: Words
    weak: Words


class Rest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The six things a rest station has (六有): a sign, a place, facilities, rules, people, an entry on the map."""

    facilities: Words = NOTHING
    place: Words = NOTHING
    people: Words = NOTHING
    rules: Words = NOTHING
    sign: Words = NOTHING
    map: Words = NOTHING


class Station(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the 120 card reads aloud and the idle screen shows."""

    id: str
    name: Words
    address: Words
    floor: Words
    entrance: Words
    phone: str
    aed_place: Words
    hours: Words = NOTHING
    """Words for the hours, where they are not given as `open`."""
    landmark: Words = NOTHING
    desk_phone: str = ""
    profile: ProfileName = "normal"
    """How this kiosk shows and speaks until somebody chooses another way."""
    printer: str = ""
    """The CUPS name of a printer for the crew's sheet; "" = no key to print."""
    rows: tuple[Row, ...] = ()
    """Lines of the idle screen beside those that come from `kit`, `roster` and `rest`."""
    open: tuple[Open, ...] = ()
    exception: tuple[Exceptional, ...] = ()
    kit: tuple[Kit, ...] = ()
    rest: Rest = Rest()
    roster: str = ""
    tiles_first: tuple[str, ...] = ()
    season: tuple[Season, ...] = ()
    cantonese: bool = False
    """The language key also offers Cantonese: spoken by a machine until somebody records it."""


class Idle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the lobby rests: when it dims, whether a start is held outside the staffed hours, the unseen way in."""

    dim_after_min: float = 10.0
    hold_to_start: bool = True
    silent_gesture: bool = True
    silent_protocol: str = "robbery"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to reach the desk: brokers in the order they are tried, and the second carrier."""

    brokers: tuple[str, ...] = ("127.0.0.1:1883",)
    ca: str = ""
    cert: str = ""
    key: str = ""
    second_carrier: str = ""
    secret_file: str = ""


class Screen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    width_px: int = 1080
    height_px: int = 1920
    px_per_mm: float = 4.034
    fullscreen: bool = True
    night: Literal["auto", "day", "night"] = "auto"
    rotation: Literal[0, 90, 180, 270] = 0
    """Degrees by which the picture is turned, anticlockwise, on a panel that the system does not turn itself."""
    brightness: float = 1.0
    flash: bool = False
    """The ground flashes for a second and a half at each new critical step, for people who do not hear."""


class Sound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    device: Literal["auto", "none"] = "auto"
    buffer_ms: int = 120
    volume: float = 0.9
    night_volume: float = 0.5
    """The most at night for what is no emergency: self-test, drill, lobby."""
    floor: float = 0.7
    """The least while a real incident is open, by day and by night."""
    recordings: str = ""
    """A folder of this branch's own recordings (`main.py voice import`); "": `recordings` beside the journal."""
    selftest: str = "07:40"
    """When the loudspeaker is tested each day, never while an incident is open; "": never."""


class KioskConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `production` refuses everything that is only for tests."""

    station: Station
    lang: Lang = "zh"
    production: bool = True
    data: str = "data/kiosk"
    pin_file: str = ""
    """Where the hash of the operations PIN stands; "" = `pin` in the data directory."""
    line: Line = Line()
    screen: Screen = Screen()
    sound: Sound = Sound()
    idle: Idle = Idle()
    branch: dict[str, Words] = {}
    """Words for the places that the protocols leave open (`slots.yaml`), beside those that `station` gives."""


def branch_words(config: KioskConfig, slots: Mapping[str, Slot]) -> dict[str, Text]:
    """What this branch puts into the places that the protocols leave open; words that are refused are left out."""
    own = own_words(config)
    refused = {name for name, _ in overlay.branch_wrong(slots, own)}
    return {name: words for name, words in own.items() if name not in refused}


def own_words(config: KioskConfig) -> dict[str, Text]:
    """The words it gives for those places, also those that are refused."""
    own = {"aed_place": config.station.aed_place, "door": config.station.entrance, **config.branch}
    return {name: {"zh": words.zh, "en": words.en} for name, words in own.items() if words.zh}


def recordings(config: KioskConfig) -> Path:
    """Where this branch's own recordings lie, looked at before the clips that are shipped."""
    return Path(config.sound.recordings) if config.sound.recordings else Path(config.data) / "recordings"


def read_secret(line: Line) -> str:
    """The secret for the second carrier, from a file of its own; "" if there is none or it cannot be read."""
    try:
        return Path(line.secret_file).read_text(encoding="utf-8").strip() if line.secret_file else ""
    except (OSError, UnicodeDecodeError):
        return ""
