"""What happened, line by line: each with its time, the facts it is made of, and what was noted about it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from . import situation
from .events import Acknowledged, Moment, NoteAdded, Ref
from .incident import Incident
from .incident_parts import Noted
from .model import Pack, Text
from .wall import time_text, wall
from .words import LANGS, MARKS, both, say, text

Kind = Literal["observed", "tapped_late", "estimated", ""]
Letter = Literal["A", "T", "M", "I", "S", ""]

UNDER = 2
"""Late notes under a line, the newest of them."""


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
    under: bool = False
    """A late note about the line above: neither is told without the other."""
    minor: bool = False
    """What a role or the desk did beside the care: it gives way first where not all has room."""

    def when(self, lang: str) -> str:
        """The time with its marks: `约 10:40:02`."""
        return about_text(self.time, self.about, lang)

    def minute_text(self, lang: str) -> str:
        return about_text(self.minute, self.about, lang)

    def kind_text(self, lang: str) -> str:
        """当时记录 / 事后补记 / 估计, and whether the clock was corrected."""
        kind = say(self.kind, lang) if self.kind else ""
        if self.corrected:
            kind += ("; " if lang == "en" else "，") + say("corrected", lang)
        return kind


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the course. `ref` is the fact that a late note about it names; `at_ms` its wall time, as corrected."""

    line: Line
    ref: Ref
    at_ms: int


def course(pack: Pack, incident: Incident, utc_offset_min: int) -> tuple[Happened, ...]:
    """All that has a time of its own, oldest first: the first press, what was found, what was done."""
    found = events(pack, incident, utc_offset_min)
    for finding in situation.findings(pack, incident):
        found.append(_happened(incident, finding.at, finding.text, (finding.source,), utc_offset_min))
    if incident.opened is not None and "opened" in incident.sources:
        opened = (incident.sources["opened"],)
        found.append(_happened(incident, incident.opened, text("help_key"), opened, utc_offset_min))
    return tuple(sorted(found, key=_order))


def most_telling(lines: Sequence[Line], most: int) -> list[Line]:
    """So many of them, in order: the minor give way first, then the middle. How it began and how it stands stay."""
    kept = list(lines)
    while len(kept) > most:
        minor = [n for n, line in enumerate(kept) if line.minor]
        among = minor or range(len(kept))
        del kept[among[len(among) // 2]]
    return kept


def noted_later(incident: Incident, line: Line, utc_offset_min: int) -> tuple[Line, ...]:
    """The late notes that name a fact of this line, as lines under it. The line itself stays as it was recorded."""
    about = [n for n in incident.notes if n.note.about is not None and n.note.about in line.sources]
    return tuple(_under(noted, line, utc_offset_min) for noted in about[-UNDER:])


def _under(noted: Noted, line: Line, utc_offset_min: int) -> Line:
    at_ms = noted.note.at_ms
    time = "" if at_ms is None else time_text(at_ms, utc_offset_min)[:5]  # what people remember has no seconds
    said = note_words(noted.note)
    if line.bare is None:  # several of those share one row of a card: there each note keeps saying which it means
        said = {lang: _without(line, words) for lang, words in said.items()}
    return Line(
        "",
        line.label,
        said,
        noted.note.kind,
        (noted.source,),
        time,
        at_ms is not None,
        under=True,
    )


def _without(line: Line, said: str) -> str:
    """What is noted about a line, under that line: in whichever language it was written, it need not say which."""
    for before in about_line(line, dict.fromkeys(LANGS, "")).values():
        said = said.removeprefix(before)
    return said


def about_line(line: Line, said: Text) -> Text:
    """What is noted about a line, in words that say which: they are also read where it does not stand beside them."""
    return text("about_line", line=line.text, said=said)


def _happened(incident: Incident, at: Moment, said: Text, sources: tuple[Ref, ...], utc_offset_min: int) -> Happened:
    when = wall(incident, at, utc_offset_min)
    line = Line("", text("done"), said, "observed", (*sources, *when.sources), when.text, when.about, when.corrected)
    return Happened(line, sources[0], when.at_ms)


def _order(happened: Happened) -> tuple[int, str, int]:
    return happened.at_ms, happened.ref.log, happened.ref.seq


def events(pack: Pack, incident: Incident, utc_offset_min: int) -> list[Happened]:
    """Timed key facts, oldest first."""
    found: list[Happened] = []

    def add(at: Moment, said: Text, *sources: Ref, minor: bool = False) -> None:
        happened = _happened(incident, at, said, sources, utc_offset_min)
        found.append(replace(happened, line=replace(happened.line, minor=minor)))

    if incident.first is not None:
        add(incident.first.since, text("first_beat"), incident.first.source)
    last = {tick.number: tick.source for tick in incident.calls}
    for tick in incident.calls:  # how the call stands now is read before what it was
        add(
            tick.at, text(f"call_{tick.state}", number=tick.number), tick.source, minor=tick.source != last[tick.number]
        )
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
                add(at, said, state.sources[item_id], minor=True)
    taken = incident.taken_by
    if taken is not None and isinstance(taken.event, Acknowledged):
        add(taken.at, text("desk_has_it"), taken.ref, minor=True)
    if incident.handed_over_at is not None:
        add(incident.handed_over_at, text("handed_over"), incident.sources["handed_over_at"])
    return sorted(found, key=_order)


def _ticked(pack: Pack, incident: Incident, lane_id: str, item_id: str) -> Text | None:
    """A tick in words, as the protocol that was gone through last names it. Calls have lines of their own."""
    for name in dict.fromkeys(x.protocol for x in reversed(incident.entered)):
        for lane in pack.protocols[name].lanes if name in pack.protocols else ():
            for item in lane.items:
                if (lane.id, item.id) == (lane_id, item_id):
                    named = text("lane_done", role=both(lane.role), item=both(item.words(ticked=True)))
                    return named if item.call_state is None else None
    return None


# --- small parts -------------------------------------------------------------------------------------------


def _reached(pack: Pack, protocol: str, step: str) -> tuple[str, ...]:
    known = pack.known_step(protocol, step)
    return known.reached if known is not None else ()


def note_words(note: NoteAdded) -> Text:
    """What was chosen by a key, in both languages; a person's own words stand in both as they are."""
    return {"zh": note.zh or note.text, "en": note.en or note.text}


def about_text(time: str, about: bool, lang: str) -> str:
    return f"{say('about', lang)} {time}" if about else time
