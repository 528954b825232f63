"""A person's recording takes the place of a machine's clip: mended where that is honest, refused in words where not."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import soundfile
import soxr

from audio.clip_folder import write_manifest, write_whole
from audio.clip_rules import LOUDEST_EDGE_DB, wrong
from audio.loudness import loudness_lufs
from audio.measure import edge_db, measure
from audio.moments import powers
from audio.voice import (
    DEFAULT_TARGET_LUFS,
    MANIFEST_VERSION,
    Clip,
    ClipLibrary,
    Manifest,
    clip_key,
    spoken_form,
)
from audio.voicebuild_sound import RATE_HZ, Samples, finish, trim

SUFFIXES = (".wav", ".flac", ".ogg")
MAX_FILE_S = 120.0
LEAST_RATE_HZ, MOST_RATE_HZ = 16_000, 192_000
MOST_CHANNELS = 8
QUIETEST_LUFS = -45.0
"""Quieter recordings are mostly noise once they are lifted."""
LEAST_ABOVE_NOISE_DB = 20.0
NOISE_WINDOW_S = 0.02
FEWEST_WINDOWS = 20
FULL_SCALE = 0.999
FLAT_SAMPLES = 4
"""So many samples in a row at full scale are a clipped wave; fewer may be an honest peak."""
HUMAN_VOICE = "human"


@dataclass(frozen=True, slots=True)
class Text:
    """What a key stands for."""

    key: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a recording is not taken, in Chinese and English, with what to do."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A recording made ready: the clip's bytes, its row, and what was done to it."""

    content: bytes
    clip: Clip
    mended: tuple[tuple[str, str], ...]


def human_key(lang: str, text: str) -> str:
    """The name for a recording of words that no machine clip says (Cantonese)."""
    return clip_key(text, lang, HUMAN_VOICE, "as-spoken", HUMAN_VOICE)


def keys_of(texts: Sequence[tuple[str, str]], shipped: ClipLibrary) -> dict[str, Text]:
    """Every key that can be recorded: the machine clip's own, else one made for the words."""
    own = {(clip.lang, spoken_form(clip.text)): key for key, clip in shipped.manifest.clips.items()}
    found = (Text(own.get((lang, text)) or human_key(lang, text), lang, text) for lang, text in texts)
    return {one.key: one for one in found}


def prepare(path: Path, text: Text, by: str) -> Taken | Refused:
    """Decode, judge, mend, judge again."""
    raw = _read(path)
    if isinstance(raw, Refused):
        return raw
    samples, rate_hz, channels = raw
    mended: list[tuple[str, str]] = []
    if channels > 1:
        mended.append(("合成单声道", "folded to one channel"))
    samples = (samples - samples.mean(dtype=np.float64)).astype(np.float32)
    if rate_hz != RATE_HZ:
        samples = np.asarray(soxr.resample(samples, rate_hz, RATE_HZ, quality="HQ"), dtype=np.float32)
        mended.append((f"采样率 {rate_hz} 改为 {RATE_HZ} Hz", f"resampled from {rate_hz} to {RATE_HZ} Hz"))
    lufs = loudness_lufs(samples, RATE_HZ)
    if lufs < QUIETEST_LUFS:
        return Refused(
            "声音太小，几乎没有录到：靠近话筒，重录", "almost nothing is heard: move closer and record it again"
        )
    above_db = _above_noise_db(samples)
    if above_db is not None and above_db < LEAST_ABOVE_NOISE_DB:
        return Refused(
            f"杂音太大（人声只比杂音高 {above_db:.0f} 分贝）：换安静的地方重录",
            f"too noisy (the voice is only {above_db:.0f} dB above the noise): record it again in a quiet room",
        )
    kept = trim(samples)
    cut_s = (len(samples) - len(kept)) / RATE_HZ
    if cut_s > 0.05:
        mended.append((f"剪去首尾空白 {cut_s:.1f} 秒", f"{cut_s:.1f} s of silence cut from the ends"))
    if edge_db(kept, RATE_HZ) > LOUDEST_EDGE_DB:
        return Refused(
            "开头或结尾被切掉：前后各留半秒空白，重录",
            "cut off at an end: leave half a second of silence before and after, and record it again",
        )
    if abs(lufs - DEFAULT_TARGET_LUFS) > 0.5:
        mended.append((f"响度 {lufs:.0f} 调到 {DEFAULT_TARGET_LUFS:.0f} LUFS", f"levelled from {lufs:.0f} LUFS"))
    content, heard = finish(kept)
    figures = measure(heard, RATE_HZ)
    for kind, detail in wrong(text.lang, text.text, figures, DEFAULT_TARGET_LUFS, human=True):
        return Refused(*_why(kind, detail))
    clip = Clip(
        file=f"{text.lang}/{text.key}.ogg", lang=text.lang, text=text.text, voice=HUMAN_VOICE, human=True, by=by,
        sha256=hashlib.sha256(content).hexdigest(), seconds=figures.seconds, lufs=figures.lufs,
        peak_dbtp=figures.peak_dbtp, edge_db=figures.edge_db,
    )  # fmt: skip
    return Taken(content, clip, tuple(mended))


