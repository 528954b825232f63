"""Proves of a pack that nobody using it can get lost, stuck or sent the harmless way by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .content import SLOTS, Problem
from .content_graph import NEEDED, Wrong, graph_wrong, targets, ways
from .content_rules import rules_wrong
from .content_words import words_wrong
from .model import Goto, Lane, Pack, Protocol, Step, Timer
from .overlay import place_wrong
from .poses import POSES
from .scoring import CALL
from .well_known import CALL_120, CALLED

RESERVED = ("return", "return_awake", "return_breathless", "cpr", "cpr_assess")
TIMER_MIN_S = 5


def check(pack: Pack) -> list[Problem]:
    """Everything that must be put right before this pack may be used, by file and line."""
    found: list[Wrong] = []
    for protocol in pack.protocols.values():
        found += [(Path(protocol.file).name, path, message) for path, message in _protocol(pack, protocol)]
    found += _pack(pack)
    found += graph_wrong(pack)
    found += [(*place.split(":", 1), message) for place, message in words_wrong(pack)]  # type: ignore[misc]
    return sorted(
        {Problem(_file(pack, file), line_of(pack, file, path), message) for file, path, message in found},
        key=lambda p: (p.file, p.line, p.message),
    )


def line_of(pack: Pack, file: str, path: str) -> int:
    """The line of the thing at this path, or of the nearest thing around it."""
    while path:
        line = pack.lines.get(f"{file}:{path}")
        if line is not None:
            return line
        path = path.rpartition(".")[0]
    return 1


def _file(pack: Pack, name: str) -> str:
    return str(Path(pack.directory) / name)


# --- one protocol -------------------------------------------------------------------------------------------


def _protocol(pack: Pack, protocol: Protocol) -> Iterator[tuple[str, str]]:
    yield from _references(pack, protocol)
    for step in protocol.steps.values():
        at = f"steps.{step.id}"
        if not step.answers:
            yield at, f"dead end: give step `{step.id}` an answer"
        ids = [a.id for a in step.answers]
        for n, id in enumerate(ids):
            if id in ids[:n]:
                yield f"{at}.answers.{n}.id", f"answer id `{id}` is used twice in this step: rename one"
        yield from ((f"{at}.{path}".rstrip("."), message) for path, message in _unsure(step))
        yield from ((f"{at}.{path}".rstrip("."), message) for path, message in _step(step))
    for timer in protocol.timers.values():
        yield from ((f"timers.{timer.id}", message) for message in _timer(pack, protocol, timer))
    yield from _beat(pack, protocol)
    yield from _awake(protocol)
    yield from _cpr(protocol)
    yield from _rest(pack, protocol)
    yield from rules_wrong(pack, protocol)


def _references(pack: Pack, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Everything named exists."""
    entries = (
        ("first", protocol.first),
        ("cpr_entry", protocol.cpr_entry),
        ("assess_entry", protocol.assess_entry),
        ("breathless_entry", protocol.breathless_entry),
    )
    for name, step_id in entries:
        if step_id is not None and step_id not in protocol.steps:
            yield name, f"step `{step_id}` does not exist: name a step of this protocol"
    all_timers = {name for p in pack.protocols.values() for name in p.timers}
    for step in protocol.steps.values():
        at = f"steps.{step.id}"
        for n, answer in enumerate(step.answers):
            yield from ((f"{at}.answers.{n}.goto", m) for m in _leads(pack, protocol, answer.goto))
        for name in step.timers:
            if name not in protocol.timers:
                yield f"{at}.timers", f"timer `{name}` does not exist: add it under timers of this protocol"
        for name in step.stops:
            if name not in all_timers:
                yield f"{at}.stops", f"timer `{name}` does not exist in any protocol: correct the name"
        if step.picture is not None and step.picture not in POSES:
            yield f"{at}.picture", f"picture `{step.picture}` is not drawn: choose one of {', '.join(sorted(POSES))}"
        for id in step.sources:
            if id not in pack.sources:
                yield f"{at}.sources", f"source `{id}` is not in sources.yaml: add it there or correct the id"
    for timer in protocol.timers.values():
        if timer.goto is not None:
            yield from ((f"timers.{timer.id}.goto", m) for m in _leads(pack, protocol, timer.goto))
        for name in timer.restarts:
            if name not in protocol.timers:
                yield f"timers.{timer.id}.restarts", f"timer `{name}` does not exist: name a timer of this protocol"


