"""How loud: the branch's own wish, less at night, and never below the floor while somebody is being helped."""

from __future__ import annotations

from .station import Sound


def level(sound: Sound, *, live: bool, night: bool) -> float:
    """`live`: a real incident is open. Self-test, drill and lobby keep to the limit of the night."""
    if live:
        return max(sound.volume, sound.floor)
    return min(sound.volume, sound.night_volume) if night else sound.volume
