"""What comes in from the lobbies: taken in short turns, so that one bad message spoils nothing but itself."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable

TURN_S = 0.005
"""A backlog is worked off in slices this long; after each the pages are drawn."""
WAITING = 10_000
"""More messages than this are not kept: whoever sent them sends again, for our cursor has not moved."""
RESTART_S = 0.5

_log = logging.getLogger(__name__)


class Ingest:
    """Every message is judged by itself. `age_s` says when it last had a turn, busy or not."""

    def __init__(self, receive: Callable[[str, bytes], None], after_turn: Callable[[], None]) -> None:
        self._receive, self._after_turn = receive, after_turn
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._due = False
        self._turned_s = time.monotonic()
        self.refused = 0
        self.failed = 0

    @property
    def age_s(self) -> float:
        return time.monotonic() - self._turned_s

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def offer(self, topic: str, payload: bytes) -> bool:
        """A message came: it gets its turn at once, after those before it. Call on the loop's own thread."""
        if len(self._waiting) >= WAITING:
            self.refused += 1
            return False
        self._waiting.append((topic, payload))
        self._schedule()
        return True

    def turn(self) -> None:
        """Take what waits, for a few milliseconds; then let the pages see it."""
        self._due = False
        self._turned_s = time.monotonic()
        if not self._waiting:
            return
        while self._waiting and time.monotonic() - self._turned_s < TURN_S:
            topic, payload = self._waiting.popleft()
            try:
                self._receive(topic, payload)
            except Exception:  # a message must never stop the ones behind it
                self.failed += 1
                _log.exception("a message on %s could not be taken in", topic[:200])
        if self._waiting:
            self._schedule()
        self.turned()

    def turned(self) -> None:
        """Something was taken in: let the pages see it."""
        try:
            self._after_turn()
        except Exception:  # they will be told at the next turn
            _log.exception("the pages could not be told")

    def _schedule(self) -> None:
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self.turn)


async def supervised(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do it again whenever it fails; it ends only by returning or by being cancelled."""
    while True:
        try:
            await work()
            return
        except Exception:  # whatever it was, the desk must not go deaf over it
            _log.exception("%s failed and begins anew", name)
            await asyncio.sleep(RESTART_S)
