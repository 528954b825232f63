"""The cards and the rules on the content we ship, wherever hands may wander."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import commands as c
from protocols import events as e
from protocols.call_card import call_card
from protocols.content import load
from protocols.events import Ref
from protocols.handover import QR_BYTES, handover
from protocols.scoring import THINGS, debrief
from protocols.words import LANGS, words
from tests.fakes.playbook import Playbook
from tests.fakes.station import STATION

PACK = load()
OPENINGS = [(p.id, None) for p in PACK.protocols.values() if not p.shared] + [PACK.cpr]
LANES = [(x.id, i.id) for p in PACK.protocols.values() for x in p.lanes for i in x.items]

acts = st.one_of(
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(["wait", "wait", "undo", "changed", "call", "cpr", "handover", "gap"]),
    st.sampled_from(LANES),
)
scripts = st.tuples(
    st.sampled_from(OPENINGS), st.lists(st.tuples(acts, st.sampled_from([1.0, 9.0, 16.0, 61.0])), max_size=25)
)
Script = tuple[tuple[str, str | None], list[tuple[int | str | tuple[str, str], float]]]
COMMANDS: dict[str, c.Command] = {
    "wait": c.Tick(), "undo": c.Undo(), "changed": c.Change(), "call": c.ShowCall(), "cpr": c.PressCpr(),
    "handover": c.ShowHandover(),
}  # fmt: skip


def walk(script: Script) -> Playbook:
    (protocol, step), acts = script
    play = Playbook(PACK, "FT03/drill/a").do(c.Open(protocol, "Branch", "lobby", step=step))
    for act, after in acts:
        if not play.incident.open:
            break
        if isinstance(act, tuple):
            play.do(c.TickItem(*act), after=after)
        elif act == "gap":
            play.note(e.Resumed(after), after=after)
        elif isinstance(act, str):
            play.do(COMMANDS[act], after=after)
        else:
            assert play.incident.top is not None
            answers = PACK.step(play.incident.top.protocol, play.step).answers
            play.tap(answers[act % len(answers)].id, after=after)
        step_now = play.incident.top and PACK.protocols[play.incident.top.protocol].steps[play.step]
        if play.incident.open and step_now and step_now.kind == "compressions":
            assert play.incident.beat is not None, f"no beat at {play.place}"
    return play


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scripts)
def test_wherever_it_stands_the_cards_stand_and_every_number_has_its_fact(script: Script) -> None:
    play = walk(script)
    written = {Ref(r.log, r.seq) for r in play.records}
    card = handover(PACK, play.incident, STATION, play.now)
    for line in card.lines:
        assert set(line.sources) <= written and words(line.text, "zh") and words(line.text, "en")
        assert line.sources or not re.search(r"\d", line.time + words(line.text, "zh"))
    for lang in LANGS:
        assert len(card.plain_text(lang).encode()) <= QR_BYTES
        assert all(row.strong for row in call_card(PACK, play.incident, STATION, lang))
        said = " ".join(f"{row.strong} {row.weak}" for row in call_card(PACK, play.incident, STATION, lang))
        assert not re.search(r"[|*{}]", said), said
    result = debrief(PACK, play.incident)
    assert len(result.things) <= THINGS and result.not_measured
