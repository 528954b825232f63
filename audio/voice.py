"""Clips made beforehand are found by what they say, so no prompt can ever play another prompt's sound."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

MANIFEST_NAME = "manifest.json"
MANIFEST_VERSION = 1
KEY_CHARS = 32
DEFAULT_TARGET_LUFS = -18.0
LOUDNESS_TOLERANCE_LU = 2.0
MIN_CLIP_S = 0.25
SECONDS_TOLERANCE_S = 0.1
# A run of samples at full scale is clipping; a single one may be an honest peak.
CLIPPED_LEVEL = 0.999
MAX_CLIPPED_SAMPLES = 3


class Clip(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the manifest: a sound file, what it says, how it was made."""

    file: str
    lang: str
    text: str
    voice: str
    seconds: float
    lufs: float
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a folder of clips."""

    version: int
    engine: dict[str, object] = {}
    target_lufs: float = DEFAULT_TARGET_LUFS
    clips: dict[str, Clip] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a clip pack must not be shipped."""

    kind: str  # manifest | missing | file | hash | short | silent | clipped | loudness | seconds
    lang: str
    text: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.lang} {self.text!r}: {self.detail}" if self.text else f"{self.kind}: {self.detail}"


def spoken_form(text: str) -> str:
    """The form texts are compared in: one Unicode spelling, single spaces, nothing at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clip_key(text_spoken: str, lang: str, voice: str, rate_profile: str, engine: str) -> str:
    """The name of a clip: the same words in the same voice, pace and engine always give the same name."""
    what = {
        "engine": engine,
        "lang": lang,
        "rate_profile": rate_profile,
        "text": spoken_form(text_spoken),
        "voice": voice,
    }
    canonical = json.dumps(what, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:KEY_CHARS]


@dataclass(frozen=True, slots=True)
class ClipLibrary:
    """A folder of clips with its manifest; a folder that cannot be read is an empty library that says why."""

    directory: Path
    manifest: Manifest
    trouble: str
    by_text: Mapping[tuple[str, str], tuple[Clip, ...]]

    @classmethod
    def load(cls, directory: Path) -> ClipLibrary:
        try:
            manifest = msgspec.json.decode((directory / MANIFEST_NAME).read_bytes(), type=Manifest)
        except (OSError, msgspec.MsgspecError) as error:
            return cls(directory, Manifest(version=MANIFEST_VERSION), f"{MANIFEST_NAME}: {error}", {})
        if manifest.version != MANIFEST_VERSION:
            found = f"{MANIFEST_NAME}: version {manifest.version} is not {MANIFEST_VERSION}"
            return cls(directory, Manifest(version=MANIFEST_VERSION), found, {})
        by_text: dict[tuple[str, str], tuple[Clip, ...]] = {}
        for key in sorted(manifest.clips):
            clip = manifest.clips[key]
            name = (clip.lang, spoken_form(clip.text))
            by_text[name] = (*by_text.get(name, ()), clip)
        return cls(directory, manifest, "", by_text)

    def find(self, text: str, lang: str, voice: str | None = None) -> Path | None:
        """The file that says this, if there is one; None sends the text to live speech."""
        for clip in self.by_text.get((lang, spoken_form(text)), ()):
            if voice is None or clip.voice == voice:
                path = self.directory / clip.file
                if path.is_file():
                    return path
        return None

    def check(self, required: Iterable[tuple[str, str]]) -> list[Problem]:
        """Everything wrong with the pack: a required (lang, text) without a clip, and every clip that is not sound."""
        problems = [Problem("manifest", "", "", self.trouble)] if self.trouble else []
        for lang, text in dict.fromkeys((lang, spoken_form(text)) for lang, text in required):
            if (lang, text) not in self.by_text:
                problems.append(Problem("missing", lang, text, "no clip says this"))
        for key in sorted(self.manifest.clips):
            problems.extend(self._check_clip(self.manifest.clips[key]))
        return problems

    def _check_clip(self, clip: Clip) -> list[Problem]:
        # Decoding pulls in numpy and libsndfile: the kiosk's process, which only looks clips up, stays light.
        import numpy as np

        from audio.decode import Undecodable, decode_clip
        from audio.loudness import loudness_lufs

        def wrong(kind: str, detail: str) -> Problem:
            return Problem(kind, clip.lang, clip.text, detail)

        path = self.directory / clip.file
        if not path.resolve().is_relative_to(self.directory.resolve()):
            return [wrong("file", f"{clip.file} lies outside the clip folder")]
        try:
            content = path.read_bytes()
        except OSError as error:
            return [wrong("file", f"{clip.file}: {error.strerror}")]
        if hashlib.sha256(content).hexdigest() != clip.sha256:
            return [wrong("hash", f"{clip.file} is not the file the manifest describes")]
        decoded = decode_clip(path)
        if isinstance(decoded, Undecodable):
            return [wrong("file", f"{clip.file}: {decoded.reason}")]
        samples, rate_hz = decoded.samples, decoded.rate_hz
        seconds = len(samples) / rate_hz
        if seconds < MIN_CLIP_S:
            return [wrong("short", f"{seconds:.2f} s of sound")]
        if not np.any(np.abs(samples) > 1e-3):
            return [wrong("silent", "nothing is heard")]
        problems: list[Problem] = []
        if abs(seconds - clip.seconds) > SECONDS_TOLERANCE_S:
            problems.append(wrong("seconds", f"lasts {seconds:.2f} s, the manifest says {clip.seconds:.2f} s"))
        if int(np.count_nonzero(np.abs(samples) >= CLIPPED_LEVEL)) > MAX_CLIPPED_SAMPLES:
            problems.append(wrong("clipped", "samples at full scale"))
        lufs = loudness_lufs(samples, rate_hz)
        if abs(lufs - self.manifest.target_lufs) > LOUDNESS_TOLERANCE_LU:
            problems.append(wrong("loudness", f"{lufs:.1f} LUFS, target {self.manifest.target_lufs:.1f}"))
        return problems
