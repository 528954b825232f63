"""The facts of an incident, past tense: adding one is easy, renaming one is a migration (in words: docs/facts.md)."""

from __future__ import annotations

from typing import Literal, NewType

import msgspec

KioskId = NewType("KioskId", str)
"""`[A-Z0-9]{2,16}`: certificate CN, topic level, prefix of every log of a branch."""
LogId = NewType("LogId", str)
"""`<kiosk>/<channel>/<name>`: one writer, numbered 1, 2, 3 ... without gaps."""

Channel = Literal["live", "drill", "ops", "desk", "deskops"]
Lang = Literal["zh", "en", "yue"]
ProfileName = Literal["normal", "elderly", "loud"]
Via = Literal["tile", "dock_cpr", "dock_120", "drill_turned_real", "restart"]
PushReason = Literal["include", "danger_gate", "call", "handover"]
Pattern = Literal["continuous", "30:2"]
CallState = Literal["dialling", "connected", "failed"]
NoteKind = Literal["tapped_late", "estimated"]
NoteTopic = Literal["other", "age_sex", "onset", "mechanism"]
Outcome = Literal["handed_over", "completed", "false_start", "cancelled", "interrupted", "abandoned"]
ClockQuality = Literal["synced", "unsynced", "stepped"]


class Moment(msgspec.Struct, frozen=True):
    """When: wall clock (UTC, ms since 1970) beside the time since boot (CLOCK_BOOTTIME, ms) of a named boot."""

    at_ms: int
    boot_ms: int
    boot: str
    clock: ClockQuality = "synced"


def elapsed_ms(since: Moment, now: Moment) -> int:
    """Milliseconds between two moments, never negative: by boot clock within one boot, else by wall clock ("about")."""
    if since.boot == now.boot:
        return max(0, now.boot_ms - since.boot_ms)
    return max(0, now.at_ms - since.at_ms)


def lies_ahead(since: Moment, now: Moment) -> bool:
    """By this clock it has yet to come, so nobody knows how long ago it was: the clock was set back between two boots,
    and `elapsed_ms` stays 0 until it has caught up."""
    return since.boot != now.boot and since.at_ms > now.at_ms


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """What happened. Concrete facts are tagged by `type` in JSON."""


class Ref(msgspec.Struct, frozen=True):
    """Points at a fact: `(log, seq)` is its identity for ever."""

    log: str
    seq: int


# --- written by the kiosk, in live/ and drill/ -------------------------------------------------------------


class Opened(Event, frozen=True, tag="opened"):
    """An incident began. The log's channel alone says live or drill. `from_drill` names the drill it interrupted."""

    protocol: str
    pack: str
    station: str
    place: str
    lang: Lang
    via: Via
    from_drill: str | None = None


class Continued(Event, frozen=True, tag="continued"):
    """This log goes on where `predecessor` stood at `seq`: after a fork, a lost disk, or facts kept only in memory."""

    predecessor: str
    seq: int
    digest: str
    reason: Literal["fork", "disk_lost", "not_saved"]


class Focused(Event, frozen=True, tag="focused"):
    """Staff turned the screen and the voice to this incident."""


class FramePushed(Event, frozen=True, tag="frame_pushed"):
    """A sub-protocol was laid on the stack; its end returns to the step below."""

    protocol: str
    pack: str
    reason: PushReason
    then: str | None = None
    """The step below that the end of it enters; None: the one people were at."""


class FramePopped(Event, frozen=True, tag="frame_popped"):
    """The sub-protocol ended; the step below is current again."""


class Escalated(Event, frozen=True, tag="escalated"):
    """A graver protocol replaced the whole stack, in the same incident and clock."""

    protocol: str
    pack: str


class StepEntered(Event, frozen=True, tag="step_entered"):
    """The top frame stands at this step."""

    step: str


class ChoiceMade(Event, frozen=True, tag="choice_made"):
    """A question was answered: by a tap, or by its timer ("unsure" taken)."""

    step: str
    choice: str
    by: Literal["tap", "timeout"] = "tap"


class Undone(Event, frozen=True, tag="undone"):
    """The newest standing answer, the `answer`-th given in this incident, no longer counts.

    Counted within the incident, not by seq: the count stays true when a log is continued and facts are written again.
    """

    answer: int


class TimerStarted(Event, frozen=True, tag="timer_started"):
    name: str
    after_s: float


class TimerStopped(Event, frozen=True, tag="timer_stopped"):
    name: str


class TimerRang(Event, frozen=True, tag="timer_rang"):
    """A timer ran out; `round` counts how often this timer has rung in a row."""

    name: str
    round: int = 1


class BeatStarted(Event, frozen=True, tag="beat_started"):
    """The metronome was asked to sound: a fact about the prompt, never about the quality of pressing."""

    rate_bpm: int
    pattern: Pattern = "continuous"


class BeatStopped(Event, frozen=True, tag="beat_stopped"):
    pass


class RateTapped(Event, frozen=True, tag="rate_tapped"):
    """Somebody beside the one who presses tapped along: how fast, over at most ten seconds. Never how deep."""

    rate_bpm: int
    taps: int


class LaneAssigned(Event, frozen=True, tag="lane_assigned"):
    """Somebody took a role beside the steps (caller, AED runner ...); `who` is a post, never a casualty's name."""

    lane: str
    who: str


class ItemTicked(Event, frozen=True, tag="item_ticked"):
    lane: str
    item: str
    done: bool = True


class CallTicked(Event, frozen=True, tag="call_ticked"):
    """A person said how the call stands; nothing else in the product may say so."""

    number: str
    state: CallState


