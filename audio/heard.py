"""What the ear tells of the places it listened at."""

from __future__ import annotations

import msgspec


class Source(msgspec.Struct, frozen=True):
    """One place that was listened at. A monitor hears what the sound server was given, not the room."""

    name: str
    monitor: bool
    likeness: float


class Heard(msgspec.Struct, frozen=True):
    sources: tuple[Source, ...]
