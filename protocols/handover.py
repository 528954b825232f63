"""What the crew is told in thirty seconds: ATMIST, every line from facts it can name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from . import situation
from .course import Letter, Line, about_text, events, most_telling, note_words, noted_later
from .events import Moment, Ref, elapsed_ms
from .incident import Incident
from .model import Pack, Text
from .station_card import StationCard
from .wall import Wall, date_text, span_text, time_text, wall
from .words import LANGS, both, say, text, words

QR_BYTES = 1000
"""More does not fit a code that a phone reads at arm's length."""
EVENTS = 12
"""Timed lines on the card; the record keeps the rest."""
NOTES = 4
PLAIN_CHARS = 80
"""A longer line is cut in the text that is taken along; the screen and the record keep it whole."""


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
            place = _least_telling(body)
            end = _end(body, place)
            left_out += end - place
            del body[place:end]


def handover(pack: Pack, incident: Incident, station: StationCard, now: Moment) -> Handover:
    """Fold to card: nothing here is measured or guessed, only read."""
    happened = [one.line for one in events(pack, incident, station.utc_offset_min)]
    found = most_telling(happened, EVENTS)
    left_out = len(happened) - len(found)
    onset = _with_notes(incident, station, [_onset(incident, station)])
    findings = _with_notes(incident, station, _findings(pack, incident, station))
    done = _with_notes(incident, station, found)
    placed = {line.sources[0] for line in (*onset, *findings, *done) if line.under}
    done += _notes(incident, station, placed)
    lines = (
        _age(incident),
        *onset,
        *_mechanism(pack, incident),
        *findings,
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
    return Line("A", text("age_sex"), note_words(noted.note), noted.note.kind, (noted.source,))


def _onset(incident: Incident, station: StationCard) -> Line:
    noted = situation.note(incident, "onset")
    if noted is not None:
        return Line("T", text("onset"), note_words(noted.note), noted.note.kind, (noted.source,))
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
        lines.append(Line("", text("mechanism"), note_words(noted.note), noted.note.kind, (noted.source,)))
    return lines


def _findings(pack: Pack, incident: Incident, station: StationCard) -> list[Line]:
    found = situation.told(pack, incident)
    if not found:
        return [Line("I", text("findings"), text("nothing_found"), "")]
    lines = []
    for n, finding in enumerate(found):
        at = wall(incident, finding.at, station.utc_offset_min)
        said = {lang: f"{words(finding.text, lang)} ({about_text(at.text, at.about, lang)})" for lang in LANGS}
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


def _with_notes(incident: Incident, station: StationCard, lines: Iterable[Line]) -> list[Line]:
    """Under each line what was noted about it later."""
    return [one for line in lines for one in (line, *noted_later(incident, line, station.utc_offset_min))]


def _least_telling(lines: list[Line]) -> int:
    """Which line goes first when room is short: of the timed lines the middle one, the minor before the others; then
    the last that is no finding."""
    heads = [n for n, line in enumerate(lines) if not line.under]
    timed = [n for n in heads if lines[n].time and not lines[n].letter]
    plain = [n for n in timed if _end(lines, n) == n + 1]  # what was corrected goes after what was not
    other = [n for n in heads if lines[n].bare is None]
    timed = [n for n in plain if lines[n].minor] or plain or timed
    return timed[len(timed) // 2] if timed else (other or heads)[-1]


def _end(lines: list[Line], place: int) -> int:
    """Behind this line and the late notes under it, which go together."""
    return next((n for n in range(place + 1, len(lines)) if not lines[n].under), len(lines))


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


def _notes(incident: Incident, station: StationCard, placed: set[Ref]) -> list[Line]:
    """What was added and stands under no line of the card."""
    lines = []
    for noted in [n for n in incident.notes if n.note.topic == "other" and n.source not in placed][-NOTES:]:
        at = wall(incident, noted.at, station.utc_offset_min)
        if noted.note.at_ms is not None:  # said by a person who looked at the clock: no step of ours moves it
            at = Wall(time_text(noted.note.at_ms, station.utc_offset_min), noted.note.at_ms, about=True)
        sources = (noted.source, *at.sources)
        lines.append(
            Line("", text("done"), note_words(noted.note), noted.note.kind, sources, at.text, at.about, at.corrected)
        )
    return lines


# --- small parts -------------------------------------------------------------------------------------------


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
