"""Nodes become Kivy drawing instructions; every texture is made once, at its exact size, and kept for a while."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import resvg_py
from kivy.core.image import Image as CoreImage
from kivy.core.text import Label as CoreLabel
from kivy.graphics import BorderImage, Color, Ellipse, InstructionGroup, Rectangle

from kiosk import theme
from kiosk.screens.box import Box
from kiosk.screens.scene import Beating, Node, Panel, Sign, Stripes, Turn, Words, disc_svg

KEPT_WORDS_BYTES = 20_000_000
"""A screen full of words is 3 MB."""
KEPT_DRAWINGS = 600
"""Painted and still packed: some 25 KB a large one. To unpack it takes 3 ms, to paint it 46."""
KEPT_TEXTURES_BYTES = 32_000_000
"""Unpacked a large picture is 1.7 MB and the screens to come want a hundred of them: only what was shown of late."""
SHADE_DARKER = 0.24
TILE_PX = 64
STRIPE_PX = 21
# Where the middle of a Han character stands in the font's line, from its top: (1.160 - 0.380) / 1.448.
MIDDLE_OF_LINE = 0.5387
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" fill="none">{body}</svg>'


class Kept:
    """The newest of something costly, as many as their limit allows."""

    def __init__(self, limit: int, cost: Callable[[Any], int] = lambda _: 1) -> None:
        self._limit, self._cost = limit, cost
        self._items: OrderedDict[Hashable, Any] = OrderedDict()
        self.held = 0

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        if key in self._items:
            self._items.move_to_end(key)
            return self._items[key]
        made = self._items[key] = make()
        self.held += self._cost(made)
        while self.held > self._limit and len(self._items) > 1:
            self.held -= self._cost(self._items.popitem(last=False)[1])
        return made

    def __len__(self) -> int:
        return len(self._items)


class Measured:
    """How wide words are, asked of the same font that draws them."""

    LIMIT = 20_000

    def __init__(self) -> None:
        self._labels: dict[tuple[int, bool], Any] = {}
        self._widths: dict[tuple[str, int, bool], float] = {}

    def __call__(self, text: str, size_px: int, bold: bool) -> float:
        key = (text, size_px, bold)
        width = self._widths.get(key)
        if width is None:
            label = self._labels.get((size_px, bold))
            if label is None:
                label = self._labels[size_px, bold] = CoreLabel(font_size=size_px, bold=bold)
            if len(self._widths) > self.LIMIT:
                self._widths.clear()
            width = self._widths[key] = float(label.get_extents(text)[0]) if text else 0.0
        return width


def render_svg(svg: str, width_px: int, height_px: int) -> bytes:
    """PNG bytes at exactly this size."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width_px, height=height_px, skip_system_fonts=True)
    return bytes(png)


