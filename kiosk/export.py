"""The logs carried away by hand: a folder on a stick, written log by log so that help never waits for it."""

from __future__ import annotations

import csv
import errno
import io
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import msgspec

from journal.codec import Entry
from journal.recorder import Recorder
from protocols import scoring
from protocols.events import LogId, Moment
from protocols.incident import Incident, fold
from protocols.model import Pack

from . import stick
from .walltime import local

logger = logging.getLogger(__name__)

MOUNTS = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where a stick appears, at most two levels down (`/media/STICK`, `/run/media/USER/STICK`)."""
CALL, PRESSING, AED = "call_120", "first_compression", "pads_on"
COLUMNS = (
    "incident", "kind", "opened", "protocol", "outcome", "closed", "duration_s", "to_120_s", "to_first_compression_s",
    "to_aed_s", "late_notes", "corrections", "aftercare",
)  # fmt: skip


class Summary(msgspec.Struct, frozen=True, omit_defaults=True):
    """One closed incident in a line. Times are the branch's; seconds count from the first tap; null = not recorded."""

    incident: str
    kind: str
    opened: str
    protocol: str
    outcome: str
    closed: str
    duration_s: float
    to_120_s: float | None = None
    to_first_compression_s: float | None = None
    to_aed_s: float | None = None
    late_notes: int = 0
    corrections: int = 0
    """Of the late notes those that name a line of the record."""
    aftercare: str = ""


class Line(msgspec.Struct, frozen=True):
    """One fact as it stands in the journal: `data` byte for byte, so that the digests can be proved."""

    log: str
    seq: int
    at_ms: int
    boot_ms: int
    boot: str
    clock: str
    form: str
    data: str
    digest: str


def sticks(
    mounts: tuple[Path, ...] = MOUNTS, mounted: Callable[[Path], bool] = os.path.ismount, *, locked: bool = False
) -> list[Path]:
    """Mounted places that can be written to (`locked`: that cannot), the newest first."""
    found: list[Path] = []
    for base in mounts:
        for pattern in ("*", "*/*"):
            try:
                found += [
                    p for p in base.glob(pattern) if p.is_dir() and mounted(p) and os.access(p, os.W_OK) != locked
                ]
            except OSError:
                continue
    return sorted(found, key=_mounted_at, reverse=True)


