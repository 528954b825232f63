"""A clip is found by its words, and a pack that is not sound is refused with reasons."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio.decode import MIXER_RATE_HZ, Undecodable, decode_clip, load_clip
from audio.loudness import loudness_lufs
from audio.measure import measure
from audio.voice import ClipLibrary, clip_key, first_of, spoken_form

RATE_HZ = 24_000


def speech(seconds: float = 1.5, lufs: float = -18.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    sound = np.sin(2 * np.pi * 300 * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * t))
    sound *= np.clip(np.minimum(t, t[::-1]) / 0.2, 0, 1)  # begins and ends in silence
    return (sound * 10 ** ((lufs - loudness_lufs(sound.astype(np.float32), RATE_HZ)) / 20)).astype(np.float32)


class Pack:
    """Writes a pack of clips with an honest manifest; a test then spoils one thing."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.clips: dict[str, dict[str, object]] = {}

    def add(self, text: str, lang: str = "zh", sound: np.ndarray | None = None, **wrong: object) -> Path:
        key = clip_key(text, lang, "v", "normal", "test-engine")
        path = self.directory / lang / f"{key}.ogg"
        path.parent.mkdir(parents=True, exist_ok=True)
        samples = speech() if sound is None else sound
        soundfile.write(path, samples, RATE_HZ, format="OGG", subtype="VORBIS")
        heard = decode_clip(path)
        assert not isinstance(heard, Undecodable)
        figures = measure(heard.samples, heard.rate_hz)
        self.clips[key] = {
            "file": f"{lang}/{key}.ogg",
            "lang": lang,
            "text": text,
            "voice": "v",
            "seconds": figures.seconds,
            "lufs": figures.lufs,
            "peak_dbtp": figures.peak_dbtp,
            "edge_db": figures.edge_db,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            **wrong,
        }
        return path

    def load(self) -> ClipLibrary:
        manifest = {"version": 1, "engine": {"name": "test"}, "clips": self.clips}
        (self.directory / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False))
        return ClipLibrary.load(self.directory)


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack(tmp_path)


def test_a_clip_is_found_by_its_words_and_its_language(pack: Pack) -> None:
    path = pack.add("现在拨打幺二零")
    library = pack.load()
    assert library.find("现在拨打幺二零", "zh") == path
    assert library.find("  现在拨打幺二零\n", "zh") == path
    assert library.find("现在拨打幺二零", "en") is None
    assert library.find("现在拨打幺幺零", "zh") is None


def test_one_voice_of_several_can_be_asked_for(pack: Pack) -> None:
    pack.add("没有反应")
    library = pack.load()
    assert library.find("没有反应", "zh", voice="v") is not None
    assert library.find("没有反应", "zh", voice="another") is None


def test_a_clip_whose_file_is_gone_is_not_found_so_that_live_speech_can_step_in(pack: Pack) -> None:
    pack.add("按压").unlink()
    library = pack.load()
    assert library.find("按压", "zh") is None
    assert [problem.kind for problem in library.check([("zh", "按压")])] == ["file"]


def test_the_name_of_a_clip_depends_on_everything_that_changes_its_sound() -> None:
    key = clip_key("按压", "zh", "v", "normal", "e")
    assert len(key) == 32
    assert key == clip_key(" 按压 ", "zh", "v", "normal", "e")
    changed = [("停", "zh", "v", "normal", "e"), ("按压", "en", "v", "normal", "e"), ("按压", "zh", "w", "normal", "e")]
    changed += [("按压", "zh", "v", "slow", "e"), ("按压", "zh", "v", "normal", "f")]
    assert len({key, *(clip_key(*one) for one in changed)}) == 6


def test_the_name_of_a_clip_never_changes_between_releases() -> None:
    assert clip_key("按压", "zh", "zf_xiaoyi", "normal", "kokoro") == "d397e2668d167d276c39ac2730242df0"


def test_words_are_compared_in_one_unicode_spelling_and_with_single_spaces() -> None:
    assert spoken_form("e\u0301 x\u3000y") == "\u00e9 x y"


def test_a_sound_pack_has_no_problems(pack: Pack) -> None:
    pack.add("用力按压")
    pack.add("Press hard now", "en")
    assert pack.load().check([("zh", "用力按压"), ("en", "Press hard now")], deep=True) == []


def test_a_required_sentence_without_a_clip_is_told(pack: Pack) -> None:
    pack.add("用力按压")
    problems = pack.load().check([("zh", "用力按压"), ("en", "Press"), ("en", "Press ")])
    assert [str(problem) for problem in problems] == ["missing: en 'Press': no clip says this"]


