"""Who may come in, and what is turned away at the door."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from desk.app import DeskApp, print_link, run
from desk.config import Config, Listen
from desk.login import COOKIE, Doors, read_secret
from desk.presence import STALE_MS
from journal.moment import Clock

ORIGIN = "http://127.0.0.1"


def stranger(app: DeskApp, base: str = ORIGIN) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app.web), base_url=base)


@pytest.mark.parametrize("path", ["/", "/drills", "/i/FT03/live/x", "/stream?page=wall"])
async def test_without_a_session_nothing_is_shown(app: DeskApp, path: str) -> None:
    answer = await stranger(app).get(path)
    assert answer.status_code == 401
    assert "data-incident" not in answer.text


@pytest.mark.parametrize("path", ["/answer", "/here", "/gone", "/leave"])
async def test_without_a_session_nothing_is_done(app: DeskApp, path: str) -> None:
    assert (await stranger(app).post(path, headers={"origin": ORIGIN})).status_code == 401


async def test_a_link_works_once_and_looking_at_it_does_not_use_it_up(app: DeskApp) -> None:
    token = app.desk.doors.create_user("林静")
    one, two = stranger(app), stranger(app)
    assert "林静" in (await two.get(f"/enter/{token}")).text
    assert (await two.get(f"/enter/{token}")).status_code == 200
    entered = await one.post("/enter", data={"token": token}, headers={"origin": ORIGIN})
    assert entered.status_code == 303
    assert (await one.get("/")).status_code == 200
    assert (await two.post("/enter", data={"token": token}, headers={"origin": ORIGIN})).status_code == 410
    assert (await two.get(f"/enter/{token}")).status_code == 410
    assert (await two.get("/")).status_code == 401


async def test_a_link_that_is_too_old_opens_nothing(app: DeskApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.desk.doors, "_link_ms", -1)
    token = app.desk.doors.create_user("林静")
    answer = await stranger(app).post("/enter", data={"token": token}, headers={"origin": ORIGIN})
    assert answer.status_code == 410


async def test_the_cookie_is_for_this_site_only_and_out_of_reach_of_scripts(app: DeskApp) -> None:
    token = app.desk.doors.create_user("林静")
    answer = await stranger(app).post("/enter", data={"token": token}, headers={"origin": ORIGIN})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie


async def test_no_token_and_no_session_is_kept_in_the_clear(app: DeskApp, person: Callable[..., Any]) -> None:
    token = app.desk.doors.create_user("陈波")
    somebody = await person("林静")
    stored = b"".join(p.read_bytes() for p in app.config.people.parent.glob("people.sqlite*"))
    assert token.encode() not in stored
    assert somebody.http.cookies[COOKIE].rsplit(".", 1)[0].encode() not in stored
    assert oct(app.config.people.stat().st_mode)[-3:] == "600"
    assert oct(app.config.secret.stat().st_mode)[-3:] == "600"


async def test_a_forged_cookie_is_nobody(app: DeskApp) -> None:
    http = stranger(app)
    http.cookies.set(COOKIE, "abc.def")
    assert (await http.get("/")).status_code == 401


async def test_a_deed_without_the_sessions_own_token_is_refused(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    one, two = await person("林静"), await person("陈波")
    incident = lobby("FT03").open()
    fields = {"incident": incident, "do": "take"}
    for headers in (
        {"origin": ORIGIN},
        {"origin": ORIGIN, "x-csrf-token": two.csrf},
        {"origin": "http://evil.example", "x-csrf-token": one.csrf},
        {"origin": "null", "x-csrf-token": one.csrf},
        {"x-csrf-token": one.csrf},
        {"sec-fetch-site": "cross-site", "x-csrf-token": one.csrf},
    ):
        assert (await one.http.post("/answer", data=fields, headers=headers)).status_code == 403, headers
    assert app.desk.story(incident).answered is False  # type: ignore[union-attr]
    assert (await one.answer(incident, "take"))["ok"]


async def test_another_site_cannot_sign_somebody_in(app: DeskApp) -> None:
    token = app.desk.doors.create_user("林静")
    answer = await stranger(app).post("/enter", data={"token": token}, headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert app.desk.doors.whose(token) == "林静"


async def test_signing_out_ends_the_session_and_its_attendance(app: DeskApp, person: Callable[..., Any]) -> None:
    somebody = await person()
    await somebody.post("/here", page="p", sound="on")
    assert app.desk.attendance.attended(app.desk.clock().boot_ms) == 1
    assert (await somebody.post("/leave")).json()["ok"]
    assert (await somebody.http.get("/")).status_code == 401
    assert app.desk.attendance.attended(app.desk.clock().boot_ms) == 0


async def test_an_open_page_keeps_its_session_alive(
    app: DeskApp, person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = await person()
    began = app.desk.clock()
    later = began.at_ms
    monkeypatch.setattr(app.desk.doors, "_now", lambda: type(began)(later, began.boot_ms, began.boot))
    for _ in range(20):  # twenty hours, an hour at a time, with sessions of twelve
        later += 3_600_000
        assert (await somebody.post("/here", page="p", sound="on")).status_code == 200
    later += 13 * 3_600_000
    assert (await somebody.post("/here", page="p", sound="on")).status_code == 401


async def test_on_a_full_disk_whoever_sits_there_still_attends(app: DeskApp, person: Callable[..., Any]) -> None:
    somebody = await person("林静")
    app.desk.doors._db.execute("update session set touched_ms = 0")
    app.desk.doors._db.execute("pragma query_only = 1")
    assert (await somebody.post("/here", page="one", sound="on")).status_code == 200
    assert app.desk.presence("").attended == 1
    app.desk.doors._db.execute("pragma query_only = 0")


def test_a_damaged_file_of_people_is_set_aside_whole_and_a_new_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "people.sqlite"
    path.write_bytes(b"not a database at all" * 500)
    doors = Doors(path, b"x" * 64, Clock(), link_hours=1, session_hours=1)
    assert doors.whose(doors.create_user("林静")) == "林静"
    doors.close()
    assert [p.read_bytes() for p in tmp_path.glob("people.sqlite.corrupt-*")] == [b"not a database at all" * 500]


def test_a_cookie_key_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "secret.key"
    path.write_bytes(b"")
    made = read_secret(path)
    assert len(made) == 64 and read_secret(path) == made
    assert oct(path.stat().st_mode)[-3:] == "600" and list(tmp_path.iterdir()) == [path]


def test_a_desk_whose_address_is_taken_says_so_and_touches_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        config = Config(data=str(tmp_path / "desk"), listen=Listen(port=other.getsockname()[1]))
        said: list[str] = []
        assert run(config, ("林静",), said.append) == 1
    assert len(said) == 1 and "cannot listen" in said[0]
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize("deed", ["run", "link"])
def test_a_desk_that_cannot_use_its_directory_says_so(tmp_path: Path, deed: str) -> None:
    (tmp_path / "file").write_text("in the way")
    config = Config(data=str(tmp_path / "file" / "desk"), listen=Listen(port=0))
    said: list[str] = []
    assert (run(config, (), said.append) if deed == "run" else print_link(config, "林静", said.append)) == 1
    assert len(said) == 1 and "Not a directory" in said[0]


async def test_only_pages_that_can_be_heard_count_as_attending(app: DeskApp, person: Callable[..., Any]) -> None:
    somebody = await person()
    await somebody.post("/here", page="a", sound="off")
    assert app.desk.presence("s").attended == 0
    await somebody.post("/here", page="a", sound="on")
    await somebody.post("/here", page="b", sound="on")
    assert app.desk.presence("s").attended == 2
    now = app.desk.clock().boot_ms
    assert app.desk.attendance.attended(now + STALE_MS + 1) == 0
    await somebody.post("/gone", page="b")
    assert app.desk.presence("s").attended == 1


async def test_a_foreign_host_name_gets_nothing(app: DeskApp) -> None:
    for host in ("http://evil.example", "http://evil.example:8470"):
        assert (await stranger(app, host).get("/healthz")).status_code == 421
    assert (await stranger(app, "http://localhost:8470").get("/healthz")).status_code == 200


async def test_a_body_that_is_too_long_is_not_read(app: DeskApp, person: Callable[..., Any]) -> None:
    somebody = await person()
    assert (await somebody.post("/answer", text="x" * 20_000)).status_code == 413


class _Inline(HTMLParser):
    """Finds what a content security policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        for name, value in names.items():
            if name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}")
            if name in ("src", "href") and re.match(r"(https?:)?//", value or ""):
                self.found.append(f"{tag} {value}")


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_carries_the_policy_and_obeys_it(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any], lang: str
) -> None:
    somebody, one, drill = await person(), lobby("FT03"), lobby("NS02")
    incident, exercise = one.open(), drill.open(drill=True)
    token = app.desk.doors.create_user("陈波")
    paths = [
        "/",
        "/drills",
        f"/i/{incident}",
        f"/i/{exercise}",
        f"/enter/{token}",
        "/enter/none",
        "/i/none",
        "/nothing",
    ]
    for path in paths:
        answer = await somebody.http.get(path, params={"lang": lang})
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        finder = _Inline()
        finder.feed(answer.text)
        assert finder.found == [], path
