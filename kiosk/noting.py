"""A health fact written down while no kiosk runs on its data: the kiosk sends it to the desk when it starts."""

from __future__ import annotations

from pathlib import Path

from journal.moment import Clock
from journal.recorder import Recorder
from protocols.events import KioskId
from protocols.ops_events import HealthNoted

from .one_kiosk import claim
from .station import KioskConfig


def note_health(config: KioskConfig, event: HealthNoted) -> None:
    """Raises `DataInUse` while a kiosk runs: a log has one writer."""
    data = Path(config.data)
    held = claim(data)
    now = Clock()
    recorder = Recorder.open(data / "journal.db")
    try:
        recorder.append(recorder.ops(KioskId(config.station.id), "ops", now()), [event], now())
    finally:
        recorder.close()
        if held is not None:
            held.close()