def _why(kind: str, detail: str) -> tuple[str, str]:
    if kind == "pace":
        return (
            f"语速不对（{detail}）：检查是不是这句话，或者重录",
            f"pace: {detail}: is it this sentence? Record it again",
        )
    return f"不合格（{kind}：{detail}）：重录", f"{kind}: {detail}: record it again"


def _read(path: Path) -> tuple[Samples, int, int] | Refused:
    try:
        with soundfile.SoundFile(str(path)) as sound:
            if sound.frames > MAX_FILE_S * sound.samplerate:
                return Refused("超过两分钟：一个文件只录一句", "longer than two minutes: one sentence a file")
            if sound.samplerate < LEAST_RATE_HZ:
                return Refused(
                    f"采样率只有 {sound.samplerate} Hz：用 48000 Hz 录",
                    f"only {sound.samplerate} Hz: record at 48000 Hz",
                )
            if (
                sound.samplerate > MOST_RATE_HZ or sound.channels > MOST_CHANNELS
            ):  # else two minutes of it fill the memory
                return Refused(
                    "格式不对：用 48000 Hz 单声道录", "rate or channels out of bounds: record one channel at 48000 Hz"
                )
            channels = np.asarray(sound.read(dtype="float32", always_2d=True), dtype=np.float32)
            rate_hz = int(sound.samplerate)
    except (OSError, soundfile.SoundFileError) as error:
        return Refused(f"打不开：{error}：给 WAV、FLAC 或 Ogg 文件", f"cannot be read: {error}: give WAV, FLAC or Ogg")
    if not len(channels):
        return Refused("文件是空的：重录", "holds no sound: record it again")
    if not np.isfinite(channels).all():
        return Refused("文件损坏：重新导出", "holds numbers that are no sound: export it again")
    if any(_clipped(channel) for channel in channels.T):
        return Refused("爆音：把录音电平调低，重录", "clipped: lower the recording level and record it again")
    return channels.mean(axis=1, dtype=np.float32), rate_hz, channels.shape[1]


def _clipped(samples: Samples) -> bool:
    """A wave cut flat at its top: a run of equal samples at full scale."""
    full = np.abs(samples) >= FULL_SCALE
    if int(full.sum()) < FLAT_SAMPLES:
        return False
    runs = np.convolve(full.astype(np.int32), np.ones(FLAT_SAMPLES, dtype=np.int32), mode="valid")
    return bool(int(runs.max()) >= FLAT_SAMPLES)


def _above_noise_db(samples: Samples) -> float | None:
    """The speech's loud part against the quietest twentieth of the file; None where there is too little to judge by."""
    power = powers(samples, round(NOISE_WINDOW_S * RATE_HZ))
    if len(power) < FEWEST_WINDOWS:
        return None
    noise, speech = float(np.percentile(power, 5)), float(np.percentile(power, 90))
    return None if noise <= 0 else float(10 * np.log10(max(speech, 1e-12) / noise))


def read_jobs(sources: Sequence[Path], by: str) -> list[tuple[Path, str, str]] | Refused:
    """(file, key, who) from files and folders named by key, and from tables with columns file, key, by."""
    jobs: list[tuple[Path, str, str]] = []
    for source in sources:
        if source.is_dir():
            jobs += [(p, p.stem, by) for p in sorted(source.iterdir()) if p.suffix.lower() in SUFFIXES]
        elif source.suffix.lower() == ".csv":
            table = _table(source, by)
            if isinstance(table, Refused):
                return table
            jobs += table
        elif not source.is_file():
            return Refused(f"{source}：没有这个文件", f"{source}: there is no such file")
        else:
            jobs.append((source, source.stem, by))
    return jobs


def _table(source: Path, by: str) -> list[tuple[Path, str, str]] | Refused:
    """Rows whose file is not there yet are not recorded yet: a studio sends what it has."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            if not {"file", "key"} <= set(reader.fieldnames or ()):
                return Refused(
                    f"{source}:1：第一行要有 file 和 key 两列", f"{source}:1: the first line must name file and key"
                )
            rows = [(source.parent / row["file"], row["key"], row.get("by") or by) for row in reader if row["file"]]
        return [row for row in rows if row[0].is_file()]
    except (OSError, UnicodeDecodeError, csv.Error) as error:  # a file name too long is an OSError too
        return Refused(f"{source}：读不出来：{error}", f"{source}: cannot be read: {error}")


def put(out: Path, taken: Mapping[str, Taken]) -> None:
    """Files first, then the manifest that names them."""
    for one in taken.values():
        write_whole(out / one.clip.file, one.content)
    library = ClipLibrary.load(out)
    old = library.manifest if not library.trouble else Manifest(version=MANIFEST_VERSION)
    clips = old.clips | {key: one.clip for key, one in taken.items()}
    write_manifest(out, msgspec.structs.replace(old, clips=clips))
