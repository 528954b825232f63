"""A lobby without window, mixer or network: the real journal, content and rules, a clock that a test turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audio.wire import Ended, NotSpoken, Started
from journal.recorder import Recorder
from kiosk.line_state import LineFacts
from kiosk.lobby import Lobby
from kiosk.machine import KioskMachine
from kiosk.pin import PinLock
from kiosk.pin_file import PinFile
from kiosk.printing import Printing
from kiosk.prompter import Prompter
from kiosk.roster import Responder
from kiosk.session import Session
from kiosk.settings import SettingsFile
from kiosk.silent_exit import StaffPin
from kiosk.stage import Stage
from kiosk.station import KioskConfig
from kiosk.station_file import load
from kiosk.upkeep import Upkeep
from protocols import content
from protocols.events import Event, KioskId, LogId, Moment, Record
from protocols.model import Pack
from tests.fakes.fake_player import FakePlayer

EXAMPLE = Path(__file__).resolve().parents[2] / "kiosk" / "kiosk.example.toml"
START_MS = 1_790_000_000_000
PACK: Pack = content.load()


@dataclass
class Hand:
    """A clock that only a test moves."""

    at_ms: int = START_MS
    boot_ms: int = 1_000_000
    boot: str = "boot-1"

    def __call__(self) -> Moment:
        return Moment(self.at_ms, self.boot_ms, self.boot)

    def turn(self, seconds: float) -> None:
        self.at_ms += round(seconds * 1000)
        self.boot_ms += round(seconds * 1000)


class Up:
    """A line that is there."""

    up, down_s, desk = True, 0.0, (True, 1)


@dataclass
class World:
    """Everything between a tap and the fakes at the rim."""

    path: Path
    now: Hand = field(default_factory=Hand)
    line: LineFacts = field(default_factory=lambda: LineFacts(True, True, True, 1))
    clips: bool = True
    sound: bool = True
    printing: Printing | None = None
    people: Sequence[Responder] | None = None
    problems: tuple[tuple[str, str], ...] = ()
    player_of: type[FakePlayer] = FakePlayer
    stopped: list[bool] = field(default_factory=list)
    rendered: list[tuple[str, str, Callable[[Path | None, str], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.config: KioskConfig = load(EXAMPLE, env={})
        self.player = self.player_of(on_event=self._sounded)
        self.start()

    def start(self) -> None:
        """Begin a life of the kiosk on what the disk holds."""
        self.recorder = Recorder.open(self.path)
        self.lobby = Lobby(
            self.recorder, PACK, lambda wanted: PACK if wanted == PACK.hash else None, self.now,
            kiosk=KioskId("FT03"), station="莲花路支行", place="一层大堂",
        )  # fmt: skip
        find = (lambda text, lang: Path(f"/clips/{lang}/{text}")) if self.clips else (lambda text, lang: None)
        self.prompter = Prompter(
            self.lobby, self.player, find, lambda text, lang, done: self.rendered.append((text, lang, done)), self.now
        )
        self.ops = self.recorder.ops("FT03", "ops", self.now())
        self.pin = PinFile(self.path.with_name("pin"), self.path.with_name("pin_tries.json"))
        self.machine = KioskMachine(
            self.config, SettingsFile(self.path.with_name("settings.json")), self.recorder, self.player, find, Up(),
            lambda wanted: PACK if wanted == PACK.hash else None, PACK, self.now, "0.1.0",
            note=lambda event: self.recorder.append(self.ops, [event], self.now()) and None,
            sounding=lambda: self.sound, configured=lambda config: self.stage.configure(config),
            stop=lambda: self.stopped.append(True), mounted=lambda place: True,
        )  # fmt: skip
        lock = PinLock(self.pin)
        self.upkeep = Upkeep(
            lock, self.machine, self.now, lambda: [s.incident for s in self.lobby.open_sessions],
            close_abandoned=self.lobby.close_abandoned,
        )  # fmt: skip
        self.stage = Stage(
            self.machine.counts, PACK, self.lobby, self.prompter, self.now, lambda session: self.line,
            problems=lambda: self.problems, sound=lambda: self.sound, upkeep=self.upkeep, printing=self.printing,
            people=lambda: self.people, pin_ok=StaffPin(lock, self.now),
        )  # fmt: skip
        self.stage.after.recall(self.recorder)

    def die(self) -> None:
        """The power goes: nothing is closed in order."""
        self.recorder.close()

    def tap(self, *actions: str, after: float = 1.0) -> Session:
        for action in actions:
            self.now.turn(after)
            self.stage.act(action)
        session = self.lobby.focused
        assert session is not None
        return session

    def wait(self, seconds: float, step_s: float = 0.5) -> None:
        for _ in range(round(seconds / step_s)):
            self.now.turn(step_s)
            self.lobby.tick()
            self.prompter.tick()
            self.stage.tick()

    @property
    def noted(self) -> list[Event]:
        """The facts about the machine."""
        return [r.event for r in self.recorder.records(self.ops)]

    def desk(self, incident: str, *events: Event) -> list[Record]:
        """Facts of a desk log of this incident, as they would come over the line."""
        from protocols.events import DeskOpened

        log = LogId(f"FT03/desk/{incident.rsplit('/', 1)[1]}")
        at = getattr(self, "_desk_seq", 0)
        facts: list[Event] = list(events) if at else [DeskOpened(incident), *events]
        records = [Record(log, at + n, self.now(), event) for n, event in enumerate(facts, 1)]
        self._desk_seq = at + len(facts)
        self.lobby.merged(records)
        return records

    @property
    def said(self) -> list[str]:
        """What the loudspeaker was asked to say, in order."""
        return [str(args["clip_path"].name) for name, args in self.player.calls if name == "say"]

    @property
    def step(self) -> str:
        session = self.lobby.focused
        top = session.incident.top if session is not None else None
        return f"{top.protocol}/{top.step}" if top is not None else ""

    def facts(self, session: Session) -> list[str]:
        return [type(r.event).__name__ for r in self.recorder.incident(LogId(session.incident.id))]

    def _sounded(self, event: object) -> None:
        match event:
            case Started(ref=ref, audible=audible):
                self.prompter.speaking.started(ref, audible)
            case Ended(ref=ref, completed=completed):
                self.prompter.speaking.ended(ref, completed)
            case NotSpoken(ref=ref, reason=reason):
                self.prompter.speaking.not_spoken(ref, reason)
