"""The live stream: each open page is told the parts of it that changed, at once, and that the desk is there."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

PAGES = 1000
"""More streams than this are refused, so that a fault cannot use up the desk."""


class View(NamedTuple):
    """What a page shows: everything that its regions depend on."""

    page: str
    incident: str
    lang: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's regions as HTML, and which incidents ring."""

    regions: Mapping[str, str]
    ringing: tuple[str, ...]
    line_down: bool


Draw = Callable[[View, bool], Drawn]
"""Draws the parts that cannot wait (False), or those that may come a moment later (True)."""


class Hub:
    """Nothing is queued: a page that is slow skips what is no longer so. Each view is drawn once a change."""

    def __init__(self, draw: Draw, now_ms: Callable[[], int], heartbeat_s: float) -> None:
        self._draw, self._now_ms, self._heartbeat_s = draw, now_ms, heartbeat_s
        self._life = secrets.token_hex(4)
        self._count = 0
        self._drawn: dict[tuple[View, bool], Drawn] = {}
        self._pages: set[asyncio.Event] = set()
        self._closing = False

    @property
    def version(self) -> str:
        """Names what is so now; a page that knows it needs nothing."""
        return f"{self._life}.{self._count}"

    @property
    def pages(self) -> int:
        return len(self._pages)

    @property
    def full(self) -> bool:
        return len(self._pages) >= PAGES

    def changed(self) -> None:
        self._count += 1
        self._drawn.clear()
        for page in self._pages:
            page.set()

    def close(self) -> None:
        """Let every stream end, so that the server can."""
        self._closing = True
        self.changed()

    def drawn(self, view: View, late: bool = False) -> Drawn:
        """A view's parts as they are now, drawn once however many pages show it."""
        known = self._drawn.get((view, late))
        if known is None:
            known = self._drawn[view, late] = self._draw(view, late)
        return known

    async def follow(self, view: View, since: str, allowed: Callable[[], bool]) -> AsyncIterator[bytes]:
        """Server-sent events for one page, until the person may no longer see it."""
        wake = asyncio.Event()
        self._pages.add(wake)
        try:
            sent = self._all(view) if since == self.version else {}
            yield b"retry: 1000\n\n"
            wake.set()
            while not self._closing:
                try:
                    await asyncio.wait_for(wake.wait(), self._heartbeat_s)
                except TimeoutError:
                    if not allowed():
                        yield b"event: signed_out\ndata: {}\n\n"
                        return
                    yield self._event("beat", {"now": self._now_ms()})
                    continue
                wake.clear()
                version = self.version
                for late in (False, True):
                    drawn = self.drawn(view, late)
                    # a page is up to date only if nothing changed between the two halves
                    patch = self._patch(drawn, sent, version if late and version == self.version else "")
                    sent.update(drawn.regions)
                    yield patch
        finally:
            self._pages.discard(wake)

    def _all(self, view: View) -> dict[str, str]:
        return {**self.drawn(view).regions, **self.drawn(view, True).regions}

    def _patch(self, drawn: Drawn, sent: Mapping[str, str], version: str) -> bytes:
        """What changed, and who rings."""
        body = {
            "now": self._now_ms(),
            "ringing": list(drawn.ringing),
            "line_down": drawn.line_down,
            "regions": {name: html for name, html in drawn.regions.items() if sent.get(name) != html},
        }
        return (f"id: {version}\n".encode() if version else b"") + self._event("patch", body)

    def _event(self, name: str, body: Mapping[str, object]) -> bytes:
        # json.dumps leaves no raw line break in its output, so one data line holds it all
        return f"event: {name}\ndata: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
