"""Content files become a pack: read with their line numbers, checked for form, named by their hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from . import content_schema as f
from .model import (
    Answer,
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

FILE_BYTES_MAX = 256 * 1024
FILES_MAX = 200
DEPTH_MAX = 12
"""YAML aliases can nest without end; our files are six levels deep."""
OPENINGS_PLAIN = 4000
"""Brackets and dashes of a file that any reader can nest without harm; more are counted before they are nested."""
DIGITS_MAX = 15

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C reader starts the kiosk half a second sooner, where it is there."""

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
                yield f"{at}.coach.{n}", line
            if step.drill_finding is not None:
                yield f"{at}.drill_finding", step.drill_finding
        for timer in protocol.timers.values():
            if timer.say is not None:
                yield f"{file}:timers.{timer.id}.say", timer.say
    for phrase in pack.phrases.values():
        yield f"{PHRASES}:{phrase.id}.say", phrase.say


def content_hash(raw: Mapping[str, Any]) -> str:
    """What a reviewer signs: the protocol without the signature."""
    return _hash({key: value for key, value in raw.items() if key != "review"})


def _hash(raw: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(raw, order="sorted")).hexdigest()


class _Reading:
    """One reading of a directory: what was found, where it stood, what was wrong."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self.raw: dict[str, Any] = {}

    def pack(self) -> Pack | None:
        files = sorted(self.directory.glob("*.yaml"))
        if len(files) > FILES_MAX:
            self.wrong("", 1, f"more than {FILES_MAX} files: split the content")
            return None
        for path in files:
            raw = self.read(path)
            if raw is not None:
                self.raw[path.name] = raw
        names = [p.name for p in files]
        for name in BESIDE:
            if name not in names:
                self.wrong(name, 1, f"this file is missing: add {name}")
        protocols: dict[str, Protocol] = {}
        for name in self.raw:
            if name in BESIDE:
                continue
            protocol = self.protocol(name, self.raw[name])
            if protocol is None:
                continue
            if protocol.id in protocols:
                other = Path(protocols[protocol.id].file).name
                self.wrong(name, self.at(name, "id"), f"id `{protocol.id}` is used by {other}: choose another id")
            protocols[protocol.id] = protocol
        sources = {k: Source(k, s.title, s.note) for k, s in self.entries(SOURCES, f.SourceFile)}
        numbers = {
            k: Number(k, n.digits, n.spoken.text(), n.who.text()) for k, n in self.entries(NUMBERS, f.NumberFile)
        }
        phrases = {k: Phrase(k, p.text.text(), p.say.text(), p.canned) for k, p in self.entries(PHRASES, f.PhraseFile)}
        slots = {k: Slot(k, s.title.text(), s.default.text(), s.width) for k, s in self.entries(SLOTS, f.SlotFile)}
        return Pack(_hash(self.raw), protocols, sources, numbers, phrases, slots, str(self.directory), self.lines)

    def wrong(self, file: str, line: int, message: str) -> None:
        self.problems.append(Problem(str(self.directory / file), line, message))

    def at(self, file: str, *path: str | int) -> int:
        """The line of the thing at this path; the form always names one that is there, or the whole file."""
        return self.lines.get(f"{file}:{'.'.join(str(p) for p in path)}", 1)

    # --- YAML ----------------------------------------------------------------------------------------------

    def read(self, path: Path) -> dict[str, Any] | None:
        try:
            if not path.is_file():  # a pipe or a device under this name would never end
                self.wrong(path.name, 1, "not a plain file: put a text file there, or rename it")
                return None
            with path.open("rb") as file:
                data = file.read(FILE_BYTES_MAX + 1)
        except OSError as error:
            self.wrong(path.name, 1, f"cannot be read ({error.strerror}): let everybody read this file")
            return None
        if len(data) > FILE_BYTES_MAX:
            self.wrong(path.name, 1, f"larger than {FILE_BYTES_MAX // 1024} KiB: split the protocol")
            return None
        try:
            text = data.decode()
            if (line := _too_deep(text)) is not None:
                self.wrong(path.name, line, "nested too deep: write it out flat")
                return None
            node = yaml.compose(text, Loader=_LOADER)
        except UnicodeDecodeError as error:
            self.wrong(path.name, data[: error.start].count(b"\n") + 1, "not UTF-8: save the file as UTF-8")
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark is not None else 1
            self.wrong(path.name, line, f"not valid YAML: {getattr(error, 'problem', None) or error}")
            return None
        if not isinstance(node, yaml.MappingNode):
            self.wrong(path.name, 1, "the file must hold `name: value` lines")
            return None
        plain: dict[str, Any] = self.plain(path.name, node, ())
        return plain

    def plain(self, file: str, node: yaml.Node, path: tuple[str, ...]) -> Any:
        """The node as plain data. Only true and false are truth values: `no` is an answer, not `false`."""
        line = node.start_mark.line + 1
        if path:
            self.lines.setdefault(f"{file}:{'.'.join(path)}", line)
        if len(path) > DEPTH_MAX:
            self.wrong(file, line, "nested too deep: write it out flat")
            return None
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key_node, value_node in node.value:
                at = key_node.start_mark.line + 1
                if not isinstance(key_node, yaml.ScalarNode):
                    self.wrong(file, at, "a name is one word, not a list or a group: write `name: value`")
                    continue
                key = str(key_node.value)
                if key in found:
                    self.wrong(file, at, f"`{key}` is written twice: keep one")
                self.lines[f"{file}:{'.'.join((*path, key))}"] = at
                found[key] = self.plain(file, value_node, (*path, key))
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(file, item, (*path, str(n))) for n, item in enumerate(node.value)]
        return _scalar(node)

    # --- form ----------------------------------------------------------------------------------------------

    def shaped(self, file: str, raw: Any, form: type[T], *path: str | int) -> T | None:
        """`raw` in its form, or a problem that says which line is not."""
        try:
            return msgspec.convert(raw, form)
        except msgspec.ValidationError as error:
            message, _, where = str(error).partition(" - at ")
            inner = re.findall(r"\.(\w+)|\[(\d+)\]", where)
            line = self.at(file, *path, *(name or index for name, index in inner))
            self.wrong(file, line, advice(message))
            return None

    def entries(self, file: str, form: type[T]) -> Iterator[tuple[str, T]]:
        for key, raw in self.raw.get(file, {}).items():
            entry = self.shaped(file, raw, form, key)
            if entry is not None:
                yield key, entry

    def protocol(self, file: str, raw: dict[str, Any]) -> Protocol | None:
        before = len(self.problems)
        parts: dict[str, dict[str, Any]] = {"steps": {}, "timers": {}}
        for part, form in (("steps", f.StepFile), ("timers", f.TimerFile)):
            held = raw.get(part, {})
            for key, inner in held.items() if isinstance(held, dict) else ():
                parts[part][key] = self.shaped(file, inner, form, part, key)
        if len(self.problems) > before:
            return None  # each step and timer by itself first: that gives the right lines
        whole = self.shaped(file, raw, f.ProtocolFile)
        if whole is None:
            return None
        signed = whole.review.content_hash == content_hash(raw)
        return Protocol(
            id=whole.id,
            version=whole.version,
            title=whole.title.text(),
            first=whole.first,
            steps={k: self.step(file, k, s) for k, s in whole.steps.items()},
            file=str(self.directory / file),
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

    def step(self, file: str, id: str, step: f.StepFile) -> Step:
        return Step(
            id=id,
            kind=step.kind,
            title=step.title.text(),
            say=step.say.text() if step.say is not None else {},
            line=self.at(file, "steps", id),
            answers=tuple(_answer(x) for x in step.answers),
            detail=_text(step.detail),
            picture=step.picture,
            timers=tuple(step.timers),
            stops=tuple(step.stops),
            beat=step.beat,
            pattern=step.pattern,
            quiet=step.quiet,
            repeat_s=step.repeat_s,
            coach=tuple(x.text() for x in step.coach),
            reached=tuple(step.reached),
            critical=step.critical,
            sources=tuple(step.sources),
            clinical=step.clinical,
            drill_finding=_text(step.drill_finding),
            number=step.number,
        )


def _text(words: f.Words | None) -> Text | None:
    return words.text() if words is not None else None


def _goto(way: str | f.GotoFile) -> Goto:
    match way:
        case "return" | "cpr" | "cpr_assess":
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
    items = (LaneItem(i.id, i.label.text(), i.call_state, i.done.text() if i.done else None) for i in x.items)
    return Lane(x.id, x.role.text(), x.icon, tuple(items))


def _too_deep(text: str) -> int | None:
    """The line where thousands of levels begin: the C reader would not come back from them. Plain files are not
    read twice."""
    if sum(text.count(opening) for opening in ("[", "{", "- ", "? ", "-\t", "?\t", "-\n")) <= OPENINGS_PLAIN:
        return None
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEPTH_MAX + 1:
                return event.start_mark.line + 1 if event.start_mark is not None else 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return None


def _scalar(node: yaml.Node) -> str | int | float | bool | None:
    value = str(node.value)
    if getattr(node, "style", None):  # quoted: words, whatever they look like
        return value
    if value in ("true", "false"):
        return value == "true"
    if value in ("", "null", "~"):
        return None
    if len(value) > DIGITS_MAX:  # no time, place or count is that long: words, whatever they look like
        return value
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        return int(value)
    if re.fullmatch(r"-?(0|[1-9][0-9]*)\.[0-9]+", value):
        return float(value)
    return value


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
