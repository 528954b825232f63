"""The timeline: each fact as one line a person can read, with how far what the desk said has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from protocols import events as e
from protocols.course import note_words
from protocols.events import Event, Record, Ref, elapsed_ms
from protocols.incident_parts import DeskFact, Frame
from protocols.wall import span_text, time_text, wall
from protocols.well_known import CALL_CARD, CHANGED, DOCK_CPR, HANDOVER

from .board import Story
from .mirror import message_text, person
from .reading import Reading
from .words import known, say, span

UTC_OFFSET_MIN = 480
"""China has one zone and no summer time."""

State = Literal["stored", "reached", "shown", "spoken", "not_spoken"]
Reached = Callable[[Record], tuple[bool, int | None]]

DOCK_CHOICES = {
    DOCK_CPR: "t_dock_cpr",
    CHANGED: "t_changed",
    CALL_CARD: "t_call_card",
    HANDOVER: "t_handover_card",
}
QUIET: tuple[type[Event], ...] = (
    e.TimerStarted, e.TimerStopped, e.PromptSpoken, e.FramePushed, e.FramePopped, e.MessageShown, e.MessageSpoken,
    e.MessageNotSpoken, e.DeskOpened,
)  # fmt: skip
"""Facts that say nothing a responder needs in the story: they show elsewhere, or stand under what caused them."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One stage of an answer: done or not, and when ("" = not known)."""

    state: State
    words: str
    time: str
    done: bool


@dataclass(frozen=True, slots=True)
class Line:
    """`tone`: plain, desk, auto, grave, late (a note about the line above), fixed (no longer counts) or bad (cannot be
    read)."""

    key: str
    time: str
    about: bool
    since: str
    what: str
    source: str
    tone: str
    receipts: tuple[Receipt, ...] = ()


def timeline(story: Story, answers: tuple[Record, ...], read: Reading, reached: Reached) -> tuple[Line, ...]:
    """Both sides' facts: the lobby's in their own order, the desk's placed by the clock."""
    incident = story.incident
    undone = _undone(story.records)
    lines: list[tuple[tuple[int, int, int], Line]] = []
    places: dict[Ref, tuple[int, int]] = {}
    shown_ms = 0
    protocol_now: list[Frame] = []
    before: list[tuple[Frame, ...]] = []
    calls: list[str] = []
    for n, record in enumerate(story.records):
        if isinstance(record.event, e.CallTicked):
            calls.append(record.event.number)
        what, tone = _what(record.event, read, protocol_now, incident.drill, calls)
        _follow(record.event, protocol_now, before)
        shown_ms = max(shown_ms, record.moment.at_ms - story.ahead_ms)
        if what:
            about = _corrected(record.event, places)
            tone = "fixed" if record in undone else "late" if about else tone
            place = places[Ref(record.log, record.seq)] = about or (shown_ms, n)  # under the line that it corrects
            lines.append(((*place, n), _line(record, story, what, _source(record.event, read.lang), tone)))
    facts = {d.ref: d for d in incident.desk}
    held: set[str] = set()
    for record in answers:
        what = _desk_what(record.event, read, held)
        _hold(record.event, held)
        if what:
            receipts = _receipts(record, facts.get(Ref(record.log, record.seq)), story, read.lang, reached)
            line = _line(record, story, what, say("desk", read.lang), "desk", receipts)
            lines.append(((record.moment.at_ms, len(story.records), 0), line))
    return tuple(line for _, line in sorted(lines, key=lambda placed: placed[0]))


def _corrected(event: Event, places: Mapping[Ref, tuple[int, int]]) -> tuple[int, int] | None:
    """Where the line stands that this is a late note about."""
    return places.get(event.about) if isinstance(event, e.NoteAdded) and event.about is not None else None


def clock(story: Story, moment: e.Moment) -> str:
    return wall(story.incident, moment, UTC_OFFSET_MIN).text


def _line(record: Record, story: Story, what: str, source: str, tone: str, receipts: tuple[Receipt, ...] = ()) -> Line:
    at = wall(story.incident, record.moment, UTC_OFFSET_MIN)
    opened = story.incident.opened
    if opened is None:
        since = ""
    elif tone == "desk":
        since = span_text(record.moment.at_ms - (opened.at_ms - story.ahead_ms))
    else:
        since = span_text(elapsed_ms(opened, record.moment))
    return Line(f"{record.log}/{record.seq}", at.text, at.about, since and f"+{since}", what, source, tone, receipts)


