"""What the desk says to an incident: facts in the desk's own log, one log an incident."""

from __future__ import annotations

from collections.abc import Callable

from journal.codec import channel_of, kiosk_of
from journal.recorder import Recorder
from protocols.events import DeskOpened, Event, LogId, Moment, Record


class Answers:
    """Writes first, then lets the line push; never writes into a kiosk's log."""

    def __init__(self, recorder: Recorder, now: Callable[[], Moment], push: Callable[[LogId], None]) -> None:
        self._recorder, self._now, self._push = recorder, now, push
        self._logs: dict[str, LogId] = {}

    def load(self) -> list[tuple[str, list[Record]]]:
        """Every answer given so far, by incident."""
        found: list[tuple[str, list[Record]]] = []
        for info in self._recorder.infos(mine=True):
            if channel_of(info.name) != "desk" or self._recorder.root(info.name) != info.name:
                continue
            records = self._recorder.incident(info.name)
            incident = next((r.event.incident for r in records if isinstance(r.event, DeskOpened)), None)
            if incident is not None:
                self._logs[incident] = info.name
                found.append((incident, records))
        return found

    def log_of(self, incident: str) -> LogId | None:
        return self._logs.get(incident)

    def write(self, incident: str, *events: Event) -> list[Record]:
        """These facts about this incident, on disk; the first begins the log and names the incident."""
        moment = self._now()
        log = self._logs.get(incident)
        if log is None:
            log = self._recorder.begin(kiosk_of(incident), "desk", moment)
            events = (DeskOpened(incident), *events)
        records = self._recorder.append(log, events, moment)
        self._logs[incident] = log
        self._push(log)
        return records
