"""The fold: what is so after these facts, whoever wrote them and in whatever order they came."""

from __future__ import annotations

import pytest

from protocols import commands as c
from protocols import events as e
from protocols.events import Record, Ref
from protocols.incident import Incident, fold, told_key
from protocols.incident_parts import Frame
from tests.fakes.pack import PACK
from tests.fakes.playbook import START, Playbook


def opened() -> Playbook:
    return Playbook(PACK).do(c.Open("collapse", "Branch", "lobby"))


@pytest.mark.parametrize(
    ("log", "drill"),
    [
        ("FT03/live/a", False),
        ("FT03/drill/a", True),
        ("FT03/training/a", False),
        ("FT03", False),
        ("", False),
        ("FT03/live/drill", False),
    ],
)
def test_the_channel_alone_says_drill_and_anything_else_is_live(log: str, drill: bool) -> None:
    incident = Incident(log)
    assert incident.drill is drill and incident.kiosk == log.split("/")[0]


def test_nothing_in_an_opening_can_make_a_live_incident_a_drill() -> None:
    play = Playbook(PACK, "FT03/live/a").do(
        c.Open("collapse", "B", "l", via="drill_turned_real", from_drill="X/drill/y")
    )
    assert not play.incident.drill and play.incident.opening is not None


def test_before_anything_is_opened_nothing_stands() -> None:
    incident = Incident("FT03/live/a")
    assert incident.top is None and incident.open and incident.call() is None and incident.taken_by is None
    assert incident.first_beat is None and incident.reached("collapse", "press") is None


def test_a_second_opening_in_the_log_does_not_throw_the_first_away() -> None:
    play = opened().tap("no").note(e.Opened("fall", "p", "s", "l", "zh", "tile"))
    assert play.step == "breathing"


@pytest.mark.parametrize(
    "event", [e.StepEntered("x"), e.ChoiceMade("x", "y"), e.TimerRang("x"), e.BeatStopped(), e.FramePopped()]
)
def test_a_fact_without_anything_to_stand_on_changes_nothing(event: e.Event) -> None:
    incident = Incident("FT03/live/a").apply(Record("FT03/live/a", 1, START, event))
    assert incident.frames == () and incident.answers == () and incident.timers == {}


def test_a_resumption_without_any_earlier_fact_is_harmless() -> None:
    incident = Incident("FT03/live/a").apply(Record("FT03/live/a", 1, START, e.Resumed(5)))
    assert not incident.asking


def test_the_lowest_frame_is_never_popped() -> None:
    play = opened().note(e.FramePopped())
    assert play.incident.frames == (Frame("collapse", "pack-1", "response"),)


def test_a_step_is_reached_when_it_was_first_entered() -> None:
    play = opened().tap("no", after=3).tap("no", after=4).tap("moves").tap("no", after=9)
    assert play.incident.reached("collapse", "breathing") is not None
    first = play.incident.reached("collapse", "press")
    assert first is not None and first.boot_ms == START.boot_ms + 7000


def test_times_name_the_facts_they_come_from() -> None:
    play = opened().tap("no").tap("no").do(c.TickItem("caller", "connected")).do(c.AddNote("x"))
    incident = play.incident
    assert incident.sources["opened"] == Ref("FT03/live/a", 1)
    assert incident.entered[0].source == play.ref(e.StepEntered("response"))
    assert incident.answers[1].source == play.ref(e.ChoiceMade("breathing", "no"))
    assert incident.first is not None and incident.first.source == play.ref(e.BeatStarted(110))
    assert incident.calls[0].source == play.ref(e.CallTicked("120", "connected"))
    assert incident.lanes["caller"].sources["connected"] == play.ref(e.ItemTicked("caller", "connected"))
    assert incident.notes[0].source == play.ref(e.NoteAdded("x"))
    assert incident.timers["swap"].source == play.ref(e.TimerStarted("swap", 120))


def test_what_a_role_was_told_is_counted_until_it_is_taken_or_its_item_opened_again() -> None:
    ask, speaker, connected = (told_key("collapse", "caller", item) for item in ("", "speaker", "connected"))
    other = told_key("collapse", "runner", "aed_arrived")
    play = opened().note(*(e.PromptSpoken(key, "zh") for key in (ask, speaker, speaker, connected, other)))
    play.note(e.PromptNotSpoken(ask, "no_sound"), e.PromptSpoken("collapse/press", "zh"), e.PromptSpoken("lane/", "zh"))
    assert play.incident.told == {ask: 2, speaker: 2, connected: 1, other: 1, "lane/": 1}
    play.do(c.TickItem("caller", "speaker"))
    assert play.incident.told[speaker] == 2, "a tick begins nothing anew"
    play.do(c.TickItem("caller", "speaker", False))
    assert play.incident.told == {ask: 2, connected: 1, other: 1, "lane/": 1}
    play.do(c.TakeLane("caller", "counter"))
    assert play.incident.told == {other: 1, "lane/": 1}


def test_the_handover_is_first_shown_once() -> None:
    play = opened().do(c.ShowHandover(), after=60).tap("back").do(c.ShowHandover(), after=60)
    assert play.incident.handover_at is not None and play.incident.handover_at.boot_ms == START.boot_ms + 60_000


