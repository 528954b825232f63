"""The step pictures, as data: one drawing for both languages, day, night, kiosk and desk."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from . import babies, choking, danger, illness, positions, resuscitation, sitting, together, turning, wounds
from .drawing import DAY, GROUND_Y, HALO, HEIGHT, NIGHT, WIDTH, Pose, Role, svg

__all__ = ["DAY", "GROUND_Y", "HALO", "HEIGHT", "NIGHT", "POSES", "WIDTH", "Pose", "Role", "svg"]

_THEMES = (resuscitation, choking, babies, positions, turning, sitting, wounds, illness, together, danger)

POSES: Mapping[str, Pose] = MappingProxyType({pose.id: pose for theme in _THEMES for pose in theme.DRAWN})
