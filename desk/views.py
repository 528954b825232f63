"""What each page shows, as frozen data in the reader's language: no request, no HTML, no clock of its own."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from protocols import scoring
from protocols.events import Acknowledged, CloseAdvised, Record, Viewed
from protocols.incident import Incident
from protocols.model import Pack

from . import urgency
from .board import Story
from .fleet import Fleet, Kiosk
from .mirror import Mirror, MirrorLane, lanes, mirror
from .reading import Packs, Reading, reading
from .timeline import Line, Reached, Receipt, clock, outcome_words, timeline
from .words import known, say, span

_log = logging.getLogger(__name__)

DAY_MS = 24 * 3_600_000
Kind = Literal["arrest", "urgent", "calm", "silent", "unreadable"]
RECEIPTS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Sources:
    """Where words come from: the desk's content, and any other it holds."""

    pack: Pack
    packs: Packs
    fleet: Fleet
    silent_kiosks: Callable[[], frozenset[str]] = frozenset
    """Kiosks where a silent incident is open."""

    def silent_beside(self, incident: Incident) -> bool:
        """A silent incident is open beside this one, which is not."""
        return not incident.silent and incident.kiosk in self.silent_kiosks()

    def no_phoning(self, incident: Incident) -> str:
        """The words that say why nobody phones there; "" where they may."""
        return "silent_more" if incident.silent else "silent_beside" if self.silent_beside(incident) else ""

    def kiosk(self, incident: Incident) -> Kiosk:
        """Its kiosk. Where anything silent is open nobody phones, and beside it nothing sounds that was not allowed."""
        kiosk, why = self.fleet.kiosk(incident.kiosk), self.no_phoning(incident)
        if not why:
            return kiosk
        return replace(kiosk, phone="", hushed=why == "silent_beside" and not incident.sound_allowed)


@dataclass(frozen=True, slots=True)
class Call:
    """How the call to one number stands, as a person ticked it; `none`: nobody ticked the one that is wanted."""

    number: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One incident on the wall. `began_ms` by our clock; `beat_ms` since when the beat sounds, `muted` if nobody hears
    it; `more` under what is wrong; `warn` before anything is done from here."""

    id: str
    kind: Kind
    icon: str
    what: str
    where: str
    more: str
    doing: str
    warn: str
    protocol_step: str
    began_ms: int | None
    beat_ms: int | None
    muted: bool
    calls: tuple[Call, ...]
    aed: str
    takers: tuple[str, ...]
    ringing: bool
    phone: str
    notes: tuple[str, ...]
    severity: int

    @property
    def taken_by(self) -> str:
        """Who took it first and did not let go since; "" while nobody has it."""
        return self.takers[0] if self.takers else ""


def rows(stories: Sequence[Story], sources: Sources, lang: str) -> tuple[Row, ...]:
    """A life nobody has taken first; then by severity, whether people press, and age, so that a row keeps its place
    while it is handled."""

    def place(row: Row) -> tuple[bool, int, bool, int, str]:
        alone = row.ringing and row.severity <= 1
        return not alone, row.severity, row.beat_ms is None, row.began_ms or 0, row.id

    return tuple(sorted((_safe_row(story, sources, lang) for story in stories), key=place))


def _safe_row(story: Story, sources: Sources, lang: str) -> Row:
    """One story that we cannot draw must not take the others off the wall, nor its own alarm."""
    try:
        return _row(story, sources, lang)
    except Exception:  # whatever is in it, somebody has to phone there
        _log.exception("%s could not be drawn", story.incident.id)
    kiosk, warn = sources.kiosk(story.incident), sources.no_phoning(story.incident)
    return Row(
        id=story.incident.id,
        kind="unreadable",
        icon="care",
        what=say("unreadable", lang),
        where=where(Incident(story.incident.id), kiosk),
        more="",
        doing=say("unreadable_quiet" if warn else "unreadable_more", lang),
        warn=say(warn, lang) if warn else "",
        protocol_step="",
        began_ms=story.began_ms,
        beat_ms=None,
        muted=False,
        calls=(),
        aed="",
        takers=tuple(story.incident.claims),
        ringing=story.ringing,
        phone=kiosk.phone,
        notes=(),
        severity=0,
    )


def _row(story: Story, sources: Sources, lang: str) -> Row:
    incident = story.incident
    read = reading(incident, sources.packs, sources.pack, lang)
    kiosk, warn = sources.kiosk(incident), sources.no_phoning(incident)
    severity = urgency.severity(read.pack, incident)
    protocol = read.subject(incident)
    kind: Kind = "arrest" if severity <= 1 else "urgent" if severity == 2 else "calm"
    icon = protocol.icon if protocol else "unsure"
    what = read.what(incident)
    doing = _doing(incident, read, kiosk)
    more = read.more(incident, lambda moment: clock(story, moment)[:5])
    if incident.opened is None:
        kind, icon, more = "unreadable", "care", ""
        what, doing = say("unreadable", lang), say("unreadable_quiet" if warn else "unreadable_more", lang)
    elif incident.silent:
        kind, icon = "silent", "mute"
    top = incident.top
    return Row(
        id=incident.id,
        kind=kind,
        icon=icon,
        what=what,
        where=where(incident, kiosk),
        more=more,
        doing=doing,
        warn=say(warn, lang) if warn else "",
        protocol_step=f"{top.protocol}/{top.step}" if top else "",
        began_ms=story.began_ms,
        beat_ms=incident.beat.since.at_ms - story.ahead_ms if incident.beat and kind == "arrest" else None,
        muted=kiosk.muted,
        calls=_calls(story, read),
        aed=say("aed_at", lang, place=kiosk.aed_place) if kiosk.aed_place and kind == "arrest" else "",
        takers=tuple(incident.claims),
        ringing=story.ringing,
        phone=kiosk.phone,
        notes=_notes(story, kiosk, read, phoning=not warn),
        severity=severity,
    )


def where(incident: Incident, kiosk: Kiosk) -> str:
    """The station's name, its id, the place in it."""
    opening = incident.opening
    station = (opening.station if opening else "") or kiosk.station
    place = (opening.place if opening else "") or kiosk.place
    name = f"{station} {incident.kiosk}" if station and station != incident.kiosk else incident.kiosk
    return f"{name}　{place}" if place else name


