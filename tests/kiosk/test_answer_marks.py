"""The sign on an answer never reads as "all is well" where it says that something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.answer_keys import answer_view
from protocols.model import Answer, Step
from tests.fakes.lobby_world import PACK, World

QUESTIONS = [
    (f"{p.id}/{s.id}", s)
    for p in PACK.protocols.values()
    for s in p.steps.values()
    if s.kind == "question" and any(a.worst for a in s.answers)
]
GOOD_YES = {"refusal/again": {"accepts"}}
"""A yes in a question after danger that is no danger itself."""


@pytest.fixture
def signs(tmp_path: Path) -> dict[str, dict[str, str]]:
    world = World(tmp_path / "journal.db")
    around = world.stage._around(None)
    world.die()

    def sign(step: Step, answer: Answer) -> str:
        return answer_view(step, answer, around).mark

    return {name: {a.id: sign(step, a) for a in step.answers} for name, step in QUESTIONS}


def test_in_no_question_of_the_library_has_the_danger_a_tick(signs: dict[str, dict[str, str]]) -> None:
    dangers = 0
    for name, step in QUESTIONS:
        worst = next(a for a in step.answers if a.worst)
        assert signs[name][worst.id] != "yes", name
        if worst.mark != "yes":
            continue
        dangers += 1
        ticked = {id for id, mark in signs[name].items() if mark == "yes"}
        assert ticked == GOOD_YES.get(name, set()), name
        assert len(set(signs[name].values()) & {"care", "unsure"}) == 2, name
    assert dangers > 50


def test_where_yes_is_the_good_answer_it_has_its_tick(signs: dict[str, dict[str, str]]) -> None:
    for name, step in QUESTIONS:
        if any(a.worst and a.mark != "yes" for a in step.answers):
            assert all(signs[name][a.id] == a.mark for a in step.answers if a.mark != "tile"), name
    assert signs["adult_collapse/assess"] != signs["stroke/face"]
