"""A pad of digits in the grey of the rest-station page: nothing on it says what it is for."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import chrome
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.views_model import CodePadView

_NAME = theme.Style((10.4, 9.4, 8.6), 1.1, grows=False)
_DIGIT = theme.Style((14.9, 13.0), 1.0, grows=False)
_WORD = theme.Style((10.4, 9.4, 8.6, 7.8, 6.9), 1.1, grows=False)
KEY_MM = 30.0
GAP_MM = 6.0
DOT_MM = 5.0


def draw(pen: Pen, view: CodePadView) -> Scene:
    colours = pen.colours
    ground, ink = (colours.ground, colours.ink2) if colours.night else (colours.silent_ground, colours.silent_ink)
    room = chrome.frame(pen, view.drill)
    box = room.inset(pen.px(theme.MARGIN_MM + 2), pen.px(10))
    head, box = box.from_top(pen.px(20), pen.px(5))
    right, left = head.from_right(pen.px(50), pen.px(4))
    if view.drill:
        chrome.real_corner(pen, room, view.drill)
        left, box = chrome.drill_words(pen, left, box, view.drill)
    pen.text(right, view.wall_text, _NAME, ink, align="right")
    pen.text(left, view.name, _NAME, ink)
    key, gap = pen.px(KEY_MM), pen.px(GAP_MM)
    pad_w, pad_h = 3 * key + 2 * gap, 4 * key + 3 * gap
    wide = pen.metrics.landscape
    title, room = box.from_top(pen.px(16)) if not wide else box.from_left(round(box.w * 0.4))
    title = title if not wide else Box(title.x, title.y + pen.px(30), title.w, pen.px(16))
    pen.text(title, view.title, _WORD, ink, align="middle")
    dot, step = pen.px(DOT_MM), pen.px(DOT_MM + 4)
    x = title.x + (title.w - step * max(1, view.filled)) // 2
    for n in range(view.filled):
        pen.panel(Box(x + n * step, title.bottom + pen.px(4), dot, dot), ink, radius_mm=DOT_MM / 2)
    top = room.y + pen.px(18) if not wide else room.y
    pad = Box(room.x + (room.w - pad_w) // 2, top, pad_w, min(pad_h, room.bottom - top))
    for cell, tool in zip(pad.grid(3, 4, gap), view.keys, strict=True):
        style = _DIGIT if len(tool.label) == 1 else _WORD
        face = pen.key(cell, tool.action, ground, edge=colours.edge, radius_mm=3, filled=False)
        pen.text(face.inset(pen.px(1), 0), tool.label, style, ink, align="middle")
    foot = Box(title.x, pad.bottom + pen.px(12), title.w, pen.px(24))
    if wide:
        foot = Box(title.x, pad.bottom - pen.px(24), title.w, pen.px(24))
    back = Box(foot.x + (foot.w - pad_w) // 2, foot.y, pad_w, foot.h)
    face = pen.key(back, view.back.action, ground, edge=colours.edge, radius_mm=3, filled=False)
    pen.text(face.inset(pen.px(2), 0), view.back.label, _WORD, ink, align="middle")
    return pen.scene(ground)
