"""The set-up script asks before it needs, and is the only one that touches the system's packages."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "deploy" / "setup.sh"
TOOLS = ("bash", "cat", "dirname", "flock", "grep", "mkdir", "rm", "sed", "sha256sum", "uname")
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


def run(machine: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [str(machine / "bin" / "bash"), str(machine / "deploy" / "setup.sh"), *arguments]
    environment = {"PATH": str(machine / "bin"), "HOME": str(machine), **more}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )


def make_wheel(folder: Path, name: str, version: str, *metadata: str) -> str:
    """A wheel with nothing in it but its name; returns its lock line."""
    info, path = f"{name}-{version}.dist-info", folder / f"{name}-{version}-py3-none-any.whl"
    files = {
        f"{info}/METADATA": "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *metadata, ""]),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{file},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}\n"
        for file, text in files.items()
    )
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
        wheel.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.mark.parametrize("purpose", ["run", "test", "voicebuild", "author", "asr", "all"])
def test_without_root_and_sudo_it_prints_the_one_line_and_exits_3(machine: Path, purpose: str) -> None:
    done = run(machine, purpose)
    assert done.returncode == 3, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("  su -c ")]
    assert len(lines) == 1
    assert f"'{machine}/deploy/setup.sh' --packages " in lines[0]
    assert "touched" not in done.stderr
    assert not (machine / ".venv").exists()


def test_a_newer_release_in_the_registry_changes_nothing(machine: Path) -> None:
    """The pip of Debian 12 resolves `needed[extra]` past the lock to the newest release, if it is let."""
    registry = machine / "registry"
    registry.mkdir()
    lock = make_wheel(registry, "needed", "1.0", "Provides-Extra: extra")
    lock += make_wheel(registry, "wanted", "1.0", "Requires-Dist: needed[extra]>=1.0")
    make_wheel(registry, "needed", "2.0", "Provides-Extra: extra")
    (machine / "requirements").mkdir()
    (machine / "requirements" / "run.txt").write_text(lock)
    (machine / "deploy" / "make_fonts.py").write_text("")
    (machine / "bin" / "dpkg-query").write_text("#!/bin/sh\necho installed\n")
    for command in ("Xvfb", "chromium", "pulseaudio"):
        (machine / "bin" / command).write_text("#!/bin/sh\n")
        (machine / "bin" / command).chmod(0o755)
    done = run(machine, "run", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(registry), PIP_NO_CACHE_DIR="1")
    assert done.returncode == 0, done.stdout + done.stderr
    listing = [str(machine / ".venv" / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "list"]
    listed = subprocess.run(listing, capture_output=True, text=True, check=True).stdout.split()
    assert listed[listed.index("needed") + 1] == "1.0" and "wanted" in listed


def test_it_says_what_it_can_be_called_with(machine: Path) -> None:
    assert run(machine, "everything").returncode == 2
    assert run(machine, "--packages").returncode == 2
    assert run(machine, "--packages", "xvfb").returncode == 3
    assert "[run|test|voicebuild|author|asr|all]" in run(machine, "--help").stdout


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
