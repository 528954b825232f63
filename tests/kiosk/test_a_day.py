"""A whole day in the lobby, turned by hand: idle hours, incidents, drills; what is kept must not grow with them."""

from __future__ import annotations

import gc
import random
from pathlib import Path
from typing import Any

from kiosk import typeset
from kiosk.lobby import KEPT_CLOSED
from tests.fakes.lobby_world import World

HOURS = 24
SETTLED_AT_HOUR = 10
"""Until then textures, clips and words are met for the first time."""
GROWTH_LIMIT = 0.015
"""Of all objects that Python holds, over the fourteen hours after."""


def _incident(world: World, glass: Any, seed: int) -> None:
    """Somebody taps help, answers what comes, and it is closed."""
    chance = random.Random(seed)
    world.tap("dock:drill" if seed % 3 == 0 else "help")
    for _ in range(8):
        session = world.lobby.focused
        if session is None or not session.incident.open:
            break
        glass.host.show(world.stage.view())
        keys = [key for key in glass.host.geometry() if key.startswith(("answer:", "lane:", "language"))]
        world.now.turn(3)
        world.stage.act(chance.choice(keys) if keys else "dock:changed")
        world.wait(4, step_s=2)
    for session in world.lobby.open_sessions:
        world.lobby.focus(session.incident.id)
        world.stage.act("dialog:false_start")
    if world.stage.view().__class__.__name__ == "DebriefView":
        glass.host.show(world.stage.view())
        world.stage.act("debrief:done")


def test_a_day_of_idling_and_incidents_leaves_nothing_behind_in_memory(glass: Any, tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    held = []
    for hour in range(HOURS):
        _incident(world, glass, hour)
        for _ in range(60):  # and the rest of the hour nothing, a minute at a time
            world.wait(60, step_s=60)
            world.stage.view()
        glass.host.show(world.stage.view())
        world.player.calls.clear()  # the fake's own list
        typeset.fit.cache_clear()  # has a limit of its own, which a day does not reach
        gc.collect()
        held.append(len(gc.get_objects()))
    assert not world.lobby.open_sessions
    assert len(world.lobby.sessions) <= KEPT_CLOSED + 1
    growth = held[-1] / held[SETTLED_AT_HOUR] - 1
    assert growth < GROWTH_LIMIT, f"{held[SETTLED_AT_HOUR]} objects became {held[-1]}: {held}"
