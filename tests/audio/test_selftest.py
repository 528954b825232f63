"""The sign is told from every other sound, and the loudspeaker is really heard where somebody can listen."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest

import main
from audio import ear, selftest, sign
from audio.ear import READY, is_monitor
from audio.heard import Heard, Source
from audio.selftest import Result, judge, listen
from journal.recorder import Recorder
from protocols.ops_events import HealthNoted
from tests.fakes.sound_server import sound_server

ROOT = Path(__file__).resolve().parents[2]


def recording(level: float = 1.0, noise: float = 0.0, echo: float = 0.0, hum: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(3)
    heard = np.zeros(3 * sign.RATE_HZ)
    played = sign.sign() * level
    heard[40_000 : 40_000 + len(played)] += played
    for late in (900, 2300, 5200):  # a lobby's walls
        heard[40_000 + late : 40_000 + late + len(played)] += echo * played
    t = np.arange(len(heard)) / sign.RATE_HZ
    return (heard + noise * rng.standard_normal(len(heard)) + hum * np.sin(2 * np.pi * 50 * t)).astype(np.float32)


@pytest.mark.parametrize(
    "heard",
    [
        recording(),
        recording(level=0.003),
        recording(level=0.1, echo=0.6),
        recording(level=0.1, noise=0.02),
        recording(level=-0.1, echo=0.4, noise=0.005),
    ],
)
def test_the_sign_is_found_soft_echoing_and_in_noise(heard: np.ndarray) -> None:
    assert sign.likeness(heard) > sign.FOUND


@pytest.mark.parametrize(
    "heard",
    [
        recording(level=0.0),
        recording(level=0.0, noise=0.3),
        recording(level=0.0, noise=0.01, hum=0.5),
        recording(level=1e-6, noise=0.01),
        np.zeros(100, np.float32),
        np.sin(np.arange(3 * sign.RATE_HZ) * 2 * np.pi * 1000 / sign.RATE_HZ).astype(np.float32),
    ],
)
def test_no_other_sound_is_taken_for_it(heard: np.ndarray) -> None:
    assert sign.likeness(heard) < sign.FOUND


def test_speech_is_not_taken_for_it() -> None:
    from audio.decode import load_clip

    clips = sorted((ROOT / "audio" / "clips" / "zh").glob("*.ogg"))[::60]
    found = [sign.likeness(np.asarray(load_clip(path))) for path in clips]
    assert len(found) > 10 and max(found) < sign.FOUND


MIC, MONITOR = "USB microphone", "Monitor of Built-in Audio"


@pytest.mark.parametrize(
    ("sources", "outcome"),
    [
        ([], "nobody"),
        ([(MIC, 0.6), (MONITOR, 1.0)], "heard"),
        ([(MIC, 0.02), (MONITOR, 1.0)], "not_heard"),  # the sound server plays, the room is still
        ([(MONITOR, 1.0)], "reached"),
        ([(MONITOR, 0.0)], "not_heard"),
        ([(MIC, 0.02), ("second microphone", 0.5)], "heard"),
    ],
)
def test_a_microphone_has_the_last_word(sources: list[tuple[str, float]], outcome: str) -> None:
    line = msgspec.json.encode(Heard(tuple(Source(name, is_monitor(name), likeness) for name, likeness in sources)))
    result = judge(line)
    assert result.outcome == outcome
    assert result.ok == (selftest.EXIT_CODES[result.outcome] != 1)
    assert judge(b"nonsense").outcome == judge(b"").outcome == "nobody"


@pytest.mark.parametrize("body", ["sys.exit(1)", "time.sleep(60)"])
def test_an_ear_that_fails_does_not_keep_the_sound_from_being_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(selftest, "READY_S", 0.5)
    script = tmp_path / "ear.py"
    script.write_text(f"import sys, time\n{body}\n")
    played: list[bool] = []
    assert listen(lambda: played.append(True), (sys.executable, str(script))).outcome == "nobody"
    assert played == [True]
    assert listen(lambda: played.append(True), ("/nonexistent/ear",)) == Result(
        "nobody", "[Errno 2] No such file or directory: '/nonexistent/ear'"
    )
    assert READY.endswith(b"\n")


def test_a_microphone_that_another_program_has_keeps_no_other_from_listening(monkeypatch: pytest.MonkeyPatch) -> None:
    class Devices:
        def __init__(self, backends: list[object]) -> None:
            del backends

        def get_captures(self) -> list[dict[str, object]]:
            return [{"name": name, "id": name} for name in ("taken", "free")]

    def recording(name: str, device_id: object, backend: object) -> str:
        if name == "taken":
            raise ear.miniaudio.MiniaudioError("injected")
        return name

    monkeypatch.setattr(ear.miniaudio, "Devices", Devices)
    monkeypatch.setattr(ear, "_Recording", recording)
    assert ear._open() == ["free"]


@pytest.mark.slow
def test_through_a_real_sound_server_the_sign_is_heard_at_the_monitor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRK_KIOSK_DATA", str(tmp_path / "kiosk"))
    with sound_server(tmp_path, monkeypatch):
        assert main.main(["voice", "selftest"]) == 0
    said = capsys.readouterr().out
    assert "声音送到了设备" in said and "Monitor of" in said
    assert float(said.rstrip(")\n").rsplit(" ", 1)[1]) > 0.9


def test_without_a_device_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And writes it down for the desk, which reads it when the kiosk runs again."""
    monkeypatch.setenv("FRK_KIOSK_SOUND__DEVICE", "none")
    monkeypatch.setenv("FRK_KIOSK_DATA", str(tmp_path))
    assert main.main(["voice", "selftest"]) == 1
    assert "no sound device" in capsys.readouterr().out
    recorder = Recorder.open(tmp_path / "journal.db")
    (ops,) = recorder.infos(mine=True)
    (record,) = recorder.records(ops.name)
    recorder.close()
    assert isinstance(record.event, HealthNoted) and (record.event.item, record.event.ok) == ("sound", False)
    assert record.event.detail.startswith("selftest: ")


def test_while_the_kiosk_runs_the_loudspeaker_is_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk.one_kiosk import claim

    monkeypatch.setenv("FRK_KIOSK_DATA", str(tmp_path))
    held = claim(tmp_path)
    assert held is not None
    assert main.main(["voice", "selftest"]) == 2
    assert "值班台" in capsys.readouterr().err
    held.close()
