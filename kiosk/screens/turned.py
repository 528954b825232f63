"""A screen that changed by itself: for a second a key does nothing where another one stood."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.screens.scene import Key, Scene

SETTLED_S = 1.0
"""From aiming at a key to touching the glass: slower than that nobody is who has not seen the new one."""


def same(one: Key, other: Key) -> bool:
    """Pressed, they mean the same: "unsure" of the next question is another answer."""
    return one.action == other.action and (one.means == other.means or not set(one.means).isdisjoint(other.means))


@dataclass(slots=True)
class Turned:
    """What stood on the glass a moment ago. A change that a press has made is none of these: it was waited for."""

    _gone: list[tuple[float, Scene]] = field(default_factory=list)

    def went(self, scene: Scene, now_s: float) -> None:
        """This went from the glass without a press."""
        self._gone = [*self._recent(now_s), (now_s, scene)]

    def refuses(self, key: Key, x: float, y: float, now_s: float, near_px: int = 0) -> bool:
        """Whoever aimed at this place before the change meant something else. A key that stands where it stood acts at
        once, so does one where nothing was."""
        before = (scene.key_at(x, y, near_px) for _, scene in self._recent(now_s))
        return any(old is not None and not same(old, key) for old in before)

    def _recent(self, now_s: float) -> list[tuple[float, Scene]]:
        return [(at_s, scene) for at_s, scene in self._gone if now_s - at_s < SETTLED_S]
