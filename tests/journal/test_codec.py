"""One form on disk and on the wire, and what comes of bytes that are not in it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal import codec
from journal.codec import Cursor, Entry, Link
from protocols import events as e

LOG = "FT03/live/a"
NOW = e.Moment(1_700_000_000_000, 5_000, "boot-1")
WORDS = st.text(max_size=40)


def chain(*events: e.Event, log: str = LOG, prev: str = "") -> list[Entry]:
    entries = []
    for seq, event in enumerate(events, 1):
        entries.append(codec.seal(prev, log, seq, NOW, codec.encode_event(event)))
        prev = entries[-1].digest
    return entries


def batch(*records: object, log: str = LOG, prev: str = "", v: int = 1) -> bytes:
    return msgspec.json.encode({"v": v, "log": log, "prev": prev, "records": list(records)})


@given(step=WORDS, seq=st.integers(1, 2**53), at_ms=st.integers(-(2**53), 2**53), boot=st.text(max_size=64))
def test_an_entry_reads_back_as_it_was_written(step: str, seq: int, at_ms: int, boot: str) -> None:
    entry = codec.seal("", LOG, 1, e.Moment(at_ms, 1, boot), codec.encode_event(e.StepEntered(step)))
    payload, fit = codec.encode_batch(LOG, "", [entry])
    received = codec.decode_batch(LOG, payload)
    assert fit == 1 and received.links == (Link("", entry),) and received.dead == ()
    assert codec.record_of(LOG, entry).moment == e.Moment(at_ms, 1, boot)


@pytest.mark.parametrize("kind", codec.EVENT_TYPES, ids=lambda t: t.__name__)
def test_every_kind_of_fact_survives_the_form(kind: type[e.Event]) -> None:
    example = msgspec.convert({"type": kind.__struct_config__.tag, **_example(kind)}, kind)
    assert codec.decode_event("json", codec.encode_event(example)) == example


def _example(kind: type[e.Event]) -> dict[str, object]:
    schema = msgspec.json.schema(kind)
    definition = schema["$defs"][kind.__name__]
    values: dict[str, object] = {}
    for name, field in definition["properties"].items():
        if name == "type" or name not in definition.get("required", ()):
            continue
        known = {"string": "x", "integer": 3, "number": 1.5, "boolean": True}
        values[name] = field["enum"][0] if "enum" in field else known.get(field.get("type", ""), {"log": "l", "seq": 1})
    return values


def test_a_fact_of_a_newer_version_is_kept_and_passed_on_unchanged() -> None:
    blob = '{"type": "aed_shock",  "joules": 200}'
    event = codec.decode_event("json", blob)
    assert event == e.Unknown("aed_shock", blob) and codec.encode_event(event) == blob


@pytest.mark.parametrize(
    ("form", "blob"),
    [
        ("json", "{"),
        ("json", '{"type":"step_entered"}'),
        ("json", '{"type":7}'),
        ("json", "[" * 5000),
        ("sealed", "{}"),
    ],
)
def test_a_body_nobody_can_read_is_a_fact_all_the_same(form: str, blob: str) -> None:
    event = codec.decode_event(form, blob)
    assert event == e.Unreadable(blob) and codec.encode_event(event) == blob


def test_words_are_cleaned_on_the_way_out_and_on_the_way_in() -> None:
    said = e.MessageSent("Li", "turn \u202eback\u202c\nnow\x07" + "a" * 600)
    blob = codec.encode_event(said)
    assert '"text":"turn back now' in blob and "\\u0007" not in blob
    raw = msgspec.json.encode(said).decode()
    event = codec.decode_event("json", raw)
    assert isinstance(event, e.MessageSent) and len(event.text) == 500 and event.text.startswith("turn back now")


def test_a_fact_too_long_for_a_record_is_cut_rather_than_refused() -> None:
    words = e.MessageSent("急" * 500, "救" * 500, "命" * 500)
    assert len(codec.encode_event(words).encode()) <= codec.RECORD_BYTES
    faces = "\U0001f6a8" * 500
    blob = codec.encode_event(e.Opened(faces, faces, faces, faces, "zh", "tile", faces))
    assert 2_000 < len(blob.encode()) <= codec.RECORD_BYTES
    assert isinstance(codec.decode_event("json", blob), e.Opened)


def test_a_clock_quality_nobody_knows_counts_as_unsynced() -> None:
    entry = msgspec.structs.replace(chain(e.Focused())[0], clock="atomic")
    assert codec.moment_of(entry).clock == "unsynced"


FIELDS = ["seq", "at_ms", "boot_ms", "boot", "clock", "form", "data"]


@pytest.mark.parametrize("field", FIELDS)
def test_any_changed_field_fails_the_digest(field: str) -> None:
    entry = chain(e.Focused())[0]
    value = getattr(entry, field)
    changed = msgspec.structs.replace(entry, **{field: value + 1 if isinstance(value, int) else value + "x"})
    received = codec.decode_batch(LOG, batch(changed))
    assert not received.links and received.dead[0].reason == "failed digest"


@given(fields=st.lists(st.text(max_size=6), min_size=3, max_size=3), cut=st.integers(0, 5))
def test_no_two_different_entries_frame_alike(fields: list[str], cut: int) -> None:
    """Moving a character from one field to the next must change the digest."""
    one = Entry(1, 0, 0, fields[0], fields[1], fields[2], "x", "")
    joined = "".join(fields)
    two = Entry(1, 0, 0, joined[:cut], joined[cut:], "", "x", "")
    same = (one.boot, one.clock, one.form) == (two.boot, two.clock, two.form)
    assert (codec.digest_of("", LOG, one) == codec.digest_of("", LOG, two)) == same


def test_a_batch_is_judged_record_by_record() -> None:
    one, two, three, four, five = chain(*[e.Focused()] * 5)
    wrong = msgspec.structs.replace(two, data='{"type":"parked"}')
    received = codec.decode_batch(LOG, batch(one, wrong, three, {"seq": "four"}, five))
    assert [link.entry.seq for link in received.links] == [1, 3]
    assert [d.reason for d in received.dead] == ["failed digest", "bad record", "after a bad record"]
    again = codec.decode_batch(LOG, batch(one, {"seq": 0}, three, four))
    assert [link.entry.seq for link in again.links] == [1, 4]


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "bad envelope"),
        (b"null", "bad envelope"),
        (b"\xff", "bad envelope"),
        (b"[" * 90_000, "bad envelope"),
        (b" " * (codec.PAYLOAD_BYTES + 1), "too long"),
        (batch(log="FT04/live/a"), "wrong log"),
        (batch(v=2), "unknown version"),
        (batch(), "bad count"),
        (batch(*[{}] * 101), "bad count"),
        (batch(prev="short"), "bad envelope"),
        (batch({"a": "\ufffe"}), "bad record"),
        (b'{"v":1,"log":"FT03/live/a","prev":"","records":[{"data":"\\ud800"}]}', "bad envelope"),
    ],
)
def test_a_bad_envelope_is_a_dead_letter_and_nothing_else(payload: bytes, reason: str) -> None:
    received = codec.decode_batch(LOG, payload)
    assert received.links == () and [d.reason for d in received.dead] == [reason]
    assert len(received.dead[0].payload) <= codec.RECORD_BYTES


def test_a_record_over_eight_kibibytes_is_refused() -> None:
    entry = codec.seal("", LOG, 1, NOW, "急" * 4000)
    assert codec.decode_batch(LOG, batch(entry)).dead[0].reason == "record too long"


def test_a_batch_ends_at_a_hundred_records_or_48_kibibytes() -> None:
    short = chain(*[e.Focused()] * 150)
    assert codec.encode_batch(LOG, "", short)[1] == 100
    long = chain(*[e.NoteAdded("急" * 500)] * 100)
    payload, fit = codec.encode_batch(LOG, "", long, historical=True)
    assert 20 < fit < 100 and len(payload) <= codec.BATCH_BYTES and b'"historical":true' in payload
    whole = msgspec.structs.replace(short[0], data="x" * codec.BATCH_BYTES)
    assert codec.encode_batch(LOG, "", [whole])[1] == 1, "always at least one, or nothing would ever move"


@given(st.binary(max_size=300))
def test_no_bytes_make_decoding_raise(payload: bytes) -> None:
    codec.decode_batch(LOG, payload)
    codec.decode_cursor(payload)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(records=st.lists(JSON | st.fixed_dictionaries({name: JSON for name in (*FIELDS, "digest")}), max_size=4))
def test_no_json_makes_decoding_raise(records: list[object]) -> None:
    assert codec.decode_batch(LOG, batch(*records)).links == ()


@given(JSON)
def test_no_body_makes_reading_a_fact_raise(value: object) -> None:
    codec.decode_event("json", msgspec.json.encode(value).decode())


def test_cursors_read_back_and_nonsense_is_none() -> None:
    cursor = Cursor(7, "a" * 64)
    assert codec.decode_cursor(codec.encode_cursor(cursor)) == cursor
    for bad in (b"7", b'{"seq":-1}', b'{"seq":1,"digest":"zz"}', b""):
        assert codec.decode_cursor(bad) is None


@pytest.mark.parametrize(
    ("name", "parsed"),
    [
        ("FT03/live/a", ("FT03", "live")),
        ("FT03/deskops/2026-11-ab", ("FT03", "deskops")),
        ("ft03/live/a", None),
        ("FT03/chat/a", None),
        ("FT03/live/", None),
        ("FT03/live/a/b", None),
        ("FT03/live/+", None),
        ("FT03/live/a\n", None),
    ],
)
def test_only_names_of_our_form_are_logs(name: str, parsed: object) -> None:
    assert codec.parse_log(name) == parsed


def test_the_chain_says_where_it_breaks() -> None:
    entries = chain(*[e.Focused()] * 3)
    assert list(codec.continues(LOG, entries, "")) == [True, True, True]
    assert list(codec.continues(LOG, entries[1:], "")) == [False, True]
