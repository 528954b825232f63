"""Words of the branch in the places that content leaves open: they may say where, never what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .content_words import ODD, forbidden
from .model import Slot, Text
from .text import plain, width

PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")

# A place and a telephone need no sentence and no "not": with either, a branch could take an instruction back.
_ENDS = re.compile(r"[。！？；!?;\n\r\u2028\u2029{}*|]|\.(?=\s|$)")
_DENIES = re.compile(
    r"[不别勿免莫甭毋坏]|无[需须用]|没[有用必了]|代替|替代|取消|忽略|跳过|算了|禁止|严禁|停[止用手]|暂停|等(?!候)|"
    r"先[问找等打报叫请去给拿]|再[用去打拿取叫问]|才[能可用许]|同意|批准|请示|报告|回家|拆[了除掉]|按压|"
    r"[打拨叫]\s*[0-9零一二三四五六七八九幺]|"
    r"\b(?:no|not|never|nobody|none|nothing|\w+n'?t|cannot|without|instead|skip|cancel|wait|avoid|ignore|forget|"
    r"forbidden|prohibited|refrain|only|unless|until|then|ask|broken|out of order|disabled|permission|approval|"
    r"leave (?:it|them|him|her)|(?:call|dial|ring|phone) [0-9]+|(?<!bus )stop)\b",
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
            if (odd := ODD.search(shown)) is not None:
                yield id, f"U+{ord(odd[0]):04X} in {shown!a} cannot be shown: use plain words and digits"
            for word in forbidden(shown):
                yield id, f"`{word}` may stand only in a do_not list"
            for message in place_wrong(slot, shown):
                yield id, message


def place_wrong(slot: Slot, shown: str) -> Iterator[str]:
    """What holds for the words of a place beyond what holds for any words: also for the content's own default."""
    if ended := _ENDS.search(shown):
        yield f"`{ended[0]}` in `{shown}`: give a place or a telephone, no sentence"
    if denied := _DENIES.search(plain(shown)):
        yield f"`{denied[0]}` in `{shown}` could take an instruction back: say only where, or whom to call"
    if width(shown) > slot.width:
        yield f"`{shown}` is {width(shown):g} characters wide, {slot.width} at most: shorten it"