def _undone(records: tuple[Record, ...]) -> list[Record]:
    """The answers that were taken back."""
    choices = [r for r in records if isinstance(r.event, e.ChoiceMade)]
    back = {r.event.answer for r in records if isinstance(r.event, e.Undone)}
    return [r for n, r in enumerate(choices, 1) if n in back]


def _follow(event: Event, frames: list[Frame], before: list[tuple[Frame, ...]]) -> None:
    """Which protocol a step or an answer belongs to is said by the frames before it; an answer that is taken back gives
    those back that stood `before` it."""
    match event:
        case e.ChoiceMade():
            before.append(tuple(frames))
        case e.Undone(answer) if 0 < answer <= len(before):
            frames[:] = before[answer - 1]
        case e.Opened(protocol, pack) | e.Escalated(protocol, pack):
            frames[:] = [Frame(protocol, pack)]
        case e.FramePushed(protocol, pack):
            frames.append(Frame(protocol, pack))
        case e.FramePopped() if len(frames) > 1:
            frames.pop()


def _what(event: Event, read: Reading, frames: list[Frame], drill: bool, calls: list[str]) -> tuple[str, str]:
    """The words of a lobby fact and its tone; no words = no line. `calls`: the numbers ticked so far."""
    lang = read.lang
    here = frames[-1].protocol if frames else ""
    match event:
        case e.Opened(protocol):
            name = "t_opened_drill" if drill else "t_opened"
            return say(name, lang, what=read.protocol_title(protocol)), "grave"
        case e.StepEntered(step):
            return say("t_step", lang, title=read.step_title(here, step)), "auto"
        case e.ChoiceMade(step, choice, by):
            return _choice(read, here, step, choice, by), "plain"
        case e.Undone():
            return say("t_undone", lang), "plain"
        case e.Escalated(protocol):
            return say("t_escalated", lang, what=read.protocol_title(protocol)), "auto"
        case e.TimerRang(name):
            timer = read.pack.timer(name)
            if timer is not None and timer.quiet:  # it only turned the page
                return "", "auto"
            return say("t_timer", lang, label=read.t(timer.label) if timer else name), "auto"
        case e.BeatStarted(rate_bpm):
            return say("t_beat", lang, rate=rate_bpm), "auto"
        case e.BeatStopped():
            return say("t_beat_off", lang), "auto"
        case e.RateTapped(rate_bpm):
            return say("t_tapped", lang, rate=rate_bpm), "plain"
        case e.LaneAssigned(lane, who):
            return say("t_lane", lang, role=_role(read, lane), who=person(who) or say("taken", lang)), "plain"
        case e.ItemTicked(lane, item, done):
            name = "t_item" if done else "t_item_off"
            return say(name, lang, role=_role(read, lane), item=_item(read, lane, item, done)), "plain"
        case e.CallTicked(number, state):
            return say("t_call", lang, number=number, state=say(f"call_state_{state}", lang)), "plain"
        case e.CallCorrected(tick):
            number = calls[tick - 1] if 0 < tick <= len(calls) else "120"
            return say("t_call_fixed", lang, number=number), "plain"
        case e.SoundAllowed(on):
            return say("t_sound_on" if on else "t_sound_off", lang), "grave"
        case e.SilentSet(on):
            return say("t_silent_on" if on else "t_silent_off", lang), "grave"
        case e.Asked(round):
            return say("t_asked", lang, n=round), "auto"
        case e.NoteAdded(at_ms=at_ms) as note:
            text = note_words(note).get(lang, note.text)
            when = "" if at_ms is None else say("t_note_at", lang, time=time_text(at_ms, UTC_OFFSET_MIN)[:5])
            return say("t_note", lang, text=text) + when, "plain"
        case e.AftercareDue(_, from_h, to_h):
            return say("t_aftercare", lang, days=f"{from_h // 24}–{to_h // 24}"), "auto"
        case e.ClockStepped(by_s):
            return say("t_clock", lang, s=f"{by_s:+.0f}"), "auto"
        case e.Resumed(gap_s):
            return say("t_resumed", lang, gap=span(gap_s, lang)), "auto"
        case e.PromptNotSpoken(key):
            return say("t_prompt_failed", lang, key=read.prompt(key) or key), "auto"
        case e.ProfileChosen(profile):
            return say(f"t_profile_{profile}", lang), "auto"
        case e.Closed(outcome):
            return say("t_closed", lang, outcome=outcome_words(outcome, lang)), "grave"
        case e.Unreadable():
            return say("t_unreadable", lang), "bad"
        case e.Unknown(kind):
            return say("t_unknown", lang, kind=kind), "auto"
        case _:
            return _plain(event, lang), "auto"


