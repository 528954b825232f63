"""When a finger means it: released inside the key it went down on, alone, and not at once after another."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

GUARD_MS = 300


@dataclass(slots=True)
class Press:
    """One finger at a time; a second one, or one within the guard after an action, does nothing."""

    touch: Hashable | None = None
    action: str = ""
    inside: bool = False
    _acted_ms: float = -GUARD_MS

    def down(self, touch: Hashable, action: str, now_ms: float) -> bool:
        """True if this finger now holds this key."""
        if self.touch is not None or not action or now_ms - self._acted_ms < GUARD_MS:
            return False
        self.touch, self.action, self.inside = touch, action, True
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
            self._acted_ms = now_ms
        return action

    def held(self, touch: Hashable, now_ms: float) -> str:
        """A key that must be held has been held long enough."""
        return self.up(touch, now_ms) if touch == self.touch and self.inside else ""

    def cancel(self) -> None:
        self.touch, self.action, self.inside = None, "", False
