"""The desk's words in the lobby: each that is said to be shown was shown, and a flood drowns nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk import views_model as v
from protocols import events as e
from protocols.events import LogId, Moment, Record
from tests.fakes.lobby_world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def shown(world: World) -> str:
    """What the desk's place on the screen says, drawn."""
    view = world.stage.view()
    world.stage.drawn()
    assert isinstance(view, v.StepView | v.TilesView)
    return view.chrome.desk.text if view.chrome.desk is not None else ""


def receipts(world: World, incident: str) -> int:
    return sum(isinstance(r.event, e.MessageShown) for r in world.recorder.incident(LogId(incident)))


def test_two_messages_at_once_are_shown_one_after_the_other(world: World) -> None:
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, e.MessageSent("林", "one"), e.MessageSent("林", "two"))
    assert shown(world) == "one" and receipts(world, session.incident.id) == 1
    assert shown(world) == "one"
    world.now.turn(2.5)
    assert shown(world) == "two" and receipts(world, session.incident.id) == 2
    world.now.turn(61)
    assert shown(world) == ""


def test_a_message_dated_in_the_future_does_not_hide_the_next_one(world: World) -> None:
    session = world.tap("dock:cpr")
    log, now = LogId("FT03/desk/d"), world.now()
    future = Moment(now.at_ms + 10**9, 1, "desk")
    world.lobby.merged([Record(log, 1, future, e.DeskOpened(session.incident.id))])
    world.lobby.merged([Record(log, 2, future, e.MessageSent("林", "future"))])
    assert shown(world) == "future"
    world.now.turn(5)
    world.lobby.merged([Record(log, 3, world.now(), e.MessageSent("林", "now"))])
    assert shown(world) == "now"


def test_a_message_after_an_acknowledgement_does_not_wait(world: World) -> None:
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, e.Acknowledged("林"))
    assert shown(world)
    world.desk(session.incident.id, e.MessageSent("林", "at once"))
    assert shown(world) == "at once"


def test_of_a_flood_the_newest_are_shown_and_three_are_spoken_beside_the_beat(world: World) -> None:
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, *(e.MessageSent("林", f"words {n}") for n in range(300)))
    assert shown(world) == "words 297" and receipts(world, session.incident.id) == 1
    chimes = [a for name, a in world.player.calls if name == "chime"]
    assert len(chimes) == 3
    refused = [d for d in session.incident.desk if d.receipt.not_spoken == "queue_full"]
    assert len(refused) == 297 and session.incident.beat is not None
    for _ in range(5):
        world.now.turn(2.5)
        last = shown(world)
    assert last == "words 299" and receipts(world, session.incident.id) == 3


def told(world: World, incident: str) -> list[e.Event]:
    facts = [r.event for r in world.recorder.incident(LogId(incident))]
    return [fact for fact in facts if isinstance(fact, e.MessageSpoken | e.MessageNotSpoken)]


def chatter(world: World) -> str:
    """The name of the desk's words that the loudspeaker was asked for last."""
    return next(name for name, asked in reversed(world.player.asked.items()) if asked["speech_class"] == "chatter")


def test_words_are_called_read_aloud_only_when_they_were_heard_to_their_end(world: World) -> None:
    session = world.tap("dock:cpr")
    (_, sent) = world.desk(session.incident.id, e.MessageSent("林", "再问一次"))
    world.player.begin(chatter(world))
    assert told(world, session.incident.id) == []
    world.player.finish(chatter(world))
    assert told(world, session.incident.id) == [e.MessageSpoken(e.Ref(sent.log, sent.seq))]


def test_words_that_a_step_cut_off_are_said_once_more_and_then_only_shown(world: World) -> None:
    session = world.tap("dock:cpr")
    (_, sent) = world.desk(session.incident.id, e.MessageSent("林", "再问一次"))
    first = chatter(world)
    world.player.begin(first)
    world.player.finish(first, completed=False)
    second = chatter(world)
    assert second != first and world.said.count("再问一次") == 2 and told(world, session.incident.id) == []
    world.player.finish(second, completed=False)  # cut while its chime still sounded
    assert world.said.count("再问一次") == 2
    assert told(world, session.incident.id) == [e.MessageNotSpoken(e.Ref(sent.log, sent.seq), "stopped")]


def test_a_prompt_that_is_only_repeated_waits_for_the_end_of_the_desks_words(world: World) -> None:
    session = world.tap("dock:cpr", "answer:aed_here")  # a step that nothing but a tap leads on
    step = next(reversed(world.player.asked))
    world.player.begin(step)
    world.player.finish(step)
    world.desk(session.incident.id, e.MessageSent("林", "再问一次"))
    words, said = chatter(world), len(world.said)
    world.player.begin(words)
    world.now.turn(60.0)
    world.prompter.tick()
    assert len(world.said) == said
    world.player.finish(words)
    world.prompter.tick()
    assert len(world.said) == said + 1


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("好的👍，AED 在 2 楼（左边）①", "好的…，AED 在 2 楼（左边）①"),
        ("مرحبا", "（有些字这里显示不出）"),
        ("🫀🫀！", "（有些字这里显示不出）"),
        ("Café, 喆", "Café, 喆"),
        ("？！", "？！"),
    ],
)
def test_signs_without_a_glyph_are_dots_and_never_empty_boxes(world: World, typed: str, seen: str) -> None:
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, e.MessageSent("林🫀", typed))
    assert shown(world) == seen
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.desk is not None and view.chrome.desk.who == "林…"
