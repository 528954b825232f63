"""A view counts as shown when it stands on the glass; a finger outside is told where the keys really are."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from kivy.clock import ClockBase

from kiosk.geometry import Geometry
from kiosk.glass import Glass


class Host:
    """Draws, or cannot."""

    def __init__(self) -> None:
        self.fails = False
        self.shown: list[object] = []
        self.keys = {"help": (0, 0, 100, 50)}

    def dim(self, brightness: float) -> None: ...

    def show(self, view: object) -> None:
        if self.fails:
            raise MemoryError("no texture")
        self.shown.append(view)

    def geometry(self) -> dict[str, tuple[int, int, int, int]]:
        return dict(self.keys)


class Window:
    size = (1080, 1920)

    def __init__(self) -> None:
        self.flipping: list[Any] = []

    def bind(self, on_flip: Any) -> None:
        self.flipping.append(on_flip)

    def unbind(self, on_flip: Any) -> None:
        self.flipping.remove(on_flip)

    def flip(self) -> None:
        if self.flipping:
            self.flipping[0]()


def _glass(geometry: Geometry | None) -> tuple[Glass, Host, Window, list[str]]:
    drawn: list[str] = []
    stage = SimpleNamespace(
        flashes=0, brightness=1.0, lang="zh", view=lambda: "a view", drawn=lambda: drawn.append("drawn")
    )
    kiosk = SimpleNamespace(stage=stage, lobby=SimpleNamespace(focused=None), resting=True)
    window = Window()
    made = Glass(kiosk, ClockBase(), window, geometry)  # type: ignore[arg-type]
    made.host = host = Host()
    return made, host, window, drawn


def test_what_could_not_be_drawn_is_not_said_to_be_shown_and_is_tried_again() -> None:
    glass, host, _, drawn = _glass(None)
    host.fails = True
    with pytest.raises(MemoryError):
        glass.draw()
    glass.draw()  # the log has it once, not with every tick
    assert drawn == []
    host.fails = False
    glass.draw()
    glass.draw()
    assert (host.shown, drawn) == (["a view"], ["drawn"])


def test_keys_that_stand_elsewhere_are_written_anew_though_the_view_is_the_same(tmp_path: Path) -> None:
    geometry = Geometry(tmp_path / "keys.jsonl")
    glass, host, window, _ = _glass(geometry)
    for place in ((0, 0, 100, 50), (0, 0, 100, 50), (40, 60, 100, 50)):
        host.keys = {"help": place}
        glass.draw()
        window.flip()
    geometry._file.close()
    lines = [json.loads(line) for line in (tmp_path / "keys.jsonl").read_text("utf-8").splitlines()]
    assert [line["keys"]["help"] for line in lines] == [[0, 1870, 100, 50], [40, 1810, 100, 50]]
