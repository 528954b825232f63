"""Writes facts down without ever failing the caller: on disk, or in memory until the disk accepts again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar

from protocols.events import Channel, Continued, Event, LogId, Moment, Record

from . import chain
from .codec import Cursor, DeadLetter, Entry, Link, channel_of, kiosk_of
from .disk import Ballast
from .names import month, new_log
from .store import Journal, JournalRefused, LogInfo, MergeResult

MEMORY_IS_NEWER = 2**40
"""What is in memory was written after all that is on disk: so a log there is the newest end of its story."""

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Recorder:
    """The one object a shell writes to. `append` never raises; `trouble` says why facts are "not saved here"."""

    def __init__(self, disk: Journal | None, reopen: Callable[[], Journal], ballast: Ballast | None = None) -> None:
        self._memory = Journal(":memory:")
        self._absent = disk is None
        self._disk = disk or Journal(":memory:")  # an empty stand-in: nothing is ever written to it
        self._reopen = reopen
        self._ballast = ballast
        self._lifted: dict[LogId, None] = {}
        self._tip: dict[LogId, LogId] = {}
        self._head: dict[LogId, Cursor] = {}
        self._behind: list[tuple[LogInfo, int]] | None = None  # kept until something is written: it is asked for often
        self.trouble = "failing" if self._absent else ""

    @classmethod
    def open(cls, path: Path, ballast: Ballast | None = None) -> Recorder:
        """Open the journal at `path`; if that cannot be, begin in memory and keep trying."""

        def reopen() -> Journal:
            path.parent.mkdir(parents=True, exist_ok=True)
            return Journal.open(path)

        disk: Journal | None = None
        try:
            disk = reopen()
        except (JournalRefused, OSError) as trouble:
            _log.error("no journal at %s: %s", path, trouble)
        ballast = ballast or Ballast(path.with_name(path.name + ".ballast"))
        if disk is not None:
            ballast.take_on()
        return cls(disk, reopen, ballast)

    def close(self) -> None:
        self._disk.close()
        self._memory.close()

    @property
    def aside(self) -> Path | None:
        """Where a damaged journal file was put, if one was found on opening."""
        return self._disk.aside

    @property
    def saved(self) -> bool:
        """Is everything known here on disk?"""
        return not self._lifted and not self.trouble

    def is_saved(self, log: LogId) -> bool:
        """Is this story on disk, to its newest fact?"""
        return not any(name in self._lifted for name, _ in chain.path(self, self.tip(log)))

    def on_disk(self, log: LogId) -> bool:
        return log not in self._lifted and not self._absent

    # --- writing my own logs -------------------------------------------------------------------------------

    def begin(self, kiosk: str, channel: Channel, moment: Moment) -> LogId:
        """Name a new log. It begins to exist with its first facts."""
        return new_log(kiosk, channel, moment)

    def ops(self, kiosk: str, channel: Literal["ops", "deskops"], moment: Moment) -> LogId:
        """This month's log for the health of the machine; last month's is closed."""
        wanted = f"{kiosk}/{channel}/{month(moment)}-"
        for info in reversed(self.infos(mine=True, closed=False)):
            if info.name.startswith(wanted):
                return chain.root(self, info.name)
            if info.name.startswith(f"{kiosk}/{channel}/"):
                self.mark_closed(info.name, moment)
        return self.begin(kiosk, channel, moment)

    def append(self, log: LogId, events: Sequence[Event], moment: Moment) -> list[Record]:
        """Write facts into the story that `log` belongs to, wherever it goes on now. A refusing disk never raises."""
        if not events:
            return []
        self._behind = None
        tip = self.tip(log)
        written: list[Record] | None = None
        if tip not in self._lifted:
            written = self._try(lambda: self._disk.append(tip, events, moment))
        if written is None:
            written = self._append_in_memory(log, tip, events, moment)
        self._head[LogId(written[-1].log)] = Cursor(written[-1].seq, written[-1].digest)
        return written

    def _append_in_memory(self, log: LogId, tip: LogId, events: Sequence[Event], moment: Moment) -> list[Record]:
        if tip in self._lifted:
            return self._memory.append(tip, events, moment)
        head = self._head.get(tip, Cursor())
        if head.seq:  # its numbers up to here are on disk: the same number must never be given twice
            events = [Continued(tip, head.seq, head.digest, "not_saved"), *events]
            tip = new_log(kiosk_of(tip), _channel(tip), moment)
            self._tip[log] = tip
        self._lifted[tip] = None
        return self._memory.append(tip, events, moment)

    def fork(self, log: LogId, reason: Literal["fork", "disk_lost"], moment: Moment) -> LogId | None:
        """The reader holds another history: go on in a new log, writing again every fact that it never confirmed."""
        info = self.info(log)
        if info is None or info.replaced or any(s.mine for s in self.successors(log)):
            return None
        at = info.cursor
        if (
            at.seq == 0 and info.predecessor is not None
        ):  # not even the takeover was confirmed: take over from before it
            digest = self.digest_at(info.predecessor, info.cut) or ""
            first, entries = Continued(info.predecessor, info.cut, digest, reason), self.entries(log, 1)
        else:
            first, entries = Continued(log, at.seq, at.digest, reason), self.entries(log, at.seq)
        new = new_log(kiosk_of(log), _channel(log), moment)
        self._behind = None
        if log in self._lifted:
            self._lifted[new] = None
            self._memory.rewrite(new, log, first, entries, moment)
        elif self._try(lambda: self._disk.rewrite(new, log, first, entries, moment)) is None:
            return None
        if info.closed:
            self.mark_closed(new, moment)
        self._tip.clear()
        self._head.clear()
        return new

    def mark_closed(self, log: LogId, moment: Moment) -> None:
        """Nothing more is expected in this log: it yields to open ones, and may go when its age comes."""
        self._behind = None
        if log in self._lifted:
            self._memory.mark_closed(log, moment.at_ms)
        else:
            self._try(lambda: self._disk.mark_closed(log, moment.at_ms))

    # --- the line's side -----------------------------------------------------------------------------------

    def merge(self, log: LogId, links: Sequence[Link]) -> MergeResult:
        """Take the other side's facts; in memory (not `saved`) while the disk refuses, so that they are shown."""
        if log not in self._lifted:
            merged = self._try(lambda: self._disk.merge(log, links))
            if merged is not None:
                return merged
            info = self._disk.info(log)
            if info is not None:
                self._memory.adopt(log, self._disk.entries(log), info)
            self._lifted[log] = None
        return replace(self._memory.merge(log, links), saved=False)

    def set_cursor(self, log: LogId, cursor: Cursor) -> None:
        self._behind = None
        if log in self._lifted:
            self._memory.set_cursor(log, cursor)
        else:
            self._try(lambda: self._disk.set_cursor(log, cursor))

    def mark_gone(self, log: LogId) -> None:
        """The writer dropped this log: ours may be the only copy now."""
        self._try(lambda: self._disk.mark_gone(log))

    def bury(self, letters: Iterable[DeadLetter]) -> None:
        self._try(lambda: self._disk.bury(letters))

    def drop(self, log: LogId) -> bool:
        """Forget a log altogether; False if the disk refused."""

        self._behind = None

        def dropped() -> bool:
            self._disk.drop(log)
            return True

        return self._try(dropped) is not None

    def settle(self) -> list[LogId]:
        """Try to bring what is in memory onto the disk; the logs that now are there."""
        if self._absent:
            try:
                self._disk, self._absent, self._behind = self._reopen(), False, None
            except (JournalRefused, OSError):
                return []
        settled: list[LogId] = []
        for log in list(self._lifted):
            info = self._memory.info(log)
            if info is not None:
                entries = self._memory.entries(log)
                if self._try(lambda log=log, entries=entries, info=info: self._adopt(log, entries, info)) is None:  # type: ignore[misc]
                    break
                self._behind = None
                self._memory.drop(log)
            del self._lifted[log]
            settled.append(log)
        if self.saved and self._ballast is not None:
            self._ballast.take_on()
        return settled

    def _adopt(self, log: LogId, entries: Sequence[Entry], info: LogInfo) -> bool:
        self._disk.adopt(log, entries, info)
        return True

    # --- reading, wherever it is ---------------------------------------------------------------------------

    def _home(self, log: LogId) -> Journal:
        return self._memory if log in self._lifted else self._disk

    def info(self, log: LogId) -> LogInfo | None:
        info = self._home(log).info(log)
        return info and self._dated(info)

    def infos(self, *, mine: bool | None = None, closed: bool | None = None) -> list[LogInfo]:
        return self._joined(lambda journal: journal.infos(mine=mine, closed=closed))

    def successors(self, log: LogId) -> list[LogInfo]:
        return self._joined(lambda journal: journal.successors(log))

    def behind(self) -> list[tuple[LogInfo, int]]:
        """My logs the reader has not confirmed, each with the last seq to send: up to where another log took over."""
        if self._behind is not None:
            return self._behind
        found: list[tuple[LogInfo, int]] = []
        for info in self._joined(lambda journal: journal.unread()):
            cuts = [s.cut for s in self.successors(info.name) if s.mine]
            last = max(cuts) if cuts else 0 if info.replaced else info.head.seq
            if info.cursor.seq < last:
                found.append((info, last))
        self._behind = found
        return found

    def entries(self, log: LogId, after: int = 0, limit: int = -1) -> list[Entry]:
        return self._home(log).entries(log, after, limit)

    def arrivals(self, log: LogId) -> list[tuple[int, Entry]]:
        later = MEMORY_IS_NEWER if log in self._lifted else 0
        return [(came + later, entry) for came, entry in self._home(log).arrivals(log)]

    def digest_at(self, log: LogId, seq: int) -> str | None:
        return self._home(log).digest_at(log, seq)

    def records(self, log: LogId, after: int = 0) -> list[Record]:
        """One log as it stands, whatever took over from it."""
        return self._home(log).records(log, after)

    def verify(self, log: LogId) -> int | None:
        return self._home(log).verify(log)

    def dead(self) -> list[tuple[DeadLetter, int]]:
        return self._disk.dead()

    def root(self, log: LogId) -> LogId:
        """The name of the incident: the log in which its story began."""
        return chain.root(self, log)

    def tip(self, log: LogId) -> LogId:
        """The log in which the story of `log` goes on now."""
        if log not in self._tip:
            try:
                self._tip[log] = chain.tip(self, log)
                info = self.info(self._tip[log])
            except JournalRefused as refused:
                self.trouble = refused.reason
                return log
            if info is not None:
                self._head[info.name] = info.head
        return self._tip[log]

    def tips(self, log: LogId) -> list[LogId]:
        return chain.tips(self, log)

    def incident(self, log: LogId) -> list[Record]:
        """The whole story of `log`, from its first fact to its newest, in order."""
        return chain.chain(self, self.tip(log))

    def chain(self, log: LogId) -> list[Record]:
        """The story up to the end of this very log, even if another took over."""
        return chain.chain(self, log)

    def confirmed(self, log: LogId) -> bool:
        """Has the other side written down every fact of this story?"""
        story = {name for name, _ in chain.path(self, self.tip(log))}
        return not any(info.name in story for info, _ in self.behind())

    def forget_tips(self) -> None:
        """A log that took over may have come in: look again."""
        self._tip.clear()
        self._behind = None

    def _joined(self, ask: Callable[[Journal], list[LogInfo]]) -> list[LogInfo]:
        if not self._lifted:
            return ask(self._disk)
        on_disk = [info for info in ask(self._disk) if info.name not in self._lifted]
        return on_disk + [self._dated(info) for info in ask(self._memory)]

    def _dated(self, info: LogInfo) -> LogInfo:
        return info._replace(touched=info.touched + MEMORY_IS_NEWER) if info.name in self._lifted else info

    def _try(self, write: Callable[[], _T]) -> _T | None:
        """Do it on disk; None if the disk refused even after the ballast went."""
        if self._absent:
            return None
        try:
            done = self._attempt(write)
        except JournalRefused as refused:
            if refused.reason != self.trouble:
                _log.error("the journal refuses: %s", refused.reason)
            self.trouble = refused.reason
            return None
        self.trouble = ""
        return done

    def _attempt(self, write: Callable[[], _T]) -> _T:
        try:
            return write()
        except JournalRefused as refused:
            if refused.reason == "full" and self._ballast is not None and self._ballast.throw_off():
                _log.warning("the disk is full: ballast thrown off")
                return write()
            raise


def _channel(log: LogId) -> Channel:
    channel: Channel = channel_of(log)  # type: ignore[assignment]  # a log of ours has a name of ours
    return channel
