"""Two journals over a bad line end alike, whatever is lost on the way or on disk."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols.events import (
    Acknowledged,
    Closed,
    Continued,
    DeskOpened,
    LogId,
    MessageSent,
    Opened,
    Record,
    StepEntered,
)
from protocols.ops_events import HealthNoted
from tests.fakes.line import FakeClock, Line, Site, pair, settle

OPENED = Opened("collapse", "pack", "FT03", "lobby", "zh", "tile")


def facts(records: list[Record]) -> list[object]:
    """What happened and when, without the numbers it is kept under; takeovers are no part of the story."""
    return [(r.event, r.moment.at_ms) for r in records if not isinstance(r.event, Continued)]


def same_everywhere(kiosk: Site, desk: Site, logs: list[LogId]) -> None:
    for log in logs:
        assert facts(kiosk.recorder.incident(log)) == facts(desk.recorder.incident(log))
    for site in (kiosk, desk):
        for info in site.recorder.infos():
            assert site.recorder.verify(info.name) is None
        assert len({(r.log, r.seq) for r in site.shown}) == len(site.shown), "a number was shown twice"


ACTS = st.lists(
    st.sampled_from(
        [
            "live",
            "live",
            "drill",
            "ops",
            "answer",
            "line",
            "line",
            "some",
            "tick",
            "kiosk dies",
            "desk dies",
            "drop",
            "back",
        ]
    ),
    max_size=40,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6), acts=ACTS)
def test_once_the_line_heals_both_sites_hold_the_same_facts(
    tmp_path_factory: pytest.TempPathFactory, seed: int, acts: list[str]
) -> None:
    home = tmp_path_factory.mktemp("sites")
    clock, line = FakeClock(), Line(seed, loss=0.3, double=0.2, reorder=True)
    kiosk, desk = pair(line, clock, home / "kiosk.db", home / "desk.db")
    kiosk.connect(), desk.connect()
    live, drill = (kiosk.recorder.begin("FT03", c, clock()) for c in ("live", "drill"))  # type: ignore[arg-type]
    ops = kiosk.recorder.ops("FT03", "ops", clock())
    answer = desk.recorder.begin("FT03", "desk", clock())
    truth: dict[LogId, list[str]] = {live: [], drill: [], ops: [], answer: []}
    for n, act in enumerate(acts):
        clock.forward(700)
        match act:
            case "live" | "drill" | "ops":
                log = {"live": live, "drill": drill, "ops": ops}[act]
                kiosk.write(log, OPENED, StepEntered(f"s{n}"))
                truth[log] += ["opened", f"s{n}"]
            case "answer":
                desk.write(answer, DeskOpened(live), MessageSent("Li", f"m{n}"))
                truth[answer] += ["desk_opened", f"m{n}"]
            case "line":
                line.deliver()
            case "some":
                line.deliver(rounds=2)
            case "tick":
                clock.forward(4_000)
                kiosk.sync.tick(), desk.sync.tick()
            case "kiosk dies" | "desk dies":
                site = kiosk if act == "kiosk dies" else desk
                site.stop(), site.start(), site.connect()
            case "drop":
                line.up = False
                kiosk.sync.lost(), desk.sync.lost()
            case _:
                line.up = True
                kiosk.connect(), desk.connect()
    line.up, line.loss = True, 0.0
    kiosk.connect(), desk.connect()
    settle(line, clock, kiosk, desk)
    same_everywhere(kiosk, desk, [log for log in truth if truth[log]])
    for log, said in truth.items():
        told = [getattr(r.event, "step", getattr(r.event, "text", r.event.__struct_config__.tag)) for r in
                desk.recorder.incident(log)]  # fmt: skip
        assert told == said
    assert not kiosk.recorder.behind() and not desk.recorder.behind()
    assert not desk.recorder.dead() and not kiosk.recorder.dead()
    kiosk.stop(), desk.stop()


@pytest.mark.parametrize("kept", [1, 3, 5], ids=["below", "at", "above"])
@pytest.mark.parametrize("retained", [True, False], ids=["with retained cursors", "broker forgot"])
def test_a_kiosk_restored_from_a_backup_never_reuses_a_number(tmp_path: Path, kept: int, retained: bool) -> None:
    """The backup's head lies below, at or above the cursor that the desk has told meanwhile."""
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    log = kiosk.recorder.begin("FT03", "live", clock())
    for n in range(kept):
        kiosk.write(log, StepEntered(f"before {n}") if n else OPENED)
        if n < 3:
            line.deliver()
        else:
            line.queue.clear()  # written, never heard by the desk
    kiosk.stop()
    shutil.copy(tmp_path / "k.db", tmp_path / "backup.db")
    kiosk.start(), kiosk.connect()
    if kept == 5:
        line.queue.clear()
    for n in range(2 if kept < 5 else 0):
        kiosk.write(log, StepEntered(f"lost with the disk {n}"))
    line.deliver()
    kiosk.stop()
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"k.db{suffix}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.db", tmp_path / "k.db")
    if not retained:
        line.retained.clear()
    kiosk.start()
    clock.forward(60_000)
    kiosk.write(log, StepEntered("after 1"), StepEntered("after 2"), StepEntered("after 3"))
    kiosk.connect(), desk.connect()
    kiosk.write(log, StepEntered("after 4"))
    settle(line, clock, kiosk, desk)
    same_everywhere(kiosk, desk, [log])
    steps = [r.event.step for r in desk.recorder.incident(log) if isinstance(r.event, StepEntered)]
    assert steps == [f"before {n}" for n in range(1, kept)] + [f"after {n}" for n in range(1, 5)]
    lost = [
        r.event.step for r in desk.recorder.records(log) if isinstance(r.event, StepEntered) and "lost" in r.event.step
    ]
    assert len(lost) == (2 if kept < 5 else 0), "what the desk had stays in its copy"
    shown = [r.event for r in desk.shown]
    assert len([e for e in shown if e == StepEntered("after 3")]) == 1
    assert len([e for e in shown if e == OPENED]) == 1
    assert (kiosk.recorder.tip(log) != log) == (kept < 5)


