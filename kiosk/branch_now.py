"""What the branch's hours and lists say of now: worked out once a minute, or when the roster changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from protocols.events import Moment

from .idle import Lull, lull
from .roster import Responder
from .station import Station
from .walltime import local


class BranchNow:
    def __init__(self, now: Callable[[], Moment], people: Callable[[], Sequence[Responder] | None]) -> None:
        self._now, self._people = now, people
        self._known: tuple[object, Lull] | None = None

    def __call__(self, station: Station) -> Lull:
        now, people = self._now(), self._people()
        key = (now.at_ms // 60_000, people, station)
        if self._known is None or self._known[0] != key:
            self._known = (key, lull(station, people, local(now)))
        return self._known[1]
