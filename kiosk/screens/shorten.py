"""Words that do not fit are shortened in one way: whole sentences first, letters last."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.theme import Style

DOTS = "…"
LEAST_LETTERS = 4
_SENTENCE = re.compile(r"[^。！？.!?]+[。！？.!?]*[”\"]*")
_FULL_STOPS = "。. "


def shortened(pen: Pen, text: str, box: Box, style: Style, lines: int, *, rich: bool = False) -> str:
    """As many of its sentences as the lines hold, and dots for the rest; letters only where not even one is held."""

    def over(words: str) -> bool:
        return pen.setting(words, box.w, box.h, style, max_lines=lines, rich=rich).over

    if not over(text):
        return text
    closing = text[-1] if text[-1] in '”"' else ""
    sentences = _SENTENCE.findall(text)
    first = ["".join(sentences[:count]).rstrip(_FULL_STOPS) + DOTS + closing for count in range(1, len(sentences))]
    # By halves: one by one the longest words would hold the glass for seconds.
    held = bisect_left(first, True, key=over)
    if held:
        return first[held - 1]
    fits, most = LEAST_LETTERS, len(text)
    while most - fits > 1:
        half = (fits + most) // 2
        fits, most = (fits, half) if over(text[:half] + DOTS + closing) else (half, most)
    return text[:fits].rstrip("，。,. ") + DOTS + closing


def whole(pen: Pen, forms: Sequence[str], box: Box, style: Style, lines: int) -> str:
    """The first of the whole forms (they stand longest first) that the lines hold; else the last, the shortest."""
    fit = (words for words in forms if not pen.setting(words, box.w, box.h, style, max_lines=lines).over)
    return next(fit, forms[-1])
