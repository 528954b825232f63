"""The course of an incident as keys: time, words, and under them what was noted later."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import upkeep
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.views_upkeep import AfterNoteView, CourseLineView, CourseView

LINE_MM, NOTE_MM, GAP_MM = 36.0, 11.5, 4.0
_TIME = theme.Style((9.0, 8.2), 1.0, bold=True, grows=False)
_WORDS = theme.Style((11.0, 10.2, 9.4, 8.6, 7.8, 6.9), 1.12, bold=True, grows=False)
_NOTE = theme.Style((8.4, 7.8, 7.2, 6.9), 1.12, grows=False)


def draw(pen: Pen, view: CourseView) -> Scene:
    """All of a page are of one height: none is meant more than another."""
    box = upkeep.heading(pen, view.chrome, view.title, view.detail, "plain")
    if not view.lines:
        return pen.scene()
    across = 2 if pen.metrics.landscape and len(view.lines) > 3 else 1
    down = -(-len(view.lines) // across)
    gap = pen.px(GAP_MM)
    notes = max(len(line.notes) for line in view.lines)
    height = min(pen.px(LINE_MM + NOTE_MM * notes), (box.h - gap * (down - 1)) // down)
    columns = box.columns((1.0,) * across, gap)
    time_w = max(round(pen.measure(line.time, pen.px(_TIME.sizes_mm[0]), True)) for line in view.lines) + pen.px(1)
    for n, line in enumerate(view.lines):  # down, then across: time runs down the page
        column = columns[n // down]
        _line(pen, Box(column.x, column.y + (n % down) * (height + gap), column.w, height), line, time_w)
    return pen.scene()


def _line(pen: Pen, box: Box, line: CourseLineView, time_w: int) -> None:
    colours = pen.colours
    edge = colours.edge if line.action else colours.line
    face = pen.key(box, line.action, colours.surface, edge=edge, radius_mm=6, filled=False)
    inside = face.inset(pen.px(6), pen.px(2.2))
    if line.notes:
        foot, inside = inside.from_bottom(min(pen.px(NOTE_MM) * len(line.notes), round(inside.h * 0.6)))
        for cell, note in zip(foot.rows(len(line.notes), 0), line.notes, strict=True):
            _note(pen, cell, note)
    time, words = inside.from_left(min(time_w, round(inside.w * 0.45)), pen.px(5))
    pen.text(time, line.time, _TIME, colours.ink2)
    pen.text(words, line.text, _WORDS, colours.ink, max_lines=3)


def _note(pen: Pen, cell: Box, note: AfterNoteView) -> None:
    icon, words = cell.from_left(pen.px(6.5), pen.px(2.5))
    pen.icon("clock", icon.square(pen.px(6.5)), pen.colours.ink2)
    said = "　".join(part for part in (note.kind_text, note.time, note.text) if part)
    pen.text(words, said, _NOTE, pen.colours.ink, max_lines=2)
