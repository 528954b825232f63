"""Words of the branch in the places that content leaves open: they may say where, never what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .content_words import FORBIDDEN, width
from .model import Slot, Text

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

# A place and a telephone need no sentence and no "not": with either, a branch could take an instruction back.
_ENDS = re.compile(r"[。！？；!?;\n{}*|]|\.(?=\s|$)")
_DENIES = re.compile(
    r"[不别勿免]|无需|没有?必要|代替|取消|先等|\b(?:no|not|never|don't|without|instead|skip|cancel|wait)\b",
    re.IGNORECASE,
)


def fill(text: Text, slots: Mapping[str, Slot], branch: Mapping[str, Text]) -> Text:
    """The words with every `{place}` filled: by the branch, else by the content's own default."""

    def words(slot: Slot, lang: str) -> str:
        own = branch.get(slot.id, slot.default)
        return own.get(lang) or own["zh"] or slot.default.get(lang) or slot.default["zh"]

    def filled(lang: str, shown: str) -> str:
        return PLACE.sub(lambda m: words(slots[m[1]], lang) if m[1] in slots else m[0], shown)

    return {lang: filled(lang, shown) for lang, shown in text.items()}


def places(text: Text) -> list[str]:
    """The ids of the places in these words, each once."""
    return list(dict.fromkeys(found for shown in text.values() for found in PLACE.findall(shown)))


def branch_wrong(slots: Mapping[str, Slot], branch: Mapping[str, Text]) -> Iterator[tuple[str, str]]:
    """(place, what to do) for everything in a branch's words that could change what people do, or does not fit."""
    for id, text in branch.items():
        slot = slots.get(id)
        if slot is None:
            names = ", ".join(sorted(slots))
            yield id, f"`{id}` is no place that a branch may fill (a step can not be changed here): use one of {names}"
            continue
        for shown in text.values():
            if ended := _ENDS.search(shown):
                yield id, f"`{ended[0]}` in `{shown}`: give a place or a telephone, no sentence"
            if denied := _DENIES.search(shown):
                yield id, f"`{denied[0]}` in `{shown}` could take an instruction back: say only where, or whom to call"
            for word in FORBIDDEN:
                if word in shown.lower():
                    yield id, f"`{word}` may stand only in a do_not list"
            if width(shown) > slot.width:
                yield id, f"`{shown}` is {width(shown):g} characters wide, {slot.width} at most: shorten it"
