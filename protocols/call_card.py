"""What the caller reads to 120: place, way in, what is wrong, what is being done, the number to call back."""

from __future__ import annotations

from dataclasses import dataclass

from . import situation, spoken
from .events import Ref
from .incident import Incident, Noted
from .model import Pack
from .station_card import StationCard
from .words import say, words


@dataclass(frozen=True, slots=True)
class CardRow:
    """One line to read aloud: its name, the words, a second line. `sources` are the facts in it."""

    id: str
    label: str
    strong: str
    weak: str = ""
    sources: tuple[Ref, ...] = ()


def call_card(pack: Pack, incident: Incident, station: StationCard, lang: str) -> tuple[CardRow, ...]:
    """The rows in the order a dispatcher asks for them: address, entrance, what, age, doing, call back."""
    found = situation.standing(pack, incident)
    age = situation.note(incident, "age_sex")
    what = words(situation.what(pack, incident), lang)
    tell = _reminders(pack, incident, lang)
    rows = (
        *_place(pack, incident, station, lang),
        CardRow("what", say("what", lang), what, _joined(lang, *_said(found, lang)), tuple(f.source for f in found)),
        CardRow("age", say("age", lang), _age(age, lang), "", (age.source,) if age else ()),
        _doing_row(pack, incident, lang),
        CardRow("call_back", say("call_back", lang), station.phone),
        CardRow("tell", say("tell", lang), tell[0] if tell else "", _joined(lang, *tell[1:])),
    )
    return tuple(row for row in rows if row.strong)


def read_out(pack: Pack, incident: Incident, station: StationCard, lang: str) -> str:
    """The whole script as it is spoken: numbers in words, nothing that no fact says."""

    def aloud(text: str) -> str:
        return spoken.address(text, lang)

    away = situation.elsewhere(pack, incident)
    address, floor = words(station.address, lang), words(station.floor, lang)
    place = _joined(lang, floor, address) if lang == "en" else _joined(lang, address, floor)
    entrance = "" if away else words(station.entrance, lang)
    found = _said(situation.standing(pack, incident), lang)
    doing = _doing_spoken(pack, incident, lang)
    parts = (
        say("read_drill", lang) if incident.drill else "",
        say("read_elsewhere", lang, name=aloud(words(station.name, lang)))
        if away
        else say("read_place", lang, name=aloud(words(station.name, lang)), address=aloud(place)),
        say("read_entrance", lang, entrance=aloud(entrance)) if entrance else "",
        *(say("read_what", lang, what=aloud(said)) for said in (words(situation.what(pack, incident), lang), *found)),
        say("read_doing", lang, doing=aloud(doing)) if doing else "",
        say("read_age", lang, age=aloud(_age(situation.note(incident, "age_sex"), lang))),
        say("read_call_back", lang, phone=spoken.phone(station.phone, lang)),
        say("read_hold", lang),
    )
    return (" " if lang == "en" else "").join(part for part in parts if part)


def _place(pack: Pack, incident: Incident, station: StationCard, lang: str) -> tuple[CardRow, ...]:
    """Where to come to: the branch, or a home whose address only the people there know."""
    if situation.elsewhere(pack, incident):
        return (CardRow("address", say("address", lang), say("elsewhere", lang), say("elsewhere_note", lang)),)
    place = _joined(lang, words(station.name, lang), words(station.floor, lang))
    return (
        CardRow("address", say("address", lang), words(station.address, lang), place),
        CardRow("entrance", say("entrance", lang), words(station.entrance, lang), words(station.landmark, lang)),
    )


def _reminders(pack: Pack, incident: Incident, lang: str) -> list[str]:
    """What else the protocol wants told: asked for, never read aloud as known."""
    protocol = situation.subject(pack, incident)
    return [words(line, lang) for line in protocol.tell] if protocol is not None else []


def _doing_row(pack: Pack, incident: Incident, lang: str) -> CardRow:
    beat, doing = incident.beat, situation.doing(pack, incident)
    if beat is not None:
        weak = say("doing_cpr_weak", lang, rate=beat.rate_bpm)
        return CardRow("doing", say("doing", lang), say("doing_cpr", lang), weak, (beat.source,))
    if doing is None:
        return CardRow("doing", say("doing", lang), "")
    # Not the step's title: that is said to the helper, and would be read to the dispatcher as news.
    return CardRow("doing", say("doing", lang), say("doing_with", lang), "", doing.sources)


def _doing_spoken(pack: Pack, incident: Incident, lang: str) -> str:
    if incident.beat is not None:
        return say("doing_cpr_spoken", lang)
    return say("doing_with_spoken", lang) if situation.doing(pack, incident) is not None else ""


def _age(age: Noted | None, lang: str) -> str:
    return age.note.text if age is not None else say("unknown", lang)


def _said(found: tuple[situation.Finding, ...], lang: str) -> list[str]:
    return [words(f.text, lang) for f in found]


def _joined(lang: str, *parts: str) -> str:
    return (", " if lang == "en" else "，").join(part for part in parts if part)
