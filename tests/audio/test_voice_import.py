"""A recording is mended where that is honest, refused in words where not, and found by the kiosk."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

import main
from audio import voice_cli, voice_report
from audio.clip_rules import wrong
from audio.decode import Undecodable, decode_clip
from audio.measure import measure
from audio.voice import ClipLibrary, first_of
from audio.voice_import import Refused, Taken, Text, keys_of, prepare
from protocols import content

SHIPPED = ClipLibrary.load(Path(__file__).resolve().parents[2] / "audio" / "clips")
PACK = content.load()
WORDS = "这是演练。"
KEY = next(key for key, clip in sorted(SHIPPED.manifest.clips.items()) if clip.lang == "zh" and clip.seconds > 4)
LONG = SHIPPED.manifest.clips[KEY]
TEXT = Text(KEY, LONG.lang, LONG.text)
RATE_HZ = 44_100


def studio(gain: float = 0.3, lead_s: float = 0.8, noise: float = 1e-4, rate_hz: int = RATE_HZ) -> np.ndarray:
    """As a studio would send it: a real voice, at its own rate and level, with a quiet room before and after."""
    import soxr

    decoded = decode_clip(SHIPPED.directory / LONG.file)
    assert not isinstance(decoded, Undecodable)
    voice = soxr.resample(decoded.samples, decoded.rate_hz, rate_hz, quality="HQ") * gain
    air = np.zeros(round(lead_s * rate_hz))
    sound = np.concatenate([air, voice, air])
    return sound + noise * np.random.default_rng(1).standard_normal(len(sound))


def saved(path: Path, sound: np.ndarray, rate_hz: int = RATE_HZ, subtype: str = "PCM_16") -> Path:
    soundfile.write(path, sound, rate_hz, subtype=subtype)
    return path


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_a_studio_recording_is_cut_levelled_and_resampled(tmp_path: Path, name: str) -> None:
    stereo = np.stack([studio(), studio()], axis=1)
    done = prepare(saved(tmp_path / name, stereo), TEXT, by="Li")
    assert isinstance(done, Taken), done
    (tmp_path / "out.ogg").write_bytes(done.content)
    heard = decode_clip(tmp_path / "out.ogg")
    assert not isinstance(heard, Undecodable)
    figures = measure(heard.samples, heard.rate_hz)
    assert list(wrong("zh", LONG.text, figures, -18.0, human=True)) == []
    assert figures.lufs == pytest.approx(-18, abs=0.3) and figures.peak_dbtp <= -1.4
    assert figures.seconds == pytest.approx(LONG.seconds, abs=0.15), (
        "the silence at the ends is gone, the words are not"
    )
    assert done.clip.figures == figures and done.clip.human and done.clip.by == "Li"
    assert len(done.mended) == 4


@pytest.mark.parametrize(
    ("sound", "said"),
    [
        (np.clip(studio() * 30, -1, 1), "clipped"),
        (studio(noise=0.02), "noisy"),
        (studio(gain=0.001, noise=1e-6), "almost nothing"),
        (studio(lead_s=0)[RATE_HZ // 2 :], "cut off"),
        (studio()[: 2 * RATE_HZ], "cut off"),
        (np.concatenate([studio()] * 3), "is it this sentence"),
        (studio(rate_hz=8000), "8000 Hz"),
        (np.zeros(RATE_HZ), "almost nothing"),
        (np.zeros(0), "holds no sound"),
        (np.zeros(RATE_HZ * 130), "two minutes"),
    ],
)
def test_what_cannot_be_mended_is_refused_with_what_to_do(tmp_path: Path, sound: np.ndarray, said: str) -> None:
    rate_hz = 8000 if said == "8000 Hz" else RATE_HZ
    done = prepare(saved(tmp_path / "a.wav", sound, rate_hz), TEXT, by="")
    assert isinstance(done, Refused) and said in done.en, done
    assert done.zh


def test_a_file_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("words")
    assert isinstance(prepare(tmp_path / "a.wav", TEXT, by=""), Refused)
    assert isinstance(prepare(tmp_path / "none.wav", TEXT, by=""), Refused)
    odd = np.full(RATE_HZ, np.nan, np.float32)
    assert isinstance(prepare(saved(tmp_path / "b.wav", odd, subtype="FLOAT"), TEXT, by=""), Refused)


def test_every_text_has_a_key_and_cantonese_ones_too() -> None:
    keys = keys_of([(LONG.lang, LONG.text), ("yue", "唔緊要。"), ("yue", "唔緊要。")], SHIPPED)
    assert keys[KEY].text == LONG.text and len(keys) == 2


def test_a_branch_puts_its_own_recordings_in_without_touching_what_is_shipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list for the studio goes out, some of it comes back, the kiosk finds it first."""
    config = tmp_path / "kiosk.toml"
    example = Path("kiosk/kiosk.example.toml").read_text(encoding="utf-8")
    config.write_text(example.replace('data = "data/kiosk"', f'data = "{tmp_path / "data"}"'), encoding="utf-8")
    script = tmp_path / "studio" / "script.csv"
    assert main.main(["voice", "report", "--script", str(script), "--config", str(config)]) == 0
    with script.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert {row["lang"] for row in rows} == {"zh", "en", "yue"} and len({row["key"] for row in rows}) == len(rows)
    assert next(row["text"] for row in rows if row["key"] == KEY) == LONG.text
    saved(script.parent / f"{KEY}.wav", studio())
    assert main.main(["voice", "import", str(script), "--by", "Li", "--config", str(config)]) == 0
    assert "1 taken, 0 refused" in capsys.readouterr().err
    own = ClipLibrary.load(tmp_path / "data" / "recordings", only_intact=True)
    found = first_of(own.find, SHIPPED.find)(LONG.text, "zh")
    assert found is not None and found.is_relative_to(tmp_path)
    clip = own.clip(LONG.text, "zh")
    assert clip is not None and (clip.human, clip.by) == (True, "Li")
    assert own.check([(LONG.lang, LONG.text)], deep=True) == []
    saved(script.parent / f"{KEY}.wav", studio(noise=0.02))
    saved(script.parent / "x.wav", studio())
    assert main.main(["voice", "import", str(script.parent), "--config", str(config)]) == 1
    told = capsys.readouterr().err
    assert "杂音" in told and "voice report --script" in told and "0 taken, 2 refused" in told
    assert ClipLibrary.load(tmp_path / "data" / "recordings").manifest.clips[KEY] == clip, "a refusal changes nothing"


