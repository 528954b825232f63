"""What a voice may be asked to say: anything it would drop or misread is refused before it is rendered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from audio.clip_rules import units
from audio.voice import spoken_form

LANGS = ("zh", "en")
# A sentence shorter than this is rendered together with its neighbour: alone, the model swallows it.
MIN_PIECE_UNITS = {"zh": 5, "en": 3}

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_HAN_CHAR = re.compile(f"[{_HAN}]")
_ALLOWED = {
    "zh": re.compile(f"[{_HAN}，。！？：；、（）《》“”‘’…— ]"),
    "en": re.compile(r"[A-Za-z '’“”,.!?:;()—–…-]"),
}
_SENTENCE = {
    "zh": re.compile(r"[^。！？…]*[。！？…]+[”’）》]*|[^。！？…]+"),
    "en": re.compile(r"[^.!?…]*[.!?…]+[”’\")]*|[^.!?…]+"),
}
_SENTENCE_END = {"zh": re.compile(r"[。！？…][”’）》]*$"), "en": re.compile(r"[.!?…][”’\")]*$")}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One text that must not be rendered, with the place to look at."""

    lang: str
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.lang} {self.text!r}: {self.reason}"


class Unspeakable(Exception):
    """Some texts cannot be spoken as they are written."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__("\n".join(str(refusal) for refusal in refusals))
        self.refusals = refusals


def refusals(lang: str, text: str) -> Iterator[Refusal]:
    """Every character the voice would drop or read as something else: digits, Latin letters in Chinese, symbols."""
    if lang not in LANGS:
        yield Refusal(lang, text, f"no voice speaks {lang!r}")
        return
    spoken = spoken_form(text)
    if not units(lang, spoken):
        yield Refusal(lang, text, "nothing to say")
    for char in dict.fromkeys(spoken):
        if not _ALLOWED[lang].fullmatch(char):
            yield Refusal(lang, text, f"{char!r} at {spoken.index(char) + 1}: {_why(lang, char)}")


def _why(lang: str, char: str) -> str:
    if unicodedata.category(char).startswith("N") and not _HAN_CHAR.fullmatch(char):
        return "write numbers as they are said"
    if lang == "zh" and unicodedata.normalize("NFKC", char).isascii() and char.isalpha():
        return "write abbreviations as they are said, in Chinese"
    return "this character has no sound here"


def pieces(lang: str, text: str) -> list[str]:
    """Whole sentences, each long enough to be spoken well by itself."""
    found = [piece.strip() for piece in _SENTENCE[lang].findall(spoken_form(text)) if units(lang, piece)]
    joined: list[str] = []
    for number, piece in enumerate(found, 1):
        if joined and (_is_short(lang, joined[-1]) or (number == len(found) and _is_short(lang, piece))):
            joined[-1] += piece if lang == "zh" else f" {piece}"
        else:
            joined.append(piece)
    return [closed(lang, piece) for piece in joined]


def closed(lang: str, piece: str) -> str:
    """A piece always ends like a sentence: the model was never taught words that just stop."""
    if _SENTENCE_END[lang].search(piece):
        return piece
    return piece.rstrip("，、：；, :;") + ("。" if lang == "zh" else ".")


def _is_short(lang: str, piece: str) -> bool:
    return units(lang, piece) < MIN_PIECE_UNITS[lang]
