"""The step pictures: every one can be drawn, by day and by night, without a red cross, a face or a word."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from protocols import poses
from protocols.poses.drawing import Curve, Limb
from protocols.poses.people import placed

WANTED = {
    *("cpr_press", "cpr_hands", "head_tilt", "recovery", "check_breathing", "aed_pads", "call_phone", "aed_power"),
    *("aed_clear", "tap_shoulders", "fall_help", "self_rise", "recovery_roll"),
}
NS = "{http://www.w3.org/2000/svg}"


def test_every_wanted_pose_is_there_under_its_own_name() -> None:
    assert set(poses.POSES) >= WANTED
    assert all(pose.id == name and pose.title for name, pose in poses.POSES.items())


@pytest.mark.parametrize("name", sorted(poses.POSES))
@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_a_pose_is_a_drawing_in_its_five_roles_and_nothing_else(name: str, night: bool) -> None:
    root = ElementTree.fromstring(poses.svg(poses.POSES[name], night))
    assert root.get("viewBox") == f"0 0 {poses.WIDTH} {poses.HEIGHT}"
    allowed = set((poses.NIGHT if night else poses.DAY).values()) | {"none", None}
    for element in root.iter():
        assert element.tag in {NS + tag for tag in ("svg", "title", "path", "ellipse", "rect")}
        assert element.get("fill") in allowed and element.get("stroke") in allowed


@pytest.mark.parametrize("colours", [poses.DAY, poses.NIGHT], ids=["day", "night"])
def test_no_colour_of_a_pose_is_red(colours: dict[str, str]) -> None:
    for colour in colours.values():
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        assert not (red > 120 and red > 1.6 * max(green, blue)), colour


def test_day_and_night_differ_only_in_colours() -> None:
    for pose in poses.POSES.values():
        bare = [re.sub(r"#[0-9A-F]{6}", "#", poses.svg(pose, night)) for night in (False, True)]
        assert bare[0] == bare[1]


def test_a_group_is_made_smaller_on_the_ground_and_looks_the_other_way() -> None:
    foot = Limb("rescuer", 40, ((100, poses.GROUND_Y), (100, poses.GROUND_Y - 100)), halo=1)
    bow = Curve("action", 10, "M0,388 A50,50 0 1 0 100,388")
    small, turned = placed((foot, bow), 0.5, dx=300, mirror=True)
    assert isinstance(small, Limb) and isinstance(turned, Curve)
    assert small.points == ((250, poses.GROUND_Y), (250, poses.GROUND_Y - 50))
    assert (small.width, small.halo) == (20, 0.5)
    assert turned.path == "M 300,388 A 25,25 0 1 1 250,388"
