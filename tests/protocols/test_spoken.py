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


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (
            "0755 0000 0120",
            "零七五五，零零零零，零幺二零",
            "zero seven five five, zero zero zero zero, zero one two zero",
        ),
        ("0755-88", "零七五五，八八", "zero seven five five, eight eight"),
        ("+86 755", "加八六，七五五", "plus eight six, seven five five"),
    ],
)
def test_a_telephone_number_is_said_in_its_groups(number: str, zh: str, en: str) -> None:
    assert (spoken.phone(number, "zh"), spoken.phone(number, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (0, "零", "zero"),
        (7, "七", "seven"),
        (10, "十", "ten"),
        (12, "十二", "twelve"),
        (20, "二十", "twenty"),
        (88, "八十八", "eighty-eight"),
        (99, "九十九", "ninety-nine"),
    ],
)
def test_small_numbers_are_said_whole(number: int, zh: str, en: str) -> None:
    assert (spoken.cardinal(number, "zh"), spoken.cardinal(number, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("福田区莲花路 88 号", "福田区莲花路八十八号"),
        ("深南大道 1024 号", "深南大道幺零二四号"),
        ("3 楼 A 座 07 室", "三楼 A 座零七室"),
        ("没有数字", "没有数字"),
    ],
)
def test_a_chinese_address_has_no_digit_left(written: str, said: str) -> None:
    assert spoken.address(written, "zh") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("88 Lianhua Road", "eighty-eight Lianhua Road"),
        ("1024 Shennan Road, 2nd floor", "one zero two four Shennan Road, second floor"),
        ("1st", "first"),
        ("11th", "eleventh"),
        ("12th", "twelfth"),
        ("20th", "twentieth"),
        ("23rd", "twenty-third"),
        ("34th", "thirty-fourth"),
    ],
)
def test_an_english_address_has_no_digit_left(written: str, said: str) -> None:
    assert spoken.address(written, "en") == said
