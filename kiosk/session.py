"""One incident in hand: command in, facts to the journal, observers told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from journal.recorder import Recorder
from protocols.commands import Command
from protocols.engine import decide
from protocols.events import DESK_EVENTS, Event, LogId, Moment, Record, Unreadable
from protocols.incident import Incident
from protocols.model import Pack

logger = logging.getLogger(__name__)

Observer = Callable[[Record, Incident], None]

FROM_DESK: tuple[type[Event], ...] = (*DESK_EVENTS, Unreadable)
"""What a desk's log may tell an incident; anything else in it is kept and changes nothing."""


class Session:
    """An incident and its content. `send` is the only way in for a tap."""

    def __init__(self, recorder: Recorder, pack: Pack, incident: Incident, now: Callable[[], Moment]) -> None:
        self._recorder, self._now = recorder, now
        self._observers: list[Observer] = []
        self.pack, self.incident = pack, incident
        self.before = incident
        """As it was before the last facts: of one that was just closed, what the crew was told."""

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Be told of every fact after it was written; call what is returned to stop that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def send(self, command: Command) -> list[Record]:
        """Ask the rules what happened, write it, then tell. A late tap writes nothing: []."""
        now = self._now()
        return self._write(decide(self.pack, self.incident, command, now), now)

    def note(self, event: Event) -> list[Record]:
        """Write down what was observed (a prompt sounded, a message was shown); no rule is asked."""
        if self.incident.opened is None:
            return []
        return self._write([event], self._now())

    def merged(self, records: Sequence[Record]) -> None:
        """Take in facts of the desk that answer this incident; they are in the journal already."""
        for record in records:
            self.incident = self.incident.apply(record)
        for record in records:
            if isinstance(record.event, FROM_DESK):  # only the lobby closes, steps or rings: not even a desk may
                self._tell(record)

    def _write(self, events: Sequence[Event], now: Moment) -> list[Record]:
        if not events:
            return []
        records = self._recorder.append(LogId(self.incident.id), events, now)
        self.before = self.incident
        for record in records:
            self.incident = self.incident.apply(record)
        for record in records:
            self._tell(record)
        return records

    def _tell(self, record: Record) -> None:
        for observer in tuple(self._observers):
            try:
                observer(record, self.incident)
            except Exception:  # a dead loudspeaker must not stop the screen
                logger.exception("an observer failed on %s %s", record.log, record.seq)
