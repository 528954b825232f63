"""How a screen is written down as a scene: sizes, colours, words that fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from kiosk import theme, typeset
from kiosk.screens.box import Box
from kiosk.screens.scene import Chord, Key, Node, Panel, Scene, Sign, Stripes, Turn, Words, ring_svg
from kiosk.theme import Metrics, Palette, Style
from kiosk.typeset import GAP, Measure, Setting
from protocols import icons

Align = Literal["left", "middle", "right"]
GAP_EM = 0.2
GLYPH_EM = 1.1
"""The height of the box a line of words is checked by."""


@dataclass(slots=True)
class Pen:
    """Collects nodes for one scene: it knows sizes, colours, and how wide words are; it knows no view."""

    metrics: Metrics
    colours: Palette
    measure: Measure
    elderly: bool = False
    frame: Stripes | None = None
    """Of an exercise; painted over everything else, so that nothing hides it."""
    nodes: list[Node] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    chord: Chord | None = None
    overfull: list[str] = field(default_factory=list)

    def px(self, size_mm: float) -> int:
        return self.metrics.px(size_mm)

    @property
    def window(self) -> Box:
        return Box(0, 0, self.metrics.width_px, self.metrics.height_px)

    @property
    def gap(self) -> int:
        return self.px(theme.GAP_MM)

    def content(self, room: Box) -> Box:
        """What is left of the room of a page in its margins; beside an exercise's frame the air may be less."""
        air = self.px(3 if self.frame else 5)
        return room._replace(y=room.y + air, h=room.h - 2 * air).inset(self.px(theme.MARGIN_MM), 0)

    def scene(self, ground: str | None = None) -> Scene:
        frame = (self.frame,) if self.frame else ()
        return Scene(ground or self.colours.ground, (*self.nodes, *frame), tuple(self.keys), self.chord)

    def trial(self) -> Pen:
        """Another of its kind, to see what something would need: what it draws is thrown away."""
        return Pen(self.metrics, self.colours, self.measure, self.elderly)

    # --- shapes ---

    def panel(
        self,
        box: Box,
        fill: str,
        *,
        radius_mm: float = 7,
        edge: str | None = None,
        edge_mm: float = 0.5,
        shade_mm: float = 0,
        dashed: bool = False,
    ) -> Panel:
        made = self._panel(box, fill, radius_mm, edge, edge_mm, shade_mm, dashed)
        self.nodes.append(made)
        return made

    def _panel(
        self, box: Box, fill: str, radius_mm: float, edge: str | None, edge_mm: float, shade_mm: float, dashed: bool
    ) -> Panel:
        edge_px = max(1, self.px(edge_mm)) if edge else 0
        return Panel(box, fill, self.px(radius_mm), edge, edge_px, self.px(shade_mm), dashed)

    def card(self, box: Box) -> None:
        self.panel(box, self.colours.surface, radius_mm=8, edge=self.colours.line)

    def rule(self, x: int, y: int, width: int) -> None:
        self.panel(Box(x, y, width, max(1, self.px(0.5))), self.colours.line, radius_mm=0)

    def icon(self, name: str, box: Box, colour: str) -> None:
        size = min(box.w, box.h)
        self.nodes.append(Sign(box.square(size), icons.svg(name), colour))

    def ring(self, box: Box, part: float, *, radius: float, width: float, track: str, colour: str) -> None:
        """A full track and the part of the turn that is left; radius and width as parts of the box."""
        white = ring_svg(radius, width)
        self.sign(box, white, track)
        left = max(0.0, min(1.0, part))
        if left > 0.002:
            self.nodes.append(Turn(box, white, round(left, 4), colour))

    def sign(self, box: Box, svg: str, tint: str | None = None) -> None:
        self.nodes.append(Sign(box, svg, tint))

    def key(
        self,
        box: Box,
        action: str,
        fill: str,
        *,
        edge: str | None = None,
        edge_mm: float = theme.KEY_EDGE_MM,
        radius_mm: float = 7,
        filled: bool = True,
        emergency: bool = False,
        hold_s: float = 0.0,
        shows_hold: bool = False,
        dashed: bool = False,
        means: tuple[str, ...] = (),
    ) -> Box:
        """A key's ground; gives back the room above its shade. Without an action it is only drawn."""
        shade = theme.KEY_SHADE_MM if filled else 0
        rest = self.panel(box, fill, radius_mm=radius_mm, edge=edge, edge_mm=edge_mm, shade_mm=shade, dashed=dashed)
        if action:
            down = theme.darker(fill, theme.PRESSED_DARKER)
            pressed = self._panel(box, down, radius_mm, edge, edge_mm, 0, dashed)
            self.keys.append(Key(action, box, rest, pressed, emergency, hold_s, shows_hold=shows_hold, means=means))
        return Box(box.x, box.y, box.w, box.h - self.px(shade))

    def hidden_key(self, box: Box, action: str, ground: str, hold_s: float = 0.0) -> None:
        """A place that can be pressed and never looks like it: draw it before the words that stand on it."""
        rest = self.panel(box, ground, radius_mm=0)
        self.keys.append(Key(action, box, rest, rest, hold_s=hold_s, unseen=True))

    def pad(self, box: Box, action: str) -> None:
        """A place that takes taps in time; whoever draws it gives it its look."""
        if action:
            bare = Panel(box, "", 0)
            self.keys.append(Key(action, box, bare, bare, pad=True))

    # --- words ---

    def sizes(self, style: Style) -> tuple[int, ...]:
        return _sizes(style, self.elderly, self.metrics)

    def setting(
        self,
        text: str,
        width: int,
        height: int,
        style: Style,
        *,
        max_lines: int | tuple[int, ...] = 1,
        rich: bool = False,
    ) -> Setting:
        sizes = self.sizes(style)
        return typeset.fit(
            text,
            float(width),
            float(height),
            sizes,
            self.measure,
            bold=style.bold,
            rich=rich,
            line=style.line,
            max_lines=max_lines,
        )

    def text(
        self,
        box: Box,
        text: str,
        style: Style,
        colour: str,
        *,
        align: Align = "left",
        valign: Literal["top", "middle", "bottom"] = "middle",
        max_lines: int | tuple[int, ...] = 1,
        rich: bool = False,
        strong: str | None = None,
    ) -> Setting:
        """Words fitted into the box. What does not fit even at the smallest size is noted in `overfull`."""
        setting = self.setting(text, box.w, box.h, style, max_lines=max_lines, rich=rich)
        if text and setting.over:
            self.overfull.append(text)
        self.place(box, setting, style, colour, align=align, valign=valign, strong=strong)
        return setting

    def place(
        self,
        box: Box,
        setting: Setting,
        style: Style,
        colour: str,
        *,
        align: Align = "left",
        valign: Literal["top", "middle", "bottom"] = "middle",
        strong: str | None = None,
    ) -> None:
        step = setting.size_px * style.line
        top: float = box.y
        if valign == "middle":
            top += (box.h - setting.height_px) / 2
        elif valign == "bottom":
            top += box.h - setting.height_px
        glyph = setting.size_px * GLYPH_EM
        for index, line in enumerate(setting.lines):
            x: float = box.x
            if align == "middle":
                x += (box.w - line.width_px) / 2
            elif align == "right":
                x += box.w - line.width_px
            for run in line.runs:
                colour_here = strong if strong and run.bold else colour
                for part in _parts(run.text):
                    width = self.measure(part, setting.size_px, run.bold)
                    if part != GAP and part.strip():
                        at = Box(round(x), round(top + index * step), round(width), round(glyph))
                        self.nodes.append(Words(at, part, setting.size_px, run.bold, colour_here, box))
                    x += width

    def icon_and_text(
        self,
        box: Box,
        icon: str,
        text: str,
        style: Style,
        colour: str,
        *,
        icon_mm: float,
        icon_colour: str | None = None,
        gap_mm: float = 3.5,
        align: Align = "middle",
        max_lines: int = 1,
        larger: bool = False,
    ) -> None:
        """An icon and its words side by side, set as one group; words that do not fit beside it stand alone. `larger`:
        in more lines also where they would fit into one, but smaller."""
        for icon_px, between in ((self.px(icon_mm), self.px(gap_mm)), (0, 0)) if icon else ((0, 0),):
            room = box.w - icon_px - between
            setting = self.setting(text, room, box.h, style)
            if max_lines > 1 and (setting.over or larger):
                more = self.setting(text, room, box.h, style, max_lines=max_lines)
                setting = more if setting.over or more.size_px > setting.size_px else setting
            if not setting.over:
                break
        else:
            self.overfull.append(text)
        width = round(max((line.width_px for line in setting.lines), default=0))
        x = box.x
        if align == "middle":
            x += max(0, (box.w - icon_px - between - width) // 2)
        elif align == "right":
            x += max(0, box.w - icon_px - between - width)
        if icon_px:
            self.icon(icon, Box(x, box.y + (box.h - icon_px) // 2, icon_px, icon_px), icon_colour or colour)
        words = Box(x + icon_px + between, box.y, min(room, width + 2), box.h)
        self.place(words, setting, style, colour)


@lru_cache(maxsize=1024)
def _sizes(style: Style, elderly: bool, metrics: Metrics) -> tuple[int, ...]:
    grown = [s * theme.ELDERLY_SCALE for s in style.sizes_mm] if elderly and style.grows else []
    sizes = sorted({*grown, *style.sizes_mm}, reverse=True)
    return tuple(dict.fromkeys(max(1, metrics.px(size)) for size in sizes))


def _parts(text: str) -> list[str]:
    """The thin space is not in the font: it is left out in drawing, and only its width counts."""
    out: list[str] = []
    for index, part in enumerate(text.split(GAP)):
        if index:
            out.append(GAP)
        if part:
            out.append(part)
    return out


def with_gaps(measure: Measure) -> Measure:
    """A measure that knows the thin space."""

    def measured(text: str, size_px: int, bold: bool) -> float:
        if GAP not in text:
            return measure(text, size_px, bold)
        parts = text.split(GAP)
        return sum(measure(part, size_px, bold) for part in parts if part) + (len(parts) - 1) * size_px * GAP_EM

    return measured
