"""The demonstration empties a directory of its own and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.demo import run as demo
from deploy.demo.parts import PartFailed


def test_a_directory_with_foreign_files_is_refused_and_kept(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(PartFailed, match="give --out another directory"):
        demo._empty(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_what_an_earlier_demonstration_left_is_emptied(tmp_path: Path) -> None:
    out = tmp_path / "out"
    demo._empty(out)
    (out / "report.json").write_text("{}")
    demo._empty(out)
    assert sorted(p.name for p in out.iterdir()) == ["demonstration.txt", "logs"]
