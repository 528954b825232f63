"""Who is on the line: births, wills, late wills, and a desk that hangs."""

from __future__ import annotations

import msgspec

from journal.presence import (
    PEERS,
    STALE_MS,
    DeskState,
    Peers,
    Presence,
    desk_topic,
    encode_presence,
    greeter,
    kiosk_topic,
)


def said(online: bool, session: str, at_ms: int = 1, **more: object) -> bytes:
    return encode_presence(Presence(online, session, at_ms, **more))  # type: ignore[arg-type]


def test_the_will_carries_the_session_of_its_birth() -> None:
    greeting = greeter(desk_topic("one"), lambda s: Presence(True, s, 5, name="Region 3", attended=2))("s1")
    birth, will = (msgspec.json.decode(p, type=Presence) for p in (greeting.birth, greeting.will))
    assert greeting.topic == "frk/v1/_desk/one/presence" and kiosk_topic("FT03") == "frk/v1/FT03/presence"
    assert (birth.online, birth.attended, will.online, will.attended) == (True, 2, False, 0)
    assert birth.session == will.session == "s1" and will.name == "Region 3"


def test_a_late_will_of_an_old_session_does_not_count() -> None:
    peers = Peers()
    assert peers.heard("FT03", said(True, "old"), 0) == (Presence(True, "old", 1), True)
    assert peers.heard("FT03", said(True, "old", 2), 0) == (Presence(True, "old", 2), False)
    assert peers.heard("FT03", said(True, "new", 3), 0) == (Presence(True, "new", 3), True)
    assert peers.heard("FT03", said(False, "old", 1), 0) is None
    now = peers.kiosk("FT03", 0)
    assert now is not None and now.online
    peers.heard("FT03", said(False, "new", 3), 0)
    gone = peers.kiosk("FT03", 0)
    assert gone is not None and not gone.online and peers.kiosk("FT04", 0) is None


def test_an_old_birth_that_another_broker_still_holds_does_not_count() -> None:
    peers = Peers()
    peers.heard("FT03", said(True, "new", 10), 0)
    assert peers.heard("FT03", said(True, "old", 5), 0) is None
    peers.heard("FT03", said(False, "new", 10), 0)
    assert peers.heard("FT03", said(True, "clock set back", 5), 0) is not None


def test_nonsense_and_too_many_strangers_are_passed_over() -> None:
    peers = Peers()
    for payload in (b"", b"{}", b"null", said(True, "x" * 65), b'{"online":true,"session":"","at_ms":1}'):
        assert peers.heard("FT03", payload, 0) is None
    for n in range(PEERS):
        peers.heard(f"K{n}", said(True, "s"), 0)
    assert peers.heard("ONEMORE", said(True, "s"), 0) is None and peers.heard("K1", said(False, "s"), 0) is not None


def test_a_desk_that_stays_silent_counts_as_unattended() -> None:
    peers = Peers()
    assert peers.desk(0) == DeskState()
    peers.heard("_desk/one", said(True, "s", attended=2, name="Region\u202e 3", phone="555"), 1_000)
    assert peers.desk(1_000) == DeskState(True, 2, "Region 3", "555")
    assert peers.desk(1_000 + STALE_MS) == DeskState(True, 2, "Region 3", "555")
    assert peers.desk(1_001 + STALE_MS) == DeskState(True, 0, "Region 3", "555")
    peers.heard("_desk/two", said(True, "t", attended=1, name="Night"), 20_000)
    assert peers.desk(20_000) == DeskState(True, 1, "Night", "")
    peers.lost_line()
    assert peers.desk(20_000) == DeskState()


def test_a_kiosk_on_the_second_carrier_is_gone_when_it_stops_asking() -> None:
    peers = Peers()
    peers.heard("FT03", said(True, "http-1"), 0)
    here, gone = peers.kiosk("FT03", STALE_MS), peers.kiosk("FT03", STALE_MS + 1)
    assert here is not None and here.online and gone is not None and not gone.online
