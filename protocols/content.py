"""Content files become a pack: each in its form, all together named by their hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from . import content_schema as f
from .content_yaml import FILE_BYTES_MAX, Plain, read
from .model import (
    Answer,
    Coach,
    Goto,
    Key,
    Lane,
    LaneItem,
    Number,
    Pack,
    Phrase,
    Protocol,
    Review,
    Slot,
    Source,
    Step,
    Target,
    Text,
    Timer,
)

CONTENT = Path(__file__).parent / "content"
SOURCES, NUMBERS, PHRASES, SLOTS = "sources.yaml", "numbers.yaml", "phrases.yaml", "slots.yaml"
BESIDE = (SOURCES, NUMBERS, PHRASES, SLOTS)
"""The files that are no protocols."""

FILES_MAX = 200

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing an author has to put right, and where it stands."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(Exception):
    """The content cannot be used as it stands."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


def load(directory: Path | None = None) -> Pack:
    """The pack in a directory (else the one shipped with the program). `content_check.check` proves what it says."""
    reading = _Reading(directory or CONTENT)
    pack = reading.pack()
    if reading.problems or pack is None:
        raise ContentError(sorted(reading.problems, key=lambda p: (p.file, p.line)))
    return pack


def spoken_texts(pack: Pack) -> Iterator[tuple[str, str]]:
    """Every (language, words) that the kiosk may say from this pack, each once; live words of people are not here."""
    seen: set[tuple[str, str]] = set()
    for _, text in spoken(pack):
        for lang in ("zh", "en"):
            if (lang, text[lang]) not in seen:
                seen.add((lang, text[lang]))
                yield lang, text[lang]


def spoken(pack: Pack) -> Iterator[tuple[str, Text]]:
    """Everything with a spoken form, and the place where it is written."""
    for protocol in pack.protocols.values():
        file = Path(protocol.file).name
        for step in protocol.steps.values():
            at = f"{file}:steps.{step.id}"
            if step.say:
                yield f"{at}.say", step.say
            for n, line in enumerate(step.coach):
                yield f"{at}.coach.{n}", line.text
            if step.drill_finding is not None:
                yield f"{at}.drill_finding", step.drill_finding
        for timer in protocol.timers.values():
            if timer.say is not None:
                yield f"{file}:timers.{timer.id}.say", timer.say
        for n, lane in enumerate(protocol.lanes):
            if lane.ask is not None:
                yield f"{file}:lanes.{n}.ask", lane.ask
            for m, item in enumerate(lane.items):
                if item.say is not None:
                    yield f"{file}:lanes.{n}.items.{m}.say", item.say
    for phrase in pack.phrases.values():
        yield f"{PHRASES}:{phrase.id}.say", phrase.say


def content_hash(raw: Mapping[str, Any]) -> str:
    """What a reviewer signs: the protocol without the signature."""
    return _hash({key: value for key, value in raw.items() if key != "review"})


def _hash(raw: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(raw, order="sorted")).hexdigest()


@dataclass(frozen=True, slots=True)
class _File:
    """What one file says by itself, wherever it lies. Read once a process: a change of content changes few files."""

    canonical: msgspec.Raw | None
    lines: Mapping[str, int]
    protocol: Protocol | None = None
    entries: tuple[tuple[str, Any], ...] = ()
    wrong: tuple[tuple[int, str], ...] = ()


