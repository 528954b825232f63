"""Where people can stand, and where each answer takes them: asked of the real rules, never guessed from the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..commands import Choose, Command, Open, Tick
from ..engine import decide
from ..events import Escalated, Event, Moment, Record, elapsed_ms
from ..incident import Incident
from ..model import Pack, Step

SPOKEN_ZH_PER_S = 4.5
"""Characters of a Mandarin prompt said in a second, marks counted as characters for the pauses they make."""
TAP_S = 2.0
"""From the end of a prompt to the finger on the glass."""
ALONE_S = 600
"""So long is followed what happens when nobody taps."""

Place = tuple[tuple[str, str, str | None], ...]
"""The stack, lowest first, as (protocol, step, step that its end enters). Nothing but this decides what comes next."""
CLOSED: Place = ()

LOG, BOOT = "PATHS/live/1", "paths"
START = Moment(1_795_401_588_000, 0, BOOT)


@dataclass(frozen=True, slots=True)
class Way:
    """One answer at a place, and where it leads."""

    answer: str
    to: Place
    leaves: bool
    """A graver protocol took the place of all: the way through this one ends here."""


@dataclass(frozen=True, slots=True)
class Waited:
    """What happens at a place when nobody taps: after `seconds` the timer `by` leads on."""

    seconds: float
    by: str
    to: Place


class Dangling(Exception):
    """An answer or a timer names a step or a protocol that does not exist: `protocols check` says which."""

    def __init__(self, incident: Incident, name: str) -> None:
        top = incident.top
        self.file = f"{top.protocol}.yaml" if top is not None else ""
        self.step = top.step if top is not None else ""
        super().__init__(f"something here leads to `{name}`, which does not exist: see `main.py protocols check`")


class Places:
    """All places of a pack, found as they are asked for."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._at: dict[Place, Incident] = {}
        self._ways: dict[Place, tuple[Way, ...]] = {}

    def opening(self, protocol: str) -> Place:
        """Where people stand who start this protocol: at its first step, or at the gate laid over it."""
        opened, _ = self._play(Incident(LOG), Open(protocol, "PATHS", "lobby"))
        return self._place(opened)

    def ways(self, place: Place) -> tuple[Way, ...]:
        """The answers at this place, in the order of the screen."""
        if place not in self._ways:
            self._ways[place] = tuple(self._way(place, answer.id) for answer in self.step(place).answers)
        return self._ways[place]

    def _way(self, place: Place, answer: str) -> Way:
        after, events = self._play(self._at[place], Choose(place[-1][1], answer))
        return Way(answer, self._place(after), any(isinstance(event, Escalated) for event in events))

    def waited(self, place: Place) -> Waited | None:
        """Where it goes by itself when nobody taps here; None where it waits, however often it asks."""
        timers = [self.pack.timer(name) for name in self.step(place).timers]
        if not any(t is not None and (t.goto is not None or t.choose is not None) for t in timers):
            return None
        incident = self._at[place]
        since = incident.last_at or START
        while due := [t for t in incident.timers.values() if not t.rang]:
            ms, name = min((elapsed_ms(since, t.started) + round(t.after_s * 1000), t.name) for t in due)
            if ms > ALONE_S * 1000:
                break
            incident, _ = self._play(incident, Tick(), Moment(since.at_ms + ms, since.boot_ms + ms, BOOT))
            if (to := self._place(incident)) != place:
                return Waited(ms / 1000, name, to)
        return None

    def alone(self, protocol: str) -> Iterator[tuple[Place, Waited | None]]:
        """From the opening on, nobody ever taps: each place once, with what leads on from it."""
        place, seen = self.opening(protocol), set[Place]()
        while place not in seen and place != CLOSED:
            seen.add(place)
            waited = self.waited(place)
            yield place, waited
            if waited is None:
                return
            place = waited.to

    def step(self, place: Place) -> Step:
        protocol, step, _ = place[-1]
        return self.pack.step(protocol, step)

    def seconds(self, place: Place) -> float:
        """What one answer here takes: hear the prompt out, then tap. What is not spoken is read, at the same pace."""
        step = self.step(place)
        return len((step.say or step.title)["zh"]) / SPOKEN_ZH_PER_S + TAP_S

    def _play(self, incident: Incident, command: Command, at: Moment | None = None) -> tuple[Incident, list[Event]]:
        now = at or incident.last_at or START
        try:
            events = decide(self.pack, incident, command, now)
        except KeyError as error:
            raise Dangling(incident, error.args[0]) from error
        for event in events:
            incident = incident.apply(Record(LOG, incident.head + 1, now, event))
        return incident, events

    def _place(self, incident: Incident) -> Place:
        """The place an incident stands at; the first one that comes there speaks for all (its past changes no way)."""
        if not incident.open:
            return CLOSED
        place = tuple((f.protocol, f.step, f.then) for f in incident.frames)
        if place not in self._at:
            self._at[place] = replace(incident, answers=(), entered=())
        return place


def words(place: Place) -> str:
    """A place in a line: the step on the screen, and what it lies on."""
    if place == CLOSED:
        return "closed"
    protocol, step, _ = place[-1]
    return f"{protocol}/{step}"
