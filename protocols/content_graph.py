"""Proves of the graph that every step can be come to, and left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .model import MAX_FRAMES, Goto, Pack, Protocol, Step
from .well_known import CALL_120, DANGER_GATE, HANDOVER_CARD

ENTRANCE = "what_is_wrong"
"""The protocol that the help target opens."""
NEEDED = (ENTRANCE, DANGER_GATE, CALL_120, HANDOVER_CARD)

Node = tuple[str, str]
Wrong = tuple[str, str, str]
"""File, path inside it, what to do."""


def graph_wrong(pack: Pack) -> Iterator[Wrong]:
    """Every place where somebody could get lost or stuck."""
    entered: dict[str, set[str]] = {}
    for other in pack.protocols.values():
        for goto in (g for s in other.steps.values() for g in ways(other, s)):
            for id, step in targets(pack, other, goto):
                if id != other.id:
                    entered.setdefault(id, set()).add(step)
    for protocol in pack.protocols.values():
        file = Path(protocol.file).name
        yield from ((file, path, message) for path, message in _reachable(protocol, entered.get(protocol.id, set())))
    yield from _led_to(pack)
    yield from _loops(pack)
    yield from _depth(pack)


def ways(protocol: Protocol, step: Step) -> list[Goto]:
    """Everywhere this step can lead: by its answers and by its timers."""
    timers = (protocol.timers[name] for name in step.timers if name in protocol.timers)
    return [a.goto for a in step.answers] + [t.goto for t in timers if t.goto is not None]


def targets(pack: Pack, protocol: Protocol, goto: Goto) -> list[Node]:
    """The steps a way may enter. `cpr` may enter anybody's compressions: which, is known only when it is taken."""
    match goto.kind:
        case "step":
            return [(protocol.id, goto.step or "")]
        case "push" | "escalate":
            other = pack.protocols.get(goto.protocol or "")
            return [(other.id, goto.step or other.first)] if other is not None else []
        case "cpr":
            return [(p.id, p.cpr_entry) for p in pack.protocols.values() if p.cpr_entry is not None]
        case "cpr_assess":
            return [(p.id, p.assess_entry) for p in pack.protocols.values() if p.assess_entry is not None]
        case "return_breathless":
            return [(p.id, p.breathless_entry) for p in pack.protocols.values() if p.breathless_entry is not None]
        case _:
            return []


def _reachable(protocol: Protocol, entered: set[str]) -> Iterator[tuple[str, str]]:
    """`entered`: its steps that other protocols lead to."""
    entries = (protocol.first, protocol.cpr_entry, protocol.assess_entry, protocol.breathless_entry, *entered)
    todo = [step for step in entries if step is not None]
    seen: set[str] = set()
    while todo:
        step = protocol.steps.get(todo.pop())
        if step is not None and step.id not in seen:
            seen.add(step.id)
            todo += [id for g in ways(protocol, step) for id in (g.step if g.kind == "step" else None, g.then) if id]
    for id in protocol.steps:
        if id not in seen:
            yield f"steps.{id}", f"step `{id}` is never reached: lead an answer or a timer to it, or remove it"


def _led_to(pack: Pack) -> Iterator[Wrong]:
    """Every protocol can be come to: by a tile, an answer or the dock."""
    named = {g.protocol for p in pack.protocols.values() for s in p.steps.values() for g in ways(p, s)}
    named |= {p.gate for p in pack.protocols.values()}
    for protocol in pack.protocols.values():
        if protocol.id not in named and protocol.id not in NEEDED:
            yield (
                Path(protocol.file).name,
                "id",
                f"nothing leads to `{protocol.id}`: give it a tile, or push it somewhere",
            )


def _loops(pack: Pack) -> Iterator[Wrong]:
    """From every step there is a way out: the incident closes, or the frame returns."""
    nodes = {(p.id, s.id): ways(p, s) for p in pack.protocols.values() for s in p.steps.values()}
    leads = {
        node: [(g.kind, to) for g in gs for to in targets(pack, pack.protocols[node[0]], g)]
        for node, gs in nodes.items()
    }

    def grow(out: set[Node], kinds: tuple[str, ...]) -> set[Node]:
        size = -1
        while len(out) != size:
            size = len(out)
            out |= {n for n, found in leads.items() if any(kind in kinds and to in out for kind, to in found)}
        return out

    onward = ("step", "escalate", "cpr", "cpr_assess")
    closing = grow({n for n, gs in nodes.items() if any(g.kind == "close" for g in gs)}, (*onward, "push"))
    free = grow(closing | {n for n, gs in nodes.items() if any(g.returns for g in gs)}, onward)
    for protocol_id, step_id in nodes.keys() - free:
        name = Path(pack.protocols[protocol_id].file).name
        yield (
            name,
            f"steps.{step_id}",
            f"no way out of `{step_id}`: let some answer lead on to a return, a close or the handover",
        )


def _depth(pack: Pack) -> Iterator[Wrong]:
    """Frames laid on each other by content leave one free for the dock. A card to read out lies on top for a moment
    and gives way to the dock's, so it needs none of its own."""

    def deepest(id: str, under: tuple[str, ...]) -> int:
        protocol = pack.protocols.get(id)
        if protocol is None or id in under:
            return MAX_FRAMES + 1 if id in under else 0
        pushed = {g.protocol or "" for s in protocol.steps.values() for g in ways(protocol, s) if g.kind == "push"}
        pushed |= {protocol.gate} if protocol.gate is not None else set()
        card = not pushed and all(step.kind in ("call", "handover") for step in protocol.steps.values())
        return (0 if card else 1) + max((deepest(other, (*under, id)) for other in sorted(pushed)), default=0)

    for protocol in pack.protocols.values():
        if deepest(protocol.id, ()) > MAX_FRAMES - 1:
            words = f"pushes lie more than {MAX_FRAMES - 1} deep or go round: escalate instead of push somewhere"
            yield Path(protocol.file).name, "id", words
