"""Whatever fails beside the guidance fails alone: the step changes, the beat goes on, silence stays unseen."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from kiosk import equipment, export, paper, roster, settings
from kiosk import kiosk as whole
from kiosk import views_model as v
from kiosk.after import After
from kiosk.beside import TOLD_EVERY_S, Beside
from kiosk.count import Count
from kiosk.curtain import Curtain
from kiosk.incident_lock import LockFile
from kiosk.machine import KioskMachine
from kiosk.pin import TRIES, PinLock, hashed
from kiosk.printing import Printing, Sheet, SheetLine, _start
from kiosk.resting import Resting
from kiosk.silent_exit import SilentExit, StaffPin
from kiosk.tapping import Summary, Taps
from kiosk.upkeep import Upkeep
from protocols import events as e
from protocols.bilingual import Words
from tests.fakes.lobby_world import World


def boom(*args: object, **named: object) -> object:
    raise RuntimeError("injected")


PARTS: list[tuple[type, str]] = [
    (Upkeep, "tick"), (Upkeep, "leave"), (After, "tick"), (Printing, "tick"), (Printing, "state"), (SilentExit, "tick"),
    (Count, "prepare"), (StaffPin, "there"), (Curtain, "left_s"), (Taps, "rate_bpm"), (Summary, "due"),
    (Resting, "notice"),
]  # fmt: skip


@pytest.mark.parametrize(
    "broken", [*[[part] for part in PARTS], PARTS], ids=lambda parts: f"{len(parts)}-{parts[0][1]}"
)
def test_a_part_that_fails_takes_neither_step_nor_beat_nor_the_question_after_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: list[tuple[type, str]]
) -> None:
    world = World(tmp_path / "journal.db", printing=Printing(tmp_path / "cards", "lobby"))
    for kind, name in broken:
        monkeypatch.setattr(kind, name, property(boom) if isinstance(getattr(kind, name), property) else boom)
    monkeypatch.setattr(world.stage._here, "_people", boom)
    monkeypatch.setattr(world.stage, "_line", boom)
    monkeypatch.setattr(world.stage, "_problems", boom)
    assert isinstance(world.stage.view(), v.IdleView)
    world.tap("help", "answer:collapse")
    session = world.tap("dock:cpr")
    assert isinstance(world.stage.view(), v.StepView)
    world.wait(30)
    before = world.step
    assert session.incident.beat is not None and world.player.state.beat is not None
    world.tap("answer:aed_here")
    assert world.step != before and isinstance(world.stage.view(), v.StepView)
    world.wait(60 * 60, step_s=20)
    assert session.incident.asked > 0 or session.incident.parked


def test_a_page_behind_the_lobby_that_cannot_be_drawn_leaves_the_idle_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "journal.db")
    world.stage.act("upkeep:open")
    monkeypatch.setattr("kiosk.behind.page_view", boom)
    monkeypatch.setattr("kiosk.stage.with_strip", boom)
    assert isinstance(world.stage.view(), v.IdleView)


def test_one_incident_whose_clock_fails_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path / "journal.db")
    first = world.tap("dock:cpr")
    monkeypatch.setattr(first, "send", boom)
    world.lobby.leave()
    second = world.tap("dock:cpr")
    before = second.incident.head
    world.wait(150, step_s=5)  # the swap rings after two minutes
    assert any(isinstance(r.event, e.TimerRang) for r in world.recorder.incident(second.incident.id))  # type: ignore[arg-type]
    assert second.incident.head > before


def test_a_part_that_fails_at_every_tick_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now_s = 0.0
    beside = Beside(lambda: now_s)
    for _ in range(600):
        beside.do("a part", boom)
        now_s += 0.1
    assert len(caplog.records) == 1
    now_s = TOLD_EVERY_S + 1
    assert beside("a part", boom, 7) == 7 and len(caplog.records) == 2


# --- damaged and hostile files ---

DAMAGED = (
    b'{"lang":"\xff\xfe"}',
    b'{"a":' * 900,
    b'{"last":' * 900,
    b"\x00" * 5000,
    b"",
    b"[" * 4000,
    b'{"wrong":-50}',
)


@pytest.mark.parametrize("raw", DAMAGED)
def test_no_damaged_file_keeps_the_kiosk_from_starting_or_the_lock_from_answering(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(raw)
    (tmp_path / "pin_tries.json").write_bytes(raw)
    world = World(tmp_path / "journal.db")
    assert world.machine.settings == settings.Settings()
    assert world.pin.tries().wrong == TRIES  # a count that cannot be read is one wait
    (tmp_path / "pin").write_bytes(raw)
    (tmp_path / "pin").chmod(0o600)
    assert world.pin.pin() == "broken"


@pytest.mark.parametrize("digest", ["é" * 64, "", "0" * 63, "G" * 64])
def test_a_pin_whose_hash_is_none_is_broken_and_not_an_error(tmp_path: Path, digest: str) -> None:
    world = World(tmp_path / "journal.db")
    (tmp_path / "pin").write_bytes(msgspec.json.encode(msgspec.structs.replace(hashed("482913", 16), hash=digest)))
    (tmp_path / "pin").chmod(0o600)
    assert world.pin.pin() == "broken"
    assert type(PinLock(world.pin).try_("482913", world.now())).__name__ == "NoPin"


def test_dates_at_the_end_of_time_are_only_dates() -> None:
    for text in ("9999-12", "9999-12-31", "0001-01"):
        kit = equipment.Kit("aed", Words("大堂", "lobby"), looked=text, pads_until=text)
        lapsed = equipment.lapses([kit], date(2026, 11, 26))
        assert bool(lapsed) is text.startswith("0001")


ROSTER = "role_zh,role_en,who,certificate_until,shift\n"


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        (ROSTER.encode() + b'"' + b"a" * 200_000, 0),
        (ROSTER.encode() + b"x,y,z,,mon 08:00-09:00\n" * 300, roster.MAX_ROWS),
        (ROSTER.encode() + b'"never closed,y,z,,mon 08:00-09:00\nx,y,z,,mon 08:00-09:00\n', 0),
        (("\ufeff" + ROSTER + "大\0堂,lobby,z,,mon-sun 22:00-06:00\n").encode(), 1),
        (ROSTER.encode("utf-16"), 0),
        (b"\x00" * 1000, 0),
        (b"", 0),
    ],
)
def test_no_list_of_people_is_an_error(tmp_path: Path, raw: bytes, people: int) -> None:
    (tmp_path / "roster.csv").write_bytes(raw)
    found, problems = roster.read(tmp_path / "roster.csv")
    assert len(found) == people and (problems or people == 1)
    assert all("\0" not in p.role.zh for p in found)


# --- taps by the thousand ---


def test_a_thousand_taps_a_second_by_ten_fingers_are_no_rate_and_no_error(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    for _ in range(12 * 60):  # frames of a sixtieth of a second, each with seventeen touches
        world.now.turn(1 / 60)
        for _ in range(17):
            world.stage.act("tap")
        world.stage.tick()
        world.stage.view()
    world.now.turn(4)
    world.stage.tick()
    found = [r.event for r in world.recorder.incident(session.incident.id) if isinstance(r.event, e.RateTapped)]  # type: ignore[arg-type]
    assert found == [] and session.incident.beat is not None
    assert Summary((0, 0, 0, 0, 0, 0, 0)).found is None


# --- the stick ---


def test_an_export_that_meets_a_log_it_cannot_read_says_so_and_never_says_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "journal.db")
    world.tap("dock:cpr", "dock:call", "answer:connected")
    world.stage.act("dialog:handed_over")
    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(export, "fold", boom)
    made = world.machine.export(tmp_path / "stick")
    while made.step():
        pass
    assert not made.step() and not made.done and made.trouble == "RuntimeError"
    end_s = time.monotonic() + 20
    while list((tmp_path / "stick").iterdir()) and time.monotonic() < end_s:
        time.sleep(0.005)  # the stick is cleared by a thread of its own
    assert list((tmp_path / "stick").iterdir()) == []


def test_where_the_stick_was_pulled_out_nothing_is_written_to_our_own_disk(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    made = world.machine.export(tmp_path / "gone" / "stick")
    while made.step():
        pass
    assert made.trouble and made.why == "gone" and not (tmp_path / "gone").exists()
    (tmp_path / "place").mkdir()  # where it was mounted the place may stay
    world.machine.mounted = lambda place: False
    made = world.machine.export(tmp_path / "place")
    while made.step():
        pass
    assert made.why == "gone" and list((tmp_path / "place").iterdir()) == []
    there = iter((True, False))  # and pulled out before the last of it
    world.machine.mounted = lambda place: next(there)
    made = world.machine.export(tmp_path / "place")
    while made.step():
        pass
    assert made.why == "gone" and not made.done and not made.folder.exists()


def test_a_stick_that_goes_while_it_is_looked_for_is_only_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "A").mkdir()
    monkeypatch.setattr(export.os, "access", lambda path, how: Path(path).rmdir() is None)
    assert export.sticks((tmp_path,), mounted=lambda path: True) == [tmp_path / "A"]


# --- paper ---


def test_a_sheet_of_any_length_waits_for_nobody_and_is_read_to_its_end(tmp_path: Path) -> None:
    line = SheetLine("S", "经过", "长" * 300, "有人点选", "10:00")
    given = msgspec.json.encode(Sheet("交接", "", "莲花路支行", (), (line,) * 400))
    assert len(given) > 300_000
    began_s = time.monotonic()
    process = _start((sys.executable, "-c", "import time; time.sleep(60)"), given)
    assert time.monotonic() - began_s < 30
    process.kill()
    process.wait()
    assert len(given) < paper.MAX_BYTES
    out = tmp_path / "seen"
    code = f"import sys; open({str(out)!r}, 'wb').write(sys.stdin.buffer.read())"
    assert _start((sys.executable, "-c", code), given).wait(60) == 0 and out.read_bytes() == given


def test_a_printer_process_that_cannot_be_killed_holds_nobody(tmp_path: Path) -> None:
    class Stuck:
        args, killed = ("lp",), False

        def poll(self) -> None:
            return None

        def kill(self) -> None:
            self.killed = True

        def wait(self, limit_s: float | None = None) -> int:
            assert limit_s is not None, "waits for ever"
            raise subprocess.TimeoutExpired("lp", limit_s)

    stuck, clock = Stuck(), [0.0]
    printing = Printing(tmp_path, "lobby", start=lambda command, given: stuck, clock=lambda: clock[0])  # type: ignore[arg-type,return-value]
    world = World(tmp_path / "journal.db", printing=printing)
    world.tap("dock:cpr", "dock:call", "answer:connected")
    world.stage.act("dialog:handed_over")
    clock[0] = 60.0
    world.stage.tick()
    assert stuck.killed


def test_old_sheets_that_cannot_go_stay(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    (tmp_path / "b.pdf").write_text("")
    Printing(tmp_path, "").clear_out(-60)
    assert (tmp_path / "a.pdf").is_dir() and not (tmp_path / "b.pdf").exists()


def test_what_the_disk_refused_is_said_to_updates_with_the_next_fact(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    lock = LockFile(tmp_path / "not yet" / "incident.open")
    session = world.tap("dock:cpr")
    lock.show([session.incident])
    (tmp_path / "not yet").mkdir()
    lock.show([session.incident])
    assert (tmp_path / "not yet" / "incident.open").read_text() == f"{session.incident.id}\n"


# --- silence ---


def test_the_glass_grows_no_brighter_when_silence_begins(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    screen = msgspec.structs.replace(world.machine.counts.screen, brightness=0.5)
    world.stage.configure(msgspec.structs.replace(world.machine.counts, screen=screen))
    assert world.stage.brightness == 0.5
    world.stage.act("idle:name")
    world.stage.act("dock:rest")
    assert world.lobby.silent and world.stage.brightness == 0.5
    world.lobby.leave()
    world.tap("dock:cpr")
    assert world.stage.brightness == 1.0


SOUNDS = ("say", "chime", "beat", "count")


def test_whatever_is_touched_or_comes_in_silence_the_page_stays_and_no_sound_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[object] = []
    printing = Printing(tmp_path / "cards", "lobby", start=lambda *given: pressed.append(given) or boom())  # type: ignore[arg-type,func-returns-value,return-value]
    world = World(tmp_path / "journal.db", printing=printing)
    world.pin.set("482913", n=16)
    world.stage.act("idle:name")
    world.stage.act("dock:rest")
    session = world.lobby.focused
    assert session is not None and session.incident.silent
    page = world.stage.view()
    world.player.calls.clear()
    before = world.machine.settings
    hostile = (
        "help", "clean:help", "other:help", "profile", "dock:drill", "dock:again", "dock:sound", "dock:undo",
         "dock:rest", "drill:real", "upkeep:open", "upkeep:set:volume:1.0", "upkeep:do:play", "tap",
        "handover:print", "dialog:sound", "dialog:anew", "after:open", "idle:name", "answer:not_breathing",
        "other:focus:FT03/live/x", "call:page", "rest:back", "debrief:again", "lane:next",
    )  # fmt: skip
    for action in ("dock:cpr", "dock:call", *hostile):  # at once; later these two lead beside it, as silently
        world.stage.touched()
        world.stage.act(action)
        assert world.stage.view() == page, action
    world.now.turn(59)
    for action in hostile:
        world.stage.touched()
        world.stage.act(action)
        assert world.lobby.focused is session and len(world.lobby.open_sessions) == 1, action
    world.desk(session.incident.id, e.Acknowledged("王", ""), e.MessageSent("王", "在吗？"))
    world.wait(3 * 3600, step_s=60)
    shown = world.stage.view()
    assert isinstance(shown, v.RestView) and isinstance(page, v.RestView) and shown.rows == page.rows
    asked = [name for name, named in world.player.calls if name in SOUNDS and named.get("rate_bpm", 1) is not None]
    assert asked == [] and pressed == [] and world.machine.settings == before and world.stage.flashes == 0
    assert world.prompter.speaking.caption == ""


# --- the whole kiosk but its window ---


def test_a_kiosk_with_a_hostile_data_directory_starts_and_guides_while_every_tick_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fakes.fake_player import FakePlayer

    data = tmp_path / "data"
    for folder in ("handover/x.pdf", "packs/x", "incident.open", "pin_tries.json", "recordings", "speech"):
        (data / folder).mkdir(parents=True)
    (data / "settings.json").write_bytes(DAMAGED[0])
    (data / "recordings" / "manifest.json").write_bytes(b'{"version":"\xff"}')
    monkeypatch.setattr(whole.sound, "Player", FakePlayer)
    posted: list[Callable[[], None]] = []
    config = msgspec.structs.replace(World(tmp_path / "other.db").config, data=str(data))
    kiosk = whole.Kiosk(config, post=posted.append, record_sound=None, version="test")
    for part in (After, "recall"), (whole.Kiosk, "clear_out"), (KioskMachine, "report"), (whole.SoundCheck, "tick"):
        monkeypatch.setattr(*part, boom)
    for name in ("tick", "push"):
        monkeypatch.setattr(whole.Line, name, boom)
    monkeypatch.setattr(whole.equipment.Watch, "noted", boom)
    try:
        kiosk.start()
        kiosk.tick()
        kiosk.stage.act("dock:cpr")
        kiosk.tick()
        assert isinstance(kiosk.stage.view(), v.StepView) and kiosk.player.state.beat is not None
        kiosk.stage.act("answer:aed_here")
        kiosk.tick()
        session = kiosk.lobby.focused
        assert session is not None and session.incident.top is not None and session.incident.top.step != "compress"
    finally:
        kiosk.close()
