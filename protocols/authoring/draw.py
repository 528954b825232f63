"""A protocol as a diagram: steps in boxes, answers on arrows, on as many A4 pages as it takes to stay readable."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import graphviz

from ..content_graph import ENTRANCE, ways
from ..model import Answer, Goto, Pack, Protocol, Step
from ..words import LANGS, words
from .leads import lead, number
from .paper import FONT_FAMILY, FONTS, NoPaper, need_fonts, no_paper, page, put
from .review import MARKS
from .sign import HASH_SHOWN, signature

A4_INCHES = (7.5, 10.6)
"""What is left inside the margins of a page."""
FONT_PT, READABLE_PT = 11.0, 6.5
"""The size everything is laid out in, and the smallest it may be shrunk to on its page."""
PAGES_MAX = 12
CLOSING = "，。！？：；、）》」”"
ZH_LINE, EN_LINE = 13, 24
"""Letters in a line of an arrow's words; a box takes twice as many."""
PNG_DPI, SVG_DPI = 200, 72
"""An SVG of any other resolution is drawn larger than its own page."""

FILLS = {
    "question": "#FDEFC8",
    "tiles": "#FDEFC8",
    "compressions": "#DFE9F4",
    "aed": "#DDEDE4",
    "call": "#F8E1E0",
    "handover": "#DDEDE4",
}
INK, DANGER, DO, EDGE, CARE = "#0F1C20", "#A3121B", "#0B4A8F", "#6B7A7F", "#7A4600"
FAMILIES = {"medical": "#DDEDE4", "danger": "#F8E1E0", "crime": "#EBE2F3", "service": "#DFE9F4"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a diagram, ready for `dot`. `font_pt`: how large its words are on A4."""

    name: str
    graph: graphviz.Digraph
    font_pt: float
    landscape: bool

    def write(self, folder: Path) -> list[Path]:
        """The page as SVG and as PNG."""
        made = []
        for form in ("svg", "png"):
            path = folder / f"{self.name}.{form}"
            self.graph.attr(dpi=str(PNG_DPI if form == "png" else SVG_DPI))
            with _our_font():
                put(path, _piped(self.graph, form))
            made.append(path)
        return made


def pages(pack: Pack, protocol: Protocol, lang: str) -> list[Page]:
    """The diagram of one protocol. A long one is cut between steps, with the way to another page told in words."""
    steps = list(protocol.steps)
    for count in range(1, PAGES_MAX + 1):
        size = -(-len(steps) // count)
        parts = [steps[n : n + size] for n in range(0, len(steps), size)]
        made = [_page(pack, protocol, lang, parts, n) for n in range(len(parts))]
        if all(one.font_pt >= READABLE_PT for one in made) or size == 1:
            return made
    return made


def library(pack: Pack, lang: str) -> Page:
    """All protocols on one page: which becomes which. The shared pieces, which nearly all may open, are left out."""
    graph = _graph("library", "LR")
    for protocol in pack.protocols.values():
        if not protocol.shared:
            fill = FAMILIES.get(protocol.family or "", "#FFFFFF")
            graph.node(protocol.id, words(protocol.title, lang), shape="box", style="filled,rounded", fillcolor=fill)
    seen: set[tuple[str, str]] = set()
    for protocol in pack.protocols.values():
        if protocol.shared or protocol.id == ENTRANCE:
            continue
        for goto in (g for s in protocol.steps.values() for g in ways(protocol, s)):
            link = (protocol.id, goto.protocol or "")
            if goto.kind == "escalate" and link not in seen and link[0] != link[1]:
                seen.add(link)
                graph.edge(*link)
    return _fitted(f"library_{lang}", graph)


def index(pack: Pack, drawn: Mapping[str, Mapping[str, list[Page]]]) -> str:
    """One HTML page that leads to every diagram of `drawn`: the pages by protocol and language."""
    rows = []
    unsigned = 0
    for id, by_lang in drawn.items():
        sign = signature(pack.protocols[id])
        unsigned += sign.state != "signed"
        names = {lang: [p.name for p in made] for lang, made in by_lang.items()}
        rows.append({"protocol": pack.protocols[id], "hash": sign.now[:HASH_SHOWN], **names})
    overview = {lang: f"library_{lang}.png" for lang in LANGS}
    return page("drawings.html", pack, rows=rows, unsigned=unsigned, overview=overview)


# --- one page -----------------------------------------------------------------------------------------------


def _page(pack: Pack, protocol: Protocol, lang: str, parts: list[list[str]], n: int) -> Page:
    here = parts[n]
    graph = _graph(protocol.id, "TB")
    sign = signature(protocol)
    state = (
        {"zh": "未经审定", "en": "not clinically reviewed"}[lang] if sign.state != "signed" else sign.review.reviewer
    )
    part = f" · {n + 1}/{len(parts)}" if len(parts) > 1 else ""
    head = (
        f"{words(protocol.title, lang)}{part}\\n{protocol.id} v{protocol.version} · {sign.now[:HASH_SHOWN]} · {state}"
    )
    graph.attr(label=head, labelloc="t", fontsize="15")
    for id in here:
        step = protocol.steps[id]
        drawn, told = _split(protocol, step, here)
        graph.node(id, f"<{_box(pack, protocol, step, told, lang, parts)}>")
        for target, answers in drawn.items():
            worst = any(a.worst or a.mark == "stop" for a in answers)
            graph.edge(
                id,
                target,
                label=_arrow(answers, lang),
                color=DANGER if worst else EDGE,
                fontcolor=DANGER if worst else INK,
                penwidth="2" if worst else "1.2",
            )
        for timer in (protocol.timers[t] for t in step.timers if t in protocol.timers):
            if timer.goto is not None and timer.goto.kind == "step" and timer.goto.step in here:
                after = f"{timer.after_s:g} s"
                graph.edge(id, timer.goto.step, label=after, style="dashed", color=CARE, fontcolor=CARE)
    suffix = f"_{n + 1}" if len(parts) > 1 else ""
    return _fitted(f"{protocol.id}_{lang}{suffix}", graph)


def _split(protocol: Protocol, step: Step, here: list[str]) -> tuple[dict[str, list[Answer]], list[Answer]]:
    """Answers drawn as arrows, by where they lead; and those told in the box: back, to another page, away."""
    drawn: dict[str, list[Answer]] = {}
    told: list[Answer] = []
    for answer in step.answers:
        target = answer.goto.step if answer.goto.kind == "step" else answer.goto.then
        if target in here and number(protocol, target) > number(protocol, step.id) and not answer.minor:
            drawn.setdefault(target, []).append(answer)
        if answer.goto.kind != "step" or answer not in drawn.get(target or "", []):
            told.append(answer)
    return drawn, told


def _arrow(answers: list[Answer], lang: str) -> str:
    """The answers that lead the same way, one under another."""
    return "\\n".join("\\n".join(_wrapped(_marked(a, lang), lang, 1)).replace('"', "'") for a in answers)


def _box(pack: Pack, protocol: Protocol, step: Step, told: list[Answer], lang: str, parts: list[list[str]]) -> str:
    title = '<BR ALIGN="LEFT"/>'.join(escape(part.strip()) for part in step.title[lang].split("|"))
    fill = FILLS.get(step.kind, "#FFFFFF")
    first = " ●" if step.id == protocol.first else ""
    head = f'<B>{number(protocol, step.id)}{first}  {title}</B><BR ALIGN="LEFT"/>'
    rows = [f'<TR><TD BGCOLOR="{fill}" ALIGN="LEFT" BALIGN="LEFT">{head}</TD></TR>']
    away: dict[str, list[Answer]] = {}
    for answer in told:
        where = lead(pack, protocol, answer.goto)[lang] + _on(answer.goto, parts, step.id, lang)
        away.setdefault(where, []).append(answer)
    for where, answers in away.items():
        colour = DANGER if any(a.worst or a.mark == "stop" for a in answers) else DO
        line = " / ".join(_marked(a, lang) for a in answers) + f" → {where}"
        wrapped = '<BR ALIGN="LEFT"/>'.join(escape(x) for x in _wrapped(line, lang, 2))
        rows.append(
            f'<TR><TD ALIGN="LEFT" BALIGN="LEFT"><FONT POINT-SIZE="9" COLOR="{colour}">{wrapped}</FONT></TD></TR>'
        )
    return f'<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="3" COLOR="{EDGE}">{"".join(rows)}</TABLE>'


def _marked(answer: Answer, lang: str) -> str:
    return answer.label[lang] if answer.mark == "aed" else f"{MARKS[answer.mark][0]} {answer.label[lang]}"


def _on(goto: Goto, parts: list[list[str]], here: str, lang: str) -> str:
    """On which page that step is, if not on this one."""
    target = goto.step if goto.kind == "step" else goto.then
    page = next((n for n, ids in enumerate(parts) if target in ids), None)
    if page is None or here in parts[page]:
        return ""
    return f"（第 {page + 1} 页）" if lang == "zh" else f" (page {page + 1})"


def _wrapped(line: str, lang: str, times: int) -> list[str]:
    """Lines of a width; Chinese breaks between any two characters, but never before a closing mark."""
    if lang == "en":
        return textwrap.wrap(line, times * EN_LINE, break_long_words=False) or [line]
    found = [""]
    for c in line:
        if len(found[-1]) >= times * ZH_LINE and c not in CLOSING and not c.isascii():
            found.append("")
        found[-1] += c
    return found


# --- dot ----------------------------------------------------------------------------------------------------


def _graph(name: str, direction: str) -> graphviz.Digraph:
    graph = graphviz.Digraph(name)
    graph.attr(rankdir=direction, fontname=FONT_FAMILY, nodesep="0.25", ranksep="0.45", splines="spline")
    graph.attr("node", shape="plain", fontname=FONT_FAMILY, fontsize=f"{FONT_PT:g}", fontcolor=INK)
    graph.attr("edge", fontname=FONT_FAMILY, fontsize="9", arrowsize="0.7")
    return graph


def _fitted(name: str, graph: graphviz.Digraph) -> Page:
    """The graph shrunk to its page, whichever way up it is larger."""
    with _our_font():
        head = _piped(graph, "plain").split(b"\n", 1)[0].split()
    width, height = float(head[2]), float(head[3]) + 0.5
    shown = [(min(1.0, w / width, h / height), (w, h)) for w, h in (A4_INCHES, A4_INCHES[::-1])]
    scale, (w, h) = max(shown)
    graph.attr(size=f"{w},{h}")
    return Page(name, graph, 9 * scale, w > h)


def _piped(graph: graphviz.Digraph, form: str) -> bytes:
    try:
        return bytes(graph.pipe(format=form, engine="dot"))
    except graphviz.ExecutableNotFound:
        raise NoPaper("没有 dot：请运行 deploy/setup.sh author", "dot is missing: run deploy/setup.sh author") from None
    except graphviz.CalledProcessError as error:
        raise no_paper("dot 画不出来", "dot does not draw it", error) from None


@contextmanager
def _our_font() -> Iterator[None]:
    """`dot` measures and draws with the project's own Chinese font, wherever it is run."""
    need_fonts()
    before = os.environ.get("FONTCONFIG_FILE")
    with TemporaryDirectory() as folder:
        conf = Path(folder) / "fonts.conf"
        conf.write_text(
            f"<fontconfig><dir>{escape(str(FONTS.resolve()))}</dir><cachedir>{escape(folder)}</cachedir></fontconfig>",
            encoding="utf-8",
        )
        os.environ["FONTCONFIG_FILE"] = str(conf)
        try:
            yield
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before
