"""Words between people: the phone, calm, distance."""

from __future__ import annotations

from .drawing import Curve, Dot, Plate, Pose, Shape

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
)
