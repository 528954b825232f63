"""How the course of an incident is read line by line, and how a line is corrected with three touches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from protocols.course import Happened, noted_later
from protocols.station_card import CHINA_UTC_OFFSET_MIN

from . import views_upkeep as u
from .after import LINES, WRONG, After, corrects
from .around import t
from .views_chrome import Chrome, ToolView
from .walltime import hm
from .words import say

ICONS = {"earlier": "undo", "later": "go", "not_so": "no", "wrong": "unsure"}


def _lines(after: After, lang: str, chrome: Chrome) -> u.CourseView:
    course = after.course[::-1]  # what was just done is what is still known to be wrong
    if len(course) > LINES:
        back, _, third = chrome.dock.tools
        left = len(course) - after.first - LINES
        more = ToolView("after:more", "swap", say("course_more" if left > 0 else "course_newest", lang, n=left))
        chrome = replace(chrome, dock=replace(chrome.dock, tools=(back, more, third)))
    shown = tuple(_line(after, one, lang) for one in course[after.first : after.first + LINES])
    return u.CourseView(chrome, say("course_title", lang), say("course_detail", lang), shown)


def _line(after: After, happened: Happened, lang: str) -> u.CourseLineView:
    assert after.session is not None
    name = corrects(happened)
    later = noted_later(after.session.incident, happened.line, CHINA_UTC_OFFSET_MIN)
    return u.CourseLineView(
        f"after:line:{name}" if name else "", happened.line.when(lang), t(happened.line.text, lang),
        tuple(u.AfterNoteView(n.when(lang) if n.time else "", t(n.text, lang), n.kind_text(lang)) for n in later),
    )  # fmt: skip


def _how(after: After, lang: str, chrome: Chrome) -> u.MenuView:
    options = tuple(u.OptionView(f"after:wrong:{how}", ICONS[how], say(f"fix_{how}", lang)) for how in WRONG)
    return u.MenuView(chrome, _title(after, lang), say("fix_detail", lang), options=options)


def _shift(after: After, lang: str, chrome: Chrome) -> u.MenuView:
    by = tuple(
        u.OptionView(
            f"after:shift:{n}", "", say(f"fix_by_{after.wrong}", lang, n=n),
            say("after_about", lang, time=hm(after.shifted_ms(n))),
        )
        for n in after.shifts_min
    )  # fmt: skip
    unsure = u.OptionView("after:shift:", "unsure", say("fix_unsure", lang))
    return u.MenuView(
        chrome, _title(after, lang), say(f"fix_{after.wrong}_detail", lang), options=(*by, unsure)
    )  # fmt: skip


def _title(after: After, lang: str) -> str:
    line = after.chosen.line if after.chosen is not None else None
    return f"{line.when(lang)} {t(line.text, lang)}" if line is not None else ""


PAGES: dict[str, Callable[[After, str, Chrome], u.MenuView | u.CourseView]] = {
    "lines": _lines, "how": _how, "shift": _shift,
}  # fmt: skip
