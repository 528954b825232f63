"""A baby under one year: choking, pressing, breaths, held; the newborn. A large head and a nappy say that it is one."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Part, Plate, Pose, Shape
from .figures import GROUND, arrow, cushion, head_at, rays, swing
from .people import placed

_BLOWS: tuple[Part, ...] = (
    # The forearm carries it, the hand holds the jaw; the head hangs lower than the body.
    Limb("rescuer", 58, ((620, 216), (300, 316), (176, 332))),
    Limb("casualty", 40, ((452, 186), (500, 262), (478, 330)), halo=1),
    Limb("casualty", 92, ((430, 180), (300, 226)), halo=1),
    Limb("ground", 92, ((440, 177), (424, 182)), halo=0.8),
    Limb("casualty", 34, ((290, 250), (300, 336)), halo=1),
    Dot("casualty", 64, (170, 264), halo=1),
    Limb("rescuer", 26, ((236, 330), (176, 328), (138, 306)), halo=1),
    Limb("rescuer", 54, ((560, -20), (420, 104)), halo=1),
    Plate("action", (366, 136), (112, 48), 20, -24, halo=1),
    *arrow((270, 24), (308, 118), 15),
)

_THRUSTS: tuple[Part, ...] = (
    Limb("rescuer", 58, ((620, 266), (300, 344), (130, 356))),
    Limb("casualty", 92, ((430, 222), (300, 256)), halo=1),
    Limb("ground", 92, ((440, 220), (424, 223)), halo=0.8),
    Limb("casualty", 40, ((462, 212), (520, 148), (556, 214)), halo=1),
    Dot("casualty", 64, (168, 290), halo=1),
    Limb("casualty", 34, ((284, 244), (226, 176)), halo=1),
    Limb("rescuer", 54, ((520, -20), (400, 132)), halo=1),
    Plate("action", (352, 170), (112, 48), 20, -16, halo=1),
    *arrow((282, 40), (300, 138), 15),
)

# On its back, head to the left, legs drawn up as babies lie.
_ON_BACK: tuple[Part, ...] = (
    Limb("casualty", 38, ((270, 312), (226, 262), (196, 236)), halo=1),
    Dot("casualty", 70, (142, 316), halo=1),
    Limb("casualty", 96, ((266, 338), (400, 338)), halo=1),
    Limb("ground", 96, ((404, 338), (424, 338)), halo=0.8),
    Limb("casualty", 42, ((436, 322), (500, 266), (532, 346)), halo=1),
)

# Upright in the crook of an arm; the one who holds looks down at it.
_HOLDER: tuple[Part, ...] = (
    Limb("rescuer", 150, ((424, 268), (430, 480))),
    Dot("rescuer", 62, (398, 118), halo=1),
)
_HELD: tuple[Part, ...] = (
    Limb("casualty", 92, ((270, 270), (292, 330)), halo=1),
    Limb("ground", 92, ((294, 336), (296, 344)), halo=0.8),
    Limb("casualty", 40, ((286, 352), (206, 336), (180, 392)), halo=1),
    Dot("casualty", 62, (238, 176), halo=1),
    Limb("casualty", 34, ((254, 264), (190, 300)), halo=1),
    Limb("rescuer", 50, ((452, 250), (444, 384), (252, 396)), halo=1),
    Limb("rescuer", 46, ((380, 236), (352, 300), (318, 250)), halo=1),
)


DRAWN = (
    Pose(
        "infant_back_blows",
        "Baby face-down along the forearm, head lower: blows between the shoulder blades",
        _BLOWS,
    ),
    Pose(
        "infant_chest_thrusts",
        "Baby face-up along the forearm, head lower: thrusts with the heel of one hand",
        _THRUSTS,
    ),
    Pose(
        "infant_cycle",
        "Baby: five back blows, five chest thrusts, again and again",
        (
            *placed(_BLOWS, 0.5, -44, -70),
            *placed(_THRUSTS, 0.5, 264, -70),
            *swing((140, 78), (300, 6), (440, 82), 15),
            *swing((440, 350), (300, 420), (150, 346), 15),
        ),
    ),
    Pose(
        "infant_cough",
        "The baby coughs: hold it and keep watching",
        (*_HOLDER, *_HELD, *rays(238, 176, 86, 154, (160, 182, 204), 15)),
    ),
    Pose(
        "infant_hold",
        "Hold the baby, watch its breathing and colour",
        (*_HOLDER, *_HELD),
    ),
    Pose(
        "infant_check",
        "Baby flat on its back, head straight: tap, call, watch the chest",
        (
            GROUND,
            Limb("rescuer", 84, ((330, 96), (470, 196))),
            Limb("rescuer", 62, ((474, 206), (490, 350), (570, 366))),
            Dot("rescuer", 62, (242, 112)),
            *placed(_ON_BACK, 0.86),
            Limb("rescuer", 38, ((340, 120), (352, 220), (310, 270)), halo=1),
            Curve("action", 12, "M206,286 C240,264 280,262 300,276"),
            Limb("action", 12, ((216, 178), (236, 258)), dotted=True),
        ),
    ),
    Pose(
        "infant_pads",
        "Baby: one pad in the middle of the chest, one on the back",
        (
            Limb("casualty", 128, ((316, 284), (316, 380))),
            Limb("ground", 128, ((316, 394), (316, 410)), halo=0.8),
            Limb("casualty", 52, ((314, 408), (196, 396), (180, 450)), halo=1),
            Dot("casualty", 86, (310, 112), halo=1),
            Limb("casualty", 42, ((320, 246), (250, 206), (190, 216)), halo=1),
            Plate("device", (248, 300), (44, 84), 15, halo=1),
            Plate("device", (386, 300), (44, 84), 15, halo=1),
            Limb("on_device", 6, ((248, 288), (248, 312))),
            Limb("on_device", 6, ((386, 288), (386, 312))),
            Curve("rescuer", 8, "M234,280 C170,262 110,290 70,430"),
            Curve("rescuer", 8, "M400,280 C460,256 520,290 556,430"),
        ),
    ),
    Pose(
        "infant_cradle",
        "Baby in your arms, the head a little lower than the body, watch the breathing",
        (
            Limb("rescuer", 190, ((350, 256), (340, 480))),
            Dot("rescuer", 62, (300, 84), halo=1),
            Limb("casualty", 40, ((430, 262), (492, 206), (530, 262)), halo=1),
            Limb("casualty", 92, ((280, 292), (410, 270)), halo=1),
            Limb("ground", 92, ((404, 271), (420, 268)), halo=0.8),
            Dot("casualty", 62, (158, 316), halo=1),
            Limb("casualty", 34, ((270, 282), (232, 226)), halo=1),
            Limb("rescuer", 52, ((404, 226), (500, 330), (240, 368), (170, 376)), halo=1),
            Limb("action", 12, ((262, 152), (226, 196)), dotted=True),
        ),
    ),
    Pose(
        "infant_press",
        "Baby on its back: the heel of one hand on the middle of the chest",
        (
            GROUND,
            *_ON_BACK,
            Limb("rescuer", 58, ((430, -30), (324, 236)), halo=1),
            Plate("action", (302, 276), (118, 50), 20, halo=1),
            *arrow((210, 90), (210, 190), 16),
        ),
    ),
    Pose(
        "infant_thumbs",
        "Baby on its back: both hands around the chest, two thumbs on the breastbone",
        (
            Limb("casualty", 46, ((250, 186), (160, 120)), halo=1),
            Limb("casualty", 46, ((350, 186), (440, 120)), halo=1),
            Limb("casualty", 54, ((270, 372), (200, 440)), halo=1),
            Limb("casualty", 54, ((330, 372), (400, 440)), halo=1),
            Limb("casualty", 130, ((300, 210), (300, 330)), halo=1),
            Shape("ground", "M232,330 L368,330 L362,400 Q300,372 238,400 Z", halo=1),
            Dot("casualty", 84, (300, 76), halo=1),
            Limb("rescuer", 60, ((40, 450), (180, 312)), halo=1),
            Limb("rescuer", 60, ((560, 450), (420, 312)), halo=1),
            Limb("rescuer", 52, ((190, 296), (232, 246)), halo=1),
            Limb("rescuer", 52, ((410, 296), (368, 246)), halo=1),
            Limb("action", 36, ((226, 288), (284, 236)), halo=1),
            Limb("action", 36, ((374, 288), (316, 236)), halo=1),
        ),
    ),
    Pose(
        "infant_breath",
        "Baby: head level, your mouth over mouth and nose, a small breath until the chest rises",
        (
            GROUND,
            Limb("rescuer", 84, ((282, 120), (440, 210))),
            Limb("rescuer", 62, ((446, 220), (470, 350), (560, 366))),
            Dot("rescuer", 64, (190, 176)),
            Limb("casualty", 88, ((262, 342), (380, 342)), halo=1),
            Limb("ground", 88, ((384, 342), (398, 342)), halo=0.8),
            Limb("casualty", 40, ((408, 330), (470, 280), (500, 354)), halo=1),
            Dot("casualty", 64, (150, 322), halo=1),
            Limb("rescuer", 38, ((290, 140), (270, 230), (212, 276)), halo=1),
            Curve("action", 12, "M250,282 C290,258 340,258 380,282"),
            Limb("action", 13, ((318, 262), (318, 230))),
            head_at(318, 200, "up"),
        ),
    ),
    Pose(
        "newborn_warm",
        "The newborn on the mother's bare chest, both covered",
        (
            GROUND,
            cushion(506, 316, 60, 150, 24),
            Limb("casualty", 80, ((432, 262), (276, 340)), halo=1),
            Dot("casualty", 46, (496, 186), halo=1),
            Limb("casualty", 50, ((384, 208), (320, 244)), halo=1),
            Dot("casualty", 34, (402, 178), halo=1),
            Shape(
                "action",
                "M392,196 C356,182 300,214 268,262 C228,240 196,232 172,240 C140,250 116,330 92,384 "
                "L452,384 C462,340 420,250 392,196 Z",
                halo=1,
            ),
            Limb("casualty", 34, ((452, 268), (420, 330), (350, 262)), halo=1),
        ),
    ),
)
