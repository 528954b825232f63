"""A real desk on a real journal, and lobbies that write real facts: nothing here pretends."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import uvicorn

from desk.app import DeskApp
from desk.config import Config, Listen
from journal import codec
from journal.moment import Clock
from journal.presence import Presence, encode_presence
from journal.recorder import Recorder
from protocols import commands, content
from protocols.engine import decide
from protocols.events import Event, LogId, Moment, Record
from protocols.incident import Incident
from protocols.model import Pack
from protocols.ops_events import KioskStarted

ORIGIN = "http://127.0.0.1"
Receive = Callable[[str, bytes], object]


class Lobby:
    """A kiosk without a screen: it decides, writes and sends as a real one does, over whatever `receive` is."""

    def __init__(self, kiosk: str, pack: Pack, folder: Path, receive: Receive) -> None:
        self.kiosk, self.pack, self.receive = kiosk, pack, receive
        self.recorder = Recorder.open(folder / f"{kiosk}.sqlite")
        self.clock = Clock()
        self.incident = Incident("")
        self.log = LogId("")
        self._sent: dict[str, int] = {}

    def ago(self, seconds: float) -> Moment:
        now, ms = self.clock(), int(seconds * 1000)
        return msgspec.structs.replace(now, at_ms=now.at_ms - ms, boot_ms=now.boot_ms - ms)

    def started(
        self, station: str = "莲花路支行", place: str = "一层大堂", phone: str = "0755 0120",
        english: tuple[str, str, str] = ("", "", ""),
    ) -> None:  # fmt: skip
        now = self.clock()
        log = self.recorder.ops(self.kiosk, "ops", now)
        started = KioskStarted("0.1", self.pack.hash, station, place, phone, "大门左侧墙上", *english)
        self.recorder.append(log, [started], now)
        self.send(log)

    def open(
        self, protocol: str = "adult_collapse", *, drill: bool = False, station: str = "莲花路支行",
        place: str = "大堂", ago_s: float = 0.0,
    ) -> str:  # fmt: skip
        self.log = self.recorder.begin(self.kiosk, "drill" if drill else "live", self.ago(ago_s))
        self.incident = Incident(self.log)
        self.do(commands.Open(protocol, station, place), ago_s)
        return self.log

    def do(self, command: Any, ago_s: float = 0.0) -> None:
        moment = self.ago(ago_s)
        self.write(decide(self.pack, self.incident, command, moment), moment)

    def choose(self, choice: str) -> None:
        assert self.incident.top is not None
        self.do(commands.Choose(self.incident.top.step, choice))

    def write(self, events: Sequence[Event], moment: Moment | None = None) -> None:
        for record in self.recorder.append(self.log, events, moment or self.clock()):
            self.incident = self.incident.apply(record)
        self.send(self.log)

    def send(self, log: LogId) -> None:
        """Everything not sent yet, in batches, once."""
        sent = self._sent.get(log, 0)
        entries = self.recorder.entries(log, sent)
        while entries:
            prev = self.recorder.digest_at(log, sent) or codec.GENESIS
            payload, fit = codec.encode_batch(log, prev, entries)
            self.receive(f"{codec.ROOT}/{log}/facts", payload)
            sent, entries = entries[fit - 1].seq, entries[fit:]
        self._sent[log] = sent

    def present(self, online: bool = True, session: str = "one") -> None:
        said = Presence(online=online, session=session, at_ms=self.clock().at_ms)
        self.receive(f"{codec.ROOT}/{self.kiosk}/presence", encode_presence(said))

    def confirm(self, record: Record) -> None:
        """The lobby's journal holds this answer of the desk."""
        cursor = codec.encode_cursor(codec.Cursor(record.seq, record.digest))
        self.receive(f"{codec.ROOT}/{record.log}/cursor", cursor)


class Person:
    """Somebody signed in, with a browser that keeps cookies and knows its form token."""

    def __init__(self, app: DeskApp, name: str) -> None:
        self.app, self.name = app, name
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app.web), base_url=ORIGIN)
        self.csrf = ""

    async def sign_in(self) -> Person:
        token = self.app.desk.doors.create_user(self.name)
        answer = await self.http.post("/enter", data={"token": token}, headers={"origin": ORIGIN})
        assert answer.status_code == 303, answer.text
        page = (await self.http.get("/")).text
        self.csrf = page.split('name="csrf" content="')[1].split('"')[0]
        return self

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return await self.http.post(path, data=fields, headers={"origin": ORIGIN, "x-csrf-token": self.csrf})

    async def answer(self, incident: str, do: str, **fields: str) -> dict[str, Any]:
        answer = await self.post("/answer", incident=incident, do=do, **fields)
        said: dict[str, Any] = answer.json()
        return said

    async def see(self, path: str) -> str:
        answer = await self.http.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.text


