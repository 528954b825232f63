"""Two fingers in two places at once, for a while: what a cloth does not do."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Fingers:
    """Which finger rests in which of the two places. The first in a place holds it."""

    held: dict[int, Hashable] = field(default_factory=dict)

    def down(self, touch: Hashable, place: int) -> bool:
        """True if now, and not before, both are held."""
        if place in self.held:
            return False
        self.held[place] = touch
        return self.both

    def up(self, touch: Hashable) -> bool:
        """The finger left, or slid out of its place. True if it held one."""
        mine = [place for place, finger in self.held.items() if finger == touch]
        for place in mine:
            del self.held[place]
        return bool(mine)

    @property
    def both(self) -> bool:
        return len(self.held) == 2

    def clear(self) -> None:
        self.held.clear()
