"""Words that people typed, made safe to show, speak and send."""

from __future__ import annotations

import unicodedata

TEXT_CHARS = 500
"""A note, a message, a comment: longer is cut."""

_KEPT = {"\u200c", "\u200d"}  # joiners: some scripts cannot be written without them
_SPACES = {"\n", "\r", "\t", "\u2028", "\u2029", "\u0085"}


def clean_text(text: str, limit: int = TEXT_CHARS) -> str:
    """NFC, cut at `limit`, without control and bidi characters (they could turn a sentence around on the wall)."""
    if len(text) <= limit and text.isprintable() and unicodedata.is_normalized("NFC", text) and text == text.strip():
        return text
    spaced = "".join(" " if c in _SPACES else c for c in text)
    kept = "".join(c for c in spaced if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFC", kept)[:limit].strip()