def _leads(pack: Pack, protocol: Protocol, goto: Goto) -> Iterator[str]:
    if goto.kind == "step" and goto.step not in protocol.steps:
        yield f"step `{goto.step}` does not exist: name a step of this protocol"
    if goto.kind in ("push", "escalate"):
        other = pack.protocols.get(goto.protocol or "")
        if other is None:
            yield f"protocol `{goto.protocol}` does not exist: add its file or correct the id"
        elif goto.step is not None and goto.step not in other.steps:
            yield f"protocol `{other.id}` has no step `{goto.step}`: name one it has"
        elif goto.kind == "push" and not other.shared:
            yield f"protocol `{other.id}` is not shared: escalate to it, or mark it `shared: true`"
        elif goto.kind == "escalate" and other.shared:
            yield f"protocol `{other.id}` is shared and would have nothing to return to: push it"
    if goto.kind == "return_breathless" and protocol.breathless_entry is None:
        yield "what lies below may not look at the breath: add `breathless_entry`, a step of this protocol"
    if goto.then is not None and goto.then not in protocol.steps:
        yield f"step `{goto.then}` does not exist: name the step of this protocol to come back to"


def _unsure(step: Step) -> Iterator[tuple[str, str]]:
    """ "Unsure" is always there, and always takes the dangerous branch."""
    unsure = [n for n, a in enumerate(step.answers) if a.mark == "unsure"]
    worst = [n for n, a in enumerate(step.answers) if a.worst]
    if step.kind == "tiles":
        if not unsure:
            yield "answers", "tiles without `mark: unsure`: people who cannot tell need a way too"
        return
    if step.kind != "question" and not unsure and not worst:
        return
    if len(unsure) != 1:
        yield "answers", "a question needs exactly one answer with `mark: unsure`"
    if len(worst) != 1:
        yield "answers", "a question needs exactly one answer with `worst: true`, its most dangerous branch"
    if len(unsure) == 1 and len(worst) == 1:
        n, m = unsure[0], worst[0]
        if step.answers[n].goto != step.answers[m].goto:
            yield (
                f"answers.{n}.goto",
                f"unsure takes the dangerous branch: lead it where `{step.answers[m].id}` leads",
            )
        if step.answers[m].goto.returns or step.answers[m].goto.kind == "close":
            yield (
                f"answers.{m}.goto",
                "the most dangerous branch neither ends nor goes back: lead it to what must be done",
            )
        if step.answers[m].minor or step.answers[n].minor:
            yield f"answers.{m}", "the most dangerous branch and unsure are large keys: remove `minor`"
        if n <= m:
            yield f"answers.{n}", "answers stand from dangerous to safe: put the worst one before unsure"


def _step(step: Step) -> Iterator[tuple[str, str]]:
    if step.id in RESERVED:
        yield "", f"`{step.id}` is a way of its own, no step: rename this step"
    if step.clinical and not step.sources:
        yield "", f"step `{step.id}` has no source: add `sources`, or `clinical: false` if it gives no advice"
    if step.kind == "compressions" and not step.critical:
        yield "kind", "hands are busy in compressions: add `critical: true`"
    if step.kind == "question" and step.clinical and step.say and step.drill_finding is None:
        yield "", "in a drill nobody could answer this question: add `drill_finding`"
    if step.pattern != "continuous" and step.beat != "start":
        yield "pattern", "a pattern only sounds where the beat starts: add `beat: start`"
    if step.quiet and step.kind != "aed":
        yield "quiet", "only while an AED talks is the kiosk quiet: remove `quiet`, or make the step `kind: aed`"
    for mark in step.reached:
        if mark.startswith(CALL):
            yield "reached", f"`{mark}` says that somebody called, and only a person's tick may: remove it"
    if step.coach and step.repeat_s is None:
        yield "coach", "coach lines need `repeat_s`, the seconds between them"
    if step.coach and step.quiet:
        yield "coach", "nobody coaches while the AED talks: remove `coach` or `quiet`"


def _silent(pack: Pack, goto: Goto) -> bool:
    other = pack.protocols.get(goto.protocol or "")
    return other is not None and other.silent


