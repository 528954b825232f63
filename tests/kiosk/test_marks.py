"""The marks on answers: a tick is never what a frightened reader must not take for "all is well"."""

from __future__ import annotations

from pathlib import Path

from kiosk.answer_keys import answer_views
from tests.fakes.lobby_world import PACK, World


def test_no_tick_stands_on_a_sign_of_danger(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    around = world.stage._around(world.tap("dock:cpr"))
    wrong = []
    for protocol in PACK.protocols.values():
        for step in protocol.steps.values():
            worst = next((answer for answer in step.answers if answer.worst), None)
            views = {view.id: view.mark for view in answer_views(step, around)}
            if worst is None:
                continue
            like = worst.goto if len({answer.goto for answer in step.answers}) > 1 else None
            ticked = [a for a in step.answers if views[a.id] == "yes"]
            wrong += [(protocol.id, step.id, a.id) for a in ticked if a.worst or a.goto == like]
    assert not wrong


def test_asked_for_a_drooping_mouth_yes_wears_the_warning_and_no_the_tick(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    world.tap("dock:cpr")
    around = world.stage._around(world.lobby.focused)
    assert [view.mark for view in answer_views(PACK.step("stroke", "face"), around)] == ["care", "unsure", "yes"]
    assert [view.mark for view in answer_views(PACK.step("adult_collapse", "assess"), around)][:2] == ["no", "unsure"]
