"""Numbers as people say them: 120 is 幺二零 or "one two zero", never "one hundred and twenty"."""

from __future__ import annotations

import re

_ZH_DIGITS = "零一二三四五六七八九"
_ZH_PHONE = "零幺二三四五六七八九"
_EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_EN_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_ORDINAL = re.compile(r"\b(\d{1,2})(st|nd|rd|th)\b")
_NUMBER = re.compile(r"\d+")
_LONG = 3
"""From this many digits on, a number in an address is said digit by digit: nobody mishears 幺零二四."""


def digits(number: str, lang: str) -> str:
    """Each digit by itself, everything else left out: "120" is 幺二零 / "one two zero"."""
    found = [int(c) for c in number if c in "0123456789"]
    if lang == "en":
        return " ".join(_EN_DIGITS[d] for d in found)
    return "".join(_ZH_PHONE[d] for d in found)


def phone(number: str, lang: str) -> str:
    """A telephone number in its groups, a short pause between them; a leading + is said."""
    groups = [digits(group, lang) for group in re.split(r"[^\d+]+", number)]
    plus = ("plus " if lang == "en" else "加") if number.lstrip().startswith("+") else ""
    return plus + (", " if lang == "en" else "，").join(group for group in groups if group)


def cardinal(number: int, lang: str) -> str:
    """0 to 99 in words."""
    assert 0 <= number < 100, "longer numbers are said digit by digit"
    tens, unit = divmod(number, 10)
    if lang == "en":
        if tens == 0:
            return _EN_DIGITS[unit]
        if tens == 1:
            return _EN_TEENS[unit]
        return _EN_TENS[tens] + (f"-{_EN_DIGITS[unit]}" if unit else "")
    if tens == 0:
        return _ZH_DIGITS[unit]
    return (_ZH_DIGITS[tens] if tens > 1 else "") + "十" + (_ZH_DIGITS[unit] if unit else "")


def address(text: str, lang: str) -> str:
    """House numbers and floors inside an address: 88 号 is 八十八号, 1024 号 is 幺零二四号, "2nd" is "second"."""
    if lang == "en":
        text = _ORDINAL.sub(lambda found: _ordinal(int(found.group(1))), text)
    spoken = _NUMBER.sub(lambda found: _in_address(found.group(), lang), text)
    return spoken if lang == "en" else re.sub(r"(?<=[\u4e00-\u9fff])[ \u2009]+(?=[\u4e00-\u9fff])", "", spoken)


def _in_address(number: str, lang: str) -> str:
    if len(number) >= _LONG or number.startswith("0"):
        return digits(number, lang)
    return cardinal(int(number), lang)


def _ordinal(number: int) -> str:
    words = cardinal(number, "en")
    head, dash, last = words.rpartition("-")
    if last in _EN_ORDINALS:
        last = _EN_ORDINALS[last]
    else:
        last = last.removesuffix("y") + "ieth" if last.endswith("y") else last + "th"
    return head + dash + last
