"""What a person at the desk wrote, in parts that fit beside any step: each stands for some seconds, then the next."""

from __future__ import annotations

import itertools

from protocols.text import width

from . import hanwords

ROOM_EM = 24.0
"""So much fits where least is left, the writer's name with it; less only beside another incident and two faults."""
LEAST_EM = 10.0
"""However long a name is."""
PART_S = 6.0
"""Long enough to read a part aloud."""
LONGEST_WORD = 8
ENDS = "。！？；，、.!?;, "


def parts(text: str, room_em: float) -> tuple[str, ...]:
    """The words, all of them, in order; cut after a stop where there is one, else between words, else
    anywhere."""
    found, rest = [], text.strip()
    while (most := _most(rest, room_em)) < len(rest):
        ends = [n for n in range(most // 2 + 1, most + 1) if rest[n - 1] in ENDS]
        words = hanwords.inside(rest[: most + LONGEST_WORD])
        at = ends[-1] if ends else next((n for n in range(most, most // 2, -1) if n not in words), most)
        found.append(rest[:at].strip())
        rest = rest[at:].strip()
    return (*found, rest)


def _most(text: str, room_em: float) -> int:
    """So many of its signs fit; at least one."""
    taken = itertools.accumulate(width(char) for char in text)
    return max(1, sum(1 for _ in itertools.takewhile(lambda em: em <= room_em, taken)))


def now(who: str, text: str, since_s: float, stands_s: float) -> tuple[str, str] | None:
    """What stands `since_s` after it was first seen: of several parts the one whose turn it is, after its number. All
    of them have had their turn before it goes, `stands_s` after it came. None: there is only one."""
    if len(parts(text, max(LEAST_EM, ROOM_EM - width(who) - 1))) == 1:
        return None
    all_parts = parts(text, max(LEAST_EM, ROOM_EM - width(who) - 3))
    at = int(max(0.0, since_s) / min(PART_S, stands_s / len(all_parts))) % len(all_parts)
    return f"{at + 1}/{len(all_parts)}", all_parts[at]