def _doing(incident: Incident, read: Reading, kiosk: Kiosk) -> str:
    if incident.closed is not None:
        return say("closed_unseen", read.lang, outcome=outcome_words(incident.closed.outcome, read.lang))
    if incident.beat is not None:
        step, mute = read.step(incident.top), "_mute" if kiosk.muted else ""
        if step is None or step.kind == "compressions":
            return say(f"beat_step{mute}", read.lang)
        return say(f"beat_with{mute}", read.lang, title=read.t(step.title))
    top = incident.top
    if top is None or not top.step:
        return say("no_step", read.lang)
    return say("step_line", read.lang, title=read.step_title(top.protocol, top.step))


def _calls(story: Story, read: Reading) -> tuple[Call, ...]:
    """Each number that somebody ticked; while there is none, the one that this emergency asks for."""
    incident = story.incident
    found: list[Call] = []
    for number in dict.fromkeys(c.number for c in incident.calls):
        tick = incident.call(number)
        if tick is not None:
            words = say(f"call_{tick.state}", read.lang, number=number, time=clock(story, tick.at)[:5])
            found.append(Call(number, tick.state, words))
    wanted = urgency.call_number(read.pack, incident)
    if wanted and incident.opened is not None and all(c.number != wanted for c in found):
        found.insert(0, Call(wanted, "none", say("call_none", read.lang, number=wanted)))
    return tuple(found)


def _notes(story: Story, kiosk: Kiosk, read: Reading, *, phoning: bool) -> tuple[str, ...]:
    incident, lang = story.incident, read.lang
    found: list[str] = []
    if urgency.overdue(read.pack, incident):
        found.append(say("overdue", lang))
    if kiosk.online is False:
        found.append(say("offline_now", lang))
    if incident.unreadable and incident.opened is not None:
        name = "some_unreadable" if phoning else "some_unreadable_quiet"
        found.append(say(name, lang, n=incident.unreadable))
    if incident.corrected:
        found.append(say("corrected", lang, n=incident.corrected))
    if incident.opening is not None and incident.opening.from_drill:
        found.append(say("from_drill", lang))
    if story.ahead_ms > 2000:
        found.append(say("clock_off", lang, s=round(story.ahead_ms / 1000)))
    if incident.parked and incident.open:
        found.append(say("parked", lang))
    elif (incident.asking or incident.asked) and incident.open:
        found.append(say("asking", lang))
    return tuple(found)


