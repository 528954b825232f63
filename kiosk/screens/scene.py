"""One screen as it is to be painted, with the keys on it: frozen nodes, no Kivy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.screens.box import Box


@dataclass(frozen=True, slots=True)
class Panel:
    """A rounded ground; `shade_px` is the darker foot that says "key"."""

    box: Box
    fill: str
    radius_px: int = 0
    edge: str | None = None
    edge_px: int = 0
    shade_px: int = 0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One run of words on one line; `room` is what it had to fit into."""

    box: Box
    text: str
    size_px: int
    bold: bool
    colour: str
    room: Box


@dataclass(frozen=True, slots=True)
class Sign:
    """A drawing in SVG words, painted at exactly this size; `tint` colours a white one."""

    box: Box
    svg: str
    tint: str | None = None


@dataclass(frozen=True, slots=True)
class Beating:
    """A disc of two sizes: the host shows the pressed one for the first part of each beat, over its halo."""

    box: Box
    colour: str
    halo: str | None
    released: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The part of a drawing from the top, clockwise: a ring that empties costs no new drawing each second."""

    box: Box
    svg: str
    part: float
    tint: str


@dataclass(frozen=True, slots=True)
class Stripes:
    """The exercise frame: diagonal stripes, `width_px` wide, on all four sides of the box."""

    box: Box
    width_px: int
    colour: str
    other: str


Node = Panel | Words | Sign | Beating | Turn | Stripes


@dataclass(frozen=True, slots=True)
class Key:
    """Where one can press. `rest` is the panel it is drawn with, `pressed` the one while a finger is on it."""

    action: str
    box: Box
    rest: Panel
    pressed: Panel
    emergency: bool = False
    hold_s: float = 0.0
    unseen: bool = False
    """Nothing shows that it is a key, nor that it is pressed; a pedal passes it over."""
    shows_hold: bool = False
    """The edge fills while it is held."""
    means: tuple[str, ...] = ()
    """What pressing it means, where its action alone does not tell: see `AnswerView`."""
    pad: bool = False
    """Takes every tap as the finger goes down; it is not a key that is pressed and released."""


@dataclass(frozen=True, slots=True)
class Chord:
    """Two places to be held at once."""

    action: str
    boxes: tuple[Box, Box]
    hold_s: float


@dataclass(frozen=True, slots=True)
class Scene:
    ground: str
    nodes: tuple[Node, ...]
    keys: tuple[Key, ...]
    chord: Chord | None = None

    @property
    def places(self) -> frozenset[tuple[str, Box, tuple[str, ...]]]:
        """Which key stands where."""
        return frozenset((key.action, key.box, key.means) for key in self.keys)

    def key(self, action: str) -> Key | None:
        return next((key for key in self.keys if key.action == action), None)

    def key_at(self, x: float, y: float, near_px: int = 0) -> Key | None:
        """The key at window coordinates with y from the top, else one that is so near: less than half a gap, so that
        there is never a second one. What nobody sees is met exactly."""
        met = next((key for key in self.keys if key.box.holds(x, y)), None)
        if met is not None or not near_px:
            return met
        return next((key for key in self.keys if not key.unseen and key.box.inset(-near_px).holds(x, y)), None)

    def words(self) -> Iterator[Words]:
        return (node for node in self.nodes if isinstance(node, Words))


def ring_svg(radius: float, width: float, colour: str = "#FFFFFF") -> str:
    """A ring; radius (to the middle of the stroke) and width as parts of the box."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" fill="none">'
        f'<circle cx="50" cy="50" r="{100 * radius:.2f}" stroke="{colour}" stroke-width="{100 * width:.2f}"/></svg>'
    )


def disc_svg() -> str:
    body = '<circle cx="50" cy="50" r="50" fill="#FFFFFF"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{body}</svg>'
