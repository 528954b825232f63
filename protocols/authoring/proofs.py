"""All that is proved of a pack before people may rely on it: by reading it, and by walking every way through it."""

from __future__ import annotations

from ..content import Problem
from ..content_check import check
from ..model import Pack
from .paths import limit_wrong, walk
from .places import Places


def prove(pack: Pack) -> list[Problem]:
    """Every problem by file and line. A pack whose names lead nowhere is not walked: those come first."""
    found = check(pack)
    if found:
        return found
    places = Places(pack)
    walked = (walk(places, protocol) for protocol in pack.protocols.values())
    return sorted((p for w in walked for p in limit_wrong(pack, w)), key=lambda p: (p.file, p.line, p.message))
