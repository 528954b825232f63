"""Which of several at one lobby an incident is: its number there, the same for as long as it is remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter

from protocols.incident import Incident


def numbered(incidents: Iterable[Incident]) -> Mapping[str, int]:
    """By the order in which they began, each counted after those that were still open then; who was never beside
    another has no number. Silent ones are counted among themselves: no number may tell of them."""
    groups: defaultdict[tuple[str, bool, bool], list[Incident]] = defaultdict(list)
    for incident in incidents:
        if incident.opened is not None:
            groups[incident.kiosk, incident.drill, incident.silent].append(incident)
    found: dict[str, int] = {}
    for group in groups.values():
        group.sort(key=attrgetter("id"))  # a log's name begins with when it was begun
        group.sort(key=_began_ms)
        for n, incident in enumerate(group):
            beside = [other for other in group[:n] if _open_when(other, _began_ms(incident))]
            for other in beside:
                found.setdefault(other.id, 1)
            if beside:
                found[incident.id] = 1 + max(found[other.id] for other in beside)
    return found


def _began_ms(incident: Incident) -> int:
    assert incident.opened is not None
    return incident.opened.at_ms


def _open_when(incident: Incident, at_ms: int) -> bool:
    return incident.closed_at is None or incident.closed_at.at_ms > at_ms
