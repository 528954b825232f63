"""Numbers as people say them: 120 is 幺二零 or "one two zero", never "one hundred and twenty"."""

from __future__ import annotations

_ZH_PHONE = "零幺二三四五六七八九"
_EN_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def digits(number: str, lang: str) -> str:
    """Each digit by itself, everything else left out: "120" is 幺二零 / "one two zero"."""
    found = [int(c) for c in number if c in "0123456789"]
    if lang == "en":
        return " ".join(_EN_DIGITS[d] for d in found)
    return "".join(_ZH_PHONE[d] for d in found)