class Painter:
    """Fills instruction groups; the host decides which node stands in which group."""

    def __init__(self) -> None:
        self._words = Kept(KEPT_WORDS_BYTES, _bytes)
        self._drawings = Kept(KEPT_DRAWINGS)
        self._pictures = Kept(KEPT_TEXTURES_BYTES, _bytes)

    def fill(self, group: InstructionGroup, node: Node, height_px: int) -> Rectangle | None:
        """Draw the node into the group; a beating node gives back the disc whose size changes with the beat."""
        match node:
            case Panel():
                self._panel(group, node, height_px)
            case Words():
                self._line(group, node, height_px)
            case Sign(box=box, svg=svg, tint=tint):
                if box.w > 0 and box.h > 0:
                    group.add(Color(*theme.rgb(tint or "#FFFFFF")))
                    group.add(_rectangle(box, height_px, self.picture(svg, box.w, box.h)))
            case Beating(box=box, colour=colour, halo=halo):
                disc = self.picture(disc_svg(), box.w, box.h)
                if halo:
                    group.add(Color(*theme.rgb(halo)))
                    group.add(_rectangle(box, height_px, disc))
                group.add(Color(*theme.rgb(colour)))
                rectangle = _rectangle(box, height_px, disc)
                group.add(rectangle)
                return rectangle
            case Turn(box=box, svg=svg, part=part, tint=tint):
                group.add(Color(*theme.rgb(tint)))
                ellipse = Ellipse(texture=self.picture(svg, box.w, box.h), angle_start=0, angle_end=360 * part)
                ellipse.pos, ellipse.size = (box.x, height_px - box.bottom), (box.w, box.h)
                group.add(ellipse)
            case Stripes():
                self._stripes(group, node, height_px)
        return None

    def prepare(self, svg: str, width_px: int, height_px: int) -> bytes:
        """Paint it and keep it packed, for a screen to come."""
        png: bytes = self._drawings.get((svg, width_px, height_px), lambda: render_svg(svg, width_px, height_px))
        return png

    def picture(self, svg: str, width_px: int, height_px: int) -> Any:
        def make() -> Any:
            data = io.BytesIO(self.prepare(svg, width_px, height_px))
            return CoreImage(data, ext="png", nocache=True).texture

        return self._pictures.get((svg, width_px, height_px), make)

    def _line(self, group: InstructionGroup, node: Words, height_px: int) -> None:
        def make() -> Any:
            label = CoreLabel(text=node.text, font_size=node.size_px, bold=node.bold, color=(1, 1, 1, 1))
            label.refresh()
            return label.texture

        texture = self._words.get((node.text, node.size_px, node.bold), make)
        middle = node.box.y + node.box.h / 2
        top = round(middle - texture.height * MIDDLE_OF_LINE)
        group.add(Color(*theme.rgb(node.colour)))
        group.add(_rectangle(Box(node.box.x, top, texture.width, texture.height), height_px, texture))

    def _panel(self, group: InstructionGroup, node: Panel, height_px: int) -> None:
        box = node.box
        if box.w <= 0 or box.h <= 0:
            return
        radius = min(node.radius_px, box.w // 2, box.h // 2)
        if not radius and not node.edge and not node.shade_px:
            group.add(Color(*theme.rgb(node.fill)))
            group.add(Rectangle(pos=(box.x, height_px - box.bottom), size=(box.w, box.h)))
            return
        corner = max(radius, node.edge_px) + 1
        foot = corner + node.shade_px
        group.add(Color(1, 1, 1))
        if node.dashed or box.w < 2 * corner + 1 or box.h < corner + foot + 1:
            svg = _panel_svg(node, radius, box.w, box.h)
            group.add(_rectangle(box, height_px, self.picture(svg, box.w, box.h)))
            return
        w, h = 2 * corner + 1, corner + foot + 1
        texture = self.picture(_panel_svg(node, radius, w, h), w, h)
        group.add(
            BorderImage(
                texture=texture,
                pos=(box.x, height_px - box.bottom),
                size=(box.w, box.h),
                border=(foot, corner, corner, corner),
            )
        )

    def _stripes(self, group: InstructionGroup, node: Stripes, height_px: int) -> None:
        def make() -> Any:
            texture = self.picture(_stripe_svg(node.colour, node.other), TILE_PX, TILE_PX)
            texture.wrap = "repeat"
            return texture

        texture = self._pictures.get(("stripes", node.colour, node.other), make)
        group.add(Color(1, 1, 1))
        box, wide = node.box, node.width_px
        for side in (
            Box(box.x, box.y, box.w, wide),
            Box(box.x, box.bottom - wide, box.w, wide),
            Box(box.x, box.y, wide, box.h),
            Box(box.right - wide, box.y, wide, box.h),
        ):
            left, right = side.x / TILE_PX, side.right / TILE_PX
            low, high = (height_px - side.bottom) / TILE_PX, (height_px - side.y) / TILE_PX
            rectangle = _rectangle(side, height_px, texture)
            rectangle.tex_coords = (left, low, right, low, right, high, left, high)
            group.add(rectangle)


def _bytes(texture: Any) -> int:
    return int(texture.width * texture.height * 4)


def _rectangle(box: Box, height_px: int, texture: Any) -> Rectangle:
    return Rectangle(texture=texture, pos=(box.x, height_px - box.bottom), size=(box.w, box.h))


def _panel_svg(node: Panel, radius: int, w: int, h: int) -> str:
    body = ""
    if node.shade_px:
        dark = theme.darker(node.fill, SHADE_DARKER)
        body += f'<rect width="{w}" height="{h}" rx="{radius}" fill="{dark}"/>'
    top_h = h - node.shade_px
    body += f'<rect width="{w}" height="{top_h}" rx="{min(radius, top_h // 2)}" fill="{node.fill}"/>'
    if node.edge:
        inset = node.edge_px / 2
        dash = f' stroke-dasharray="{4 * node.edge_px} {3 * node.edge_px}"' if node.dashed else ""
        body += (
            f'<rect x="{inset}" y="{inset}" width="{w - node.edge_px}" height="{h - node.edge_px}" '
            f'rx="{max(0.0, radius - inset)}" stroke="{node.edge}" stroke-width="{node.edge_px}"{dash}/>'
        )
    return _SVG.format(w=w, h=h, body=body)


def _stripe_svg(colour: str, other: str) -> str:
    t, s = TILE_PX, STRIPE_PX
    body = f'<rect width="{t}" height="{t}" fill="{colour}"/>'
    for x in (-2 * t, -t, 0, t):
        body += f'<path d="M{x} {t} L{x + s} {t} L{x + s + t} 0 L{x + t} 0Z" fill="{other}"/>'
    return _SVG.format(w=t, h=t, body=body)
