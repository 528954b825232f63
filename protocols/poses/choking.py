"""Something is stuck in the throat: coughing, blows to the back, thrusts."""

from __future__ import annotations

from .drawing import Dot, Limb, Part, Plate, Pose
from .figures import GROUND, arm, arrow, hand, head, leg, rays, swing, torso, wheelchair
from .people import kneeling, kneeling_tall, placed, standing

# The child is two thirds of a grown-up, and so are its limbs.
_CHILD = 0.68

# Both hands at the throat.
_SILENT: tuple[Part, ...] = (
    leg("casualty", (181, 272), (170, 370), k=0.82),
    leg("casualty", (199, 272), (210, 370), k=0.82),
    Limb("casualty", 26, ((190, 110), (190, 180))),
    torso("casualty", (190, 192), (190, 262), k=0.95),
    head("casualty", 190, 82, 0.95),
    arm("casualty", (168, 192), (108, 236), (160, 166)),
    arm("casualty", (212, 192), (272, 236), (220, 166)),
    Limb("action", 30, ((160, 164), (186, 144)), halo=1),
    Limb("action", 30, ((220, 164), (194, 144)), halo=1),
)

_COUGHING: tuple[Part, ...] = (
    leg("casualty", (322, 252), (312, 372), k=0.9),
    leg("casualty", (330, 252), (352, 372), k=0.9),
    torso("casualty", (266, 168), (322, 244), k=0.95),
    head("casualty", 222, 108, 0.95),
    arm("casualty", (262, 178), (246, 246), (218, 186), k=0.9),
    *rays(222, 108, 58, 112, (160, 182, 204), 13),
)

_BLOWS: tuple[Part, ...] = (
    head("rescuer", 424, 66),
    leg("rescuer", (448, 240), (424, 372)),
    leg("rescuer", (454, 240), (486, 372)),
    torso("rescuer", (432, 146), (450, 236)),
    arm("rescuer", (428, 160), (330, 262), (226, 226)),
    leg("casualty", (318, 226), (300, 372)),
    leg("casualty", (324, 226), (354, 372)),
    arm("casualty", (214, 184), (200, 258), (224, 312)),
    torso("casualty", (318, 214), (216, 170), halo=True),
    head("casualty", 142, 178, halo=True),
    arm("rescuer", (428, 152), (362, 92), (276, 132), k=1.1),
    Plate("action", (262, 138), (62, 36), 16, 24, halo=True),
    *arrow((216, 18), (246, 104)),
)

_THRUSTS: tuple[Part, ...] = (
    head("rescuer", 364, 66),
    leg("rescuer", (392, 246), (372, 372)),
    leg("rescuer", (396, 246), (436, 372)),
    torso("rescuer", (374, 144), (392, 240)),
    leg("casualty", (284, 256), (262, 372)),
    leg("casualty", (288, 256), (310, 372)),
    arm("casualty", (238, 176), (186, 226), (172, 290)),
    torso("casualty", (246, 166), (284, 250), halo=True),
    head("casualty", 206, 92, halo=True),
    arm("rescuer", (370, 158), (338, 252), (248, 228), k=1.1),
    hand(236, 226, 1.4),
    *swing((112, 292), (176, 292), (200, 236)),
)

_CHILD_BLOWS: tuple[Part, ...] = (
    *kneeling(("rescuer"), 456, -1),
    arm("rescuer", (426, 214), (352, 322), (214, 282)),
    leg("casualty", (300, 286), (290, 374), k=_CHILD),
    leg("casualty", (306, 286), (322, 374), k=_CHILD),
    arm("casualty", (224, 248), (210, 298), (224, 336), k=_CHILD),
    torso("casualty", (302, 274), (226, 238), k=_CHILD, halo=True),
    head("casualty", 170, 244, _CHILD, halo=True),
    arm("rescuer", (430, 208), (356, 158), (284, 198)),
    Plate("action", (268, 206), (54, 32), 15, 26, halo=True),
    *arrow((216, 86), (250, 174)),
)

_CHILD_THRUSTS: tuple[Part, ...] = (
    *kneeling_tall("rescuer", 402, -1),
    leg("casualty", (300, 288), (292, 374), k=_CHILD),
    leg("casualty", (306, 288), (322, 374), k=_CHILD),
    arm("casualty", (282, 228), (250, 262), (236, 304), k=_CHILD),
    torso("casualty", (288, 222), (302, 278), k=_CHILD, halo=True),
    head("casualty", 268, 166, _CHILD, halo=True),
    arm("rescuer", (388, 180), (356, 280), (282, 264)),
    hand(272, 264, 1.2),
    *swing((164, 322), (226, 324), (246, 274)),
)


