"""The words of the count of thirty, found or spoken live, handed to the mixer before the beat needs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audio.counting import NAMES
from protocols.events import Lang
from protocols.model import Pack

from .spoken_words import spoken

Find = Callable[[str, str], Path | None]
Render = Callable[[str, str, Callable[[Path | None, str], None]], None]
Give = Callable[[dict[str, Path]], None]


class Count:
    """Gives the words once for each content and language; what has no clip is spoken live and follows."""

    def __init__(self, find: Find, render: Render, give: Give) -> None:
        self._find, self._render, self._give = find, render, give
        self._wanted: tuple[str, str] | None = None
        self._words: dict[str, Path] = {}

    def prepare(self, pack: Pack, lang: Lang) -> None:
        """The same content and language again changes nothing."""
        wanted = (pack.hash, lang)
        if wanted == self._wanted:
            return
        self._wanted, self._words = wanted, {}
        missing = []
        for name in NAMES:
            phrase = pack.phrases.get(f"count_{name}")
            if phrase is None:
                continue  # older content: it is clicked and shown
            said_in, text = spoken(phrase.say, lang)
            clip = self._find(text, said_in)
            if clip is None:
                missing.append((name, text, said_in))
            else:
                self._words[name] = clip
        self._give(dict(self._words))
        for name, text, said_in in missing:
            self._render(text, said_in, self._spoken(wanted, name))

    def _spoken(self, wanted: tuple[str, str], name: str) -> Callable[[Path | None, str], None]:
        def done(path: Path | None, reason: str) -> None:
            if path is not None and wanted == self._wanted:
                self._words[name] = path
                self._give(dict(self._words))

        return done
