"""What the bar says of the desk: a person's word only while that person can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.line_state import LineFacts, line_state
from protocols import events as e
from tests.fakes.lobby_world import World


@pytest.mark.parametrize(("online", "level"), [(True, "taken"), (False, "telephone_offline")])
def test_who_took_it_is_said_only_while_the_line_stands(tmp_path: Path, online: bool, level: str) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, e.Acknowledged("林静"))
    assert line_state(session.incident, LineFacts(desk_online=online, attended=1), world.now()).level == level
    world.die()
