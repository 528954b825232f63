"""Robbery and watched fraud: from the tap on, an everyday page and not a sound, with three keys that nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.views import session_view
from kiosk.views_chrome import ToolView
from protocols import events as e
from tests.fakes.lobby_world import PACK, World
from tests.fakes.silent_lobby import PIN, SILENT, WAY_IN, enter, page, type_in


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = World(tmp_path / "journal.db")
    yield found
    found.die()


@pytest.mark.parametrize("protocol", SILENT)
def test_the_screen_is_the_everyday_one_but_for_keys_that_nobody_sees(world: World, protocol: str) -> None:
    everyday = world.stage
    everyday.act("dock:rest")
    before = everyday.view()
    everyday.act("rest:back")
    enter(world, protocol)
    silent = page(world)
    assert isinstance(before, v.RestView)
    assert [(r.label, r.text) for r in silent.rows] == [(r.label, r.text) for r in before.rows]
    assert [r.action for r in silent.rows[:3]] == ["answer:still", "answer:worse", "answer:safe"]
    assert all(r.hold for r in silent.rows[:3]) and not any(r.action for r in silent.rows[3:])
    assert silent.dock == before.dock  # by a dock that is missing, anybody could tell


@pytest.mark.parametrize("protocol", SILENT)
def test_from_the_tap_on_not_a_word_is_said_whatever_is_pressed_and_however_long_it_lasts(
    world: World, protocol: str
) -> None:
    enter(world, protocol)
    said = len(world.said)
    silenced = [args for name, args in world.player.calls if name == "silent"]
    assert silenced and list(silenced[-1].values()) == [True]
    for reply in ("still", "still", "worse", "still"):
        world.wait(40)
        world.tap(f"answer:{reply}")
    world.wait(400)
    assert len(world.said) == said and world.rendered == []
    assert not any(name == "beat" for name, _ in world.player.calls)
    page(world)


@pytest.mark.parametrize("protocol", SILENT)
def test_the_desk_reads_every_reply_and_nothing_of_the_desk_shows(world: World, protocol: str) -> None:
    enter(world, protocol)
    session = world.tap("answer:worse")
    answers = [a.choice for a in session.incident.answers if a.protocol == protocol]
    assert answers == ["worse"] and session.incident.silent
    rows = page(world).rows
    world.desk(session.incident.id, e.Acknowledged("林静"), e.MessageSent("林静", "警察在路上"))
    assert page(world).rows == rows
    world.stage.drawn()
    assert "MessageShown" not in world.facts(session)


@pytest.mark.parametrize("protocol", SILENT)
def test_a_late_tap_from_the_page_before_neither_speaks_nor_takes_the_discreet_keys_away(
    world: World, protocol: str
) -> None:
    enter(world, protocol)
    session, before, step = world.lobby.focused, page(world), world.step
    assert session is not None
    calls, facts = list(world.player.calls), world.facts(session)
    late = ("dock:changed", "dock:undo", "dock:again", "dock:sound", "other:help", "drill:real", "dock:drill")
    late += ("rest:back", "profile", "help", "short:help", "dialog:anew", "dialog:still", "dialog:sound")
    for action in ("dock:cpr", "dock:call", *late, "dialog:false_start", "answer:nobody", ""):
        world.stage.act(action)
        assert world.lobby.focused is session and page(world).rows == before.rows, action
    world.now.turn(60)  # the page has stood: only 120 and "not breathing" lead anywhere (test_beside_silence)
    for action in (*late, "dialog:false_start", "answer:nobody", ""):
        world.stage.act(action)
        assert world.lobby.focused is session and page(world).rows == before.rows, action
    assert (world.facts(session), world.step, world.player.calls) == (facts, step, calls)


@pytest.mark.parametrize("protocol", SILENT)
def test_the_language_key_changes_the_words_of_the_page_and_nothing_of_the_record(world: World, protocol: str) -> None:
    enter(world, protocol)
    session = world.lobby.focused
    assert session is not None
    before, facts = page(world), world.facts(session)
    world.stage.act("language")
    assert page(world).lang == "en" and page(world).name != before.name
    assert [r.action for r in page(world).rows] == [r.action for r in before.rows]
    world.stage.act("language")
    assert page(world).rows == before.rows
    assert world.facts(session) == facts and session.incident.lang == "zh"


@pytest.mark.parametrize("protocol", SILENT)
def test_nobody_answers_and_only_the_desk_is_told(world: World, protocol: str) -> None:
    enter(world, protocol)
    world.wait(400)
    session = world.lobby.focused
    assert session is not None and session.incident.open
    assert world.step == f"{protocol}/no_reply"


@pytest.mark.parametrize("protocol", SILENT)
def test_a_kiosk_that_restarts_is_silent_again_at_once(world: World, protocol: str) -> None:
    enter(world, protocol)
    world.die()
    world.player.calls.clear()
    world.start()
    world.lobby.resume()
    world.wait(5)
    page(world)
    assert world.said == []


# --- out of silence --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", SILENT)
def test_only_the_staffs_digits_lead_out_of_silence_and_nothing_sounds_before(world: World, protocol: str) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, protocol)
    session, said = world.lobby.focused, len(world.said)
    assert session is not None and page(world).leave_action == "quiet:leave"
    type_in(world, PIN)  # the pad is not open
    assert session.incident.silent
    world.stage.act("quiet:leave")
    for wrong in ("123456", "48291", ""):
        type_in(world, wrong)
        view = world.stage.view()
        assert isinstance(view, v.CodePadView) and view.filled == 0 and session.incident.silent
    world.stage.act("answer:safe")  # the reply keys are not on the glass now
    assert session.incident.answers == () or session.incident.answers[-1].choice != "safe"
    assert len(world.said) == said and world.pin.tries().wrong == 2
    type_in(world, PIN)
    assert not session.incident.silent and session.incident.open
    assert isinstance(world.stage.view(), v.StepView)
    assert [list(a.values()) for n, a in world.player.calls if n == "silent"][-1] == [False]


@pytest.mark.parametrize("replies", [(), ("worse",), ("safe",), ("safe", "safe")])
@pytest.mark.parametrize("waits_s", [0, 400])
@pytest.mark.parametrize("protocol", SILENT)
def test_out_of_silence_the_lobby_reads_what_it_does_now_and_never_the_desks_orders(
    world: World, protocol: str, waits_s: int, replies: tuple[str, ...]
) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, protocol)
    session = world.lobby.focused
    assert session is not None
    for reply in replies:
        world.stage.act(f"answer:{reply}")
    if not session.incident.open:
        return  # "safe" to its end
    world.wait(waits_s, step_s=5)
    further = world.step.split("/")[1] in AFTERWARDS[protocol]
    before, answers = world.step, session.incident.answers
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    first = f"{protocol}/{AFTERWARDS[protocol][0]}"
    assert world.step == (before if further else first) and session.incident.answers == answers
    stands = world.step
    world.stage.touched()
    world.wait(400, step_s=5)  # "no reply from the lobby" is for the desk, and stays there
    view = world.stage.view()
    assert world.step == stands and session.incident.open and isinstance(view, v.StepView)
    assert "值班台" not in view.detail and "大堂" not in view.detail  # it speaks to who stands there
    world.die()
    world.start()
    world.lobby.resume()
    assert world.step == stands


@pytest.mark.parametrize("protocol", SILENT)
def test_out_of_silence_the_screen_keeps_the_language_of_the_page_before_it(world: World, protocol: str) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, protocol)
    session = world.lobby.focused
    assert session is not None and session.incident.lang == "zh"
    world.stage.act("language")
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.lang == "en" and session.incident.lang == "en"


@pytest.mark.parametrize("protocol", SILENT)
def test_out_of_practised_silence_the_language_of_the_exercise_is_back(world: World, protocol: str) -> None:
    """The page stands in the branch's language meanwhile; nobody chose that."""
    world.pin.set(PIN, n=2**4)
    world.tap("dock:drill", "language", *WAY_IN[protocol])
    session = world.lobby.focused
    assert session is not None and session.incident.silent and session.incident.lang == "en"
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    assert not session.incident.silent and session.incident.lang == "en" == world.stage.lang


