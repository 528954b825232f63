"""What the caller reads out on the telephone: place, way in, what is wrong, the number to call back."""

from __future__ import annotations

from dataclasses import dataclass

from . import situation
from .events import Ref
from .incident import Incident
from .incident_parts import Noted
from .model import Pack, Protocol, Text
from .station_card import StationCard
from .words import say, text, words

MEDICAL, ADVICE = "120", "96110"
NOTHING: Text = {"zh": "", "en": ""}
ASK_BACK: dict[str, Text] = {number: text(f"call_back_{number}") for number in ("119", "110")}
"""What only the caller knows of the phone: asked for, beside the branch's own number."""
ASKED: dict[str, tuple[Text, ...]] = {
    number: tuple(text(f"ask_{number}_{n}") for n in range(1, count + 1))
    for number, count in (("119", 2), ("110", 2), (ADVICE, 1))
}
"""What such a call needs where the protocol was not written for it."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One line to read aloud: its name, the words, a second line. `sources` are the facts in it."""

    id: str
    label: str
    strong: str
    weak: str = ""
    sources: tuple[Ref, ...] = ()


def call_card(pack: Pack, incident: Incident, station: StationCard, lang: str) -> tuple[CardRow, ...]:
    """The rows in the order a dispatcher asks for them: address, entrance, what, call back.

    Age and what is being done for the person belong to a medical call: the police and the fire service get neither.
    """
    number = called(pack, incident)
    found = situation.standing(pack, incident)
    age = situation.note(incident, "age_sex")
    what = words(_what(pack, incident, number), lang)
    tell = _reminders(pack, incident, number, lang)
    medical = (
        CardRow("age", say("age", lang), _age(age, lang), "", (age.source,) if age else ()),
        _doing_row(pack, incident, lang),
    )
    rows = (
        *_place(pack, incident, station, number, lang),
        CardRow("what", say("what", lang), what, _listed(lang, *_said(found, lang)), tuple(f.source for f in found)),
        *(medical if number == MEDICAL else ()),
        CardRow("call_back", say("call_back", lang), station.phone, words(ASK_BACK.get(number, NOTHING), lang)),
        CardRow("tell", say("tell", lang), tell[0] if tell else "", _listed(lang, *tell[1:])),
    )
    return tuple(row for row in rows if row.strong)


def called(pack: Pack, incident: Incident) -> str:
    """The number that the card on the screen is for."""
    top = incident.top
    step = pack.known_step(top.protocol, top.step) if top is not None else None
    return step.number if step is not None else MEDICAL


def _place(pack: Pack, incident: Incident, station: StationCard, number: str, lang: str) -> tuple[CardRow, ...]:
    """Where to come to: the branch, or a home whose address only the people there know."""
    if situation.elsewhere(pack, incident):
        return (CardRow("address", say("address", lang), say("elsewhere", lang), say("elsewhere_note", lang)),)
    place = _joined(lang, words(station.name, lang), words(station.floor, lang))
    address = CardRow("address", say("address", lang), words(station.address, lang), place)
    if number == ADVICE:  # nobody comes: they only advise
        return (address,)
    return (
        address,
        CardRow("entrance", say("entrance", lang), words(station.entrance, lang), words(station.landmark, lang)),
    )


def _what(pack: Pack, incident: Incident, number: str) -> Text:
    protocol = situation.subject(pack, incident)
    if number != MEDICAL and (protocol is None or protocol.summary is None):
        return text(f"unknown_{number}")
    return situation.what(pack, incident)


def _reminders(pack: Pack, incident: Incident, number: str, lang: str) -> list[str]:
    """What else is to be told: asked for, never read aloud as known. The protocol's own lines where it leads to this
    call by itself; those of a stroke are not for the police."""
    protocol = situation.subject(pack, incident)
    if number == MEDICAL or (protocol is not None and _leads_to(protocol, number)):
        asked = protocol.tell if protocol is not None else ()
    else:
        asked = ASKED[number]
    return [words(line, lang) for line in asked]


def _leads_to(protocol: Protocol, number: str) -> bool:
    card = f"call_{number}"
    return any(answer.goto.protocol == card for step in protocol.steps.values() for answer in step.answers)


def _doing_row(pack: Pack, incident: Incident, lang: str) -> CardRow:
    beat, doing = incident.beat, situation.doing(pack, incident)
    if beat is not None:
        weak = say("doing_cpr_weak", lang, rate=beat.rate_bpm)
        return CardRow("doing", say("doing", lang), say("doing_cpr", lang), weak, (beat.source,))
    if doing is None:
        return CardRow("doing", say("doing", lang), "")
    # Not the step's title: that is said to the helper, and would be read to the dispatcher as news.
    return CardRow("doing", say("doing", lang), say("doing_with", lang), "", doing.sources)


def _age(age: Noted | None, lang: str) -> str:
    return age.note.text if age is not None else say("unknown", lang)


def _said(found: tuple[situation.Finding, ...], lang: str) -> list[str]:
    return [words(f.text, lang) for f in found]


def _listed(lang: str, *parts: str) -> str:
    """Things that have commas of their own, one after the other."""
    return ("; " if lang == "en" else "；").join(parts)


def _joined(lang: str, *parts: str) -> str:
    return (", " if lang == "en" else "，").join(part for part in parts if part)
