"""The quick card for the wall: the dangerous way through a protocol as a few large rows, from the same source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ..content_graph import ENTRANCE
from ..model import Answer, Goto, Pack, Protocol, Step, Text
from ..well_known import CALL_120
from ..words import both
from .leads import landing, lead, number
from .paper import page
from .sign import HASH_SHOWN, signature

CALL = "call_"
"""The shared pieces with a telephone number."""
ONE_COLUMN_ROWS = 5
WIDE_LOOKS = 3
"""Boxes stand one below another while they are few; so many questions in one box take the whole width."""


@dataclass(frozen=True, slots=True)
class Look:
    """A question whose dangerous answer leads on to the next row."""

    step: Step
    bad: tuple[Answer, ...]
    """The answers that lead there, "unsure" left out: it always does."""
    others: tuple[Answer, ...]
    """The answers that lead elsewhere: without one the question would tell nobody what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One numbered row of the card: what to do, or what to look for before the next row."""

    kind: Literal["do", "look"]
    step: Step
    looks: tuple[Look, ...] = ()
    away: tuple[Answer, ...] = ()
    """Of a question that the way passes on its safe side: the answers that leave this card."""

    @property
    def steps(self) -> tuple[str, ...]:
        """What stands in this box."""
        return tuple(look.step.id for look in self.looks) or (self.step.id,)


def cards(pack: Pack) -> list[Protocol]:
    """The protocols that have a card of their own: neither shared pieces nor the first screen."""
    return [p for p in pack.protocols.values() if not p.shared and p.id != ENTRANCE]


def card(pack: Pack, protocol: Protocol, lang: str) -> str:
    """One card in one language as an HTML document of A4 pages."""
    found = list(rows(pack, protocol))
    boxes = {step: n for n, row in enumerate(found, 1) for step in row.steps}
    return page(
        "card.html",
        pack,
        p=protocol,
        lang=lang,
        rows=found,
        wide=_wide(found) if len(found) > ONE_COLUMN_ROWS else None,
        gate=pack.protocols.get(protocol.gate or ""),
        numbers=numbers(pack, protocol),
        signature=signature(protocol),
        short=signature(protocol).now[:HASH_SHOWN],
        worse=any(_pushes(s, "danger_gate") for s in protocol.steps.values()),
        where=lambda goto, here: _where(pack, protocol, goto, boxes, here)[lang],
    )


def way(protocol: Protocol) -> list[Step]:
    """From the first step by the dangerous answers, every step once, over the key act, to where nothing new comes."""
    goal = {s.id for s in protocol.steps.values() if protocol.key is not None and protocol.key.mark in s.reached}
    walked: list[str] = []
    at: str | None = protocol.first
    while at is not None and at in protocol.steps:
        walked.append(at)
        goal -= {at} | (goal if at in goal else set())
        ahead = [step for step in _ahead(protocol, protocol.steps[at]) if step not in walked]
        at = next((step for step in ahead if not goal or goal & _within(protocol, step, walked)), None)
        at = at if at is not None or not ahead else ahead[0]
    return [protocol.steps[id] for id in walked]


def rows(pack: Pack, protocol: Protocol) -> Iterator[Row]:
    """The way as rows: questions with the same dangerous answer stand together before the step it leads to."""
    walked = [s for s in way(protocol) if s.clinical and s.kind != "tiles"]
    for step in walked:
        looks = tuple(_looks(protocol, step))
        if looks:
            yield Row("look", looks[0].step, looks)
        if step.kind != "question":
            yield Row("do", step)
        elif not _worst_within(protocol, step):
            yield Row("do", step, away=tuple(a for a in step.answers if a.goto.kind != "step" and a.mark != "unsure"))


def numbers(pack: Pack, protocol: Protocol) -> list[str]:
    """The telephone numbers this protocol calls: by a role beside the steps, then in the order it comes to them."""
    found = [CALL_120.removeprefix(CALL) for lane in protocol.lanes for item in lane.items if item.call_state]
    for step in protocol.steps.values():
        pushed = [a.goto.protocol for a in step.answers if a.goto.kind == "push" and a.goto.protocol in pack.protocols]
        called = [pack.protocols[id].steps for id in pushed if id is not None and id.startswith(CALL)]
        for held in (*called, {step.id: step}):
            found += [s.number for s in held.values() if s.kind == "call"]
    return list(dict.fromkeys(found))


def _looks(protocol: Protocol, step: Step) -> Iterator[Look]:
    """The questions before this step whose worst answer leads to it."""
    for other in protocol.steps.values():
        if number(protocol, other.id) < number(protocol, step.id) and _worst_within(protocol, other) == step.id:
            said = [a for a in other.answers if a.mark != "unsure"]
            bad = tuple(a for a in said if _next(a.goto) == step.id)
            others = tuple(a for a in said if a not in bad and not a.minor)
            if others:  # else every answer leads on: such a question only takes note
                yield Look(other, bad, others)


def _where(pack: Pack, protocol: Protocol, goto: Goto, boxes: Mapping[str, int], here: int) -> Text:
    """Where an answer leads, as a reader of the poster finds it: another box, or what to do. "" for the same box."""
    if goto.kind == "step":
        n, step = boxes.get(goto.step or ""), protocol.steps.get(goto.step or "")
        if n == here or _only_ends(step):
            return {"zh": "", "en": ""}  # asked here too, or only how to end on the screen
        if n is not None:
            return {"zh": f"做第 {n} 格", "en": f"do box {n}"}
        if step is None or step.kind == "question":
            return {"zh": "照屏幕做", "en": "follow the screen"}
        return both(step.title)
    there = landing(pack, protocol, goto)
    if there is None:
        return lead(pack, protocol, goto)
    other, id = there
    title, name = both(other.steps[id].title), both(other.title)
    if other.shared:
        return title if goto.step is not None else name
    if id == other.first or other.steps[id].kind == "question":
        return {"zh": f"看「{name['zh']}」", "en": f'see "{name["en"]}"'}
    return {"zh": f"{title['zh']}（看「{name['zh']}」）", "en": f'{title["en"]} (see "{name["en"]}")'}


def _only_ends(step: Step | None) -> bool:
    return step is not None and not step.clinical and any(a.goto.kind == "close" for a in step.answers)


def _wide(found: list[Row]) -> set[int]:
    """Of two columns, the boxes that take both: a long list of questions, and whatever would stand alone."""
    wide: set[int] = set()
    alone: int | None = None
    for n, row in enumerate(found, 1):
        if len(row.looks) >= WIDE_LOOKS:
            wide |= {n} | ({alone} if alone is not None else set())
            alone = None
        else:
            alone = n if alone is None else None
    return wide | ({alone} if alone is not None else set())


def _worst_within(protocol: Protocol, step: Step) -> str | None:
    """The step of this protocol that the dangerous answer of a question leads to."""
    if step.kind != "question":
        return None
    return next((_next(a.goto) for a in step.answers if a.worst), None)


def _next(goto: Goto) -> str | None:
    return goto.step if goto.kind == "step" else goto.then if goto.kind == "push" else None


def _ahead(protocol: Protocol, step: Step) -> list[str]:
    """Where the way may go on inside this protocol, the likeliest first."""
    main = [a for a in step.answers if not a.minor]
    if step.kind == "question":
        order = sorted(main, key=lambda a: not a.worst)
    else:
        order = sorted(main, key=lambda a: a.mark in ("stop", "unsure"))
    timed = [protocol.timers[t].goto for t in step.timers if t in protocol.timers]
    answers = [_next(a.goto) for a in order]
    by_itself = [_next(goto) for goto in timed if goto is not None]
    found = by_itself + answers if step.kind == "compressions" else answers + by_itself
    return [id for id in found if id is not None and id in protocol.steps]


def _within(protocol: Protocol, start: str, walked: list[str]) -> set[str]:
    """Every step that can still be come to from here."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        id = todo.pop()
        if id not in seen and id not in walked:
            seen.add(id)
            todo += _ahead(protocol, protocol.steps[id])
    return seen


def _pushes(step: Step, protocol: str) -> bool:
    return any(a.goto.kind == "push" and a.goto.protocol == protocol for a in step.answers)
