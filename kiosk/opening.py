"""When staff are in the lobby: the opening hours as data, and what they say of a moment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import msgspec

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD_DAYS = 31
"""The next opening is looked for so far; a lobby that stays shut longer says no time."""
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?")

Span = tuple[int, int]
"""From and to, in minutes of the day; 1440 is its end."""


class Open(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}):
    """Staff are there on these days (`mon-fri`, `sat, sun`) from and to these times (`08:30`)."""

    days: str
    since: str
    until: str


class Exceptional(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}):
    """A date, or first and last as `2027-02-16/2027-02-22`, with hours of its own, or closed."""

    date: str
    closed: bool = False
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Whether staff are there, and when that changes (None: not within a month)."""

    staffed: bool
    until: datetime | None


def days_of(text: str) -> tuple[int, ...]:
    """`mon-fri, sun` as weekday numbers; () if it cannot be read."""
    found: list[int] = []
    for part in text.lower().split(","):
        first, dash, last = part.strip().partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            return ()
        at, to = DAYS.index(first), DAYS.index(last or first)
        found += [(at + n) % 7 for n in range((to - at) % 7 + 1)]
    return tuple(sorted(set(found)))


def minute_of(text: str) -> int | None:
    """`08:30` as a minute of the day; None if it is none."""
    match = _TIME.fullmatch(text)
    minute = int(match.group(1)) * 60 + int(match.group(2)) if match else -1
    return minute if match and 0 <= minute <= 1440 and int(match.group(2)) < 60 else None


def dates_of(text: str) -> tuple[date, date] | None:
    match = _DATE.fullmatch(text)
    try:
        return (
            (date.fromisoformat(match.group(1)), date.fromisoformat(match.group(2) or match.group(1)))
            if match
            else None
        )
    except ValueError:
        return None


def wrong(opening: Sequence[Open], exceptions: Sequence[Exceptional]) -> list[tuple[str, str]]:
    """What is no opening hour: (where, what to do), `where` as `open[0].from`."""
    found: list[tuple[str, str]] = []
    for n, hours in enumerate(opening):
        if not days_of(hours.days):
            found.append((f"open[{n}].days", f"{hours.days!r}: write days as mon-fri or sat, sun"))
        found += _wrong_times(f"open[{n}]", hours.since, hours.until)
    taken: list[tuple[date, date]] = []
    for n, other in enumerate(exceptions):
        dates = dates_of(other.date)
        if dates is None or dates[1] < dates[0]:
            found.append((f"exception[{n}].date", f"{other.date!r}: write 2027-01-01, or 2027-02-16/2027-02-22"))
        elif any(dates[0] <= last and first <= dates[1] for first, last in taken):
            found.append((f"exception[{n}].date", f"{other.date} is in another exception already"))
        else:
            taken.append(dates)
        if other.closed and (other.since or other.until):
            found.append((f"exception[{n}].closed", "closed days have no from and to"))
        elif not other.closed:
            found += _wrong_times(f"exception[{n}]", other.since, other.until)
    if exceptions and not opening:
        found.append(("exception[0].date", "exceptions need [[station.open]] to be exceptions of"))
    return found


def _wrong_times(where: str, since: str, until: str) -> list[tuple[str, str]]:
    found = [
        (f"{where}.{name}", f"{text!r}: write a time of the day as 08:30")
        for name, text in (("from", since), ("to", until))
        if minute_of(text) is None
    ]
    if not found and (minute_of(since) or 0) >= (minute_of(until) or 0):
        found.append((f"{where}.to", f"{until} must be later than {since}: hours over midnight are two entries"))
    return found


def spans(opening: Sequence[Open], exceptions: Sequence[Exceptional], day: date) -> tuple[Span, ...]:
    """The staffed times of this day, in order, joined where they touch."""
    special = [x for x in exceptions if (dates := dates_of(x.date)) is not None and dates[0] <= day <= dates[1]]
    if special:
        return _joined([(x.since, x.until) for x in special if not x.closed])
    return _joined([(x.since, x.until) for x in opening if day.weekday() in days_of(x.days)])


def _joined(times: Sequence[tuple[str, str]]) -> tuple[Span, ...]:
    made: list[Span] = []
    for since, until in sorted((minute_of(a) or 0, minute_of(b) or 0) for a, b in times):
        if made and since <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], until))
        else:
            made.append((since, until))
    return tuple(made)


def staffing(opening: Sequence[Open], exceptions: Sequence[Exceptional], at: datetime) -> Staffing | None:
    """Whether staff are there at this moment; None: no hours are known."""
    if not opening:
        return None
    minute = at.hour * 60 + at.minute
    now = next((s for s in spans(opening, exceptions, at.date()) if s[0] <= minute < s[1]), None)
    if now is None:
        return Staffing(False, _next_opening(opening, exceptions, at))
    day, end = at.date(), now[1]
    for _ in range(LOOK_AHEAD_DAYS):
        if end < 1440:
            return Staffing(True, _moment(day, end, at))
        day += timedelta(days=1)
        following = next((s for s in spans(opening, exceptions, day) if s[0] == 0), None)
        if following is None:
            return Staffing(True, _moment(day, 0, at))
        end = following[1]
    return Staffing(True, None)


def _next_opening(opening: Sequence[Open], exceptions: Sequence[Exceptional], at: datetime) -> datetime | None:
    for n in range(LOOK_AHEAD_DAYS):
        day = at.date() + timedelta(days=n)
        for since, _until in spans(opening, exceptions, day):
            start = _moment(day, since, at)
            if start > at:
                return start
    return None


def _moment(day: date, minute: int, like: datetime) -> datetime:
    return datetime.combine(day, time(0), like.tzinfo) + timedelta(minutes=minute)


# --- in words ----------------------------------------------------------------------------------------------

WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_SHORT = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def day_name(day: date, lang: str) -> str:
    return WEEKDAYS["en" if lang == "en" else "zh"][day.weekday()]


def clock_text(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def hours_text(times: Sequence[Span], lang: str) -> str:
    """`8:30–17:30`."""
    dash, comma = ("-", ", ") if lang == "en" else ("–", "、")
    return comma.join(f"{clock_text(a)}{dash}{clock_text(b)}" for a, b in times)


def week_text(opening: Sequence[Open], lang: str) -> str:
    """The ordinary week: `周一至周五 8:30–17:30，周六 9:00–16:00`."""
    week = [_joined([(x.since, x.until) for x in opening if n in days_of(x.days)]) for n in range(7)]
    names, to = _SHORT["en" if lang == "en" else "zh"], "-" if lang == "en" else "至"
    if all(times == ((0, 1440),) for times in week):
        return "24 hours a day" if lang == "en" else "全天 24 小时"
    parts: list[str] = []
    first = 0
    for n in range(1, 8):
        if n < 7 and week[n] == week[first]:
            continue
        if week[first]:
            days = names[first] if n - first == 1 else f"{names[first]}{to}{names[n - 1]}"
            parts.append(f"{days} {hours_text(week[first], lang)}")
        first = n
    return (", " if lang == "en" else "，").join(parts)
