"""What the screens behind the lobby show, as frozen data: PIN, settings, cleaning, touch test, and what comes after.

The reading rules are those of `views_model`. Ids used here: "upkeep:open", "upkeep:back", "upkeep:close",
"upkeep:page:NAME", "upkeep:set:KEY:VALUE", "upkeep:do:WHAT", "pin:0" to "pin:9", "pin:erase", "pin:ok",
"touch:N", "clean:help", "clean:end", "after:open", "after:note", "after:what:NAME", "after:when:MIN", "after:lines",
"after:more", "after:line:LOG/SEQ", "after:wrong:HOW", "after:shift:MIN", "after:back", "after:end".
"""

from __future__ import annotations

from dataclasses import dataclass

from .views_chrome import Chrome, Lang, Tone
from .views_model import View


@dataclass(frozen=True, slots=True)
class OptionView:
    """A key of a menu: where it leads, or what it sets; `chosen` is what stands now (a tick, not only a colour)."""

    action: str
    icon: str
    label: str
    note: str = ""
    chosen: bool = False
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class InfoRowView:
    label: str
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class StepperView:
    """Less, how much it is, more. `part` 0..1 draws a bar; None = only the words."""

    text: str
    less_action: str
    less_label: str
    more_action: str
    more_label: str
    part: float | None = None


@dataclass(frozen=True, slots=True)
class MenuView:
    """A page of choices: rows that tell, a stepper, keys."""

    chrome: Chrome
    title: str
    detail: str = ""
    tone: Tone = "plain"
    rows: tuple[InfoRowView, ...] = ()
    stepper: StepperView | None = None
    options: tuple[OptionView, ...] = ()


@dataclass(frozen=True, slots=True)
class PinView:
    """`pad` False: nothing can be typed now, and `detail` says why and until when."""

    chrome: Chrome
    title: str
    detail: str
    tone: Tone
    filled: int
    slots: int
    pad: bool
    erase_label: str
    ok_label: str


@dataclass(frozen=True, slots=True)
class TouchTargetView:
    action: str
    done: bool


@dataclass(frozen=True, slots=True)
class TouchTestView:
    chrome: Chrome
    title: str
    detail: str
    targets: tuple[TouchTargetView, ...]


@dataclass(frozen=True, slots=True)
class CleaningView:
    """The screen may be wiped: one key held starts help, both corners held end it, the seconds end it as well."""

    title: str
    left_text: str
    hint: str
    help_label: str
    help_note: str
    lang: Lang = "zh"
    help_action: str = "clean:help"
    end_action: str = "clean:end"


@dataclass(frozen=True, slots=True)
class AfterRowView:
    """A key time beside its target; `value_s` None: nothing was recorded, which is no verdict."""

    name: str
    value_text: str
    goal_text: str
    pass_text: str = ""
    value_s: float | None = None
    goal_s: float = 0.0
    pass_s: float = 0.0


@dataclass(frozen=True, slots=True)
class AfterNoteView:
    time: str
    text: str
    kind_text: str


@dataclass(frozen=True, slots=True)
class AfterView:
    """A real incident, looked back at: no score, no verdict, nobody is named."""

    chrome: Chrome
    title: str
    care: str
    rows_title: str
    rows: tuple[AfterRowView, ...]
    notes_title: str
    notes: tuple[AfterNoteView, ...]
    not_measured: str
    course: OptionView


@dataclass(frozen=True, slots=True)
class CourseLineView:
    """A recorded line as a key, with what was noted about it later. `action` "": it cannot be corrected here."""

    action: str
    time: str
    text: str
    notes: tuple[AfterNoteView, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseView:
    """What happened, a page of it."""

    chrome: Chrome
    title: str
    detail: str
    lines: tuple[CourseLineView, ...]


UpkeepView = MenuView | PinView | TouchTestView | CleaningView | AfterView | CourseView
AnyView = View | UpkeepView
