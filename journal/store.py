"""The journal: one SQLite file of facts, append-only, chained by digest; it belongs to one thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import peewee as pw

from protocols.events import Closed, Continued, Event, LogId, Moment, Record

from . import codec, tables
from .codec import Cursor, DeadLetter, Entry, Link
from .disk import is_sound, set_aside
from .tables import DeadRow, LogRow, RecordRow

DEAD_LETTERS = 1000
BUSY_MS = 250
"""Only its owner writes, so whoever holds the file longer than this is trouble; the screen waits meanwhile."""


class JournalRefused(Exception):
    """The disk would not take a fact: `reason` is full, read_only, busy, damaged or failing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LogInfo(NamedTuple):
    """What is known of a log. `cut`: the seq of `predecessor` after which it goes on; `gone`: its writer dropped it.

    `replaced`: its reader holds another history, so everything unconfirmed went into a new log.
    """

    name: LogId
    mine: bool
    closed: bool
    closed_ms: int | None
    predecessor: LogId | None
    cut: int
    head: Cursor
    cursor: Cursor
    touched: int
    gone: bool
    replaced: bool


@dataclass(frozen=True, slots=True)
class MergeResult:
    """What became of another site's entries: what was new, and how far we stand."""

    new: tuple[Record, ...]
    head: Cursor
    gap: bool = False
    fork: bool = False
    saved: bool = True


