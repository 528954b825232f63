"""Describes the wire as AsyncAPI 3, made from the code itself: `python -m journal.asyncapi > docs/asyncapi.yaml`."""

from __future__ import annotations

import json
import re
from typing import Any, Union

import msgspec

from .codec import BATCH_BYTES, BATCH_RECORDS, EVENT_TYPES, LOG_NAME, RECORD_BYTES, ROOT, Batch, Cursor
from .exchange import PATH, Body
from .presence import Presence
from .sync import WRITES, Role

TITLE = "First-response kiosk: facts between lobby and desk"
_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$/.-]*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

_CHANNELS: dict[str, str] = {
    "live": "An incident, written by the kiosk.",
    "drill": "A drill, written by the kiosk; never an alarm.",
    "ops": "The kiosk's health, one log a month.",
    "desk": "What responders did about an incident, written by the desk.",
    "deskops": "The desk's own health towards this kiosk.",
}
_KIOSK = {"description": "The kiosk: capital letters and digits, 2 to 16; its certificate's common name."}
_LOG = {"description": "The last part of the log's name; the whole name is kiosk/channel/log."}


def document() -> dict[str, Any]:
    """The whole description, as plain data."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    roles: tuple[tuple[Role, Role], ...] = (("kiosk", "desk"), ("desk", "kiosk"))
    for writer, reader in roles:
        for name in WRITES[writer]:
            said = {"Batch": _ref("messages/Batch")}
            read = {"Cursor": _ref("messages/Cursor"), "Cleared": _ref("messages/Cleared")}
            channels[f"{name}Facts"] = _channel(f"{{kiosk}}/{name}/{{log}}/facts", said, _CHANNELS[name])
            channels[f"{name}Cursor"] = _channel(
                f"{{kiosk}}/{name}/{{log}}/cursor", read, f"How far the {reader} wrote down a log of {name}; retained."
            )
            _both(operations, f"{name}Facts", writer, reader)
            _both(operations, f"{name}Cursor", reader, writer)
    presence = {"Presence": _ref("messages/Presence")}
    channels["kioskPresence"] = _channel("{kiosk}/presence", presence, "Birth at each connect, will; retained.")
    channels["deskPresence"] = _channel(
        "_desk/{desk}/presence", presence, "Birth at each connect and every 5 s, will; retained. Stale after 15 s."
    )
    _both(operations, "kioskPresence", "kiosk", "desk")
    _both(operations, "deskPresence", "desk", "kiosk")
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": TITLE,
            "version": "1.0.0",
            "description": (
                f"Limits: a batch {BATCH_RECORDS} records or {BATCH_BYTES} bytes; a record {RECORD_BYTES} of data. "
                f"The second carrier posts the same messages to {PATH} in a Body. See docs/wire.md."
            ),
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": _messages(), "schemas": schemas()},
    }


def schemas() -> dict[str, Any]:
    """JSON Schema of every payload and of every fact."""
    fact = Union[EVENT_TYPES]  # type: ignore[valid-type]  # noqa: UP007  # a union made from the list itself
    template = "#/components/schemas/{name}"
    made, named = msgspec.json.schema_components([Batch, Cursor, Presence, Body, fact], ref_template=template)
    union = {**made[-1], "discriminator": "type"}  # AsyncAPI names the field only
    named["Fact"] = {"description": "What `data` of an entry holds when its form is json.", **union}
    entry = named["Entry"]["properties"]
    entry["data"] |= {"contentMediaType": "application/json", "description": "A Fact as text; unknown types are kept."}
    named["Batch"]["properties"]["log"]["pattern"] = f"^{LOG_NAME.pattern}$"
    return dict(sorted(named.items()))


def _messages() -> dict[str, Any]:
    return {
        "Batch": {"title": "Facts of one log, in order", "payload": _ref("schemas/Batch")},
        "Cursor": {"title": "How far a log was written down by its reader", "payload": _ref("schemas/Cursor")},
        "Cleared": {"title": "Nothing at all: the writer dropped the log", "payload": {"type": "null"}},
        "Presence": {"title": "Who is on the line", "payload": _ref("schemas/Presence")},
    }


def _channel(address: str, messages: dict[str, Any], description: str) -> dict[str, Any]:
    known = {"kiosk": _KIOSK, "log": _LOG, "desk": {"description": "Which desk."}}
    parameters = {name: known[name] for name in re.findall(r"{(\w+)}", address)}
    return {
        "address": f"{ROOT}/{address}",
        "description": description,
        "messages": messages,
        "parameters": parameters,
    }


def _both(operations: dict[str, Any], channel: str, sender: Role, receiver: Role) -> None:
    for role, action in ((sender, "send"), (receiver, "receive")):
        operations[f"{role}.{action}.{channel}"] = {"action": action, "channel": {"$ref": f"#/channels/{channel}"}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{name}"}


def to_yaml(value: Any, indent: int = 0) -> str:
    """Plain data as YAML: enough for a description, and no package for it."""
    pad = "  " * indent
    if isinstance(value, dict) and value:
        return "".join(f"{pad}{_scalar(key)}:{_below(item, indent)}" for key, item in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{pad}-{_below(item, indent)}" for item in value)
    return f"{pad}{_scalar(value)}\n"


def _below(item: Any, indent: int) -> str:
    if isinstance(item, (dict, list)) and item:
        return "\n" + to_yaml(item, indent + 1)
    return f" {_scalar(item)}\n"


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    print(to_yaml(document()), end="")
