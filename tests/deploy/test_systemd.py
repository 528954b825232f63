"""The units are what systemd itself takes for sound, and promise what the product needs of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(SHIPPED.glob("*.service"))
HOST_UNITS = Path("/lib/systemd/system")
# A machine on which these are installed, as deploy/README.md does it.
INSTALLED = ("opt/first-response-kiosk/.venv/bin/python", "usr/bin/cage", "usr/sbin/mosquitto", "bin/kill")


class Unit:
    """A unit file's settings; systemd lets one key stand several times."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._values: dict[tuple[str, str], list[str]] = {}
        section = ""
        for line in path.read_text().splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                self._values.setdefault((section, key), []).append(value)

    def __getitem__(self, place: tuple[str, str]) -> str:
        return " ".join(self._values.get(place, []))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty machine with systemd's own units, ours beside them, and something to run at each path they name."""
    analyze = shutil.which("systemd-analyze")
    assert analyze, "systemd-analyze is needed: deploy/setup.sh test"
    assert HOST_UNITS.is_dir()
    shutil.copytree(HOST_UNITS, tmp_path / "usr/lib/systemd/system", symlinks=True)
    (tmp_path / "lib").symlink_to("usr/lib")
    ours = tmp_path / "etc/systemd/system"
    ours.mkdir(parents=True)
    for unit in UNITS:
        shutil.copy(unit, ours)
    for command in INSTALLED:
        path = tmp_path / command
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    return tmp_path


def verify(root: Path, unit: str) -> str:
    """What systemd-analyze has to say against it: nothing, if it is sound."""
    command = ["systemd-analyze", "verify", "--man=no", f"--root={root}", unit]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    about = [line for line in (done.stdout + done.stderr).splitlines() if unit.split(".")[0] in line]
    return "\n".join(about) or ("" if done.returncode == 0 else done.stderr)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_finds_nothing_against_the_unit(root: Path, path: Path) -> None:
    assert verify(root, path.name) == ""


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_would_have_told_of_a_mistake(root: Path, path: Path) -> None:
    ours = root / "etc/systemd/system" / path.name
    ours.write_text(path.read_text().replace("Restart=always", "Restart=perhaps"))
    assert "perhaps" in verify(root, path.name)
    ours.write_text(re.sub(r"^ExecStart=/\S+", "ExecStart=/nowhere/at/all", path.read_text(), flags=re.MULTILINE))
    assert "/nowhere/at/all" in verify(root, path.name)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_service_always_comes_back_and_may_write_only_its_own_state(path: Path) -> None:
    unit = Unit(path)
    assert unit["Service", "Restart"] == "always"
    assert unit["Unit", "StartLimitIntervalSec"] == "0"
    assert unit["Service", "User"] not in ("", "root")
    assert unit["Service", "ProtectSystem"] == "strict"
    assert unit["Service", "NoNewPrivileges"] == "yes"
    assert unit["Service", "StateDirectory"] == path.stem


def test_the_kiosk_is_watched_by_its_drawing_loop_and_does_not_wait_for_the_network() -> None:
    kiosk = Unit(SHIPPED / "first-response-kiosk.service")
    assert (kiosk["Service", "Type"], kiosk["Service", "WatchdogSec"]) == ("notify", "10")
    assert kiosk["Service", "NotifyAccess"] == "all"
    assert "network" not in kiosk["Unit", "After"] + kiosk["Unit", "Wants"] + kiosk["Unit", "Requires"]
    assert int(kiosk["Service", "LimitRTPRIO"]) > 0
    assert kiosk["Service", "CPUSchedulingPolicy"] == ""


@pytest.mark.parametrize(("unit", "limit"), [("kiosk", 50), ("desk", 25), ("broker", 25)])
def test_the_exposure_that_systemd_reckons_stays_low(unit: str, limit: int) -> None:
    path = SHIPPED / f"first-response-{unit}.service"
    command = ["systemd-analyze", "security", "--offline=yes", f"--threshold={limit}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


def test_every_user_of_a_unit_is_made_or_comes_with_its_package() -> None:
    made = re.findall(r"^u (\S+)", (SHIPPED / "first-response.sysusers.conf").read_text(), flags=re.MULTILINE)
    assert {Unit(path)["Service", "User"] for path in UNITS} <= {*made, "mosquitto"}