# --- around the rows ---------------------------------------------------------------------------------------


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
    return FleetMark(kiosk.id, kiosk.station, sign, words)


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
        (opening.station if opening else "") or kiosk.station or kiosk.id,
        where(incident, kiosk),
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


# --- one incident ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TargetView:
    label: str
    goal: str
    value: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Said:
    key: str
    text: str
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What an incident's page must show at once."""

    row: Row
    drill: bool
    mirror: Mirror
    lanes: tuple[MirrorLane, ...]
    claims: tuple[str, ...]
    advised: str
    closed: str
    heard_ms: int
    other_pack: str
    kiosk: Kiosk


def page(story: Story, sources: Sources, lang: str) -> Page:
    incident = story.incident
    read = reading(incident, sources.packs, sources.pack, lang)
    kiosk = sources.kiosk(incident)
    opening = incident.opening
    closed = incident.closed
    advisers = [d.event.by for d in incident.desk if isinstance(d.event, CloseAdvised)]
    return Page(
        row=_row(story, sources, lang),
        drill=incident.drill,
        mirror=mirror(story, read, kiosk),
        lanes=lanes(incident, read),
        claims=_claims(incident, lang),
        advised=say("advised", lang, by=advisers[0]) if advisers else "",
        closed=say("closed", lang, outcome=outcome_words(closed.outcome, lang)) if closed else "",
        heard_ms=story.heard_ms,
        other_pack="" if read.exact or opening is None else say("other_pack", lang, hash=opening.pack[:8]),
        kiosk=kiosk,
    )


@dataclass(frozen=True, slots=True)
class Telling:
    """What grows with the incident, and may come a moment later."""

    lines: tuple[Line, ...]
    targets: tuple[TargetView, ...]
    said: tuple[Said, ...]


def telling(story: Story, answers: Sequence[Record], sources: Sources, reached: Reached, lang: str) -> Telling:
    read = reading(story.incident, sources.packs, sources.pack, lang)
    lines = timeline(story, tuple(answers), read, reached)
    said = tuple(Said(line.key, line.what, line.receipts) for line in reversed(lines) if line.receipts)
    return Telling(lines, _targets(story, read), said[:RECEIPTS_SHOWN])


def _claims(incident: Incident, lang: str) -> tuple[str, ...]:
    takers = incident.claims
    watching = {d.event.by for d in incident.desk if isinstance(d.event, Viewed)} - takers.keys()
    return (
        *(say("has_it", lang, by=by) for by in takers),
        *(say("watching", lang, by=by) for by in sorted(watching)),
    )


def _targets(story: Story, read: Reading) -> tuple[TargetView, ...]:
    """The key times beside their goals: only what was recorded."""
    incident = story.incident
    if incident.opened is None:
        return ()
    try:
        debrief = scoring.debrief(read.pack, incident)
    except LookupError:  # the lobby's content is not ours: its targets are unknown here
        return ()
    return tuple(_target(row, incident, read) for row in debrief.rows)


def _target(row: scoring.Row, incident: Incident, read: Reading) -> TargetView:
    goal = say("target_goal", read.lang, s=f"{row.goal_s:g}")
    if row.value_s is None:
        waiting = incident.open
        return TargetView(
            read.t(row.label), goal, say("target_wait" if waiting else "target_none", read.lang),
            "waiting" if waiting else "none",
        )  # fmt: skip
    verdict = "good" if row.value_s <= row.goal_s else "slow" if row.passed else "late"
    value_s = math.ceil(row.value_s)  # never a number that the goal allows beside a mark that says it was missed
    return TargetView(read.t(row.label), goal, say("seconds", read.lang, s=f"{value_s}"), verdict)


@dataclass(frozen=True, slots=True)
class Phrase:
    id: str
    text: str


def phrases(pack: Pack, lang: str) -> tuple[Phrase, ...]:
    """What the desk may say with one press."""
    read = Reading(pack, lang)
    return tuple(Phrase(p.id, read.t(p.text)) for p in pack.phrases.values() if p.canned)
