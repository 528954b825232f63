"""The page of one incident in a real browser: it follows the lobby, and speaks to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from protocols import commands
from protocols.events import Acknowledged, MessageSent, NoteAdded, SilentSet
from protocols.ops_events import HealthNoted
from tests.desk.pages import DESK, loud, state


def test_the_incident_page_follows_the_lobby_and_speaks_to_it(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    page, one = sign_in(size=DESK), far_lobby("FT03")
    incident = one.open()
    page.click(f'[data-incident="{incident}"] .words')
    mirror = page.locator("[data-role=mirror] [data-role=step-title]")
    first = mirror.get_attribute("data-step")
    assert state(page, "sound") == "on", "turning the page keeps the sound"
    one.choose("not_breathing")
    expect(mirror).not_to_have_attribute("data-step", first or "")
    expect(page.locator("[data-role=beat]")).to_contain_text("节拍已响")
    page.fill("[data-role=comment]", "我在，看得到你们")
    one.do(commands.TakeLane("aed", "保安"))  # what is being written must survive what comes in
    expect(page.locator('[data-lane="aed"]')).to_have_attribute("data-state", "taken")
    assert page.input_value("[data-role=comment]") == "我在，看得到你们"
    page.click("[data-role=take-form] [data-role=ack]")
    expect(page.locator("[data-role=claims]")).to_contain_text("林静 已接手")
    expect(page.locator("[data-role=take-form]")).to_be_hidden()
    page.click('[data-canned="keep_pressing"]')
    page.fill("[data-role=free-text]", "担架到门口了")
    page.press("[data-role=free-text]", "Enter")
    expect(page.locator("[data-role=said]")).to_have_count(3)
    expect(page.locator("[data-role=free-text]")).to_have_value("")
    answers = [r.event for r in served.call(lambda: list(served.app.desk.board.answers(incident)))]
    assert Acknowledged("林静", "我在，看得到你们") in answers
    assert MessageSent("林静", "担架到门口了") in answers
    assert page.complaints == []  # type: ignore[attr-defined]
    page.click("[data-role=back]")
    expect(page.locator(f'[data-incident="{incident}"].row')).to_be_visible()
    page.go_back()
    expect(page.locator("[data-role=mirror]")).to_be_visible()


def test_another_incident_rings_on_every_page(sign_in: Callable[..., Page], far_lobby: Callable[..., Any]) -> None:
    page, one, two = sign_in(size=DESK), far_lobby("FT03"), far_lobby("NS02")
    incident = one.open()
    page.click(f'[data-incident="{incident}"] [data-role=ack]')
    page.click(f'[data-incident="{incident}"] .words')
    expect(page.locator("body")).to_have_attribute("data-alarm", "off")
    two.open()
    expect(page.locator("[data-role=others]")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-alarm", "on")
    assert loud(page)


def test_nobody_is_offered_to_talk_into_a_silent_lobby(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    quiet = far_lobby()
    log = quiet.open()
    page = sign_in(size=DESK)
    page.goto(f"{served.address}/i/{log}")
    expect(page.locator("[data-role=canned]").first).to_be_visible()
    expect(page.locator("[data-role=only-silent]")).to_be_hidden()
    quiet.write([SilentSet(True)])
    expect(page.locator("[data-role=only-silent]")).to_be_visible()
    expect(page.locator("[data-role=canned]").first).to_be_hidden()
    expect(page.locator("[data-role=free-text]")).to_be_hidden()


def test_hostile_words_arrive_as_words(sign_in: Callable[..., Page], far_lobby: Callable[..., Any]) -> None:
    page, one = sign_in(), far_lobby("FT03")
    hostile = '<img src=x onerror="alert(1)"><svg onload=alert(2)>'
    incident = one.open(station=hostile)
    expect(page.locator(f'[data-incident="{incident}"] [data-role=where]')).to_contain_text("<img src=x")
    page.click(f'[data-incident="{incident}"] .words')
    one.write([NoteAdded(hostile)])
    expect(page.locator("[data-role=timeline]")).to_contain_text("<svg onload=alert(2)>")
    for endless in ("0" * 300, "长" * 300):
        one.started(endless, endless, endless, (endless, endless, endless))
        page.reload()
        expect(page.locator("[data-role=phone]")).to_contain_text(endless)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no key beside the screen"
    assert page.locator("img").count() == 0
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_mirror_shows_the_card_that_is_up_and_not_the_dial_below(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], lang: str
) -> None:
    one = far_lobby("FT03")
    incident = one.open()
    one.choose("not_breathing")
    page = sign_in(size=DESK)
    page.goto(f"{served.address}/i/{incident}?lang={lang}")
    dial, card = page.locator("[data-role=dial]"), page.locator("[data-role=card]")
    expect(dial).to_be_visible()
    expect(card).to_have_count(0)
    title = page.locator("[data-role=mirror] [data-role=step-title]")
    for show, words in (
        (commands.ShowHandover(), ("交接卡在屏上", "The handover card is up")),
        (commands.ShowCall(), ("120 卡片在屏上", "The 120 card is up")),
    ):
        one.do(show)
        expect(card).to_contain_text(words[lang == "en"])
        expect(dial).to_have_count(0)
        top = one.incident.top
        expect(title).to_have_text(one.pack.step(top.protocol, top.step).title[lang].replace("|", ""))
        expect(page.locator("[data-role=beat]")).to_be_visible()  # it sounds on, under any card
        one.choose("not_yet" if isinstance(show, commands.ShowHandover) else "connected")
    expect(dial).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_beat_that_nobody_hears_is_not_said_to_sound(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], lang: str
) -> None:
    one = far_lobby("FT03")
    one.started()
    incident = one.open()
    one.choose("not_breathing")
    page = sign_in(size=DESK)
    page.goto(f"{served.address}/i/{incident}?lang={lang}")
    beat = page.locator("[data-role=beat]")
    expect(beat).to_contain_text("节拍已响" if lang == "zh" else "beat on")
    ops = one.recorder.ops("FT03", "ops", one.clock())
    for ok in (False, True):
        one.recorder.append(ops, [HealthNoted("sound", ok, "no_device")], one.clock())
        one.send(ops)
        if ok:
            expect(page.locator("[data-role=no-sound]")).to_have_count(0)
            continue
        expect(beat).to_contain_text("大堂没有声音" if lang == "zh" else "No sound there")
        expect(beat).not_to_contain_text("已响" if lang == "zh" else "beat on")
        expect(page.locator("[data-role=caption]")).to_contain_text("没有声音" if lang == "zh" else "No sound")
        page.goto(f"{served.address}/?lang={lang}")
        expect(page.locator(".row [data-role=no-sound]")).to_be_visible()
