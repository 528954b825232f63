"""The loop turns slowly at rest and fast with somebody there, and its tick is never put off by being asked often."""

from __future__ import annotations

from kivy.clock import ClockBase

from kiosk import pace


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
        pace.turn(clock, tick, fast=want)
        clock.now_s += 0.02
        clock._last_tick = clock.now_s
        clock.post_idle(clock.now_s, clock.now_s)
    return came


def test_asking_often_never_puts_the_tick_off() -> None:
    assert len(ticked(Timed(), [True] * 100)) in (19, 20)  # 2 s at 0.1
    assert len(ticked(Timed(), [False] * 100)) in (3, 4)  # 2 s at 0.5


def test_who_wakes_it_waits_for_one_fast_tick_and_not_for_the_slow_one() -> None:
    came = ticked(Timed(), [False] * 30 + [True] * 10)
    assert came == [100.5, 100.7, 100.8]  # woken at 100.6, a tenth of a second after the slow one


def test_the_limit_of_frames_follows() -> None:
    clock = Timed()
    tick = clock.schedule_interval(lambda dt: None, 1)
    for fast, fps in ((False, pace.RESTING_FPS), (True, pace.GUIDING_FPS)):
        pace.turn(clock, tick, fast=fast)
        assert clock._max_fps == fps
