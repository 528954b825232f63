"""The lobby at rest: a finger on its way meets the key it aimed at, whatever comes in meanwhile."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from kiosk.around import Around
from kiosk.idle import lull
from kiosk.line_state import LineFacts
from kiosk.roster import Responder, read
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.scene import Scene
from kiosk.station_file import load
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views import idle_view
from kiosk.views_chrome import OtherIncidentView
from kiosk.views_model import IdleView
from kiosk.walltime import BRANCH_ZONE
from kiosk.words import say
from protocols.incident import Incident
from tests.fakes.lobby_world import EXAMPLE, World

STATION = load(EXAMPLE, env={}).station
PEOPLE, _ = read(EXAMPLE.parent / "roster.example.csv")
OPEN, SHUT, LAPSED = (
    datetime.fromisoformat(f"{moment}+08:00").astimezone(BRANCH_ZONE)
    for moment in ("2026-11-26T10:00", "2026-11-26T22:00", "2030-01-07T10:00")
)
FAULTS = (("disk_off", "no_disk"), ("clock", "clock_stepped"))
DONE = "false_start_done"
STRIPS = ("other:", "after:")
SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080), "small": (540, 960), "wide": (1280, 800)}


class Now(NamedTuple):
    """What the lobby tells at a moment."""

    at: datetime = OPEN
    people: tuple[Responder, ...] | None = PEOPLE
    parked: int = 0
    after: bool = False
    sound: bool = True
    faults: int = 0
    notice: str = ""
    offline: bool = False


MOMENTS = (
    Now(), Now(people=None), Now(people=()), Now(SHUT), Now(LAPSED), Now(parked=1), Now(SHUT, parked=2),
    Now(after=True), Now(sound=False), Now(faults=1), Now(sound=False, faults=1), Now(sound=False, faults=2),
    Now(notice=DONE), Now(offline=True), Now(people=None, parked=1, faults=2),
    Now(LAPSED, parked=1, sound=False, faults=1), Now(SHUT, (), 1, False, False, 2, DONE, True),
    Now(LAPSED, None, 0, True, False, 2, DONE),
)  # fmt: skip
"""Nothing, each alone, some together, all of it."""


@pytest.fixture(scope="module")
def resting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Incident, Around]]:
    world = World(Path(tmp_path_factory.mktemp("idle")) / "journal.db")
    around = world.stage._around(None)
    yield world.tap("help").incident, around
    world.die()


def told(here: tuple[Incident, Around], now: Now, lang: str, elderly: bool) -> IdleView:
    incident, around = here
    around = replace(
        around, lang=lang, profile="elderly" if elderly else "normal", sound=now.sound, problems=FAULTS[: now.faults],
        line=LineFacts() if now.offline else around.line,
    )  # fmt: skip
    rest = replace(lull(STATION, now.people, now.at), gesture=True, notice=now.notice)
    view = idle_view(around, rest, (incident,) * now.parked)
    if now.after:
        strip = OtherIncidentView(say("after_strip", lang), say("after_strip_key", lang), "after:open", "quiet")
        view = replace(view, chrome=replace(view.chrome, other=strip))
    return view


def stands(text: str, scene: Scene) -> bool:
    """Every word of it is drawn, whatever lines it was broken into."""
    return "".join(text.split()) in "".join("".join(words.text for words in scene.words()).split())


@pytest.mark.parametrize("form", SIZES)
def test_no_key_of_the_lobby_moves_with_what_comes_in(
    resting: tuple[Incident, Around], measure: Measure, form: str
) -> None:
    for lang, elderly in itertools.product(("zh", "en"), (False, True)):
        keys, strips = set(), set()
        for now in MOMENTS:
            view = told(resting, now, lang, elderly)
            pen = pen_for(view, Metrics(*SIZES[form]), measure)
            scene = draw(view, pen)
            assert pen.overfull == [], (lang, elderly, now)
            placed = {key.action: key.box for key in scene.keys}
            strips |= {placed.pop(action) for action in tuple(placed) if action.startswith(STRIPS)}
            keys.add(tuple(sorted(placed.items())))
            assert stands(view.rows[0].weak, scene), "where the AED is stands always"
            shown = view.chrome.problems[: 1 if form == "small" else 2]  # half a panel's pixels are rounded twice
            assert all(stands(problem.text, scene) for problem in shown), (lang, elderly, now)
            for one, other in itertools.combinations(scene.words(), 2):
                assert not one.box.inset(2).overlaps(other.box.inset(2)), (lang, elderly, now, one.text, other.text)
        assert len(keys) == 1 and len(strips) == 1, (lang, elderly)
        assert {"help", "dock:cpr", "dock:call", "upkeep:open", "idle:name"} <= {action for action, _ in keys.pop()}
