"""The list of every word: for each sentence its line, and nothing that people see or hear is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from protocols.authoring.cli import run
from protocols.authoring.said import MANDARIN, said
from protocols.content import CONTENT, load, spoken
from protocols.content_words import shown

PACK = load()


@pytest.mark.parametrize("lang", ["zh", "en", "yue"])
def test_each_word_stands_in_the_line_that_is_named(lang: str) -> None:
    """Words that stand elsewhere under a name (`say: *responds_say`) are listed where the name is used."""
    for line in said(PACK, lang):  # type: ignore[arg-type]
        written = Path(line.file).read_text(encoding="utf-8").splitlines()
        around = "".join(written[line.line - 1 : line.line + 3])
        if "*" in written[line.line - 1]:
            continue
        start = re.sub(r"[\\\"]", "", line.text)[:6]
        assert start in re.sub(r"[\\\"]", "", around), line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_that_people_see_or_hear_is_missing(lang: str) -> None:
    listed = {line.text for line in said(PACK, lang)}  # type: ignore[arg-type]
    for _, text in (*spoken(PACK), *shown(PACK)):
        assert text[lang] in listed
    for protocol in PACK.protocols.values():
        for text in (*protocol.do_not, *protocol.tell, *protocol.hand_over):
            assert text[lang] in listed


def test_do_not_items_and_only_they_have_that_role() -> None:
    listed = {line.text for line in said(PACK, "zh") if line.role == "do_not"}
    assert listed == {text["zh"] for protocol in PACK.protocols.values() for text in protocol.do_not}


def test_cantonese_lists_what_is_spoken_and_says_where_it_is_still_mandarin() -> None:
    lines = said(PACK, "yue")
    assert {line.role.removesuffix(MANDARIN) for line in lines} <= {
        "say",
        "coach",
        "drill_finding",
        "timer_say",
        "lane_ask",
        "lane_say",
        "spoken",
    }
    own = [line for line in lines if not line.role.endswith(MANDARIN)]
    assert own and all(line.role for line in own)


def test_the_command_prints_file_line_role_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["said", "--lang", "en"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) > 500
    for row in rows:
        place, role, words = row.split("\t")
        file, _, line = place.rpartition(":")
        assert Path(file).parent == CONTENT and int(line) > 0 and role and words
