"""Whole people in the postures that come again, and how a drawn group is made smaller, moved or turned about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .drawing import GROUND_Y, Curve, Dot, Limb, Part, Plate, Point, Role, Shape
from .figures import head, leg, torso

_WORD = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
_NUMBERS = {"M": 2, "L": 2, "Q": 4, "C": 6, "A": 7, "Z": 0}


def placed(
    parts: tuple[Part, ...], k: float = 1.0, dx: float = 0, dy: float = 0, mirror: bool = False
) -> tuple[Part, ...]:
    """The same group k times as large, standing on the same ground, then moved; mirrored it looks the other way.

    The left edge of the picture is what the size and the mirror are measured from."""
    way = -k if mirror else k

    def at(point: Point) -> Point:
        return (round(dx + way * point[0], 1), round(dy + GROUND_Y - k * (GROUND_Y - point[1]), 1))

    def one(part: Part) -> Part:
        match part:
            case Limb():
                points = tuple(at(point) for point in part.points)
                return replace(part, width=part.width * k, points=points, halo=part.halo * k)
            case Dot():
                return replace(part, radius=part.radius * k, at=at(part.at), halo=part.halo * k)
            case Shape():
                return replace(part, path=_path(part.path, at, k, mirror), halo=part.halo * k)
            case Curve():
                return replace(part, width=part.width * k, path=_path(part.path, at, k, mirror), halo=part.halo * k)
            case Plate(size=(w, h)):
                turn = -part.turn_deg if mirror else part.turn_deg
                size, radius = (w * k, h * k), part.radius * k
                return replace(part, at=at(part.at), size=size, radius=radius, turn_deg=turn, halo=part.halo * k)

    return tuple(one(part) for part in parts)


def _path(path: str, at: Callable[[Point], Point], k: float, mirror: bool) -> str:
    """A path of capital letters, every point of it moved."""
    words, out, i, command = _WORD.findall(path), [], 0, ""
    while i < len(words):
        if words[i].isalpha():
            command = words[i]
            out.append(command)
            i += 1
            continue
        numbers = [float(word) for word in words[i : i + _NUMBERS[command]]]
        i += len(numbers)
        if command == "A":
            rx, ry, turn, large, sweep = numbers[:5]
            out.append(f"{rx * k:g},{ry * k:g} {turn:g} {large:g} {sweep != mirror:d}")
            numbers = numbers[5:]
        out.extend("{:g},{:g}".format(*at((x, y))) for x, y in zip(numbers[::2], numbers[1::2], strict=True))
    return " ".join(out)


# --- upright ------------------------------------------------------------------------------------------------------


def standing(role: Role, x: float, k: float = 0.95) -> tuple[Part, ...]:
    """Somebody upright on the ground, without arms; the shoulders are at y 168."""
    return (
        leg(role, (x - 9, 262), (x - 20, 370), k=0.85 * k),
        leg(role, (x + 9, 262), (x + 20, 370), k=0.85 * k),
        torso(role, (x, 166), (x, 252), k=k),
        head(role, x, 90, k),
    )


def walking(role: Role, x: float, way: int = 1, k: float = 0.95) -> tuple[Part, ...]:
    """Somebody who walks, without arms; way 1 is to the right. The shoulders are at y 168."""
    return (
        leg(role, (x - 4 * way, 258), (x - 22 * way, 312), (x - 62 * way, 366), k=0.85 * k),
        leg(role, (x + 2 * way, 258), (x + 34 * way, 310), (x + 40 * way, 370), k=0.85 * k),
        torso(role, (x + 8 * way, 166), (x, 252), k=k),
        head(role, x + 20 * way, 90, k),
    )


# --- on the knees: x is where the hips are, way 1 looks to the right ------------------------------------------------


def kneeling(role: Role, x: float, way: int = 1) -> tuple[Part, ...]:
    """One knee up, without arms; the shoulders are 26 before the hips, at y 212."""
    return (
        head(role, x + 20 * way, 130),
        torso(role, (x + 24 * way, 206), (x, 296)),
        leg(role, (x - 2 * way, 306), (x - 56 * way, 364), (x + 10 * way, 368)),
        leg(role, (x + 2 * way, 306), (x + 80 * way, 304), (x + 82 * way, 368)),
    )


def kneeling_tall(role: Role, x: float, way: int = 1) -> tuple[Part, ...]:
    """Both knees down, the body upright above them; the shoulders are 18 before the hips, at y 176."""
    return (
        head(role, x + 26 * way, 92),
        leg(role, (x, 262), (x + 8 * way, 362), (x - 74 * way, 368)),
        torso(role, (x + 18 * way, 170), (x, 258)),
    )


def kneeling_low(role: Role, x: float, way: int = 1) -> tuple[Part, ...]:
    """Sitting on the heels; the shoulders are 34 before the hips, at y 206."""
    return (
        head(role, x + 42 * way, 124),
        torso(role, (x + 34 * way, 200), (x, 300)),
        leg(role, (x, 312), (x + 62 * way, 352), (x - 34 * way, 368)),
    )


def behind(role: Role, x: float, way: int = 1) -> tuple[Part, ...]:
    """Kneeling behind somebody who lies: the legs are hidden. The shoulders are 24 before the hips, at y 212."""
    return (head(role, x + 20 * way, 130), torso(role, (x + 24 * way, 206), (x, 324)))
