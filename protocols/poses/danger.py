"""Danger in the room: current, crowd, threat, fire, a stopped lift."""

from __future__ import annotations

from .drawing import Curve, Limb, Part, Plate, Pose, Shape
from .figures import GROUND, LYING, arm, arrow, bubble, hand, head, leg, torso, wheelchair
from .people import placed, standing, walking

_EXIT: tuple[Part, ...] = (
    Plate("device", (520, 60), (110, 76), 12),
    Limb("on_device", 9, ((484, 60), (530, 60))),
    Shape("on_device", "M558,60 L526,42 L526,78 Z"),
)
_FLAME: tuple[Part, ...] = (
    Shape(
        "helper", "M40,384 C10,340 40,310 50,270 C70,290 76,300 78,316 C96,290 92,260 84,236 C130,270 150,330 120,384 Z"
    ),
    Shape("halo", "M66,384 C52,362 66,346 76,330 C98,346 106,366 96,384 Z"),
)
_BOLT = Shape("action", "M170,210 L140,270 L164,270 L150,318 L196,252 L170,252 L190,210 Z")

DRAWN = (
    Pose(
        "power_off",
        "Do not touch the person: switch the power off first",
        (
            GROUND,
            Curve("helper", 10, "M0,236 C50,220 96,262 112,330"),
            *placed(LYING, 0.66, -6),
            *placed((_BOLT,), 1, 10, -26),
            # The switch on the wall, its lever going down.
            Plate("helper", (520, 150), (120, 190), 16),
            Plate("halo", (520, 150), (94, 164), 8),
            Plate("helper", (520, 150), (28, 116), 10),
            Limb("action", 26, ((520, 150), (484, 182)), halo=0.6),
            *standing("rescuer", 404),
            arm("rescuer", (412, 176), (436, 236), (476, 190)),
            hand(482, 184),
            *arrow((570, 270), (570, 350), 15),
        ),
    ),
    Pose(
        "push_wire_away",
        "Stand on something dry, push the wire away with a long dry stick",
        (
            GROUND,
            Limb("casualty", 19, ((204, 362), (150, 326), (104, 350)), halo=0.7),
            *placed(LYING, 0.6, 92),
            Plate("action", (518, 380), (136, 20), 6, halo=1),
            *placed(standing("rescuer", 518), 1, 0, -12),
            Curve("helper", 12, "M-10,96 C66,120 92,210 130,284 C146,326 110,360 84,382", halo=1),
            Limb("action", 17, ((132, 284), (488, 172)), halo=1),
            arm("rescuer", (504, 162), (458, 226), (416, 194)),
            arm("rescuer", (528, 162), (518, 232), (458, 182)),
            *placed((_BOLT,), 0.86, 44, -146),
            *arrow((100, 256), (24, 282), 15),
        ),
    ),
    Pose(
        "keep_back",
        "Keep everybody back",
        (
            GROUND,
            *placed(LYING, 0.5, -10),
            *standing("helper", 548),
            *standing("helper", 476),
            *standing("rescuer", 338),
            arm("rescuer", (322, 172), (298, 236), (304, 268)),
            arm("rescuer", (352, 170), (376, 204), (404, 140)),
            hand(408, 130, 1.1),
            *arrow((376, 300), (434, 300), 16),
        ),
    ),
    Pose(
        "keep_distance",
        "Two metres away, hands open, the way out behind you",
        (
            GROUND,
            Limb("helper", 14, ((586, 380), (586, 60), (500, 60))),
            *standing("casualty", 90),
            arm("casualty", (106, 168), (160, 150), (150, 84)),
            *standing("rescuer", 450),
            arm("rescuer", (430, 172), (394, 234), (356, 212)),
            arm("rescuer", (470, 172), (506, 234), (532, 204)),
            hand(350, 208),
            hand(538, 196),
            *arrow((250, 330), (150, 330), 15),
            *arrow((250, 330), (392, 330), 15),
        ),
    ),
    Pose(
        "hide_quiet",
        "Hands where they can be seen, no sudden move, no word",
        (
            GROUND,
            *standing("helper", 90),
            *standing("rescuer", 336),
            *standing("rescuer", 508),
            arm("rescuer", (314, 170), (276, 194), (272, 110)),
            arm("rescuer", (358, 170), (394, 194), (400, 110)),
            arm("rescuer", (486, 170), (450, 194), (444, 110)),
            arm("rescuer", (530, 170), (564, 194), (570, 110)),
            *(hand(x, 104, 0.9) for x in (272, 400, 444, 570)),
            Plate("ground", (422, 324), (310, 128), 10, halo=1),
        ),
    ),
    Pose(
        "work_slowly",
        "At the counter as on any day, one form after the other, slowly",
        (
            GROUND,
            *standing("helper", 60),
            *standing("casualty", 190),
            *standing("rescuer", 424),
            Plate("ground", (404, 324), (200, 128), 10, halo=1),
            arm("casualty", (202, 172), (232, 238), (292, 246)),
            Plate("action", (356, 250), (90, 18), 4, halo=1),
            arm("rescuer", (414, 172), (404, 236), (376, 238)),
            Plate("action", (536, 82), (104, 104), 52),
            Plate("halo", (536, 82), (82, 82), 41),
            Limb("action", 12, ((536, 56), (536, 84), (556, 96))),
        ),
    ),
    Pose(
        "evacuate_walk",
        "Out together, by the marked way",
        (
            GROUND,
            *_FLAME,
            *_EXIT,
            *walking("casualty", 380),
            *walking("rescuer", 226),
            arm("rescuer", (236, 174), (280, 232), (338, 208)),
            hand(350, 204),
            *arrow((470, 250), (564, 250), 18),
        ),
    ),
    Pose(
        "evacuate_chair",
        "Push them out in their wheelchair by the level way",
        (
            GROUND,
            *_FLAME,
            *_EXIT,
            *walking("rescuer", 226),
            torso("casualty", (356, 190), (352, 262), k=0.9),
            leg("casualty", (356, 270), (436, 272), (452, 350), k=0.9, halo=False),
            head("casualty", 362, 122, 0.9),
            *placed(wheelchair(320), 0.92, 632, mirror=True),
            arm("casualty", (358, 198), (376, 240), (414, 244), k=0.85),
            arm("rescuer", (236, 176), (250, 226), (300, 204)),
            *arrow((496, 230), (572, 230), 16),
        ),
    ),
    Pose(
        "walk_out",
        "Leave quietly, by the marked way",
        (
            GROUND,
            *_EXIT,
            *walking("casualty", 380),
            *walking("rescuer", 226),
            arm("rescuer", (236, 174), (280, 232), (338, 208)),
            hand(350, 204),
            *arrow((470, 250), (564, 250), 18),
        ),
    ),
    Pose(
        "small_fire",
        "A small fire: one extinguisher, the way out behind you",
        (
            GROUND,
            *placed(_FLAME, 0.62, 10),
            *_EXIT,
            *standing("rescuer", 380),
            Plate("action", (268, 262), (56, 110), 20, halo=1),
            Limb("action", 16, ((268, 204), (268, 184))),
            Limb("action", 14, ((268, 190), (208, 218), (192, 262)), halo=0.6),
            arm("rescuer", (370, 172), (336, 236), (276, 192)),
            *(Limb("action", 9, ((178, 270), end), dotted=True) for end in ((110, 258), (112, 296), (130, 330))),
        ),
    ),
    Pose(
        "count_all",
        "At the meeting point: count everybody",
        (
            GROUND,
            *(part for x in (66, 158, 250) for part in standing("casualty", x, 0.9)),
            *standing("rescuer", 470),
            Plate("action", (396, 216), (74, 96), 10, -8, halo=1),
            *(Limb("halo", 8, ((376, y), (412, y - 5))) for y in (196, 218, 240)),
            arm("rescuer", (480, 174), (496, 254), (436, 256)),
            *(arrow((x, 10), (x, 38), 10)[1] for x in (66, 158, 250)),
        ),
    ),
    Pose(
        "keep_door",
        "Outside at the door: nobody goes in",
        (
            GROUND,
            Limb("helper", 14, ((40, 380), (40, 60), (200, 60), (200, 380))),
            *placed(_FLAME, 0.9, 42),
            *standing("rescuer", 310),
            arm("rescuer", (298, 172), (276, 236), (284, 268)),
            arm("rescuer", (324, 172), (352, 216), (396, 170)),
            hand(402, 160, 1.2),
            *standing("helper", 530),
            *arrow((412, 300), (482, 300), 16),
        ),
    ),
    Pose(
        "keep_scene",
        "Leave everything as it lies, note it down",
        (
            GROUND,
            # The place, roped off; what was dropped lies inside.
            Plate("helper", (150, 346), (110, 72), 14),
            Curve("helper", 12, "M118,310 C118,280 182,280 182,310"),
            Limb("ground", 14, ((40, 250), (40, 384))),
            Limb("ground", 14, ((270, 250), (270, 384))),
            Limb("action", 14, ((40, 262), (270, 262)), dotted=True),
            *standing("rescuer", 470),
            Plate("action", (396, 216), (74, 96), 10, -8, halo=1),
            *(Limb("halo", 8, ((376, y), (412, y - 5))) for y in (196, 218, 240)),
            arm("rescuer", (480, 174), (496, 254), (436, 256)),
        ),
    ),
    Pose(
        "lift_wait",
        "In the lift: sit by the wall and wait; outside: keep talking",
        (
            GROUND,
            # The car between its doors, the signs up and down above it.
            Limb("helper", 14, ((60, 380), (60, 70), (330, 70), (330, 380), (60, 380))),
            Limb("ground", 8, ((272, 84), (272, 372))),
            Shape("helper", "M160,52 L180,18 L200,52 Z"),
            Shape("helper", "M210,18 L230,52 L250,18 Z"),
            torso("casualty", (112, 250), (128, 336)),
            leg("casualty", (130, 350), (200, 286), (226, 358)),
            head("casualty", 122, 176),
            *standing("rescuer", 500),
            arm("rescuer", (488, 172), (440, 230), (398, 206)),
            *bubble(412, 50, 108, 74, (462, 92)),
            Curve("action", 9, "M378,54 Q396,34 412,52 T446,50"),
        ),
    ),
)
