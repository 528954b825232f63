"""The words a picture is made of, and how they become SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

# Drafts for a clinician and a trainer to correct. House rules of a pose: 600 x 420 units, people without face or sex,
# no words inside, the rescuer dark, the casualty grey, what to do in blue, a light halo where limbs cross, a ground.
WIDTH = 600
HEIGHT = 420
GROUND_Y = 388
HALO = 14  # both sides together

Role = Literal["rescuer", "casualty", "action", "ground", "halo", "device", "on_device", "helper"]
Point = tuple[float, float]

DAY: Mapping[Role, str] = MappingProxyType(
    {
        "rescuer": "#16343E",
        "casualty": "#8DA0A5",
        "action": "#0B4A8F",
        "ground": "#C9D1CF",
        "halo": "#FFFFFF",
        "device": "#005F3B",
        "on_device": "#FFFFFF",
        "helper": "#4E656D",
    }
)
NIGHT: Mapping[Role, str] = MappingProxyType(
    {
        "rescuer": "#F1F5F3",
        "casualty": "#6F8389",
        "action": "#8FC1F5",
        "ground": "#3A4D54",
        "halo": "#152125",
        "device": "#0A7A50",
        "on_device": "#FFFFFF",
        "helper": "#B3C1C4",
    }
)


@dataclass(frozen=True, slots=True)
class Limb:
    """A round-ended line through points; with a halo it stands out from what it crosses."""

    role: Role
    width: float
    points: tuple[Point, ...]
    halo: float = 0.0  # 1 is the usual width
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    role: Role
    radius: float
    at: Point
    halo: float = 0.0  # 1 is the usual width
    flat: float = 1.0  # height as a part of the width


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline in SVG path words."""

    role: Role
    path: str
    halo: float = 0.0  # 1 is the usual width


@dataclass(frozen=True, slots=True)
class Curve:
    """An open line in SVG path words."""

    role: Role
    width: float
    path: str
    halo: float = 0.0  # 1 is the usual width
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Plate:
    """A rounded box, turned about its middle."""

    role: Role
    at: Point
    size: tuple[float, float]
    radius: float
    turn_deg: float = 0.0
    halo: float = 0.0  # 1 is the usual width


Part = Limb | Dot | Shape | Curve | Plate


@dataclass(frozen=True, slots=True)
class Pose:
    """`title` is for a screen reader of the desk; the clinical words live in the content."""

    id: str
    title: str
    parts: tuple[Part, ...]


def svg(pose: Pose, night: bool = False) -> str:
    """The pose as a whole SVG document with a transparent ground."""
    colours = NIGHT if night else DAY
    body = "".join(_part(part, colours) for part in pose.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none" '
        f'stroke-linecap="round" stroke-linejoin="round"><title>{pose.title}</title>{body}</svg>'
    )


def _part(part: Part, colours: Mapping[Role, str]) -> str:
    colour, halo = colours[part.role], colours["halo"]
    match part:
        case Limb(width=width, points=points):
            path = "M" + " L".join(f"{x:g},{y:g}" for x, y in (points if len(points) > 1 else points * 2))
            under = _stroke(path, halo, width + HALO * part.halo) if part.halo else ""
            return under + _stroke(path, colour, width, part.dotted)
        case Dot(radius=radius, at=(x, y)):
            under = (
                _ellipse(x, y, radius + HALO / 2 * part.halo, radius * part.flat + HALO / 2 * part.halo, halo)
                if part.halo
                else ""
            )
            return under + _ellipse(x, y, radius, radius * part.flat, colour)
        case Shape(path=path):
            edge = f' stroke="{halo}" stroke-width="{HALO * part.halo:g}" paint-order="stroke"' if part.halo else ""
            return f'<path d="{path}" fill="{colour}"{edge}/>'
        case Curve(width=width, path=path):
            under = _stroke(path, halo, width + HALO * part.halo) if part.halo else ""
            return under + _stroke(path, colour, width, part.dotted)
        case Plate(at=(x, y), size=(w, h)):
            edge = f' stroke="{halo}" stroke-width="{HALO * part.halo:g}" paint-order="stroke"' if part.halo else ""
            return (
                f'<rect x="{x - w / 2:g}" y="{y - h / 2:g}" width="{w:g}" height="{h:g}" rx="{part.radius:g}" '
                f'fill="{colour}"{edge} transform="rotate({part.turn_deg:g} {x:g} {y:g})"/>'
            )


def _stroke(path: str, colour: str, width: float, dotted: bool = False) -> str:
    dash = f' stroke-dasharray="2 {width * 1.9:g}"' if dotted else ""
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width:g}"{dash}/>'


def _ellipse(x: float, y: float, rx: float, ry: float, colour: str) -> str:
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{colour}"/>'
