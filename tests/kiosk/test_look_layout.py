"""Every screen, both ways up, both languages, day, night and elderly: nothing clipped, covered, small or pale."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import pytest

from kiosk import theme
from kiosk.screens.box import Box
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Beating, Panel, Scene, Stripes, Words
from kiosk.theme import Metrics
from kiosk.typeset import GAP, Measure
from kiosk.views_chrome import Lang
from kiosk.views_model import CodePadView, RestView, StepView, TilesView
from kiosk.views_upkeep import CleaningView, UpkeepView
from tests.gallery.faults import CHARACTER_EM
from tests.gallery.screens import NAMES, Look, screen

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080), "small": (540, 960), "wide": (1280, 800)}
KINDS: tuple[Look, ...] = ("day", "night", "elder")
BEHIND = tuple(name for name in NAMES if isinstance(screen(name, "zh"), UpkeepView))
CASES = [
    (name, lang, form, kind)
    for name in NAMES
    for lang in ("zh", "en")
    for form in SIZES
    for kind in KINDS
    # the pages of operations share one layout: each in the two sizes that stand in a lobby
    if name not in BEHIND
    or (form, kind) in (("portrait", "elder"), ("landscape", "day"), ("portrait", "night"))
    or (form, kind, lang) == ("landscape", "elder", "en")
]


@cache
def _drawn(name: str, lang: Lang, form: str, kind: Look, measure: Measure) -> tuple[Pen, Scene]:
    view = screen(name, lang, kind)
    pen = pen_for(view, Metrics(*SIZES[form]), measure)
    return pen, draw(view, pen)


@pytest.fixture(params=CASES, ids="-".join)
def drawn(request: pytest.FixtureRequest, measure: Measure) -> tuple[Pen, Scene]:
    return _drawn(*request.param, measure)


def _near(word: Words) -> Box:
    """The ink of a line, a little smaller than its box: full-width marks and line gaps may touch."""
    return Box(word.box.x + 2, word.box.y + 2, max(1, word.box.w - 4), max(1, word.box.h - 4))


def test_all_words_fit_their_room(drawn: tuple[Pen, Scene]) -> None:
    pen, scene = drawn
    assert pen.overfull == []
    for word in scene.words():
        hang = round(word.size_px * 0.55)
        assert word.box.x >= word.room.x - 2, word
        assert word.box.right <= word.room.right + hang, word
        assert word.box.y >= word.room.y - 3, word
        assert word.box.bottom <= word.room.bottom + 4, word
        assert pen.window.contains(word.box), word


def test_no_word_covers_another(drawn: tuple[Pen, Scene]) -> None:
    _, scene = drawn
    for one, other in itertools.combinations(scene.words(), 2):
        assert not _near(one).overlaps(_near(other)), (one.text, other.text)


@pytest.mark.parametrize("form", SIZES)
@pytest.mark.parametrize("kind", ["day", "elder"])
def test_the_clock_of_an_incident_that_stood_for_days_stands_in_one_line(
    form: str, kind: Look, measure: Measure
) -> None:
    view = screen("cpr", "zh", kind)
    assert isinstance(view, StepView)
    for time in ("9:59:59", "10:00:00", "24:08:48", "100:08:48"):
        shown = replace(view, chrome=replace(view.chrome, bar=replace(view.chrome.bar, clock_text=time)))
        pen = pen_for(shown, Metrics(*SIZES[form]), measure)
        assert time in [word.text for word in draw(shown, pen).words()] and pen.overfull == []


def test_words_are_never_below_the_floor(drawn: tuple[Pen, Scene]) -> None:
    pen, scene = drawn
    for word in scene.words():
        assert word.size_px >= pen.px(theme.FLOOR_MM) - 1, word


def test_keys_are_large_enough_apart_and_unique(drawn: tuple[Pen, Scene]) -> None:
    pen, scene = drawn
    px = pen.metrics.px_per_mm
    names = [key.action for key in scene.keys]
    assert len(names) == len(set(names))
    for key in scene.keys:
        least = theme.MIN_EMERGENCY_KEY_MM if key.emergency else theme.MIN_KEY_MM
        assert min(key.box.w, key.box.h) / px >= least - 0.3, key.action
        assert pen.window.contains(key.box), key.action
    for one, other in itertools.combinations(scene.keys, 2):
        gap = theme.MIN_KEY_GAP_MM if one.emergency and other.emergency else 3.6
        wide = Box(one.box.x, one.box.y, one.box.w, one.box.h).inset(-round((gap - 0.4) * px))
        assert not wide.overlaps(other.box), (one.action, other.action)


def _ground_under(scene: Scene, word: Words) -> str:
    ground = scene.ground
    x, y = word.box.centre
    for node in scene.nodes:
        if node is word:
            break
        if isinstance(node, Panel) and node.box.holds(x, y):
            ground = node.fill
        elif isinstance(node, Beating) and node.box.holds(x, y):
            ground = node.colour
    return ground


def test_every_word_stands_out_from_what_is_under_it(drawn: tuple[Pen, Scene]) -> None:
    _, scene = drawn
    for word in scene.words():
        assert theme.contrast(word.colour, _ground_under(scene, word)) >= theme.WORDS_CONTRAST_MIN, word


@pytest.mark.parametrize("form", SIZES)
def test_the_dock_stands_in_the_same_place_on_every_guiding_screen(form: str, measure: Measure) -> None:
    places: set[tuple[tuple[str, Box], ...]] = set()
    for lang in ("zh", "en"):
        for name in NAMES:
            view = screen(name, lang)
            if isinstance(view, RestView | CodePadView | UpkeepView) or view.chrome.drill or name.startswith("idle"):
                continue
            _, scene = _drawn(name, lang, form, "day", measure)
            keys = {key.action: key.box for key in scene.keys if key.action.startswith("dock:")}
            keys.pop("dock:undo", None)  # not a key on the first screen, where there is nothing to undo
            places.add(tuple(sorted(keys.items())))
    assert len(places) == 1


@pytest.mark.parametrize("form", SIZES)
def test_help_stands_where_it_always_does_on_every_page_behind_the_lobby(form: str, measure: Measure) -> None:
    wanted = {key.action: key.box for key in _drawn("idle", "zh", form, "day", measure)[1].keys}
    for name in NAMES:
        view = screen(name, "zh")
        if isinstance(view, UpkeepView) and not isinstance(view, CleaningView):
            found = {key.action: key.box for key in _drawn(name, "zh", form, "day", measure)[1].keys}
            assert {k: found.get(k) for k in ("dock:call", "dock:cpr")} == {
                k: wanted[k] for k in ("dock:call", "dock:cpr")
            }, name


@pytest.mark.parametrize("form", SIZES)
def test_every_exercise_screen_says_what_it_is_and_ends_with_this_is_real(form: str, measure: Measure) -> None:
    for name in ("cpr_drill", "call_drill", "debrief", "quiet_drill", "code_pad_drill", "cpr_quiet_drill"):
        _, scene = _drawn(name, "zh", form, "day", measure)
        assert any(isinstance(node, Stripes) for node in scene.nodes)
        shown = "".join(word.text for word in scene.words()).replace(GAP, "").replace(" ", "")
        assert "演练" in shown
        assert "不要真打120，值班台不会响" in shown, name
        real = next(key for key in scene.keys if key.action == "drill:real")
        assert real.rest.fill == theme.DAY.danger
        assert real.box.bottom >= max(key.box.bottom for key in scene.keys) - 2
        assert real.box.right >= max(key.box.right for key in scene.keys) - 2


def test_every_character_is_in_both_fonts(measure: Measure) -> None:
    from fontTools.ttLib import TTFont

    from kiosk.screens import window

    wanted = {
        letter
        for name, lang in itertools.product(NAMES, ("zh", "en"))
        for word in _drawn(name, lang, "portrait", "day", measure)[1].words()
        for letter in word.text
    }
    assert GAP not in wanted
    for file in (window.REGULAR, window.BOLD):
        with TTFont(window.FONTS / file, lazy=True) as font:
            assert not {letter for letter in wanted if ord(letter) not in font.getBestCmap()}


def test_answers_of_one_question_are_set_in_one_size(measure: Measure) -> None:
    view = screen("assess", "en")
    assert isinstance(view, StepView)
    _, drawn = _drawn("assess", "en", "portrait", "day", measure)
    labels = {answer.label for answer in view.answers}
    sizes = {word.size_px for word in drawn.words() if word.text in labels}
    assert len(sizes) == 1


@pytest.mark.parametrize("form", ("portrait", "landscape"))
def test_what_stands_under_the_names_of_tiles_is_in_one_size(form: str, measure: Measure) -> None:
    for lang, kind in itertools.product(("zh", "en"), KINDS):
        view = screen("tiles", lang, kind)
        assert isinstance(view, TilesView)
        _, drawn = _drawn("tiles", lang, form, kind, measure)
        tiles = [key.box for key in drawn.keys if key.action in {tile.action for tile in view.tiles}]
        under = {word.size_px for word in drawn.words() for box in tiles if not word.bold and box.contains(word.box)}
        assert len(under) == 1, (lang, kind, under)


@pytest.mark.parametrize("name", ("pin", "code_pad"))
@pytest.mark.parametrize("lang", ("zh", "en"))
@pytest.mark.parametrize("form", ("portrait", "landscape"))
def test_the_words_among_digits_are_8_mm_high(name: str, lang: Lang, form: str, measure: Measure) -> None:
    pen, scene = _drawn(name, lang, form, "day", measure)
    keys = [key.box for key in scene.keys if key.action.rpartition(":")[2] in ("erase", "ok")]
    words = [word for word in scene.words() if any(box.contains(word.box, 4) for box in keys)]
    assert len(words) == 2
    assert all(pen.metrics.true_mm(word.size_px * CHARACTER_EM) >= 8 for word in words)
