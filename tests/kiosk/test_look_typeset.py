"""Lines break between phrases, never before a closing mark, and every word survives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import typeset
from kiosk.typeset import GAP, Run, break_lines, fit, plain, rich_runs, spaced


def ruler(text: str, size_px: int, bold: bool) -> float:
    """Han and full-width marks an em, everything else a bit over half of one."""
    return sum(size_px * (1.0 if letter >= "\u2e80" or letter in "“”‘’…—·" else 0.58) for letter in text)


def lines(text: str, ems: float, size_px: int = 100, rich: bool = False) -> list[str]:
    text = spaced(text)
    runs = rich_runs(text, False) if rich else (Run(text, False),)
    made, _ = break_lines(runs, ems * size_px, size_px, ruler)
    return [line.text.replace(GAP, " ") for line in made]


_WORDS = (
    "用力压",
    "按压",
    "胸口正中",
    "看",
    "林静",
    "“不要停”",
    "（大堂）",
    "《手册》",
    "5–6 厘米",
    "10 秒",
    "80%",
    "……",
)
_LATIN = ("120", "AED", "don't", "Press", "it's", " ", "|")
PIECES = st.sampled_from((*_WORDS, *_LATIN, *"，。！？：、"))


def single_marks(text: str) -> str:
    """Two closing marks in a row are nobody's Chinese."""
    return re.sub(rf"[{re.escape(typeset.CLOSING)}]{{2,}}", lambda found: found.group()[0], text)


@given(st.lists(PIECES, min_size=1, max_size=18), st.floats(min_value=6, max_value=20))
def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one(pieces: list[str], ems: float) -> None:
    text = single_marks("看" + "".join(pieces))
    for line in lines(text, ems)[1:]:
        assert not line or line[0] not in typeset.CLOSING, line
    for line in lines(text, ems)[:-1]:
        assert not line or line[-1] not in typeset.OPENING, line


@given(st.lists(PIECES, min_size=1, max_size=18), st.floats(min_value=3, max_value=20))
def test_nothing_is_lost_or_invented_by_breaking(pieces: list[str], ems: float) -> None:
    text = "".join(pieces)
    bare = re.sub(rf"[\s{GAP}]", "", plain(text))
    assert re.sub(r"\s", "", "".join(lines(text, ems))) == bare


@given(st.lists(PIECES, min_size=1, max_size=18), st.floats(min_value=6, max_value=20))
def test_no_line_is_wider_than_its_room_but_for_its_closing_marks(pieces: list[str], ems: float) -> None:
    for line in lines(single_marks("".join(pieces)), ems):
        bare = line.rstrip(typeset.CLOSING)
        assert ruler(bare, 100, False) <= ems * 100 + 42 * line.count(" ") + 1


@pytest.mark.parametrize(
    ("text", "ems", "expected"),
    [
        ("双手叠放，|胸口正中", 6, ["双手叠放，", "胸口正中"]),
        ("用力压，|快压", 9, ["用力压，快压"]),
        ("压下 5–6 厘米", 4.5, ["压下", "5–6 厘米"]),
        ("马上拨打120", 5.5, ["马上拨打", "120"]),
        ("Push hard, push fast", 8, ["Push hard,", "push fast"]),
        ("呼吸正常吗？", 5.6, ["呼吸正常吗？"]),
        ("用手掌根用力拍背", 4, ["用手掌根", "用力拍背"]),
        ("掌根放在胸骨下半段", 7, ["掌根放在胸骨", "下半段"]),
        ("先不要停止按压", 4, ["先不要", "停止按压"]),
        ("喊人拿来的手套", 4, ["喊人", "拿来的", "手套"]),
    ],
)
def test_known_words_break_where_a_reader_would(text: str, ems: float, expected: list[str]) -> None:
    assert lines(text, ems) == expected


def test_no_last_line_of_one_character_when_it_can_be_helped() -> None:
    assert all(len(line) > 1 for line in lines("把病人慢慢翻到侧面躺好", 10))


def test_a_soft_mark_is_never_shown() -> None:
    shown = "".join(lines("拍双肩，|大声\u200b叫他", 20))
    assert "|" not in shown and "\u200b" not in shown


def test_bold_marks_become_bold_and_an_unpaired_one_stays() -> None:
    assert rich_runs("看**十秒**吧", False) == (Run("看", False), Run("十秒", True), Run("吧", False))
    assert rich_runs("2 ** 3", False) == (Run("2 ** 3", False),)


def test_han_and_digits_stand_a_thin_space_apart_however_they_were_typed() -> None:
    assert spaced("打开 AED|电源") == spaced("打开AED|电源") == f"打开{GAP}AED|{GAP}电源"
    assert spaced("拨120接通") == spaced("拨 120 接通") == f"拨{GAP}120{GAP}接通"


def test_the_largest_size_that_fits_untorn_is_taken() -> None:
    made = fit("双手叠放，|胸口正中", 600, 300, (120, 100, 88), ruler, max_lines=(2, 2, 3))
    assert (made.size_px, len(made.lines), made.over, made.torn) == (120, 2, False, False)
    small = fit("双手叠放，|胸口正中", 470, 300, (120, 100, 88), ruler, max_lines=(2, 2, 3))
    assert (small.size_px, small.torn) == (100, False)


def test_a_chinese_word_is_torn_rather_than_set_in_smaller_letters() -> None:
    whole = fit("喊人拿手套、毛巾", 510, 300, (100, 88), ruler, max_lines=2)
    assert [line.text for line in whole.lines] == ["喊人拿", "手套、毛巾"] and whole.size_px == 100
    torn = fit("喊人拿手套、毛巾", 440, 300, (100, 88), ruler, max_lines=2)
    assert [line.text for line in torn.lines] == ["喊人拿手", "套、毛巾"] and torn.size_px == 100


def test_words_that_cannot_fit_say_so_and_are_still_all_there() -> None:
    made = fit("这一句话太长了放不下", 200, 100, (100, 50), ruler, max_lines=1)
    assert made.over
    assert "".join(line.text for line in made.lines) == "这一句话太长了放不下"


def test_a_word_wider_than_the_line_is_broken_rather_than_clipped() -> None:
    assert max(len(line) for line in lines("Pneumonoultramicroscopic", 6)) <= 10
