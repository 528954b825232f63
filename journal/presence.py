"""Who is on the line now: a state that the broker remembers, never a fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import msgspec

from protocols.text import clean_text

from . import codec
from .codec import ROOT

STALE_MS = 15_000
"""A desk that has not said how many are attending for this long counts as unattended: its process may hang."""
BEAT_S = 5.0
"""How often a desk says so."""
PEERS = 5000
BY_HTTP = "http-"

Word = Annotated[str, msgspec.Meta(max_length=500)]


class Presence(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a site says of itself at each connect (`online`), and what the broker says for it when it is gone."""

    online: bool
    session: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    at_ms: codec.Whole
    name: Word = ""
    place: Word = ""
    phone: Word = ""
    version: Word = ""
    saved: bool = True
    attended: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = 0
    name_en: Word = ""
    place_en: Word = ""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is said on a connect: `birth` at once, `will` by the broker when the line breaks."""

    topic: str
    birth: bytes
    will: bytes


@dataclass(frozen=True, slots=True)
class Peer:
    presence: Presence
    heard_ms: int


@dataclass(frozen=True, slots=True)
class DeskState:
    """How the desk stands, seen from a kiosk: `attended` 0 means nobody would hear the alarm."""

    online: bool = False
    attended: int = 0
    name: str = ""
    phone: str = ""


def kiosk_topic(kiosk: str) -> str:
    return f"{ROOT}/{kiosk}/presence"


def desk_topic(desk: str) -> str:
    return f"{ROOT}/_desk/{desk}/presence"


def encode_presence(presence: Presence) -> bytes:
    return msgspec.json.encode(presence)


def greeter(topic: str, now: Callable[[str], Presence]) -> Callable[[str], Greeting]:
    """Birth and will of one session: the will carries the same session, so a late one can be told from a new life."""

    def greet(session: str) -> Greeting:
        alive = now(session)
        gone = msgspec.structs.replace(alive, online=False, attended=0)
        return Greeting(topic, encode_presence(alive), encode_presence(gone))

    return greet


_decode = msgspec.json.Decoder(Presence).decode


class Peers:
    """The newest presence of everybody; late wills of old sessions do not count."""

    def __init__(self) -> None:
        self._peers: dict[str, Peer] = {}

    def heard(self, who: str, payload: bytes, now_ms: int) -> tuple[Presence, bool] | None:
        """Take what came; (presence, is a new session), or None if it is unreadable, late or too much."""
        try:
            said = _decode(payload)
        except codec.Trouble:
            return None
        known = self._peers.get(who)
        if known is None and len(self._peers) >= PEERS:
            return None
        if known is not None and known.presence.session != said.session and _is_late(known.presence, said):
            return None
        new = said.online and (known is None or known.presence.session != said.session)
        words = {f: clean_text(getattr(said, f)) for f in ("name", "place", "phone", "version", "name_en", "place_en")}
        said = msgspec.structs.replace(said, **words)
        self._peers[who] = Peer(said, now_ms)
        return said, new

    def lost_line(self) -> None:
        """My own line broke: what I knew of others is no longer so."""
        self._peers = {
            who: Peer(msgspec.structs.replace(p.presence, online=False, attended=0), p.heard_ms)
            for who, p in self._peers.items()
        }

    def kiosk(self, kiosk: str, now_ms: int) -> Presence | None:
        """What a kiosk last said. By the second carrier nobody leaves a will: there silence alone means gone."""
        peer = self._peers.get(kiosk)
        if peer is None:
            return None
        if peer.presence.session.startswith(BY_HTTP) and now_ms - peer.heard_ms > STALE_MS:
            return msgspec.structs.replace(peer.presence, online=False)
        return peer.presence

    def desk(self, now_ms: int) -> DeskState:
        """All desks as one: the freshest that is online speaks for them."""
        desks = [p for who, p in self._peers.items() if who.startswith("_desk/") and p.presence.online]
        if not desks:
            return DeskState()
        fresh = [p for p in desks if now_ms - p.heard_ms <= STALE_MS]
        best = max(fresh or desks, key=lambda p: (p.presence.attended, p.heard_ms)).presence
        return DeskState(True, sum(p.presence.attended for p in fresh), best.name, best.phone)


def _is_late(known: Presence, said: Presence) -> bool:
    """A will of an older life, or an older birth that a second broker still remembers."""
    return not said.online or (known.online and said.at_ms < known.at_ms)
