"""One form for a fact, on disk and on the wire: a chained entry around an opaque blob."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple, Union, get_args

import msgspec

from protocols.events import (
    DESK_EVENTS,
    KIOSK_EVENTS,
    Channel,
    ClockQuality,
    Event,
    LogId,
    Moment,
    Record,
    Unknown,
    Unreadable,
)
from protocols.ops_events import OPS_EVENTS
from protocols.text import TEXT_CHARS, clean_text

ROOT = "frk/v1"
WIRE_VERSION = 1
JSON_FORM = "json"
BATCH_RECORDS = 100
BATCH_BYTES = 48 * 1024
RECORD_BYTES = 8 * 1024
PAYLOAD_BYTES = 2 * BATCH_BYTES
"""Nothing longer is even looked at: a batch of ours is never half of it."""
GENESIS = ""
"""The digest before the first record of a log."""

LOG_NAME = re.compile(r"([A-Z0-9]{2,16})/(live|drill|ops|desk|deskops)/([A-Za-z0-9][A-Za-z0-9._-]{0,63})", re.ASCII)

NUMBER_MAX = 2**53
Whole = Annotated[int, msgspec.Meta(ge=-NUMBER_MAX, le=NUMBER_MAX)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Trouble = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""Whatever bytes a stranger sends, decoding them raises one of these."""


class Entry(msgspec.Struct, frozen=True):
    """A record in its byte form: what is digested, stored and sent. `data` is opaque, `form` says how to read it."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    at_ms: Whole
    boot_ms: Whole
    boot: Annotated[str, msgspec.Meta(max_length=64)]
    clock: Annotated[str, msgspec.Meta(max_length=16)]
    form: Annotated[str, msgspec.Meta(max_length=16)]
    data: Annotated[str, msgspec.Meta(max_length=RECORD_BYTES)]
    digest: Digest


class Batch(msgspec.Struct, frozen=True, omit_defaults=True):
    """Facts of one log, in order; `prev` is the digest before the first of them."""

    v: Literal[1]
    log: str
    prev: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]
    records: Annotated[list[Entry], msgspec.Meta(min_length=1, max_length=BATCH_RECORDS)]
    historical: bool = False


class Cursor(msgspec.Struct, frozen=True):
    """How far the reader of a log has written it down, with the digest it holds there."""

    seq: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0
    digest: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = GENESIS


class _Envelope(msgspec.Struct, frozen=True):
    """A batch whose records have not been looked at yet: one bad record must not take its neighbours along."""

    v: int
    log: str
    prev: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]
    records: list[msgspec.Raw]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Something received that cannot be kept as a fact, and why."""

    where: str
    reason: str
    payload: bytes


class Link(NamedTuple):
    """An entry that fits its digest, with the digest it follows."""

    prev: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Received:
    links: tuple[Link, ...] = ()
    dead: tuple[DeadLetter, ...] = ()


# --- names -------------------------------------------------------------------------------------------------


def parse_log(name: str) -> tuple[str, Channel] | None:
    """Kiosk and channel of a log name, or None if it is no log name."""
    match = LOG_NAME.fullmatch(name)
    if match is None:
        return None
    channel: Channel = match[2]  # type: ignore[assignment]  # the pattern allows nothing else
    return match[1], channel


def kiosk_of(log: str) -> str:
    return log.split("/", 1)[0]


def channel_of(log: str) -> str:
    return log.split("/", 2)[1]


# --- facts -------------------------------------------------------------------------------------------------

EVENT_TYPES: tuple[type[Event], ...] = tuple(dict.fromkeys((*KIOSK_EVENTS, *DESK_EVENTS, *OPS_EVENTS)))
_KNOWN = {str(t.__struct_config__.tag) for t in EVENT_TYPES}
_encode = msgspec.json.Encoder().encode
_decode_known: Callable[[str], Event] = msgspec.json.Decoder(Union[EVENT_TYPES]).decode  # type: ignore[arg-type,valid-type,unused-ignore]  # noqa: UP007
_CLOCKS: frozenset[str] = frozenset(get_args(ClockQuality))


class _Kind(msgspec.Struct):
    type: str


_decode_kind = msgspec.json.Decoder(_Kind).decode


def encode_event(event: Event) -> str:
    """The blob of a fact. Facts we could not read go out exactly as they came in."""
    if isinstance(event, (Unknown, Unreadable)):
        return event.data
    blob = _encode(_cleaned(event)).decode()
    if len(blob.encode()) > RECORD_BYTES:
        blob = _encode(_cleaned(event, RECORD_BYTES // (8 * len(event.__struct_fields__)))).decode()
    return blob


def decode_event(form: str, data: str) -> Event:
    if form != JSON_FORM:
        return Unreadable(data)
    try:
        return _cleaned(_bounded(_decode_known(data)))
    except Trouble:
        pass
    try:
        kind = _decode_kind(data).type
    except Trouble:
        return Unreadable(data)
    return Unreadable(data) if kind in _KNOWN else Unknown(clean_text(kind, 64), data)


def _bounded(event: Event) -> Event:
    """No number that cannot be reckoned with: infinite, or beyond what every reader of JSON holds exactly."""
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, (int, float)) and not -NUMBER_MAX <= value <= NUMBER_MAX:
            raise msgspec.ValidationError(f"{name} is out of bounds")
    return event


def _cleaned(event: Event, limit: int = TEXT_CHARS) -> Event:
    """The same fact with every word in it fit to be shown: done at the rim, both ways, so nobody inside has to."""
    changed = {}
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, str):
            clean = clean_text(value, limit)
            if clean != value:
                changed[name] = clean
    return msgspec.structs.replace(event, **changed) if changed else event


