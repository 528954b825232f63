"""A language that does not exist: English about a third longer, with accents and brackets, to try layouts on."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

LONGER = 1.35
ACCENTED = str.maketrans("aeiouAEIOU", "áěīòǔÁĚĪÒǓ")
NOT_WORDS = frozenset((
    "action", "clock_text", "icon", "id", "kind", "lang", "lang_action", "layout", "letter", "mark", "other_lang_key",
    "picture", "qr_text", "real_action", "state", "take_action", "target_action", "tick_action", "time",
    "time_text", "tone", "verdict", "wall_text",
))  # fmt: skip
"""Fields of views that hold names and times, not words to be translated."""
View = TypeVar("View")


def pseudo(text: str) -> str:
    """`Push hard` becomes `[Pǔǔsh háárd]`; bold marks and soft breaks stay where they are."""
    if not text:
        return text
    owed = 0.0

    def longer(word: re.Match[str]) -> str:
        nonlocal owed
        made = ""
        for letter in word.group():
            made += letter
            owed += LONGER - 1
            if owed >= 1 and letter in "aeiouAEIOU":
                made += letter.lower() * int(owed)
                owed -= int(owed)
        return made.translate(ACCENTED)

    return f"[{re.sub(r'[A-Za-z]+', longer, text)}]"


def in_pseudo(view: View) -> View:
    """The same view with all its words in that language."""
    made: Any = view
    changed = {}
    for each in fields(made):
        value = getattr(made, each.name)
        if each.name not in NOT_WORDS:
            changed[each.name] = _in_pseudo(value)
    result: View = replace(made, **changed)
    return result


def _in_pseudo(value: object) -> object:
    if isinstance(value, str):
        return pseudo(value)
    if isinstance(value, tuple):
        return tuple(_in_pseudo(one) for one in value)
    return in_pseudo(value) if is_dataclass(value) and not isinstance(value, type) else value
