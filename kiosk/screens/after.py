"""A real incident looked back at: calm, each time beside what is aimed at, nothing scored."""

from __future__ import annotations

import math

from kiosk import theme
from kiosk.screens import chrome, upkeep
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.views_upkeep import AfterNoteView, AfterRowView, AfterView

SCALE_OVER_PASS = 4 / 3
ROW_MM, NOTE_MM, NOTE_LEAST_MM = 52.0, 27.0, 20.0
COURSE_MM = 27.0
_TITLE = theme.Style((22.0, 19.5, 17.0, 15.0, 13.0), 1.12, bold=True)
_CARE = theme.Style((12.2, 11.2, 10.2, 9.2, 8.4), 1.2)
_HEAD = theme.Style((11.4, 10.4, 9.4), 1.1, bold=True)
_NAME = theme.Style((12.4, 11.4, 10.4, 9.6, 8.8, 8.0, 7.2, 6.9), 1.1, bold=True)
_SMALL = theme.Style((8.6, 8.0, 7.4, 6.9), 1.1)
_NOTE = theme.Style((11.6, 10.8, 10.0, 9.2, 8.4, 7.6, 6.9), 1.15)
_FOOT = theme.Style((7.8, 7.2, 6.9), 1.15)


def draw(pen: Pen, view: AfterView) -> Scene:
    room = chrome.dock(pen, pen.window, view.chrome.dock, None)
    margin = pen.px(theme.MARGIN_MM)
    box = Box(room.x + margin, room.y + pen.px(7), room.w - 2 * margin, room.h - pen.px(12))
    landscape = pen.metrics.landscape
    head, box = box.from_top(pen.px(26), pen.px(2))
    wall, head = head.from_right(pen.px(46), pen.px(4))
    pen.text(wall, view.chrome.bar.wall_text, theme.CLOCK, pen.colours.ink2, align="right")
    pen.text(head, view.title, _TITLE, pen.colours.ink)
    care, box = box.from_top(pen.px(26 if not landscape else 21), pen.px(6))
    _care(pen, care, view.care)
    if landscape:
        if view.notes:
            right, left = box.from_right(round(box.w * 0.5), pen.px(9))
            _rows(pen, _foot(pen, left, view.not_measured), view)
            key, right = right.from_bottom(pen.px(COURSE_MM), pen.px(5))
            _notes(pen, right, view)
        else:
            foot, box = box.from_bottom(pen.px(COURSE_MM), pen.px(5))
            key, told = foot.from_right(round(box.w * 0.5), pen.px(9))
            _foot(pen, told, view.not_measured)
            _rows(pen, box, view, across=2)
        upkeep.option_key(pen, key, view.course)
        return pen.scene()
    box = _foot(pen, box, view.not_measured)
    key, box = box.from_bottom(pen.px(COURSE_MM), pen.px(5))
    upkeep.option_key(pen, key, view.course)
    notes_h = pen.px(14) + pen.px(NOTE_LEAST_MM) * len(view.notes) + pen.px(3) if view.notes else 0
    at, box = box.from_top(min(_rows_height(pen, view), box.h - notes_h - pen.px(8)), pen.px(8))
    _rows(pen, at, view)
    _notes(pen, box, view)
    return pen.scene()


def _care(pen: Pen, box: Box, words: str) -> None:
    pen.panel(box, pen.colours.blue_tint, radius_mm=6)
    icon, room = box.inset(pen.px(7), pen.px(2)).from_left(pen.px(13), pen.px(6))
    colour = pen.colours.ink if pen.colours.night else theme.words_of("do", pen.colours)
    pen.icon("heart", icon.square(pen.px(13)), colour)
    pen.text(room, words, _CARE, pen.colours.ink, max_lines=2)


def _foot(pen: Pen, box: Box, words: str) -> Box:
    if not words:
        return box
    setting = pen.setting(words, box.w - pen.px(14), pen.px(34), _FOOT, max_lines=3)
    at, rest = box.from_bottom(round(setting.height_px) + pen.px(2), pen.px(4))
    icon, room = at.from_left(pen.px(9), pen.px(4))
    pen.icon("eye", icon.square(pen.px(9)), pen.colours.ink2)
    pen.text(room, words, _FOOT, pen.colours.ink2, max_lines=3)
    return rest


def _weights(rows: tuple[AfterRowView, ...]) -> list[float]:
    return [1.0 if row.value_s is not None else 0.5 for row in rows]


