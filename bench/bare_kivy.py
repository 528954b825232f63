"""The floor of the screen, `python -m bench.bare_kivy FILE`: an empty app, one rectangle that a touch turns over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from kiosk import fastinput
from kiosk.geometry import Geometry
from kiosk.screens import window as setup


def main(path: Path, width_px: int = 1080, height_px: int = 1920) -> None:
    setup.prepare(width_px, height_px, fullscreen=False)
    from kivy.app import App
    from kivy.core.window import Window
    from kivy.graphics import Color, Rectangle
    from kivy.uix.widget import Widget

    geometry = Geometry(path)

    class Bare(Widget):
        """The same way of telling its times as the kiosk's window."""

        def __init__(self) -> None:
            super().__init__()
            with self.canvas:
                self.colour = Color(0, 0, 0)
                Rectangle(pos=(0, 0), size=(width_px, height_px))
            Window.bind(on_flip=self.flipped)

        def on_touch_up(self, touch: Any) -> bool:
            geometry.touched()
            self.colour.r = 1 - self.colour.r
            Window.bind(on_flip=self.flipped)
            return True

        def flipped(self, *_: object) -> bool:
            Window.unbind(on_flip=self.flipped)
            Window.flip()
            geometry.flipped("Bare|/|", tuple(Window.size), {"turn": (0.0, 0.0, float(width_px), float(height_px))})
            return True

    class BareApp(App):
        """Nothing but the widget."""

        def build(self) -> Any:
            return Bare()

        def on_start(self) -> None:
            fastinput.install()

    BareApp().run()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