class Served:
    """The desk on a real port, in a loop of its own, as `main.py desk` runs it."""

    def __init__(self, config: Config, pack: Pack) -> None:
        self.config, self.pack = config, pack
        self.port = config.listen.port
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()
        assert self._up.wait(20), "the desk did not come up"

    async def _serve(self) -> None:
        self.app = DeskApp(self.config, self.pack)
        self.loop = asyncio.get_running_loop()
        settings = uvicorn.Config(
            self.app.web,
            host="127.0.0.1",
            port=self.port,
            log_level="error",
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        self.server = uvicorn.Server(settings)
        self.server.capture_signals = _no_signals  # type: ignore[method-assign]
        async with self.app.running(brokers=False):
            serving = asyncio.create_task(self.server.serve())
            while not self.server.started:
                await asyncio.sleep(0.01)
            self.port = self.server.servers[0].sockets[0].getsockname()[1]
            self._up.set()
            await serving

    def call(self, deed: Callable[[], Any]) -> Any:
        """Do it on the desk's own loop, as everything there is done."""
        done: list[Any] = []
        ready = threading.Event()

        def do() -> None:
            try:
                done.append(deed())
            except Exception as trouble:
                done.append(trouble)
            ready.set()

        self.loop.call_soon_threadsafe(do)
        assert ready.wait(10)
        if isinstance(done[0], Exception):
            raise done[0]
        return done[0]

    def receive(self, topic: str, payload: bytes) -> None:
        self.call(lambda: self.app.desk.receive(topic, payload))

    def stop(self) -> None:
        if self._thread.is_alive():
            self.loop.call_soon_threadsafe(self.app.hub.close)
            self.server.should_exit = True
            self._thread.join(20)
            assert not self._thread.is_alive(), "the desk did not end"


class _no_signals:
    """Signals belong to the test runner."""

    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.fixture(scope="session")
def pack() -> Pack:
    return content.load()


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=str(tmp_path / "desk"), listen=Listen(port=0))


@pytest.fixture
async def app(config: Config, pack: Pack) -> Any:
    made = DeskApp(config, pack)
    async with made.running(brokers=False):
        yield made


@pytest.fixture
def lobby(app: DeskApp, pack: Pack, tmp_path: Path) -> Iterator[Callable[[str], Lobby]]:
    """Make a lobby whose messages arrive at the desk at once."""
    made: list[Lobby] = []

    def make(kiosk: str = "FT03") -> Lobby:
        made.append(Lobby(kiosk, pack, tmp_path, lambda t, p: _at_once(app, t, p)))
        return made[-1]

    yield make
    for one in made:
        one.recorder.close()


def _at_once(app: DeskApp, topic: str, payload: bytes) -> None:
    app.desk.receive(topic, payload)
    app.desk.ingest.turn()


@pytest.fixture
def person(app: DeskApp) -> Callable[[str], Any]:
    async def sign_in(name: str = "林静") -> Person:
        return await Person(app, name).sign_in()

    return sign_in


@pytest.fixture
def served(config: Config, pack: Pack) -> Iterator[Served]:
    alarm = msgspec.structs.replace(config.alarm, heartbeat_s=0.3, lost_s=1.5)
    desk = Served(msgspec.structs.replace(config, alarm=alarm), pack)
    yield desk
    desk.stop()


@pytest.fixture
def far_lobby(served: Served, pack: Pack, tmp_path: Path) -> Iterator[Callable[[str], Lobby]]:
    """A lobby that talks to the served desk from another thread."""
    made: list[Lobby] = []

    def make(kiosk: str = "FT03") -> Lobby:
        made.append(Lobby(kiosk, pack, tmp_path, lambda topic, payload: served.receive(topic, payload)))
        return made[-1]

    yield make
    for one in made:
        one.recorder.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium a module: its loop would stand in the way of the tests that have a loop of their own."""
    from playwright.sync_api import sync_playwright

    from tests.desk import pages

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(pages.CHROMIUM), args=pages.FLAGS)
        yield made
        made.close()


@pytest.fixture
def sign_in(browser: Any, served: Served) -> Iterator[Callable[..., Any]]:
    """A signed-in page, with everything the browser complained about."""
    from playwright.sync_api import expect

    from tests.desk import pages

    contexts: list[Any] = []

    def make(name: str = "林静", size: Any = None, sound: bool = True) -> Any:
        context = browser.new_context(viewport=size or pages.WALL)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.on("dialog", lambda d: page.complaints.append(f"dialog {d.message}"))
        page.goto(served.call(lambda: served.app.link_for(name)).replace(":0/", f":{served.port}/"))
        page.click("[data-role=enter]")
        page.wait_for_selector("[data-live=rows]")
        if not sound:
            page.goto(served.address)  # opened by address, not by a press: now the browser refuses
        elif pages.state(page, "sound") != "on":
            page.click("[data-role=sound]")
        expect(page.locator("body")).to_have_attribute("data-sound", "on" if sound else "off")
        return page

    yield make
    for context in contexts:
        context.close()


def wait_until(true: Callable[[], object], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)
