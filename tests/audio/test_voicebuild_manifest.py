"""Only what is missing is rendered; what is no longer said goes; an interrupted build goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from audio import voicebuild, voicebuild_model
from audio.clip_rules import Figures
from audio.voice import Clip, ClipLibrary
from audio.voicebuild import RenderAll, Rendered, Wanted, build, distinct, read_manifest, refused
from audio.voicebuild_text import Refusal, Unspeakable

STOP = Wanted("zh", "不要停。")
SWAP = Wanted("zh", "准备换人。")
PUSH = Wanted("en", "Keep pushing.")


class Tone:
    """Stands where the model would: any bytes are a clip to the manifest."""

    def __init__(self, stop_after: int = 1000) -> None:
        self.said: list[Wanted] = []
        self._stop_after = stop_after

    def __call__(self, one: Wanted) -> Rendered:
        if len(self.said) >= self._stop_after:
            raise KeyboardInterrupt
        self.said.append(one)
        figures = Figures(seconds=1.5, lufs=-18.04, peak_dbtp=-1.6, edge_db=-50.0)
        return Rendered(f"sound of {one.text}".encode(), figures)


def one_by_one(render: Callable[[Wanted], Rendered]) -> RenderAll:
    """As `in_parallel`, in this process and with this renderer."""

    def each(todo: Sequence[Wanted]) -> Iterator[tuple[Wanted, Rendered | Unspeakable]]:
        for one in todo:
            try:
                yield one, render(one)
            except Unspeakable as error:
                yield one, error

    return each


def _quiet(number: int, of: int, one: Wanted, figures: Figures) -> None:
    del number, of, one, figures


def test_every_text_is_rendered_once_and_found_by_the_kiosk(tmp_path: Path) -> None:
    tone = Tone()
    assert build([STOP, PUSH], tmp_path, one_by_one(tone), _quiet) == 2
    assert build([STOP, PUSH, SWAP], tmp_path, one_by_one(tone), _quiet) == 1
    assert tone.said == [STOP, PUSH, SWAP]
    library = ClipLibrary.load(tmp_path)
    assert library.trouble == ""
    for one in (STOP, PUSH, SWAP):
        path = library.find(one.text, one.lang)
        assert path is not None and path.read_bytes() == f"sound of {one.text}".encode()
    assert library.find(STOP.text, "en") is None


def test_a_build_cut_short_goes_on_where_it_stopped(tmp_path: Path) -> None:
    wanted = [Wanted("zh", f"第{number}步，继续压。") for number in "一二三四五六七八九十百千万"]
    with pytest.raises(KeyboardInterrupt):
        build(wanted, tmp_path, one_by_one(Tone(stop_after=11)), _quiet)
    again = Tone()
    build(wanted, tmp_path, one_by_one(again), _quiet)
    assert again.said == wanted[11:]
    assert not list(tmp_path.rglob("*.part"))


def test_pruning_removes_what_is_no_longer_said_and_files_nobody_names(tmp_path: Path) -> None:
    build([STOP, SWAP], tmp_path, one_by_one(Tone()), _quiet)
    (tmp_path / "zh" / "stray.ogg").write_bytes(b"stray")
    (tmp_path / "NOTICE").write_text("kept")
    gone: list[Path] = []
    build([SWAP], tmp_path, one_by_one(Tone()), _quiet, prune=True, removed=lambda path, clip: gone.append(path))
    assert [path.name for path in sorted(tmp_path.rglob("*.ogg"))] == [f"{SWAP.key}.ogg"]
    assert (tmp_path / "NOTICE").exists()
    assert sorted(path.name for path in gone) == sorted([f"{STOP.key}.ogg", "stray.ogg"])
    assert list(read_manifest(tmp_path).clips) == [SWAP.key]


def test_without_pruning_old_clips_stay(tmp_path: Path) -> None:
    build([STOP], tmp_path, one_by_one(Tone()), _quiet)
    build([SWAP], tmp_path, one_by_one(Tone()), _quiet)
    assert set(read_manifest(tmp_path).clips) == {STOP.key, SWAP.key}


def test_a_lost_or_damaged_file_is_rendered_again(tmp_path: Path) -> None:
    build([STOP, SWAP, PUSH], tmp_path, one_by_one(Tone()), _quiet)
    (tmp_path / "zh" / f"{STOP.key}.ogg").unlink()
    (tmp_path / "en" / f"{PUSH.key}.ogg").write_bytes(b"damaged")
    again = Tone()
    build([STOP, SWAP, PUSH], tmp_path, one_by_one(again), _quiet)
    assert again.said == [STOP, PUSH]


def test_one_unspeakable_text_fails_the_build_but_keeps_the_others(tmp_path: Path) -> None:
    good = Tone()

    def render(one: Wanted) -> Rendered:
        if one == STOP:
            raise Unspeakable([Refusal(one.lang, one.text, "unknown sound 'ß'")])
        return good(one)

    build([PUSH], tmp_path, one_by_one(good), _quiet)
    with pytest.raises(Unspeakable, match="不要停"):
        build([STOP, SWAP], tmp_path, one_by_one(render), _quiet, prune=True)
    assert set(read_manifest(tmp_path).clips) == {PUSH.key, SWAP.key}


def test_the_same_words_are_one_text() -> None:
    assert distinct([Wanted("en", "Keep  pushing. "), PUSH, STOP]) == [PUSH, STOP]


def test_the_manifest_says_how_the_clips_were_made(tmp_path: Path) -> None:
    build([STOP], tmp_path, one_by_one(Tone()), _quiet)
    written = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert written["engine"]["model_sha256"] == voicebuild_model.MODEL_SHA256
    assert written["clips"][STOP.key] == {
        "file": f"zh/{STOP.key}.ogg",
        "lang": "zh",
        "text": "不要停。",
        "voice": "zf_xiaoyi",
        "seconds": 1.5,
        "lufs": -18.04,
        "peak_dbtp": -1.6,
        "edge_db": -50.0,
        "sha256": voicebuild.hashlib.sha256("sound of 不要停。".encode()).hexdigest(),
    }


def test_a_persons_recording_is_never_overwritten_unless_its_words_are_no_longer_said(tmp_path: Path) -> None:
    build([STOP, SWAP], tmp_path, one_by_one(Tone()), _quiet)
    manifest = read_manifest(tmp_path)
    sound = b"a person says: do not stop"
    (tmp_path / "zh" / f"{STOP.key}.ogg").write_bytes(sound)
    digest = voicebuild.hashlib.sha256(sound).hexdigest()
    row = msgspec.structs.replace(manifest.clips[STOP.key], human=True, by="Li", sha256=digest)
    # Under another key too: a new voice or recipe renames every machine clip, and must not speak over a person.
    voicebuild.write_manifest(tmp_path, {"0ld": row, SWAP.key: manifest.clips[SWAP.key]})
    again = Tone()
    assert build([STOP, SWAP], tmp_path, one_by_one(again), _quiet, prune=True, again=True) == 0
    assert again.said == []
    assert read_manifest(tmp_path).clips["0ld"].by == "Li"
    assert ClipLibrary.load(tmp_path).find(STOP.text, "zh") == tmp_path / row.file
    gone: list[tuple[str, bool]] = []

    def removed(path: Path, clip: Clip | None) -> None:
        gone.append((path.name, clip is not None and clip.human))

    build([SWAP], tmp_path, one_by_one(again), _quiet, prune=True, removed=removed)
    assert gone == [(f"{STOP.key}.ogg", True)]


def test_what_check_refuses_is_rendered_again_when_asked(tmp_path: Path) -> None:
    build([STOP, SWAP, PUSH], tmp_path, one_by_one(Tone()), _quiet)
    manifest = read_manifest(tmp_path)
    assert refused(manifest) == {}
    clips = {**manifest.clips, SWAP.key: msgspec.structs.replace(manifest.clips[SWAP.key], seconds=0.4)}
    voicebuild.write_manifest(tmp_path, clips)
    calm, again = Tone(), Tone()
    build([STOP, SWAP, PUSH], tmp_path, one_by_one(calm), _quiet)
    build([STOP, SWAP, PUSH], tmp_path, one_by_one(again), _quiet, again=True)
    assert (calm.said, again.said) == ([], [SWAP])


def test_clips_from_before_figures_were_kept_are_measured_and_not_rendered_again(tmp_path: Path) -> None:
    import soundfile

    (tmp_path / "zh").mkdir()
    for one in (STOP, SWAP):
        path = tmp_path / "zh" / f"{one.key}.ogg"
        soundfile.write(path, 0.1 * np.sin(np.arange(24_000) / 8), 24_000, format="OGG", subtype="VORBIS")
    (tmp_path / "zh" / f"{SWAP.key}.ogg").write_bytes(b"no sound at all")
    rows = {
        one.key: Clip(
            file=f"zh/{one.key}.ogg", lang="zh", text=one.text, voice="zf_xiaoyi", seconds=1.0, lufs=-18.0,
            sha256=voicebuild.hashlib.sha256((tmp_path / "zh" / f"{one.key}.ogg").read_bytes()).hexdigest(),
        )
        for one in (STOP, SWAP)
    }  # fmt: skip
    voicebuild.write_manifest(tmp_path, rows)
    tone = Tone()
    build([STOP, SWAP], tmp_path, one_by_one(tone), _quiet)
    assert tone.said == [SWAP]
    figures = read_manifest(tmp_path).clips[STOP.key].figures
    assert figures is not None and figures.peak_dbtp == pytest.approx(-20, abs=0.5)


def test_a_changed_model_or_voice_file_is_not_used() -> None:
    with pytest.raises(voicebuild_model.WrongFile, match=r"voice\.bin has SHA-256"):
        voicebuild_model.checked(b"other", voicebuild_model.MODEL_SHA256, "voice.bin")
