"""What stands around the incident when a screen is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from protocols import events as e
from protocols import overlay
from protocols.events import Moment
from protocols.incident import Incident
from protocols.model import Pack, Step, Text

from .line_state import LineFacts
from .roster import AtPost
from .station import Station
from .words import LANGUAGES, next_lang, written


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the incident when a screen is drawn."""

    now: Moment
    station: Station
    lang: str
    line: LineFacts = field(default_factory=LineFacts)
    caption: str = ""
    sound: bool = True
    hushed: bool = False
    """Silent is what stands beside it: it sounds once somebody has said "sound on"."""
    night: bool = False
    profile: e.ProfileName = "normal"
    lane_at: int = 0
    """Which role stands in front where only one is shown."""
    helped: bool = False
    """Somebody said that help came: what one person did in order becomes roles."""
    problems: tuple[tuple[str, str], ...] = ()
    """(icon, name of the words) of what does not work."""
    others: tuple[Incident, ...] = ()
    dialog: str = ""
    """The name of the dialog in front, such as `over`, `cancel`, `stale`; "still" comes from the incident itself."""
    tapped_bpm: float | None = None
    """How fast somebody taps along just now."""
    counted: tuple[str, int] | None = None
    """The cue of "thirty and two" that was heard last: ("press", 12) or ("breath", 1)."""
    sent: str = ""
    """The action just tapped, drawn as taken until the next screen."""
    packs: dict[str, Pack] = field(default_factory=dict)
    may_leave_silence: bool = False
    """There is a staff PIN, so the discreet page has its unseen way out."""
    code_digits: int | None = None
    """How many digits stand on that way's pad; None: it is not open."""
    quiet_s: float = 0.0
    """How long nobody has touched the screen."""
    tiles_first: tuple[str, ...] = ()
    posts: tuple[AtPost, ...] = ()
    """Certified responders on shift, who may be called to a free role."""
    branch: Mapping[str, Text] = field(default_factory=dict)
    """The branch's own words for the places that a step's detail leaves open."""
    card_left_s: float | None = None
    """Seconds until the crew's card covers itself; 0 = it is covered."""
    printing: str | None = None
    """How the printing of the card went ("" = not asked for); None = no printer."""

    @property
    def elderly(self) -> bool:
        return self.profile == "elderly"


def t(text: Text | None, lang: str) -> str:
    """The words of a content text; the Chinese ones where a language is missing, and for Cantonese."""
    return "" if text is None else text.get(written(lang)) or text["zh"]


def other_lang(around: Around) -> tuple[str, str]:
    """The language that the language key leads to, short and whole."""
    return LANGUAGES[next_lang(around.lang, cantonese=around.station.cantonese)]


def detail(pack: Pack, step: Step, around: Around) -> str:
    """The line under the instruction, with the branch's own words in it."""
    return "" if step.detail is None else t(overlay.fill(step.detail, pack.slots, around.branch), around.lang)
