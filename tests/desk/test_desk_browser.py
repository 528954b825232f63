"""The desk in a real browser: seen, heard, pressed, cut off and back again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from protocols import engine
from protocols.events import (
    Acknowledged,
    ChoiceMade,
    FramePopped,
    HealthNoted,
    MessageSent,
    NoteAdded,
    SilentSet,
    StepEntered,
)

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
WALL, DESK, PHONE = {"width": 1920, "height": 1080}, {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HEARD = 0.05
"""Root mean square of what goes to the loudspeaker; the alarm is about 0.4."""

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here (deploy/setup.sh installs it)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield made
        made.close()


@pytest.fixture
def sign_in(browser: Browser, served: Any) -> Iterator[Callable[..., Page]]:
    """A signed-in page, with everything the browser complained about."""
    contexts: list[Any] = []

    def make(name: str = "林静", size: Any = WALL, sound: bool = True) -> Page:
        context = browser.new_context(viewport=size)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []  # type: ignore[attr-defined]
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)  # type: ignore[attr-defined]
        page.on("pageerror", lambda e: page.complaints.append(str(e)))  # type: ignore[attr-defined]
        page.on("dialog", lambda d: page.complaints.append(f"dialog {d.message}"))  # type: ignore[attr-defined]
        page.goto(served.call(lambda: served.app.link_for(name)).replace(":0/", f":{served.port}/"))
        page.click("[data-role=enter]")
        page.wait_for_selector("[data-live=rows]")
        if not sound:
            page.goto(served.address)  # opened by address, not by a press: now the browser refuses
        elif state(page, "sound") != "on":
            page.click("[data-role=sound]")
        expect(page.locator("body")).to_have_attribute("data-sound", "on" if sound else "off")
        return page

    yield make
    for context in contexts:
        context.close()


def state(page: Page, name: str) -> str:
    return page.locator("body").get_attribute(f"data-{name}") or ""


def loud(page: Page) -> bool:
    """Did it sound at any moment of the last second (the alarm has a pause in it)?"""
    page.wait_for_timeout(350)  # the level shown is a quarter of a second old
    end = time.monotonic() + 1.2
    while time.monotonic() < end:
        if float(state(page, "level") or 0) > HEARD:
            return True
        page.wait_for_timeout(60)
    return False


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
    one.do(engine.TakeLane("aed", "保安"))  # what is being written must survive what comes in
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


def test_the_phone_has_one_big_key_under_the_thumb(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    far_lobby("LH11").open("elderly_fall", ago_s=400)
    one = far_lobby("FT03")
    one.started()
    incident = one.open()
    page = sign_in(size=PHONE)
    key = page.locator(".dock [data-role=ack]")
    box = key.bounding_box()
    assert box is not None and box["height"] >= 88 and box["y"] > 844 / 2 and box["y"] + box["height"] < 844
    for small in page.locator(".dock a, .dock span.key").all():
        small_box = small.bounding_box()
        assert small_box is not None and small_box["height"] >= 56
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    smallest = """Math.min(...[...document.querySelectorAll('main *')].filter(
        e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
        .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    assert page.evaluate(smallest) >= 15
    first = page.locator("[data-live=rows] > *").first
    assert first.get_attribute("data-incident") == incident
    key.click()
    expect(page.locator(f'[data-incident="{incident}"] [data-role=taken-by]')).to_have_text("林静 已接手")
    page.click(f'[data-incident="{incident}"] .what')
    expect(page.locator("[data-role=mirror]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


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
    assert page.locator("img").count() == 0
    assert page.complaints == []  # type: ignore[attr-defined]


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


# --- what there is room for --------------------------------------------------------------------------------


def wall_rows(page: Page) -> list[dict[str, Any]]:
    """Each row with its edges on the screen, and the smallest words in it."""
    found: list[dict[str, Any]] = page.evaluate(
        """[...document.querySelectorAll('.row')].map(row => {
        const box = row.getBoundingClientRect();
        const words = [...row.querySelectorAll('*')].filter(e => e.checkVisibility()
            && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
        return {id: row.dataset.incident, severity: +row.dataset.severity, top: box.top, bottom: box.bottom,
            smallest: Math.min(...words.map(e => parseFloat(getComputedStyle(e).fontSize))),
            spilt: words.some(e => { const b = e.getBoundingClientRect(); return b.right > box.right + 1
                || b.left < box.left - 1 || b.bottom > box.bottom + 1 || b.top < box.top - 1; })}; })"""
    )
    return found


def longest(pack: Any, lang: str) -> tuple[str, str, str]:
    """The answer with the longest words about what is wrong: protocol, step, answer."""
    return max(
        ((p.id, s.id, a.id) for p in pack.protocols.values() if not p.shared and not p.silent and p.family != "service"
         for s in p.steps.values() if s.kind == "question" for a in s.answers if a.finding),
        key=lambda at: len(next(a for a in pack.step(at[0], at[1]).answers if a.id == at[2]).finding[lang]),
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("number", [3, 5, 12])
def test_the_wall_shows_whole_rows_and_says_how_many_are_below(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], lang: str, number: int
) -> None:
    kinds = ["labour", "robbery", "fire", "elderly_fall", "home_visit"]
    for n in range(1, number):
        there = far_lobby(f"LH{n:02d}")
        there.started(station="罗湖口岸支行营业部")
        there.open(kinds[n % 5], station="罗湖口岸支行营业部", ago_s=3700 - n)
    worst = far_lobby("FT03")
    worst.started()
    worst.open(ago_s=60)
    worst.choose("not_breathing")
    page = sign_in(sound=False)  # the strip that asks for sound takes its room too
    page.goto(f"{served.address}/?lang={lang}")
    expect(page.locator(".row")).to_have_count(number)
    page.wait_for_timeout(400)
    foot = page.evaluate("document.querySelector('footer').getBoundingClientRect().top")
    rows = wall_rows(page)
    assert rows[0]["id"] == worst.log, "the gravest first"
    assert [r for r in rows if r["spilt"]] == []
    assert min(r["smallest"] for r in rows) >= 26
    shown = [r for r in rows if r["bottom"] <= foot]
    assert [r for r in rows if r["top"] < WALL["height"] and r["bottom"] > foot] == [], "no row is cut"
    more = page.locator("[data-role=more-below]")
    if number <= 5:
        assert len(shown) == number and more.is_hidden()
        return
    below = len(rows) - len(shown)
    assert len(shown) >= 4 and below and shown == rows[: len(shown)]
    assert more.inner_text().startswith(f"还有 {below} 起" if lang == "zh" else f"{below} more below")
    box = more.bounding_box()
    assert box is not None and box["y"] >= shown[-1]["bottom"] - 1 and box["y"] + box["height"] <= foot
    more.click()
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") > 0 and wall_rows(page)[len(shown)]["top"] < WALL["height"]


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


# --- a word with the acknowledgement -------------------------------------------------------------------------


def acks(served: Any, incident: str) -> list[Acknowledged]:
    answers = served.call(lambda: list(served.app.desk.board.answers(incident)))
    return [r.event for r in answers if isinstance(r.event, Acknowledged)]


def test_on_a_phone_a_word_goes_with_the_one_press_or_after_it(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    one, two = far_lobby("FT03"), far_lobby("NS02")
    a = one.open(ago_s=60)
    page = sign_in(size=PHONE)
    page.wait_for_selector(".dock [data-role=ack]")
    field = page.locator(".dock [data-role=comment]")
    box = field.bounding_box()
    assert box is not None and box["height"] >= 56
    field.fill("我在路上")
    b = two.open()  # the page changes while somebody writes
    page.wait_for_selector(f'[data-incident="{b}"]')
    expect(page.locator(".dock [data-role=comment]")).to_have_value("我在路上")
    page.click(".dock [data-role=ack]")
    expect(page.locator(f'[data-incident="{a}"] [data-role=taken-by]')).to_be_visible()
    assert acks(served, a) == [Acknowledged("林静", "我在路上")]
    expect(page.locator(".dock [data-role=comment]")).to_have_value("")  # the words were for the other one
    page.click(".dock [data-role=ack]")  # one press is enough
    expect(page.locator(f'[data-incident="{b}"] [data-role=taken-by]')).to_be_visible()
    assert acks(served, b) == [Acknowledged("林静")]
    page.fill(".dock [data-role=add-text]", "五分钟到")
    page.click(".dock [data-role=add]")
    expect(page.locator("[data-role=toast]")).to_contain_text("五分钟到")
    assert acks(served, a) == [Acknowledged("林静", "我在路上"), Acknowledged("林静", "五分钟到")]
    page.click(f'[data-incident="{b}"] .what')
    expect(page.locator("[data-role=mirror]")).to_be_visible()
    for selector in ("[data-role=add-text]", "[data-role=add]"):
        small = page.locator(selector).bounding_box()
        assert small is not None and small["height"] >= 56 and small["y"] > PHONE["height"] / 2
    page.fill("[data-role=add-text]", "等我")
    page.press("[data-role=add-text]", "Enter")
    expect(page.locator("[data-role=timeline]")).to_contain_text("林静 补一句：“等我”")
    assert acks(served, b) == [Acknowledged("林静"), Acknowledged("林静", "等我")]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.complaints == []  # type: ignore[attr-defined]


def test_on_a_phone_the_page_of_one_incident_takes_a_word_too(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any]
) -> None:
    incident = far_lobby("FT03").open()
    page = sign_in("陈波", size=PHONE)
    page.click(f'[data-incident="{incident}"] .what')
    key = page.locator("[data-role=take-form] [data-role=ack]").bounding_box()
    assert key is not None and key["height"] >= 88 and key["y"] > PHONE["height"] / 2
    page.fill("[data-role=comment]", "马上来")
    page.click("[data-role=take-form] [data-role=ack]")
    expect(page.locator("[data-role=take-form]")).to_be_hidden()
    expect(page.locator("[data-role=add-form]")).to_be_visible()
    assert acks(served, incident) == [Acknowledged("陈波", "马上来")]


# --- the mirror shows what stands there ----------------------------------------------------------------------


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
        (engine.ShowHandover(), ("交接卡在屏上", "The handover card is up")),
        (engine.ShowCall(), ("120 卡片在屏上", "The 120 card is up")),
    ):
        one.do(show)
        expect(card).to_contain_text(words[lang == "en"])
        expect(dial).to_have_count(0)
        top = one.incident.top
        expect(title).to_have_text(one.pack.step(top.protocol, top.step).title[lang].replace("|", ""))
        expect(page.locator("[data-role=beat]")).to_be_visible()  # it sounds on, under any card
        one.choose("not_yet" if isinstance(show, engine.ShowHandover) else "connected")
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
