"""No key moves or changes its size because of what is said or comes in: a finger meets the answer it aimed at."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from kiosk import theme
from kiosk.around import Around
from kiosk.desk_message import view_of
from kiosk.screens.box import Box
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.scene import Scene
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views import session_view
from kiosk.views_chrome import DeskMessageView
from kiosk.views_model import CodePadView, RestView
from kiosk.words import say
from protocols.incident import Incident
from protocols.incident_parts import Frame
from tests.fakes.at_work import at_work
from tests.fakes.lobby_world import PACK

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
WAYS = tuple(itertools.product(("zh", "en"), SIZES, (False, True)))
SAID = {
    "zh": ("", "别怕。", "把一只手放在胸口正中，另一只手叠在上面，手臂伸直，用力压五到六厘米，再完全放开，不要停。"),
    "en": ("", "Stay with them.", "Put one hand on the middle of the chest, the other on top of it, arms straight, "
           "push down hard, five to six centimetres, then let go all the way, and do not stop."),
}  # fmt: skip
"""Nothing, one line, two lines and more."""
DESK = {
    "zh": ("好。", "我看得到你们。手放在胸口正中，用力压，不要停，有人去取 AED 了，电话别挂。"),
    "en": ("Good.", "I can see you. Keep your hands on the middle of the chest, push hard, and do not hang up."),
}
FULLEST = (
    ("what_is_wrong", "tiles"), ("adult_collapse", "press"), ("bleeding", "hold"), ("danger_gate", "check"),
    ("call_120", "call"), ("handover", "card"), ("choking", "stay"),
)  # fmt: skip
PROBLEMS = (("disk_off", "no_disk"), ("clock", "clock_stepped"))


class Moment(NamedTuple):
    """What is heard, and what came in meanwhile: words of the desk, how much that does not work, another incident."""

    said: int
    sound: bool
    desk: int = 0
    problems: int = 0
    other: bool = False


MOMENTS = (
    Moment(0, True), Moment(2, True, desk=1), Moment(0, False, problems=1), Moment(2, False),
    Moment(0, True, desk=2), Moment(1, True, other=True), Moment(2, True, desk=2, problems=2, other=True),
)  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Incident, Around]]:
    yield from at_work(tmp_path_factory, "dock:cpr")


def _keys(scene: Scene) -> tuple[dict[str, Box], Box | None]:
    """The keys of the step, and the one of another incident, which comes and goes."""
    keys = {key.action: key.box for key in scene.keys}
    others = [keys.pop(action) for action in tuple(keys) if action.startswith("other:")]
    return keys, others[0] if others else None


def _read(desk: DeskMessageView, scene: Scene) -> bool:
    """Every word of it, or of its part, is drawn, whatever lines it was broken into."""
    drawn = "".join("".join(words.text for words in scene.words()).split())
    return any("".join(text.split()) in drawn for text in (desk.text, desk.part[1] if desk.part else desk.text))


@pytest.mark.parametrize("protocol", PACK.protocols)
def test_no_key_moves_with_what_is_said_or_told(
    running: tuple[Incident, Around], measure: Measure, protocol: str
) -> None:
    incident, around = running
    wrong = []
    steps = enumerate(PACK.protocols[protocol].steps)
    for (number, step), (way, (lang, form, elderly)) in itertools.product(steps, enumerate(WAYS)):
        if (number + way) % 4:  # a quarter of the ways for each step: every way meets every kind of screen
            continue
        roles = {} if number % 3 == 0 else incident.lanes  # in a third of the steps one person is alone
        here = replace(incident, frames=(Frame(protocol, PACK.hash, step),), lang=lang, lanes=roles)
        seen = []
        for moment in MOMENTS:
            now = replace(
                around, lang=lang, profile="elderly" if elderly else "normal", caption=SAID[lang][moment.said],
                sound=moment.sound, problems=PROBLEMS[: moment.problems], others=(incident,) * moment.other,
            )  # fmt: skip
            view = session_view(PACK, here, now)
            if isinstance(view, RestView | CodePadView):
                break
            if moment.desk:
                desk = view_of("林静", DESK[lang][moment.desk - 1], 0.0, say("receipt_spoken", lang))
                view = replace(view, chrome=replace(view.chrome, desk=desk))
            pen = pen_for(view, Metrics(*SIZES[form]), measure)
            scene = draw(view, pen)
            seen.append(_keys(scene))
            if moment.desk and not (moment.problems and moment.other) and not _read(desk, scene):
                wrong.append((step, lang, form, elderly, moment, desk))
            wrong += [(step, lang, form, elderly, moment, pen.overfull)] if pen.overfull else []
        others = {other for _, other in seen if other is not None}
        if any(keys != seen[0][0] for keys, _ in seen) or len(others) > 1:
            wrong.append((step, lang, form, elderly, "moved"))
    assert not wrong


def test_what_comes_in_is_read_and_covers_no_word_of_the_instruction(
    running: tuple[Incident, Around], measure: Measure
) -> None:
    """On the fullest screens there are: seven answers, the dial with four helpers, the tiles, the card."""
    incident, around = running
    for (protocol, step), lang, form, roles in itertools.product(FULLEST, ("zh", "en"), SIZES, (incident.lanes, {})):
        here = replace(incident, frames=(Frame(protocol, PACK.hash, step),), lang=lang, lanes=roles)
        bare = session_view(PACK, here, replace(around, lang=lang, caption=SAID[lang][1]))
        assert not isinstance(bare, RestView | CodePadView)
        desk = view_of("林静", DESK[lang][0], 0.0, say("receipt_spoken", lang))
        told = replace(bare, chrome=replace(bare.chrome, desk=desk))
        pens = [pen_for(view, Metrics(*SIZES[form]), measure) for view in (bare, told)]
        before, after = (list(draw(view, pen).words()) for view, pen in zip((bare, told), pens, strict=True))
        assert DESK[lang][0] in "".join(word.text for word in after), (protocol, step, lang, form)
        large = pens[0].px(theme.HEADING.sizes_mm[-1])
        kept = {(word.text, word.box) for word in before if word.size_px >= large}
        assert kept <= {(word.text, word.box) for word in after}, (protocol, step, lang, form)
        for one, other in itertools.combinations(after, 2):
            assert not one.box.inset(2).overlaps(other.box.inset(2)), (protocol, step, lang, form, one.text, other.text)


def test_the_mark_that_says_taken_moves_no_key(running: tuple[Incident, Around], measure: Measure) -> None:
    incident, around = running
    for (protocol, step), lang, form in itertools.product(FULLEST, ("zh", "en"), SIZES):
        here = replace(incident, frames=(Frame(protocol, PACK.hash, step),), lang=lang)
        seen = []
        for sent in ("", *(f"answer:{one.id}" for one in PACK.step(protocol, step).answers[:2])):
            view = session_view(PACK, here, replace(around, lang=lang, sent=sent))
            assert not isinstance(view, RestView | CodePadView)
            pen = pen_for(view, Metrics(*SIZES[form]), measure)
            seen.append(_keys(draw(view, pen)))
            assert not pen.overfull, (protocol, step, lang, form, sent)
        assert all(keys == seen[0] for keys in seen), (protocol, step, lang, form)
