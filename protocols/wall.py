"""When it was, as people read it: wall times of the station, honest about clocks that were wrong."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Moment, Ref
from .incident import Incident

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Wall:
    """A time of day at the station. `about`: by another or unset clock. `corrected`: the clock was set afterwards."""

    text: str
    at_ms: int
    about: bool = False
    corrected: bool = False
    sources: tuple[Ref, ...] = ()
    """The clock steps that moved it."""


def wall(incident: Incident, moment: Moment, utc_offset_min: int) -> Wall:
    """The time of a fact, moved by every clock step that came after it in its own boot."""
    later = [s for s in incident.clock_steps if s.at.boot == moment.boot and s.at.boot_ms > moment.boot_ms]
    at_ms = moment.at_ms + round(sum(s.by_s for s in later) * 1000)
    other_clock = incident.last_at is not None and moment.boot != incident.last_at.boot
    unset = moment.clock == "unsynced" and not later
    return Wall(
        time_text(at_ms, utc_offset_min), at_ms, other_clock or unset, bool(later), tuple(s.source for s in later)
    )


def time_text(at_ms: int, utc_offset_min: int) -> str:
    """`10:40:02`."""
    of_day = _local_s(at_ms, utc_offset_min) % _DAY_S
    return f"{of_day // 3600:02d}:{of_day // 60 % 60:02d}:{of_day % 60:02d}"


def date_text(at_ms: int, utc_offset_min: int) -> str:
    """`2026-11-23`, by the civil calendar (Hinnant's days-to-date rule: years begin in March)."""
    days = _local_s(at_ms, utc_offset_min) // _DAY_S + 719_468
    era, of_era = divmod(days, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day, month = of_year - (153 * shifted + 2) // 5 + 1, shifted + 3 if shifted < 10 else shifted - 9
    return f"{year_of_era + era * 400 + (month <= 2):04d}-{month:02d}-{day:02d}"


def span_text(span_ms: int) -> str:
    """`0:14`, `12:05`, `1:02:03`."""
    s = max(0, span_ms) // 1000
    return f"{s // 3600}:{s // 60 % 60:02d}:{s % 60:02d}" if s >= 3600 else f"{s // 60}:{s % 60:02d}"


def _local_s(at_ms: int, utc_offset_min: int) -> int:
    return at_ms // 1000 + utc_offset_min * 60
