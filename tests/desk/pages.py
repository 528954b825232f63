"""What tests see of the desk's pages in a real browser."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from protocols.events import Acknowledged

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
WALL, DESK, PHONE = {"width": 1920, "height": 1080}, {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HEARD = 0.05
"""Root mean square of what goes to the loudspeaker; the alarm is about 0.4."""


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


def wall_rows(page: Page) -> list[dict[str, Any]]:
    """Each row with its edges on the screen, and the smallest words in it."""
    found: list[dict[str, Any]] = page.evaluate(
        """[...document.querySelectorAll('.row')].map(row => {
        const box = row.getBoundingClientRect();
        const whole = e => { const part = e.closest('.doing');  // what there is no room for is left out whole
            return !part || e.getBoundingClientRect().top < part.getBoundingClientRect().bottom - 4; };
        const words = [...row.querySelectorAll('*')].filter(e => e.checkVisibility() && whole(e)
            && !e.closest('.nobody') && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
        return {id: row.dataset.incident, severity: +row.dataset.severity,
            ringing: row.dataset.ringing === 'yes', top: box.top, bottom: box.bottom,
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


def acks(served: Any, incident: str) -> list[Acknowledged]:
    answers = served.call(lambda: list(served.app.desk.board.answers(incident)))
    return [r.event for r in answers if isinstance(r.event, Acknowledged)]