def _timer(pack: Pack, protocol: Protocol, timer: Timer) -> Iterator[str]:
    holders = [s for s in protocol.steps.values() if timer.id in s.timers]
    if timer.after_s < TIMER_MIN_S and (timer.repeat or timer.goto is not None or timer.choose is not None):
        yield f"nobody reads or does anything in {timer.after_s:g} s: give `after_s` of at least {TIMER_MIN_S}"
    chosen = [a for s in holders for a in s.answers if a.id == timer.choose]
    if any(goto is not None and goto.kind == "close" for goto in (timer.goto, *(a.goto for a in chosen))):
        yield "only a person ends an incident, never a timer: lead it to a step"
    if timer.goto is not None and timer.goto.returns and any(s.kind == "question" for s in holders):
        yield "a question that nobody answered is not over: lead to a step, or `choose` its unsure answer"
    for step in holders:
        unsure = next((a for a in step.answers if a.mark == "unsure"), None)
        if unsure is not None and any(a in step.answers and a.goto != unsure.goto for a in chosen):
            yield f"nobody answered `{step.id}`, so nobody is sure: choose `{unsure.id}`, or lead where it leads"
    if timer.goto is not None and timer.goto.kind == "escalate" and _silent(pack, timer.goto):
        yield "only a tap begins silence, never a timer: everybody would lose the screen"
    if timer.goto is not None and timer.choose is not None:
        yield "a timer has `goto` or `choose`, not both: keep one"
    leads = timer.goto is not None or timer.choose is not None
    if leads and timer.scope != "step":
        yield "only a timer of scope `step` may lead somewhere: the person may be at any other step by then"
    if leads and timer.repeat:
        yield "a repeating timer never comes to its `goto` or `choose`: use `ask_again`"
    if timer.ask_again and not leads:
        yield "`ask_again` needs a `goto` or `choose` to end with"
    if timer.lasting and timer.scope != "incident":
        yield "only a timer of scope `incident` can be `lasting`: the others end with their step or the beat"
    if timer.quiet and timer.say is not None:
        yield "a quiet timer says nothing: remove `say` or `quiet`"
    if not leads and timer.say is None:
        yield "this timer does nothing when it rings: add `say`, `goto` or `choose`"
    if timer.scope == "beat":
        if protocol.cpr_entry is None or protocol.cpr_with is not None:
            yield "timers of scope `beat` belong to the protocol with everybody's `cpr_entry`"
        if holders:
            yield f"a timer of scope `beat` starts with the beat: take it out of step `{holders[0].id}`"
    elif not holders:
        yield "no step starts this timer: name it in `timers` of a step, or remove it"
    for step in holders:
        if timer.choose is not None and timer.choose not in [a.id for a in step.answers]:
            yield f"step `{step.id}` has no answer `{timer.choose}` to choose: correct the id"
    for name in timer.restarts:
        if name in protocol.timers and protocol.timers[name].scope != timer.scope:
            yield f"`{name}` has another scope and may not be running: restart timers of the same scope"
    if list(timer.stages) != sorted(timer.stages) or any(s > timer.after_s for s in timer.stages):
        yield "stages stand in order and end with `after_s`"


