"""The journal keeps what it was given, in order, once, and says so when it cannot."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from journal import codec
from journal.codec import Cursor, dead_letter
from journal.store import DEAD_LETTERS, Journal, JournalRefused
from protocols.events import Closed, Continued, Focused, LogId, Moment, NoteAdded, StepEntered

LOG = LogId("FT03/live/a")
NOW = Moment(1_000, 10, "boot-1")


def links(journal: Journal, log: LogId = LOG, after: int = 0) -> tuple[codec.Link, ...]:
    payload, _ = codec.encode_batch(log, journal.digest_at(log, after) or "", journal.entries(log, after))
    return codec.decode_batch(log, payload).links


def written(*steps: str) -> Journal:
    journal = Journal(":memory:")
    for step in steps:
        journal.append(LOG, [StepEntered(step)], NOW)
    return journal


def test_what_is_appended_is_there_after_the_file_is_opened_again(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "j.db")
    records = journal.append(LOG, [StepEntered("a"), StepEntered("b")], NOW)
    journal.close()
    again = Journal.open(tmp_path / "j.db")
    assert again.records(LOG) == records == again.records(LOG, 0)
    assert [r.seq for r in records] == [1, 2] and again.aside is None
    assert again.append(LOG, [], NOW) == []
    again.close()


def test_the_disk_is_told_to_write_through(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.db")
    journal.append(LOG, [Focused()], NOW)
    ask = journal._db.connection().execute
    assert ask("pragma journal_mode").fetchone() == ("wal",) and ask("pragma synchronous").fetchone() == (2,)
    journal.close()


def test_one_transaction_holds_all_facts_of_a_tap(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.db")
    with pytest.raises(JournalRefused), journal._transaction():
        journal.append(LOG, [Focused()], NOW)
        raise sqlite3_full()
    assert journal.records(LOG) == []
    journal.close()


def sqlite3_full() -> Exception:
    import peewee

    return peewee.OperationalError("database or disk is full")


def test_entries_come_in_once_and_in_order() -> None:
    kiosk, desk = written("a", "b", "c"), Journal(":memory:")
    first, second, third = links(kiosk)
    assert desk.merge(LOG, [second]).gap and desk.head(LOG) == Cursor()
    assert [r.seq for r in desk.merge(LOG, [first, first, second]).new] == [1, 2]
    merged = desk.merge(LOG, [second, third])
    assert [r.seq for r in merged.new] == [3] and merged.head == kiosk.head(LOG) and not merged.gap and not merged.fork
    assert desk.records(LOG) == kiosk.records(LOG)


def test_another_digest_at_a_number_held_is_a_fork_and_changes_nothing() -> None:
    kiosk, other, desk = written("a", "b"), written("a", "x", "y"), Journal(":memory:")
    desk.merge(LOG, links(kiosk))
    merged = desk.merge(LOG, links(other))
    assert merged.fork and not merged.new and desk.records(LOG) == kiosk.records(LOG)
    assert desk.merge(LOG, links(other, after=2)).fork, "the right number, after another history"


def test_a_log_has_one_writer() -> None:
    kiosk, desk = written("a"), Journal(":memory:")
    desk.merge(LOG, links(kiosk))
    with pytest.raises(AssertionError, match="the other side"):
        desk.append(LOG, [Focused()], NOW)


@pytest.mark.parametrize(
    ("tamper", "broken"),
    [
        ("update record set data = replace(data, 'b', 'x') where seq = 2", 2),
        ("update record set at_ms = 0 where seq = 3", 3),
        ("delete from record where seq = 2", 2),
        ("delete from record where seq = 3", 3),
        ("update record set digest = (select digest from record where seq = 1) where seq = 2", 2),
        ("update log set head_digest = ''", 4),
        ("select 1", None),
    ],
)
def test_tampering_is_found_at_its_place(tmp_path: Path, tamper: str, broken: int | None) -> None:
    journal = Journal(tmp_path / "j.db")
    journal.append(LOG, [StepEntered("a"), StepEntered("b"), StepEntered("c")], NOW)
    with sqlite3.connect(tmp_path / "j.db") as stranger:
        stranger.execute(tamper)
    stranger.close()
    assert journal.verify(LOG) == broken
    assert journal.verify(LogId("FT03/live/none")) is None
    journal.close()


def test_cursor_close_and_drop() -> None:
    journal = written("a", "b")
    assert journal.cursor(LOG) == Cursor() and [i.name for i in journal.unread()] == [LOG]
    journal.set_cursor(LOG, journal.head(LOG))
    assert journal.cursor(LOG) == journal.head(LOG) and journal.unread() == []
    journal.mark_closed(LOG, 77)
    (info,) = journal.infos(closed=True, mine=True)
    assert info.closed_ms == 77 and journal.infos(closed=False) == [] and journal.infos(mine=False) == []
    journal.drop(LOG)
    assert journal.infos() == [] and journal.records(LOG) == [] and journal.cursor(LOG) == Cursor()


def test_a_closing_fact_closes_the_log_and_a_takeover_is_remembered() -> None:
    journal = written("a")
    other = LogId("FT03/live/b")
    journal.append(other, [Continued(LOG, 1, "d", "fork"), Closed("completed")], NOW)
    (info,) = journal.successors(LOG)
    assert (info.name, info.predecessor, info.cut, info.closed, info.closed_ms) == (other, LOG, 1, True, NOW.at_ms)
    journal.append(LogId("FT03/live/c"), [Continued("FT03/live/c", 1, "d", "fork")], NOW)
    journal.append(LogId("FT03/live/d"), [Continued("no log", 1, "d", "fork")], NOW)
    assert [i.predecessor for i in journal.infos()] == [None, LOG, None, None]


def test_a_log_is_adopted_byte_equal_and_only_what_is_missing() -> None:
    here, there = written("a", "b"), Journal(":memory:")
    here.mark_closed(LOG, 5)
    here.set_cursor(LOG, Cursor(1, here.digest_at(LOG, 1) or ""))
    info = here.info(LOG)
    assert info is not None
    there.adopt(LOG, here.entries(LOG)[:1], info)
    there.adopt(LOG, here.entries(LOG), info)
    assert there.entries(LOG) == here.entries(LOG) and there.verify(LOG) is None
    assert there.cursor(LOG).seq == 1 and there.infos(closed=True)[0].closed_ms == 5


def test_a_log_begun_from_another_keeps_the_times_of_its_facts() -> None:
    journal = written("a", "b")
    new = LogId("FT03/live/new")
    later = Moment(9_000, 90, "boot-2")
    records = journal.rewrite(
        new, LOG, Continued(LOG, 1, journal.digest_at(LOG, 1) or "", "fork"), journal.entries(LOG, 1), later
    )
    assert [(r.seq, r.moment) for r in records] == [(1, later), (2, NOW)] and records[1].event == StepEntered("b")


def test_dead_letters_are_counted_and_the_oldest_go(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.db")
    journal.bury([dead_letter("t", "bad", b"first")] * 3)
    assert journal.dead() == [(dead_letter("t", "bad", b"first"), 3)]
    journal.bury([dead_letter("t", "bad", str(n).encode()) for n in range(DEAD_LETTERS + 5)])
    letters = journal.dead()
    assert len(letters) == DEAD_LETTERS and letters[-1][0].payload == str(DEAD_LETTERS + 4).encode()
    journal.close()


def test_a_really_full_database_refuses_and_keeps_what_it_had(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.db")
    journal.append(LOG, [StepEntered("a")], NOW)
    connection = journal._db.connection()
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages + 1}")
    with pytest.raises(JournalRefused) as refused:
        for _ in range(50):
            journal.append(LOG, [NoteAdded("急" * 500)], NOW)
    assert refused.value.reason == "full"
    held = len(journal.records(LOG))
    connection.execute("pragma max_page_count = 100000")
    journal.append(LOG, [StepEntered("b")], NOW)
    assert len(journal.records(LOG)) == held + 1 and journal.verify(LOG) is None
    journal.close()


def test_a_read_only_or_busy_database_refuses_with_a_word(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.db")
    journal._db.connection().execute("pragma query_only = on")
    with pytest.raises(JournalRefused, match="read_only"):
        journal.append(LOG, [Focused()], NOW)
    journal._db.connection().execute("pragma query_only = off")
    stranger = sqlite3.connect(tmp_path / "j.db", isolation_level=None)
    stranger.execute("begin immediate")
    with pytest.raises(JournalRefused, match="busy"):
        journal.append(LOG, [Focused()], NOW)
    stranger.close()
    journal.close()
    with pytest.raises(JournalRefused, match="read_only"):
        Journal.open(tmp_path / "nowhere" / "j.db")


@pytest.mark.parametrize("damage", ["head", "middle", "other tables"])
def test_a_damaged_file_is_set_aside_whole_and_a_new_one_begun(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "j.db"
    if damage == "other tables":
        with sqlite3.connect(path) as stranger:
            stranger.execute("create table record (oops text)")
            stranger.execute("create table log (oops text)")
        stranger.close()
    else:
        journal = Journal.open(path)
        for _ in range(60):
            journal.append(LOG, [NoteAdded("x" * 400)], NOW)
        journal.close()
        whole = bytearray(path.read_bytes())
        at = 0 if damage == "head" else 8192
        whole[at : at + 6000] = b"\xa5" * 6000
        path.write_bytes(bytes(whole))
    damaged = path.read_bytes()
    (tmp_path / "j.db-wal").write_bytes(b"")
    again = Journal.open(path)
    assert again.aside is not None and again.aside.name.startswith("j.db.corrupt-")
    if damage != "other tables":  # a sound file of somebody else was already opened, which marks it as WAL
        assert again.aside.read_bytes() == damaged
    assert again.infos() == [] and again.append(LOG, [Focused()], NOW)
    again.close()