@pytest.mark.parametrize("protocol", SILENT)
def test_out_of_silence_it_is_read_in_the_language_of_the_page_and_spoken_only_when_asked(
    world: World, protocol: str
) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, protocol)
    session, said = world.lobby.focused, len(world.said)
    assert session is not None
    world.desk(session.incident.id, e.MessageSent("林静", "警察在路上"))
    world.stage.act("language")
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    assert not session.incident.silent and session.incident.lang == "en" == world.stage.lang
    view = world.stage.view()
    assert isinstance(view, v.StepView) and "Desk:" not in view.detail and "Lobby" not in view.detail
    assert view.chrome.caption is not None and view.chrome.caption.muted
    assert view.chrome.caption.text.startswith("Silence is over") and view.chrome.desk is not None
    assert view.chrome.dock.tools[1] == ToolView("dock:again", "speaker", "Read aloud")
    world.stage.drawn()
    world.wait(40)
    assert len(world.said) == said and world.rendered == []  # what was written in silence does not speak by itself
    world.tap("dock:again", "dock:again")
    assert world.said[said:] == ["警察在路上"]  # once, however often it is asked for
    asked = list(world.player.asked)[-1]
    world.player.begin(asked)
    world.player.finish(asked)
    assert "MessageSpoken" in world.facts(session)
    world.wait(90)
    world.tap("dock:again")
    title = PACK.step(protocol, AFTERWARDS[protocol][0]).title["en"].replace("|", " ")
    assert world.said[said + 1 :] == [title]


