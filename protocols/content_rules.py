"""Proves of each protocol that it has all that a protocol of its family must have."""

from __future__ import annotations

from collections.abc import Iterator

from .content_graph import ENTRANCE, targets, ways
from .model import Pack, Protocol
from .well_known import CALL_120, HANDOVER_CARD, SAFE

REPLIES = ("still", "worse", "safe")
"""The three discreet keys of a silent protocol, in their places on the screen."""

ENTRY_GATE, GATE_PASSED = "entry_gate", "gate_passed"
"""The shared question "awake? breathing normally?", and the mark of a step that asks it in its own words."""
DESK_ZH = "值班台"
SILENT_WAYS = ("step", "close")
AGES = ("infant", "child")
"""In the id of a protocol: whose chest this is."""
MEDICAL_NEEDS = (CALL_120, HANDOVER_CARD)

Found = Iterator[tuple[str, str]]
"""Path in the file, what to do."""


def rules_wrong(pack: Pack, protocol: Protocol) -> Found:
    """What this protocol lacks, or may not have."""
    yield from _entries(pack, protocol)
    if protocol.silent:
        yield from _silent(protocol)
    else:
        yield from _audible(pack, protocol)
    if protocol.shared or protocol.id == ENTRANCE:
        return
    for name, held in (
        ("family", protocol.family),
        ("do_not", protocol.do_not),
        ("tell", protocol.tell),
        ("hand_over", protocol.hand_over),
        ("key", protocol.key),
    ):
        if not held:
            yield name, f"`{name}` is missing: every protocol that people start needs it"
    yield from _key(pack, protocol)
    if protocol.family == "medical":
        yield from _medical(pack, protocol)


def _entries(pack: Pack, protocol: Protocol) -> Found:
    if (protocol.cpr_entry is None) != (protocol.assess_entry is None):
        yield "cpr_entry", "`cpr_entry` and `assess_entry` belong together: name both steps, or neither"
    for name, id in (("gate", protocol.gate), ("cpr_with", protocol.cpr_with)):
        if id is not None and id not in pack.protocols:
            yield name, f"protocol `{id}` does not exist: add its file or correct the id"
    gate = pack.protocols.get(protocol.gate or "")
    if gate is not None and not gate.shared:
        yield "gate", f"protocol `{gate.id}` is not shared and would not come back: name a shared one"
    for age in AGES:
        if age in protocol.id and age not in (protocol.cpr_with or ""):
            yield (
                "cpr_with",
                f"this is about a {age}, and the compressions would not be: add `cpr_with: {age}_collapse`",
            )
    whose = pack.protocols.get(protocol.cpr_with or "")
    if whose is not None and whose.cpr_entry is None:
        yield "cpr_with", f"protocol `{whose.id}` has no `cpr_entry`: name one that has compressions"
    for step in protocol.steps.values():
        if step.kind == "call" and step.number not in pack.numbers:
            yield f"steps.{step.id}.number", f"`{step.number}` is not in numbers.yaml: register it there"
        for n, line in enumerate(step.coach):
            if line.until_call and line.until_call not in pack.numbers:
                at = f"steps.{step.id}.coach.{n}.until_call"
                yield at, f"`{line.until_call}` is not in numbers.yaml: register it there"


def _audible(pack: Pack, protocol: Protocol) -> Found:
    for step in protocol.steps.values():
        at = f"steps.{step.id}"
        if not step.say:
            yield at, "`say` is missing: every step is spoken, but in a protocol with `silent: true`"
        if protocol.shared:
            continue
        for n, answer in enumerate(step.answers):
            for id, _ in targets(pack, protocol, answer.goto):
                if answer.goto.kind == "push" and pack.protocols[id].silent:
                    yield f"{at}.answers.{n}.goto", f"`{id}` is silent and stays so: escalate to it, nobody comes back"


def _silent(protocol: Protocol) -> Found:
    """No sound at all, and three answers, for there are three discreet keys."""
    out = {a.goto.step for step in protocol.steps.values() for a in step.answers if a.id == SAFE}
    for step in protocol.steps.values():
        at = f"steps.{step.id}"
        sounds = (("say", step.say), ("coach", step.coach), ("drill_finding", step.drill_finding))
        for name, held in sounds:
            if held:
                yield f"{at}.{name}", f"a silent protocol never speaks: remove `{name}`"
        if step.id in out and step.detail is not None and DESK_ZH in step.detail["zh"]:
            yield f"{at}.detail", "out of silence the lobby reads this step: put the desk's part into `for_desk`"
        if step.beat != "keep" or step.kind not in ("question", "action"):
            yield at, "a silent protocol has no beat, call card or handover: only questions and actions"
        if tuple(a.id for a in step.answers) != REPLIES:
            words = ", ".join(REPLIES)
            yield f"{at}.answers", f"there are three discreet keys: answers with the ids {words}, in this order"
        for n, answer in enumerate(step.answers):
            if answer.goto.kind == "close" and answer.id != "safe":
                yield f"{at}.answers.{n}.goto", "only `safe` ends silence: lead the others to a step"
        for goto in ways(protocol, step):
            if goto.kind not in SILENT_WAYS:
                yield f"{at}.answers", "a silent protocol leads only to its own steps and to its end"
    for timer in protocol.timers.values():
        if timer.say is not None:
            yield f"timers.{timer.id}.say", "a silent protocol never speaks: remove `say`"
        if timer.choose is not None:
            yield f"timers.{timer.id}.choose", "no timer answers for people who dare not move: lead it with `goto`"
    if protocol.shared:
        yield "shared", "silence is never laid on something else: remove `shared`, and escalate to it"
    if protocol.gate is not None or protocol.lanes:
        yield "gate" if protocol.gate else "lanes", "a silent protocol shows nothing: no gate, no lanes"


def _key(pack: Pack, protocol: Protocol) -> Found:
    key = protocol.key
    if key is None:
        return
    marks = {mark for step in protocol.steps.values() for mark in step.reached}
    if key.mark not in marks:
        yield "key", f"no step of this protocol has `reached: [{key.mark}]`: add it to the step that stands for it"
    for id in key.sources:
        if id not in pack.sources:
            yield "key", f"source `{id}` is not in sources.yaml: add it there or correct the id"


def _medical(pack: Pack, protocol: Protocol) -> Found:
    """Awake and breathing are asked, 120 can be called, the crew is handed to, worse is always a key away."""
    reached = _pushed(pack, protocol)
    for id in MEDICAL_NEEDS:
        if id not in reached:
            yield "id", f"nothing here leads to `{id}`: give the step where people wait an answer that pushes it"
    asks = protocol.gate is not None or protocol.assess_entry is not None
    asks = asks or GATE_PASSED in {m for s in protocol.steps.values() for m in s.reached}
    if not asks and ENTRY_GATE not in reached:
        yield "gate", f"nobody asks whether they are awake and breathe: add `gate: {ENTRY_GATE}`, or push it later"


def _pushed(pack: Pack, protocol: Protocol) -> set[str]:
    """Every piece that can be laid on this protocol; what it may turn into is another protocol's matter."""
    seen: set[str] = set()
    todo = [protocol]
    while todo:
        here = todo.pop()
        laid = {goto.protocol for step in here.steps.values() for goto in ways(here, step) if goto.kind == "push"}
        found = {id for id in laid if id is not None and id in pack.protocols} - seen
        seen |= found
        todo += [pack.protocols[id] for id in found]
    return seen
