"""Pages for paper: templates that escape everything, the project's own font, and a browser that prints."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from .. import overlay
from ..model import Pack
from ..poses import POSES, svg

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parents[2] / "build" / "fonts"
FONT_FAMILY = "Noto Sans SC"
WHOLE_FAMILY = "Noto Sans SC Whole"
"""The font that ours was cut from: Cantonese is written with characters that no screen here shows."""
WEIGHTS = {400: "NotoSansSC-Regular.ttf", 700: "NotoSansSC-Bold.ttf"}
BROWSERS = ("chromium", "chromium-browser")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
WAIT_MS = 30_000
"""A page that is not laid out by then never will be."""


class NoPaper(Exception):
    """What is missing on this machine, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


def page(template: str, pack: Pack, **values: Any) -> str:
    """A whole HTML document. Templates see the model itself; words reach the page only through the escape."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lines"] = lines
    environment.globals["picture"] = picture
    environment.globals["fonts"] = font_faces()
    environment.globals["fill"] = lambda text: overlay.fill(text, pack.slots, {})
    return environment.get_template(template).render(pack=pack, **values)


def lines(words: str) -> Markup:
    """`**words**` in bold, a new line where the kiosk may break one; the rest as it is."""
    parts = words.split("**")
    if len(parts) % 2 == 0:  # a lone mark: nothing was meant by it
        parts = [words]
    shown = (Markup("<b>{}</b>").format(_broken(p)) if n % 2 else _broken(p) for n, p in enumerate(parts))
    return Markup("").join(shown)


def _broken(words: str) -> Markup:
    return Markup("<br>").join(escape(part) for part in words.split("|"))


def picture(name: str | None) -> Markup:
    """A pose as SVG inside the page; nothing for a name that is not drawn (the checker tells the author)."""
    return Markup(svg(POSES[name])) if name is not None and name in POSES else Markup("")


def font_faces() -> Markup:
    """The font from `build/fonts`; where the page is opened on a machine without it, that machine's own."""
    whole = resources.files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"
    faces = [(FONT_FAMILY, str(weight), FONTS / file) for weight, file in WEIGHTS.items()]
    faces.append((WHOLE_FAMILY, "100 900", Path(str(whole))))
    rules = (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{file.as_uri()}"); }}'
        for family, weight, file in faces
    )
    return Markup("\n".join(rules))


def need_fonts() -> None:
    if not all((FONTS / file).is_file() for file in WEIGHTS.values()):
        raise NoPaper(
            "没有中文字体：请运行 deploy/setup.sh author", "the Chinese font is missing: run deploy/setup.sh author"
        )


def put(path: Path, data: bytes) -> None:
    """A whole file or none: a full disk leaves what stood there before. Raises OSError with the name of the file."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():  # a pipe or a device: nothing there can be replaced
            path.write_bytes(data)
        else:
            making.write_bytes(data)
            making.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):
            making.unlink()


def no_paper(what_zh: str, what_en: str, error: Exception) -> NoPaper:
    """A helper program that is there and does not do its work, with its own words for it."""
    reason = re.sub(r"\s+", " ", str(error))[:300]
    return NoPaper(f"{what_zh}：{reason}", f"{what_en}: {reason}")


class Press:
    """A browser that lays pages out and prints them, one after another in the same tab: opening one costs as much."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._page: Any = None

    def pdf(self, html: Path, pdf: Path) -> list[str]:
        """Print a page of A4. Gives what does not fit: `data-fit` of every box whose words run over its edge."""
        from playwright.sync_api import Error

        page = self._page
        self._page = None  # a tab that choked on this page prints no other
        try:
            if page is None:
                page = self._browser.new_page()
                page.emulate_media(media="print")
            page.goto(html.absolute().as_uri(), wait_until="load", timeout=WAIT_MS)
            page.evaluate("() => document.fonts.ready")
            clipped: list[str] = page.evaluate(_CLIPPED)
            printed = page.pdf(prefer_css_page_size=True, print_background=True)
        except Error as error:
            raise no_paper(f"{pdf}：浏览器没有印出来", f"{pdf}: the browser did not print it", error) from None
        self._page = page
        put(pdf, printed)
        return clipped


_CLIPPED = """() => [...document.querySelectorAll('[data-fit]')]
  .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
  .map(e => e.dataset.fit)"""


@contextmanager
def press() -> Iterator[Press]:
    """A headless Chromium with a new, empty profile."""
    from playwright.sync_api import (
        Error,
        sync_playwright,
    )  # takes a quarter of a second, and most commands print nothing

    need_fonts()
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        raise NoPaper("没有 Chromium：请运行 deploy/setup.sh author", "Chromium is missing: run deploy/setup.sh author")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        except Error as error:
            raise no_paper("浏览器打不开", "the browser does not start", error) from None
        try:
            yield Press(browser)
        finally:
            browser.close()
