"""Behind the PIN: what operations can do at the kiosk, and that help is never further away for it."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk import views_model as v
from kiosk import views_upkeep as u
from kiosk.export import sticks
from kiosk.incident_lock import LockFile
from kiosk.settings import Settings, SettingsFile
from kiosk.stick import why
from kiosk.upkeep import CLEANING_S, CLOSES_S, PAGES, changed
from kiosk.words import say
from protocols import ops_events as ops
from protocols.commands import Close, Park, SetSilent
from tests.fakes.lobby_world import World

PIN = "280317"


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path / "journal.db")
    assert made.pin.set(PIN, n=16) == ""
    return made


def acts(world: World, *actions: str) -> object:
    for action in actions:
        world.now.turn(0.5)
        world.stage.act(action)
    return world.stage.view()


def digits(pin: str = PIN) -> list[str]:
    return [*(f"pin:{d}" for d in pin), "pin:ok"]


def inside(world: World, *pages: str) -> object:
    return acts(world, "upkeep:open", *digits(), *(f"upkeep:page:{page}" for page in pages))


def test_the_pin_opens_the_settings_and_the_desk_hears_of_it(world: World) -> None:
    assert isinstance(acts(world, "upkeep:open", "pin:2", "pin:9", "pin:erase"), u.PinView)
    acts(world, "pin:erase")
    view = acts(world, *digits())
    assert isinstance(view, u.MenuView)
    assert [o.action for o in view.options] == [f"upkeep:page:{page}" for page in PAGES]
    assert ops.UpkeepNoted("opened") in world.noted


def test_without_the_pin_no_action_of_a_page_behind_it_does_anything(world: World) -> None:
    acts(world, "upkeep:open")
    before = world.noted
    for action in ("upkeep:set:volume:0.3", "upkeep:do:exit", "upkeep:do:clean", "upkeep:page:exit", "touch:1"):
        assert isinstance(acts(world, action), u.PinView)
    assert world.noted == before and world.stopped == [] and world.machine.settings == Settings()


def test_wrong_digits_say_how_many_tries_are_left_then_how_long_to_wait_and_help_stays(world: World) -> None:
    acts(world, "upkeep:open")
    view = acts(world, *digits("111222"))
    assert isinstance(view, u.PinView) and "4" in view.detail and view.pad and view.filled == 0
    for _ in range(4):
        view = acts(world, *digits("111222"))
    assert isinstance(view, u.PinView) and not view.pad and "01:00" in view.detail
    assert world.noted == [ops.HealthNoted("pin", False, "wrong digits five times")]
    assert (view.chrome.dock.call.action, view.chrome.dock.cpr.action) == ("dock:call", "dock:cpr")
    world.tap("dock:cpr")
    assert world.step == "adult_collapse/hands"


def test_without_a_pin_the_page_says_how_to_set_one(world: World) -> None:
    world.pin.path.unlink()
    view = acts(world, "upkeep:open")
    assert isinstance(view, u.PinView) and not view.pad and "--set-pin" in view.detail


@pytest.mark.parametrize("help_key", ["dock:cpr", "dock:call", "clean:help"])
def test_help_leaves_every_page_at_once_and_none_comes_back(world: World, help_key: str) -> None:
    for page in ("pin", "menu", "wiping", *PAGES):
        acts(world, "upkeep:open", *(digits() if page != "pin" else []))
        if page == "wiping":
            acts(world, "upkeep:page:cleaning", "upkeep:do:clean")
        elif page in PAGES:
            acts(world, f"upkeep:page:{page}")
        assert world.upkeep.page == page and isinstance(world.stage.view(), u.UpkeepView)
        session = world.tap(help_key)
        assert session.incident.open and not isinstance(world.stage.view(), u.UpkeepView), page
        session.send(Close("false_start"))
        assert isinstance(world.stage.view(), v.IdleView), page


def test_settings_close_by_themselves_and_forget_what_was_typed(world: World) -> None:
    acts(world, "upkeep:open", "pin:2", "pin:8")
    world.wait(CLOSES_S + 1, step_s=30)
    assert isinstance(world.stage.view(), v.IdleView) and world.upkeep.digits == ""
    inside(world, "volume")
    world.wait(CLOSES_S - 10, step_s=10)
    assert isinstance(acts(world, "upkeep:set:volume:0.7"), u.MenuView)
    world.wait(CLOSES_S - 10, step_s=10)
    assert isinstance(world.stage.view(), u.MenuView)
    world.wait(20, step_s=10)
    assert isinstance(world.stage.view(), v.IdleView)


def test_what_is_set_counts_at_once_is_a_fact_and_outlives_a_restart(world: World) -> None:
    inside(world)
    wanted = {
        "volume": "0.7",
        "lang": "en",
        "profile": "elderly",
        "brightness": "0.5",
        "rotation": "90",
        "night": "night",
    }
    for key, value in wanted.items():
        acts(world, f"upkeep:set:{key}:{value}")
    assert [(f.key, f.value) for f in world.noted if isinstance(f, ops.SettingChanged)] == list(wanted.items())
    assert world.machine.counts.sound.volume == 0.7
    assert world.stage.lang == "en" and world.stage.brightness == 0.5
    world.die()
    world.start()
    config = world.machine.counts
    assert (config.lang, config.station.profile, config.sound.volume) == ("en", "elderly", 0.7)
    assert (config.screen.brightness, config.screen.rotation, config.screen.night) == (0.5, 90, "night")


@pytest.mark.parametrize(
    ("key", "value"),
    [("volume", "0.0"), ("volume", "nan"), ("volume", "0.35"), ("brightness", "0.1"), ("rotation", "45"),
     ("lang", "xx"), ("profile", ""), ("data", "/"), ("night", "1"), ("rotation", "x"), ("", "")],
)  # fmt: skip
def test_nothing_else_can_be_set(key: str, value: str) -> None:
    assert changed(Settings(), key, value) is None


@pytest.mark.parametrize(
    "written", [b"", b"{", b'{"volume":0}', b'{"brightness":0.01}', b'{"rotation":1}', b'{"data":"/"}', b"[]", b"\xff"]
)
def test_a_damaged_settings_file_counts_as_none_and_says_so(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(written)
    file = SettingsFile(path)
    assert file.load() == Settings() and file.damaged
    assert file.save(Settings(volume=0.5)) and SettingsFile(path).load() == Settings(volume=0.5)


def test_the_screen_is_at_its_full_light_while_somebody_needs_it(world: World) -> None:
    inside(world)
    acts(world, "upkeep:set:brightness:0.4", "upkeep:close")
    assert world.stage.brightness == 0.4
    session = world.tap("dock:cpr")
    assert world.stage.brightness == 1.0
    session.send(Park())
    world.lobby.leave()
    assert world.stage.brightness == 1.0


def test_the_sound_test_plays_asks_and_writes_down_the_answer(world: World) -> None:
    view = inside(world, "voice")
    assert isinstance(view, u.MenuView) and [o.action for o in view.options] == ["upkeep:do:play"]
    view = acts(world, "upkeep:do:play")
    assert world.said[-1].startswith("这里是急救屏") and isinstance(view, u.MenuView)
    assert [o.action for o in view.options][1:] == ["upkeep:do:not_heard", "upkeep:do:heard"]
    acts(world, "upkeep:do:not_heard")
    assert world.noted[-1] == ops.HealthNoted("heard", False, "not heard")
    world.sound = False
    acts(world, "upkeep:do:play", "upkeep:do:heard")
    assert world.upkeep.heard == "cannot" and world.noted[-1] == ops.HealthNoted("heard", False, "not heard")


def test_the_touch_test_ends_when_every_square_has_answered_and_tells_of_deaf_ones(world: World) -> None:
    view = inside(world, "touch")
    assert isinstance(view, u.TouchTestView)
    for target in view.targets:
        view = acts(world, target.action, target.action, "touch:99", "touch:x")
    assert world.noted[-1] == ops.HealthNoted("touch", True, "15/15")
    assert isinstance(view, u.TouchTestView) and all(t.done for t in view.targets)
    inside_again = acts(world, "upkeep:back", "upkeep:page:touch", "touch:1", "upkeep:back")
    assert isinstance(inside_again, u.MenuView) and world.noted[-1] == ops.HealthNoted("touch", False, "1/15")


def test_cleaning_locks_the_keys_counts_down_and_ends_by_itself(world: World) -> None:
    inside(world, "cleaning")
    view = acts(world, "upkeep:do:clean", "upkeep:back", "upkeep:close", "language", "dock:drill")
    assert isinstance(view, u.CleaningView) and ops.UpkeepNoted("cleaning") in world.noted
    world.wait(CLEANING_S - 10, step_s=5)
    assert isinstance(world.stage.view(), u.CleaningView)
    world.wait(10, step_s=5)
    assert isinstance(world.stage.view(), v.IdleView)
    inside(world, "cleaning")
    assert isinstance(acts(world, "upkeep:do:clean", "clean:end"), v.IdleView)


def until(world: World, so: Callable[[], object]) -> None:
    """The stick is written by a thread of its own."""
    end_s = time.monotonic() + 20
    while not so():
        assert time.monotonic() < end_s, "it never became so"
        world.stage.tick()
        time.sleep(0.005)


def plug_in(world: World, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.machine.__class__, "sticks", lambda self, locked=False: [] if locked else [stick])


def _journal_is_written(folder: Path) -> list[dict[str, object]]:
    return [msgspec.json.decode(line) for line in (folder / "journal.jsonl").read_bytes().splitlines()]


def test_the_export_holds_every_closed_log_byte_for_byte_and_a_line_for_each_incident(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = world.tap("dock:cpr", "dock:call", "answer:connected")
    world.stage.act("dialog:handed_over")
    acts(world, "after:note", "after:what:aed", "after:when:0", "after:end")
    stick = tmp_path / "stick"
    stick.mkdir()
    plug_in(world, stick, monkeypatch)
    inside(world, "export")
    acts(world, "upkeep:do:export")
    until(world, lambda: world.upkeep.told != "export_running")
    (folder,) = stick.iterdir()
    assert world.upkeep.told == "export_done" and ops.UpkeepNoted("exported", "1 incidents") in world.noted
    rows = _journal_is_written(folder)
    mine = [row for row in rows if row["log"] == session.incident.id]
    held = world.recorder.entries(session.incident.id)  # type: ignore[arg-type]
    assert [(r["seq"], r["data"], r["digest"]) for r in mine] == [(x.seq, x.data, x.digest) for x in held]
    (line,) = msgspec.json.decode((folder / "incidents.json").read_bytes())
    assert line["outcome"] == "handed_over" and line["late_notes"] == 1 and line["aftercare"] == "pressing"
    assert line["to_first_compression_s"] == 0.0 and line["to_120_s"] == 2.0
    head, first = (folder / "incidents.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("incident,kind,opened") and first.split(",")[1] == "live"


def test_help_during_an_export_stops_it_and_leaves_nothing_half_written(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    plug_in(world, tmp_path / "stick", monkeypatch)
    monkeypatch.setattr("kiosk.upkeep.LOGS_A_TICK", 1)
    inside(world, "export")
    acts(world, "upkeep:do:export")
    world.wait(0.5)
    export = world.upkeep.export
    assert export is not None
    world.tap("dock:cpr")
    assert export.ended
    until(world, lambda: list((tmp_path / "stick").iterdir()) == [])


def test_a_stick_that_refuses_ends_in_words(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stick").write_text("not a folder")
    plug_in(world, tmp_path / "stick", monkeypatch)
    inside(world, "export")
    acts(world, "upkeep:do:export")
    until(world, lambda: world.upkeep.told != "export_running")
    view = world.stage.view()
    assert isinstance(view, u.MenuView) and world.upkeep.told == "export_failed" and view.tone == "care"
    assert view.detail == "没有写成。U 盘断开了，插好再按。"
    acts(world, "upkeep:do:look")
    assert world.upkeep.export is None and world.upkeep.told == "", "another stick can be tried at once"


def test_a_stick_that_loses_what_was_written_is_not_told_as_done(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stick").mkdir()
    plug_in(world, tmp_path / "stick", monkeypatch)
    monkeypatch.setattr(Path, "rename", lambda self, target: target.mkdir())  # as a FAT driver was seen to do
    inside(world, "export")
    acts(world, "upkeep:do:export")
    until(world, lambda: world.upkeep.told != "export_running")
    assert world.upkeep.told == "export_failed" and not any("exported" in str(noted) for noted in world.noted)


def test_a_stick_that_hangs_holds_neither_the_kiosk_nor_the_page(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel may keep whoever writes to a bad stick for minutes, and nothing can end that."""
    hangs = threading.Event()
    (tmp_path / "stick").mkdir()
    plug_in(world, tmp_path / "stick", monkeypatch)
    monkeypatch.setattr("kiosk.export._settle", lambda file: hangs.wait(20))
    monkeypatch.setattr("kiosk.stick.STUCK_S", 0.2)
    inside(world, "export")
    acts(world, "upkeep:do:export")
    try:
        until(world, lambda: world.upkeep.told != "export_running")
        view = world.stage.view()
        assert isinstance(view, u.MenuView) and view.detail == "没有写成。U 盘没反应，换一个。"
        world.tap("dock:cpr")
    finally:
        hangs.set()
    until(world, lambda: list((tmp_path / "stick").iterdir()) == [])


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, "full"), (errno.EROFS, "locked"), (errno.EIO, "gone"), (errno.ENOENT, "gone"), (0, "other")],
)
def test_what_the_system_says_becomes_words_that_people_can_act_on(number: int, reason: str) -> None:
    assert why(OSError(number, "No space left on device")) == reason
    assert all(say(f"export_why_{reason}", lang) for lang in ("zh", "en"))