class Journal:
    """One database of logs. What `append` and `merge` return is on disk."""

    def __init__(self, path: Path | str, aside: Path | None = None) -> None:
        self.path = path
        self.aside = aside
        pragmas = {"journal_mode": "wal", "synchronous": "full", "busy_timeout": BUSY_MS}
        self._db = pw.SqliteDatabase(str(path), pragmas=pragmas, thread_safe=False)
        try:
            with _refusals():
                for statement in tables.SCHEMA:
                    self._db.execute(pw.SQL(statement))  # type: ignore[no-untyped-call]
                self._clock = int(LogRow.select(pw.fn.MAX(LogRow.touched)).scalar(self._db) or 0)
        except JournalRefused:
            self.close()
            raise

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Open or begin a journal. A damaged file is set aside whole, and `aside` says where it went."""
        aside = None if is_sound(path) else set_aside(path)
        try:
            return cls(path, aside)
        except JournalRefused as refused:
            if refused.reason != "damaged" or aside is not None:
                raise
            return cls(path, set_aside(path))

    def close(self) -> None:
        self._db.close()

    # --- writing -------------------------------------------------------------------------------------------

    def append(self, log: LogId, events: Sequence[Event], moment: Moment) -> list[Record]:
        """Write new facts of my own log in one transaction; the first facts begin it."""
        entries = self._write(log, [(codec.JSON_FORM, codec.encode_event(event), moment) for event in events])
        return [codec.record_of(log, entry) for entry in entries]

    def rewrite(
        self, log: LogId, replaced: LogId, first: Continued, entries: Sequence[Entry], moment: Moment
    ) -> list[Record]:
        """Begin a log that replaces another: facts nobody confirmed are written again, with their own times."""
        blobs = [(codec.JSON_FORM, codec.encode_event(first), moment)]
        blobs += [(e.form, e.data, codec.moment_of(e)) for e in entries]
        with self._transaction():
            written = self._write(log, blobs)
            self._set(replaced, replaced=1)
        return [codec.record_of(log, entry) for entry in written]

    def _write(self, log: LogId, blobs: Sequence[tuple[str, str, Moment]]) -> list[Entry]:
        with self._transaction():
            info = self.info(log)
            assert info is None or info.mine, f"{log} is written by the other side"
            head = info.head if info else Cursor()
            prev = head.digest
            entries: list[Entry] = []
            for n, (form, data, moment) in enumerate(blobs, 1):
                entry = codec.seal(prev, log, head.seq + n, moment, data, form)
                entries.append(entry)
                prev = entry.digest
            self._insert(log, entries, mine=True)
        return entries

    def merge(self, log: LogId, links: Sequence[Link]) -> MergeResult:
        """Take another site's entries in order, each once. Past a gap they wait to be sent again."""
        new: list[Entry] = []
        gap = fork = False
        with self._transaction():
            head = self.head(log)
            for prev, entry in links:
                if entry.seq > head.seq + 1:
                    gap = True
                elif entry.seq == head.seq + 1 and prev == head.digest:
                    new.append(entry)
                    head = Cursor(entry.seq, entry.digest)
                elif entry.seq == head.seq + 1 or self._held(log, entry.seq, new) != entry.digest:
                    fork = True
            self._insert(log, new, mine=False)
        return MergeResult(tuple(codec.record_of(log, e) for e in new), head, gap, fork)

    def adopt(self, log: LogId, entries: Sequence[Entry], info: LogInfo) -> None:
        """Take over a log as it stood in another journal of this site: byte-equal, with its cursor."""
        with self._transaction():
            head = self.head(log)
            self._insert(log, [e for e in entries if e.seq > head.seq], mine=info.mine)
            tables.SET_CURSOR(self._db, info.cursor.seq, info.cursor.digest, log)
            if info.closed:
                self._set(log, closed=1, closed_ms=info.closed_ms)

    def set_cursor(self, log: LogId, cursor: Cursor) -> None:
        with self._transaction():
            tables.SET_CURSOR(self._db, cursor.seq, cursor.digest, log)

    def mark_closed(self, log: LogId, at_ms: int) -> None:
        with self._transaction():
            self._set(log, closed=1, closed_ms=at_ms)

    def mark_gone(self, log: LogId) -> None:
        with self._transaction():
            self._set(log, gone=1, closed=1)

    def drop(self, log: LogId) -> None:
        with self._transaction():
            RecordRow.delete().where(RecordRow.log == log).execute(self._db)
            LogRow.delete().where(LogRow.name == log).execute(self._db)

    def bury(self, letters: Iterable[DeadLetter]) -> None:
        """Keep what could not be understood, the newest thousand; the same letter again only counts up."""
        with self._transaction():
            for letter in letters:
                row = {"place": letter.where, "reason": letter.reason, "payload": letter.payload, "count": 1}
                again = {DeadRow.count: DeadRow.count + 1}
                keys = (DeadRow.place, DeadRow.reason, DeadRow.payload)
                DeadRow.insert(row).on_conflict(conflict_target=keys, update=again).execute(self._db)
            newest = DeadRow.select(DeadRow.id).order_by(DeadRow.id.desc()).limit(DEAD_LETTERS)
            DeadRow.delete().where(DeadRow.id.not_in(newest)).execute(self._db)

    # --- reading -------------------------------------------------------------------------------------------

    def info(self, log: LogId) -> LogInfo | None:
        return next(iter(self._rows(tables.INFO, log)), None)

    def infos(self, *, mine: bool | None = None, closed: bool | None = None) -> list[LogInfo]:
        """Every log, the longest untouched first."""
        where = [
            column == int(wanted)
            for column, wanted in ((LogRow.mine, mine), (LogRow.closed, closed))
            if wanted is not None
        ]
        found = LogRow.select(*tables.LOG_COLUMNS).where(*(where or (True,))).order_by(LogRow.touched)
        with _refusals():
            return [_info(*row) for row in found.tuples().execute(self._db)]

    def successors(self, log: LogId) -> list[LogInfo]:
        return self._rows(tables.SUCCESSORS, log)

    def unread(self) -> list[LogInfo]:
        """My logs that the reader has not confirmed to the end."""
        return self._rows(tables.UNREAD, 1)

    def head(self, log: LogId) -> Cursor:
        info = self.info(log)
        return info.head if info else Cursor()

    def cursor(self, log: LogId) -> Cursor:
        info = self.info(log)
        return info.cursor if info else Cursor()

    def digest_at(self, log: LogId, seq: int) -> str | None:
        """The digest after the seq-th record; None where this journal holds nothing."""
        if seq == 0:
            return codec.GENESIS
        with _refusals():
            found = tables.DIGEST(self._db, log, seq).fetchone()
        return None if found is None else str(found[0])

    def entries(self, log: LogId, after: int = 0, limit: int = -1) -> list[Entry]:
        with _refusals():
            return [Entry(*row) for row in tables.ENTRIES(self._db, log, after, limit)]

    def arrivals(self, log: LogId) -> list[tuple[int, Entry]]:
        """The entries of a log, each with a number that grows in the order in which they came to this disk."""
        with _refusals():
            return [(came, Entry(*row)) for came, *row in tables.ARRIVALS(self._db, log)]

    def records(self, log: LogId, after: int = 0) -> list[Record]:
        return [codec.record_of(log, entry) for entry in self.entries(log, after)]

    def verify(self, log: LogId) -> int | None:
        """The seq of the first record that is missing or does not fit the chain, or None if all is well."""
        info = self.info(log)
        prev, seq = codec.GENESIS, 0
        for seq, entry in enumerate(self.entries(log), 1):
            if entry.seq != seq or codec.digest_of(prev, log, entry) != entry.digest:
                return seq
            prev = entry.digest
        return None if info is None or info.head == Cursor(seq, prev) else seq + 1

    def dead(self) -> list[tuple[DeadLetter, int]]:
        """The dead letters, oldest first, with how often each came."""
        found = DeadRow.select(DeadRow.place, DeadRow.reason, DeadRow.payload, DeadRow.count).order_by(DeadRow.id)
        with _refusals():
            return [(DeadLetter(at, why, bytes(what)), n) for at, why, what, n in found.tuples().execute(self._db)]

    # --- inside --------------------------------------------------------------------------------------------

    def _rows(self, statement: tables.Prepared, *values: Any) -> list[LogInfo]:
        with _refusals():
            return [_info(*row) for row in statement(self._db, *values)]

    def _held(self, log: LogId, seq: int, new: Sequence[Entry]) -> str | None:
        return next((e.digest for e in new if e.seq == seq), None) or self.digest_at(log, seq)

    def _insert(self, log: LogId, entries: Sequence[Entry], *, mine: bool) -> None:
        if not entries:
            return
        for entry in entries:
            tables.ADD(self._db, log, *msgspec.structs.astuple(entry))
        self._clock += 1
        last = entries[-1]
        if entries[0].seq == 1:
            values: dict[str, Any] = {"name": log, "mine": int(mine), "touched": self._clock}
            values |= {"head_seq": last.seq, "head_digest": last.digest}
            first = codec.decode_event(entries[0].form, entries[0].data)
            if isinstance(first, Continued) and codec.parse_log(first.predecessor) and first.predecessor != log:
                values |= {"predecessor": first.predecessor, "cut": max(0, first.seq)}
            LogRow.insert(values).execute(self._db)
        else:
            tables.SET_HEAD(self._db, last.seq, last.digest, self._clock, log)
        for entry in entries:
            if '"closed"' in entry.data and isinstance(codec.decode_event(entry.form, entry.data), Closed):
                self._set(log, closed=1, closed_ms=entry.at_ms)

    def _set(self, log: LogId, **values: Any) -> None:
        LogRow.update(values).where(LogRow.name == log).execute(self._db)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with _refusals(), self._db.atomic("immediate"):
            yield


