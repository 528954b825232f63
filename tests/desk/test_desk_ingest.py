"""The desk hears on: whatever comes in, the next message is taken; and health is told honestly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from desk.app import DeskApp
from desk.config import Carrier, Config, Listen
from desk.ingest import WAITING, Ingest, supervised
from desk.stream import Drawn, Hub, View
from journal import codec
from journal.exchange import decode_body, encode_body
from journal.presence import Presence, encode_presence
from protocols.model import Pack

BAD = [
    ("frk/v1/FT03/live/abc/facts", b""),
    ("frk/v1/FT03/live/abc/facts", b"{"),
    ("frk/v1/FT03/live/abc/facts", b"\xff\xfe\x00"),
    ("frk/v1/FT03/live/abc/facts", b"[" * 100_000),
    ("frk/v1/FT03/live/abc/facts", b'{"v":1,"log":"NS02/live/abc","prev":"","records":[{}]}'),
    ("frk/v1/FT03/live/abc/facts", b'{"v":1,"log":"FT03/live/abc","prev":"","records":[{"seq":1}]}'),
    ("frk/v1/FT03/live/../facts", b"{}"),
    ("frk/v1/FT03/desk/abc/facts", b"{}"),
    ("frk/v1/FT03/desk/abc/cursor", b'{"seq":"x"}'),
    ("frk/v1/FT03/presence", b'{"online":"maybe"}'),
    ("frk/v1/ft03/live/abc/facts", b"{}"),
    ("other/topic", b"x"),
    ("frk/v1/" + "x" * 500, b"x"),
    ("", b""),
]


def http(app: DeskApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app.web), base_url="http://127.0.0.1")


async def test_after_every_malformed_message_the_next_good_one_is_shown(
    app: DeskApp, lobby: Callable[..., Any]
) -> None:
    for n, (topic, payload) in enumerate(BAD):
        app.desk.receive(topic, payload)
        app.desk.ingest.turn()
        incident = lobby(f"K{n:02d}").open()
        assert app.desk.story(incident) is not None, (topic, payload[:50])
    health = (await http(app).get("/healthz")).json()
    assert health["dead_letters"] >= 8
    assert health["ingest_failed"] == 0 and health["ok"]
    assert len(app.desk.recorder.dead()) <= codec.BATCH_RECORDS * 10


async def test_a_fault_of_our_own_costs_one_message(caplog: pytest.LogCaptureFixture) -> None:
    taken: list[bytes] = []

    def receive(topic: str, payload: bytes) -> None:
        if payload == b"bad":
            raise KeyError("kind")
        taken.append(payload)

    ingest = Ingest(receive, lambda: None)
    for payload in (b"1", b"bad", b"2"):
        ingest.offer("t", payload)
    while ingest.waiting:  # one turn may be too short on a busy machine
        await asyncio.sleep(0)
    assert taken == [b"1", b"2"] and ingest.failed == 1 and ingest.age_s < 1


async def test_a_flood_is_limited_and_counted() -> None:
    ingest = Ingest(lambda t, p: None, lambda: None)
    assert all(ingest.offer("t", b"x") for _ in range(WAITING))
    assert not ingest.offer("t", b"x")
    assert ingest.refused == 1
    while ingest.waiting:
        await asyncio.sleep(0)


async def test_a_lobby_that_floods_delays_nobody_else() -> None:
    taken: list[str] = []
    ingest = Ingest(lambda topic, payload: taken.append(topic), lambda: None)
    for n in range(WAITING):
        ingest.offer(f"frk/v1/BAD1/live/{n}/facts", b"x")
    assert ingest.offer("frk/v1/FT03/live/a/facts", b"help")
    assert ingest.offer("frk/v1/FT03/live/b/facts", b"help")
    assert ingest.waiting == WAITING and ingest.refused == 2
    while ingest.waiting:
        await asyncio.sleep(0)
    assert taken.index("frk/v1/FT03/live/a/facts") == 1 and taken.index("frk/v1/FT03/live/b/facts") == 3
    assert taken[0] == "frk/v1/BAD1/live/0/facts" and len(taken) == WAITING


async def test_a_supervised_task_begins_anew(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("desk.ingest.RESTART_S", 0.0)
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)
        if len(runs) < 3:
            raise OSError("gone")

    await supervised("work", work)
    assert len(runs) == 3


async def test_health_says_how_old_the_last_turn_is(app: DeskApp, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await http(app).get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["ingest_age_s"] < 2
    monkeypatch.setattr(Ingest, "age_s", 11.0)
    answer = await http(app).get("/healthz")
    assert answer.status_code == 503 and answer.json()["ok"] is False


async def test_a_page_is_told_only_what_changed_and_skips_what_is_past() -> None:
    shown = {"rows": "a", "head": "x"}

    def draw(view: View, late: bool) -> Drawn:
        return Drawn({"head": shown["head"]} if late else {"rows": shown["rows"]}, (), False)

    hub = Hub(draw, lambda: 1, 0.05)
    stream = hub.follow(View("wall", "", "zh"), hub.version, lambda: True)
    assert (await anext(stream)).startswith(b"retry:")
    for _ in "ab":
        assert b'"regions":{}' in await anext(stream), "a page that is up to date is sent nothing"
    for text in "bcd":
        shown["rows"] = shown["head"] = text
        hub.changed()
    first, later = (await anext(stream)).decode(), (await anext(stream)).decode()
    assert '"regions":{"rows":"d"}' in first and "id: " not in first
    assert '"regions":{"head":"d"}' in later and f"id: {hub.version}" in later
    assert (await anext(stream)).startswith(b"event: beat")
    again = hub.follow(View("wall", "", "zh"), "another.1", lambda: True)
    assert b'"head":"d"' in b"".join([await anext(again) for _ in range(3)])
    hub.close()
    assert len([event async for event in stream]) <= 1, "a closing desk lets its pages go"
    await again.aclose()
    assert hub.pages == 0


async def test_a_stream_ends_with_the_session() -> None:
    hub = Hub(lambda view, late: Drawn({}, (), False), lambda: 1, 0.01)
    events = [e async for e in hub.follow(View("wall", "", "zh"), "", lambda: False)]
    assert events[-1].startswith(b"event: signed_out") and hub.pages == 0


# --- the second carrier ------------------------------------------------------------------------------------

SECRET = "a-long-and-random-secret"


@pytest.fixture
async def carried(tmp_path: Path, pack: Pack) -> Any:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f'FT03 = "{SECRET}"\n')
    made = DeskApp(Config(data=str(tmp_path / "d"), carrier=Carrier(secrets=str(secrets))), pack)
    async with made.running(brokers=False):
        yield made


async def test_without_configuration_there_is_no_second_carrier(app: DeskApp) -> None:
    assert (await http(app).post("/v1/facts", content=b"{}")).status_code == 404


async def test_a_kiosk_proves_itself_and_speaks_only_for_itself(carried: DeskApp, tmp_path: Path, pack: Pack) -> None:
    from journal.moment import Clock
    from journal.recorder import Recorder
    from journal.sync import Sync
    from protocols.ops_events import KioskStarted

    recorder, clock = Recorder.open(tmp_path / "k.sqlite"), Clock()
    sync = Sync(recorder, "kiosk", lambda t, p, r: False, clock, kiosk="FT03")
    log = recorder.ops("FT03", "ops", clock())
    recorder.append(log, [KioskStarted("1", "h", "莲花路支行", "大堂", "1", "墙上")], clock())
    question = encode_body(list(sync.batches("FT03", 6)), "FT03")

    async def post(authorization: str, body: bytes = question) -> httpx.Response:
        return await http(carried).post("/v1/facts", content=body, headers={"authorization": authorization})

    for wrong in ("", "Bearer FT03:wrong", f"Bearer NS02:{SECRET}", f"Basic FT03:{SECRET}", "Bearer"):
        assert (await post(wrong)).status_code == 401
    assert carried.desk.fleet.kiosk("FT03").station["zh"] == ""
    answer = await post(f"Bearer FT03:{SECRET}")
    assert answer.status_code == 200
    topics = [topic for topic, _ in decode_body(answer.content) or []]
    assert f"frk/v1/{log}/cursor" in topics and "frk/v1/_desk/DESK1/presence" in topics
    assert carried.desk.fleet.kiosk("FT03").station["en"] == "莲花路支行"
    foreign = encode_body([("frk/v1/NS02/ops/x/facts", b"{}")], "NS02")
    assert (await post(f"Bearer FT03:{SECRET}", foreign)).status_code == 200
    assert carried.desk.dead == 1 and carried.desk.fleet.kiosk("NS02").online is None
    assert (await post(f"Bearer FT03:{SECRET}", b"nonsense")).status_code == 400
    recorder.close()


async def test_a_proxy_may_name_the_kiosk_by_its_certificate(tmp_path: Path, pack: Pack) -> None:
    made = DeskApp(Config(data=str(tmp_path / "d"), carrier=Carrier(client_header="x-client-dn")), pack)
    async with made.running(brokers=False):
        for name, status in (("CN=FT03,O=bank", 200), ("FT03", 200), ("CN=ft03", 401), ("", 401)):
            answer = await http(made).post("/v1/facts", content=encode_body([]), headers={"x-client-dn": name})
            assert answer.status_code == status, name


# --- configuration -----------------------------------------------------------------------------------------


def test_the_example_works_as_it_stands() -> None:
    from desk.config import load

    config = load(Path("desk/desk.example.toml"), {})
    assert isinstance(config, Config) and config.listen.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('id = "desk"\n', "desk.toml:1:"),
        ('id = "DESK1"\n[listen]\nport = "x"\n', "desk.toml:3:"),
        ("[listen]\nprot = 1\n", "desk.toml:2:"),
        ("[alarm]\nlost_s = 20.0\n", "desk.toml:2:"),
        ("[alarm]\nlost_s = 3.0\n", "twice heartbeat_s"),
        ('[listen]\nhost = "0.0.0.0"\n', "TLS"),
        ('[line]\nbrokers = ["nowhere"]\n', "host:port"),
        ('[line]\nbrokers = ["a:99999"]\n', "host:port"),
        ("[line]\nbrokers = []\n", "one broker or more"),
        ('[line]\ncert = "desk.toml"\nkey = "desk.toml"\n', "over TLS"),
        ('[line]\nca = "/none/ca.crt"\n', "no file"),
        ("lang = \n", "desk.toml:1:"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, says: str) -> None:
    from desk.config import parse

    problems = parse(text)
    assert isinstance(problems, list) and says in problems[0], problems


def test_the_environment_overrides_the_file() -> None:
    from desk.config import parse

    environ = {"FRK_DESK_LISTEN__PORT": "9000", "FRK_DESK_LINE__BROKERS": "a:1,b:2", "FRK_DESK_LANG": "en", "HOME": "x"}
    config = parse('lang = "zh"\n', "desk.toml", environ)
    assert isinstance(config, Config)
    assert config.listen == Listen(port=9000) and config.line.brokers == ("a:1", "b:2") and config.lang == "en"
    problems = parse("", "desk.toml", {"FRK_DESK_LISTEN__PORT": "x"})
    assert isinstance(problems, list) and problems[0].startswith("FRK_DESK_LISTEN__PORT:")
    problems = parse("", "desk.toml", {"FRK_DESK_LISTEN__HOST": "0.0.0.0"})
    assert isinstance(problems, list) and problems[0].startswith("FRK_DESK_LISTEN__HOST:")


async def test_a_branch_has_its_name_in_both_languages_before_its_first_fact(app: DeskApp) -> None:
    said = Presence(True, "s", 1, name="莲花路支行", place="大堂", name_en="Lianhua Road", place_en="Lobby")
    app.desk.sync.receive("frk/v1/FT03/presence", encode_presence(said))
    kiosk = app.desk.fleet.kiosk("FT03")
    assert (kiosk.station["en"], kiosk.station["zh"]) == ("Lianhua Road", "莲花路支行")
    assert kiosk.place["en"] == "Lobby"
