"""How the pages behind the PIN look: the state of `Upkeep` becomes frozen views."""

from __future__ import annotations

from collections.abc import Callable

from . import views_upkeep as u
from .around import Around
from .idle import Lull, kit_dates
from .pin import MAX_DIGITS, MIN_DIGITS, Locked, NoPin, Wrong
from .settings import BRIGHTNESSES, PROFILES, VOLUMES
from .station import KioskConfig
from .touch_test import COUNT
from .upkeep import CLEANING_S, PAGES, REASONS, Report, Upkeep
from .views import idle_view
from .views_chrome import Chrome, DockView, Tone, ToolView
from .walltime import local
from .words import clock, say, written

ICONS = {
    "lang": "language", "profile": "person", "volume": "speaker", "brightness": "heat", "rotation": "swap",
    "night": "eye", "station": "pin", "line": "online", "voice": "speaker", "touch": "hands", "cleaning": "stop",
    "export": "disk", "versions": "more", "exit": "door",
}  # fmt: skip
TONES: dict[str, Tone] = {
    "blocked": "care", "export_none": "care", "export_why_locked": "care", "export_failed": "care",
    "export_done": "rescue", "touch_good": "rescue",
    "pin_wrong": "care", "pin_short": "care", "abandon_detail": "care", "abandon_done": "rescue",
}  # fmt: skip


