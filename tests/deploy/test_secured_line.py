"""The product's own line, kiosk and desk, over the broker as it ships: certificates, access list and all."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.mqtt import Address, Tls
from protocols.events import Acknowledged, DeskOpened, LogId, Opened, StepEntered
from tests.fakes.real_line import Lobby, Office, until
from tests.fakes.secured_site import Site

LIVE = LogId("FT03/live/0192f0c1-0000-7000-8000-000000000001")
DRILL = LogId("FT03/drill/0192f0c1-0000-7000-8000-000000000002")
ANSWER = LogId("FT03/desk/0192f0c1-0000-7000-8000-000000000003")
OPENED = Opened("adult_collapse", "0" * 64, "FT03", "lobby", "zh", "tile")


def address(site: Site, name: str) -> Address:
    certificate = next(site.authority.issued.glob(f"{name}.*.crt"))
    return Address(
        "localhost", site.port, Tls(site.authority.folder / "ca.crt", certificate, site.keys / f"{name}.key")
    )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.start()
    yield site
    site.stop()


def test_facts_cursors_and_presence_pass_both_ways(site: Site, tmp_path: Path) -> None:
    lobby = Lobby(tmp_path / "kiosk.db", [address(site, "FT03")])
    office = Office(tmp_path / "desk.db", [address(site, "DESK1")], desk="DESK1")
    try:
        lobby.write(LIVE, OPENED, StepEntered("response"))
        lobby.write(DRILL, OPENED)
        until(lambda: {log: cursor.seq for log, cursor in lobby.cursors} == {LIVE: 2, DRILL: 1})
        office.write(ANSWER, DeskOpened(LIVE), Acknowledged("李"))
        until(lambda: [record.event for record in lobby.shown] == [DeskOpened(LIVE), Acknowledged("李")])
        assert lobby.do(lambda: lobby.sync.peers.desk(lobby.clock().boot_ms)).attended == 1
        until(lambda: ("FT03", True) in [(who, presence.online) for who, presence in office.presences])
    finally:
        lobby.stop()
        until(lambda: not office.presences[-1][1].online)
        office.stop()


def test_a_revoked_kiosk_is_neither_heard_nor_told(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lobby = Lobby(tmp_path / "kiosk.db", [address(site, "FT03")])
    office = Office(tmp_path / "desk.db", [address(site, "DESK1")], desk="DESK1")
    try:
        lobby.write(LIVE, OPENED)
        until(lambda: len(office.shown) == 1)
        site.revoke("FT03")
        site.reload()
        lobby.write(LIVE, StepEntered("after the theft"))
        office.write(ANSWER, DeskOpened(LIVE), Acknowledged("李"))
        until(lambda: "the broker refused frk/v1/FT03/live/" in caplog.text)
        time.sleep(0.3)
        assert len(office.shown) == 1
        assert lobby.shown == []
    finally:
        lobby.stop()
        office.stop()
