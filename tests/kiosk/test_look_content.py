"""Every step of every protocol as it will really stand: all words fit, in both languages, both ways up."""

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
from kiosk.screens.scene import Pen, Scene, Sign
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views import session_view
from kiosk.views_model import RestView, View
from protocols import icons
from protocols.incident import Frame, Incident, RunningTimer
from tests.fakes.lobby_world import PACK, World

STEPS = [(protocol.id, step) for protocol in PACK.protocols.values() for step in protocol.steps]
SPEAKER = icons.svg("speaker")
SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Incident, Around]]:
    """A collapse two minutes in, with the beat going: the fullest dock there is."""
    world = World(Path(tmp_path_factory.mktemp("look")) / "journal.db")
    session = world.tap("dock:cpr", "lane:caller:take")
    posts = tuple(AtPost(Words(zh, en), 1) for zh, en in (("大堂经理", "Lobby manager"), ("柜台", "Counter")))
    yield session.incident, replace(world.stage._around(session), posts=posts)
    world.die()


def _view(running: tuple[Incident, Around], protocol: str, step: str, lang: str, elderly: bool) -> View:
    incident, around = running
    spoken = PACK.step(protocol, step).say.get(lang, "")
    around = replace(around, lang=lang, profile="elderly" if elderly else "normal", caption=spoken)
    frames, timers = (Frame(protocol, PACK.hash, step),), {**incident.timers, **_started(around, protocol, step)}
    return session_view(PACK, replace(incident, frames=frames, timers=timers, lang=lang), around)


def _started(around: Around, protocol: str, step: str) -> dict[str, RunningTimer]:
    timers = [(name, PACK.timer(name)) for name in PACK.step(protocol, step).timers]
    return {name: RunningTimer(name, timer.after_s, around.now, around.now) for name, timer in timers if timer}


def _drawn(view: View, form: str, measure: Measure) -> tuple[Pen, Scene]:
    pen = pen_for(view, Metrics(*SIZES[form]), measure)
    return pen, draw(view, pen)


@pytest.mark.parametrize(("protocol", "step"), STEPS, ids=[f"{p}/{s}" for p, s in STEPS])
def test_every_step_fits(running: tuple[Incident, Around], measure: Measure, protocol: str, step: str) -> None:
    for ways in itertools.product(("zh", "en"), SIZES, (False, True)):
        lang, form, elderly = ways
        view = _view(running, protocol, step, lang, elderly)
        pen, scene = _drawn(view, form, measure)
        assert pen.overfull == [], ways
        if not isinstance(view, RestView) and view.chrome.caption is not None:  # beside the dock's own loudspeaker
            speakers = sum(isinstance(node, Sign) and node.svg == SPEAKER for node in scene.nodes)
            assert speakers == 2, (ways, "what is said is read")
        for one, other in itertools.combinations(scene.keys, 2):
            assert not one.box.overlaps(other.box), (one.action, other.action, ways)
        assert all(pen.window.contains(word.box) for word in scene.words()), ways
