"""Words between people: the phone, calm, distance."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Part, Plate, Pose, Shape
from .figures import GROUND, arm, arrow, bubble, chair, head, leg, torso
from .people import placed, standing, walking


def _coin(x: float, y: float) -> tuple[Part, ...]:
    """Money in any language: round, with the square hole."""
    return (Dot("action", 34, (x, y), halo=1), Plate("halo", (x, y), (26, 26), 2))


def _badge(x: float) -> tuple[Part, ...]:
    """The card that hangs from the neck."""
    return (
        Limb("halo", 6, ((x - 16, 146), (x, 184), (x + 16, 146))),
        Plate("action", (x, 206), (40, 50), 6, halo=0.9),
        Limb("halo", 7, ((x - 8, 214), (x + 8, 214))),
        Dot("halo", 6, (x, 196)),
    )


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
            *chair(414, "right", 294, 88, 0.86),
            torso("casualty", (380, 190), (384, 262), halo=True),
            leg("casualty", (380, 272), (310, 274), (306, 368)),
            head("casualty", 374, 122),
            *chair(108, "left", 294, 88, 0.86),
            torso("rescuer", (140, 190), (136, 262), halo=True),
            leg("rescuer", (140, 272), (210, 274), (214, 368)),
            head("rescuer", 148, 122),
        ),
    ),
    Pose(
        "show_way_home",
        "Go along with them on the way home",
        (
            GROUND,
            *walking("casualty", 300),
            *walking("rescuer", 150),
            arm("casualty", (302, 172), (284, 226), (308, 256)),
            arm("rescuer", (158, 172), (150, 232), (180, 252)),
            Shape("action", "M498,60 L588,136 L564,136 L564,206 L432,206 L432,136 L408,136 Z"),
            Plate("halo", (498, 178), (40, 60), 4),
            *arrow((420, 300), (560, 300), 16),
        ),
    ),
    Pose(
        "phone_fraud",
        "Told by phone to send money: hold it back",
        (
            GROUND,
            *standing("casualty", 120),
            arm("casualty", (136, 168), (192, 184), (172, 108)),
            Plate("action", (170, 96), (34, 66), 9, 12, halo=1),
            arm("casualty", (112, 176), (150, 244), (204, 250)),
            *_coin(246, 250),
            *arrow((290, 250), (352, 250), 14),
            *standing("rescuer", 486),
            arm("rescuer", (474, 172), (446, 244), (404, 236)),
            Plate("action", (384, 232), (34, 108), 16, halo=1),
        ),
    ),
    Pose(
        "hang_up",
        "End the call: the phone down, nothing more is pressed",
        (
            Plate("rescuer", (214, 214), (184, 336), 34),
            Plate("halo", (214, 208), (152, 258), 14),
            Dot("halo", 11, (214, 358)),
            # The receiver laid down.
            Curve("action", 38, "M160,226 C172,168 256,168 268,226"),
            Plate("action", (162, 226), (52, 40), 12, -8),
            Plate("action", (266, 226), (52, 40), 12, 8),
            *arrow((430, 110), (430, 290), 26),
        ),
    ),
    Pose(
        "refuse_note",
        "They say no: keep watching, write it down",
        (
            GROUND,
            *standing("casualty", 130),
            arm("casualty", (146, 170), (184, 232), (226, 192)),
            Plate("casualty", (236, 164), (26, 66), 12, 8, halo=1),
            *standing("rescuer", 450),
            Plate("action", (368, 214), (84, 104), 10, -8, halo=1),
            *(Limb("halo", 8, ((342, y), (388, y - 6))) for y in (190, 214)),
            arm("rescuer", (460, 174), (478, 256), (412, 258)),
        ),
    ),
    Pose(
        "home_visit_two",
        "Two of staff together at the customer's door, badges to be seen",
        (
            GROUND,
            Shape("ground", "M14,132 L150,20 L286,132 Z"),
            Limb("helper", 14, ((46, 380), (46, 138), (254, 138), (254, 380))),
            Plate("ground", (150, 284), (130, 200), 4),
            *placed(standing("casualty", 150), 0.66, 51),
            *standing("rescuer", 386),
            *standing("rescuer", 510),
            *(badge for x in (386, 510) for badge in _badge(x)),
            arm("rescuer", (366, 172), (322, 226), (286, 190)),
        ),
    ),
)