_PLAIN: dict[type[Event], str] = {
    e.Continued: "t_continued",
    e.LanguageChosen: "t_lang",
    e.HandoverShown: "t_handover_shown",
    e.HandedOver: "t_handed_over",
    e.Parked: "t_parked",
    e.Focused: "t_focused",
}


def _plain(event: Event, lang: str) -> str:
    name = _PLAIN.get(type(event))
    assert name is not None or isinstance(event, QUIET) or not isinstance(event, e.KIOSK_EVENTS), type(event)
    return say(name, lang) if name else ""


def _hold(event: Event, held: set[str]) -> None:
    match event:
        case e.Acknowledged(by):
            held.add(by)
        case e.Released(by):
            held.discard(by)


def _desk_what(event: Event, read: Reading, held: set[str]) -> str:
    lang = read.lang
    match event:
        case e.Acknowledged(by, comment):
            return say("t_ack_more" if by in held else "t_ack", lang, by=by) + (
                f"：“{comment}”" if comment and lang != "en" else comment and f': "{comment}"'
            )
        case e.Released(by):
            return say("t_release", lang, by=by)
        case e.MessageSent(by):
            return say("t_message", lang, by=by, text=message_text(event, read))
        case e.CloseAdvised(by):
            return say("t_advise", lang, by=by)
        case e.Viewed(by):
            return say("t_viewed", lang, by=by)
        case e.Unreadable():
            return say("t_unreadable", lang)
    return ""


def _choice(read: Reading, protocol: str, step: str, choice: str, by: str) -> str:
    dock = DOCK_CHOICES.get(choice)
    if dock is not None:
        return say(dock, read.lang)
    found = read.step(Frame(protocol, "", step))
    chosen = found.answer(choice) if found else None
    silent = (about := read.protocol(protocol)) is not None and about.silent
    if silent and chosen is not None and chosen.finding is not None:  # pressed unseen: what it says, not its name
        return say("t_reply", read.lang, finding=read.t(chosen.finding))
    label = read.t(chosen.label) if chosen else choice
    return say("t_choice_timeout" if by == "timeout" else "t_choice", read.lang, label=label)


def _role(read: Reading, lane: str) -> str:
    for protocol in read.pack.protocols.values():
        for known_lane in protocol.lanes:
            if known_lane.id == lane:
                return read.t(known_lane.role)
    return lane


def _item(read: Reading, lane: str, item: str, ticked: bool) -> str:
    for protocol in read.pack.protocols.values():
        for known_lane in protocol.lanes:
            for known_item in known_lane.items:
                if (known_lane.id, known_item.id) == (lane, item):
                    return read.t(known_item.words(ticked))
    return item


def _source(event: Event, lang: str) -> str:
    people = (e.Opened, e.LaneAssigned, e.ItemTicked, e.CallTicked, e.CallCorrected, e.NoteAdded, e.Closed, e.Undone)
    tapped = isinstance(event, e.ChoiceMade) and event.by == "tap"
    return say("lobby" if tapped or isinstance(event, people) else "self", lang)


def outcome_words(outcome: str, lang: str) -> str:
    name = f"out_{outcome}"
    return say(name, lang) if known(name) else outcome


# --- receipts ----------------------------------------------------------------------------------------------


def _receipts(record: Record, fact: DeskFact | None, story: Story, lang: str, reached: Reached) -> tuple[Receipt, ...]:
    if not isinstance(record.event, e.MessageSent | e.Acknowledged):
        return ()
    arrived, at_ms = reached(record)
    came = fact.receipt if fact else None
    shown, spoken, reason = (came.shown, came.spoken, came.not_spoken) if came else (None, None, "")
    arrived = arrived or shown is not None or spoken is not None
    at = "" if at_ms is None else wall(story.incident, e.Moment(at_ms, 0, record.moment.boot), UTC_OFFSET_MIN).text
    found = [
        Receipt("stored", say("r_stored", lang), clock(story, record.moment), True),
        Receipt("reached", say("r_reached", lang), at, arrived),
        Receipt("shown", say("r_shown", lang), clock(story, shown) if shown else "", shown is not None),
    ]
    if reason and spoken is None:
        why = say(f"why_{reason}", lang) if known(f"why_{reason}") else reason
        found.append(Receipt("not_spoken", say("r_not_spoken", lang, why=why), "", True))
    else:
        found.append(
            Receipt("spoken", say("r_spoken", lang), clock(story, spoken) if spoken else "", spoken is not None)
        )
    return tuple(found)
