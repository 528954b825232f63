"""The lobby at rest: when it dims, what wakes it, and the unseen way into silence."""

from __future__ import annotations

from collections.abc import Callable

from protocols.events import Moment, elapsed_ms
from protocols.incident import Incident

HOLD_S = 1.0
"""Outside the staffed hours the help target acts after so long a hold."""
FALSE_START_S = 5.0
"""So long after the start one key takes it back."""
NOTICE_S = 8.0
TOO_SHORT_S = 2.0
"""The held target says so long that it wants to be held."""
REST_PAGE_S = 120.0
DEBRIEF_S = 600.0
"""A page that nobody touches goes back to the idle screen."""
GESTURE_HOLD_S = 3.0
GESTURE_WITHIN_S = 5.0
"""The name of the branch held, then "services" tapped within this time: an everyday page, as after any such tap."""

CROSS_TURN_MS, CROSS_LOW_MS, CROSS_LOW = 12_000, 1500, 0.92
"""Once in a turn the cross dims to 92 % and comes back: two redraws, and otherwise nothing moves. Without a graphics
chip a redraw of the whole glass costs some 50 ms of a core: four in 8 s were 2.2 % of it, these are 0.8 %."""


def just_begun(incident: Incident, now: Moment) -> bool:
    """Within the first seconds one key takes a start back; not one that a drill became."""
    opening = incident.opening
    if opening is None or opening.via == "drill_turned_real":
        return False
    return incident.age_ms(now) <= FALSE_START_S * 1000


class Resting:
    """Remembers the last touch, the last word of comfort, the first half of the gesture. Nothing of it is a fact."""

    def __init__(self, dim_after_min: float, now: Callable[[], Moment]) -> None:
        self._dim_after_s, self._now = dim_after_min * 60, now
        self._touched = now()
        self._noticed: tuple[str, Moment] | None = None
        self._let_go: Moment | None = None
        self._armed: Moment | None = None

    def touch(self) -> None:
        self._touched = self._now()

    @property
    def quiet_s(self) -> float:
        """Seconds since anybody touched the screen."""
        return elapsed_ms(self._touched, self._now()) / 1000

    @property
    def dimmed(self) -> bool:
        return 0 < self._dim_after_s <= self.quiet_s

    def cross(self, moving: bool) -> float:
        """How bright the white cross is just now, 1.0 or a little less."""
        return CROSS_LOW if moving and self._now().boot_ms % CROSS_TURN_MS < CROSS_LOW_MS else 1.0

    def notice(self, name: str) -> None:
        """Words to stand on the idle screen for a moment."""
        self._noticed = (name, self._now())

    @property
    def noticed(self) -> str:
        if self._noticed is None or elapsed_ms(self._noticed[1], self._now()) > NOTICE_S * 1000:
            return ""
        return self._noticed[0]

    def let_go(self) -> None:
        """A finger left the held target before its time."""
        self._let_go = self._now()

    @property
    def too_short(self) -> bool:
        return self._let_go is not None and elapsed_ms(self._let_go, self._now()) <= TOO_SHORT_S * 1000

    def arm(self) -> None:
        """The first half of the gesture was made."""
        self._armed = self._now()

    def fire(self) -> bool:
        """The second half: True if the first was made just before. Either way the first is used up."""
        armed, self._armed = self._armed, None
        return armed is not None and elapsed_ms(armed, self._now()) <= GESTURE_WITHIN_S * 1000
