"""The clock notices jumps; names of logs are unique and sorted by birth."""

from __future__ import annotations

import ctypes
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal import moment
from journal.moment import Clock, boot_id, kernel_synced
from journal.names import month, new_log, uuid7
from protocols.events import Moment


class Watches:
    def __init__(self) -> None:
        self.wall_ms, self.boot_ms, self.synced = 1_700_000_000_000, 5_000, True

    def clock(self) -> Clock:
        return Clock(lambda: self.wall_ms, lambda: self.boot_ms, "boot-1", lambda: self.synced)

    def forward(self, wall_ms: int, boot_ms: int) -> None:
        self.wall_ms += wall_ms
        self.boot_ms += boot_ms


def test_a_jump_is_told_once_and_marks_the_moments_until_then() -> None:
    watches = Watches()
    clock = watches.clock()
    assert clock.now() == Moment(1_700_000_000_000, 5_000, "boot-1", "synced") and clock.step_s() is None
    watches.forward(1_000, 1_000)
    assert clock.step_s() is None
    watches.forward(-3_599_000, 1_000)
    assert clock.now().clock == "stepped"
    assert clock.step_s() == -3_600.0 and clock.step_s() is None
    watches.synced = False
    assert clock().clock == "unsynced"


def test_a_slow_slew_never_adds_up_to_a_jump() -> None:
    watches = Watches()
    clock = watches.clock()
    for _ in range(100):
        watches.forward(60_500, 60_000)
        assert clock.step_s() is None


def test_the_real_clock_reads_the_kernel() -> None:
    clock = Clock()
    one, two = clock.now(), clock.now()
    assert one.boot == two.boot == boot_id() and len(one.boot) <= 64
    assert abs(one.at_ms - time.time() * 1000) < 5_000 and 0 <= two.boot_ms - one.boot_ms < 5_000
    assert one.clock in ("synced", "unsynced")


@pytest.fixture(autouse=True)
def _kernel_not_found_yet() -> Iterator[None]:
    moment._adjtimex.cache_clear()
    yield
    moment._adjtimex.cache_clear()


@pytest.mark.parametrize(("state", "status", "synced"), [(0, 0, True), (0, 0x40, False), (5, 0, False), (-1, 0, False)])
def test_the_kernel_says_whether_its_clock_is_kept_right(
    monkeypatch: pytest.MonkeyPatch, state: int, status: int, synced: bool
) -> None:
    class Libc:
        @staticmethod
        def adjtimex(timex: object) -> int:
            timex._obj.status = status  # type: ignore[attr-defined]
            return state

    monkeypatch.setattr(ctypes, "CDLL", lambda _name: Libc)
    assert kernel_synced() is synced


def test_a_kernel_that_cannot_be_asked_is_unsynced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not kernel_synced()
    monkeypatch.setattr(moment, "_BOOT_ID", tmp_path / "none")
    assert boot_id().startswith("since-")


def test_names_are_what_the_topics_need() -> None:
    now = Moment(1_795_474_662_889, 1, "b")
    live, ops = new_log("FT03", "live", now), new_log("FT03", "ops", now)
    assert live.startswith("FT03/live/") and ops.startswith("FT03/ops/2026-11-") and month(now) == "2026-11"
    made = uuid.UUID(live.rsplit("/", 1)[1])
    assert made.version == 7 and made.variant == uuid.RFC_4122 and made.int >> 80 == now.at_ms


def test_names_sort_by_birth_and_never_meet() -> None:
    names = [uuid7(ms) for ms in range(1_000, 3_000)]
    assert names == sorted(names)
    assert len({uuid7(1) for _ in range(2_000)}) == 2_000
    assert uuid.UUID(uuid7(-5)).version == 7
