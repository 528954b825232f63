"""Turning between a silent page and another emergency: which keys do it, and when a page has stood long enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from protocols.events import Moment, elapsed_ms

from .session import Session

FROM_SILENCE = ("dock:cpr", "dock:call", "rest:back")
"""What these keys say is what they do on the silent page too: dead ones would give it away."""
PAGE_STANDS_S = 2.0
"""The tap that began the silence must not open anything beside it with the next touch."""
SOUND_AFTER_S = 1.0
""" "Sound on" stands where the page before had other keys: a finger that comes down twice must not make a sound."""


class Standing:
    """Since when the page on the glass is there. Nothing of it is a fact."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        self._now = now
        self._since: Moment | None = None

    def anew(self) -> None:
        self._since = self._now()

    def at_least(self, seconds: float) -> bool:
        return self._since is None or elapsed_ms(self._since, self._now()) >= seconds * 1000


def opened_beside(open_now: Iterable[Session], silent: Session) -> Session | None:
    """The emergency that somebody is at beside the silent one. What was open before it, or was left by everybody, is
    another one: whoever collapses now is not written into it, and the desk is alarmed anew."""
    real = [s for s in open_now if not (s.incident.silent or s.incident.drill or s.incident.parked)]
    return max((s for s in real if _after_ms(s, silent) > 0), key=lambda s: _after_ms(s, silent), default=None)


def _after_ms(one: Session, other: Session) -> int:
    """How long after the other it was opened; not by the names of the logs: the clock may have been set in between."""
    since, opened = other.incident.opened, one.incident.opened
    return elapsed_ms(since, opened) if since is not None and opened is not None else 0
