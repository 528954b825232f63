"""The crew card's times stand beside each other, never on each other."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from kiosk.screens import samples_sheets
from kiosk.screens.compose import draw, pen_for
from kiosk.theme import Metrics
from kiosk.typeset import Measure


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_time_of_an_unset_clock_stays_on_its_own_line(measure: Measure, lang: str, size: tuple[int, int]) -> None:
    mark = "约" if lang == "zh" else "about"
    sheet = samples_sheets.handover("en" if lang == "en" else "zh")
    rows = tuple(replace(row, time=f"{mark} {row.time[-8:]}" if row.time else "") for row in sheet.rows)
    view = replace(sheet, rows=rows)
    pen = pen_for(view, Metrics(*size), measure)
    scene = draw(view, pen)
    stamps = {row.time[-8:] for row in rows if row.time}
    times = [words for words in scene.words() if words.text.startswith(mark) or words.text in stamps]
    assert {words.text[-8:] for words in times} >= stamps
    assert not any(one.box.overlaps(other.box) for one, other in itertools.combinations(times, 2))
    for stamp in stamps:  # the mark stands beside its time, not above it
        at = next(words for words in times if words.text.endswith(stamp))
        assert at.text.startswith(mark) or any(w.text == mark and w.box.y == at.box.y for w in times), stamp
    assert pen.overfull == []
