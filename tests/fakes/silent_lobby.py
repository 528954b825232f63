"""A lobby in silence: the ways into it, what stands there, the way out, and a mixer that is heard sample by sample."""

from __future__ import annotations

from kiosk import views_model as v
from kiosk.session import Session
from kiosk.views_chrome import Chrome, ToolView
from tests.fakes.heard_player import HeardPlayer
from tests.fakes.lobby_world import PACK, World

SILENT = sorted(p.id for p in PACK.protocols.values() if p.silent)
WAY_IN = {
    "robbery": ("answer:more_else", "answer:robbery"),
    "fraud_silent": ("answer:more_else", "answer:fraud", "answer:followed"),
}
PIN = "482913"


class Heard(World):
    """A lobby whose mixer is heard: it renders as the clock turns. The staff's PIN is set."""

    player: HeardPlayer

    def __post_init__(self) -> None:
        self.player_of = HeardPlayer
        super().__post_init__()
        assert self.pin.set(PIN, n=2**4) == ""

    def wait(self, seconds: float, step_s: float = 0.5) -> None:
        for _ in range(round(seconds / step_s)):
            super().wait(step_s, step_s)
            self.player.render(min(step_s, 3.0))

    def sounds(self, seconds: float = 3.0) -> bool:
        """Whether one sample that is not zero comes, now or since this was last asked."""
        self.wait(seconds)
        return self.player.loudest > 0.0

    def reborn(self, gap_s: float, *, booted: bool = False) -> None:
        """Killed, and started as `Kiosk.start` does it; or the whole machine was."""
        self.die()
        self.now.turn(gap_s)
        if booted:
            self.now.boot, self.now.boot_ms = self.now.boot + "'", 20_000
        self.player.born_again()
        self.start()
        self.lobby.resume()
        self.prompter.follow()
        focused = self.lobby.focused
        assert focused is not None
        if focused.incident.asking:
            self.prompter.phrase(focused, "still_going_on")
        else:
            self.prompter.speak_step(focused)


def enter(world: World, protocol: str) -> None:
    world.tap("help")
    world.tap(*WAY_IN[protocol])


def in_silence(world: Heard, protocol: str = "robbery") -> Session:
    world.tap("help")
    assert world.sounds()  # the mixer of this test is not deaf
    session = world.tap(*WAY_IN[protocol])
    assert session.incident.silent and not world.sounds(5)
    return session


def type_in(world: World, digits: str) -> None:
    for digit in digits:
        world.stage.act(f"quiet:{digit}")
    world.stage.act("quiet:ok")


def page(world: World) -> v.RestView:
    view = world.stage.view()
    assert isinstance(view, v.RestView)
    return view


def chrome(world: World) -> Chrome:
    view = world.stage.view()
    assert isinstance(view, v.StepView | v.CallCardView | v.TilesView | v.HandoverView), view
    return view.chrome


def sound_key(world: World) -> ToolView:
    return chrome(world).dock.tools[1]
