"""Only what is missing is rendered; what is no longer said goes; an interrupted build goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audio import voicebuild, voicebuild_model
from audio.voice import ClipLibrary
from audio.voicebuild import Rendered, Wanted, build, distinct, main, read_manifest
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
        return Rendered(f"sound of {one.text}".encode(), seconds=1.5, lufs=-18.04)


def _quiet(line: str) -> None:
    del line


def test_every_text_is_rendered_once_and_found_by_the_kiosk(tmp_path: Path) -> None:
    tone = Tone()
    assert build([STOP, PUSH], tmp_path, tone, _quiet) == 2
    assert build([STOP, PUSH, SWAP], tmp_path, tone, _quiet) == 1
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
        build(wanted, tmp_path, Tone(stop_after=11), _quiet)
    again = Tone()
    build(wanted, tmp_path, again, _quiet)
    assert again.said == wanted[voicebuild.SAVE_EVERY_CLIPS :]
    assert not list(tmp_path.rglob("*.part"))


def test_pruning_removes_what_is_no_longer_said_and_files_nobody_names(tmp_path: Path) -> None:
    build([STOP, SWAP], tmp_path, Tone(), _quiet)
    (tmp_path / "zh" / "stray.ogg").write_bytes(b"stray")
    (tmp_path / "NOTICE").write_text("kept")
    lines: list[str] = []
    build([SWAP], tmp_path, Tone(), lines.append, prune=True)
    assert [path.name for path in sorted(tmp_path.rglob("*.ogg"))] == [f"{SWAP.key}.ogg"]
    assert (tmp_path / "NOTICE").exists()
    assert len(lines) == 2
    assert list(read_manifest(tmp_path).clips) == [SWAP.key]


def test_without_pruning_old_clips_stay(tmp_path: Path) -> None:
    build([STOP], tmp_path, Tone(), _quiet)
    build([SWAP], tmp_path, Tone(), _quiet)
    assert set(read_manifest(tmp_path).clips) == {STOP.key, SWAP.key}


def test_a_lost_or_damaged_file_is_rendered_again(tmp_path: Path) -> None:
    build([STOP, SWAP, PUSH], tmp_path, Tone(), _quiet)
    (tmp_path / "zh" / f"{STOP.key}.ogg").unlink()
    (tmp_path / "en" / f"{PUSH.key}.ogg").write_bytes(b"damaged")
    again = Tone()
    build([STOP, SWAP, PUSH], tmp_path, again, _quiet)
    assert again.said == [STOP, PUSH]


def test_one_unspeakable_text_fails_the_build_but_keeps_the_others(tmp_path: Path) -> None:
    good = Tone()

    def render(one: Wanted) -> Rendered:
        if one == STOP:
            raise Unspeakable([Refusal(one.lang, one.text, "unknown sound 'ß'")])
        return good(one)

    build([PUSH], tmp_path, good, _quiet)
    with pytest.raises(Unspeakable, match="不要停"):
        build([STOP, SWAP], tmp_path, render, _quiet, prune=True)
    assert set(read_manifest(tmp_path).clips) == {PUSH.key, SWAP.key}


def test_the_same_words_are_one_text() -> None:
    assert distinct([Wanted("en", "Keep  pushing. "), PUSH, STOP]) == [PUSH, STOP]


def test_the_manifest_says_how_the_clips_were_made(tmp_path: Path) -> None:
    build([STOP], tmp_path, Tone(), _quiet)
    written = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert written["engine"]["model_sha256"] == voicebuild_model.MODEL_SHA256
    assert written["clips"][STOP.key] == {
        "file": f"zh/{STOP.key}.ogg",
        "lang": "zh",
        "text": "不要停。",
        "voice": "zf_xiaoyi",
        "seconds": 1.5,
        "lufs": -18.0,
        "sha256": voicebuild.hashlib.sha256("sound of 不要停。".encode()).hexdigest(),
    }


def _texts(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_refused_text_ends_the_command_before_anything_is_rendered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = _texts(tmp_path / "t.jsonl", '{"lang": "zh", "text": "请打120。"}')
    assert main(["--texts", str(texts), "--out", str(tmp_path / "clips")]) == voicebuild.EXIT_REFUSED
    assert "请打120。" in (said := capsys.readouterr().err) and "'1'" in said
    assert not (tmp_path / "clips").exists()


def test_a_line_that_is_no_text_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = _texts(tmp_path / "t.jsonl", '{"lang": "zh", "text": "继续压。"}', "", "{]", "[1]")
    assert main(["--texts", str(texts), "--list-missing"]) == voicebuild.EXIT_REFUSED
    said = capsys.readouterr().err
    assert "t.jsonl:3" in said and "t.jsonl:4" in said


def test_without_the_tools_one_line_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voicebuild_model, "NEEDED_MODULES", ("no_such_voice_model",))
    texts = _texts(tmp_path / "t.jsonl", '{"lang": "en", "text": "Keep pushing."}')
    assert main(["--texts", str(texts), "--out", str(tmp_path / "clips")]) == voicebuild.EXIT_NOT_INSTALLED
    said = capsys.readouterr().err
    assert "no_such_voice_model" in said and "deploy/setup.sh voicebuild" in said


def test_what_is_missing_can_be_listed_without_any_tools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build([STOP], tmp_path, Tone(), _quiet)
    texts = _texts(tmp_path / "t.jsonl", *(json.dumps({"lang": o.lang, "text": o.text}) for o in (STOP, SWAP)))
    assert main(["--texts", str(texts), "--out", str(tmp_path), "--list-missing"]) == voicebuild.EXIT_REFUSED
    assert json.loads(capsys.readouterr().out) == {"lang": "zh", "text": SWAP.text}
    build([SWAP], tmp_path, Tone(), _quiet)
    assert main(["--texts", str(texts), "--out", str(tmp_path), "--list-missing"]) == voicebuild.EXIT_OK


def test_a_changed_model_or_voice_file_is_not_used() -> None:
    with pytest.raises(voicebuild_model.WrongFile, match=r"voice\.bin has SHA-256"):
        voicebuild_model.checked(b"other", voicebuild_model.MODEL_SHA256, "voice.bin")
