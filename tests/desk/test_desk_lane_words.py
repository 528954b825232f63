"""The desk reads a role as the lobby does: a task, and only after a tick what a person did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk.app import DeskApp
from desk.reading import reading
from protocols import commands, content
from protocols import events as e
from protocols.incident import told_key

PACK = content.load()


async def test_the_desk_sees_no_call_until_the_lobby_ticks_it(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    one.started()
    incident = one.open()
    one.choose("not_breathing")
    one.do(commands.TakeLane("caller", "保安"))
    page = await somebody.see(f"/i/{incident}")
    assert "打 120，通了打勾" in page and "120 已接通" not in page
    assert "120 还没人勾" in await somebody.see("/")
    one.do(commands.TickItem("caller", "connected"))
    page = (await somebody.see(f"/i/{incident}")).replace("<wbr>", "").replace("\u00a0", " ")
    assert "120 已接通" in page and "等 120 先挂" in page


async def test_the_desk_reads_what_a_role_was_told_or_a_timer_said(app: DeskApp, lobby: Callable[..., Any]) -> None:
    one = lobby("FT03")
    one.started()
    one.open()
    one.choose("not_breathing")
    swap = PACK.timer("swap")
    assert swap is not None and swap.say is not None
    for key, words in (
        (told_key("adult_collapse", "door"), "谁去路口接救护车？"),
        (told_key("adult_collapse", "caller", "connected"), "电话：打幺二零，接通了打勾。"),
        (told_key("adult_collapse", "caller", "nothing"), ""),
        (told_key("threat", "threat_phone"), ""),
        ("lane", ""),
        ("timer/swap", swap.say["zh"]),
        ("timer/none", ""),
        ("timer", ""),
        ("lane/a/b/c/d", ""),
    ):
        one.write([e.PromptSpoken(key, "zh")])
        story = app.desk.story(one.log)
        assert story is not None
        read = reading(story.incident, {PACK.hash: PACK}.get, PACK, "zh")
        assert read.caption(story.records) == words, key
