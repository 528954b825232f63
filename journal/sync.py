"""Keep two journals alike: send what the other side lacks, tell it how far we have read; no I/O of its own."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from protocols.events import LogId, Moment, Record
from protocols.ops_events import LogDropped

from . import chain, codec
from .codec import ROOT, Cursor, channel_of, dead_letter, kiosk_of, parse_log
from .presence import Peers, Presence
from .recorder import Recorder
from .store import JournalRefused, LogInfo

Role = Literal["kiosk", "desk"]
Publish = Callable[[str, bytes, bool], bool]
"""(topic, payload, retain) -> was it handed to the line? It is never more than advice: only a cursor is delivery."""

WRITES: dict[Role, tuple[str, ...]] = {"kiosk": ("live", "drill", "ops"), "desk": ("desk", "deskops")}
READS: dict[Role, tuple[str, ...]] = {"kiosk": WRITES["desk"], "desk": WRITES["kiosk"]}

WINDOW = 400
"""Facts on their way at once that nobody confirmed: an emergency never waits behind more than this."""
RESEND_MS, RESEND_MAX_MS, RESEND_URGENT_MAX_MS = 3_000, 60_000, 5_000
REWIND_MS = 500
"""A reader that says the same again is sent the same again, but not more often than this."""
PROBES = 200
PROBES_A_TICK = 10
SETTLE_MS = 2_000

_log = logging.getLogger(__name__)


def _nothing(*_: object) -> None:
    pass


def topics(role: Role, kiosk: str = "+") -> list[str]:
    """What a site subscribes to."""
    facts = [f"{ROOT}/{kiosk}/{channel}/+/facts" for channel in READS[role]]
    cursors = [f"{ROOT}/{kiosk}/{channel}/+/cursor" for channel in WRITES[role]]
    return [*facts, *cursors, f"{ROOT}/_desk/+/presence" if role == "kiosk" else f"{ROOT}/{kiosk}/presence"]


class Sync:
    """One site's half of the talk: `push` after an append, `receive` what comes, `refresh` on connect, `tick` often."""

    def __init__(
        self,
        recorder: Recorder,
        role: Role,
        publish: Publish,
        clock: Callable[[], Moment],
        *,
        kiosk: str | None = None,
        on_records: Callable[[LogId, list[Record]], None] = _nothing,
        on_cursor: Callable[[LogId, Cursor], None] = _nothing,
        on_presence: Callable[[str, Presence], None] = _nothing,
        on_dead: Callable[[codec.DeadLetter], None] = _nothing,
    ) -> None:
        assert role == "desk" or kiosk, "a kiosk knows its own name"
        self.recorder = recorder
        self.role: Role = role
        self.peers = Peers()
        self.online = False
        self._publish = publish
        self._clock = clock
        self._kiosk = kiosk
        self._on_records, self._on_cursor = on_records, on_cursor
        self._on_presence, self._on_dead = on_presence, on_dead
        self._sent: dict[LogId, int] = {}
        self._due: dict[LogId, tuple[int, int]] = {}  # log -> (boot_ms of the next resend, wait that led to it)
        self._rewound: dict[LogId, int] = {}
        self._probes: deque[LogId] = deque()
        self._settle_ms = 0

    # --- sending -------------------------------------------------------------------------------------------

    def push(self, log: LogId | None = None) -> None:
        """Facts were just appended (to `log`): send what is due, an open incident always first."""
        if self.online:
            with self._guarded():
                self._pump()

    def refresh(self) -> None:
        """The line is up: send from what the reader is known to have, ask after open logs, tell how far we read."""
        self.online = True
        self._sent.clear()
        self._due.clear()
        self._rewound.clear()
        with self._guarded():
            self._pump()
            for info in self.recorder.infos(mine=False, closed=False)[-PROBES:]:
                self._tell(info.name, info.head)
            for topic, payload in self.questions():
                self._publish(topic, payload, False)

    def lost(self) -> None:
        """The line broke: nothing is on its way, and nobody is known to be there."""
        self.online = False
        self.peers.lost_line()

    def tick(self) -> None:
        """Time passed: send again what stays unconfirmed, bring onto disk what is in memory."""
        now = self._clock().boot_ms
        with self._guarded():
            if now >= self._settle_ms:
                self._settle_ms = now + SETTLE_MS
                for log in self.recorder.settle():
                    info = self.recorder.info(log)
                    if info is not None and not info.mine:
                        self._tell(log, info.head)
            if not self.online:
                return
            behind = {info.name for info, _ in self.recorder.behind()}
            for log, (due, wait) in list(self._due.items()):
                if log not in behind:
                    del self._due[log]
                elif now >= due:
                    self._sent.pop(log, None)
                    self._due[log] = (now + 2 * wait, 2 * wait)
            self._pump()
            for _ in range(min(PROBES_A_TICK, len(self._probes))):
                info = self.recorder.info(self._probes.popleft())
                if info is not None and info.cursor.seq == info.head.seq:
                    self._probe(info)

    @contextmanager
    def overheard(self) -> Iterator[list[tuple[str, bytes]]]:
        """What is said meanwhile is also collected: the answer to somebody who asked by another line."""
        said: list[tuple[str, bytes]] = []
        publish = self._publish

        def both(topic: str, payload: bytes, retain: bool) -> bool:
            said.append((topic, payload))
            publish(topic, payload, retain)
            return True

        self._publish = both
        try:
            yield said
        finally:
            self._publish = publish

    def questions(self) -> list[tuple[str, bytes]]:
        """The last fact of each open log that is confirmed: does the other side still have it?"""
        behind = {info.name for info, _ in self.recorder.behind()}
        asked = [i for i in self.recorder.infos(mine=True, closed=False) if i.name not in behind]
        return [(f"{ROOT}/{i.name}/facts", self._batch(i, i.head.seq - 1, i.head.seq)[0]) for i in asked[-PROBES:]]

    def batches(self, kiosk: str, most: int) -> Iterator[tuple[str, bytes]]:
        """The next unconfirmed batches of one kiosk's logs, for a line that is asked and not told."""
        for info, last in sorted(self.recorder.behind(), key=_rank):
            sent = info.cursor.seq
            while kiosk_of(info.name) == kiosk and sent < last and most > 0:
                payload, sent = self._batch(info, sent, last)
                most -= 1
                yield f"{ROOT}/{info.name}/facts", payload

    def _pump(self) -> None:
        room = WINDOW
        for info, last in sorted(self.recorder.behind(), key=_rank):
            if not is_urgent(info):
                room -= max(0, self._sent.get(info.name, 0) - info.cursor.seq)
                if room <= 0:
                    return
            if not self._send(info, last):
                return

    def _send(self, info: LogInfo, last: int) -> bool:
        """Send one log as far as its window reaches; False if the line took no more."""
        sent = max(self._sent.get(info.name, 0), info.cursor.seq)
        while sent < min(last, info.cursor.seq + WINDOW):
            payload, sent = self._batch(info, sent, last)
            if not self._publish(f"{ROOT}/{info.name}/facts", payload, False):
                return False
            self._sent[info.name] = sent
            self._expect(info)
        return True

    def _batch(self, info: LogInfo, sent: int, last: int) -> tuple[bytes, int]:
        entries = self.recorder.entries(info.name, sent, min(last - sent, codec.BATCH_RECORDS))
        prev = self.recorder.digest_at(info.name, sent) or codec.GENESIS
        payload, fit = codec.encode_batch(info.name, prev, entries, info.closed)
        return payload, entries[fit - 1].seq

    def _expect(self, info: LogInfo) -> None:
        most = RESEND_URGENT_MAX_MS if is_urgent(info) else RESEND_MAX_MS
        wait = min(self._due[info.name][1], most) if info.name in self._due else RESEND_MS
        self._due[info.name] = (self._clock().boot_ms + wait, wait)

    def _probe(self, info: LogInfo) -> None:
        """Send the last fact once more: a reader that lost its disk answers with how far it really is."""
        payload, _ = self._batch(info, info.head.seq - 1, info.head.seq)
        self._publish(f"{ROOT}/{info.name}/facts", payload, False)

    def _tell(self, log: LogId, cursor: Cursor) -> None:
        if self.recorder.on_disk(log):  # nothing else is ever confirmed
            self._publish(f"{ROOT}/{log}/cursor", codec.encode_cursor(cursor), True)

    # --- receiving -----------------------------------------------------------------------------------------

    def receive(self, topic: str, payload: bytes, *, kiosk: str | None = None) -> None:
        """Take a message, whatever it is; never raises. `kiosk`: whose line it came by, if the line knows."""
        try:
            self._receive(topic, payload, kiosk)
        except Exception as trouble:  # a message that breaks us must not take the next one along
            _log.exception("a message on %.100s could not be taken", topic)
            with self._guarded():
                self._bury([dead_letter(topic, f"broke {type(trouble).__name__}", payload)])

    def _receive(self, topic: str, payload: bytes, kiosk: str | None) -> None:
        with self._guarded():
            what, _, kind = topic.removeprefix(ROOT + "/").rpartition("/")
            only = kiosk or self._kiosk
            if not topic.startswith(ROOT + "/") or len(topic) > 200:
                self._bury([dead_letter(topic, "unknown topic", payload)])
            elif kind == "presence":
                self._heard_presence(what, payload, only)
            elif (parsed := parse_log(what)) is None or (only and parsed[0] != only):
                self._bury([dead_letter(topic, "not ours", payload)])
            elif kind == "facts" and parsed[1] in READS[self.role]:
                self._heard_facts(LogId(what), payload)
            elif kind == "cursor" and parsed[1] in WRITES[self.role]:
                self._heard_cursor(LogId(what), payload)
            else:
                self._bury([dead_letter(topic, "not ours", payload)])

    def _heard_facts(self, log: LogId, payload: bytes) -> None:
        received = codec.decode_batch(log, payload)
        self._bury(received.dead)
        if not received.links:
            return
        merged = self.recorder.merge(log, received.links)
        if merged.saved:
            self._publish(f"{ROOT}/{log}/cursor", codec.encode_cursor(merged.head), True)
        if merged.new:
            self.recorder.forget_tips()
            self._clear_dropped(log, merged.new)
            fresh = self._fresh(log, merged.new)
            if fresh:
                self._call(self._on_records, log, fresh)

    def _clear_dropped(self, log: LogId, new: Sequence[Record]) -> None:
        """The writer dropped closed logs: their cursors need not stand at the broker any more."""
        for record in new:
            if isinstance(record.event, LogDropped) and channel_of(log) in ("ops", "deskops"):
                dropped = parse_log(record.event.log)
                if dropped and dropped[0] == kiosk_of(log) and dropped[1] in READS[self.role]:
                    self._publish(f"{ROOT}/{record.event.log}/cursor", b"", True)
                    self.recorder.mark_gone(LogId(record.event.log))

    def _fresh(self, log: LogId, new: Sequence[Record]) -> list[Record]:
        """Without the facts that another log brought before: nothing is shown twice."""
        info = self.recorder.info(log)
        if info is None or (info.predecessor is None and not self.recorder.successors(log)):
            return list(new)
        wanted = {r.seq for r in new}
        return [r for r in chain.chain(self.recorder, log) if r.log == log and r.seq in wanted]

    def _heard_cursor(self, log: LogId, payload: bytes) -> None:
        if not payload:
            return  # a retained cursor was cleared
        cursor = codec.decode_cursor(payload)
        if cursor is None:
            self._bury([dead_letter(log, "bad cursor", payload)])
            return
        info = self.recorder.info(log)
        if info is None or not info.mine:
            return  # written in another life of this disk: only the reader still knows it
        if cursor.seq <= info.head.seq and self.recorder.digest_at(log, cursor.seq) == cursor.digest:
            self._confirmed(info, cursor)
        else:
            reason: Literal["fork", "disk_lost"] = "disk_lost" if cursor.seq > info.head.seq else "fork"
            new = self.recorder.fork(log, reason, self._clock())
            if new is not None:
                _log.warning("%s: the reader holds another history at %s; going on in %s", log, cursor.seq, new)
                self._due.pop(log, None)
                self.push(new)

    def _confirmed(self, info: LogInfo, cursor: Cursor) -> None:
        log = info.name
        if cursor != info.cursor:
            self.recorder.set_cursor(log, cursor)
        now = self._clock().boot_ms
        if cursor.seq > info.cursor.seq:
            self._due.pop(log, None)
            if self._sent.get(log, 0) > cursor.seq:
                self._due[log] = (now + RESEND_MS, RESEND_MS)
        elif now - self._rewound.get(log, -REWIND_MS) >= REWIND_MS:
            self._rewound[log] = now
            self._sent[log] = cursor.seq
        else:
            self._due.setdefault(log, (now + RESEND_MS, RESEND_MS))
        if cursor.seq == info.head.seq:
            self._due.pop(log, None)
        self._call(self._on_cursor, log, cursor)
        if self.online:
            self._pump()

    def _heard_presence(self, who: str, payload: bytes, only: str | None) -> None:
        is_desk = who.startswith("_desk/")
        if is_desk != (self.role == "kiosk") or (only and not is_desk and who != only):
            return
        heard = self.peers.heard(who, payload, self._clock().boot_ms)
        if heard is None:
            return
        presence, new = heard
        if new:
            self._greet(None if is_desk else who)
        self._call(self._on_presence, who, presence)

    def _greet(self, kiosk: str | None) -> None:
        """A new life of the other side: what was under way is lost, what was confirmed may be lost with its disk."""
        mine = [i for i in self.recorder.infos(mine=True) if kiosk in (None, kiosk_of(i.name))]
        for info in mine:
            self._sent.pop(info.name, None)
        waiting = set(self._probes)
        newest_first = sorted(reversed(mine[-PROBES:]), key=lambda i: i.closed)
        self._probes.extend(i.name for i in newest_first if i.name not in waiting)
        self.push()

    # --- rim -----------------------------------------------------------------------------------------------

    def _bury(self, letters: Sequence[codec.DeadLetter]) -> None:
        if letters:
            self.recorder.bury(letters)
            for letter in letters:
                _log.warning("dead letter on %s: %s", letter.where, letter.reason)
                self._call(self._on_dead, letter)

    def _call(self, listener: Callable[..., None], *args: object) -> None:
        try:
            listener(*args)
        except Exception:  # a failing listener is passed over: the next fact must still come in
            _log.exception("a listener failed")

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except JournalRefused as refused:
            _log.error("the journal cannot be read: %s", refused.reason)


def is_urgent(info: LogInfo) -> bool:
    """An open incident and what the desk says to it never wait for a window."""
    return not info.closed and channel_of(info.name) in ("live", "desk")


def _rank(behind: tuple[LogInfo, int]) -> tuple[int, int]:
    """Open live, open drill, closed live, closed drill, the machine's health; of these the longest waiting."""
    info = behind[0]
    channel = channel_of(info.name)
    if channel in ("ops", "deskops"):
        return 4, info.touched
    return 2 * info.closed + (channel == "drill"), info.touched
