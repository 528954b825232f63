"""Words of the desk stand whole and large beside any step, cut into parts only where nothing else is left."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.desk_message import view_of
from kiosk.screens import desk_words
from kiosk.screens.box import Box
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.scene import Scene
from kiosk.theme import Metrics
from kiosk.typeset import GAP, Measure
from kiosk.views import session_view
from kiosk.views_model import HandoverView, StepView
from kiosk.words import say
from protocols.incident_parts import Frame
from tests.fakes.lobby_world import PACK, World
from tests.gallery.faults import CHARACTER_EM, LEAST_MM, covered, faults
from tests.gallery.screens import screen

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
WAYS = tuple(itertools.product(("zh", "en"), SIZES, (False, True)))
WORDS = {
    "zh": "救护车大约八分钟到，请派人到路口接车，把电梯按住；围观的人请到门外。",
    "en": "Ambulance in about eight minutes. Send somebody to the corner to meet it and hold the lift. Crowd outside, "
    "please.",
}
READ_MM = 9.0


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter not in f"{GAP} ")


def _green(scene: Scene, said: str) -> list[int]:
    """The sizes of the letters that these words are set in; nothing if they are not all there."""
    words = [word for word in scene.words() if not word.bold and _plain(word.text) in _plain(said)]
    read = "".join(_plain(word.text) for word in scene.words())
    return [word.size_px for word in words if len(_plain(word.text)) > 1] if _plain(said) in read else []


@pytest.mark.parametrize("strips", (False, True))
def test_words_of_the_desk_stand_whole_and_large_beside_nearly_every_step(
    tmp_path: Path, measure: Measure, strips: bool
) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr", "lane:caller:take")
    incident, around = session.incident, world.stage._around(session)
    world.die()
    if strips:
        around = replace(around, others=(incident,), problems=(("disk_off", "no_disk"),))
    steps = [(p, step) for p in PACK.protocols for step in PACK.protocols[p].steps]
    wrong, whole, large = [], [], []
    for number, (protocol, step) in enumerate(steps[strips::2]):
        lang, form, elderly = WAYS[number % 8]
        lanes = incident.lanes if number % 3 else {}
        here = replace(incident, frames=(Frame(protocol, PACK.hash, step),), lang=lang, lanes=lanes)
        view = session_view(PACK, here, replace(around, lang=lang, profile="elderly" if elderly else "normal"))
        if not isinstance(view, StepView):
            continue
        desk = view_of("林静", WORDS[lang], 0.0, say("receipt_spoken", lang))
        view = replace(view, chrome=replace(view.chrome, desk=desk))
        pen = pen_for(view, Metrics(*SIZES[form]), measure)
        scene = draw(view, pen)
        assert desk.part is not None
        all_of_it = _green(scene, desk.text)
        least_mm = pen.metrics.true_mm(min(all_of_it or _green(scene, desk.part[1]), default=0) * CHARACTER_EM)
        found = [*faults(pen, scene), *covered(scene)] + ([] if least_mm >= LEAST_MM else [f"{least_mm:.1f} mm"])
        wrong += [(protocol, step, lang, form, elderly, one) for one in found]
        whole.append(bool(all_of_it))
        large.append(least_mm >= READ_MM)
    assert wrong == []
    assert sum(whole) >= 0.9 * len(whole)
    assert sum(large) >= 0.6 * len(large)


def test_words_without_room_stand_in_parts_first_with_who_says_them_then_with_the_number_alone(
    measure: Measure,
) -> None:
    pen = pen_for(screen("fall", "zh"), Metrics(*SIZES["portrait"]), measure)
    desk = view_of("林静", WORDS["zh"], 0.0, "")

    def stands(width_mm: float, height_mm: float) -> str:
        trial = pen.trial()
        desk_words.draw(trial, Box(0, 0, pen.px(width_mm), pen.px(height_mm)), desk, "zh")
        assert not trial.overfull
        return "".join(_plain(word.text) for word in trial.scene().words())

    assert stands(120, 40) == f"林静：{WORDS['zh']}"
    assert stands(100, 21) == f"林静1/2：{WORDS['zh'][:19]}"
    assert stands(84, 21) == f"1/2：{WORDS['zh'][:19]}"
    assert stands(40, 21).endswith("…")


@pytest.mark.parametrize("elderly", [False, True])
@pytest.mark.parametrize(("lang", "order"), [("zh", "按压不要停"), ("en", "Keep pressing")])
def test_beside_words_of_the_desk_the_handover_still_orders_to_keep_pressing(
    tmp_path: Path, measure: Measure, lang: str, order: str, elderly: bool
) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    incident, around = session.incident, world.stage._around(session)
    world.die()
    here = replace(incident, frames=(*incident.frames, Frame("handover", PACK.hash, "card")))
    profile = "elderly" if elderly else "normal"
    view = session_view(PACK, here, replace(around, lang=lang, profile=profile))
    assert isinstance(view, HandoverView)
    view = replace(view, chrome=replace(view.chrome, desk=view_of("林静", WORDS[lang], 0.0, "")))
    for size in SIZES.values():
        pen = pen_for(view, Metrics(*size), measure)
        scene = draw(view, pen)
        assert _plain(order) in "".join(_plain(word.text) for word in scene.words())
        assert [*faults(pen, scene), *covered(scene)] == []
