"""The live mirror: what the kiosk shows now, rebuilt from its facts and its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from protocols import situation
from protocols.events import Acknowledged, MessageSent
from protocols.incident import Incident
from protocols.incident_parts import RunningTimer
from protocols.model import Lane, Protocol, Step
from protocols.poses import POSES, svg

from .board import Story
from .fleet import Kiosk
from .reading import Reading
from .words import say

Tone = Literal["plain", "soon", "now"]


@dataclass(frozen=True, slots=True)
class MirrorTimer:
    """A timer as the page counts it: until when, by our clock."""

    label: str
    until_ms: int
    rang: bool
    round: int
    quiet: bool


@dataclass(frozen=True, slots=True)
class MirrorLane:
    id: str
    icon: str
    role: str
    who: str
    item: str
    done: bool
    free: bool


@dataclass(frozen=True, slots=True)
class MirrorAnswer:
    label: str
    note: str
    mark: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Mirror:
    """One kiosk screen. `beat_ms`: since when the beat sounds, by our clock; None while it is off."""

    protocol: str
    step: str
    kind: str
    title: str
    detail: str
    card: str
    dial: bool
    muted: bool
    picture: str
    answers: tuple[MirrorAnswer, ...]
    timers: tuple[MirrorTimer, ...]
    lanes: tuple[MirrorLane, ...]
    beat_ms: int | None
    beat_before_ms: int
    beat_bpm: int
    began_ms: int | None
    line: str
    line_icon: str
    caption: str
    message: str
    message_by: str
    drill: bool
    silent: bool
    asking: bool
    other_lang: str
    call: str
    signed: bool


def mirror(story: Story, read: Reading, kiosk: Kiosk) -> Mirror:
    incident = story.incident
    top = incident.top
    step = read.step(top)
    protocol = read.protocol(top.protocol) if top else None
    title, detail = "", ""
    if step is not None:
        title, detail = read.marked(step.title), _detail(step, incident, read, kiosk)
    elif top is not None:
        title = f"{read.protocol_title(top.protocol)}: {top.step}" if top.step else read.protocol_title(top.protocol)
    line_icon, line = _line(incident, read)
    message, by = _message(incident, read)
    card = _card(step, read.lang)
    pose = POSES.get(step.picture) if step is not None and step.picture and not card else None
    pressing = step is None or step.kind == "compressions"
    return Mirror(
        protocol=top.protocol if top else "",
        step=top.step if top else "",
        kind=step.kind if step else "",
        title=title or say("no_step", read.lang),
        detail=detail,
        card=card,
        dial=incident.beat is not None and pressing,
        muted=kiosk.muted,
        picture=svg(pose) if pose is not None else "",
        answers=_answers(step, read),
        timers=timers(story, read),
        lanes=lanes(incident, read),
        beat_ms=incident.beat.since.at_ms - story.ahead_ms if incident.beat else None,
        beat_before_ms=incident.beat_ms,
        beat_bpm=incident.beat.rate_bpm if incident.beat else 0,
        began_ms=story.began_ms,
        line=line,
        line_icon=line_icon,
        caption=say("m_no_sound", read.lang) if kiosk.muted else read.caption(story.records),
        message=message,
        message_by=by,
        drill=incident.drill,
        silent=incident.silent,
        asking=incident.asking,
        other_lang="中" if incident.lang == "en" else "EN",
        call=call_words(incident, read.lang),
        signed=_signed(protocol),
    )


def _detail(step: Step, incident: Incident, read: Reading, kiosk: Kiosk) -> str:
    if step.kind == "handover":  # the card of a kiosk speaks of pressing only while the beat sounds
        return say("m_handover" if incident.beat is not None else "m_handover_calm", read.lang)
    return read.detail(step, {"aed_place": {at: kiosk.aed_place[at] for at in ("zh", "en")}} if kiosk.aed_place else {})


def _card(step: Step | None, lang: str) -> str:
    """Which card people read from; "" while they follow steps."""
    if step is None or step.kind not in ("call", "handover"):
        return ""
    return say("m_card_call", lang, number=step.number) if step.kind == "call" else say("m_card_handover", lang)


def timers(story: Story, read: Reading) -> tuple[MirrorTimer, ...]:
    """Those that still run, the next to ring first."""
    found = [_timer(t, story, read) for t in story.incident.timers.values()]
    return tuple(sorted(found, key=lambda t: (t.rang, t.until_ms)))


def lanes(incident: Incident, read: Reading) -> tuple[MirrorLane, ...]:
    """The roles of the protocols on the stack, each with its next open item."""
    found: dict[str, Lane] = {}
    for frame in incident.frames:
        protocol = read.protocol(frame.protocol)
        for lane in situation.lanes_at(read.pack, incident, protocol, frame.step) if protocol else ():
            found.setdefault(lane.id, lane)
    return tuple(_lane(lane, incident, read) for lane in found.values())


def call_words(incident: Incident, lang: str) -> str:
    """How the call to 120 stands, as a person ticked it."""
    return say(f"call_{_call_state(incident)}", lang, number="120", time="").rstrip()


def _call_state(incident: Incident) -> str:
    tick = incident.call("120")
    return tick.state if tick else "none"


def _timer(timer: RunningTimer, story: Story, read: Reading) -> MirrorTimer:
    known = read.pack.timer(timer.name)
    until_ms = timer.started.at_ms - story.ahead_ms + int(timer.after_s * 1000)
    label, quiet = (read.marked(known.label), known.quiet) if known else (timer.name, False)
    return MirrorTimer(label, until_ms, timer.rang, timer.round, quiet)


UNNAMED = "staff"
"""What a kiosk writes when it only knows that somebody took a role."""


def person(who: str) -> str:
    """The post that took a role; "" where nobody said which."""
    return "" if who == UNNAMED else who


def _lane(lane: Lane, incident: Incident, read: Reading) -> MirrorLane:
    state = incident.lanes.get(lane.id)
    ticked = situation.ticked(incident, lane)
    item = next((i for i in lane.items if i.id not in ticked), lane.items[-1] if lane.items else None)
    done = bool(lane.items) and all(i.id in ticked for i in lane.items)
    return MirrorLane(
        id=lane.id,
        icon=lane.icon,
        role=read.t(lane.role),
        who=person(state.who) if state else "",
        item=read.marked(item.words(done)) if item else "",
        done=done,
        free=state is None or not (state.who or state.ticked),
    )


def _answers(step: Step | None, read: Reading) -> tuple[MirrorAnswer, ...]:
    if step is None:
        return ()
    return tuple(MirrorAnswer(read.marked(a.label), read.marked(a.note), a.mark, a.minor) for a in step.answers)


def _line(incident: Incident, read: Reading) -> tuple[str, str]:
    taken = incident.taken_by
    if taken is not None and isinstance(taken.event, Acknowledged):
        return "eye", say("has_it", read.lang, by=taken.event.by)
    return "tick", say("received", read.lang)


def _message(incident: Incident, read: Reading) -> tuple[str, str]:
    for fact in () if incident.silent else reversed(incident.desk):
        match fact.event:
            case MessageSent(by) as sent:
                return message_text(sent, read), by
            case Acknowledged(by, comment) if comment:
                return comment, by
    return "", ""


def message_text(event: MessageSent, read: Reading) -> str:
    """What was said, in the reader's language where the phrase is a known one."""
    phrase = read.pack.phrases.get(event.canned or "")
    return read.t(phrase.text) if phrase is not None else event.text


def _signed(protocol: Protocol | None) -> bool:
    return protocol is not None and protocol.review.signed