def test_only_mounted_places_that_can_be_written_are_sticks(tmp_path: Path) -> None:
    for name in ("media/USB", "run/pi/OTHER", "media/plain"):
        (tmp_path / name).mkdir(parents=True)
    mounted = {tmp_path / "media/USB", tmp_path / "run/pi/OTHER"}
    found = sticks((tmp_path / "media", tmp_path / "run", tmp_path / "none"), lambda p: p in mounted)
    assert set(found) == mounted


@pytest.mark.parametrize("what", ["exit", "export", "clean"])
@pytest.mark.parametrize("kind", ["parked", "drill"])
def test_while_an_incident_is_open_nothing_takes_the_kiosk_away(world: World, what: str, kind: str) -> None:
    session = world.tap("dock:drill" if kind == "drill" else "help")
    session.send(Park())
    world.lobby.leave()
    page = "cleaning" if what == "clean" else what
    inside(world, page)
    view = acts(world, f"upkeep:do:{what}")
    assert isinstance(view, u.MenuView) and view.options == () and world.upkeep.told == "blocked"
    assert world.stopped == [] and world.upkeep.export is None


def test_quitting_is_one_press_when_nothing_is_open(world: World) -> None:
    inside(world, "exit")
    acts(world, "upkeep:do:exit")
    assert world.stopped == [True] and world.noted[-1] == ops.UpkeepNoted("left")


