"""A monkey at the glass: thousands of taps, ticks, gaps, power cuts and desk facts that nobody thought of."""

from __future__ import annotations

import dataclasses
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audio.wire import Ended, NotSpoken, Started
from kiosk import views_model as v
from kiosk import views_upkeep as u
from kiosk.line_state import LineFacts
from kiosk.machine import KioskMachine
from protocols import events as e
from protocols.commands import Park, SetSilent, TakeLane, TickItem
from protocols.events import LogId
from protocols.incident import fold
from tests.fakes.lobby_world import World

ACTIONS = 2500
SEEDS = (1, 2, 3, 4)
WORDS = (
    "",
    "您做得很好",
    "x" * 500,
    "\u202eevil\u202c\u0007\u0000",
    "<b>0</b>",
    "[color=ff0000]幺二零已接通[/color]",
    "🫀" * 80,
)
OUT_OF_PLACE = (
    "answer:nobody", "answer:", "lane:nobody:take", "lane::tick:", "other:focus:FT03/live/none", "other:focus:",
    "debrief:again", "debrief:done", "dialog:over", "dialog:handed_over", "dialog:completed",
    "dialog:false_start", "dialog:sound", "dialog:anew", "dialog:still", "drill:real", "rest:back", "help",
    "idle:name", "dock:rest", "dock:drill", "dock:cpr", "dock:call", "dock:undo", "dock:changed", "dock:again",
    "dock:sound",
    "language",
    "upkeep:open", "upkeep:close", "upkeep:back", "upkeep:page:exit", "upkeep:do:exit", "upkeep:do:clean",
    "upkeep:do:export", "upkeep:set:volume:0.3", "upkeep:set::", "pin:", "pin:ok", "touch:", "touch:7", "clean:end",
    "clean:help", "after:open", "after:end", "after:note", "after:what:aed", "after:when:0", "after:when:99999",
    "handover:print", "handover:show",
    "", ":", "::::", "\u202e", "answer:not_breathing",
)  # fmt: skip


def keys_of(view: Any) -> list[str]:
    """Every action a finger could find on this screen."""
    return sorted(set(_actions(view)))


def _actions(part: Any) -> Iterator[str]:
    if isinstance(part, tuple):
        for one in part:
            yield from _actions(one)
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if isinstance(value, str):
                if field.name.endswith("action") and value:
                    yield value
            else:
                yield from _actions(value)


