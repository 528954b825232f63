"""A log leaves the disk only when it is closed, confirmed and old, and what proves it stays."""

from __future__ import annotations

from pathlib import Path

from journal.retention import DAY_MS, prune, prune_copies
from protocols.events import Closed, LogId, Opened, StepEntered
from protocols.ops_events import LogDropped
from tests.fakes.line import FakeClock, Line, pair, settle

OPENED = Opened("collapse", "pack", "FT03", "lobby", "zh", "tile")


def test_only_closed_confirmed_and_old_logs_go_and_their_cursor_is_cleared(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    ops = kiosk.recorder.ops("FT03", "ops", clock())
    done, still_open, unheard, forked = (kiosk.recorder.begin("FT03", "live", clock()) for _ in range(4))
    kiosk.write(done, OPENED, Closed("completed"))
    kiosk.write(still_open, OPENED)
    kiosk.write(forked, OPENED)
    line.deliver()
    kiosk.recorder.fork(forked, "fork", clock())
    kiosk.write(forked, Closed("completed"))
    line.deliver()
    tip = kiosk.recorder.tip(forked)
    last = kiosk.recorder.entries(done)[-1]
    line.up = False
    kiosk.sync.lost()
    kiosk.write(unheard, OPENED, Closed("completed"))
    assert prune(kiosk.recorder, ops, 30, clock()) == []
    clock.forward(31 * DAY_MS)
    line.up = True
    assert sorted(prune(kiosk.recorder, ops, 30, clock())) == sorted([done, forked, tip])
    assert {i.name for i in kiosk.recorder.infos()} == {still_open, unheard, ops}
    kept = [r.event for r in kiosk.recorder.incident(ops)]
    assert LogDropped(done, 2, last.digest) in kept
    assert f"frk/v1/{done}/cursor" in line.retained
    kiosk.connect(), desk.connect()
    settle(line, clock, kiosk, desk)
    assert line.retained[f"frk/v1/{done}/cursor"] == b""
    kiosk.connect()  # an emptied cursor says nothing
    assert desk.recorder.records(done)[0].event == OPENED
    assert sorted(prune_copies(desk.recorder, 20, clock())) == sorted([done, forked, tip])
    assert prune_copies(desk.recorder, 20, clock()) == []


def test_a_log_is_only_called_dropped_by_its_own_kiosk(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    live = kiosk.recorder.begin("FT03", "live", clock())
    ops = kiosk.recorder.ops("FT03", "ops", clock())
    kiosk.write(live, OPENED, LogDropped(live, 1, ""), StepEntered("a"))
    kiosk.write(ops, LogDropped("FT04/live/x", 1, ""), LogDropped("nonsense", 1, ""), LogDropped("FT03/desk/x", 1, ""))
    settle(line, clock, kiosk, desk)
    assert not [topic for topic, payload in line.sent if payload == b""]
    info = desk.recorder.info(LogId(live))
    assert info is not None and not info.gone
