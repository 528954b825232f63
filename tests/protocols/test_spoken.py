"""Numbers as people say them."""

from __future__ import annotations

import pytest

from protocols import spoken


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        ("120", "幺二零", "one two zero"),
        ("96110", "九六幺幺零", "nine six one one zero"),
        ("", "", ""),
        ("1-2", "幺二", "one two"),
    ],
)
def test_digits_are_said_one_by_one(number: str, zh: str, en: str) -> None:
    assert (spoken.digits(number, "zh"), spoken.digits(number, "en")) == (zh, en)
