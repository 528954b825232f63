"""What stands in the same place on every guiding screen: bar, dock, exercise frame."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import notices
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Beating, Stripes, Words
from kiosk.views_chrome import BarView, Chrome, DockView, DrillView, EmergencyKeyView, Tone, ToolView

BAR_MM = 28.0
BAR_ELDERLY_MM = 33.0
FRAME_MM = 7.0
DOCK_TOOL_MM = 24.8
DOCK_KEY_MM = 34.0
DOCK_KEY_LANDSCAPE_MM = 32.0
DOCK_KEY_ELDERLY_MM = 37.0
DOCK_KEY_ELDERLY_LANDSCAPE_MM = 35.0
FRAME_SPARES_BAR_MM, FRAME_SPARES_KEYS_MM = (1.0, 2.0), 6.0
"""What an exercise's frame takes above and below is given by the bar (upright, lying), by the air under the dock and,
lying down, by the height of its keys: an exercise's step has the room and the letters of a real one."""
PROFILE_KEY_MM = 42.0
REAL_WEIGHTS: tuple[float, ...] = (0.82, 0.82, 0.82, 1.4, 1.4, 1.4)
"""Lying down, of an exercise: three tools, 120, CPR, and last the way out of it."""
REAL_WEIGHTS_UPRIGHT: tuple[float, ...] = (1.04, 1.15, 0.93)
WORDS_MM = 186.0


def frame(pen: Pen, drill: DrillView | None) -> Box:
    """The exercise frame if this is one; gives back the room between its upper and lower edge. Left and right it
    stands in the margin that every page leaves, so that an exercise's page is as wide as a real one."""
    if drill is None:
        return pen.window
    pen.frame = Stripes(pen.window, pen.px(FRAME_MM), pen.colours.drill, pen.colours.white)
    return pen.window.inset(0, pen.px(FRAME_MM))


def around(pen: Pen, chrome: Chrome) -> Box:
    """Frame, bar and dock; gives back the room for the content, without side margins. Lying down the strips stand in
    the bar; upright it is for the content to give them a place (`notices`)."""
    room = frame(pen, chrome.drill)
    bar_box, room = room.from_top(bar_px(pen, chrome.drill))
    strips = notices.told(chrome) if pen.metrics.landscape else notices.Told(chrome.lang)
    bar(pen, bar_box, chrome.bar, chrome.drill, strips=strips)
    return dock(pen, room, chrome.dock, chrome.drill)


def still_told(pen: Pen, chrome: Chrome) -> notices.Told:
    """What `around` has not shown yet."""
    told = notices.told(chrome)
    return notices.without_strips(told) if pen.metrics.landscape else told


def bar_px(pen: Pen, drill: DrillView | None) -> int:
    height_mm = BAR_ELDERLY_MM if pen.elderly else BAR_MM
    return pen.px(height_mm - (FRAME_SPARES_BAR_MM[pen.metrics.landscape] if drill else 0))


