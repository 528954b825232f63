"""The loop turns slowly at rest and fast with somebody there; who touches it or posts to it wakes it."""

from __future__ import annotations

import socket
import threading
import time
from types import SimpleNamespace

import pytest
from kivy.clock import ClockBase, ClockBaseFreeInterruptAll

from kiosk import doorbell, fastinput, pace


class Timed(ClockBase):  # type: ignore[misc]
    """Kivy's own clock, with a time that the test sets."""

    now_s = 100.0

    def time(self) -> float:
        return self.now_s


def ticked(clock: Timed, fast: list[bool]) -> list[float]:
    """Turn the clock each 20 ms and ask for the pace each time, as drawing does; when the tick came, in seconds."""
    came: list[float] = []
    tick = clock.schedule_interval(lambda dt: came.append(round(clock.now_s, 2)), pace.GUIDING_TICK_S)
    for want in fast:
        pace.turn(clock, tick, fast=want, resting_fps=pace.RESTING_FPS)
        clock.now_s += 0.02
        clock._last_tick = clock.now_s
        clock.post_idle(clock.now_s, clock.now_s)
    return came


def test_asking_often_never_puts_the_tick_off() -> None:
    assert len(ticked(Timed(), [True] * 100)) in (19, 20)  # 2 s at 0.1
    assert len(ticked(Timed(), [False] * 100)) in (3, 4)  # 2 s at 0.5


def test_who_wakes_it_waits_for_one_fast_tick_and_not_for_the_slow_one() -> None:
    came = ticked(Timed(), [False] * 30 + [True] * 10)
    assert came[0] == pytest.approx(100.5, abs=0.1)  # Kivy lets an event come a third of a turn early
    assert came[1:] == [100.7, 100.8]  # woken at 100.6


@pytest.mark.parametrize("resting_fps", [pace.RESTING_FPS, pace.LOOKING_FPS])
def test_the_limit_of_frames_follows(resting_fps: int) -> None:
    clock = Timed()
    tick = clock.schedule_interval(lambda dt: None, 1)
    for fast, fps in ((False, resting_fps), (True, pace.GUIDING_FPS)):
        pace.turn(clock, tick, fast=fast, resting_fps=resting_fps)
        assert clock._max_fps == fps


def test_what_is_posted_from_another_thread_ends_the_sleep() -> None:
    clock = ClockBaseFreeInterruptAll()
    clock._max_fps = 1 / 30.0
    done: list[float] = []
    threading.Timer(0.05, lambda: clock.schedule_once_free(done.append)).start()
    began_s = time.monotonic()
    clock.tick()
    assert done and time.monotonic() - began_s < 20.0


def test_what_waits_in_the_line_rings_until_it_is_read_and_a_closed_line_ends_the_watch() -> None:
    ours, theirs = socket.socketpair()
    rang = threading.Semaphore(0)
    doorbell.watch(ours.fileno(), rang.release)
    watching = next(thread for thread in threading.enumerate() if thread.name == "doorbell")
    assert not rang.acquire(timeout=0.05)
    theirs.send(b"touch")
    assert rang.acquire(timeout=10) and rang.acquire(timeout=10)
    theirs.close()
    watching.join(10)
    assert not watching.is_alive()
    ours.close()


def test_only_a_window_of_x_has_a_line() -> None:
    assert doorbell.line_of(SimpleNamespace(get_window_info=lambda: None)) is None


def test_a_touch_is_dispatched_after_the_sleep_and_after_the_drawing() -> None:
    queue: list[str] = []
    said: list[str] = []

    def dispatch() -> None:
        said.extend(queue)
        queue.clear()

    loop = SimpleNamespace(dispatch_input=dispatch, window=SimpleNamespace(mainloop=lambda: queue.append("touch")))
    fastinput.install(loop)
    fastinput.install(loop)  # once is enough
    loop.dispatch_input()
    assert said == ["touch"]
    loop.window.mainloop()
    assert said == ["touch", "touch"] and not queue
