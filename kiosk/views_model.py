"""What a screen shows, as frozen data: every word is already chosen, nothing here knows Kivy or the incident.

Reading rules for whoever fills these in:

* Every word is in the language of the screen. `|` or a zero width space (`typeset.SOFT_MARKS`) marks where a Chinese
  line may break, between phrases; `**words**` sets a run in bold where a field says "rich". Nothing else is markup.
* An empty string means "not shown". `None` means "this part of the screen is not there".
* `action` is an opaque id. The host hands it back, as it is, when a person has pressed and released that element.
  A part whose action is empty is not a key. The same action must not stand on two elements of one view.
* Ids used by everyone: "help", "language", "profile", "dock:undo", "dock:again", "dock:sound" (in the place of
  "dock:again" beside a silent incident), "dock:changed", "dock:call",
  "dock:cpr", "dock:drill", "dock:rest", "tile:ID", "answer:ID", "lane:ID:take", "lane:ID:tick:ITEM", "lane:next",
  "lane:help", "desk:seen", "drill:real", "dialog:ID", "other:focus:LOG", "handover:print", "handover:done",
  "debrief:again", "debrief:end", "rest:ID", "rest:back", "other:help", "tap", "idle:name" (held unseen, it begins
  the way into silence), "quiet:leave" (the same, out of it), "quiet:0" to "quiet:9", "quiet:erase", "quiet:ok",
  "quiet:back".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .views_chrome import AnswerView, Chrome, DockView, DrillView, Lang, Tone, ToolView

StepLayout = Literal["question", "action", "compressions", "aed"]
Verdict = Literal["met", "slow", "missed", "unmeasured"]
Kind = Literal["seen", "later", "guess", ""]

MAX_LANES = 4


# --- the parts of a step ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CountdownView:
    """`number` and `unit` stand in the ring: seconds alone, minutes with their word."""

    total_s: int
    left_s: int
    number: str
    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class DialView:
    """The one thing that beats. `ring` is the part of the turn that is left, 0..1; `pressing` is the state at rest.
    `action`: the disc is a pad that takes taps as a finger goes down; `note` is the smallest line in it, `spare` the
    word and sub of a dial too small for the note, where they must not stand without it."""

    word: str
    sub: str
    rate_bpm: int
    ring: float
    pressing: bool = True
    note: str = ""
    action: str = ""
    spare: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SwapView:
    """calm: time to the swap · soon: get ready, who takes over · now: swap. `words` first line, `words2` second."""

    state: Literal["calm", "soon", "now"]
    words: str
    words2: str = ""
    time_text: str = ""


@dataclass(frozen=True, slots=True)
class LaneView:
    """One helper: role, who, one current item, one tick. A free lane offers to be taken."""

    id: str
    icon: str
    role: str
    who: str
    item: str
    ticked: bool = False
    free: bool = False
    mine: bool = False
    take_label: str = ""
    take_action: str = ""
    tick_action: str = ""
    letter: str = ""
    """One person alone: its place in the order A to D, the same at every step; `mine` is what comes now."""
    place: str = ""
    """Which of all it is (2/4), in place of the letter, where the others are not shown."""


# --- the screens --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IdleRowView:
    icon: str
    strong: str
    weak: str
    note: str = ""
    """A small word for staff, such as until when the pads are good."""
    note_tone: Tone = "quiet"


@dataclass(frozen=True, slots=True)
class IdleView:
    """The lobby at rest: one target that cannot be missed. `cross` is how bright the white cross is; `dimmed`: nobody
    has touched it for long, and the first touch only wakes it; `gesture`: the name can be held, unseen."""

    chrome: Chrome
    name: str
    hours: str
    target: str
    target_sub: str
    target_other: str
    rows: tuple[IdleRowView, ...]
    target_action: str = "help"
    target_hold_s: float = 0.0
    cross: float = 1.0
    dimmed: bool = False
    gesture: bool = False
    settings_action: str = "upkeep:open"
    """The wall clock, held: nothing on it shows that it is a key."""


@dataclass(frozen=True, slots=True)
class TileView:
    """One emergency in the words people use, with a sign one can see. tone "danger" for the two killers."""

    id: str
    icon: str
    label: str
    note: str
    tone: Tone = "plain"
    action: str = ""


@dataclass(frozen=True, slots=True)
class TilesView:
    chrome: Chrome
    title: str
    detail: str
    tiles: tuple[TileView, ...]
    unsure: AnswerView | None = None
    tools: tuple[ToolView, ...] = ()


@dataclass(frozen=True, slots=True)
class StepView:
    """One instruction. `title` with soft breaks, `detail` rich with soft breaks."""

    chrome: Chrome
    layout: StepLayout
    title: str
    detail: str = ""
    picture: str = ""
    answers: tuple[AnswerView, ...] = ()
    countdown: CountdownView | None = None
    dial: DialView | None = None
    swap: SwapView | None = None
    lanes: tuple[LaneView, ...] = ()
    next_lane: ToolView | None = None
    """The elderly profile shows one lane; this leads to the next. One person alone says with it that somebody came."""
    kin: tuple[StepView, ...] = ()
    """All steps of its sequence, itself too, that go on to one another by a timer and have the same answers: these
    stand in the same places in each of them."""


@dataclass(frozen=True, slots=True)
class CallRowView:
    """A line to read aloud: what it is, the words, and a second line."""

    label: str
    strong: str
    weak: str = ""
    spare: int = 0
    """What may be left out where there is no room, the highest first; 0 = never."""


@dataclass(frozen=True, slots=True)
class CallCardView:
    chrome: Chrome
    title: str
    detail: str
    rows: tuple[CallRowView, ...]
    warning: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class HandoverRowView:
    """A line of the card. `letter` empty = one more line of the row above; `time` set = an event in the last row."""

    letter: str
    label: str
    text: str
    kind: Kind = ""
    kind_text: str = ""
    time: str = ""
    spare: int = 0
    """What may be left out where there is no room, the highest first; 0 = never."""


@dataclass(frozen=True, slots=True)
class HandoverView:
    chrome: Chrome
    title: str
    detail: str
    rows: tuple[HandoverRowView, ...]
    qr_text: str
    qr_title: str
    qr_note: str
    answers: tuple[AnswerView, ...]
    hide_text: str = ""
    print_key: ToolView | None = None


@dataclass(frozen=True, slots=True)
class DebriefRowView:
    """One key time against its goal; `value_s` None = it did not happen or was not measured."""

    name: str
    value_text: str
    verdict: Verdict
    verdict_text: str
    goal_s: float | None = None
    pass_s: float | None = None
    value_s: float | None = None
    goal_text: str = ""
    pass_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ThingView:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class DebriefView:
    chrome: Chrome
    title: str
    detail: str
    rows: tuple[DebriefRowView, ...]
    things_title: str
    things: tuple[ThingView, ...]
    not_measured: str
    again: ToolView
    end: ToolView


@dataclass(frozen=True, slots=True)
class RestRowView:
    """One service of the rest station. `hold` = acts only after one second of pressing."""

    label: str
    text: str
    action: str = ""
    hold: bool = False


@dataclass(frozen=True, slots=True)
class RestView:
    """The rest-station page; the discreet screen of a silent incident is this alone. `ring` = the desk has it."""

    name: str
    wall_text: str
    rows: tuple[RestRowView, ...]
    ring: bool = False
    dock: DockView | None = None
    """The idle dock, with the way back in it. In silence 120, "not breathing", the way back to another open incident
    and the language mean what they say; the other keys are only drawn."""
    lang: Lang = "zh"
    night: bool = False
    leave_action: str = ""
    """Held on the name, unseen: the way out of silence."""
    elderly: bool = False
    drill: DrillView | None = None
    """Silence is practised: nobody is to be deceived, so it wears the frame and the key of every exercise."""


@dataclass(frozen=True, slots=True)
class CodePadView:
    """Digits in the grey of the rest page. `keys`: 1 to 9, erase, 0, done; `filled` digits were typed."""

    name: str
    wall_text: str
    title: str
    filled: int
    keys: tuple[ToolView, ...]
    back: ToolView
    lang: Lang = "zh"
    night: bool = False
    drill: DrillView | None = None


View = IdleView | TilesView | StepView | CallCardView | HandoverView | DebriefView | RestView | CodePadView
