"""Which steps go on to one another by themselves, with the same answers: a finger on its way must find its key."""

from __future__ import annotations

from collections.abc import Iterator

from protocols.model import Pack, Protocol, Step


def kin(pack: Pack, protocol_id: str, step_id: str) -> tuple[Step, ...]:
    """The sequence that a step belongs to, itself too, in the content's order; nothing if it stands alone."""
    protocol = pack.protocols[protocol_id]
    pairs = list(_pairs(protocol))
    found, grown = {step_id}, set[str]()
    while found != grown:
        grown = set(found)
        found |= {one for pair in pairs if not found.isdisjoint(pair) for one in pair}
    return tuple(step for id, step in protocol.steps.items() if id in found) if len(found) > 1 else ()


def _pairs(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Each step and the one that it goes on to while nobody answers."""
    for step in protocol.steps.values():
        for name in step.timers:
            timer = protocol.timers.get(name)
            chosen = step.answer(timer.choose) if timer is not None and timer.choose else None
            goto = chosen.goto if chosen is not None else timer.goto if timer is not None else None
            after = protocol.steps.get(goto.step or "") if goto is not None and goto.kind == "step" else None
            if after is not None and alike(step, after):
                yield step.id, after.id


def alike(one: Step, other: Step) -> bool:
    """As many answers, and half of them or more the same in the same place."""
    pairs = list(zip(one.answers, other.answers, strict=False))
    same = sum(a.id == b.id for a, b in pairs)
    return one.kind == other.kind and len(one.answers) == len(other.answers) and 2 * same >= len(pairs)
