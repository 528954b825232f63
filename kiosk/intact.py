"""Clips that are what their manifest says: a cut or changed file is never played, live speech says its words."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

from audio.voice import ClipLibrary
from protocols.ops_events import HealthNoted

Post = Callable[[Callable[[], None]], None]
NAMED = 3
"""So many damaged files are named to the desk; the rest are counted."""


class Intact:
    """Finds clips like the library, but for those found damaged by the look at every file that a start begins."""

    def __init__(self, library: ClipLibrary, *, post: Post, tell: Callable[[HealthNoted], None]) -> None:
        self._library, self._post, self._tell = library, post, tell
        self._damaged: frozenset[Path] = frozenset()

    def find(self, text: str, lang: str) -> Path | None:
        path = self._library.find(text, lang)
        return None if path in self._damaged else path

    def start(self) -> None:
        """Beside the guidance: a lobby that needs help in its first second does not wait for twenty megabytes."""
        threading.Thread(target=self._look, name="clips", daemon=True).start()

    def _look(self) -> None:
        damaged = frozenset(damaged_clips(self._library))
        self._post(lambda: self._found(damaged))

    def _found(self, damaged: frozenset[Path]) -> None:
        self._damaged = damaged
        if self._library.trouble:
            self._tell(HealthNoted("clips", False, self._library.trouble))
        elif damaged:
            names = sorted(path.name for path in damaged)
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            self._tell(HealthNoted("clips", False, f"damaged: {', '.join(names[:NAMED])}{more}"))


def damaged_clips(library: ClipLibrary) -> list[Path]:
    """Every file that is missing or not byte for byte the one that was made."""
    wrong = []
    for clip in library.manifest.clips.values():
        path = library.directory / clip.file
        try:
            intact = hashlib.sha256(path.read_bytes()).hexdigest() == clip.sha256
        except OSError:
            intact = False
        if not intact:
            wrong.append(path)
    return wrong
