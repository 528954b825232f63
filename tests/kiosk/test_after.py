"""After it is over: late words are new facts, times stand beside what is aimed at, somebody asks after the helpers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from journal.store import JournalRefused
from kiosk import views_model as v
from kiosk import views_upkeep as u
from kiosk.after import CLOSES_S, LINES, REACHABLE_S, aftercare
from kiosk.export import summary
from kiosk.line_state import LineFacts
from kiosk.screens.compose import draw, pen_for
from kiosk.session import Session
from kiosk.theme import Metrics
from kiosk.typeset import Measure
from kiosk.words import say
from protocols import events as e
from protocols.commands import Close, SetSilent, TickCall
from protocols.course import course as of
from protocols.events import LogId
from protocols.well_known import HANDOVER_CARD
from protocols.words import say as kind_words
from protocols.words import words
from tests.fakes.lobby_world import PACK, World
from tests.fakes.told import everything
from tests.gallery.screens import screen
from tests.kiosk.test_stage_monkey import keys_of


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def ended(world: World, *keys: str, how: str = "dialog:handed_over") -> Session:
    session = world.tap(*(keys or ("dock:cpr", "dock:call", "answer:connected")))
    world.now.turn(120)
    world.stage.act(how)
    return session


def sheet(world: World) -> u.AfterView:
    view = world.stage.view()
    assert isinstance(view, u.AfterView)
    return view


def test_after_an_arrest_the_sheet_shows_times_beside_their_aims_and_no_verdict(world: World) -> None:
    session = ended(world)
    view = sheet(world)
    rows = {row.name: row for row in view.rows}
    assert {"0 秒", "2 秒"} <= {row.value_text for row in view.rows} and "没有记录" in {r.value_text for r in view.rows}
    assert all(row.goal_s > 0 and row.goal_text for row in rows.values())
    words = " ".join(_words(view))
    assert not [w for w in ("达标", "偏慢", "没做到", "合格", "分数", "演练") if w in words.replace("合格线", "")]
    assert "请值班台过两天问问您" in view.care and view.chrome.drill is None
    assert world.facts(session)[-2:] == ["Closed", "AftercareDue"]


def _words(part: object) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, tuple):
        return [w for one in part for w in _words(one)]
    return [w for name in getattr(part, "__dataclass_fields__", ()) for w in _words(getattr(part, name))]


def test_a_late_note_is_a_new_fact_at_the_time_people_remember(world: World) -> None:
    session = ended(world)
    before = world.recorder.incident(LogId(session.incident.id))
    world.now.turn(240)
    for action in ("after:note", "after:what:aed", "after:earlier", "after:earlier", "after:later"):
        world.stage.act(action)
    view = world.stage.view()
    assert isinstance(view, u.MenuView) and view.options[0].action == "after:when:5"
    world.stage.act("after:when:5")
    records = world.recorder.incident(LogId(session.incident.id))
    assert records[: len(before)] == before
    (note,) = [r.event for r in records[len(before) :]]
    at_ms = world.now.at_ms - 300_000
    assert note == e.NoteAdded("AED 用了", "tapped_late", at_ms=at_ms, zh="AED 用了", en="AED was used")
    (shown,) = sheet(world).notes
    assert shown.text == "AED 用了" and shown.time.startswith("约 ") and shown.kind_text == "事后补记"
    assert world.recorder.verify(LogId(session.incident.id)) is None


def course(world: World) -> u.CourseView:
    view = world.stage.view()
    assert isinstance(view, u.CourseView)
    return view


@pytest.mark.parametrize(
    ("taps", "note", "shift_ms"),
    [
        (("after:wrong:earlier", "after:shift:2"), ("其实更早", "it was earlier"), -120_000),
        (("after:wrong:earlier", "after:shift:"), ("其实更早", "it was earlier"), None),
        (("after:wrong:later", "after:shift:1"), ("其实更晚", "it was later"), 60_000),
        (("after:wrong:not_so",), ("没有这回事", "it did not happen"), None),
        (("after:wrong:wrong",), ("这条记录不对", "this line is not right"), None),
    ],
)
def test_a_line_of_the_course_is_corrected_by_touch_and_stays_as_it_was_recorded(
    world: World, taps: tuple[str, ...], note: tuple[str, str], shift_ms: int | None
) -> None:
    session = ended(world)
    before = world.recorder.incident(LogId(session.incident.id))
    (call,) = [r for r in before if isinstance(r.event, e.CallTicked)]
    world.now.turn(100)
    assert sheet(world).course.action == "after:lines"
    world.stage.act("after:lines")
    recorded = course(world).lines
    assert [line.text for line in recorded] == ["已交接", "120 接通", "按压节拍开始", "有人按键求助"]
    line = next(line for line in recorded if line.text == "120 接通")
    for action in (line.action, *taps):
        assert action in keys_of(world.stage.view())
        world.stage.act(action)
    records = world.recorder.incident(LogId(session.incident.id))
    assert records[: len(before)] == before
    at_ms = None if shift_ms is None else call.moment.at_ms + shift_ms
    (fact,) = [r.event for r in records[len(before) :]]
    zh, en = f"120 接通，{note[0]}", f"120 connected: {note[1]}"
    assert fact == e.NoteAdded(zh, "tapped_late", e.Ref(call.log, call.seq), at_ms=at_ms, zh=zh, en=en)
    now = course(world).lines
    (late,) = next(one for one in now if one.action == line.action).notes
    assert (late.text, late.kind_text, bool(late.time)) == (note[0], "事后补记", shift_ms is not None)
    assert [(one.time, one.text) for one in now] == [(one.time, one.text) for one in recorded]
    world.stage.act("language")
    (late,) = next(one for one in course(world).lines if one.action == line.action).notes
    assert (late.text, late.kind_text) == (note[1], "noted later")
    world.stage.act("after:back")
    assert [shown.text for shown in sheet(world).notes] == [en]


def test_a_note_of_an_older_version_is_read_as_it_was_written(world: World) -> None:
    """It was kept in one language: what stands around it changes, its words stay, and under its line it is short."""
    session = ended(world)
    (call,) = [r for r in world.recorder.incident(LogId(session.incident.id)) if isinstance(r.event, e.CallTicked)]
    about = f'{{"log":"{call.log}","seq":{call.seq}}}'
    old = f'{{"type":"note_added","text":"120 接通，其实更早","kind":"tapped_late","about":{about}}}'
    fact = msgspec.json.decode(old, type=e.NoteAdded)
    session.note(fact)
    world.stage.act("language")
    assert [shown.text for shown in sheet(world).notes] == ["120 接通，其实更早"]
    world.stage.act("after:lines")
    (late,) = next(one for one in course(world).lines if one.text == "120 connected").notes
    assert late.text == "其实更早"
    assert world.recorder.verify(LogId(session.incident.id)) is None
    assert summary(session.incident, PACK).late_notes == summary(session.incident, PACK).corrections == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
def test_a_correction_that_the_disk_refuses_stands_and_the_page_says_that_it_may_be_lost(
    world: World, monkeypatch: pytest.MonkeyPatch, measure: Measure, size: tuple[int, int], lang: str
) -> None:
    session = ended(world)
    if lang == "en":
        world.stage.act("language")

    def full(*args: object) -> None:
        raise JournalRefused("full")

    monkeypatch.setattr(world.recorder._disk, "append", full)
    world.stage.act("after:lines")
    for action in (course(world).lines[0].action, "after:wrong:not_so"):
        world.stage.act(action)
    assert len(session.incident.notes) == 1 and not world.recorder.saved
    world.line = LineFacts(world.recorder.saved)  # as the line says it
    words = say("after_unsaved", world.stage.lang)
    assert course(world).detail == words and course(world).lines[0].notes
    pen = pen_for(course(world), Metrics(*size), measure)
    draw(course(world), pen)
    assert pen.overfull == []
    world.stage.act("after:back")
    assert sheet(world).care == words
    pen = pen_for(sheet(world), Metrics(*size), measure)
    draw(sheet(world), pen)
    assert pen.overfull == []


def test_nothing_is_shifted_past_now_and_only_lines_that_stand_there_are_corrected(world: World) -> None:
    session = ended(world)
    world.stage.act("after:lines")
    last = course(world).lines[0]
    written = len(world.facts(session))
    for nonsense in ("after:line:", "after:line:FT03/live/x/1", "after:wrong:earlier", "after:shift:2"):
        world.stage.act(nonsense)
    assert len(world.facts(session)) == written and course(world).lines[0] == last
    for action in (last.action, "after:wrong:later"):  # it is not a minute old: there is nothing to choose from
        world.stage.act(action)
    assert world.facts(session)[written:] == ["NoteAdded"] and course(world).lines[0].notes[0].time == ""
    world.stage.act(last.action)
    world.stage.act("after:wrong:earlier")
    world.stage.act("after:shift:3")
    assert len(world.facts(session)) == written + 1 and isinstance(world.stage.view(), u.MenuView)
    for page in (u.MenuView, u.CourseView, u.AfterView):
        world.stage.act("after:back")
        assert isinstance(world.stage.view(), page)


def test_a_long_course_is_turned_page_by_page_and_what_the_desk_wrote_is_no_key(world: World) -> None:
    session = world.tap("dock:cpr", "dock:call")
    for number in ("110", "119", "96110"):
        for state in ("dialling", "failed", "connected"):
            session.send(TickCall(number, state))  # type: ignore[arg-type]
    world.desk(session.incident.id, e.Acknowledged("林静"))
    session.send(Close("handed_over"))
    world.stage.act("after:lines")
    pages, seen, keys = [], [], []
    while course(world).lines not in pages:
        pages.append(course(world).lines)
        seen += [line.text for line in course(world).lines]
        keys.append(course(world).chrome.dock.tools[1].label)
        world.stage.act("after:more")
    assert len(pages) == -(-len(seen) // LINES) == 3 and len(seen) == len(set(seen))
    assert seen[0] == "已交接" and seen[-1] == "有人按键求助", "the newest first"
    assert keys == [f"更早 {len(seen) - LINES} 条", f"更早 {len(seen) - 2 * LINES} 条", "看最新的"]
    assert [line.text for page in pages for line in page if not line.action] == ["值班台已接手"]


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_course_holds_its_words_with_two_notes_under_each_line(
    measure: Measure, lang: str, size: tuple[int, int]
) -> None:
    frame = screen("after_course", "en" if lang == "en" else "zh")
    assert isinstance(frame, u.CourseView)
    for protocol in (p for p in PACK.protocols.values() if not p.shared and not p.silent):
        play = everything(PACK, protocol.id, (HANDOVER_CARD, PACK.protocols[HANDOVER_CARD].first), lang, grave=True)
        happened = [(one, words(one.line.text, lang)) for one in of(PACK, play.incident, 480)]
        late = kind_words("tapped_late", lang)
        lines = tuple(
            u.CourseLineView(
                "after:line:x", f"约 {one.line.time}" if lang == "zh" else f"about {one.line.time}", what,
                (
                    u.AfterNoteView(say("after_about", lang, time="10:41"), say("fix_earlier_note", lang), late),
                    u.AfterNoteView("", say("fix_wrong_note", lang), late),
                ),
            )
            for one, what in happened
        )  # fmt: skip
        for first in range(0, len(lines), LINES):
            view = replace(frame, lines=lines[first : first + LINES])
            pen = pen_for(view, Metrics(*size), measure)
            scene = draw(view, pen)
            assert pen.overfull == [], protocol.id
            keys = [key.box for key in scene.keys if key.action == "after:line:x"]
            assert min(box.h for box in keys) >= pen.px(20) and len(keys) == len(view.lines)


def test_it_stays_reachable_for_half_an_hour_behind_a_strip_that_names_nothing(world: World) -> None:
    ended(world)
    assert isinstance(world.stage.view(), u.AfterView)
    world.wait(CLOSES_S + 1, step_s=10)
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is not None
    assert view.chrome.other.text == "刚才的事，可以补记"
    world.stage.act("after:open")
    assert isinstance(world.stage.view(), u.AfterView)
    world.stage.act("after:end")
    world.wait(REACHABLE_S, step_s=60)
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is None
    world.stage.act("after:open")
    assert isinstance(world.stage.view(), v.IdleView)


def test_a_restart_brings_the_strip_back_and_writes_nothing_twice(world: World) -> None:
    session = ended(world)
    world.die()
    world.now.boot, world.now.boot_ms = "boot-2", 5
    world.now.turn(60)
    world.start()
    world.lobby.resume()
    world.stage.act("after:open")
    assert [row.value_text for row in sheet(world).rows][:1] and world.facts(session).count("AftercareDue") == 1
    for action in ("after:note", "after:what:crew", "after:when:0"):
        world.stage.act(action)
    assert world.facts(session)[-1] == "NoteAdded" and world.lobby.open_sessions == []


def test_a_power_cut_between_the_closing_and_the_aftercare_loses_neither(world: World) -> None:
    session = world.tap("dock:cpr")
    world.recorder.append(LogId(session.incident.id), [e.Closed("handed_over")], world.now())
    world.die()
    world.start()
    assert world.facts(session)[-2:] == ["Closed", "AftercareDue"]


@pytest.mark.parametrize(
    ("keys", "how"),
    [(("help",), "dialog:false_start"), (("dock:drill", "answer:collapse"), "dialog:completed")],
)
def test_a_false_start_and_a_drill_are_not_looked_back_at_here(world: World, keys: tuple[str, ...], how: str) -> None:
    session = ended(world, *keys, how=how)
    assert not isinstance(world.stage.view(), u.AfterView)
    world.stage.act("after:open")
    assert not isinstance(world.stage.view(), u.AfterView)
    assert "AftercareDue" not in world.facts(session)


def test_of_a_silent_incident_nothing_comes_back_to_the_screen_but_the_desk_asks_after_staff(world: World) -> None:
    session = world.lobby.open(world.lobby.command_open("robbery", "zh"))
    assert session.incident.silent
    session.send(SetSilent(False))
    session.send(Close("completed"))
    view = world.stage.view()
    assert isinstance(view, v.IdleView) and view.chrome.other is None
    assert session.incident.aftercare == e.AftercareDue("danger")


def test_a_nosebleed_asks_nothing_of_the_desk_and_thanks_all_the_same(world: World) -> None:
    session = world.lobby.open(world.lobby.command_open("nosebleed", "zh"))
    session.send(Close("completed"))
    assert aftercare(PACK, session.incident) is None and session.incident.aftercare is None
    assert sheet(world).care == "谢谢您帮了忙。"


@pytest.mark.parametrize("page", [(), ("after:note",), ("after:note", "after:what:aed"), ("after:lines",)])
@pytest.mark.parametrize("key", ["dock:cpr", "dock:call"])
def test_help_is_one_tap_from_every_page_of_looking_back(world: World, page: tuple[str, ...], key: str) -> None:
    first = ended(world)
    for action in page:
        world.stage.act(action)
    assert key in keys_of(world.stage.view())
    second = world.tap(key)
    assert second is not first and second.incident.open
    assert not isinstance(world.stage.view(), u.UpkeepView)


def test_a_waiting_emergency_goes_before_looking_back(world: World) -> None:
    world.tap("help")
    waiting = world.lobby.focused
    world.lobby.leave()
    ended(world, "dock:cpr")
    assert world.lobby.focused is waiting and isinstance(world.stage.view(), v.TilesView)
