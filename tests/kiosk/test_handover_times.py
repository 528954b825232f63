"""The crew card's times stand beside each other, never on each other."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.screens.compose import draw, pen_for
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.views_model import HandoverView, Lang
from protocols.course import course
from tests.fakes.lobby_world import PACK, World
from tests.gallery.screens import screen


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_time_of_an_unset_clock_stays_on_its_own_line(measure: Measure, lang: Lang, size: tuple[int, int]) -> None:
    mark = "约" if lang == "zh" else "about"
    sheet = screen("handover", lang)
    assert isinstance(sheet, HandoverView)
    rows = tuple(replace(row, time=f"{mark} {row.time[-8:]}" if row.time else "") for row in sheet.rows)
    view = replace(sheet, rows=rows)
    pen = pen_for(view, Metrics(*size), measure)
    drawn = draw(view, pen)
    stamps = {row.time[-8:] for row in rows if row.time}
    column = {words.box.x for words in drawn.words() if words.text.startswith(mark)}
    times = [words for words in drawn.words() if words.text in stamps or words.text.startswith(mark)]
    times = [words for words in times if words.room.x in {one.room.x for one in times if one.box.x in column}]
    assert {words.text[-8:] for words in times} >= stamps
    assert not any(one.box.overlaps(other.box) for one, other in itertools.combinations(times, 2))
    for stamp in stamps:  # the mark stands beside its time, not above it
        at = next(words for words in times if words.text.endswith(stamp))
        assert at.text.startswith(mark) or any(w.text == mark and w.box.y == at.box.y for w in times), stamp
    assert pen.overfull == []


@pytest.mark.parametrize("profile", ["normal", "elderly"])
def test_what_roles_ticked_gives_way_before_the_call_the_beat_and_the_shock(tmp_path: Path, profile: str) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    while world.stage.profile != profile:
        world.stage.act("profile")
    for lane, items in (("caller", ("connected",)), ("aed", ("fetch", "aed_here")), ("door", ("meet", "clear"))):
        for item in items:
            world.tap(f"lane:{lane}:tick:{item}")
            world.wait(10)
    world.tap("answer:aed_here", "answer:power_on", "answer:pads_on", "answer:shock_advised", "answer:shocked")
    world.tap("lane:presser:tick:next_ready", "answer:crew")
    assert session.incident.top is not None and session.incident.top.protocol == "handover"
    view = world.stage.view()
    assert isinstance(view, HandoverView)
    told = " ".join(row.text for row in view.rows if row.time)
    assert all(
        words in told for words in (("按压", "120 接通", "电击") if profile == "normal" else ("按压", "电击"))
    ), told
    assert "引路" not in told


def test_a_call_that_failed_after_it_was_through_is_told_before_that_it_was(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr", "dock:call", "answer:connected")
    world.tap("dock:call", "answer:failed", "answer:back")
    lines = [one.line for one in course(PACK, session.incident, 480)]
    calls = {str(line.text["zh"]): line.minor for line in lines if "120" in str(line.text["zh"])}
    assert list(calls.values()) == [True, False] and "没打通" in [*calls][1]
