"""The lobby at rest, the choice of what is wrong, and the rest station's page."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import NamedTuple

from kiosk import theme
from kiosk.resting import GESTURE_HOLD_S
from kiosk.screens import answers, caption, chrome, notices, parts
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene, ring_svg
from kiosk.views_model import IdleRowView, IdleView, RestView, TilesView, TileView
from protocols import icons

SETTINGS_HOLD_S, REPLY_HOLD_S = 2.0, 1.0
SIGN_LEAST_MM = 18.0
TALL_PAYS, BARE_PAYS = 1.2, 1.17
"""The sign over the words, or a tile without its second line (by which it is told from the others), where the words can
be so much larger then."""
_NAME = theme.Style((12.4, 11.2, 10.2, 9.2), 1.12, bold=True)
_HOURS = theme.Style((8.4, 7.8, 7.2, 6.9), 1.15)
_WALL = theme.Style((22.8, 20.0, 17.0), 1.0, bold=True)
_TARGET_SUB = theme.Style((14.9, 13.4, 12.0, 10.6), 1.15)
_TARGET_OTHER = theme.Style((10.0, 9.2, 8.4), 1.1)
_CARD_MM, _ROW_MM, _ROW_LEAST_MM = 3.0, 31.0, 21.0
_ROWS = 3
"""Upright, room for so many: "who is here" comes and goes with the branch's list."""
_FREE_MM = 19.0
"""Upright, free below the rows while nothing is told: what comes in stands there, and no key ever moves for it."""
_ROW_STRONG = theme.Style((10.4, 9.6, 8.8, 8.2, 7.6, 6.9), 1.12, bold=True)
_ROW_WEAK = theme.Style((9.0, 8.4, 7.8, 7.2, 6.9), 1.15)


def draw_idle(pen: Pen, view: IdleView) -> Scene:
    room = chrome.frame(pen, view.chrome.drill)
    room = chrome.dock(pen, room, view.chrome.dock, None)
    margin = pen.px(theme.MARGIN_MM)
    box = Box(room.x + margin, room.y + pen.px(7), room.w - 2 * margin, room.h - pen.px(14))
    least = _CARD_MM + _ROW_LEAST_MM * len(view.rows)
    wanted = _CARD_MM + _ROW_MM * max(_ROWS, len(view.rows))
    if pen.metrics.landscape:
        right, target = box.from_right(round(box.w * 0.4), pen.px(9))
        head, foot = right.from_top(pen.px(47), pen.px(5))
    else:
        head, box = box.from_top(pen.px(44), pen.px(5))
        foot, target = box.from_bottom(pen.px(wanted + _FREE_MM), pen.px(8))
    _target(pen, target, view)
    _head(pen, head, view)
    rows = notices.at_foot(pen, foot, notices.told(view.chrome), pen.px(least))
    _rows(pen, rows if pen.metrics.landscape else rows.from_top(min(rows.h, pen.px(wanted)))[0], view.rows)
    return pen.scene()


def _head(pen: Pen, box: Box, view: IdleView) -> None:
    colours = pen.colours
    bar = view.chrome.bar
    right, left = box.from_right(pen.px(92 if not pen.metrics.landscape else 70), pen.px(4))
    clock, under = right.from_top(pen.px(25))
    pen.hidden_key(clock, view.settings_action, colours.ground, SETTINGS_HOLD_S)
    if view.gesture:
        pen.hidden_key(left, "idle:name", colours.ground, GESTURE_HOLD_S)
    pen.text(clock, bar.wall_text, _WALL, colours.ink, align="right")
    state, _ = under.from_top(pen.px(9), pen.px(1))
    tone = theme.words_of(bar.line.tone, colours)
    pen.icon_and_text(state, bar.line.icon, bar.line.text, _STATE, tone, icon_mm=8.5, gap_mm=2.5, align="right")
    if bar.unsigned_text:
        foot = Box(box.x, box.bottom - pen.px(8), box.w, pen.px(8))
        pen.text(foot, bar.unsigned_text, theme.FLOOR, colours.ink2, align="right")
        left = Box(left.x, left.y, left.w, left.h - pen.px(9))
    name, hours = left.from_top(round(left.h * 0.56), pen.px(1))
    pen.text(name, view.name, _NAME, colours.ink, valign="bottom", max_lines=2)
    pen.text(hours, view.hours, _HOURS, colours.ink2, valign="top", max_lines=2)


_STATE = theme.Style((7.6, 6.9), 1.1, bold=True)


