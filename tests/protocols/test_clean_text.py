"""What people typed is fit to be shown, spoken and sent."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.text import TEXT_CHARS, clean_text


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("he is awake", "he is awake"),
        ("他醒了，在说话。", "他醒了，在说话。"),
        ("line\none\ttwo", "line one two"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("bell\x07 and null\x00", "bell and null"),
        ("e\u0301", "\u00e9"),
        ("  wide\u3000space ", "wide\u3000space"),
        ("\u06a9\u200c\u0645", "\u06a9\u200c\u0645"),
        ("\ud800", ""),
    ],
)
def test_only_what_can_be_read_stays(typed: str, clean: str) -> None:
    assert clean_text(typed) == clean


@given(st.text(max_size=700))
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    clean = clean_text(typed)
    assert clean_text(clean) == clean and len(clean) <= TEXT_CHARS
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") or unicodedata.bidirectional(c) in BIDI for c in clean)


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
