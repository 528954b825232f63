"""How somebody lies, sits, rises, and how they are held."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Pose, Shape
from .figures import GROUND, head_at

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
        "fall_help",
        "Kneel beside the fallen person, do not pull them up",
        (
            GROUND,
            # Sitting on the floor, one hand behind.
            Dot("casualty", 38, (196, 176)),
            Limb("casualty", 60, ((190, 250), (204, 340))),
            Limb("casualty", 40, ((206, 352), (304, 300)), halo=True),
            Limb("casualty", 34, ((304, 302), (360, 366)), halo=True),
            Limb("casualty", 24, ((176, 244), (124, 300), (112, 368)), halo=True),
            # Kneeling in front, hand on the shoulder, other palm down: stay.
            Dot("rescuer", 40, (430, 112)),
            Limb("rescuer", 62, ((436, 190), (462, 286))),
            Limb("rescuer", 46, ((462, 300), (400, 334)), halo=True),
            Limb("rescuer", 36, ((400, 338), (398, 366)), halo=True),
            Limb("rescuer", 42, ((470, 306), (524, 360)), halo=True),
            Limb("rescuer", 28, ((424, 186), (334, 216), (236, 236)), halo=True),
            Dot("action", 18, (226, 238), halo=True),
            Limb("action", 13, ((300, 96), (300, 132))),
            head_at(300, 162, "down", 16),
        ),
    ),
    Pose(
        "self_rise",
        "Rolling to the knees, hands on a chair, up in their own time",
        (
            GROUND,
            # The chair.
            Limb("ground", 18, ((510, 120), (510, 380))),
            Limb("ground", 18, ((400, 262), (510, 262))),
            Limb("ground", 18, ((404, 262), (404, 380))),
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
)
