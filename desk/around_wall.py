"""What stands around the wall: the branches, the drills, the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from protocols.events import Acknowledged

from .board import Story
from .fleet import Fleet, Kiosk
from .reading import reading
from .sources import Sources
from .wall import Kind, Row, named, where, which
from .words import known, say, span

DAY_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class FleetMark:
    """One branch as a sign: online, offline, never, trouble; or the incident that is open there."""

    id: str
    name: str
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class FleetView:
    marks: tuple[FleetMark, ...]
    online: int
    total: int
    offline: tuple[tuple[str, int], ...]
    troubles: tuple[str, ...]


def fleet_view(fleet: Fleet, wall: Sequence[Row], lang: str) -> FleetView:
    kiosks = fleet.all()
    open_at: dict[str, Kind] = {}
    for row in reversed(wall):
        open_at[row.id.split("/", 1)[0]] = row.kind
    marks = tuple(_mark(k, open_at.get(k.id), lang) for k in kiosks)
    offline = tuple((k.id, k.since_ms) for k in kiosks if k.online is False)
    troubles = tuple(f"{k.id} {_troubles(k, lang)}" for k in kiosks if _troubles(k, lang))
    return FleetView(marks, sum(k.online is True for k in kiosks), len(kiosks), offline, troubles)


def _mark(kiosk: Kiosk, kind: Kind | None, lang: str) -> FleetMark:
    sign, words = "", ""
    if kind is not None:
        sign, words = kind, say("open_here", lang)
    elif kiosk.online is None:
        sign, words = "never", say("never", lang)
    elif not kiosk.online:
        sign, words = "offline", say("offline", lang)
    elif _troubles(kiosk, lang):
        sign, words = "trouble", _troubles(kiosk, lang)
    else:
        sign, words = "online", say("online", lang)
    return FleetMark(kiosk.id, kiosk.station[lang], sign, words)


def _troubles(kiosk: Kiosk, lang: str) -> str:
    names = [say(f"trouble_{i}", lang) if known(f"trouble_{i}") else i for i in sorted(kiosk.troubles)]
    if not kiosk.saved:
        names.append(say("trouble_saved", lang))
    return "、".join(names) if lang != "en" else ", ".join(names)


@dataclass(frozen=True, slots=True)
class DrillRow:
    id: str
    what: str
    station: str
    where: str
    which: str
    began_ms: int | None
    state: str
    open: bool
    took: str


def drill_rows(stories: Sequence[Story], sources: Sources, lang: str) -> tuple[DrillRow, ...]:
    return tuple(_drill_row(story, sources, lang) for story in stories)


def _drill_row(story: Story, sources: Sources, lang: str) -> DrillRow:
    incident = story.incident
    read = reading(incident, sources.packs, sources.pack, lang)
    closed, took = incident.closed, ""
    state = say("drill_running", lang)
    if closed is not None:
        state = say("drill_turned" if closed.interrupted_by else "drill_over", lang)
    if incident.opened is not None and incident.closed_at is not None:
        took = span((incident.closed_at.at_ms - incident.opened.at_ms) / 1000, lang)
    opening = incident.opening
    what = read.protocol_title(opening.protocol) if opening else say("unreadable", lang)
    kiosk = sources.fleet.kiosk(incident.kiosk)
    return DrillRow(
        incident.id,
        what,
        named(opening.station if opening else "", kiosk.station, lang) or kiosk.id,
        where(incident, kiosk, lang),
        which(story, sources, read),
        story.began_ms,
        state,
        closed is None,
        took,
    )


@dataclass(frozen=True, slots=True)
class Day:
    """The last 24 hours in one line, and what the content is."""

    counts: str
    ack: str
    pack: str
    signed: bool


def day(stories: Sequence[Story], sources: Sources, now_ms: int, lang: str) -> Day:
    recent = [s for s in stories if now_ms - (s.began_ms or now_ms) < DAY_MS]
    live = [s for s in recent if not s.incident.drill]
    mistaken = sum(1 for s in live if s.incident.closed and s.incident.closed.outcome == "false_start")
    waits = [w for s in live if (w := _ack_wait_s(s)) is not None]
    ack = say("ack_none", lang)
    if waits:
        ack = say("ack_time", lang, median=span(median(waits), lang), worst=span(max(waits), lang))
    counts = {"live": len(live), "false": mistaken, "drills": len(recent) - len(live)}
    signed = all(p.review.signed for p in sources.pack.protocols.values())
    return Day(say("today", lang, **counts), ack, say("pack", lang, hash=sources.pack.hash[:8]), signed)


def _ack_wait_s(story: Story) -> float | None:
    first = next((d for d in story.incident.desk if isinstance(d.event, Acknowledged)), None)
    if first is None or story.began_ms is None:
        return None
    return max(0, first.at.at_ms - story.began_ms) / 1000
