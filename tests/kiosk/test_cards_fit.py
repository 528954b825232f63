"""Every card that people read from holds the words of every protocol, however much was found."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from kiosk import theme
from kiosk import views_model as v
from kiosk.around import Around
from kiosk.line_state import LineFacts
from kiosk.screens.box import Box
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.scene import Panel, Scene, Words
from kiosk.station_file import load
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views import session_view
from protocols import events as e
from tests.fakes.lobby_world import EXAMPLE, PACK
from tests.fakes.playbook import Playbook
from tests.fakes.told import everything, led_to

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
STATION = load(EXAMPLE, env={}).station
CASES = [(id, card) for id, p in PACK.protocols.items() if not p.shared for card in led_to(PACK, p)]


def card_view(
    id: str, card: tuple[str, str], lang: str, *, grave: bool, desk: bool = False, old: bool = False
) -> v.View:
    play = everything(PACK, id, card, lang, grave=grave, desk=desk)
    caption = PACK.step(*card).say.get(lang, "")
    around = Around(play.now, STATION, lang, LineFacts(True, True, True, 1), caption)
    return session_view(PACK, play.incident, replace(around, profile="elderly") if old else around)


def near(word: Words) -> Box:
    """The ink of a line: its box without the room above and below that full-width marks and accents leave."""
    return Box(word.box.x + 2, word.box.y + 2, max(1, word.box.w - 4), max(1, word.box.h - 4))


def _badge(scene: Scene, word: Words) -> list[Box]:
    """What one of the letters of ATMIST stands on."""
    if word.text not in list("ATMIS"):
        return []
    return [n.box for n in scene.nodes if isinstance(n, Panel) and n.box.w == n.box.h and n.box == word.room]


@pytest.mark.parametrize("form", SIZES)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("id", "card"), CASES, ids=[f"{id}-{card[0]}" for id, card in CASES])
def test_every_card_holds_every_word(measure: Measure, id: str, card: tuple[str, str], lang: str, form: str) -> None:
    forms = [(True, False, False), (True, False, True)]
    if form == "portrait" and lang == "en":
        forms.append((False, True, False))
    for grave, desk, old in forms:
        view = card_view(id, card, lang, grave=grave, desk=desk, old=old)
        assert isinstance(view, v.CallCardView | v.HandoverView)
        pen = pen_for(view, Metrics(*SIZES[form]), measure)
        scene = draw(view, pen)
        assert pen.overfull == [], (grave, desk, old)
        words = list(scene.words())
        if not PACK.step(*card).clinical:  # what its author wants to be said, beside what was recorded
            detail = "".join(PACK.step(*card).detail[lang].replace("|", "").replace("**", "").split())
            assert detail in "".join("".join(word.text.split()) for word in words)
        for word in words:
            assert word.size_px >= pen.px(theme.FLOOR_MM) - 1, word
            assert word.box.y >= word.room.y - 3 and word.box.bottom <= word.room.bottom + 4, word
            assert word.box.x >= word.room.x - 2 and word.box.right <= word.room.right + round(word.size_px * 0.55), (
                word
            )
        badges = [box for word in words for box in _badge(scene, word)]
        assert len({box.h for box in badges}) <= 1, "all badges are of one size"
        for one, other in itertools.pairwise(badges):
            assert other.y - one.bottom >= pen.px(1.4), "badges have air between them"
        for one, other in itertools.combinations(words, 2):
            assert not near(one).overlaps(near(other)), (one.text, other.text)
        for key, word in itertools.product(scene.keys, words):
            assert key.box.contains(word.box, 4) or not key.box.overlaps(near(word)), (key.action, word.text)


CALLING = [
    (p.id, step.id, answer.goto.protocol.removeprefix("call_"))
    for p in PACK.protocols.values()
    for step in p.steps.values()
    for answer in step.answers
    if answer.goto.protocol and answer.goto.protocol.startswith("call_") and step.kind != "tiles"
]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_key_to_a_call_that_is_through_holds_its_words(measure: Measure, lang: str) -> None:
    for (id, step, number), form in itertools.product(CALLING, SIZES):
        play = Playbook(PACK).note(e.Opened(id, PACK.hash, "Branch", "lobby", "zh", "tile"), e.StepEntered(step))
        play.note(e.CallTicked(number, "connected"))
        if not PACK.step(id, step).answers[0].minor:
            play.note(e.ChoiceMade(step, PACK.step(id, step).answers[0].id, "tap"), after=9)
        view = session_view(PACK, play.incident, Around(play.now, STATION, lang, LineFacts(True, True, True, 1)))
        assert isinstance(view, v.StepView)
        pen = pen_for(view, Metrics(*SIZES[form]), measure)
        draw(view, pen)
        keys = {said for answer in view.answers for said in (answer.label, answer.note)}
        assert keys.isdisjoint(pen.overfull), (id, step, form)
