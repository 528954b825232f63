"""The roles are spoken in turn: never over a prompt or near one, never beside the AED or in silence, never for long."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk import lane_turns
from kiosk import views_model as v
from kiosk.subject import step_of
from protocols import commands
from protocols import events as e
from protocols.incident import Incident
from protocols.model import Step
from tests.fakes.lobby_world import PACK, World

CLIP_S = 2.5
ROLES = {
    text[lang]: lane.id
    for lane in PACK.protocols["adult_collapse"].lanes
    for text in (lane.ask, *(item.say for item in lane.items))
    if text is not None
    for lang in ("zh", "en")
}
"""Whose words a clip is."""
PHONE, PHONE_ASK = "电话：打幺二零，接通了打勾。", "谁来打幺二零？"
AED_ASK, DOOR_ASK, SWAP_ASK = "谁去取除颤器？", "谁去路口接救护车？", "谁来换手？跪到对面。"


@dataclass
class Room:
    """A lobby with a loudspeaker in it: each clip takes its time, and a newer one cuts it off."""

    world: World
    heard: list[tuple[float, str]] = field(default_factory=list)
    sounding: str = ""
    until_s: float = 0.0
    passed_s: float = 0.0

    def wait(self, seconds: float) -> list[str]:
        """What began to sound meanwhile."""
        before = len(self.heard)
        for _ in range(round(seconds / 0.5)):
            self.listen()
            self.world.wait(0.5)
            self.passed_s += 0.5
        self.listen()
        return [text for _, text in self.heard[before:]]

    def listen(self) -> None:
        player = self.world.player
        if self.sounding and self.passed_s >= self.until_s:
            ended, self.sounding = self.sounding, ""
            player.finish(ended)
        while new := [ref for ref in player.asked if ref != self.sounding]:
            if self.sounding:
                player.finish(self.sounding, completed=False)
            self.sounding, self.until_s = new[-1], self.passed_s + CLIP_S
            for late in new[:-1]:
                player.finish(late, completed=False)
            self.heard.append((self.passed_s, player.asked[self.sounding]["clip_path"].name))
            player.begin(self.sounding)

    def tap(self, *actions: str) -> None:
        for action in actions:
            self.world.stage.act(action)
            self.wait(1)

    def roles(self, since: int = 0) -> list[str]:
        """The words of roles among what was heard."""
        return [text for _, text in self.heard[since:] if text in ROLES]


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """Somebody lies there, and the first minute of instructions is over."""
    room = Room(World(tmp_path / "journal.db"))
    room.tap("dock:cpr")
    room.wait(36)
    assert room.world.step == "adult_collapse/press"
    return room


def test_in_the_first_half_minute_hands_learn_what_to_do_and_no_role_speaks(room: Room) -> None:
    assert room.roles() == []


def test_the_roles_that_nobody_took_ask_for_somebody_in_order_each_thrice_and_then_no_more(room: Room) -> None:
    room.wait(160)
    assert room.roles() == [PHONE_ASK, AED_ASK, DOOR_ASK, SWAP_ASK]
    room.wait(500)
    assert room.roles() == [PHONE_ASK, AED_ASK, DOOR_ASK, SWAP_ASK] * 3
    coach = [line.text["zh"] for line in PACK.step("adult_collapse", "press").coach]
    assert set(room.wait(60)) <= {
        *coach,
        *(t.say["zh"] for p in PACK.protocols.values() for t in p.timers.values() if t.say),
    }


def test_no_words_of_a_role_come_near_others_nor_two_roles_close_together(room: Room) -> None:
    room.wait(240)
    timers = {t.say["zh"] for t in PACK.protocols["adult_collapse"].timers.values() if t.say}
    for (at, text), (then, following) in pairwise(room.heard):
        if following in ROLES:
            assert then - at - CLIP_S >= 14.5, (text, following)
        if text in ROLES:
            assert then - at - CLIP_S >= (3 if following in timers else 7.5), (text, following)
    turns = [at for at, text in room.heard if text in ROLES]
    assert min(b - a for a, b in pairwise(turns)) >= 20


def test_the_slow_profile_leaves_more_time_before_a_role_too(room: Room) -> None:
    room.tap("profile")
    heard = len(room.heard)
    room.wait(120)
    following = [(b - a - CLIP_S, text) for (a, _), (b, text) in pairwise(room.heard[heard:]) if text in ROLES]
    assert following and all(pause_s >= 22 for pause_s, _ in following)


def test_words_of_the_desk_come_before_a_role(room: Room) -> None:
    session = room.world.lobby.focused
    assert session is not None
    room.wait(14)
    room.world.desk(session.incident.id, e.MessageSent("林静", "门口有救护车"))
    heard = len(room.heard)
    room.wait(10)
    assert room.heard[heard][1] == "门口有救护车" and room.roles(heard) == []


def test_coaching_goes_on_between_the_roles(room: Room) -> None:
    room.wait(120)
    at = [n for n, (_, text) in enumerate(room.heard) if text in ROLES]
    assert all(later - earlier >= 2 for earlier, later in pairwise(at))


def test_who_takes_a_role_hears_it_at_once_and_as_long_as_nothing_else_sounds(room: Room) -> None:
    room.wait(4)
    room.tap("lane:caller:take")
    assert room.roles() == [PHONE]
    room.tap("lane:aed:take", "lane:door:take")
    room.wait(5)
    assert room.roles() == [PHONE, "引路的：去路口接救护车。"]  # the last to take one stands nearest
    room.wait(6)
    assert room.roles()[2:] == ["取除颤器的：现在就去拿。"]


def test_what_is_ticked_is_not_spoken_and_what_is_opened_again_is(room: Room) -> None:
    room.tap("lane:caller:take")
    room.wait(6)
    room.tap("lane:caller:tick:connected")
    heard = len(room.heard)
    room.wait(300)
    assert PHONE not in room.roles(heard) and room.roles(heard).count("电话：等幺二零先挂。") == 2
    heard = len(room.heard)
    room.tap("lane:caller:tick:connected")
    room.wait(300)
    assert [text for text in room.roles(heard) if ROLES[text] == "caller"] == [PHONE, PHONE]


def test_a_call_ticked_on_the_card_is_asked_of_nobody(room: Room) -> None:
    room.tap("dock:call", "answer:connected")
    room.wait(300)
    assert PHONE_ASK not in room.roles() and AED_ASK in room.roles()


def test_beside_the_aed_and_beside_a_question_no_role_speaks(room: Room) -> None:
    room.tap("lane:caller:take", "answer:aed_here", "answer:power_on", "answer:pads_on")
    heard = len(room.heard)
    room.wait(25)
    assert room.roles(heard) == []
    room.world.stage.act("answer:responds")
    room.wait(9)
    assert room.roles(heard) == []


def test_beside_somebody_who_breathes_nobody_is_asked_to_press(tmp_path: Path) -> None:
    room = Room(World(tmp_path / "journal.db"))
    room.tap("help", "answer:collapse", "answer:breathing_normally", "answer:not_injured")
    view = room.world.stage.view()
    assert isinstance(view, v.StepView) and [lane.id for lane in view.lanes] == ["caller", "aed", "door"]
    session = room.world.lobby.focused
    assert session is not None
    while turn := lane_turns.next_turn(PACK, session.incident, _step(session.incident)):
        assert turn.text["zh"] != SWAP_ASK
        session.note(e.PromptSpoken(turn.key, "zh"))
    assert len(session.incident.told) == 3


def test_a_silent_incident_behind_it_keeps_every_role_unspoken(room: Room) -> None:
    session = room.world.lobby.focused
    assert session is not None
    room.world.stage.on.open("robbery")
    room.world.lobby.focus(session.incident.id)
    heard = len(room.heard)
    room.wait(60)
    assert room.world.lobby.silent and room.roles(heard) == []


def test_roles_that_fail_leave_the_coaching_as_it_was(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(lane_turns, "next_turn", broken)
    heard = len(room.heard)
    room.wait(60)
    coach = [line.text["zh"] for line in PACK.step("adult_collapse", "press").coach]
    assert [text for _, text in room.heard[heard:] if text in coach] == coach[:3]


def test_in_a_drill_the_word_for_it_comes_first(tmp_path: Path) -> None:
    room = Room(World(tmp_path / "journal.db"))
    room.tap("dock:drill", "answer:collapse", "answer:not_breathing")
    room.wait(60)
    at = next(n for n, (_, text) in enumerate(room.heard) if text in ROLES)
    assert room.heard[at - 1][1] == PACK.phrases["drill_word"].say["zh"]


def test_while_the_word_for_a_drill_is_said_the_steps_own_words_can_be_read(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    world.tap("dock:drill", "answer:collapse", "answer:not_breathing")
    word = PACK.phrases["drill_word"].say["zh"]
    assert world.said[-1] == word and world.prompter.speaking.caption == PACK.step(*world.step.split("/")).say["zh"]


def test_a_restart_and_another_language_begin_nothing_anew(room: Room) -> None:
    room.wait(160)
    assert len(room.roles()) == 4
    room.world.die()
    room.world.player.asked.clear()
    room.sounding = ""
    room.world.start()
    room.world.lobby.resume()
    room.tap("language")
    room.wait(600)
    assert [ROLES[text] for text in room.roles()] == ["caller", "aed", "door", "presser"] * 3


def test_without_a_loudspeaker_the_turns_end_too_and_the_record_says_that_nobody_heard_them(room: Room) -> None:
    session = room.world.lobby.focused
    assert session is not None
    for _ in range(20):
        turn = lane_turns.next_turn(PACK, session.incident, _step(session.incident))
        if turn is None:
            break
        session.note(e.PromptNotSpoken(turn.key, "no_sound"))
    assert turn is None and list(session.incident.told.values()) == [lane_turns.ASKED_MAX] * 4


@pytest.mark.parametrize("drill", [False, True])
def test_what_is_ticked_while_it_is_about_to_be_said_is_not_said(tmp_path: Path, drill: bool) -> None:
    """A drill says its word first, live speech needs its time: whoever ticks meanwhile has answered."""
    world = World(tmp_path / "journal.db", clips=drill)
    if drill:
        world.tap("dock:drill")
    session = world.tap("dock:cpr")
    for _ in range(300):
        for ref in list(world.player.asked):
            world.player.begin(ref)
            world.player.finish(ref)
        world.wait(0.5)
        turn = [u for u in world.prompter.speaking.pending if u.turn]
        if turn:
            break
        for _, _, done in world.rendered:
            done(Path("/live/words"), "")
        world.rendered.clear()
    assert turn
    world.stage.act("lane:caller:take")
    for ref in list(world.player.asked):
        world.player.begin(ref)
        world.player.finish(ref)
    for _, _, done in world.rendered:
        done(Path("/live/words"), "")
    for ref in list(world.player.asked):
        world.player.begin(ref)
        world.player.finish(ref)
    assert not any(key.endswith("/caller") for key in session.incident.told), session.incident.told


def test_a_mixer_that_dies_while_a_role_is_spoken_takes_none_of_its_turns(room: Room) -> None:
    session = room.world.lobby.focused
    assert session is not None
    while not session.incident.told:
        room.wait(0.5)
    room.world.player.begin(room.sounding)  # the next mixer says it from its beginning
    assert list(session.incident.told.values()) == [1]


def _step(incident: Incident) -> Step:
    step = step_of(PACK, incident)
    assert step is not None
    return step


@pytest.mark.parametrize("protocol", [p.id for p in PACK.protocols.values() if p.lanes and p.lanes[0].ask])
def test_in_every_protocol_each_role_has_its_turn_and_the_taken_one_comes_first(world: World, protocol: str) -> None:
    session = world.stage.on.open(protocol)
    step = next(
        s for s in PACK.protocols[protocol].steps.values() if s.kind not in ("question", "aed") and not s.closes
    )
    while session.incident.top is not None and session.incident.top.protocol != protocol:  # past the gate
        top = session.incident.top
        answer = next(a for a in PACK.step(top.protocol, top.step).answers if a.goto.kind == "return")
        session.send(commands.Choose(top.step, answer.id))
    frame = session.incident.frames[0]
    incident = replace(session.incident, frames=(replace(frame, step=step.id),), told={})
    lanes = PACK.protocols[protocol].lanes_at(step.id)
    asked: list[str] = []
    while turn := lane_turns.next_turn(PACK, incident, step):
        asked.append(turn.key)
        told = {**incident.told, turn.key: incident.told.get(turn.key, 0) + 1}
        incident = replace(incident, told=told)
    assert sorted(asked) == sorted([f"lane/{protocol}/{lane.id}" for lane in lanes] * lane_turns.ASKED_MAX)
    last = lanes[-1]
    session.send(commands.TakeLane(last.id, "staff"))
    taken = replace(session.incident, frames=incident.frames)
    turn = lane_turns.next_turn(PACK, taken, step)
    assert turn is not None and turn.confirms and turn.text == last.items[0].say


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def test_nobody_is_asked_for_a_call_that_was_answered(room: Room) -> None:
    asks = {line.text["zh"] for line in PACK.step("adult_collapse", "press").coach if line.until_call == "120"}
    assert len(asks) == 1
    assert asks & set(room.wait(300))
    room.tap("lane:caller:tick:connected")
    assert not asks & set(room.wait(600))
    room.tap("lane:caller:tick:connected")  # it was a mistake: the net is there again
    assert asks & set(room.wait(300))
