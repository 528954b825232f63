"""Where a setting was said: in a variable of the environment, else on a line of its TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping


class NoSetting(ValueError):
    """No setting can come of this variable: it names a key inside what is no table, or it is no text."""


def override(data: dict[str, object], env: Mapping[str, str], prefix: str) -> dict[str, str]:
    """Put what the environment says over the file; which setting came from which variable. Raises NoSetting."""
    sources: dict[str, str] = {}
    for name, value in env.items():
        if not name.startswith(prefix):
            continue
        try:
            f"{name}{value}".encode()
        except UnicodeEncodeError:  # bytes that are not UTF-8 arrive as halves of letters
            shown = name.encode(errors="backslashreplace").decode()
            what = "is not UTF-8 text: set this variable in UTF-8, or unset it and write the setting in the file"
            raise NoSetting(f"{shown}: {what}") from None
        *tables, key = name.removeprefix(prefix).lower().split("__")
        table = data
        for part in tables:
            inner = table.setdefault(part, {})
            if not isinstance(inner, dict):
                raise NoSetting(f"{name}: {part} is not a table of the configuration")
            table = inner
        table[key] = _value(key, value)
        sources[".".join([*tables, key])] = name
    return sources


def _value(key: str, value: str) -> object:
    """Plain text, unless it is written as TOML writes text and lists; brokers may also stand with commas between."""
    if value[:1] in ("'", '"', "["):
        try:
            return tomllib.loads(f"v = {value}")["v"]
        except (tomllib.TOMLDecodeError, RecursionError):  # the second: brackets within brackets, without end
            return value
    return value.split(",") if key == "brokers" else value


def place(name: str, text: str, sources: Mapping[str, str], complaint: str) -> str:
    """Where to put it right: the variable that said it, else the line of the file."""
    table, wanted = _named(complaint)
    key = f"{table}.{wanted}" if table else wanted
    line = line_of(text, complaint)
    inside = next((said for at, said in sources.items() if at.startswith(f"{key}.")), "") if line == 1 else ""
    return sources.get(key) or inside or f"{name}:{line}"


_ENTRY = re.compile(r"(?<![\w.])(?:\$\.)?([\w.]+)\[(\d+)\](?:\.(\w+))?")
"""One of several tables of a name: `station.open[1].from`."""


def _named(complaint: str) -> tuple[str, str]:
    """The table and the key that a complaint names (`$.table.key` or `table.key`)."""
    path = re.search(r"\$((?:\.\w+)+)", complaint)
    unknown = re.search(r"unknown field `(\w+)`", complaint)
    names = path.group(1).strip(".").split(".") if path else [] if unknown else complaint.split(".")
    return (".".join(names), unknown.group(1)) if unknown else (".".join(names[:-1]), names[-1])


def line_of(text: str, complaint: str) -> int:
    """The line of the key that a complaint names; 1 if it is not in the file."""
    entry = _ENTRY.search(complaint)
    if entry:
        return _line_of_entry(text, entry.group(1), int(entry.group(2)), entry.group(3) or "")
    table, wanted = _named(complaint)
    whole = f"{table}.{wanted}" if table else wanted
    here, found = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+([^\]]+)\]+", line)
        if header:
            here = header.group(1).strip()
            if here == whole:
                found = found or number
        elif re.match(rf"\s*{re.escape(wanted)}\s*=", line) and here in (table, ""):
            return number
    return found or 1


def _line_of_entry(text: str, table: str, n: int, key: str) -> int:
    """The line of a key in the n-th table of this name (from 0), else that table's own line."""
    seen, here, found = -1, "", 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[+([^\]]+)\]+", line)
        if header:
            here = header.group(1).strip()
            seen += here == table
            found = number if here == table and seen == n else found
        elif here == table and seen == n and key and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return found or line_of(text, table)
