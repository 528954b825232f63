"""Onto the side: the steps, the side itself, and two who turn one as a whole."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Part, Plate, Pose, Shape
from .figures import GROUND, arm, arrow, cushion, drop, hand, head, swing, torso
from .people import kneeling_low

# On the back, seen from above, head to the left, the helper at the lower edge; without arms.
_FROM_ABOVE: tuple[Part, ...] = (
    Dot("casualty", 52, (92, 196)),
    Limb("casualty", 52, ((352, 222), (580, 232)), halo=1),
    Limb("casualty", 52, ((352, 170), (580, 160)), halo=1),
    Limb("casualty", 112, ((206, 196), (316, 196)), halo=1),
)

_ON_SIDE: tuple[Part, ...] = (
    Limb("casualty", 46, ((340, 320), (440, 340)), halo=1),
    Limb("casualty", 40, ((440, 340), (550, 358)), halo=1),
    Limb("casualty", 28, ((200, 350), (120, 368)), halo=1),
    Limb("casualty", 78, ((206, 308), (340, 316)), halo=1),
    Limb("casualty", 44, ((346, 308), (436, 262)), halo=1),
    Limb("casualty", 38, ((436, 266), (474, 358)), halo=1),
    Dot("casualty", 42, (118, 310), halo=1),
    Dot("casualty", 11, (82, 334)),
)

_LEFT_SIDE: tuple[Part, ...] = (
    Limb("casualty", 42, ((262, 350), (160, 362), (66, 364)), halo=1),
    Limb("casualty", 76, ((410, 336), (276, 342)), halo=1),
    Dot("casualty", 58, (318, 324), halo=1),
    Limb("casualty", 44, ((262, 326), (172, 288), (116, 358)), halo=1),
    Dot("casualty", 42, (500, 336), halo=1),
    Limb("casualty", 28, ((412, 330), (360, 290), (306, 300)), halo=1),
)


DRAWN = (
    Pose(
        "recovery_roll",
        "Kneel beside, hold the far knee and shoulder, roll towards you",
        (
            GROUND,
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
    Pose(
        "roll_arm",
        "From above: the arm next to you straight out, at a right angle",
        (
            *_FROM_ABOVE,
            Limb("casualty", 40, ((196, 150), (318, 120)), halo=1),
            Limb("casualty", 40, ((196, 236), (196, 370)), halo=1),
            Limb("rescuer", 50, ((60, 460), (140, 396)), halo=1),
            hand(184, 366, 1.3),
            *swing((340, 290), (330, 380), (240, 380), 16),
        ),
    ),
    Pose(
        "roll_cheek",
        "From above: the far hand under the cheek next to you",
        (
            *_FROM_ABOVE,
            Limb("casualty", 40, ((196, 236), (196, 370)), halo=1),
            Limb("casualty", 40, ((208, 146), (262, 236), (150, 236)), halo=1),
            Limb("rescuer", 50, ((20, 460), (88, 320)), halo=1),
            hand(116, 254, 1.5),
            *swing((330, 96), (360, 250), (262, 290), 16),
        ),
    ),
    Pose(
        "roll_knee",
        "From above: the far knee pulled up",
        (
            Dot("casualty", 52, (92, 196)),
            Limb("casualty", 52, ((352, 222), (580, 232)), halo=1),
            Limb("casualty", 112, ((206, 196), (316, 196)), halo=1),
            Limb("casualty", 52, ((350, 172), (446, 86), (458, 222)), halo=1),
            Limb("casualty", 40, ((196, 236), (196, 370)), halo=1),
            Limb("casualty", 40, ((208, 146), (262, 236), (150, 236)), halo=1),
            Limb("rescuer", 50, ((600, 470), (540, 300), (470, 120)), halo=1),
            hand(448, 84, 1.4),
            *arrow((366, 90), (366, 14), 16),
        ),
    ),
    Pose(
        "recovery",
        "Recovery position: on the side, head back, upper knee bent",
        (
            GROUND,
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
        "left_side",
        "Lying on the left side, something behind the back",
        (
            GROUND,
            head("rescuer", 452, 116),
            torso("rescuer", (440, 194), (404, 290)),
            cushion(330, 286, 190, 60, 3),
            *_LEFT_SIDE,
            arm("rescuer", (436, 204), (452, 262), (414, 296)),
            hand(406, 300),
        ),
    ),
    Pose(
        "vomit_side",
        "On the side, mouth down, so that vomit runs out",
        (
            GROUND,
            head("rescuer", 330, 96),
            torso("rescuer", (326, 174), (356, 270)),
            *_ON_SIDE,
            arm("rescuer", (312, 182), (250, 220), (222, 272)),
            arm("rescuer", (336, 186), (372, 232), (350, 282)),
            hand(218, 280),
            hand(348, 290),
            drop(54, 330, 11),
            Limb("action", 14, ((26, 382), (92, 382))),
        ),
    ),
    Pose(
        "roll_together",
        "Head, neck and body in one line: one holds the head, all turn together",
        (
            GROUND,
            *kneeling_low("rescuer", 62),
            head("rescuer", 372, 100),
            torso("rescuer", (368, 178), (404, 272)),
            Limb("casualty", 44, ((404, 330), (560, 352)), halo=1),
            Limb("casualty", 82, ((272, 318), (388, 324)), halo=1),
            Limb("casualty", 44, ((404, 312), (550, 326)), halo=1),
            Dot("casualty", 42, (196, 312), halo=1),
            arm("casualty", (276, 306), (330, 330), (400, 326)),
            Limb("halo", 8, ((196, 312), (420, 318)), dotted=True),
            arm("rescuer", (96, 206), (132, 270), (168, 304)),
            Plate("action", (182, 318), (70, 30), 14, 12, halo=1),
            arm("rescuer", (356, 188), (300, 226), (284, 276)),
            arm("rescuer", (378, 190), (418, 236), (400, 284)),
            hand(284, 284),
            hand(400, 292),
            *swing((534, 262), (540, 140), (448, 112), 15),
        ),
    ),
)
