"""Where a spoken text is written: each problem of a voice is told at the line of its words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audio.voice import MANIFEST_NAME, ClipLibrary, Problem, spoken_form
from protocols.content import spoken
from protocols.content_check import line_of
from protocols.model import Pack

LANGS = ("zh", "en")
"""The languages with clips; Cantonese is machine speech until somebody records it."""
RECORDED_LANGS = (*LANGS, "yue")
"""What a person can record."""


@dataclass(frozen=True, slots=True)
class Place:
    """One text as it stands in the content: whose it is, and where."""

    lang: str
    text: str
    protocol: str
    where: str
    """`file:line`"""


def places(pack: Pack, langs: Iterable[str] = LANGS) -> list[Place]:
    """Every spoken text, each once a language, at the first place that says it."""
    found: dict[tuple[str, str], Place] = {}
    for at, words in spoken(pack):
        file, _, path = at.partition(":")
        for lang in langs:
            if lang not in words:
                continue
            text = spoken_form(words[lang])
            if (lang, text) not in found:
                where = f"{shown(Path(pack.directory) / file)}:{line_of(pack, file, f'{path}.{lang}')}"
                found[lang, text] = Place(lang, text, file.removesuffix(".yaml"), where)
    return list(found.values())


def shown(path: Path) -> Path:
    """As short as it can be written from here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def clip_problems(directory: Path, pack: Pack, *, deep: bool = False) -> list[str]:
    """A clip that is missing, at the line of its words; one that is not sound, at its line of the manifest."""
    library = ClipLibrary.load(directory)
    written = places(pack)
    problems = library.check([(place.lang, place.text) for place in written], deep=deep)
    if not problems:
        return []
    manifest = directory / MANIFEST_NAME
    rows = _manifest_lines(manifest)
    said = {(place.lang, place.text): place.where for place in written}
    return [_told(problem, library, rows, said) for problem in problems]


def _told(problem: Problem, library: ClipLibrary, rows: dict[str, int], said: dict[tuple[str, str], str]) -> str:
    words, manifest = (problem.lang, problem.text), library.directory / MANIFEST_NAME
    if problem.kind == "missing":
        zh, en = f"没有录音：{problem.text}：运行 make voice", f"{problem}: run `make voice`"
        return f"{said[words]}: {zh} / {en}"
    at = f"{shown(manifest)}:{rows.get(problem.text, 1)}"
    zh = ZH.get(problem.kind, "不对")
    clip = library.clip(problem.text, problem.lang)
    if clip is not None and clip.human:
        return f"{at}: {zh}：重录，再 voice import / {problem}: record it again, then `voice import`"
    again = "make voice ARGS=--again" if problem.kind in HEARD else "make voice"
    return f"{at}: {zh}：运行 {again} / {problem}: run `{again}`"


HEARD = frozenset({"short", "silent", "loudness", "clipped", "truncated", "pace"})
"""Kinds that rendering anew may mend."""
ZH = {
    "manifest": "清单读不出来",
    "file": "声音文件打不开",
    "hash": "声音文件和清单对不上",
    "figures": "没有量过",
    "seconds": "长度和清单对不上",
    "short": "太短",
    "silent": "没有声音",
    "loudness": "响度不对",
    "clipped": "爆音",
    "truncated": "开头或结尾被切掉",
    "pace": "语速不对",
}


def _manifest_lines(manifest: Path) -> dict[str, int]:
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    rows = ((n, line.strip()) for n, line in enumerate(lines, 1))
    key = '"text": '
    return {json.loads(row.removeprefix(key).removesuffix(",")): n for n, row in rows if row.startswith(key)}
