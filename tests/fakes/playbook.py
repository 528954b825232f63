"""Given facts, when a command, then facts: a play that reads from left to right."""

from __future__ import annotations

from protocols.commands import Choose, Command, Tick
from protocols.engine import decide
from protocols.events import Event, Moment, Record, Ref
from protocols.incident import Incident
from protocols.model import Pack

START = Moment(at_ms=1_795_401_588_000, boot_ms=1_000_000, boot="boot-a")
"""2026-11-23 10:39:48 at the station."""


class Playbook:
    """Plays commands at times against the rules and keeps the log; `then` compares the newest facts."""

    def __init__(self, pack: Pack, log: str = "FT03/live/a", now: Moment = START) -> None:
        self.pack, self.log, self.now = pack, log, now
        self.incident = Incident(log)
        self.records: list[Record] = []
        self.last: list[Event] = []

    # --- doing ---------------------------------------------------------------------------------------------

    def do(self, command: Command, *, after: float = 0.0) -> Playbook:
        self.wait(after)
        return self._write(decide(self.pack, self.incident, command, self.now))

    def tap(self, choice: str, *, after: float = 0.0) -> Playbook:
        """Answer the step on the screen."""
        return self.do(Choose(self.step, choice), after=after)

    def tick(self, *, after: float = 0.0) -> Playbook:
        return self.do(Tick(), after=after)

    def note(self, *events: Event, after: float = 0.0) -> Playbook:
        """Facts that were observed, not decided."""
        self.wait(after)
        return self._write(list(events))

    def desk(self, event: Event, *, seq: int, log: str = "FT03/desk/d", after: float = 0.0) -> Playbook:
        """A fact of the desk, written by its own clock."""
        self.wait(after)
        self.last = [event]
        return self._take(Record(log, seq, replace_moment(self.now, boot="desk-boot"), event))

    def wait(self, after: float) -> Playbook:
        ms = round(after * 1000)
        self.now = replace_moment(self.now, at_ms=self.now.at_ms + ms, boot_ms=self.now.boot_ms + ms)
        return self

    def reboot(self, *, after: float, boot: str = "boot-b") -> Playbook:
        """The machine went away for so long by the wall clock; its boot clock begins anew."""
        self.now = Moment(self.now.at_ms + round(after * 1000), 5_000, boot, self.now.clock)
        return self

    def set_clock(self, by: float) -> Playbook:
        """The wall clock jumps; the boot clock does not."""
        self.now = replace_moment(self.now, at_ms=self.now.at_ms + round(by * 1000))
        return self

    # --- reading -------------------------------------------------------------------------------------------

    @property
    def step(self) -> str:
        assert self.incident.top is not None, "nothing is open"
        return self.incident.top.step

    @property
    def place(self) -> tuple[str, ...]:
        """The stack as `protocol@step`, lowest first."""
        return tuple(f"{f.protocol}@{f.step}" for f in self.incident.frames)

    @property
    def timers(self) -> set[str]:
        return set(self.incident.timers)

    def at(self, *place: str) -> Playbook:
        assert self.place == place, self.place
        return self

    def then(self, *events: Event) -> Playbook:
        assert self.last == list(events), self.last
        return self

    def then_some(self, *events: Event) -> Playbook:
        """These facts, in this order, among the newest."""
        rest = iter(self.last)
        assert all(any(found == wanted for found in rest) for wanted in events), self.last
        return self

    def ref(self, event: Event) -> Ref:
        """Where this fact stands, newest first."""
        return next(Ref(r.log, r.seq) for r in reversed(self.records) if r.event == event)

    # --- inside --------------------------------------------------------------------------------------------

    def _write(self, events: list[Event]) -> Playbook:
        self.last = events
        for event in events:
            self._take(Record(self.log, self.incident.head + 1, self.now, event))
        return self

    def _take(self, record: Record) -> Playbook:
        self.records.append(record)
        self.incident = self.incident.apply(record)
        return self


def replace_moment(moment: Moment, **changes: object) -> Moment:
    fields = {name: getattr(moment, name) for name in Moment.__struct_fields__} | changes
    return Moment(**fields)
