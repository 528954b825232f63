"""The elderly profile shows less at once, so that what is shown can be larger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from . import views_model as v
from .words import say

FIRST = "caller"
"""Nobody else's role comes before the call."""
ROWS = 4
"""So many lines to read aloud stand on one page."""
Row = TypeVar("Row")


def one_lane(lanes: Sequence[v.LaneView], at: int, lang: str) -> tuple[tuple[v.LaneView, ...], v.ToolView | None]:
    """One role at a time and the key to the next: what is to be done before what is done, one's own, then the call."""
    if len(lanes) <= 1:
        return tuple(lanes), None
    turn = sorted(lanes, key=lambda lane: (lane.ticked, not lane.mine, lane.id != FIRST))
    place = at % len(turn)
    following = v.ToolView("lane:next", "go", say("lane_next", lang, n=place + 1, of=len(turn)))
    return (turn[place],), following


def one_page(rows: Sequence[Row], at: int, lang: str) -> tuple[tuple[Row, ...], v.ToolView | None]:
    """The lines of this page and the key to the next; the key says how many wait, so that none is forgotten."""
    if len(rows) <= ROWS:
        return tuple(rows), None
    pages = -(-len(rows) // ROWS)
    start = at % pages * ROWS
    left = len(rows) - start - ROWS
    icon, label = ("go", say("call_more", lang, n=left)) if left > 0 else ("undo", say("call_back", lang))
    return tuple(rows[start : start + ROWS]), v.ToolView("call:page", icon, label)