def _rows_height(pen: Pen, view: AfterView) -> int:
    return pen.px(14) + round(pen.px(ROW_MM) * sum(_weights(view.rows))) + pen.px(3) if view.rows else 0


def _rows(pen: Pen, box: Box, view: AfterView, *, across: int = 1) -> None:
    if not view.rows:
        return
    head, box = box.from_top(pen.px(13), pen.px(1))
    pen.text(head, view.rows_title, _HEAD, pen.colours.ink)
    down = math.ceil(len(view.rows) / across)
    for n, column in enumerate(box.columns((1.0,) * across, pen.px(9))):
        _card(pen, column, view.rows[n * down : (n + 1) * down])


def _card(pen: Pen, box: Box, rows: tuple[AfterRowView, ...]) -> None:
    if not rows:
        return
    weights = _weights(rows)
    card = Box(box.x, box.y, box.w, min(box.h, round(pen.px(ROW_MM) * sum(weights)) + pen.px(3)))
    pen.card(card)
    inside = card.inset(pen.px(8), pen.px(1.5))
    for index, (row, cell) in enumerate(zip(rows, inside.shares(weights), strict=True)):
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        _row(pen, cell.inset(0, pen.px(1)), row)


def _row(pen: Pen, box: Box, row: AfterRowView) -> None:
    colours = pen.colours
    scale = row.value_s is not None
    head, rest = box.from_top(round(box.h * 0.44) if scale else box.h, pen.px(0.5))
    style, colour = (_NAME, colours.ink) if scale else (_SMALL, colours.ink2)
    value = pen.setting(row.value_text, round(head.w * 0.5), head.h, style)
    right, left = head.from_right(round(value.lines[0].width_px) + 2, pen.px(4))
    pen.place(right, value, style, colour, align="right")
    pen.text(left, row.name, _NAME, colours.ink)
    if row.value_s is None:
        return
    whole = max(row.pass_s, row.goal_s, 1.0) * SCALE_OVER_PASS
    track_h, size = pen.px(7), pen.px(11)
    track, words = rest.from_top(round(rest.h * 0.46))
    track = Box(track.x, track.y + (track.h - track_h) // 2, track.w, track_h)
    pen.panel(track, colours.raised, radius_mm=3.5)
    goal_w = max(track_h, round(track.w * min(1.0, row.goal_s / whole)))
    pen.panel(Box(track.x, track.y, goal_w, track_h), colours.goal, radius_mm=3.5)
    x = track.x + round(track.w * min(1.0, row.value_s / whole)) - size // 2
    dot = Box(max(track.x, min(x, track.right - size)), track.y + (track_h - size) // 2, size, size)
    # one colour, met or not: this is what happened, not a mark for it
    pen.panel(dot, colours.white, radius_mm=5.5, edge=theme.words_of("do", colours), edge_mm=0.5)
    inner = dot.square(size - 2 * pen.px(1.3))
    pen.panel(inner, colours.do, radius_mm=inner.w / pen.metrics.px_per_mm / 2)
    pen.text(words, row.goal_text, _SMALL, colours.ink2)


def _notes(pen: Pen, box: Box, view: AfterView) -> None:
    if not view.notes:
        return
    head, box = box.from_top(pen.px(13), pen.px(1))
    pen.text(head, view.notes_title, _HEAD, pen.colours.ink)
    card = Box(box.x, box.y, box.w, min(box.h, pen.px(NOTE_MM) * len(view.notes) + pen.px(3)))
    pen.card(card)
    for index, (cell, note) in enumerate(
        zip(card.inset(pen.px(8), pen.px(1.5)).rows(len(view.notes), 0), view.notes, strict=True)
    ):
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        _note(pen, cell, note)


def _note(pen: Pen, cell: Box, note: AfterNoteView) -> None:
    kind = pen.setting(note.kind_text, round(cell.w * 0.4), cell.h, _SMALL)
    right, cell = cell.from_right(round(kind.lines[0].width_px) + pen.px(9), pen.px(4))
    icon, words = right.from_left(pen.px(6.5), pen.px(1.5))
    pen.icon("clock", icon.square(pen.px(6.5)), pen.colours.ink2)
    pen.place(words, kind, _SMALL, pen.colours.ink2)
    time = pen.setting(note.time, round(cell.w * 0.5), cell.h, _NAME)
    left, cell = cell.from_left(round(time.lines[0].width_px) + 2, pen.px(5))
    pen.place(left, time, _NAME, pen.colours.ink)
    pen.text(cell, note.text, _NOTE, pen.colours.ink, max_lines=2)
