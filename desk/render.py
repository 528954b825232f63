"""HTML from views: templates that escape everything, and the few marks that texts may carry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from protocols import icons
from protocols.text import width

from . import words
from .phrases import SOFT, held, longest_em

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"


def environment(fonts: bool) -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["soft"] = soft
    env.filters["rich"] = rich
    env.filters["wide"] = width
    env.filters["longest_em"] = longest_em
    env.filters["drawn"] = drawn
    env.filters["command"] = command
    env.globals["asset"] = _assets()
    env.globals["fonts"] = fonts
    return env


def speaker(lang: str) -> Callable[..., str]:
    """`say` for templates, in one language."""

    def say(name: str, /, **values: object) -> str:
        return words.say(name, lang, **values)

    return say


def soft(text: str) -> Markup:
    """A line may break where the author marked it, never between a number and its unit."""
    return Markup("<wbr>").join(escape(part) for part in SOFT.split(held(text)))


def drawn(sign: str) -> Markup:
    """A sign in the colour of the words beside it; an unknown one gives the question mark, never nothing."""
    return Markup(icons.shapes(sign, "currentColor", "unsure"))


def rich(text: str) -> Markup:
    """`**words**` in bold, the rest as it is."""
    parts = text.split("**")
    if len(parts) % 2 == 0:  # a lone mark: nothing was meant by it
        return soft(text)
    return Markup("").join(Markup("<b>{}</b>").format(soft(p)) if n % 2 else soft(p) for n, p in enumerate(parts))


def command(text: str) -> Markup:
    """What is typed on a command line stands in one piece."""
    words, name, rest = text.partition("main.py")
    return escape(words) + (Markup("<code>{}</code>").format(name + rest) if name else Markup(""))


def _assets() -> Callable[[str], str]:
    """The address of a static file, with its digest: a page never runs with yesterday's script."""
    digests = {p.name: hashlib.sha256(p.read_bytes()).hexdigest()[:12] for p in sorted(STATIC.iterdir()) if p.is_file()}
    return lambda name: f"/static/{name}?{digests[name]}"
