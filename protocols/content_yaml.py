"""A content file becomes plain data, with the line where everything stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

FILE_BYTES_MAX = 256 * 1024
DEPTH_MAX = 12
"""YAML aliases can nest without end; our files are six levels deep."""
THINGS_MAX = 50_000
"""Twelve levels of ten aliases each would be a million million things; our largest file has some three thousand."""
OPENINGS_PLAIN = 4000
"""Brackets and dashes of a file that any reader can nest without harm; more are counted before they are nested."""
DIGITS_MAX = 15

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The C reader starts the kiosk half a second sooner, where it is there. We give no tag a meaning, so nobody looks
    for one at each of forty thousand words."""

    def descend_resolver(self, *_: object) -> None:
        """Nothing to look for."""

    def ascend_resolver(self) -> None:
        """Nothing was looked for."""

    def resolve(self, *_: object) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Plain:
    """One file: what it holds (None: nothing that can be used), where that stands, what was wrong with it."""

    data: Mapping[str, Any] | None
    lines: Mapping[str, int] = field(default_factory=dict)
    """`steps.assess.say` -> line."""
    wrong: tuple[tuple[int, str], ...] = ()
    """(line, what to do)."""


def read(data: bytes) -> Plain:
    """The text of one file as plain data. Only true and false are truth values: `no` is an answer, not `false`."""
    if len(data) > FILE_BYTES_MAX:
        return _unread(1, f"larger than {FILE_BYTES_MAX // 1024} KiB: split the protocol")
    try:
        text = data.decode()
        if (line := _too_deep(text)) is not None:
            return _unread(line, "nested too deep: write it out flat")
        node = yaml.compose(text, Loader=_Loader)
    except UnicodeDecodeError as error:
        return _unread(data[: error.start].count(b"\n") + 1, "not UTF-8: save the file as UTF-8")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        return _unread(line, f"not valid YAML: {getattr(error, 'problem', None) or error}")
    if not isinstance(node, yaml.MappingNode):
        return _unread(1, "the file must hold `name: value` lines")
    reading = _Reading()
    return Plain(reading.mapping(node, "", 0), reading.lines, tuple(reading.found_wrong))


def _unread(line: int, message: str) -> Plain:
    return Plain(None, wrong=((line, message),))


class _Reading:
    """One walk through a file: where its things stood, what was wrong."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.found_wrong: list[tuple[int, str]] = []
        self.full = False

    def wrong(self, line: int, message: str) -> None:
        self.found_wrong.append((line, message))

    def value(self, node: yaml.Node, path: str, depth: int) -> Any:
        if depth > DEPTH_MAX:
            self.wrong(node.start_mark.line + 1, "nested too deep: write it out flat")
            return None
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if len(self.lines) > THINGS_MAX:
            if not self.full:
                self.wrong(node.start_mark.line + 1, f"more than {THINGS_MAX} things: write no alias of aliases")
            self.full = True
            return None
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, f"{path}.", depth)
        found = []
        for n, item in enumerate(node.value):
            at = f"{path}.{n}"
            self.lines.setdefault(at, item.start_mark.line + 1)
            found.append(self.value(item, at, depth + 1))
        return found

    def mapping(self, node: yaml.MappingNode, before: str, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.wrong(line, "a name is one word, not a list or a group: write `name: value`")
                continue
            key = str(key_node.value)
            if key in found:
                self.wrong(line, f"`{key}` is written twice: keep one")
            at = before + key
            self.lines[at] = line
            found[key] = self.value(value_node, at, depth + 1)
        return found


def _too_deep(text: str) -> int | None:
    """The line where thousands of levels begin: the C reader would not come back from them. Plain files are not
    read twice."""
    if sum(text.count(opening) for opening in ("[", "{", "- ", "? ", "-\t", "?\t", "-\n")) <= OPENINGS_PLAIN:
        return None
    depth = 0
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_MAX + 1:
                return event.start_mark.line + 1 if event.start_mark is not None else 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    value = str(node.value)
    if node.style:  # quoted: words, whatever they look like
        return value
    if value in ("true", "false"):
        return value == "true"
    if value in ("", "null", "~"):
        return None
    if len(value) > DIGITS_MAX or value[0] not in "-0123456789":  # no time, place or count is longer
        return value
    number = _NUMBER.fullmatch(value)
    if number is None:
        return value
    return float(value) if number[2] else int(value)
