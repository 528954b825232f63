"""Build-time tool: every text the kiosk says becomes a clip, rendered once and found again by its content."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from audio import clip_folder
from audio.clip_rules import Figures, per_minute, units, wrong
from audio.lifeline import die_with_parent
from audio.voice import (
    DEFAULT_TARGET_LUFS,
    MANIFEST_NAME,
    MANIFEST_VERSION,
    Clip,
    Manifest,
    clip_key,
    file_trouble,
    spoken_form,
)
from audio.voicebuild_readings import special_readings
from audio.voicebuild_text import Refusal, Unspeakable, pieces, refusals

if TYPE_CHECKING:
    from audio.voicebuild_phonemes import Chinese, English
    from audio.voicebuild_sound import Samples

# Part of every clip's name: raise the number when the sound of all clips is meant to change.
RECIPE = 1
MODEL_MB = 700
"""What one process with the model takes: as many as there are cores only where there is room for them."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """One language's voice and its pace."""

    lang: str
    voice: str
    pace_per_min: float  # characters (Chinese) or words (English)
    fastest_per_min: float
    usual_tempo: float
    few_units: int
    pause_s: float

    @property
    def rate_profile(self) -> str:
        return f"{self.pace_per_min:.0f}-per-min"


SPEAKERS = {
    "zh": Speaker("zh", "zf_xiaoyi", 212, fastest_per_min=218, usual_tempo=0.76, few_units=6, pause_s=0.35),
    "en": Speaker("en", "af_heart", 150, fastest_per_min=212, usual_tempo=0.85, few_units=4, pause_s=0.35),
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
    figures: Figures


RenderAll = Callable[[Sequence[Wanted]], Iterator[tuple[Wanted, Rendered | Unspeakable]]]
"""All of them, in the order in which they are done."""
Tell = Callable[[int, int, Wanted, Figures], None]
"""(number, of how many, what, its figures): one clip more is done."""


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
    intact = {key: clip for key, clip in manifest.clips.items() if file_trouble(out, clip) is None}
    return msgspec.structs.replace(manifest, clips=intact)


def write_manifest(out: Path, clips: dict[str, Clip]) -> None:
    """With what made them."""
    clip_folder.write_manifest(
        out,
        Manifest(version=MANIFEST_VERSION, engine=engine_facts(), target_lufs=DEFAULT_TARGET_LUFS, clips=clips),
    )


def missing(wanted: Iterable[Wanted], manifest: Manifest) -> list[Wanted]:
    """What no clip says yet; a person's recording says its words whatever voice and recipe are in use."""
    recorded = {(clip.lang, spoken_form(clip.text)) for clip in manifest.clips.values() if clip.human}
    return [one for one in wanted if one.key not in manifest.clips and (one.lang, one.text) not in recorded]


def refused(manifest: Manifest) -> dict[str, Clip]:
    """Machine clips that were measured and are not right: `--again` renders them once more."""
    return {
        key: clip
        for key, clip in manifest.clips.items()
        if not clip.human
        and clip.figures is not None
        and any(wrong(clip.lang, clip.text, clip.figures, manifest.target_lufs, human=False))
    }


def build(
    wanted: Sequence[Wanted],
    out: Path,
    render_all: RenderAll,
    tell: Tell,
    *,
    prune: bool = False,
    again: bool = False,
    removed: Callable[[Path, Clip | None], None] = lambda path, clip: None,
) -> int:
    """Render what is missing; an interrupted build goes on where it stopped. Returns how many. Raises Unspeakable."""
    manifest = measured(out, read_manifest(out))
    clips = dict(manifest.clips)
    if again:
        for key in refused(manifest):
            del clips[key]
    todo = missing(wanted, msgspec.structs.replace(manifest, clips=clips))
    bad: list[Refusal] = []
    for number, (one, done) in enumerate(render_all(todo) if todo else (), 1):
        if isinstance(done, Unspeakable):
            bad.extend(done.refusals)
            continue
        clips[one.key] = store(out, one, done)
        tell(number, len(todo), one, done.figures)
        write_manifest(out, clips)  # a clip takes seconds and this some milliseconds: nothing is made twice
    if prune and not bad:
        clips = pruned(out, wanted, clips, removed)
    write_manifest(out, clips)
    if bad:
        raise Unspeakable(bad)
    return len(todo)


def measured(out: Path, manifest: Manifest) -> Manifest:
    """Every row with its figures; rows from before they were kept are measured now, files that are no sound go."""
    old = {key: clip for key, clip in manifest.clips.items() if clip.figures is None}
    if not old:
        return manifest
    from audio.decode import Undecodable, decode_clip
    from audio.measure import measure

    clips = dict(manifest.clips)
    for key, clip in old.items():
        sound = decode_clip(out / clip.file)
        if isinstance(sound, Undecodable):
            del clips[key]
        else:
            clips[key] = with_figures(clip, measure(sound.samples, sound.rate_hz))
    return msgspec.structs.replace(manifest, clips=clips)


def with_figures(clip: Clip, figures: Figures) -> Clip:
    return msgspec.structs.replace(
        clip, seconds=figures.seconds, lufs=figures.lufs, peak_dbtp=figures.peak_dbtp, edge_db=figures.edge_db
    )


def store(out: Path, one: Wanted, done: Rendered) -> Clip:
    name = f"{one.lang}/{one.key}.ogg"
    clip_folder.write_whole(out / name, done.content)
    sha256 = hashlib.sha256(done.content).hexdigest()
    row = Clip(
        file=name, lang=one.lang, text=one.text, voice=SPEAKERS[one.lang].voice, seconds=0.0, lufs=0.0, sha256=sha256
    )
    return with_figures(row, done.figures)


def pruned(
    out: Path, wanted: Iterable[Wanted], clips: dict[str, Clip], removed: Callable[[Path, Clip | None], None]
) -> dict[str, Clip]:
    """Only what is still said stays, and beside a person's recording no machine's; a file that no row names goes."""
    wanted = list(wanted)
    keys, texts = {one.key for one in wanted}, {(one.lang, one.text) for one in wanted}
    human = {(c.lang, spoken_form(c.text)): key for key, c in clips.items() if c.human}
    kept = {
        key: clip
        for key, clip in clips.items()
        if (said := (clip.lang, spoken_form(clip.text))) in texts and human.get(said, key if key in keys else "") == key
    }
    files = {clip.file for clip in kept.values()}
    rows = {clip.file: clip for clip in clips.values()}
    for path in sorted(out.glob("*/*.ogg")):
        name = path.relative_to(out).as_posix()
        if name not in files:
            path.unlink()
            removed(path, rows.get(name))
    return kept


def in_parallel(cache: Path, jobs: int) -> RenderAll:
    """Studios in processes of their own, started anew: the model and espeak-ng do not survive a fork."""

    def each(todo: Sequence[Wanted]) -> Iterator[tuple[Wanted, Rendered | Unspeakable]]:
        from audio import voicebuild_model

        voicebuild_model.require_tools()
        for speaker in SPEAKERS.values():
            voicebuild_model.voice_style(speaker.voice, cache)  # fetched once, before several look for it
        with ProcessPoolExecutor(
            min(jobs, len(todo)),
            multiprocessing.get_context("spawn"),
            initializer=_open_studio,
            initargs=(cache, jobs, os.getpid()),
        ) as pool:
            asked = {pool.submit(_render, one): one for one in todo}
            try:
                for done in as_completed(asked):
                    yield asked[done], done.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    return each


def jobs_here() -> int:
    """As many as there are cores, and as the free memory holds."""
    cores = len(os.sched_getaffinity(0))
    free_mb = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    return max(1, min(cores, free_mb // MODEL_MB))


_studio: list[Studio] = []
"""Of a worker process: the model is loaded once in each."""


def _open_studio(cache: Path, jobs: int, parent: int) -> None:
    die_with_parent(parent)
    threads = max(1, len(os.sched_getaffinity(0)) // jobs)
    _studio.append(Studio(cache, threads=threads))


def _render(one: Wanted) -> Rendered | Unspeakable:
    try:
        return _studio[0](one)
    except Unspeakable as error:
        return error


class Studio:
    """The model with both voices; building one takes seconds and half a gigabyte, so it is built once."""

    def __init__(self, cache: Path, *, threads: int) -> None:
        from audio import voicebuild_model, voicebuild_phonemes

        voicebuild_model.require_tools()
        self._styles = {s.lang: voicebuild_model.voice_style(s.voice, cache) for s in SPEAKERS.values()}
        self._model = voicebuild_model.Model.load(threads)
        self._phonemes: dict[str, Chinese | English] = {
            "zh": voicebuild_phonemes.Chinese(),
            "en": voicebuild_phonemes.English(),
        }

    def __call__(self, one: Wanted) -> Rendered:
        from audio import voicebuild_sound as sound
        from audio.measure import measure

        speaker, count = SPEAKERS[one.lang], units(one.lang, one.text)
        spoken = [sound.trim(samples) for samples in self._sentences(one)]
        seconds = sum(len(samples) for samples in spoken) / sound.RATE_HZ
        slowed = sound.tempo(count, seconds, speaker.pace_per_min, speaker.usual_tempo, speaker.few_units)
        speech = sound.join([sound.stretch(samples, slowed) for samples in spoken], speaker.pause_s)
        if per_minute(one.lang, one.text, len(speech) / sound.RATE_HZ) > speaker.fastest_per_min:
            speech = sound.slower(speech, count * 60 / speaker.fastest_per_min)
        content, heard = sound.finish(speech)
        return Rendered(content, measure(heard, sound.RATE_HZ))

    def _sentences(self, one: Wanted) -> Iterator[Samples]:
        from audio.voicebuild_model import MAX_SOUNDS
        from audio.voicebuild_phonemes import token_ids

        for piece in pieces(one.lang, one.text):
            sounds = self._phonemes[one.lang](piece)
            ids = token_ids(one.lang, one.text, sounds, self._model.vocabulary, MAX_SOUNDS)
            yield self._model.speak(ids, self._styles[one.lang])
