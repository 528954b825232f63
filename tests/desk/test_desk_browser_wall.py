"""The wall in a real browser: seen, heard, pressed, cut off and back again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from protocols.events import (
    Acknowledged,
    ChoiceMade,
    FramePopped,
    SilentSet,
    StepEntered,
)
from tests.desk.pages import DESK, PHONE, WALL, longest, loud, state, wall_rows


def test_a_new_incident_is_on_the_wall_within_a_second_and_rings_until_taken(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    page, one = sign_in(), far_lobby("FT03")
    assert "没有求助" in page.inner_text("[data-live=rows]") and not loud(page)
    incident = one.open()
    page.wait_for_selector(f'[data-incident="{incident}"]', timeout=1000)
    expect(page.locator("body")).to_have_attribute("data-alarm", "on")
    assert loud(page)
    page.wait_for_timeout(1500)
    assert loud(page), "it repeats"
    page.click(f'[data-incident="{incident}"] [data-role=ack]')
    expect(page.locator("body")).to_have_attribute("data-alarm", "off")
    expect(page.locator(f'[data-incident="{incident}"] [data-role=taken-by]')).to_have_text("林静 已接手")
    assert not loud(page)
    answers = served.call(lambda: list(served.app.desk.board.answers(incident)))
    assert answers[-1].event == Acknowledged("林静")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_without_sound_the_page_says_so_and_nobody_attends(served: Any, sign_in: Callable[..., Page]) -> None:
    page = sign_in(sound=False)
    assert state(page, "sound") == "off"
    assert page.locator("[data-role=sound-step]").is_visible()

    def attended(number: int) -> None:
        """It becomes so many (a page that was closed says goodbye at once)."""
        end = time.monotonic() + 5
        while served.call(lambda: served.app.desk.presence("s").attended) != number:
            assert time.monotonic() < end
            time.sleep(0.02)

    attended(0)
    page.click("[data-role=sound-step]")
    expect(page.locator("[data-role=sound-step]")).to_be_hidden()
    expect(page.locator("[data-role=on-duty]")).to_contain_text("林静")
    attended(1)
    page.close()
    attended(0)


def test_two_pages_agree_who_has_it(sign_in: Callable[..., Page], far_lobby: Callable[..., Any]) -> None:
    one, two, there = sign_in("林静"), sign_in("陈波"), far_lobby("FT03")
    incident = there.open()
    one.click(f'[data-incident="{incident}"] [data-role=ack]')
    expect(two.locator(f'[data-incident="{incident}"] [data-role=taken-by]')).to_have_text("林静 已接手")
    expect(two.locator("body")).to_have_attribute("data-alarm", "off")


def test_a_drill_is_shown_and_never_heard(sign_in: Callable[..., Page], far_lobby: Callable[..., Any]) -> None:
    page, one = sign_in(), far_lobby("NS02")
    drill = one.open(drill=True)
    page.wait_for_selector(f'[data-drill="{drill}"]')
    assert state(page, "alarm") == "off" and not loud(page)
    page.click(f'[data-drill="{drill}"] a')
    expect(page.locator(".drill-bar")).to_contain_text("不是真的")
    assert state(page, "alarm") == "off"


def test_a_page_that_loses_the_desk_turns_red_sounds_and_comes_back(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    page, one = sign_in(), far_lobby("FT03")
    a = one.open()
    page.click(f'[data-incident="{a}"] [data-role=ack]')
    expect(page.locator("body")).to_have_attribute("data-alarm", "off")
    served.stop()
    lost_s = time.monotonic()
    expect(page.locator("body")).to_have_attribute("data-state", "lost", timeout=10_000)
    assert loud(page)
    assert time.monotonic() - lost_s < 10
    assert page.locator("[data-role=lost]").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(163, 18, 27)"
    config = served.config
    served.config = type(config)(**{f: getattr(config, f) for f in config.__struct_fields__})
    served.start()
    b = far_lobby("NS02").open()
    expect(page.locator("body")).to_have_attribute("data-state", "live", timeout=10_000)
    page.wait_for_selector(f'[data-incident="{b}"]')
    page.wait_for_selector(f'[data-incident="{a}"]')
    expect(page.locator("body")).to_have_attribute("data-alarm", "on")


def test_a_page_whose_session_ended_turns_red(served: Any, sign_in: Callable[..., Page]) -> None:
    page = sign_in()
    served.call(lambda: served.app.desk.doors._db.execute("delete from session"))
    expect(page.locator("body")).to_have_attribute("data-state", "signed_out", timeout=10_000)
    assert loud(page)
    expect(page.locator("[data-role=lost]")).to_contain_text("登录已失效")


def test_the_language_is_one_press_and_stays(sign_in: Callable[..., Page], far_lobby: Callable[..., Any]) -> None:
    far_lobby("FT03").open()
    page = sign_in()
    assert "没人接手" in page.inner_text("[data-live=rows]")
    page.click("[data-role=language]")
    expect(page.locator("[data-live=rows]")).to_contain_text("Nobody has it")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click(".row .words")
    expect(page.locator("[data-role=take-form]")).to_contain_text("I take it")
    page.click("[data-role=language]")
    expect(page.locator("[data-role=take-form]")).to_contain_text("我来接手")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [WALL, PHONE], ids=["wall", "phone"])
def test_nothing_on_the_wall_runs_into_something_else_or_breaks_a_time(
    sign_in: Callable[..., Page], far_lobby: Callable[..., Any], size: Any, lang: str
) -> None:
    far_lobby("FT03").open(station="罗湖口岸支行营业部", ago_s=4000)
    quiet = far_lobby("FT07")
    quiet.open("elderly_fall", station="福田中心支行", ago_s=190)
    quiet.write([SilentSet(True)])
    far_lobby("NS01").open("elderly_fall", ago_s=190)
    page = sign_in(size=size)
    page.goto(page.url + f"?lang={lang}")  # without sound the head is at its fullest
    expect(page.locator("[data-incident]")).to_have_count(3)
    times = page.evaluate(
        """[...document.querySelectorAll('time')].filter(e => e.getClientRects().length && e.textContent).map(e =>
        [e.textContent, e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).fontSize)])"""
    )
    assert [one for one in times if one[1] > 1.6] == []
    rows = page.evaluate(
        """[...document.querySelectorAll('.row')].map(row => ['.what', '.where'].map(e => {
        const box = row.querySelector(e).getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom]; }))"""
    )
    for what, where in rows:
        assert where[1] >= what[3] - 1 and where[2] - where[0] > 100
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]


def test_a_press_is_not_lost_to_a_row_that_changes_under_the_finger(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    page, one = sign_in(), far_lobby("FT03")
    incident = one.open()
    box = page.locator(f'[data-incident="{incident}"] [data-role=ack]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    one.choose("not_breathing")  # the row is drawn anew while the key is held
    page.wait_for_timeout(200)
    page.mouse.up()
    expect(page.locator(f'[data-incident="{incident}"] [data-role=taken-by]')).to_be_visible()


def test_a_double_click_takes_one_incident(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    """The row that is taken moves down, and the next one stands where the pointer is."""
    page, one, two = sign_in(), far_lobby("FT03"), far_lobby("FT04")
    first, second = one.open(), two.open()
    page.wait_for_selector(f'[data-incident="{second}"]')
    box = page.locator("[data-role=ack]").first.bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + 20
    page.mouse.click(x, y)
    page.wait_for_timeout(350)
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    page.wait_for_timeout(500)
    taken = [Acknowledged("林静") in [r.event for r in _answers(served, i)] for i in (first, second)]
    assert sorted(taken) == [False, True]


def _answers(served: Any, incident: str) -> list[Any]:
    return list(served.call(lambda: list(served.app.desk.board.answers(incident))))


def test_the_first_press_on_a_page_without_sound_is_not_lost_to_the_sound_it_opens(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    incident = far_lobby("FT03").open()
    page = sign_in(sound=False)
    box = page.locator(f'[data-incident="{incident}"] [data-role=ack]').bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()  # sound begins with this, and the strip that asked for it goes
    page.wait_for_timeout(250)
    page.mouse.up()
    expect(page.locator(f'[data-incident="{incident}"] [data-role=taken-by]')).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-sound", "on")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("number", [3, 13, 30])
def test_the_wall_shows_every_life_in_whole_rows_and_says_how_many_others_are_below(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], lang: str, number: int
) -> None:
    kinds = ["labour", "robbery", "fire", "elderly_fall", "home_visit", "low_sugar"]
    for n in range(1, number):
        there = far_lobby(f"LH{n:02d}")
        there.started(station="罗湖口岸支行营业部", english=("Luohu Port Sales Office", "Lobby", "left of the door"))
        there.open(kinds[n % 6], station="罗湖口岸支行营业部", ago_s=3700 - n)
        if n % 5 == 4:
            served.call(lambda log=there.log: served.app.desk.take(served.app.desk.story(log), "陈波"))
    worst = far_lobby("FT03")
    worst.started()
    worst.open(ago_s=60)
    worst.choose("not_breathing")
    page = sign_in(sound=False)  # the strip that asks for sound takes no room
    page.goto(f"{served.address}/?lang={lang}")
    expect(page.locator(".row")).to_have_count(number)
    page.wait_for_timeout(400)
    foot = page.evaluate("document.querySelector('.foot').getBoundingClientRect().top")
    rows = wall_rows(page)
    assert rows[0]["id"] == worst.log, "the gravest first"
    assert [r for r in rows if r["spilt"]] == []
    assert min(r["smallest"] for r in rows) >= 26
    shown = [r for r in rows if r["bottom"] <= foot]
    assert [r for r in rows if r["top"] < WALL["height"] and r["bottom"] > foot] == [], "no row is cut"
    assert {r["id"] for r in rows if r["severity"] <= 1 and r["ringing"]} <= {r["id"] for r in shown}
    aside = page.locator("aside").bounding_box()
    assert aside is not None and (aside["y"] + aside["height"] <= foot or aside["y"] >= WALL["height"] - 1)
    more = page.locator("[data-role=more-below]")
    if number <= 13:
        assert len(shown) == number and more.is_hidden()
        return
    below = len(rows) - len(shown)
    assert len(shown) >= 18 and below and shown == rows[: len(shown)]
    assert more.inner_text().startswith(f"还有 {below} 起" if lang == "zh" else f"{below} more below")
    box = more.bounding_box()
    assert box is not None and box["y"] >= shown[-1]["bottom"] - 1 and box["y"] + box["height"] <= foot
    more.click()
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") > 0 and wall_rows(page)[len(shown)]["top"] < WALL["height"]


def test_where_not_every_life_has_room_the_line_below_names_their_lobbies(
    sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    for n in range(40):
        far_lobby(f"LH{n:02d}").open(ago_s=3700 - n)
    page = sign_in()
    expect(page.locator(".row")).to_have_count(40)
    page.wait_for_timeout(400)
    foot = page.evaluate("document.querySelector('.foot').getBoundingClientRect().top")
    more = page.locator("[data-role=more-below]")
    hidden = [r["id"].split("/")[0] for r in wall_rows(page) if r["bottom"] > foot]
    assert 0 < len(hidden) <= 12 and more.inner_text().endswith("▲ " + " ".join(hidden))
    assert more.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_of_one_kind_at_one_lobby_are_told_apart_wherever_they_stand(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], lang: str
) -> None:
    one = far_lobby("FT03")
    first, second = one.open(ago_s=300), one.open(ago_s=60)
    alone = far_lobby("NS02").open()
    page = sign_in()
    page.goto(f"{served.address}/?lang={lang}")
    told = {}
    for n, incident in enumerate((first, second), 1):
        told[incident] = page.locator(f'[data-incident="{incident}"] [data-role=which]').inner_text()
        assert re.fullmatch(rf"第{n}位 \d\d:\d\d" if lang == "zh" else rf"Person {n}, \d\d:\d\d", told[incident])
    expect(page.locator(f'[data-incident="{alone}"] [data-role=which]')).to_have_count(0)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for incident in (first, second):
            page.goto(f"{served.address}/i/{incident}?lang={lang}")
            expect(page.locator("header [data-role=which]")).to_have_text(told[incident])
    page.goto(f"{served.address}/?lang={lang}")
    expect(page.locator(".dock [data-role=whom]")).to_contain_text(told[first])


def test_who_works_with_the_keyboard_keeps_their_place_when_a_row_is_drawn_anew(
    sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    page, one = sign_in(), far_lobby("FT03")
    incident = one.open()
    key = page.locator(f'[data-incident="{incident}"] [data-role=ack]')
    key.focus()
    one.choose("not_breathing")
    expect(page.locator(f'[data-incident="{incident}"] [data-role=what]')).to_contain_text("没有正常呼吸")
    expect(key).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-incident="{incident}"] [data-role=taken-by]')).to_be_visible()
    assert page.evaluate("document.activeElement.closest('[data-key]').dataset.key") == incident


@pytest.mark.parametrize("words", ["zh", "en"])
@pytest.mark.parametrize("size", [WALL, PHONE], ids=["wall", "phone"])
def test_the_longest_words_of_the_library_stay_in_their_row(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], pack: Any, size: Any, words: str
) -> None:
    protocol, step, answer = longest(pack, words)
    finding = next(a for a in pack.step(protocol, step).answers if a.id == answer).finding[words]
    for kiosk in ("FT03", "LH11"):
        one = far_lobby(kiosk)
        one.open(protocol, station="罗湖口岸支行营业部", ago_s=4000)
        gates = [FramePopped() for _ in one.incident.frames[1:]]  # an entry gate may stand before it
        one.write([*gates, StepEntered(step), ChoiceMade(step, answer)])
    for kiosk, silent in (("NS02", "fraud_silent"), ("NS03", "home_visit"), ("NS04", "low_sugar")):
        far_lobby(kiosk).open(silent, station="罗湖口岸支行营业部")
    page = sign_in(size=size)
    page.goto(f"{served.address}/?lang={words}")
    page.wait_for_timeout(400)
    expect(page.locator("[data-role=what]").first).to_have_text(finding)
    rows = wall_rows(page)
    assert [r for r in rows if r["spilt"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    whole = "e => getComputedStyle(e).overflow !== 'hidden' || e.scrollHeight <= e.clientHeight + 2"
    assert page.locator("[data-role=what]").first.evaluate(whole), "all of it can be read"
