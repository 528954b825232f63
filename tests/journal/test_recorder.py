"""The recorder never fails its caller: what the disk refuses goes on in memory, and onto the disk later."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from journal import codec
from journal.codec import Cursor
from journal.disk import Ballast, is_sound, set_aside
from journal.recorder import Recorder
from journal.store import Journal, JournalRefused
from protocols.events import (
    ClockQuality,
    Closed,
    Continued,
    DeskOpened,
    Focused,
    LogId,
    MessageSent,
    Moment,
    Opened,
    StepEntered,
)
from tests.fakes.line import FakeClock, Line, Site, pair, settle

OPENED = Opened("collapse", "pack", "FT03", "lobby", "zh", "tile")
NOW = Moment(1_700_000_000_000, 10, "boot-1")


@dataclass
class Disk:
    """A journal on a real file whose SQLite is told, for real, that it may not grow or not write."""

    path: Path
    recorder: Recorder = field(init=False)

    def __post_init__(self) -> None:
        self.recorder = Recorder.open(self.path, Ballast(self.path.with_name("ballast"), 64 * 1024))

    def pragma(self, text: str) -> None:
        self.recorder._disk._db.connection().execute(f"pragma {text}")

    def fill(self) -> None:
        pages = self.recorder._disk._db.connection().execute("pragma page_count").fetchone()[0]
        self.pragma(f"max_page_count = {pages}")
        self.recorder._disk._db.connection().execute("pragma wal_checkpoint(truncate)")
        for size in (400, 1):
            with pytest.raises(JournalRefused):
                while True:
                    self.recorder._disk.append(LogId("FT99/ops/filler"), [StepEntered("x" * size)], NOW)

    def empty(self) -> None:
        self.pragma("max_page_count = 1000000")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "j.db")
    yield disk
    disk.recorder.close()


def test_facts_go_on_in_memory_while_the_disk_is_full_and_come_home_when_it_is_not(disk: Disk) -> None:
    recorder = disk.recorder
    log = recorder.begin("FT03", "live", NOW)
    recorder.append(log, [OPENED, StepEntered("a")], NOW)
    assert recorder.saved and recorder.is_saved(log)
    disk.fill()
    written = recorder.append(log, [StepEntered("b")], NOW)
    head = recorder.records(log)[-1]
    assert [r.event for r in written] == [Continued(log, 2, head.digest, "not_saved"), StepEntered("b")]
    assert (recorder.trouble, recorder.saved, recorder.is_saved(log)) == ("full", False, False)
    recorder.append(log, [StepEntered("c")], NOW)
    steps = [r.event.step for r in recorder.incident(log) if isinstance(r.event, StepEntered)]
    assert steps == ["a", "b", "c"]
    assert recorder.settle() == [] and not recorder.saved
    in_memory = recorder.incident(log)
    disk.empty()
    tip = recorder.tip(log)
    assert recorder.settle() == [tip] and recorder.saved and recorder.is_saved(log) and recorder.trouble == ""
    assert recorder.incident(log) == in_memory and recorder.verify(tip) is None
    recorder.append(log, [StepEntered("d")], NOW)
    recorder.close()
    again = Recorder.open(disk.path)
    assert [r.event for r in again.incident(log)][-2:] == [StepEntered("c"), StepEntered("d")]
    again.close()


def test_an_incident_that_begins_on_a_full_disk_has_a_log_of_its_own(disk: Disk) -> None:
    disk.fill()
    log = disk.recorder.begin("FT03", "live", NOW)
    (opened,) = disk.recorder.append(log, [OPENED], NOW)
    assert (opened.log, opened.seq, opened.event) == (log, 1, OPENED)
    assert [i.name for i in disk.recorder.infos(mine=True) if "live" in i.name] == [log]
    disk.empty()
    assert disk.recorder.settle() == [log] and disk.recorder.incident(log)[0] == opened


def test_the_ballast_goes_first(tmp_path: Path) -> None:
    disk = Disk(tmp_path / "j.db")
    ballast = tmp_path / "ballast"
    assert ballast.stat().st_size == 64 * 1024
    disk.fill()
    log = disk.recorder.begin("FT03", "live", NOW)
    real = disk.recorder._disk

    class Relieved(Journal):
        """Room appears when the ballast is gone, as on a real disk."""

        def append(self, *args: object) -> list[object]:  # type: ignore[override]
            if not ballast.exists():
                disk.empty()
            return real.append(*args)  # type: ignore[arg-type, return-value]

    disk.recorder._disk = Relieved(":memory:")
    disk.recorder._disk._db = real._db
    assert disk.recorder.append(log, [OPENED], NOW)[0].log == log
    assert not ballast.exists() and disk.recorder.saved
    disk.recorder.close()


def test_a_read_only_disk_says_so_and_the_screen_goes_on(disk: Disk) -> None:
    log = disk.recorder.begin("FT03", "live", NOW)
    disk.pragma("query_only = on")
    assert disk.recorder.append(log, [OPENED], NOW)[0].event == OPENED
    disk.recorder.set_cursor(log, Cursor(1, "x"))
    assert disk.recorder.trouble == "read_only"
    disk.recorder.bury([codec.dead_letter("t", "bad", b"")])
    assert not disk.recorder.drop(LogId("FT03/live/x"))
    disk.pragma("query_only = off")
    assert disk.recorder.drop(LogId("FT03/live/x"))
    assert disk.recorder.settle() == [log]
    assert disk.recorder.append(log, [], NOW) == []


def test_no_disk_at_all_begins_in_memory_and_moves_in_later(tmp_path: Path) -> None:
    place = tmp_path / "not-a-folder"
    place.write_text("in the way")
    recorder = Recorder.open(place / "j.db")
    log = recorder.begin("FT03", "live", NOW)
    assert recorder.append(log, [OPENED], NOW) and recorder.trouble == "failing" and not recorder.saved
    assert not recorder.on_disk(log) and recorder.settle() == []
    place.unlink()
    assert recorder.settle() == [log] and recorder.saved and recorder.on_disk(log)
    recorder.close()
    again = Journal.open(place / "j.db")
    assert again.records(log)[0].event == OPENED
    again.close()


def test_a_damaged_journal_is_set_aside_and_reported(tmp_path: Path) -> None:
    (tmp_path / "j.db").write_bytes(b"not a database at all, but long enough to look like one" * 100)
    recorder = Recorder.open(tmp_path / "j.db")
    assert recorder.aside is not None and recorder.aside.exists() and recorder.saved
    recorder.close()


def test_facts_of_the_desk_are_shown_but_not_confirmed_while_the_disk_is_full(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    answer = desk.recorder.begin("FT03", "desk", clock())
    desk.write(answer, DeskOpened("FT03/live/x"))
    line.deliver()
    kiosk.journal._db.connection().execute("pragma query_only = on")
    desk.write(answer, MessageSent("Li", "coming"))
    line.deliver()
    assert kiosk.shown[-1].event == MessageSent("Li", "coming")
    assert not kiosk.recorder.saved and not desk.recorder.confirmed(answer)
    desk.write(answer, MessageSent("Li", "on the stairs"))
    line.deliver()
    assert [r.seq for r in kiosk.shown] == [1, 2, 3]
    kiosk.journal._db.connection().execute("pragma query_only = off")
    settle(line, clock, kiosk, desk)
    assert kiosk.recorder.saved and desk.recorder.confirmed(answer)
    assert kiosk.recorder.records(answer) == desk.recorder.records(answer) and len(kiosk.shown) == 3
    fresh = desk.recorder.begin("FT03", "desk", clock())
    kiosk.journal._db.connection().execute("pragma query_only = on")
    desk.write(fresh, DeskOpened("FT03/live/y"))
    line.deliver()
    assert kiosk.shown[-1].log == fresh
    kiosk.journal._db.connection().execute("pragma query_only = off")
    settle(line, clock, kiosk, desk)
    assert desk.recorder.confirmed(fresh)


def test_what_is_only_in_memory_is_sent_all_the_same(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    log = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(log, OPENED)
    kiosk.journal._db.connection().execute("pragma query_only = on")
    kiosk.write(log, StepEntered("cpr"))
    line.deliver()
    assert [r.event for r in desk.recorder.incident(log)][-1] == StepEntered("cpr")
    other = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(other, OPENED)
    desk.write(LogId("FT03/desk/a"), DeskOpened(other))
    line.deliver()
    line.sent.clear()
    kiosk.connect()
    told = [topic for topic, _ in line.sent if topic.endswith("/cursor")]
    assert told == [], "nothing that is only in memory is ever confirmed"
    kiosk.stop()  # the power goes: what was in memory only the desk still has
    kiosk.start(), kiosk.connect()
    kiosk.write(log, StepEntered("handover"))
    settle(line, clock, kiosk, desk)
    assert [r.event for r in desk.recorder.incident(log)] == [OPENED, StepEntered("handover")], "as the kiosk stands"
    assert len(desk.recorder.tips(log)) == 2, "the other end is kept"


def test_own_facts_that_came_home_are_not_confirmed_to_oneself(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    kiosk.journal._db.connection().execute("pragma query_only = on")
    log = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(log, OPENED)
    later = desk.recorder.begin("FT03", "desk", clock())
    desk.recorder.append(later, [DeskOpened(log)] * 2, clock())
    second = desk.recorder.entries(later)[1:]
    assert kiosk.recorder.merge(later, [codec.Link(desk.recorder.digest_at(later, 1) or "", second[0])]).gap
    kiosk.journal._db.connection().execute("pragma query_only = off")
    clock.forward(5_000)
    line.sent.clear()
    kiosk.sync.tick()
    assert kiosk.recorder.saved and not [t for t, _ in line.sent if t.endswith("/cursor")]
    settle(line, clock, kiosk, desk)
    assert kiosk.recorder.records(later) == desk.recorder.records(later)


def test_a_fork_in_memory_stays_in_memory(disk: Disk) -> None:
    disk.pragma("query_only = on")
    log = disk.recorder.begin("FT03", "live", NOW)
    disk.recorder.append(log, [OPENED, Closed("completed")], NOW)
    new = disk.recorder.fork(log, "fork", NOW)
    assert new is not None and not disk.recorder.on_disk(new)
    assert [r.event for r in disk.recorder.incident(log)] == [
        Continued(log, 0, "", "fork"),
        OPENED,
        Closed("completed"),
    ]
    again = disk.recorder.fork(new, "fork", NOW)
    assert again is not None
    assert disk.recorder.fork(log, "fork", NOW) is None, "once"
    assert disk.recorder.fork(LogId("FT03/live/none"), "fork", NOW) is None
    story = [r.event for r in disk.recorder.incident(log)]
    assert story == [Continued(log, 0, "", "fork"), OPENED, Closed("completed")], (
        "a takeover nobody heard of is stepped over"
    )
    disk.pragma("query_only = off")
    assert disk.recorder.settle() == [log, new, again]


def test_a_fork_the_disk_refuses_waits(disk: Disk) -> None:
    log = disk.recorder.begin("FT03", "live", NOW)
    disk.recorder.append(log, [OPENED], NOW)
    disk.pragma("query_only = on")
    assert disk.recorder.fork(log, "fork", NOW) is None and disk.recorder.tip(log) == log


def test_a_disk_that_cannot_even_be_read_does_not_stop_the_next_fact(disk: Disk) -> None:
    log = disk.recorder.begin("FT03", "live", NOW)
    disk.recorder.append(log, [OPENED], NOW)
    disk.recorder.forget_tips()
    broken = disk.recorder._disk
    with broken._transaction():
        broken._db.execute_sql("alter table log rename to gone")  # type: ignore[no-untyped-call]
    (continued, focused) = disk.recorder.append(log, [Focused()], NOW)
    assert isinstance(continued.event, Continued) and continued.event.seq == 1 and focused.event == Focused()
    assert disk.recorder.trouble


def test_the_months_log_of_the_machine_is_found_again_and_the_old_one_closed(tmp_path: Path) -> None:
    recorder = Recorder.open(tmp_path / "j.db")
    november = Moment(1_795_000_000_000, 1, "b")
    december = Moment(1_798_000_000_000, 1, "b")
    first = recorder.ops("FT03", "ops", november)
    assert first.startswith("FT03/ops/2026-11-")
    recorder.append(first, [Focused()], november)
    recorder.append(recorder.begin("FT03", "live", november), [OPENED], november)
    assert recorder.ops("FT03", "ops", november) == first
    second = recorder.ops("FT03", "ops", december)
    assert second.startswith("FT03/ops/2026-12-") and [i.name for i in recorder.infos(closed=True)] == [first]
    recorder.close()


def test_ballast_is_taken_on_only_where_there_is_plenty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ballast = Ballast(tmp_path / "b", 4096)
    assert ballast.take_on() and ballast.take_on() and ballast.aboard
    assert ballast.throw_off() and not ballast.throw_off() and not ballast.aboard
    assert not Ballast(tmp_path / "b", shutil.disk_usage(tmp_path).total).take_on()
    assert not Ballast(tmp_path / "none" / "b", 4096).take_on()


def test_setting_aside_twice_in_a_second_keeps_both(tmp_path: Path) -> None:
    path = tmp_path / "j.db"
    kept = []
    for text in (b"one", b"two"):
        path.write_bytes(text)
        kept.append(set_aside(path))
    assert [p.read_bytes() for p in kept] == [b"one", b"two"]
    assert is_sound(path) and not path.exists()


def test_a_file_nobody_may_open_is_trouble_of_the_disk_not_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    assert is_sound(tmp_path / "folder.db")


def test_a_loop_of_takeovers_ends(tmp_path: Path) -> None:
    recorder = Recorder.open(tmp_path / "j.db")
    a, b = LogId("FT03/live/a"), LogId("FT03/live/b")
    recorder.append(a, [Continued(b, 1, "", "fork")], NOW)
    recorder._disk.append(b, [Continued(a, 1, "", "fork")], NOW)
    assert recorder.root(a) == b and recorder.root(b) == a
    assert len(recorder.tips(a)) >= 1 and recorder.incident(a)
    recorder.close()


def test_the_story_of_a_log_ends_where_that_log_ends(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk = Site(line, "kiosk", tmp_path / "k.db", clock)
    log = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(log, OPENED, StepEntered("a"))
    new = kiosk.recorder.fork(log, "fork", clock())
    assert new is not None
    kiosk.write(log, StepEntered("b"))
    assert [r.event for r in kiosk.recorder.chain(log)] == [OPENED, StepEntered("a")]
    assert [r.event for r in kiosk.recorder.chain(new)][-1] == StepEntered("b")
    assert not kiosk.recorder.confirmed(log)


@pytest.mark.parametrize(
    ("clock", "at_ms", "newest"), [("synced", 5_000, "old"), ("synced", 50, "new"), ("unsynced", 5_000, "new")]
)
def test_of_two_ends_the_newest_is_the_one_last_written_as_far_as_clocks_can_tell(
    clock: ClockQuality, at_ms: int, newest: str
) -> None:
    """The old end was written on another boot; it arrived first, and wall clocks count only if both were synced."""
    writer, reader = Journal(":memory:"), Recorder(Journal(":memory:"), lambda: Journal(":memory:"))
    logs = {"old": LogId("FT03/live/a"), "new": LogId("FT03/live/b")}
    writer.append(logs["old"], [OPENED], Moment(10, 10, "boot-1"))
    digest = writer.digest_at(logs["old"], 1) or ""
    writer.append(logs["old"], [StepEntered("old end")], Moment(at_ms, 20, "boot-1", clock))
    moment = Moment(100, 5, "boot-2")
    writer.append(logs["new"], [Continued(logs["old"], 1, digest, "fork"), StepEntered("new end")], moment)
    for log in logs.values():
        payload, _ = codec.encode_batch(log, "", writer.entries(log))
        reader.merge(log, codec.decode_batch(log, payload).links)
    assert reader.tips(logs["old"])[0] == logs[newest] and len(reader.tips(logs["old"])) == 2
    reader.close()
    writer.close()
