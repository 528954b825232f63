"""A lobby that lies: words that want to be code, numbers that cannot be reckoned with, stories that cannot be drawn."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest

from desk import wall
from desk.app import DeskApp
from desk.board import Story
from protocols import commands
from protocols import events as e
from protocols import ops_events as ops
from protocols.events import Moment
from protocols.incident import Incident
from protocols.incident_parts import Frame

CODE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='x",
    "{{7*7}}",
    "\u202eevil\x00",
    "</textarea><b>",
)
FAR_MS = 2**53
PAGES = ("/", "/drills", "/i/{}", "/i/{}?lang=en")


async def seen(person: Any, incident: str) -> str:
    return "".join([await person.see(path.format(incident)) for path in PAGES])


@pytest.mark.parametrize("bad", CODE)
async def test_words_of_a_lobby_are_never_code(
    bad: str, app: DeskApp, lobby: Callable[..., Any], person: Callable[..., Any]
) -> None:
    reader = await person(bad)
    there = lobby("FT03")
    there.started(bad, bad, bad)
    incident = there.open(station=bad, place=bad)
    there.write([
        e.LaneAssigned(bad, bad), e.ItemTicked(bad, bad, True), e.TimerStarted(bad, 9.0), e.ChoiceMade(bad, bad),
        e.StepEntered(bad), e.FramePushed(bad, bad, "include"), e.StepEntered(bad),
        e.PromptSpoken(f"{bad}/{bad}", "zh", "clip"),
        e.RateTapped(0, 0), e.RateTapped(10**6, -3), e.Asked(10**6), e.ProfileChosen("loud"), e.SoundAllowed(),
        e.AftercareDue("danger", -(10**6), 10**6), e.Parked(), e.PromptNotSpoken(f"{bad}/{bad}", bad),
        ops.SettingChanged(bad, bad), ops.UpkeepNoted(bad, bad),
        *(e.NoteAdded(bad, at_ms=at_ms) for at_ms in (FAR_MS, -FAR_MS, 0, None)),
        e.NoteAdded(bad, zh=bad, en=bad), e.MessageNotSpoken(e.Ref(bad, 1), bad), ops.HealthNoted(bad, False, bad),
        e.Unknown(bad, '{"type":"?"}'),
    ])  # fmt: skip
    said = {"online": True, "session": "s", "at_ms": 1, "name": bad, "place": bad, "phone": bad, "version": bad}
    there.receive("frk/v1/FT03/presence", msgspec.json.encode(said))
    assert (await reader.answer(incident, "take", text=bad))["ok"]
    assert (await reader.answer(incident, "say", text=bad))["ok"]
    html = await seen(reader, incident)
    for code in ("<script>alert", "<img src=x", "' onmouseover='x", ">49<", "\u202e", "\x00", "</textarea><b>"):
        assert code not in html, code


@pytest.mark.parametrize("at_ms", [FAR_MS, -FAR_MS, 0, 253_402_300_800_000])
async def test_any_time_can_be_shown(
    at_ms: int, app: DeskApp, lobby: Callable[..., Any], person: Callable[..., Any]
) -> None:
    reader, there, at = await person(), lobby("FT03"), Moment(at_ms, FAR_MS, "b" * 64)
    incident = there.open()
    there.write([e.BeatStarted(110, "continuous"), e.TimerStarted("swap", 120.0), e.HandoverShown()], at)
    there.write([e.Closed("completed")], at)
    assert incident in await seen(reader, incident)


async def test_a_number_nobody_can_reckon_with_is_an_unreadable_fact(
    app: DeskApp, lobby: Callable[..., Any], person: Callable[..., Any]
) -> None:
    reader, there = await person(), lobby("FT03")
    incident = there.open()
    there.write([e.TimerStarted("swap", 1e308), e.BeatStarted(10**18, "continuous")])
    story = app.desk.story(incident)
    assert story is not None and story.incident.unreadable == 2 and "swap" not in story.incident.timers
    assert incident in await seen(reader, incident)


async def test_a_story_that_cannot_be_drawn_still_rings_beside_the_others(
    app: DeskApp, lobby: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    good = app.desk.story(lobby("NS02").open())
    assert good is not None
    broken = Story(Incident("FT03/live/broken", opened=Moment(1, 1, "b"), frames=(cast(Frame, None),)))
    rows = wall.rows([good, broken], app.desk.sources, "en")
    assert [(r.id, r.ringing, r.kind) for r in rows] == [
        ("FT03/live/broken", True, "unreadable"), (good.incident.id, True, rows[1].kind)
    ]  # fmt: skip


async def test_a_drill_rings_at_no_desk_whatever_it_says(app: DeskApp, lobby: Callable[..., Any]) -> None:
    there = lobby("FT03")
    drill = there.open(drill=True)
    there.do(commands.PressCpr())
    there.write(
        [
            e.SilentSet(True),
            e.Opened("adult_collapse", "x", "x", "x", "zh", "dock_cpr"),
            e.Closed("interrupted", "FT03/live/x"),
        ]
    )
    assert app.desk.board.wall() == []
    story = app.desk.story(drill)
    assert story is not None and not story.ringing
