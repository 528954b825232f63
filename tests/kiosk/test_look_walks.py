"""Whatever comes together in a lobby: on the screens of random walks nothing is clipped, covered, small or outside."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kiosk.line_state import LineFacts
from kiosk.screens.compose import draw, pen_for
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from protocols import events as e
from tests.fakes.lobby_world import World
from tests.gallery.faults import covered, faults
from tests.gallery.screens import OPEN, SUNDAY, lobby

SIZES = ((1080, 1920), (1920, 1080))
SEEDS = range(16)
DEEDS = 45
FROM_THE_DESK = (
    e.Acknowledged("林静"),
    e.MessageSent("林静", "救护车已出发，路口有人接吗？"),
    e.MessageSent("王小明主任", "先别扶他起来，问清楚哪里痛，再告诉我他今天吃过什么药，有没有过敏，家里人的电话。"),
    e.MessageSent("Lin Jing", "Keep pressing. The ambulance is two minutes away; send somebody to the main door."),
)


def _broken(world: World, rng: random.Random) -> None:
    """What may be out of order on such a day."""
    world.sound = rng.random() > 0.2
    world.problems = (("disk_off", "no_disk"),) if rng.random() < 0.2 else ()
    world.line = LineFacts(True, False, False, 0) if rng.random() < 0.2 else world.line


def _deed(world: World, rng: random.Random, keys: list[str]) -> str:
    """Time, the desk, another profile, or most often a finger on one of the keys."""
    kind = rng.random()
    if kind < 0.08:
        world.wait(rng.choice((3, 30, 130)), step_s=1)
        return "time"
    if kind < 0.14 and world.lobby.focused is not None:
        world.desk(world.lobby.focused.incident.id, rng.choice(FROM_THE_DESK))
        return "the desk"
    action = "profile" if kind < 0.16 else rng.choice(keys or ["help"])
    world.now.turn(1.2)
    world.stage.act(action)
    return action


@pytest.mark.parametrize("seed", SEEDS)
def test_on_a_random_walk_every_screen_fits_both_ways_up(tmp_path: Path, measure: Measure, seed: int) -> None:
    rng = random.Random(seed)
    world = lobby(tmp_path, rng.choice(("zh", "en")), rng.choice(("day", "elder")), rng.choice((OPEN, SUNDAY)))
    _broken(world, rng)
    trail: list[str] = []
    for _ in range(DEEDS):
        view = world.stage.view()
        for size in SIZES:
            pen = pen_for(view, Metrics(*size), measure)
            scene = draw(view, pen)
            assert [*faults(pen, scene), *covered(scene)] == [], (size, world.step, trail)
        keys = [key.action for key in scene.keys if not key.action.startswith(("language", "upkeep"))]
        trail.append(_deed(world, rng, keys))
        world.stage.tick()
    world.die()
