"""What the page of one incident shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from protocols import scoring
from protocols.events import CloseAdvised, Record, Viewed
from protocols.incident import Incident
from protocols.model import Pack

from .board import Story
from .fleet import Kiosk
from .mirror import Mirror, MirrorLane, lanes, mirror
from .reading import Reading, reading
from .sources import Sources
from .timeline import Line, Reached, Receipt, outcome_words, timeline
from .wall import Row, row_of
from .words import say

RECEIPTS_SHOWN = 6


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
        row=row_of(story, sources, lang),
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
    return tuple(Phrase(p.id, read.marked(p.text)) for p in pack.phrases.values() if p.canned)
