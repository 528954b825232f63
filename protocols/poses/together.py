"""Words between people: the phone, calm, distance."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Plate, Pose, Shape
from .figures import GROUND, arm, arrow, bubble, chair, head, leg, ring, standing, torso

DRAWN = (
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
        "stay_calm_talk",
        "Stay at eye level and talk calmly",
        (
            GROUND,
            *chair(470, "right", 280, 110),
            torso("casualty", (444, 170), (446, 250), halo=True),
            leg("casualty", (442, 260), (344, 262), (338, 368)),
            head("casualty", 436, 96, halo=True),
            *chair(90, "left", 280, 110),
            torso("rescuer", (120, 170), (116, 250), halo=True),
            leg("rescuer", (120, 260), (220, 262), (226, 368)),
            head("rescuer", 130, 96, halo=True),
            arm("rescuer", (126, 184), (176, 236), (232, 214)),
            *bubble(262, 80, 120, 80, (196, 116)),
            Curve("action", 9, "M224,84 Q243,60 262,82 T300,80"),
        ),
    ),
    Pose(
        "quiet_room",
        "A quiet room, the door left open",
        (
            GROUND,
            Limb("helper", 14, ((60, 380), (60, 40), (560, 40), (560, 380))),
            Shape("ground", "M560,60 L500,90 L500,400 L560,380 Z"),
            torso("casualty", (380, 190), (384, 262)),
            leg("casualty", (380, 272), (310, 274), (306, 368)),
            head("casualty", 374, 122),
            torso("rescuer", (140, 190), (136, 262)),
            leg("rescuer", (140, 272), (210, 274), (214, 368)),
            head("rescuer", 148, 122),
        ),
    ),
    Pose(
        "show_way_home",
        "Stay beside them and find out where home is",
        (
            GROUND,
            *standing("casualty", 220),
            *standing("rescuer", 340),
            arm("rescuer", (330, 168), (290, 230), (240, 220)),
            *bubble(470, 90, 150, 110, (390, 120)),
            Shape("action", "M470,50 L518,92 L506,92 L506,130 L434,130 L434,92 L422,92 Z"),
        ),
    ),
    Pose(
        "phone_fraud",
        "On the phone and sending money: slow down, stop",
        (
            GROUND,
            *standing("casualty", 140),
            arm("casualty", (154, 168), (206, 190), (186, 100)),
            Plate("action", (184, 90), (30, 60), 8, 10, halo=True),
            *standing("rescuer", 440),
            arm("rescuer", (430, 168), (380, 200), (340, 150)),
            ring("action", 9, 280, 250, 24),
            *arrow((320, 250), (390, 250)),
        ),
    ),
    Pose(
        "refuse_note",
        "They say no: keep watching, write it down",
        (
            GROUND,
            *standing("casualty", 140),
            arm("casualty", (154, 168), (200, 210), (236, 160)),
            *standing("rescuer", 430),
            Plate("action", (352, 210), (70, 90), 8, -10, halo=True),
            arm("rescuer", (424, 168), (420, 240), (370, 230)),
        ),
    ),
    Pose(
        "home_visit_two",
        "Two of staff, badges to be seen, speak to the customer first",
        (
            GROUND,
            Shape("ground", "M10,170 L170,40 L330,170 Z"),
            Limb("helper", 14, ((40, 380), (40, 180), (300, 180), (300, 380))),
            *standing("rescuer", 420),
            *standing("rescuer", 530),
            Plate("action", (420, 200), (24, 32), 4),
            Plate("action", (530, 200), (24, 32), 4),
        ),
    ),
)
