"""Whatever is tapped, whenever, in any protocol: there is a next step, a way to the gate, and a way to the end."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols import commands as c
from protocols.model import MAX_FRAMES
from tests.fakes.walk import PACK, Walk, way_out

MOVES_MAX = 40
EXAMPLES = 25
"""For each protocol; with forty protocols a thousand walks a run."""

MOVES = st.lists(
    st.one_of(
        st.integers(0, 6),
        st.sampled_from([c.PressCpr(), c.Change(), c.ShowCall(), c.ShowHandover(), c.Undo(), c.Focus()]),
        st.floats(0.5, 400).map(lambda s: ("wait", s)),
    ),
    max_size=MOVES_MAX,
)


@pytest.mark.parametrize("protocol", sorted(PACK.protocols))
@settings(max_examples=EXAMPLES, deadline=None)
@given(moves=MOVES)
def test_wherever_people_wander_they_can_go_on_reach_the_gate_and_end(protocol: str, moves: list[object]) -> None:
    walk = Walk().open(protocol)
    for move in moves:
        if not walk.incident.open:
            return
        if isinstance(move, int):
            walk.do(c.Choose(walk.step.id, walk.step.answers[move % len(walk.step.answers)].id))
        elif isinstance(move, tuple):
            walk.do(c.Tick(), after_s=move[1])
        else:
            walk.do(move)  # type: ignore[arg-type]
        if walk.incident.open:
            assert walk.step.answers
            assert len(walk.incident.frames) <= MAX_FRAMES
            assert reaches_the_gate(walk)
    if walk.incident.open:
        assert way_out(walk) is not None, walk.at


def reaches_the_gate(walk: Walk) -> bool:
    """One tap on the dock: are they awake, do they breathe. A silent screen has no dock, but "worse" and "safe"."""
    if walk.incident.silent:
        return {"worse", "safe"} <= {a.id for a in walk.step.answers} or not PACK.protocols[walk.at[0]].silent
    other = copy.copy(walk)
    other.events = []
    return other.do(c.Change()).at[0] == "danger_gate"
