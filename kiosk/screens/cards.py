"""The sheets that are read aloud or taken away: the 120 card, the handover, the debrief."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import chrome, parts
from kiosk.screens.qr import qr_svg
from kiosk.screens.scene import Box, Pen, Scene
from kiosk.views_model import CallCardView, CallRowView, HandoverRowView, HandoverView, Kind, Tone

KIND_TONES: dict[Kind, Tone] = {"seen": "rescue", "later": "do", "guess": "care", "": "plain"}
KIND_ICONS: dict[Kind, str] = {"seen": "eye", "later": "clock", "guess": "unsure", "": ""}
QR_MM = 75.0
_CALL_LABEL = theme.Style((9.4, 8.4, 7.6, 6.9), 1.1)
_CALL_STRONG = theme.Style((14.9, 13.4, 12.0, 10.8, 9.6, 8.6), 1.12, bold=True)
_CALL_WEAK = theme.Style((11.4, 10.4, 9.4, 8.4, 7.6), 1.12)
_SHEET_DETAIL = theme.Style((11.0, 10.2, 9.4, 8.6), 1.2)
_WARNING = theme.Style((10.4, 9.6, 8.8, 8.0), 1.15)


def _heading(pen: Pen, box: Box, title: str, detail: str) -> Box:
    """Title and one line; gives back the rest. Landscape sets them side by side."""
    ink, ink2 = pen.colours.ink, pen.colours.ink2
    if pen.metrics.landscape:
        head, rest = box.from_top(pen.px(25), pen.px(3))
        setting = pen.setting(title, round(head.w * 0.62), head.h, theme.HEADING)
        left, right = head.from_left(round(setting.lines[0].width_px) + 2, pen.px(9))
        pen.overfull += [title] if setting.over else []
        pen.place(left, setting, theme.HEADING, ink)
        pen.text(right, detail, _SHEET_DETAIL, ink2, max_lines=2, rich=True, strong=ink)
        return rest
    head, rest = box.from_top(pen.px(27))
    head = head.inset(pen.px(1.5), 0)
    pen.text(head, title, theme.HEADING, ink)
    under = pen.setting(detail, head.w, pen.px(40), _SHEET_DETAIL, max_lines=2, rich=True)
    at, rest = rest.from_top(round(under.height_px), pen.px(4))
    pen.overfull += [detail] if under.over else []
    pen.place(at.inset(pen.px(1.5), 0), under, _SHEET_DETAIL, ink2, strong=ink)
    return rest


def _content(pen: Pen, room: Box) -> Box:
    margin = pen.px(theme.MARGIN_MM)
    return Box(room.x + margin, room.y + pen.px(4), room.w - 2 * margin, room.h - pen.px(8))


def draw_call(pen: Pen, view: CallCardView) -> Scene:
    room = chrome.around(pen, view.chrome)
    if view.chrome.dialog:
        parts.dialog(pen, room, view.chrome.dialog)
        return pen.scene()
    box = _heading(pen, _content(pen, room), view.title, view.detail)
    if pen.metrics.landscape:
        right, box = box.from_right(pen.px(150), pen.px(9))
        right = _captions(pen, right, view, narrow=True)
        if view.answers:
            height = min(pen.px(36), (right.h - pen.px(30)) // len(view.answers) - pen.gap)
            at, right = right.from_bottom(height * len(view.answers) + pen.gap * (len(view.answers) - 1), pen.px(5))
            parts.answers(pen, at, view.answers, 1)
        if view.warning:
            _warning(pen, right.from_top(min(right.h, pen.px(36)))[0], view.warning)
        _call_rows(pen, box, view.rows)
        return pen.scene()
    box = _captions(pen, box, view, narrow=False)
    if view.answers:
        at, box = box.from_bottom(pen.px(37), pen.px(4))
        weights = (1.5,) + (1.0,) * (len(view.answers) - 1)
        for cell, item in zip(at.columns(weights, pen.gap), view.answers, strict=True):
            parts.answer(pen, cell, item)
    if view.warning:
        at, box = box.from_bottom(pen.px(20), pen.px(4))
        _warning(pen, at, view.warning)
    _call_rows(pen, box, view.rows)
    return pen.scene()


def _captions(pen: Pen, box: Box, view: CallCardView | HandoverView, *, narrow: bool) -> Box:
    if view.chrome.caption:
        at, box = box.from_bottom(chrome.caption_height(pen, view.chrome.caption, box.w), pen.px(4))
        chrome.caption(pen, at, view.chrome.caption)
    if view.chrome.desk:
        height = chrome.desk_height(pen, view.chrome.desk, box.w, view.chrome.lang, narrow=narrow)
        at, box = box.from_bottom(height, pen.px(4))
        chrome.desk_message(pen, at, view.chrome.desk, view.chrome.lang, narrow=narrow)
    return box


def _warning(pen: Pen, box: Box, text: str) -> None:
    pen.panel(box, pen.colours.amber_tint, radius_mm=5.5)
    inside = box.inset(pen.px(6), pen.px(1))
    icon, inside = inside.from_left(pen.px(13), pen.px(4))
    pen.icon("care", icon.square(pen.px(13)), theme.words_of("care", pen.colours))
    pen.text(inside, text, _WARNING, pen.colours.ink, max_lines=3 if pen.metrics.landscape else 1, rich=True)


def _call_rows(pen: Pen, box: Box, rows: tuple[CallRowView, ...]) -> None:
    if not rows:
        return
    weights = [1.35 if row.weak else 1.0 for row in rows]
    most = round(sum(weights) * pen.px(34))
    box = Box(box.x, box.y, box.w, min(box.h, most))
    pen.card(box)
    inside = box.inset(pen.px(8), pen.px(1.5))
    y: float = inside.y
    for index, (row, weight) in enumerate(zip(rows, weights, strict=True)):
        height = inside.h * weight / sum(weights)
        cell = Box(inside.x, round(y), inside.w, round(y + height) - round(y))
        y += height
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        label, words = cell.from_left(pen.px(34), pen.px(5))
        pen.text(label, row.label, _CALL_LABEL, pen.colours.ink2, max_lines=2)
        words = words.inset(0, pen.px(0.8))
        if not row.weak:
            pen.text(words, row.strong, _CALL_STRONG, pen.colours.ink, max_lines=2)
            continue
        strong, weak = words.from_top(round(words.h * 0.55))
        pen.text(strong, row.strong, _CALL_STRONG, pen.colours.ink, max_lines=2)
        pen.text(weak, row.weak, _CALL_WEAK, pen.colours.ink, valign="top", max_lines=2)


# --- handover ------------------------------------------------------------------------------------------------

_ROW_MM = 25.0
_EVENT_MM = 15.5
_HAND_TEXT = theme.Style((11.0, 10.2, 9.4, 8.6, 7.8, 6.9), 1.12, bold=True)
_EVENT_TEXT = theme.Style((10.4, 9.6, 8.8, 8.0, 6.9), 1.12)
_TIME_MM = 8.8
_LETTER = theme.Style((10.4, 9.0), 1.0, bold=True, grows=False)
_KIND = theme.Style((6.9,), 1.1, grows=False)
_QR_TITLE = theme.Style((10.4, 9.4, 8.6), 1.15, bold=True)


def draw_handover(pen: Pen, view: HandoverView) -> Scene:
    room = chrome.around(pen, view.chrome)
    if view.chrome.dialog:
        parts.dialog(pen, room, view.chrome.dialog)
        return pen.scene()
    box = _heading(pen, _content(pen, room), view.title, view.detail)
    if pen.metrics.landscape:
        right, box = box.from_right(pen.px(150), pen.px(8))
        right = _captions(pen, right, view, narrow=True)
        _take_away(pen, right, view)
        _hand_rows(pen, box, view.rows)
        return pen.scene()
    box = _captions(pen, box, view, narrow=False)
    foot, box = box.from_bottom(pen.px(QR_MM + 8), pen.px(4))
    _take_away(pen, foot, view)
    _hand_rows(pen, box, view.rows)
    return pen.scene()


def _hand_rows(pen: Pen, box: Box, rows: tuple[HandoverRowView, ...]) -> None:
    if not rows:
        return
    weights = [_EVENT_MM if row.time else _ROW_MM for row in rows]
    scale = min(1.25, (box.h / pen.metrics.px_per_mm - 6) / sum(weights))
    heights = [round(pen.px(weight) * scale) for weight in weights]
    card = Box(box.x, box.y, box.w, min(box.h, sum(heights) + pen.px(6)))
    pen.card(card)
    inside = card.inset(pen.px(7), pen.px(3))
    kind_w = round(max(pen.measure(row.kind_text, pen.px(_KIND.sizes_mm[0]), False) for row in rows)) + pen.px(13.5)
    # measured, because "about" makes a time long: a time that wraps would stand on the next one
    time_w = round(max(pen.measure(row.time, pen.px(_TIME_MM), True) for row in rows)) + pen.px(1)
    y = inside.y
    for index, (row, height) in enumerate(zip(rows, heights, strict=True)):
        cell = Box(inside.x, y, inside.w, height)
        y += height
        if row.letter and index:
            pen.rule(cell.x, cell.y, cell.w)
        _hand_row(pen, cell, row, kind_w, time_w)


def _hand_row(pen: Pen, cell: Box, row: HandoverRowView, kind_w: int, time_w: int) -> None:
    colours = pen.colours
    if row.kind_text:
        kind, cell = cell.from_right(kind_w, pen.px(3))
        _kind(pen, kind, row)
    letter, cell = cell.from_left(pen.px(17), pen.px(5))
    if row.letter:
        size = min(pen.px(17), letter.h - pen.px(1.5))
        square = letter.square(size)
        pen.panel(square, colours.rescue, radius_mm=4)
        pen.text(square, row.letter, _LETTER, colours.white, align="middle")
    if row.time:
        time, cell = cell.from_left(time_w, pen.px(4))
        pen.text(time, row.time, _EVENT_TEXT._replace(bold=True), colours.ink, max_lines=1)
        pen.text(cell, row.text, _EVENT_TEXT, colours.ink, max_lines=1)
        return
    if row.label:
        label, cell = cell.from_left(pen.px(37), pen.px(4))
        pen.text(label, row.label, theme.LABEL, colours.ink2, max_lines=2)
    words = cell.inset(0, pen.px(1))
    style = _HAND_TEXT if row.letter else _EVENT_TEXT
    one = pen.setting(row.text, words.w, words.h, style._replace(sizes_mm=style.sizes_mm[:4]))
    pen.text(words, row.text, style, colours.ink, max_lines=2 if one.over else 1)


def _kind(pen: Pen, box: Box, row: HandoverRowView) -> None:
    """How it is known: written down then, added later, a guess."""
    height = min(pen.px(13.5), box.h - pen.px(1))
    chip = Box(box.x, box.y + (box.h - height) // 2, box.w, height)
    pen.panel(chip, theme.tint_of(KIND_TONES[row.kind], pen.colours), radius_mm=2.5)
    pen.icon_and_text(
        chip.inset(pen.px(2), 0), KIND_ICONS[row.kind], row.kind_text, _KIND, pen.colours.ink, icon_mm=6.5, gap_mm=1.5
    )


def _take_away(pen: Pen, box: Box, view: HandoverView) -> None:
    """The same words as a code to scan, and the keys."""
    colours = pen.colours
    if pen.metrics.landscape and view.answers:
        keys, box = box.from_bottom(pen.px(30), pen.px(4))
        _hand_keys(pen, keys, view)
    size = min(pen.px(QR_MM), box.h)
    code, words = box.from_left(size, pen.px(7))
    code = Box(code.x, code.y, size, size)
    if view.qr_text and code.w:
        pen.panel(code, colours.white, radius_mm=6, edge=colours.line)
        pen.sign(code.inset(pen.px(2)), qr_svg(view.qr_text))
    title = pen.setting(view.qr_title, words.w, pen.px(40), _QR_TITLE, max_lines=3)
    at, words = words.from_top(round(title.height_px), pen.px(1.5))
    pen.place(at, title, _QR_TITLE, colours.ink)
    note = pen.setting(view.qr_note, words.w, pen.px(22), theme.LABEL, max_lines=2)
    at, words = words.from_top(round(note.height_px), pen.px(4))
    pen.place(at, note, theme.LABEL, colours.ink2)
    pen.overfull += [s for s, made in ((view.qr_title, title), (view.qr_note, note)) if made.over]
    if not pen.metrics.landscape and view.answers:
        keys, words = words.from_top(pen.px(27), pen.px(3))
        _hand_keys(pen, keys, view)
    if view.hide_text:
        at = words.from_top(min(words.h, pen.px(20)))[0]
        pen.icon_and_text(at, "clock", view.hide_text, theme.LABEL, colours.ink2, icon_mm=9, align="left", max_lines=2)


def _hand_keys(pen: Pen, box: Box, view: HandoverView) -> None:
    colours = pen.colours
    weights = tuple(1.0 if item.tone == "plain" else 1.25 for item in view.answers)
    for cell, item in zip(box.columns(weights, pen.gap), view.answers, strict=True):
        fill = theme.fill_of(item.tone, colours)
        filled = item.tone != "plain"
        face = pen.key(
            cell, item.action or f"handover:{item.id}", fill.ground, edge=fill.edge, filled=filled, emergency=True,
            radius_mm=5.5,
        )  # fmt: skip
        icon = "print" if item.id == "print" else parts.MARK_ICONS.get(item.mark, "yes")
        pen.icon_and_text(face.inset(pen.px(3), 0), icon, item.label, theme.TOOL, fill.words, icon_mm=10, max_lines=2)
