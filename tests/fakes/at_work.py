"""An incident that people are at: the beat sounds and somebody telephones, the fullest screen there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.around import Around
from kiosk.roster import AtPost
from protocols.bilingual import Words
from protocols.incident import Incident
from tests.fakes.lobby_world import World

POSTS = tuple(AtPost(Words(zh, en), 1) for zh, en in (("大堂经理", "Lobby manager"), ("柜台", "Counter")))


def at_work(factory: pytest.TempPathFactory, *taps: str) -> Iterator[tuple[Incident, Around]]:
    """After these taps, which begin it; first responders are at their posts."""
    world = World(Path(factory.mktemp("at_work")) / "journal.db")
    session = world.tap(*taps, "lane:caller:take")
    yield session.incident, replace(world.stage._around(session), posts=POSTS)
    world.die()
