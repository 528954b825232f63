"""How a drill went: key times against their targets, two things to improve, and what nobody measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from . import situation
from .events import Moment, Ref, elapsed_ms
from .incident import Incident
from .model import Pack, Target, Text
from .words import both, text

Verdict = Literal["good", "slow", "missed", "unmeasured"]

CALL = "call_"
"""A mark `call_110` is a call that a person ticked; no step stands for it."""
THINGS = 2
"""Never three: nobody takes away three things."""


@dataclass(frozen=True, slots=True)
class Row:
    """One key time. `value_s` None: it was not reached (missed), or the drill was interrupted before (unmeasured)."""

    mark: str
    label: Text
    value_s: float | None
    verdict: Verdict
    goal_s: float
    pass_s: float
    advice: Text
    sources: tuple[Ref, ...] = ()

    @property
    def passed(self) -> bool:
        return self.value_s is not None and self.value_s <= self.pass_s


@dataclass(frozen=True, slots=True)
class Thing:
    mark: str
    label: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Debrief:
    """Said without blame; `things` are the worst first, `not_measured` is never empty."""

    title: Text
    duration_s: float
    rows: tuple[Row, ...]
    things: tuple[Thing, ...]
    not_measured: tuple[Text, ...]
    interrupted: bool
    about: bool
    """The kiosk restarted in between: times are by the wall clock."""

    @property
    def reached(self) -> int:
        return sum(row.value_s is not None for row in self.rows)


def debrief(pack: Pack, incident: Incident) -> Debrief:
    """The score of a folded log (live ones too: the after-action view). Undone ways do not count."""
    opened = incident.opened
    assert opened is not None, "a log that was never opened has no score"
    interrupted = incident.closed is not None and incident.closed.outcome == "interrupted"
    rows = tuple(_row(pack, incident, opened, target, interrupted) for target in _targets(pack, incident))
    ended = incident.closed_at or incident.last_at or opened
    protocol = situation.subject(pack, incident)
    about = ended.boot != opened.boot
    return Debrief(
        both(protocol.title) if protocol is not None else text("unknown_emergency"),
        elapsed_ms(opened, ended) / 1000,
        rows,
        _things(rows),
        _not_measured(rows, interrupted, about, _tapped(incident)),
        interrupted,
        about,
    )


def _targets(pack: Pack, incident: Incident) -> list[Target]:
    """Targets of every protocol that was gone through, each mark once, in the order they were met."""
    names = dict.fromkeys([x.protocol for x in incident.entered])
    found = (t for name in names if name in pack.protocols for t in pack.protocols[name].targets)
    by_mark: dict[str, Target] = {}
    for target in found:
        by_mark.setdefault(target.mark, target)
    return list(by_mark.values())


def _row(pack: Pack, incident: Incident, opened: Moment, target: Target, interrupted: bool) -> Row:
    reached = sorted(_reached(pack, incident, target.mark), key=lambda found: elapsed_ms(opened, found[0]))
    if not reached:
        verdict: Verdict = "unmeasured" if interrupted else "missed"
        return Row(target.mark, both(target.label), None, verdict, target.goal_s, target.pass_s, both(target.advice))
    at, source = reached[0]
    value_s = elapsed_ms(opened, at) / 1000
    return Row(
        target.mark, both(target.label), value_s, "good" if value_s <= target.goal_s else "slow",
        target.goal_s, target.pass_s, both(target.advice), (source,),
    )  # fmt: skip


def _reached(pack: Pack, incident: Incident, mark: str) -> list[tuple[Moment, Ref]]:
    """The facts that stand for a mark.

    The call counts only when a person ticked it; compressions from the beat; everything else from the step that
    carries the mark or a lane's item of that name.
    """
    if mark.startswith(CALL):
        number = mark.removeprefix(CALL)
        return [(t.at, t.source) for t in incident.calls if t.number == number and t.state != "failed"]
    found = [
        (x.at, x.source)
        for x in incident.entered
        if (step := pack.known_step(x.protocol, x.step)) is not None and mark in step.reached
    ]
    if mark == "first_compression" and incident.first is not None:
        found.append((incident.first.since, incident.first.source))
    found += [(s.ticked[mark], s.sources[mark]) for s in incident.lanes.values() if mark in s.ticked]
    return found


def _things(rows: tuple[Row, ...]) -> tuple[Thing, ...]:
    """The worst two: what was missed before what was slow, the slowest against its goal first."""
    wanting = [row for row in rows if row.verdict in ("missed", "slow")]
    wanting.sort(key=lambda row: (row.value_s is not None, -(row.value_s or 0.0) / row.goal_s))
    return tuple(Thing(row.mark, row.label, row.advice) for row in wanting[:THINGS])


def _tapped(incident: Incident) -> int | None:
    """The rate that was tapped along, over all summaries; a rate alone, so it is no row of the score."""
    taps = sum(n for _, n in incident.tapped)
    return round(sum(rate * n for rate, n in incident.tapped) / taps) if taps else None


def _not_measured(rows: tuple[Row, ...], interrupted: bool, about: bool, tapped: int | None) -> tuple[Text, ...]:
    marks = {row.mark for row in rows}
    wanted = ["not_depth", "not_recoil"]
    if "first_compression" in marks:
        wanted.append("not_pressing")
    if any(mark.startswith(CALL) for mark in marks):
        wanted.append("not_call")
    if about:
        wanted.append("not_about")
    if interrupted:
        wanted.append("not_interrupted")
    told = (text("tapped_rate", rate=tapped),) if tapped is not None else ()
    return (*told, *(text(key) for key in wanted))
