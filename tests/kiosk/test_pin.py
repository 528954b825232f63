"""The PIN lets one person in, makes guessing slow, and never outlives what is written down."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kiosk import pin
from kiosk.pin import TRIES, WAITS_S, Accepted, Locked, NoPin, PinLock, Tries, Wrong, pin_problem
from kiosk.pin_file import PinFile
from kiosk.station_file import load
from main import main
from protocols.events import Moment
from tests.fakes.lobby_world import EXAMPLE, Hand

RIGHT, BAD = "280317", "280318"


@pytest.fixture
def file(tmp_path: Path) -> PinFile:
    made = PinFile(tmp_path / "secret" / "pin", tmp_path / "pin_tries.json")
    assert made.set(RIGHT, n=16) == ""  # the real cost is tested once
    return made


@pytest.fixture
def now() -> Hand:
    return Hand()


def test_the_right_digits_are_let_in_and_wrong_ones_are_counted_down(file: PinFile, now: Hand) -> None:
    lock = PinLock(file)
    assert [lock.try_(BAD, now()) for _ in range(2)] == [Wrong(4), Wrong(3)]
    assert lock.try_(RIGHT, now()) == Accepted()
    assert lock.try_(BAD, now()) == Wrong(4)


def test_each_fifth_wrong_try_waits_longer_and_the_right_digits_wait_too(file: PinFile, now: Hand) -> None:
    lock = PinLock(file)
    for wait_s in (*WAITS_S, WAITS_S[-1]):
        for n in range(1, TRIES):
            assert lock.try_(BAD, now()) == Wrong(TRIES - n)
        assert lock.try_(BAD, now()) == Locked(wait_s)
        now.turn(wait_s - 1)
        assert lock.try_(RIGHT, now()) == Locked(1)
        now.turn(1)
    assert lock.try_(RIGHT, now()) == Accepted()
    assert lock.try_(BAD, now()) == Wrong(4)


@pytest.mark.parametrize("year_off_ms", [0, -(10**12), 10**12])
def test_a_restart_with_any_clock_neither_opens_the_lock_nor_closes_it_for_ever(
    file: PinFile, now: Hand, year_off_ms: int
) -> None:
    for _ in range(TRIES):
        PinLock(file).try_(BAD, now())
    now.boot, now.boot_ms, now.at_ms = "boot-2", 5_000, now.at_ms + year_off_ms
    again = PinLock(file)
    assert again.try_(RIGHT, now()) == Locked(WAITS_S[0])
    now.turn(30)
    assert again.standing(now()) == Locked(30)
    now.turn(30)
    assert again.try_(RIGHT, now()) == Accepted()


def test_a_try_is_on_disk_before_it_is_looked_at(file: PinFile, now: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    def plug_pulled(digits: str, stored: object) -> bool:
        raise SystemExit

    monkeypatch.setattr(pin, "matches", plug_pulled)
    for _ in range(TRIES):
        with pytest.raises(SystemExit):
            PinLock(file).try_(BAD, now())
    monkeypatch.undo()
    assert isinstance(PinLock(file).try_(RIGHT, now()), Locked)


def test_a_disk_that_refuses_still_counts_in_memory(file: PinFile, now: Hand, tmp_path: Path) -> None:
    (tmp_path / "pin_tries.json").mkdir()
    lock = PinLock(file)
    for _ in range(TRIES):
        lock.try_(BAD, now())
    assert isinstance(lock.try_(RIGHT, now()), Locked)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"wrong":-1}', b'{"wrong":"no"}', b"\xff" * 9, b"[" * 99_999, None])
def test_a_damaged_count_gives_no_free_tries_and_both_waiting_and_a_new_pin_lead_back_in(
    file: PinFile, now: Hand, tmp_path: Path, damage: bytes | None
) -> None:
    tries = tmp_path / "pin_tries.json"
    tries.mkdir() if damage is None else tries.write_bytes(damage)  # None: what stands there is no file at all
    lock = PinLock(file)
    assert lock.try_(RIGHT, now()) == lock.try_(BAD, now()) == Locked(WAITS_S[0])
    now.turn(WAITS_S[0])
    assert lock.try_(BAD, now()) == Wrong(TRIES - 1)
    assert lock.try_(RIGHT, now()) == Accepted()
    if damage is not None:
        assert PinFile(file.path, tries).tries() == Tries()
        tries.write_bytes(damage)
        assert PinFile(file.path, tries).set("904182", n=16) == ""
        assert PinLock(PinFile(file.path, tries)).try_("904182", now()) == Accepted()


def test_without_a_pin_nobody_gets_in_and_the_reason_is_named(tmp_path: Path, file: PinFile, now: Hand) -> None:
    lock = PinLock(file)
    file.path.chmod(0o644)
    assert lock.try_(RIGHT, now()) == NoPin("open")
    file.path.chmod(0o600)
    for damage in (
        b"",
        b"{}",
        b'{"salt":"zz","hash":"00"}',
        b'{"salt":"' + b"00" * 16 + b'","hash":"00","n":1073741824}',
    ):
        file.path.write_bytes(damage)
        assert lock.try_(RIGHT, now()) == NoPin("broken")
    file.path.unlink()
    assert lock.try_("", now()) == NoPin("none")


def test_a_new_pin_ends_the_wait_while_the_kiosk_runs_and_the_old_one_is_gone(file: PinFile, now: Hand) -> None:
    lock = PinLock(file)
    for _ in range(TRIES):
        lock.try_(BAD, now())
    operations = PinFile(file.path, file._tries_path)
    assert operations.set("904182", n=16) == ""
    assert lock.try_(RIGHT, now()) == Wrong(4)
    assert lock.try_("904182", now()) == Accepted()


def test_of_a_pin_only_a_salted_hash_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    one, two = PinFile(tmp_path / "one", tmp_path / "t1"), PinFile(tmp_path / "two", tmp_path / "t2")
    assert one.set(RIGHT) == two.set(RIGHT) == ""
    assert one.path.stat().st_mode & 0o777 == 0o600
    assert RIGHT.encode() not in one.path.read_bytes() and one.pin() != two.pin()
    assert PinLock(one).try_(RIGHT, Moment(1, 1, "b")) == Accepted()


@pytest.mark.parametrize(
    "digits", ["", "12345", "123456789", "12345a", "１２３４５６", "000000", "123456", "987654", "890123"]
)
def test_weak_or_malformed_digits_are_no_pin(digits: str, tmp_path: Path) -> None:
    assert pin_problem(digits)
    assert PinFile(tmp_path / "pin", tmp_path / "tries").set(digits) and not (tmp_path / "pin").exists()


def test_a_person_on_the_machine_sets_the_pin_by_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(EXAMPLE.read_text(encoding="utf-8").replace("data/kiosk", str(tmp_path)), encoding="utf-8")
    for line, code in (("123456\n", 1), (f"{RIGHT}\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(line))
        assert main(["kiosk", "--config", str(config), "--set-pin"]) == code
    assert PinLock(PinFile.of(load(config, env={}))).try_(RIGHT, Moment(1, 1, "b")) == Accepted()
