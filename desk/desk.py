"""One desk: journal, line, board and people held together, without any web page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Protocol as Shape

from journal.codec import Cursor, DeadLetter, channel_of, kiosk_of
from journal.presence import Greeting, Presence, desk_topic, greeter
from journal.recorder import Recorder
from journal.sync import Sync
from protocols.events import Acknowledged, CloseAdvised, Event, LogId, MessageSent, Moment, Record, Released, Viewed
from protocols.model import Pack
from protocols.ops_events import DeskStarted
from protocols.text import TEXT_CHARS, clean_text

from .answers import Answers
from .board import Board, Story
from .config import Config
from .fleet import Fleet
from .ingest import Ingest
from .login import Doors, read_secret
from .presence import Attendance
from .reading import Packs, Reading
from .sources import Sources

VERSION = "0.1.0"
LINE_DOWN_S = 5.0
"""A line that has been gone for so long is said on every page; a reconnect takes less."""

_log = logging.getLogger(__name__)


class Line(Shape):
    """What is asked of a connection to a broker."""

    @property
    def connected(self) -> bool: ...
    @property
    def down_s(self) -> float: ...
    def publish(self, topic: str, payload: bytes, retain: bool) -> bool: ...
    def announce(self) -> None: ...


class Desk:
    """Everything the desk knows and may do. `receive` takes what any line brought."""

    def __init__(self, config: Config, pack: Pack, packs: Packs, clock: Callable[[], Moment]) -> None:
        self.config = config
        self.clock = clock
        self.recorder = Recorder.open(config.journal)
        self.sync = Sync(
            self.recorder,
            "desk",
            self._publish,
            clock,
            on_records=self._merged,
            on_cursor=self._confirmed,
            on_presence=self._present,
            on_dead=self._died,
        )
        self.answers = Answers(self.recorder, clock, self.sync.push)
        self.board = Board(self.recorder)
        self.fleet = Fleet()
        self.attendance = Attendance()
        self.doors = Doors(
            config.people,
            read_secret(config.secret),
            clock,
            link_hours=config.sign_in.link_hours,
            session_hours=config.sign_in.session_hours,
        )
        self.ingest = Ingest(self.sync.receive, self._tell)
        self.sources = Sources(pack, packs, self.fleet, self.board.silent_kiosks, self.board.number)
        self.lines: dict[str, Line] = {}
        self.dead = 0
        self._listeners: list[Callable[[], None]] = []
        self._fresh = False
        self._said: tuple[int, bool] | None = None
        self._was_down = False

    def open(self) -> None:
        """Read the journal, note that the desk has started."""
        now = self.clock()
        self.board.load(self.answers.load(), now.at_ms)
        self.fleet.load(self.recorder)
        self.dead = sum(count for _, count in self.recorder.dead())
        for kiosk in self.fleet.all():
            self.recorder.append(self.recorder.ops(kiosk.id, "deskops", now), [DeskStarted(VERSION)], now)

    def close(self) -> None:
        self.doors.close()
        self.recorder.close()

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Hear that something changed; what, is asked of the board."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- the line ------------------------------------------------------------------------------------------

    @property
    def greet(self) -> Callable[[str], Greeting]:
        return greeter(desk_topic(self.config.id), self.presence)

    def presence(self, session: str) -> Presence:
        """What the kiosks are told of this desk: above all how many people would hear an alarm."""
        now = self.clock()
        return Presence(
            online=True,
            session=session,
            at_ms=now.at_ms,
            name=self.config.name.zh,
            phone=self.config.phone,
            version=VERSION,
            saved=self.recorder.saved,
            attended=self.attendance.attended(now.boot_ms),
        )

    def receive(self, topic: str, payload: bytes) -> bool:
        """Something came by a line: it is taken in at the next turn of the loop."""
        return self.ingest.offer(topic, payload)

    def line_up(self) -> None:
        self.sync.refresh()
        self._changed()

    def line_lost(self) -> None:
        if not any(line.connected for line in self.lines.values()):
            self.sync.lost()
        self._changed()

    @property
    def line_down(self) -> bool:
        """No broker for a while: new calls for help may not arrive."""
        return bool(self.lines) and all(line.down_s > LINE_DOWN_S for line in self.lines.values())

    def tick(self) -> None:
        """Once a second: resend, say who attends, notice a line that stays down."""
        self.ingest.turn()
        self.sync.tick()
        if self.line_down != self._was_down:
            self._was_down = self.line_down
            self._changed()
        self._say_attendance()
        self._tell()

    def announce(self) -> None:
        """Every few seconds: a desk that falls silent counts as unattended."""
        for line in self.lines.values():
            line.announce()

    def refresh(self) -> None:
        """Once a minute: what changes by time alone."""
        self.board.forget(self.clock().at_ms)
        self._changed()
        self._tell()

    def _publish(self, topic: str, payload: bytes, retain: bool) -> bool:
        taken = [line.publish(topic, payload, retain) for line in self.lines.values() if line.connected]
        return any(taken)

    # --- people --------------------------------------------------------------------------------------------

    def here(self, session: str, page: str, name: str, sound: bool) -> None:
        """A page says that it is open, and whether it can be heard."""
        self.attendance.heard(session, page, name, sound, self.clock().boot_ms)
        self._say_attendance()
        self._tell()

    def gone(self, session: str, page: str | None = None) -> None:
        self.attendance.left(session, page)
        self._say_attendance()
        self._tell()

    def _say_attendance(self) -> None:
        said = (self.attendance.attended(self.clock().boot_ms), self.recorder.saved)
        if said != self._said:
            self._said = said
            self.announce()
            self._changed()

    # --- answers -------------------------------------------------------------------------------------------

    def story(self, incident: str) -> Story | None:
        return self.board.story(incident)

    def take(self, story: Story, by: str, comment: str = "") -> bool:
        """This person takes it, or adds words to having taken it. False: they have it already, with these words."""
        words = clean_text(comment)
        if by in story.incident.claims and (not words or words == _newest_comment(story, by)):
            return False
        self._answer(story, Acknowledged(by, words))
        return True

    def release(self, story: Story, by: str) -> bool:
        if by not in story.incident.claims:
            return False
        self._answer(story, Released(by))
        return True

    def say(self, story: Story, by: str, text: str, canned: str | None = None) -> bool:
        """Words for the lobby: a known phrase, or what was typed. False: there is nothing to say."""
        phrase = self.sources.pack.phrases.get(canned) if canned else None
        if canned and (phrase is None or not phrase.canned):
            return False
        words = Reading(self.sources.pack, story.incident.lang).t(phrase.text) if phrase else text
        words = clean_text(words, TEXT_CHARS)
        if not words:
            return False
        self._answer(story, MessageSent(by, words, canned))
        return True

    def advise(self, story: Story, by: str) -> bool:
        if any(isinstance(d.event, CloseAdvised) and d.event.by == by for d in story.incident.desk):
            return False
        self._answer(story, CloseAdvised(by))
        return True

    def view(self, story: Story, by: str) -> bool:
        """This person has the live mirror open: a fact once, and only while it is open there."""
        seen = any(isinstance(d.event, Viewed) and d.event.by == by for d in story.incident.desk)
        if seen or not story.incident.open:
            return False
        self._answer(story, Viewed(by))
        return True

    def _answer(self, story: Story, event: Event) -> None:
        incident = story.incident.id
        records = self.answers.write(incident, event)
        self.board.wrote(incident, records)
        self._changed()
        self._tell()

    # --- what the line brought -----------------------------------------------------------------------------

    def _merged(self, log: LogId, records: Sequence[Record]) -> None:
        now = self.clock()
        self.fleet.known(kiosk_of(log))
        if channel_of(log) == "ops":
            self.fleet.merged(records)
        else:
            self.board.merged(log, records, now.at_ms)
        self._changed()

    def _confirmed(self, log: LogId, cursor: Cursor) -> None:
        self.board.reached(log, cursor, self.clock().at_ms)
        self._changed()

    def _present(self, who: str, presence: Presence) -> None:
        self.fleet.heard(who, presence, self.clock().at_ms)
        self._changed()

    def _died(self, letter: DeadLetter) -> None:
        self.dead += 1

    def _changed(self) -> None:
        self._fresh = True

    def _tell(self) -> None:
        """The pages are told once for all that one turn brought."""
        if not self._fresh:
            return
        self._fresh = False
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # the next one still hears it
                _log.exception("a listener failed")


def _newest_comment(story: Story, by: str) -> str:
    said = [d.event.comment for d in story.incident.desk if isinstance(d.event, Acknowledged) and d.event.by == by]
    return said[-1] if said else ""
