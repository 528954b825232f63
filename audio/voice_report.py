"""One page on which a person hears each prompt beside its words, its figures and its state."""

from __future__ import annotations

import csv
import os
import queue
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audio.clip_rules import per_minute, units
from audio.speech import SpeechWorker
from audio.voice import Clip, ClipLibrary
from audio.voice_import import keys_of
from audio.voice_places import RECORDED_LANGS, Place, places
from protocols.model import Pack

TEMPLATES = Path(__file__).parent
PAGE = "voice_report.html"
SCRIPT_COLUMNS = ("key", "file", "lang", "text", "units", "seconds", "where", "by")
LIVE_LIMIT_S = 60.0
RENDERED_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One prompt on the page. `state`: human | machine | bad | missing | live (spoken by the kiosk's own engine)."""

    place: Place
    key: str
    state: str
    sound: str = ""
    seconds: float = 0.0
    pace: float = 0.0
    lufs: float | None = None
    peak_dbtp: float | None = None
    by: str = ""
    own: bool = False
    """Recorded for this branch, not shipped."""
    wrong: tuple[str, ...] = ()


def write(out: Path, pack: Pack, shipped: ClipLibrary, own: ClipLibrary, *, cantonese: bool) -> Path:
    """The page with every sound beside it, in a folder that can be carried away."""
    out.mkdir(parents=True, exist_ok=True)
    rows = [_row(out, place, key, shipped, own) for place, key in _keyed(pack, shipped)]
    if cantonese:
        rows = _with_live(out, rows)
    titles = {id: dict(protocol.title) for id, protocol in pack.protocols.items()}
    font = _font()
    if font is not None:
        _lay(font, out / "font.ttf")
    page = out / "index.html"
    page.write_text(_page(rows, titles), encoding="utf-8")
    return page


def _font() -> Path | None:
    """The whole Noto Sans SC: Cantonese is written with characters that few machines can show."""
    try:
        package = Path(str(resources.files("justmytype_intl_cjk")))
    except ModuleNotFoundError:
        return None
    font = package / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"
    return font if font.is_file() else None


def write_script(path: Path, pack: Pack, shipped: ClipLibrary, own: ClipLibrary) -> int:
    """What a studio records, as a table that a spreadsheet opens; the same table is given back to `voice import`."""
    rows = []
    for place, key in _keyed(pack, shipped):
        clip, _ = _clip(place, shipped, own)
        seconds = f"{clip.seconds:.1f}" if clip is not None else ""
        by = clip.by if clip is not None and clip.human else ""
        count = units(place.lang, place.text)
        rows.append((key, f"{key}.wav", place.lang, place.text, count, seconds, place.where, by))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as opened:  # spreadsheets take UTF-8 only with its mark
        writer = csv.writer(opened)
        writer.writerow(SCRIPT_COLUMNS)
        writer.writerows(rows)
    return len(rows)


def _keyed(pack: Pack, shipped: ClipLibrary) -> list[tuple[Place, str]]:
    found = places(pack, RECORDED_LANGS)
    names = {(one.lang, one.text): key for key, one in keys_of([(p.lang, p.text) for p in found], shipped).items()}
    return [(place, names[place.lang, place.text]) for place in found]


def _clip(place: Place, shipped: ClipLibrary, own: ClipLibrary) -> tuple[Clip | None, ClipLibrary]:
    recorded = own.clip(place.text, place.lang)
    return (recorded, own) if recorded is not None else (shipped.clip(place.text, place.lang), shipped)


def _row(out: Path, place: Place, key: str, shipped: ClipLibrary, own: ClipLibrary) -> Row:
    clip, library = _clip(place, shipped, own)
    if clip is None:
        return Row(place, key, "live" if place.lang == "yue" else "missing")
    problems = tuple(f"{problem.kind}: {problem.detail}" for problem in library.check_clip(clip))
    sound = ""
    if not any(text.startswith(("file:", "hash:")) for text in problems):
        sound = f"{'own' if library is own else 'clips'}/{clip.file}"
        _lay(library.directory / clip.file, out / sound)
    return Row(
        place, key, "bad" if problems else "human" if clip.human else "machine", sound, clip.seconds,
        per_minute(place.lang, place.text, clip.seconds), clip.lufs, clip.peak_dbtp, clip.by, library is own, problems,
    )  # fmt: skip


def _lay(source: Path, target: Path) -> None:
    """The same file under a second name where the disk allows, else a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _with_live(out: Path, rows: list[Row]) -> list[Row]:
    """What nobody recorded in Cantonese, spoken as the kiosk speaks it, so that a person can judge it."""
    folder = out / "yue"
    worker = SpeechWorker(folder, post=lambda call: call(), limit_s=LIVE_LIMIT_S)
    worker.start()
    answers: queue.SimpleQueue[tuple[int, Path | None]] = queue.SimpleQueue()
    sounds: dict[int, Path] = {}
    waiting = 0

    def take() -> None:
        number, path = answers.get()
        if path is not None:
            sounds[number] = path

    try:
        for number, row in enumerate(rows):
            if row.state != "live":
                continue
            worker.render(row.place.text, "yue", partial(_answer, answers, number))
            waiting += 1
            if waiting >= RENDERED_AT_ONCE:
                take()
                waiting -= 1
        for _ in range(waiting):
            take()
    finally:
        worker.close()
    return [_spoken(out, row, sounds.get(number)) for number, row in enumerate(rows)]


def _answer(answers: queue.SimpleQueue[tuple[int, Path | None]], number: int, path: Path | None, reason: str) -> None:
    answers.put((number, path))


def _spoken(out: Path, row: Row, path: Path | None) -> Row:
    from audio.decode import Undecodable, decode_clip
    from audio.measure import measure

    sound = decode_clip(path) if path is not None else Undecodable("")
    if path is None or isinstance(sound, Undecodable):
        return row
    heard = measure(sound.samples, sound.rate_hz)
    pace = per_minute("yue", row.place.text, heard.seconds)
    name = path.relative_to(out).as_posix()
    return Row(row.place, row.key, "live", name, heard.seconds, pace, heard.lufs, heard.peak_dbtp)


def _page(rows: list[Row], titles: Mapping[str, Mapping[str, str]]) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        of = counts.setdefault(row.place.lang, {})
        of[row.state] = of.get(row.state, 0) + 1
    values: dict[str, Any] = {"rows": rows, "titles": titles, "counts": counts, "protocols": _protocols(rows)}
    return environment.get_template(PAGE).render(values)


def _protocols(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row.place.protocol for row in rows))
