"""What the bar says of the desk: a person's word only while that person can be reached."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.line_state import LineFacts, line_state
from kiosk.screens.compose import draw, pen_for
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from protocols import events as e
from tests.fakes.lobby_world import World
from tests.gallery.faults import covered, faults


@pytest.mark.parametrize(("online", "level"), [(True, "taken"), (False, "telephone_offline")])
def test_who_took_it_is_said_only_while_the_line_stands(tmp_path: Path, online: bool, level: str) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, e.Acknowledged("林静"))
    assert line_state(session.incident, LineFacts(desk_online=online, attended=1), world.now()).level == level
    world.die()


@pytest.mark.parametrize("by", ["林" * 40, "W" * 40, "🫀" * 40, "林静 " * 100], ids=["han", "latin", "sign", "long"])
def test_a_name_of_any_length_stands_in_the_bar_and_covers_nothing(by: str, tmp_path: Path, measure: Measure) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, e.Acknowledged(by), e.Viewed(by))
    world.wait(70, step_s=5)
    for key, size in itertools.product(("language", "profile"), ((1080, 1920), (1920, 1080))):
        view = world.stage.view()
        assert isinstance(view, v.StepView) and "🫀" not in view.chrome.bar.line.text
        pen = pen_for(view, Metrics(*size), measure)
        scene = draw(view, pen)
        assert [*faults(pen, scene), *covered(scene)] == []
        world.stage.act(key)
    world.die()


@pytest.mark.parametrize(
    ("online", "attended", "level"), [(False, 0, "telephone_offline"), (True, 0, "unattended"), (True, 1, "not_saved")]
)
def test_a_refusing_disk_never_hides_that_nobody_hears_us(
    tmp_path: Path, online: bool, attended: int, level: str
) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    line = LineFacts(saved=False, desk_online=online, attended=attended)
    assert line_state(session.incident, line, world.now()).level == level
    world.die()


def test_without_sound_the_key_never_says_that_the_beat_sounds(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    world.tap("dock:cpr")
    said = []
    for world.sound in (True, False):
        view = world.stage.view()
        assert isinstance(view, v.StepView)
        said.append(view.chrome.dock.cpr.sub)
    assert said[0].startswith("节拍在响") and said[1].startswith("没有声音")
    world.die()
