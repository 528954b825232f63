"""Colours, type and sizes in millimetres: the look as numbers, without Kivy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from kiosk.views_chrome import Tone

# The 21.5 inch panel the look was drawn for. A panel with fewer millimetres shows the same picture smaller, one with
# more shows it larger: the layout always fits, and `true_mm` tells how large a key really is.
REFERENCE_SHORT_MM = 267.7
REFERENCE_LONG_MM = 476.0
REFERENCE_PX_PER_MM = 4.034

MIN_KEY_MM = 20.0
MIN_EMERGENCY_KEY_MM = 25.0
MIN_KEY_GAP_MM = 4.9
MARGIN_MM = 10.0
GAP_MM = 5.0
KEY_SHADE_MM = 2.0
LABEL_AIR_MM = 1.5
"""Between the words of a key and its edge, at every side."""
KEY_EDGE_MM = 0.75
FOCUS_OUTER_MM = 1.5
FOCUS_INNER_MM = 1.0
ELDERLY_SCALE = 1.18
PRESSED_DARKER = 0.12
ANSWER_MM = 15.2
"""Size of letters whose characters are 14 mm high: an answer is read from where one stands."""
WORDS_CONTRAST_MIN = 7.0
EDGE_CONTRAST_MIN = 3.0


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of the look; a fill never changes between day and night, so that a key is known by its colour."""

    ground: str
    surface: str
    raised: str
    ink: str
    ink2: str
    line: str
    edge: str
    rescue_text: str
    danger_text: str
    do_text: str
    care_text: str
    drill_text: str
    green_tint: str
    blue_tint: str
    red_tint: str
    amber_tint: str
    violet_tint: str
    care: str
    ring: str
    goal: str
    flash: str
    night: bool
    rescue: str = "#005F3B"
    danger: str = "#A3121B"
    do: str = "#0B4A8F"
    drill: str = "#55277F"
    slow: str = "#7A4600"
    white: str = "#FFFFFF"
    on_care: str = "#0F1C20"
    silent_ground: str = "#ECEEEC"
    silent_ink: str = "#3A484D"


DAY = Palette(
    ground="#F5F6F2",
    surface="#FFFFFF",
    raised="#E9ECE7",
    ink="#0F1C20",
    ink2="#3A484D",
    line="#CBD2CF",
    edge="#6B7A7F",
    rescue_text="#005F3B",
    danger_text="#A3121B",
    do_text="#0B4A8F",
    care_text="#7A4600",
    drill_text="#55277F",
    green_tint="#DDEDE4",
    blue_tint="#DFE9F4",
    red_tint="#F8E1E0",
    amber_tint="#FDEFC8",
    violet_tint="#EBE2F3",
    care="#F9B916",
    ring="#CBD2CF",
    goal="#BFDCCB",
    flash="#F9B916",
    night=False,
)

NIGHT = Palette(
    ground="#0B1417",
    surface="#152125",
    raised="#203036",
    ink="#F1F5F3",
    ink2="#B3C1C4",
    line="#2E4148",
    edge="#7D9096",
    rescue_text="#43C98A",
    danger_text="#FF8A80",
    do_text="#8FC1F5",
    care_text="#FFC847",
    drill_text="#CBA6F0",
    green_tint="#0D2A20",
    blue_tint="#12304E",
    red_tint="#3B1719",
    amber_tint="#3A2E0C",
    violet_tint="#2E1D44",
    care="#FFC847",
    ring="#2E4148",
    goal="#1E5A41",
    flash="#0B4A8F",
    night=True,
)


DIM = replace(
    NIGHT,
    ground="#000000",
    surface="#04080A",
    raised="#080E11",
    ink="#AEB9B6",
    ink2="#9AA6A5",
    line="#1B272B",
    edge="#5E6C71",
    rescue_text="#38B27B",
    danger_text="#E5837A",
    do_text="#79A7D6",
    care_text="#D9A93A",
    drill_text="#B28FDA",
    green_tint="#04140E",
    blue_tint="#071828",
    red_tint="#1C0A0B",
    amber_tint="#1A1405",
    violet_tint="#150D20",
    rescue="#00291A",
    danger="#43070B",
    do="#051F3D",
    drill="#251137",
    slow="#331D00",
    white="#AEB9B6",
)
"""The night, darker still, for a lobby in which nobody has touched the screen for long: every word can be read."""


def palette(night: bool, dimmed: bool = False) -> Palette:
    return DIM if dimmed else NIGHT if night else DAY


class Fill(NamedTuple):
    """A filled key: its ground, the words on it, and the edge it wears (None = none)."""

    ground: str
    words: str
    edge: str | None


def fill_of(tone: Tone, colours: Palette) -> Fill:
    """Fills are dark on dark at night, so there every filled key also wears an edge in its light tone."""
    match tone:
        case "rescue":
            return Fill(colours.rescue, colours.white, colours.rescue_text if colours.night else None)
        case "danger":
            return Fill(colours.danger, colours.white, colours.danger_text if colours.night else None)
        case "do":
            return Fill(colours.do, colours.white, colours.do_text if colours.night else None)
        case "care":
            return Fill(colours.care, colours.on_care, None)
        case "drill":
            return Fill(colours.drill, colours.white, colours.drill_text if colours.night else None)
        case "plain" | "quiet":
            return Fill(colours.surface, colours.ink, colours.edge)


