"""What was found stands on every card that people read from, and each card asks only for what its number needs."""

from __future__ import annotations

import pytest

from protocols import commands as c
from protocols import situation
from protocols.call_card import call_card
from protocols.content import load
from protocols.handover import handover
from protocols.well_known import CALL_120, HANDOVER_CARD
from protocols.words import LANGS, words
from tests.fakes.playbook import Playbook
from tests.fakes.station import STATION
from tests.fakes.told import everything, led_to, refs

PACK = load()
OWN = [p for p in PACK.protocols.values() if not p.shared]
CARDS = [(p.id, card) for p in OWN for card in led_to(PACK, p)]
FIRST_120, FIRST_HANDOVER = ((id, PACK.protocols[id].first) for id in (CALL_120, HANDOVER_CARD))


@pytest.mark.parametrize("grave", [True, False], ids=["dangerous", "longest"])
@pytest.mark.parametrize("protocol", OWN, ids=lambda p: p.id)
def test_the_crew_is_told_what_120_was_told(protocol: situation.Protocol, grave: bool) -> None:
    call = everything(PACK, protocol.id, FIRST_120, "zh", grave=grave)
    crew = everything(PACK, protocol.id, FIRST_HANDOVER, "zh", grave=grave)
    rows = {row.id: row for row in call_card(PACK, call.incident, STATION, "zh")}
    lines = [line for line in handover(PACK, crew.incident, STATION, crew.now).lines if line.bare is not None]
    assert refs(rows["what"].sources, call) == {ref for line in lines for ref in refs(line.sources, crew)}
    for line in lines:
        assert words(line.bare or {}, "zh") in rows["what"].weak
    if grave:
        bad = {f.source for f in situation.findings(PACK, call.incident) if f.grave}
        assert bad <= set(rows["what"].sources), "a dangerous finding was left out"


def test_a_finding_that_reassures_is_left_out_before_one_that_is_dangerous() -> None:
    play = everything(PACK, "elderly_fall", FIRST_120, "zh", grave=False)
    found, told = situation.findings(PACK, play.incident), situation.told(PACK, play.incident)
    assert len(told) < len(found) and [f for f in found if f.grave] == [f for f in told if f.grave]


def test_an_arm_that_drops_is_told_to_the_crew_as_well() -> None:
    play = everything(PACK, "stroke", FIRST_HANDOVER, "zh", grave=True)
    said = [words(line.bare or {}, "zh") for line in handover(PACK, play.incident, STATION, play.now).lines]
    assert "抬两手时有一只没力、掉下来" in said and "笑的时候嘴歪，脸两边不一样" in said


@pytest.mark.parametrize(("id", "card"), CARDS, ids=[f"{id}-{card[0]}" for id, card in CARDS])
def test_only_a_medical_call_says_age_and_who_is_with_them(id: str, card: tuple[str, str]) -> None:
    step = PACK.step(*card)
    if step.kind != "call":
        return
    play = everything(PACK, id, card, "zh", grave=True)
    for lang in LANGS:
        rows = {row.id: row for row in call_card(PACK, play.incident, STATION, lang)}
        asked = f"{rows['tell'].strong} {rows['tell'].weak}" if "tell" in rows else ""
        assert ({"age", "doing"} & set(rows) == set()) == (step.number != "120")
        assert rows["call_back"].strong == STATION.phone
        if step.number == "110":
            assert any(word in asked + rows["what"].strong for word in ("伤", "hurt", "Hurt", "Injury")), asked
        if step.number == "119":
            assert asked and ("entrance" in rows)


@pytest.mark.parametrize(
    ("number", "what"), [("119", "需要消防救援"), ("110", "需要民警到场"), ("96110", "可能遇到了骗子")]
)
def test_a_call_before_anything_is_known_says_whom_it_needs(number: str, what: str) -> None:
    play = Playbook(PACK).do(c.Open(f"call_{number}", "Branch", "lobby"))
    rows = {row.id: row for row in call_card(PACK, play.incident, STATION, "zh")}
    assert rows["what"].strong == what and rows["tell"].strong


@pytest.mark.parametrize("protocol", OWN, ids=lambda p: p.id)
def test_a_clock_says_since_when_and_is_nothing_that_was_done(protocol: situation.Protocol) -> None:
    play = everything(PACK, protocol.id, FIRST_HANDOVER, "zh", grave=True)
    for line in handover(PACK, play.incident, STATION, play.now).lines:
        if words(line.label, "zh") == "计时":
            assert "起）" in words(line.text, "zh") and line.sources and not line.letter
        assert not (words(line.label, "zh") == "已做" and "计时" in words(line.text, "zh"))
