"""Where lines break: between phrases in Chinese, between words in English, never before a closing mark."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kiosk import hanwords

Measure = Callable[[str, int, bool], float]
"""(words, size in px, bold) -> width in px."""

SOFT_MARKS = "|\u200b"
GAP = "\u2006"  # a sixth of an em, between Han and Latin; the narrow space of the font
CLOSING = "，。！？：；、”’）》】〉」』…—％·～,.!?:;)]}%"
OPENING = "“‘（《【〈「『([{"
HANGING = "，。、；：！？"
HANG_EM = 0.5  # the empty half of a full-width mark may stand in the margin
PHRASE_END = "，。！？：；、…,.!?:;"
# Kept with the number before them.
UNITS = [
    "公里", "厘米", "毫米", "分钟", "小时", "公斤", "电极片", "米", "秒", "分", "次", "人", "岁", "号", "步", "下",
    "轮", "度", "点", "年", "个", "遍", "层", "楼", "天", "月", "日", "名", "项", "升", "片", "杯", "克",
]  # fmt: skip

MAX_ATOMS = 400
CACHE_SIZE = 4096

LINE_COST = 200.0
TORN_COST = 30.0
TORN_WITH_MARKS_COST = 260.0
WIDOW_COST = 400.0
RAGGED_COST = 60.0
WORD_TORN_COST = 60.0  # and more than that
WORD_KEPT_COST = 20_000.0
FEWEST_LINES_COST = 2000.0  # of a line, where words are torn only for there to be fewer
GAP_SHARE = 0.3  # of the cost of tearing Han, for a break between Han and Latin
WORD_COST = 12.0  # between two words, where no phrase ends
ORPHAN_COST = 60.0
ORPHAN_SHARE = 0.3  # a last line shorter than this part of the line looks forgotten

_HAN = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_THEN_LATIN = re.compile(rf"([\u3400-\u9fff])(\**)[ {GAP}]?(\**)(?=[A-Za-z0-9])")
_LATIN_THEN_HAN = re.compile(rf"([A-Za-z0-9%℃])(\**)([{SOFT_MARKS}]?)[ {GAP}]?(\**)(?=[\u3400-\u9fff])")
_BLANK_BEFORE_MARK = re.compile(r"[ \u2006\u200b|]+(?=[，。！？：；、”’）》】〉」』…％])")
_SOFT_IN_LATIN = re.compile(rf"(?<=[!-~])(\**[{SOFT_MARKS}]\**)(?=[!-~])")  # a soft mark is no word space
_TOKEN = re.compile(rf"[{SOFT_MARKS}]|\n|[ {GAP}\u3000]+|[^\s{SOFT_MARKS}{GAP}{_HAN}\uff00-\uffef“”‘’…—·]+|.", re.S)
_UNIT = re.compile("|".join(UNITS))


class Run(NamedTuple):
    text: str
    bold: bool


class Line(NamedTuple):
    runs: tuple[Run, ...]
    width_px: float

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


class Setting(NamedTuple):
    """Words set in lines of one size. `over` = they needed more room than there was; `torn` = a phrase was broken."""

    lines: tuple[Line, ...]
    size_px: int
    height_px: float
    over: bool
    torn: bool


class _Atom(NamedTuple):
    """A piece that is never broken; `before` is the cost of a line that begins here (None = it must not)."""

    runs: tuple[Run, ...]
    width: float
    blank: bool
    before: float | None
    tears: bool


def spaced(text: str) -> str:
    """A thin space between Han and Latin or digits, typed or not; none before a full-width closing mark."""
    text = _BLANK_BEFORE_MARK.sub("", text)
    text = _SOFT_IN_LATIN.sub(r"\1 ", text)
    text = _HAN_THEN_LATIN.sub(rf"\1\2{GAP}\3", text)
    return _LATIN_THEN_HAN.sub(rf"\1\2\3{GAP}\4", text)


def plain(text: str) -> str:
    """Without break marks and without bold marks: for names, for logs, for the voice."""
    return re.sub(rf"[{SOFT_MARKS}]|\*\*", "", text)


def rich_runs(text: str, bold: bool) -> tuple[Run, ...]:
    """`**words**` swaps to bold; what is bold already stays so."""
    parts = text.split("**")
    if len(parts) % 2 == 0:  # an unpaired mark is a mark, not markup
        return (Run(text, bold),)
    return tuple(Run(part, bold or bool(index % 2)) for index, part in enumerate(parts) if part)


def _tokens(runs: Sequence[Run]) -> list[Run]:
    found = [Run(match.group(), run.bold) for run in runs for match in _TOKEN.finditer(run.text)]
    return found[:MAX_ATOMS]


def _is_han(text: str) -> bool:
    return "\u3400" <= text[-1] <= "\u9fff"


def _words(tokens: Sequence[Run]) -> str:
    return "".join(token.text for token in tokens if token.text not in SOFT_MARKS)


def _atoms(runs: Sequence[Run], size_px: int, measure: Measure, whole_words: bool) -> list[_Atom]:
    tokens = _tokens(runs)
    in_words, at = hanwords.inside(_words(tokens)), 0
    marked = any(token.text in SOFT_MARKS for token in tokens)
    torn_cost = TORN_WITH_MARKS_COST if marked else TORN_COST
    atoms: list[_Atom] = []
    pieces: list[Run] = []
    before: float | None = 0.0
    tears = False

    def close() -> None:
        nonlocal pieces
        if pieces:
            width = sum(measure(piece.text, size_px, piece.bold) for piece in pieces)
            atoms.append(_Atom(tuple(pieces), width, False, before, tears))
            pieces = []

    soft = glue = False
    unit_left = 0
    for index, token in enumerate(tokens):
        text = token.text
        if text in SOFT_MARKS:
            soft = True
            continue
        tears_word, at = at in in_words, at + len(text)
        if text == "\n":
            close()
            atoms.append(_Atom((Run("\n", token.bold),), 0.0, True, 0.0, False))
            soft = False
            continue
        if text.isspace():
            unit = _unit_after(tokens, index)
            if unit and pieces and pieces[-1].text[-1:].isdigit():
                pieces.append(Run(text, token.bold))  # 5–6 厘米 stays whole
                unit_left = unit
                continue
            close()
            atoms.append(_Atom((Run(text, token.bold),), measure(text, size_px, token.bold), True, None, False))
            continue
        keep = bool(pieces) and (text[0] in CLOSING or glue or unit_left > 0) and not (soft and text[0] not in CLOSING)
        unit_left = max(0, unit_left - 1)
        if keep:
            pieces.append(token)
        else:
            close()
            before, tears = _cost(atoms, soft, marked, torn_cost)
            if tears_word and not soft:
                before += WORD_KEPT_COST if whole_words else WORD_TORN_COST
            pieces = [token]
        soft = False
        glue = text[-1] in OPENING
    close()
    return atoms


def _unit_after(tokens: Sequence[Run], index: int) -> int:
    """How many of the tokens after a space make up a unit."""
    following = _words(tokens[index + 1 : index + 4])
    match = _UNIT.match(following)
    return len(match.group()) if match else 0


def _cost(atoms: Sequence[_Atom], soft: bool, marked: bool, torn_cost: float) -> tuple[float, bool]:
    """What it costs to begin a line here, and whether that tears a phrase."""
    if soft or not atoms:
        return 0.0, False
    last = atoms[-1].runs[-1].text
    if last.isspace():
        thin = last == GAP
        if thin:
            return torn_cost if marked else torn_cost * GAP_SHARE, marked
        ended = len(atoms) > 1 and atoms[-2].runs[-1].text[-1] in PHRASE_END
        return (0.0 if ended else WORD_COST), False
    if last[-1] in PHRASE_END:
        return 0.0, False
    return torn_cost, marked


@lru_cache(maxsize=CACHE_SIZE)
def break_lines(
    runs: tuple[Run, ...], width_px: float, size_px: int, measure: Measure, whole_words: bool = True
) -> tuple[tuple[Line, ...], bool]:
    """The lines with the least cost, and whether a phrase had to be torn. Words are whole, or torn where that saves a
    line."""
    lines: list[Line] = []
    line_cost = LINE_COST if whole_words else FEWEST_LINES_COST
    torn = False
    paragraph: list[_Atom] = []
    for atom in [*_atoms(runs, size_px, measure, whole_words), None]:
        if atom is None or atom.runs[0].text == "\n":
            pieces = _split_wide(paragraph, width_px, size_px, measure)
            broken, was_torn = _break_paragraph(pieces, width_px, size_px, line_cost)
            lines += [_line(part, size_px, measure) for part in broken]
            torn |= was_torn
            paragraph = []
        else:
            paragraph.append(atom)
    return tuple(lines), torn


def _split_wide(atoms: Sequence[_Atom], width_px: float, size_px: int, measure: Measure) -> list[_Atom]:
    """A piece wider than the line (a long Latin word) is broken between letters: ugly, but never clipped."""
    out: list[_Atom] = []
    for atom in atoms:
        if atom.width <= width_px or atom.blank:
            out.append(atom)
            continue
        chunk = ""
        first = True
        for run in atom.runs:
            for letter in run.text:
                if chunk and measure(chunk + letter, size_px, run.bold) > width_px and letter not in CLOSING:
                    width = measure(chunk, size_px, run.bold)
                    out.append(_Atom((Run(chunk, run.bold),), width, False, atom.before if first else 0.0, True))
                    chunk, first = "", False
                chunk += letter
        bold = atom.runs[-1].bold
        out.append(
            _Atom((Run(chunk, bold),), measure(chunk, size_px, bold), False, atom.before if first else 0.0, True)
        )
    return out


def _break_paragraph(
    atoms: Sequence[_Atom], width_px: float, size_px: int, line_cost: float
) -> tuple[list[list[_Atom]], bool]:
    if not atoms:
        return [[]], False
    count = len(atoms)
    best: list[float] = [0.0] + [float("inf")] * count
    back = [0] * (count + 1)
    hangs = [_hang(atom, size_px) for atom in atoms]
    for start in range(count):
        if best[start] == float("inf") or (start and (atoms[start].blank or atoms[start].before is None)):
            continue
        began = best[start] + line_cost + (atoms[start].before or 0.0 if start else 0.0)
        width = trailing = 0.0
        solid = 0
        for end in range(start, count):
            _, atom_width, blank, _, _ = atoms[end]
            width += atom_width
            if blank:
                trailing += atom_width
            else:
                solid += 1
                trailing = 0.0
            used = width - trailing - hangs[end]
            if used > width_px and solid > 1:  # one piece too wide stands alone, with the blanks behind it
                break
            last = end == count - 1
            if last and not start:
                return [list(atoms)], False  # a second line costs more than any slack of one
            slack = max(0.0, width_px - used) / width_px
            cost = began + RAGGED_COST * slack * slack * (0.6 if last else 1.0)
            if last and used < ORPHAN_SHARE * width_px:
                cost += ORPHAN_COST
            if last and _is_single(atoms[start : end + 1]):
                cost += WIDOW_COST
            if cost < best[end + 1]:
                best[end + 1] = cost
                back[end + 1] = start
    cuts = [count]
    while cuts[-1]:
        cuts.append(back[cuts[-1]])
    cuts.reverse()
    # A line may end before blanks that the next one drops: they belong to the line above.
    parts = [list(atoms[a:b]) for a, b in pairwise(cuts)]
    return parts, any(atoms[cut].tears for cut in cuts[1:-1])


def _hang(atom: _Atom, size_px: int) -> float:
    return HANG_EM * size_px if atom.runs[-1].text[-1] in HANGING else 0.0


def _is_single(atoms: Sequence[_Atom]) -> bool:
    """A last line of one Han character with or without its mark."""
    text = "".join(run.text for atom in atoms for run in atom.runs).strip()
    return len(text.rstrip(CLOSING)) <= 1 and bool(text) and _is_han(text[0])


def _line(atoms: Sequence[_Atom], size_px: int, measure: Measure) -> Line:
    runs: list[Run] = []
    for run in (run for atom in atoms for run in atom.runs):
        if runs and runs[-1].bold == run.bold:
            runs[-1] = Run(runs[-1].text + run.text, run.bold)
        else:
            runs.append(run)
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].bold)
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].bold)
    return Line(tuple(runs), sum(measure(run.text, size_px, run.bold) for run in runs))


@lru_cache(maxsize=CACHE_SIZE)
def fit(
    text: str,
    width_px: float,
    height_px: float,
    sizes_px: tuple[int, ...],
    measure: Measure,
    *,
    bold: bool = False,
    rich: bool = False,
    line: float = 1.2,
    max_lines: tuple[int, ...] | int = 1,
) -> Setting:
    """The largest size at which the words stand in their room untorn; else torn; else the smallest, marked `over`. No
    letter is smaller only so that a Chinese word is whole.

    `max_lines` may be given for each size: a large instruction in two lines, the smallest in three.
    """
    text = spaced(text)
    runs = rich_runs(text, bold) if rich else (Run(text, bold),)
    allowed = max_lines if isinstance(max_lines, tuple) else (max_lines,) * len(sizes_px)
    first_torn: Setting | None = None
    setting = Setting((), sizes_px[-1], 0.0, False, False)
    has_words = bool(hanwords.inside(_words(_tokens(runs))))
    for size, limit in zip(sizes_px, allowed, strict=True):
        if size != sizes_px[-1] and _hopeless(runs, width_px, height_px, size, limit, line, measure):
            continue
        for whole_words in (True, False):
            lines, torn = break_lines(runs, width_px, size, measure, whole_words)
            needed = height_of(len(lines), size, line)
            too_wide = any(row.width_px - _line_hang(row, size) > width_px + 0.5 for row in lines)
            over = len(lines) > limit or needed > height_px + 0.5 or too_wide
            if not over or not has_words:
                break
        setting = Setting(lines, size, needed, over, torn)
        if not over and not torn:
            return setting
        if not over and first_torn is None:
            first_torn = setting
    return first_torn or setting


def _hopeless(
    runs: Sequence[Run], width_px: float, height_px: float, size_px: int, limit: int, line: float, measure: Measure
) -> bool:
    """Too much by far, seen without breaking lines: an em more a line allows for blanks and hanging marks."""
    total = sum(measure(run.text.replace("|", ""), size_px, run.bold) for run in runs)
    needed = max(1, math.ceil(total / (width_px + size_px)))
    return needed > limit or height_of(needed, size_px, line) > height_px + 0.5


def height_of(lines: int, size_px: int, line: float) -> float:
    """The first line needs its glyphs (1.1 em), each other one a line distance."""
    return size_px * (1.1 + (lines - 1) * line) if lines else 0.0


def _line_hang(line: Line, size_px: int) -> float:
    return HANG_EM * size_px if line.text[-1:] and line.text[-1] in HANGING else 0.0
