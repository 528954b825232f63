"""Danger in the room: current, crowd, threat, fire, a stopped lift."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Plate, Pose, Shape
from .figures import GROUND, arm, arrow, head, leg, standing, torso, wheelchair

_EXIT = (
    Plate("device", (520, 60), (110, 76), 12),
    Limb("on_device", 9, ((484, 60), (530, 60))),
    Shape("on_device", "M558,60 L526,42 L526,78 Z"),
)
_FLAME = Shape(
    "helper",
    "M40,384 C10,340 40,310 50,270 C70,290 76,300 78,316 C96,290 92,260 84,236 C130,270 150,330 120,384 Z",
)

DRAWN = (
    Pose(
        "power_off",
        "Do not touch the person: switch the power off first",
        (
            GROUND,
            Plate("helper", (520, 130), (120, 180), 14),
            Plate("halo", (520, 130), (96, 156), 8),
            Plate("helper", (520, 130), (30, 110), 8),
            Limb("action", 22, ((520, 116), (486, 92))),
            head("rescuer", 398, 92),
            leg("rescuer", (396, 262), (380, 368)),
            leg("rescuer", (400, 262), (430, 368)),
            torso("rescuer", (396, 170), (398, 256)),
            arm("rescuer", (402, 184), (440, 160), (480, 100)),
            Dot("casualty", 28, (66, 354)),
            Limb("casualty", 54, ((134, 354), (222, 354)), halo=True),
            Limb("casualty", 36, ((230, 358), (310, 364)), halo=True),
            Curve("helper", 9, "M0,250 C60,230 120,260 150,320"),
            Shape("action", "M170,210 L140,270 L164,270 L150,318 L196,252 L170,252 L190,210 Z"),
            Curve("action", 11, "M336,376 C340,330 320,270 270,230", dotted=True),
            *arrow((570, 250), (570, 330)),
        ),
    ),
    Pose(
        "keep_back",
        "Keep everybody back",
        (
            GROUND,
            Dot("casualty", 26, (50, 358)),
            Limb("casualty", 50, ((112, 356), (186, 356)), halo=True),
            Limb("casualty", 34, ((194, 360), (256, 364)), halo=True),
            *standing("helper", 560),
            *standing("helper", 490),
            *standing("rescuer", 300),
            arm("rescuer", (316, 168), (368, 150), (404, 130)),
            arm("rescuer", (284, 168), (236, 190), (200, 224)),
            *arrow((390, 300), (450, 300)),
        ),
    ),
    Pose(
        "keep_distance",
        "Two metres away, hands open, the way out behind you",
        (
            GROUND,
            Limb("helper", 14, ((590, 380), (590, 60), (500, 60))),
            *standing("casualty", 110),
            arm("casualty", (120, 168), (170, 150), (160, 90)),
            *standing("rescuer", 440),
            arm("rescuer", (430, 168), (392, 226), (352, 196)),
            *arrow((250, 320), (160, 320)),
            *arrow((250, 320), (390, 320)),
        ),
    ),
    Pose(
        "hide_quiet",
        "Hands where they can be seen, no sudden move, no word",
        (
            GROUND,
            *standing("helper", 90),
            *standing("rescuer", 360),
            *standing("rescuer", 500),
            arm("rescuer", (340, 168), (308, 200), (300, 130)),
            arm("rescuer", (380, 168), (412, 200), (420, 130)),
            arm("rescuer", (480, 168), (448, 200), (444, 130)),
            arm("rescuer", (520, 168), (552, 200), (560, 130)),
            Plate("ground", (430, 320), (260, 128), 10, halo=True),
            *arrow((200, 320), (150, 320)),
            *arrow((200, 320), (270, 320)),
        ),
    ),
    Pose(
        "evacuate_walk",
        "Out together, by the marked way",
        (
            GROUND,
            _FLAME,
            *_EXIT,
            *standing("casualty", 260),
            *standing("rescuer", 390),
            arm("rescuer", (380, 168), (340, 226), (280, 210)),
            *arrow((470, 250), (560, 250), 16),
        ),
    ),
    Pose(
        "evacuate_chair",
        "Push the wheelchair out by the level way",
        (
            GROUND,
            _FLAME,
            *_EXIT,
            *wheelchair(),
        ),
    ),
    Pose(
        "lift_wait",
        "In the lift: sit by the wall and wait; outside: keep talking",
        (
            GROUND,
            Limb("helper", 14, ((60, 380), (60, 50), (330, 50), (330, 380), (60, 380))),
            torso("casualty", (110, 246), (124, 340)),
            leg("casualty", (126, 350), (200, 290), (226, 362)),
            head("casualty", 120, 172),
            *standing("rescuer", 480),
            arm("rescuer", (468, 168), (420, 220), (380, 190)),
        ),
    ),
)
