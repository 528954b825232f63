"""The second carrier: when no broker answers, the same facts go to the desk by HTTPS, on a thread of their own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .exchange import BODY_BYTES, PATH, Asking
from .mqtt import Post
from .names import uuid7
from .presence import BY_HTTP, Greeting

AFTER_S = 10.0
"""So long the broker must have been out of reach before this line is used."""
EVERY_MS, EVERY_URGENT_MS = 2_000, 1_000
TIMEOUT_S = 5.0
"""For the line, for the first word of the answer, and for all of it after that."""
WHOLE_MS = 15_000
"""For all of a question: headers that trickle keep every single wait short."""
MOST_OPEN = 4
"""Questions that were given up and have not ended yet: no more threads than these wait for a line that drips."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """Where the desk takes questions, whom we trust, who we are: by certificate, by secret, or both.

    No `ca` means the machine's own authorities.
    """

    url: str
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    kiosk: str = ""
    secret: str = field(default="", repr=False)


class HttpCarrier:
    """Call `tick` often on the thread that owns the journal; answers come back there through `post`."""

    def __init__(
        self,
        desk: DeskAddress,
        asking: Asking,
        *,
        post: Post,
        greet: Callable[[str], Greeting],
        now_ms: Callable[[], int],
    ) -> None:
        self._desk, self._asking, self._post, self._greet, self._now_ms = desk, asking, post, greet, now_ms
        self._session = ""
        self._next_ms = 0
        self._number = 0
        self._asked_ms: int | None = None
        """Since when the question of this number has been under way."""
        self._open = 0
        self.answering = False
        """Did the desk answer the last question? Then the lobby is not alone although the broker is gone."""

    def tick(self, down_s: float, urgent: bool) -> None:
        """Ask, if the broker has been gone long enough and the last question is done."""
        if down_s < AFTER_S:
            if self._session:
                self._session, self.answering = "", False
                self._asking.reset()
            return
        now = self._now_ms()
        if self._asked_ms is not None and now - self._asked_ms > WHOLE_MS:
            _log.info("the desk at %s does not end its answer", self._desk.url)
            self._asked_ms, self.answering = None, False
        if self._asked_ms is not None or self._open >= MOST_OPEN or now < self._next_ms:
            return
        self._next_ms = now + (EVERY_URGENT_MS if urgent else EVERY_MS)
        self._session = self._session or BY_HTTP + uuid7(now)
        greeting = self._greet(self._session)
        self._ask(self._asking.question((greeting.topic, greeting.birth)))

    def _ask(self, question: bytes) -> None:
        self._number, self._asked_ms, self._open = self._number + 1, self._now_ms(), self._open + 1
        threading.Thread(target=self._carry, args=(self._number, question), name="carrier", daemon=True).start()

    def _carry(self, number: int, question: bytes) -> None:
        """On its own thread: knows no journal, only bytes."""
        answer: bytes | None = None
        try:
            answer = ask(self._desk, question)
        except Exception as trouble:  # whatever it was: a question without an end would be the last one
            _log.info("the desk at %s does not answer: %s", self._desk.url, trouble)
        self._post(lambda: self._answered(number, answer))

    def _answered(self, number: int, answer: bytes | None) -> None:
        self._open -= 1
        if number != self._number or self._asked_ms is None:
            return  # it was given up
        self._asked_ms = None
        self.answering = bool(self._session) and answer is not None and self._asking.answered(answer)


def ask(desk: DeskAddress, question: bytes) -> bytes:
    """One POST; raises what requests raises, also for any answer but 200."""
    import requests  # only now: it is a twentieth of a second of the kiosk's start

    cert = (str(desk.cert), str(desk.key)) if desk.cert and desk.key else str(desk.cert) if desk.cert else None
    response = requests.post(
        desk.url.rstrip("/") + PATH,
        data=question,
        headers={"Content-Type": "application/json", **_proof(desk)},
        timeout=TIMEOUT_S,
        verify=str(desk.ca) if desk.ca else True,
        cert=cert,
        allow_redirects=False,
        stream=True,
    )
    with response:
        if response.status_code != 200:
            raise requests.HTTPError(f"the desk said {response.status_code}")
        return _whole(response.raw)


def _whole(raw: Any) -> bytes:
    """The body, in time: an answer that comes in drops would be the last one, for nothing is asked beside it."""
    body, until_s = b"", time.monotonic() + TIMEOUT_S
    while more := raw.read1(BODY_BYTES, decode_content=True):
        body += more
        if len(body) > BODY_BYTES:
            raise ValueError("the desk's answer is too long")
        if time.monotonic() > until_s:
            raise TimeoutError("the desk's answer does not end")
    return body


def _proof(desk: DeskAddress) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.kiosk}:{desk.secret}"} if desk.secret else {}
