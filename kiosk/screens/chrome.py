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
REAL_KEY_MM = 26.0
PROFILE_KEY_MM = 42.0
REAL_WEIGHTS = (0.82, 0.82, 0.82, 1.4, 1.4, 1.4)
"""Lying down, of an exercise: three tools, 120, CPR, and last the way out of it."""
WORD_MM, WORD_AND_TEXT_MM = 43.0, 186.0


def frame(pen: Pen, chrome: Chrome) -> Box:
    """The exercise frame if this is one; gives back the room inside."""
    return striped(pen, pen.window) if chrome.drill else pen.window


def striped(pen: Pen, box: Box, ground: str = "") -> Box:
    width = pen.px(FRAME_MM)
    pen.nodes.append(Stripes(box, width, pen.colours.drill, pen.colours.white))
    inside = box.inset(width)
    pen.panel(inside, ground or pen.colours.ground, radius_mm=0)
    return inside


def around(pen: Pen, chrome: Chrome) -> Box:
    """Frame, bar and dock; gives back the room for the content, without side margins. Lying down the strips stand in
    the bar; upright it is for the content to give them a place (`notices`)."""
    room = frame(pen, chrome)
    bar_box, room = room.from_top(bar_px(pen))
    strips = notices.told(chrome) if pen.metrics.landscape else notices.Told(chrome.lang)
    bar(pen, bar_box, chrome.bar, chrome.drill, strips=strips)
    return dock(pen, room, chrome.dock, chrome.drill)


def still_told(pen: Pen, chrome: Chrome) -> notices.Told:
    """What `around` has not shown yet."""
    told = notices.told(chrome)
    return notices.without_strips(told) if pen.metrics.landscape else told


def bar_px(pen: Pen) -> int:
    return pen.px(BAR_ELDERLY_MM if pen.elderly else BAR_MM)


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
    k = box.h / pen.px(BAR_MM)  # a taller bar has taller lines
    left, room = room.from_left(pen.px(52), pen.px(3))
    pen.text(Box(left.x, box.y + pen.px(2.5 * k), left.w, pen.px(16 * k)), view.clock_text, theme.CLOCK, ink)
    pen.text(Box(left.x, box.y + pen.px(18 * k), left.w, pen.px(8 * k)), view.wall_text, theme.FLOOR, ink2)
    room = notices.in_bar(pen, room, strips) if strips else room
    second = view.unsigned_text
    if drill:
        # That nobody is told is said by the upright dock, by this line where the dock lies, else by the page itself.
        told = (drill.text, second) if pen.metrics.landscape else (second,)
        first, under = drill.word, "　".join(words for words in told if words and with_dock)
        two = pen.setting(under, room.w, pen.px(11.5 * k), _FLOOR_FITTED).over  # beside strips
        head, foot = (
            Box(room.x, box.y, room.w, box.h)
            .inset(0, pen.px(1 * k))
            .from_top(pen.px((9.5 if two else 14 if under else 26) * k))
        )
        pen.icon_and_text(head, "flag", first, _DRILL_WORD, ink, icon_mm=8 if two else 10.5)
        pen.text(foot, under, _FLOOR_FITTED, ink, align="middle", max_lines=2 if two else 1)
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
_DRILL_WORD_BESIDE = theme.Style((10.0, 9.0, 8.2, 7.6, 6.9), 1.1, bold=True)
_LINE = theme.Style((8.2, 7.6, 6.9), 1.1, bold=True)
_FLOOR_FITTED = theme.Style((8.0, 7.4, 6.9), 1.15)
_EMERGENCY = theme.Style((14.4, 13.0, 11.6, 10.4, 9.4, 8.6), 1.1, bold=True)
_EMERGENCY_SUB = theme.Style((8.0, 7.4, 6.9), 1.1)


