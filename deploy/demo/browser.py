"""The responder's eyes and mouse: a real headless Chromium on the desk's pages."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=user-gesture-required",
)  # fmt: skip
CLOCK_TRIES = 15

WATCH = """
() => {
  if (window.__seen) return;
  window.__seen = [];
  const read = () => {
    const mirror = document.querySelector('[data-role=step-title]');
    const words = [...document.querySelectorAll('[data-role=receipt]')].map(e => e.dataset.state).join(',');
    const rows = [...document.querySelectorAll('[data-incident]')].map(e => e.dataset.incident).join(',');
    return JSON.stringify({step: mirror ? mirror.dataset.step : '', receipts: words, rows: rows});
  };
  let last = '';
  const look = () => {
    const now = read();
    if (now !== last) { last = now; window.__seen.push([performance.now(), now]); }
  };
  new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  document.addEventListener('click', e => { window.__clicked = e.timeStamp; }, true);
  look();
}
"""


def chromium() -> str:
    """The browser that the set-up installed."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise FileNotFoundError("Chromium is missing: run deploy/setup.sh run")
    return path


class DeskPage:
    """One page of the desk, with a clock that is compared to ours."""

    def __init__(self, playwright: Playwright, width: int = 1440, height: int = 900) -> None:
        self._browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        self.page: Page = self._browser.new_page(viewport={"width": width, "height": height})
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._offset_ns = 0

    def open(self, link: str) -> None:
        """Sign in by the one-time link, as a person does."""
        self.page.goto(link)
        self.page.locator("[data-role=enter]").click()
        self.page.locator("[data-role=sound]").wait_for()
        self.watch()

    def sound_on(self) -> None:
        """The visible "sound on" step that a browser wants before it may sound an alarm."""
        self.page.locator("[data-role=sound], [data-role=sound-step]").locator("visible=true").first.click()

    def watch(self) -> None:
        """Install the observer on the present page and compare clocks (Chromium counts on CLOCK_MONOTONIC too)."""
        self.page.evaluate(WATCH)
        best = None
        for _ in range(CLOCK_TRIES):
            before = time.monotonic_ns()
            there_ms = float(self.page.evaluate("() => performance.now()"))
            after = time.monotonic_ns()
            if best is None or after - before < best:
                best = after - before
                self._offset_ns = (before + after) // 2 - int(there_ms * 1e6)

    def seen(self) -> list[tuple[int, str]]:
        """What the observer saw so far: (CLOCK_MONOTONIC ns, state as JSON)."""
        found: list[Any] = self.page.evaluate("() => window.__seen || []")
        return [(int(ms * 1e6) + self._offset_ns, state) for ms, state in found]

    def clicked_ns(self) -> int:
        """When the newest click event happened."""
        return int(float(self.page.evaluate("() => window.__clicked || 0")) * 1e6) + self._offset_ns

    def wait_seen(self, words: str, after_ns: int, limit_s: float = 10.0) -> int | None:
        """When the page first showed `words` in its observed state after a moment; None within the limit."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            for at_ns, state in self.seen():
                if at_ns >= after_ns and words in state:
                    return at_ns
            self.page.wait_for_timeout(20)
        return None

    def picture(self, path: Path) -> None:
        self.page.screenshot(path=str(path))

    def close(self) -> None:
        self._browser.close()
