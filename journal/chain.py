"""An incident over several logs: one that went on elsewhere (`Continued`) and the one that took over are one story."""

from __future__ import annotations

from typing import Protocol

from protocols.events import LogId, Record

from . import codec
from .codec import Entry
from .store import LogInfo

HOPS = 64
"""More takeovers than this are no story but a fault."""


class Shelf(Protocol):
    """What is asked of a journal here."""

    def info(self, log: LogId) -> LogInfo | None: ...
    def successors(self, log: LogId) -> list[LogInfo]: ...
    def entries(self, log: LogId, after: int = 0, limit: int = -1) -> list[Entry]: ...


def path(shelf: Shelf, log: LogId) -> list[tuple[LogId, int | None]]:
    """From the first log of the story to this one; with each, after which seq the next one took over."""
    hops: list[tuple[LogId, int | None]] = [(log, None)]
    seen = {log}
    while (info := shelf.info(hops[0][0])) and info.predecessor and info.predecessor not in seen and len(hops) < HOPS:
        seen.add(info.predecessor)
        hops.insert(0, (info.predecessor, info.cut))
    return hops


def root(shelf: Shelf, log: LogId) -> LogId:
    """The log in which the story began: the name of the incident."""
    return path(shelf, log)[0][0]


def tips(shelf: Shelf, log: LogId) -> list[LogId]:
    """Where the story stands now: the newest end first. More than one only after a clone or a crash without a disk."""
    found: list[LogInfo] = []
    waiting, seen = [root(shelf, log)], set[LogId]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        after = shelf.successors(name)
        waiting += [s.name for s in after]
        info = shelf.info(name)
        if info is not None and (not after or info.head.seq > max(s.cut for s in after)):
            found.append(info)
    return [i.name for i in sorted(found, key=lambda i: i.touched, reverse=True)] or [log]


def tip(shelf: Shelf, log: LogId) -> LogId:
    return tips(shelf, log)[0]


def chain(shelf: Shelf, log: LogId) -> list[Record]:
    """Every fact of the story up to the end of this log, in order, each once.

    A fact that was written again by the log that took over keeps the number it was first known by here: whoever
    showed or spoke it under that number must recognise it.
    """
    told: list[tuple[LogId, Entry]] = []
    known: dict[tuple[int, str, int, str], tuple[LogId, Entry]] = {}
    base = 0  # the place in the story before this log's first record
    info = shelf.info(log)
    mine = info is not None and info.mine
    for name, cut in path(shelf, log):
        for entry in shelf.entries(name):
            key = (base + entry.seq, entry.data, entry.at_ms, entry.boot)
            first = (name, entry) if mine else known.setdefault(key, (name, entry))
            if cut is None or entry.seq <= cut:
                told.append(first)
        base += (cut or 0) - 1  # the `Continued` stands in the place of the last record before it
    return [codec.record_of(name, entry) for name, entry in told]
