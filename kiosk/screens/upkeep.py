"""The pages behind the lobby: PIN pad, menus, touch test, cleaning."""

from __future__ import annotations

from kiosk import theme
from kiosk.screens import answers, chrome, notices
from kiosk.screens.box import Box
from kiosk.screens.pen import Pen
from kiosk.screens.scene import Chord, Scene
from kiosk.views_chrome import Chrome, Tone
from kiosk.views_upkeep import CleaningView, InfoRowView, MenuView, OptionView, PinView, StepperView, TouchTestView
from protocols import icons

PAD_KEY_MM, PAD_KEY_MOST_MM, PAD_GAP_MM = 30.0, 42.0, 6.0
CORNER_MM = 46.0
CORNERS_S, HELP_S = 3.0, 2.0
OPTION_MM, OPTION_FEW_MM, ROW_MM = 46.0, 60.0, 44.0
FEW = 4
"""So few keys or rows are drawn larger: a page is not a list that stopped."""
_TITLE = theme.HEADING._replace(sizes_mm=(*theme.HEADING.sizes_mm, 13.0, 11.4, 10.2))
_TITLE_LINES = (1, 1, 1, 2, 2, 3, 4)
"""A line of the record may be the title, and some are long."""
_DETAIL = theme.Style((12.2, 11.0, 10.2, 9.4, 8.6, 7.8, 6.9), 1.25)
_DIGIT = theme.Style((18.0, 14.9), 1.0, bold=True, grows=False)
_PAD_WORD = theme.Style((11.6, 10.4, 9.6), 1.0, bold=True, grows=False)
_WALL = theme.Style((14.4, 12.4), 1.0, bold=True, grows=False)
_OPTION = theme.Style((15.3, 14.2, 13.0, 12.0, 11.0, 10.0, 9.2, 8.4, 7.6, 6.9), 1.12, bold=True)
_LABEL = theme.Style((10.4, 9.4, 8.6, 7.8, 6.9), 1.15)
_VALUE = theme.Style((13.0, 12.0, 11.2, 10.4, 9.6, 8.8, 8.0, 7.4, 6.9), 1.15, bold=True)
_ALONE = theme.Style((16.0, 14.4, 13.0, 11.6, 10.4), 1.25, bold=True)
_STEP = theme.Style((26.0, 22.0, 18.0, 14.4), 1.0, bold=True, grows=False)
_WIPE = theme.Style((37.7, 32.0, 27.0, 23.0), 1.1, bold=True, grows=False)
_LEFT = theme.Style((22.0, 18.0), 1.1, bold=True, grows=False)
_HINT = theme.Style((9.4, 8.6, 7.8, 6.9), 1.25, grows=False)


def heading(pen: Pen, worn: Chrome, title: str, detail: str, tone: Tone) -> Box:
    """Dock, title, wall clock, and one answer or explanation; gives back the room for the rest."""
    room = chrome.dock(pen, pen.window, worn.dock, None)
    margin = pen.px(theme.MARGIN_MM)
    box = Box(room.x + margin, room.y + pen.px(6), room.w - 2 * margin, room.h - pen.px(10))
    width = box.w - pen.px(46 + 4)
    setting = pen.setting(title, width, pen.px(60), _TITLE, max_lines=_TITLE_LINES)
    head, box = box.from_top(max(pen.px(27), round(setting.height_px) + pen.px(4)), pen.px(1))
    clock, head = head.from_right(pen.px(46), pen.px(4))
    pen.text(clock, worn.bar.wall_text, _WALL, pen.colours.ink2, align="right")
    pen.text(head, title, _TITLE, pen.colours.ink, max_lines=_TITLE_LINES)
    if not detail:
        return box
    strip_h = pen.px(18 if tone != "plain" else 14)
    setting = pen.setting(detail, box.w - pen.px(24 if tone != "plain" else 0), pen.px(30), _DETAIL, max_lines=2)
    at, box = box.from_top(max(strip_h, round(setting.height_px) + pen.px(5 if tone != "plain" else 1)), pen.px(4))
    if tone == "plain":
        pen.text(at, detail, _DETAIL, pen.colours.ink2, max_lines=2)
        return box
    pen.panel(at, theme.tint_of(tone, pen.colours), radius_mm=5)
    icon, words = at.inset(pen.px(5), pen.px(1)).from_left(pen.px(11), pen.px(4))
    pen.icon(notices.TONE_ICONS.get(tone, "care"), icon.square(pen.px(11)), theme.words_of(tone, pen.colours))
    pen.text(words, detail, _DETAIL, pen.colours.ink, max_lines=2)
    return box


