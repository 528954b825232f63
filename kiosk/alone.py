"""One person alone: the roles become one order, A to D, until somebody says that help came or takes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from protocols.incident import Incident
from protocols.model import Lane

from . import lanes
from . import views_model as v
from .around import Around, t
from .views_chrome import ToolView
from .words import say


def in_order(
    standing: Sequence[Lane], places: Mapping[str, int], incident: Incident, around: Around
) -> tuple[tuple[v.LaneView, ...], ToolView]:
    """What there is to do, each with its letter and its tick, what comes now set off; and the key for "help came".

    The elderly profile shows what comes now alone, and which of all it is.
    """
    still_open = [x.id for x in lanes.in_turn(tuple(standing)) if lanes.open_item(x, incident) is not None]
    now = still_open[0] if still_open else ""
    posts = [post.role[around.lang] for post in around.posts for _ in range(post.count)]
    views = []
    for n, lane in enumerate(standing):
        # whoever is alone is at the first; for the rest a colleague on shift may be called by name of the post
        who = say("lane_ask", around.lang, role=posts.pop(0)) if n and posts and lane.id in still_open else ""
        view = _line(lane, incident, around.lang, lanes.LETTERS[places[lane.id]], who, now=lane.id == now)
        views.append(replace(view, place=f"{places[lane.id] + 1}/{len(places)}") if around.elderly else view)
    shown = ([view for view in views if view.mine] or views[-1:]) if around.elderly else views
    return tuple(shown), ToolView("lane:help", "person", say("lane_help", around.lang))


def _line(lane: Lane, incident: Incident, lang: str, letter: str, who: str, *, now: bool) -> v.LaneView:
    item = lanes.open_item(lane, incident)
    done, item = item is None, item or lane.items[-1]
    words = lanes.item_words(item, incident, lang, done=done, alone=True)
    return v.LaneView(
        lane.id, lane.icon, t(lane.role, lang), who, words, done, mine=now,
        tick_action=f"lane:{lane.id}:tick:{item.id}", letter=letter,
    )  # fmt: skip
