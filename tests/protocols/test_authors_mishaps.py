"""What goes wrong around the authors' tools (no room, a wrong place, no helper program) is told, never thrown."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import graphviz
import pytest

from protocols.authoring import cli, draw, paper
from protocols.content import CONTENT

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", ["review", "export", "draw", "card"])
def test_a_place_that_is_a_file_is_told_in_both_languages(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "占 用"
    taken.write_text("kept", encoding="utf-8")
    assert cli.run([command, "call_120", "--out", str(taken)]) == cli.PROBLEMS
    told = capsys.readouterr().err
    assert f"{taken}：写不进去" in told and f"{taken}: cannot be written" in told
    assert taken.read_text(encoding="utf-8") == "kept"


def test_a_full_disk_is_told_with_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["diff", str(CONTENT), str(CONTENT), "--out", "/dev/full"]) == cli.PROBLEMS
    assert "/dev/full: cannot be written (No space left on device)" in capsys.readouterr().err
    assert Path("/dev/full").is_char_device()


def test_a_file_that_could_not_be_written_whole_is_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "review.html"
    paper.put(page, b"old")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match=r"review\.html"):
        paper.put(page, b"new")
    assert page.read_bytes() == b"old" and list(tmp_path.iterdir()) == [page]


def test_a_dot_that_fails_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(self: graphviz.Digraph, **kinds: str) -> bytes:
        raise graphviz.CalledProcessError(1, ["dot"], stderr=b"no fonts")

    monkeypatch.setattr(draw.graphviz.Digraph, "pipe", fails)
    assert cli.run(["draw", "call_120", "--out", str(tmp_path)]) == cli.PROBLEMS
    told = capsys.readouterr().err
    assert "dot 画不出来" in told and "dot does not draw it" in told


@pytest.mark.parametrize("wait", ["²", "５", "1e3", "-5", "9" * 5000])
def test_a_wait_that_is_no_number_is_told_at_its_line(
    wait: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "a.taps"
    script.write_text(f"path: a\nopen stroke\nwait {wait}\n", encoding="utf-8")
    assert cli.run(["play", "--lang", "en", str(script)]) == cli.PROBLEMS
    assert f"{script}:3: wait needs whole seconds" in capsys.readouterr().err


def test_a_script_that_never_ends_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = tmp_path / "long.taps"
    long.write_text("#" * 300_000, encoding="utf-8")
    assert cli.run(["play", "--lang", "en", "/dev/zero", str(tmp_path), str(long)]) == cli.PROBLEMS
    told = capsys.readouterr().err
    assert "/dev/zero:1: no such file" in told and f"{tmp_path}:1: no such file" in told and "larger than" in told


def _main(*args: str, stdout: int = subprocess.PIPE, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", *args], cwd=ROOT, env={**os.environ, **env}, stdout=stdout,
        stderr=subprocess.PIPE, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_standard_output_that_takes_nothing_is_told_once() -> None:
    with open("/dev/full", "wb") as full:
        done = _main("protocols", "verify", "--lang", "en", stdout=full.fileno())
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("stdout: cannot be written (No space left on device)")


def test_a_terminal_without_chinese_reads_the_rest() -> None:
    bare = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = _main("protocols", "verify", "handover", **bare)
    assert "Traceback" not in done.stderr and "not clinically reviewed" in done.stdout


def test_a_machine_without_the_authors_tools_says_what_to_run(tmp_path: Path) -> None:
    (tmp_path / "graphviz.py").write_text("raise ModuleNotFoundError(name='graphviz')", encoding="utf-8")
    done = _main("protocols", "check", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "请先运行 make authoring" in done.stderr and "run make authoring first" in done.stderr
    assert "Traceback" not in done.stderr
