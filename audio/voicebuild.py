"""Build-time tool: every text the kiosk says becomes a clip, rendered once and found again by its content."""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from audio.voice import (
    DEFAULT_TARGET_LUFS,
    MANIFEST_NAME,
    MANIFEST_VERSION,
    Clip,
    Manifest,
    clip_key,
    spoken_form,
)
from audio.voicebuild_readings import special_readings
from audio.voicebuild_text import Refusal, Unspeakable, pieces, refusals, units

if TYPE_CHECKING:
    from audio.voicebuild_phonemes import Chinese, English
    from audio.voicebuild_sound import Samples

DEFAULT_OUT = Path(__file__).parent / "clips"
# Part of every clip's name: raise the number when the sound of all clips is meant to change.
RECIPE = 1
SAVE_EVERY_CLIPS = 10
EXIT_OK = 0
EXIT_REFUSED = 1
EXIT_NOT_INSTALLED = 3


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language's voice and its pace."""

    lang: str
    voice: str
    pace_per_min: float  # characters (Chinese) or words (English)
    usual_tempo: float
    few_units: int
    pause_s: float

    @property
    def rate_profile(self) -> str:
        return f"{self.pace_per_min:.0f}-per-min"


SPEAKERS = {
    "zh": Speaker("zh", "zf_xiaoyi", pace_per_min=212, usual_tempo=0.76, few_units=6, pause_s=0.35),
    "en": Speaker("en", "af_heart", pace_per_min=150, usual_tempo=0.85, few_units=4, pause_s=0.35),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One text to be said."""

    lang: str
    text: str

    @property
    def key(self) -> str:
        speaker = SPEAKERS[self.lang]
        engine = " ".join(filter(None, (engine_id(), special_readings(self.lang, self.text))))
        return clip_key(self.text, self.lang, speaker.voice, speaker.rate_profile, engine)


@dataclass(frozen=True, slots=True)
class Rendered:
    """One finished clip, not yet on disk."""

    content: bytes
    seconds: float
    lufs: float


Render = Callable[[Wanted], Rendered]


def engine_id() -> str:
    from audio.voicebuild_model import MODEL_NAME

    return f"{MODEL_NAME}/recipe-{RECIPE}"


def engine_facts() -> dict[str, object]:
    """What a later reader must know to make the same clips again."""
    from audio.voicebuild_model import MODEL_SHA256, VOICE_SHA256, VOICES_PACKAGE

    voices = {
        lang: {"name": s.voice, "sha256": VOICE_SHA256[s.voice], "pace_per_min": s.pace_per_min}
        for lang, s in SPEAKERS.items()
    }
    return {"id": engine_id(), "model_sha256": MODEL_SHA256, "voices_package": VOICES_PACKAGE, "voices": voices}


def read_texts(path: Path) -> list[Wanted]:
    """One JSON object a line: {"lang": "zh", "text": "..."}."""
    found: list[Wanted] = []
    bad: list[Refusal] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(Wanted(row["lang"], row["text"]))
        except (ValueError, KeyError, TypeError) as error:
            bad.append(Refusal("?", line, f"{path}:{number}: not a line of lang and text: {error}"))
    if bad:
        raise Unspeakable(bad)
    return found


def content_texts() -> list[Wanted]:
    """Every text of the protocols; imported late, so that a list of texts can be rendered without any content."""
    content = importlib.import_module("protocols.content")
    return [Wanted(lang, text) for lang, text in content.spoken_texts(content.load())]


def distinct(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Each text once, in the form in which it is named; refuses the whole list if one text cannot be spoken."""
    found = list(dict.fromkeys(Wanted(one.lang, spoken_form(one.text)) for one in wanted))
    bad = [refusal for one in found for refusal in refusals(one.lang, one.text)]
    if bad:
        raise Unspeakable(bad)
    return found


def read_manifest(out: Path) -> Manifest:
    """The clips that are really there: a row without its file, or with a damaged one, counts as not rendered."""
    path = out / MANIFEST_NAME
    if not path.is_file():
        return Manifest(version=MANIFEST_VERSION)
    manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    if manifest.version != MANIFEST_VERSION:
        raise ValueError(f"{path}: version {manifest.version} is not {MANIFEST_VERSION}")
    return msgspec.structs.replace(
        manifest, clips={key: clip for key, clip in manifest.clips.items() if _is_intact(out, clip)}
    )


def _is_intact(out: Path, clip: Clip) -> bool:
    path = out / clip.file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == clip.sha256


def write_manifest(out: Path, clips: dict[str, Clip]) -> None:
    """Written whole beside the old one, then put in its place."""
    manifest = Manifest(
        version=MANIFEST_VERSION,
        engine=engine_facts(),
        target_lufs=DEFAULT_TARGET_LUFS,
        clips=dict(sorted(clips.items())),
    )
    _write_atomically(out / MANIFEST_NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")


def _write_atomically(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    os.replace(part, path)


def missing(wanted: Iterable[Wanted], manifest: Manifest) -> list[Wanted]:
    return [one for one in wanted if one.key not in manifest.clips]


def build(wanted: list[Wanted], out: Path, render: Render, say: Callable[[str], None], *, prune: bool = False) -> int:
    """Render what is missing, clip by clip; an interrupted build goes on where it stopped. Returns how many."""
    manifest = read_manifest(out)
    clips = dict(manifest.clips)
    todo = missing(wanted, manifest)
    bad: list[Refusal] = []
    for number, one in enumerate(todo, 1):
        try:
            done = render(one)
        except Unspeakable as error:
            bad.extend(error.refusals)
            continue
        clips[one.key] = store(out, one, done)
        say(f"[{number}/{len(todo)}] {one.lang} {done.seconds:4.1f} s {done.lufs:5.1f} LUFS  {one.text}")
        if number % SAVE_EVERY_CLIPS == 0:
            write_manifest(out, clips)
    if prune and not bad:
        clips = pruned(out, wanted, clips, say)
    write_manifest(out, clips)
    if bad:
        raise Unspeakable(bad)
    return len(todo)


def store(out: Path, one: Wanted, done: Rendered) -> Clip:
    name = f"{one.lang}/{one.key}.ogg"
    _write_atomically(out / name, done.content)
    return Clip(
        file=name,
        lang=one.lang,
        text=one.text,
        voice=SPEAKERS[one.lang].voice,
        seconds=round(done.seconds, 3),
        lufs=round(done.lufs, 1),
        sha256=hashlib.sha256(done.content).hexdigest(),
    )


def pruned(out: Path, wanted: Iterable[Wanted], clips: dict[str, Clip], say: Callable[[str], None]) -> dict[str, Clip]:
    """Only what is still said stays; a sound file that no row names goes too."""
    keys = {one.key for one in wanted}
    kept = {key: clip for key, clip in clips.items() if key in keys}
    files = {clip.file for clip in kept.values()}
    for path in sorted(out.glob("*/*.ogg")):
        if path.relative_to(out).as_posix() not in files:
            path.unlink()
            say(f"removed {path.relative_to(out)}")
    return kept


class Studio:
    """The model with both voices; building one takes seconds and half a gigabyte, so it is built once."""

    def __init__(self, cache: Path) -> None:
        from audio import voicebuild_model, voicebuild_phonemes

        voicebuild_model.require_tools()
        self._styles = {s.lang: voicebuild_model.voice_style(s.voice, cache) for s in SPEAKERS.values()}
        self._model = voicebuild_model.Model.load()
        self._phonemes: dict[str, Chinese | English] = {
            "zh": voicebuild_phonemes.Chinese(),
            "en": voicebuild_phonemes.English(),
        }

    def __call__(self, one: Wanted) -> Rendered:
        from audio import voicebuild_sound as sound
        from audio.loudness import loudness_lufs

        speaker = SPEAKERS[one.lang]
        spoken = [sound.trim(samples) for samples in self._sentences(one)]
        seconds = sum(len(samples) for samples in spoken) / sound.RATE_HZ
        slowed = sound.tempo(
            units(one.lang, one.text), seconds, speaker.pace_per_min, speaker.usual_tempo, speaker.few_units
        )
        speech = sound.join([sound.stretch(samples, slowed) for samples in spoken], speaker.pause_s)
        content, heard = sound.finish(speech)
        return Rendered(content, len(heard) / sound.RATE_HZ, loudness_lufs(heard, sound.RATE_HZ))

    def _sentences(self, one: Wanted) -> Iterator[Samples]:
        from audio.voicebuild_model import MAX_SOUNDS
        from audio.voicebuild_phonemes import token_ids

        for piece in pieces(one.lang, one.text):
            sounds = self._phonemes[one.lang](piece)
            ids = token_ids(one.lang, one.text, sounds, self._model.vocabulary, MAX_SOUNDS)
            yield self._model.speak(ids, self._styles[one.lang])


def main(arguments: list[str] | None = None) -> int:
    from audio.voicebuild_model import NotInstalled, WrongFile, default_cache

    parser = argparse.ArgumentParser(prog="python -m audio.voicebuild", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--from-content", action="store_true", help="every text of the protocols")
    source.add_argument("--texts", type=Path, metavar="FILE", help='lines of {"lang": "zh", "text": "..."}')
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder of clips (default: %(default)s)")
    parser.add_argument("--prune", action="store_true", help="remove clips that are no longer asked for")
    parser.add_argument("--list-missing", action="store_true", help="only print what would be rendered; 1 if anything")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where downloaded voices are kept")
    chosen = parser.parse_args(arguments)
    try:
        wanted = distinct(content_texts() if chosen.from_content else read_texts(chosen.texts))
        todo = missing(wanted, read_manifest(chosen.out))
        if chosen.list_missing:
            for one in todo:
                print(json.dumps({"lang": one.lang, "text": one.text}, ensure_ascii=False))
            return EXIT_REFUSED if todo else EXIT_OK
        render: Render = Studio(chosen.cache) if todo else _nothing_to_render
        count = build(wanted, chosen.out, render, lambda line: print(line, flush=True), prune=chosen.prune)
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return EXIT_NOT_INSTALLED
    except (Unspeakable, WrongFile, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return EXIT_REFUSED
    print(f"{count} clips rendered, {len(wanted)} asked for, in {chosen.out}")
    return EXIT_OK


def _nothing_to_render(one: Wanted) -> Rendered:
    raise AssertionError(f"not missing: {one}")


if __name__ == "__main__":
    sys.exit(main())
