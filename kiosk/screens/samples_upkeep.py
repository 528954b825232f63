"""The pages behind the lobby as they come from the real pages: PIN, settings, cleaning, looking back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from kiosk import station_file
from kiosk.around import Around, t
from kiosk.export import Export
from kiosk.pin import TRIES, PinHash, PinLock, Tries, hashed
from kiosk.settings import Settings
from kiosk.station import KioskConfig
from kiosk.upkeep import Report, Upkeep
from kiosk.upkeep_pages import frame, page_view
from kiosk.views_chrome import Lang
from kiosk.views_upkeep import (
    AfterNoteView,
    AfterRowView,
    AfterView,
    AnyView,
    CourseLineView,
    CourseView,
    MenuView,
    OptionView,
    StepperView,
)  # fmt: skip
from kiosk.words import say
from protocols.events import Event, Moment
from protocols.incident import Incident
from protocols.words import MARKS
from protocols.words import say as plain

EXAMPLE = Path(__file__).resolve().parents[1] / "kiosk.example.toml"
NOW = Moment(1_790_000_000_000, 500_000, "boot")
_YESTERDAY = Moment(NOW.at_ms - 24 * 3_600_000, 1, "earlier")
LEFT = Incident("FT03/live/left", opened=_YESTERDAY, parked=True, parked_at=_YESTERDAY)


class Shown:
    """A machine that only tells; and the store of a PIN that nobody types."""

    settings = Settings()

    def __init__(self, wrong: int = 0, pin: PinHash | str = "none") -> None:
        self._tries, self._pin = Tries(wrong, NOW), pin

    def report(self) -> Report:
        return Report(
            "0.1.0", "5f1c0a9e77b2c4d1a9", 0, 41, "/var/lib/first-response-kiosk", False, ("mqtt.bank.example:8883",),
            "https://desk.bank.example:8470", True, 0.0, True, 1, 0, True,
        )  # fmt: skip

    def apply(self, settings: Settings) -> bool:
        return True

    def play_test(self) -> bool:
        return True

    def sticks(self, *, locked: bool = False) -> list[Path]:
        return []

    def export(self, to: Path) -> Export:
        raise AssertionError("a picture of a page exports nothing")

    def note(self, event: Event) -> None:
        pass

    def stop(self) -> None:
        pass

    def pin(self) -> PinHash | str:
        return self._pin

    def tries(self) -> Tries:
        return self._tries

    def keep(self, tries: Tries) -> None:
        pass


@cache
def _config() -> KioskConfig:
    return station_file.load(EXAMPLE, env={})


@cache
def _pin() -> PinHash:
    return hashed("280317", n=16)


def _upkeep(page: str, wrong: int = 0, pin: PinHash | str | None = None, **state: object) -> Upkeep:
    shown = Shown(wrong, pin if pin is not None else _pin())
    made = Upkeep(PinLock(shown), shown, lambda: NOW, tuple, page, since=NOW)
    for name, value in state.items():
        setattr(made, name, value)
    return made


def around(lang: Lang) -> Around:
    return Around(NOW, _config().station, lang)


def _page(lang: Lang, upkeep: Upkeep) -> AnyView:
    return page_view(upkeep, _config(), around(lang))


def everything(lang: Lang) -> dict[str, AnyView]:
    def page(name: str, **state: object) -> Callable[[], AnyView]:
        return lambda: _page(lang, _upkeep(name, **state))  # type: ignore[arg-type]

    made = {
        "pin": page("pin", digits="2803"),
        "pin_wrong": page("pin", wrong=TRIES - 1, told="pin_wrong"),
        "pin_locked": page("pin", wrong=TRIES),
        "pin_none": page("pin", pin="none"),
        "settings": page("menu"),
        "set_profile": page("profile"),
        "set_rotation": page("rotation"),
        "set_volume": page("volume"),
        "set_station": page("station"),
        "set_line": page("line"),
        "set_versions": page("versions"),
        "set_voice": page("voice", heard="asked"),
        "set_export": page("export", told="export_none"),
        "set_exit": page("exit", told="blocked"),
        "set_abandoned": page("exit", incidents=lambda: (LEFT,)),
        "set_touch": page("touch", touched=frozenset({0, 1, 4})),
        "cleaning": page("wiping"),
    }
    return {name: make() for name, make in made.items()} | {
        "after": after(lang), "after_what": after_what(lang), "after_when": after_when(lang),
        "after_course": after_course(lang), "after_wrong": after_wrong(lang), "after_shift": after_shift(lang),
    }  # fmt: skip


def after(lang: Lang) -> AfterView:
    def row(zh: str, en: str, value_s: float | None, goal_s: float, pass_s: float) -> AfterRowView:
        value = say("after_none", lang) if value_s is None else f"{value_s:.0f} {'s' if lang == 'en' else '秒'}"
        goal = say("after_goal", lang, n=round(goal_s))
        return AfterRowView(en if lang == "en" else zh, value, goal, "", value_s, goal_s, pass_s)

    late, here = plain("tapped_late", lang), t(MARKS["aed_here"], lang)
    chrome = frame(around(lang), inside=True)
    tools = tuple(
        replace(tool, action=action, icon=icon, label=say(words, lang))
        for tool, action, icon, words in zip(
            chrome.dock.tools,
            ("after:end", "after:note"),
            ("yes", "message"),
            ("after_end", "after_note"),
            strict=False,
        )
    )
    dock = replace(chrome.dock, tools=(tools[0], tools[1], chrome.dock.tools[2]))
    return AfterView(
        replace(chrome, dock=dock), say("after_title", lang), say("after_care", lang), say("after_rows", lang),
        (
            row("开始按压", "First compression", 41, 30, 60), row("打 120", "120 phoned", 52, 60, 90),
            row("贴上 AED 电极片", "AED pads on", None, 180, 300),
        ),
        say("after_notes", lang),
        (
            AfterNoteView(say("after_about", lang, time="10:43"), say("note_aed", lang), late),
            AfterNoteView(
                say("after_about", lang, time="10:41"),
                plain("about_line", lang, line=here, said=say("fix_earlier_note", lang)),
                late,
            ),
        ),
        "按压从节拍响起算，有没有真的按没有测。" if lang == "zh" else "Compressions count from the beat.",
        OptionView("after:lines", "more", say("after_course", lang), say("after_course_note", lang)),
    )  # fmt: skip


def after_what(lang: Lang) -> MenuView:
    names = ("aed", "shock", "breath", "called", "crew", "vomit", "drug", "family", "police")
    options = (
        *(OptionView(f"after:what:{name}", "", say(f"note_{name}", lang)) for name in names),
        OptionView("after:lines", "", say("after_wrong", lang)),
    )
    return MenuView(
        frame(around(lang), inside=True), say("after_what_title", lang), say("after_what_detail", lang), options=options
    )


def after_when(lang: Lang) -> MenuView:
    stepper = StepperView(
        "10:43", "after:earlier", say("after_earlier", lang), "after:later", say("after_later", lang)
    )  # fmt: skip
    options = (
        OptionView("after:when:7", "yes", say("after_write", lang, time="10:43"), tone="do"),
        OptionView("after:when:0", "clock", say("after_now", lang), "10:50"),
        OptionView("after:when:5", "clock", say("after_min", lang, n=5), "10:45"),
    )
    return MenuView(
        frame(around(lang), inside=True), say("note_aed", lang), say("after_when_title", lang), stepper=stepper,
        options=options,
    )  # fmt: skip


def after_course(lang: Lang) -> CourseView:
    late, here = plain("tapped_late", lang), t(MARKS["aed_here"], lang)
    lines = (
        ("10:40:02", plain("help_key", lang)),
        ("10:40:14", "没有反应" if lang == "zh" else "No response"),
        ("10:40:31", "没有正常呼吸" if lang == "zh" else "No normal breathing"),
        ("10:40:40", plain("first_beat", lang)),
        ("10:40:54", plain("call_connected", lang, number="120")),
        ("10:43:12", here),
    )
    notes = {
        "10:43:12": (
            AfterNoteView(say("after_about", lang, time="10:41"), say("fix_earlier_note", lang), late),
        ),
        "10:40:14": (AfterNoteView("", say("fix_not_so_note", lang), late),),
    }  # fmt: skip
    rows = tuple(CourseLineView(f"after:line:{at}", at, said, notes.get(at, ())) for at, said in lines)
    return CourseView(frame(around(lang), inside=True), say("course_title", lang), say("course_detail", lang), rows)


def after_wrong(lang: Lang) -> MenuView:
    icons = {"earlier": "undo", "later": "go", "not_so": "no", "wrong": "unsure"}
    options = tuple(OptionView(f"after:wrong:{how}", icons[how], say(f"fix_{how}", lang)) for how in icons)
    title = f"10:43:12 {t(MARKS['aed_here'], lang)}"
    return MenuView(frame(around(lang), inside=True), title, say("fix_detail", lang), options=options)


def after_shift(lang: Lang) -> MenuView:
    by = (
        OptionView(
            f"after:shift:{n}", "", say("fix_by_earlier", lang, n=n), say("after_about", lang, time=f"10:{43 - n}")
        )
        for n in (1, 2, 5, 10)
    )
    unsure = OptionView("after:shift:", "unsure", say("fix_unsure", lang))
    title = f"10:43:12 {t(MARKS['aed_here'], lang)}"
    return MenuView(
        frame(around(lang), inside=True), title, say("fix_earlier_detail", lang), options=(*by, unsure)
    )  # fmt: skip
