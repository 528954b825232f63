"""A grid of targets over the glass: what was touched, what is deaf."""

from __future__ import annotations

SHORT, LONG = 3, 5
COUNT = SHORT * LONG


def touched(done: frozenset[int], target: str) -> frozenset[int]:
    """The targets that answered so far; a name that is none changes nothing."""
    return done | {int(target)} if target.isdecimal() and int(target) < COUNT else done
