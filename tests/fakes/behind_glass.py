"""The real lobby behind a real window: what a finger presses, the stage answers, the glass shows."""

from __future__ import annotations

from typing import Any

from tests.fakes.lobby_world import World


class BehindGlass:
    """`glass` is the fixture of that name: a host in a window with a finger and a crank for the loop."""

    def __init__(self, world: World, glass: Any) -> None:
        self.world, self.glass = world, glass
        glass.host._on_action = self._acted
        self.show()

    def _acted(self, action: str) -> None:
        self.world.stage.act(action)
        self.show()

    def show(self) -> None:
        self.glass.host.show(self.world.stage.view())
        self.glass.pump(1)
