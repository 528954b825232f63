"""Sitting down, sitting up, rising again."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Pose, Shape
from .figures import GROUND, arm, arrow, chair, cushion, hand, head, leg, torso
from .people import kneeling, kneeling_tall

DRAWN = (
    Pose(
        "fall_help",
        "Lower them back to the floor slowly, protect the head",
        (
            GROUND,
            Limb("casualty", 24, ((176, 244), (124, 300), (112, 368)), halo=1),
            torso("casualty", (196, 250), (212, 340), k=0.97),
            head("casualty", 190, 174),
            Limb("casualty", 42, ((214, 352), (306, 300), (352, 368)), halo=1),
            *kneeling("rescuer", 470, -1),
            arm("rescuer", (450, 216), (350, 240), (248, 252)),
            hand(238, 254),
            *arrow((320, 70), (320, 170), 16),
        ),
    ),
    Pose(
        "sit_floor_legs",
        "Sitting on the floor, legs straight out, somebody behind to lean on",
        (
            GROUND,
            *kneeling_tall("rescuer", 506, -1),
            Limb("casualty", 24, ((126, 352), (112, 316)), halo=1),
            Limb("casualty", 42, ((344, 356), (134, 362)), halo=1),
            torso("casualty", (384, 214), (346, 346), halo=True),
            head("casualty", 388, 138, halo=True),
            arm("rescuer", (490, 182), (470, 256), (404, 246)),
            hand(394, 246),
        ),
    ),
    Pose(
        "self_rise",
        "Rolling to the knees, hands on a chair, up in their own time",
        (
            GROUND,
            # The chair.
            Limb("helper", 14, ((510, 120), (510, 380))),
            Limb("helper", 14, ((400, 262), (510, 262))),
            Limb("helper", 14, ((404, 262), (404, 380))),
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
        "sit_knees_bent",
        "On the floor against a wall, upright, back supported, knees bent",
        (
            GROUND,
            Limb("ground", 18, ((540, 60), (540, 380))),
            cushion(496, 274, 52, 190, 8),
            torso("casualty", (420, 340), (446, 216), halo=True),
            head("casualty", 456, 140, halo=True),
            leg("casualty", (412, 346), (320, 262), (284, 368)),
            arm("casualty", (436, 226), (400, 288), (340, 268)),
            *kneeling("rescuer", 110),
            arm("rescuer", (136, 216), (200, 256), (276, 258)),
            hand(288, 260),
        ),
    ),
    Pose(
        "sit_rest",
        "Sit down, rest, do not walk about",
        (
            GROUND,
            *chair(440, "right", 270, 116),
            torso("casualty", (412, 158), (416, 244), halo=True),
            leg("casualty", (412, 252), (310, 254), (306, 368)),
            head("casualty", 402, 80, halo=True),
            arm("casualty", (406, 170), (384, 232), (326, 236)),
            head("rescuer", 160, 130),
            torso("rescuer", (164, 206), (140, 296)),
            leg("rescuer", (138, 306), (84, 364), (150, 368)),
            leg("rescuer", (142, 306), (222, 306), (222, 368)),
            arm("rescuer", (170, 214), (230, 246), (306, 228)),
            hand(314, 226),
            *arrow((500, 110), (500, 210)),
        ),
    ),
)
