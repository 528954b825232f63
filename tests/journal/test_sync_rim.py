"""Whatever a stranger sends, Sync stays standing, stores nothing wrong, and says what it refused."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journal import codec
from journal.recorder import Recorder
from journal.store import Journal
from journal.sync import RESEND_MS, WINDOW, Sync, topics
from protocols.events import DeskOpened, LogId, MessageSent, Moment, Opened, Record, StepEntered
from tests.fakes.line import FakeClock, Line, Site, pair, settle

OPENED = Opened("collapse", "pack", "FT03", "lobby", "zh", "tile")
LIVE = LogId("FT03/live/a")


@pytest.fixture
def sites() -> tuple[Line, FakeClock, Site, Site]:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock)
    kiosk.connect(), desk.connect()
    return line, clock, kiosk, desk


def reasons(site: Site) -> list[str]:
    return [letter.reason for letter, _ in site.recorder.dead()]


PARTS = st.sampled_from(
    [
        "frk",
        "v1",
        "v2",
        "FT03",
        "FT04",
        "_desk",
        "live",
        "ops",
        "desk",
        "a",
        "facts",
        "cursor",
        "presence",
        "",
        "..",
        "#",
    ]
)
TOPICS = st.lists(PARTS, max_size=7).map("/".join) | st.text(max_size=30) | st.sampled_from(
    ["frk/v1/FT03/live/a/facts", "frk/v1/FT03/desk/a/facts", "frk/v1/FT03/live/a/cursor", "frk/v1/_desk/one/presence",
     "frk/v1/FT03/presence", "frk/v1/FT03/desk/a/cursor"]
)  # fmt: skip
BODIES = st.binary(max_size=200) | st.sampled_from(
    [b"", b"null", b"{}", b"[]", b'{"seq":1,"digest":""}', b'{"seq":0}',
     b'{"online":true,"session":"x","at_ms":1}', b"[" * 60_000,
     b'{"v":1,"log":"FT03/live/a","prev":"","records":[{}]}']
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TOPICS, BODIES), max_size=8))
def test_no_message_ever_raises_or_stops_the_next_fact(messages: list[tuple[str, bytes]]) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock)
    kiosk.connect(), desk.connect()
    for topic, payload in messages:
        kiosk.sync.receive(topic, payload)
        desk.sync.receive(topic, payload)
    log = LogId("FT03/live/after")
    kiosk.write(log, OPENED)
    settle(line, clock, kiosk, desk)
    assert [r.event for r in desk.recorder.incident(log)] == [OPENED]
    assert not any(reason.startswith("broke") for reason in reasons(kiosk) + reasons(desk))


def test_facts_under_anothers_name_are_refused(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    line, _, kiosk, desk = sites
    kiosk.write(LIVE, OPENED)
    (payload,) = [p for t, p in line.sent if t.endswith("/facts")]
    line.queue.clear()
    desk.sync.receive("frk/v1/FT04/live/a/facts", payload)
    desk.sync.receive("frk/v1/FT03/live/a/facts", payload, kiosk="FT04")
    desk.sync.receive("frk/v1/FT03/desk/a/facts", payload)
    desk.sync.receive("frk/v1/FT03/live/a/cursor", b"{}")
    desk.sync.receive("frk/v1/FT03/live/a/other", payload)
    desk.sync.receive("elsewhere/FT03/live/a/facts", payload)
    kiosk.sync.receive("frk/v1/FT04/desk/a/facts", payload)
    assert desk.recorder.infos() == [] and desk.shown == []
    assert reasons(desk) == ["wrong log", "not ours", "not ours", "not ours", "not ours", "unknown topic"]
    assert reasons(kiosk) == ["not ours"]


def test_a_failed_digest_leaves_the_cursor_where_it_is_and_the_true_fact_still_comes(
    sites: tuple[Line, FakeClock, Site, Site],
) -> None:
    line, clock, kiosk, desk = sites
    kiosk.write(LIVE, OPENED)
    line.deliver()
    kiosk.write(LIVE, StepEntered("response"))
    topic, payload = line.sent[-1]
    line.queue.clear()
    desk.sync.receive(topic, payload.replace(b"response", b"nonsense"))
    assert reasons(desk) == ["failed digest"]
    assert [r.event for r in desk.recorder.incident(LIVE)] == [OPENED]
    settle(line, clock, kiosk, desk)
    assert [r.event for r in desk.shown] == [OPENED, StepEntered("response")]


def test_an_unreadable_fact_is_passed_by_the_cursor_and_kept_byte_equal(
    sites: tuple[Line, FakeClock, Site, Site],
) -> None:
    line, clock, kiosk, desk = sites
    kiosk.recorder._disk._write(LIVE, [("json", '{"type":"opened", "protocol":7}', clock()), ("v9", "secret", clock())])
    kiosk.recorder.forget_tips()
    kiosk.sync.push(LIVE)
    line.deliver()
    assert kiosk.recorder.confirmed(LIVE)
    assert desk.recorder.entries(LIVE) == kiosk.recorder.entries(LIVE)
    assert [type(r.event).__name__ for r in desk.shown] == ["Unreadable", "Unreadable"]


def test_a_failing_listener_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock)

    def fails(*_: object) -> None:
        raise RuntimeError("no sound card")

    desk.sync._on_records = fails
    kiosk.connect(), desk.connect()
    kiosk.write(LIVE, OPENED)
    line.deliver()
    assert kiosk.recorder.confirmed(LIVE) and "no sound card" in caplog.text


def test_a_bug_in_taking_one_message_buries_it_and_the_next_comes_in(
    sites: tuple[Line, FakeClock, Site, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, _, desk = sites

    def broken(*_: object) -> None:
        raise KeyError("kind")

    monkeypatch.setattr(desk.recorder, "merge", broken)
    entry = codec.seal("", LIVE, 1, Moment(1, 1, "b"), "{}")
    desk.sync.receive(f"frk/v1/{LIVE}/facts", codec.encode_batch(LIVE, "", [entry])[0])
    assert reasons(desk) == ["broke KeyError"]


def test_cursors_of_logs_nobody_here_wrote_are_left_alone(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    _, _, kiosk, _ = sites
    kiosk.sync.receive("frk/v1/FT03/live/unknown/cursor", b'{"seq":3,"digest":"' + b"a" * 64 + b'"}')
    kiosk.sync.receive("frk/v1/FT03/live/unknown/cursor", b"nonsense")
    assert kiosk.recorder.infos() == [] and reasons(kiosk) == ["bad cursor"]


def test_what_stays_unconfirmed_is_sent_again_with_growing_patience(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    line, clock, kiosk, _ = sites
    line.loss = 1.0
    ops = kiosk.recorder.ops("FT03", "ops", clock())
    began_ms = clock.boot_ms
    kiosk.write(ops, StepEntered("x"))
    line.sent.clear()
    times = []
    for _ in range(1500):
        clock.forward(100)
        kiosk.sync.tick()
        times += [clock.boot_ms - began_ms] * len(line.sent)
        line.sent.clear()
    gaps = [b - a for a, b in pairwise([0, *times])]
    assert gaps[:4] == [RESEND_MS, 2 * RESEND_MS, 4 * RESEND_MS, 8 * RESEND_MS] and max(gaps) <= 60_000
    kiosk.write(LIVE, OPENED)
    line.sent.clear()
    times = []
    for _ in range(300):
        clock.forward(100)
        kiosk.sync.tick()
        times += [clock.boot_ms] * len([t for t, _ in line.sent if LIVE in t])
        line.sent.clear()
    assert max(b - a for a, b in pairwise(times)) <= 5_100, "an open incident is asked about every 5 s"


def test_a_slow_reader_is_sent_a_window_and_not_the_whole_past(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    line, clock, kiosk, desk = sites
    drill = LogId("FT03/drill/a")
    kiosk.recorder.append(drill, [StepEntered("x")] * 1500, clock())
    kiosk.sync.push(drill)
    assert len([t for t, _ in line.sent if t.endswith("/facts")]) == WINDOW / 100
    ops = kiosk.recorder.ops("FT03", "ops", clock())
    kiosk.write(ops, StepEntered("health"))
    assert not [t for t, _ in line.sent if ops in t], "the window is full: health waits"
    settle(line, clock, kiosk, desk)
    assert desk.recorder.confirmed(ops) and len(desk.recorder.entries(drill)) == 1500


def test_a_line_that_takes_no_more_stops_the_pump(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    line, clock, kiosk, desk = sites
    line.up = False
    kiosk.write(LIVE, OPENED)
    kiosk.sync.tick()
    assert not line.sent and kiosk.recorder.behind()
    line.up = True
    settle(line, clock, kiosk, desk)
    assert kiosk.recorder.confirmed(LIVE)


def test_a_reader_that_repeats_itself_is_answered_twice_a_second_at_most(
    sites: tuple[Line, FakeClock, Site, Site],
) -> None:
    line, clock, kiosk, _ = sites
    kiosk.write(LIVE, OPENED)
    line.queue.clear()
    line.sent.clear()
    for _ in range(50):
        kiosk.sync.receive(f"frk/v1/{LIVE}/cursor", b'{"seq":0,"digest":""}')
    assert len(line.sent) == 1
    clock.forward(600)
    kiosk.sync.receive(f"frk/v1/{LIVE}/cursor", b'{"seq":0,"digest":""}')
    assert len(line.sent) == 2


def test_a_new_session_of_the_desk_is_asked_about_closed_logs(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    line, clock, kiosk, desk = sites
    for n in range(30):
        log = LogId(f"FT03/live/{n}")
        kiosk.write(log, OPENED)
        kiosk.recorder.mark_closed(log, clock())
    settle(line, clock, kiosk, desk)
    line.sent.clear()
    birth = b'{"online":true,"session":"two","at_ms":%d}' % clock.at_ms
    kiosk.sync.receive("frk/v1/_desk/one/presence", birth)
    kiosk.sync.receive("frk/v1/_desk/one/presence", birth)
    for _ in range(4):
        kiosk.sync.tick()
    assert len([t for t, _ in line.sent if t.endswith("/facts")]) == 30
    assert kiosk.sync.peers.desk(clock.boot_ms).online
    kiosk.sync.lost()
    assert not kiosk.sync.peers.desk(clock.boot_ms).online


def test_presence_goes_only_where_it_belongs(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    _, clock, kiosk, desk = sites
    birth = b'{"online":true,"session":"s","at_ms":1,"name":"lobby"}'
    heard: list[str] = []
    desk.sync._on_presence = lambda who, presence: heard.append(who)
    desk.sync.receive("frk/v1/FT03/presence", birth)
    desk.sync.receive("frk/v1/FT03/presence", birth, kiosk="FT04")
    desk.sync.receive("frk/v1/FT03/presence", b"nonsense")
    desk.sync.receive("frk/v1/_desk/one/presence", birth)
    kiosk.sync.receive("frk/v1/FT03/presence", birth)
    assert heard == ["FT03"]
    said = desk.sync.peers.kiosk("FT03", clock.boot_ms)
    assert said is not None and said.name == "lobby"


def test_a_damaged_disk_does_not_make_the_line_raise(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk = Site(line, "kiosk", tmp_path / "k.db", clock)
    kiosk.connect()
    kiosk.write(LIVE, OPENED)
    with kiosk.journal._transaction():
        kiosk.journal._db.execute_sql("alter table log rename to gone")  # type: ignore[no-untyped-call]
    kiosk.sync.push()
    kiosk.sync.tick()
    kiosk.sync.refresh()
    kiosk.sync.receive(f"frk/v1/{LIVE}/cursor", b'{"seq":0,"digest":""}')


def test_a_site_subscribes_to_the_other_half_only() -> None:
    assert topics("kiosk", "FT03") == [
        "frk/v1/FT03/desk/+/facts",
        "frk/v1/FT03/deskops/+/facts",
        "frk/v1/FT03/live/+/cursor",
        "frk/v1/FT03/drill/+/cursor",
        "frk/v1/FT03/ops/+/cursor",
        "frk/v1/_desk/+/presence",
    ]
    assert "frk/v1/+/presence" in topics("desk") and len(topics("desk")) == 6


def test_a_kiosk_must_know_its_own_name() -> None:
    with pytest.raises(AssertionError):
        Sync(Recorder(Journal(":memory:"), lambda: Journal(":memory:")), "kiosk", lambda *_: True, FakeClock())


def test_the_desks_logs_of_one_kiosk_are_not_shown_to_another(sites: tuple[Line, FakeClock, Site, Site]) -> None:
    desk = sites[3]
    desk.write(LogId("FT04/desk/a"), DeskOpened("FT04/live/x"))
    desk.write(LogId("FT03/desk/a"), DeskOpened("FT03/live/x"))
    ours = [topic for topic, _ in desk.sync.batches("FT03", 5)]
    assert ours == ["frk/v1/FT03/desk/a/facts"]
    assert list(desk.sync.batches("FT03", 0)) == []


def test_a_copy_of_a_fact_that_comes_by_another_log_is_not_shown_again(tmp_path: Path) -> None:
    clock, line = FakeClock(), Line()
    kiosk, desk = pair(line, clock, tmp_path / "k.db", tmp_path / "d.db")
    kiosk.connect(), desk.connect()
    answer = LogId("FT03/desk/a")
    desk.write(answer, DeskOpened("x"), *[MessageSent("Li", f"{n}") for n in range(150)], MessageSent("Li", "hold on"))
    line.deliver(rounds=2)  # both batches arrived, but the cursors did not come back
    line.queue.clear()
    assert desk.recorder.fork(answer, "fork", clock()) is not None
    desk.sync.push()
    settle(line, clock, kiosk, desk)
    shown: list[Record] = kiosk.shown
    assert [r.event for r in shown].count(MessageSent("Li", "hold on")) == 1
