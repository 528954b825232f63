"""The booklet leaves nothing out: what is not in it, nobody has signed."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols.authoring.cli import run
from protocols.authoring.leads import landing, lead, number
from protocols.authoring.paper import lines
from protocols.authoring.review import MARKS, booklet
from protocols.authoring.sign import sign, signature
from protocols.content import CONTENT, load
from protocols.content_graph import ways
from protocols.model import Goto, Pack, Protocol, Text
from protocols.overlay import fill


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load()


@pytest.fixture(scope="module")
def page(pack: Pack) -> str:
    return booklet(pack, list(pack.protocols.values()))


def shown(page: str) -> str:
    """What a reader sees: no marks, one blank between words."""
    bare = re.sub(r"<style>.*?</style>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?b>", "", bare))))


def texts(pack: Pack, protocol: Protocol) -> Iterator[Text]:
    """Every word of a protocol that a person may see or hear."""

    def within(thing: object) -> Iterator[Text]:
        if isinstance(thing, dict) and "zh" in thing:
            yield thing
        elif isinstance(thing, dict):
            for inner in thing.values():
                yield from within(inner)
        elif isinstance(thing, tuple):
            for inner in thing:
                yield from within(inner)
        elif dataclasses.is_dataclass(thing):
            for field in dataclasses.fields(thing):
                yield from within(getattr(thing, field.name))

    for text in within(protocol):
        yield fill(text, pack.slots, {})


def test_every_word_of_every_protocol_stands_in_it(pack: Pack, page: str) -> None:
    read = shown(page)
    count = 0
    for protocol in pack.protocols.values():
        for text in texts(pack, protocol):
            for words in text.values():
                for part in re.split(r"\||\*\*", words):
                    count += 1
                    assert re.sub(r"\s+", " ", part.strip()) in read, f"{protocol.id}: {part}"
    assert count > 1000, "the walk over the model finds the words"


def test_every_source_stands_in_it_with_how_far_it_was_read(pack: Pack, page: str) -> None:
    read = shown(page)
    used = {id for p in pack.protocols.values() for s in p.steps.values() for id in s.sources if id in pack.sources}
    for id in used:
        for words in (pack.sources[id].title, pack.sources[id].note):
            assert re.sub(r"\s+", " ", words.strip()) in read


def test_every_way_is_named_with_the_step_it_leads_to(pack: Pack, page: str) -> None:
    read = shown(page)
    for protocol in pack.protocols.values():
        for goto in (g for s in protocol.steps.values() for g in ways(protocol, s)):
            for words in lead(pack, protocol, goto).values():
                assert re.sub(r"\s+", " ", words) in read
            there = landing(pack, protocol, goto)
            if goto.kind == "step" and there is not None:
                assert f"第 {number(protocol, there[1])} 步" in lead(pack, protocol, goto)["zh"]


def test_times_hashes_pictures_and_what_is_not_signed(pack: Pack, page: str) -> None:
    read = shown(page)
    assert "未经审定 · Not clinically reviewed" in read
    for protocol in pack.protocols.values():
        assert signature(protocol).now in read
        for timer in protocol.timers.values():
            assert f"{timer.id} {timer.after_s:g} s" in read
        for edition in protocol.editions:
            assert edition in read
    pictures = [s.picture for p in pack.protocols.values() for s in p.steps.values() if s.picture is not None]
    assert page.count("<svg") == len(pictures)


def test_what_worse_leads_to_where_somebody_still_chokes_is_put_before_the_reviewer(pack: Pack) -> None:
    read = shown(booklet(pack, [pack.protocols["choking"]]))
    assert "正忙的步骤接着做，别的回到第 1 步；请定夺" in read and "goes back to step 1; for you to decide" in read


def test_every_mark_an_answer_may_carry_has_a_sign(pack: Pack) -> None:
    assert {a.mark for p in pack.protocols.values() for s in p.steps.values() for a in s.answers} <= MARKS.keys()


def test_a_way_that_does_not_exist_is_shouted_not_swallowed(pack: Pack) -> None:
    gate = pack.protocols["danger_gate"]
    for goto in (Goto("step", step="chekc"), Goto("push", protocol="nobody"), Goto("escalate", "x", "adult_collapse")):
        assert landing(pack, gate, goto) is None
        assert "does not exist" in lead(pack, gate, goto)["en"] and "要改" in lead(pack, gate, goto)["zh"]


def test_words_cannot_become_marks_of_the_page() -> None:
    assert lines("<script>**a & b**|c") == "&lt;script&gt;<b>a &amp; b</b><br>c"
    assert lines("2 ** 3") == "2 ** 3"


def test_a_signed_protocol_says_who_and_only_the_others_say_unsigned(tmp_path: Path) -> None:
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    pack = load(content)
    sign(pack, pack.protocols["danger_gate"], "王 <小明>", "主任", "2025-06-30")
    pack = load(content)
    read = shown(booklet(pack, [pack.protocols["danger_gate"]]))
    assert "王 <小明>" in read and "已审定 · Signed" in read and "Not clinically reviewed" not in read
    read = shown(booklet(pack, [pack.protocols["danger_gate"], pack.protocols["handover"]]))
    assert "1 of 2 protocols carry no valid signature" in read


def test_the_command_writes_the_chosen_ones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", "handover", "--out", str(tmp_path / "booklet")]) == 0
    file = tmp_path / "booklet" / "review.html"
    assert str(file) in capsys.readouterr().out
    text = file.read_text(encoding="utf-8")
    assert 'id="handover"' in text and 'id="danger_gate"' not in text
    assert run(["review", "nobody", "--out", str(tmp_path / "none")]) == 2
    assert not (tmp_path / "none").exists()
