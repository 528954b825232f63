"""Diagrams: nothing of a protocol is left out, and every page can be read on A4."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from PIL import Image

from protocols.authoring import draw
from protocols.authoring.cli import run
from protocols.authoring.draw import A4_INCHES, PNG_DPI, READABLE_PT, library, pages
from protocols.authoring.paper import NoPaper
from protocols.content import load
from protocols.model import Protocol
from protocols.words import LANGS

PACK = load()
ALL = pytest.mark.parametrize("protocol", PACK.protocols.values(), ids=lambda p: p.id)


def bare(words: str) -> str:
    """Letters alone: lines are broken anywhere, and a quotation mark may be drawn as another."""
    return re.sub(r"[\s\"'|]|\\n", "", html.unescape(re.sub(r"<[^>]+>", "", words)))


@ALL
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_can_be_read_on_a4_and_every_step_and_answer_is_drawn(protocol: Protocol, lang: str) -> None:
    made = pages(PACK, protocol, lang)
    assert all(one.font_pt >= READABLE_PT for one in made), [one.font_pt for one in made]
    source = bare("".join(one.graph.source for one in made))
    for step in protocol.steps.values():
        assert source.count(f"{bare(step.title[lang])}") >= 1
        for answer in step.answers:
            assert bare(answer.label[lang]) in source, (step.id, answer.id)


def test_a_page_becomes_a_drawing_and_a_picture_no_larger_than_a4(tmp_path: Path) -> None:
    for one in pages(PACK, PACK.protocols["elderly_fall"], "zh"):
        drawing, picture = one.write(tmp_path)
        assert "<svg" in drawing.read_text(encoding="utf-8")
        with Image.open(picture) as image:
            wide, high = A4_INCHES[::-1] if one.landscape else A4_INCHES
            margin = 1.02
            assert image.width <= wide * PNG_DPI * margin and image.height <= high * PNG_DPI * margin
            assert len(image.convert("L").getcolors(256) or []) > 2  # something is drawn


def test_the_library_shows_what_becomes_what() -> None:
    source = library(PACK, "en").graph.source
    assert "fraud -> fraud_silent" in source and "threat -> robbery" in source
    assert "danger_gate" not in source


def test_the_command_draws_in_both_languages_and_an_index_leads_to_all(tmp_path: Path) -> None:
    assert run(["draw", "call_120", "danger_gate", "--out", str(tmp_path)]) == 0
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for name in re.findall(r'(?:href|src)="([^":]+)"', page):
        assert (tmp_path / name).is_file(), name
    assert "2 / 2 未经审定" in page
    assert run(["draw", "nowhere", "--out", str(tmp_path)]) == 2


def test_without_dot_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoPaper, match=r"deploy/setup\.sh author"):
        pages(PACK, PACK.protocols["call_120"], "zh")


def test_what_leads_to_another_page_names_that_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "READABLE_PT", 8.9)  # nothing this large fits on one page
    made = pages(PACK, PACK.protocols["fainting"], "en")
    assert len(made) > 2
    assert "(page " in made[0].graph.source
