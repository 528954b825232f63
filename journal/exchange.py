"""The talk by question and answer: the same messages in two bodies, for a line where only the kiosk can ask."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from .codec import ROOT, Trouble
from .sync import Sync

PATH = "/v1/facts"
BODY_BYTES = 1024 * 1024
BATCHES = 6
"""A body holds at most this many batches of facts, and so stays far below its limit."""
MESSAGES = 500
KEPT = 200


class Message(msgspec.Struct, frozen=True):
    """What would have been published: a topic, and its JSON as text."""

    topic: Annotated[str, msgspec.Meta(max_length=200)]
    payload: str


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question or an answer of the second carrier."""

    v: Literal[1]
    messages: Annotated[list[Message], msgspec.Meta(max_length=MESSAGES)]
    kiosk: str = ""


_decode = msgspec.json.Decoder(Body).decode


def decode_body(body: bytes) -> list[tuple[str, bytes]] | None:
    """The messages of a body, or None if it is none of ours."""
    if len(body) > BODY_BYTES:
        return None
    try:
        return [(m.topic, m.payload.encode()) for m in _decode(body).messages]
    except Trouble:
        return None


def encode_body(messages: list[tuple[str, bytes]], kiosk: str = "") -> bytes:
    said = [Message(topic, payload.decode()) for topic, payload in messages[:MESSAGES]]
    return msgspec.json.encode(Body(1, said, kiosk))


def exchange(sync: Sync, kiosk: str, request: bytes, presence: tuple[str, bytes] | None = None) -> bytes | None:
    """The desk's half: take what `kiosk` (known by its certificate) says, answer what it lacks. None: a bad request."""
    messages = decode_body(request)
    if messages is None:
        return None
    mine = f"{ROOT}/{kiosk}/"
    with sync.overheard() as said:
        for topic, payload in messages:
            sync.receive(topic, payload, kiosk=kiosk)
    answer = [(topic, payload) for topic, payload in said if topic.startswith(mine) and topic.endswith("/cursor")]
    answer = answer[-KEPT:] + list(sync.batches(kiosk, BATCHES))
    return encode_body(([presence] if presence else []) + answer)


class Asking:
    """The kiosk's half, without the line: `question` says what to send, `answered` takes what came back."""

    def __init__(self, sync: Sync, kiosk: str) -> None:
        self._sync = sync
        self._kiosk = kiosk
        self._cursors: dict[str, bytes] = {}
        self._greeted = False

    def question(self, presence: tuple[str, bytes] | None = None) -> bytes:
        messages = [presence] if presence else []
        messages += list(self._cursors.items())[:KEPT]
        messages += self._sync.batches(self._kiosk, BATCHES)
        if not self._greeted:  # a desk that lost its disk must be found out on this line too
            messages += self._sync.questions()[:KEPT]
        self._greeted = True
        return encode_body(messages, self._kiosk)

    def answered(self, answer: bytes) -> bool:
        """Take the desk's answer; False if it is none."""
        messages = decode_body(answer)
        if messages is None:
            return False
        self._cursors.clear()
        with self._sync.overheard() as said:
            for topic, payload in messages:
                self._sync.receive(topic, payload)
        self._cursors.update((topic, payload) for topic, payload in said if topic.endswith("/cursor"))
        return True

    def reset(self) -> None:
        """The other line is back: next time begin anew."""
        self._cursors.clear()
        self._greeted = False
