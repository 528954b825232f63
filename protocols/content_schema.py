"""The form of a content file, for the loader, for editors, for authors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from .events import CallState, Outcome, Pattern
from .model import MAX_STEPS, Family, Mark, StepKind

Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="small letters, digits, underscores")]
SourceId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$")]
Seconds = Annotated[float, Meta(gt=0, le=14_400)]
Said = Annotated[str, Meta(min_length=1, max_length=400)]


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a content file: an unknown field is a spelling mistake, so it is refused."""


class Words(File, frozen=True, kw_only=True):
    """The same words in every language of the kiosk. `|` in a title marks where a line may break."""

    zh: Said
    en: Said
    yue: Said | None = None

    def text(self) -> dict[str, str]:
        words = {"zh": self.zh, "en": self.en}
        return words | {"yue": self.yue} if self.yue is not None else words


class CoachFile(Words, frozen=True, kw_only=True):
    until_call: Annotated[str, Meta(pattern=r"^[0-9]{3,12}$")] | None = None


class GotoFile(File, frozen=True, kw_only=True):
    """Name one of push, escalate, close. `step` says where in the other protocol (else its first step);
    `then` (with push) where people stand in this one when they come back (else where they were)."""

    push: Id | None = None
    escalate: Id | None = None
    step: Id | None = None
    then: Id | None = None
    close: Outcome | None = None

    def __post_init__(self) -> None:
        if sum(way is not None for way in (self.push, self.escalate, self.close)) != 1:
            raise ValueError("a way names exactly one of push, escalate, close")
        if self.close is not None and self.step is not None:
            raise ValueError("a close has no step: the incident ends there")
        if self.then is not None and self.push is None:
            raise ValueError("`then` is for push: nobody comes back from the others")


Way = Annotated[
    str | GotoFile,
    Meta(
        description="a step of this protocol, `return` (this frame ends), `return_awake` (the same, and the person is "
        "awake), `return_breathless` (awake and short of breath: to the look at that of what lies below), `cpr` or "
        "`cpr_assess` (the compressions, or the first look, of whoever this is), or push / escalate / close"
    ),
]


class AnswerFile(File, frozen=True, kw_only=True):
    id: Id
    label: Words
    goto: Way
    mark: Mark = "go"
    note: Words | None = None
    worst: bool = False
    finding: Words | None = None
    icon: Id | None = None
    minor: bool = False


class StepFile(File, frozen=True, kw_only=True):
    kind: StepKind
    title: Words
    say: Words | None = None
    answers: list[AnswerFile] = []
    detail: Words | None = None
    for_desk: Words | None = None
    picture: Id | None = None
    timers: list[Id] = []
    stops: list[Id] = []
    beat: Literal["start", "stop", "keep"] = "keep"
    pattern: Pattern = "continuous"
    quiet: bool = False
    repeat_s: Annotated[float, Meta(ge=5, le=120)] | None = None
    coach: list[CoachFile] = []
    reached: list[Id] = []
    critical: bool = False
    sources: list[SourceId] = []
    clinical: bool = True
    drill_finding: Words | None = None
    number: Annotated[str, Meta(pattern=r"^[0-9]{3,12}$")] = "120"
    awake: Id | None = None
    cpr: Id | None = None


class TimerFile(File, frozen=True, kw_only=True):
    label: Words
    after_s: Seconds
    scope: Literal["step", "beat", "incident"] = "step"
    repeat: bool = False
    ask_again: Annotated[int, Meta(ge=0, le=3)] = 0
    say: Words | None = None
    choose: Id | None = None
    goto: Way | None = None
    quiet: bool = False
    restarts: list[Id] = []
    lasting: bool = False
    stages: list[Seconds] = []


class LaneItemFile(File, frozen=True, kw_only=True):
    id: Id
    label: Words
    done: Words | None = None
    call_state: CallState | None = None
    number: Annotated[str, Meta(pattern=r"^[0-9]{3,12}$")] | None = None
    off_at: list[Id] = []
    say: Words | None = None
    alone: Words | None = None


class LaneFile(File, frozen=True, kw_only=True):
    id: Id
    role: Words
    icon: Id
    items: Annotated[list[LaneItemFile], Meta(min_length=1, max_length=6)]
    ask: Words | None = None


class TargetFile(File, frozen=True, kw_only=True):
    mark: Id
    label: Words
    goal_s: Seconds
    pass_s: Seconds
    advice: Words
    sources: list[SourceId] = []


class KeyFile(File, frozen=True, kw_only=True):
    """The one act that matters most, and how soon the longest way must come to it."""

    mark: Id
    taps: Annotated[int, Meta(ge=0, le=20)]
    seconds: Seconds
    sources: Annotated[list[SourceId], Meta(min_length=1)]


class ReviewFile(File, frozen=True, kw_only=True):
    """Filled by the signing tool only; empty = not signed, and the screen says so."""

    reviewer: str | None = None
    role: str | None = None
    date: str | None = None
    content_hash: str | None = None


class ProtocolFile(File, frozen=True, kw_only=True):
    """One protocol: what to do, step by step, in both languages."""

    id: Id
    version: Annotated[int, Meta(ge=1)]
    title: Words
    first: Id
    steps: Annotated[dict[Id, StepFile], Meta(min_length=1, max_length=MAX_STEPS)]
    timers: dict[Id, TimerFile] = {}
    lanes: Annotated[list[LaneFile], Meta(max_length=4)] = []
    targets: list[TargetFile] = []
    do_not: list[Words] = []
    severity: Annotated[int, Meta(ge=1, le=3)] = 2
    icon: Id = "care"
    summary: Words | None = None
    cpr_entry: Id | None = None
    assess_entry: Id | None = None
    breathless_entry: Id | None = None
    cpr_with: Id | None = None
    family: Family | None = None
    gate: Id | None = None
    elsewhere: bool = False
    silent: bool = False
    key: KeyFile | None = None
    tell: Annotated[list[Words], Meta(max_length=4)] = []
    hand_over: Annotated[list[Words], Meta(max_length=4)] = []
    rate_bpm: Annotated[int, Meta(ge=100, le=120)] = 110
    shared: bool = False
    editions: list[str] = []
    review: ReviewFile = ReviewFile()


class SourceFile(File, frozen=True, kw_only=True):
    title: Said
    note: str = ""


class SlotFile(File, frozen=True, kw_only=True):
    """A place `{id}` in a step's `detail` that a branch may fill with its own words; `default` until it does."""

    title: Words
    default: Words
    width: Annotated[int, Meta(ge=4, le=30)]


class NumberFile(File, frozen=True, kw_only=True):
    digits: Annotated[str, Meta(pattern=r"^[0-9]{3,12}$")]
    spoken: Words
    who: Words


class PhraseFile(File, frozen=True, kw_only=True):
    """`text` is shown, `say` is spoken. `canned`: the desk may send it."""

    text: Words
    say: Words
    canned: bool = False


def schema() -> dict[str, Any]:
    """JSON Schema of a protocol file, published beside the content for editors."""
    made: dict[str, Any] = msgspec.json.schema(ProtocolFile)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def schema_text() -> str:
    return msgspec.json.format(msgspec.json.encode(schema(), order="sorted"), indent=2).decode() + "\n"
