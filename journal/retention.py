"""What may leave the disk: closed stories past their age, that the other side has, with their last digest kept."""

from __future__ import annotations

from protocols.events import LogId, Moment
from protocols.ops_events import LogDropped

from . import chain
from .recorder import Recorder

DAY_MS = 24 * 60 * 60 * 1000


def prune(recorder: Recorder, ops: LogId, age_days: float, now: Moment) -> list[LogId]:
    """Drop my closed stories that the reader has to the end; `ops` keeps the last digest of each log."""
    behind = {info.name for info, _ in recorder.behind()}
    dropped: list[LogId] = []
    for info in recorder.infos(mine=True, closed=True):
        old = info.closed_ms is not None and now.at_ms - info.closed_ms > age_days * DAY_MS
        if not old or recorder.tip(info.name) != info.name:
            continue
        story = [name for name, _ in chain.path(recorder, info.name)]
        if behind.isdisjoint(story) and all(recorder.on_disk(name) for name in story):
            dropped += _drop(recorder, ops, story, now)
    return dropped


def _drop(recorder: Recorder, ops: LogId, story: list[LogId], now: Moment) -> list[LogId]:
    heads = [(info.name, info.head) for name in story if (info := recorder.info(name)) is not None]
    recorder.append(ops, [LogDropped(name, head.seq, head.digest) for name, head in heads], now)
    return [name for name, _ in heads if recorder.drop(name)]


def prune_copies(recorder: Recorder, age_days: float, now: Moment) -> list[LogId]:
    """Drop copies of the other side's logs past their age: only what it dropped itself, or it would send all again."""
    dropped: list[LogId] = []
    for info in recorder.infos(mine=False, closed=True):
        last = recorder.entries(info.name, info.head.seq - 1)
        if info.gone and last and now.at_ms - last[-1].at_ms > age_days * DAY_MS and recorder.drop(info.name):
            dropped.append(info.name)
    return dropped
