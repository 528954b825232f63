"""The parts of a step: answers, dial, countdown, swap bar, lanes, picture."""

from __future__ import annotations

import itertools
import math

from kiosk import theme
from kiosk.screens.answers import answers
from kiosk.screens.box import Box
from kiosk.screens.chrome import tool_key
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Beating
from kiosk.views_chrome import DialogView, Tone, ToolView
from kiosk.views_model import CountdownView, DialView, LaneView, SwapView
from protocols import poses

LANE_MM = 34.0
LANE_TICK_MM = 24.0
PICTURE_STEP_MM = 14.0
LEAST_RING_MM = 24.0
DIAL_UNITS = 480.0
PRESSED_UNITS = 178.0
RELEASED_UNITS = 158.0
SUB_UNITS = 128.0
NOTE_UNITS = 96.0
RING_UNITS = 214.0
RING_WIDTH_UNITS = 26.0
UNIT_RING_MM = 44.0


def picture(pen: Pen, box: Box, pose_id: str, *, pad_mm: float = 4) -> None:
    """The pose, as large as its card lets it be."""
    pose = poses.POSES.get(pose_id)
    if pose is None:
        return
    room = box.inset(pen.px(pad_mm), pen.px(pad_mm))
    # Widths in steps: screens of nearly the same room share one drawing (a large one takes a tenth of a second).
    step = pen.px(PICTURE_STEP_MM)
    w = round(min(room.w, room.h * poses.WIDTH / poses.HEIGHT))
    w = w // step * step if w >= 3 * step else w
    h = round(w * poses.HEIGHT / poses.WIDTH)
    at = Box(room.x + (room.w - w) // 2, room.y + (room.h - h) // 2, w, h)
    pen.sign(at, poses.svg(pose, pen.colours.night))


def has_picture(pose_id: str) -> bool:
    return pose_id in poses.POSES


def picture_and_countdown(pen: Pen, box: Box, pose_id: str, view: CountdownView | None) -> None:
    pen.card(box)
    if view is None:
        picture(pen, box, pose_id)
        return
    low = box.h < pen.px(LEAST_RING_MM + 26)  # too low for words under a ring: they stand beside it
    if low and box.w > max(box.h * 3, pen.px(180)):
        right, left = box.inset(pen.px(7), pen.px(5)).from_right(round(box.w * 0.44), pen.px(4))
        picture(pen, left, pose_id, pad_mm=0)
        countdown_strip(pen, right.inset(0, max(0, (right.h - pen.px(LEAST_RING_MM)) // 2)), view)
        return
    if box.w > box.h * 1.25:
        right, left = box.inset(pen.px(7), pen.px(6)).from_right(max(round(box.w * 0.27), pen.px(36)), pen.px(4))
        picture(pen, left, pose_id, pad_mm=0)
        countdown(pen, right, view)
        return
    foot, top = box.inset(pen.px(5)).from_bottom(round(box.h * 0.36), pen.px(3))
    picture(pen, top, pose_id, pad_mm=0)
    countdown(pen, foot, view)


def countdown(pen: Pen, box: Box, view: CountdownView) -> None:
    """A ring that empties, what is left in it, the words below it."""
    colours = pen.colours
    label_h, lines = pen.px(12) if view.label else 0, 1
    if pen.setting(view.label, box.w, label_h, theme.CAPTION).over:
        label_h, lines = pen.px(18), 2
        label_h = 0 if pen.setting(view.label, box.w, label_h, theme.CAPTION, max_lines=2).over else label_h
    if box.h - label_h - pen.px(2) < pen.px(LEAST_RING_MM):  # the ring alone, with its unit in it, says it too
        label_h = 0
    size = min(box.w, box.h - label_h - pen.px(2), pen.px(62))
    top = box.y + (box.h - size - label_h) // 2
    ring = Box(box.x + (box.w - size) // 2, top, size, size)
    left = view.left_s / view.total_s if view.total_s else 0.0
    pen.ring(ring, left, radius=0.44, width=0.095, track=colours.ring, colour=theme.words_of("do", colours))
    inside = ring.inset(round(size * 0.19))
    if view.unit and size >= pen.px(UNIT_RING_MM):  # a smaller ring has the unit in the words below it
        number, unit = inside.from_top(round(inside.h * 0.66))
        pen.text(number, view.number, _COUNT, colours.ink, align="middle", valign="bottom")
        pen.text(unit, view.unit, _UNIT, colours.ink, align="middle", valign="top")
    else:
        pen.text(inside, view.number, _COUNT, colours.ink, align="middle")
    if label_h:
        pen.text(
            Box(box.x, ring.bottom + pen.px(1), box.w, label_h), view.label, theme.CAPTION, colours.ink2,
            align="middle", max_lines=lines,
        )  # fmt: skip


def countdown_strip(pen: Pen, box: Box, view: CountdownView) -> None:
    """The same on one line, where no picture stands: a small ring, the words beside it."""
    at, words = box.from_left(box.h, pen.px(5))
    left = view.left_s / view.total_s if view.total_s else 0.0
    pen.ring(
        at.square(box.h), left, radius=0.4, width=0.16, track=pen.colours.ring,
        colour=theme.words_of("do", pen.colours),
    )  # fmt: skip
    pen.text(words, view.label, _STRIP, pen.colours.ink)


_STRIP = theme.Style((10.4, 9.4, 8.6), 1.1, bold=True)
_COUNT = theme.NUMBER._replace(sizes_mm=(*theme.NUMBER.sizes_mm, 12.5, 10.5, 9.0, 7.5))
_UNIT = theme.Style((9.4, 8.6, 7.8, 6.9), 1.05, bold=True, grows=False)


def dial(pen: Pen, box: Box, view: DialView, swap: SwapView | None) -> None:
    """The one thing that beats: two drawings a beat, nothing in between; the ring tells the time to the swap."""
    colours = pen.colours
    size = min(box.w, box.h)
    at = box.square(size)
    ring_colour = colours.care if swap and swap.state == "soon" else theme.words_of("do", colours)
    pen.ring(
        at,
        view.ring,
        radius=RING_UNITS / DIAL_UNITS,
        width=RING_WIDTH_UNITS / DIAL_UNITS,
        track=colours.ring,
        colour=ring_colour,
    )
    unit = size / DIAL_UNITS
    cx, cy = at.x + size // 2, at.y + size // 2
    _ticks(pen, cx, cy, unit)
    disc = at.square(round(2 * PRESSED_UNITS * unit))
    share = RELEASED_UNITS / PRESSED_UNITS if view.pressing else 1.0
    pen.nodes.append(Beating(disc, colours.do, colours.blue_tint, share))
    pen.pad(disc, view.action)
    half = round(138 * unit)
    # as wide as the released disc is there, so that the words never stand on the ring
    wide, narrow = round(SUB_UNITS * unit), round(NOTE_UNITS * unit)
    word = Box(cx - half, cy - round((122 if view.sub else 86) * unit), 2 * half, round(168 * unit))
    sub, sub_lines, texts = Box(cx - wide, cy + round(44 * unit), 2 * wide, round(66 * unit)), 2, (view.word, view.sub)
    noted = False
    if view.spare:  # the note must stand there: the word gives it room
        note = Box(cx - narrow, cy + round(36 * unit), 2 * narrow, round(80 * unit))
        if not pen.setting(view.note, note.w, note.h, _DIAL_NOTE, max_lines=2).over:
            word = Box(cx - half, cy - round(126 * unit), 2 * half, round(118 * unit))
            sub, sub_lines, noted = Box(cx - wide, cy - round(8 * unit), 2 * wide, round(42 * unit)), 1, True
            pen.text(note, view.note, _DIAL_NOTE, colours.white, align="middle", valign="top", max_lines=2)
        else:
            texts = view.spare
    elif view.note:
        note = Box(cx - narrow, cy + round(93 * unit), 2 * narrow, round(34 * unit))
        small = _not_small(pen, _DIAL_NOTE)
        if not pen.setting(view.note, note.w, note.h, small).over:
            sub, sub_lines, noted = Box(sub.x, sub.y, sub.w, note.y - sub.y), 1, True
            pen.text(note, view.note, small, colours.white, align="middle")
    under = _DIAL_SUB if view.spare else _not_small(pen, _DIAL_SUB)
    if texts[1] and not pen.setting(texts[1], sub.w, sub.h, under, max_lines=sub_lines).over:
        pen.text(sub, texts[1], under, colours.white, align="middle", max_lines=sub_lines)
    elif not noted:  # a tiny dial: its word alone, in the middle
        word = Box(word.x, cy - word.h // 2, word.w, word.h)
    pen.text(word, texts[0], theme.DIAL_WORD, colours.white, align="middle")


_DIAL_NOTE = theme.Style((7.8, 6.9), 1.1)
_DIAL_SUB = theme.Style((9.4, 8.6, 7.8, 6.9), 1.12)


def _not_small(pen: Pen, style: theme.Style) -> theme.Style:
    """For elderly people no small ones: then rather none."""
    return style._replace(sizes_mm=style.sizes_mm[:-1]) if pen.elderly else style


def _ticks(pen: Pen, cx: int, cy: int, unit: float) -> None:
    """Four marks on the ring, over whatever is left of it."""
    long, wide, out = round(28 * unit), max(2, round(5 * unit)), round(228 * unit)
    for box in (
        Box(cx - wide // 2, cy - out, wide, long),
        Box(cx - wide // 2, cy + out - long, wide, long),
        Box(cx - out, cy - wide // 2, long, wide),
        Box(cx + out - long, cy - wide // 2, long, wide),
    ):
        pen.panel(box, pen.colours.ink, radius_mm=0)


def swap_bar(pen: Pen, box: Box, view: SwapView) -> None:
    """Quiet until it is soon; then amber with who takes over; at the time itself blue."""
    colours = pen.colours
    tone: Tone = {"calm": "plain", "soon": "care", "now": "do"}[view.state]  # type: ignore[assignment]
    fill = theme.fill_of(tone, colours)
    edge = colours.line if view.state == "calm" else fill.edge
    pen.panel(box, fill.ground, radius_mm=6.5, edge=edge, edge_mm=theme.KEY_EDGE_MM)
    name = {"calm": "clock", "soon": "care", "now": "swap"}[view.state]
    inside = box.inset(pen.px(6), pen.px(2))
    time_text = "" if view.state == "now" else view.time_text  # zero seconds tell nobody anything
    two = [(f"**{view.words}**\n{view.words2}", _SWAP)] if view.words2 else []
    for (text, style), (icon_mm, time_style) in itertools.product([*two, (view.words, _SWAP_ONE)], _SWAP_FITS):
        icon, rest = inside.from_left(pen.px(icon_mm), pen.px(3.5))
        time = pen.setting(time_text, round(rest.w * 0.5), rest.h, time_style)
        width = round(max((line.width_px for line in time.lines), default=0)) + 2 if time_text else 0
        right, words = rest.from_right(width, pen.px(3))
        fits = not pen.setting(text, words.w, words.h, style, max_lines=2, rich=style is _SWAP).over
        if fits and not (time_text and time.over):
            break
    pen.icon(name, icon.square(min(pen.px(icon_mm), inside.h)), fill.words)
    if time_text:
        pen.place(right, time, time_style, fill.words, align="right")
    pen.text(words, text, style, fill.words, max_lines=2, rich=style is _SWAP)


_SWAP_FITS = tuple(
    (icon_mm, theme.Style(sizes, 1.0, bold=True))
    for icon_mm, sizes in ((14.0, (21.0, 18.0)), (12.0, (17.0, 15.0)), (10.0, (14.0, 12.0)), (9.0, (10.0, 9.0)))
)
_SWAP = theme.Style((9.4, 8.8, 8.2, 7.6, 6.9), 1.2)
_SWAP_ONE = theme.Style((14.0, 12.0, 10.4, 9.4, 8.6, 7.8, 6.9), 1.15, bold=True)


def next_lane(pen: Pen, box: Box, view: ToolView) -> None:
    """Beside the one lane that is shown: which of them it is, and the way to the next; beside all: help that came."""
    face = pen.key(box, view.action, pen.colours.surface, edge=pen.colours.edge, radius_mm=5.5, filled=False)
    if box.h > box.w:  # a tall key has its sign above its words
        top, foot = face.inset(pen.px(2), pen.px(8)).from_top(round(face.h * 0.32))
        pen.icon(view.icon, top.square(pen.px(13)), pen.colours.ink)
        lines = 3 if pen.setting(view.label, foot.w, foot.h, theme.TOOL, max_lines=2).over else 2
        pen.text(foot, view.label, theme.TOOL, pen.colours.ink, align="middle", max_lines=lines)
        return
    pen.icon_and_text(
        face.inset(pen.px(3), pen.px(theme.LABEL_AIR_MM)), view.icon, view.label, theme.TOOL, pen.colours.ink,
        icon_mm=9, max_lines=3,
    )  # fmt: skip


def lane(pen: Pen, box: Box, view: LaneView) -> None:
    """Role and who, one current item, one tick; a free lane offers to be taken."""
    colours = pen.colours
    edge = colours.edge if view.free else theme.words_of("do", colours) if view.mine else colours.line
    fill = colours.blue_tint if view.mine else colours.surface
    pen.panel(box, fill, radius_mm=5.5, edge=edge, edge_mm=1.0 if view.mine else 0.6, dashed=view.free)
    inside = box.inset(pen.px(4.5), pen.px(2))
    size = pen.px(LANE_TICK_MM)
    if view.free and view.take_label:
        key, inside = inside.from_right(pen.px(28), pen.px(3))
        key = Box(key.x, box.y + (box.h - size) // 2, key.w, size)
        do = theme.fill_of("do", colours)
        face = pen.key(key, view.take_action, do.ground, edge=do.edge, radius_mm=5)
        pen.text(face.inset(pen.px(1.5), 0), view.take_label, _TAKE, do.words, align="middle", max_lines=2)
    elif view.tick_action or view.ticked:
        key, inside = inside.from_right(size, pen.px(3))
        key = key.square(size)
        if view.ticked:
            pen.key(key, view.tick_action, colours.rescue, edge=colours.rescue, edge_mm=1, radius_mm=5, filled=False)
            pen.icon("tick", key.square(round(size * 0.58)), colours.white)
        else:
            pen.key(key, view.tick_action, colours.surface, edge=colours.edge, edge_mm=1, radius_mm=5, filled=False)
    icon_px, gap = (pen.px(15), pen.px(4)) if inside.w > pen.px(85) else (pen.px(13), pen.px(3))
    first = view.place or view.letter
    role = f"**{first} {view.role}**" if first else f"**{view.role}**"
    full = f"{role}   {view.who}" if view.who else role
    # Roles are known by their sign from afar: beside both lines, else smaller in the line of the role, where it leaves
    # the words below their width. The name gives way before it; a free lane's dashed edge says so too.
    beside, above, least = (icon_px, gap), (pen.px(_SIGN_MM), pen.px(1.5)), (pen.px(_SIGN_LEAST_MM), pen.px(1))
    names = ((beside, full), (beside, role), (above, full)) if view.free else ((beside, full), (above, full))
    for (sign_px, gap), who in (*names, (above, role), (least, role), ((0, 0), role)):
        width = inside.w - sign_px - gap
        item_w = width if sign_px == icon_px else inside.w
        head_h, item_fits = _lane_head_height(pen, view, inside, item_w)
        made = pen.setting(who, width, head_h, _LANE_HEAD, rich=True)
        if item_fits and not made.over:
            break
    colour = colours.ink if colours.night and view.mine else theme.words_of("do", colours)
    if sign_px == icon_px:
        icon, inside = inside.from_left(sign_px, gap)
        pen.icon(view.icon, icon.square(sign_px), colour)
    head, foot = inside.from_top(head_h)
    if 0 < sign_px < icon_px:
        icon, head = head.from_left(sign_px, gap)
        size = min(sign_px, head_h)
        middle = head.bottom - round(made.height_px / 2)
        top = max(head.y, min(middle - size // 2, head.bottom - size))
        pen.icon(view.icon, Box(icon.x, top, size, size), colour)
    pen.text(head, who, _LANE_HEAD, colours.ink, valign="bottom", rich=True)
    lines = _item_lines(pen, inside)
    pen.text(foot.inset(0, pen.px(0.5)), view.item, _LANE_ITEM, colours.ink, max_lines=lines)


def _item_lines(pen: Pen, inside: Box) -> int:
    """One role alone has the height for words as large as an older person needs."""
    return 2 if inside.h < pen.px(30) else 3


def _lane_head_height(pen: Pen, view: LaneView, inside: Box, width: int) -> tuple[int, bool]:
    """Two lines for a long item are taken from the line above it; whether the item fits then."""
    for share in (0.42, 0.38, 0.35, 0.32):
        head = round(inside.h * share)
        room = inside.h - head - 2 * pen.px(0.5)
        fits = not pen.setting(view.item, width, room, _LANE_ITEM, max_lines=_item_lines(pen, inside)).over
        if fits:
            break
    return head, fits


_SIGN_MM, _SIGN_LEAST_MM = 10.5, 7.0
_TAKE = theme.Style((9.0, 8.4, 7.6, 6.9), 1.1, bold=True)
_LANE_HEAD = theme.Style((8.0, 7.4, 6.9), 1.1)
_LANE_ITEM = theme.Style((10.0, 9.2, 8.4, 7.6, 6.9), 1.12, bold=True)


def tools_row(pen: Pen, box: Box, tools: tuple[ToolView, ...]) -> None:
    for cell, tool in zip(box.columns((1.0,) * len(tools), pen.gap), tools, strict=True):
        tool_key(pen, cell, tool)


def dialog(pen: Pen, room: Box, view: DialogView) -> None:
    """A question in the place of the content; bar and dock stay as they are."""
    colours = pen.colours
    box = room.inset(pen.px(theme.MARGIN_MM), pen.px(6))
    height = pen.px(34) if not pen.metrics.landscape else pen.px(32)
    columns = 1 if not pen.metrics.landscape else min(2, len(view.answers))
    down = math.ceil(len(view.answers) / columns)
    foot_h = down * height + max(0, down - 1) * pen.gap
    foot, top = box.from_bottom(foot_h, pen.px(6))
    pen.card(top)
    inside = top.inset(pen.px(10), pen.px(6))
    icon = pen.px(30 if not pen.metrics.landscape else 22)
    if pen.metrics.landscape:
        left, inside = inside.from_left(icon, pen.px(8))
        pen.icon(view.icon, Box(left.x, left.y, icon, icon), theme.words_of("care", colours))
    else:
        head, inside = inside.from_top(icon, pen.px(5))
        pen.icon(view.icon, Box(head.x, head.y, icon, icon), theme.words_of("care", colours))
    title_h = round(inside.h * (0.5 if view.text else 1))
    title = pen.setting(view.title, inside.w, title_h, _DIALOG_TITLE, max_lines=2)
    at, inside = inside.from_top(round(title.height_px), pen.px(4))
    if title.over:
        pen.overfull.append(view.title)
    pen.place(at, title, _DIALOG_TITLE, colours.ink)
    if view.text:
        pen.text(inside, view.text, theme.SUB, colours.ink2, valign="top", max_lines=5, rich=True, strong=colours.ink)
    if view.answers:
        answers(pen, foot, view.answers, columns)


_DIALOG_TITLE = theme.Style((24.0, 21.8, 19.0, 16.5, 14.0), 1.15, bold=True, grows=False)
