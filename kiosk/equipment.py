"""The AED and the kits of this branch: where they hang, and what of them has run out."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import msgspec

from protocols.bilingual import NOTHING, Words
from protocols.ops_events import HealthNoted

LOOK_EVERY_DAYS = 35
"""A monthly look, with some days of grace."""
PARTS = ("pads", "battery", "contents")


class Kit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One AED or first-aid kit. Dates as `2027-03` (to the end of that month) or `2027-03-15`; "" is not known."""

    kind: Literal["aed", "first_aid"]
    place: Words
    hours: Words = NOTHING
    """When it can be reached, if not always."""
    pads_until: str = ""
    battery_until: str = ""
    contents_until: str = ""
    looked: str = ""
    """The last monthly look."""

    def until(self, part: str) -> str:
        return {"pads": self.pads_until, "battery": self.battery_until, "contents": self.contents_until}[part]


@dataclass(frozen=True, slots=True)
class Lapse:
    """One thing of a kit that is past its date; `part` is pads, battery, contents or look."""

    kind: str
    part: str
    date: str


def last_day(text: str) -> date | None:
    """The last day on which this date still holds; None if it is no date."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text)
    if match is None:
        return None
    year, month = int(match.group(1)), int(match.group(2))
    try:
        return date(year, month, int(match.group(3) or calendar.monthrange(year, month)[1]))
    except (ValueError, calendar.IllegalMonthError):
        return None


def wrong(kits: Sequence[Kit]) -> list[tuple[str, str]]:
    """Dates that are none: (where, what to do), `where` as `kit[0].pads_until`."""
    return [
        (f"kit[{n}].{name}", f"{text!r}: write a month as 2027-03, or a day as 2027-03-15")
        for n, kit in enumerate(kits)
        for name in ("pads_until", "battery_until", "contents_until", "looked")
        if (text := getattr(kit, name)) and last_day(text) is None
    ]


def lapses(kits: Sequence[Kit], today: date) -> tuple[Lapse, ...]:
    """What has run out or has not been looked at. It never takes a kit off the screen: an old AED still helps."""
    found = []
    for kit in kits:
        for part in PARTS:
            until = last_day(kit.until(part))
            if until is not None and until < today:
                found.append(Lapse(kit.kind, part, kit.until(part)))
        looked = last_day(kit.looked)
        if looked is not None and today - looked > timedelta(days=LOOK_EVERY_DAYS):
            found.append(Lapse(kit.kind, "look", kit.looked))
    return tuple(found)


def detail(found: Sequence[Lapse]) -> str:
    """The lapses for the record: `aed pads 2026-09, first_aid look 2026-07`."""
    return ", ".join(f"{x.kind} {x.part} {x.date}" for x in found)


class Watch:
    """What the desk is told of it: what has lapsed, once a day, and that it was put right."""

    def __init__(self, kits: Sequence[Kit]) -> None:
        self._kits = kits
        self._day: date | None = None
        self._told = False

    def noted(self, today: date) -> HealthNoted | None:
        if today == self._day:
            return None
        self._day = today
        found = detail(lapses(self._kits, today))
        told, self._told = self._told, bool(found)
        return HealthNoted("kit", not found, found) if found or told else None