class CallCorrected(Event, frozen=True, tag="call_corrected"):
    """The `tick`-th call tick of this incident was a mistake (ticks of a call are never undone)."""

    tick: int


class PromptSpoken(Event, frozen=True, tag="prompt_spoken"):
    """A prompt began to sound; `key` names the text in the content."""

    key: str
    lang: Lang
    source: Literal["clip", "live"] = "clip"


class PromptNotSpoken(Event, frozen=True, tag="prompt_not_spoken"):
    """A prompt stayed text on the screen."""

    key: str
    reason: str


class SilentSet(Event, frozen=True, tag="silent_set"):
    """The incident became silent (no sound, discreet screen) or open again."""

    on: bool


class SoundAllowed(Event, frozen=True, tag="sound_allowed"):
    """Staff said "sound on" while a silent incident stands open beside this one; not `on`: it is to be said anew."""

    on: bool = True


class LanguageChosen(Event, frozen=True, tag="language_chosen"):
    """Presentation only: a fact for the record, never a step."""

    lang: Lang


class ProfileChosen(Event, frozen=True, tag="profile_chosen"):
    """Larger and slower, or louder: presentation only, as the language is."""

    profile: ProfileName


class MessageShown(Event, frozen=True, tag="message_shown"):
    """A desk fact (message or acknowledgement) stood on the lobby's screen."""

    ref: Ref


class MessageSpoken(Event, frozen=True, tag="message_spoken"):
    ref: Ref


class MessageNotSpoken(Event, frozen=True, tag="message_not_spoken"):
    ref: Ref
    reason: str


class NoteAdded(Event, frozen=True, tag="note_added"):
    """A late note or correction in words; never an edit. `topic` says which line of the handover card it fills."""

    text: str
    kind: NoteKind = "tapped_late"
    about: Ref | None = None
    topic: NoteTopic = "other"
    at_ms: int | None = None
    """When it was, as people remember it; None: when it was noted."""
    zh: str = ""
    en: str = ""
    """The same in both languages where it was chosen by a key, not typed: `text` is the one that was on the screen."""


class ClockStepped(Event, frozen=True, tag="clock_stepped"):
    by_s: float


class Resumed(Event, frozen=True, tag="resumed"):
    """The kiosk came back into this incident after a gap."""

    gap_s: float


class HandoverShown(Event, frozen=True, tag="handover_shown"):
    pass


class HandedOver(Event, frozen=True, tag="handed_over"):
    """Staff ticked that the crew took over."""


class Asked(Event, frozen=True, tag="asked"):
    """Nobody touched it for long: the kiosk asked aloud, for the `round`-th time, whether it is still going on."""

    round: int = 1


class Parked(Event, frozen=True, tag="parked"):
    """Nobody touched it for long; it stays open behind the idle screen."""


class Closed(Event, frozen=True, tag="closed"):
    """Staff ended it. `interrupted_by` names the live log that a drill became."""

    outcome: Outcome
    interrupted_by: str | None = None


class AftercareDue(Event, frozen=True, tag="aftercare_due"):
    """What happened was hard on those who helped: somebody asks after them, between so many hours from now."""

    reason: Literal["pressing", "danger"]
    from_h: int = 48
    to_h: int = 96


# --- written by the desk, in desk/ ------------------------------------------------------------------------


class DeskOpened(Event, frozen=True, tag="desk_opened"):
    """First fact of a desk log: which incident it answers."""

    incident: str


class Viewed(Event, frozen=True, tag="viewed"):
    """A signed-in person has the live mirror open."""

    by: str


class Acknowledged(Event, frozen=True, tag="acknowledged"):
    """A person took it; only this fact may use a word for help or a person."""

    by: str
    comment: str = ""


class Released(Event, frozen=True, tag="released"):
    by: str


class MessageSent(Event, frozen=True, tag="message_sent"):
    """Words for the lobby; `canned` names a known phrase (its clip exists in both languages)."""

    by: str
    text: str
    canned: str | None = None


class CloseAdvised(Event, frozen=True, tag="close_advised"):
    """The desk advises; staff close."""

    by: str


# --- what this version cannot read -------------------------------------------------------------------------


class Unknown(Event, frozen=True, tag="_unknown"):
    """A fact a newer version wrote: kept byte-equal and passed on, never dropped."""

    kind: str
    data: str


class Unreadable(Event, frozen=True, tag="_unreadable"):
    """A stored fact whose body cannot be read: shown as "unreadable fact, telephone"."""

    data: str


KIOSK_EVENTS: tuple[type[Event], ...] = (
    Opened, Continued, Focused, FramePushed, FramePopped, Escalated, StepEntered, ChoiceMade, Undone,
    TimerStarted, TimerStopped, TimerRang, BeatStarted, BeatStopped, RateTapped, LaneAssigned, ItemTicked, CallTicked,
    CallCorrected, PromptSpoken, PromptNotSpoken, SilentSet, SoundAllowed, LanguageChosen, ProfileChosen,
    MessageShown, MessageSpoken, MessageNotSpoken, NoteAdded, ClockStepped, Resumed, HandoverShown, HandedOver,
    Asked, Parked, Closed, AftercareDue,
)  # fmt: skip
DESK_EVENTS: tuple[type[Event], ...] = (
    DeskOpened, Continued, Viewed, Acknowledged, Released, MessageSent, CloseAdvised,
)  # fmt: skip


class Record(msgspec.Struct, frozen=True):
    """One line of a journal: the seq-th fact of a log. `digest` chains it to all before it."""

    log: str
    seq: int
    moment: Moment
    event: Event
    digest: str = ""
