"""Sudden illness that is helped awake: medicines of their own, sugar, heat, air, the three signs."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Plate, Pose, Shape
from .figures import GROUND, LYING, arm, arrow, bubble, drop, hand, head, leg, profile, ring, torso
from .people import placed, walking

DRAWN = (
    Pose(
        "face_arm_speech",
        "Look at the face, both arms, and listen to the speech",
        (
            Limb("ground", 8, ((204, 40), (204, 380))),
            Limb("ground", 8, ((396, 40), (396, 380))),
            Dot("casualty", 76, (104, 200)),
            Dot("halo", 9, (78, 180)),
            Dot("halo", 9, (132, 186)),
            Curve("halo", 11, "M66,232 Q100,240 116,236 Q134,236 142,256"),
            *arrow((170, 276), (170, 336)),
            head("casualty", 300, 100, 0.9),
            Limb("casualty", 70, ((300, 186), (300, 300))),
            arm("casualty", (272, 176), (226, 160)),
            arm("casualty", (328, 176), (368, 240)),
            *arrow((368, 276), (368, 336)),
            profile(530, 250, 0.72),
            *bubble(470, 90, 120, 90, (460, 180)),
            Curve("action", 9, "M436,94 L450,74 L462,106 L478,76 L488,104 L504,84"),
        ),
    ),
    Pose(
        "inhaler",
        "Sitting up, leaning a little forward, own inhaler to the mouth; help them hold it",
        (
            Limb("casualty", 170, ((450, 440), (520, 450))),
            profile(366, 150, 1.05, 8),
            Limb("casualty", 76, ((404, 290), (440, 400))),
            # Canister, mouthpiece; their own hand around it, the helper's under it.
            Limb("action", 30, ((214, 128), (214, 176))),
            Limb("action", 52, ((214, 190), (214, 262)), halo=0.6),
            Limb("action", 38, ((216, 268), (256, 268))),
            Limb("casualty", 56, ((500, 430), (320, 430), (232, 356)), halo=1),
            Limb("casualty", 30, ((228, 348), (246, 316)), halo=1),
            Limb("casualty", 26, ((214, 340), (178, 286), (184, 236)), halo=1),
            Limb("rescuer", 50, ((-20, 450), (140, 400)), halo=1),
            Limb("rescuer", 34, ((144, 394), (196, 372)), halo=1),
            *arrow((214, 8), (214, 98), 16),
        ),
    ),
    Pose(
        "auto_injector",
        "Own pen, firmly against the outer middle of the thigh",
        (
            Limb("casualty", 130, ((640, 300), (330, 310))),
            Limb("casualty", 100, ((300, 310), (40, 340)), halo=True),
            Limb("rescuer", 64, ((560, -20), (470, 110)), halo=True),
            Plate("action", (440, 160), (44, 190), 16, halo=True),
            Plate("rescuer", (446, 130), (110, 96), 34, halo=True),
            *arrow((330, 90), (330, 200), 16),
        ),
    ),
    Pose(
        "sweet_drink",
        "Awake and able to swallow: something sweet to drink, in their own hand",
        (
            Limb("casualty", 170, ((450, 430), (520, 440))),
            profile(380, 150, 1.05),
            Limb("casualty", 76, ((410, 290), (440, 400))),
            Shape("action", "M150,230 L262,230 L246,350 L166,350 Z", halo=True),
            Limb("action", 10, ((220, 230), (268, 216))),
            Limb("casualty", 56, ((500, 420), (330, 410), (262, 320)), halo=True),
            Plate("action", (90, 90), (52, 52), 8, 12),
            Plate("action", (160, 66), (52, 52), 8, -10),
            *arrow((140, 120), (180, 204)),
        ),
    ),
    Pose(
        "cool_body",
        "Pour cool water over them; cold packs at neck, armpits and groin",
        (
            GROUND,
            head("rescuer", 300, 74),
            torso("rescuer", (312, 150), (380, 240)),
            leg("rescuer", (380, 246), (370, 350), (450, 356)),
            *LYING,
            Plate("action", (122, 346), (34, 50), 10, 10, halo=True),
            Plate("action", (190, 350), (34, 50), 10, 10, halo=True),
            Plate("action", (366, 352), (34, 50), 10, 10, halo=True),
            arm("rescuer", (304, 160), (270, 206), (222, 196)),
            Plate("helper", (200, 180), (60, 70), 10, -60, halo=True),
            drop(166, 220),
            drop(192, 250),
            drop(228, 262),
            drop(250, 290, 11),
        ),
    ),
    Pose(
        "fan_wet",
        "Wet cloth over the body and a fan on it",
        (
            GROUND,
            *placed(LYING, 0.84),
            Plate("action", (246, 352), (224, 66), 18, 1, halo=True),
            drop(186, 334, 9, "halo"),
            drop(246, 340, 9, "halo"),
            drop(306, 334, 9, "halo"),
            Limb("helper", 16, ((516, 190), (516, 376))),
            Limb("helper", 16, ((470, 378), (560, 378))),
            *(
                Limb("helper", 22, ((516, 116), (516 + x, 116 + y)))
                for x, y in ((0, -44), (42, -14), (26, 36), (-26, 36), (-42, -14))
            ),
            Dot("halo", 12, (516, 116)),
            ring("helper", 11, 516, 116, 80),
            Curve("action", 12, "M412,110 C378,88 348,132 306,110"),
            Curve("action", 12, "M412,164 C372,142 334,204 280,172"),
            Curve("action", 12, "M412,218 C372,204 330,262 270,236"),
        ),
    ),
    Pose(
        "fresh_air",
        "Out into fresh air, away from the fumes",
        (
            GROUND,
            Limb("helper", 14, ((240, 380), (240, 40), (60, 40), (60, 380))),
            Curve("helper", 10, "M110,340 C90,310 130,290 110,260 C90,230 130,210 110,180"),
            Curve("helper", 10, "M160,320 C140,290 180,270 160,240 C140,210 180,190 160,160"),
            *walking("casualty", 440),
            *walking("rescuer", 316),
            arm("rescuer", (326, 174), (354, 236), (400, 210)),
            hand(410, 206),
            *arrow((500, 330), (584, 330), 16),
        ),
    ),
)