def page_view(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.UpkeepView:
    """`config` is what counts now, the settings over the station's file."""
    lang = around.lang
    if upkeep.page == "wiping":
        left = say("clean_left", lang, n=int(upkeep.cleaning_left_s + 0.999))
        return u.CleaningView(
            say("clean_title", lang), left, say("clean_hint", lang), say("clean_help", lang),
            say("clean_help_note", lang), written(lang),
        )  # fmt: skip
    if upkeep.page == "pin":
        return _pin(upkeep, around)
    if upkeep.page == "touch":
        return _touch(upkeep, around)
    made = _MADE.get(upkeep.page, _menu)
    return made(upkeep, config, around)


def frame(around: Around, *, inside: bool) -> Chrome:
    """Bar and dock of the idle screen, with the way back and the way out in the first two places."""
    lang = around.lang
    idle = idle_view(around, Lull(local(around.now))).chrome
    back = ToolView("upkeep:back", "undo", say("back", lang))
    close = ToolView("upkeep:close", "no", say("settings_close", lang)) if inside else ToolView("", "", "")
    dock = DockView((back, close, idle.dock.tools[2]), idle.dock.call, idle.dock.cpr)
    return Chrome(idle.lang, idle.bar, dock, idle.night)


def _pin(upkeep: Upkeep, around: Around) -> u.PinView:
    lang = around.lang
    standing = upkeep.lock.standing(around.now)
    pad, tone = True, TONES.get(upkeep.told, "plain")
    match standing:
        case Locked(left_s):
            pad, tone, detail = False, "care", say("pin_locked", lang, time=clock(left_s + 0.999))
        case NoPin(reason):
            pad, tone, detail = False, "care", say(f"pin_{reason}", lang)
        case Wrong(left) if upkeep.told == "pin_wrong":
            detail = say("pin_wrong_one" if left == 1 else "pin_wrong", lang, n=left)
        case _:
            detail = say(upkeep.told or "pin_detail", lang)
    return u.PinView(
        frame(around, inside=False), say("pin_title", lang), detail, tone, len(upkeep.digits) if pad else 0,
        min(MAX_DIGITS, max(MIN_DIGITS, len(upkeep.digits))), pad, say("pin_erase", lang), say("pin_ok", lang),
    )  # fmt: skip


def _menu(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    lang = around.lang
    stands = {
        "lang": say(f"lang_{config.lang}", lang),
        "profile": say(f"set_profile_{config.station.profile}", lang),
        "volume": _percent(config.sound.volume, lang),
        "brightness": _percent(config.screen.brightness, lang),
        "rotation": say(f"rotation_{config.screen.rotation}", lang),
        "night": say(f"night_{config.screen.night}", lang),
        "station": config.station.id,
        "line": say("ln_up" if upkeep.machine.report().line_up else "ln_off", lang),
        "versions": upkeep.machine.report().version,
    }
    options = tuple(
        u.OptionView(f"upkeep:page:{name}", ICONS[name], say(f"set_{name}", lang), stands.get(name, ""))
        for name in PAGES
    )
    detail = "settings_detail" if upkeep.kept else "settings_not_kept"
    return _page(upkeep, around, "settings", detail, options=options)


def _page(
    upkeep: Upkeep,
    around: Around,
    title: str,
    detail: str,
    *,
    rows: tuple[u.InfoRowView, ...] = (),
    stepper: u.StepperView | None = None,
    options: tuple[u.OptionView, ...] = (),
    **values: object,
) -> u.MenuView:
    told = upkeep.told or detail
    return u.MenuView(
        frame(around, inside=True), say(title, around.lang), say(told, around.lang, **values),
        TONES.get(told, "care" if told == "settings_not_kept" else "plain"), rows, stepper, options,
    )  # fmt: skip


def _choice(key: str, values: tuple[str, ...], icon: str) -> Callable[[Upkeep, KioskConfig, Around], u.MenuView]:
    """A page on which one of a few is chosen."""

    def made(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
        stands = {
            "lang": config.lang, "profile": config.station.profile,
            "rotation": str(config.screen.rotation), "night": config.screen.night,
        }[key]  # fmt: skip
        words = f"set_{key}" if key == "profile" else key  # the kiosk's own words say what it is, these what it does
        notes = {"profile": PROFILES, "night": ("auto",)}.get(key, ())
        options = tuple(
            u.OptionView(
                f"upkeep:set:{key}:{value}", icon, say(f"{words}_{value}", around.lang),
                say(f"{words}_{value}_note", around.lang) if value in notes else "", value == stands,
            )
            for value in values
            if value != "yue" or config.station.cantonese
        )  # fmt: skip
        return _page(upkeep, around, f"set_{key}", f"{words}_detail", options=options)

    return made


def _steps(key: str, steps: tuple[float, ...]) -> Callable[[Upkeep, KioskConfig, Around], u.MenuView]:
    """A page with less and more."""

    def made(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
        value = config.sound.volume if key == "volume" else config.screen.brightness
        at = min(range(len(steps)), key=lambda n: abs(steps[n] - value))

        def action(n: int) -> str:
            return f"upkeep:set:{key}:{steps[n]}" if 0 <= n < len(steps) else ""

        stepper = u.StepperView(
            _percent(value, around.lang), action(at - 1), say("less", around.lang), action(at + 1),
            say("more", around.lang), value,
        )  # fmt: skip
        return _page(upkeep, around, f"set_{key}", f"{key}_detail", stepper=stepper)

    return made


def _rows(*pairs: tuple[str, str], lang: str) -> tuple[u.InfoRowView, ...]:
    return tuple(u.InfoRowView(say(name, lang), text or say("st_none", lang)) for name, text in pairs)


def _station(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    lang, s = around.lang, config.station
    rows = _rows(
        ("st_id", s.id), ("st_name", s.name[lang]), ("st_address", f"{s.address[lang]}　{s.floor[lang]}".strip()),
        ("st_entrance", s.entrance[lang]), ("st_phone", s.phone), ("st_aed", s.aed_place[lang]),
        ("st_kit", kit_dates(s, lang)),
        ("st_printer", s.printer), lang=lang,
    )  # fmt: skip
    return _page(upkeep, around, "set_station", "station_detail", rows=rows)


def _line(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    lang, report = around.lang, upkeep.machine.report()
    up = say("ln_up", lang) if report.line_up else say("ln_down", lang, time=clock(report.line_down_s))
    rows = _rows(
        ("ln_broker", f"{report.brokers[0] if report.brokers else ''}　{up}"),
        ("ln_desk", _desk(report, lang)),
        ("ln_second", report.second_carrier),
        ("ln_waiting", say("ln_waiting_n", lang, n=report.waiting) if report.waiting else say("ln_nothing", lang)),
        ("ln_saved", say("ln_saved_yes" if report.saved else "ln_saved_no", lang)),
        lang=lang,
    )
    return _page(upkeep, around, "set_line", "line_detail", rows=rows)


def _desk(report: Report, lang: str) -> str:
    name = "desk_offline_idle" if not report.desk_online else "desk_online" if report.attended else "desk_unattended"
    return say(name, lang)


def _versions(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    lang, r = around.lang, upkeep.machine.report()
    rows = _rows(
        ("vr_app", r.version), ("vr_pack", r.pack[:16]),
        ("vr_review", say("vr_review_n", lang, n=r.signed, all=r.protocols)),
        ("st_id", config.station.id), ("vr_data", r.data),
        ("vr_settings", say("vr_settings_bad" if r.settings_damaged else "vr_settings_ok", lang)), lang=lang,
    )  # fmt: skip
    return _page(upkeep, around, "set_versions", "versions_detail", rows=rows)


def _voice(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    lang = around.lang
    detail = {"": "voice_detail", "asked": "voice_asked", "good": "voice_good", "bad": "voice_bad"}
    options = [u.OptionView("upkeep:do:play", "speaker", say("voice_play", lang), _percent(config.sound.volume, lang))]
    if upkeep.heard == "asked":
        options += [
            u.OptionView("upkeep:do:not_heard", "no", say("voice_no", lang)),
            u.OptionView("upkeep:do:heard", "yes", say("voice_yes", lang)),
        ]
    return _page(upkeep, around, "set_voice", detail.get(upkeep.heard, "voice_cannot"), options=tuple(options))


def _cleaning(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    if upkeep.blocked("clean"):
        return _page(upkeep, around, "set_cleaning", "blocked")
    n = round(CLEANING_S)
    option = u.OptionView("upkeep:do:clean", "stop", say("clean_start", around.lang, n=n), tone="do")
    return _page(upkeep, around, "set_cleaning", "clean_detail", options=(option,), n=n)


def _export(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    lang, export = around.lang, upkeep.export
    options: tuple[u.OptionView, ...] = ()
    if upkeep.blocked("export"):
        return _page(upkeep, around, "set_export", "blocked")
    if upkeep.where is not None and export is None:
        words = say("export_go", lang, where=upkeep.where.name)
        options = (u.OptionView("upkeep:do:export", "disk", words, tone="do"),)
    if upkeep.where is None or (export is not None and export.trouble):
        options = (u.OptionView("upkeep:do:look", "swap", say("export_again", lang)),)
    n, why = (export.incidents, say(f"export_why_{export.why}", lang)) if export is not None else (0, "")
    return _page(upkeep, around, "set_export", "export_detail", options=options, n=n, why=why)


def _exit(upkeep: Upkeep, config: KioskConfig, around: Around) -> u.MenuView:
    if upkeep.abandoned:
        reasons = tuple(u.OptionView(f"upkeep:do:{r}", "clock", say(r, around.lang)) for r in REASONS)
        return _page(upkeep, around, "set_exit", "abandon_detail", options=reasons)
    if upkeep.blocked("exit"):
        return _page(upkeep, around, "set_exit", "blocked")
    option = u.OptionView("upkeep:do:exit", "door", say("exit_yes", around.lang), tone="danger")
    return _page(upkeep, around, "set_exit", "exit_detail", options=(option,))


def _touch(upkeep: Upkeep, around: Around) -> u.TouchTestView:
    targets = tuple(u.TouchTargetView(f"touch:{n}", n in upkeep.touched) for n in range(COUNT))
    detail = say(upkeep.told or "touch_detail", around.lang, n=len(upkeep.touched), all=COUNT)
    return u.TouchTestView(frame(around, inside=True), say("set_touch", around.lang), detail, targets)


def _percent(part: float, lang: str) -> str:
    return say("percent", lang, n=round(part * 100))


_MADE: dict[str, Callable[[Upkeep, KioskConfig, Around], u.MenuView]] = {
    "menu": _menu,
    "lang": _choice("lang", ("zh", "en", "yue"), "language"),
    "profile": _choice("profile", PROFILES, "person"),
    "rotation": _choice("rotation", ("0", "90", "180", "270"), "swap"),
    "night": _choice("night", ("auto", "day", "night"), "eye"),
    "volume": _steps("volume", VOLUMES),
    "brightness": _steps("brightness", BRIGHTNESSES),
    "station": _station,
    "line": _line,
    "versions": _versions,
    "voice": _voice,
    "cleaning": _cleaning,
    "export": _export,
    "exit": _exit,
}
