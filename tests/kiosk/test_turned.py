"""A screen that goes on by itself: equal answers keep their place, and where another key stood a touch does nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.around import Around
from kiosk.kin import kin
from kiosk.screens.box import Box
from kiosk.screens.compose import draw, pen_for
from kiosk.screens.scene import Key, Panel, Scene
from kiosk.screens.turned import SETTLED_S, Turned, same
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views import session_view
from protocols.incident import Incident
from protocols.incident_parts import Frame, RunningTimer
from protocols.model import Step
from tests.fakes.at_work import at_work
from tests.fakes.behind_glass import BehindGlass
from tests.fakes.lobby_world import PACK, World

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
WAYS = tuple(itertools.product(("zh", "en"), SIZES, (False, True)))


def _after(protocol: str, step: Step) -> Iterator[str]:
    """The steps that this one goes on to by itself."""
    for timer in (PACK.protocols[protocol].timers[name] for name in step.timers):
        chosen = step.answer(timer.choose) if timer.choose else None
        goto = chosen.goto if chosen is not None else timer.goto
        if goto is not None and goto.kind == "step" and goto.step:
            yield goto.step


def _sequences(protocol: str) -> set[tuple[str, ...]]:
    return {tuple(one.id for one in kin(PACK, protocol, step)) for step in PACK.protocols[protocol].steps} - {()}


SEQUENCES = [(name, steps) for name in PACK.protocols for steps in sorted(_sequences(name))]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Incident, Around]]:
    yield from at_work(tmp_path_factory, "dock:cpr")


def _scene(incident: Incident, around: Around, protocol: str, step: str, form: str, measure: Measure) -> Scene:
    timers = {
        name: RunningTimer(name, PACK.protocols[protocol].timers[name].after_s, around.now, around.now)
        for name in PACK.step(protocol, step).timers
    }
    here = replace(
        incident, frames=(Frame(protocol, PACK.hash, step),), lang=around.lang, timers={**incident.timers, **timers}
    )
    view = session_view(PACK, here, around)
    return draw(view, pen_for(view, Metrics(*SIZES[form]), measure))


# --- what stands where -----------------------------------------------------------------------------------------


def test_a_sequence_is_what_a_timer_joins_and_what_has_the_same_answers() -> None:
    sequences = dict.fromkeys(SEQUENCES)
    assert ("adult_collapse", ("hands", "depth", "recoil", "rate", "press")) in sequences
    assert ("choking_child", ("blows", "thrusts", "cycle")) in sequences
    assert not any("assess" in steps or "responds_check" in steps for _, steps in sequences)  # they ask something else


@pytest.mark.parametrize("protocol", PACK.protocols)
def test_steps_that_a_timer_joins_have_equal_answers_in_one_order(protocol: str) -> None:
    """Written in two orders they could not keep their places."""
    for step in PACK.protocols[protocol].steps.values():
        for other in (PACK.step(protocol, name) for name in _after(protocol, step) if name != step.id):
            if {a.id for a in step.answers} == {a.id for a in other.answers} and step.kind == other.kind:
                assert [a.id for a in step.answers] == [a.id for a in other.answers], (step.id, other.id)
                assert other in kin(PACK, protocol, step.id)


@pytest.mark.parametrize(("protocol", "steps"), SEQUENCES)
def test_what_goes_on_by_itself_moves_no_key_that_stays(
    running: tuple[Incident, Around], measure: Measure, protocol: str, steps: tuple[str, ...]
) -> None:
    incident, around = running
    moved = []
    for way, (lang, form, elderly) in enumerate(WAYS):
        here = replace(incident, lanes=incident.lanes if way % 2 else {})
        now = replace(around, lang=lang, profile="elderly" if elderly else "normal")
        seen: dict[tuple[str, bool], tuple[Key, str]] = {}
        for step in steps:
            wide = form == "landscape" and PACK.step(protocol, step).picture is None  # it has one column less
            for key in _scene(here, now, protocol, step, form, measure).keys:
                old, at = seen.setdefault((key.action, wide), (key, step))
                if same(old, key) and old.box != key.box and not key.pad:
                    moved.append((at, step, lang, form, elderly, key.action, old.box, key.box))
    assert not moved


# --- a touch shortly after -------------------------------------------------------------------------------------


def _key(action: str, x: int, *means: str) -> Key:
    box = Box(x, 0, 100, 100)
    return Key(action, box, Panel(box, ""), Panel(box, ""), means=means)


def test_the_rule_of_the_turned_screen_by_itself() -> None:
    stays, left, right = _key("dock:call", 0), _key("answer:a", 100), _key("answer:b", 200)
    unsure, another = _key("answer:unsure", 300, "1 not sure", "to x"), _key("answer:unsure", 300, "2 not sure")
    turned = Turned()
    assert not turned.refuses(left, 150, 50, 10.0)
    turned.went(Scene("", (), (stays, left, right, unsure)), 10.0)
    assert not turned.refuses(stays, 50, 50, 10.0) and not turned.refuses(left, 150, 50, 10.0)
    assert turned.refuses(right, 150, 50, 10.0) and turned.refuses(right, 150, 50, 10.0 + SETTLED_S - 0.01)
    assert not turned.refuses(right, 150, 50, 10.0 + SETTLED_S)
    assert not turned.refuses(right, 450, 50, 10.0)  # nothing stood there
    assert turned.refuses(another, 350, 50, 10.0)  # "unsure" of another question
    assert not turned.refuses(_key("answer:unsure", 300, "3 not sure", "to x"), 350, 50, 10.0)
    turned.went(Scene("", (), (stays, right)), 10.6)  # the first change counts on
    assert turned.refuses(right, 150, 50, 10.7) and not turned.refuses(right, 150, 50, 11.0)


class Lobby(BehindGlass):
    """At a step; the clock of the fingers is turned with the other."""

    def __init__(self, glass: Any, now: list[float], world: World, protocol: str, step: str) -> None:
        self.now = now
        world.stage.on.open(protocol, step=step)
        super().__init__(world, glass)

    def under(self, x: float, y: float) -> str:
        """The action of the key there now."""
        key = self.glass.host.key_at(x, self.glass.host.metrics.height_px - y)
        return key.action if key is not None else ""

    def until(self, step: str) -> None:
        for _ in range(70):
            self.pass_s(1.0)
            if self.world.step.endswith(f"/{step}"):
                return
        raise AssertionError(self.world.step)

    def pass_s(self, seconds: float) -> None:
        self.now[0] += seconds
        self.world.wait(seconds, step_s=seconds)
        self.show()


@pytest.fixture
def lobby_at(slow_clock_glass: tuple[Any, list[float]], tmp_path: Path) -> Iterator[Any]:
    worlds: list[World] = []

    def made(protocol: str, step: str) -> Lobby:
        worlds.append(World(tmp_path / f"{step}.db"))
        return Lobby(*slow_clock_glass, worlds[-1], protocol, step)

    yield made
    for world in worlds:
        world.die()


@pytest.mark.parametrize("late_s", [0.0, 0.3, 0.9])
def test_a_finger_on_its_way_while_rate_becomes_press_meets_its_key(lobby_at: Any, late_s: float) -> None:
    lobby = lobby_at("adult_collapse", "rate")
    aimed = lobby.glass.centre("answer:aed_here")
    lobby.until("press")
    lobby.now[0] += late_s
    lobby.glass.down(*aimed).touch_up()
    assert lobby.world.step == "adult_collapse/aed_power"


def test_a_finger_that_is_down_while_the_screen_goes_on_presses_what_it_went_down_on(lobby_at: Any) -> None:
    lobby = lobby_at("choking", "blows")
    touch = lobby.glass.down(*lobby.glass.centre("answer:limp"))
    lobby.until("who")
    assert lobby.under(touch.x, touch.y) not in ("", "answer:limp")
    touch.touch_up()
    assert lobby.world.step == "adult_collapse/hands"


def test_a_finger_that_is_down_while_another_question_comes_does_not_answer_it(lobby_at: Any) -> None:
    lobby = lobby_at("breathless_elder", "colour")
    touch = lobby.glass.down(*lobby.glass.centre("answer:unsure"))
    lobby.until("with")
    assert "answer:unsure" in lobby.glass.host.geometry()
    touch.touch_up()
    assert lobby.world.step == "breathless_elder/with"


def test_a_finger_that_meets_another_key_presses_nothing_is_shown_so_and_a_second_later_it_counts(
    lobby_at: Any,
) -> None:
    lobby = lobby_at("choking", "blows")
    aimed = lobby.glass.centre("answer:limp")
    lobby.until("who")
    assert lobby.under(*aimed) not in ("", "answer:limp")
    lobby.now[0] += 0.7
    lobby.glass.down(*aimed).touch_up()
    assert lobby.world.step == "choking/who" and lobby.glass.host._refused._group.children
    lobby.glass.tap("dock:again")  # where it stood: at once
    lobby.now[0] += SETTLED_S
    lobby.glass.down(*aimed).touch_up()
    assert lobby.world.step != "choking/who"


def test_what_a_press_has_turned_takes_the_next_press_at_once(lobby_at: Any) -> None:
    lobby = lobby_at("choking", "blows")
    at = lobby.glass.centre("answer:limp")
    lobby.glass.tap("answer:still")
    assert lobby.world.step == "choking/who" and lobby.under(*at) not in ("", "answer:limp")
    lobby.now[0] += 0.35
    lobby.glass.down(*at).touch_up()
    assert lobby.world.step != "choking/who"


def test_a_pedal_stays_on_a_key_that_means_the_same_and_leaves_one_of_another_question(lobby_at: Any) -> None:
    lobby = lobby_at("adult_collapse", "rate")
    lobby.glass.host._focused = "answer:responds"
    lobby.until("press")
    assert lobby.glass.host.press_focused() and lobby.world.step == "adult_collapse/responds_check"
    lobby.glass.host._focused = "answer:unsure"
    lobby.world.stage.on.open("breathless_elder", step="colour")
    lobby.show()
    assert not lobby.glass.host.press_focused()
