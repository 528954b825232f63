"""The daily sound check keeps its hour, and its silence while anybody needs help."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from audio.selftest import REF, Result
from kiosk.soundcheck import SoundCheck
from kiosk.walltime import BRANCH_ZONE
from protocols.ops_events import HealthNoted
from tests.fakes.fake_player import FakePlayer

DAY = dt.datetime(2026, 11, 26, tzinfo=BRANCH_ZONE)


class Branch:
    """A check whose ear answers when the test says so; all of it on the test's own thread but the listening."""

    def __init__(self, folder: Path, at: str = "07:40") -> None:
        self.player = FakePlayer()
        self.notes: list[HealthNoted] = []
        self.idle = True
        self.result = Result("heard", "USB 0.61")
        self.listening = threading.Event()
        self.answer = threading.Event()
        self.posted: list[Callable[[], None]] = []
        self.arrived = threading.Condition()
        self.check = SoundCheck(
            at, folder / "sign.wav", loudspeaker=self.player, idle=lambda: self.idle, note=self.notes.append,
            post=self._post, listen=self._listen,
        )  # fmt: skip

    def tick(self, at: str, day: int = 0) -> bool:
        """Whether a test began."""
        self.listening.clear()
        self.answer.clear()
        self.check.tick(dt.datetime.combine(DAY.date() + dt.timedelta(day), dt.time.fromisoformat(at), BRANCH_ZONE))
        return self.listening.wait(0.2)

    def run_posted(self, count: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.posted) >= count, timeout=20)
            calls, self.posted = self.posted, []
        for call in calls:
            call()

    def finish(self) -> None:
        self.run_posted(1)  # play
        self.answer.set()
        self.run_posted(1)  # result

    @property
    def played(self) -> list[str]:
        return [args["ref"] for name, args in self.player.calls if name == "say"]

    def _post(self, call: Callable[[], None]) -> None:
        with self.arrived:
            self.posted.append(call)
            self.arrived.notify_all()

    def _listen(self, play: Callable[[], None]) -> Result:
        play()
        self.listening.set()
        assert self.answer.wait(20)
        return self.result


@pytest.fixture
def branch(tmp_path: Path) -> Branch:
    return Branch(tmp_path)


def test_once_a_day_at_its_hour_the_sign_is_played_and_the_desk_is_told(branch: Branch) -> None:
    assert not branch.tick("07:39")
    assert branch.tick("07:40")
    branch.finish()
    assert branch.played == [REF]
    assert branch.notes == [HealthNoted("sound", True, "selftest: heard, USB 0.61")]
    assert not branch.tick("07:41") and not branch.tick("09:00")
    assert branch.tick("07:45", day=1)
    branch.result = Result("not_heard", "USB 0.03")
    branch.finish()
    assert branch.notes[1:] == [HealthNoted("sound", False, "selftest: not_heard, USB 0.03")]
    assert branch.tick("07:40", day=2)
    branch.result = Result("nobody")
    branch.finish()
    assert len(branch.notes) == 2, "that nobody listened is no better news than not heard"


@pytest.mark.parametrize("at", ["00:00", "07:39", "08:40", "12:00", "23:59"])
def test_at_no_other_hour_of_the_day_a_lobby_hears_it(branch: Branch, at: str) -> None:
    assert not branch.tick(at)


def test_while_an_incident_is_open_nothing_begins_and_afterwards_it_does(branch: Branch) -> None:
    branch.idle = False
    assert not branch.tick("07:40") and not branch.tick("07:50")
    branch.idle = True
    assert branch.tick("07:55")
    branch.finish()


def test_an_incident_that_opens_before_the_sign_keeps_it_silent(branch: Branch) -> None:
    assert branch.tick("07:40")
    branch.idle = False
    branch.finish()
    assert branch.played == [] and branch.notes == []
    branch.idle = True
    assert branch.tick("07:50"), "another try within the hour"
    branch.finish()
    assert branch.played == [REF]


def test_an_incident_that_opens_while_it_sounds_ends_it_without_a_result(branch: Branch) -> None:
    assert branch.tick("07:40")
    branch.run_posted(1)
    branch.idle = False
    branch.tick("07:40")
    branch.idle = True  # it was closed again before the ear answered
    branch.answer.set()
    branch.run_posted(1)
    assert branch.notes == []


def test_a_branch_may_do_without(tmp_path: Path) -> None:
    assert not Branch(tmp_path, at="").tick("07:40")


def test_a_disk_that_refuses_the_sign_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    branch = Branch(tmp_path / "file")
    assert not branch.tick("07:40")
    branch.run_posted(1)
    assert branch.notes == []
    for minute in ("07:40:30", "07:42", "07:44:59"):
        branch.check.tick(dt.datetime.combine(DAY.date(), dt.time.fromisoformat(minute), BRANCH_ZONE))
    assert not branch.posted, "a disk that refuses is not asked ten times a second"
    branch.check.tick(dt.datetime.combine(DAY.date(), dt.time(7, 46), BRANCH_ZONE))
    branch.run_posted(1)


def test_an_ear_that_breaks_is_no_result_and_another_try_follows(branch: Branch) -> None:
    def broken(play: Callable[[], None]) -> Result:
        raise ValueError("injected")

    branch.check._listen = broken
    assert not branch.tick("07:40")
    branch.run_posted(1)
    branch.check._listen = branch._listen
    assert branch.notes == [] and branch.tick("07:46")
    branch.finish()
    assert branch.played == [REF]
