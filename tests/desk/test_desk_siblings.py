"""Several incidents at one lobby: each has a number that stays its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desk.app import DeskApp
from protocols import commands
from protocols.events import SilentSet


async def test_a_number_is_for_those_beside_each_other_and_stays_when_one_ends(
    app: DeskApp, lobby: Callable[..., Any]
) -> None:
    one, board = lobby("FT03"), app.desk.board

    def number(log: str) -> int:
        story = board.story(log)
        assert story is not None
        return board.number(story.incident)

    before = one.open("elderly_fall", ago_s=900)
    one.do(commands.Close("cancelled"), ago_s=800)
    first = one.open(ago_s=600)
    mine = one.incident
    assert (number(before), number(first)) == (0, 0), "alone"
    second = one.open(ago_s=500)
    far = lobby("NS02").open(ago_s=400)
    drill = one.open(drill=True, ago_s=300)
    quiet = one.open(ago_s=200)
    one.write([SilentSet(True)])
    assert [number(log) for log in (first, second, far, drill, quiet)] == [1, 2, 0, 0, 0]
    one.log, one.incident = first, mine
    one.do(commands.Close("cancelled"), ago_s=100)
    third = one.open(ago_s=50)
    assert [number(log) for log in (first, second, third)] == [1, 2, 3], "never a number that somebody has"
