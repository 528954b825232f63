"""Strips that come in while somebody aims at a key: their words are whole, and no key moves because of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from kiosk.chrome import _other
from kiosk.screens import notices
from kiosk.screens.box import Box
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.screens.shorten import shortened
from kiosk.theme import CAPTION, MARGIN_MM, Metrics
from kiosk.typeset import GAP, SOFT_MARKS, Measure
from kiosk.views_chrome import Chrome, Lang
from kiosk.views_model import StepView
from kiosk.views_upkeep import MenuView
from kiosk.walltime import hms
from protocols.incident import Incident
from protocols.incident_parts import Frame
from protocols.model import Text
from protocols.words import words
from tests.fakes.lobby_world import PACK, World
from tests.gallery.faults import covered, faults
from tests.gallery.screens import OPEN, Look, acts, lobby, screen, wait

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
WAYS = tuple(itertools.product(("zh", "en"), SIZES, (False, True)))
ANOTHER = (acts("dock:changed"), wait(2), acts("other:help"), wait(3))
FALL = (acts("help", "answer:fall"), wait(8))
CHOKING = (*ANOTHER, acts("answer:choking"), wait(5))
FIT = (*ANOTHER, acts("answer:seizure"), wait(40))


class Strips(NamedTuple):
    view: StepView
    bare: StepView
    """The same without strips."""


@cache
def _strips(folder: Path, lang: Lang, elderly: bool, at_gate: bool) -> Strips:
    """Two other people, and the clock of a fit: at its step, or at the question before everything."""
    look: Look = "elder" if elderly else "day"
    world = lobby(folder, lang, look, OPEN)
    for deed in (*FALL, *CHOKING, *FIT, *((acts("dock:changed"), wait(3)) if at_gate else ())):
        deed(world)
    view = world.stage.view()
    world.die()
    assert isinstance(view, StepView) and view.chrome.other is not None and view.chrome.problems
    return Strips(view, replace(view, chrome=replace(view.chrome, other=None, problems=())))


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter not in f"{SOFT_MARKS}{GAP}\u3000 *")


def _read(scene: Scene, within: Box | None = None) -> str:
    return "".join(_plain(w.text) for w in scene.words() if within is None or within.contains(w.box, 4))


def _drawn(view: StepView | MenuView, form: str, measure: Measure) -> tuple[Pen, Scene]:
    pen = pen_for(view, Metrics(*SIZES[form]), measure)
    return pen, draw(view, pen)


def _told(chrome: Chrome) -> Iterator[str]:
    yield from (one.text for one in chrome.problems)
    if chrome.caption is not None:
        yield chrome.caption.text


@pytest.mark.parametrize("at_gate", (False, True))
@pytest.mark.parametrize(("lang", "form", "elderly"), WAYS)
def test_beside_two_others_and_a_lasting_clock_all_words_are_whole_and_no_key_moves(
    tmp_path_factory: pytest.TempPathFactory, measure: Measure, lang: Lang, form: str, elderly: bool, at_gate: bool
) -> None:
    view, bare = _strips(tmp_path_factory.mktemp("strips"), lang, elderly, at_gate)
    pen, scene = _drawn(view, form, measure)
    assert [*faults(pen, scene), *covered(scene)] == []
    assert [text for text in _told(view.chrome) if _plain(text) not in _read(scene)] == [] and "…" not in _read(scene)
    assert view.chrome.other is not None
    keys = {key.action: key.box for key in scene.keys}
    strip = keys.pop(view.chrome.other.action)
    forms = (view.chrome.other.text, *view.chrome.other.shorter)
    assert _read(scene, strip).replace(_plain(view.chrome.other.label), "") in [_plain(text) for text in forms]
    _, without = _drawn(bare, form, measure)
    assert keys == {key.action: key.box for key in without.keys}


def test_another_person_has_a_name_that_is_whole_in_the_narrowest_strip(tmp_path: Path, measure: Measure) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    incident, around = session.incident, world.stage._around(session)
    world.die()
    cut = []
    for lang, elderly in itertools.product(("zh", "en"), (False, True)):
        pen = pen_for(screen("fall", lang, "elder" if elderly else "day"), Metrics(*SIZES["portrait"]), measure)
        width = round((pen.metrics.width_px - 2 * pen.px(MARGIN_MM)) * notices.OTHER_SHARE)
        for protocol in PACK.protocols:
            other = replace(incident, frames=(Frame(protocol, PACK.hash, "x"),), silent=False)
            for here in (incident, other):  # of another kind, of the same: then with the seconds it began at
                strip = _other(PACK, here, replace(around, lang=lang, others=(other,)))
                assert strip is not None
                trial = pen.trial()
                notices.other_strip(trial, Box(0, 0, width, pen.px(21)), strip)
                cut += [(protocol, lang, elderly)] if trial.overfull or "…" in _read(trial.scene()) else []
    assert not cut


def test_two_of_the_same_kind_are_told_apart_by_when_they_began(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    here, around = session.incident, world.stage._around(session)
    world.die()
    assert here.opened is not None

    def strip(other: Incident, *more: Incident, lang: Lang = "zh") -> str:
        view = _other(PACK, here, replace(around, lang=lang, others=(other, *more)))
        assert view is not None
        return view.text

    began = hms(here.opened)
    earlier = replace(here, opened=msgspec.structs.replace(here.opened, at_ms=here.opened.at_ms - 540_000))
    assert earlier.opened is not None
    assert strip(earlier).endswith(f"{hms(earlier.opened)[:5]} 起")
    assert strip(earlier, lang="en").endswith(f"at {hms(earlier.opened)[:5]}")
    assert strip(here).endswith(f"{began} 起"), "in the same minute: with the seconds"
    fall = replace(here, frames=(Frame("elderly_fall", PACK.hash, "x"),))
    assert "起" not in strip(fall).rpartition("　")[2], "alone of its kind: how long it lasts, as it was"
    assert strip(fall) == strip(fall, replace(fall, silent=True)), "one that is silent is not told of"


@pytest.mark.parametrize("lang", ("zh", "en"))
@pytest.mark.parametrize("form", SIZES)
def test_a_line_of_the_record_is_the_title_of_the_page_that_corrects_it_however_long(
    lang: Lang, form: str, measure: Measure
) -> None:
    found: list[Text] = [
        answer.finding for p in PACK.protocols.values() for step in p.steps.values() for answer in step.answers
        if answer.finding
    ]  # fmt: skip
    titles = sorted({words(text, lang) for text in found}, key=len)
    page = screen("after_what", lang)
    assert isinstance(page, MenuView)
    wrong = []
    for title in (*titles[::40], titles[-1]):
        view = replace(page, title=f"10:39:15 {title}", detail="What is wrong with it?", options=page.options[:4])
        pen, scene = _drawn(view, form, measure)
        wrong += [(title, what) for what in (*faults(pen, scene), *covered(scene))]
        wrong += [] if _plain(title) in _read(scene) else [(title, "not read whole")]
    assert not wrong


def test_words_are_shortened_by_whole_sentences_and_by_letters_only_where_none_fits(
    measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen = pen_for(screen("fall", "zh"), Metrics(*SIZES["portrait"]), measure)

    def short(text: str, letters: float, *, rich: bool = False) -> str:
        size = pen.sizes(CAPTION)[-1]
        return shortened(pen, text, Box(0, 0, round(letters * size), size * 2), CAPTION, 1, rich=rich)

    assert short("看胸口。", 9) == "看胸口。"
    assert short("看胸口。呼吸正常吗？马上打电话。", 12.5) == "看胸口。呼吸正常吗？…"
    assert short("看胸口。呼吸正常吗？马上打电话。", 6) == "看胸口…"
    assert short("“看胸口。呼吸正常吗？”", 8) == "“看胸口…”"
    long = short("马上打电话叫救护车然后取除颤器", 9)
    assert long.endswith("…") and "马上打电话叫救护车".startswith(long[:-1]) and len(long) >= 8
    assert short("**林静：** 好。路口有人接吗？现在就去。", 7, rich=True) == "**林静：** 好…"
    tried: list[str] = []
    setting = Pen.setting
    monkeypatch.setattr(
        Pen, "setting", lambda self, words, *a, **k: tried.append(words) or setting(self, words, *a, **k)
    )
    assert short("好。" * 250, 12.5).startswith("好。好。") and len(tried) < 20, "the glass is not held"