def _target(pen: Pen, box: Box, view: IdleView) -> None:
    """The one loud thing: half the screen, green, a white cross."""
    fill = theme.fill_of("rescue", pen.colours)
    face = pen.key(
        box, view.target_action, fill.ground, edge=fill.edge, radius_mm=12, emergency=True, hold_s=view.target_hold_s,
        shows_hold=view.target_hold_s > 0,
    )  # fmt: skip
    inside = face.inset(pen.px(9), pen.px(6))
    word = pen.setting(view.target, inside.w, round(inside.h * 0.4), theme.HERO, max_lines=1)
    if word.over:
        word = pen.setting(view.target, inside.w, round(inside.h * 0.45), theme.HERO, max_lines=2)
    sub = pen.setting(view.target_sub, inside.w, pen.px(34), _TARGET_SUB, max_lines=2)
    other = pen.setting(view.target_other, inside.w - pen.px(16), pen.px(14), _TARGET_OTHER)
    pill_h = round(other.height_px + pen.px(6))
    used = word.height_px + pen.px(4) + sub.height_px + pen.px(7) + pill_h
    sign = min(pen.px(75), round(inside.h - used - pen.px(12)), round(inside.w * 0.5))
    total = used + sign + pen.px(8)
    y = inside.y + round((inside.h - total) / 2)
    white = theme.mixed(pen.colours.white, fill.ground, view.cross) if view.cross < 1 else pen.colours.white
    pen.sign(Box(inside.x + (inside.w - sign) // 2, y, sign, sign), icons.first_aid(white))
    y += sign + pen.px(8)
    pen.place(Box(inside.x, y, inside.w, round(word.height_px)), word, theme.HERO, fill.words, align="middle")
    y += round(word.height_px) + pen.px(4)
    pen.place(Box(inside.x, y, inside.w, round(sub.height_px)), sub, _TARGET_SUB, fill.words, align="middle")
    y += round(sub.height_px) + pen.px(7)
    width = round(max((line.width_px for line in other.lines), default=0)) + pen.px(17)
    pill = Box(inside.x + (inside.w - width) // 2, y, width, pill_h)
    pen.panel(pill, theme.darker(fill.ground, 0.22), radius_mm=pill_h / pen.metrics.px_per_mm / 2)
    pen.place(pill, other, _TARGET_OTHER, fill.words, align="middle")
    pen.overfull += [
        s for s, made in ((view.target, word), (view.target_sub, sub), (view.target_other, other)) if made.over
    ]


def _rows(pen: Pen, box: Box, rows: tuple[IdleRowView, ...]) -> None:
    if not rows:
        return
    trial = pen.trial()
    _card(trial, box, rows)
    _card(pen, box, tuple(replace(row, note="") for row in rows) if trial.overfull else rows)  # dates are for staff


def _card(pen: Pen, box: Box, rows: tuple[IdleRowView, ...]) -> None:
    pen.card(box)
    inside = box.inset(pen.px(9), pen.px(1.5))
    for index, (cell, row) in enumerate(zip(inside.rows(len(rows), 0), rows, strict=True)):
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        icon, words = cell.from_left(pen.px(14), pen.px(7))
        note = words
        pen.icon(row.icon, icon, theme.words_of("rescue", pen.colours))
        strong = pen.setting(row.strong, words.w, words.h, _ROW_STRONG)
        weak = pen.setting(row.weak, words.w, words.h, _ROW_WEAK)
        strong_w = round(strong.lines[0].width_px) + 1
        beside = bool(row.weak) and strong_w + pen.px(6) + max(line.width_px for line in weak.lines) <= words.w
        beside = beside and not strong.over
        if beside and words.h > (most := pen.px(_ROW_MM)):  # a line and its date stay together, however high the row is
            words = Box(words.x, words.y + (words.h - most) // 2, words.w, most)
        if row.note:
            note, words = Box(words.x, words.y, words.w, words.h - pen.px(2)).from_bottom(pen.px(8.5))
        if beside:
            left, right = words.from_left(strong_w, pen.px(6))
            pen.text(left, row.strong, _ROW_STRONG, pen.colours.ink)
            pen.text(right, row.weak, _ROW_WEAK, pen.colours.ink2, align="right")
        else:
            two = words.inset(0, pen.px(1.5))
            head, foot = two.from_top(round(two.h * 0.53))
            pen.text(head, row.strong, _ROW_STRONG, pen.colours.ink, valign="bottom")
            pen.text(foot, row.weak, _ROW_WEAK, pen.colours.ink2, valign="top", max_lines=2)
        if row.note:
            pen.text(
                note,
                row.note,
                theme.FLOOR,
                theme.words_of(row.note_tone, pen.colours),
                align="right" if beside else "left",
            )


def draw_tiles(pen: Pen, view: TilesView) -> Scene:
    room = chrome.around(pen, view.chrome)
    told = chrome.still_told(pen, view.chrome)
    if view.chrome.dialog:
        if not pen.metrics.landscape:
            room = notices.on_top(pen, room, told)
        parts.dialog(pen, room, view.chrome.dialog)
        return pen.scene()
    box = pen.content(room)
    landscape = pen.metrics.landscape
    head, box = box.from_top(pen.px(27 + notices.OTHER_MM if not landscape else 26), pen.px(3))
    if landscape:
        title = pen.setting(view.title, round(head.w * 0.6), head.h, theme.HEADING)
        left, right = head.from_left(round(title.lines[0].width_px) + 2, pen.px(9))
        pen.place(left, title, theme.HEADING, pen.colours.ink)
        if told:  # in the place of the second line: no tile moves
            notices.beside(pen, right, told)
        else:
            pen.text(right, view.detail, _TILES_DETAIL, pen.colours.ink2, max_lines=2)
    else:
        top, under = head.from_top(pen.px(27))
        pen.text(top, view.title, theme.HEADING, pen.colours.ink)
        if told:
            notices.beside(pen, under, told)
        else:
            pen.text(under, view.detail, _TILES_DETAIL, pen.colours.ink2, valign="top", max_lines=2)
    box = caption.below(pen, box, view.chrome.caption)
    if landscape and (view.unsure or view.tools):
        foot, box = box.from_bottom(pen.px(34 if pen.elderly else 31), pen.gap)
        cells = foot.columns((2.0,) * bool(view.unsure) + (1.0,) * len(view.tools), pen.gap)
        if view.unsure:
            answers.answer(pen, cells[0], view.unsure)
        for cell, tool in zip(cells[bool(view.unsure) :], view.tools, strict=True):
            chrome.tool_key(pen, cell, tool)
    else:
        if view.tools:
            at, box = box.from_bottom(pen.px(chrome.DOCK_TOOL_MM), pen.gap)
            parts.tools_row(pen, at, view.tools)
        if view.unsure:
            at, box = box.from_bottom(pen.px(36), pen.gap)
            answers.answer(pen, at, view.unsure)
    across = 4 if landscape else 2
    down = (len(view.tiles) + across - 1) // across
    most = pen.px(60 if not landscape else 62) * down + pen.gap * (down - 1)
    grid = Box(box.x, box.y, box.w, min(box.h, most))
    _tiles(pen, list(zip(grid.grid(across, max(1, down), pen.gap), view.tiles, strict=False)))
    return pen.scene()


_TILES_DETAIL = theme.Style((10.2, 9.4, 8.6, 7.8, 6.9), 1.2)


class _Look(NamedTuple):
    """How all tiles are drawn: the sign over the words or beside them, how large it is."""

    tall: bool
    sign_mm: float


def _tiles(pen: Pen, placed: list[tuple[Box, TileView]]) -> None:
    """All in one size, none more than another; the sign over the words or beside them, however these are larger."""
    if not placed:
        return
    wide = placed[0][0].w > pen.px(110)
    looks = [_Look(False, 29 if wide else 25), _Look(False, SIGN_LEAST_MM)]  # letters before signs
    looks += [_Look(True, 25)] if pen.metrics.landscape else []
    bare = [(cell, replace(tile, note="")) for cell, tile in placed]
    ways = {(look, notes): _label_px(pen, placed if notes else bare, look) for notes in (True, False) for look in looks}
    (best, notes), label_px = max(
        ways.items(),
        key=lambda way: _worth(pen, way[1], *way[0]),
    )
    alike = [look for look in looks if look.tall == best.tall and ways[look, notes] == label_px]
    sizes = pen.sizes(answers.note_style(pen))
    for note_px, look in itertools.product(sizes, alike):
        trial = pen.trial()
        made = [_tile(trial, cell, tile, look, label_px, note_px)[:2] for cell, tile in placed if tile.note]
        if set(made) <= {(label_px, note_px)}:
            break
    else:
        note_px, look = sizes[-1], best
    for cell, tile in placed:
        _tile(pen, cell, tile, look, label_px or None, note_px)


def _worth(pen: Pen, label_px: int, look: _Look, notes: bool) -> tuple[bool, float]:
    large, worth = answers.worth(pen, label_px, notes=notes, notes_pay=BARE_PAYS)
    return large, worth / (TALL_PAYS if look.tall else 1)


def _label_px(pen: Pen, placed: list[tuple[Box, TileView]], look: _Look) -> int:
    """The least that any label has; 0 if the words of one do not go in."""
    trial = pen.trial()
    made = [_tile(trial, cell, tile, look, None, None).label_px for cell, tile in placed]
    return 0 if trial.overfull else min(made)


def _tile(pen: Pen, box: Box, tile: TileView, look: _Look, label_px: int | None, note_px: int | None) -> answers.Sizes:
    colours = pen.colours
    killer = tile.tone == "danger"
    edge = theme.words_of("danger", colours) if killer else colours.edge
    face = pen.key(
        box, tile.action or f"tile:{tile.id}", colours.surface, edge=edge, edge_mm=1.25 if killer else 0.75,
        filled=False, emergency=True,
    )  # fmt: skip
    inside = face.inset(pen.px(3), pen.px(1.5))
    size = min(pen.px(look.sign_mm), round(inside.h * 0.46) if look.tall else inside.h)
    icon_box, words = inside.from_top(size, pen.px(2)) if look.tall else inside.from_left(size, pen.px(3.5))
    icon_box = Box(icon_box.x, icon_box.y + (0 if look.tall else (icon_box.h - size) // 2), size, size)
    pen.panel(icon_box, colours.danger if killer else colours.blue_tint, radius_mm=6)
    colour = colours.white if killer else colours.ink if colours.night else colours.do_text
    pen.icon(tile.icon, icon_box.square(round(size * 0.68)), colour)
    return answers.two_lines(
        pen, words, tile.label, tile.note, theme.KEY, colours.ink, colours.ink2, largest_px=label_px, note_px=note_px
    )


def draw_rest(pen: Pen, view: RestView) -> Scene:
    """The rest station as on any morning: grey, ordinary rows. The discreet screen is exactly this."""
    colours = pen.colours
    ground, ink = (colours.ground, colours.ink2) if colours.night else (colours.silent_ground, colours.silent_ink)
    margin = pen.px(theme.MARGIN_MM + 2)
    room = chrome.frame(pen, view.drill)
    room = chrome.dock(pen, room, view.dock, view.drill) if view.dock else room
    box = room.inset(margin, pen.px(10))
    head, box = box.from_top(pen.px(20), pen.px(5))
    right, left = head.from_right(pen.px(50), pen.px(4))
    pen.text(right, view.wall_text, _REST_NAME, ink, align="right")
    if view.drill:
        left, box = chrome.drill_words(pen, left, box, view.drill)
    if view.leave_action:
        pen.hidden_key(left, view.leave_action, ground, GESTURE_HOLD_S)
    name = pen.text(left, view.name, _REST_NAME, ink)
    width = round(max((line.width_px for line in name.lines), default=0))
    size = pen.px(2.6)
    at = Box(left.x + width + pen.px(1), left.y + round((left.h + name.size_px * 0.52) / 2), size, size)
    # The full stop after the name: a ring once the desk has it. Nobody else would look at it twice.
    dot = ring_svg(0.36, 0.2, ink) if view.ring else _full_stop(ink)
    pen.sign(at, dot)
    across = 2 if pen.metrics.landscape else 1
    down = max(1, (len(view.rows) + across - 1) // across)
    grid = Box(box.x, box.y, box.w, min(box.h, pen.px(27) * down))
    for cell, row in zip(grid.grid(across, down, pen.px(8) if across > 1 else pen.gap), view.rows, strict=False):
        key_box = Box(cell.x, cell.y, cell.w, min(cell.h, pen.px(22)))
        face = pen.key(key_box, row.action, ground, radius_mm=0, filled=False, hold_s=REPLY_HOLD_S if row.hold else 0.0)
        pen.rule(cell.x, key_box.bottom + pen.px(1), cell.w)
        label, text = face.columns((1, 1.4), pen.px(4))
        pen.text(label, row.label, _REST_ROW, ink)
        pen.text(text, row.text, _REST_ROW, ink, align="right", max_lines=2)
    return pen.scene(ground)


_REST_NAME = theme.Style((10.4, 9.4, 8.6), 1.1)
_REST_ROW = theme.Style((10.4, 9.4, 8.6, 7.8, 6.9), 1.12)


def _full_stop(colour: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<circle cx="50" cy="50" r="44" fill="{colour}"/></svg>'
    )
