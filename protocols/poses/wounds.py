"""Bleeding, burns, broken bones, knocks: what the hands do."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Part, Plate, Pose, Shape
from .figures import GROUND, arrow, drop, profile, ring, swing
from .people import placed

_FOREARM = (
    Limb("casualty", 104, ((650, 300), (250, 300))),
    Limb("casualty", 84, ((250, 300), (150, 304))),
    Limb("casualty", 34, ((196, 268), (120, 232)), halo=True),
)

_BLEEDING_ARM: tuple[Part, ...] = (
    *_FOREARM,
    Curve("halo", 12, "M262,272 L278,292 L264,306 L282,330"),
    drop(272, 362, 13, "helper"),
    drop(316, 372, 9, "helper"),
)

_BAND: tuple[Part, ...] = (
    Plate("action", (452, 300), (58, 128), 14, halo=1),
    Limb("rescuer", 18, ((392, 244), (510, 308)), halo=0.8),
)

_TURNED: tuple[Part, ...] = (
    Limb("rescuer", 54, ((640, 60), (580, 160)), halo=1),
    Limb("rescuer", 32, ((574, 168), (530, 236), (506, 292)), halo=1),
    Limb("rescuer", 28, ((556, 160), (506, 206), (484, 268)), halo=1),
    *swing((336, 250), (392, 120), (500, 150), 16),
)

_BUST: tuple[Part, ...] = (
    Shape("casualty", "M130,420 C130,330 190,306 250,296 L256,240 L334,240 L340,296 C400,306 460,330 460,420 Z"),
    Dot("casualty", 96, (295, 160), halo=1),
)


def _pressed_beside(*stuck: Part) -> tuple[Part, ...]:
    """Both hands press, left and right of what comes out of the skin."""
    return (
        *stuck,
        *_FOREARM,
        drop(330, 366, 12, "helper"),
        drop(392, 362, 9, "helper"),
        Plate("action", (262, 248), (110, 44), 16, halo=1),
        Plate("action", (474, 248), (110, 44), 16, halo=1),
        Limb("rescuer", 54, ((96, -20), (214, 192)), halo=1),
        Plate("rescuer", (252, 214), (108, 40), 18, halo=1),
        Limb("rescuer", 54, ((640, -20), (522, 192)), halo=1),
        Plate("rescuer", (484, 214), (108, 40), 18, halo=1),
        *arrow((236, 60), (236, 160), 16),
        *arrow((500, 60), (500, 160), 16),
    )


def _flake(x: float, y: float, r: float) -> tuple[Part, ...]:
    """What says cold: six points, light on the blue pack."""
    return tuple(
        Limb("halo", 9, ((x - r * c, y - r * s), (x + r * c, y + r * s)))
        for c, s in ((0, 1), (0.87, 0.5), (0.87, -0.5))
    )


DRAWN = (
    Pose(
        "press_wound",
        "Both hands, cloth on the wound, press hard and stay",
        (
            *_FOREARM,
            drop(352, 366, 12, "helper"),
            drop(400, 360, 9, "helper"),
            Plate("action", (372, 250), (190, 40), 14, halo=True),
            Limb("rescuer", 58, ((230, -20), (330, 190)), halo=True),
            Plate("rescuer", (372, 222), (140, 40), 18, halo=True),
            Limb("rescuer", 58, ((520, -20), (414, 168)), halo=True),
            Plate("rescuer", (372, 190), (140, 40), 18, halo=True),
            *arrow((180, 60), (180, 160), 16),
            *arrow((566, 60), (566, 160), 16),
        ),
    ),
    Pose(
        "pack_wound",
        "Push the gauze to the bottom of the wound, then press",
        (
            Shape(
                "casualty",
                "M0,226 L196,226 C220,230 226,330 250,352 Q290,384 330,352 "
                "C354,330 360,230 384,226 L600,226 L600,420 L0,420 Z",
            ),
            Curve("action", 18, "M254,340 L326,330 L256,310 L324,300 L262,280 L318,270"),
            Curve("action", 18, "M262,280 C220,120 170,90 120,140"),
            Dot("action", 46, (112, 164), halo=True),
            ring("halo", 7, 112, 164, 24),
            Limb("rescuer", 60, ((520, -20), (380, 120)), halo=True),
            Limb("rescuer", 32, ((372, 120), (310, 176), (296, 262)), halo=True),
            Limb("rescuer", 32, ((392, 136), (340, 190), (322, 248)), halo=True),
            *arrow((460, 110), (460, 200), 16),
        ),
    ),
    Pose(
        "tourniquet_place",
        "Band above the wound, a hand's breadth away, not on a joint",
        (
            *_BLEEDING_ARM,
            *_BAND,
            Limb("action", 10, ((262, 190), (424, 190)), dotted=True),
            Limb("action", 10, ((262, 168), (262, 212))),
            Limb("rescuer", 54, ((600, -20), (520, 148)), halo=1),
            Limb("rescuer", 34, ((508, 156), (470, 226)), halo=1),
            Limb("rescuer", 54, ((640, 440), (540, 420), (474, 378)), halo=1),
        ),
    ),
    Pose(
        "tourniquet",
        "Turn the rod of the band until the bleeding stops",
        (*_BLEEDING_ARM, *_BAND, *_TURNED),
    ),
    Pose(
        "tourniquet_two",
        "A second band just above the first, turn its rod; leave the first alone",
        (
            *_BLEEDING_ARM,
            *placed(_BAND, 1, -70),
            *_BAND,
            *_TURNED,
        ),
    ),
    Pose(
        "tourniquet_time",
        "Write the time on the band",
        (
            *_BLEEDING_ARM,
            *_BAND,
            ring("action", 14, 140, 108, 74),
            Limb("action", 14, ((140, 64), (140, 110), (176, 130))),
            Limb("action", 20, ((548, 92), (478, 226)), halo=1),
            Shape("action", "M462,258 L466,216 L490,230 Z"),
            Limb("rescuer", 54, ((660, 140), (586, 190)), halo=1),
            Limb("rescuer", 28, ((574, 174), (518, 142)), halo=1),
            Limb("rescuer", 28, ((572, 200), (510, 180)), halo=1),
        ),
    ),
    Pose(
        "press_beside_bone",
        "A bone sticks out: leave it, press on both sides of it",
        _pressed_beside(
            Limb("helper", 42, ((368, 270), (368, 136))),
            Dot("helper", 25, (350, 118)),
            Dot("helper", 25, (386, 118)),
            Limb("halo", 22, ((368, 270), (368, 136))),
            Dot("halo", 15, (350, 118)),
            Dot("halo", 15, (386, 118)),
        ),
    ),
    Pose(
        "press_beside_object",
        "Something is stuck in the wound: leave it in, press on both sides of it",
        _pressed_beside(Shape("helper", "M346,270 L332,150 L372,96 L408,124 L392,270 Z")),
    ),
    Pose(
        "press_head_wound",
        "Pad on the head wound, press firmly",
        (
            *_BUST,
            drop(330, 168, 15, "helper"),
            Limb("rescuer", 58, ((640, 330), (510, 220), (418, 128)), halo=1),
            Plate("action", (372, 104), (60, 140), 22, -34, halo=1),
            Plate("rescuer", (402, 86), (46, 120), 22, -34, halo=1),
            *arrow((520, 20), (452, 66), 16),
        ),
    ),
    Pose(
        "limb_cold_pack",
        "A wrapped cold pack on the raised ankle",
        (
            GROUND,
            Plate("ground", (452, 344), (240, 90), 34),
            Limb("casualty", 92, ((640, 240), (470, 262))),
            Limb("casualty", 80, ((470, 262), (216, 286))),
            Limb("casualty", 62, ((194, 296), (170, 160)), halo=1),
            Plate("ground", (246, 258), (150, 118), 26, -6, halo=1),
            Plate("action", (246, 258), (112, 84), 18, -6),
            *_flake(246, 258, 30),
        ),
    ),
    Pose(
        "cool_burn",
        "Hold the burn under cool running water",
        (
            Limb("helper", 46, ((620, 60), (356, 60), (356, 112))),
            Limb("helper", 20, ((420, 60), (420, 22))),
            Limb("helper", 22, ((384, 16), (456, 16))),
            Limb("casualty", 88, ((-30, 330), (250, 280))),
            Limb("casualty", 78, ((250, 280), (372, 270))),
            Limb("casualty", 30, ((350, 250), (430, 240))),
            Limb("action", 15, ((340, 152), (340, 226))),
            Limb("action", 15, ((372, 152), (372, 226))),
            drop(330, 330),
            drop(376, 330),
            drop(290, 340, 11),
        ),
    ),
    Pose(
        "cover_burn",
        "Lay a clean film or cloth loosely over the burn",
        (
            *_FOREARM,
            Dot("helper", 12, (340, 286)),
            Dot("helper", 16, (384, 300)),
            Dot("helper", 10, (420, 284)),
            Curve("action", 18, "M190,130 Q372,250 554,130"),
            Limb("rescuer", 50, ((70, -20), (176, 112)), halo=True),
            Limb("rescuer", 50, ((640, 0), (566, 112)), halo=True),
            *arrow((372, 70), (372, 160), 16),
        ),
    ),
    Pose(
        "support_limb",
        "Leave it as it lies, coats along both sides, hold it still",
        (
            # Seen from above: a leg out of line, rolled coats close to it, a hand on each.
            Limb("casualty", 100, ((640, 180), (400, 208))),
            Limb("casualty", 80, ((400, 208), (170, 236))),
            Limb("casualty", 54, ((150, 236), (120, 160)), halo=1),
            Curve("halo", 10, "M300,176 L284,206 L310,226 L292,262"),
            Limb("action", 60, ((210, 142), (500, 108)), halo=1),
            Limb("action", 60, ((210, 316), (500, 288)), halo=1),
            Limb("rescuer", 54, ((440, -40), (378, 60)), halo=1),
            Plate("rescuer", (352, 104), (110, 44), 20, -7, halo=1),
            Limb("rescuer", 54, ((460, 460), (394, 360)), halo=1),
            Plate("rescuer", (366, 318), (110, 44), 20, -7, halo=1),
        ),
    ),
    Pose(
        "head_cold_pack",
        "A wrapped cold pack held on the bump",
        (
            *_BUST,
            Limb("rescuer", 56, ((640, 380), (520, 250), (440, 140)), halo=True),
            Plate("action", (384, 104), (96, 130), 26, -34, halo=True),
            *_flake(384, 104, 34),
        ),
    ),
    Pose(
        "pinch_nose",
        "Head forward, pinch the soft part of the nose",
        (
            Limb("casualty", 150, ((470, 420), (640, 440))),
            profile(344, 160, 1.0, 24),
            Limb("casualty", 90, ((400, 252), (470, 390))),
            Limb("casualty", 52, ((420, 430), (250, 400), (190, 290)), halo=True),
            Limb("action", 26, ((196, 284), (236, 236)), halo=True),
            Limb("action", 26, ((206, 310), (262, 250)), halo=True),
            *swing((470, 60), (400, -10), (268, 22), 15),
        ),
    ),
)
