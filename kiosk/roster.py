"""Who of the trained staff is here now, by post: read from the branch's own list."""

from __future__ import annotations

import csv
import io
import logging
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from protocols.bilingual import Words

from .equipment import last_day
from .opening import days_of, minute_of

logger = logging.getLogger(__name__)

COLUMNS = ("role_zh", "role_en", "who", "certificate_until", "shift")
MAX_ROWS = 200
MAX_CHARS = 100_000
"""Less than what `csv` takes as one field, so a quote that is never closed is a bad row and not an error."""
_SHIFT = re.compile(r"([a-z,\- ]+?)\s+(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")
_NUMBER = re.compile(r"\d(?:[\s-]?\d){5,}")
"""Six digits or more in a row can be telephoned: a public screen carries no private number."""


@dataclass(frozen=True, slots=True)
class Shift:
    """On these weekdays, from and to, in minutes of the day; over midnight where `until` is not later."""

    days: tuple[int, ...]
    since: int
    until: int

    def holds(self, at: datetime) -> bool:
        minute, day = at.hour * 60 + at.minute, at.weekday()
        if self.since < self.until:
            return day in self.days and self.since <= minute < self.until
        return (day in self.days and minute >= self.since) or ((day - 1) % 7 in self.days and minute < self.until)


@dataclass(frozen=True, slots=True)
class Responder:
    """One of the staff: a post, a name for the branch's own use (never on the screen), a certificate, shifts."""

    role: Words
    who: str
    certificate_until: date | None
    shifts: tuple[Shift, ...]

    def certified(self, today: date) -> bool:
        return self.certificate_until is not None and self.certificate_until >= today


@dataclass(frozen=True, slots=True)
class AtPost:
    """How many certified responders are at a post just now."""

    role: Words
    count: int


def on_shift(roster: Sequence[Responder], at: datetime) -> tuple[AtPost, ...]:
    """The certified who are on shift, by post, in the order of the list. A lapsed certificate does not count."""
    counts: dict[Words, int] = {}
    for responder in roster:
        if responder.certified(at.date()) and any(s.holds(at) for s in responder.shifts):
            counts[responder.role] = counts.get(responder.role, 0) + 1
    return tuple(AtPost(role, count) for role, count in counts.items())


class RosterFile:
    """The list as the file has it now: read again when it was changed, and looked at once a minute at most."""

    LOOK_EVERY_S = 60.0

    def __init__(self, path: str, now_s: Callable[[], float] = time.monotonic) -> None:
        self._path, self._now_s = path, now_s
        self._people: tuple[Responder, ...] = ()
        self._read_at: float | None = None
        self._stamp: tuple[int, int] | None = None

    def people(self) -> Sequence[Responder] | None:
        """None: this branch has no list. A list that cannot be read leaves the last one that could."""
        if not self._path:
            return None
        now_s = self._now_s()
        if self._read_at is None or now_s - self._read_at >= self.LOOK_EVERY_S:
            self._read_at = now_s
            self._look()
        return self._people

    def _look(self) -> None:
        try:
            stat = os.stat(self._path)
        except OSError:
            return
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        people, problems = read(Path(self._path))
        for problem in problems:
            logger.warning("%s", problem)
        if people or not problems:
            self._people = people


def read(path: Path) -> tuple[tuple[Responder, ...], list[str]]:
    """The list, and what is wrong with it as `file:line: what to do`; a bad row is left out, the others count."""
    try:
        with path.open(encoding="utf-8-sig") as opened:
            text = opened.read(MAX_CHARS + 1)
    except OSError as error:
        return (), [f"{path}:1: cannot be read ({error.strerror}): give the path of the roster"]
    except UnicodeDecodeError:
        return (), [f"{path}:1: is not UTF-8 text: save it as UTF-8"]
    if len(text) > MAX_CHARS:
        return (), [f"{path}:1: is longer than {MAX_CHARS} characters: split the list by branch"]
    reader = csv.reader(io.StringIO(text.replace("\0", "")))
    found: list[Responder] = []
    problems: list[str] = []
    columns: list[str] | None = None
    for row in reader:
        where = f"{path}:{reader.line_num}"
        if not any(cell.strip() for cell in row) or row[0].lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in row]
        if columns is None:
            columns = cells
            if sorted(columns) != sorted(COLUMNS):
                return (), [f"{where}: the first line must name the columns {','.join(COLUMNS)}"]
            continue
        if len(cells) != len(columns):
            problems.append(f"{where}: {len(cells)} fields instead of {len(columns)}")
            continue
        if len(found) >= MAX_ROWS:
            problems.append(f"{where}: more than {MAX_ROWS} people: split the list by branch")
            break
        made = _responder(dict(zip(columns, cells, strict=True)))
        if isinstance(made, Responder):
            found.append(made)
        else:
            problems.append(f"{where}: {made}")
    if columns is None:
        problems.append(f"{path}:1: is empty: begin with the line {','.join(COLUMNS)}")
    return tuple(found), problems


def _responder(cells: dict[str, str]) -> Responder | str:
    role = Words(cells["role_zh"], cells["role_en"] or cells["role_zh"])
    if not role.zh:
        return "role_zh: give the post, such as 大堂"
    if any(_NUMBER.search(cells[name]) for name in ("role_zh", "role_en", "who")):
        return "a telephone number does not belong in the roster: give a post or a name"
    until = last_day(cells["certificate_until"]) if cells["certificate_until"] else None
    if cells["certificate_until"] and until is None:
        return f"certificate_until: {cells['certificate_until']!r}: write 2027-03 or 2027-03-15, or nothing"
    shifts: list[Shift] = []
    for part in cells["shift"].split(";"):
        match = _SHIFT.fullmatch(part.strip().lower())
        days = days_of(match.group(1)) if match else ()
        times = (minute_of(match.group(2)), minute_of(match.group(3))) if match else (None, None)
        if not days or times[0] is None or times[1] is None or times[0] == times[1]:
            return f"shift: {part.strip()!r}: write days and times as mon-fri 08:30-17:30; sat 09:00-16:00"
        shifts.append(Shift(days, times[0], times[1]))
    return Responder(role, cells["who"], until, tuple(shifts))