@pytest.mark.parametrize(
    ("kind", "sound"),
    [
        ("short", speech(0.1)),
        ("silent", np.zeros(RATE_HZ, np.float32)),
        ("loudness", speech(lufs=-24.0)),
        ("loudness", speech(lufs=-12.0)),
        ("clipped", np.clip(speech(lufs=-10) * 20, -1, 1)),
        ("truncated", speech(3.0)[: round(1.52 * RATE_HZ)]),
        ("pace", speech(0.5)),
        ("pace", speech(6.0)),
    ],
)
def test_a_clip_that_would_be_heard_badly_is_told(pack: Pack, kind: str, sound: np.ndarray) -> None:
    pack.add("用力按压", sound=sound)
    for deep in (False, True):
        assert kind in [problem.kind for problem in pack.load().check([], deep=deep)]


def test_figures_that_the_file_does_not_have_are_found_by_listening(pack: Pack) -> None:
    pack.add("用力按压", seconds=1.3)
    pack.add("继续按压", lufs=-17.2)
    pack.add("不要停手", peak_dbtp=None)
    library = pack.load()
    assert {problem.kind for problem in library.check([])} == {"figures"}  # the one without a peak was never measured
    assert {problem.text: problem.kind for problem in library.check([], deep=True)} == {
        "用力按压": "seconds", "继续按压": "figures", "不要停手": "figures",
    }  # fmt: skip


def test_a_persons_recording_is_found_before_the_machines_and_a_branchs_own_before_what_is_shipped(
    pack: Pack, tmp_path: Path
) -> None:
    pack.add("用力按压")
    by_hand = pack.directory / "zh" / "zz.ogg"
    by_hand.write_bytes(b"sound")
    row = {**next(iter(pack.clips.values())), "file": "zh/zz.ogg", "human": True}
    pack.clips["ffff"] = {**row, "sha256": hashlib.sha256(b"sound").hexdigest()}
    assert pack.load().find("用力按压", "zh") == by_hand
    own = Pack(tmp_path / "own")
    kept, spoilt = own.add("用力按压", human=True), own.add("继续按压", human=True)
    spoilt.write_bytes(b"half a file")
    own.load()
    mine = ClipLibrary.load(own.directory, only_intact=True)
    find = first_of(mine.find, pack.load().find)
    assert find("用力按压", "zh") == kept
    assert find("继续按压", "zh") is None, "a damaged recording stands in nobody's way"
    assert (
        first_of(ClipLibrary.load(tmp_path / "none", only_intact=True).find, pack.load().find)("用力按压", "zh")
        == by_hand
    )


def test_a_clip_that_is_not_the_one_described_is_told(pack: Pack) -> None:
    pack.add("按压", sha256="0" * 64)
    assert {problem.kind for problem in pack.load().check([])} == {"hash"}


def test_a_file_that_is_no_sound_is_told(pack: Pack) -> None:
    path = pack.add("用力按压")
    path.write_bytes(b"not a sound")
    next(iter(pack.clips.values()))["sha256"] = hashlib.sha256(b"not a sound").hexdigest()
    assert "file" in [problem.kind for problem in pack.load().check([], deep=True)]


def test_a_manifest_cannot_point_outside_its_folder(pack: Pack) -> None:
    pack.add("按压", file="../../etc/passwd")
    assert [problem.kind for problem in pack.load().check([])] == ["file"]


@pytest.mark.parametrize("content", [None, "{", '{"version": 2, "clips": {}}', '{"version": 1, "clips": {"a": {}}}'])
def test_a_manifest_that_cannot_be_read_is_an_empty_library_that_says_why(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    library = ClipLibrary.load(tmp_path)
    assert library.find("按压", "zh") is None
    assert library.trouble
    assert [problem.kind for problem in library.check([])] == ["manifest"]


def test_a_clip_reaches_the_mixer_at_its_rate_with_its_pitch_and_level(tmp_path: Path) -> None:
    t = np.arange(RATE_HZ) / RATE_HZ
    soundfile.write(tmp_path / "a.ogg", 0.5 * np.sin(2 * np.pi * 440 * t), RATE_HZ, format="OGG", subtype="VORBIS")
    samples = load_clip(tmp_path / "a.ogg")
    assert not isinstance(samples, Undecodable)
    assert abs(len(samples) - MIXER_RATE_HZ) <= 2
    spectrum = np.abs(np.fft.rfft(samples[:MIXER_RATE_HZ], MIXER_RATE_HZ))
    assert int(spectrum.argmax()) == 440
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


def test_a_stereo_file_is_folded_to_one_channel(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.tile([0.5, 0.1], (4800, 1)), 48_000)
    decoded = decode_clip(tmp_path / "a.wav")
    assert not isinstance(decoded, Undecodable)
    assert np.allclose(decoded.samples, 0.3, atol=1e-3)


def test_a_missing_or_empty_file_is_a_reason_and_no_exception(tmp_path: Path) -> None:
    assert isinstance(load_clip(tmp_path / "none.ogg"), Undecodable)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 48_000)
    assert isinstance(load_clip(tmp_path / "empty.wav"), Undecodable)
