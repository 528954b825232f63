"""Every message of the checker has a Chinese form, and the commands tell it in the language asked for."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import protocols
from protocols.authoring import cli, problems_zh
from protocols.authoring.problems_zh import chinese, told
from protocols.content import CONTENT, Problem

HERE = Path(protocols.__file__).parent
CONTENTS = (
    "content", "content_yaml", "content_check", "content_graph", "content_rules", "content_words", "content_schema",
    "overlay",
)  # fmt: skip
MODULES = (*CONTENTS, "authoring/paths", "authoring/places", "authoring/transcript", "authoring/cli")
TELLS = ("wrong", "_wrong", "_unread", "Problem", "_problem")
SAMPLE = "sample"
UNKNOWN = "`frist` is not a field of this form: correct its spelling or remove it"


def _words(node: ast.expr | None, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What this expression says, `{...}` replaced by a sample word; a name stands for all that is put into it."""
    match node:
        case ast.Constant(value=str(words)):
            yield words
        case ast.JoinedStr(values=parts):
            yield "".join(
                p.value if isinstance(p, ast.Constant) and isinstance(p.value, str) else SAMPLE for p in parts
            )
        case ast.Name(id=name):
            for held in named.get(name, ()):
                if isinstance(held, ast.Constant | ast.JoinedStr):
                    yield from _words(held, {})
        case ast.Tuple(elts=elements) if len(elements) > 1:
            yield from _words(elements[-1], named)


def _told(module: str) -> Iterator[str]:
    """Every message that this module makes."""
    tree = ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8"))
    for scope in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        named: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                named.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(scope):
            match node:
                case ast.Yield(value=value) if module != "authoring/transcript":
                    yield from _words(value, named)
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[*_, last]):
                    if name in TELLS:
                        yield from _words(last, named)
                    elif name == "ValueError":
                        yield from (f"{words}: see protocol.schema.json" for words in _words(last, named))
                    elif name == "__init__":
                        yield from _words(last, named)
                case ast.Return(value=value) if scope.name == "advice":
                    yield from _words(value, named)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_ADVICE":
            yield from (words.replace("{}", SAMPLE) for _, words in ast.literal_eval(node.value))


MESSAGES = sorted({message for module in MODULES for message in _told(module)})


def test_every_message_is_found_where_it_is_made() -> None:
    assert len(MESSAGES) > 140
    for module in MODULES:
        assert any(_told(module)), f"{module} tells nothing: look for its messages elsewhere"


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_has_a_chinese_form(message: str) -> None:
    words = chinese(message)
    assert words is not None, f"add this message to protocols/authoring/problems_zh.py: {message}"
    assert any("\u4e00" <= c <= "\u9fff" for c in words) and "…" not in words


def test_every_chinese_form_is_of_a_message_that_is_made() -> None:
    reader = ["Expected `int`, got `str`", "Expected `array` of length <= 4", "Expected `int` >= 1"]
    reader.append("Expected `str` matching regex '^[0-9]$'")
    made = [*MESSAGES, *(f"{m}: see protocol.schema.json" for m in reader)]
    made.append("31 characters to hear, 15 at most here, for hands are busy: shorten or split the step")
    unused = {form.pattern for form, _ in problems_zh._ROWS}
    for message in made:
        unused.discard(next(form.pattern for form, _ in problems_zh._ROWS if form.fullmatch(message)))
    assert not unused


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("step `aed_pad` does not exist: name a step of this protocol", "没有步骤 `aed_pad`：写一个本流程里有的步骤"),
        ("Expected `float`, got `str`: see protocol.schema.json",
         "这里要写 `float`，现在是 `str`：对照 protocol.schema.json 改"),
        ("the signature is for another text, or incomplete: have it signed again, or write `review: {}`",
         "签字不是签的这一版，或者不完整：请重新签，或者写 `review: {}`"),
        ("`{aed}` is filled only in a detail, by a place of slots.yaml: correct the name or remove it",
         "`{aed}` 只能写在 detail 里，而且要是 slots.yaml 里的位置：改正名称，或者删掉"),
        ("the beat may be silent when `look` leads to `push`: add `beat: start` there",
         "从 `look` 到 `push` 时可能没有节拍：在 `push` 里加上 `beat: start`"),
        ("7 taps to `key` by the longest way, 5 said: shorten that way, or say honestly how long it takes (a[x] > b)",
         "最长的路要按 7 次才到 `key`，写的是 5 次：缩短这条路，或者如实写（a[x] > b）"),
        ("`jump` is not on the screen gate/check: it has safe, unsafe",
         "屏幕 gate/check 上没有 `jump`：有 safe, unsafe"),
    ],
)  # fmt: skip
def test_the_names_stand_in_the_chinese_form(message: str, words: str) -> None:
    assert chinese(message) == words


def test_a_message_without_a_chinese_form_is_told_in_english() -> None:
    assert chinese("something new") is None
    for lang in ("zh", "en", "both"):
        assert told(Problem("a.yaml", 3, "something new"), lang) == "a.yaml:3: something new"


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
def test_the_command_tells_it_in_the_language_asked_for(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    file = content / "refusal.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("first:", "frist:", 1), encoding="utf-8")
    script = tmp_path / "a.taps"
    script.write_text("path: a\nopen nowhere\n", encoding="utf-8")
    given = [] if lang == "both" else ["--lang", lang]
    wanted = {
        "check": ("这里不能写 `frist`：改正拼写，或者删掉", UNKNOWN),
        "play": ("没有流程 `nowhere`：改正名称", "no protocol `nowhere`: correct the id"),
    }
    assert cli.run(["check", "--content", str(content), *given]) == cli.PROBLEMS
    checked = capsys.readouterr().err
    assert cli.run(["play", str(script), *given]) == cli.PROBLEMS
    played = capsys.readouterr().err
    for name, err in (("check", checked), ("play", played)):
        zh, en = wanted[name]
        words = {"zh": zh, "en": en, "both": f"{zh} / {en}"}[lang]
        assert any(line.endswith(f": {words}") for line in err.splitlines()), err
        assert ("共 " in err, " to put right" in err) == (lang != "en", lang != "zh")


def test_main_check_tells_content_in_both(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import main

    content = shutil.copytree(CONTENT, tmp_path / "content")
    (content / "slots.yaml").unlink()
    assert main.main(["check", "--content", str(content)]) == 1
    told_here = "slots.yaml:1: 缺少这个文件：请加上 slots.yaml / this file is missing: add slots.yaml"
    assert told_here in capsys.readouterr().err
