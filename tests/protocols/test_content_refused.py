"""What is no content is refused with its name, however it was made: missing, doubled, endless, nested without end."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from protocols.content import ContentError, load


@pytest.mark.parametrize("name", ["sources.yaml", "numbers.yaml", "phrases.yaml"])
def test_a_missing_file_is_named(name: str, copy: Path) -> None:
    (copy / name).unlink()
    with pytest.raises(ContentError, match=f"{name}:1: this file is missing"):
        load(copy)


def test_two_files_with_one_id_are_refused(copy: Path) -> None:
    shutil.copy(copy / "handover.yaml", copy / "handover_2.yaml")
    with pytest.raises(ContentError, match="id `handover` is used by"):
        load(copy)


BOMB = "a0: &a0 [x, y, z, x, y, z, x, y]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]\n" for n in range(1, 11)
)
"""Half a kibibyte that would be eight thousand million things."""


def test_a_file_that_is_no_text_or_too_large_or_too_deep_or_no_mapping_is_refused(copy: Path) -> None:
    for name, data, words in (
        ("a.yaml", b"id: \xff\xfe", "not UTF-8"),
        ("b.yaml", b"#" * 300_000, "larger than"),
        ("c.yaml", b"a: &a [*a]", "nested too deep"),
        ("d.yaml", b"- a\n- b\n", "`name: value` lines"),
        ("e.yaml", b"x: {a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: {m: {n: 1}}}}}}}}}}}}}}", "nested too deep"),
        ("aliases.yaml", BOMB.encode(), "write no alias of aliases"),
        ("f.yaml", b"id: f\nversion: 1.5\nsteps: 3\nn: ~\nt: true\nm: -1\n", "protocol.schema.json"),
    ):
        (copy / name).write_bytes(data)
        with pytest.raises(ContentError, match=words):
            load(copy)
        (copy / name).unlink()


def test_a_file_of_a_hundred_thousand_levels_is_refused_and_does_not_end_the_program(copy: Path) -> None:
    for text in ("x: " + "[" * 100_000 + "]" * 100_000, "x:\n " + "- " * 100_000, "x: " + "{a: " * 40_000):
        (copy / "deep.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(ContentError, match=r"deep\.yaml:\d: (nested too deep|not valid YAML)"):
            load(copy)


def test_what_is_no_plain_file_is_refused_and_not_waited_for(copy: Path) -> None:
    (copy / "folder.yaml").mkdir()
    os.mkfifo(copy / "pipe.yaml")
    (copy / "endless.yaml").symlink_to("/dev/zero")
    with pytest.raises(ContentError) as refused:
        load(copy)
    assert [Path(p.file).name for p in refused.value.problems if "not a plain file" in p.message] == [
        "endless.yaml", "folder.yaml", "pipe.yaml",
    ]  # fmt: skip


def test_too_many_files_are_refused(copy: Path) -> None:
    for n in range(201):
        (copy / f"x{n}.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(ContentError, match="more than 200 files"):
        load(copy)
