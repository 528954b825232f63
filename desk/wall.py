"""The wall: one row for each incident, what cannot wait first."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from protocols.bilingual import Words
from protocols.incident import Incident

from . import urgency
from .board import Story
from .fleet import Kiosk
from .reading import Reading, reading
from .sources import Sources
from .timeline import clock, outcome_words
from .words import say

_log = logging.getLogger(__name__)

Kind = Literal["arrest", "urgent", "calm", "silent", "unreadable"]


@dataclass(frozen=True, slots=True)
class Call:
    """How the call to one number stands, as a person ticked it; `none`: nobody ticked the one that is wanted."""

    number: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One incident on the wall. `which` of several there; `began_ms` by our clock; `beat_ms` since when the beat
    sounds, `muted` if nobody hears it; `more` under what is wrong; `warn` before anything is done from here."""

    id: str
    kind: Kind
    icon: str
    what: str
    where: str
    which: str
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
        return row_of(story, sources, lang)
    except Exception:  # whatever is in it, somebody has to phone there
        _log.exception("%s could not be drawn", story.incident.id)
    kiosk, warn = sources.kiosk(story.incident), sources.no_phoning(story.incident)
    return Row(
        id=story.incident.id,
        kind="unreadable",
        icon="care",
        what=say("unreadable", lang),
        where=where(Incident(story.incident.id), kiosk, lang),
        which="",
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


def row_of(story: Story, sources: Sources, lang: str) -> Row:
    incident = story.incident
    read = reading(incident, sources.packs, sources.pack, lang)
    kiosk, warn = sources.kiosk(incident), sources.no_phoning(incident)
    # What the lobby has ended waits for somebody to look at it, and never above those who need help now.
    severity = urgency.severity(read.pack, incident) if incident.open or incident.opened is None else urgency.CAN_WAIT
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
        where=where(incident, kiosk, lang),
        which=which(story, sources, read),
        more=more,
        doing=doing,
        warn=say(warn, lang) if warn else "",
        protocol_step=f"{top.protocol}/{top.step}" if top else "",
        began_ms=story.began_ms,
        beat_ms=incident.beat.since.at_ms - story.ahead_ms if incident.beat and kind == "arrest" else None,
        muted=kiosk.muted,
        calls=_calls(story, read),
        aed=say("aed_at", lang, place=kiosk.aed_place[lang]) if kiosk.aed_place and kind == "arrest" else "",
        takers=tuple(incident.claims),
        ringing=story.ringing,
        phone=kiosk.phone,
        notes=_notes(story, kiosk, read, phoning=not warn),
        severity=severity,
    )


def where(incident: Incident, kiosk: Kiosk, lang: str) -> str:
    """The station's name, its id, the place in it."""
    opening = incident.opening
    station = named(opening.station if opening else "", kiosk.station, lang)
    place = named(opening.place if opening else "", kiosk.place, lang)
    name = f"{station} {incident.kiosk}" if station and station != incident.kiosk else incident.kiosk
    return f"{name}　{place}" if place else name


def which(story: Story, sources: Sources, read: Reading) -> str:
    """Which of several at one lobby, and since when; "" for the only one."""
    number, opened = sources.number(story.incident), story.incident.opened
    if not number or opened is None:
        return ""
    about = read.subject(story.incident)
    word = "which_person" if about is None or about.family in (None, "medical") else "which_call"
    return say(word, read.lang, n=number, time=clock(story, opened)[:5])


def named(told: str, known: Words, lang: str) -> str:
    """What the incident itself calls the branch. That is in Chinese; in English its kiosk says it, as long as the two
    mean the same branch: a kiosk that was moved does not rename what happened before."""
    return known[lang] if told in ("", known.zh) else told


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
