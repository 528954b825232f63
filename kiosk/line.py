"""The kiosk's line to the desk: the journal kept alike over MQTT, and over HTTPS when no broker answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from journal.codec import Cursor
from journal.exchange import Asking
from journal.http_carrier import DeskAddress, HttpCarrier
from journal.moment import Clock
from journal.mqtt import Address, MqttLink, Tls
from journal.presence import Greeting, Presence, greeter, kiosk_topic
from journal.recorder import Recorder
from journal.sync import Sync, topics
from protocols.events import LogId, Record

from .line_state import LineFacts
from .session import Session
from .station import KioskConfig, read_secret

logger = logging.getLogger(__name__)

Post = Callable[[Callable[[], None]], None]


class Line:
    """Sync over the broker list; everything here runs on the journal's thread, the network only posts."""

    def __init__(
        self,
        config: KioskConfig,
        recorder: Recorder,
        now: Clock,
        *,
        post: Post,
        on_records: Callable[[LogId, list[Record]], None],
        version: str,
    ) -> None:
        self._config, self._recorder, self._now, self._version = config, recorder, now, version
        kiosk = config.station.id
        self._confirmed: dict[LogId, bool] = {}
        self._offset_ms: int | None = None
        self.sync = Sync(
            recorder, "kiosk", self._publish, now.now, kiosk=kiosk, on_records=on_records,
            on_cursor=self._cursor, on_presence=self._presence,
        )  # fmt: skip
        line = config.line
        tls = Tls(Path(line.ca), Path(line.cert) if line.cert else None, Path(line.key) if line.key else None)
        brokers = [
            Address(host, int(port), tls if line.ca else None)
            for host, port in (broker.rsplit(":", 1) for broker in line.brokers)
        ]
        self._link = MqttLink(
            f"{kiosk}-kiosk",
            brokers,
            topics("kiosk", kiosk),
            post=post,
            greet=self._greet,
            on_connect=self.sync.refresh,
            on_lost=self._lost,
            on_message=self.sync.receive,
        )

        self._urgent = False
        self._carrier: HttpCarrier | None = None
        secret = read_secret(line)
        if line.second_carrier and (secret or not line.secret_file):  # a desk would turn us away without it
            desk = DeskAddress(
                line.second_carrier,
                tls.ca if line.ca else None,
                tls.cert,
                tls.key,
                kiosk,
                secret,
            )
            self._carrier = HttpCarrier(
                desk, Asking(self.sync, kiosk), post=post, greet=self._greet, now_ms=lambda: now.now().boot_ms
            )

    def start(self) -> None:
        self._link.start()

    def close(self) -> None:
        self._link.stop()

    def push(self, log: LogId) -> None:
        """Facts were just written to this story: send them now."""
        self._confirmed[self._recorder.root(log)] = False
        self.sync.push(log)

    def tick(self, urgent: bool) -> None:
        """Send again what is not confirmed; `urgent` (an incident is open) leaves a silent broker sooner."""
        self._link.turned()
        if urgent != self._urgent:
            self._urgent = self._link.urgent = urgent
        self.sync.tick()
        if self._carrier is not None:
            self._carrier.tick(self._link.down_s, urgent)

    def facts(self, session: Session | None) -> LineFacts:
        """What is known of the line just now, for the bar."""
        desk = self.sync.peers.desk(self._now().boot_ms)
        saved = self._recorder.saved
        if session is None:
            return LineFacts(saved, False, desk.online, desk.attended)
        root = LogId(session.incident.id)
        if not self._confirmed.get(root, False):
            self._confirmed[root] = self._recorder.confirmed(root)
        return LineFacts(self._recorder.is_saved(root), self._confirmed[root], desk.online, desk.attended)

    @property
    def up(self) -> bool:
        return self._link.connected

    @property
    def down_s(self) -> float:
        return self._link.down_s

    @property
    def desk(self) -> tuple[bool, int]:
        """Is a desk online, and how many people are signed in there?"""
        desk = self.sync.peers.desk(self._now().boot_ms)
        return desk.online, desk.attended

    def desk_offset_ms(self) -> int | None:
        """How far the desk's clock is ahead of ours, measured on its presence; None while that is unknown."""
        return self._offset_ms

    def _publish(self, topic: str, payload: bytes, retain: bool) -> bool:
        return self._link.publish(topic, payload, retain)

    def _lost(self) -> None:
        self.sync.lost()

    def _cursor(self, log: LogId, cursor: Cursor) -> None:
        self._confirmed.pop(self._recorder.root(log), None)

    def _presence(self, who: str, presence: Presence) -> None:
        """A desk says its time with its presence, every few seconds: the smallest difference is the best guess."""
        if presence.online:
            offset_ms = presence.at_ms - self._now().at_ms
            if (
                self._offset_ms is None
                or abs(offset_ms) < abs(self._offset_ms)
                or abs(offset_ms - self._offset_ms) > 2000
            ):
                self._offset_ms = offset_ms

    def _greet(self, session: str) -> Greeting:
        station = self._config.station
        return greeter(
            kiosk_topic(station.id),
            lambda session: Presence(
                online=True,
                session=session,
                at_ms=self._now.now().at_ms,
                name=station.name.zh,
                place=station.floor.zh,
                phone=station.phone,
                version=self._version,
                saved=self._recorder.saved,
                name_en=station.name.en,
                place_en=station.floor.en,
            ),
        )(session)
