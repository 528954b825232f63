"""The kiosks themselves: who is on the line, what does not work there, how to phone them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from journal.codec import channel_of, kiosk_of
from journal.presence import Presence
from journal.recorder import Recorder
from protocols.bilingual import NOTHING, Words
from protocols.events import Record
from protocols.ops_events import HealthNoted, KioskStarted


@dataclass(frozen=True, slots=True)
class Kiosk:
    """`online` None: this desk has not heard of it since it started."""

    id: str
    station: Words = NOTHING
    place: Words = NOTHING
    phone: str = ""
    aed_place: Words = NOTHING
    online: bool | None = None
    since_ms: int = 0
    saved: bool = True
    troubles: Mapping[str, str] = field(default_factory=dict)
    hushed: bool = False
    """A silent incident is open beside the one asked about, and nobody there has allowed sound."""

    @property
    def muted(self) -> bool:
        """It said that it has no sound: what "sounds" there only stands on the screen."""
        return self.hushed or "sound" in self.troubles


class Fleet:
    """Every kiosk ever heard of, from its facts in `ops` and its presence."""

    def __init__(self) -> None:
        self._kiosks: dict[str, Kiosk] = {}

    def load(self, recorder: Recorder) -> None:
        for info in recorder.infos(mine=False):
            if channel_of(info.name) == "ops":
                self.merged(recorder.records(info.name))
            else:
                self.known(kiosk_of(info.name))

    def known(self, id: str) -> None:
        """There is such a kiosk, whatever else is known of it."""
        self._kiosk(id)

    def merged(self, records: Iterable[Record]) -> None:
        for record in records:
            kiosk = self._kiosk(kiosk_of(record.log))
            match record.event:
                case KioskStarted() as started:
                    kiosk = replace(
                        kiosk,
                        station=Words(started.station, started.station_en),
                        place=Words(started.place, started.place_en),
                        phone=started.phone,
                        aed_place=Words(started.aed_place, started.aed_place_en),
                        troubles={},
                    )
                case HealthNoted(item, ok, detail):
                    rest = {k: v for k, v in kiosk.troubles.items() if k != item}
                    kiosk = replace(kiosk, troubles=rest if ok else {**rest, item: detail})
            self._kiosks[kiosk.id] = kiosk

    def heard(self, who: str, presence: Presence, now_ms: int) -> None:
        kiosk = self._kiosk(who)
        since_ms = kiosk.since_ms if kiosk.online == presence.online else now_ms
        self._kiosks[who] = replace(
            kiosk,
            station=kiosk.station or Words(presence.name, presence.name_en),
            place=kiosk.place or Words(presence.place, presence.place_en),
            phone=kiosk.phone or presence.phone,
            online=presence.online,
            since_ms=since_ms,
            saved=presence.saved,
        )

    def kiosk(self, id: str) -> Kiosk:
        return self._kiosks.get(id) or Kiosk(id)

    def all(self) -> list[Kiosk]:
        return sorted(self._kiosks.values(), key=lambda k: k.id)

    def _kiosk(self, id: str) -> Kiosk:
        return self._kiosks.setdefault(id, Kiosk(id))
