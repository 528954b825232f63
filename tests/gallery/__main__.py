"""Pictures of every screen: `python -m tests.gallery OUT [NAME ...]` (`make screenshots`, `make palette`)."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk.screens import window
from kiosk.views_chrome import Lang
from tests.gallery.screens import LOOKS, NAMES, screen

SIZES = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
LANGS: tuple[Lang, ...] = ("zh", "en")
CHIEF = ("idle", "tiles", "assess", "cpr", "call", "handover")
MOST_KEPT = 60
COLOURS = 256
PAGE = (
    "# Screens of the kiosk",
    "",
    "Made by `make palette`, at half size: each stands after the deeds that `tests/gallery/screens.py` names, in a",
    "real lobby with the real protocols. `make screenshots` makes every screen in both orientations and languages, by",
    "day and by night, for everyone and for elderly people. Tests compare boxes, overflow and contrast",
    "(`tests/kiosk/test_look_*.py`), never these pictures.",
    "",
)


def palette() -> list[str]:
    """The pictures that are kept: every screen once, the chief ones every way, then the others the other way up."""
    upright = {name: f"{name}_zh_portrait_{LOOKS[at % 4]}" for at, name in enumerate(NAMES)}
    lying = {name: f"{name}_en_landscape_{LOOKS[(at + 1) % 4]}" for at, name in enumerate(NAMES)}
    once = [(upright, lying)[at % 2][name] for at, name in enumerate(NAMES)]
    chief = [way[name] for name in CHIEF for way in (upright, lying)]
    chief += [f"{name}_{way}" for name in CHIEF for way in ("zh_portrait_night", "en_portrait_elder")]
    rest = [(lying, upright)[at % 2][name] for at, name in enumerate(NAMES)]
    return sorted(list(dict.fromkeys([*once, *chief, *rest]))[:MOST_KEPT])


def shoot(out: Path, form: str, wanted: Callable[[str], bool]) -> list[str]:
    """One orientation a process: the window keeps its size. Gives back what did not fit."""
    width, height = SIZES[form]
    os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    window.prepare(width, height, False)
    from kivy.base import EventLoop
    from kivy.core.window import Window

    from kiosk.screens.compose import draw, pen_for
    from kiosk.screens.host import Host
    from kiosk.screens.paint import Measured
    from kiosk.screens.pen import with_gaps

    host: Any = Host(lambda action: None)
    Window.add_widget(host)
    measure = with_gaps(Measured())
    bad = []
    labels = ((name, lang, look, f"{name}_{lang}_{form}_{look}") for lang in LANGS for name in NAMES for look in LOOKS)
    for name, lang, look, label in labels:
        if not wanted(label):
            continue
        view = screen(name, lang, look)
        pen = pen_for(view, host.metrics, measure)
        draw(view, pen)
        bad += [f"{label}: {text}" for text in pen.overfull]
        host.show(view)
        host.beat(True)
        for _ in range(2):
            EventLoop.idle()
        written = Window.screenshot(name=str(out / f"{label}.png"))  # Kivy puts a number into the name
        Path(written).replace(out / f"{label}.png")
    return bad


def keep(shots: Path, out: Path) -> None:
    """The palette at half size, in as few colours as these screens have, and a page that shows it."""
    from PIL import Image

    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*_*_*_*.png"):  # the picture of the front page has another kind of name
        old.unlink()
    for name in palette():
        with Image.open(shots / f"{name}.png") as shot:
            half = shot.convert("RGB").resize((shot.width // 2, shot.height // 2), Image.Resampling.LANCZOS)
            half.quantize(COLOURS, kmeans=1, dither=Image.Dither.NONE).save(out / f"{name}.png", optimize=True)
    lines = [*PAGE, *(f"![{name}]({name}.png)" for name in palette()), ""]
    (out / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> int:
    """Both ways up, each in a process of its own; `--keep DIR` makes the palette anew."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description=__doc__)
    parser.add_argument("out", type=Path, help="where the pictures go")
    parser.add_argument("names", nargs="*", help="only pictures with one of these in their name")
    parser.add_argument("--form", choices=tuple(SIZES), help="one orientation, in this process")
    parser.add_argument("--keep", type=Path, help="make only the palette, and put it here at half size")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.form is None:
        for form in SIZES:
            subprocess.run([sys.executable, "-m", "tests.gallery", *sys.argv[1:], "--form", form], check=True)
        if options.keep:
            keep(options.out, options.keep)
        return 0
    kept = set(palette()) if options.keep else None

    def wanted(label: str) -> bool:
        asked = not options.names or any(word in label for word in options.names)
        return asked and (kept is None or label in kept)

    for line in shoot(options.out, options.form, wanted):
        print("does not fit:", line)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
