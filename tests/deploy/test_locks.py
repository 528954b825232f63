"""The locks can be trusted: every package by hash, no address anywhere."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))
ADDRESSES = ("://", "file:", "--index", "--extra-index", "--find-" + "links", "--trusted-host")


def requirements_of(lock: Path) -> dict[str, tuple[str, list[str]]]:
    """name -> (version, hashes), read the way pip reads it: a backslash carries a line on."""
    found: dict[str, tuple[str, list[str]]] = {}
    for line in lock.read_text().replace("\\\n", " ").splitlines():
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        pinned = re.match(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;]+)", line)
        assert pinned, f"{lock.name}: not pinned to one version: {line[:80]}"
        assert pinned[1] not in found, f"{lock.name}: {pinned[1]} stands twice"
        found[pinned[1]] = (pinned[2], re.findall(r"--hash=sha256:[0-9a-f]{64}\b", line))
    return found


def test_there_is_one_lock_for_each_purpose() -> None:
    assert [lock.stem for lock in LOCKS] == ["asr", "run", "test", "voicebuild"]


@pytest.mark.parametrize("path", sorted(REQUIREMENTS.iterdir()), ids=lambda path: path.name)
def test_no_requirements_file_names_an_address(path: Path) -> None:
    text = path.read_text()
    assert [address for address in ADDRESSES if address in text] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_locked_package_has_a_hash(lock: Path) -> None:
    packages = requirements_of(lock)
    assert len(packages) >= 20
    assert [name for name, (_, hashes) in packages.items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_package_asked_for_is_locked(lock: Path) -> None:
    packages = requirements_of(lock)
    lines = [line.split("#", 1)[0].strip() for line in lock.with_suffix(".in").read_text().splitlines()]
    asked = [re.split(r"[<>=~!\[ ]", line)[0] for line in lines if line and not line.startswith("-")]
    assert [name for name in asked if name.lower().replace("_", "-") not in packages] == []


@pytest.mark.parametrize("name", ["test", "voicebuild", "asr"])
def test_the_other_locks_never_disagree_with_run(name: str) -> None:
    run, other = requirements_of(REQUIREMENTS / "run.txt"), requirements_of(REQUIREMENTS / f"{name}.txt")
    assert {
        package: (run[package][0], other[package][0])
        for package in run.keys() & other
        if run[package] != other[package]
    } == {}


def test_the_test_lock_holds_all_of_run() -> None:
    assert set(requirements_of(REQUIREMENTS / "run.txt")) <= set(requirements_of(REQUIREMENTS / "test.txt"))
