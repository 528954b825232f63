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
        self._waiting: dict[str, deque[tuple[str, bytes]]] = {}
        self._count = 0
        self._due = False
        self._turned_s = time.monotonic()
        self.refused = 0
        self.failed = 0

    @property
    def age_s(self) -> float:
        return time.monotonic() - self._turned_s

    @property
    def waiting(self) -> int:
        return self._count

    def offer(self, topic: str, payload: bytes) -> bool:
        """A message came: it gets its turn after those of the same lobby. Call on the loop's own thread.

        The lobbies take turns, so that one that floods delays nobody's call for help but its own.
        """
        sender = _sender(topic)
        if self._count >= WAITING:
            self.refused += 1
            longest = max(self._waiting, key=lambda name: len(self._waiting[name]))
            if longest == sender:
                return False
            self._waiting[longest].pop()
            self._count -= 1
        self._waiting.setdefault(sender, deque()).append((topic, payload))
        self._count += 1
        self._schedule()
        return True

    def _next(self) -> tuple[str, bytes]:
        """The oldest message of the lobby whose turn it is; then that lobby stands at the end."""
        sender = next(iter(self._waiting))
        queue = self._waiting.pop(sender)
        message = queue.popleft()
        self._count -= 1
        if queue:
            self._waiting[sender] = queue
        return message

    def turn(self) -> None:
        """Take what waits, for a few milliseconds; then let the pages see it."""
        self._due = False
        self._turned_s = time.monotonic()
        if not self._waiting:
            return
        while self._waiting and time.monotonic() - self._turned_s < TURN_S:
            topic, payload = self._next()
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


def _sender(topic: str) -> str:
    """Whose message this is: the broker lets a lobby write nothing but its own topics, `frk/v1/K/...`."""
    return "/".join(topic[:40].split("/", 3)[:3])


async def supervised(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Do it again whenever it fails; it ends only by returning or by being cancelled."""
    while True:
        try:
            await work()
            return
        except Exception:  # whatever it was, the desk must not go deaf over it
            _log.exception("%s failed and begins anew", name)
            await asyncio.sleep(RESTART_S)
