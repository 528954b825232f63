"""How far the record has got: saved, received, acknowledged, or "please telephone". None of it guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from protocols.events import Moment, Viewed
from protocols.incident import Incident

Level = Literal["not_saved", "saved", "received", "taken", "watching", "unattended", "telephone", "telephone_offline"]

TELEPHONE_AFTER_S = 30.0
"""Nobody acknowledged for so long: the screen says to telephone."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What is known of the line just now.

    `confirmed`: the desk's cursor passed this log's head. `desk_online`, `attended`: its presence.
    """

    saved: bool = True
    confirmed: bool = False
    desk_online: bool = False
    attended: int = 0


@dataclass(frozen=True, slots=True)
class LineState:
    level: Level
    by: str = ""


def line_state(incident: Incident, line: LineFacts, now: Moment) -> LineState:
    """One level for the bar: a person's word while they can be reached, then what could cost time if unsaid."""
    taken = incident.taken_by
    if taken is not None and (line.desk_online or incident.drill):
        watching = any(isinstance(d.event, Viewed) and d.event.by == taken.event.by for d in incident.desk)
        return LineState("watching" if watching else "taken", taken.event.by)
    if not incident.drill:
        if not line.desk_online:
            return LineState("telephone_offline")
        waited_s = incident.age_ms(now) / 1000
        if line.attended == 0:
            return LineState("unattended")
        if waited_s >= TELEPHONE_AFTER_S:
            return LineState("telephone")
    if not line.saved:  # a strip below the bar says so too, whatever stands here
        return LineState("not_saved")
    return LineState("received" if line.confirmed else "saved")
