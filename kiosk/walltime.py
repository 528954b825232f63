"""Wall-clock words in the branch's time zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from protocols.events import Moment

BRANCH_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has had one zone and no summer time since 1991: no time zone database is needed on the machine."""


def hms(moment: Moment) -> str:
    """`10:40:02`."""
    return local(moment).strftime("%H:%M:%S")


def local(moment: Moment) -> datetime:
    return datetime.fromtimestamp(moment.at_ms / 1000, BRANCH_ZONE)
