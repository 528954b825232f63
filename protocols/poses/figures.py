"""What many pictures share: people built from limbs of one measure, arrows, chairs, the ground."""

from __future__ import annotations

from math import atan2, cos, radians, sin
from typing import Literal

from .drawing import GROUND_Y, Curve, Dot, Limb, Part, Plate, Point, Role, Shape

GROUND = Limb("ground", 8, ((30, GROUND_Y), (570, GROUND_Y)))

# Flat on the back, toes up.
LYING: tuple[Part, ...] = (
    Dot("casualty", 30, (84, 352), halo=True),
    Limb("casualty", 24, ((538, 356), (546, 322)), halo=True),
    Limb("casualty", 60, ((166, 352), (360, 352)), halo=True),
    Limb("casualty", 42, ((372, 356), (536, 362)), halo=True),
)

CHEST: tuple[Part, ...] = (
    Shape(
        "casualty",
        "M150,420 L150,230 C150,170 190,140 246,128 L262,96 L338,96 L354,128 C410,140 450,170 450,230 L450,420 Z",
    ),
    Dot("casualty", 46, (300, 50), halo=True),
    Limb("halo", 6, ((206, 420), (206, 250))),
    Limb("halo", 6, ((394, 420), (394, 250))),
)


# --- people: k is the size of the person, 1 for one who kneels or stands alone in the picture ------------------


def head(role: Role, x: float, y: float, k: float = 1.0, halo: bool = False) -> Dot:
    return Dot(role, 40 * k, (x, y), halo=halo)


def torso(role: Role, *points: Point, k: float = 1.0, halo: bool = False) -> Limb:
    return Limb(role, 62 * k, points, halo=halo)


def leg(role: Role, *points: Point, k: float = 1.0, halo: bool = True) -> Limb:
    return Limb(role, 42 * k, points, halo=halo)


def arm(role: Role, *points: Point, k: float = 1.0, halo: bool = True) -> Limb:
    return Limb(role, 28 * k, points, halo=halo)


def hand(x: float, y: float, k: float = 1.0) -> Dot:
    """The hand that acts, in blue."""
    return Dot("action", 18 * k, (x, y), halo=True)


def profile(x: float, y: float, k: float = 1.0, lean_deg: float = 0.0, role: Role = "casualty") -> Shape:
    """A large head from the side that looks left, nose and lips to be seen; x, y is the middle of the skull.

    `lean_deg` tips it forward."""
    turn = radians(-lean_deg)

    def at(px: float, py: float) -> str:
        return f"{x + k * (px * cos(turn) - py * sin(turn)):.4g},{y + k * (px * sin(turn) + py * cos(turn)):.4g}"

    path = " ".join(
        command + " ".join(at(px, py) for px, py in points)
        for command, points in (
            ("M", ((64, 150),)),
            ("C", ((60, 110), (62, 84), (76, 62))),
            ("C", ((108, 10), (88, -92), (0, -92))),
            ("C", ((-62, -92), (-94, -50), (-88, -6))),
            ("L", ((-118, 44),)),
            ("Q", ((-120, 56), (-94, 58))),
            ("L", ((-100, 74),)),
            ("L", ((-90, 82),)),
            ("L", ((-96, 94),)),
            ("L", ((-86, 104),)),
            ("Q", ((-86, 136), (-52, 132))),
            ("L", ((-14, 124),)),
            ("L", ((-10, 150),)),
        )
    )
    return Shape(role, path + " Z", halo=True)


# --- signs -----------------------------------------------------------------------------------------------------


def head_at(x: float, y: float, turn: Literal["up", "down", "left", "right"], size: float = 17) -> Shape:
    """An arrow head with its point at x, y."""
    s = size
    ends = {
        "up": ((-s, 1.8 * s), (s, 1.8 * s)),
        "down": ((-s, -1.8 * s), (s, -1.8 * s)),
        "left": ((1.8 * s, -s), (1.8 * s, s)),
        "right": ((-1.8 * s, -s), (-1.8 * s, s)),
    }[turn]
    (ax, ay), (bx, by) = ends
    return Shape("action", f"M{x:g},{y:g} L{x + ax:g},{y + ay:g} L{x + bx:g},{y + by:g} Z")


def arrow(start: Point, end: Point, width: float = 13) -> tuple[Part, ...]:
    """A straight arrow whose point is `end`."""
    tip, neck = _tip(start, end, width)
    return Limb("action", width, (start, neck)), tip


