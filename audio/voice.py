"""Clips made beforehand are found by what they say, so no prompt can ever play another prompt's sound."""

from __future__ import annotations

import hashlib
import json
import logging
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from audio.clip_rules import Figures, wrong

log = logging.getLogger(__name__)

MANIFEST_NAME = "manifest.json"
MANIFEST_VERSION = 1
KEY_CHARS = 32
DEFAULT_TARGET_LUFS = -18.0
SECONDS_TOLERANCE_S = 0.1
LEVEL_TOLERANCE_DB = 0.5
"""How far a decoder may be from the figures in the manifest."""


class Clip(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the manifest: a sound file, what it says, how it was made, what it measures."""

    file: str
    lang: str
    text: str
    voice: str
    seconds: float
    lufs: float
    sha256: str
    peak_dbtp: float | None = None
    edge_db: float | None = None
    human: bool = False
    by: str = ""
    """Who recorded it, if that is to be known."""

    @property
    def figures(self) -> Figures | None:
        """None in a manifest from before they were kept: `voice build` measures them."""
        if self.peak_dbtp is None or self.edge_db is None:
            return None
        return Figures(seconds=self.seconds, lufs=self.lufs, peak_dbtp=self.peak_dbtp, edge_db=self.edge_db)


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a folder of clips."""

    version: int
    engine: dict[str, object] = {}
    target_lufs: float = DEFAULT_TARGET_LUFS
    clips: dict[str, Clip] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a clip pack must not be shipped."""

    kind: str  # manifest | missing | file | hash | figures, or a kind of clip_rules.wrong
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
    def load(cls, directory: Path, *, only_intact: bool = False) -> ClipLibrary:
        """`only_intact` leaves out files that are not what the manifest says (a station's own folder)."""
        try:
            manifest = msgspec.json.decode((directory / MANIFEST_NAME).read_bytes(), type=Manifest)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            return cls(directory, Manifest(version=MANIFEST_VERSION), f"{MANIFEST_NAME}: {error}", {})
        if manifest.version != MANIFEST_VERSION:
            found = f"{MANIFEST_NAME}: version {manifest.version} is not {MANIFEST_VERSION}"
            return cls(directory, Manifest(version=MANIFEST_VERSION), found, {})
        by_text: dict[tuple[str, str], tuple[Clip, ...]] = {}
        for key in sorted(manifest.clips, key=lambda key: (not manifest.clips[key].human, key)):
            clip = manifest.clips[key]
            if only_intact and (trouble := file_trouble(directory, clip)) is not None:
                log.warning("%s: %s", directory, trouble)
                continue
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

    def clip(self, text: str, lang: str) -> Clip | None:
        """The row of what says this; a person's recording before a machine's."""
        return next(iter(self.by_text.get((lang, spoken_form(text)), ())), None)

    def check(self, required: Iterable[tuple[str, str]], *, deep: bool = False) -> list[Problem]:
        """Everything wrong with the pack: a required (lang, text) without a clip, and every clip that is not sound.

        The figures of the manifest belong to the file with its hash, so they need no decoding; `deep` decodes.
        """
        problems = [Problem("manifest", "", "", self.trouble)] if self.trouble else []
        for lang, text in dict.fromkeys((lang, spoken_form(text)) for lang, text in required):
            if (lang, text) not in self.by_text:
                problems.append(Problem("missing", lang, text, "no clip says this"))
        for key in sorted(self.manifest.clips):
            clip = self.manifest.clips[key]
            problems.extend(self.check_clip(clip) or (self.check_sound(clip) if deep else []))
        return problems

    def check_clip(self, clip: Clip) -> list[Problem]:
        """Is it the file that was measured, and were the figures right?"""
        trouble = file_trouble(self.directory, clip)
        if trouble is not None:
            return [trouble]
        if clip.figures is None:
            return [Problem("figures", clip.lang, clip.text, "was never measured")]
        return self._judge(clip, clip.figures)

    def check_sound(self, clip: Clip) -> list[Problem]:
        """What is heard, measured anew."""
        # Decoding pulls in numpy and libsndfile: the kiosk's process, which only looks clips up, stays light.
        from audio.decode import Undecodable, decode_clip
        from audio.measure import measure

        decoded = decode_clip(self.directory / clip.file)
        if isinstance(decoded, Undecodable):
            return [Problem("file", clip.lang, clip.text, f"{clip.file}: {decoded.reason}")]
        heard = measure(decoded.samples, decoded.rate_hz)
        return [*self._judge(clip, heard), *_differences(clip, heard)]

    def _judge(self, clip: Clip, figures: Figures) -> list[Problem]:
        found = wrong(clip.lang, clip.text, figures, self.manifest.target_lufs, human=clip.human)
        return [Problem(kind, clip.lang, clip.text, detail) for kind, detail in found]


def first_of(*finds: Callable[[str, str], Path | None]) -> Callable[[str, str], Path | None]:
    """Look in the first place first: a branch's own recordings stand before what is shipped."""

    def find(text: str, lang: str) -> Path | None:
        found = (look(text, lang) for look in finds)
        return next((path for path in found if path is not None), None)

    return find


def file_trouble(directory: Path, clip: Clip) -> Problem | None:
    """Why the file is not the one that the manifest describes."""
    path = directory / clip.file
    if not path.resolve().is_relative_to(directory.resolve()):
        return Problem("file", clip.lang, clip.text, f"{clip.file} lies outside the clip folder")
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem("file", clip.lang, clip.text, f"{clip.file}: {error.strerror}")
    if hashlib.sha256(content).hexdigest() != clip.sha256:
        return Problem("hash", clip.lang, clip.text, f"{clip.file} is not the file the manifest describes")
    return None


def _differences(clip: Clip, heard: Figures) -> list[Problem]:
    if abs(heard.seconds - clip.seconds) > SECONDS_TOLERANCE_S:
        detail = f"lasts {heard.seconds:.2f} s, the manifest says {clip.seconds:.2f} s"
        return [Problem("seconds", clip.lang, clip.text, detail)]
    peak_dbtp = heard.peak_dbtp if clip.peak_dbtp is None else clip.peak_dbtp
    if abs(heard.lufs - clip.lufs) > LEVEL_TOLERANCE_DB or abs(heard.peak_dbtp - peak_dbtp) > LEVEL_TOLERANCE_DB:
        detail = f"{heard.lufs:.1f} LUFS and {heard.peak_dbtp:.1f} dBTP, the manifest says otherwise"
        return [Problem("figures", clip.lang, clip.text, detail)]
    return []
