"""Writing one tap's facts to disk, beside a bare SQLite insert with the same pragmas."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path

from journal.moment import Clock
from journal.names import new_log
from journal.store import Journal
from protocols.events import ChoiceMade, StepEntered

from .table import Row

ROUNDS = 300


def measure() -> list[Row]:
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "journal.db")
        log = new_log("BENCH", "live", clock.now())
        bare = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        bare.execute("pragma journal_mode=wal")
        bare.execute("pragma synchronous=full")
        bare.execute("create table record (log text, seq integer, data text, primary key (log, seq)) strict")
        ours, floor = [], []
        for n in range(ROUNDS):  # side by side, so that a slow moment of the disk hits both
            began = time.perf_counter()
            journal.append(log, [ChoiceMade("assess", "no"), StepEntered("hands")], clock.now())
            ours.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            bare.execute("begin immediate")
            bare.execute("insert into record values ('x', ?, ?)", (2 * n, "x" * 200))
            bare.execute("insert into record values ('x', ?, ?)", (2 * n + 1, "x" * 200))
            bare.execute("commit")
            floor.append((time.perf_counter() - began) * 1000)
        bare.close()
        journal.close()
    return [Row("journal append, 2 facts", ours, "ms", "bare sqlite3 insert, same pragmas", floor)]
