"""Where a line of a page may break: between the phrases of Chinese words, and never between a number and its unit."""

from __future__ import annotations

import math
import re

from protocols.text import width

SOFT = re.compile("[|\u200b]")
"""Where the author lets a line break."""
_ENDS = re.compile(r"(?<=[，。！？：；、…])(?![，。！？：；、…”》）】])|[|\u200b \u3000]")
_NUMBER_THEN_UNIT = re.compile(r"(?<=\d) (?=[\u3400-\u9fff])")
_FROM_TO = re.compile(r"(?<=\d)–(?=\d)")
SMALLEST_EM, LARGEST_EM = 6, 24
"""What the style sheets know of (`p6` to `p24` in incident.css)."""
BOLD_EM = 0.4
"""Bold letters and digits are a little wider than half a character."""


def held(text: str) -> str:
    """A number and its unit are one piece: no line begins with `秒`, nor ends in `10–`."""
    return _FROM_TO.sub("–\u2060", _NUMBER_THEN_UNIT.sub("\u00a0", text))


def longest_em(text: str) -> int:
    """Room that the longest piece needs, in Chinese characters: words are set no larger than lets it stand whole."""
    pieces = _ENDS.split(held(text.replace("**", "")))
    return min(max(math.ceil(max(width(piece) for piece in pieces) + BOLD_EM), SMALLEST_EM), LARGEST_EM)
