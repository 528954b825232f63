"""The incidents the desk knows: every story folded from the journal, live ones ready for the wall."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from journal.codec import Cursor, channel_of
from journal.recorder import Recorder
from protocols.events import Acknowledged, Continued, LogId, Record
from protocols.incident import Incident, fold

from .siblings import numbered

KEEP_MS = 24 * 3_600_000
"""Closed and answered: so long in memory for today's numbers, then only in the journal."""
DRILL_SHOWN_MS = 12 * 3_600_000
REACHED = 200
"""So many answers per log remember when the lobby's cursor passed them."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Story:
    """One incident with its facts in the order they tell, and when the desk heard the newest."""

    incident: Incident
    records: tuple[Record, ...] = ()
    heard_ms: int = 0
    ahead_ms: int = 0
    """How far the lobby's clock is at least ahead of ours: a fact cannot be heard before it was written."""

    @property
    def began_ms(self) -> int | None:
        """When it began, by our clock."""
        opened = self.incident.opened or (self.records[0].moment if self.records else None)
        return opened.at_ms - self.ahead_ms if opened else None

    @property
    def answered(self) -> bool:
        """Did a person ever take it?"""
        return any(isinstance(d.event, Acknowledged) for d in self.incident.desk)

    @property
    def ringing(self) -> bool:
        """A live incident rings until a person takes it, even if the lobby closed it first. A drill never rings."""
        incident = self.incident
        return not incident.drill and incident.taken_by is None and (incident.open or not self.answered)

    @property
    def on_wall(self) -> bool:
        return not self.incident.drill and (self.incident.open or self.ringing)


class Board:
    """Knows each story by its incident; reads the journal again whenever one goes on in another log."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._stories: dict[str, Story] = {}
        self._answers: dict[str, list[Record]] = {}
        self._reached: dict[str, list[tuple[int, int]]] = {}

    # --- filling -------------------------------------------------------------------------------------------

    def load(self, answers: Iterable[tuple[str, list[Record]]], now_ms: int) -> None:
        """After a start: all that is open, and what closed lately."""
        for incident, records in answers:
            self._answers.setdefault(incident, []).extend(records)
        for info in self._recorder.infos(mine=False):
            if channel_of(info.name) not in ("live", "drill"):
                continue
            root = self._recorder.root(info.name)
            recent = info.closed_ms is None or now_ms - info.closed_ms < KEEP_MS
            if root not in self._stories and (recent or root not in self._answers):
                self._tell(root)

    def merged(self, log: str, records: Sequence[Record], now_ms: int) -> str | None:
        """Facts of a lobby came in; the incident they belong to."""
        if channel_of(log) not in ("live", "drill") or not records:
            return None
        root = self._recorder.root(LogId(log))
        story = self._stories.get(root)
        if story is None or root != log or any(isinstance(r.event, Continued) for r in records):
            story = self._tell(root)
        else:
            incident = story.incident
            for record in records:
                incident = incident.apply(record)
            story = replace(story, incident=incident, records=(*story.records, *records))
        ahead = max((r.moment.at_ms - now_ms for r in records), default=0)
        self._stories[root] = replace(story, heard_ms=now_ms, ahead_ms=max(story.ahead_ms, ahead, 0))
        return root

    def wrote(self, incident: str, records: Sequence[Record]) -> None:
        """The desk itself answered."""
        self._answers.setdefault(incident, []).extend(records)
        story = self._stories.get(incident)
        if story is not None:
            told = story.incident
            for record in records:
                told = told.apply(record)
            self._stories[incident] = replace(story, incident=told)

    def reached(self, log: str, cursor: Cursor, now_ms: int) -> None:
        """The lobby's journal holds our answers up to here."""
        marks = self._reached.setdefault(log, [])
        if not marks or cursor.seq > marks[-1][0]:
            marks.append((cursor.seq, now_ms))
            del marks[:-REACHED]

    def forget(self, now_ms: int) -> None:
        """Let go of what closed long ago; the journal still has it."""
        for name, story in list(self._stories.items()):
            closed = story.incident.closed_at
            if closed is not None and not story.ringing and now_ms - closed.at_ms > KEEP_MS:
                del self._stories[name]

    def _tell(self, root: str) -> Story:
        records = self._recorder.incident(LogId(root))
        before = self._stories.get(root)
        story = Story(
            fold(root, [*records, *self._answers.get(root, ())]),
            tuple(records),
            before.heard_ms if before else 0,
            before.ahead_ms if before else 0,
        )
        self._stories[root] = story
        return story

    # --- reading -------------------------------------------------------------------------------------------

    def story(self, incident: str) -> Story | None:
        """One incident, from memory or, if it closed long ago, from the journal."""
        known = self._stories.get(incident)
        if known is None and self._recorder.info(LogId(incident)) is not None:
            root = self._recorder.root(LogId(incident))
            records = self._recorder.incident(root)
            return Story(fold(root, [*records, *self._answers.get(root, ())]), tuple(records))
        return known

    def answers(self, incident: str) -> Sequence[Record]:
        return self._answers.get(incident, ())

    def wall(self) -> list[Story]:
        return [s for s in self._stories.values() if s.on_wall]

    def silent_kiosks(self) -> frozenset[str]:
        """Kiosks where a silent incident is open: a telephone that rings there could cost a life."""
        told = (s.incident for s in self._stories.values())
        return frozenset(i.kiosk for i in told if i.silent and i.open and not i.drill)

    def number(self, incident: Incident) -> int:
        """Which of several at one lobby it is; 0 for the only one."""
        there = (s.incident for s in self._stories.values() if s.incident.kiosk == incident.kiosk)
        return numbered(there).get(incident.id, 0)

    def drills(self, now_ms: int) -> list[Story]:
        """The newest first; a drill nobody ended leaves the lane after half a day."""
        found = [s for s in self._stories.values() if s.incident.drill]
        recent = [s for s in found if now_ms - (s.began_ms or now_ms) < DRILL_SHOWN_MS]
        return sorted(recent, key=lambda s: (not s.incident.open, -(s.began_ms or 0)))

    def stories(self) -> list[Story]:
        return list(self._stories.values())

    def reached_at(self, record: Record) -> tuple[bool, int | None]:
        """Is this answer in the lobby's journal, and since when (None: since before this desk started)?"""
        marks = self._reached.get(record.log, [])
        at_ms = next((at for seq, at in marks if seq >= record.seq), None)
        info = self._recorder.info(LogId(record.log))
        return at_ms is not None or (info is not None and info.cursor.seq >= record.seq), at_ms
