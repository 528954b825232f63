"""What the branch's wall clock says."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from protocols.events import Moment

BRANCH_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one zone and no summer time since 1991: no time zone database is needed on the machine."""
NIGHT_FROM_H, NIGHT_TO_H = 19, 7


def hms(moment: Moment) -> str:
    """`10:40:02`."""
    return local(moment).strftime("%H:%M:%S")


def hm(at_ms: int) -> str:
    """`10:40`: what people remember has no seconds."""
    return hms(Moment(at_ms, 0, ""))[:5]


def local(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.at_ms / 1000, BRANCH_ZONE)


def is_night_hour(hour: int) -> bool:
    return hour >= NIGHT_FROM_H or hour < NIGHT_TO_H
