"""The words of a branch: in the page's language where its kiosk gave both, else in the one there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desk.app import DeskApp
from protocols.bilingual import Words

ZH = ("莲花路支行", "一层大堂", "大门左侧墙上")
EN = ("Lianhua Road Branch", "ground floor lobby", "wall left of the main door")


async def test_every_page_names_the_branch_in_its_language(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, live, drill = await person(), lobby("FT03"), lobby("FT04")
    for one in (live, drill):
        one.started(english=EN)
    incident, practised = live.open(place="一层大堂"), drill.open(place="一层大堂", drill=True)
    for path, aed in (("/", True), ("/drills", False), (f"/i/{incident}", True), (f"/i/{practised}", True)):
        for lang, words, others in (("zh", ZH, EN), ("en", EN, ZH)):
            page = await somebody.see(f"{path}?lang={lang}")
            assert [w for w in words[: 3 if aed else 2] if w not in page] == [], (path, lang)
            assert [w for w in others if w in page] == [], (path, lang)


@pytest.mark.parametrize(
    ("english", "opened_as", "shown"),
    [
        (("", "", ""), "莲花路支行", "莲花路支行 FT03　一层大堂"),  # a kiosk from before there was English
        (("Lianhua Road Branch", "", ""), "莲花路支行", "Lianhua Road Branch FT03　一层大堂"),
        (EN, "莲花支行", "莲花支行 FT03　ground floor lobby"),  # what was called otherwise then keeps its name
        (EN, "", "Lianhua Road Branch FT03　ground floor lobby"),
    ],
)
async def test_a_word_that_is_missing_is_shown_in_the_other_language(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any], english: Any, opened_as: str, shown: str
) -> None:
    somebody, one = await person(), lobby("FT03")
    one.started(english=english)
    incident = one.open(station=opened_as, place="一层大堂")
    page = await somebody.see(f"/i/{incident}?lang=en")
    assert shown in page
    assert ("AED: wall left of the main door" if english[2] else "AED: 大门左侧墙上") in page


def test_words_of_one_language_stand_for_both() -> None:
    assert [Words("甲", "A")[lang] for lang in ("zh", "en")] == ["甲", "A"]
    assert [Words("甲", "")[lang] for lang in ("zh", "en")] == ["甲", "甲"]
    assert [Words("", "A")[lang] for lang in ("zh", "en")] == ["A", "A"]
    assert Words("", "A") and not Words("", "")
