"""Pictures of every screen: `python -m kiosk.screens.gallery OUT [NAME ...]`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.screens import samples, window
from kiosk.views_model import CodePadView, Lang, RestView
from kiosk.views_upkeep import AnyView, CleaningView

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
LANGS: tuple[Lang, ...] = ("zh", "en")


def at_night(view: AnyView) -> AnyView:
    if isinstance(view, CleaningView):
        return view
    if isinstance(view, RestView | CodePadView):
        return replace(view, night=True)
    return replace(view, chrome=replace(view.chrome, night=True))


def elderly(view: AnyView) -> AnyView:
    return (
        view
        if isinstance(view, RestView | CodePadView | CleaningView)
        else replace(view, chrome=replace(view.chrome, elderly=True))
    )


def shoot(out: Path, form: str, wanted: set[str]) -> list[str]:
    """One orientation a process: the window keeps its size. Gives back what did not fit."""
    width, height = SIZES[form]
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    window.prepare(width, height, False)
    from kivy.base import EventLoop
    from kivy.core.window import Window

    from kiosk.screens.compose import draw, pen_for
    from kiosk.screens.host import Host
    from kiosk.screens.paint import Measured
    from kiosk.screens.scene import with_gaps

    host: Any = Host(lambda action: None)
    Window.add_widget(host)
    measure = with_gaps(Measured())
    bad = []
    for lang in LANGS:
        for name, view in samples.everything(lang).items():
            for kind, made in (("day", view), ("night", at_night(view)), ("elder", elderly(view))):
                label = f"{name}_{lang}_{form}_{kind}"
                if wanted and not any(word in label for word in wanted):
                    continue
                pen = pen_for(made, host.metrics, measure)
                draw(made, pen)
                bad += [f"{label}: {text}" for text in pen.overfull]
                host.show(made)
                host.beat(True)
                for _ in range(2):
                    EventLoop.idle()
                Window.screenshot(name=str(out / f"{label}.png"))
    return bad


def main() -> int:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    form = os.environ.get("FORM", "portrait")
    for line in shoot(out, form, set(sys.argv[2:])):
        print("does not fit:", line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
