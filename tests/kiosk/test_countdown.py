"""A wait on the screen: seconds that can be counted along, long ones in minutes, and no ring promised without sound."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.views import countdown_view, session_view
from kiosk.views_model import StepView
from protocols.incident_parts import Frame, RunningTimer
from tests.fakes.lobby_world import PACK, World


@pytest.mark.parametrize(
    ("left_s", "zh", "en"),
    [
        (7, ("7", "", "还剩 7 秒"), ("7", "", "7 s left")),
        (90, ("90", "", "还剩 90 秒"), ("90", "", "90 s left")),
        (91, ("2", "分钟", "还剩 2 分钟"), ("2", "min", "2 min left")),
        (1740, ("29", "分钟", "还剩 29 分钟"), ("29", "min", "29 min left")),
        (1741, ("30", "分钟", "还剩 30 分钟"), ("30", "min", "30 min left")),
    ],
)
def test_a_long_wait_is_told_in_minutes(left_s: int, zh: tuple[str, ...], en: tuple[str, ...]) -> None:
    for lang, told in (("zh", zh), ("en", en)):
        view = countdown_view(1800, left_s, lang)
        assert (view.number, view.unit, view.label) == told
        assert (view.total_s, view.left_s) == (1800, left_s)  # the ring itself goes on emptying by the second


def test_without_sound_nobody_is_left_to_wait_for_a_ring(tmp_path: Path) -> None:
    world = World(tmp_path / "j.db")
    world.lobby.open(world.lobby.command_open("home_visit", "zh", step="away"))
    view = world.stage.view()
    assert isinstance(view, StepView) and view.countdown is not None
    assert view.countdown.label == "还剩 30 分钟"
    assert "响" not in view.title
    assert view.chrome.caption is None or not view.chrome.caption.muted
    world.sound = False
    muted = world.stage.view()
    assert isinstance(muted, StepView) and muted.chrome.caption is not None
    assert muted.chrome.caption == replace(muted.chrome.caption, text="没有声音：到时不会响，自己看着时间", muted=True)
    world.tap("answer:silent")  # five minutes: also a wait
    world.tap("answer:no_answer")
    short = world.stage.view()
    assert isinstance(short, StepView) and short.chrome.caption is not None
    assert short.chrome.caption.text == "没有声音：告诉主管，打幺幺零，报客户家的地址。"  # what would be said is read
    world.die()


def test_the_ring_of_a_look_at_the_breath_counts_the_seconds_that_are_said(tmp_path: Path) -> None:
    """Somebody who reads "10 seconds" and sees 14 believes neither."""
    world = World(tmp_path / "j.db")
    session = world.tap("dock:cpr")
    incident, around = session.incident, world.stage._around(session)
    world.die()
    said, rung = {}, {}
    for protocol in PACK.protocols.values():
        for name, step in protocol.steps.items():
            seconds = re.search(r"看胸口.*最多 (\d+) 秒", f"{step.detail or {}}")
            if seconds is None:
                continue
            timers = {
                each: RunningTimer(each, timer.after_s, around.now, around.now)
                for each in step.timers
                if (timer := PACK.timer(each)) is not None
            }
            there = replace(incident, frames=(Frame(protocol.id, PACK.hash, name),), beat=None, timers=timers)
            view = session_view(PACK, there, around)
            if isinstance(view, StepView) and view.countdown is not None:
                said[protocol.id, name], rung[protocol.id, name] = int(seconds[1]), view.countdown.total_s
    assert rung == said and {("adult_collapse", "assess"), ("seizure", "breathing"), ("heat", "recheck")} <= set(said)
