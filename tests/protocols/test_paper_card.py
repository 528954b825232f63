"""The poster: the dangerous way in a few large rows, one page of A4, and it says who has signed it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols.authoring.card import card, cards, numbers, rows
from protocols.authoring.cli import run
from protocols.authoring.paper import Press, press
from protocols.authoring.sign import HASH_SHOWN, signature
from protocols.content import load
from protocols.model import Protocol
from protocols.words import LANGS

PACK = load()
CARDS = cards(PACK)


@pytest.fixture(scope="module")
def printing() -> Iterator[Press]:
    with press() as found:
        yield found


@pytest.mark.parametrize("protocol", CARDS, ids=lambda p: p.id)
@pytest.mark.parametrize("lang", LANGS)
def test_every_poster_is_one_page_and_nothing_runs_over_its_box(
    printing: Press, protocol: Protocol, lang: str, tmp_path: Path
) -> None:
    html = tmp_path / "card.html"
    html.write_text(card(PACK, protocol, lang), encoding="utf-8")
    assert printing.pdf(html, tmp_path / "card.pdf") == []
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", (tmp_path / "card.pdf").read_bytes())
    assert len(pages) == 1


def test_a_poster_has_the_first_step_the_key_act_and_never_a_step_twice() -> None:
    for protocol in CARDS:
        shown = list(rows(PACK, protocol))
        steps = [row.step.id for row in shown if row.kind == "do"]
        assert len(steps) == len(set(steps)), protocol.id
        assert protocol.key is not None
        key = {s.id for s in protocol.steps.values() if protocol.key.mark in s.reached}
        looked = {look.step.id for row in shown for look in row.looks}
        assert key & ({*steps} | looked), f"{protocol.id}: {protocol.key.mark} is not on the poster"


def test_a_question_on_a_poster_tells_what_differs() -> None:
    stroke = PACK.protocols["stroke"]
    assert {a.goto.step for a in stroke.steps["thinner"].answers} == {"stay"}
    for protocol in CARDS:
        for look in (look for row in rows(PACK, protocol) for look in row.looks):
            assert look.bad and look.others, f"{protocol.id}/{look.step.id}: every answer leads on"
    shown = {look.step.id for row in rows(PACK, stroke) for look in row.looks}
    assert "face" in shown and "thinner" not in shown


def test_the_safe_answer_tells_where_it_leads_by_the_boxes_of_the_poster() -> None:
    html = card(PACK, PACK.protocols["choking"], "zh")
    assert "都不是</span> 后面抱住，往里往上冲击 5 下" in html  # off this poster: what to do
    assert "又噎住了</span> 做第 1 格" in html
    assert "（看「倒地，叫不醒」）" in html
    assert "结束这次求助" not in html


def test_the_number_is_there_also_when_only_a_role_calls_it() -> None:
    assert numbers(PACK, PACK.protocols["adult_collapse"]) == ["120"]
    assert numbers(PACK, PACK.protocols["fraud"])[0] == "110"


@pytest.mark.parametrize("protocol", CARDS, ids=lambda p: p.id)
def test_unsigned_content_says_so_in_both_languages_on_every_poster(protocol: Protocol) -> None:
    for lang in LANGS:
        assert "未经审定 · Not clinically reviewed" in card(PACK, protocol, lang)


def test_what_is_silent_is_not_for_the_wall() -> None:
    silent = [p for p in CARDS if p.silent]
    assert silent
    for protocol in silent:
        assert "内部使用，不上墙" in card(PACK, protocol, "zh")


def test_version_and_hash_stand_at_the_foot() -> None:
    protocol = PACK.protocols["adult_collapse"]
    assert f"adult_collapse · v1 · {signature(protocol).now[:HASH_SHOWN]}" in card(PACK, protocol, "en")


def test_the_command_prints_both_languages(tmp_path: Path) -> None:
    command = [sys.executable, "main.py", "protocols", "card", "stroke", "--out", str(tmp_path)]
    assert subprocess.run(command, check=False, capture_output=True, timeout=120).returncode == 0
    assert sorted(p.name for p in tmp_path.glob("*.pdf")) == ["stroke_en.pdf", "stroke_zh.pdf"]
    assert run(["card", "nowhere", "--out", str(tmp_path)]) == 2


def test_words_that_do_not_fit_are_told(tmp_path: Path, printing: Press) -> None:
    html = tmp_path / "full.html"
    whole = card(PACK, PACK.protocols["stroke"], "en")
    html.write_text(
        whole.replace('<main data-fit="rows">', '<main data-fit="rows">' + "<p>more words</p>" * 200), encoding="utf-8"
    )
    assert "rows" in printing.pdf(html, tmp_path / "full.pdf")
