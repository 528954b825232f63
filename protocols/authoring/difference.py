"""What changed between two versions of a pack: every value of every protocol compared, sorted as a clinician asks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ..model import Coach, Goto, Pack, Protocol
from .leads import lead

Kind = Literal["added", "removed", "rewired", "number", "reworded", "other"]
"""`added`, `removed`: a step, an answer, a timer, a protocol, a whole line. `rewired`: it leads elsewhere. `number`: a
figure in words, or a time. `reworded`: other words, the same figures. `other`: sources, marks, pictures, order."""

Path = tuple[str, ...]
LEFT_OUT = ("line", "file", "review", "version", "id")
"""Where a thing stands in its file, and who signed it: neither is content."""
BY_ID = ("steps", "timers", "answers", "lanes", "items")
"""Lists whose parts have an id: a part that moved is the same part."""

_NUMBER = re.compile(
    r"\d+(?:\.\d+)?|[零〇幺一二两三四五六七八九十百半]+(?=秒|分|小时|次|下|口|厘米|毫米|毫升|克|岁|度|米|个月|天|遍)"
)
_WORD_NUMBER = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|half|"
    r"hundred)\b",
    re.IGNORECASE,
)
_MEASURES = ("after_s", "repeat_s", "stages", "ask_again", "goal_s", "pass_s", "taps", "seconds", "rate_bpm", "number")
"""Fields that are a figure themselves."""


@dataclass(frozen=True, slots=True)
class Change:
    """One leaf that is not what it was. `path`: ("steps", "assess", "say", "zh"); None: not there on that side."""

    kind: Kind
    path: Path
    old: str | None
    new: str | None

    @property
    def group(self) -> Path:
        """What it belongs to: a step, a timer, or the protocol itself."""
        return self.path[:2] if self.path[0] in ("steps", "timers", "lanes") else self.path[:1]


@dataclass(frozen=True, slots=True)
class Changed:
    """One protocol, before and after. `before` None: it is new; `after` None: it is gone."""

    before: Protocol | None
    after: Protocol | None
    changes: tuple[Change, ...]

    @property
    def now(self) -> Protocol:
        found = self.after or self.before
        assert found is not None, "a protocol stands on one side at least"
        return found

    @property
    def signature_lost(self) -> bool:
        return self.before is not None and self.before.review.signed and not self.now.review.signed


def difference(old: Pack, new: Pack) -> list[Changed]:
    """Every protocol that is not the same, in the order of the new pack; those that are gone stand last."""
    ids = [*new.protocols, *(id for id in old.protocols if id not in new.protocols)]
    found = []
    for id in ids:
        before, after = old.protocols.get(id), new.protocols.get(id)
        changes = tuple(_between(_leaves(before), _leaves(after)))
        if changes or before is None or after is None:
            found.append(Changed(before, after, changes))
    return found


def beside(old: Pack, new: Pack) -> list[Change]:
    """What changed in numbers, phrases, places of the branch and sources."""
    found = []
    for name in ("numbers", "phrases", "slots", "sources"):
        before, after = (dict(_walk(getattr(pack, name), (name,))) for pack in (old, new))
        found += list(_between(before, after))
    return found


def _between(before: Mapping[Path, str], after: Mapping[Path, str]) -> Iterator[Change]:
    paths = [*after, *(path for path in before if path not in after)]
    for path in paths:
        old, new = before.get(path), after.get(path)
        if old != new:
            yield Change(_kind(path, old, new), path, old, new)


def _kind(path: Path, old: str | None, new: str | None) -> Kind:
    if old is None:
        return "added"
    if new is None:
        return "removed"
    if path[-1] in ("goto", "first", "gate", "choose", "breathless_entry"):
        return "rewired"
    if path[-1] in _MEASURES:
        return "number"
    if path[-1] not in ("zh", "en", "yue"):
        return "other"
    return "number" if _figures(old) != _figures(new) else "reworded"


def _figures(words: str) -> list[str]:
    return sorted(_NUMBER.findall(words)) + sorted(found.lower() for found in _WORD_NUMBER.findall(words))


def _leaves(protocol: Protocol | None) -> dict[Path, str]:
    """Every value of a protocol by its path."""
    return dict(_walk(protocol, ())) if protocol is not None else {}


def _walk(thing: object, path: Path) -> Iterator[tuple[Path, str]]:
    if thing is None or thing == () or thing == {} or thing is False:
        return
    if isinstance(thing, Goto):
        yield path, _way(thing)
    elif isinstance(thing, Coach):
        yield from _walk(thing.text, path)
        if thing.until_call:
            yield (*path, "until_call"), thing.until_call
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            if field.name not in LEFT_OUT:
                yield from _walk(getattr(thing, field.name), (*path, field.name))
    elif isinstance(thing, Mapping):
        for key, inner in thing.items():
            yield from _walk(inner, (*path, str(key)))
    elif isinstance(thing, tuple):
        if path[-1] in BY_ID and not isinstance(thing[0], str):
            yield path, " ".join(part.id for part in thing)
            for part in thing:
                yield from _walk(part, (*path, part.id))
        elif all(isinstance(part, str | float | int) for part in thing):
            yield path, ", ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in thing)
        else:
            for part in thing:
                yield from _walk(part, (*path, _name(part)))
    else:
        yield path, f"{thing:g}" if isinstance(thing, float) else str(thing)


def _name(part: object) -> str:
    """What a line of a list is known by: its mark, or its own words (so a changed line is one gone and one come)."""
    if isinstance(part, Mapping):
        return str(part.get("zh", ""))
    if isinstance(part, Coach):
        return _name(part.text)
    return str(getattr(part, "mark", part))


def _way(goto: Goto) -> str:
    """Where it leads by ids, so that inserting a step before rewires nothing."""
    target = " ".join(str(x) for x in (goto.kind, goto.protocol, goto.step, goto.outcome) if x)
    return f"{target} then {goto.then}" if goto.then else target


def way_in_words(pack: Pack, protocol: Protocol, path: Path) -> dict[str, str] | None:
    """Where the answer or the timer at this path leads, as the other papers tell it; None where there is no way."""
    at: object = protocol
    for name in path:
        if isinstance(at, Mapping):
            at = at.get(name)
        elif isinstance(at, tuple):
            at = next((part for part in at if getattr(part, "id", None) == name), None)
        else:
            at = getattr(at, name, None)
    return dict(lead(pack, protocol, at)) if isinstance(at, Goto) else None
