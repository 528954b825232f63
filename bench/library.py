"""The whole protocol library: to load and prove it, to decide and fold on it, and how that grows.

All of it is computing, so it is counted in processor time: what else the machine does is no measure of it."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import yaml

from protocols import content, content_words, text
from protocols.authoring.proofs import prove
from protocols.commands import Choose, Open, Tick
from protocols.content import CONTENT, load
from protocols.content_check import check
from protocols.engine import decide
from protocols.events import Moment, Record
from protocols.incident import Incident, fold
from protocols.model import Pack

from .table import Row

ROUNDS = 5
TAPS = 40
"""Answers played through each protocol."""
LOG = "BENCH/live/1"


def measure() -> list[Row]:
    pack = load()
    files = [path.read_bytes() for path in CONTENT.glob("*.yaml")]
    parse, loaded, again, checked, checked_again, proved = [], [], [], [], [], []
    for _ in range(ROUNDS):  # side by side
        parse.append(_ms(lambda: [yaml.compose(data, Loader=yaml.CSafeLoader) for data in files]))
        _forget()
        loaded.append(_ms(load))
        again.append(_ms(load))
        checked.append(_ms(lambda: check(pack)))
        checked_again.append(_ms(lambda: check(pack)))
        _forget()
        proved.append(_ms(lambda: prove(pack)))
    rows = [
        Row(f"load the library ({len(pack.protocols)} protocols)", loaded, floor_name="bare YAML parse", floor=parse),
        Row("load it again, nothing changed", again, floor_name="load the library", floor=loaded),
        Row("check the library", checked, floor_name="load the library", floor=loaded),
        Row("check it again, nothing changed", checked_again, floor_name="check the library", floor=checked),
        Row("check it and walk every way", proved, floor_name="check the library", floor=checked),
        Row("memory of the loaded library", [_memory_mb()], "MB", "its files", [sum(map(len, files)) / 1e6]),
    ]
    return [*rows, *_calls(pack)]


def _calls(pack: Pack) -> list[Row]:
    """`decide` and `apply` for taps through every protocol; short ones beside long ones, young logs beside old."""
    decided: dict[str, list[float]] = {}
    applied: dict[str, list[float]] = {}
    played: dict[str, list[Record]] = {}
    for id in pack.protocols:
        decided[id], applied[id], played[id] = _play(pack, id)
    by_size = sorted(pack.protocols, key=lambda id: len(pack.protocols[id].steps))
    third = len(by_size) // 3
    small, large = by_size[:third], by_size[-third:]
    steps = [sum(len(pack.protocols[id].steps) for id in ids) / third for ids in (small, large)]
    longest = max(played.values(), key=len)
    old, young = _whole(longest, longest[: len(longest) // 4])
    return [
        Row("decide, one tap", _all(decided, by_size), unit="us"),
        Row("fold, one fact", _all(applied, by_size), unit="us"),
        Row(f"decide in protocols of {steps[1]:.0f} steps", _all(decided, large), "us",
            f"in protocols of {steps[0]:.0f} steps", _all(decided, small)),
        Row(f"fold a whole log, per fact ({len(longest)} facts)", old, "us",
            f"the same, {len(longest) // 4} facts", young),
    ]  # fmt: skip


def _all(found: dict[str, list[float]], ids: list[str]) -> list[float]:
    return [value for id in ids for value in found[id]]


def _play(pack: Pack, protocol: str) -> tuple[list[float], list[float], list[Record]]:
    """Microseconds of each `decide` and `apply`, and the records made: at each step its answers in turn."""
    incident, records = Incident(LOG), list[Record]()
    decided, applied = list[float](), list[float]()
    turn: dict[tuple[str, str], int] = {}
    command: Open | Choose | Tick = Open(protocol, "BENCH", "lobby")
    for n in range(TAPS):
        now = Moment(1_700_000_000_000 + n * 5000, n * 5000, "boot")
        began = time.process_time_ns()
        events = decide(pack, incident, command, now)
        decided.append((time.process_time_ns() - began) / 1000)
        for event in events:
            record = Record(LOG, incident.head + 1, now, event)
            began = time.process_time_ns()
            incident = incident.apply(record)
            applied.append((time.process_time_ns() - began) / 1000)
            records.append(record)
        if not incident.open or incident.top is None:
            break
        at = (incident.top.protocol, incident.top.step)
        answers = pack.step(*at).answers
        turn[at] = turn.get(at, -1) + 1
        command = Choose(at[1], answers[turn[at] % len(answers)].id)
    return decided, applied, records


def _whole(*logs: list[Record]) -> list[list[float]]:
    """Microseconds a fact of each log, side by side."""
    rounds = [[_ms(partial(fold, LOG, records)) * 1000 / len(records) for records in logs] for _ in range(ROUNDS * 4)]
    return [list(column) for column in zip(*rounds, strict=True)]


def _ms(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return (time.process_time() - began) * 1000


def _forget() -> None:
    """As in a process that has read and judged nothing yet."""
    for kept in (content._file, content_words._unsayable, content_words._unshowable, text.width):
        kept.cache_clear()


def _memory_mb() -> float:
    _forget()
    tracemalloc.start()
    pack = load()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pack.protocols
    return size / 1e6
