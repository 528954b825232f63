"""A table of settings against its form: every mistake at once, each with the words that would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import msgspec


def mistakes(data: Mapping[str, Any], form: type[msgspec.Struct], at: str = "$") -> Iterator[str]:
    """What is wrong, in the words of the reader (`... - at `$.table.key``), by the order of the form."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(form)}
    where = "" if at == "$" else f" - at `{at}`"
    yield from (f"Object contains unknown field `{name}`{where}" for name in data if name not in fields)
    for name, field in fields.items():
        if name not in data:
            if field.required:
                yield f"Object missing required field `{name}`{where}"
        elif isinstance(data[name], dict) and isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from mistakes(data[name], field.type, f"{at}.{name}")
        else:
            try:
                msgspec.convert(data[name], field.type, strict=False)
            except msgspec.ValidationError as error:
                message, _, inner = str(error).partition(" - at `$")
                allowed = get_args(field.type) if get_origin(field.type) is Literal else ()
                message += f": write one of {', '.join(allowed)}" if allowed else ""
                yield f"{message} - at `{at}.{name}{inner.rstrip('`')}`"
