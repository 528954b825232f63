"""Every screen of the kiosk, brought about in a real lobby by what people do there."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

import msgspec

from kiosk.line_state import LineFacts
from kiosk.printing import Printing
from kiosk.roster import read
from kiosk.views_chrome import Lang
from kiosk.views_upkeep import AnyView
from kiosk.walltime import BRANCH_ZONE
from protocols import events as e
from tests.fakes.lobby_world import EXAMPLE, World

Look = Literal["day", "night", "elder", "elder_night"]
LOOKS: tuple[Look, ...] = ("day", "night", "elder", "elder_night")
OPEN, SUNDAY = "2026-09-22T10:39:00", "2026-09-27T10:39:00"
PIN = "280317"

Deed = Callable[[World], object]


def acts(*actions: str) -> Deed:
    """Fingers on keys, a second apart."""

    def do(world: World) -> None:
        for action in actions:
            world.now.turn(1)
            world.stage.act(action)

    return do


def wait(seconds: float) -> Deed:
    return lambda world: world.wait(seconds)


def desk(*facts: e.Event) -> Deed:
    """What a person at the desk does for the incident on show; it is read, and stands there as read aloud or not."""

    def do(world: World) -> None:
        session = world.lobby.focused
        assert session is not None
        world.desk(session.incident.id, *facts)

    return do


def along(bpm: float, taps: int) -> Deed:
    """A helper taps the beat on the glass."""

    def do(world: World) -> None:
        for _ in range(taps):
            world.now.turn(60 / bpm)
            world.stage.act("tap")

    return do


def breath(world: World) -> None:
    """The mixer counted thirty."""
    world.stage.counted("breath", 1)


def deaf(world: World) -> None:
    world.sound = False


def lost(world: World) -> None:
    """No line to the desk, and a disk that refuses."""
    world.line, world.problems = LineFacts(False, False, False, 0), (("disk_off", "no_disk"),)


def off(world: World) -> None:
    """The power went for four minutes."""
    world.die()
    world.now.turn(240)
    world.start()
    world.lobby.resume()


def tried(times: int) -> Deed:
    """So many wrong codes."""
    return acts("upkeep:open", *(["pin:1", "pin:ok"] * times))


def forgotten(world: World) -> None:
    """What was parked stands there until the evening."""
    world.now.turn(13 * 3600)


def lapsed(world: World) -> None:
    """The date on the AED's pads has passed."""
    kit = tuple(msgspec.structs.replace(k, pads_until="2026-08") for k in world.config.station.kit)
    station = msgspec.structs.replace(world.config.station, kit=kit)
    world.stage.configure(msgspec.structs.replace(world.config, station=station))


CALLED = acts("dock:call", "answer:connected")
ARREST = (acts("help"), wait(3), acts("answer:collapse"), wait(9), acts("answer:not_breathing"))
PRESSING = (*ARREST, acts("lane:presser:take", "lane:caller:take"), CALLED, wait(40))
SEEN = desk(e.Acknowledged("林静"), e.Viewed("林静"))
AED = (
    *PRESSING, acts("lane:aed:take"), wait(60), acts("answer:aed_here"), wait(4), acts("answer:power_on"),
)  # fmt: skip
SHOCKED = (
    *AED, wait(15), acts("answer:pads_on"), wait(8), acts("answer:shock_advised"), wait(4), acts("answer:shocked"),
    wait(50),
)  # fmt: skip
OVER = (*SHOCKED, acts("answer:crew"), wait(20), acts("answer:handed_over"), wait(5))
INSIDE = acts("upkeep:open", *(f"pin:{digit}" for digit in PIN), "pin:ok")
QUIET_DRILL = (acts("dock:drill", "answer:more_else", "answer:robbery"), wait(4))
FALL = (acts("help", "answer:fall"), wait(8), acts("answer:next"), wait(6))


def _page(name: str, *more: str) -> tuple[Deed, ...]:
    return INSIDE, acts(f"upkeep:page:{name}", *more)


