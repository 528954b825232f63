"""The crew's sheet as a PDF: `python -m kiosk.paper FILE`, the words on standard input, in a process of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from . import typeset
from .printing import Sheet, SheetLine

FONTS = Path(__file__).resolve().parents[1] / "build" / "fonts"
REGULAR, BOLD = "NotoSansSC-Regular", "NotoSansSC-Bold"
MARGIN, FOOT = 48.0, 60.0
SIZE, SMALL, TITLE = 15.0, 10.0, 26.0
LINE = 1.45
LABEL_X, TEXT_X, KIND_W, GAP = 26.0, 112.0, 92.0, 6.0
MAX_BYTES = 1024 * 1024


def write(sheet: Sheet, file: Path) -> None:
    """On disk whole, for this user only."""
    register_fonts()
    new = file.with_suffix(".new")
    canvas = Canvas(str(new), pagesize=A4, invariant=1)
    canvas.setTitle(sheet.head)
    Page(canvas).draw(sheet)
    canvas.save()
    os.chmod(new, 0o600)
    new.replace(file)


def register_fonts() -> None:
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


class Page:
    """Writes from the top; what does not fit goes on a further page."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._width, self._height = A4
        self._y = self._height - MARGIN
        self._label = ""
        self._text_x = MARGIN + TEXT_X

    def draw(self, sheet: Sheet) -> None:
        self._y -= TITLE
        self._put(MARGIN, sheet.title, BOLD, TITLE)
        if sheet.drill:
            self._y -= SIZE * LINE * 1.2
            self._put(MARGIN, sheet.drill, BOLD, SIZE * 1.2)
        self._y -= SIZE * LINE
        self._put(MARGIN, sheet.head, REGULAR, SIZE)
        self._y -= 8
        widest = max((_measure(*_left(line)) for line in sheet.lines), default=0.0)
        self._text_x = MARGIN + max(TEXT_X, LABEL_X + widest + GAP)  # "about 21:59:25" is wider than a Chinese label
        for line in sheet.lines:
            self._line(line)
        self._y -= 10
        for note in sheet.notes:
            self._room(SMALL * LINE)
            self._y -= SMALL * LINE
            self._put(MARGIN, note, REGULAR, SMALL)

    def _line(self, line: SheetLine) -> None:
        size = SIZE
        left, left_size, bold = _left(line)
        if not line.time and line.label == self._label:
            left = ""
        self._label = line.label
        x = self._text_x
        wrapped = _lines(line.text, self._width - MARGIN - x - KIND_W)
        self._room(len(wrapped) * size * LINE + 6)
        if line.letter:
            self._y -= 5
            self._canvas.setLineWidth(0.4)
            self._canvas.line(MARGIN, self._y, self._width - MARGIN, self._y)
            self._y -= 1
        for n, words in enumerate(wrapped):
            self._y -= size * LINE
            if n == 0:
                self._put(MARGIN, line.letter, BOLD, size)
                self._put(MARGIN + LABEL_X, left, BOLD if bold else REGULAR, left_size)
                self._canvas.setFont(REGULAR, SMALL)
                self._canvas.drawRightString(self._width - MARGIN, self._y, line.kind)
            self._put(x, words, REGULAR if line.time else BOLD, size)

    def _room(self, height: float) -> None:
        if self._y - height < FOOT:
            self._canvas.showPage()
            self._y = self._height - MARGIN

    def _put(self, x: float, words: str, font: str, size: float) -> None:
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, self._y, words)


def _lines(text: str, width: float) -> list[str]:
    """Broken as on the screen: no line begins with a mark."""
    setting = typeset.fit(text, width, 10_000.0, (round(SIZE),), _measure, bold=True, max_lines=99)
    return ["".join(run.text for run in line.runs).replace(typeset.GAP, " ") for line in setting.lines] or [""]


def _left(line: SheetLine) -> tuple[str, float, bool]:
    """What stands before the words: when it was, or what it is; its size, and whether it is bold."""
    return (line.time, SIZE, True) if line.time else (line.label, SMALL + 1, False)


def _measure(text: str, size_px: float, bold: bool) -> float:
    return float(pdfmetrics.stringWidth(text.replace(typeset.GAP, " "), BOLD if bold else REGULAR, size_px))


def main(argv: list[str]) -> int:
    given = sys.stdin.buffer.read(MAX_BYTES)
    write(msgspec.json.decode(given, type=Sheet), Path(argv[1]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv))
