"""How looking back at an incident looks: times beside what is aimed at, late words, no verdict."""

from __future__ import annotations

import math
from dataclasses import replace

from protocols import scoring
from protocols.course import note_words
from protocols.wall import wall
from protocols.words import say as plain

from . import views_upkeep as u
from .after import MINUTES, NOTES, After
from .around import Around, t
from .cards import station_card
from .course_pages import PAGES
from .upkeep_pages import frame
from .views_chrome import Chrome, OtherIncidentView, ToolView
from .views_model import IdleView
from .walltime import hm
from .words import say, span

NOTES_SHOWN = 4


def after_view(after: After, around: Around) -> u.UpkeepView:
    """Where words that were added stand, the page says if they cannot be kept."""
    view = _page(after, around)
    lost = "" if around.line.saved else say("after_unsaved", around.lang)
    match view:
        case u.AfterView() if lost:
            return replace(view, care=lost)
        case u.CourseView() if lost:
            return replace(view, detail=lost)
        case _:
            return view


def _page(after: After, around: Around) -> u.UpkeepView:
    if after.page == "what":
        return _what(around)
    if after.page == "when":
        return _when(after, around)
    if after.page in PAGES:
        return PAGES[after.page](after, around.lang, _back(around))
    return _sheet(after, around)


def with_strip(view: IdleView, after: After, lang: str) -> IdleView:
    """The neutral way back: it says that something was recorded, not what, and never covers an open incident's."""
    if not after.reachable or view.chrome.other is not None:
        return view
    strip = OtherIncidentView(say("after_strip", lang), say("after_strip_key", lang), "after:open", "quiet")
    return replace(view, chrome=replace(view.chrome, other=strip))


def _sheet(after: After, around: Around) -> u.AfterView:
    assert after.session is not None
    lang, session = around.lang, after.session
    result = scoring.debrief(session.pack, session.incident)
    rows = tuple(
        u.AfterRowView(
            t(row.label, lang),
            span(math.ceil(row.value_s), lang) if row.value_s is not None else say("after_none", lang),
            say("after_goal", lang, n=round(row.goal_s)),
            say("pass", lang, n=round(row.pass_s)),
            row.value_s, row.goal_s, row.pass_s,
        )
        for row in result.rows
    )  # fmt: skip
    offset = station_card(around.station).utc_offset_min
    notes = []
    for noted in session.incident.notes[-NOTES_SHOWN:]:
        if noted.note.at_ms is None:
            time = wall(session.incident, noted.at, offset).text[:5]
        else:
            time = say("after_about", lang, time=hm(noted.note.at_ms))
        notes.append(u.AfterNoteView(time, t(note_words(noted.note), lang), plain(noted.note.kind, lang)))
    chrome = frame(around, inside=True)
    tools = (
        ToolView("after:end", "yes", say("after_end", lang)),
        ToolView("after:note", "message", say("after_note", lang)),
        chrome.dock.tools[2],
    )
    care = "after_care" if session.incident.aftercare is not None else "after_care_plain"
    return u.AfterView(
        _with_tools(chrome, tools), say("after_title", lang), say(care, lang), say("after_rows", lang), rows,
        say("after_notes", lang), tuple(notes), _not_measured(result, lang),
        u.OptionView("after:lines", "more", say("after_course", lang), say("after_course_note", lang)),
    )  # fmt: skip


def _not_measured(result: scoring.Debrief, lang: str) -> str:
    said = [say("after_not_measured", lang)] if result.rows else []
    if result.about:
        said.append(plain("not_about", lang))
    return (" " if lang == "en" else "").join(said)


def _what(around: Around) -> u.MenuView:
    lang = around.lang
    options = tuple(u.OptionView(f"after:what:{name}", "", say(f"note_{name}", lang)) for name in NOTES)
    wrong = u.OptionView("after:lines", "", say("after_wrong", lang))
    return u.MenuView(
        _back(around), say("after_what_title", lang), say("after_what_detail", lang), options=(*options, wrong)
    )  # fmt: skip


def _when(after: After, around: Around) -> u.MenuView:
    lang, now = around.lang, around.now
    at = hm(now.at_ms - after.ago_min * 60_000)
    stepper = u.StepperView(
        at, "after:earlier" if after.ago_min < after.most_min else "", say("after_earlier", lang),
        "after:later" if after.ago_min else "", say("after_later", lang),
    )  # fmt: skip
    options = [
        u.OptionView(
            f"after:when:{minutes}", "clock",
            say("after_min", lang, n=minutes) if minutes else say("after_now", lang), hm(now.at_ms - minutes * 60_000),
        )
        for minutes in MINUTES
        if minutes <= after.most_min and minutes != after.ago_min
    ]  # fmt: skip
    chosen = u.OptionView(f"after:when:{after.ago_min}", "yes", say("after_write", lang, time=at), tone="do")
    return u.MenuView(
        _back(around), say(f"note_{after.what}", lang), say("after_when_title", lang), stepper=stepper,
        options=(chosen, *options),
    )  # fmt: skip


def _back(around: Around) -> Chrome:
    chrome = frame(around, inside=False)
    back = ToolView("after:back", "undo", say("back", around.lang))
    end = ToolView("after:end", "yes", say("after_end", around.lang))
    return _with_tools(chrome, (back, end, chrome.dock.tools[2]))


def _with_tools(chrome: Chrome, tools: tuple[ToolView, ...]) -> Chrome:
    return replace(chrome, dock=replace(chrome.dock, tools=tools))
