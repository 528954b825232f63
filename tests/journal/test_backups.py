"""Backups restored at any time, on either side, over a bad line: the sides agree again and no fact is shown twice."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols.events import Continued, LogId, NoteAdded
from tests.fakes.line import FakeClock, Line, Site, pair, settle

ACTS = {
    "live": 6, "answer": 4, "line": 6, "some": 2, "tick": 2, "back up kiosk": 2, "restore kiosk": 2, "back up desk": 2,
    "restore desk": 2, "kiosk dies": 1, "reconnect": 1, "broker forgets": 1,
}  # fmt: skip
STEPS = 35
LIVE, ANSWER = LogId("FT03/live/a"), LogId("FT03/desk/a")


def texts(site: Site, log: LogId) -> list[str]:
    return [r.event.text for r in site.recorder.incident(log) if isinstance(r.event, NoteAdded)]


def back_up(site: Site) -> None:
    site.stop()
    shutil.copy(site.path, f"{site.path}.backup")
    site.start(), site.connect()


def restore(site: Site) -> None:
    backup = Path(f"{site.path}.backup")
    if backup.exists():
        site.stop()
        shutil.copy(backup, site.path)
        site.shown.clear()  # the people see what the restored journal holds, and what comes after it
        site.start(), site.connect()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9))
def test_restored_backups_never_make_the_sides_disagree(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    home = tmp_path_factory.mktemp("sites")
    clock, line = FakeClock(), Line(seed, loss=0.3, double=0.2, reorder=True)
    kiosk, desk = pair(line, clock, home / "k.db", home / "d.db")
    kiosk.connect(), desk.connect()
    owed: dict[LogId, list[str]] = {LIVE: [], ANSWER: []}
    acts = random.Random(seed).choices(list(ACTS), list(ACTS.values()), k=STEPS)
    for n, act in enumerate(acts):
        clock.forward(900)
        match act:
            case "live" | "answer":
                site, log = (kiosk, LIVE) if act == "live" else (desk, ANSWER)
                site.write(log, NoteAdded(f"{act} {n}"))
                owed[log].append(f"{act} {n}")
            case "line":
                line.deliver()
            case "some":
                line.deliver(rounds=2)
            case "tick":
                clock.forward(4_000)
                kiosk.sync.tick(), desk.sync.tick()
            case "back up kiosk" | "back up desk":
                back_up(kiosk if act.endswith("kiosk") else desk)
            case "restore kiosk" | "restore desk":
                site, log = (kiosk, LIVE) if act.endswith("kiosk") else (desk, ANSWER)
                restore(site)
                owed[log] = texts(site, log)
            case "kiosk dies":
                kiosk.stop(), kiosk.start(), kiosk.connect()
            case "broker forgets":
                line.retained.clear()
            case _:
                kiosk.connect(), desk.connect()
    line.loss = 0.0
    clock.forward(60_000)
    for writer, log in ((kiosk, LIVE), (desk, ANSWER)):
        if owed[log]:  # the next fact brings out every fork
            writer.write(log, NoteAdded("last"))
            owed[log].append("last")
    kiosk.connect(), desk.connect()
    settle(line, clock, kiosk, desk)
    for writer, reader, log in ((kiosk, desk, LIVE), (desk, kiosk, ANSWER)):
        assert texts(writer, log) == owed[log]
        if owed[log]:
            assert texts(reader, log) == owed[log]
        told = [r for r in reader.shown if not isinstance(r.event, Continued)]
        twice = [key for key, n in Counter((r.event, r.moment.at_ms) for r in told).items() if n > 1]
        assert not twice, f"shown twice: {twice}"
        for site in (writer, reader):
            assert all(site.recorder.verify(info.name) is None for info in site.recorder.infos())
    kiosk.stop(), desk.stop()
