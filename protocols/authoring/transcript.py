"""A script of taps, played on the real rules, becomes a page that a clinician can read like a play."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from .. import events as e
from ..commands import Change, Choose, Command, Open, PressCpr, ShowCall, Tick
from ..content import Problem
from ..engine import decide
from ..events import Event, Moment, Record
from ..incident import Incident
from ..model import Mark, Pack, Step, Text
from ..words import both

TICK_S = 1
"""How often the clock of a played path moves, as the kiosk's own does."""
WAIT_MAX_S = 7200
BYTES_MAX = 256 * 1024
DOCK: dict[str, Command] = {"cpr": PressCpr(), "changed": Change(), "call": ShowCall()}
SIGNS: dict[Mark, str] = {"no": "✕", "yes": "✓", "unsure": "?", "go": "→", "stop": "!", "aed": "⚡", "tile": "□"}
LOG = "SCRIPT/live/1"
START_MS = 1_795_401_588_000


class ScriptError(Exception):
    """A script that cannot be played as it stands."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script: `tap fine`."""

    number: int
    verb: str
    what: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way through, from `path: NAME` to the next."""

    name: str
    lines: tuple[Line, ...]


def read(file: Path) -> list[Way]:
    """The paths of a script. Raises ScriptError at the first line that is none."""
    paths: list[Way] = []
    if not file.is_file():
        _wrong(file, 1, "no such file: give a text file in UTF-8")
    with file.open("rb") as held:
        data = held.read(BYTES_MAX + 1)
    if len(data) > BYTES_MAX:
        _wrong(file, 1, f"larger than {BYTES_MAX // 1024} KiB: split the script")
    for number, raw in enumerate(data.decode().splitlines(), 1):
        verb, _, what = raw.partition("#")[0].strip().partition(" ")
        what = what.strip()
        if not verb:
            continue
        if verb == "path:":
            paths.append(Way(what or _wrong(file, number, "give the path a name: path: NAME"), ()))
            continue
        if not paths:
            _wrong(file, number, "begin with `path: NAME`")
        if verb not in ("open", "tap", "wait", "dock"):
            _wrong(file, number, f"`{verb}` is no verb of a script: write path:, open, tap, wait or dock")
        paths[-1] = Way(paths[-1].name, (*paths[-1].lines, Line(number, verb, what)))
    for path in paths:
        if not path.lines or path.lines[0].verb != "open":
            _wrong(file, path.lines[0].number if path.lines else 1, f"path `{path.name}` begins with `open PROTOCOL`")
    return paths or _wrong(file, 1, "no path yet: write path: NAME, then open PROTOCOL")


def transcript(pack: Pack, file: Path) -> str:
    """The page made from a script. Raises ScriptError."""
    pages = [f"# Made from {file.name} by the rules, to be read: do not edit. 由规则从 {file.name} 生成，勿改。\n"]
    for path in read(file):
        pages.append("\n".join([f"\n=== {path.name} ===", *Play(pack, file).play(path)]) + "\n")
    return "".join(pages)


class Play:
    """One path on one incident; the lines of its page."""

    def __init__(self, pack: Pack, file: Path) -> None:
        self.pack, self.file = pack, file
        self.incident, self.ms = Incident(LOG), 0

    def play(self, path: Way) -> Iterator[str]:
        for line in path.lines:
            if not self.incident.open:
                _wrong(self.file, line.number, "the incident is closed: end the path here")
            if line.verb == "wait":
                yield from self.wait(line)
            else:
                yield from self.page(self.do(self.command(line)), f"{line.verb} {line.what}")
        yield from self.end()

    def command(self, line: Line) -> Command:
        """What a line asks for, if it can be asked for here."""
        if line.verb == "open":
            if self.incident.opened is not None:
                _wrong(self.file, line.number, "already open: begin a new `path: NAME`")
            if line.what not in self.pack.protocols:
                _wrong(self.file, line.number, f"no protocol `{line.what}`: correct the id")
            return Open(line.what, "SCRIPT", "lobby")
        if line.verb == "dock":
            return DOCK.get(line.what) or _wrong(self.file, line.number, f"dock has {', '.join(DOCK)}")
        ids = [a.id for a in self.step.answers]
        if line.what not in ids:
            _wrong(
                self.file, line.number, f"`{line.what}` is not on the screen {self.place()}: it has {', '.join(ids)}"
            )
        return Choose(self.step.id, line.what)

    def do(self, command: Command) -> list[Event]:
        now = Moment(START_MS + self.ms, self.ms, "script")
        events = decide(self.pack, self.incident, command, now)
        for event in events:
            self.incident = self.incident.apply(Record(LOG, self.incident.head + 1, now, event))
        return events

    def wait(self, line: Line) -> Iterator[str]:
        if not re.fullmatch(r"[0-9]{1,5}", line.what) or not 0 < int(line.what) <= WAIT_MAX_S:
            _wrong(self.file, line.number, f"wait needs whole seconds, 1 to {WAIT_MAX_S}")
        yield f"\n{self.clock()}  wait {line.what}"
        for _ in range(int(line.what) // TICK_S):
            self.ms += TICK_S * 1000
            events = self.do(Tick())
            if events:
                yield from self.page(events, "...")

    # --- what stands on the page ---------------------------------------------------------------------------

    def page(self, events: list[Event], doing: str) -> Iterator[str]:
        """What came of one command: recorded, rung, begun; then the screen and the words, if they are new."""
        yield f"\n{self.clock()}  {doing}"
        if not events:
            yield _row("nothing", "no fact / 没有变化")
        for event in events:
            yield from self.told(event)
        if self.incident.open and any(isinstance(x, e.StepEntered | e.FramePopped) for x in events):
            yield from self.screen()

    def told(self, event: Event) -> Iterator[str]:
        match event:
            case e.ChoiceMade(step, choice, by):
                if by == "timeout":
                    yield _row("nobody", f"no answer in time: counts as `{choice}` / 没人回答，按 `{choice}`")
                answered = self.incident.answers[-1] if self.incident.answers else None
                known = self.pack.protocols.get(answered.protocol) if answered is not None else None
                answers = known.steps[step].answers if known is not None and step in known.steps else ()
                yield from (_row("found", _both(a.finding)) for a in answers if a.id == choice and a.finding)
            case e.Escalated(protocol, _):
                yield _row("becomes", protocol)
            case e.SilentSet(on):
                yield _row("silent", "on: no sound / 静默" if on else "off")
            case e.BeatStarted(rate_bpm, pattern):
                yield _row("beat", f"{rate_bpm} a minute, {pattern} / 节拍开始")
            case e.BeatStopped():
                yield _row("beat", "stops / 节拍停止")
            case e.TimerStarted(name, after_s):
                yield _row("timer", f"{name} {after_s:g} s: {self.label(name)}")
            case e.TimerRang(name, _):
                yield _row("rings", f"{name}: {self.label(name)}")
                timer = self.pack.timer(name)
                if timer is not None and timer.say is not None:
                    yield from _said(timer.say)
            case e.Closed(outcome, _):
                yield _row("closed", outcome)

    def screen(self) -> Iterator[str]:
        step = self.step
        yield _row("at", self.place())
        yield _row("shown", _both(step.title))
        for answer in step.answers:
            small = " (small)" if answer.minor else ""
            note = f" -- {_both(answer.note)}" if answer.note is not None else ""
            yield _row("", f"[{answer.id}] {SIGNS[answer.mark]} {_both(answer.label)}{note}{small}")
        yield from _said(step.say)
        if step.repeat_s is not None:
            yield _row("", f"again every {step.repeat_s:g} s / 每 {step.repeat_s:g} 秒再说")

    def end(self) -> Iterator[str]:
        yield f"\n{self.clock()}  end"
        yield _row("stands", self.place() if self.incident.open else "closed")
        if self.incident.beat is not None:
            yield _row("beat", "sounds / 节拍在响")
        for name in sorted(self.incident.timers):
            yield _row("timer", f"{name} " + ("rang" if self.incident.timers[name].rang else "runs"))

    @property
    def step(self) -> Step:
        top = self.incident.top
        assert top is not None, "a path begins with open"
        return self.pack.step(top.protocol, top.step)

    def place(self) -> str:
        """The stack, lowest first; a frame that waits behind its gate has no step yet."""
        return " > ".join(f"{f.protocol}/{f.step}" if f.step else f.protocol for f in self.incident.frames)

    def label(self, name: str) -> str:
        timer = self.pack.timer(name)
        return _both(timer.label) if timer is not None else ""

    def clock(self) -> str:
        minutes, seconds = divmod(self.ms // 1000, 60)
        return f"{minutes:3d}:{seconds:02d}"


def _row(head: str, words: str) -> str:
    return f"        {head:<8}{words}"


def _said(text: Text) -> Iterator[str]:
    for lang in ("zh", "en"):
        if text.get(lang):
            yield _row(f"says {lang}", text[lang])


def _both(text: Text | None) -> str:
    plain = both(text) if text is not None else {}
    return " / ".join(plain[lang] for lang in ("zh", "en") if lang in plain)


def _wrong(file: Path, line: int, message: str) -> NoReturn:
    raise ScriptError(Problem(str(file), line, message))