def test_a_cloned_kiosk_forks_and_both_copies_are_kept(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    log = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(log, OPENED, StepEntered("together"))
    line.deliver()
    kiosk.stop()
    shutil.copy(tmp_path / "k.db", tmp_path / "clone.db")
    kiosk.start(), kiosk.connect()
    kiosk.write(log, StepEntered("first"))
    line.deliver()
    first = kiosk.recorder.incident(log)
    clone = Site(line, "kiosk", tmp_path / "clone.db", clock)
    clone.write(log, StepEntered("clone 1"), StepEntered("clone 2"))
    clone.connect()
    settle(line, clock, clone, desk)
    assert clone.recorder.tip(log) != log
    assert facts(desk.recorder.incident(log)) == facts(clone.recorder.incident(log))
    assert desk.recorder.records(log) == first
    assert {r.event for r in desk.shown} >= {StepEntered("first"), StepEntered("clone 1"), StepEntered("clone 2")}
    kiosk.write(log, StepEntered("first again"))  # the original goes on: its end of the story is the newest now
    line.sites["kiosk"] = kiosk.sync.receive
    settle(line, clock, kiosk, desk)
    assert len(desk.recorder.tips(log)) == 2
    assert facts(desk.recorder.incident(log)) == facts(kiosk.recorder.incident(log))


def test_a_cursor_of_another_history_makes_the_writer_go_on_elsewhere_even_for_a_closed_log(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    log = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(log, OPENED, Closed("completed"))
    line.queue.clear()
    kiosk.sync.receive(f"frk/v1/{log}/cursor", b'{"seq":9,"digest":"' + b"a" * 64 + b'"}')
    settle(line, clock, kiosk, desk)
    tip = desk.recorder.tip(log)
    info = desk.recorder.info(tip)
    assert tip != log and info is not None and info.closed and desk.recorder.root(tip) == log
    assert [r.event for r in desk.recorder.incident(log)] == [
        Continued(log, 0, "", "disk_lost"),
        OPENED,
        Closed("completed"),
    ]
    kiosk.sync.receive(f"frk/v1/{log}/cursor", b'{"seq":9,"digest":"' + b"a" * 64 + b'"}')
    assert kiosk.recorder.tips(log)[0] == tip, "it forks once"


@pytest.mark.parametrize("closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("broker_forgot", [False, True])
def test_a_desk_that_lost_its_disk_is_filled_again_by_the_kiosks(
    tmp_path: Path, closed: bool, broker_forgot: bool
) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d1.db")
    kiosk.connect(), desk.connect()
    log = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(log, OPENED, StepEntered("a"), *([Closed("completed")] if closed else []))
    line.deliver()
    assert kiosk.recorder.confirmed(log)
    desk.stop()
    if broker_forgot:
        line.retained.clear()
    desk.path = tmp_path / "d2.db"
    desk.shown.clear()  # another disk, another board
    desk.start()
    kiosk.connect(), desk.connect()
    kiosk.sync.receive("frk/v1/_desk/d1/presence", b'{"online":true,"session":"new","at_ms":1,"attended":1}')
    for _ in range(3):
        kiosk.sync.tick()
        line.deliver()
        clock.forward(1_000)
    same_everywhere(kiosk, desk, [log])
    assert len(desk.recorder.incident(log)) == (3 if closed else 2)


def test_a_kiosk_that_lost_its_disk_gets_back_what_the_desk_wrote_for_it(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k1.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    old = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(old, OPENED)
    answer = desk.recorder.begin("FT03", "desk", clock())
    desk.write(answer, DeskOpened(old), Acknowledged("Li"))
    line.deliver()
    kiosk.stop()
    kiosk.path = tmp_path / "k2.db"
    kiosk.shown.clear()
    kiosk.start(), kiosk.connect(), desk.connect()
    new = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.write(new, OPENED, StepEntered("a"))
    desk.sync.receive("frk/v1/FT03/presence", b'{"online":true,"session":"second life","at_ms":1}')
    settle(line, clock, kiosk, desk)
    same_everywhere(kiosk, desk, [new, answer])
    assert desk.recorder.records(old)[0].event == OPENED, "the desk still has the old incident"


def test_a_desk_restored_from_last_weeks_backup_goes_on_in_a_new_log_and_is_not_heard_twice(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    answer = desk.recorder.begin("FT03", "desk", clock())
    desk.write(answer, DeskOpened("FT03/live/x"), Acknowledged("Li"))
    line.queue.clear()  # the backup does not know that the kiosk has these
    desk.stop()
    shutil.copy(tmp_path / "d.db", tmp_path / "backup.db")
    desk.start(), desk.connect()
    line.deliver()
    desk.write(answer, MessageSent("Li", "lost at the desk"))
    line.deliver()
    desk.stop()
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"d.db{suffix}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.db", tmp_path / "d.db")
    desk.start(), desk.connect()
    desk.write(answer, MessageSent("Li", "after the restore"))
    settle(line, clock, kiosk, desk)
    heard = [r.event for r in kiosk.shown]
    assert heard.count(Acknowledged("Li")) == 1
    assert heard.count(MessageSent("Li", "after the restore")) == 1
    assert heard.count(MessageSent("Li", "lost at the desk")) == 1
    story = kiosk.recorder.incident(answer)
    assert facts(story) == facts(desk.recorder.incident(answer))
    assert (answer, 2) in {(r.log, r.seq) for r in story}, "a fact keeps the number it was first shown under"


def test_live_goes_before_a_backlog_of_a_thousand(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    ops = kiosk.recorder.ops("FT03", "ops", clock())
    kiosk.recorder.append(ops, [HealthNoted("sound", True)] * 500, clock())
    for _ in range(10):
        for channel in ("drill", "live"):
            log = kiosk.recorder.begin("FT03", channel, clock())  # type: ignore[arg-type]
            kiosk.recorder.append(log, [StepEntered("old")] * 24 + [Closed("completed")], clock())
    drill = kiosk.recorder.begin("FT03", "drill", clock())
    kiosk.recorder.append(drill, [StepEntered("now")], clock())
    live = kiosk.recorder.begin("FT03", "live", clock())
    kiosk.recorder.append(live, [OPENED], clock())
    desk.connect(), kiosk.connect()
    order = [t.removeprefix("frk/v1/").removesuffix("/facts") for t, _ in line.sent if t.endswith("/facts")]
    assert order[:2] == [live, drill]
    assert all(log.startswith("FT03/live/") for log in order[2:12])
    facts_sent = [payload for topic, payload in line.sent if topic.endswith("/facts")]
    assert [b'"historical":true' in payload for payload in facts_sent[:3]] == [False, False, True]
    for _ in range(3):
        line.deliver(rounds=1)
    line.sent.clear()
    kiosk.write(live, StepEntered("cpr"))  # amid the drain
    assert line.sent[0][0] == f"frk/v1/{live}/facts"
    settle(line, clock, kiosk, desk)
    assert not kiosk.recorder.behind()
    assert sum(info.head.seq for info in desk.recorder.infos()) == 500 + 20 * 25 + 1 + 2
    count = sqlite3.connect(tmp_path / "d.db").execute("select count(*) from fact where type = 'closed'").fetchone()
    assert count == (20,)
