"""How many are attending: signed-in pages that can be heard, and said so lately."""

from __future__ import annotations

from dataclasses import dataclass

STALE_MS = 15_000
"""A page that has not said for so long that it is there is gone."""
PAGES = 500
"""More pages than this are a fault; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    sound: bool
    heard_ms: int


class Attendance:
    """The open pages, by the id each made up for itself, under its session."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Page] = {}
        self._gone: dict[tuple[str, str], None] = {}

    def heard(self, session: str, page: str, name: str, sound: bool, now_ms: int) -> None:
        if (session, page) in self._gone:  # said before its goodbye, and overtaken by it
            return
        self._pages.pop((session, page), None)
        self._pages[session, page] = Page(name, sound, now_ms)
        while len(self._pages) > PAGES:
            del self._pages[next(iter(self._pages))]

    def left(self, session: str, page: str | None = None) -> None:
        """A page was closed, or a whole session ended."""
        for key in [k for k in self._pages if k[0] == session and page in (None, k[1])]:
            del self._pages[key]
        if page is not None:
            self._gone[session, page] = None
            if len(self._gone) > PAGES:
                del self._gone[next(iter(self._gone))]

    def attended(self, now_ms: int) -> int:
        return sum(1 for p in self._pages.values() if p.sound and now_ms - p.heard_ms <= STALE_MS)

    def names(self, now_ms: int) -> tuple[str, ...]:
        """Who has a page open that can be heard."""
        there = (p.name for p in self._pages.values() if p.sound and now_ms - p.heard_ms <= STALE_MS)
        return tuple(sorted(set(there)))
