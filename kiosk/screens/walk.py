"""In which order a pedal walks the keys: what helps first, what only changes the screen last."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.screens.scene import Key

_HELP, _PAGE, _ALWAYS, _UNDO, _ROLES, _REST = range(6)


def order(keys: Sequence[Key]) -> list[str]:
    """The actions that the ring visits: answers as they are read, the page's own, 120 and compressions, undo."""
    seen = [key for key in keys if not key.unseen and not key.pad]
    return [key.action for key in sorted(seen, key=lambda key: (_rank(key.action), key.box.y, key.box.x))]


def _rank(action: str) -> int:
    if action == "help" or action.startswith("answer:"):
        return _HELP
    if action in ("dock:cpr", "dock:call"):
        return _ALWAYS
    if action == "dock:undo":
        return _UNDO
    if action.startswith("lane:"):
        return _ROLES
    return _REST if action.startswith("dock:") or action in ("language", "profile") else _PAGE