# --- PIN -------------------------------------------------------------------------------------------------------


def draw_pin(pen: Pen, view: PinView) -> Scene:
    if not view.pad:  # nothing to type: what stands in the way is the page
        _alone(pen, heading(pen, view.chrome, view.title, "", "plain"), view)
        return pen.scene()
    box = heading(pen, view.chrome, view.title, view.detail, view.tone)
    gap = pen.px(PAD_GAP_MM)
    room = box.h - (0 if pen.metrics.landscape else pen.px(60))
    key = max(pen.px(PAD_KEY_MM), min(pen.px(PAD_KEY_MOST_MM), (room - 3 * gap) // 4))
    width, height = 3 * key + 2 * gap, 4 * key + 3 * gap
    if pen.metrics.landscape:
        right, left = box.from_right(width + pen.px(30), pen.px(6))
        _dots(pen, Box(left.x, left.y + pen.px(10), left.w, pen.px(16)), view)
        pad = Box(right.x, right.y, width, min(height, right.h))
    else:
        dots, box = box.from_top(pen.px(30), pen.px(6))
        _dots(pen, dots, view)
        pad = Box(box.x + (box.w - width) // 2, box.y + min(pen.px(34), (box.h - height) // 3), width, height)
    names = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "ok"]
    for cell, name in zip(pad.grid(3, 4, gap), names, strict=True):
        _pad_key(pen, cell, name, view)
    return pen.scene()


def _alone(pen: Pen, box: Box, view: PinView) -> None:
    words = pen.setting(view.detail, box.w - pen.px(62), pen.px(110), _ALONE, max_lines=6)
    at = box.from_top(max(pen.px(60), round(words.height_px) + pen.px(20)))[0]
    pen.panel(at, theme.tint_of(view.tone, pen.colours), radius_mm=8)
    icon, room = at.inset(pen.px(10), pen.px(6)).from_left(pen.px(30), pen.px(10))
    mark = theme.words_of(view.tone, pen.colours)
    pen.icon(notices.TONE_ICONS.get(view.tone, "care"), icon.square(pen.px(30)), mark)
    pen.text(room, view.detail, _ALONE, pen.colours.ink, max_lines=6)


def _pad_key(pen: Pen, cell: Box, name: str, view: PinView) -> None:
    if name == "ok":
        fill = theme.fill_of("do", pen.colours)
        face = pen.key(cell, "pin:ok", fill.ground, edge=fill.edge, radius_mm=6)
        _pad_word(pen, face, "yes", view.ok_label, fill.words)
        return
    face = pen.key(cell, f"pin:{name}", pen.colours.surface, edge=pen.colours.edge, radius_mm=6, filled=False)
    if name == "erase":
        _pad_word(pen, face, "undo", view.erase_label, pen.colours.ink)
    else:
        pen.text(face, name, _DIGIT, pen.colours.ink, align="middle")


def _pad_word(pen: Pen, face: Box, sign: str, word: str, ink: str) -> None:
    """A sign over the word: what the key does is seen among the digits."""
    top, foot = face.inset(pen.px(2), pen.px(3)).shares((0.5, 0.5))
    pen.icon(sign, top.square(min(top.h, pen.px(12))), ink)
    pen.text(foot, word, _PAD_WORD, ink, align="middle")


def _dots(pen: Pen, box: Box, view: PinView) -> None:
    size, gap = pen.px(9), pen.px(7)
    width = view.slots * size + (view.slots - 1) * gap
    x = box.x + (0 if pen.metrics.landscape else (box.w - width) // 2)
    for n in range(view.slots):
        at = Box(x + n * (size + gap), box.y + (box.h - size) // 2, size, size)
        fill = pen.colours.ink if n < view.filled else pen.colours.surface
        pen.panel(at, fill, radius_mm=4.5, edge=pen.colours.edge, edge_mm=0.75)


# --- menus -----------------------------------------------------------------------------------------------------


def draw_menu(pen: Pen, view: MenuView) -> Scene:
    box = heading(pen, view.chrome, view.title, view.detail, view.tone)
    if view.rows:
        box = _info_rows(pen, box, view.rows)
    if view.stepper is not None:
        at, box = box.from_top(pen.px(62 if not pen.metrics.landscape else 46), pen.px(6))
        _stepper(pen, at, view.stepper)
    if view.options:
        across = _columns(pen, len(view.options))
        down = -(-len(view.options) // across)
        most = pen.px(OPTION_FEW_MM if down <= FEW and not view.rows else OPTION_MM) * down + pen.gap * (down - 1)
        grid = Box(box.x, box.y, box.w, min(box.h, most))
        cells = grid.grid(across, down, pen.gap)
        trial = pen.trial()
        # One size for all: none is meant more than another.
        largest_px = min(option_key(trial, cell, option) for cell, option in zip(cells, view.options, strict=False))
        for cell, option in zip(cells, view.options, strict=False):
            option_key(pen, cell, option, largest_px=largest_px)
    return pen.scene()


def _columns(pen: Pen, count: int) -> int:
    if pen.metrics.landscape:
        return min(count, 4 if count > 12 else 3 if count > 4 else 2)
    return 2 if count > 4 else 1


def option_key(pen: Pen, box: Box, view: OptionView, *, largest_px: int | None = None) -> int:
    colours = pen.colours
    fill = theme.fill_of(view.tone, colours)
    plain = view.tone == "plain"
    ground = colours.blue_tint if view.chosen else fill.ground
    edge = theme.words_of("do", colours) if view.chosen else fill.edge
    face = pen.key(
        box, view.action, ground, edge=edge, edge_mm=1.25 if view.chosen else theme.KEY_EDGE_MM, radius_mm=6,
        filled=not plain,
    )  # fmt: skip
    inside = face.inset(pen.px(6), pen.px(2))
    ink = colours.ink if plain else fill.words
    if view.chosen:
        mark, inside = inside.from_right(pen.px(12), pen.px(2))
        pen.icon("yes", mark.square(pen.px(12)), theme.words_of("do", colours) if not colours.night else ink)
    if view.icon:
        size = pen.px(20 if box.h >= pen.px(OPTION_MM) and box.w >= pen.px(110) else 15)
        icon, inside = inside.from_left(size, pen.px(5))
        pen.icon(view.icon, icon.square(size), theme.words_of("do", colours) if plain and not view.chosen else ink)
    ink2 = colours.ink2 if plain else fill.words
    return answers.two_lines(pen, inside, view.label, view.note, _OPTION, ink, ink2, largest_px=largest_px).label_px


def _stepper(pen: Pen, box: Box, view: StepperView) -> None:
    """The key that cannot go further is only an outline with its words."""
    less, middle, more = box.columns((1, 1.5, 1), pen.gap)
    for cell, action, label, icon in (
        (less, view.less_action, view.less_label, "undo"),
        (more, view.more_action, view.more_label, "go"),
    ):
        ground, ink = (
            (pen.colours.surface, pen.colours.ink) if action else (pen.colours.ground, pen.colours.ink2)
        )  # fmt: skip
        edge = pen.colours.edge if action else pen.colours.line
        face = pen.key(cell, action, ground, edge=edge, radius_mm=6, filled=False)
        name = icon if view.part is None else ""
        pen.icon_and_text(face.inset(pen.px(3), 0), name, label, theme.TOOL, ink, icon_mm=9, max_lines=2)
    if view.part is None:
        pen.text(middle, view.text, _STEP, pen.colours.ink, align="middle")
        return
    top, foot = middle.from_top(round(middle.h * 0.66))
    pen.text(top, view.text, _STEP, pen.colours.ink, align="middle")
    track = Box(foot.x, foot.y + (foot.h - pen.px(6)) // 2, foot.w, pen.px(6))
    pen.panel(track, pen.colours.raised, radius_mm=3, edge=pen.colours.edge, edge_mm=0.4)
    part = max(pen.px(6), round(track.w * min(1.0, view.part)))
    pen.panel(Box(track.x, track.y, part, track.h), theme.words_of("do", pen.colours), radius_mm=3)


def _info_rows(pen: Pen, box: Box, rows: tuple[InfoRowView, ...]) -> Box:
    height = min(pen.px(ROW_MM), (box.h - pen.px(4)) // len(rows))
    card, rest = box.from_top(height * len(rows) + pen.px(4), pen.px(5))
    pen.card(card)
    for index, (cell, row) in enumerate(zip(card.inset(pen.px(8), pen.px(2)).rows(len(rows), 0), rows, strict=True)):
        if index:
            pen.rule(cell.x, cell.y, cell.w)
        label, value = cell.from_left(pen.px(58), pen.px(5))
        pen.text(label, row.label, _LABEL, pen.colours.ink2, max_lines=2)
        pen.text(value, row.text, _VALUE, theme.words_of(row.tone, pen.colours), max_lines=2)
    return rest


# --- touch test, cleaning ----------------------------------------------------------------------------------------


def draw_touch_test(pen: Pen, view: TouchTestView) -> Scene:
    box = heading(pen, view.chrome, view.title, view.detail, "plain")
    across = 5 if pen.metrics.landscape else 3
    colours = pen.colours
    for cell, target in zip(box.grid(across, -(-len(view.targets) // across), pen.gap), view.targets, strict=True):
        fill = colours.rescue if target.done else colours.surface
        edge = theme.words_of("rescue", colours) if target.done else colours.edge
        pen.key(cell, target.action, fill, edge=edge, radius_mm=4, filled=False)
        size = pen.px(14)
        pen.icon("yes" if target.done else "ring", cell.square(size), colours.white if target.done else colours.edge)
    return pen.scene()


def draw_cleaning(pen: Pen, view: CleaningView) -> Scene:
    """Dark, so that streaks are seen. A wet cloth on any of it does nothing; a finger held on the green key does."""
    colours = theme.NIGHT
    window = pen.window.inset(pen.px(theme.MARGIN_MM))
    size = pen.px(CORNER_MM)
    first = Box(window.x, window.y, size, size)
    second = Box(window.right - size, window.bottom - size, size, size)
    for corner in (first, second):
        pen.panel(corner, colours.ground, radius_mm=8, edge=colours.edge, edge_mm=1.0, dashed=True)
        pen.icon("hands", corner.square(pen.px(20)), colours.edge)
    pen.chord = Chord(view.end_action, (first, second), CORNERS_S)
    key_w = round(pen.window.w * (0.44 if pen.metrics.landscape else 0.62))
    key = Box(pen.window.x + (pen.window.w - key_w) // 2, 0, key_w, pen.px(44))
    key = key._replace(y=(second.y + (size - key.h) // 2) if pen.metrics.landscape else second.y - pen.px(12) - key.h)
    fill = theme.fill_of("rescue", colours)
    face = pen.key(key, view.help_action, fill.ground, edge=fill.edge, emergency=True, hold_s=HELP_S)
    sign, words = face.inset(pen.px(8), pen.px(3)).from_left(pen.px(24), pen.px(7))
    pen.sign(sign.square(pen.px(24)), icons.first_aid(fill.words))
    answers.two_lines(pen, words, view.help_label, view.help_note, theme.KEY2, fill.words, fill.words)
    middle = Box(window.x, first.bottom + pen.px(8), window.w, key.y - first.bottom - pen.px(16))
    if pen.metrics.landscape:
        middle = Box(first.right, window.y + pen.px(20), window.w - 2 * size, key.y - window.y - pen.px(30))
    hint, middle = middle.from_bottom(pen.px(30), pen.px(4))
    title, left = middle.from_top(round(middle.h * 0.58))
    pen.text(title, view.title, _WIPE, colours.ink, align="middle", valign="bottom")
    pen.text(left, view.left_text, _LEFT, colours.do_text, align="middle")
    pen.text(hint, view.hint, _HINT, colours.ink2, align="middle", max_lines=2)
    return pen.scene(colours.ground)
