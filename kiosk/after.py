"""After a real incident: what was recorded, words added late, and somebody who asks after those who helped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from journal.recorder import Recorder
from protocols import commands
from protocols import events as e
from protocols.course import Happened, about_line, course
from protocols.events import LogId, Moment, Record, Ref, elapsed_ms, lies_ahead
from protocols.incident import Incident
from protocols.model import Pack, Text
from protocols.station_card import CHINA_UTC_OFFSET_MIN
from protocols.words import words

from .lobby import Lobby
from .session import Session
from .words import both

logger = logging.getLogger(__name__)

REACHABLE_S = 1800.0
"""So long the lobby offers a way back to it; later the desk is the place."""
CLOSES_S = 120.0
CLOCK_SET_S = 86_400.0
LOOKED_AT: frozenset[e.Outcome] = frozenset({"handed_over", "completed"})
"""A false start needs no looking back; who was gone for hours is not asked about it on the screen."""
DANGEROUS = frozenset({"danger", "crime"})
"""Robbery, threat, fire: those who helped were in danger themselves."""
NOTES = ("aed", "shock", "breath", "called", "crew", "vomit", "drug", "family", "police")
MINUTES = (0, 5, 10, 15)
WRONG = ("earlier", "later", "not_so", "wrong")
"""What can be wrong with a line of the record. The first two ask by how much."""
SHIFTS_MIN = (1, 2, 5, 10)
LINES = 6
"""Lines of the course on one page, the newest first: each is a key."""


@dataclass(slots=True)
class After:
    """`page` "" = not on the screen: `sheet`; `what`, `when` add a note; `lines`, `how`, `shift` correct a line. Only
    the newest incident can be added to."""

    lobby: Lobby
    now: Callable[[], Moment]
    session: Session | None = None
    page: str = ""
    what: str = ""
    ago_min: int = 0
    first: int = 0
    """So many newer lines stand on the pages before."""
    chosen: Happened | None = None
    """The line of the course that is wrong."""
    wrong: str = ""
    since: Moment | None = field(default=None)
    ended: Moment | None = None
    """When it ended; after a clock that was set back, when it was found."""

    def __post_init__(self) -> None:
        self.lobby.listen(self._heard)

    # --- what happened -------------------------------------------------------------------------------------

    def _heard(self, session: Session, record: Record) -> None:
        if not isinstance(record.event, e.Closed) or session.incident.drill:
            return
        due = aftercare(session.pack, session.incident)
        if due is not None:
            session.note(due)
        if record.event.outcome in LOOKED_AT and not _was_silent(session):
            self.session, self.ended = session, session.incident.closed_at
            self._turn("sheet")
            logger.info("an incident ended: it can be added to for %d min", REACHABLE_S // 60)

    def recall(self, recorder: Recorder) -> None:
        """After a start: the newest incident that ended lately. One of which the facts were lost is left alone."""
        now = self.now()
        for _, root, ended in sorted(_ended_lately(recorder, now), key=lambda found: found[0]):
            session = self.lobby.recall(root)
            closing = session.incident.closed if session is not None else None
            if session is None or closing is None:
                continue
            if session.incident.aftercare is None and (due := aftercare(session.pack, session.incident)) is not None:
                session.note(due)  # the power went between the two facts
            if closing.outcome in LOOKED_AT and not _was_silent(session) and self.session is None:
                self.session, self.ended = session, now if lies_ahead(ended, now) else ended

    # --- being on the screen -------------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        return bool(self.page) and self.session is not None

    @property
    def reachable(self) -> bool:
        return self.session is not None and self.ended is not None and _is_lately(self.ended, self.now())

    def leave(self) -> None:
        self.page = ""

    def tick(self) -> None:
        if self.open and self.since is not None and elapsed_ms(self.since, self.now()) >= CLOSES_S * 1000:
            self.leave()
        if not self.open and not self.reachable:
            self.session = None

    def act(self, action: str) -> None:
        rest = action.removeprefix("after:")
        if rest == "open":
            if self.reachable and not self.open:
                self._turn("sheet")
            return
        if not self.open:
            return
        self.since = self.now()
        what, _, value = rest.partition(":")
        match what:
            case "end":
                self.leave()
            case "note":
                self._turn("what")
            case "back":
                self._turn(BACK.get(self.page, ""))
            case "what" if self.page == "what" and value in NOTES:
                self.what, self.ago_min = value, self.least_min
                self._turn("when")
            case "earlier" if self.page == "when":
                self.ago_min = min(self.ago_min + 1, self.most_min)
            case "later" if self.page == "when":
                self.ago_min = max(self.ago_min - 1, 0)
            case "when" if self.page == "when" and value.isdecimal() and int(value) <= self.most_min:
                self._write(int(value))
            case "lines":
                self.first = 0
                self._turn("lines")
            case "more" if self.page == "lines":
                self.first = self.first + LINES if self.first + LINES < len(self.course) else 0
            case "line" if self.page == "lines" and (found := self._line(value)) is not None:
                self.chosen = found
                self._turn("how")
            case "wrong" if self.page == "how" and value in WRONG:
                self.wrong = value
                if self.shifts_min:
                    self._turn("shift")
                else:
                    self._correct(None)
            case "shift" if self.page == "shift" and value in ("", *map(str, self.shifts_min)):
                self._correct(int(value) if value else None)
            case _:
                pass

    # --- a line that is wrong --------------------------------------------------------------------------------

    @property
    def course(self) -> tuple[Happened, ...]:
        if self.session is None:
            return ()
        return course(self.session.pack, self.session.incident, CHINA_UTC_OFFSET_MIN)

    @property
    def shifts_min(self) -> tuple[int, ...]:
        """By how much it can have been earlier or later: nothing lies ahead."""
        if self.chosen is None or self.wrong not in ("earlier", "later"):
            return ()
        return tuple(n for n in SHIFTS_MIN if self.shifted_ms(n) <= self.now().at_ms)

    def shifted_ms(self, by_min: int) -> int:
        assert self.chosen is not None
        return self.chosen.at_ms + by_min * (60_000 if self.wrong == "later" else -60_000)

    def _line(self, name: str) -> Happened | None:
        return next((one for one in self.course if corrects(one) == name), None)

    def _correct(self, by_min: int | None) -> None:
        assert self.session is not None and self.chosen is not None
        said = about_line(self.chosen.line, both(f"fix_{self.wrong}_note"))
        self._add(said, None if by_min is None else self.shifted_ms(by_min), self.chosen.ref)
        self._turn("lines")

    # --- when it was -----------------------------------------------------------------------------------------

    @property
    def least_min(self) -> int:
        """How long ago it ended: what is remembered was mostly before."""
        return self._ago_min(self.session.incident.closed_at if self.session is not None else None)

    @property
    def most_min(self) -> int:
        """A while before the first tap, and no further."""
        return self._ago_min(self.session.incident.opened if self.session is not None else None) + 30

    def _ago_min(self, moment: Moment | None) -> int:
        return elapsed_ms(moment, self.now()) // 60_000 if moment is not None else 0

    def _turn(self, page: str) -> None:
        self.page, self.since = page, self.now()

    def _write(self, ago_min: int) -> None:
        assert self.session is not None
        self._add(both(f"note_{self.what}"), self.now().at_ms - ago_min * 60_000)
        self._turn("sheet")

    def _add(self, said: Text, at_ms: int | None, about: Ref | None = None) -> None:
        """In both languages: whoever reads it may read another one than whoever chose it."""
        assert self.session is not None
        shown = words(said, self.session.incident.lang)
        self.session.send(commands.AddNote(shown, at_ms=at_ms, about=about, zh=said["zh"], en=said["en"]))


BACK = {"when": "what", "what": "sheet", "lines": "sheet", "how": "lines", "shift": "how"}


def corrects(happened: Happened) -> str:
    """The name of a line in an action; "" for what the desk wrote: the lobby corrects its own record only."""
    ref = happened.ref
    return f"{ref.log}/{ref.seq}" if ref.log.split("/")[1:2] != ["desk"] else ""


def _ended_lately(recorder: Recorder, now: Moment) -> list[tuple[int, LogId, Moment]]:
    """Real incidents with how long ago they ended. The clock may have been set since: what looks like the future was
    just now, unless it is further than any zone or summer time moves a clock."""
    found = []
    for info in recorder.infos(mine=True, closed=True):
        channel, ago_ms = info.name.split("/")[1], now.at_ms - (info.closed_ms or 0)
        if channel != "live" or abs(ago_ms) > CLOCK_SET_S * 1000:
            continue
        root = LogId(recorder.root(info.name))
        closings = (r.moment for r in reversed(recorder.incident(root)) if isinstance(r.event, e.Closed))
        ended = next(closings, None)
        if ended is not None and _is_lately(ended, now):
            found.append((elapsed_ms(ended, now), root, ended))
    return found


def _is_lately(ended: Moment, now: Moment) -> bool:
    return elapsed_ms(ended, now) < REACHABLE_S * 1000


def _was_silent(session: Session) -> bool:
    """Whoever threatened may still stand there: nothing of it ever comes back to this screen."""
    names = {x.protocol for x in session.incident.entered}
    return session.incident.silent or any(
        session.pack.protocols[name].silent for name in names if name in session.pack.protocols
    )


def aftercare(pack: Pack, incident: Incident) -> e.AftercareDue | None:
    """Is somebody to ask after those who helped?"""
    if incident.drill or incident.closed is None or incident.closed.outcome in ("false_start", "cancelled"):
        return None
    names = dict.fromkeys(x.protocol for x in incident.entered)
    gone_through = [pack.protocols[name] for name in names if name in pack.protocols]
    if any(p.family in DANGEROUS and p.severity == 1 for p in gone_through):
        return e.AftercareDue("danger")
    return e.AftercareDue("pressing") if incident.first is not None else None
