"""Words as characters: what is safe to show, how wide they stand, how eye and ear take them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

TEXT_CHARS = 500
"""A note, a message, a comment: longer is cut."""

WIDTHS_KEPT = 40_000
"""Widths kept in a process: the same words stand in many steps."""

_SAME = re.compile(r"[ -~\u3400-\u4dbf\u4e00-\u9fff、。“”‘’—]*")
"""Words without an unseen character, as most are."""
_BOLD = re.compile(r"[*_]")
_BLANKS = re.compile(r" +")
_BLANK_IN_ZH = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_NOT_DRAWN = re.compile(
    "[^ -~\u00a1-\u00ff\u2010-\u2016\u2018\u2019\u201c\u201d\u2022\u2026\u2027\u2030\u2032\u2033\u203b"
    "\u2103\u2190-\u2193\u2460-\u2469\u2713\u3000-\u3015\u3041-\u3094\u30a1-\u30fe\u4e00-\u9fff\uff01-\uff5e]+"
)
"""What the made fonts do not hold (`deploy/make_fonts.py`): pictures, and the letters of other scripts."""
_KEPT = {"\u200c", "\u200d"}  # joiners: some scripts cannot be written without them
_SPACES = {"\n", "\r", "\t", "\u2028", "\u2029", "\u0085"}


def clean_text(text: str, limit: int = TEXT_CHARS) -> str:
    """NFC, cut at `limit`, without control and bidi characters (they could turn a sentence around on the wall)."""
    if len(text) <= limit and text.isprintable() and unicodedata.is_normalized("NFC", text) and text == text.strip():
        return text
    spaced = "".join(" " if c in _SPACES else c for c in text)
    kept = "".join(c for c in spaced if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFC", kept)[:limit].strip()


def drawn(text: str) -> str:
    """What people typed, as a screen can draw it: dots stand for signs that it has not, never empty boxes."""
    return _NOT_DRAWN.sub("…", text)


def short_name(name: str, most_em: float) -> str:
    """A person's name where one line has room for so much; the record has all of it."""
    shown = drawn(name)
    if width(shown) <= most_em:
        return shown
    ends = itertools.accumulate(width(sign) for sign in shown)
    return shown[: sum(1 for end in ends if end < most_em)].rstrip() + "…"


@lru_cache(maxsize=WIDTHS_KEPT)
def width(text: str) -> float:
    """Room it takes on the screen, in Chinese characters: a Latin letter or digit is half of one."""
    plain = text.replace("**", "").replace("|", "")
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.5 for c in plain)


def plain(words: str) -> str:
    """The words as eye and ear take them: no marks of bold or of a line, nothing unseen, no blank in Chinese."""
    seen = unicodedata.normalize("NFKC", words)
    if not _SAME.fullmatch(seen):
        seen = "".join(c for c in seen if unicodedata.category(c) not in ("Cf", "Cc", "Mn"))
    seen = _BOLD.sub("", seen).replace("|", " ").replace("’", "'").lower()
    return _BLANK_IN_ZH.sub("", _BLANKS.sub(" ", seen))
