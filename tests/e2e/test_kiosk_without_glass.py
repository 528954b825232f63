"""Everything of the kiosk but its window, on its real threads: what a dead broker and a refused disk leave of it."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audio.voice import ClipLibrary
from audio.voice_import import Taken, put
from deploy.demo.parts import desk_config, free_port, kiosk_config, main_part
from journal.moment import Clock as WallClock
from kiosk import views_model as v
from kiosk.kiosk import CLIPS, Kiosk
from kiosk.spoken_words import live_words
from kiosk.station import recordings
from kiosk.station_file import load
from kiosk.walltime import local
from kiosk.words import say
from protocols.ops_events import HealthNoted, KioskStarted
from tests.fakes.sound_server import sound_server

SECRET = "a secret of this test only, long enough"


class Pump:
    """Stands for Kivy's loop: runs what other threads post, and the kiosk's tick."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def post(self, call: Callable[[], None]) -> None:
        self._waiting.put(call)

    def until(self, kiosk: Kiosk, done: Callable[[], bool], limit_s: float) -> bool:
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            while not self._waiting.empty():
                self._waiting.get()()
            kiosk.tick()
            if done():
                return True
            time.sleep(0.05)
        return False


@pytest.fixture
def pump() -> Pump:
    return Pump()


def begin(config: Path, env: dict[str, str], pump: Pump) -> Kiosk:
    kiosk = Kiosk(load(config, env), post=pump.post, record_sound=None, version="test")
    kiosk.start()
    return kiosk


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return kiosk_config(tmp_path, free_port(), device="none", fullscreen=False, width_px=1080, height_px=1920)


@pytest.fixture
def desk_url(tmp_path: Path) -> Iterator[str]:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f'FT03 = "{SECRET}"\n')
    port = free_port()
    path = desk_config(tmp_path, free_port(), port)
    path.write_text(
        path.read_text(encoding="utf-8").replace('secrets = ""', f'secrets = "{secrets}"'), encoding="utf-8"
    )
    part = main_part("desk", tmp_path, "desk", "--config", str(path)).start()
    try:
        part.wait_for(r"(?m)^desk: http")
        yield f"http://127.0.0.1:{port}"
    finally:
        part.kill()


def test_without_a_broker_the_facts_reach_the_desk_over_the_second_carrier(
    config: Path, desk_url: str, tmp_path: Path, pump: Pump
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    env = {"FRK_KIOSK_LINE__SECOND_CARRIER": f'"{desk_url}"', "FRK_KIOSK_LINE__SECRET_FILE": f'"{secret}"'}
    kiosk = begin(config, env, pump)
    try:
        kiosk.stage.act("dock:cpr")
        session = kiosk.lobby.focused
        assert session is not None
        assert pump.until(kiosk, lambda: kiosk.line.facts(session).confirmed, 40)
        assert kiosk.line.facts(session).desk_online
    finally:
        kiosk.close()


def test_without_broker_desk_and_sound_guidance_goes_on_and_says_what_does_not_work(config: Path, pump: Pump) -> None:
    kiosk = begin(config, {}, pump)
    try:
        (ops,) = [info.name for info in kiosk.recorder.infos(mine=True) if "/ops/" in info.name]
        (started,) = [r.event for r in kiosk.recorder.records(ops) if isinstance(r.event, KioskStarted)]
        told = [started.station, started.station_en, started.place_en, started.aed_place, started.aed_place_en]
        at = kiosk.config.station  # both languages go to the desk
        assert told == [at.name.zh, at.name.en, at.floor.en, at.aed_place.zh, at.aed_place.en] and all(told)
        kiosk.stage.act("dock:cpr")
        assert pump.until(kiosk, lambda: not kiosk.sounding, 10)
        view = kiosk.stage.view()
        assert isinstance(view, v.StepView) and view.chrome.caption is not None and view.chrome.caption.muted
        assert "请打" in view.chrome.bar.line.text
        kiosk.stage.act("answer:aed_here")
        view = kiosk.stage.view()
        assert isinstance(view, v.StepView) and view.layout == "aed"
    finally:
        kiosk.close()


def test_a_damaged_journal_is_set_aside_and_the_screen_says_so(config: Path, pump: Pump) -> None:
    data = Path(load(config, {}).data)
    data.mkdir(parents=True)
    (data / "journal.db").write_bytes(b"not a database at all" * 500)
    kiosk = begin(config, {}, pump)
    try:
        kiosk.stage.act("dock:cpr")
        view = kiosk.stage.view()
        assert isinstance(view, v.StepView) and any(p.text == say("journal_aside", "zh") for p in view.chrome.problems)
        assert [p.read_bytes() for p in data.glob("journal.db.corrupt*")] == [b"not a database at all" * 500]
    finally:
        kiosk.close()


def test_content_that_cannot_be_read_leaves_the_last_good_one_in_its_place(
    config: Path, pump: Pump, tmp_path: Path
) -> None:
    from kiosk.packs import PackShelf
    from protocols.content import CONTENT

    kiosk = begin(config, {}, pump)
    kiosk.close()
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "adult_collapse.yaml").write_text("id: [", encoding="utf-8")
    shelf = PackShelf(Path(load(config, {}).data) / "packs", broken)
    assert shelf.present.hash == kiosk.pack.hash and CONTENT.is_dir()


