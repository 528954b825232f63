"""Which words of a text are said, and which of them can be made ready before anybody needs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from protocols import content
from protocols import events as e
from protocols.model import Pack, Text

Find = Callable[[str, str], Path | None]
"""(spoken text, language) -> clip made beforehand, or None."""


def spoken(text: Text, lang: e.Lang) -> tuple[e.Lang, str]:
    """What is said, and in which language: Mandarin where a text has no words in the one chosen."""
    return (lang, text[lang]) if text.get(lang) else ("zh", text["zh"])


def live_words(pack: Pack, find: Find, *, cantonese: bool) -> list[tuple[str, str]]:
    """(words, language) of all that has no clip and is known beforehand: rendered at the start, so no step waits."""
    langs: tuple[e.Lang, ...] = ("zh", "en", "yue") if cantonese else ("zh", "en")
    texts = [text for _, text in content.spoken(pack)]
    known = dict.fromkeys((text[lang], lang) for lang in langs for text in texts if text.get(lang))
    return [(words, lang) for words, lang in known if find(words, lang) is None]
