"""A bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io

from audio.voice_progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_every_clip_is_a_line_that_can_be_searched() -> None:
    log = io.StringIO()
    progress = Progress(log)
    for number in (1, 2):
        progress.done(number, 2, "zh 不要停。")
    assert log.getvalue() == "[1/2] zh 不要停。\n[2/2] zh 不要停。\n"


def test_on_a_terminal_one_line_grows_and_never_wraps() -> None:
    screen = Terminal()
    progress = Progress(screen)
    for number in range(1, 5):
        progress.done(number, 4, "zh " + "不要停。" * 40)
    drawn = screen.getvalue().split("\r\x1b[K")[1:]
    assert len(drawn) == 4 and screen.getvalue().count("\n") == 1
    assert [line.count("#") for line in drawn] == [6, 12, 18, 24]
    assert all(sum(2 if ord(c) > 0x2E7F else 1 for c in line.rstrip("\n")) < 80 for line in drawn)
