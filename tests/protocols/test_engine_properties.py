"""Whatever is tapped, whenever: what must hold for every sequence of commands."""

from __future__ import annotations

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import commands as c
from protocols import events as e
from protocols.events import Event, Record, Ref
from protocols.incident import Incident, fold
from protocols.model import MAX_FRAMES
from tests.fakes.pack import PACK
from tests.fakes.playbook import Playbook

CHOICES = sorted({a.id for p in PACK.protocols.values() for s in p.steps.values() for a in s.answers})
STEPS = sorted({s for p in PACK.protocols.values() for s in p.steps})
OPENINGS = [("tiles", None), ("collapse", None), ("collapse", "press"), ("fall", None), ("call_120", None)]

taps = st.sampled_from(["tap 0", "tap 1", "tap 2", "tap 3", "tick", "idle", "idle", "gap", "reboot", "clock"])
late = st.builds(c.Choose, st.sampled_from(STEPS), st.sampled_from(CHOICES))
beside: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(c.TakeLane, st.sampled_from(["caller", "runner", "cook"]), st.sampled_from(["guard", "counter"])),
    st.builds(
        c.TickItem, st.sampled_from(["caller", "runner"]), st.sampled_from(["speaker", "connected", "aed_arrived"]),
        st.booleans(),
    ),
    st.builds(c.SetSilent, st.booleans()),
    st.builds(c.SetLanguage, st.sampled_from(["zh", "en"])),
    st.builds(c.SetProfile, st.sampled_from(["normal", "elderly"])),
    st.builds(c.AddNote, st.text(max_size=20)),
    st.just(c.AllowSound()),
)  # fmt: skip
calls: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(c.TickCall, st.sampled_from(["120", "999"]), st.sampled_from(["dialling", "connected", "failed"])),
    st.builds(c.CorrectCall, st.just("120")),
)
moving: st.SearchStrategy[c.Command] = st.one_of(
    st.just(c.Undo()), st.just(c.PressCpr()), st.just(c.Change()), st.just(c.ShowCall()), st.just(c.ShowHandover()),
    st.just(c.Focus()), st.just(c.Park()), late,
)  # fmt: skip
rarely_closing: st.SearchStrategy[c.Command] = st.builds(c.Close, st.just("cancelled"))
waits = st.sampled_from([0.0, 0.5, 4.0, 10.0, 10.0, 20.0, 61.0, 105.0, 120.0, 700.0])
acts = st.sampled_from([taps] * 6 + [moving] * 3 + [beside, calls]).flatmap(lambda kind: kind)  # type: ignore[operator]
plays = st.tuples(
    st.sampled_from(OPENINGS),
    st.lists(st.tuples(acts, waits), max_size=30),
)
Script = tuple[tuple[str, str | None], list[tuple[str | c.Command, float]]]
quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def begin(script: Script, log: str = "FT03/live/a") -> Playbook:
    (protocol, step), _ = script
    return Playbook(PACK, log).do(c.Open(protocol, "Branch", "lobby", step=step))


def play_one(play: Playbook, act: str | c.Command, after: float) -> Playbook:
    """One thing happens: a command, an answer by its place on the screen, time, a gap, a reboot, a set clock."""
    if not isinstance(act, str):
        return play.do(act, after=after)
    kind, _, n = act.partition(" ")
    match kind:
        case "tick":
            return play.tick(after=after)
        case "idle":  # nobody touches it for half a minute
            events = [x for _ in range(3) for x in play.tick(after=10).last if play.incident.open]
            play.last = events
            return play
        case "gap":
            return play.note(e.Resumed(after), after=after)
        case "reboot":
            return play.reboot(after=after, boot=play.now.boot + "'").note(e.Resumed(after))
        case "clock":
            return play.set_clock(after - 60).note(e.ClockStepped(after - 60))
    assert play.incident.top is not None
    answers = PACK.step(play.incident.top.protocol, play.step).answers
    return play.tap(answers[int(n) % len(answers)].id, after=after)


def played(script: Script, log: str = "FT03/live/a") -> Playbook:
    play = begin(script, log)
    for act, after in script[1]:
        play_one(play, act, after)
    return play


@quick
@given(plays)
def test_whatever_is_tapped_the_log_replays_to_what_was_on_the_screen(script: Script) -> None:
    play = played(script)
    assert fold(play.log, play.records) == play.incident
    for cut in range(0, len(play.records), 7):
        resumed = fold(play.log, play.records[:cut])
        for record in play.records[cut:]:
            resumed = resumed.apply(record)
        assert resumed == play.incident


@quick
@given(plays)
def test_the_place_is_always_one_the_content_knows_and_never_more_than_four_deep(script: Script) -> None:
    play = begin(script)
    for act, after in script[1]:
        play_one(play, act, after)
        frames = play.incident.frames
        assert 1 <= len(frames) <= MAX_FRAMES
        assert len({f.protocol for f in frames}) == len(frames)
        for frame in frames:
            assert frame.step in PACK.protocols[frame.protocol].steps
        if not play.incident.open:
            assert play.do(c.PressCpr()).last == [] and play.tick(after=999).last == []
            return