class Monkey:
    """Does something at random, then looks whether everything that must always hold still holds."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.done: list[str] = []
        self.desk_seq: dict[str, int] = {}
        self.allowed: set[str] = set()
        """Incidents that may sound beside a silent one."""
        self.keys: list[str] = []

    def act(self) -> None:
        chance, world = self.chance, self.world
        deed = chance.choices(
            ("tap", "stray", "tick", "gap", "kill", "silent", "park", "desk", "sound", "line", "clock", "lane", "pin"),
            (60, 12, 20, 1, 1, 1, 1, 6, 20, 2, 1, 2, 2),
        )[0]
        self.done.append(deed)
        getattr(self, f"_{deed}")()
        world.stage.view()
        self.check()

    def _tap(self) -> None:
        keys = keys_of(self.world.stage.view())
        if keys:
            key = self.chance.choice(keys)
            self.done[-1] = key
            self.keys.append(key)
            self.world.now.turn(self.chance.choice((0.0, 0.01, 0.3, 2.0)))
            if self.world.stage.touched():
                self.world.stage.act(key)
            self.world.stage.view()
            self.world.stage.drawn()

    def _stray(self) -> None:
        """A late tap, on a key that is no longer there."""
        self.done[-1] = key = self.chance.choice(OUT_OF_PLACE)
        self.keys.append(key)
        self.world.stage.act(key)

    def _tick(self) -> None:
        self.world.wait(self.chance.choice((0.5, 1.0, 5.0, 12.0)), step_s=0.5)

    def _gap(self) -> None:
        self.world.now.turn(self.chance.choice((70.0, 700.0, 90_000.0)))
        self.world.lobby.tick()
        self.world.prompter.tick()
        self.world.stage.tick()

    def _kill(self) -> None:
        world = self.world
        world.die()
        world.now.boot = f"boot-{self.chance.random()}"
        world.now.turn(self.chance.choice((3.0, 300.0)))
        world.player.calls.clear()
        world.start()
        world.lobby.resume()
        world.stage.after.recall(world.recorder)
        world.prompter.follow()

    def _silent(self) -> None:
        """Into silence and out of it more often than keys lead there."""
        session = self.world.lobby.focused
        if session is not None:
            session.send(SetSilent(False if session.incident.silent else self.chance.random() < 0.4))

    def _park(self) -> None:
        session = self.world.lobby.focused
        if session is not None:
            session.send(Park())

    def _pin(self) -> None:
        """Somebody from operations: the digits are right more often than not, then whatever stands there is pressed."""
        for key in (
            "upkeep:open",
            *(f"pin:{digit}" for digit in self.chance.choice(("280317", "280317", "111222"))),
            "pin:ok",
        ):
            self.world.stage.act(key)
        for _ in range(self.chance.randint(0, 4)):
            self._tap()

    def _lane(self) -> None:
        session = self.world.lobby.focused
        if session is not None:
            session.send(TakeLane("caller", "甲"))
            session.send(TickItem("aed", "fetch"))

    def _line(self) -> None:
        c = self.chance
        self.world.line = LineFacts(c.random() < 0.5, c.random() < 0.5, c.random() < 0.5, c.choice((0, 1, 9)))

    def _clock(self) -> None:
        """Somebody sets the wall clock; the time since boot knows nothing of it."""
        self.world.now.at_ms += self.chance.choice((-86_400_000, -5000, 5000, 86_400_000))

    def _desk(self) -> None:
        incidents = [*self.world.lobby.sessions, "FT03/live/nobody", "NS02/live/other"]
        target, words = self.chance.choice(incidents), self.chance.choice(WORDS)
        facts = (
            e.Acknowledged(words or "林", words), e.Released("林"), e.MessageSent("林", words),
            e.MessageSent(words, words, "no_such_phrase"), e.CloseAdvised("林"), e.Viewed("林"), e.Unreadable("{"),
            e.Unknown("later", "{}"), e.Closed("completed"), e.BeatStopped(), e.SilentSet(False),
            e.StepEntered("nowhere"), e.TimerRang("swap", 1),
        )  # fmt: skip
        log = LogId(f"FT03/desk/{target.rsplit('/', 1)[1]}-{target.split('/')[0]}")
        seq = self.desk_seq.get(log, 0)
        now = self.world.now()
        at = e.Moment(now.at_ms + self.chance.choice((0, 0, -1000, -300_000, 10**9, 2**53 - now.at_ms)), 5, "desk")
        events: list[e.Event] = [self.chance.choice(facts)]
        if seq == 0:
            events.insert(0, e.DeskOpened(target))
        records = [e.Record(log, seq + n, at, event) for n, event in enumerate(events, 1)]
        self.desk_seq[log] = seq + len(records)
        self.world.lobby.merged(records)
        self.world.stage.view()
        self.world.stage.drawn()

    def _sound(self) -> None:
        """The loudspeaker begins, ends or gives up what it was asked to say."""
        player = self.world.player
        if player.asked:
            ref = self.chance.choice(sorted(player.asked))
            player.happen(
                self.chance.choice((Started(ref, 0), Ended(ref, True), Ended(ref, False), NotSpoken(ref, "mixer_died")))
            )
        if self.world.rendered and self.chance.random() < 0.5:
            _text, _lang, done = self.world.rendered.pop(0)
            done(*self.chance.choice(((None, "timeout"), (Path("/clips/live"), ""))))

    def check(self) -> None:
        world = self.world
        lobby, focused = world.lobby, world.lobby.focused
        last = self.done[-12:]
        assert focused is None or lobby.sessions.get(focused.incident.id) is focused, last
        open_now = focused.incident if focused is not None and focused.incident.open else None
        beats = [a for n, a in world.player.calls if n == "beat"]
        sounding = beats[-1]["rate_bpm"] if beats else None
        assert sounding == (open_now.beat.rate_bpm if open_now is not None and open_now.beat else None), last
        silents = [a["on"] for n, a in world.player.calls if n == "silent"]
        silent = {s.incident.drill for s in lobby.open_sessions if s.incident.silent}
        if open_now is None or open_now.silent:
            hushed = bool(silent)
        else:
            hushed = not open_now.sound_allowed and not silent.isdisjoint({False, open_now.drill})
        assert (silents[-1] if silents else False) == hushed, last
        allowed = {s.incident.id for s in lobby.open_sessions if s.incident.sound_allowed}
        assert allowed <= self.allowed or "dock:sound" in self.keys, last  # nothing but that key allows it
        self.allowed, self.keys = allowed, []
        view = world.stage.view()
        assert not (world.stopped and lobby.open_sessions), last
        world.stopped.clear()
        if lobby.silent or open_now is not None:
            assert not isinstance(view, u.UpkeepView), last
        if open_now is not None and open_now.silent:
            assert isinstance(view, v.RestView | v.CodePadView), last
        if open_now is not None and not open_now.silent:
            assert not isinstance(view, v.IdleView | v.RestView | v.CodePadView), last
            if open_now.drill:
                assert view.chrome.drill is not None, last
            else:
                assert view.chrome.drill is None, last

    def check_help(self) -> None:
        """At the end: compressions are at most two taps away, from the silent page too."""
        world = self.world
        world.stage.act("quiet:back")
        for key in ("dock:cpr", "clean:help", "dock:cpr"):
            world.now.turn(3)
            if key in keys_of(world.stage.view()):
                world.stage.act(key)
        focused = world.lobby.focused
        assert focused is not None
        assert focused.incident.beat is not None

    def check_journal(self) -> None:
        """At the end: what a drill wrote stands in drill logs alone, and folding it again gives the same incident."""
        recorder = self.world.recorder
        for session in self.world.lobby.sessions.values():
            mine = recorder.incident(LogId(session.incident.id))
            assert {r.log.split("/")[1] for r in mine} == {session.incident.id.split("/")[1]}
            folded = fold(session.incident.id, mine)
            assert folded.frames == session.incident.frames and folded.beat == session.incident.beat
        for info in recorder.infos():
            assert recorder.verify(info.name) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_a_monkey_does_the_screen_stands_and_the_beat_is_the_incidents(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.ERROR)
    monkey = Monkey(World(tmp_path / "journal.db", clips=seed % 2 == 0), seed)
    assert monkey.world.pin.set("280317", n=16) == ""
    monkeypatch.setattr(KioskMachine, "sticks", lambda self, locked=False: [tmp_path])
    for _ in range(ACTIONS):
        monkey.act()
    monkey.check_help()
    monkey.check_journal()
    assert [r.getMessage() for r in caplog.records] == []


def test_a_fact_that_only_a_lobby_may_write_does_nothing_when_a_desk_sends_it(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    said = len(world.said)
    world.desk(
        session.incident.id, e.Closed("completed"), e.BeatStopped(), e.StepEntered("depth"), e.TimerRang("swap", 1)
    )
    assert world.lobby.focused is session and isinstance(world.stage.view(), v.StepView)
    assert session.incident.beat is not None and len(world.said) == said


def test_a_late_tap_on_a_debrief_key_does_not_leave_an_open_incident(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    world.stage.act("debrief:done")
    assert world.lobby.focused is session and isinstance(world.stage.view(), v.StepView)
