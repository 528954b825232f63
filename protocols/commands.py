"""What someone wants now, imperative: a command may come to nothing, a fact never does."""

from __future__ import annotations

from dataclasses import dataclass

from . import events as e


@dataclass(frozen=True, slots=True)
class Open:
    protocol: str
    station: str
    place: str
    lang: e.Lang = "zh"
    via: e.Via = "tile"
    from_drill: str | None = None
    step: str | None = None
    profile: e.ProfileName = "normal"


@dataclass(frozen=True, slots=True)
class Choose:
    step: str
    choice: str


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed: let due timers ring."""


@dataclass(frozen=True, slots=True)
class PressCpr:
    """The dock's "not breathing: press": compressions in one tap, from wherever the incident stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """The dock's "changed / worse": the danger gate on top of the present step."""


@dataclass(frozen=True, slots=True)
class ShowCall:
    """The dock's "120": the read-out card on top of the present step."""


@dataclass(frozen=True, slots=True)
class ShowHandover:
    pass


@dataclass(frozen=True, slots=True)
class TakeLane:
    lane: str
    who: str


@dataclass(frozen=True, slots=True)
class TickItem:
    lane: str
    item: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class TickCall:
    number: str
    state: e.CallState


@dataclass(frozen=True, slots=True)
class CorrectCall:
    number: str


@dataclass(frozen=True, slots=True)
class SetSilent:
    on: bool


@dataclass(frozen=True, slots=True)
class AllowSound:
    """Staff said "sound on" while a silent incident stands open beside this one; not `on`: the screen left this one."""

    on: bool = True


@dataclass(frozen=True, slots=True)
class SetLanguage:
    lang: e.Lang


@dataclass(frozen=True, slots=True)
class SetProfile:
    profile: e.ProfileName


@dataclass(frozen=True, slots=True)
class AddNote:
    text: str
    kind: e.NoteKind = "tapped_late"
    topic: e.NoteTopic = "other"
    at_ms: int | None = None
    about: e.Ref | None = None
    """The fact whose line it corrects."""
    zh: str = ""
    en: str = ""
    """The same in both languages, if chosen by a key."""


@dataclass(frozen=True, slots=True)
class Focus:
    """Staff turned to this incident; also the answer "yes, still going on" after a gap."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Nobody touched the screen for long: ask aloud whether it is still going on."""


@dataclass(frozen=True, slots=True)
class Park:
    """Nobody answered that either: it stays open behind the idle screen, without its beat."""


@dataclass(frozen=True, slots=True)
class Close:
    outcome: e.Outcome
    interrupted_by: str | None = None


Command = (
    Open | Choose | Undo | Tick | PressCpr | Change | ShowCall | ShowHandover | TakeLane | TickItem | TickCall
    | CorrectCall | SetSilent | AllowSound | SetLanguage | SetProfile | AddNote | Focus | Ask | Park
    | Close
)  # fmt: skip
