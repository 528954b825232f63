"""Since when the page on the glass is there: no fact, but not every tap on a new page is meant for it."""

from __future__ import annotations

from collections.abc import Callable

from protocols.events import Moment, elapsed_ms


class Standing:
    """`anew` with every page that stands where another had its keys."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        self._now = now
        self._since: Moment | None = None

    def anew(self) -> None:
        self._since = self._now()

    def at_least(self, seconds: float) -> bool:
        return self._since is None or elapsed_ms(self._since, self._now()) >= seconds * 1000
