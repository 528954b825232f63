"""The incidents of this lobby: which are open, which one has the screen and the voice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from protocols import engine
from protocols.events import Lang, Moment, Record, Resumed, elapsed_ms
from protocols.incident import Incident, fold
from protocols.model import Pack

from .session import Recorder, Session

logger = logging.getLogger(__name__)

Packs = Callable[[str], Pack | None]
"""Content by pack hash; None when it is no longer here."""

Change = Callable[[Session, Record], None]


class Notebook(Recorder, Protocol):
    """A recorder that also begins and names logs."""

    def begin(self, channel: str) -> str: ...
    def open_logs(self) -> list[str]: ...
    def chain(self, log: str) -> list[Record]: ...
    def answers(self, incident: str) -> list[Record]: ...
    def close_log(self, log: str) -> None: ...


class Lobby:
    """Opens, switches, resumes. At most one session is focused; `None` = the idle screen."""

    def __init__(
        self, notebook: Notebook, pack: Pack, packs: Packs, now: Callable[[], Moment], *, station: str, place: str
    ) -> None:
        self._notebook, self._pack, self._packs, self._now = notebook, pack, packs, now
        self._station, self._place = station, place
        self._listeners: list[Change] = []
        self.sessions: dict[str, Session] = {}
        self.focused: Session | None = None

    def listen(self, listener: Change) -> Callable[[], None]:
        """Hear every new fact of every open incident, own and the desk's."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- opening -------------------------------------------------------------------------------------------

    def open(self, command: engine.Open, *, drill: bool = False) -> Session:
        """Begin an incident in its own new log and turn to it."""
        log = self._notebook.begin("drill" if drill else "live")
        session = self._adopt(Session(self._notebook, self._pack, Incident(log), log, self._now))
        self.focused = session
        session.send(command)
        return session

    def command_open(self, protocol: str, lang: Lang, *, step: str | None = None, via: str = "tile") -> engine.Open:
        assert via in ("tile", "dock_cpr", "dock_120", "drill_turned_real", "restart")
        return engine.Open(protocol, self._station, self._place, lang, via, None, step)  # type: ignore[arg-type]

    def turn_real(self) -> Session:
        """ "This is real": the drill closes, a new live incident begins at the danger check, clock from this tap."""
        drill = self.focused
        assert drill is not None and drill.incident.drill
        lang = drill.incident.lang
        log = self._notebook.begin("live")
        drill.send(engine.Close("interrupted", interrupted_by=log))
        session = self._adopt(Session(self._notebook, self._pack, Incident(log), log, self._now))
        self.focused = session
        start = self.real_start(drill.incident)
        session.send(
            engine.Open(
                start[0],
                self._station,
                self._place,
                lang,
                "drill_turned_real",
                from_drill=drill.incident.id,
                step=start[1],
            )
        )
        return session

    def real_start(self, drill: Incident) -> tuple[str, str | None]:
        """Where a drill that became real begins: the first response check of what was drilled."""
        opening = drill.opening
        if opening is None or opening.protocol not in self._pack.protocols:
            return self._pack.cpr[0], None
        name = opening.protocol
        escalated = [x.protocol for x in drill.entered if not self._pack.protocols[x.protocol].shared]
        name = escalated[-1] if escalated else name
        protocol = self._pack.protocols[name]
        if protocol.shared or protocol.steps[protocol.first].kind == "tiles":
            name = self._pack.cpr[0]
        return name, None

    # --- switching -----------------------------------------------------------------------------------------

    def focus(self, incident: str) -> None:
        session = self.sessions.get(incident)
        if session is not None and session.incident.open:
            self.focused = session
            session.send(engine.Focus())

    def leave(self) -> None:
        """Back to the idle screen (the incident was closed, or parked by its rule)."""
        self.focused = None

    def tick(self) -> None:
        """Time passed, for every open incident."""
        for session in list(self.sessions.values()):
            if session.incident.open:
                session.send(engine.Tick())

    @property
    def open_sessions(self) -> list[Session]:
        return [s for s in self.sessions.values() if s.incident.open]

    @property
    def silent(self) -> bool:
        """While any silent incident is open, nothing sounds."""
        return any(s.incident.silent for s in self.open_sessions)

    # --- taking in -----------------------------------------------------------------------------------------

    def merged(self, records: Iterable[Record], incident_of: Callable[[str], str | None]) -> None:
        """Facts of the desk; `incident_of` names the incident a desk log answers."""
        groups: dict[str, list[Record]] = {}
        for record in records:
            incident = incident_of(record.log)
            if incident is not None:
                groups.setdefault(incident, []).append(record)
        for incident, found in groups.items():
            session = self.sessions.get(incident)
            if session is not None:
                session.merged(found)

    def resume(self) -> None:
        """After a start: fold what the journal holds, come back into the last focused open incident."""
        for log in self._notebook.open_logs():
            try:
                self._resume(log)
            except Exception:  # one bad log must not keep the others, or the kiosk, from coming back
                logger.exception("the log %s could not be resumed", log)
        candidates = [s for s in self.open_sessions if not s.incident.parked]
        if candidates:
            self.focused = max(candidates, key=lambda s: _when(s.incident.focused_at))

    def _resume(self, log: str) -> None:
        records = self._notebook.chain(log)
        if not records:
            return
        root = records[0].log
        incident = fold(root, [*records, *self._notebook.answers(root)])
        if incident.opened is None or not incident.open:
            self._notebook.close_log(log)
            return
        frame = incident.top
        pack = self._packs(frame.pack) if frame is not None else None
        session = self._adopt(Session(self._notebook, pack or self._pack, incident, log, self._now))
        gap_s = elapsed_ms(incident.last_at, self._now()) / 1000 if incident.last_at else 0.0
        session.note(Resumed(round(gap_s, 1)))
        if pack is None and not self._still_stands(session):
            logger.warning("the content of %s is gone: started anew at the first check", log)
            session.send(engine.PressCpr())

    def _still_stands(self, session: Session) -> bool:
        """Whether the present content knows the step this incident stands at."""
        frame = session.incident.top
        protocol = session.pack.protocols.get(frame.protocol) if frame else None
        return frame is not None and protocol is not None and frame.step in protocol.steps

    def _adopt(self, session: Session) -> Session:
        self.sessions[session.incident.id] = session

        def heard(record: Record, incident: Incident) -> None:
            if not incident.open:
                self._notebook.close_log(session.log)
            for listener in tuple(self._listeners):
                try:
                    listener(session, record)
                except Exception:  # the next listener still hears it
                    logger.exception("a listener failed on %s %s", record.log, record.seq)

        session.observe(heard)
        return session


def _when(moment: Moment | None) -> int:
    return moment.at_ms if moment else 0


def latest(sessions: Sequence[Session]) -> Session | None:
    """The open incident that was focused last."""
    return max(sessions, key=lambda s: _when(s.incident.focused_at), default=None)