def test_what_cannot_be_read_is_counted_in_either_log() -> None:
    play = opened().note(e.Unreadable("{"), e.Unknown("smile", "{}")).desk(e.Unreadable("{"), seq=1)
    assert play.incident.unreadable == 2


# --- the desk ------------------------------------------------------------------------------------------------


def test_an_acknowledgement_is_taken_by_the_first_who_did_not_release() -> None:
    play = opened().desk(e.Acknowledged("Lin"), seq=2, after=5).desk(e.Acknowledged("Chen"), seq=3, after=5)
    assert play.incident.taken_by is not None and play.incident.taken_by.event == e.Acknowledged("Lin")
    play.desk(e.Released("Lin"), seq=4, after=5)
    assert play.incident.taken_by is not None and play.incident.taken_by.event == e.Acknowledged("Chen")
    play.desk(e.Released("Chen"), seq=5, after=5).desk(e.Released("Wu"), seq=6, after=5)
    assert play.incident.taken_by is None


def test_who_released_can_take_it_again() -> None:
    play = opened().desk(e.Viewed("Lin"), seq=1).desk(e.Acknowledged("Lin"), seq=2)
    play.desk(e.Released("Lin"), seq=3, after=1)
    play.desk(e.Acknowledged("Lin"), seq=4, after=1)
    assert play.incident.taken_by is not None


def test_two_desks_at_the_same_time_are_ordered_by_log_and_number() -> None:
    play = opened().desk(e.Acknowledged("Chen"), seq=1, log="FT03/desk/b").desk(e.Acknowledged("Lin"), seq=9)
    assert play.incident.taken_by is not None and play.incident.taken_by.ref == Ref("FT03/desk/b", 1)


def test_a_desk_fact_that_comes_twice_counts_once() -> None:
    play = opened().desk(e.MessageSent("Lin", "hello"), seq=2).desk(e.MessageSent("Lin", "hello"), seq=2)
    assert len(play.incident.messages) == 1


def test_desk_facts_of_no_consequence_here_change_nothing() -> None:
    play = opened()
    before = play.incident
    assert play.desk(e.DeskOpened("FT03/live/a"), seq=1).incident == before


def test_a_receipt_may_come_before_the_fact_it_is_about() -> None:
    ref = Ref("FT03/desk/d", 2)
    early = opened().note(e.MessageShown(ref), e.MessageSpoken(ref)).note(e.MessageShown(ref), after=9)
    assert early.incident.desk == () and early.incident.messages == ()
    early.desk(e.MessageSent("Lin", "hello"), seq=2)
    (message,) = early.incident.messages
    assert message.receipt.shown == message.receipt.spoken == START and early.incident.receipts == {}


def test_why_a_message_was_not_spoken_is_kept() -> None:
    ref = Ref("FT03/desk/d", 2)
    play = opened().desk(e.MessageSent("Lin", "hello"), seq=2).note(e.MessageNotSpoken(ref, "late"))
    assert play.incident.messages[0].receipt.not_spoken == "late"


def test_a_late_desk_fact_is_kept_and_does_not_reopen() -> None:
    play = opened().do(c.Close("completed")).desk(e.Acknowledged("Lin"), seq=2, after=60)
    assert not play.incident.open and play.incident.taken_by is not None


def test_folding_all_at_once_gives_what_folding_one_by_one_gave() -> None:
    play = opened().tap("no").desk(e.Viewed("Lin"), seq=1).tap("no").do(c.Park())
    assert fold("FT03/live/a", play.records) == play.incident


# --- two incidents -------------------------------------------------------------------------------------------


def test_two_open_incidents_do_not_know_each_other_and_the_last_focused_is_known() -> None:
    first, second = Playbook(PACK, "FT03/live/a"), Playbook(PACK, "FT03/live/b")
    first.do(c.Open("collapse", "B", "l"))
    second.do(c.Open("fall", "B", "l"), after=30)
    first.do(c.SetSilent(True), after=31).do(c.Focus())
    assert first.incident.silent and not second.incident.silent
    assert first.incident.focused_at is not None and second.incident.focused_at is not None
    assert first.incident.focused_at.at_ms > second.incident.focused_at.at_ms


def test_a_drill_that_turns_real_closes_and_the_live_log_copies_nothing() -> None:
    drill = Playbook(PACK, "FT03/drill/a").do(c.Open("collapse", "B", "l")).tap("no")
    drill.do(c.Close("interrupted", "FT03/live/b"), after=20)
    live = Playbook(PACK, "FT03/live/b", drill.now)
    live.do(c.Open("collapse", "B", "l", via="drill_turned_real", from_drill="FT03/drill/a")).at("collapse@response")
    assert live.incident.opened == drill.now and live.incident.answers == ()
    assert drill.incident.closed == e.Closed("interrupted", "FT03/live/b")


@pytest.mark.parametrize(
    ("fact", "somebody"),
    [
        (e.ChoiceMade("response", "no", "timeout"), False),
        (e.ChoiceMade("response", "no", "tap"), True),
        (e.ItemTicked("caller", "speaker", True), True),
        (e.LaneAssigned("caller", "x"), True),
        (e.CallTicked("120", "connected"), True),
    ],
)
def test_only_what_a_person_did_shows_that_somebody_is_there(fact: e.Event, somebody: bool) -> None:
    play = opened().note(e.Asked(1), fact)
    assert (play.incident.asked == 0) is somebody
