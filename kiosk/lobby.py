"""The incidents of this lobby: which are open, which one has the screen and the voice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cmp_to_key, partial

from journal.recorder import Recorder
from protocols import commands
from protocols.events import DeskOpened, KioskId, Lang, LogId, Moment, ProfileName, Record, Resumed, Via, elapsed_ms
from protocols.incident import Incident, fold
from protocols.model import Pack

from .abandoned import close_by_operations
from .beside import Beside
from .session import Session

logger = logging.getLogger(__name__)

Packs = Callable[[str], Pack | None]
"""Content by pack hash; None when it is no longer here."""

KEPT_CLOSED = 8
"""Closed incidents kept in memory: the desk's last words for them are still answered. The journal keeps them all."""

Change = Callable[[Session, Record], None]


class Lobby:
    """Opens, switches, resumes. At most one session is focused; `None` = the idle screen."""

    def __init__(
        self,
        recorder: Recorder,
        pack: Pack,
        packs: Packs,
        now: Callable[[], Moment],
        *,
        kiosk: KioskId,
        station: str,
        place: str,
    ) -> None:
        self._recorder, self._pack, self._packs, self._now = recorder, pack, packs, now
        self._kiosk, self._station, self._place = kiosk, station, place
        self._answers: dict[str, str] = {}
        self._listeners: list[Change] = []
        self._beside = Beside()
        self.sessions: dict[str, Session] = {}
        self.focused: Session | None = None

    def listen(self, listener: Change) -> Callable[[], None]:
        """Hear every new fact of every open incident, own and the desk's."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- opening -------------------------------------------------------------------------------------------

    def open(self, command: commands.Open, *, drill: bool = False) -> Session:
        """Begin an incident in its own new log and turn to it."""
        log = self._recorder.begin(self._kiosk, "drill" if drill else "live", self._now())
        session = self._adopt(Session(self._recorder, self._pack, Incident(log), self._now))
        self.focused = session
        session.send(command)
        return session

    def command_open(
        self,
        protocol: str,
        lang: Lang,
        *,
        step: str | None = None,
        via: Via = "tile",
        profile: ProfileName = "normal",
    ) -> commands.Open:
        return commands.Open(protocol, self._station, self._place, lang, via, None, step, profile)

    def turn_real(self, lang: Lang) -> Session:
        """ "This is real": every drill closes (one behind it may be silent), a new live incident begins at the danger
        check, clock from this tap."""
        drill = self.focused
        assert drill is not None and drill.incident.drill
        log = self._recorder.begin(self._kiosk, "live", self._now())
        for one in (*(s for s in self.open_sessions if s.incident.drill and s is not drill), drill):
            one.send(commands.Close("interrupted", interrupted_by=log))
        session = self._adopt(Session(self._recorder, self._pack, Incident(log), self._now))
        self.focused = session
        session.send(
            commands.Open(
                self.real_start(drill.incident),
                self._station,
                self._place,
                lang,
                "drill_turned_real",
                from_drill=drill.incident.id,
                profile=drill.incident.profile,
            )
        )
        return session

    def real_start(self, drill: Incident) -> str:
        """Where a drill that became real begins: the first response check of what was drilled. Never in silence:
        whoever presses a red key that everybody sees has nobody to hide from."""
        opening = drill.opening
        if opening is None or opening.protocol not in self._pack.protocols:
            return self._pack.cpr[0]
        name = opening.protocol
        known = self._pack.protocols  # the drill may have begun with another content
        escalated = [x.protocol for x in drill.entered if x.protocol in known and not known[x.protocol].shared]
        name = escalated[-1] if escalated else name
        protocol = self._pack.protocols[name]
        if protocol.shared or protocol.silent or protocol.steps[protocol.first].kind == "tiles":
            name = self._pack.cpr[0]
        return name

    # --- switching -----------------------------------------------------------------------------------------

    def focus(self, incident: str) -> None:
        session = self.sessions.get(incident)
        if session is not None and session.incident.open:
            if self.silent and session is not self.focused:
                # the silent page stood there: whoever wants sound says so anew
                session.send(commands.AllowSound(False))
            self.focused = session
            session.send(commands.Focus())

    def leave(self) -> None:
        """Back to the idle screen (the incident was closed, or parked by its rule)."""
        self.focused = None

    def tick(self) -> None:
        """Time passed, for every open incident."""
        for session in list(self.sessions.values()):
            if session.incident.open:
                self._beside.do(f"the clock of {session.incident.id}", partial(session.send, commands.Tick()))

    def close_left_drills(self) -> None:
        """Drills behind an incident that was closed or parked: nobody practises any more."""
        for session in self.open_sessions:
            if session.incident.drill:
                session.send(commands.Close("abandoned"))

    def close_abandoned(self, reason: str) -> bool:
        """Operations close what nobody was at for twelve hours; the reason stands in its record."""
        closed = False
        for session in self.open_sessions:
            for command in close_by_operations(session.incident, reason, self._now()):
                session.send(command)
                closed = True
        return closed

    @property
    def open_sessions(self) -> list[Session]:
        return [s for s in self.sessions.values() if s.incident.open]

    @property
    def silent(self) -> bool:
        """A silent incident is open, on the screen or not."""
        return any(s.incident.silent for s in self.open_sessions)

    @property
    def hushed(self) -> bool:
        """Nothing may sound now: a silent incident is open, and nobody has said "sound on" to what is on the screen.
        Practised silence hushes what is practised, never a real emergency."""
        shown = self.focused.incident if self.focused is not None and self.focused.incident.open else None
        if shown is None or shown.silent:
            return self.silent
        hushes = any(s.incident.silent and (shown.drill or not s.incident.drill) for s in self.open_sessions)
        return hushes and not shown.sound_allowed

    # --- taking in -----------------------------------------------------------------------------------------

    def merged(self, records: Iterable[Record]) -> None:
        """Facts of the desk that just came in; each desk log says in its first fact which incident it answers."""
        groups: dict[str, list[Record]] = {}
        for record in records:
            incident = self._answered_by(record)
            if incident is not None:
                groups.setdefault(incident, []).append(record)
        for incident, found in groups.items():
            session = self.sessions.get(incident)
            if session is not None:
                session.merged(found)

    def _answered_by(self, record: Record) -> str | None:
        if isinstance(record.event, DeskOpened):
            self._answers[record.log] = record.event.incident
        if record.log not in self._answers:
            first = self._recorder.incident(LogId(record.log))[:1]
            if first and isinstance(first[0].event, DeskOpened):
                self._answers[record.log] = first[0].event.incident
        return self._answers.get(record.log)

    def resume(self) -> None:
        """After a start: fold what the journal holds, come back into the last focused open incident."""
        infos = self._recorder.infos(mine=True, closed=False)
        roots = dict.fromkeys(self._recorder.root(i.name) for i in infos if i.name.split("/")[1] in ("live", "drill"))
        for root in roots:
            self._beside.do(f"coming back to {root}", partial(self._resume, root))
        candidates = [s for s in self.open_sessions if not s.incident.parked]
        if candidates:
            self.focused = max(candidates, key=cmp_to_key(_by_focus))

    def recall(self, root: LogId) -> Session | None:
        """An incident as the journal holds it, open or closed; None if its first fact is not here."""
        if root not in self.sessions:
            incident = fold(root, [*self._recorder.incident(root), *self._desk_records(root)])
            if incident.opened is None:
                return None
            frame = incident.top
            pack = self._packs(frame.pack) if frame is not None else None
            self._adopt(Session(self._recorder, pack or self._pack, incident, self._now))
        return self.sessions[root]

    def _resume(self, root: LogId) -> None:
        session = self.recall(root)
        if session is None or not session.incident.open:
            self.sessions.pop(root, None)
            return
        incident = session.incident
        gap_s = elapsed_ms(incident.last_at, self._now()) / 1000 if incident.last_at else 0.0
        session.note(Resumed(round(gap_s, 1)))

    def _desk_records(self, root: LogId) -> list[Record]:
        found: list[Record] = []
        for info in self._recorder.infos(mine=False):
            records = self._recorder.records(info.name)
            if records and self._answered_by(records[0]) == root:
                found += records
        return found

    def _adopt(self, session: Session) -> Session:
        self.sessions[session.incident.id] = session

        def heard(record: Record, incident: Incident) -> None:
            for listener in tuple(self._listeners):
                try:
                    listener(session, record)
                except Exception:  # the next listener still hears it
                    logger.exception("a listener failed on %s %s", record.log, record.seq)

        session.observe(heard)
        closed = [id for id, one in self.sessions.items() if one.incident.opened is not None and not one.incident.open]
        for id in closed[:-KEPT_CLOSED]:
            del self.sessions[id]
        return session


def _by_focus(one: Session, other: Session) -> int:
    """By the boot clock where it is the same: the wall clock may have been set between the two."""
    a, b = one.incident.focused_at, other.incident.focused_at
    if a is None or b is None:
        return (a is not None) - (b is not None)
    return a.boot_ms - b.boot_ms if a.boot == b.boot else a.at_ms - b.at_ms
