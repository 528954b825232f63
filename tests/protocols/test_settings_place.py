"""A complaint about a setting leads to where it was said: the variable, else the line."""

from __future__ import annotations

import pytest

from protocols.settings_place import NoSetting, line_of, override, place

TEXT = """lang = "zh"
[line]
brokers = ["a:1"]
[[station.open]]
days = "1-5"
[[station.open]]
days = "6"
"""


@pytest.mark.parametrize(
    ("complaint", "line"),
    [
        ("lang", 1),
        ("line.brokers", 3),
        ("wrong - at `$.line.brokers`", 3),
        ("Object contains unknown field `brokers` - at `$.line`", 3),
        ("Object missing required field `ca` - at `$.line`", 2),
        ("station.open[1].days", 7),
        ("station.open[1].from", 6),
        ("station.open[5].days", 4),
        ("line.ca", 1),
        ("Object contains unknown field `nobody`", 1),
    ],
)
def test_a_complaint_leads_to_its_line(complaint: str, line: int) -> None:
    assert line_of(TEXT, complaint) == line


def test_what_a_variable_says_stands_over_the_file_and_is_named() -> None:
    data: dict[str, object] = {"lang": "zh", "line": {"brokers": ["a:1"]}}
    env = {"X_LANG": "en", "X_LINE__BROKERS": "b:1,c:2", "X_NEW__LIST": "[1, 2]", "X_BAD": "[1, 2", "OTHER": "1"}
    sources = override(data, env, "X_")
    assert data == {"lang": "en", "line": {"brokers": ["b:1", "c:2"]}, "new": {"list": [1, 2]}, "bad": "[1, 2"}
    assert place("f.toml", TEXT, sources, "lang") == "X_LANG"
    assert place("f.toml", TEXT, sources, "new") == "X_NEW__LIST"
    assert place("f.toml", TEXT, {}, "line.brokers") == "f.toml:3"


def test_a_variable_inside_what_is_no_table_is_told() -> None:
    with pytest.raises(NoSetting, match="X_LANG__MORE: lang is not a table"):
        override({"lang": "zh"}, {"X_LANG__MORE": "1"}, "X_")


@pytest.mark.parametrize(
    ("name", "value", "told"), [("X_LANG", "\udcff\udcfe", "X_LANG"), ("X_\udcff", "zh", r"X_\udcff")]
)
def test_a_variable_that_is_no_text_is_told(name: str, value: str, told: str) -> None:
    with pytest.raises(NoSetting) as wrong:
        override({}, {name: value}, "X_")
    assert str(wrong.value).startswith(f"{told}: is not UTF-8 text: set this variable in UTF-8, or unset it")


def test_brackets_without_end_are_text_and_a_long_word_is_looked_through_at_once() -> None:
    data: dict[str, object] = {}
    override(data, {"X_LANG": "[" * 3000}, "X_")
    assert data == {"lang": "[" * 3000}
    assert line_of(TEXT, f"Invalid enum value '{'x' * 20_000}' - at `$.lang`") == 1
