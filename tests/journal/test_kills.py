"""Sixty kill -9 of kiosk, desk and broker, real processes all: nothing confirmed is lost, nothing is shown twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from journal import broker
from journal.store import Journal
from protocols.events import LogId, NoteAdded

KILLS = 66
ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).parent / "kill_programs" / "site.py"
LIVE, ANSWER = LogId("FT03/live/kills"), LogId("FT03/desk/kills")


class Process:
    """A site that is started again after each kill; what it said in all its lives is the tester's truth."""

    def __init__(self, role: str, path: Path, log: LogId, port: int) -> None:
        self.role, self.path, self.log, self.port = role, path, log, port
        self.wrote: list[str] = []
        self.showed: Counter[str] = Counter()
        self.unsaved: list[str] = []
        self.lives = 0
        self.start()

    def start(self) -> None:
        self.lives += 1
        self.ready = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), self.role, str(self.path), self.log, str(self.port)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.reader = threading.Thread(target=self._listen, args=(self.process,), daemon=True)
        self.reader.start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            word, _, text = line.strip().partition(" ")
            match word:
                case "wrote":
                    self.wrote.append(text)
                case "showed":
                    self.showed[text] += 1
                case "unsaved":
                    self.unsaved.append(text)
                case _:
                    self.ready.set()

    def order(self, text: str) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(text + "\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            return  # it is dead just now: not written, so nothing is owed

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue


def notes(path: Path, log: LogId) -> list[str]:
    journal = Journal(path)
    texts = [r.event.text for r in journal.records(log) if isinstance(r.event, NoteAdded)]
    assert journal.verify(log) is None
    journal.close()
    return texts


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_sixty_kills_lose_nothing_and_show_nothing_twice(tmp_path: Path) -> None:
    seed = int(os.environ.get("KILL_SEED", str(time.time_ns() % 1_000_000)))
    print(f"seed {seed} (set KILL_SEED to repeat)")
    chance = random.Random(seed)
    started = broker.start()
    assert isinstance(started, broker.Broker), started
    line = started
    kiosk = Process("kiosk", tmp_path / "k.db", LIVE, line.port)
    desk = Process("desk", tmp_path / "d.db", ANSWER, line.port)
    kills: Counter[str] = Counter()
    n = 0
    try:
        for _ in range(KILLS):
            until_s = time.monotonic() + chance.uniform(0.05, 0.6)
            while time.monotonic() < until_s:
                n += 1
                kiosk.order(f"k{n}")
                desk.order(f"d{n}")
                time.sleep(0.02)
            victim = chance.choice(["kiosk", "kiosk", "desk", "desk", "broker"])
            kills[victim] += 1
            if victim == "broker":
                line.kill()
                again = broker.start(line.kind, port=line.port)
                assert isinstance(again, broker.Broker), again
                line.stop()
                line = again
            else:
                site = kiosk if victim == "kiosk" else desk
                site.kill()
                site.start()
        kiosk.order("k last")
        desk.order("d last")
        end_s = time.monotonic() + 60
        while time.monotonic() < end_s and not (desk.showed["k last"] and kiosk.showed["d last"]):
            time.sleep(0.1)
        time.sleep(0.3)
    finally:
        kiosk.kill(), desk.kill()
        line.stop()
    for writer, reader in ((kiosk, desk), (desk, kiosk)):
        held, copied = notes(writer.path, writer.log), notes(reader.path, writer.log)
        assert not writer.unsaved
        assert [t for t in held if t in set(writer.wrote)] == writer.wrote, "on disk when it said so, in order"
        assert copied == held, f"seed {seed}: {len(held) - len(copied)} facts did not arrive"
        assert len(set(held)) == len(held)
        twice = [text for text, count in reader.showed.items() if count > 1]
        assert not twice, f"seed {seed}: shown twice: {twice}"
    print(f"{sum(kills.values())} kills {dict(kills)}, {len(kiosk.wrote)} + {len(desk.wrote)} facts, none lost")
    assert sum(kills.values()) >= 60 and len(kiosk.wrote) > 30 and len(desk.wrote) > 30