class _Reading:
    """One reading of a directory: what was found, what was wrong."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.files: dict[str, _File] = {}

    def pack(self) -> Pack | None:
        files = sorted(self.directory.glob("*.yaml"))
        if len(files) > FILES_MAX:
            self.wrong("", 1, f"more than {FILES_MAX} files: split the content")
            return None
        for path in files:
            data = self.data(path)
            if data is not None:
                self.files[path.name] = file = _file(path.name, data)
                for line, message in file.wrong:
                    self.wrong(path.name, line, message)
        names = [p.name for p in files]
        for name in BESIDE:
            if name not in names:
                self.wrong(name, 1, f"this file is missing: add {name}")
        protocols: dict[str, Protocol] = {}
        for name, file in self.files.items():
            if file.protocol is None:
                continue
            id = file.protocol.id
            if id in protocols:
                other = Path(protocols[id].file).name
                line = file.lines.get(f"{name}:id", 1)
                self.wrong(name, line, f"id `{id}` is used by {other}: choose another id")
            protocols[id] = replace(file.protocol, file=str(self.directory / name))
        sources, numbers, phrases, slots = (
            dict(self.files[name].entries) if name in self.files else {} for name in BESIDE
        )
        canonical = {name: file.canonical for name, file in self.files.items() if file.canonical is not None}
        lines = {at: line for file in self.files.values() for at, line in file.lines.items()}
        return Pack(_hash(canonical), protocols, sources, numbers, phrases, slots, str(self.directory), lines)

    def wrong(self, file: str, line: int, message: str) -> None:
        self.problems.append(Problem(str(self.directory / file), line, message))

    def data(self, path: Path) -> bytes | None:
        try:
            if not path.is_file():  # a pipe or a device under this name would never end
                self.wrong(path.name, 1, "not a plain file: put a text file there, or rename it")
                return None
            with path.open("rb") as file:
                return file.read(FILE_BYTES_MAX + 1)
        except OSError as error:
            self.wrong(path.name, 1, f"cannot be read ({error.strerror}): let everybody read this file")
            return None


@lru_cache(maxsize=FILES_MAX)
def _file(name: str, data: bytes) -> _File:
    """The file of this name that holds these bytes."""
    found = read(data)
    if found.data is None:
        return _File(None, {}, wrong=found.wrong)
    form = _Form(name, found)
    protocol = form.protocol() if name not in BESIDE else None
    entries = tuple(form.beside()) if name in BESIDE else ()
    canonical = msgspec.Raw(msgspec.json.encode(found.data, order="sorted"))
    lines = {f"{name}:{at}": line for at, line in found.lines.items()}
    return _File(canonical, lines, protocol, entries, tuple(form.wrong))


class _Form:
    """One file brought into its form, or a problem at the line that is not in it."""

    def __init__(self, file: str, found: Plain) -> None:
        self.file, self.lines = file, found.lines
        self.raw: Mapping[str, Any] = found.data or {}
        self.wrong: list[tuple[int, str]] = list(found.wrong)

    def at(self, *path: str | int) -> int:
        """The line of the thing at this path; the form always names one that is there, or the whole file."""
        return self.lines.get(".".join(str(p) for p in path), 1)

    def shaped(self, raw: Any, form: type[T], *path: str | int) -> T | None:
        """`raw` in its form, or a problem that says which line is not."""
        try:
            return msgspec.convert(raw, form)
        except msgspec.ValidationError as error:
            message, _, where = str(error).partition(" - at ")
            inner = re.findall(r"\.(\w+)|\[(\d+)\]", where)
            line = self.at(*path, *(name or index for name, index in inner))
            self.wrong.append((line, advice(message)))
            return None

    def entries(self, form: type[T]) -> Iterator[tuple[str, T]]:
        for key, raw in self.raw.items():
            entry = self.shaped(raw, form, key)
            if entry is not None:
                yield key, entry

    def beside(self) -> Iterator[tuple[str, Any]]:
        """The things of a file that is no protocol, by their id."""
        if self.file == SOURCES:
            for k, s in self.entries(f.SourceFile):
                yield k, Source(k, s.title, s.note)
        elif self.file == NUMBERS:
            for k, n in self.entries(f.NumberFile):
                yield k, Number(k, n.digits, n.spoken.text(), n.who.text())
        elif self.file == PHRASES:
            for k, p in self.entries(f.PhraseFile):
                yield k, Phrase(k, p.text.text(), p.say.text(), p.canned)
        else:
            for k, x in self.entries(f.SlotFile):
                yield k, Slot(k, x.title.text(), x.default.text(), x.width)

    def protocol(self) -> Protocol | None:
        raw, before = self.raw, len(self.wrong)
        parts: dict[str, dict[str, Any]] = {"steps": {}, "timers": {}}
        for part, form in (("steps", f.StepFile), ("timers", f.TimerFile)):
            held = raw.get(part, {})
            for key, inner in held.items() if isinstance(held, dict) else ():
                parts[part][key] = self.shaped(inner, form, part, key)
        if len(self.wrong) > before:
            return None  # each step and timer by itself first: that gives the right lines
        whole = self.shaped(raw, f.ProtocolFile)
        if whole is None:
            return None
        signed = whole.review.content_hash == content_hash(raw)
        return Protocol(
            id=whole.id,
            version=whole.version,
            title=whole.title.text(),
            first=whole.first,
            steps={k: self.step(k, s) for k, s in whole.steps.items()},
            file=self.file,
            severity=whole.severity,
            icon=whole.icon,
            summary=_text(whole.summary),
            timers={k: _timer(k, timer) for k, timer in whole.timers.items()},
            lanes=tuple(_lane(x) for x in whole.lanes),
            targets=tuple(
                Target(x.mark, x.label.text(), x.goal_s, x.pass_s, x.advice.text(), tuple(x.sources))
                for x in whole.targets
            ),
            do_not=tuple(x.text() for x in whole.do_not),
            cpr_entry=whole.cpr_entry,
            assess_entry=whole.assess_entry,
            breathless_entry=whole.breathless_entry,
            cpr_with=whole.cpr_with,
            family=whole.family,
            gate=whole.gate,
            elsewhere=whole.elsewhere,
            silent=whole.silent,
            key=_key(whole.key),
            tell=tuple(x.text() for x in whole.tell),
            hand_over=tuple(x.text() for x in whole.hand_over),
            rate_bpm=whole.rate_bpm,
            shared=whole.shared,
            editions=tuple(whole.editions),
            review=Review(**msgspec.structs.asdict(whole.review)) if signed else Review(),
        )

    def step(self, id: str, step: f.StepFile) -> Step:
        return Step(
            id=id,
            kind=step.kind,
            title=step.title.text(),
            say=step.say.text() if step.say is not None else {},
            line=self.at("steps", id),
            answers=tuple(_answer(x) for x in step.answers),
            detail=_text(step.detail),
            for_desk=_text(step.for_desk),
            picture=step.picture,
            timers=tuple(step.timers),
            stops=tuple(step.stops),
            beat=step.beat,
            pattern=step.pattern,
            quiet=step.quiet,
            repeat_s=step.repeat_s,
            coach=tuple(Coach(x.text(), x.until_call or "") for x in step.coach),
            reached=tuple(step.reached),
            critical=step.critical,
            sources=tuple(step.sources),
            clinical=step.clinical,
            drill_finding=_text(step.drill_finding),
            number=step.number,
            awake=step.awake,
            cpr=step.cpr,
        )


def _text(words: f.Words | None) -> Text | None:
    return words.text() if words is not None else None


def _goto(way: str | f.GotoFile) -> Goto:
    match way:
        case "return" | "return_awake" | "return_breathless" | "cpr" | "cpr_assess":
            return Goto(way)
        case str():
            return Goto("step", step=way)
    if way.escalate is not None:
        return Goto("escalate", way.step, way.escalate)
    if way.push is not None:
        return Goto("push", way.step, way.push, then=way.then)
    return Goto("close", outcome=way.close)


def _key(x: f.KeyFile | None) -> Key | None:
    return Key(x.mark, x.taps, x.seconds, tuple(x.sources)) if x is not None else None


def _answer(x: f.AnswerFile) -> Answer:
    return Answer(
        x.id, x.label.text(), _goto(x.goto), x.mark, _text(x.note), x.worst, _text(x.finding), x.icon, x.minor
    )


def _timer(id: str, x: f.TimerFile) -> Timer:
    return Timer(
        id=id,
        label=x.label.text(),
        after_s=x.after_s,
        scope=x.scope,
        repeat=x.repeat,
        ask_again=x.ask_again,
        say=_text(x.say),
        choose=x.choose,
        goto=_goto(x.goto) if x.goto is not None else None,
        quiet=x.quiet,
        restarts=tuple(x.restarts),
        lasting=x.lasting,
        stages=tuple(x.stages),
    )


def _lane(x: f.LaneFile) -> Lane:
    return Lane(x.id, x.role.text(), x.icon, tuple(_item(i) for i in x.items), _text(x.ask))


def _item(x: f.LaneItemFile) -> LaneItem:
    return LaneItem(
        id=x.id,
        label=x.label.text(),
        call_state=x.call_state,
        done=_text(x.done),
        number=x.number or "",
        off_at=tuple(x.off_at),
        say=_text(x.say),
        alone=_text(x.alone),
    )


_ADVICE = (
    (r"missing required field `(zh|en)`", "`{}` is missing: write these words in both languages"),
    (r"missing required field `(\w+)`", "`{}` is missing: add it"),
    (r"unknown field `(.+)`", "`{}` is not a field of this form: correct its spelling or remove it"),
    (r"Invalid enum value '(.*)'", "`{}` is not one of the allowed words: see protocol.schema.json"),
    (r"regex '\^\[a-z\]", "not an id: use small letters, digits and underscores, beginning with a letter"),
)


def advice(message: str) -> str:
    """What the author should do, instead of what the reader choked on."""
    for pattern, words in _ADVICE:
        found = re.search(pattern, message)
        if found is not None:
            return words.format(*found.groups())
    return f"{message}: see protocol.schema.json"