def test_one_recording_is_put_in_by_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["voice", "import", str(tmp_path / "mine.wav"), "--into", str(tmp_path / "own"), "--text"]
    assert main.main([*asked, LONG.text]) == 1
    assert "没有这个文件" in capsys.readouterr().err
    saved(tmp_path / "mine.wav", studio())
    assert main.main([*asked, "没有这句话"]) == 1
    assert "没有哪句话是 没有这句话" in capsys.readouterr().err
    assert main.main([*asked, LONG.text]) == 0
    assert ClipLibrary.load(tmp_path / "own").manifest.clips[KEY].human
    assert main.main([*asked, "一"]) == 2
    assert "加上 --lang" in capsys.readouterr().err


def test_a_broken_manifest_of_a_branch_is_not_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "manifest.json").write_text("{")
    saved(tmp_path / f"{KEY}.wav", studio())
    assert main.main(["voice", "import", str(tmp_path / f"{KEY}.wav"), "--into", str(tmp_path / "own")]) == 1
    assert (tmp_path / "own" / "manifest.json").read_text() == "{"
    assert "manifest" in capsys.readouterr().err


def test_the_page_shows_every_prompt_once_with_its_sound_and_its_state(tmp_path: Path) -> None:
    own = ClipLibrary.load(tmp_path / "none")
    page = voice_report.write(tmp_path / "page", PACK, SHIPPED, own, cantonese=False)
    text = page.read_text(encoding="utf-8")
    sounds = {row for row in text.split('data-sound="')[1:]}
    names = {row.split('"', 1)[0] for row in sounds}
    assert len(names) == len(list(content.spoken_texts(PACK)))
    assert all((tmp_path / "page" / name).is_file() for name in names)
    assert WORDS in text and "机器合成，请录真人" in text and "machine voice, please record" in text
    assert "http" not in text.replace("http-equiv", ""), "the page needs no network"


def test_a_spoilt_or_missing_clip_is_marked_on_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    (folder / "zh").mkdir(parents=True)
    manifest = json.loads((SHIPPED.directory / "manifest.json").read_text(encoding="utf-8"))
    manifest["clips"] = {KEY: manifest["clips"][KEY]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / LONG.file).write_bytes(b"cut off while it was copied")
    own = ClipLibrary.load(tmp_path / "none")
    page = voice_report.write(tmp_path / "page", PACK, ClipLibrary.load(folder), own, cantonese=False)
    text = page.read_text(encoding="utf-8")
    assert text.count('class="bad"') == 1 and text.count('class="machine"') == 0
    assert text.count('class="missing"') == len(list(content.spoken_texts(PACK))) - 1


def test_what_the_voice_cannot_say_stops_the_build_at_the_line_of_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "content"
    shutil.copytree(content.CONTENT, mine)
    phrases = mine / "phrases.yaml"
    phrases.write_text(phrases.read_text(encoding="utf-8").replace(WORDS, "这是演练＋。"), encoding="utf-8")
    asked = ["voice", "build", "--content", str(mine), "--out", str(tmp_path / "clips"), "--list-missing"]
    assert main.main(asked) == 1
    said = capsys.readouterr().err
    assert f"{phrases}:4: " in said and "'＋'" in said


def test_the_shipped_clips_are_all_there_and_measured_and_a_sample_sounds_so() -> None:
    """All by hash and figures; every twentieth is listened to again (`voice check --deep` does all)."""
    assert SHIPPED.check(content.spoken_texts(PACK)) == []
    sample = [SHIPPED.manifest.clips[key] for key in sorted(SHIPPED.manifest.clips)[::20]]
    assert [problem for clip in sample for problem in SHIPPED.check_sound(clip)] == []
    assert voice_cli.run(["check"], lambda path: []) == 0
