"""Small signs on a 64-unit grid, one weight, one colour: drawn as SVG words, tinted by the kiosk and the desk."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GRID = 64


def svg(name: str, colour: str = "#FFFFFF") -> str:
    """A whole SVG document; an unknown name gives the plain ring, never nothing."""
    body = shapes(name, colour)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}" fill="none" '
        f'stroke-linecap="round" stroke-linejoin="round">{body}</svg>'
    )


def shapes(name: str, colour: str, otherwise: str = "ring") -> str:
    """What stands inside the document, for a page that has its own around it."""
    return ICONS.get(name, ICONS[otherwise]).replace("@", colour)


def _line(path: str, width: float = 5) -> str:
    return f'<path d="{path}" stroke="@" stroke-width="{width:g}"/>'


def _solid(path: str) -> str:
    return f'<path d="{path}" fill="@" fill-rule="evenodd"/>'


def _dot(x: float, y: float, radius: float) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="@"/>'


def _ring(x: float, y: float, radius: float, width: float = 5) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" stroke="@" stroke-width="{width:g}"/>'


_HEART = "M32 57C12 43 5 33 5 22 5 12 13 7 20 7c6 0 10 4 12 8 2-4 6-8 12-8 7 0 15 5 15 15 0 11-7 21-27 35z"
_SPEAKER = "M8 24v16h10l14 12V12L18 24z"
_TRIANGLE = _line("M32 7 59 55H5z") + _line("M32 24v14", 6) + _dot(32, 46.5, 3.5)
_PRESSING = (
    _dot(21, 9, 7.5) + _line("M27 21 47 33", 11) + _line("M47 34 44 44", 9) + _line("M26 22V43", 7) + _dot(7, 55, 6)
) + _line("M20 56H58", 9)
_EYE = _line("M4 32c8-12 18-18 28-18s20 6 28 18c-8 12-18 18-28 18S12 44 4 32z") + _dot(32, 32, 8)
_TICK = _line("M12 34 26 48 53 17", 8.5)
_QUERY = _line("M20 22c0-8 6-13 13-13s13 5 13 12c0 10-13 10-13 21", 7.5) + _dot(33, 54, 5)
_PERSON = _dot(32, 18, 11) + _solid("M10 58c0-16 10-24 22-24s22 8 22 24z")
_CLOCK = _ring(32, 32, 25) + _line("M32 17v16l11 7")
_PHONE = _solid("M16 8c-4 1-8 5-7 11 3 19 17 33 36 36 6 1 10-3 11-7l-1-6-12-5-6 6c-7-3-12-8-15-15l6-6-5-12z")
_CUP = _line("M12 20h32v22a10 10 0 0 1-10 10H22a10 10 0 0 1-10-10z") + _line("M44 26h8v12h-8M22 6v7M34 6v7")

_FLAME = "M33 4c3 9 15 16 15 32a16 16 0 0 1-32 0c0-8 4-13 8-17 0 5 2 8 5 9 4-6 5-15 4-24z"
_HEAD = "M22 60V48c-8-5-12-12-12-21C10 13 19 4 32 4s21 9 21 20l6 13h-6v7c0 5-3 7-7 7h-4v9z"
_HOUSE = _line("M6 32 32 8l26 24M13 27v30h38V27")

ICONS: Mapping[str, str] = MappingProxyType(
    {
        "ring": _ring(32, 32, 22),
        # the state of the line
        "disk": _line("M10 10h34l10 10v34H10z") + _line("M20 10v14h20V10M20 54V38h24v16"),
        "tick": _TICK,
        "eye": _EYE,
        "online": _line("M8 26c14-12 34-12 48 0M17 37c9-8 21-8 30 0") + _dot(32, 49, 5),
        "offline": _line("M8 26c14-12 34-12 48 0M17 37c9-8 21-8 30 0") + _dot(32, 49, 5) + _line("M10 56 54 10", 6),
        "disk_off": _line("M10 10h34l10 10v34H10z") + _line("M6 58 58 6", 6),
        "person": _PERSON,
        # tools
        "undo": _line("M20 14 8 26l12 12M8 26h28c12 0 20 7 20 15s-6 13-14 13H26", 6),
        "again": _solid(_SPEAKER) + _line("M42 22c6 6 6 14 0 20M50 14c11 10 11 26 0 36"),
        "speaker": _solid(_SPEAKER) + _line("M42 22c6 6 6 14 0 20M50 14c11 10 11 26 0 36"),
        "mute": _solid(_SPEAKER) + _line("M42 24l14 16M56 24 42 40"),
        "changed": _TRIANGLE,
        "care": _TRIANGLE,
        "flag": _line("M14 58V8h36l-8 11 8 11H14"),
        "drill": _line("M14 58V8h36l-8 11 8 11H14"),
        "cup": _CUP,
        "rest": _CUP,
        "language": _ring(32, 32, 25)
        + _line("M7 32h50M32 7c9 7 12 15 12 25s-3 18-12 25c-9-7-12-15-12-25S23 14 32 7z", 4.5),
        # how the kiosk shows and speaks
        "profile_normal": _line("M14 54 32 10 50 54M21 38h22", 7),
        "profile_elderly": _line("M4 56 23 8 42 56M11 40h24", 7) + _line("M51 10v22M40 21h22", 6),
        "profile_loud": _solid("M4 24v16h9l13 12V12L13 24z")
        + _line("M34 24c4 5 4 11 0 16M42 17c8 9 8 21 0 30M50 10c12 13 12 31 0 44"),
        "more": _dot(12, 32, 6) + _dot(32, 32, 6) + _dot(52, 32, 6),
        "print": _line("M16 22V6h32v16M16 46H6V22h52v24H48M16 38h32v20H16z"),
        "message": _line("M6 10h52v36H30L16 58V46H6z"),
        "clock": _CLOCK,
        "pin": _line("M32 59C19 44 12 34 12 25a20 20 0 0 1 40 0c0 9-7 19-20 34z") + _dot(32, 25, 7),
        # marks in the disc of an answer; the failed mark is a diagonal X, never an upright cross
        "no": _line("M15 15 49 49M49 15 15 49", 8.5),
        "unsure": _QUERY,
        "yes": _TICK,
        "go": _line("M12 32h38M34 14l18 18-18 18", 7.5),
        "back": _line("M30 12 10 32l20 20M10 32h46", 6),
        "stop": _ring(32, 32, 24, 6) + _line("M15 15 49 49", 6),
        "hands": _line("M18 30v-14M28 28V10M38 28V12M48 32V20", 7)
        + _solid("M14 30h38v10c0 12-8 18-18 18S18 52 14 42L6 34c3-4 7-3 10 0z"),
        "phone": _PHONE,
        "aed": f'<path d="{_HEART} M35 14 24 32h9l-5 15 14-20h-9z" fill="@" fill-rule="evenodd"/>',
        "heart": _solid(_HEART),
        # roles
        "cpr": _PRESSING,
        "press": _PRESSING,
        "run": _dot(41, 11, 7) + _line("M14 26 28 20 36 24 30 38 40 46 38 60M30 38 22 48 8 48M36 26 44 34 54 32", 7),
        "door": _line("M14 58V8h30v50M6 58h52") + _dot(37, 34, 3.5),
        "swap": _line("M8 22h40M38 10l12 12-12 12M56 44H16M26 32 14 44l12 12", 5.5),
        # what is wrong
        "collapse": _dot(11, 42, 8) + _line("M25 45h31", 12) + _line("M4 58h56") + _line("M34 6v16M27 16l7 8 7-8"),
        "choking": _dot(32, 14, 11)
        + _solid("M12 60c0-13 6-21 14-22l6 5 6-5c8 1 14 9 14 22z")
        + _line("M5 58 8 44 24 31M59 58 56 44 40 31", 6),
        "chest_pain": _dot(32, 13, 10)
        + _solid("M10 58V44c0-10 8-15 22-15s22 5 22 15v14zM40 36l-9 11h7l-5 9 13-13h-7z"),
        "stroke": _ring(32, 32, 25) + _dot(23, 26, 3.6) + _line("M37 27h9M20 43c6 2 12 1 16-1s6 1 9 7"),
        "bleeding": _solid("M32 6c10 14 18 23 18 34a18 18 0 0 1-36 0C14 29 22 20 32 6z"),
        "seizure": _dot(13, 40, 8) + _line("M24 44h18l8-8M30 44l10 8M4 60h56M16 22l4-8 5 8 4-8 5 8 4-8 5 8"),
        "fall": _dot(47, 17, 8) + _line("M40 28 24 36 8 26M24 36l-6 12-12 4M40 28l14 8M6 60h54", 6),
        "heat": _dot(32, 32, 12) + _line("M32 5v9M32 50v9M5 32h9M50 32h9M13 13l6 6M45 45l6 6M51 13l-6 6M19 45l-6 6"),
        "child": _dot(32, 14, 10) + _line("M14 26l18 8 18-8M32 34v10M32 44l-9 15M32 44l9 15", 7.5),
        "infant": _dot(47, 23, 11) + _line("M36 38 22 40", 15) + _line("M18 44v12H6M38 40v16", 8),
        "allergy": _dot(32, 13, 10)
        + _solid(
            "M8 60V46c0-12 9-19 24-19s24 7 24 19v14zM22 38a4 4 0 1 0 .1 0zM36 32a4 4 0 1 0 .1 0z"
            "M46 42a4 4 0 1 0 .1 0zM31 46a4 4 0 1 0 .1 0z"
        ),
        "breath": _line("M32 5v22M32 27l-8 7M32 27l8 7")
        + _solid("M22 18c3 0 5 3 5 8v24c0 6-5 8-11 8-7 0-11-3-11-9 0-14 8-31 17-31z")
        + _solid("M42 18c-3 0-5 3-5 8v24c0 6 5 8 11 8 7 0 11-3 11-9 0-14-8-31-17-31z"),
        "faint": _dot(10, 46, 7.5) + _line("M22 46h14", 12) + _line("M37 45 58 24", 9) + _line("M4 59h56"),
        "inhaler": _solid("M24 5h14v18H24z")
        + _line("M22 26h18v8l4 4v14H18V38l4-4z")
        + _line("M50 40h8M50 48l7 4M50 32l7-4", 4.5),
        "sugar": _dot(32, 32, 14) + _solid("M19 28 4 20v24l15-8zM45 28l15-8v24l-15-8z"),
        "burn": _line("M5 57h34l16-9", 9) + f'<g transform="translate(7 -1) scale(.8)">{_solid(_FLAME)}</g>',
        "bone": _line("M17 47 28 36M36 28 47 17", 9)
        + _dot(11, 46, 6.5)
        + _dot(18, 53, 6.5)
        + _dot(46, 11, 6.5)
        + _dot(53, 18, 6.5)
        + _line("M22 24l-8-5M26 17l-3-9M42 40l8 5M38 47l3 9"),
        "head": f'<g transform="translate(-4 11) scale(.84)">{_solid(_HEAD)}</g>'
        + _line("M44 14l5-9M52 22l9-4M34 9V3"),
        "nose": _line("M30 5C29 16 18 23 12 31c-4 6-1 11 6 11h14c8 0 10-6 6-11", 6)
        + _solid("M24 46c4 5 6 7 6 10a6 6 0 0 1-12 0c0-3 2-5 6-10z"),
        "confused": _line(_HEAD) + _line("M25 20c0-5 3-8 7-8s7 3 7 7c0 5-7 6-7 12") + _dot(32, 40, 3.5),
        "distress": _dot(27, 17, 9.5)
        + _line("M20 34 14 56h14", 9)
        + _line("M28 56 44 34 52 57", 7.5)
        + _line("M24 32l18 6", 7),
        "poison": _solid(
            "M24 4h16v5h-3v9c9 3 14 9 14 19v17a6 6 0 0 1-6 6H19a6 6 0 0 1-6-6V37c0-10 5-16 14-19V9h-3z"
            "M24 32l-3 3 8 8-8 8 3 3 8-8 8 8 3-3-8-8 8-8-3-3-8 8z"
        ),
        "electric": _solid("M38 3 12 36h16l-6 25 28-36H33z"),
        "pregnant": _dot(29, 11, 8.5) + _solid("M20 28a6 6 0 0 1 6-6h5c6 0 8 5 9 10 11 0 12 18 0 19v9H20z"),
        "fraud": _line("M20 4h24a5 5 0 0 1 5 5v46a5 5 0 0 1-5 5H20a5 5 0 0 1-5-5V9a5 5 0 0 1 5-5z")
        + _line("M24 14l8 11 8-11M32 26v17M24 30h16M24 37h16", 4.5)
        + _dot(32, 52, 3),
        "fire": _solid(_FLAME),
        "threat": _dot(24, 15, 9)
        + _line("M24 30v16M24 46l-8 14M24 46l9 14M12 44l12-14 16-4 8-12", 7.5)
        + _line("M42 20 58 5", 6),
        "home": _HOUSE + _line("M27 57V41h10v16"),
        "lift": _line("M10 5h44v54H10zM32 5v54") + _line("M21 40V24M16 29l5-5 5 5M43 24v16M38 35l5 5 5-5", 4.5),
        "refuse": _dot(24, 18, 11) + _solid("M4 58c0-15 9-23 20-23s20 8 20 23z") + _line("M46 14 60 28M60 14 46 28", 6),
        "wheelchair": _dot(24, 9, 7)
        + _line("M24 20v18h18l8 18h7", 7)
        + _line("M24 27h14")
        + _line("M17 34a15 15 0 1 0 22 19"),
        "shield": _line("M32 5 56 14v17c0 14-10 23-24 28C18 54 8 45 8 31V14z")
        + _line("M32 20v14", 6)
        + _dot(32, 43, 3.5),
    }
)


def first_aid(edge: str = "#FFFFFF") -> str:
    """The target's sign: a white cross on the green it stands on, in a white frame."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300" fill="none">'
        f'<rect x="7" y="7" width="286" height="286" rx="46" stroke="{edge}" stroke-width="13"/>'
        f'<path d="M118 62h64v56h56v64h-56v56h-64v-56H62v-64h56z" fill="{edge}"/></svg>'
    )
