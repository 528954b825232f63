"""The crew's sheet on paper: made and sent by processes of their own, so that nothing here ever waits for a printer."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from protocols.handover import Handover
from protocols.words import say, words

logger = logging.getLogger(__name__)

LIMIT_S = 20.0
"""A sheet that is not made, or not taken by CUPS, in this time will not be in the crew's hand either."""
KILLED_S = 0.2
"""A killed process that hangs in the kernel (a printer on a dead share) is not waited for: Python reaps it later."""
ROOT = Path(__file__).resolve().parents[1]

State = Literal["", "making", "sent", "failed"]


class SheetLine(msgspec.Struct, frozen=True):
    letter: str
    label: str
    text: str
    kind: str
    time: str


class Sheet(msgspec.Struct, frozen=True):
    """The card as words: what the process that makes the file is given."""

    title: str
    drill: str
    head: str
    notes: tuple[str, ...]
    lines: tuple[SheetLine, ...]


def sheet(card: Handover, lang: str) -> Sheet:
    """All of the card, also what the screen had no room for."""
    notes = [say("no_names", lang)]
    if card.unsigned:
        notes.append(say("unsigned", lang))
    if card.left_out:
        notes.append(say("more", lang, n=card.left_out))
    lines = tuple(
        SheetLine(
            line.letter, words(line.label, lang), words(line.text, lang), line.kind_text(lang),
            line.when(lang) if line.time else "",
        )
        for line in card.lines
    )  # fmt: skip
    title = say("handover_title", lang)
    return Sheet(title, say("drill_title", lang) if card.drill else "", words(card.head, lang), tuple(notes), lines)


@dataclass(slots=True)
class _Job:
    incident: str
    file: Path
    to_printer: bool
    process: subprocess.Popen[bytes]
    since_s: float
    sending: bool = False


Start = Callable[[Sequence[str], bytes], subprocess.Popen[bytes]]


def _start(command: Sequence[str], given: bytes) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    with tempfile.TemporaryFile() as words:  # a pipe holds 64 KB: a long card would wait here for a slow reader
        words.write(given)
        words.seek(0)
        return subprocess.Popen(
            command, cwd=ROOT, stdin=words if given else quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )


class Printing:
    """`make` writes the file, and prints it if asked; `tick` follows. One sheet at a time; a newer one takes over."""

    def __init__(
        self, folder: Path, printer: str, *, start: Start = _start, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder, self._printer, self._start, self._clock = folder, printer, start, clock
        self._job: _Job | None = None
        self._states: dict[str, State] = {}

    def state(self, incident: str) -> State | None:
        """How its printing went; None = there is no printer, and so no key."""
        return self._states.get(incident, "") if self._printer else None

    def make(self, card: Handover, lang: str, *, to_printer: bool) -> None:
        job = self._job
        if job is not None and job.to_printer and job.incident == card.incident and not to_printer:
            return  # the sheet of this very card is on its way
        self._drop()
        file = self._folder / f"{card.incident.rsplit('/', 1)[-1]}.pdf"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            given = msgspec.json.encode(sheet(card, lang))
            process = self._start((sys.executable, "-m", "kiosk.paper", str(file)), given)
        except (OSError, ValueError) as trouble:
            self._failed(card.incident, str(trouble), to_printer)
            return
        self._job = _Job(card.incident, file, to_printer, process, self._clock())
        if to_printer:
            self._states[card.incident] = "making"

    def tick(self) -> bool:
        """True if something changed that the screen shows."""
        job = self._job
        if job is None:
            return False
        code = job.process.poll()
        if code is None:
            if self._clock() - job.since_s < LIMIT_S:
                return False
            self._drop()
            return self._failed(job.incident, "it takes too long", job.to_printer)
        self._job = None
        if code:
            return self._failed(job.incident, f"{job.process.args!r} ended with {code}", job.to_printer)
        if not job.to_printer:
            return False
        if job.sending:
            self._states[job.incident] = "sent"
            return True
        try:
            process = self._start((sys.executable, "-m", "kiosk.to_printer", self._printer, str(job.file)), b"")
        except (OSError, ValueError) as trouble:
            return self._failed(job.incident, str(trouble), True)
        self._job = _Job(job.incident, job.file, True, process, self._clock(), sending=True)
        return False

    def close(self) -> None:
        self._drop()

    def clear_out(self, older_s: float) -> None:
        """Sheets go when their log may go."""
        for file in self._folder.glob("*.pdf") if self._folder.is_dir() else ():
            try:
                if time.time() - file.stat().st_mtime > older_s:
                    file.unlink(missing_ok=True)
            except OSError as trouble:
                logger.warning("%s: %s", file, trouble)

    def _failed(self, incident: str, why: str, to_printer: bool) -> bool:
        logger.warning("no sheet for the crew: %s", why)
        if to_printer:
            self._states[incident] = "failed"
        return to_printer

    def _drop(self) -> None:
        if self._job is not None:
            job, self._job = self._job, None
            job.process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                job.process.wait(KILLED_S)