def test_beside_a_silent_incident_no_page_of_operations_opens(world: World) -> None:
    session = world.tap("help")
    session.send(SetSilent(True))
    world.lobby.leave()
    assert isinstance(acts(world, "upkeep:open", *digits()), v.RestView)
    assert not world.upkeep.open


def test_whoever_updates_the_machine_finds_a_file_while_any_incident_is_open(world: World, tmp_path: Path) -> None:
    path = tmp_path / "incident.open"
    path.write_text("left behind", encoding="utf-8")
    lock = LockFile(path)

    def shown() -> bool:
        lock.show(s.incident for s in world.lobby.open_sessions)
        return path.exists()

    assert not shown()
    session = world.tap("dock:cpr")
    assert shown() and path.read_text(encoding="utf-8").strip() == session.incident.id
    session.send(Park())
    world.lobby.leave()
    assert shown()
    session.send(Close("completed"))
    assert not shown()
    LockFile(tmp_path / "no" / "folder").show([session.incident])


def test_of_a_right_pin_after_a_lock_out_the_desk_hears_too(world: World) -> None:
    acts(world, "upkeep:open")
    for _ in range(5):
        acts(world, *digits("111222"))
    world.now.turn(60)
    acts(world, *digits())
    assert [f.ok for f in world.noted if isinstance(f, ops.HealthNoted)] == [False, True]


def test_cantonese_is_a_setting_only_where_the_branch_offers_it(world: World) -> None:
    def offered() -> list[str]:
        page = inside(world, "lang")
        assert isinstance(page, u.MenuView)
        return [option.label for option in page.options]

    assert offered() == ["中文", "English"]
    world.die()
    station = msgspec.structs.replace(world.config.station, cantonese=True)
    world.config = msgspec.structs.replace(world.config, station=station)
    world.start()
    assert offered() == ["中文", "English", "粤语，机器声音"]
    acts(world, "upkeep:set:lang:yue", "upkeep:close")
    assert world.stage.lang == "yue"
