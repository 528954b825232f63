"""Every word of a pack as a list, each with the line where it is written: for reading aloud, for a native eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..content import NUMBERS, SLOTS, spoken
from ..content_check import line_of
from ..content_words import shown
from ..model import Pack, Text

Lang = Literal["zh", "en", "yue"]
MANDARIN = "_zh"
"""Added to the role where Cantonese has no words of its own: the Mandarin ones stand there too."""


@dataclass(frozen=True, slots=True, order=True)
class Said:
    file: str
    line: int
    role: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}\t{self.role}\t{self.text}"


def said(pack: Pack, lang: Lang) -> list[Said]:
    """Each sentence once a line, by file and line. `yue` lists what is spoken: Cantonese is heard, never shown."""
    places = list(_spoken(pack))
    if lang != "yue":
        places += [*shown(pack), *_lists(pack)]
    found: set[Said] = set()
    for place, text in places:
        file, _, path = place.partition(":")
        own = lang in text
        role = _role(path) if own else f"{_role(path)}{MANDARIN}"
        at = line_of(pack, file, f"{path}.{lang}" if own else path)
        found.add(Said(str(Path(pack.directory) / file), at, role, text[lang if own else "zh"]))
    return sorted(found)


def _role(path: str) -> str:
    """What the words are for: `label` of `steps.look.answers.0.label`; `timer_` and `target_` where it says more."""
    names = [name for name in path.split(".") if not name.isdigit()]
    owner = {"timers": "timer_", "lanes": "lane_", "targets": "target_"}.get(names[0], "")
    return owner + names[-1]


def _spoken(pack: Pack) -> Iterator[tuple[str, Text]]:
    yield from spoken(pack)
    for number in pack.numbers.values():
        yield f"{NUMBERS}:{number.id}.spoken", number.spoken


def _lists(pack: Pack) -> Iterator[tuple[str, Text]]:
    """What stands on paper and cards beside the steps."""
    for protocol in pack.protocols.values():
        file = Path(protocol.file).name
        for name, texts in (("do_not", protocol.do_not), ("tell", protocol.tell), ("hand_over", protocol.hand_over)):
            for n, text in enumerate(texts):
                yield f"{file}:{name}.{n}", text
    for slot in pack.slots.values():
        yield f"{SLOTS}:{slot.id}.default", slot.default
