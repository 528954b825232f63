"""How far a long piece of work is: a bar on a terminal, a plain line each elsewhere."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TextIO

BAR_CHARS = 24


class Progress:
    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stdout if stream is None else stream
        self._began_s = time.monotonic()
        self._bar = self._stream.isatty()

    def done(self, number: int, of: int, line: str) -> None:
        """`line` is what was just finished."""
        if not self._bar:
            print(f"[{number}/{of}] {line}", file=self._stream, flush=True)
            return
        filled = BAR_CHARS * number // of
        left_s = (time.monotonic() - self._began_s) / number * (of - number)
        shown = f"[{'#' * filled}{'.' * (BAR_CHARS - filled)}] {number}/{of} {_span(left_s)} {line}"
        print(
            "\r\x1b[K" + _fitting(shown, shutil.get_terminal_size().columns - 1), end="", file=self._stream, flush=True
        )
        if number == of:
            print(file=self._stream, flush=True)


def _span(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def _fitting(text: str, columns: int) -> str:
    """Chinese characters take two columns of a terminal."""
    width = 0
    for at, char in enumerate(text):
        width += 2 if ord(char) > 0x2E7F else 1
        if width > columns:
            return text[:at]
    return text
