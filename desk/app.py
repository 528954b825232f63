"""Builds the desk and runs it: one process, one event loop that owns everything."""

from __future__ import annotations

import asyncio
import logging
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import FrameType

import msgspec
import uvicorn
from starlette.applications import Starlette

from journal.moment import Clock
from journal.mqtt import Address, AsyncLink, Tls
from journal.presence import BEAT_S
from journal.sync import topics
from protocols import content
from protocols.model import Pack

from .carrier import Carrier, read_secrets
from .config import Config, Listen
from .desk import Desk
from .draw import Drawing
from .ingest import supervised
from .login import Doors, read_secret
from .pages import Pages
from .reading import Packs
from .render import environment
from .stream import Hub

TICK_S = 1.0
REFRESH_S = 60.0
GOODBYE_S = 2

_log = logging.getLogger(__name__)


class DeskApp:
    """The desk with its web pages and its lines. `async with app.running():` around whatever serves `app.web`."""

    def __init__(self, config: Config, pack: Pack, packs: Packs | None = None) -> None:
        self.config = config
        clock = Clock()
        self.desk = Desk(config, pack, packs or _only(pack), clock)
        fonts = Path(config.fonts)
        has_fonts = all((fonts / f"NotoSansSC-{weight}.ttf").is_file() for weight in ("Regular", "Bold"))
        self._drawing = Drawing(self.desk, environment(has_fonts), lambda: clock().at_ms)
        self.hub = Hub(self._drawing.draw, lambda: clock().at_ms, config.alarm.heartbeat_s)
        self.desk.listen(self.hub.changed)
        self.desk.open()
        pages = Pages(self.desk, self.hub, self._drawing)
        self.web: Starlette = pages.app(_carrier(self.desk).routes(), str(fonts.resolve()) if has_fonts else None)

    @asynccontextmanager
    async def running(self, brokers: bool = True) -> AsyncIterator[None]:
        """The lines and the ticking, as long as the block lasts."""
        links = self._links() if brokers else {}
        self.desk.lines.update(links)
        work = [asyncio.create_task(supervised(f"the line to {name}", link.run)) for name, link in links.items()]
        work.append(asyncio.create_task(supervised("the ticking", self._ticking)))
        try:
            yield
        finally:
            self.hub.close()
            for link in links.values():
                link.stop()
            lines, ticking = work[:-1], work[-1]
            if lines:
                await asyncio.wait(lines, timeout=GOODBYE_S)
            for task in (*lines, ticking):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            self.desk.close()

    def link_for(self, name: str) -> str:
        """A one-time sign-in link for this person."""
        return sign_in_address(self.config, self.desk.doors.create_user(name))

    async def _ticking(self) -> None:
        beat = refresh = 0.0
        while True:
            self.desk.tick()
            beat, refresh = beat + TICK_S, refresh + TICK_S
            if beat >= BEAT_S:
                beat = 0.0
                self.desk.announce()
            if refresh >= REFRESH_S:
                refresh = 0.0
                self.desk.refresh()
            await asyncio.sleep(TICK_S)

    def _links(self) -> dict[str, AsyncLink]:
        line = self.config.line
        tls = None
        if line.ca:
            tls = Tls(Path(line.ca), Path(line.cert) if line.cert else None, Path(line.key) if line.key else None)
        return {
            broker: AsyncLink(
                f"{self.config.id}-desk",
                [_address(broker, tls)],
                topics("desk"),
                greet=self.desk.greet,
                on_connect=self.desk.line_up,
                on_lost=self.desk.line_lost,
                on_message=lambda topic, payload: _drop(self.desk.receive(topic, payload)),
            )
            for broker in line.brokers
        }


def sign_in_address(config: Config, token: str) -> str:
    listen = config.listen
    scheme = "https" if config.https else "http"
    host = f"[{listen.host}]" if ":" in listen.host else listen.host
    base = listen.public_url.rstrip("/") or f"{scheme}://{host}:{listen.port}"
    return f"{base}/enter/{token}"