def _mounted_at(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except OSError:
        return 0.0  # pulled out just now


class Export:
    """`step` writes one log and says whether more is to come. `trouble` is why it stopped; `folder` where it is."""

    def __init__(
        self,
        recorder: Recorder,
        packs: Callable[[str], Pack | None],
        present: Pack,
        to: Path,
        kiosk: str,
        now: Moment,
        mounted: Callable[[Path], bool] = lambda to: True,
    ) -> None:
        self._to, self._mounted = to, mounted
        stamp = local(now).strftime("%Y%m%d-%H%M%S")
        self.folder = to / f"first-response-{kiosk}-{stamp}"
        self._partial = to / f"{self.folder.name}.partial"
        self._recorder, self._packs, self._present = recorder, packs, present
        self.incidents = 0
        self.trouble = ""
        self.why: stick.Why = "other"
        self.done = False
        self._stick = stick.Stick()
        self._steps: Iterator[None] = self._write()

    @property
    def ended(self) -> bool:
        return self.done or bool(self.trouble)

    def step(self) -> bool:
        """True while there is more to do. A stick that is pulled out ends it with a reason, not with an error."""
        if self.ended:
            return False
        try:
            if (failed := self._stick.trouble) is not None:
                raise failed
            next(self._steps)
        except StopIteration:
            self.done = True
            self._stick.end(lambda: None)
        except Exception as trouble:  # also a log that cannot be read: after any error the iterator would look finished
            logger.warning("the export ended early", exc_info=trouble)
            self.trouble, self.why = getattr(trouble, "strerror", None) or type(trouble).__name__, stick.why(trouble)
            self._stick.end(self._clear)
        return not self.ended

    def cancel(self) -> None:
        """Help was asked for: leave nothing half written, and wait for nothing."""
        if not self.ended:
            self.trouble = "cancelled"
            self._steps = iter(())
            self._stick.end(self._clear)

    def _begin(self) -> None:
        """No parents, and no place left behind by a stick: a folder on our own disk is no export."""
        self._there()
        self._partial.mkdir()

    def _finish(self) -> None:
        """Told as done only when the stick still shows all of it under its name: there are drivers that lose it."""
        self._there()
        written = _sizes(self._partial)
        self._partial.rename(self.folder)
        if _sizes(self.folder) != written:
            raise OSError(errno.EIO, "the stick did not keep what was written")

    def _there(self) -> None:
        if not self._mounted(self._to):
            raise OSError(errno.ENODEV, "nothing is mounted there any more")

    def _clear(self) -> None:
        shutil.rmtree(self._partial, ignore_errors=True)

    def _write(self) -> Iterator[None]:
        """Read here, where the journal belongs; written by the stick's own thread."""
        put = self._stick.do
        put(self._begin)
        summaries: list[Summary] = []
        infos = [i for i in self._recorder.infos() if i.closed or i.name.split("/")[1] not in ("live", "drill")]
        journal = self._partial / "journal.jsonl"
        put(partial(_put, journal, b""))
        for info in infos:
            lines = [
                msgspec.json.encode(_line(info.name, entry)) + b"\n" for entry in self._recorder.entries(info.name)
            ]
            put(partial(_add, journal, b"".join(lines)))
            yield
        roots = dict.fromkeys(self._recorder.root(i.name) for i in infos if i.name.split("/")[1] in ("live", "drill"))
        for root in roots:
            incident = fold(root, self._recorder.incident(root))
            if incident.closed is not None and incident.opening is not None:
                summaries.append(summary(incident, self._packs(incident.opening.pack) or self._present))
            yield
        put(partial(_add, journal, b"", settle=True))
        put(partial(_put, self._partial / "incidents.json", msgspec.json.format(msgspec.json.encode(summaries))))
        # the mark at its front is what a spreadsheet needs
        put(partial(_put, self._partial / "incidents.csv", as_csv(summaries).encode("utf-8-sig")))
        put(self._finish)
        while not self._stick.idle:
            yield
        if (failed := self._stick.trouble) is not None:  # the very last of it
            raise failed
        self.incidents = len(summaries)


def summary(incident: Incident, pack: Pack) -> Summary:
    assert incident.opened is not None and incident.closed is not None and incident.closed_at is not None
    result = scoring.debrief(pack, incident)
    rows = {row.mark: row.value_s for row in result.rows}
    protocols = [x.protocol for x in incident.entered if x.protocol in pack.protocols]
    own = [name for name in protocols if not pack.protocols[name].shared]
    return Summary(
        incident.id,
        "drill" if incident.drill else "live",
        local(incident.opened).isoformat(timespec="seconds"),
        own[-1] if own else (incident.opening.protocol if incident.opening else ""),
        incident.closed.outcome,
        local(incident.closed_at).isoformat(timespec="seconds"),
        round(result.duration_s, 1),
        rows.get(CALL),
        rows.get(PRESSING),
        rows.get(AED),
        len(incident.notes),
        sum(noted.note.about is not None for noted in incident.notes),
        incident.aftercare.reason if incident.aftercare is not None else "",
    )


def as_csv(summaries: list[Summary]) -> str:
    """No cell can be a formula: all of them are ours, but a log's name comes from a file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in summaries:
        cells = ("" if value is None else value for value in msgspec.structs.astuple(one))
        writer.writerow([f"'{c}" if isinstance(c, str) and c[:1] in "=+-@\t\r" and c else c for c in cells])
    return out.getvalue()


def _line(log: LogId, entry: Entry) -> Line:
    return Line(log, *msgspec.structs.astuple(entry))


def _put(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        _settle(file)


def _add(path: Path, data: bytes, *, settle: bool = False) -> None:
    with path.open("r+b") as file:  # not "a": where the stick is gone, no file of ours begins
        file.seek(0, os.SEEK_END)
        file.write(data)
        if settle:
            _settle(file)


def _sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def _settle(file: io.BufferedWriter | io.BufferedRandom) -> None:
    """On the stick before anybody pulls it out."""
    file.flush()
    os.fsync(file.fileno())
