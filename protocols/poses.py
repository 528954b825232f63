"""The step pictures, as data: one drawing for both languages, day, night, kiosk and desk."""

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
    halo: bool = False
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    role: Role
    radius: float
    at: Point
    halo: bool = False
    flat: float = 1.0  # height as a part of the width


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled outline in SVG path words."""

    role: Role
    path: str
    halo: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """An open line in SVG path words."""

    role: Role
    width: float
    path: str
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Plate:
    """A rounded box, turned about its middle."""

    role: Role
    at: Point
    size: tuple[float, float]
    radius: float
    turn_deg: float = 0.0
    halo: bool = False


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
            under = _stroke(path, halo, width + HALO) if part.halo else ""
            return under + _stroke(path, colour, width, part.dotted)
        case Dot(radius=radius, at=(x, y)):
            under = _ellipse(x, y, radius + HALO / 2, radius * part.flat + HALO / 2, halo) if part.halo else ""
            return under + _ellipse(x, y, radius, radius * part.flat, colour)
        case Shape(path=path):
            edge = f' stroke="{halo}" stroke-width="{HALO}" paint-order="stroke"' if part.halo else ""
            return f'<path d="{path}" fill="{colour}"{edge}/>'
        case Curve(width=width, path=path):
            return _stroke(path, colour, width, part.dotted)
        case Plate(at=(x, y), size=(w, h)):
            edge = f' stroke="{halo}" stroke-width="{HALO}" paint-order="stroke"' if part.halo else ""
            return (
                f'<rect x="{x - w / 2:g}" y="{y - h / 2:g}" width="{w:g}" height="{h:g}" rx="{part.radius:g}" '
                f'fill="{colour}"{edge} transform="rotate({part.turn_deg:g} {x:g} {y:g})"/>'
            )


def _stroke(path: str, colour: str, width: float, dotted: bool = False) -> str:
    dash = f' stroke-dasharray="2 {width * 1.9:g}"' if dotted else ""
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width:g}"{dash}/>'


def _ellipse(x: float, y: float, rx: float, ry: float, colour: str) -> str:
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{colour}"/>'


# --- parts used again and again ------------------------------------------------------------------------------

_GROUND = Limb("ground", 8, ((30, GROUND_Y), (570, GROUND_Y)))

_LYING: tuple[Part, ...] = (
    Dot("casualty", 30, (84, 352), halo=True),
    Limb("casualty", 60, ((166, 352), (360, 352)), halo=True),
    Limb("casualty", 42, ((372, 356), (540, 362)), halo=True),
)

_CHEST: tuple[Part, ...] = (
    Shape(
        "casualty",
        "M150,420 L150,230 C150,170 190,140 246,128 L262,96 L338,96 L354,128 C410,140 450,170 450,230 L450,420 Z",
    ),
    Dot("casualty", 46, (300, 50), halo=True),
    Limb("halo", 6, ((206, 420), (206, 250))),
    Limb("halo", 6, ((394, 420), (394, 250))),
)


def _arrow(x: float, y: float, turn: Literal["up", "down", "left", "right"], size: float = 17) -> Shape:
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


# --- the poses -----------------------------------------------------------------------------------------------

_POSES = (
    Pose(
        "cpr_press",
        "Chest compressions: arms straight, shoulders above the hands",
        (
            _GROUND,
            Limb("rescuer", 66, ((262, 150), (384, 232))),
            Limb("rescuer", 50, ((384, 236), (356, 352))),
            Limb("rescuer", 40, ((362, 356), (492, 360))),
            Dot("rescuer", 40, (222, 72)),
            *_LYING,
            Limb("casualty", 22, ((180, 362), (252, 376)), halo=True),
            Limb("rescuer", 36, ((250, 152), (250, 300)), halo=True),
            Dot("action", 34, (250, 312), halo=True, flat=0.42),
            Limb("action", 14, ((166, 204), (166, 262))),
            _arrow(166, 292, "down"),
        ),
    ),
    Pose(
        "cpr_hands",
        "Heel of the hand on the middle of the chest, the other hand on top",
        (
            *_CHEST,
            Limb("halo", 5, ((300, 150), (300, 232)), dotted=True),
            Dot("halo", 6, (252, 268)),
            Dot("halo", 6, (348, 268)),
            Limb("rescuer", 40, ((112, 334), (258, 286)), halo=True),
            Limb("rescuer", 40, ((488, 334), (342, 286)), halo=True),
            Plate("action", (300, 277), (98, 52), 24, halo=True),
            *(Limb("on_device", 5, ((x, 263), (x, 291))) for x in (276, 292, 308, 324)),
        ),
    ),
    Pose(
        "head_tilt",
        "Tilt the head back, lift the chin",
        (
            _GROUND,
            Shape(
                "casualty",
                "M366,250 C400,214 450,206 520,210 L600,214 L600,384 L420,384 C384,384 352,330 366,250Z",
            ),
            Shape(
                "casualty",
                "M338,215 L291,182 C272,170 259,181 254,191 L242,187 L237,196 L225,192 L215,200 L175,170 L172,211 "
                "C142,210 105,232 99,268 C92,310 117,357 163,368 C203,376 258,350 284,322 L399,304 L374,194 Z",
            ),
            Limb("rescuer", 46, ((20, 104), (92, 222)), halo=True),
            Limb("rescuer", 40, ((92, 224), (134, 208)), halo=True),
            Limb("rescuer", 46, ((560, 60), (434, 118)), halo=True),
            Limb("rescuer", 24, ((434, 116), (352, 166)), halo=True),
            Limb("rescuer", 24, ((424, 136), (364, 188)), halo=True),
            Curve("action", 13, "M222,104 C182,80 136,90 106,120"),
            Shape("action", "M84,150 L92,106 L126,132 Z"),
            Limb("action", 13, ((312, 128), (299, 72))),
            Shape("action", "M294,46 L322,74 L282,84 Z"),
        ),
    ),
    Pose(
        "recovery",
        "Recovery position: on the side, head back, upper knee bent",
        (
            _GROUND,
            Limb("casualty", 46, ((330, 300), (440, 326)), halo=True),
            Limb("casualty", 40, ((440, 326), (556, 350)), halo=True),
            Limb("casualty", 28, ((196, 306), (176, 352)), halo=True),
            Limb("casualty", 28, ((176, 356), (70, 360)), halo=True),
            Limb("casualty", 78, ((184, 280), (340, 300)), halo=True),
            Limb("casualty", 44, ((340, 292), (432, 236)), halo=True),
            Limb("casualty", 38, ((432, 240), (470, 352)), halo=True),
            Dot("casualty", 42, (104, 276), halo=True),
            Limb("casualty", 26, ((196, 262), (236, 340)), halo=True),
            Limb("casualty", 26, ((236, 344), (132, 326)), halo=True),
            Curve("action", 12, "M64,214 C80,194 108,188 134,197"),
            Shape("action", "M44,242 L48,198 L82,220 Z"),
            Dot("action", 13, (432, 236)),
            Dot("action", 13, (132, 326)),
        ),
    ),
    Pose(
        "check_breathing",
        "Look at the chest, listen, feel: at most 10 seconds",
        (
            _GROUND,
            Limb("rescuer", 66, ((250, 196), (410, 236))),
            Limb("rescuer", 50, ((410, 240), (404, 350))),
            Limb("rescuer", 40, ((408, 358), (520, 360))),
            Dot("casualty", 32, (84, 346), halo=True),
            Limb("casualty", 62, ((170, 352), (370, 352)), halo=True),
            Limb("casualty", 42, ((380, 356), (540, 362)), halo=True),
            Dot("rescuer", 42, (166, 212), halo=True),
            Limb("rescuer", 28, ((262, 214), (196, 318)), halo=True),
            Curve("action", 9, "M98,298 C90,286 106,276 98,264"),
            Curve("action", 9, "M122,302 C114,290 130,280 122,268"),
            Limb("action", 9, ((214, 238), (262, 294)), dotted=True),
            Curve("action", 10, "M238,304 C272,288 320,288 352,304"),
            Limb("action", 10, ((294, 286), (294, 252))),
            _arrow(294, 230, "up", 13),
        ),
    ),
    Pose(
        "aed_pads",
        "One pad below the right collar bone, one on the left side below the armpit",
        (
            *_CHEST,
            Plate("device", (242, 202), (60, 84), 16, -18, halo=True),
            Plate("device", (390, 334), (60, 88), 16, 14, halo=True),
            Limb("on_device", 5, ((230, 202), (254, 202))),
            Limb("on_device", 5, ((378, 334), (402, 334))),
            Curve("rescuer", 7, "M214,190 C120,190 60,230 40,330"),
            Curve("rescuer", 7, "M420,340 C500,350 540,320 560,270"),
        ),
    ),
    Pose(
        "tap_shoulders",
        "Kneel beside the person, tap both shoulders, call out loudly",
        (
            _GROUND,
            Limb("rescuer", 62, ((268, 186), (398, 240))),
            Limb("rescuer", 50, ((398, 244), (388, 350))),
            Limb("rescuer", 40, ((392, 358), (508, 360))),
            Dot("casualty", 32, (76, 348), halo=True),
            Limb("casualty", 62, ((160, 352), (370, 352)), halo=True),
            Limb("casualty", 42, ((380, 356), (544, 362)), halo=True),
            Dot("rescuer", 42, (200, 128), halo=True),
            Limb("rescuer", 30, ((256, 192), (232, 262), (176, 310)), halo=True),
            Dot("action", 20, (166, 318), halo=True, flat=0.8),
            Curve("action", 9, "M126,286 C118,274 116,262 120,250"),
            Curve("action", 9, "M150,268 C146,258 146,250 150,242"),
            Curve("action", 10, "M138,152 C128,164 126,176 130,190"),
            Curve("action", 10, "M112,140 C94,162 92,184 100,208"),
            Curve("action", 10, "M86,128 C60,160 58,194 70,226"),
        ),
    ),
    Pose(
        "call_phone",
        "Phone on speaker, laid beside the person",
        (
            Plate("rescuer", (214, 214), (184, 336), 34),
            Plate("halo", (214, 208), (152, 258), 14),
            Dot("halo", 11, (214, 358)),
            Shape(
                "action",
                "M176,150 c-9,2 -18,12 -16,26 c7,44 40,78 84,86 c14,2 24,-7 26,-17 l-3,-14 l-29,-12 l-14,14 "
                "c-17,-7 -28,-19 -35,-36 l14,-14 l-12,-29 z",
            ),
            Shape("action", "M352,178 L352,250 L386,250 L436,292 L436,136 L386,178 Z"),
            Curve("action", 15, "M470,176 C490,198 490,230 470,252"),
            Curve("action", 15, "M506,144 C544,186 544,242 506,284"),
        ),
    ),
    Pose(
        "aed_power",
        "Open the AED and press the power key",
        (
            Limb("ground", 8, ((30, 396), (570, 396))),
            Plate("device", (262, 246), (372, 280), 36),
            Plate("on_device", (262, 246), (336, 244), 24),
            Plate("device", (262, 246), (316, 224), 18),
            Shape(
                "on_device",
                "M186,306 C142,276 128,252 128,228 C128,206 146,194 162,194 C174,194 182,202 186,212 "
                "C190,202 198,194 210,194 C226,194 244,206 244,228 C244,252 230,276 186,306 Z",
            ),
            Shape("device", "M192,206 L166,248 L186,248 L176,284 L208,238 L188,238 Z"),
            Plate("on_device", (262, 108), (104, 22), 11),
            Dot("on_device", 46, (346, 246)),
            Curve("device", 11, "M328,230 C312,258 330,278 346,278 C362,278 380,258 364,230"),
            Limb("device", 11, ((346, 216), (346, 246))),
            Limb("rescuer", 62, ((588, 404), (492, 340)), halo=True),
            Limb("rescuer", 30, ((492, 334), (392, 274)), halo=True),
            Limb("rescuer", 26, ((486, 372), (448, 352)), halo=True),
            Curve("on_device", 9, "M282,218 C274,236 274,256 282,274"),
            Curve("on_device", 9, "M330,176 C342,173 352,173 364,177"),
        ),
    ),
    Pose(
        "aed_clear",
        "Nobody touches the person while the AED checks the rhythm",
        (
            _GROUND,
            Dot("casualty", 30, (154, 356)),
            Limb("casualty", 58, ((232, 354), (388, 354)), halo=True),
            Limb("casualty", 38, ((396, 358), (478, 364)), halo=True),
            Plate("device", (272, 340), (34, 26), 8, halo=True),
            Plate("device", (334, 364), (34, 26), 8, halo=True),
            # Two people upright, away, palms out.
            Dot("rescuer", 34, (74, 92)),
            Limb("rescuer", 56, ((70, 164), (68, 244))),
            Limb("rescuer", 30, ((58, 256), (52, 366))),
            Limb("rescuer", 30, ((82, 256), (92, 366))),
            Limb("rescuer", 24, ((80, 156), (126, 196), (160, 150)), halo=True),
            Dot("rescuer", 34, (548, 92)),
            Limb("rescuer", 56, ((552, 164), (554, 244))),
            Limb("rescuer", 30, ((540, 256), (530, 366))),
            Limb("rescuer", 30, ((564, 256), (570, 366))),
            Limb("rescuer", 24, ((542, 156), (496, 196), (462, 150)), halo=True),
            # The space that stays empty.
            Curve("action", 11, "M150,300 C190,236 410,236 450,300", dotted=True),
            Limb("action", 13, ((270, 184), (214, 184))),
            _arrow(186, 184, "left", 16),
            Limb("action", 13, ((330, 184), (386, 184))),
            _arrow(414, 184, "right", 16),
        ),
    ),
    Pose(
        "fall_help",
        "Kneel beside the fallen person, do not pull them up",
        (
            _GROUND,
            # Sitting on the floor, one hand behind.
            Dot("casualty", 38, (196, 176)),
            Limb("casualty", 60, ((190, 250), (204, 340))),
            Limb("casualty", 40, ((206, 352), (304, 300)), halo=True),
            Limb("casualty", 34, ((304, 302), (360, 366)), halo=True),
            Limb("casualty", 24, ((176, 244), (124, 300), (112, 368)), halo=True),
            # Kneeling in front, hand on the shoulder, other palm down: stay.
            Dot("rescuer", 40, (430, 112)),
            Limb("rescuer", 62, ((436, 190), (462, 286))),
            Limb("rescuer", 46, ((462, 300), (400, 334)), halo=True),
            Limb("rescuer", 36, ((400, 338), (398, 366)), halo=True),
            Limb("rescuer", 42, ((470, 306), (524, 360)), halo=True),
            Limb("rescuer", 28, ((424, 186), (334, 216), (236, 236)), halo=True),
            Dot("action", 18, (226, 238), halo=True),
            Limb("action", 13, ((300, 96), (300, 132))),
            _arrow(300, 162, "down", 16),
        ),
    ),
    Pose(
        "self_rise",
        "Rolling to the knees, hands on a chair, up in their own time",
        (
            _GROUND,
            # The chair.
            Limb("ground", 18, ((510, 120), (510, 380))),
            Limb("ground", 18, ((400, 262), (510, 262))),
            Limb("ground", 18, ((404, 262), (404, 380))),
            # One knee up, both hands on the seat.
            Dot("casualty", 40, (300, 118)),
            Limb("casualty", 62, ((282, 190), (226, 276))),
            Limb("casualty", 44, ((224, 290), (320, 286)), halo=True),
            Limb("casualty", 38, ((322, 290), (318, 366)), halo=True),
            Limb("casualty", 40, ((216, 294), (196, 366), (110, 368)), halo=True),
            Limb("casualty", 28, ((294, 186), (360, 232), (424, 246)), halo=True),
            Dot("action", 18, (430, 244), halo=True),
            Curve("action", 13, "M150,226 C140,168 166,110 214,84"),
            Shape("action", "M244,72 L206,64 L220,104 Z"),
        ),
    ),
    Pose(
        "recovery_roll",
        "Kneel beside, hold the far knee and shoulder, roll towards you",
        (
            _GROUND,
            # Rescuer behind, leaning over.
            Dot("rescuer", 40, (190, 90)),
            Limb("rescuer", 62, ((232, 170), (330, 256))),
            Limb("rescuer", 48, ((330, 262), (312, 350))),
            Limb("rescuer", 38, ((306, 360), (404, 362))),
            # Casualty on the back, far knee raised.
            Dot("casualty", 32, (84, 350), halo=True),
            Limb("casualty", 62, ((168, 352), (352, 352)), halo=True),
            Limb("casualty", 40, ((364, 356), (540, 364)), halo=True),
            Limb("casualty", 42, ((358, 346), (440, 262)), halo=True),
            Limb("casualty", 36, ((440, 266), (474, 354)), halo=True),
            Limb("casualty", 24, ((190, 342), (152, 300), (106, 328)), halo=True),
            Limb("rescuer", 28, ((222, 172), (200, 250), (186, 312))),
            Limb("rescuer", 28, ((246, 166), (352, 206), (428, 250)), halo=True),
            Dot("action", 18, (184, 318), halo=True),
            Dot("action", 18, (436, 254), halo=True),
            Curve("action", 13, "M474,214 C462,150 412,108 352,100"),
            Shape("action", "M318,96 L354,80 L352,122 Z"),
        ),
    ),
)

POSES: Mapping[str, Pose] = MappingProxyType({pose.id: pose for pose in _POSES})
