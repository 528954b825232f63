"""The longest way that passes no place twice: exact, for loops are few and small; where they are not, it says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .places import Place

TRIES_MAX = 100_000
"""Steps taken inside one knot of loops before it gives up. The shipped knots need fewer, but for the counting of
compressions and AED going round each other."""


@dataclass(frozen=True, slots=True)
class Edge:
    to: Place
    answer: str
    seconds: float


Graph = Mapping[Place, tuple[Edge, ...]]
Way = tuple[tuple[Place, str], ...]
"""Places passed, each with the answer given there."""


@dataclass(slots=True)
class Longest:
    """From one place to the goals. `count`: how many ways there are; answers that lead to the same place count each."""

    taps: int = 0
    seconds: float = 0.0
    most_taps: Way = ()
    slowest: Way = ()
    count: int = 0
    complete: bool = True
    """False: there may be more and longer ways than were tried."""

    def hear(self, before: Way, spent: float, times: int, rest: Longest) -> None:
        """One more beginning, joined to all that can follow it."""
        self.complete = self.complete and rest.complete
        if rest.count == 0:
            return
        if self.count == 0 or len(before) + rest.taps > self.taps:
            self.taps, self.most_taps = len(before) + rest.taps, before + rest.most_taps
        if self.count == 0 or spent + rest.seconds > self.seconds:
            self.seconds, self.slowest = spent + rest.seconds, before + rest.slowest
        self.count += times * rest.count


def longest(graph: Graph, start: Place, goals: set[Place]) -> Longest | None:
    """None: no way leads there. Behind a goal nothing is looked at."""
    useful = _between(graph, start, goals)
    if start not in useful:
        return None
    edges = {
        place: _merged(e for e in graph.get(place, ()) if e.to in useful) if place not in goals else ()
        for place in useful
    }
    found: dict[Place, Longest] = {}
    for knot in _knots(edges):
        for place in knot:
            if place in goals:
                found[place] = Longest(count=1)
        entries = [p for p in knot if p not in goals]
        if len(knot) > 1:
            outer = {e.to for place in edges if place not in knot for e, _ in edges[place]} | {start}
            entries = [p for p in entries if p in outer]
        for place in entries:
            found[place] = _inside(edges, knot, place, found)
    return found[start]


def _inside(
    edges: Mapping[Place, tuple[tuple[Edge, int], ...]], knot: set[Place], entry: Place, found: Mapping[Place, Longest]
) -> Longest:
    """Try every way through a knot from this entry to what lies behind it."""
    made = Longest()
    tries = 0
    passed: list[tuple[Place, str]] = []
    on_way = {entry}
    stack: list[tuple[Iterator[tuple[Edge, int]], float, int]] = [(iter(edges[entry]), 0.0, 1)]
    here = [entry]
    while stack:
        following, spent, times = stack[-1]
        step = next(following, None)
        if step is None:
            stack.pop()
            on_way.discard(here.pop())
            if passed:
                passed.pop()
            continue
        edge, same = step
        tries += 1
        if tries > TRIES_MAX:
            made.complete = False
            return made
        if edge.to not in knot:
            way = (*passed, (here[-1], edge.answer))
            made.hear(way, spent + edge.seconds, times * same, found[edge.to])
        elif edge.to not in on_way:
            passed.append((here[-1], edge.answer))
            on_way.add(edge.to)
            here.append(edge.to)
            stack.append((iter(edges[edge.to]), spent + edge.seconds, times * same))
    return made


def _merged(edges: Iterable[Edge]) -> tuple[tuple[Edge, int], ...]:
    """Answers that lead to the same place are one way, so many times."""
    by_place: dict[Place, list[Edge]] = {}
    for edge in edges:
        by_place.setdefault(edge.to, []).append(edge)
    return tuple((same[0], len(same)) for same in by_place.values())


def _between(graph: Graph, start: Place, goals: set[Place]) -> set[Place]:
    """The places on some way from the start to a goal."""
    ahead: set[Place] = set()
    into: dict[Place, set[Place]] = {}
    todo = [start]
    while todo:
        place = todo.pop()
        if place in ahead:
            continue
        ahead.add(place)
        if place not in goals:
            for edge in graph.get(place, ()):
                into.setdefault(edge.to, set()).add(place)
                todo.append(edge.to)
    back: set[Place] = set()
    todo = [goal for goal in goals if goal in ahead]
    while todo:
        place = todo.pop()
        if place not in back:
            back.add(place)
            todo += into.get(place, ())
    return back


def _knots(edges: Mapping[Place, tuple[tuple[Edge, int], ...]]) -> Iterator[set[Place]]:
    """Strongly connected components (Tarjan, without recursion), those behind first."""
    index: dict[Place, int] = {}
    low: dict[Place, int] = {}
    open_: list[Place] = []
    is_open: set[Place] = set()
    for root in edges:
        if root in index:
            continue
        work: list[tuple[Place, Iterator[tuple[Edge, int]]]] = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        open_.append(root)
        is_open.add(root)
        while work:
            place, following = work[-1]
            for edge, _ in following:
                if edge.to not in index:
                    index[edge.to] = low[edge.to] = len(index)
                    open_.append(edge.to)
                    is_open.add(edge.to)
                    work.append((edge.to, iter(edges[edge.to])))
                    break
                if edge.to in is_open:
                    low[place] = min(low[place], index[edge.to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == index[place]:
                    knot: set[Place] = set()
                    while place not in knot:
                        knot.add(open_.pop())
                    is_open -= knot
                    yield knot