def swing(start: Point, bend: Point, end: Point, width: float = 13) -> tuple[Part, ...]:
    """An arrow along a bow that is pulled towards `bend`; its point is `end`."""
    tip, (nx, ny) = _tip(bend, end, width)
    bow = f"M{start[0]:g},{start[1]:g} Q{bend[0]:g},{bend[1]:g} {nx:g},{ny:g}"
    return Curve("action", width, bow), tip


def _tip(start: Point, end: Point, width: float) -> tuple[Shape, Point]:
    turn = atan2(end[1] - start[1], end[0] - start[0])
    size = width * 1.3
    along, across = (cos(turn), sin(turn)), (-sin(turn), cos(turn))
    back = (end[0] - along[0] * size * 1.8, end[1] - along[1] * size * 1.8)
    sides = [(back[0] + s * across[0] * size, back[1] + s * across[1] * size) for s in (1, -1)]
    path = " ".join(f"L{x:.4g},{y:.4g}" for x, y in sides)
    return Shape("action", f"M{end[0]:g},{end[1]:g} {path} Z"), (round(back[0], 1), round(back[1], 1))


def rays(
    x: float, y: float, inner: float, outer: float, degrees: tuple[float, ...], width: float = 9
) -> tuple[Part, ...]:
    """Short strokes out of a point: a blow, a shaking, a cough. 0 is right, 90 is down."""
    return tuple(
        Limb(
            "action",
            width,
            tuple((round(x + r * cos(radians(d)), 1), round(y + r * sin(radians(d)), 1)) for r in (inner, outer)),
        )
        for d in degrees
    )


def drop(x: float, y: float, size: float = 14, role: Role = "action") -> Shape:
    """A drop with its point at x, y."""
    s, low = size, y + 2 * size
    left = f"C{x - s:g},{y + 1.4 * s:g} {x - 0.5 * s:g},{y + s:g} {x:g},{y:g}"
    right = f"C{x + 0.5 * s:g},{y + s:g} {x + s:g},{y + 1.4 * s:g} {x + s:g},{low:g}"
    return Shape(role, f"M{x:g},{y:g} {right} A{s:g},{s:g} 0 0 1 {x - s:g},{low:g} {left} Z")


def chair(
    x: float, back: Literal["left", "right"], seat_y: float = 270, depth: float = 110, k: float = 1.0
) -> tuple[Part, ...]:
    """A chair whose back stands at x and whose seat goes the other way."""
    way = 1 if back == "left" else -1
    front = x + way * depth
    w = 13 * k
    return (
        Limb("helper", w, ((x, seat_y - 140 * k), (x, GROUND_Y - 10))),
        Limb("helper", w, ((x, seat_y), (front, seat_y))),
        Limb("helper", w, ((front, seat_y), (front, GROUND_Y - 10))),
    )


def wheelchair(x: float = 340) -> tuple[Part, ...]:
    """A wheelchair that faces left; the seat is at y 270, the back at x + 14."""
    return (
        Limb("helper", 12, ((x + 44, 150), (x + 14, 156), (x + 2, 270))),
        Limb("helper", 12, ((x + 2, 270), (x - 116, 276), (x - 134, 364), (x - 160, 364))),
        ring("helper", 12, x, 312, 68),
        ring("helper", 10, x - 104, 362, 18),
    )


def ring(role: Role, width: float, x: float, y: float, radius: float) -> Curve:
    r = radius
    return Curve(role, width, f"M{x - r:g},{y:g} A{r:g},{r:g} 0 1 0 {x + r:g},{y:g} A{r:g},{r:g} 0 1 0 {x - r:g},{y:g}")


def bubble(x: float, y: float, w: float, h: float, tail: Point, width: float = 9) -> tuple[Part, ...]:
    """An empty speech bubble around x, y whose tail points at `tail`."""
    foot = h / 2 if tail[1] > y else -h / 2
    side = x + (w * 0.18 if tail[0] > x else -w * 0.18)
    tails = ((side - 16, y + foot), tail, (side + 16, y + foot))
    return (
        Limb("action", width, (*tails, tails[0])),
        Plate("action", (x, y), (w + width, h + width), 30 + width / 2),
        Plate("halo", (x, y), (w - width, h - width), 30 - width / 2),
    )


def cushion(x: float, y: float, w: float, h: float, turn_deg: float = 0.0) -> Plate:
    return Plate("action", (x, y), (w, h), min(w, h) * 0.4, turn_deg, halo=True)