def tint_of(tone: Tone, colours: Palette) -> str:
    match tone:
        case "rescue":
            return colours.green_tint
        case "danger":
            return colours.red_tint
        case "do":
            return colours.blue_tint
        case "care":
            return colours.amber_tint
        case "drill":
            return colours.violet_tint
        case "plain" | "quiet":
            return colours.surface


def words_of(tone: Tone, colours: Palette) -> str:
    """The tone as a colour for words on ground, surface or raised."""
    match tone:
        case "rescue":
            return colours.rescue_text
        case "danger":
            return colours.danger_text
        case "do":
            return colours.do_text
        case "care":
            return colours.care_text
        case "drill":
            return colours.drill_text
        case "plain":
            return colours.ink
        case "quiet":
            return colours.ink2


def rgb(colour: str) -> tuple[float, float, float]:
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def darker(colour: str, by: float) -> str:
    """The same colour with `by` of its light taken away: pressed keys and the shade below a key."""
    return "#" + "".join(f"{round(int(colour[i : i + 2], 16) * (1 - by)):02X}" for i in (1, 3, 5))


def mixed(over: str, under: str, share: float) -> str:
    """`share` of `over` laid on `under`."""
    pairs = ((int(over[i : i + 2], 16), int(under[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# --- type ----------------------------------------------------------------------------------------------------


class Style(NamedTuple):
    """Sizes to try, largest first, in millimetres; the distance of lines as a multiple of the size."""

    sizes_mm: tuple[float, ...]
    line: float
    bold: bool = False
    grows: bool = True  # with the elderly profile


HERO = Style((37.7, 32.0, 27.0, 23.0, 19.0), 1.1, bold=True, grows=False)
INSTRUCTION = Style((29.7, 24.8, 21.8), 1.15, bold=True, grows=False)
INSTRUCTION_LAST = Style((21.8, 19.0, 16.5, 14.0), 1.12, bold=True, grows=False)
HEADING = Style((22.0, 19.5, 17.0, 15.0), 1.12, bold=True, grows=False)
NUMBER = Style((22.0, 18.0, 15.0), 1.0, bold=True)
DIAL_WORD = Style((37.2, 30.0, 24.0, 20.0, 16.0, 12.0, 9.0), 1.0, bold=True)
CLOCK = Style((14.4, 12.4, 10.4, 9.4), 1.0, bold=True)
KEY = Style((15.3, 14.2, 13.2, 12.2, 11.2, 10.2, 9.2, 8.4), 1.05, bold=True)
KEY2 = Style((12.4, 11.4, 10.4, 9.4, 8.4, 7.6, 6.9), 1.12, bold=True)
SUB = Style((12.2, 11.2, 10.2, 9.2, 8.4, 7.6, 6.9), 1.3)
BODY = Style((11.0, 10.2, 9.4, 8.6, 7.8), 1.25)
CAPTION = Style((9.4, 8.8, 8.2, 7.6, 6.9), 1.25)
LABEL = Style((8.4, 7.8, 7.3, 6.9), 1.2)
TOOL = Style((9.4, 8.8, 8.2, 7.6, 6.9), 1.1, bold=True)
FLOOR = Style((6.9,), 1.15)
FLOOR_MM = 6.9
STYLES = {
    "hero": HERO,
    "instruction": INSTRUCTION,
    "heading": HEADING,
    "number": NUMBER,
    "clock": CLOCK,
    "key": KEY,
    "key2": KEY2,
    "sub": SUB,
    "body": BODY,
    "caption": CAPTION,
    "label": LABEL,
    "tool": TOOL,
    "floor": FLOOR,
}


# --- millimetres to pixels -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Metrics:
    """The window in pixels and the panel's own density; the one place where millimetres become pixels."""

    width_px: int
    height_px: int
    panel_px_per_mm: float = REFERENCE_PX_PER_MM

    @property
    def landscape(self) -> bool:
        return self.width_px > self.height_px

    @property
    def px_per_mm(self) -> float:
        """Of the drawing: the panel's density if the reference sheet just fits it, else whatever makes it fit."""
        short, long = sorted((self.width_px, self.height_px))
        return min(short / REFERENCE_SHORT_MM, long / REFERENCE_LONG_MM)

    def px(self, size_mm: float) -> int:
        return round(size_mm * self.px_per_mm)

    def true_mm(self, size_px: float) -> float:
        """What a ruler on this panel would say."""
        return size_px / self.panel_px_per_mm

    @property
    def too_small(self) -> bool:
        """True if the panel is so small that a 25 mm key, drawn 33 mm on the reference sheet, would be under 25 mm."""
        return self.true_mm(self.px(33.0)) < MIN_EMERGENCY_KEY_MM
