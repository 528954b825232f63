"""What the crew is told in thirty seconds: ATMIST, every line from facts it can name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from . import situation
from .events import Acknowledged, Moment, Ref, elapsed_ms
from .incident import Incident, Noted
from .model import Pack, Text
from .station_card import StationCard
from .wall import Wall, date_text, span_text, time_text, wall
from .words import LANGS, MARKS, both, say, text, words

Kind = Literal["observed", "tapped_late", "estimated", ""]
Letter = Literal["A", "T", "M", "I", "S", ""]

QR_BYTES = 1000
"""More does not fit a code that a phone reads at arm's length."""
EVENTS = 12
"""Timed lines on the card; the record keeps the rest."""
NOTES = 4
PLAIN_CHARS = 80
"""A longer line is cut in the text that is taken along; the screen and the record keep it whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `letter` empty: one more line of the row above. `time` set: an event of the last row.

    `about`: the time was taken by another or an unset clock. `corrected`: the clock was set afterwards.
    `sources`: the facts it is made of; a line without any says that nothing is known.
    """

    letter: Letter
    label: Text
    text: Text
    kind: Kind
    sources: tuple[Ref, ...] = ()
    time: str = ""
    about: bool = False
    corrected: bool = False
    bare: Text | None = None
    """A finding's words without its time, for a card that sets one time before several."""
    minute: str = ""

    def when(self, lang: str) -> str:
        """The time with its marks: `约 10:40:02`."""
        return say("about", lang) + " " + self.time if self.about else self.time

    def minute_text(self, lang: str) -> str:
        return _about(self.minute, self.about, lang)

    def kind_text(self, lang: str) -> str:
        """当时记录 / 事后补记 / 估计, and whether the clock was corrected."""
        kind = say(self.kind, lang) if self.kind else ""
        if self.corrected:
            kind += ("; " if lang == "en" else "，") + say("corrected", lang)
        return kind


@dataclass(frozen=True, slots=True)
class Handover:
    """The card. `shown_at_ms` is when it was made: running times are counted up to then."""

    incident: str
    drill: bool
    unsigned: bool
    head: Text
    """Date, station: the first line of the text that is taken along."""
    lines: tuple[Line, ...]
    left_out: int = 0
    """Timed facts that found no room here."""

    def plain_text(self, lang: str) -> str:
        """The same words as text, at most `QR_BYTES` of UTF-8; what does not fit is counted, never silently gone."""
        fixed = [say("drill_title", lang)] if self.drill else []
        fixed.append(_clip(words(self.head, lang)))
        if self.unsigned:
            fixed.append(say("unsigned", lang))
        body, left_out = list(self.lines), self.left_out
        while True:
            tail = [say("more", lang, n=left_out)] if left_out else []
            whole = "\n".join([*fixed, *(_plain(line, lang) for line in body), *tail])
            if len(whole.encode()) <= QR_BYTES:
                return whole
            body.pop(_least_telling(body))
            left_out += 1


def handover(pack: Pack, incident: Incident, station: StationCard, now: Moment) -> Handover:
    """Fold to card: nothing here is measured or guessed, only read."""
    events = sorted(_events(pack, incident, station), key=lambda found: found[0])
    kept, left_out = _most_telling([line for _, line in events])
    done = [*kept, *_notes(incident, station)]
    lines = (
        _age(incident),
        _onset(incident, station),
        *_mechanism(pack, incident),
        *_findings(pack, incident, station),
        _now(pack, incident, station),
        *_clocks(pack, incident, station, now),
        *(replace(line, letter="T" if n == 0 else "") for n, line in enumerate(done)),
        *_reminders(pack, incident),
    )
    opened_ms = incident.opened.at_ms if incident.opened else now.at_ms
    date = date_text(opened_ms, station.utc_offset_min)
    protocol = situation.subject(pack, incident)
    unsigned = protocol is not None and not protocol.review.signed
    head = {lang: f"{words(station.name, lang)} {date}".strip() for lang in LANGS}
    return Handover(incident.id, incident.drill, unsigned, head, lines, left_out)


# --- the rows ----------------------------------------------------------------------------------------------


def _age(incident: Incident) -> Line:
    noted = situation.note(incident, "age_sex")
    if noted is None:
        return Line("A", text("age_sex"), text("unknown"), "")
    return Line("A", text("age_sex"), _same(noted), noted.note.kind, (noted.source,))