@pytest.mark.parametrize("protocol", SILENT)
@pytest.mark.parametrize(("sound", "ends"), [(True, "念一遍”"), (False, "请看屏幕")])
def test_out_of_silence_the_lobby_is_told_so_with_and_without_a_loudspeaker(
    world: World, protocol: str, sound: bool, ends: str
) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, protocol)
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    session = world.lobby.focused
    assert session is not None
    view = session_view(PACK, session.incident, replace(world.stage._around(session), sound=sound))
    assert isinstance(view, v.StepView) and view.chrome.caption is not None
    assert view.chrome.caption.text.startswith("静默已结束") and view.chrome.caption.text.endswith(ends)


@pytest.mark.parametrize("deed", ["answer:still", "answer:worse"])
@pytest.mark.parametrize("further", range(3))
@pytest.mark.parametrize("protocol", SILENT)
def test_out_of_silence_a_reply_that_they_are_back_leads_into_silence_again(
    world: World, protocol: str, further: int, deed: str
) -> None:
    """What stands there then tells the desk what to do: nobody in the lobby is to read it from a lit screen."""
    world.pin.set(PIN, n=2**4)
    enter(world, protocol)
    session = world.lobby.focused
    assert session is not None
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    for _ in range(min(further, len(AFTERWARDS[protocol]) - 1)):
        world.stage.act("answer:safe")
    view = world.stage.view()
    assert isinstance(view, v.StepView) and world.step.split("/")[1] in AFTERWARDS[protocol]
    labels = {a.action: a.note for a in view.answers}
    assert "静默" in labels["answer:still"] and "静默" in labels["answer:worse"] and labels["answer:safe"] == ""
    said = len(world.said)
    world.tap(deed)
    assert session.incident.silent and session.incident.answers[-1].choice == deed.removeprefix("answer:")
    assert [r.action for r in page(world).rows[:3]] == ["answer:still", "answer:worse", "answer:safe"]
    assert world.facts(session)[-4:].count("SilentSet") == 1
    order = world.facts(session)
    assert len(order) - order[::-1].index("SilentSet") < len(order) - order[::-1].index("StepEntered")  # then the step
    assert [a["on"] for n, a in world.player.calls if n == "silent"][-1] and len(world.said) == said
    type_in(world, PIN)  # the pad is shut
    assert session.incident.silent


@pytest.mark.parametrize("protocol", SILENT)
def test_out_of_silence_undo_never_uncovers_what_was_for_the_desk(world: World, protocol: str) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, protocol)
    session = world.lobby.focused
    assert session is not None
    for reply in ("still", "worse", "still"):
        world.tap(f"answer:{reply}")
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    while session.incident.answers and session.incident.answers[-1].protocol == protocol:
        world.tap("dock:undo")
        if session.incident.top is not None and session.incident.top.protocol == protocol:
            assert world.step.split("/")[1] in AFTERWARDS[protocol] and not session.incident.silent


AFTERWARDS = {"fraud_silent": ("after",), "robbery": ("lock", "keep", "care")}


def test_the_pad_shows_no_digit_takes_eight_erases_and_goes_away_by_itself(world: World) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, "robbery")
    world.stage.act("quiet:leave")
    for digit in "1234567890":
        world.stage.act(f"quiet:{digit}")
    world.stage.act("quiet:erase")
    view = world.stage.view()
    assert isinstance(view, v.CodePadView) and view.filled == 7
    world.stage.act("quiet:ok")
    assert world.pin.tries().wrong == 1
    world.wait(21)
    page(world)
    world.stage.act("quiet:leave")
    world.stage.act("quiet:back")
    page(world)


def test_without_a_pin_there_is_no_such_way(world: World) -> None:
    enter(world, "robbery")
    assert page(world).leave_action == ""
    world.stage.act("quiet:leave")
    page(world)


def test_five_wrong_tries_wait_here_as_at_the_settings(world: World) -> None:
    world.pin.set(PIN, n=2**4)
    enter(world, "robbery")
    session = world.lobby.focused
    world.stage.act("quiet:leave")
    for _ in range(5):
        type_in(world, "111111")
    type_in(world, PIN)
    assert session is not None and session.incident.silent
    world.wait(61)
    world.stage.act("quiet:leave")
    type_in(world, PIN)
    assert not session.incident.silent
