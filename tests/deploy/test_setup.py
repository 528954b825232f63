"""The set-up script asks before it needs, and is the only one that touches the system's packages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "deploy" / "setup.sh"
TOOLS = ("bash", "cat", "dirname", "flock", "grep", "mkdir", "sed", "uname")
CALLS_APT = re.compile(r"\b(apt-get|apt|aptitude|dpkg)\s+(-\S+\s+)*(install|update|upgrade)\b")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout on a machine with nothing installed, used by somebody who is not root and has no sudo."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(SETUP, tmp_path / "deploy")
    commands = tmp_path / "bin"
    commands.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (commands / tool).symlink_to(found)
    (commands / "python3.11").symlink_to(sys.executable)
    for name, script in (("id", "echo 1000"), ("dpkg-query", "exit 1"), ("apt-get", "echo touched >&2; exit 99")):
        (commands / name).write_text(f"#!/bin/sh\n{script}\n")
        (commands / name).chmod(0o755)
    return tmp_path


def run(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(machine / "bin" / "bash"), str(machine / "deploy" / "setup.sh"), *arguments]
    environment = {"PATH": str(machine / "bin"), "HOME": str(machine)}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False
    )


@pytest.mark.parametrize("purpose", ["run", "test", "voicebuild", "all"])
def test_without_root_and_sudo_it_prints_the_one_line_and_exits_3(machine: Path, purpose: str) -> None:
    done = run(machine, purpose)
    assert done.returncode == 3, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("  su -c ")]
    assert len(lines) == 1
    assert f"'{machine}/deploy/setup.sh' --packages " in lines[0]
    assert "touched" not in done.stderr
    assert not (machine / ".venv").exists()


def test_it_says_what_it_can_be_called_with(machine: Path) -> None:
    assert run(machine, "everything").returncode == 2
    assert run(machine, "--packages").returncode == 2
    assert run(machine, "--packages", "xvfb").returncode == 3
    assert "[run|test|voicebuild|all]" in run(machine, "--help").stdout


def test_every_shell_script_can_be_read_by_bash() -> None:
    for script in (SETUP, ROOT / ".ci" / "run", ROOT / "requirements" / "lock.sh"):
        done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), script
        assert os.access(script, os.X_OK), f"{script} must be executable"


def test_no_other_program_of_the_project_calls_apt() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    programs = [ROOT / name for name in listed if name and not name.endswith((".md", ".ogg", ".png", ".txt"))]
    callers = [
        path.relative_to(ROOT).as_posix()
        for path in programs
        if path.is_file()
        and path != SETUP
        and path != Path(__file__)
        and CALLS_APT.search(path.read_text(errors="ignore"))
    ]
    assert callers == []
