"""The desk on a responder's phone: one thumb, one press."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.words import say
from protocols.events import Acknowledged
from tests.desk.pages import PHONE, acks


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
    page.wait_for_timeout(800)  # it came to this place just now: see the test below
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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_key_on_a_phone_says_whom_it_takes_and_takes_that_one_or_none(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], lang: str
) -> None:
    one, two = far_lobby("FT03"), far_lobby("NS02")
    a = one.open(ago_s=60)
    page = sign_in(size=PHONE)
    page.goto(f"{served.address}/?lang={lang}")
    page.mouse.click(5, 300)
    key = page.locator(".dock [data-role=ack]")
    expect(key).to_contain_text("FT03")
    expect(key).to_contain_text("有人倒地，没有反应" if lang == "zh" else "Someone has collapsed")
    expect(page.locator("body")).to_have_attribute("data-sound", "on")
    page.wait_for_timeout(800)
    box = key.bounding_box()
    assert box is not None and box["height"] >= 88
    assert key.evaluate("e => e.scrollHeight <= e.clientHeight + 1"), "all of its words can be read"
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    b = two.open()
    two.choose("not_breathing")  # people press there: it comes first, while the thumb goes down
    expect(key).to_contain_text("NS02")
    page.mouse.click(x, y)
    expect(page.locator("[data-role=toast]")).to_have_text(say("another_now", lang))
    assert acks(served, a) == acks(served, b) == []
    page.wait_for_timeout(800)

    page.mouse.move(x, y)
    page.mouse.down()  # it comes while the thumb is down: the one that was named
    three = far_lobby("LH11")
    c = three.open(ago_s=400)
    three.choose("not_breathing")
    page.wait_for_timeout(200)
    page.mouse.up()
    expect(page.locator(f'[data-incident="{b}"] [data-role=taken-by]')).to_be_attached()
    assert (acks(served, a), acks(served, b), acks(served, c)) == ([], [Acknowledged("林静")], [])
    expect(key).to_contain_text("LH11")
    page.goto(f"{served.address}/i/{c}?lang={lang}")
    expect(page.locator("[data-role=take-form] [data-role=ack]")).to_contain_text("LH11")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