def _onset(incident: Incident, station: StationCard) -> Line:
    noted = situation.note(incident, "onset")
    if noted is not None:
        return Line("T", text("onset"), _same(noted), noted.note.kind, (noted.source,))
    if incident.opened is None or incident.opening is None:
        return Line("T", text("onset"), text("unknown"), "")
    at = wall(incident, incident.opened, station.utc_offset_min)
    said = text("help_pressed", time=at.text)
    if incident.opening.from_drill is not None:
        said = {lang: f"{said[lang]} ({say('took_over_from_drill', lang)})" for lang in LANGS}
    if at.about:
        said = {lang: f"{say('about', lang)} {said[lang]}" for lang in LANGS}
    sources = (incident.sources["opened"], *at.sources)
    return Line("T", text("onset"), said, "observed", sources, "", at.about, at.corrected)


def _mechanism(pack: Pack, incident: Incident) -> list[Line]:
    """What the content calls it, then what people noted about how it came."""
    opened = (incident.sources["opened"],) if incident.opening is not None else ()
    lines = [Line("M", text("mechanism"), situation.story(pack, incident), "observed" if opened else "", opened)]
    noted = situation.note(incident, "mechanism")
    if noted is not None:
        lines.append(Line("", text("mechanism"), _same(noted), noted.note.kind, (noted.source,)))
    return lines


def _findings(pack: Pack, incident: Incident, station: StationCard) -> list[Line]:
    found = situation.told(pack, incident)
    if not found:
        return [Line("I", text("findings"), text("nothing_found"), "")]
    lines = []
    for n, finding in enumerate(found):
        at = wall(incident, finding.at, station.utc_offset_min)
        said = {lang: f"{words(finding.text, lang)} ({_about(at.text, at.about, lang)})" for lang in LANGS}
        sources = (finding.source, *at.sources)
        letter: Letter = "I" if n == 0 else ""
        line = Line(letter, text("findings"), said, "observed", sources, "", at.about, at.corrected)
        lines.append(replace(line, bare=both(finding.text), minute=at.text[:5]))
    return lines


def _now(pack: Pack, incident: Incident, station: StationCard) -> Line:
    label = text("now")
    if incident.closed_at is not None:
        at = wall(incident, incident.closed_at, station.utc_offset_min)
        return Line("S", label, text("ended_at", time=at.text), "observed", (incident.sources["closed"], *at.sources))
    if incident.beat is not None:
        at = wall(incident, incident.beat.since, station.utc_offset_min)
        sources = (incident.beat.source, *at.sources)
        return Line("S", label, text("beat_now", time=at.text), "observed", sources, "", at.about, at.corrected)
    doing = situation.doing(pack, incident)
    if doing is None:
        return Line("S", label, text("unknown"), "")
    return Line("S", label, text("step_now", title=doing.title), "observed", doing.sources)


def _events(pack: Pack, incident: Incident, station: StationCard) -> list[tuple[tuple[int, str, int], Line]]:
    """Timed key facts, with what they are sorted by."""
    found: list[tuple[tuple[int, str, int], Line]] = []

    def add(at: Moment, said: Text, *sources: Ref) -> None:
        when = wall(incident, at, station.utc_offset_min)
        line = Line(
            "", text("done"), said, "observed", (*sources, *when.sources), when.text, when.about, when.corrected
        )
        found.append(((when.at_ms, sources[0].log, sources[0].seq), line))

    if incident.first is not None:
        add(incident.first.since, text("first_beat"), incident.first.source)
    for tick in incident.calls:
        add(tick.at, text(f"call_{tick.state}", number=tick.number), tick.source)
    for mark, label in MARKS.items():
        reached = next((x for x in incident.entered if mark in _reached(pack, x.protocol, x.step)), None)
        if reached is not None:
            add(reached.at, label, reached.source)
    shocks = [x for x in incident.entered if "shock" in _reached(pack, x.protocol, x.step)]
    if shocks:
        add(shocks[-1].at, text("shocks", n=len(shocks)), *(x.source for x in reversed(shocks)))
    for lane_id, state in incident.lanes.items():
        for item_id, at in state.ticked.items():
            said = _ticked(pack, incident, lane_id, item_id)
            if said is not None:
                add(at, said, state.sources[item_id])
    taken = incident.taken_by
    if taken is not None and isinstance(taken.event, Acknowledged):
        add(taken.at, text("desk_has_it"), taken.ref)
    if incident.handed_over_at is not None:
        add(incident.handed_over_at, text("handed_over"), incident.sources["handed_over_at"])
    return found


