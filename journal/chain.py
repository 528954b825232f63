"""An incident over several logs: one that went on elsewhere (`Continued`) and the one that took over are one story."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Protocol

from protocols.events import LogId, Moment, Record

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
    def arrivals(self, log: LogId) -> list[tuple[int, Entry]]: ...


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
        if info is not None and _is_end(info, after):
            found.append(info)
    moments = {i.name: codec.moment_of(shelf.entries(i.name, i.head.seq - 1)[-1]) for i in found if len(found) > 1}

    def order(a: LogInfo, b: LogInfo) -> int:
        return _newer(moments[a.name], moments[b.name]) or a.touched - b.touched

    return [i.name for i in sorted(found, key=cmp_to_key(order), reverse=True)] or [log]


def _is_end(info: LogInfo, after: list[LogInfo]) -> bool:
    """My own log ends where I left it. Of another's I may hold facts past the point where the next took over."""
    if info.mine:
        return not after and not info.replaced
    return not after or info.head.seq > max(s.cut for s in after)


def _newer(a: Moment, b: Moment) -> int:
    """Which was written later, as far as clocks can tell: late messages must not bring back an end that was left."""
    if a.boot == b.boot:
        return a.boot_ms - b.boot_ms
    return a.at_ms - b.at_ms if a.clock == b.clock == "synced" else 0


def tip(shelf: Shelf, log: LogId) -> LogId:
    return tips(shelf, log)[0]


def chain(shelf: Shelf, log: LogId) -> list[Record]:
    """Every fact of the story up to the end of this log, in order, each once.

    Here, at its reader, a fact that was written again in another log keeps the number it was first known by: whoever
    showed or spoke it under that number must recognise it.
    """
    hops = path(shelf, log)
    info = shelf.info(log)
    copies = {} if info is None or info.mine else _first_known(shelf, hops[0][0])
    told: list[Record] = []
    base = 0  # the place in the story before this log's first record
    for name, cut in hops:
        for entry in shelf.entries(name):
            if cut is None or entry.seq <= cut:
                told.append(codec.record_of(*copies.get(_key(base, entry), (name, entry))))
        base += (cut or 0) - 1  # the `Continued` stands in the place of the last record before it
    return told


_Key = tuple[int, str, int, int, str]


def _key(base: int, entry: Entry) -> _Key:
    """What makes two records the same fact: its place in the story, its words, its moment."""
    return base + entry.seq, entry.data, entry.at_ms, entry.boot_ms, entry.boot


def _first_known(shelf: Shelf, beginning: LogId) -> dict[_Key, tuple[LogId, Entry]]:
    """Which of all the copies of each fact, in all the ends of the story, came first."""
    bases = {beginning: 0}
    waiting = [beginning]
    while waiting:
        name = waiting.pop()
        for after in shelf.successors(name):
            if after.name not in bases:
                bases[after.name] = bases[name] + after.cut - 1
                waiting.append(after.name)
    if len(bases) == 1:
        return {}
    first: dict[_Key, tuple[int, LogId, Entry]] = {}
    for name, base in bases.items():
        for came, entry in shelf.arrivals(name):
            known = first.get(_key(base, entry))
            if known is None or came < known[0]:
                first[_key(base, entry)] = (came, name, entry)
    return {key: (name, entry) for key, (_, name, entry) in first.items()}
