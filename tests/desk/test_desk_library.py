"""Every protocol of the library at the desk: what is wrong, what was found, whom they call, and what can wait."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import incident_page, wall
from desk.app import DeskApp
from desk.render import drawn
from journal import codec
from protocols import commands, icons
from protocols import events as e
from protocols.overlay import PLACE


def row(app: DeskApp, incident: str, lang: str = "zh") -> wall.Row:
    return next(r for r in wall.rows(app.desk.board.wall(), app.desk.sources, lang) if r.id == incident)


def calls(app: DeskApp, incident: str) -> list[tuple[str, str]]:
    return [(c.number, c.state) for c in row(app, incident).calls]


@pytest.mark.parametrize("protocol", ["robbery", "fraud_silent"])
async def test_a_silent_call_is_silent_and_its_replies_are_findings(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any], protocol: str
) -> None:
    somebody, one = await person(), lobby("FT03")
    one.started(phone="0755 777")
    incident = one.open(protocol)
    title = one.pack.protocols[protocol].title
    for lang, silent in (("zh", "静默求助："), ("en", "Silent: ")):
        seen = row(app, incident, lang)
        assert (seen.kind, seen.what, seen.more) == ("silent", silent + title[lang], "")
        assert seen.warn and seen.ringing and not seen.phone
    for choice in ("still", "worse", "safe"):
        answer = next(a for a in one.pack.step(protocol, one.incident.top.step).answers if a.id == choice)
        one.choose(choice)
        page = await somebody.see(f"/i/{incident}?lang=zh")
        assert row(app, incident).more.startswith(f"大堂：{answer.finding['zh']}")
        assert f"大堂回应：{answer.finding['zh']}" in page and "tel:0755777" not in page
        assert f"Lobby: {answer.finding['en']}" in await somebody.see("/?lang=en")
    assert "没人回就按" not in await somebody.see("/?lang=zh")


async def test_a_silent_lobby_that_does_not_reply_is_said(app: DeskApp, lobby: Callable[..., Any]) -> None:
    one = lobby("FT03")
    incident = one.open("robbery", ago_s=130)
    one.do(commands.Tick())
    assert "大堂没有回应" in row(app, incident).doing


@pytest.mark.parametrize(
    ("protocol", "number"),
    [
        ("adult_collapse", "120"), ("child_collapse", "120"), ("burns", "120"), ("what_is_wrong", "120"),
        ("fire", "119"), ("threat", "110"), ("robbery", ""), ("fraud_silent", ""), ("fraud", ""), ("lift", ""),
        ("home_visit", ""), ("nosebleed", ""),
    ],
)  # fmt: skip
async def test_the_number_that_is_missed_is_the_one_it_needs(
    app: DeskApp, lobby: Callable[..., Any], protocol: str, number: str
) -> None:
    incident = lobby("FT03").open(protocol)
    assert calls(app, incident) == ([(number, "none")] if number else [])


async def test_calls_to_every_number_show_as_they_were_ticked(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open("fire")
    one.do(commands.TickCall("119", "connected"))
    one.do(commands.TickCall("110", "failed"))
    one.do(commands.TickCall("120", "dialling"))
    assert calls(app, incident) == [("119", "connected"), ("110", "failed"), ("120", "dialling")]
    seen, page = await somebody.see("/"), await somebody.see(f"/i/{incident}?lang=en")
    assert "119 已接通" in seen and "110 没打通" in seen and "120 正在拨" in seen
    assert "119 connected" in page and "110 did not answer" in page
    one.write([e.CallCorrected(2)])
    assert calls(app, incident) == [("119", "connected"), ("120", "dialling")]
    assert "改正：110 的勾选不算" in await somebody.see(f"/i/{incident}?lang=zh")


async def test_a_home_visit_waits_at_the_end_until_there_is_no_word(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, visit, nose, fall = await person(), lobby("BA15"), lobby("NS02"), lobby("LH11")

    def order() -> list[str]:
        return [r.id for r in wall.rows(app.desk.board.wall(), app.desk.sources, "zh")]

    away = visit.open("home_visit", ago_s=4000)
    for choice in ("not_lost", "spoke", "none", "ready", "left"):
        assert visit.incident.top is not None
        visit.do(commands.Choose(visit.incident.top.step, choice), ago_s=3900)
    other = fall.open("elderly_fall", ago_s=60)
    assert order() == [other, away] and row(app, away).severity == 3
    seen = row(app, away)
    assert (seen.what, seen.more) == ("两名同事上门服务", "两名同事已出发")
    visit.do(commands.Tick(), ago_s=2050)
    assert "他们报平安了吗" in row(app, away).doing
    visit.do(commands.Tick(), ago_s=1900)
    seen = row(app, away)
    assert seen.severity == 2 and "到时没有消息" in seen.notes and "到点不能确定平安" in seen.more
    assert order() == [away, other], "as grave as a fall, and older"
    assert "到时没有消息" in await somebody.see(f"/i/{away}")
    visit.choose("safe")
    assert row(app, away).severity == 3 and row(app, away).notes == ()
    bleeding = nose.open("nosebleed")
    assert set(order()[1:]) == {away, bleeding}


async def test_people_who_press_stand_before_an_older_life_threat(app: DeskApp, lobby: Callable[..., Any]) -> None:
    old, new = lobby("FT03"), lobby("NS02")
    a, b = old.open("labour", ago_s=400), new.open(ago_s=5)
    new.choose("not_breathing")
    assert [r.id for r in wall.rows(app.desk.board.wall(), app.desk.sources, "zh")] == [b, a]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_step_of_the_library_can_be_read_at_the_desk(
    app: DeskApp, lobby: Callable[..., Any], lang: str
) -> None:
    one = lobby("FT03")
    one.started()
    for protocol in one.pack.protocols.values():
        incident = one.open(protocol.id)
        one.write([e.FramePopped() for _ in one.incident.frames[1:]])  # an entry gate may stand before it
        for step in protocol.steps.values():
            one.write([e.StepEntered(step.id)])
            story = app.desk.story(incident)
            assert story is not None
            page = incident_page.page(story, app.desk.sources, lang)
            assert page.row.kind != "unreadable" and page.row.what and page.row.doing
            words = (page.row.what, page.row.more, page.row.doing, page.mirror.title, page.mirror.detail)
            assert not any(PLACE.search(w) for w in words), (protocol.id, step.id)
            assert bool(page.mirror.card) == (step.kind in ("call", "handover"))


def test_every_sign_of_the_library_and_of_our_pages_is_drawn(app: DeskApp) -> None:
    pages = "".join(p.read_text(encoding="utf-8") for p in Path("desk/templates").glob("*.html"))
    ours = {name for called in re.findall(r"icon\((.*?)\) ?\}\}", pages) for name in re.findall(r'"(\w+)"', called)}
    assert {"tick", "mute", "speaker", "press", "back"} <= ours
    pack = app.desk.sources.pack
    signs = {p.icon for p in pack.protocols.values()} | {x.icon for p in pack.protocols.values() for x in p.lanes}
    compared = {"call", "waiting", "none", "good"}  # words of an `if` beside the names
    assert (signs | ours) - compared - icons.ICONS.keys() == set()
    assert 'fill="currentColor"' in drawn("heart")
    assert drawn("nobody drew this") == drawn("unsure")


async def test_words_given_after_an_acknowledgement_are_the_same_fact(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person("林静"), lobby("FT03")
    incident = one.open()
    took = [await somebody.answer(incident, "take", text=t) for t in ("", "", "在路上", "在路上", "", "到门口了")]
    assert [t["new"] for t in took] == [True, False, True, False, False, True]
    said = [r.event for r in app.desk.board.answers(incident) if isinstance(r.event, e.Acknowledged)]
    assert said == [e.Acknowledged("林静"), e.Acknowledged("林静", "在路上"), e.Acknowledged("林静", "到门口了")]
    story = app.desk.story(incident)
    assert story is not None and story.incident.taken_by is not None
    assert story.incident.taken_by.event == e.Acknowledged("林静"), "who has it, and since when, stays"
    page = await somebody.see(f"/i/{incident}")
    assert page.count("林静 接手") == 1 or "林静 接手<" in page
    assert "林静 补一句：“到门口了”" in page


async def test_beside_a_silent_call_nobody_is_given_a_number_to_phone(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    one.started(phone="0755 777")
    elsewhere = lobby("FT04")
    elsewhere.started(phone="0755 888")
    robbery = one.open("robbery")
    silent = one.incident
    collapse, other = one.open("adult_collapse"), elsewhere.open("adult_collapse")
    one.do(commands.PressCpr())
    for lang in ("zh", "en"):
        seen = row(app, collapse, lang)
        assert (seen.kind, seen.phone, seen.muted) == ("arrest", "", True) and seen.warn
        assert row(app, robbery, lang).phone == "" and row(app, other, lang).phone == "0755 888"
        for path in (f"/i/{collapse}", f"/i/{robbery}", "/"):
            page = await somebody.see(f"{path}?lang={lang}")
            assert "tel:0755777" not in page and (seen.warn in page or path.endswith(robbery))
    one.do(commands.AllowSound())
    assert not row(app, collapse).muted and row(app, collapse).phone == ""
    one.incident, one.log = silent, robbery
    one.do(commands.Close("completed"))
    assert row(app, collapse).phone == "0755 777" and not row(app, collapse).warn


@pytest.mark.parametrize("drawn_badly", [False, True])
async def test_what_cannot_be_read_beside_a_silent_call_asks_nobody_to_phone(
    app: DeskApp, lobby: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, drawn_badly: bool
) -> None:
    one = lobby("FT03")
    one.started(phone="0755 777")
    robbery = one.open("robbery")
    one.write([e.Unreadable("{")])
    log = one.recorder.begin("FT03", "live", one.clock())
    entry = codec.seal("", log, 1, one.clock(), '{"type":"opened","protocol":5}')
    one.receive(f"{codec.ROOT}/{log}/facts", codec.encode_batch(log, "", [entry])[0])
    if drawn_badly:
        monkeypatch.setattr(wall, "row_of", lambda *args: 1 / 0)
    for lang, phone in (("zh", "请打电话"), ("en", "phone them")):
        for seen in (row(app, log, lang), row(app, robbery, lang)):
            assert seen.phone == "" and seen.warn and seen.kind in ("unreadable", "silent")
            assert phone not in " ".join((seen.what, seen.more, seen.doing, *seen.notes))
