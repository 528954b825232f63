"""No key moves or changes its size because of what is said: a finger that aims meets the answer it aimed at."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.around import Around
from kiosk.bilingual import Words
from kiosk.roster import AtPost
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.scene import Box
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views import session_view
from kiosk.views_model import RestView
from protocols.incident import Frame, Incident
from tests.fakes.lobby_world import PACK, World

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
WAYS = tuple(itertools.product(("zh", "en"), SIZES, (False, True)))
SAID = {
    "zh": ("", "别怕。", "把一只手放在胸口正中，另一只手叠在上面，手臂伸直，用力压五到六厘米，再完全放开，不要停。"),
    "en": ("", "Stay with them.", "Put one hand on the middle of the chest, the other on top of it, arms straight, "
           "push down hard, five to six centimetres, then let go all the way, and do not stop."),
}  # fmt: skip
"""Nothing, one line, two lines and more."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Incident, Around]]:
    world = World(Path(tmp_path_factory.mktemp("still")) / "journal.db")
    session = world.tap("dock:cpr", "lane:caller:take")
    posts = (AtPost(Words("大堂经理", "Lobby manager"), 1),)
    yield session.incident, replace(world.stage._around(session), posts=posts)
    world.die()


@pytest.mark.parametrize("protocol", PACK.protocols)
def test_no_key_moves_with_what_is_said(running: tuple[Incident, Around], measure: Measure, protocol: str) -> None:
    incident, around = running
    moved = []
    steps = enumerate(PACK.protocols[protocol].steps)
    for (number, step), (way, (lang, form, elderly)) in itertools.product(steps, enumerate(WAYS)):
        if (number + way) % 2:  # half of the ways for each step: every way meets every kind of screen
            continue
        here = replace(incident, frames=(Frame(protocol, PACK.hash, step),), lang=lang)
        seen: list[dict[str, Box]] = []
        heard = [(said, True) for said in SAID[lang]] + [(said, False) for said in SAID[lang][::2]]
        for said, sound in heard:
            now = replace(around, lang=lang, profile="elderly" if elderly else "normal", caption=said, sound=sound)
            view = session_view(PACK, here, now)
            if isinstance(view, RestView):
                break
            pen = pen_for(view, Metrics(*SIZES[form]), measure)
            seen.append({key.action: key.box for key in draw(view, pen).keys})
            if pen.overfull:
                moved.append((step, lang, form, elderly, said, pen.overfull))
        if any(keys != seen[0] for keys in seen):
            moved.append((step, lang, form, elderly))
    assert not moved
