"""The difference of two packs, read by a clinician: nothing that changed is missing, nothing that did not is there."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from protocols.authoring.cli import run
from protocols.authoring.diff_page import diff_page
from protocols.authoring.difference import LEFT_OUT, Change, _leaves, beside, difference
from protocols.authoring.sign import sign
from protocols.content import CONTENT, load
from protocols.model import Goto

OLD = load()
FALL = OLD.protocols["elderly_fall"]
Edit = Callable[[str], str]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def edited(content: Path, file: str, old: str, new: str) -> list[Change]:
    """The changes of the one protocol whose file is edited."""
    path = content / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer has {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    (changed,) = difference(OLD, load(content))
    return list(changed.changes)


def shown(page: str) -> str:
    bare = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", bare)))


def test_the_same_content_has_no_difference() -> None:
    assert difference(OLD, load()) == [] and beside(OLD, load()) == []
    assert "没有不同" in diff_page(OLD, load())


def test_another_place_in_the_file_and_a_remark_are_no_difference(content: Path) -> None:
    path = content / "elderly_fall.yaml"
    path.write_text("# a remark\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert difference(OLD, load(content)) == []


def test_other_words_with_the_same_figures_are_reworded(content: Path) -> None:
    (change,) = edited(content, "fainting.yaml", "马上躺下，|别让他站着", "马上平躺，|别让他站着")
    assert (change.kind, change.path) == ("reworded", ("steps", "down", "title", "zh"))
    assert (change.old, change.new) == ("马上躺下，|别让他站着", "马上平躺，|别让他站着")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("再躺 10 分钟，|有人陪着", "再躺 15 分钟，|有人陪着"),
        ("再躺十分钟，陪着他", "再躺十五分钟，陪着他"),
        ("Lie for ten more minutes. Stay.", "Lie for fifteen more minutes. Stay."),
    ],
    ids=["digits", "spoken Chinese", "spoken English"],
)
def test_another_figure_in_the_words_is_a_changed_number(content: Path, old: str, new: str) -> None:
    (change,) = edited(content, "fainting.yaml", old, new)
    assert change.kind == "number"


def test_another_time_of_a_timer_is_a_changed_number(content: Path) -> None:
    (change,) = edited(content, "refusal.yaml", "after_s: 300", "after_s: 900")
    assert (change.kind, change.old, change.new) == ("number", "300", "900")


def test_an_answer_that_leads_elsewhere_is_told_with_both_places(content: Path) -> None:
    path = content / "fainting.yaml"
    text = path.read_text(encoding="utf-8")
    assert "goto: squeeze" in text
    path.write_text(text.replace("goto: squeeze", "goto: legs", 1), encoding="utf-8")
    new = load(content)
    (changed,) = difference(OLD, new)
    (change,) = changed.changes
    assert change.kind == "rewired" and change.path[-1] == "goto"
    page = shown(diff_page(OLD, new))
    assert "两腿交叉夹紧" in page and "抬高两腿" in page and "去向改了" in page


def test_a_step_put_in_front_rewires_nothing_else(content: Path) -> None:
    step = (
        "steps:\n  before:\n    kind: action\n    clinical: false\n    title: {zh: 新的一步, en: A new step}\n"
        "    say: {zh: 新的一步。, en: A new step.}\n    answers:\n"
        "      - {id: on, label: {zh: 好, en: On}, goto: down}\n"
    )
    changes = edited(content, "fainting.yaml", "steps:\n", step)
    assert {c.kind for c in changes} == {"added"}
    assert {c.path[1] for c in changes} == {"before"}
    page = shown(diff_page(OLD, load(content)))
    assert "整步 · whole step" in page and "新的一步" in page


def test_a_step_that_went_is_one_row_with_its_words(content: Path) -> None:
    path = content / "fainting.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  squeeze:\n"), text.index("  better:\n")
    path.write_text((text[:start] + text[end:]).replace("goto: squeeze", "goto: better"), encoding="utf-8")
    new = load(content)
    changes = difference(OLD, new)[0].changes
    assert any(c.kind == "removed" and c.path[:2] == ("steps", "squeeze") for c in changes)
    assert re.search(r"<del>两腿交叉夹紧，", diff_page(OLD, new))


def test_until_which_call_a_line_is_said_is_told_under_its_words(content: Path) -> None:
    (change,) = edited(content, "heat.yaml", ', until_call: "120"', "")
    assert (change.kind, change.path[2:]) == ("removed", ("coach", "幺二零打了吗？开免提。", "until_call"))


def test_a_warning_that_went_is_removed_not_reworded(content: Path) -> None:
    line = next(t["zh"] for t in FALL.do_not)
    path = content / "elderly_fall.yaml"
    kept = [x for x in path.read_text(encoding="utf-8").splitlines(keepends=True) if not (line in x and "- {zh" in x)]
    path.write_text("".join(kept), encoding="utf-8")
    (changed,) = difference(OLD, load(content))
    assert {c.kind for c in changed.changes} == {"removed"}


def test_a_protocol_that_came_or_went_is_told_as_a_whole(content: Path) -> None:
    (content / "fire.yaml").unlink()
    fewer = load(content)
    assert "整个删掉" in diff_page(OLD, fewer)
    assert "整个新加" in diff_page(fewer, OLD)


def test_numbers_and_phrases_beside_the_protocols_count_too(content: Path) -> None:
    path = content / "numbers.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('digits: "95598"', 'digits: "95599"'), encoding="utf-8")
    (change,) = beside(OLD, load(content))
    assert (change.old, change.new) == ("95598", "95599")
    assert "95599" in shown(diff_page(OLD, load(content)))


def test_a_signature_that_the_change_voids_is_said(content: Path, tmp_path: Path) -> None:
    pack = load(content)
    sign(pack, pack.protocols["fainting"], "王小明", "急诊科主任医师", "2025-06-30")
    signed = load(content)
    newer = Path(shutil.copytree(content, tmp_path / "newer"))
    path = newer / "fainting.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("马上躺下", "马上平躺", 1), encoding="utf-8")
    assert "签字作废" in diff_page(signed, load(newer))
    assert "签字作废" not in diff_page(signed, signed)


def test_words_of_the_content_are_never_markup(content: Path) -> None:
    edited(content, "fainting.yaml", "马上躺下，|别让他站着", "马上<b>躺下</b>，|别让他站着")
    assert "<b>躺下" not in diff_page(OLD, load(content))


@pytest.mark.parametrize("protocol", OLD.protocols.values(), ids=lambda p: p.id)
def test_every_value_of_a_protocol_is_compared(protocol: object) -> None:
    """Whatever an author can change has a path of its own in the comparison."""

    def within(thing: object) -> Iterator[str]:
        if isinstance(thing, Goto):
            yield from (str(x) for x in (thing.kind, thing.protocol, thing.step, thing.outcome, thing.then) if x)
        elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
            for field in dataclasses.fields(thing):
                if field.name not in LEFT_OUT:
                    yield from within(getattr(thing, field.name))
        elif isinstance(thing, dict):
            for inner in thing.values():
                yield from within(inner)
        elif isinstance(thing, tuple):
            for inner in thing:
                yield from within(inner)
        elif isinstance(thing, float):
            yield f"{thing:g}"
        elif thing not in (None, False):
            yield str(thing)

    compared = _leaves(protocol)  # type: ignore[arg-type]
    values = {
        *compared.values(),
        *(word for value in compared.values() for word in (*value.split(), *value.split(", "))),
    }
    assert [value for value in within(protocol) if value not in values] == []


def test_the_command_writes_the_page_and_tells_a_folder_that_is_none(
    content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / "diff.html"
    assert run(["diff", str(CONTENT), str(content), "--out", str(out)]) == 0
    assert "没有不同" in out.read_text(encoding="utf-8")
    assert run(["diff", str(CONTENT), str(tmp_path / "nowhere"), "--out", str(out)]) == 1
    assert "no such directory" in capsys.readouterr().err
