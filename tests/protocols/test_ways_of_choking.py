"""The ways of somebody who chokes when "worse" is pressed."""

from __future__ import annotations

import itertools

import pytest

from protocols import commands as c
from protocols.content import load
from tests.fakes.walk import Walk

PACK = load()


CHOKED = ("choking", "choking_child", "choking_infant")


@pytest.mark.parametrize("choked", CHOKED)
@pytest.mark.parametrize("card", [(), (c.ShowCall(),)], ids=["", "below the card of 120"])
def test_worse_and_still_choking_goes_on_with_the_blows_and_never_sits_down(
    choked: str, card: tuple[c.Command, ...]
) -> None:
    """Whoever is awake and short of breath comes back to where the object is dealt with, one tap from the gate."""
    for step in PACK.protocols[choked].steps.values():
        worse = Walk().open(choked, step.id)
        for command in (*card, c.Change()):
            worse.do(command, after_s=7)
        assert worse.at == ("danger_gate", "check")
        there = step.id if step.critical else "look"
        assert worse.tap("breathless").at == (choked, there), step.id
        assert [frame.protocol for frame in worse.incident.frames] == [choked]
        own = [t.started.boot_ms for t in worse.incident.timers.values() if t.name in worse.step.timers]
        assert own == [worse.boot_ms] * len(worse.step.timers), "what goes on by itself begins anew"


def test_worse_and_limp_is_pressed_on_whoever_choked() -> None:
    whose = dict(zip(CHOKED, ("adult_collapse", "child_collapse", "infant_collapse"), strict=True))
    for choked, (choice, there) in itertools.product(
        CHOKED, {"unsure": True, "not_breathing": True, "fine": False}.items()
    ):
        worse = Walk().open(choked, "cycle").do(c.Change()).tap(choice)
        assert worse.beating is there and worse.at[0] == (whose[choked] if there else choked)
