"""The second carrier: when no broker answers, the same facts go to the desk by HTTPS, on a thread of their own."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from .exchange import BODY_BYTES, PATH, Asking
from .mqtt import Post, Tls
from .names import uuid7
from .presence import BY_HTTP, Greeting

AFTER_S = 10.0
"""So long the broker must have been out of reach before this line is used."""
EVERY_MS, EVERY_URGENT_MS = 2_000, 1_000
TIMEOUT_S = 5.0
"""For a question, from its beginning to its answer's last byte; a line that comes to stand later is cut at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """Where the desk takes questions, whom we trust, who we are: by certificate, by secret, or both."""

    url: str
    tls: Tls = field(default_factory=Tls)
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
        self._asked = False
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
        if self._asked or now < self._next_ms:
            return
        self._next_ms = now + (EVERY_URGENT_MS if urgent else EVERY_MS)
        self._session = self._session or BY_HTTP + uuid7(now)
        greeting = self._greet(self._session)
        self._ask(self._asking.question((greeting.topic, greeting.birth)))

    def _ask(self, question: bytes) -> None:
        self._asked = True
        threading.Thread(target=self._carry, args=(question,), name="carrier", daemon=True).start()

    def _carry(self, question: bytes) -> None:
        """On its own thread: knows no journal, only bytes."""
        answer: bytes | None = None
        try:
            answer = ask(self._desk, question)
        except Exception as trouble:  # whatever it was: a question without an end would be the last one
            _log.info("the desk at %s does not answer: %s", self._desk.url, trouble)
        self._post(lambda: self._answered(answer))

    def _answered(self, answer: bytes | None) -> None:
        self._asked = False
        self.answering = bool(self._session) and answer is not None and self._asking.answered(answer)


def ask(desk: DeskAddress, question: bytes) -> bytes:
    """One POST; raises OSError or HTTPException, the latter also for any answer but 200."""
    url = urlsplit(desk.url.rstrip("/") + PATH)
    until_s = time.monotonic() + TIMEOUT_S
    line = (
        HTTPSConnection(url.netloc, timeout=TIMEOUT_S, context=desk.tls.context())
        if url.scheme == "https"
        else HTTPConnection(url.netloc, timeout=TIMEOUT_S)
    )
    with contextlib.closing(line):
        line.connect()
        with _ended_at(until_s, line.sock):
            line.request("POST", url.path, question, {"Content-Type": "application/json", **_proof(desk)})
            answer = line.getresponse()
            body = answer.read(BODY_BYTES + 1)
    if answer.status != 200:
        raise HTTPException(f"the desk said {answer.status}")
    if len(body) > BODY_BYTES:
        raise ValueError("the desk's answer is too long")
    return body


@contextlib.contextmanager
def _ended_at(until_s: float, line: socket.socket) -> Iterator[None]:
    """An answer that comes in drops ends here: a socket's own time limit begins anew with every byte."""

    def end() -> None:
        with contextlib.suppress(OSError):  # it is broken already
            socket.socket.shutdown(line, socket.SHUT_RDWR)  # not TLS's own: that one would go on in plain text

    timer = threading.Timer(max(0.0, until_s - time.monotonic()), end)
    timer.start()
    try:
        yield
    except (OSError, HTTPException):
        if time.monotonic() < until_s:
            raise
    finally:
        timer.cancel()
        timer.join()
    if time.monotonic() >= until_s:
        raise TimeoutError("the desk's answer does not end")


def _proof(desk: DeskAddress) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.kiosk}:{desk.secret}"} if desk.secret else {}
