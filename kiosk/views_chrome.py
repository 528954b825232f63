"""What stands around every screen, as frozen data.

The reading rules are those of `views_model`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
Tone = Literal["plain", "rescue", "danger", "do", "care", "drill", "quiet"]
Mark = Literal["no", "unsure", "yes", "care", "aed", "go", "stop", "phone", "hands", "person", "clock", ""]


@dataclass(frozen=True, slots=True)
class LineStateView:
    """How far the record has got. Icons: disk, tick, eye, offline, online, person."""

    icon: str
    text: str
    tone: Tone = "rescue"


@dataclass(frozen=True, slots=True)
class BarView:
    clock_text: str
    wall_text: str
    line: LineStateView
    unsigned_text: str = ""
    other_lang_key: str = ""
    lang_action: str = "language"
    profile: ToolView | None = None
    """The present profile; a tap moves on to the next."""


@dataclass(frozen=True, slots=True)
class ToolView:
    """A tool of the dock. What cannot be done now has none: its place stays empty."""

    action: str
    icon: str
    label: str


@dataclass(frozen=True, slots=True)
class EmergencyKeyView:
    """The 120 key or the CPR key; `on` draws it as a state (outlined, with the beat in it), still pressable."""

    action: str
    label: str
    sub: str = ""
    on: bool = False
    hold_s: float = 0.0


@dataclass(frozen=True, slots=True)
class DockView:
    """Tools in an order that never changes (undo, again, changed; idle: drill, rest, language, profile), 120, CPR."""

    tools: tuple[ToolView, ...]
    call: EmergencyKeyView
    cpr: EmergencyKeyView


@dataclass(frozen=True, slots=True)
class DrillView:
    """The exercise frame: `word` 演练, `text` 不会通知 120, and the way out into a live incident."""

    word: str
    text: str
    real_label: str
    real_sub: str = ""
    real_action: str = "drill:real"


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Something that does not work, said plainly. Icons: mute, disk_off, offline, care, clock."""

    icon: str
    text: str
    tone: Tone = "care"


@dataclass(frozen=True, slots=True)
class DeskMessageView:
    """A person's words from the desk. `receipt` is said in words (已播报); a tap on it means it was understood. `part`:
    its number, and what of long words stands just now where all of them have no room."""

    who: str
    text: str
    receipt: str = ""
    action: str = ""
    part: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CaptionView:
    """The words now being spoken; muted: the same place says that there is no sound."""

    text: str
    muted: bool = False


@dataclass(frozen=True, slots=True)
class OtherIncidentView:
    """A strip for another open incident of this kiosk; a tap brings it into focus. No icon: its tone gives one.

    `shorter`: the same said in fewer words, longest first, for where a strip is narrow."""

    text: str
    label: str
    action: str
    tone: Tone = "care"
    icon: str = ""
    shorter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer. tone "do" = filled, "plain" = outlined; `sent` puts a tick into the disc. Of two screens on which it
    stands it means the same if they have one of `means` in common."""

    id: str
    label: str
    note: str = ""
    mark: Mark = ""
    tone: Tone = "do"
    action: str = ""
    sent: bool = False
    means: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DialogView:
    """A question over the content (never over the bar or the dock): still going on?, hand over?, close?"""

    title: str
    text: str
    answers: tuple[AnswerView, ...]
    icon: str = "care"


@dataclass(frozen=True, slots=True)
class Chrome:
    """What every guiding screen wears."""

    lang: Lang
    bar: BarView
    dock: DockView
    night: bool = False
    elderly: bool = False
    drill: DrillView | None = None
    problems: tuple[ProblemView, ...] = ()
    desk: DeskMessageView | None = None
    caption: CaptionView | None = None
    dialog: DialogView | None = None
    other: OtherIncidentView | None = None