def _ticked(pack: Pack, incident: Incident, lane_id: str, item_id: str) -> Text | None:
    """A tick in words, as the protocol that was gone through last names it. Calls have lines of their own."""
    for name in dict.fromkeys(x.protocol for x in reversed(incident.entered)):
        for lane in pack.protocols[name].lanes if name in pack.protocols else ():
            for item in lane.items:
                if (lane.id, item.id) == (lane_id, item_id):
                    named = text("lane_done", role=both(lane.role), item=both(item.words(ticked=True)))
                    return named if item.call_state is None else None
    return None


def _most_telling(events: list[Line]) -> tuple[list[Line], int]:
    """The first half and the last half of what fits: how it began and how it stands."""
    left_out = max(0, len(events) - EVENTS)
    if left_out:
        events = events[: EVENTS // 2] + events[-EVENTS // 2 :]
    return events, left_out


def _least_telling(lines: list[Line]) -> int:
    """Which line goes first when room is short: the middle one of the timed lines, then the last that is no finding."""
    timed = [n for n, line in enumerate(lines) if line.time and not line.letter]
    other = [n for n, line in enumerate(lines) if line.bare is None]
    return timed[len(timed) // 2] if timed else (other or range(len(lines)))[-1]


def _reminders(pack: Pack, incident: Incident) -> list[Line]:
    """What the protocol wants handed over beside the record: no fact, so without a kind and without sources."""
    protocol = situation.subject(pack, incident)
    wanted = protocol.hand_over if protocol is not None else ()
    said = {lang: ("; " if lang == "en" else "；").join(words(line, lang) for line in wanted) for lang in LANGS}
    return [Line("", text("hand_over"), said, "")] if wanted else []


def _clocks(pack: Pack, incident: Incident, station: StationCard, now: Moment) -> list[Line]:
    """What runs about the person (it has stages or goes on): since when, and how long. Nothing that was done."""
    lines = []
    for running in sorted(incident.timers.values(), key=lambda t: t.name):
        timer = pack.timer(running.name)
        if timer is not None and timer.scope == "incident" and (timer.stages or timer.repeat):
            at = wall(incident, running.since, station.utc_offset_min)
            span = span_text(elapsed_ms(running.since, now))
            about = at.about or running.since.boot != now.boot
            said = text("clock_running", label=both(timer.label), time=at.text, span=span)
            sources = (running.source, *at.sources)
            lines.append(Line("", text("clock"), said, "observed", sources, "", about, at.corrected))
    return lines


def _notes(incident: Incident, station: StationCard) -> list[Line]:
    lines = []
    for noted in [n for n in incident.notes if n.note.topic == "other"][-NOTES:]:
        at = wall(incident, noted.at, station.utc_offset_min)
        if noted.note.at_ms is not None:  # said by a person who looked at the clock: no step of ours moves it
            at = Wall(time_text(noted.note.at_ms, station.utc_offset_min), noted.note.at_ms, about=True)
        sources = (noted.source, *at.sources)
        lines.append(Line("", text("done"), _same(noted), noted.note.kind, sources, at.text, at.about, at.corrected))
    return lines


# --- small parts -------------------------------------------------------------------------------------------


def _reached(pack: Pack, protocol: str, step: str) -> tuple[str, ...]:
    known = pack.known_step(protocol, step)
    return known.reached if known is not None else ()


def _same(noted: Noted) -> Text:
    """A person's own words stand in both languages as they are."""
    return {lang: noted.note.text for lang in LANGS}


def _about(time: str, about: bool, lang: str) -> str:
    return f"{say('about', lang)} {time}" if about else time


def _plain(line: Line, lang: str) -> str:
    kind = line.kind_text(lang) if line.kind not in ("", "observed") or line.corrected else ""
    said = _clip(words(line.text, lang))
    if line.time:
        said = f"{line.when(lang)} {said}"
    elif line.letter:
        said = f"{words(line.label, lang)}: {said}"
    return f"{line.letter} {said}".strip() + (f" [{kind}]" if kind else "")


def _clip(said: str) -> str:
    return said if len(said) <= PLAIN_CHARS else said[: PLAIN_CHARS - 1] + "…"
