"""The pages behind the lobby, settings and looking back: they open from it, and help closes them."""

from __future__ import annotations

from .after import After
from .after_pages import after_view
from .around import Around
from .beside import Beside
from .station import KioskConfig
from .upkeep import Upkeep
from .upkeep_pages import page_view
from .views_upkeep import UpkeepView

KINDS = ("upkeep", "pin", "touch", "after")


class Behind:
    """At most one page stands; what fails in one fails alone."""

    def __init__(self, upkeep: Upkeep | None, after: After, beside: Beside) -> None:
        self._upkeep, self._after, self._beside = upkeep, after, beside

    @property
    def open(self) -> bool:
        return self._after.open or (self._upkeep is not None and self._upkeep.open)

    @property
    def cleaning(self) -> bool:
        return self._upkeep is not None and self._upkeep.cleaning

    def takes(self, action: str) -> bool:
        """A press on one of these pages, or on the way to them."""
        return action.partition(":")[0] in KINDS or action == "clean:end"

    def view(self, config: KioskConfig, around: Around) -> UpkeepView | None:
        if self._upkeep is not None and self._upkeep.open:
            return page_view(self._upkeep, config, around)
        return after_view(self._after, around) if self._after.open else None

    def act(self, action: str) -> None:
        if action.startswith("after:"):
            self._after.act(action)
        elif self._upkeep is not None:
            self._upkeep.act(action)

    def tick(self) -> None:
        if self._upkeep is not None:
            self._beside.do("upkeep", self._upkeep.tick)
        self._beside.do("looking back", self._after.tick)

    def leave(self) -> None:
        """Help has the screen: they are gone, and do not come back by themselves."""
        if self._upkeep is not None:
            self._beside.do("leaving upkeep", self._upkeep.leave)
        self._after.leave()