DAY: dict[str, tuple[Deed, ...]] = {
    "idle": (),
    "idle_dim": (wait(601),),
    "idle_offline": (lost,),
    "tiles": (acts("help"), wait(6)),
    "tiles_more": (acts("help", "answer:more_ill"), wait(3)),
    "assess": (acts("help", "answer:collapse"), wait(3)),
    "cpr": (*PRESSING, SEEN, wait(63), desk(e.MessageSent("林静", "救护车已出发，路口有人接吗？")), wait(2)),
    "cpr_along": (*PRESSING, wait(10), along(112, 8)),
    "cpr_swap": (acts("dock:cpr"), wait(121)),
    "cpr_drill": (acts("dock:drill", "answer:collapse"), wait(8), acts("answer:not_breathing"), wait(40)),
    "cpr_breaths": (*ARREST, wait(40), acts("answer:breaths"), wait(20), breath),
    "aed_pads": AED,
    "fall": (*FALL, acts("answer:awake"), wait(3)),
    "fall_deaf": (deaf, lost, *FALL, desk(e.MessageSent("林静", "先别扶他起来，问清楚哪里痛。")), wait(2)),
    "choking": (acts("help", "answer:choking"), wait(3), acts("answer:silent"), wait(4)),
    "danger": (*FALL, acts("answer:awake", "dock:changed"), wait(3)),
    "fraud": (acts("help", "answer:more_else", "answer:fraud"), wait(3)),
    "call": (*ARREST, acts("lane:presser:take", "dock:call"), wait(4)),
    "call_drill": (acts("dock:drill", "answer:collapse", "answer:not_breathing", "dock:call"), wait(4)),
    "call_fall": (*FALL, acts("answer:awake", "dock:call"), wait(4)),
    "handover": (*SHOCKED, acts("answer:crew"), wait(5)),
    "interrupted": (*PRESSING, off),
    "second": (*FALL, acts("answer:awake", "other:help"), wait(3), acts("answer:collapse"), wait(3)),
    "debrief": (
        acts("dock:drill", "answer:collapse"),
        wait(8),
        acts("answer:not_breathing"),
        wait(20),
        CALLED,
        wait(120),
        acts("answer:responds", "answer:awake"),
        wait(5),
        acts("answer:over", "answer:end"),
        wait(1),
    ),
    "rest": (acts("dock:rest"),),
    "quiet": (acts("idle:name", "dock:rest"), wait(3)),
    "code_pad": (acts("idle:name", "dock:rest"), wait(3), acts("quiet:leave", "quiet:2", "quiet:8", "quiet:0")),
    "after": OVER,
    "after_noted": (*OVER, acts("after:note", "after:what:vomit", "after:when:5")),
    "after_what": (*OVER, acts("after:note")),
    "after_when": (*OVER, acts("after:note", "after:what:aed")),
    "after_course": (*OVER, acts("after:lines")),
    "pin": (acts("upkeep:open", *(f"pin:{digit}" for digit in "2803")),),
    "pin_wrong": (tried(4),),
    "pin_locked": (tried(5),),
    "settings": (INSIDE,),
    "set_profile": _page("profile"),
    "set_rotation": _page("rotation"),
    "set_volume": _page("volume"),
    "set_station": _page("station"),
    "set_line": _page("line"),
    "set_versions": _page("versions"),
    "set_voice": _page("voice", "upkeep:do:play"),
    "set_export": _page("export"),
    "set_exit": (acts("help"), wait(750), forgotten, *_page("exit")),
    "set_touch": _page("touch", "touch:0", "touch:1", "touch:4"),
    "cleaning": (INSIDE, acts("upkeep:do:clean"), wait(5)),
    "quiet_drill": QUIET_DRILL,
    "code_pad_drill": (*QUIET_DRILL, acts("quiet:leave", "quiet:2", "quiet:8", "quiet:0")),
    "cpr_quiet_drill": (*QUIET_DRILL, acts("dock:cpr"), wait(4)),
}
"""By name, what is done after 10:39 on a Tuesday."""
ALONE: dict[str, tuple[Deed, ...]] = {
    "idle_alone": (lapsed, acts("help"), wait(2), acts("dialog:false_start"), wait(2)),
}
"""The same on a Sunday, when nobody is there."""
NAMES = (*DAY, *ALONE)


@cache
def screen(name: str, lang: Lang, look: Look = "day") -> AnyView:
    """The screen that stands after all of its deeds."""
    with tempfile.TemporaryDirectory() as folder:
        world = lobby(Path(folder), lang, look, OPEN if name in DAY else SUNDAY)
        for deed in (DAY | ALONE)[name]:
            deed(world)
        view = world.stage.view()
        world.die()
    return view


def _refuse(command: object, given: bytes) -> NoReturn:
    raise OSError("a picture prints nothing")


def lobby(folder: Path, lang: Lang, look: Look, moment: str) -> World:
    """The branch of the example configuration in this language, by day or by night, for everyone or elderly people."""
    world = World(folder / "journal.db", printing=Printing(folder / "cards", "lobby", start=_refuse))
    world.die()
    world.now.at_ms = round(datetime.fromisoformat(moment).replace(tzinfo=BRANCH_ZONE).timestamp() * 1000)
    config = world.config
    world.config = msgspec.structs.replace(
        config,
        lang=lang,
        data="/var/lib/first-response-kiosk",
        station=msgspec.structs.replace(config.station, profile="elderly" if "elder" in look else "normal"),
        screen=msgspec.structs.replace(config.screen, night="night" if "night" in look else "day"),
    )
    world.people, _ = read(EXAMPLE.parent / "roster.example.csv")
    world.start()
    world.pin.set(PIN, n=16)
    world.line = LineFacts(True, True, True, 1)
    return world
