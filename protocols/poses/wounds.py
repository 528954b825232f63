"""Bleeding, burns, broken bones, knocks: what the hands do."""

from __future__ import annotations

from .drawing import Curve, Dot, Limb, Plate, Pose, Shape
from .figures import arrow, drop, profile, ring, swing

_FOREARM = (
    Limb("casualty", 104, ((650, 300), (250, 300))),
    Limb("casualty", 84, ((250, 300), (150, 304))),
    Limb("casualty", 34, ((196, 268), (120, 232)), halo=True),
)

DRAWN = (
    Pose(
        "press_wound",
        "Both hands, cloth on the wound, press hard and stay",
        (
            *_FOREARM,
            drop(352, 366, 12, "helper"),
            drop(400, 360, 9, "helper"),
            Plate("action", (372, 250), (190, 40), 14, halo=True),
            Limb("rescuer", 58, ((230, -20), (330, 190)), halo=True),
            Plate("rescuer", (372, 222), (140, 40), 18, halo=True),
            Limb("rescuer", 58, ((520, -20), (414, 168)), halo=True),
            Plate("rescuer", (372, 190), (140, 40), 18, halo=True),
            *arrow((180, 60), (180, 160), 16),
            *arrow((566, 60), (566, 160), 16),
        ),
    ),
    Pose(
        "pack_wound",
        "Push the gauze to the bottom of the wound, then press",
        (
            Shape(
                "casualty",
                "M0,226 L196,226 C220,230 226,330 250,352 Q290,384 330,352 "
                "C354,330 360,230 384,226 L600,226 L600,420 L0,420 Z",
            ),
            Curve("action", 18, "M254,340 L326,330 L256,310 L324,300 L262,280 L318,270"),
            Curve("action", 18, "M262,280 C220,120 170,90 120,140"),
            Dot("action", 46, (112, 164), halo=True),
            ring("halo", 7, 112, 164, 24),
            Limb("rescuer", 60, ((520, -20), (380, 120)), halo=True),
            Limb("rescuer", 32, ((372, 120), (310, 176), (296, 262)), halo=True),
            Limb("rescuer", 32, ((392, 136), (340, 190), (322, 248)), halo=True),
            *arrow((460, 110), (460, 200), 16),
        ),
    ),
    Pose(
        "tourniquet",
        "Band above the wound, not on a joint, turn until the bleeding stops, note the time",
        (
            *_FOREARM,
            Curve("halo", 10, "M268,278 L282,296 L270,306 L286,326"),
            drop(276, 360, 12, "helper"),
            Plate("action", (430, 300), (54, 132), 12, halo=True),
            Limb("rescuer", 18, ((384, 196), (476, 250)), halo=True),
            *swing((360, 170), (410, 96), (490, 166)),
            Limb("action", 7, ((286, 210), (388, 210)), dotted=True),
            ring("action", 12, 130, 110, 66),
            Limb("action", 12, ((130, 70), (130, 112), (162, 130))),
        ),
    ),
    Pose(
        "cool_burn",
        "Hold the burn under cool running water",
        (
            Limb("helper", 46, ((620, 60), (356, 60), (356, 112))),
            Limb("helper", 20, ((420, 60), (420, 22))),
            Limb("helper", 22, ((384, 16), (456, 16))),
            Limb("casualty", 88, ((-30, 330), (250, 280))),
            Limb("casualty", 78, ((250, 280), (372, 270))),
            Limb("casualty", 30, ((350, 250), (430, 240))),
            Limb("action", 15, ((340, 152), (340, 226))),
            Limb("action", 15, ((372, 152), (372, 226))),
            drop(330, 330),
            drop(376, 330),
            drop(290, 340, 11),
        ),
    ),
    Pose(
        "cover_burn",
        "Lay a clean film or cloth loosely over the burn",
        (
            *_FOREARM,
            Dot("helper", 12, (340, 286)),
            Dot("helper", 16, (384, 300)),
            Dot("helper", 10, (420, 284)),
            Curve("action", 18, "M190,130 Q372,250 554,130"),
            Limb("rescuer", 50, ((70, -20), (176, 112)), halo=True),
            Limb("rescuer", 50, ((640, 0), (566, 112)), halo=True),
            *arrow((372, 70), (372, 160), 16),
        ),
    ),
    Pose(
        "support_limb",
        "Leave it as it lies, pad both sides, hold it still",
        (
            Limb("casualty", 96, ((640, 196), (400, 214))),
            Limb("casualty", 78, ((400, 214), (190, 214))),
            Limb("casualty", 54, ((172, 214), (150, 150)), halo=True),
            Curve("halo", 9, "M300,172 L284,200 L308,222 L290,256"),
            Limb("action", 58, ((236, 112), (500, 96)), halo=True),
            Limb("action", 58, ((236, 318), (500, 318)), halo=True),
            Limb("rescuer", 54, ((440, -30), (366, 62)), halo=True),
            Limb("rescuer", 54, ((440, 450), (366, 366)), halo=True),
        ),
    ),
    Pose(
        "head_cold_pack",
        "A wrapped cold pack held on the bump",
        (
            Shape(
                "casualty", "M130,420 C130,330 190,306 250,296 L256,240 L334,240 L340,296 C400,306 460,330 460,420 Z"
            ),
            Dot("casualty", 96, (295, 160), halo=True),
            Limb("rescuer", 56, ((640, 380), (520, 250), (440, 140)), halo=True),
            Plate("action", (384, 104), (96, 130), 26, -34, halo=True),
            Limb("on_device", 7, ((362, 76), (406, 132))),
            Limb("on_device", 7, ((404, 82), (364, 126))),
            Limb("on_device", 7, ((352, 108), (416, 100))),
        ),
    ),
    Pose(
        "pinch_nose",
        "Head forward, pinch the soft part of the nose",
        (
            Limb("casualty", 150, ((470, 420), (640, 440))),
            Limb("casualty", 96, ((388, 250), (456, 380))),
            profile(344, 160, 1.0, 24),
            Limb("casualty", 52, ((420, 430), (250, 400), (190, 290)), halo=True),
            Limb("action", 26, ((196, 284), (236, 236)), halo=True),
            Limb("action", 26, ((206, 310), (262, 250)), halo=True),
            *swing((470, 60), (400, -10), (268, 22), 15),
        ),
    ),
)