def _by_turns(blows: tuple[Part, ...], thrusts: tuple[Part, ...], right: float) -> tuple[Part, ...]:
    """Blows to the left, thrusts to the right, a round arrow through both."""
    left = -48
    return (
        Limb("ground", 6, ((24, 334), (576, 334))),
        *placed(blows, 0.66, left, -54),
        *placed(thrusts, 0.66, right, -54),
        *swing((150, 74), (290, -14), (430, 70), 15),
        *swing((430, 362), (300, 432), (160, 360), 15),
    )


DRAWN = (
    Pose(
        "choke_silent",
        "Both hands at the throat: ask whether they can speak or cough aloud",
        (
            GROUND,
            *standing("rescuer", 470),
            arm("rescuer", (458, 172), (408, 232), (356, 206)),
            *_SILENT,
        ),
    ),
    Pose(
        "choke_cough",
        "They can cough: let them cough, leaning forward, and stay",
        (
            GROUND,
            head("rescuer", 486, 84, 0.95),
            leg("rescuer", (492, 252), (480, 372), k=0.9),
            leg("rescuer", (498, 252), (516, 372), k=0.9),
            torso("rescuer", (490, 162), (494, 246), k=0.95),
            arm("rescuer", (484, 172), (446, 232), (394, 196), k=0.95),
            *_COUGHING,
        ),
    ),
    Pose(
        "back_blows",
        "Leaning forward, blows with the heel of the hand between the shoulder blades",
        (
            GROUND,
            *_BLOWS,
            Dot("action", 10, (86, 250)),
        ),
    ),
    Pose(
        "abdominal_thrusts",
        "From behind: a fist above the navel, pull inwards and upwards",
        (
            GROUND,
            *_THRUSTS,
        ),
    ),
    Pose(
        "chest_thrusts",
        "From behind: pull straight back on the middle of the breastbone, not the belly",
        (
            GROUND,
            head("rescuer", 364, 66),
            leg("rescuer", (392, 246), (372, 372)),
            leg("rescuer", (396, 246), (436, 372)),
            torso("rescuer", (374, 144), (392, 240)),
            leg("casualty", (284, 268), (262, 372)),
            leg("casualty", (288, 268), (310, 372)),
            Dot("casualty", 62, (246, 248), halo=True, flat=0.92),
            torso("casualty", (258, 162), (282, 262)),
            head("casualty", 228, 84, halo=True),
            arm("casualty", (262, 180), (236, 262), (190, 282)),
            arm("rescuer", (370, 152), (320, 190), (236, 174), k=1.1),
            hand(224, 172, 1.4),
            *arrow((90, 172), (186, 172)),
        ),
    ),
    Pose(
        "choke_wheelchair",
        "Brake on, lean them forward, thrusts from behind the chair",
        (
            GROUND,
            head("rescuer", 440, 66),
            leg("rescuer", (470, 244), (452, 372)),
            leg("rescuer", (474, 244), (512, 372)),
            torso("rescuer", (436, 146), (468, 238)),
            *wheelchair(),
            torso("casualty", (268, 156), (318, 240), halo=True),
            leg("casualty", (318, 250), (222, 256), (208, 346)),
            head("casualty", 226, 88, halo=True),
            arm("rescuer", (428, 158), (358, 222), (262, 208), k=1.1),
            hand(250, 206, 1.4),
            *swing((130, 268), (190, 270), (214, 216)),
        ),
    ),
    Pose(
        "child_choke_silent",
        "A child with both hands at the throat: ask whether it can speak or cough aloud",
        (
            GROUND,
            *kneeling("rescuer", 460, -1),
            arm("rescuer", (438, 216), (400, 276), (346, 246)),
            *placed(_SILENT, _CHILD, 70),
        ),
    ),
    Pose(
        "child_cough",
        "The child can cough: let it cough, and stay",
        (
            GROUND,
            *kneeling("rescuer", 470, -1),
            arm("rescuer", (448, 216), (410, 276), (366, 252)),
            *placed(_COUGHING, _CHILD, 36),
        ),
    ),
    Pose(
        "child_back_blows",
        "Kneel beside the child, lean it forward, blows between the shoulder blades",
        (GROUND, *_CHILD_BLOWS),
    ),
    Pose(
        "child_thrusts",
        "Kneel behind the child: a fist above the navel, pull inwards and upwards",
        (GROUND, *_CHILD_THRUSTS),
    ),
    Pose("blows_and_thrusts", "Five blows, five thrusts, again and again", _by_turns(_BLOWS, _THRUSTS, 276)),
    Pose(
        "child_blows_and_thrusts",
        "A child: five blows, five thrusts, again and again",
        _by_turns(_CHILD_BLOWS, _CHILD_THRUSTS, 256),
    ),
)
