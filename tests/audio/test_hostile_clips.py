"""No sound file, whatever stands in it, takes the beat away or drowns it; a recording that is none is refused."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio import mixer_process, profile
from audio.core import CueGiven
from audio.decode import LOUDEST, MIXER_RATE_HZ, Undecodable, load_clip
from audio.mixer_process import ClipCache, Mixer
from audio.voice_import import Refused, Text, prepare, read_jobs
from audio.wire import ProfileName, Say, SetBeat, Told

CLIP = next((Path(mixer_process.__file__).parent / "clips" / "zh").glob("*.ogg"))
TONE = np.sin(np.arange(9600) / 20) * 0.3


def written(folder: Path) -> dict[str, Path]:
    """Name and file of everything that may lie where a clip should be."""
    content = CLIP.read_bytes()
    chance = np.random.default_rng(7)
    raw = {"empty": b"", "text": b"hello", "half": content[: len(content) // 2], "head": content[:100]}
    for n in range(20):
        spoilt = bytearray(content)
        for at in chance.integers(0, len(content), int(chance.integers(1, 60))):
            spoilt[at] = int(chance.integers(0, 256))
        raw[f"spoilt{n}"] = bytes(spoilt)
    for name, data in raw.items():
        (folder / name).write_bytes(data)
    for name, samples, rate_hz in (
        ("nan", np.full(9600, np.nan), MIXER_RATE_HZ), ("inf", np.full(9600, np.inf), MIXER_RATE_HZ),
        ("huge", TONE * 1e30, MIXER_RATE_HZ),
        ("fast", TONE, 1_999_999_999), ("slow", TONE, 1), ("none", TONE[:0], MIXER_RATE_HZ),
        ("surround", np.stack([TONE] * 6, 1), MIXER_RATE_HZ),
    ):  # fmt: skip
        soundfile.write(folder / f"{name}.wav", samples, rate_hz, subtype="FLOAT")
    (folder / "folder").mkdir()
    files = {path.name: path for path in folder.iterdir()}
    return {**files, "gone": folder / "gone", "long": folder / ("x" * 3000), "nul": folder / "a\0b"}


@pytest.mark.parametrize("kind", ["normal", "elderly", "loud"])
def test_every_file_is_sound_within_bounds_or_undecodable(tmp_path: Path, kind: ProfileName) -> None:
    cache = ClipCache()
    heard = {name: cache.get(path, kind) for name, path in written(tmp_path).items()}
    assert not isinstance(heard["surround.wav"], Undecodable)
    for name in ("nan.wav", "inf.wav", "huge.wav", "fast.wav", "slow.wav", "none.wav", "folder", "gone", "nul", "text"):
        assert isinstance(heard[name], Undecodable), name
    for name, samples in heard.items():
        assert isinstance(samples, Undecodable) or float(np.abs(samples).max()) <= LOUDEST * 2, name


def test_a_clip_that_breaks_the_decoder_is_refused_each_time_and_the_beat_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(path: Path, kind: ProfileName) -> None:
        raise RuntimeError("injected")

    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr(mixer_process, "load_clip", breaks)
    told: list[Told] = []
    mixer = Mixer(told.append, None, "normal")
    mixer.obey(SetBeat(110, "continuous"))
    for n in range(3):
        mixer.obey(Say(str(CLIP), "step", f"s{n}", True))
    for _ in range(20):
        mixer.render(4800, "FAKE", 0)
    names = [type(one).__name__ for one in told]
    assert names.count("NotSpoken") == 3 and names.count("Clicked") >= 3
    assert CueGiven.__name__ not in names


def test_without_the_stretcher_the_slow_profile_still_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "SonicStream", None)
    slow, usual = load_clip(CLIP, "elderly"), load_clip(CLIP)
    assert not isinstance(slow, Undecodable) and not isinstance(usual, Undecodable)
    assert len(slow) > len(usual)


def test_recordings_that_are_none_are_refused_in_words(tmp_path: Path) -> None:
    for name, path in written(tmp_path).items():
        if name.startswith("spoilt") or name in ("half", "nul"):
            continue
        assert isinstance(prepare(path, Text("k", "zh", "请您坐下休息"), "x"), Refused), name


@pytest.mark.parametrize(
    "table",
    [
        "file,key\n" + "a" * 5000 + ",k\n", "file,key\nx\n", "file,key\n,,\n", "file,key\n\0,\0\n",
        'file,key\n"' + "a" * 200_000 + '",k\n', "file\nx\n", "", "file,key,by\n../../../no/such,../k,a\n",
    ],
)  # fmt: skip
def test_no_table_is_an_error(tmp_path: Path, table: str) -> None:
    (tmp_path / "list.csv").write_text(table)
    found = read_jobs([tmp_path / "list.csv"], "x")
    assert isinstance(found, Refused) or found == []
