"""The order of the tiles: a branch and a season may bring what is likely there to the front."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from protocols.model import Answer, Pack

START = "what_is_wrong"
"""The protocol behind the help target: the tiles."""


class Season(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}):
    """Between these days of a year (`06-01`, `09-30`, both included; over New Year if from is later) these go first."""

    since: str
    until: str
    first: tuple[str, ...]

    def holds(self, day: date) -> bool:
        here = f"{day.month:02d}-{day.day:02d}"
        if self.since <= self.until:
            return self.since <= here <= self.until
        return here >= self.since or here <= self.until


def first_now(seasons: Sequence[Season], station: Sequence[str], day: date) -> tuple[str, ...]:
    """Ids of the tiles that go first today: of the season, then of the branch."""
    seasonal = [tile for season in seasons if season.holds(day) for tile in season.first]
    return tuple(dict.fromkeys([*seasonal, *station]))


def ordered(answers: Sequence[Answer], first: Sequence[str]) -> tuple[Answer, ...]:
    """The killers stay where they are, at the front; then what goes first; then the rest as it was written."""
    place = {tile: n for n, tile in enumerate(first)}
    return tuple(sorted(answers, key=lambda a: (not a.worst, -1 if a.worst else place.get(a.id, len(place)))))


def wrong(seasons: Sequence[Season], station: Sequence[str], pack: Pack) -> list[tuple[str, str]]:
    """Tiles that do not exist, dates that are none: (where, what to do)."""
    found: list[tuple[str, str]] = []
    tiles = {
        a.id: a
        for s in pack.protocols[START].steps.values()
        if s.kind == "tiles"
        for a in s.answers
        if a.mark == "tile"
    }
    for n, season in enumerate(seasons):
        for name, text in (("from", season.since), ("to", season.until)):
            if not _is_day(text):
                found.append((f"season[{n}].{name}", f"{text!r}: write a day of the year as 06-01"))
    lists = [(f"season[{n}].first", s.first) for n, s in enumerate(seasons)] + [("tiles_first", tuple(station))]
    for where, names in lists:
        for name in names:
            if name not in tiles:
                known = ", ".join(sorted(t for t, a in tiles.items() if not a.worst))
                found.append((where, f"there is no tile {name!r}: one of {known}"))
            elif tiles[name].worst:
                found.append((where, f"{name!r} always stands first: leave it out here"))
    return found


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(f"2028-{text}")  # a leap year: 02-29 is a day
    except ValueError:
        return False
    return re.fullmatch(r"\d{2}-\d{2}", text) is not None
