"""The elderly profile shows less at once, so that what is shown can be larger."""

from __future__ import annotations

from collections.abc import Sequence

from . import views_model as v
from .views_chrome import ToolView
from .words import say

FIRST = "caller"
"""Nobody else's role comes before the call."""
ROWS = 4
"""So many times stand on the crew's card."""


def one_lane(lanes: Sequence[v.LaneView], at: int, lang: str) -> tuple[tuple[v.LaneView, ...], ToolView | None]:
    """One role at a time and the key to the next: what is to be done before what is done, one's own, then the call."""
    if len(lanes) <= 1:
        return tuple(lanes), None
    turn = sorted(lanes, key=lambda lane: (lane.ticked, not lane.mine, lane.id != FIRST))
    place = at % len(turn)
    following = ToolView("lane:next", "go", say("lane_next", lang, n=place + 1, of=len(turn)))
    return (turn[place],), following
