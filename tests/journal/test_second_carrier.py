"""Without a broker the same talk goes by question and answer over real HTTP; the desk answers what the kiosk lacks."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from journal import exchange as exchanges
from journal import http_carrier
from journal.exchange import BODY_BYTES, Asking, decode_body, encode_body, exchange
from journal.http_carrier import AFTER_S, DeskAddress, HttpCarrier, ask
from journal.presence import Presence, desk_topic, encode_presence, greeter, kiosk_topic
from protocols.events import Acknowledged, DeskOpened, LogId, NoteAdded, Opened, StepEntered
from tests.fakes.line import FakeClock, Line, Site, pair

OPENED = Opened("collapse", "pack", "FT03", "lobby", "zh", "tile")
LIVE, ANSWER = LogId("FT03/live/a"), LogId("FT03/desk/a")
DESK = (desk_topic("one"), encode_presence(Presence(True, "s", 1, attended=2)))


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Site, Site, FakeClock]:
    clock, line = FakeClock(), Line()
    line.up = False
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    return kiosk, desk, clock


def test_a_long_backlog_goes_over_in_a_few_questions(sites: tuple[Site, Site, FakeClock]) -> None:
    kiosk, desk, clock = sites
    kiosk.recorder.append(LIVE, [OPENED, *[NoteAdded("急" * 300)] * 700], clock())
    desk.recorder.append(ANSWER, [DeskOpened(LIVE), Acknowledged("Li")], clock())
    asking = Asking(kiosk.sync, "FT03")
    asked = 0
    while kiosk.recorder.behind() or desk.recorder.behind():
        asked += 1
        question = asking.question((kiosk_topic("FT03"), encode_presence(Presence(True, "http-1", 1))))
        answer = exchange(desk.sync, "FT03", question, DESK)
        assert answer is not None and len(question) <= BODY_BYTES and len(answer) <= BODY_BYTES
        assert asking.answered(answer) and asked < 10
    assert asked > 1
    assert desk.recorder.records(LIVE) == kiosk.recorder.records(LIVE)
    assert [r.event for r in kiosk.shown] == [DeskOpened(LIVE), Acknowledged("Li")]
    assert kiosk.sync.peers.desk(clock.boot_ms).attended == 2
    assert desk.sync.peers.kiosk("FT03", clock.boot_ms) is not None


def test_a_desk_that_lost_its_disk_is_found_out_on_this_line_too(
    sites: tuple[Site, Site, FakeClock], tmp_path: Path
) -> None:
    kiosk, desk, clock = sites
    kiosk.recorder.append(LIVE, [OPENED, StepEntered("a")], clock())
    asking = Asking(kiosk.sync, "FT03")
    asking.answered(exchange(desk.sync, "FT03", asking.question()) or b"")
    assert kiosk.recorder.confirmed(LIVE)
    desk.path = tmp_path / "other.db"
    desk.stop(), desk.start()
    asking.reset()
    for _ in range(3):
        clock.forward(2_000)
        asking.answered(exchange(desk.sync, "FT03", asking.question()) or b"")
    assert desk.recorder.records(LIVE) == kiosk.recorder.records(LIVE)


def test_a_kiosk_cannot_speak_for_another(sites: tuple[Site, Site, FakeClock]) -> None:
    kiosk, desk, clock = sites
    kiosk.recorder.append(LIVE, [OPENED], clock())
    question = Asking(kiosk.sync, "FT03").question()
    answer = exchange(desk.sync, "FT04", question)
    assert decode_body(answer or b"") == [] and desk.recorder.infos() == []
    assert [letter.reason for letter, _ in desk.recorder.dead()] == ["not ours"]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"v":2,"messages":[]}', b"x" * (BODY_BYTES + 1), b'{"v":1,"messages":[7]}']
)
def test_a_bad_body_is_none_of_ours(sites: tuple[Site, Site, FakeClock], body: bytes) -> None:
    kiosk, desk, _ = sites
    assert exchange(desk.sync, "FT03", body) is None
    assert not Asking(kiosk.sync, "FT03").answered(body)


class Desk:
    """A real HTTP server around `exchange`, answering on the test's thread as the desk answers on its loop."""

    def __init__(self, answer: Callable[[bytes], tuple[int, bytes]], missing: int) -> None:
        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, said = answer(body) if self.path == exchanges.PATH else (404, b"")
                self.send_response(status)
                self.send_header("Content-Length", str(len(said) + missing))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def start(answer: Callable[[bytes], tuple[int, bytes]], missing: int = 0) -> Desk:
        desks.append(Desk(answer, missing))
        return desks[-1]

    yield start
    for desk in desks:
        desk.close()


