"""The sheet for who takes over: the crew, the police, the fire service."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import answers, caption, chrome, desk_words, sheet
from kiosk.screens.box import Box
from kiosk.screens.notices import Told
from kiosk.screens.pen import Pen
from kiosk.screens.qr import qr_svg
from kiosk.screens.scene import Scene
from kiosk.screens.sheet import Ready, Sizes
from kiosk.views_chrome import Tone
from kiosk.views_model import HandoverRowView, HandoverView, Kind

KIND_TONES: dict[Kind, Tone] = {"seen": "rescue", "later": "do", "guess": "care", "": "plain"}
KIND_ICONS: dict[Kind, str] = {"seen": "eye", "later": "clock", "guess": "unsure", "": ""}
QR_MM, KEY_MM, PRINT_MM = 75.0, 26.0, 20.0
FOOT_MM, PRINT_FOOT_MM, WORDS_MM = 83.0, 89.0, 22.0
"""Upright: of code and keys, without and with the one that prints; of the words above the keys."""
_TRIES = (
    Sizes(11.0, 10.4, 3.6), Sizes(11.0, 9.6, 3.0), Sizes(10.2, 8.8, 2.6), Sizes(9.4, 8.0, 2.0),
    Sizes(8.6, 8.0, 1.6), Sizes(8.6, 7.4, 1.2), Sizes(7.8, 6.9, 1.0), Sizes(7.8, 6.9, 0.6),
    Sizes(6.9, 6.9, 0.4), Sizes(6.9, 6.9, 0.1),
)  # fmt: skip
_TEXT = theme.Style((11.0, 10.2, 9.4, 8.6, 7.8, 6.9), 1.12, bold=True)
_EVENT_TEXT = theme.Style((10.4, 9.6, 8.8, 8.0, 6.9), 1.12)
_TIME_MM = 8.8
_BADGE_AIR_MM, _BADGE_LEAST_MM = 2.2, 7.6
"""All badges are of one size, and none touches the next."""
_LETTER_MM, _LABEL_MM, _UNDER_MM = 17.0, 37.0, 10.2
_LETTER = theme.Style((10.4, 9.0, 7.6, 6.9), 1.0, bold=True, grows=False)
_KIND = theme.Style((6.9,), 1.1)
_QR_TITLE = theme.Style((10.4, 9.4, 8.6, 7.8, 6.9), 1.1, bold=True)


def draw(pen: Pen, view: HandoverView) -> Scene:
    if (below := sheet.around(pen, view, keeps_line=True)) is None:
        return pen.scene()
    box, told = below
    if pen.metrics.landscape:
        right, box = box.from_right(pen.px(149), pen.px(9))
        right = caption.below(pen, right, view.chrome.caption)
        _take_away(pen, right, view, told)
        _rows(pen, box, view.rows)
        return pen.scene()
    box = caption.below(pen, box, view.chrome.caption)
    foot, box = box.from_bottom(pen.px(PRINT_FOOT_MM if view.print_key else FOOT_MM), pen.px(4))
    _take_away(pen, foot, view, told)
    _rows(pen, sheet.desk_words(pen, box, told), view.rows)
    return pen.scene()


def _rows(pen: Pen, box: Box, rows: tuple[HandoverRowView, ...]) -> None:
    if not rows:
        return
    inside = box.inset(pen.px(7), pen.px(2))
    kind_w = round(max(pen.measure(row.kind_text, pen.sizes(_KIND)[0], False) for row in rows)) + pen.px(12.5)
    # measured, because "about" makes a time long: a time that wraps would stand on the next one
    time_w = round(max(pen.measure(row.time, pen.px(_TIME_MM), True) for row in rows)) + pen.px(1)
    rows, made = sheet.fitted(
        pen, rows, inside.h, _TRIES, lambda row, sizes: _ready(pen, row, inside.w, sizes, kind_w, time_w)
    )
    heights = [row.height_px for row in made]
    spare = min(inside.h - sum(heights), round(sum(heights) * 0.25))
    heights = [height + max(0, spare) // len(heights) for height in heights]
    pen.card(Box(box.x, box.y, box.w, sum(heights) + pen.px(4)))
    lettered = [height for row, height in zip(rows, heights, strict=True) if row.letter]
    badge = min(
        pen.px(_LETTER_MM),
        *(max(pen.px(_BADGE_LEAST_MM), height - pen.px(_BADGE_AIR_MM)) for height in lettered or heights),
    )
    y = inside.y
    for index, (row, ready, height) in enumerate(zip(rows, made, heights, strict=True)):
        cell = Box(inside.x, y, inside.w, height)
        y += height
        if index and (row.letter or not row.time):
            pen.rule(cell.x, cell.y, cell.w)
        _row(pen, cell, row, ready, kind_w, time_w, badge)


def _ready(pen: Pen, row: HandoverRowView, width: int, sizes: Sizes, kind_w: int, time_w: int) -> Ready:
    """The words beside their label; under it, in the whole width, where that takes less height."""
    left = pen.px(_LETTER_MM + 5) if row.letter or row.time or row.label else 0
    kind = kind_w + pen.px(3) if row.kind_text else 0
    label = time_w + pen.px(4) if row.time else pen.px(_LABEL_MM + 4) if row.label else 0
    size_mm, style = (sizes.strong_mm, _TEXT) if row.letter and not row.time else (sizes.weak_mm, _EVENT_TEXT)
    part = sheet.whole(pen, row.text, width - left - kind - label, size_mm, style)
    if len(part[0].lines) > 2 and size_mm > sizes.weak_mm:  # much to say: in the smaller of the two
        part = sheet.whole(pen, row.text, width - left - kind - label, sizes.weak_mm, _EVENT_TEXT)
    air, least = 2 * pen.px(sizes.air_mm), pen.px(9.4 if row.letter else 8.7)
    beside = Ready((part,), max(round(part[0].height_px) + air, least), part[0].over)
    if row.time or len(part[0].lines) < 4:
        return beside
    under = sheet.whole(pen, row.text, width - left, sizes.weak_mm, _EVENT_TEXT)
    height = pen.px(_UNDER_MM) + round(under[0].height_px) + air
    return Ready((under,), height, under[0].over, True) if height < beside.height_px else beside


def _row(pen: Pen, cell: Box, row: HandoverRowView, ready: Ready, kind_w: int, time_w: int, badge: int) -> None:
    colours = pen.colours
    under, whole = cell, cell
    if ready.under:  # label and mark stand on a line of their own, the words below them
        cell, under = cell.from_top(pen.px(_UNDER_MM))
        cell = Box(cell.x, cell.y + pen.px(1), cell.w, cell.h - pen.px(1))
    if row.kind_text:
        kind, cell = cell.from_right(kind_w, pen.px(3))
        _kind(pen, kind, row)
    letter, cell = whole.from_left(pen.px(_LETTER_MM))[0], cell.from_left(pen.px(_LETTER_MM), pen.px(5))[1]
    under = Box(cell.x, under.y, under.right - cell.x, under.h)
    if row.letter:
        square = letter.square(badge)
        pen.panel(square, colours.rescue, radius_mm=min(4.0, square.h / pen.metrics.px_per_mm / 4))
        pen.text(square, row.letter, _LETTER, colours.white, align="middle")
    if row.time:
        time, cell = cell.from_left(time_w, pen.px(4))
        size_mm = min(_TIME_MM, ready.parts[0][1].sizes_mm[0])
        setting, style = sheet.whole(pen, row.time, time.w, size_mm, _EVENT_TEXT._replace(bold=True))
        pen.overfull += [row.time] if len(setting.lines) > 1 else []
        pen.place(time, setting, style, colours.ink)
    elif row.label:
        label, cell = cell.from_left(pen.px(_LABEL_MM), pen.px(4))
        pen.text(label, row.label, theme.LABEL, colours.ink2, max_lines=2)
    sheet.place(pen, under if ready.under else cell, ready)


def _kind(pen: Pen, box: Box, row: HandoverRowView) -> None:
    """How it is known: written down then, added later, a guess."""
    height = min(pen.px(13.5), box.h - pen.px(1))
    chip = Box(box.x, box.y + (box.h - height) // 2, box.w, height)
    pen.panel(chip, theme.tint_of(KIND_TONES[row.kind], pen.colours), radius_mm=2.5)
    pen.icon_and_text(
        chip.inset(pen.px(2), 0), KIND_ICONS[row.kind], row.kind_text, _KIND, pen.colours.ink, icon_mm=6.5, gap_mm=1.5
    )


def _take_away(pen: Pen, box: Box, view: HandoverView, told: Told) -> None:
    """The same words as a code to scan, and the keys: one below the other, as they are read. Lying down the desk's
    words stand for their minute where the code is explained: the line above orders to keep pressing."""
    if pen.metrics.landscape:
        count = len(view.answers)
        keys, box = box.from_bottom(count * pen.px(KEY_MM) + max(0, count - 1) * pen.gap, pen.px(4))
        code, words = box.from_left(min(pen.px(QR_MM), box.h), pen.px(6))
        printing, words = words.from_bottom(pen.px(PRINT_MM), pen.px(2)) if view.print_key else (box, words)
    else:
        code, words = box.from_left(pen.px(QR_MM), pen.px(5))
        printing, code = code.from_bottom(pen.px(PRINT_MM), pen.px(4)) if view.print_key else (box, code)
        words, keys = words.from_top(pen.px(WORDS_MM), pen.px(4))
    _code(pen, code, view)
    if told.desk and pen.metrics.landscape:
        desk_words.draw(pen, words, told.desk, told.lang)
    else:
        _words(pen, words, view)
    if view.print_key:
        chrome.tool_key(pen, printing, view.print_key)
    answers.answers(pen, keys, answers.without_notes(view.answers), 1)


def _code(pen: Pen, box: Box, view: HandoverView) -> None:
    size = min(box.w, box.h)
    code = Box(box.x, box.y, size, size)
    if view.qr_text and size:
        pen.panel(code, pen.colours.white, radius_mm=6, edge=pen.colours.line)
        pen.sign(code.inset(pen.px(2)), qr_svg(view.qr_text))


def _words(pen: Pen, box: Box, view: HandoverView) -> None:
    """What the code is for, what is not in it, and when it hides: the last two side by side where there is room."""
    ink, ink2 = pen.colours.ink, pen.colours.ink2
    title = pen.setting(view.qr_title, box.w, round(box.h * 0.5), _QR_TITLE, max_lines=3)
    at, box = box.from_top(round(title.height_px), pen.px(0.5))
    pen.place(at, title, _QR_TITLE, ink)
    if pen.metrics.landscape:
        note = pen.setting(view.qr_note, box.w, round(box.h * 0.5), theme.LABEL, max_lines=2)
        at, box = box.from_top(round(note.height_px), pen.px(1))
    else:
        note = pen.setting(view.qr_note, round(box.w * 0.45), box.h, theme.LABEL)
        at, box = box.from_left(round(note.lines[0].width_px) + 2, pen.px(6))
    pen.place(at, note, theme.LABEL, ink2)
    pen.overfull += [s for s, made in ((view.qr_title, title), (view.qr_note, note)) if made.over]
    if view.hide_text:
        at = box.from_top(min(box.h, pen.px(20)))[0]
        pen.icon_and_text(at, "clock", view.hide_text, theme.LABEL, ink2, icon_mm=9, align="left", max_lines=2)