def _info(
    name: str, mine: int, closed: int, closed_ms: int | None, before: str | None, cut: int,
    seq: int, digest: str, read_seq: int, read_digest: str, touched: int, gone: int, replaced: int,
) -> LogInfo:  # fmt: skip
    predecessor = None if before is None else LogId(before)
    head, cursor = Cursor(seq, digest), Cursor(read_seq, read_digest)
    return LogInfo(
        LogId(name),
        bool(mine),
        bool(closed),
        closed_ms,
        predecessor,
        cut,
        head,
        cursor,
        touched,
        bool(gone),
        bool(replaced),
    )


_REASONS = (
    ("full", "full"), ("readonly", "read_only"), ("read-only", "read_only"), ("unable to open", "read_only"),
    ("locked", "busy"), ("malformed", "damaged"), ("not a database", "damaged"), ("no such column", "damaged"),
)  # fmt: skip


@contextmanager
def _refusals() -> Iterator[None]:
    """What SQLite says when the disk gives no more, as one word."""
    try:
        yield
    except pw.DatabaseError as trouble:
        raise JournalRefused(_reason(trouble)) from trouble


def _reason(trouble: BaseException | None) -> str:
    """The first word that fits. SQLite may have rolled back by itself: then peewee's rollback complains last."""
    while trouble is not None:
        for sign, word in _REASONS:
            if sign in str(trouble):
                return word
        trouble = trouble.__context__
    return "failing"
