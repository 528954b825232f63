"""The numbers of the look: contrast for every pair of words and ground, millimetres that are millimetres."""

from __future__ import annotations

import pytest

from kiosk import theme
from kiosk.theme import DAY, DIM, NIGHT, Metrics, Palette, contrast
from protocols import icons


def _word_pairs(p: Palette) -> list[tuple[str, str, str]]:
    pairs = [
        (f"{word} on {ground}", getattr(p, word), getattr(p, ground))
        for word in ("ink", "ink2")
        for ground in ("ground", "surface", "raised")
    ]
    pairs += [
        (f"{tone} text on ground", getattr(p, f"{tone}_text"), p.ground)
        for tone in ("rescue", "danger", "do", "care", "drill")
    ]
    pairs += [(f"white on {fill}", p.white, getattr(p, fill)) for fill in ("rescue", "danger", "do", "drill", "slow")]
    tints = ("green_tint", "blue_tint", "red_tint", "amber_tint", "violet_tint")
    pairs += [(f"ink on {tint}", p.ink, getattr(p, tint)) for tint in tints]
    pairs += [("ink on care", p.on_care, p.care), ("silent", p.silent_ink, p.silent_ground)]
    return pairs


PAIRS = [
    pytest.param(word, ground, id=f"{name} ({kind})")
    for kind, p in (("day", DAY), ("night", NIGHT), ("dim", DIM))
    for name, word, ground in _word_pairs(p)
]


@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_words_stand_out_seven_to_one(word: str, ground: str) -> None:
    assert contrast(word, ground) >= theme.WORDS_CONTRAST_MIN


@pytest.mark.parametrize("p", [DAY, NIGHT, DIM], ids=["day", "night", "dim"])
def test_edges_of_keys_stand_out_three_to_one(p: Palette) -> None:
    for ground in (p.ground, p.surface, p.raised):
        assert contrast(p.edge, ground) >= theme.EDGE_CONTRAST_MIN
    for tone in ("rescue", "danger", "do"):
        fill = theme.fill_of(tone, p)
        assert max(contrast(fill.ground, p.ground), contrast(fill.edge or fill.ground, p.ground)) >= 3


def test_white_stays_readable_on_a_pressed_key() -> None:
    for fill in (DAY.rescue, DAY.danger, DAY.do):
        assert contrast(DAY.white, theme.darker(fill, theme.PRESSED_DARKER)) >= theme.WORDS_CONTRAST_MIN


def test_contrast_is_the_known_formula() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_reference_panel_draws_millimetres_as_millimetres() -> None:
    metrics = Metrics(1080, 1920)
    assert metrics.px_per_mm == pytest.approx(theme.REFERENCE_PX_PER_MM, rel=0.001)
    assert metrics.true_mm(metrics.px(25)) == pytest.approx(25, abs=0.2)
    assert not metrics.too_small


def test_a_small_panel_shrinks_the_drawing_and_says_when_keys_get_too_small() -> None:
    assert not Metrics(1080, 1920, 5.0).too_small  # about 17 inches
    assert Metrics(800, 1280, 7.5).too_small  # a tablet


def test_nothing_is_below_the_floor() -> None:
    assert all(style.sizes_mm[-1] >= theme.FLOOR_MM for style in theme.STYLES.values())


def test_the_failed_mark_is_a_diagonal_and_every_icon_can_be_drawn() -> None:
    import resvg_py

    assert "M15 15 49 49M49 15 15 49" in icons.ICONS["no"]
    for name in icons.ICONS:
        assert bytes(resvg_py.svg_to_bytes(svg_string=icons.svg(name), width=32, height=32, skip_system_fonts=True))
