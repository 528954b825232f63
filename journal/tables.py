"""The tables of a journal, with the statements that are run for every fact."""

from __future__ import annotations

from typing import Any

import peewee as pw

from .codec import Entry

# A column added after the first release needs an `alter table` of its own: a file without it would be set aside.
SCHEMA = (
    """create table if not exists record (
        log text not null, seq integer not null, at_ms integer not null, boot_ms integer not null, boot text not null,
        clock text not null, form text not null, data text not null, digest text not null, primary key (log, seq)
    ) strict""",
    """create table if not exists log (
        name text primary key, mine integer not null, closed integer not null default 0, closed_ms integer,
        predecessor text, cut integer not null default 0, head_seq integer not null default 0,
        head_digest text not null default '', cursor_seq integer not null default 0,
        cursor_digest text not null default '', touched integer not null default 0, gone integer not null default 0,
        replaced integer not null default 0
    ) strict""",
    "create index if not exists log_after on log (predecessor)",
    """create table if not exists dead_letter (
        id integer primary key, place text not null, reason text not null, payload blob not null,
        count integer not null default 1, unique (place, reason, payload)
    ) strict""",
    """create view if not exists fact as select log, seq, at_ms, clock, digest, data,
        case when json_valid(data) then json_extract(data, '$.type') end as type from record""",
)


class RecordRow(pw.Model):
    log = pw.TextField()
    seq = pw.IntegerField()
    at_ms = pw.IntegerField()
    boot_ms = pw.IntegerField()
    boot = pw.TextField()
    clock = pw.TextField()
    form = pw.TextField()
    data = pw.TextField()
    digest = pw.TextField()

    class Meta:
        table_name = "record"
        primary_key = pw.CompositeKey("log", "seq")


class LogRow(pw.Model):
    name = pw.TextField(primary_key=True)
    mine = pw.IntegerField()
    closed = pw.IntegerField()
    closed_ms = pw.IntegerField(null=True)
    predecessor = pw.TextField(null=True)
    cut = pw.IntegerField()
    head_seq = pw.IntegerField()
    head_digest = pw.TextField()
    cursor_seq = pw.IntegerField()
    cursor_digest = pw.TextField()
    touched = pw.IntegerField()
    gone = pw.IntegerField()
    replaced = pw.IntegerField()

    class Meta:
        table_name = "log"


class DeadRow(pw.Model):
    id = pw.IntegerField(primary_key=True)
    place = pw.TextField()
    reason = pw.TextField()
    payload = pw.BlobField()
    count = pw.IntegerField()

    class Meta:
        table_name = "dead_letter"


ENTRY_COLUMNS = tuple(getattr(RecordRow, name) for name in Entry.__struct_fields__)
LOG_COLUMNS = (
    LogRow.name, LogRow.mine, LogRow.closed, LogRow.closed_ms, LogRow.predecessor, LogRow.cut, LogRow.head_seq,
    LogRow.head_digest, LogRow.cursor_seq, LogRow.cursor_digest, LogRow.touched, LogRow.gone, LogRow.replaced,
)  # fmt: skip


class Prepared:
    """A statement built once: peewee needs longer to put one together than SQLite to run it.

    The query is given the numbers 1, 2, 3 ... in place of its values, so that it shows where each value goes.
    """

    def __init__(self, query: Any) -> None:
        self._sql, places = pw.SqliteDatabase(None).get_sql_context().sql(query).query()  # type: ignore[no-untyped-call]
        self._order = [int(place) - 1 for place in places]

    def __call__(self, db: pw.SqliteDatabase, *values: Any) -> Any:
        return db.execute_sql(self._sql, tuple(values[n] for n in self._order))  # type: ignore[no-untyped-call]


INFO = Prepared(LogRow.select(*LOG_COLUMNS).where(LogRow.name == "1"))
SUCCESSORS = Prepared(LogRow.select(*LOG_COLUMNS).where(LogRow.predecessor == "1").order_by(LogRow.touched))
UNREAD = Prepared(
    LogRow.select(*LOG_COLUMNS).where(LogRow.mine == 1, LogRow.cursor_seq < LogRow.head_seq).order_by(LogRow.touched)
)  # fmt: skip
DIGEST = Prepared(RecordRow.select(RecordRow.digest).where(RecordRow.log == "1", RecordRow.seq == 2))
ENTRIES = Prepared(
    RecordRow.select(*ENTRY_COLUMNS).where(RecordRow.log == "1", RecordRow.seq > 2).order_by(RecordRow.seq).limit(3)
)  # fmt: skip
ARRIVALS = Prepared(
    RecordRow.select(pw.SQL("rowid"), *ENTRY_COLUMNS).where(RecordRow.log == "1").order_by(RecordRow.seq)
)  # fmt: skip
ADD = Prepared(RecordRow.insert(dict(zip((RecordRow.log, *ENTRY_COLUMNS), (1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))))
SET_HEAD = Prepared(
    LogRow.update({LogRow.head_seq: 1, LogRow.head_digest: "2", LogRow.touched: 3}).where(LogRow.name == "4")
)  # fmt: skip
SET_CURSOR = Prepared(LogRow.update({LogRow.cursor_seq: 1, LogRow.cursor_digest: "2"}).where(LogRow.name == "3"))
