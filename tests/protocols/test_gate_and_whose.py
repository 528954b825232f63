"""The entry gate, the way back from a card, whose compressions, and silence by protocol."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocols import commands as c
from protocols import events as e
from protocols.engine import decide
from protocols.incident import Incident, fold
from protocols.model import Goto, Pack, Protocol
from tests.fakes.pack import BACK, PACK, answer, escalate, protocol, push, step, to
from tests.fakes.playbook import START, Playbook

GATE = protocol(
    "look",
    step("awake", "question", answer("no", Goto("cpr")), answer("asleep", Goto("cpr_assess")), answer("yes", BACK)),
    shared=True,
)  # fmt: skip
CARD = protocol("card", step("read", "action", answer("done", BACK)), shared=True)
CHILD = protocol(
    "child", step("see", "question", answer("no", to("thumb"))),
    step("thumb", "compressions", answer("more", to("thumb")), beat="start", pattern="30:2"),
    cpr_entry="thumb", assess_entry="see", cpr_with="child", rate_bpm=115,
)  # fmt: skip
BURN = protocol(
    "burn", step("cool", "action", answer("call", replace(push("card"), then="cover")), answer("worse", push("look"))),
    step("cover", "action", answer("again", to("cool"))), gate="look",
)  # fmt: skip
CHOKE = protocol(
    "choke", step("blow", "action", answer("limp", Goto("cpr")), answer("ask", push("look"))), cpr_with="child"
)
QUIET = protocol("quiet", replace(step("hidden", "action", answer("still", to("hidden"))), say={}), silent=True)
TILES = protocol(
    "tiles", step("which", "tiles", answer("burn", escalate("burn")), answer("cool", escalate("burn", "cool")))
)


def _pack() -> Pack:
    adult = replace(PACK.protocols["collapse"], assess_entry="breathing")
    added = (adult, GATE, CARD, CHILD, BURN, CHOKE, QUIET, TILES)
    return replace(PACK, protocols={**PACK.protocols, **{p.id: p for p in added}})


WHOLE = _pack()


def opened(protocol: str, **more: object) -> Playbook:
    return Playbook(WHOLE).do(c.Open(protocol, "Branch", "lobby", **more))  # type: ignore[arg-type]


# --- the gate ------------------------------------------------------------------------------------------------


def test_a_protocol_is_entered_behind_its_gate_and_begins_when_the_gate_returns() -> None:
    book = opened("burn").at("burn@", "look@awake")
    assert [frame.step for frame in book.incident.frames] == ["", "awake"]
    book.tap("yes").at("burn@cool")
    assert [frame.protocol for frame in book.incident.frames] == ["burn"]


def test_a_step_behind_the_gate_has_not_been_reached_before_the_gate_is_passed() -> None:
    assert [x.step for x in opened("burn").incident.entered] == ["awake"]


def test_a_tile_lays_the_gate_too_unless_it_names_a_step() -> None:
    opened("tiles").tap("burn").at("burn@", "look@awake")
    opened("tiles").tap("cool").at("burn@cool")


def test_undo_at_the_first_step_asks_the_gate_again_and_undo_there_goes_back_to_the_tiles() -> None:
    book = opened("tiles").tap("burn").tap("yes").at("burn@cool").do(c.Undo()).at("burn@", "look@awake")
    book.do(c.Undo()).at("tiles@which")


def test_a_kiosk_killed_at_the_gate_comes_back_to_it_and_goes_on_behind_it() -> None:
    book = opened("burn")
    again = fold(book.incident.id, book.records)
    assert again.frames == book.incident.frames
    after = decide(WHOLE, again, c.Choose("awake", "yes"), book.now)
    assert after[-1] == e.StepEntered("cool")


# --- coming back somewhere else ------------------------------------------------------------------------------


def test_a_card_pushed_with_then_comes_back_to_the_step_that_was_named() -> None:
    book = opened("burn").tap("yes").tap("call").at("burn@cool", "card@read")
    book.tap("done").then(e.ChoiceMade("read", "done"), e.FramePopped(), e.StepEntered("cover")).at("burn@cover")


def test_undo_of_the_card_takes_people_back_to_where_they_pressed_it() -> None:
    opened("burn").tap("yes").tap("call").do(c.Undo()).at("burn@cool")


# --- whose compressions --------------------------------------------------------------------------------------


def test_the_dock_enters_the_compressions_of_whoever_this_is() -> None:
    book = opened("choke").do(c.PressCpr()).at("child@thumb")
    beat = book.incident.beat
    assert beat is not None and (beat.rate_bpm, beat.pattern) == (115, "30:2")
    opened("burn").do(c.PressCpr()).at("collapse@press")


@pytest.mark.parametrize(("way", "where"), [("no", "child@thumb"), ("asleep", "child@see")])
def test_a_shared_question_leads_to_the_child_where_a_child_is_below_it(way: str, where: str) -> None:
    opened("choke").tap("ask").tap(way).at(where)


def test_without_anybody_named_it_is_the_adults() -> None:
    opened("burn").tap("no").at("collapse@press")
    opened("burn").tap("asleep").at("collapse@breathing")


# --- silence -------------------------------------------------------------------------------------------------


def test_entering_a_silent_protocol_is_silent_before_its_first_step() -> None:
    opened("quiet").then(
        e.Opened("quiet", WHOLE.hash, "Branch", "lobby", "zh", "tile"), e.SilentSet(True), e.StepEntered("hidden")
    )


def test_a_silent_incident_stays_silent_when_it_becomes_another_silent_protocol() -> None:
    twice = decide(WHOLE, opened("quiet").incident, c.SetSilent(True), START)
    assert twice == []


def test_nobody_without_a_known_protocol_is_left_without_compressions() -> None:
    whose: Protocol = WHOLE.cpr_for(["nothing of this name"])
    assert whose.id == WHOLE.cpr[0]
    assert Incident("FT03/live/x").frames == ()
