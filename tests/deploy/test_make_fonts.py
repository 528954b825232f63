"""The fonts are whole: every character wanted, two real weights, not a Japanese or a thin face."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from deploy import make_fonts

STYLES = {"Regular": 400, "Bold": 700}


@pytest.fixture(scope="module")
def fonts() -> Path:
    directory = Path(__file__).parents[2] / "build" / "fonts"
    make_fonts.make(directory)
    return directory


@pytest.mark.parametrize("style", STYLES)
def test_a_made_font_is_static_and_holds_every_chinese_character_wanted(fonts: Path, style: str) -> None:
    with TTFont(fonts / f"NotoSansSC-{style}.ttf") as font:
        assert "fvar" not in font
        assert "glyf" in font
        assert font["OS/2"].usWeightClass == STYLES[style]
        characters = font.getBestCmap()
        ours = {code for code in make_fonts.wanted_characters() if 0x4E00 <= code < 0xA000}
        assert len(ours) > 6900
        assert ours - set(characters) == set()
        assert {ord(character) for character in "幺二零，。！？“”（）《》…—·→①●0Aa"} - set(characters) == set()


def test_bold_is_bolder_than_regular(fonts: Path) -> None:
    ink = {}
    for style in STYLES:
        with TTFont(fonts / f"NotoSansSC-{style}.ttf") as font:
            glyph = font["glyf"][font.getBestCmap()[ord("一")]]
            ink[style] = glyph.yMax - glyph.yMin
    assert ink["Bold"] > ink["Regular"] * 1.3


def test_the_licence_lies_beside_the_fonts(fonts: Path) -> None:
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text().upper()


def test_a_second_run_makes_nothing(fonts: Path) -> None:
    assert make_fonts.make(fonts) is False


def test_nothing_half_made_is_left_lying(fonts: Path) -> None:
    assert sorted(path.name for path in fonts.iterdir()) == [
        "NotoSansSC-Bold.ttf",
        "NotoSansSC-Regular.ttf",
        "OFL.txt",
        "made-from",
    ]