@quick
@given(plays)
def test_undo_returns_exactly_to_what_stood(script: Script) -> None:
    play = begin(script)
    for act, after in script[1]:
        before = play.incident
        play_one(play, act, after)
        answered = [x for x in play.last if isinstance(x, e.ChoiceMade)]
        if len(answered) != 1 or not play.incident.open:
            continue
        if any(isinstance(x, e.TimerRang) for x in play.last):
            continue  # what rang before the answer is no part of it
        after_undo = Playbook(PACK, play.log, play.now)
        after_undo.incident = play.incident
        after_undo.do(c.Undo())
        now = after_undo.incident
        assert now.frames == before.frames and now.answers == before.answers and now.entered == before.entered
        assert set(now.timers) == set(before.timers)
        assert (now.beat is None) == (before.beat is None)
        if now.beat is not None and before.beat is not None:
            assert (now.beat.rate_bpm, now.beat.pattern) == (before.beat.rate_bpm, before.beat.pattern)
        assert now.first == before.first


@quick
@given(plays, st.lists(beside | calls, max_size=12))
def test_what_stands_beside_the_steps_never_moves_them(script: Script, commands: list[c.Command]) -> None:
    play = played(script)
    before = play.incident
    for command in commands:
        play.do(command, after=1)
    after = play.incident
    assert (after.frames, after.answers, after.entered, after.timers, after.beat) == (
        before.frames, before.answers, before.entered, before.timers, before.beat,
    )  # fmt: skip


@quick
@given(plays)
def test_only_a_persons_tick_can_say_how_the_call_stands(script: Script) -> None:
    play = begin(script)
    for act, after in script[1]:
        play_one(play, act, after)
        if any(isinstance(x, e.CallTicked) for x in play.last):
            assert isinstance(act, c.TickCall | c.TickItem)


@quick
@given(plays)
def test_a_late_tap_is_no_fact(script: Script) -> None:
    play = played(script)
    for step in STEPS:
        if play.incident.open and step == play.step:
            continue
        for choice in CHOICES:
            assert play.do(c.Choose(step, choice)).last == []


@quick
@given(plays)
def test_a_drill_is_a_drill_by_its_log_alone_and_runs_the_same(script: Script) -> None:
    live, drill = played(script, "FT03/live/a"), played(script, "FT03/drill/a")
    assert drill.incident.drill and not live.incident.drill
    assert [r.event for r in drill.records] == [r.event for r in live.records]


@quick
@given(plays)
def test_a_gap_moves_nothing_by_itself(script: Script) -> None:
    play = played(script)
    if not play.incident.open:
        return
    play.note(e.Resumed(3600), after=3600)
    before = play.incident.frames
    play.tick().tick(after=500)
    assert play.incident.frames == before and play.incident.asking
    assert all(isinstance(x, e.TimerRang) for x in play.last)


# --- the two logs -------------------------------------------------------------------------------------------

desk_events: st.SearchStrategy[Event] = st.one_of(
    st.builds(e.Acknowledged, st.sampled_from(["Lin", "Chen"])),
    st.builds(e.Released, st.sampled_from(["Lin", "Chen"])),
    st.builds(e.MessageSent, st.just("Lin"), st.just("hello")),
    st.builds(e.Viewed, st.just("Chen")),
    st.builds(e.CloseAdvised, st.just("Lin")),
    st.just(e.Unreadable("{")),
    st.just(e.DeskOpened("FT03/live/a")),
)


@quick
@given(plays, st.lists(desk_events, max_size=6), st.data())
def test_it_does_not_matter_how_the_logs_of_kiosk_and_desk_interleave(
    script: Script, events: list[Event], data: st.DataObject
) -> None:
    play = played(script)
    desk = [Record("FT03/desk/d", n, play.now, event) for n, event in enumerate(events, 1)]
    for n, _ in enumerate(events, 1):
        ref = Ref("FT03/desk/d", n)
        play.note(e.MessageShown(ref)).note(e.MessageSpoken(ref) if n % 2 else e.MessageNotSpoken(ref, "late"), after=1)
    own = play.records
    kiosk_first = fold(play.log, [*own, *desk])
    assert fold(play.log, [*desk, *own]) == kiosk_first
    mixed, waiting = Incident(play.log), list(desk)
    for record in own:
        while waiting and data.draw(st.booleans()):
            mixed = mixed.apply(waiting.pop(data.draw(st.integers(0, len(waiting) - 1))))
        mixed = mixed.apply(record)
    for record in waiting:
        mixed = mixed.apply(record)
    assert mixed == kiosk_first


KINDS = {kind.__struct_config__.tag: kind for kind in (*e.KIOSK_EVENTS, *e.DESK_EVENTS)}


@quick
@given(plays)
def test_what_went_through_json_folds_to_the_same(script: Script) -> None:
    play = played(script)
    back = []
    for record in play.records:
        data = msgspec.json.decode(msgspec.json.encode(record))
        event = msgspec.convert(data["event"], KINDS[data["event"]["type"]])
        moment = msgspec.convert(data["moment"], e.Moment)
        back.append(Record(data["log"], data["seq"], moment, event, data["digest"]))
    assert back == play.records and fold(play.log, back) == play.incident
