"""When a finger means it: released inside the key it went down on, alone, and not at once after another."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

GUARD_MS = 300
LOST_MS = 20_000
"""A finger that rests for so long gives way to the next one: a panel that was pulled and came back never says `up`."""
REPEAT_MS = 1000
"""A key that is held down is told again within this time, so one that was silent for longer was let go."""


@dataclass(slots=True)
class Press:
    """One finger at a time; a second one, or one within the guard after an action, does nothing."""

    touch: Hashable | None = None
    action: str = ""
    inside: bool = False
    acted_ms: float = -GUARD_MS
    _down_ms: float = 0.0

    def down(self, touch: Hashable, action: str, now_ms: float) -> bool:
        """True if this finger now holds this key."""
        resting = self.touch is not None and now_ms - self._down_ms < LOST_MS
        if resting or not action or now_ms - self.acted_ms < GUARD_MS:
            return False
        self.touch, self.action, self.inside, self._down_ms = touch, action, True, now_ms
        return True

    def move(self, touch: Hashable, inside: bool) -> bool:
        """A slip outside cancels for good: coming back does not count. True if that just happened."""
        if touch != self.touch or not self.inside or inside:
            return False
        self.inside = False
        return True

    def up(self, touch: Hashable, now_ms: float) -> str:
        """The action that was meant, or nothing."""
        if touch != self.touch:
            return ""
        action = self.action if self.inside else ""
        self.cancel()
        if action:
            self.acted_ms = now_ms
        return action

    def held(self, touch: Hashable, now_ms: float) -> str:
        """A key that must be held has been held long enough."""
        return self.up(touch, now_ms) if touch == self.touch and self.inside else ""

    def cancel(self) -> None:
        self.touch, self.action, self.inside = None, "", False


class Pedal:
    """A foot that stays down is one press: the repeats of a held key must not answer one question after another."""

    def __init__(self) -> None:
        self._told_ms: dict[int, float] = {}

    def down(self, key: int, now_ms: float) -> bool:
        """True if this is a new press."""
        last_ms, self._told_ms[key] = self._told_ms.get(key), now_ms
        return last_ms is None or now_ms - last_ms > REPEAT_MS

    def up(self, key: int) -> None:
        self._told_ms.pop(key, None)
