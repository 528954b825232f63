"""What an incident is about, by this content: the emergency, the step it stands at."""

from __future__ import annotations

from protocols.incident import Incident
from protocols.model import Pack, Protocol, Step


def step_of(pack: Pack, incident: Incident) -> Step | None:
    """The step an incident stands at, if this content knows it."""
    top = incident.top
    return pack.known_step(top.protocol, top.step) if top is not None else None


def protocol_of(pack: Pack, incident: Incident) -> Protocol | None:
    """The emergency this is about: the lowest frame that is not a shared piece."""
    for frame in incident.frames:
        protocol = pack.protocols.get(frame.protocol)
        if protocol is not None and not protocol.shared:
            return protocol
    top = incident.top
    return pack.protocols.get(top.protocol) if top is not None else None


def is_service(pack: Pack, incident: Incident) -> bool:
    """A service (a home visit on the clock) never holds the lobby: who needs help here gets an incident of its own."""
    protocol = pack.protocols.get(incident.frames[0].protocol) if incident.frames else None
    return protocol is not None and protocol.family == "service"