def test_a_full_disk_is_said_on_the_screen_and_stops_nothing(config: Path, pump: Pump) -> None:
    kiosk = begin(config, {}, pump)
    try:
        kiosk.stage.act("dock:cpr")
        database = kiosk.recorder._disk._db
        pages = database.execute_sql("pragma page_count").fetchone()[0]
        database.execute_sql(f"pragma max_page_count = {pages}")
        session = kiosk.lobby.focused
        assert session is not None
        for n in range(60):  # until SQLite really says that it is full
            kiosk.stage.act(f"lane:door:{'take' if n == 0 else 'tick:meet'}")
            if kiosk.recorder.trouble:
                break
        assert kiosk.recorder.trouble == "full"
        kiosk.stage.act("answer:aed_here")
        view = kiosk.stage.view()
        assert isinstance(view, v.StepView) and view.layout == "aed"
        assert any(say("no_disk", "zh") == problem.text for problem in view.chrome.problems)
        assert not kiosk.line.facts(session).saved
        database.execute_sql("pragma max_page_count = 1000000")
        assert pump.until(kiosk, lambda: not kiosk.recorder.trouble and kiosk.recorder.saved, 10)
    finally:
        kiosk.close()


@pytest.mark.slow
def test_with_sound_the_loudspeaker_is_heard_and_cantonese_and_own_recordings_are_at_hand(
    config: Path, tmp_path: Path, pump: Pump, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a real sound server: the fact for the desk, the words made ready, the branch's recording found first."""
    settings = load(config, {})
    key, clip = next(iter(ClipLibrary.load(CLIPS).manifest.clips.items()))
    put(recordings(settings), {key: Taken((CLIPS / clip.file).read_bytes(), clip, ())})
    env = {
        "FRK_KIOSK_SOUND__DEVICE": "auto",
        "FRK_KIOSK_SOUND__SELFTEST": f"{local(WallClock()()):%H:%M}",
        "FRK_KIOSK_STATION__CANTONESE": "true",
    }
    with sound_server(tmp_path, monkeypatch):
        kiosk = begin(config, env, pump)
        try:
            ready = live_words(kiosk.pack, kiosk.find_clip, cantonese=True)

            def told() -> list[HealthNoted]:
                facts = [r.event for r in kiosk.recorder.records(kiosk._ops)]
                return [fact for fact in facts if isinstance(fact, HealthNoted) and "selftest" in fact.detail]

            assert pump.until(kiosk, lambda: bool(told()), 60)
            assert told()[0].item == "sound" and told()[0].ok and "selftest: reached, Monitor of" in told()[0].detail
            assert kiosk.lobby.sessions == {}, "a test sound opens nothing and is said for nobody"
            assert pump.until(kiosk, lambda: all(kiosk.speech.path_for(*one).exists() for one in ready[:20]), 60)
            found = kiosk.find_clip(clip.text, clip.lang)
            assert found is not None and found.is_relative_to(Path(settings.data))
        finally:
            kiosk.close()
