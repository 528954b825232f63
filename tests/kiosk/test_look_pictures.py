"""What the glass really shows: contrast of the painted words, and the palette of pictures that is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk import theme
from kiosk.screens.box import Box
from kiosk.views_chrome import Lang
from tests.gallery.__main__ import MOST_KEPT, palette
from tests.gallery.screens import LOOKS, NAMES, Look, screen
from tests.kiosk.conftest import Glass

KEPT = Path(__file__).resolve().parents[2] / "docs" / "screens"
MOST_BYTES = 6_000_000
INK_SHARE = 0.02
"""Of a word's box: fewer pixels of one colour are the soft edge of a letter, not its ink."""


def _painted_contrast(shot: np.ndarray, box: Box) -> float:
    """The commonest colour of the box is its ground, the one that stands out most its ink."""
    part = shot[box.y : box.bottom, box.x : box.right].astype(np.uint32)
    colours, counts = np.unique(part[..., 0] << 16 | part[..., 1] << 8 | part[..., 2], return_counts=True)
    ground = f"#{colours[counts.argmax()]:06X}"
    inks = colours[counts >= INK_SHARE * counts.sum()]
    return max(theme.contrast(f"#{ink:06X}", ground) for ink in inks)


@pytest.mark.parametrize(
    ("name", "lang", "look"),
    [("cpr", "zh", "day"), ("call", "en", "night"), ("cpr_drill", "zh", "elder"), ("tiles", "en", "elder_night")],
)
def test_painted_words_stand_out_seven_to_one(glass: Glass, tmp_path: Path, name: str, lang: Lang, look: Look) -> None:
    glass.host.show(screen(name, lang, look))
    glass.pump()
    written = glass.window.screenshot(name=str(tmp_path / "shot.png"))
    with Image.open(written) as picture:
        shot = np.asarray(picture.convert("RGB"))
    seen = 0
    for word in glass.host.scene.words():
        assert _painted_contrast(shot, word.box) >= theme.WORDS_CONTRAST_MIN, word
        seen += 1
    assert seen >= 20


def test_the_palette_shows_every_screen_both_ways_up_and_every_look() -> None:
    names = palette()
    assert len(names) == len(set(names)) <= MOST_KEPT
    for name in NAMES:
        assert any(kept.startswith((f"{name}_zh_", f"{name}_en_")) for kept in names), name
    for part in ("_portrait_", "_landscape_", *(f"_{look}" for look in LOOKS)):
        assert sum(part in name for name in names) >= 2, part


def test_the_pictures_kept_are_small_and_the_page_beside_them_shows_each() -> None:
    pictures = sorted(path for path in KEPT.glob("*.png") if path.stem != "overview")
    page = (KEPT / "README.md").read_text(encoding="utf-8")
    assert len(pictures) >= 40
    assert {path.stem for path in pictures} <= set(palette()), "make palette"
    assert all(f"({path.name})" in page for path in pictures)
    assert sum(path.stat().st_size for path in KEPT.iterdir()) < MOST_BYTES
    for path in pictures:
        with Image.open(path) as picture:
            assert sorted(picture.size) == [540, 960]