def _beat(pack: Pack, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """No compressions without the beat: follow it from step to step."""
    entry = protocol.steps.get(protocol.cpr_entry or "")
    if entry is not None and (entry.kind != "compressions" or entry.beat != "start"):
        yield "cpr_entry", "the dock's CPR key must enter compressions with `beat: start`"
    for step in protocol.steps.values():
        for goto in ways(protocol, step):
            for id, into_id in targets(pack, protocol, goto):
                into = pack.protocols[id].steps.get(into_id)
                if into is None or into.kind != "compressions" or into.beat != "keep":
                    continue
                if step.beat == "stop" or step.kind not in ("compressions", "aed"):
                    words = f"the beat may be silent when `{step.id}` leads to `{into.id}`: add `beat: start` there"
                    yield f"steps.{into.id if id == protocol.id else step.id}", words
        if step.kind == "compressions" and step.beat == "stop":
            yield f"steps.{step.id}.beat", "compressions without the beat: use `start` or `keep`"


def _cpr(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Compressions asked for at a step are compressions."""
    for step in protocol.steps.values():
        there = protocol.steps.get(step.cpr or "")
        if step.cpr is not None and (there is None or there.kind != "compressions"):
            words = f"`{step.cpr}` is no step of compressions of this protocol: name one, or leave `cpr` out"
            yield f"steps.{step.id}.cpr", words


def _awake(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Nobody presses on or shocks somebody who is awake."""
    for step in protocol.steps.values():
        look = protocol.steps.get(step.awake or "")
        if step.kind in ("compressions", "aed") and step.awake is None:
            words = "nobody goes on with this for somebody who is awake: add `awake`, the step that looks at them again"
            yield f"steps.{step.id}", words
        if step.awake is not None and (look is None or look.kind != "question"):
            words = f"`{step.awake}` is no question of this protocol: name the step that looks at them again"
            yield f"steps.{step.id}.awake", words


def _rest(pack: Pack, protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Lanes, targets, signature."""
    for n, lane in enumerate(protocol.lanes):
        if lane.id in [x.id for x in protocol.lanes[:n]]:
            yield f"lanes.{n}.id", f"lane id `{lane.id}` is used twice: rename one"
        yield from _in_turn(protocol, n, lane)
        ids = [i.id for i in lane.items]
        for m, item in enumerate(lane.items):
            if item.id in ids[:m]:
                yield f"lanes.{n}.items.{m}.id", f"item id `{item.id}` is used twice: rename one"
            for id in item.off_at:
                if id not in protocol.steps:
                    yield f"lanes.{n}.items.{m}.off_at", f"no step `{id}`: correct its name or remove it"
            if item.call_state not in (None, "connected"):
                yield f"lanes.{n}.items.{m}.call_state", "a ticked item can only say that the call is `connected`"
            asked = [text for text in (item.label, item.done, item.alone) if text is not None]
            if item.call_state is not None and not all(CALLED in text[x] for text in asked for x in ("zh", "en")):
                yield (
                    f"lanes.{n}.items.{m}",
                    f"a tick here says that {CALLED} answered: name {CALLED} in its words",
                )
            if item.call_state is not None and item.done is None:
                yield f"lanes.{n}.items.{m}", "write what to do in `label`, and what a tick says of the call in `done`"
    reached = {mark for p in pack.protocols.values() for s in p.steps.values() for mark in s.reached}
    for n, target in enumerate(protocol.targets):
        if target.mark not in reached and not _called(pack, target.mark):
            yield f"targets.{n}.mark", f"no step has `reached: [{target.mark}]`: add it to the step that stands for it"
        if target.goal_s > target.pass_s:
            yield f"targets.{n}.goal_s", "the goal is stricter than the pass line: make `goal_s` the smaller one"
        for id in target.sources:
            if id not in pack.sources:
                yield f"targets.{n}.sources", f"source `{id}` is not in sources.yaml: add it there or correct the id"
        if not target.sources:
            yield f"targets.{n}", "a target needs `sources`, be it only P-proposal"
    if not protocol.editions:
        yield "editions", "name the guideline editions this was written from"
    claims = f"{Path(protocol.file).name}:review.reviewer" in pack.lines
    if claims and not protocol.review.signed:
        yield "review", "the signature is for another text, or incomplete: have it signed again, or write `review: {}`"


def _in_turn(protocol: Protocol, n: int, lane: Lane) -> Iterator[tuple[str, str]]:
    """A role is spoken whole or not at all; where a life may hang on it, it is."""
    if lane.ask is None and protocol.family == "medical":
        yield f"lanes.{n}", "every role of a medical protocol is spoken in its turn: add `ask`, which finds somebody"
    for m, item in enumerate(lane.items):
        if lane.ask is not None and item.say is None:
            yield f"lanes.{n}.items.{m}", "this role is spoken in its turn: add `say`, to whoever took it"
        if lane.ask is None and item.say is not None:
            yield f"lanes.{n}.items.{m}.say", "a role without `ask` is never spoken: add `ask`, or remove `say`"


def _called(pack: Pack, mark: str) -> bool:
    """A mark that a person ticks for a call; no step stands for it."""
    return mark.startswith(CALL) and mark.removeprefix(CALL) in pack.numbers


# --- all protocols together ---------------------------------------------------------------------------------


def _pack(pack: Pack) -> Iterator[Wrong]:
    for id in NEEDED:
        if id not in pack.protocols:
            yield f"{id}.yaml", "", f"protocol `{id}` is missing: the kiosk needs it on every screen"
    entries = [p for p in pack.protocols.values() if p.cpr_entry is not None and p.cpr_with is None]
    if not entries:
        yield "adult_collapse.yaml", "", "no protocol has `cpr_entry`: the dock's CPR key would lead nowhere"
    for protocol in entries[1:]:
        words = f"only one protocol may have everybody's `cpr_entry`: remove it, or add `cpr_with: {protocol.id}`"
        yield Path(protocol.file).name, "cpr_entry", words
    if "120" not in pack.numbers:
        yield "numbers.yaml", "", "number 120 is missing: add it"
    for id in pack.numbers:
        card = pack.protocols.get(f"{CALL}{id}")
        if card is None:
            continue
        for step in card.steps.values():
            if step.kind == "call" and step.number != id:
                words = f'the card of {id} calls {step.number}: write `number: "{id}"`'
                yield Path(card.file).name, f"steps.{step.id}.number", words
    card = pack.protocols.get(CALL_120)
    first = card.steps.get(card.first) if card is not None else None
    if first is not None and first.kind != "call":
        yield (
            f"{CALL_120}.yaml",
            "first",
            "this card begins with the call: let `first` name a step of `kind: call`",
        )
    for slot in pack.slots.values():
        for shown in slot.default.values():
            for message in place_wrong(slot, shown):
                yield SLOTS, f"{slot.id}.default", message
    yield from _timer_names(pack)


def _timer_names(pack: Pack) -> Iterator[Wrong]:
    owner: dict[str, str] = {}
    for protocol in pack.protocols.values():
        name = Path(protocol.file).name
        for timer in protocol.timers:
            if timer in owner:
                yield (
                    name,
                    f"timers.{timer}",
                    f"timer `{timer}` exists in {owner[timer]} too: names are unique in a pack",
                )
            owner.setdefault(timer, name)
