"""The clock: wall time beside the time since boot, whether it is synchronised, whether it jumped."""

from __future__ import annotations

import ctypes
import functools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from protocols.events import ClockQuality, Moment

STEP_S = 2.0
"""A jump of the wall clock against the time since boot that is worth a fact; slewing stays far below."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_STA_UNSYNC = 0x40
_TIME_ERROR = 5


class _Timex(ctypes.Structure):
    """As much of Linux's `struct timex` as is read, with room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


@functools.cache
def _adjtimex() -> Callable[..., int]:
    """Found once: the kiosk asks with every tick."""
    return cast(Callable[..., int], ctypes.CDLL(None).adjtimex)


def kernel_synced() -> bool:
    """Does the kernel say that something keeps its clock right? Reads only, needs no rights."""
    try:
        timex = _Timex()
        state = _adjtimex()(ctypes.byref(timex))
    except (OSError, AttributeError):
        return False
    return state not in (-1, _TIME_ERROR) and not timex.status & _STA_UNSYNC


def boot_id() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return f"since-{time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME):x}"


class Clock:
    """Gives each fact its moment. Built once, beside the journal; every reading also looks for a jump."""

    def __init__(
        self,
        wall_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        boot_ms: Callable[[], int] = lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000,
        boot: str | None = None,
        synced: Callable[[], bool] = kernel_synced,
    ) -> None:
        self._wall_ms, self._boot_ms, self._synced = wall_ms, boot_ms, synced
        self._boot = boot or boot_id()
        self._offset_ms = wall_ms() - boot_ms()
        self._stepped_ms = 0
        self._lock = threading.Lock()  # the line's thread asks too, for its greeting: one jump must not count twice

    def now(self) -> Moment:
        with self._lock:
            boot_ms = self._boot_ms()
            at_ms = self._wall_ms()
            moved = at_ms - boot_ms - self._offset_ms
            self._offset_ms += moved  # always: a slow slew must never add up to a step
            if abs(moved) > STEP_S * 1000:
                self._stepped_ms += moved
        quality: ClockQuality = "stepped" if self._stepped_ms else "synced" if self._synced() else "unsynced"
        return Moment(at_ms, boot_ms, self._boot, quality)

    def step_s(self) -> float | None:
        """How far the wall clock jumped since last asked (to be written as `ClockStepped`), or None."""
        self.now()
        stepped, self._stepped_ms = self._stepped_ms, 0
        return stepped / 1000 if stepped else None

    __call__ = now
