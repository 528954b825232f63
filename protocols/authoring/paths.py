"""Every way through a protocol: how many, how long to the act that matters, and what nobody comes to."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..content import Problem
from ..content_check import line_of
from ..model import Key, Pack, Protocol
from .loops import Edge, Graph, longest
from .places import CLOSED, Place, Places, Waited, words

BESIDE = ("first_compression", "call_120")
"""Measured for every protocol beside its own key act, where a way leads to it."""
LEFT: Place = (("", "", None),)
"""Put before a place that is entered by leaving: the way ends there, also when the same protocol begins anew."""
COUNT_MAX = 100_000
"""More paths are not told apart: "more than 100000"."""


@dataclass(frozen=True, slots=True)
class Measure:
    """From the opening to a mark, by the shortest way and by the longest one that passes no place twice."""

    mark: str
    taps: tuple[int, int]
    seconds: tuple[float, float]
    most_taps: tuple[str, ...]
    slowest: tuple[str, ...]
    proved: bool
    """False: the loops before the mark are too many to try them all, so the longest way may be longer."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a walk over all paths of one protocol found."""

    protocol: Protocol
    paths: int
    counted: bool
    """False: there are more paths than `paths`."""
    places: int
    uncovered: tuple[str, ...]
    measures: Mapping[str, Measure]
    alone: tuple[tuple[str, Waited | None], ...]


def walk(places: Places, protocol: Protocol) -> Walked:
    """All paths from the opening of a protocol until it is closed, or a graver one takes its place.

    A path passes no place twice, so loops are cut where they close; a card laid on and taken off again leads back to
    the place below it and is such a loop, unless its end enters another step (`then`).
    """
    opening = places.opening(protocol.id)
    graph, timed = _explore(places, protocol, opening)
    ends = {to for edges in graph.values() for to in (e.to for e in edges) if to not in graph}
    through = longest(graph, opening, ends)
    marks = [protocol.key.mark] if protocol.key is not None else []
    found = {m: _measure(places, graph, opening, m, m in marks) for m in dict.fromkeys([*marks, *BESIDE])}
    seen = {place[-1][1] for place in timed if place[-1][0] == protocol.id}
    return Walked(
        protocol,
        min(through.count, COUNT_MAX) if through is not None else 0,
        through is not None and through.complete and through.count <= COUNT_MAX,
        len(graph),
        tuple(step for step in protocol.steps if step not in seen),
        {mark: measure for mark, measure in found.items() if measure is not None},
        tuple((words(place), waited) for place, waited in places.alone(protocol.id)),
    )


def limit_wrong(pack: Pack, walked: Walked) -> Iterator[Problem]:
    """Where the protocol does not keep what its `key` says."""
    protocol, key = walked.protocol, walked.protocol.key
    if key is None:
        return
    measure = walked.measures.get(key.mark)
    if measure is None:
        yield _problem(pack, protocol, "key.mark", f"no way of taps leads from the start to `{key.mark}`")
        return
    yield from (_problem(pack, protocol, f"key.{name}", message) for name, message in _broken(key, measure))


def _broken(key: Key, measure: Measure) -> Iterator[tuple[str, str]]:
    ask = "shorten that way, or say honestly how long it takes"
    if not measure.proved:
        yield "mark", f"too many loops before `{key.mark}` to prove its limit: let fewer steps lead back"
    if measure.taps[1] > key.taps:
        way = " > ".join(measure.most_taps)
        yield "taps", f"{measure.taps[1]} taps to `{key.mark}` by the longest way, {key.taps} said: {ask} ({way})"
    if measure.seconds[1] > key.seconds:
        way = " > ".join(measure.slowest)
        yield (
            "seconds",
            f"{measure.seconds[1]:.0f} s to `{key.mark}` by the slowest way, {key.seconds:g} said: {ask} ({way})",
        )


def _problem(pack: Pack, protocol: Protocol, path: str, message: str) -> Problem:
    return Problem(protocol.file, line_of(pack, Path(protocol.file).name, path), message)


def _explore(places: Places, protocol: Protocol, opening: Place) -> tuple[Graph, set[Place]]:
    """The ways by taps inside this protocol and what it lays on itself; and every place, time-outs counted in."""
    graph: dict[Place, tuple[Edge, ...]] = {}
    seen: set[Place] = set()
    todo = [(opening, True)]
    while todo:
        place, tapped = todo.pop()
        if place == CLOSED or place[0][0] != protocol.id or (place in graph if tapped else place in seen):
            continue
        seen.add(place)
        ways = places.ways(place)
        if tapped:
            cost = places.seconds(place)
            graph[place] = tuple(Edge(LEFT + way.to if way.leaves else way.to, way.answer, cost) for way in ways)
        todo += [(way.to, tapped and not way.leaves) for way in ways]
        waited = places.waited(place)
        if waited is not None:
            todo.append((waited.to, False))
    return graph, seen


def _measure(places: Places, graph: Graph, opening: Place, mark: str, own: bool) -> Measure | None:
    """None: no way leads to this mark. `own`: in this protocol, not after it was left; else the step it is left for
    counts too."""
    reached = {*graph} if own else {*graph, *(e.to for edges in graph.values() for e in edges)} - {CLOSED}
    goals = {place for place in reached if _stands_for(places, place, mark)}
    most = longest(graph, opening, goals) if goals else None
    if most is None:
        return None
    return Measure(
        mark,
        (round(_least(graph, opening, goals, lambda e: 1)), most.taps),
        (_least(graph, opening, goals, lambda e: e.seconds), most.seconds),
        _told(most.most_taps),
        _told(most.slowest),
        most.complete,
    )


def _stands_for(places: Places, place: Place, mark: str) -> bool:
    """The step stands for this moment; a call is a moment of its card, which a person ticks."""
    step = places.step(place)
    return mark in step.reached or (step.kind == "call" and mark == f"call_{step.number}")


def _told(way: tuple[tuple[Place, str], ...]) -> tuple[str, ...]:
    return tuple(f"{words(place)}[{answer}]" for place, answer in way)


def _least(graph: Graph, opening: Place, goals: set[Place], cost: Callable[[Edge], float]) -> float:
    """The cheapest way to any of the goals, which is there."""
    queue: list[tuple[float, int, Place]] = [(0.0, 0, opening)]
    done: set[Place] = set()
    count = 0
    while queue:
        spent, _, place = heapq.heappop(queue)
        if place in goals:
            return spent
        if place in done:
            continue
        done.add(place)
        for edge in graph.get(place, ()):
            count += 1
            heapq.heappush(queue, (spent + cost(edge), count, edge.to))
    raise AssertionError("a goal that is reached by the longest way is reached by the shortest")
