"""What the idle screen and the rest-station page say of this branch, now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from . import opening
from .equipment import Lapse, lapses, last_day
from .opening import Staffing, staffing
from .roster import AtPost, Responder, on_shift
from .station import Station
from .views_model import IdleRowView, RestRowView
from .words import say


@dataclass(frozen=True, slots=True)
class Lull:
    """How the lobby rests at a moment: who is here, what has lapsed, and how the screen looks."""

    at: datetime
    staffing: Staffing | None = None
    posts: tuple[AtPost, ...] | None = None
    """Certified responders on shift; None: this branch has no roster."""
    lapses: tuple[Lapse, ...] = ()
    dimmed: bool = False
    cross: float = 1.0
    hold_s: float = 0.0
    too_short: bool = False
    """Somebody has just let go of the held target too soon."""
    gesture: bool = False
    notice: str = ""


def lull(station: Station, people: Sequence[Responder] | None, at: datetime) -> Lull:
    """What this branch is like at this moment."""
    return Lull(
        at,
        staffing(station.open, station.exception, at),
        None if people is None else on_shift(people, at),
        lapses(station.kit, at.date()),
    )


def hours_line(station: Station, lull: Lull, lang: str) -> str:
    """The line under the name: the day, whether staff are here, until when."""
    if lull.staffing is None:
        return station.hours[lang]
    day, until = opening.day_name(lull.at.date(), lang), lull.staffing.until
    if lull.staffing.staffed:
        if until is None or until - lull.at > timedelta(days=1):
            return say("staffed_always", lang, day=day)
        return say("staffed_till", lang, day=day, time=_clock(until))
    if until is None:
        return say("unstaffed", lang, day=day)
    return say("unstaffed_till", lang, day=day, when=_when(until, lull.at, lang))


def rows(station: Station, lull: Lull, lang: str) -> tuple[IdleRowView, ...]:
    """The AED, who is here, what is free here; then what the branch itself wants said."""
    made = [_aed_row(station, lull, lang)]
    if lull.posts is not None:
        made.append(_people_row(lull, lang))
    if station.rest.facilities:
        made.append(IdleRowView("cup", station.rest.facilities[lang], _today(station, lull, lang)))
    made += [IdleRowView(r.icon, r.strong[lang], r.weak[lang]) for r in station.rows]
    return tuple(row for row in made if row.strong)


def _aed_row(station: Station, lull: Lull, lang: str) -> IdleRowView:
    aeds = [k for k in station.kit if k.kind == "aed"]
    if not aeds and not station.aed_place:
        return IdleRowView("", "", "")
    both = "; " if lang == "en" else "；"
    places = both.join(k.place[lang] + (f" {k.hours[lang]}" if k.hours else "") for k in aeds[:2])
    where = places or station.aed_place[lang]
    lapsed = [x for x in lull.lapses if x.kind == "aed"]
    if lapsed:
        told = lapse_text(lapsed[0], lang) + (f" (+{len(lapsed) - 1})" if len(lapsed) > 1 else "")
        return IdleRowView("aed", say("aed", lang), where, told, "care")
    parts = ("pads", "battery")
    dates = sorted((d, part, k.until(part)) for k in aeds for part in parts if (d := last_day(k.until(part))))
    note = say(f"until_{dates[0][1]}", lang, date=dates[0][2]) if dates else ""
    return IdleRowView("aed", say("aed", lang), where, note)


def _people_row(lull: Lull, lang: str) -> IdleRowView:
    if lull.posts:
        gap = ", " if lang == "en" else "　"
        words = gap.join(say("at_post", lang, role=p.role[lang], n=p.count) for p in lull.posts)
    else:
        staffed = lull.staffing is None or lull.staffing.staffed
        words = say("nobody_listed" if staffed else "nobody_here", lang)
    return IdleRowView("person", say("responders", lang), words)


def _today(station: Station, lull: Lull, lang: str) -> str:
    if not station.open:
        return station.rest.rules[lang]
    times = opening.spans(station.open, station.exception, lull.at.date())
    return opening.hours_text(times, lang) if times else say("closed_today", lang)


def kit_dates(station: Station, lang: str) -> str:
    """Until when the parts of the AED are good, for operations: `电极片到期 2028-03；电池到期 2029-06`."""
    parts = [(part, kit.until(part)) for kit in station.kit if kit.kind == "aed" for part in ("pads", "battery")]
    return ("; " if lang == "en" else "；").join(say(f"until_{part}", lang, date=date) for part, date in parts if date)


def lapse_text(lapse: Lapse, lang: str) -> str:
    """Said small, for staff: `电极片 2026-09 到期`."""
    return say(f"lapse_{lapse.part}", lang, date=lapse.date)


def rest_rows(station: Station, lang: str) -> tuple[RestRowView, ...]:
    """The six things of the rest station, the hours, and the ways in; what the branch left out is not there."""
    rest = station.rest
    hours = opening.week_text(station.open, lang) if station.open else station.hours[lang]
    kits = [k for k in station.kit if k.kind == "first_aid"]
    found = [
        (say("hours", lang), hours),
        (say("facilities", lang), rest.facilities[lang]),
        (say("aed", lang), station.aed_place[lang]),
        (say("kit", lang), kits[0].place[lang] if kits else ""),
        *((r.strong[lang], r.weak[lang]) for r in station.rows),
        (say("rest_place", lang), rest.place[lang]),
        (say("rest_people", lang), rest.people[lang]),
        (say("rest_rules", lang), rest.rules[lang]),
        (say("rest_sign", lang), rest.sign[lang]),
        (say("rest_map", lang), rest.map[lang]),
        (say("entrance", lang), station.entrance[lang]),
        (say("phone", lang), station.phone),
    ]
    return tuple(RestRowView(label, text) for label, text in found if text)


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02d}"


def _when(then: datetime, now: datetime, lang: str) -> str:
    """`8:30` today, `明天 8:30`, else the day."""
    days = (then.date() - now.date()).days
    if days == 0:
        return _clock(then)
    if days == 1:
        return say("tomorrow", lang, time=_clock(then))
    name = opening.day_name(then.date(), lang) if days < 7 else f"{then.month}-{then.day}"
    return f"{name} {_clock(then)}"
