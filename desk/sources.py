"""Where the words of a view come from: content, branches, what is silent there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from protocols.incident import Incident
from protocols.model import Pack

from .fleet import Fleet, Kiosk
from .reading import Packs


@dataclass(frozen=True, slots=True)
class Sources:
    """Where words come from: the desk's content, and any other it holds."""

    pack: Pack
    packs: Packs
    fleet: Fleet
    silent_kiosks: Callable[[], frozenset[str]] = frozenset
    """Kiosks where a silent incident is open."""
    number: Callable[[Incident], int] = lambda incident: 0
    """Which of several at one lobby it is; 0 for the only one."""

    def silent_beside(self, incident: Incident) -> bool:
        """A silent incident is open beside this one, which is not."""
        return not incident.silent and incident.kiosk in self.silent_kiosks()

    def no_phoning(self, incident: Incident) -> str:
        """The words that say why nobody phones there; "" where they may."""
        return "silent_more" if incident.silent else "silent_beside" if self.silent_beside(incident) else ""

    def kiosk(self, incident: Incident) -> Kiosk:
        """Its kiosk. Where anything silent is open nobody phones, and beside it nothing sounds that was not allowed."""
        kiosk, why = self.fleet.kiosk(incident.kiosk), self.no_phoning(incident)
        if not why:
            return kiosk
        return replace(kiosk, phone="", hushed=why == "silent_beside" and not incident.sound_allowed)
