"""Which roles stand beside which steps."""

from __future__ import annotations

import pytest

from protocols.content import load

PACK = load()


@pytest.mark.parametrize(
    ("protocol", "step", "gone", "there"),
    [
        ("choking", "cycle", "", "treat"), ("choking", "stay", "treat", "caller"),
        ("choking", "cough", "treat", "door"),
        ("choking_child", "stay", "treat", "caller"), ("choking_infant", "stay", "treat", "caller"),
        ("adult_collapse", "press", "", "presser"), ("adult_collapse", "stay_with", "presser", "caller"),
        ("child_collapse", "five_breaths", "presser", "aed"), ("infant_collapse", "cradle", "presser", "door"),
        ("fire", "wait", "fire_sweep", "fire_doors"), ("threat", "keep", "threat_voice", "threat_phone"),
        ("lift", "stay", "lift_voice", "lift_meet"), ("choking", "", "treat", "door"),
    ],
)  # fmt: skip
def test_a_role_is_shown_only_beside_steps_that_it_fits(protocol: str, step: str, gone: str, there: str) -> None:
    shown = [lane.id for lane in PACK.protocols[protocol].lanes_at(step)]
    assert there in shown and gone not in shown


def test_a_role_goes_on_with_what_still_fits() -> None:
    def items(step: str) -> list[str]:
        lanes = PACK.protocols["heat"].lanes_at(step)
        return next([i.id for i in lane.items] for lane in lanes if lane.id == "beside")

    assert (items("keep"), items("eased")) == (["cooling", "screen"], ["screen"])


def test_no_role_is_shown_where_people_end_it() -> None:
    for protocol in PACK.protocols.values():
        for step in protocol.steps.values():
            if step.closes:
                assert protocol.lanes_at(step.id) == (), (protocol.id, step.id)
    assert PACK.step("choking", "finish").closes and not PACK.step("handover", "card").closes