def dock(pen: Pen, room: Box, view: DockView, drill: DrillView | None) -> Box:
    """The dock at the foot; gives back what is above it. The order never changes, in no step and no language."""
    if pen.metrics.landscape:
        return _dock_landscape(pen, room, view, drill)
    pad, gap = pen.px(6), pen.gap
    tool_h, key_h = pen.px(DOCK_TOOL_MM), pen.px(DOCK_KEY_ELDERLY_MM if pen.elderly else DOCK_KEY_MM)
    real_h = pen.px(REAL_KEY_MM) + gap if drill else 0
    height = pad + tool_h + gap + key_h + real_h + pen.px(8)
    box, rest = room.from_bottom(height)
    _ground(pen, box)
    inside = Box(box.x + pen.px(10), box.y + pad, box.w - 2 * pen.px(10), box.h)
    tools, inside = inside.from_top(tool_h, gap)
    _tools(pen, tools, view.tools)
    keys, inside = inside.from_top(key_h, gap)
    call, cpr = keys.columns((1, 1), gap)
    emergency_key(pen, call, view.call, "phone", "danger")
    emergency_key(pen, cpr, view.cpr, "cpr", "rescue")
    if drill:
        last, _ = inside.from_top(pen.px(REAL_KEY_MM))
        note, real = last.columns((1, 1), gap)
        pen.panel(note, pen.colours.violet_tint, radius_mm=5)
        pen.icon_and_text(
            note.inset(pen.px(4), 0), "flag", drill.text, _NOTE, pen.colours.ink, icon_mm=10,
            icon_colour=pen.colours.drill_text, max_lines=2,
        )  # fmt: skip
        real_key(pen, real, drill)
    return rest


_NOTE = theme.Style((9.0, 8.4, 7.8, 7.2, 6.9), 1.15, bold=True)


def _dock_landscape(pen: Pen, room: Box, view: DockView, drill: DrillView | None) -> Box:
    key_h = pen.px(DOCK_KEY_ELDERLY_LANDSCAPE_MM if pen.elderly else DOCK_KEY_LANDSCAPE_MM)
    box, rest = room.from_bottom(key_h + 2 * pen.px(5))
    _ground(pen, box)
    inside = box.inset(pen.px(10), pen.px(5))
    weights = REAL_WEIGHTS if drill else (1, 1, 1, 1.35, 1.35)
    first, _, third, call, cpr, *real = inside.columns(weights, pen.gap)
    tools = Box(first.x, first.y, third.right - first.x, first.h)  # however many there are: 120 and CPR never move
    _tools(pen, tools, view.tools)
    emergency_key(pen, call, view.call, "phone", "danger")
    emergency_key(pen, cpr, view.cpr, "cpr", "rescue")
    if drill:
        real_key(pen, real[0], drill)
    return rest


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
    if pen.metrics.landscape:
        foot, _ = room.from_bottom(pen.px(DOCK_KEY_LANDSCAPE_MM) + 2 * pen.px(5))
        at = foot.inset(pen.px(10), pen.px(5)).columns(REAL_WEIGHTS, pen.gap)[-1]
    else:
        foot, _ = room.from_bottom(pen.px(REAL_KEY_MM) + pen.px(8))
        at = Box(foot.x + pen.px(10), foot.y, foot.w - 2 * pen.px(10), pen.px(REAL_KEY_MM)).columns((1, 1), pen.gap)[-1]
    real_key(pen, at, drill)


def drill_word(pen: Pen, box: Box, drill: DrillView) -> Box:
    """In the head of a page without a bar: that this is an exercise. Gives back what is left beside it."""
    wide = pen.metrics.landscape  # the upright dock says that nobody is told; where there is no such dock, this does
    at, left = box.from_right(pen.px(WORD_AND_TEXT_MM if wide else WORD_MM), pen.px(4))
    at = Box(at.x, at.y + pen.px(2), at.w, at.h - pen.px(4))
    pen.panel(at, pen.colours.drill, radius_mm=5)
    words = f"{drill.word}　{drill.text}" if wide else drill.word
    pen.icon_and_text(at.inset(pen.px(4), 0), "flag", words, _DRILL_WORD_BESIDE, pen.colours.white, icon_mm=9)
    return left


def real_key(pen: Pen, box: Box, drill: DrillView) -> None:
    """The way out of an exercise, red, bottom right, on every screen of it."""
    view = EmergencyKeyView(drill.real_action, drill.real_label, drill.real_sub)
    emergency_key(pen, box, view, "care", "danger")
