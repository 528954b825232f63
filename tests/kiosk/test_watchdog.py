"""systemd hears that the drawing loop turns; without systemd nothing is said and nothing breaks."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from kiosk.watchdog import Watchdog


def test_it_says_ready_feeds_and_says_that_it_stops(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(2)
        watchdog = Watchdog(str(tmp_path / "notify"), "10000000")
        watchdog.ready()
        watchdog.feed()
        watchdog.stopping()
        assert [systemd.recv(64) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    assert watchdog.every_s == 5.0


def test_an_abstract_socket_is_reached_too() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0frk-watchdog-test")
        systemd.settimeout(2)
        Watchdog("@frk-watchdog-test", "").feed()
        assert systemd.recv(64) == b"WATCHDOG=1"


@pytest.mark.parametrize("limit", ["", "0", "soon"])
def test_without_a_limit_it_is_never_fed(limit: str) -> None:
    assert Watchdog("", limit).every_s is None


def test_without_systemd_or_when_it_is_gone_nothing_happens(tmp_path: Path) -> None:
    Watchdog("", "").feed()
    Watchdog(str(tmp_path / "nobody"), "").ready()
