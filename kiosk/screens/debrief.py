"""After an exercise: each key time against its goal, then two things, never three, then what was not measured."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import chrome
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Scene
from kiosk.typeset import Setting
from kiosk.views_chrome import EmergencyKeyView
from kiosk.views_model import DebriefRowView, DebriefView, ThingView, Verdict

VERDICT_ICONS: dict[Verdict, str] = {"met": "yes", "slow": "clock", "missed": "no", "unmeasured": "eye"}
SCALE_OVER_PASS = 4 / 3
_TITLE = theme.Style((19.0, 17.0, 15.0, 13.0), 1.12, bold=True)
_DETAIL = theme.Style((10.0, 9.2, 8.4, 7.6), 1.2)
_NAME = theme.Style((10.4, 9.6, 8.8, 8.0, 7.2), 1.1, bold=True)
_SMALL = theme.Style((7.4, 6.9), 1.1)
_CHIP = theme.Style((8.4, 7.6, 6.9), 1.1, bold=True)
_THING = theme.Style((9.4, 8.8, 8.2, 7.6, 6.9), 1.22)
_THINGS_TITLE = theme.Style((11.4, 10.4, 9.4), 1.1, bold=True)


def draw(pen: Pen, view: DebriefView) -> Scene:
    room = chrome.frame(pen, view.chrome.drill)
    bar, room = room.from_top(chrome.bar_px(pen, view.chrome.drill))
    chrome.bar(pen, bar, view.chrome.bar, view.chrome.drill, with_dock=False)
    margin = pen.px(theme.MARGIN_MM)
    box = Box(room.x + margin, room.y + pen.px(5), room.w - 2 * margin, room.h - pen.px(11))
    foot, box = box.from_bottom(pen.px(34), pen.px(5))
    _keys(pen, foot, view)
    drill = view.chrome.drill
    if said := "　".join(words for words in (drill.text if drill else "", view.chrome.bar.unsigned_text) if words):
        at, box = box.from_bottom(pen.px(9), pen.px(1))
        pen.text(at, said, theme.FLOOR, pen.colours.ink2)
    if pen.metrics.landscape:
        head, box = box.from_top(pen.px(21), pen.px(3))
        title = pen.setting(view.title, round(head.w * 0.6), head.h, _TITLE)
        left, right = head.from_left(round(title.lines[0].width_px) + 2, pen.px(9))
        pen.place(left, title, _TITLE, pen.colours.ink)
        pen.text(right, view.detail, _DETAIL, pen.colours.ink2, max_lines=2)
    else:
        head, box = box.from_top(pen.px(21))
        pen.text(head, view.title, _TITLE, pen.colours.ink)
        detail = pen.setting(view.detail, box.w, pen.px(30), _DETAIL, max_lines=2)
        at, box = box.from_top(round(detail.height_px), pen.px(4))
        pen.overfull += [view.detail] if detail.over else []
        pen.place(at, detail, _DETAIL, pen.colours.ink2)
    if pen.metrics.landscape:
        right, left = box.from_right(round(box.w * 0.42), pen.px(9))
        _rows(pen, left, view.rows)
        _things(pen, right, view)
        return pen.scene()
    things_h = pen.px(15) + len(view.things) * pen.px(38) + _unmeasured(pen, box.w, view)[1] + pen.px(2)
    foot, box = box.from_bottom(min(things_h, round(box.h * 0.5)), pen.px(5))
    _rows(pen, box, view.rows)
    _things(pen, foot, view)
    return pen.scene()


def _keys(pen: Pen, box: Box, view: DebriefView) -> None:
    drill = view.chrome.drill
    cells = box.columns((1, 1, 1.25) if drill else (1, 1), pen.gap)
    chrome.tool_key(pen, cells[0], view.again)
    chrome.tool_key(pen, cells[1], view.end)
    if drill:
        real = EmergencyKeyView(drill.real_action, drill.real_label, drill.real_sub)
        chrome.emergency_key(pen, cells[2], real, "care", "danger")


def _rows(pen: Pen, box: Box, rows: tuple[DebriefRowView, ...]) -> None:
    if not rows:
        return
    weights = [1.0 if _has_scale(row) else 0.55 for row in rows]
    box = Box(box.x, box.y, box.w, min(box.h, round(pen.px(52) * sum(weights)) + pen.px(2)))
    pen.card(box)
    inside = box.inset(pen.px(8), pen.px(1))
    for index, (row, cell) in enumerate(zip(rows, inside.shares(weights), strict=True)):
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        _row(pen, cell.inset(0, pen.px(1)), row)


def _has_scale(row: DebriefRowView) -> bool:
    return row.value_s is not None and bool(row.pass_s or row.goal_s)


def _verdict_fill(pen: Pen, verdict: Verdict) -> tuple[str, str]:
    colours = pen.colours
    match verdict:
        case "met":
            return colours.rescue, colours.white
        case "slow":
            return colours.slow, colours.white
        case "missed":
            return colours.danger, colours.white
        case "unmeasured":
            return colours.raised, colours.ink


def _row(pen: Pen, box: Box, row: DebriefRowView) -> None:
    colours = pen.colours
    scale = _has_scale(row)
    head, rest = box.from_top(round(box.h * 0.42) if scale else box.h, pen.px(0.5))
    fill, on = _verdict_fill(pen, row.verdict)
    words = pen.setting(row.verdict_text, pen.px(60), head.h, _CHIP)
    chip_w = round(max((line.width_px for line in words.lines), default=0)) + pen.px(18)
    chip, head = head.from_right(chip_w, pen.px(4))
    chip = Box(chip.x, chip.y + (chip.h - min(chip.h, pen.px(14.5))) // 2, chip.w, min(chip.h, pen.px(14.5)))
    pen.panel(chip, fill, radius_mm=3.5)
    pen.icon_and_text(
        chip.inset(pen.px(2), 0), VERDICT_ICONS[row.verdict], row.verdict_text, _CHIP, on, icon_mm=7.5, gap_mm=2
    )
    if row.value_text:
        value = pen.setting(row.value_text, round(head.w * 0.5), head.h, _NAME)
        right, head = head.from_right(round(value.lines[0].width_px) + 2, pen.px(4))
        pen.place(right, value, _NAME, colours.ink, align="right")
    if row.note:
        name = pen.setting(row.name, round(head.w * 0.6), head.h, _NAME)
        left, note = head.from_left(round(name.lines[0].width_px) + 2, pen.px(4))
        pen.place(left, name, _NAME, colours.ink)
        pen.text(note, row.note, _SMALL, colours.ink2, max_lines=2)
    else:
        pen.text(head, row.name, _NAME, colours.ink)
    if scale:
        _scale(pen, rest, row)


def _scale(pen: Pen, box: Box, row: DebriefRowView) -> None:
    """Green to the goal, a dark line at the pass mark, a dot at what was reached."""
    colours = pen.colours
    value = row.value_s or 0.0
    goal, passed = row.goal_s or 0.0, row.pass_s or row.goal_s or 1.0
    whole = max(passed, goal) * SCALE_OVER_PASS
    track_h = pen.px(7)
    track, words = box.from_top(round(box.h * 0.46))
    track = Box(track.x, track.y + (track.h - track_h) // 2, track.w, track_h)
    pen.panel(track, colours.raised, radius_mm=3.5)
    if goal:
        pen.panel(
            Box(track.x, track.y, max(track_h, round(track.w * goal / whole)), track_h), colours.goal, radius_mm=3.5
        )
    if row.pass_s:
        x = track.x + round(track.w * row.pass_s / whole)
        pen.panel(Box(x - pen.px(0.6), track.y - pen.px(2), pen.px(1.2), track_h + pen.px(4)), colours.ink, radius_mm=0)
    size = pen.px(11)
    x = track.x + round(track.w * min(1.0, value / whole)) - size // 2
    x = max(track.x, min(x, track.right - size))
    fill, _ = _verdict_fill(pen, row.verdict)
    dot = Box(x, track.y + (track_h - size) // 2, size, size)
    pen.panel(dot, colours.white, radius_mm=5.5, edge=fill, edge_mm=0.5)
    inner = dot.square(size - 2 * pen.px(1.3))
    pen.panel(inner, fill, radius_mm=inner.w / pen.metrics.px_per_mm / 2)
    left, right = words.columns((1, 1), pen.px(3))
    pen.text(left, row.goal_text, _SMALL, colours.ink2)
    pen.text(right, row.pass_text, _SMALL, colours.ink2, align="right")


def _things(pen: Pen, box: Box, view: DebriefView) -> None:
    colours = pen.colours
    title, box = box.from_top(pen.px(13), pen.px(2))
    pen.text(title, view.things_title, _THINGS_TITLE, colours.ink)
    note, note_h = _unmeasured(pen, box.w, view)
    foot, box = box.from_bottom(note_h, pen.px(2))
    count = max(1, len(view.things))
    height = min(pen.px(38), (box.h - pen.px(4) * (count - 1)) // count)
    for index, thing in enumerate(view.things):
        _thing(pen, Box(box.x, box.y + index * (height + pen.px(4)), box.w, height), index + 1, thing)
    icon, words = foot.from_left(pen.px(10), pen.px(4))
    pen.icon("eye", icon.square(pen.px(10)), colours.ink2)
    pen.overfull += [view.not_measured] if note.over else []
    pen.place(words, note, _NOT_MEASURED, colours.ink2)


def _unmeasured(pen: Pen, width: int, view: DebriefView) -> tuple[Setting, int]:
    """What was not measured, in as many lines as it needs, and their height."""
    least = pen.px(10)
    setting = pen.setting(view.not_measured, width - pen.px(14), pen.px(60), _NOT_MEASURED, max_lines=7)
    return setting, max(least, round(setting.height_px + pen.px(1)))


_NOT_MEASURED = theme.Style((7.6, 6.9), 1.15)


def _thing(pen: Pen, box: Box, number: int, view: ThingView) -> None:
    colours = pen.colours
    pen.panel(box, colours.violet_tint, radius_mm=5)
    inside = box.inset(pen.px(6), pen.px(2))
    size = pen.px(16)
    left, inside = inside.from_left(size, pen.px(6))
    disc = left.square(min(size, left.h))
    pen.panel(disc, colours.drill, radius_mm=disc.w / pen.metrics.px_per_mm / 2)
    pen.text(disc, str(number), _LETTER, colours.white, align="middle")
    pen.text(
        inside,
        f"**{view.title}**\n{view.text}" if view.text else f"**{view.title}**",
        _THING,
        colours.ink,
        max_lines=3,
        rich=True,
    )


_LETTER = theme.Style((9.0, 8.0), 1.0, bold=True)
