"""Which words of the desk stand on the screen now, beside the guidance."""

from __future__ import annotations

from protocols import events as e
from protocols.events import Moment, elapsed_ms, lies_ahead
from protocols.incident import Incident
from protocols.incident_parts import DeskFact
from protocols.text import drawn

from . import desk_pages
from .around import Around, t
from .views_chrome import DeskMessageView
from .words import say

MESSAGE_SHOWN_S = 60.0
"""A desk message stands on the screen for so long, or until the next one."""
MESSAGE_STANDS_S = 2.0
"""The next one waits until this one could be read at a glance."""
MESSAGES_WAITING = 3
"""Of a flood only the newest wait to be shown; of the others nobody is told that they were."""


def message_on_show(incident: Incident, now: Moment) -> DeskFact | None:
    """The desk fact whose words stand on the screen: what nobody has seen yet goes before what has stood its time.

    By what was shown, not by the desk's clock: a desk whose clock was wrong must not hide what it says next.
    """
    words = [f for f in incident.desk if isinstance(f.event, e.MessageSent | e.Acknowledged)]
    heads: dict[str, int] = {}
    for fact in words:
        heads[fact.ref.log] = max(heads.get(fact.ref.log, 0), fact.ref.seq)
    fresh = [f for f in words if f.receipt.shown is None and heads[f.ref.log] - f.ref.seq < MESSAGES_WAITING]
    standing, stood_ms = None, MESSAGE_SHOWN_S * 1000
    for fact in words:
        shown = fact.receipt.shown
        if shown is None or lies_ahead(shown, now):
            continue  # the kiosk was away meanwhile: it has stood its time
        if (age_ms := elapsed_ms(shown, now)) <= stood_ms:
            standing, stood_ms = fact, float(age_ms)
    short = stood_ms < MESSAGE_STANDS_S * 1000 and standing is not None and isinstance(standing.event, e.MessageSent)
    return standing if short or not fresh else fresh[0]


def desk_message(incident: Incident, around: Around) -> DeskMessageView | None:
    """What a person at the desk said, with how far it came."""
    fact = None if incident.silent else message_on_show(incident, around.now)
    if fact is None:
        return None
    lang, event = around.lang, fact.event
    assert isinstance(event, e.MessageSent | e.Acknowledged)
    typed = event.text if isinstance(event, e.MessageSent) else (event.comment or say("took_it", lang))
    words = drawn(typed)
    if words != typed and not any(char.isalnum() for char in words):
        words = say("not_drawn", lang)
    if isinstance(event, e.MessageSent) and event.canned:
        for pack in around.packs.values():
            if event.canned in pack.phrases:
                words = t(pack.phrases[event.canned].text, lang)
    came = fact.receipt
    receipt = "receipt_spoken" if came.spoken else "receipt_not_spoken" if came.not_spoken else "receipt_shown"
    since_s = elapsed_ms(came.shown, around.now) / 1000 if came.shown is not None else 0.0
    return view_of(drawn(event.by), words, since_s, say(receipt, lang))


def view_of(who: str, words: str, since_s: float, receipt: str) -> DeskMessageView:
    """Whole, and the part that stands `since_s` after it was first seen where there is no room for the whole."""
    return DeskMessageView(who, words, receipt, part=desk_pages.now(who, words, since_s, MESSAGE_SHOWN_S))
