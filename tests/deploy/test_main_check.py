"""`main.py check` and the kiosk's start: every problem names a place, and none is a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from audio.voice_places import clip_problems
from protocols import content

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"^\S+:\d+: ")


def _run(*args: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", *args], cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_a_missing_clip_is_told_at_the_line_of_its_words(tmp_path: Path) -> None:
    found = clip_problems(tmp_path, content.load())
    assert found and all(PLACE.match(problem) for problem in found)
    at = next(p for p in found if "让他躺平，双手叠放压胸部正中。" in p).split(": ")[0]
    file, _, line = at.rpartition(":")
    assert "让他躺平，双手叠放压胸部正中。" in Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_an_unsound_clip_is_told_at_its_line_of_the_manifest(tmp_path: Path) -> None:
    rows = ["{", '"version": 1, "clips": {"k": {"file": "k.ogg", "lang": "zh",', '"text": "你好",']
    rows += ['"voice": "v", "seconds": 1.0, "lufs": -18.0, "sha256": ""}}}']
    (tmp_path / "manifest.json").write_text("\n".join(rows), encoding="utf-8")
    found = [p for p in clip_problems(tmp_path, content.load()) if "k.ogg" in p]
    assert len(found) == 1 and found[0].startswith(f"{tmp_path / 'manifest.json'}:3: ")


def test_a_file_of_the_line_that_is_missing_is_told_by_check() -> None:
    done = _run("check", env={"FRK_KIOSK_LINE__CA": "/nowhere/ca.crt"})
    assert done.returncode == 1
    assert "FRK_KIOSK_LINE__CA: " in done.stderr and "/nowhere/ca.crt cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "variable", [{"FRK_KIOSK_SOUND__DEVICE": "no\udcffne"}, {"FRK_KIOSK_SOUND__\udcff": "none"}], ids=["value", "name"]
)
def test_a_variable_of_bytes_that_are_no_text_is_told_at_a_start_in_both_languages(variable: dict[str, str]) -> None:
    done = _run("kiosk", env=variable)
    assert done.returncode == 1
    said = done.stderr.splitlines()
    assert len(said) == 1 and said[0].startswith("FRK_KIOSK_SOUND__"), done.stderr
    assert "：用 UTF-8 重设这个环境变量" in said[0] and "set this variable in UTF-8, or unset it" in said[0]
