"""Proves of the graph that every step can be come to, and left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import engine
from .model import MAX_FRAMES, Goto, Pack, Protocol, Step

ENTRANCE = "what_is_wrong"
"""The protocol that the help target opens."""
NEEDED = (ENTRANCE, engine.DANGER_GATE, engine.CALL_120, engine.HANDOVER_CARD)

Node = tuple[str, str]
Wrong = tuple[str, str, str]
"""File, path inside it, what to do."""


def graph_wrong(pack: Pack) -> Iterator[Wrong]:
    """Every place where somebody could get lost or stuck."""
    for protocol in pack.protocols.values():
        file = Path(protocol.file).name
        yield from ((file, path, message) for path, message in _reachable(pack, protocol))
    yield from _led_to(pack)
    yield from _loops(pack)
    yield from _depth(pack)


def ways(protocol: Protocol, step: Step) -> list[Goto]:
    """Everywhere this step can lead: by its answers and by its timers."""
    timers = (protocol.timers[name] for name in step.timers if name in protocol.timers)
    return [a.goto for a in step.answers] + [t.goto for t in timers if t.goto is not None]


def _reachable(pack: Pack, protocol: Protocol) -> Iterator[tuple[str, str]]:
    todo = [protocol.first, *([protocol.cpr_entry] if protocol.cpr_entry else [])]
    for goto in (g for p in pack.protocols.values() for s in p.steps.values() for g in ways(p, s)):
        if goto.protocol == protocol.id and goto.step is not None:
            todo.append(goto.step)
    seen: set[str] = set()
    while todo:
        step = protocol.steps.get(todo.pop())
        if step is not None and step.id not in seen:
            seen.add(step.id)
            todo += [g.step for g in ways(protocol, step) if g.kind == "step" and g.step is not None]
    for id in protocol.steps:
        if id not in seen:
            yield f"steps.{id}", f"step `{id}` is never reached: lead an answer or a timer to it, or remove it"


def _led_to(pack: Pack) -> Iterator[Wrong]:
    """Every protocol can be come to: by a tile, an answer or the dock."""
    named = {g.protocol for p in pack.protocols.values() for s in p.steps.values() for g in ways(p, s)}
    for protocol in pack.protocols.values():
        if protocol.id not in named and protocol.id not in NEEDED:
            yield (
                Path(protocol.file).name,
                "id",
                f"nothing leads to `{protocol.id}`: give it a tile, or push it somewhere",
            )


def _loops(pack: Pack) -> Iterator[Wrong]:
    """From every step there is a way out: the incident closes, or the frame returns."""
    nodes: dict[Node, list[Goto]] = {
        (p.id, s.id): ways(p, s) for p in pack.protocols.values() for s in p.steps.values()
    }

    def target(at: Node, goto: Goto) -> Node | None:
        if goto.kind == "step":
            return (at[0], goto.step or "")
        other = pack.protocols.get(goto.protocol or "")
        return (other.id, goto.step or other.first) if other is not None else None

    def grow(out: set[Node], kinds: tuple[str, ...]) -> set[Node]:
        size = -1
        while len(out) != size:
            size = len(out)
            out |= {n for n, gs in nodes.items() if any(g.kind in kinds and target(n, g) in out for g in gs)}
        return out

    closing = grow({n for n, gs in nodes.items() if any(g.kind == "close" for g in gs)}, ("step", "escalate", "push"))
    free = grow(closing | {n for n, gs in nodes.items() if any(g.kind == "return" for g in gs)}, ("step", "escalate"))
    for protocol_id, step_id in nodes.keys() - free:
        name = Path(pack.protocols[protocol_id].file).name
        yield (
            name,
            f"steps.{step_id}",
            f"no way out of `{step_id}`: let some answer lead on to a return, a close or the handover",
        )


def _depth(pack: Pack) -> Iterator[Wrong]:
    """Frames laid on each other by content leave one free for the dock."""

    def deepest(id: str, under: tuple[str, ...]) -> int:
        protocol = pack.protocols.get(id)
        if protocol is None or id in under:
            return MAX_FRAMES + 1 if id in under else 0
        pushed = {g.protocol or "" for s in protocol.steps.values() for g in ways(protocol, s) if g.kind == "push"}
        return 1 + max((deepest(other, (*under, id)) for other in sorted(pushed)), default=0)

    for protocol in pack.protocols.values():
        if deepest(protocol.id, ()) > MAX_FRAMES - 1:
            words = f"pushes lie more than {MAX_FRAMES - 1} deep or go round: escalate instead of push somewhere"
            yield Path(protocol.file).name, "id", words