# --- entries -----------------------------------------------------------------------------------------------


def digest_of(prev: str, log: str, entry: Entry) -> str:
    """SHA-256 over every field with its length before it, so that no two different entries can frame alike."""
    numbers = (str(entry.seq), str(entry.at_ms), str(entry.boot_ms))
    fields = (prev, log, *numbers, entry.boot, entry.clock, entry.form, entry.data)
    digest = hashlib.sha256()
    for field in fields:
        raw = field.encode()
        digest.update(b"%d:%b," % (len(raw), raw))
    return digest.hexdigest()


def seal(prev: str, log: str, seq: int, moment: Moment, data: str, form: str = JSON_FORM) -> Entry:
    bare = Entry(seq, moment.at_ms, moment.boot_ms, moment.boot[:64], moment.clock, form, data, "")
    return msgspec.structs.replace(bare, digest=digest_of(prev, log, bare))


def moment_of(entry: Entry) -> Moment:
    clock: ClockQuality = entry.clock if entry.clock in _CLOCKS else "unsynced"  # type: ignore[assignment]
    return Moment(entry.at_ms, entry.boot_ms, entry.boot, clock)


def record_of(log: str, entry: Entry) -> Record:
    return Record(log, entry.seq, moment_of(entry), decode_event(entry.form, entry.data), entry.digest)


def continues(log: str, entries: Sequence[Entry], prev: str) -> Iterator[bool]:
    """Does each entry fit the digest of the one before it?"""
    for entry in entries:
        yield digest_of(prev, log, entry) == entry.digest
        prev = entry.digest


# --- batches and cursors -----------------------------------------------------------------------------------


def encode_batch(log: str, prev: str, entries: Sequence[Entry], historical: bool = False) -> tuple[bytes, int]:
    """A batch of the first entries that fit the limits, and how many they are (always at least one)."""
    size = len(log) + 2 * 64
    fit = 0
    for entry in entries[:BATCH_RECORDS]:
        size += len(_encode(entry)) + 1
        if fit and size > BATCH_BYTES:
            break
        fit += 1
    return _encode(Batch(1, log, prev, list(entries[:fit]), historical)), fit


_decode_envelope = msgspec.json.Decoder(_Envelope).decode
_decode_entry = msgspec.json.Decoder(Entry).decode
_decode_cursor = msgspec.json.Decoder(Cursor).decode


def decode_batch(log: LogId | str, payload: bytes) -> Received:
    """What a batch said about `log`, judged record by record."""
    if len(payload) > PAYLOAD_BYTES:
        return Received(dead=(dead_letter(log, "too long", payload),))
    try:
        envelope = _decode_envelope(payload)
    except Trouble:
        return Received(dead=(dead_letter(log, "bad envelope", payload),))
    if envelope.v != WIRE_VERSION:
        return Received(dead=(dead_letter(log, "unknown version", payload),))
    if envelope.log != log:
        return Received(dead=(dead_letter(log, "wrong log", payload),))
    if not 0 < len(envelope.records) <= BATCH_RECORDS:
        return Received(dead=(dead_letter(log, "bad count", payload),))
    links: list[Link] = []
    dead: list[DeadLetter] = []
    prev: str | None = envelope.prev
    for raw in envelope.records:
        prev, verdict = _judge(log, prev, bytes(raw))
        if isinstance(verdict, Link):
            links.append(verdict)
        else:
            dead.append(verdict)
    return Received(tuple(links), tuple(dead))


def _judge(log: str, prev: str | None, raw: bytes) -> tuple[str | None, Link | DeadLetter]:
    try:
        entry = _decode_entry(raw)
        fits_limit = len(entry.data.encode()) <= RECORD_BYTES
    except Trouble:
        return None, dead_letter(log, "bad record", raw)
    if not fits_limit:
        return None, dead_letter(log, "record too long", raw)
    if prev is None:  # the one before it could not be read, so nothing says what this one follows
        return entry.digest, dead_letter(log, "after a bad record", raw)
    if digest_of(prev, log, entry) != entry.digest:
        return entry.digest, dead_letter(log, "failed digest", raw)
    return entry.digest, Link(prev, entry)


def dead_letter(where: str, reason: str, payload: bytes) -> DeadLetter:
    return DeadLetter(where[:200], reason, payload[:RECORD_BYTES])


def encode_cursor(cursor: Cursor) -> bytes:
    return _encode(cursor)


def decode_cursor(payload: bytes) -> Cursor | None:
    try:
        return _decode_cursor(payload)
    except Trouble:
        return None
