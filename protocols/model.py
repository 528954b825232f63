"""A protocol as content: steps, answers, timers, lanes. Immutable; made by `content.load`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from .events import CallState, Outcome, Pattern

Text = Mapping[str, str]
"""Words by language code: `zh` and `en` always, `yue` where it differs in speech."""

MAX_STEPS = 60
MAX_FRAMES = 4

StepKind = Literal["tiles", "question", "action", "compressions", "aed", "call", "handover"]
Mark = Literal["no", "unsure", "yes", "go", "aed", "stop", "tile"]
Family = Literal["medical", "danger", "crime", "service"]
"""What a protocol is about: a body, a dangerous place, a crime, a service to a customer."""


@dataclass(frozen=True, slots=True)
class Goto:
    """Where an answer or a timer leads.

    `step`: inside this protocol. `push`: lay `protocol` on the stack. `return`: end of this frame.
    `escalate`: `protocol` (at `step`, else its first) replaces the stack. `close`: the incident ends with `outcome`.
    `cpr`, `cpr_assess`: the compressions, or the first look, of whoever this is (adult, child, infant): an escalation.
    `return_awake`: a return with the news that the person is awake: where the step below names `awake`, there.
    `return_breathless`: the same with the news that they are short of breath: to the lowest that has a look of its own
    at that (`breathless_entry`).
    `then`: after a push, where in this protocol people stand when they come back (else where they were).
    """

    kind: Literal[
        "step", "push", "return", "return_awake", "return_breathless", "escalate", "close", "cpr", "cpr_assess"
    ]
    step: str | None = None
    protocol: str | None = None
    outcome: Outcome | None = None
    then: str | None = None

    @property
    def returns(self) -> bool:
        return self.kind in ("return", "return_awake", "return_breathless")


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    label: Text
    goto: Goto
    mark: Mark = "go"
    note: Text | None = None
    worst: bool = False
    """The most dangerous branch of its question: "unsure" must lead to the same place."""
    finding: Text | None = None
    """What this answer tells the dispatcher and the crew, in the words of the 120 card."""
    icon: str | None = None
    minor: bool = False
    """A side door (30:2 for the trained ...): drawn smaller than the main answers, never below 20 mm."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A named timer. `scope`: `step` = stopped when its step is left; `beat` = runs with the metronome;
    `incident` = until it is stopped by name or the incident ends."""

    id: str
    label: Text
    after_s: float
    scope: Literal["step", "beat", "incident"] = "step"
    repeat: bool = False
    ask_again: int = 0
    """How many times the step asks again (prompt repeated, timer restarted) before `choose` or `goto` happens."""
    say: Text | None = None
    choose: str | None = None
    goto: Goto | None = None
    quiet: bool = False
    """Advances without a sound of its own (the next step's prompt is the sound)."""
    restarts: tuple[str, ...] = ()
    """Timers that begin anew whenever this one rings (the swap restarts its own warning)."""
    lasting: bool = False
    """A clock that a graver protocol does not stop (how long the tourniquet is on): scope `incident` only."""
    stages: tuple[float, ...] = ()
    """Seconds since its start at which a person should be told, shown beside the timer."""


@dataclass(frozen=True, slots=True)
class Coach:
    """A short line for busy hands; one that asks for a call is left out once a person ticked that it is answered."""

    text: Text
    until_call: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    kind: StepKind
    title: Text
    say: Text
    """Empty in a silent protocol, and only there."""
    line: int
    """Line in the content file, for messages."""
    answers: tuple[Answer, ...] = ()
    detail: Text | None = None
    for_desk: Text | None = None
    """What the desk is to do meanwhile, where the lobby reads the step too: only the desk sees it."""
    picture: str | None = None
    timers: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    beat: Literal["start", "stop", "keep"] = "keep"
    pattern: Pattern = "continuous"
    quiet: bool = False
    """The AED is talking: only step speech, no desk speech, no coaching."""
    repeat_s: float | None = None
    """Say the prompt again after this many seconds without an answer."""
    coach: tuple[Coach, ...] = ()
    """Short lines said in turn every `repeat_s` while hands are busy, instead of the prompt."""
    reached: tuple[str, ...] = ()
    """Key moments this step stands for (`first_compression`, `call_120`, `aed_on`, `pads_on`, `shock` ...)."""
    critical: bool = False
    """Hands are busy: spoken lines stay within 15 Chinese characters."""
    sources: tuple[str, ...] = ()
    clinical: bool = True
    drill_finding: Text | None = None
    """What the voice plays for the casualty in a drill at this step."""
    number: str = "120"
    """Whom a step of kind `call` calls."""
    awake: str | None = None
    """Where people go on when something laid over this step found the person awake: nobody presses or shocks then."""
    cpr: str | None = None
    """Where compressions go on that are asked for at this step or later; None: at the protocol's `cpr_entry`. With the
    AED's pads on nobody is sent for it again: until a step of pressing or of the AED leaves this out."""

    def answer(self, id: str) -> Answer | None:
        return next((a for a in self.answers if a.id == id), None)

    @property
    def closes(self) -> bool:
        """People are asked here whether it is all over."""
        return self.kind != "handover" and any(a.goto.kind == "close" for a in self.answers)


@dataclass(frozen=True, slots=True)
class LaneItem:
    id: str
    label: Text
    call_state: CallState | None = None
    """Ticking this item also records the call as `connected`."""
    done: Text | None = None
    """The words once a person has ticked it: until then `label` is a task, and claims nothing."""
    number: str = ""
    """Whom it is to call, where a tick says only that somebody went; done too once that call is connected."""
    off_at: tuple[str, ...] = ()
    """Steps of its protocol beside which it would be untrue or too late (blows, once the object is out)."""
    say: Text | None = None
    """Spoken, in its turn, to whoever took the role."""
    alone: Text | None = None
    """What one person alone does about it without leaving (shout for the AED); None: the same as `label`."""

    @property
    def calls(self) -> str:
        """The number that this item is about, or ""."""
        return self.number or ("120" if self.call_state is not None else "")

    def words(self, ticked: bool) -> Text:
        return self.done if ticked and self.done is not None else self.label


@dataclass(frozen=True, slots=True)
class Lane:
    """A role beside the steps; it never gates them."""

    id: str
    role: Text
    icon: str
    items: tuple[LaneItem, ...]
    ask: Text | None = None
    """Spoken, in its turn, while nobody has the role, so that somebody takes it. None: the lane is never spoken."""


@dataclass(frozen=True, slots=True)
class Target:
    """A key time of the drill debrief: seconds from opening to the step that `reached` the mark."""

    mark: str
    label: Text
    goal_s: float
    pass_s: float
    advice: Text
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """The act that matters most: `mark` must be reached by the longest way within `taps` and `seconds` of the start."""

    mark: str
    taps: int
    seconds: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """Who signed this content. Nobody has until `reviewer` is filled by the signing tool."""

    reviewer: str | None = None
    role: str | None = None
    date: str | None = None
    content_hash: str | None = None

    @property
    def signed(self) -> bool:
        return bool(self.reviewer and self.date and self.content_hash)


@dataclass(frozen=True, slots=True)
class Protocol:
    id: str
    version: int
    title: Text
    first: str
    steps: Mapping[str, Step]
    file: str
    severity: int = 2
    """1 = life at once, 2 = urgent, 3 = can wait: the order on the desk's wall."""
    icon: str = "help"
    summary: Text | None = None
    """What is wrong, for the desk's row and the first line of the 120 card."""
    timers: Mapping[str, Timer] = field(default_factory=dict)
    lanes: tuple[Lane, ...] = ()
    targets: tuple[Target, ...] = ()
    do_not: tuple[Text, ...] = ()
    cpr_entry: str | None = None
    """Its step of compressions, for the dock's key and `goto: cpr`."""
    assess_entry: str | None = None
    """Its first look at response and breathing, for `goto: cpr_assess`."""
    breathless_entry: str | None = None
    """Its look at somebody awake who is short of breath, for `goto: return_breathless`. Where hands are busy with just
    that (a critical step) they go on instead."""
    cpr_with: str | None = None
    """Whose compressions are entered from here; None: everybody's (the one with `cpr_entry` and no `cpr_with`)."""
    family: Family | None = None
    gate: str | None = None
    """The shared protocol laid over the first step whenever this one is entered there."""
    elsewhere: bool = False
    """It happens away from the branch: the address of the branch is not read out to anybody."""
    silent: bool = False
    """Never a sound, never a change of what the public sees; staff answer by three discreet keys."""
    key: Key | None = None
    tell: tuple[Text, ...] = ()
    """What to have ready for the call, beside place and findings."""
    hand_over: tuple[Text, ...] = ()
    """What to hand or tell the crew, beside what was recorded."""
    rate_bpm: int = 110
    shared: bool = False
    """A piece that others include (danger gate, 120 call, handover): not started by itself."""
    editions: tuple[str, ...] = ()
    review: Review = Review()

    def lanes_at(self, step_id: str, also: str | None = None) -> tuple[Lane, ...]:
        """The roles that fit a step (and `also` another), each with what is to be done there; none where people end it.
        Before the first step (and at one of another content) only what fits every step."""
        step = self.steps.get(step_id)
        if step is not None and step.closes:
            return ()

        def fits(item: LaneItem) -> bool:
            return {step_id, also}.isdisjoint(item.off_at) if step is not None else not item.off_at

        fitting = (replace(x, items=tuple(filter(fits, x.items))) for x in self.lanes)
        return tuple(lane for lane in fitting if lane.items)


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """Words that belong to the branch (where its AED hangs): `{id}` in a step's detail, at most `width` wide."""

    id: str
    title: Text
    default: Text
    width: int


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number and how it is said, by language."""

    id: str
    digits: str
    spoken: Text
    who: Text


@dataclass(frozen=True, slots=True)
class Phrase:
    """A fixed phrase that belongs to no step. `canned`: the desk may send it to the lobby."""

    id: str
    text: Text
    say: Text
    canned: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """All content of one version, named by its hash (canonical form of all files)."""

    hash: str
    protocols: Mapping[str, Protocol]
    sources: Mapping[str, Source]
    numbers: Mapping[str, Number]
    phrases: Mapping[str, Phrase] = field(default_factory=dict)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    directory: str = field(default="", compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Where a thing stands, for messages: `adult_collapse.yaml:steps.assess.say` -> line."""

    def step(self, protocol: str, step: str) -> Step:
        return self.protocols[protocol].steps[step]

    def known_step(self, protocol: str, step: str) -> Step | None:
        """None where this content does not know the step: the fact was written under another pack."""
        held = self.protocols.get(protocol)
        return held.steps.get(step) if held is not None else None

    def timer(self, name: str) -> Timer | None:
        """Timer names are unique in a pack (checked)."""
        for protocol in self.protocols.values():
            if name in protocol.timers:
                return protocol.timers[name]
        return None

    @property
    def cpr(self) -> tuple[str, str]:
        """Protocol and step that the dock's "not breathing: press" enters for a grown-up, or for nobody known."""
        for protocol in self.protocols.values():
            if protocol.cpr_entry is not None and protocol.cpr_with is None:
                return protocol.id, protocol.cpr_entry
        raise LookupError("no protocol names a cpr_entry")

    def cpr_for(self, protocol_ids: Iterable[str]) -> Protocol:
        """Whose compressions belong to people standing in these protocols, the newest first: adult, child, infant."""
        for id in protocol_ids:
            protocol = self.protocols.get(id)
            if protocol is not None and protocol.cpr_with is not None:
                return self.protocols[protocol.cpr_with]
        return self.protocols[self.cpr[0]]
