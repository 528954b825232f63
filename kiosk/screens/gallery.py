"""Pictures of every screen: `python -m kiosk.screens.gallery OUT [NAME ...]`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.elderly import one_lane, one_page
from kiosk.screens import samples, window
from kiosk.screens.samples_parts import profile_key
from kiosk.views_model import CallCardView, CodePadView, Lang, RestView, StepView
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
    """As the elderly profile shows it: larger, one role at a time, and the key says which profile it is."""
    if isinstance(view, CodePadView | CleaningView):
        return view
    if isinstance(view, RestView):
        return replace(view, elderly=True)
    frame = view.chrome
    key = profile_key(frame.lang, "elderly")
    bar = replace(frame.bar, profile=frame.bar.profile and key)
    tools = tuple(key if tool.action == key.action else tool for tool in frame.dock.tools)
    view = replace(view, chrome=replace(frame, elderly=True, bar=bar, dock=replace(frame.dock, tools=tools)))
    if isinstance(view, StepView):
        lanes, following = one_lane(view.lanes, 0, frame.lang)
        view = replace(view, lanes=lanes, next_lane=following)
    elif isinstance(view, CallCardView):
        rows, page = one_page(view.rows, 0, frame.lang)
        view = replace(view, rows=rows, page=page)
    return view


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