def bar(
    pen: Pen,
    box: Box,
    view: BarView,
    drill: DrillView | None,
    *,
    with_dock: bool = True,
    strips: notices.Told | None = None,
) -> None:
    colours = pen.colours
    offline = view.line.tone in ("care", "danger") and drill is None
    ground = colours.drill if drill else colours.amber_tint if offline else colours.surface
    ink = colours.white if drill else colours.ink
    ink2 = colours.white if drill else colours.ink if offline else colours.ink2
    pen.panel(box, ground, radius_mm=0)
    if not drill:
        pen.rule(box.x, box.bottom - max(1, pen.px(0.5)), box.w)
    inside = box.inset(pen.px(theme.MARGIN_MM), 0)
    room = inside
    if view.other_lang_key:
        key_box, room = inside.from_right(pen.px(27), pen.px(5))
        key_box = Box(key_box.x, box.y + (box.h - pen.px(21)) // 2, key_box.w, pen.px(21))
        fill = colours.drill if drill else colours.surface
        edge = colours.white if drill else colours.edge
        face = pen.key(key_box, view.lang_action, fill, edge=edge, radius_mm=5, filled=False)
        pen.text(face, view.other_lang_key, theme.TOOL, ink, align="middle")
    if view.profile:
        key_box, room = room.from_right(pen.px(PROFILE_KEY_MM), pen.px(5))
        _profile_key(pen, Box(key_box.x, box.y + (box.h - pen.px(21)) // 2, key_box.w, pen.px(21)), view.profile, drill)
    k = bar_px(pen, None) / pen.px(BAR_MM)  # a taller bar has taller lines
    top = box.y + (box.h - bar_px(pen, None)) // 2
    left, room = room.from_left(pen.px(52), pen.px(3))
    pen.text(Box(left.x, top + pen.px(2.5 * k), left.w, pen.px(16 * k)), view.clock_text, theme.CLOCK, ink)
    pen.text(Box(left.x, top + pen.px(18 * k), left.w, pen.px(8 * k)), view.wall_text, theme.FLOOR, ink2)
    room = notices.in_bar(pen, room, strips) if strips else room
    second = view.unsigned_text
    if drill:
        told = (drill.text, second) if with_dock else ()  # without a dock the page itself says it
        first, under = drill.word, "　".join(words for words in told if words)
        two = pen.setting(under, room.w, pen.px(11.5 * k), _FLOOR_FITTED).over  # beside strips
        head_h = pen.px(9.5 * k) if two else pen.px(14 * k) if under else box.h
        head, foot = Box(room.x, box.y, room.w, box.h).from_top(head_h)
        pen.icon_and_text(head, "flag", first, _DRILL_WORD, ink, icon_mm=8 if two else 10.5)
        for row, words in zip(foot.rows(2, 0), told, strict=False) if two else ((foot, under),):
            pen.text(row, words, _FLOOR_FITTED, ink, align="middle")
        return
    words = theme.words_of(view.line.tone, colours) if not offline else colours.ink
    mark = theme.words_of(view.line.tone, colours)
    line_box = Box(room.x, box.y + pen.px(1.5 * k), room.w, pen.px(16 * k)) if second else room
    pen.icon_and_text(
        line_box, view.line.icon, view.line.text, _LINE, words, icon_mm=11, icon_colour=mark, gap_mm=3, max_lines=2
    )
    if second:
        pen.text(
            Box(room.x, box.y + pen.px(18 * k), room.w, pen.px(8.5 * k)), second, theme.FLOOR, ink2, align="middle"
        )


def _profile_key(pen: Pen, box: Box, tool: ToolView, drill: DrillView | None) -> None:
    """How the kiosk shows and speaks now: narrow, so its words may stand in two lines beside their sign."""
    colours = pen.colours
    fill, edge, ink = (
        (colours.drill, colours.white, colours.white) if drill else (colours.surface, colours.edge, colours.ink)
    )
    face = pen.key(box, tool.action, fill, edge=edge, radius_mm=5, filled=False)
    inside = face.inset(pen.px(2.5), pen.px(theme.LABEL_AIR_MM))
    icon_mm, gap_mm = 9.0, 2.0
    tried = pen.setting(tool.label, inside.w - pen.px(icon_mm) - pen.px(gap_mm), inside.h, _PROFILE, max_lines=2)
    if tried.over or tried.torn:  # the word says it without its sign
        pen.text(inside, tool.label, _PROFILE, ink, align="middle", max_lines=2)
        return
    pen.icon_and_text(inside, tool.icon, tool.label, _PROFILE, ink, icon_mm=icon_mm, gap_mm=gap_mm, max_lines=2)


_PROFILE = theme.Style((8.2, 7.6, 6.9), 1.08, bold=True)
_DRILL_WORD = theme.Style((12.0, 11.0, 10.0, 8.0), 1.1, bold=True)
_DRILL_WORDS = theme.Style((10.0, 9.0, 8.2, 7.6, 6.9), 1.1, bold=True)
_LINE = theme.Style((8.2, 7.6, 6.9), 1.1, bold=True)
_FLOOR_FITTED = theme.Style((8.0, 7.4, 6.9), 1.15)
_EMERGENCY = theme.Style((14.4, 13.0, 11.6, 10.4, 9.4, 8.6), 1.1, bold=True)
_EMERGENCY_SUB = theme.Style((8.0, 7.4, 6.9), 1.1)


def dock(pen: Pen, room: Box, view: DockView, drill: DrillView | None) -> Box:
    """The dock at the foot; gives back what is above it. The order never changes, in no step and no language."""
    row, cells = _key_row(pen, room, drill)
    if pen.metrics.landscape:
        first, _, third, call, cpr, *real = cells
        # However many tools there are: 120 and CPR never move.
        tools, pad = Box(first.x, row.y, third.right - first.x, row.h), pen.px(5)
    else:
        call, cpr, *real = cells
        tool_h = pen.px(DOCK_TOOL_MM)
        tools, pad = Box(row.x, row.y - pen.gap - tool_h, row.w, tool_h), pen.px(6)
    box, rest = room.from_bottom(room.bottom - tools.y + pad)
    _ground(pen, box)
    _tools(pen, tools, view.tools)
    emergency_key(pen, call, view.call, "phone", "danger")
    emergency_key(pen, cpr, view.cpr, "cpr", "rescue")
    if drill:
        real_key(pen, real[0], drill)
    return rest


def _key_row(pen: Pen, room: Box, drill: DrillView | None) -> tuple[Box, list[Box]]:
    """The lowest row of the dock, and the keys in it."""
    if pen.metrics.landscape:
        key_mm = DOCK_KEY_ELDERLY_LANDSCAPE_MM if pen.elderly else DOCK_KEY_LANDSCAPE_MM
        key_mm, foot_mm = (key_mm - FRAME_SPARES_KEYS_MM, 2.0) if drill else (key_mm, 5.0)
        weights = REAL_WEIGHTS if drill else (1, 1, 1, 1.35, 1.35)
    else:
        key_mm, foot_mm = DOCK_KEY_ELDERLY_MM if pen.elderly else DOCK_KEY_MM, 3.0 if drill else 8.0
        weights = REAL_WEIGHTS_UPRIGHT if drill else (1, 1)
    foot, _ = room.from_bottom(pen.px(key_mm) + pen.px(foot_mm))
    row = Box(foot.x, foot.y, foot.w, pen.px(key_mm)).inset(pen.px(theme.MARGIN_MM), 0)
    return row, row.columns(weights, pen.gap)


def _tools(pen: Pen, box: Box, views: tuple[ToolView, ...]) -> None:
    """Side by side, their words in one size: none may look more important than another."""
    cells = box.columns((1.0,) * len(views), pen.gap)
    trial = pen.trial()
    for cell, tool in zip(cells, views, strict=True):
        tool_key(trial, cell, tool)
    sizes = [node.size_px for node in trial.nodes if isinstance(node, Words)]
    style = theme.TOOL._replace(sizes_mm=(min(sizes) / pen.metrics.px_per_mm,), grows=False) if sizes else theme.TOOL
    for cell, tool in zip(cells, views, strict=True):
        tool_key(pen, cell, tool, style=style)


def _ground(pen: Pen, box: Box) -> None:
    pen.panel(box, pen.colours.raised, radius_mm=0)
    pen.rule(box.x, box.y, box.w)


def tool_key(pen: Pen, box: Box, tool: ToolView, *, filled: bool = False, style: theme.Style = theme.TOOL) -> None:
    """A tool: outline, icon, word."""
    colours = pen.colours
    if not tool.label:
        return
    if filled:
        fill = theme.fill_of("do", colours)
        face = pen.key(box, tool.action, fill.ground, edge=fill.edge, radius_mm=5.5)
        pen.icon_and_text(face.inset(pen.px(3), 0), tool.icon, tool.label, theme.TOOL, fill.words, icon_mm=10.5)
        return
    face = pen.key(box, tool.action, colours.surface, edge=colours.edge, radius_mm=5.5, filled=False)
    inside = face.inset(pen.px(3), pen.px(theme.LABEL_AIR_MM))
    pen.icon_and_text(inside, tool.icon, tool.label, style, colours.ink, icon_mm=10.5, max_lines=2)


def emergency_key(pen: Pen, box: Box, view: EmergencyKeyView, icon: str, tone: Tone) -> None:
    colours = pen.colours
    if view.on:
        ground, ink, edge, edge_mm = colours.green_tint, colours.ink, theme.words_of("rescue", colours), 1.0
        face = pen.key(
            box, view.action, ground, edge=edge, edge_mm=edge_mm, radius_mm=6.5, filled=False, emergency=True
        )
        icon_colour = edge
    else:
        fill = theme.fill_of(tone, colours)
        ink, icon_colour = fill.words, fill.words
        face = pen.key(
            box, view.action, fill.ground, edge=fill.edge, radius_mm=6.5, emergency=True, hold_s=view.hold_s,
            shows_hold=view.hold_s > 0,
        )  # fmt: skip
    face = face.inset(pen.px(5), pen.px(theme.LABEL_AIR_MM))
    if view.on:
        dot, face = face.from_right(pen.px(11), pen.px(2))
        _small_beat(pen, dot)
    label_h = round(face.h * (0.62 if view.sub else 1.0))
    for icon_mm, gap_mm, lines in ((18, 5, 1), (14, 3, 1), (10, 2, 1), (10, 2, 2)):
        if icon_mm == 18 and box.w <= pen.px(85):
            continue
        icon_px, gap = pen.px(icon_mm), pen.px(gap_mm)
        width = face.w - icon_px - gap - pen.px(1)
        label = pen.setting(view.label, width, label_h, _EMERGENCY, max_lines=lines)
        sub = pen.setting(view.sub, width, face.h - label_h, _EMERGENCY_SUB, max_lines=lines) if view.sub else None
        if not label.over and not (sub and sub.over):
            break
    pen.overfull += [view.label] if label.over else []
    pen.overfull += [view.sub] if sub and sub.over else []
    widest = max(line.width_px for s in (label, sub) if s for line in s.lines)
    x = face.x + max(0, round((face.w - icon_px - gap - widest) / 2))
    pen.icon(icon, Box(x, face.y + (face.h - icon_px) // 2, icon_px, icon_px), icon_colour)
    words = Box(x + icon_px + gap, face.y, round(widest) + 2, face.h)
    total = label.height_px + (sub.height_px + pen.px(0.3) if sub else 0)
    top = words.y + round((words.h - total) / 2)
    pen.place(Box(words.x, top, words.w, round(label.height_px)), label, _EMERGENCY, ink, valign="top")
    if sub:
        under = Box(words.x, top + round(label.height_px + pen.px(0.3)), words.w, round(sub.height_px))
        pen.place(under, sub, _EMERGENCY_SUB, ink, valign="top")


def _small_beat(pen: Pen, box: Box) -> None:
    colour = theme.words_of("rescue", pen.colours)
    pen.nodes.append(Beating(box.square(pen.px(9)), colour, None, 0.55))


def real_corner(pen: Pen, room: Box, drill: DrillView) -> None:
    """The same way out, in the same place, on a page of an exercise that has no dock."""
    real_key(pen, _key_row(pen, room, drill)[1][-1], drill)


def drill_words(pen: Pen, head: Box, page: Box, drill: DrillView) -> tuple[Box, Box]:
    """On a page without a bar: that this is an exercise and nobody is told. Lying down it stands in the head, upright
    in a row below it; gives back what is left of both."""
    if pen.metrics.landscape:
        at, head = head.from_right(pen.px(WORDS_MM), pen.px(4))
        at = at.inset(0, pen.px(2))
    else:
        at, page = page.from_top(pen.px(16), pen.px(4))
    pen.panel(at, pen.colours.drill, radius_mm=5)
    words = f"{drill.word}　{drill.text}"
    pen.icon_and_text(at.inset(pen.px(4), 0), "flag", words, _DRILL_WORDS, pen.colours.white, icon_mm=9)
    return head, page


def real_key(pen: Pen, box: Box, drill: DrillView) -> None:
    """The way out of an exercise, red, bottom right, on every screen of it."""
    view = EmergencyKeyView(drill.real_action, drill.real_label, drill.real_sub)
    emergency_key(pen, box, view, "care", "danger")
