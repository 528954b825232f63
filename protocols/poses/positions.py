"""How somebody lies and is held."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Part, Plate, Pose, Shape
from .figures import GROUND, LYING, arm, arrow, bubble, chair, cushion, hand, head, leg, rays, torso
from .people import behind, kneeling, kneeling_low, placed

# As somebody lies who fell: half on the side, one knee drawn up, an arm thrown out.
_FALLEN: tuple[Part, ...] = (
    Limb("casualty", 26, ((160, 356), (110, 306), (70, 300)), halo=1),
    Dot("casualty", 32, (84, 352), halo=1),
    Limb("casualty", 42, ((330, 356), (494, 366)), halo=1),
    Limb("casualty", 62, ((170, 350), (320, 352)), halo=1),
    Limb("casualty", 42, ((330, 344), (404, 296), (440, 360)), halo=1),
)

_RAISED: tuple[Part, ...] = (
    cushion(112, 366, 150, 40, -2),
    Limb("casualty", 24, ((538, 356), (546, 322)), halo=1),
    Dot("casualty", 32, (84, 314), halo=1),
    Limb("casualty", 60, ((160, 330), (352, 354)), halo=1),
    Limb("casualty", 42, ((364, 358), (536, 362)), halo=1),
)

DRAWN = (
    Pose(
        "lie_flat_rest",
        "Lying flat on the back; stay beside them and look at the face",
        (
            GROUND,
            *behind("rescuer", 262, -1),
            arm("rescuer", (240, 216), (270, 268), (206, 304)),
            *LYING,
            Limb("action", 12, ((206, 172), (118, 304)), dotted=True),
        ),
    ),
    Pose(
        "kneel_by",
        "Do not lift them: kneel beside them and talk",
        (
            GROUND,
            *kneeling("rescuer", 520, -1),
            arm("rescuer", (498, 218), (524, 276), (450, 296)),
            *bubble(330, 94, 160, 104, (444, 130)),
            Curve("action", 11, "M274,102 Q302,66 330,98 T386,94"),
            *placed(_FALLEN, 0.82, 446, mirror=True),
        ),
    ),
    Pose(
        "kneel_by_child",
        "A child: do not lift it, kneel beside it and talk",
        (
            GROUND,
            *kneeling("rescuer", 520, -1),
            arm("rescuer", (498, 218), (524, 276), (450, 296)),
            *bubble(330, 94, 160, 104, (444, 130)),
            Curve("action", 11, "M274,102 Q302,66 330,98 T386,94"),
            *placed(_FALLEN, 0.62, 430, mirror=True),
        ),
    ),
    Pose(
        "keep_warm",
        "Cover them as they lie, tuck it in, stay",
        (
            GROUND,
            *behind("rescuer", 262, -1),
            Dot("casualty", 30, (84, 352), halo=1),
            Shape(
                "action",
                "M128,384 L130,338 C134,306 170,304 214,312 L380,322 C440,326 500,320 530,304 "
                "C560,296 570,340 572,384 Z",
                halo=1,
            ),
            Curve("halo", 7, "M164,384 C158,360 160,346 168,330"),
            arm("rescuer", (240, 216), (190, 262), (152, 302)),
        ),
    ),
    Pose(
        "head_raised",
        "Lying, head and shoulders a little raised on a coat",
        (
            GROUND,
            *behind("rescuer", 292, -1),
            arm("rescuer", (270, 216), (300, 268), (236, 296)),
            *_RAISED,
        ),
    ),
    Pose(
        "stroke_lie",
        "Lay them down, head and shoulders a little raised",
        (
            GROUND,
            *behind("rescuer", 292, -1),
            *_RAISED,
            arm("rescuer", (270, 218), (228, 262), (176, 306)),
            hand(168, 312),
            *arrow((448, 190), (448, 270)),
        ),
    ),
    Pose(
        "lie_legs_up",
        "Lying flat, the legs up on a chair",
        (
            GROUND,
            *chair(566, "right", 268, 116),
            Dot("casualty", 30, (84, 352), halo=1),
            Limb("casualty", 60, ((166, 352), (330, 352)), halo=1),
            Limb("casualty", 42, ((344, 350), (446, 240), (536, 242)), halo=1),
            Limb("casualty", 26, ((542, 240), (552, 206)), halo=1),
            *arrow((360, 250), (360, 160)),
        ),
    ),
    Pose(
        "lie_feet_up",
        "Lying flat, the feet a little up on a folded coat",
        (
            GROUND,
            cushion(496, 356, 130, 56),
            Dot("casualty", 30, (84, 352), halo=1),
            Limb("casualty", 26, ((526, 308), (540, 276)), halo=1),
            Limb("casualty", 60, ((166, 352), (352, 352)), halo=1),
            Limb("casualty", 42, ((366, 352), (524, 310)), halo=1),
            *arrow((420, 262), (420, 182)),
        ),
    ),
    Pose(
        "hold_head_still",
        "Kneel behind the head, hold it gently as you found it",
        (
            GROUND,
            *kneeling_low("rescuer", 72),
            Limb("casualty", 60, ((316, 352), (452, 352)), halo=1),
            Limb("casualty", 42, ((464, 356), (560, 360)), halo=1),
            Dot("casualty", 42, (232, 344), halo=1),
            arm("rescuer", (106, 208), (138, 284), (196, 320)),
            Plate("action", (222, 350), (78, 34), 16, 8, halo=1),
            Limb("halo", 8, ((262, 346), (440, 352)), dotted=True),
        ),
    ),
    Pose(
        "seizure_protect",
        "Something soft under the head, hard things away, nobody holds them",
        (
            GROUND,
            *kneeling_low("rescuer", 60),
            cushion(210, 366, 130, 38),
            Dot("casualty", 36, (206, 314), halo=1),
            torso("casualty", (282, 344), (372, 350), k=0.95, halo=True),
            leg("casualty", (382, 350), (424, 286), (462, 362), k=0.9),
            arm("casualty", (286, 336), (318, 268), (352, 304)),
            *rays(318, 262, 26, 54, (215, 270, 325)),
            *rays(424, 282, 30, 58, (215, 270, 325)),
            arm("rescuer", (94, 210), (112, 290), (142, 352)),
            hand(146, 358),
            *chair(532, "left", 300, 56, 0.9),
            *arrow((430, 180), (512, 180)),
        ),
    ),
    Pose(
        "birth_help",
        "Half sitting, knees bent: support the baby as it comes, never pull",
        (
            GROUND,
            cushion(504, 290, 54, 170, 18),
            torso("casualty", (422, 336), (472, 230), halo=True),
            Dot("casualty", 46, (408, 288), halo=True),
            leg("casualty", (414, 346), (334, 250), (310, 368)),
            head("casualty", 488, 158, halo=True),
            arm("casualty", (464, 240), (434, 320), (380, 340)),
            *kneeling_low("rescuer", 66),
            Dot("casualty", 24, (276, 334), halo=1),
            arm("rescuer", (100, 210), (140, 286), (206, 330)),
            Curve("action", 24, "M206,340 C222,372 262,380 292,368", halo=1),
        ),
    ),
)
