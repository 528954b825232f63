"""The cards people read from: what to tell 120, what to tell the crew, how a drill went."""

from __future__ import annotations

import itertools
import math

from protocols import call_card, handover, scoring
from protocols.bilingual import Words
from protocols.course import Line, most_telling
from protocols.events import Moment
from protocols.incident import Incident
from protocols.model import Pack, Step
from protocols.station_card import StationCard
from protocols.text import width
from protocols.words import words

from . import elderly
from . import views_model as v
from .answer_keys import answer_view
from .around import Around, detail, t
from .chrome import chrome
from .station import Station
from .views_chrome import AnswerView, ToolView
from .words import say, span

KINDS: dict[str, v.Kind] = {"observed": "seen", "tapped_late": "later", "estimated": "guess"}
VERDICTS: dict[str, v.Verdict] = {"good": "met", "slow": "slow", "missed": "missed", "unmeasured": "unmeasured"}
MOST_TIMES, LEAST_TIMES = 6, 2
"""Timed lines on the screen, the first and the last of them; the text to take along has more."""
LONG_FOUND_EM = 60.0
"""Findings wider than this take the room of some times, twice as wide that of most."""


def station_card(station: Station) -> StationCard:
    """The station as the pure rooms know it."""

    def both(words: Words) -> dict[str, str]:
        return {"zh": words.zh, "en": words.en}

    return StationCard(
        station.id,
        both(station.name),
        both(station.address),
        both(station.floor),
        both(station.entrance),
        both(station.landmark),
        station.phone,
        both(station.aed_place),
    )


def crew_card(pack: Pack, incident: Incident, station: Station, now: Moment) -> handover.Handover:
    return handover.handover(pack, incident, station_card(station), now)


def call_view(pack: Pack, incident: Incident, step: Step, around: Around) -> v.CallCardView:
    lang = around.lang
    lines = call_card.call_card(pack, incident, station_card(around.station), lang)
    return v.CallCardView(
        chrome(pack, incident, around),
        t(step.title, lang),
        detail(pack, step, around) or say("call_detail", lang),
        tuple(v.CallRowView(r.label, r.strong, r.weak, int(r.id == "tell")) for r in lines),
        say("call_wait", lang) if step.number == "120" else "",
        tuple(answer_view(a, around) for a in step.answers),
    )


def handover_view(pack: Pack, incident: Incident, step: Step, around: Around) -> v.HandoverView:
    lang = around.lang
    card = crew_card(pack, incident, around.station, around.now)
    found = [line for line in card.lines if line.bare is not None]
    wide_em = sum(width(t(line.bare, lang)) + 1 for line in found)
    most = max(LEAST_TIMES, (elderly.ROWS if around.elderly else MOST_TIMES) - 2 * int(wide_em // LONG_FOUND_EM))
    timed = [line for line in card.lines if line.time and not line.under]
    hidden = {id(line) for line in timed} - {id(line) for line in most_telling(timed, most)}
    hidden |= _under(card.lines, hidden)
    hidden |= {id(line) for line in found[1:]}  # all of them stand in the first one's row
    if not step.clinical:  # the police and the fire service ask for no age
        hidden |= {id(line) for line in card.lines if line.letter == "A" and not line.sources}
    rows = tuple(
        v.HandoverRowView(
            line.letter,
            t(line.label, lang),
            t(line.text, lang) if line.bare is None else _found(found, lang),
            KINDS.get(line.kind, ""),
            line.kind_text(lang),
            line.when(lang) if line.time else "",
            _spare(line),
        )
        for line in card.lines
        if id(line) not in hidden
    )
    calm = say("handover_detail_calm", lang) if step.clinical else detail(pack, step, around)
    return v.HandoverView(
        chrome(pack, incident, around),
        t(step.title, lang),
        say("handover_detail", lang) if incident.beat is not None else calm,
        rows,
        card.plain_text(lang),
        say("qr_title", lang),
        say("qr_note", lang),
        tuple(answer_view(a, around) for a in step.answers),
        _hide_text(around),
        _print_key(around),
    )


def _spare(line: Line) -> int:
    """A time of what was done goes first, the minor before the others; then what is only to be remembered: it is no
    fact of this incident."""
    if line.time and not line.under:
        return 3 if line.minor else 2
    return 0 if line.letter or line.sources else 1


def _under(lines: tuple[Line, ...], hidden: set[int]) -> set[int]:
    """The late notes about lines that are hidden."""
    found, gone = set(), False
    for line in lines:
        gone = gone if line.under else id(line) in hidden
        if line.under and gone:
            found.add(id(line))
    return found


def _found(found: list[Line], lang: str) -> str:
    """Everything that was found, each minute's findings behind its time."""
    comma, semicolon = ("; ", ". ") if lang == "en" else ("；", "。")
    minutes = itertools.groupby(found, key=lambda line: line.minute_text(lang))
    return semicolon.join(f"{at} {comma.join(t(line.bare, lang) for line in lines)}" for at, lines in minutes)


def covered_view(pack: Pack, incident: Incident, step: Step, around: Around) -> v.StepView:
    """The card after its time: nothing of it is read over a shoulder, one tap brings it back."""
    show = AnswerView("show", say("hidden_show", around.lang), "", "go", "do", "handover:show")
    return v.StepView(
        chrome(pack, incident, around),
        "action",
        say("hidden_title", around.lang),
        say("hidden_detail", around.lang),
        answers=(show, *(answer_view(a, around) for a in step.answers)),
    )


PRINT_WORDS = {"": "print", "making": "print_making", "sent": "print_sent", "failed": "print_failed"}


def _print_key(around: Around) -> ToolView | None:
    if around.printing is None:
        return None
    return ToolView("handover:print", "print", say(PRINT_WORDS[around.printing], around.lang))


def _hide_text(around: Around) -> str:
    if around.card_left_s is None:
        return ""
    whole = math.ceil(around.card_left_s)
    return say("hide_in", around.lang, time=f"{whole // 60}:{whole % 60:02d}")


def debrief_view(pack: Pack, incident: Incident, around: Around) -> v.DebriefView:
    lang = around.lang
    result = scoring.debrief(pack, incident)
    rows = tuple(
        v.DebriefRowView(
            t(row.label, lang),
            span(math.ceil(row.value_s), lang) if row.value_s is not None else "",
            VERDICTS[row.verdict],
            say(VERDICTS[row.verdict], lang),
            row.goal_s,
            row.pass_s,
            row.value_s,
            say("goal", lang, n=round(row.goal_s)),
            say("pass", lang, n=round(row.pass_s)),
        )
        for row in result.rows
    )
    separator = " " if lang == "en" else ""
    return v.DebriefView(
        chrome(pack, incident, around),
        say("debrief_title", lang, what=words(result.title, lang)),
        say("debrief_detail", lang, time=span(result.duration_s, lang), total=len(result.rows), done=result.reached),
        rows,
        say("debrief_things", lang) if result.things else "",
        tuple(v.ThingView(t(x.label, lang), t(x.advice, lang)) for x in result.things),
        separator.join(t(x, lang) for x in result.not_measured),
        ToolView("debrief:again", "flag", say("debrief_again", lang)),
        ToolView("debrief:end", "tick", say("debrief_end", lang)),
    )