def sign_in_link(config: Config, name: str) -> str:
    """A one-time link for this person, also while the desk runs."""
    clock = Clock()
    doors = Doors(
        config.people,
        read_secret(config.secret),
        clock,
        link_hours=config.sign_in.link_hours,
        session_hours=config.sign_in.session_hours,
    )
    try:
        return sign_in_address(config, doors.create_user(name))
    finally:
        doors.close()


def _print(text: str) -> None:
    print(text, flush=True)


def print_link(config: Config, name: str, say: Callable[[str], None] = _print) -> int:
    """Say a one-time sign-in link for this person, also while the desk runs."""
    try:
        say(sign_in_link(config, name))
    except (ValueError, OSError, sqlite3.Error) as trouble:
        say(f"no link for {name!r}: {trouble}")
        return 1
    return 0


def run(config: Config, people: tuple[str, ...] = (), say: Callable[[str], None] = _print) -> int:
    """The desk until it is told to stop. For each of `people` a one-time sign-in link is said."""
    listen = config.listen
    try:
        door = _door(listen)  # before anything is opened: a second desk must not touch the first one's journal
    except OSError as trouble:
        say(f"the desk cannot listen on {listen.host}:{listen.port}: {trouble.strerror or trouble}")
        return 1
    with door:
        listen = msgspec.structs.replace(listen, port=door.getsockname()[1])
        return _open(msgspec.structs.replace(config, listen=listen), people, door, say)


def _open(config: Config, people: tuple[str, ...], door: socket.socket, say: Callable[[str], None]) -> int:
    try:
        pack = content.load(Path(config.content) if config.content else None)
        app = DeskApp(config, pack)
        web = _web(app)
        links = [f"{name}: {app.link_for(name)}" for name in people]
    except (content.ContentError, ValueError) as problem:
        say(str(problem))
        return 1
    except (OSError, sqlite3.Error) as trouble:  # of its own files: TLS, people, the key of the cookies
        say(f"the desk cannot use its files ({config.data}): {trouble}")
        return 1
    for link in links:
        say(link)
    asyncio.run(_serve(app, web, door, say))
    return 0


def _door(listen: Listen) -> socket.socket:
    """The address, taken. Raises OSError."""
    door = socket.socket(socket.AF_INET6 if ":" in listen.host else socket.AF_INET)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((listen.host, listen.port))
    except OSError:
        door.close()
        raise
    return door


def _web(app: DeskApp) -> uvicorn.Config:
    listen = app.config.listen
    web = uvicorn.Config(
        app.web,
        ssl_certfile=listen.cert or None,
        ssl_keyfile=listen.key or None,
        log_level="warning",
        access_log=False,  # addresses carry one-time tokens
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_S,
        timeout_keep_alive=30,
    )
    web.load()
    return web


async def _serve(app: DeskApp, web: uvicorn.Config, door: socket.socket, say: Callable[[str], None]) -> None:
    server = _Server(web)
    loop = asyncio.get_running_loop()
    server.on_exit = lambda: loop.call_soon_threadsafe(app.hub.close)  # streams end first, then the server can
    server.on_start = lambda: say(f"desk: {sign_in_address(app.config, '').removesuffix('/enter/')}/")
    async with app.running():
        await server.serve(sockets=[door])


class _Server(uvicorn.Server):
    """Ends when told to, and lets the desk say goodbye to the kiosks: uvicorn's own raises the signal once more."""

    on_start: Callable[[], object]
    on_exit: Callable[[], object]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True
        self.on_exit()


def _carrier(desk: Desk) -> Carrier:
    carrier = desk.config.carrier
    secrets = read_secrets(Path(carrier.secrets)) if carrier.secrets else {}
    if isinstance(secrets, list):
        raise ValueError("\n".join(secrets))
    return Carrier(desk, secrets, carrier.client_header)


def _address(broker: str, tls: Tls | None) -> Address:
    host, _, port = broker.rpartition(":")
    return Address(host.strip("[]"), int(port), tls)


def _only(pack: Pack) -> Packs:
    return lambda hash: pack if hash == pack.hash else None


def _drop(_taken: bool) -> None:
    """A message that found no room is sent again by its writer: our cursor did not move."""