def test_the_carrier_waits_ten_seconds_then_carries_until_the_broker_is_back(
    sites: tuple[Site, Site, FakeClock], serve: Callable[..., Desk]
) -> None:
    kiosk, desk, clock = sites
    calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def answer(body: bytes) -> tuple[int, bytes]:
        done: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        calls.put(lambda: done.put(exchange(desk.sync, "FT03", body, DESK)))
        said = done.get(timeout=5)
        return (200, said) if said is not None else (400, b"")

    server = serve(answer)
    carrier = HttpCarrier(
        DeskAddress(server.url), Asking(kiosk.sync, "FT03"), post=calls.put, now_ms=lambda: clock.boot_ms,
        greet=greeter(kiosk_topic("FT03"), lambda s: Presence(True, s, clock.at_ms)),
    )  # fmt: skip
    kiosk.recorder.append(LIVE, [OPENED], clock())
    carrier.tick(AFTER_S - 0.1, urgent=True)
    assert calls.empty() and not carrier.answering
    carrier.tick(AFTER_S, urgent=True)
    carrier.tick(AFTER_S, urgent=True)  # one question at a time
    for _ in range(2):
        calls.get(timeout=5)()
    assert carrier.answering and kiosk.recorder.confirmed(LIVE)
    desk.recorder.append(ANSWER, [Acknowledged("Li")], clock())
    carrier.tick(AFTER_S, urgent=True)
    assert calls.empty(), "not again at once"
    clock.forward(1_000)
    carrier.tick(AFTER_S, urgent=True)
    for _ in range(2):
        calls.get(timeout=5)()
    assert [r.event for r in kiosk.shown] == [Acknowledged("Li")]
    session = desk.sync.peers.kiosk("FT03", clock.boot_ms)
    assert session is not None and session.session.startswith("http-")
    carrier.tick(0.0, urgent=True)
    carrier.tick(0.0, urgent=True)
    assert not carrier.answering


@pytest.mark.parametrize(("status", "missing"), [(503, 0), (200, 40)], ids=["a refusal", "a line that breaks"])
def test_a_desk_that_does_not_answer_is_asked_again_and_nothing_breaks(
    sites: tuple[Site, Site, FakeClock], serve: Callable[..., Desk], status: int, missing: int
) -> None:
    kiosk, _, clock = sites
    server = serve(lambda _body: (status, b"later"), missing)
    calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    carrier = HttpCarrier(
        DeskAddress(server.url), Asking(kiosk.sync, "FT03"), post=calls.put, now_ms=lambda: clock.boot_ms,
        greet=greeter(kiosk_topic("FT03"), lambda s: Presence(True, s, 1)),
    )  # fmt: skip
    for _ in range(2):
        carrier.tick(AFTER_S, urgent=False)
        calls.get(timeout=5)()
        assert not carrier.answering
        clock.forward(2_000)


def test_an_answer_without_end_is_cut_off(serve: Callable[..., Desk]) -> None:
    server = serve(lambda _body: (200, b"x" * (BODY_BYTES + 10)))
    with pytest.raises(ValueError, match="too long"):
        ask(DeskAddress(server.url), encode_body([]))


def test_an_answer_in_drops_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each drop comes in time, the last one never; nothing else could be asked meanwhile."""
    monkeypatch.setattr(http_carrier, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as desk:

        def drip() -> None:
            line, _ = desk.accept()
            with line, contextlib.suppress(OSError):
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n")
                for _ in range(200):
                    line.sendall(b" ")
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(TimeoutError, match="does not end"):
            ask(DeskAddress(f"http://127.0.0.1:{desk.getsockname()[1]}"), encode_body([]))


def test_headers_in_drops_are_given_up_and_never_more_than_a_few_wait(sites: tuple[Site, Site, FakeClock]) -> None:
    kiosk, _, clock = sites
    stop, came = threading.Event(), threading.Semaphore(0)
    calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    with socket.create_server(("127.0.0.1", 0)) as desk, contextlib.ExitStack() as lines:

        def drip(line: socket.socket) -> None:
            with contextlib.suppress(OSError):
                line.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                came.release()
                while not stop.wait(0.05):
                    line.sendall(b".")
            line.close()

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    threading.Thread(target=drip, args=(desk.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        lines.callback(stop.set)
        carrier = HttpCarrier(
            DeskAddress(f"http://127.0.0.1:{desk.getsockname()[1]}"), Asking(kiosk.sync, "FT03"), post=calls.put,
            now_ms=lambda: clock.boot_ms, greet=greeter(kiosk_topic("FT03"), lambda s: Presence(True, s, 1)),
        )  # fmt: skip
        for _ in range(http_carrier.MOST_OPEN):
            carrier.tick(AFTER_S, urgent=False)
            assert came.acquire(timeout=10)
            clock.forward(http_carrier.WHOLE_MS - 1_000)
            carrier.tick(AFTER_S, urgent=False)
            assert not came.acquire(timeout=0.1), "one question at a time, until it is given up"
            clock.forward(2_000)
        carrier.tick(AFTER_S, urgent=False)
        assert not came.acquire(timeout=0.1) and not carrier.answering
    for _ in range(http_carrier.MOST_OPEN):
        calls.get(timeout=10)()  # a line that ends frees its place, and its answer is nobody's by now
    assert not carrier.answering
    carrier.tick(AFTER_S, urgent=False)
    calls.get(timeout=10)()


def test_certificates_are_used_as_configured(tmp_path: Path) -> None:
    """Nobody listens: what matters is that a missing file is trouble of this question, not of the kiosk."""
    began_s = time.monotonic()
    for desk in (
        DeskAddress("https://127.0.0.1:1", ca=tmp_path / "ca", cert=tmp_path / "c", key=tmp_path / "k"),
        DeskAddress("https://127.0.0.1:1", cert=tmp_path / "c"),
    ):
        with pytest.raises(OSError):
            ask(desk, b"{}")
    assert time.monotonic() - began_s < 3
