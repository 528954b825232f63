"""The speech engine in a process of its own: one sentence in, one sound file out (`python -m audio.render`).

Only `save_to_file` of pyttsx3 is used: its `say` loses sentences, overwrites them and blocks. The engine underneath is
the espeak-ng 1.52 of espeakng-loader, because the 1.51 of Debian 12 reads Mandarin as English letters; where that is
not to be had, the system's own.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
import threading
import wave
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

MANDARIN_VOICE = "sit/cmn"
# Three syllables whose tones only a Mandarin voice gets right (the middle one changes its tone before a falling one).
MANDARIN_SAMPLE, MANDARIN_TONES = "下一步", ("51", "35", "51")
MIN_SOUND_S = 0.15
MIN_PEAK = 300  # of 32767
MAX_LINE_BYTES = 65_536
# As loud as the clips made beforehand, so that the voice does not drop when the desk speaks.
TARGET_LUFS = -18.0
MAX_PEAK = 0.84  # -1.5 dB

ESPEAK_CHARS_UTF8 = 1
ESPEAK_PHONEME_NAMES = 0


class RenderJob(msgspec.Struct, frozen=True):
    id: int
    text: str
    voice: str
    rate_wpm: int
    out: str
    limit_s: float


class RenderReady(msgspec.Struct, frozen=True, tag_field="is", tag="ready"):
    """The engine's self-test: `mandarin` only if the Mandarin voice really makes Mandarin sounds."""

    engine: str
    mandarin: bool
    detail: str


class Rendered(msgspec.Struct, frozen=True, tag_field="is", tag="rendered"):
    id: int
    seconds: float
    trouble: str  # empty: the file is there and was checked


RenderReply = RenderReady | Rendered


class Engine:
    """pyttsx3 over the bundled espeak-ng, or over the system's own voices where that is not to be had."""

    def __init__(self) -> None:
        import numpy as np

        self._np = np
        self._espeak = _bundled_espeak()
        import pyttsx3

        self._engine = pyttsx3.init() if self._espeak is None else pyttsx3.init("espeak")
        self._finished = threading.Event()
        self._errors: list[str] = []
        self._engine.connect("finished-utterance", lambda name, completed: self._finished.set())
        self._engine.connect("error", lambda name, exception: self._errors.append(repr(exception)))

    def self_test(self) -> RenderReady:
        if self._espeak is None:  # its phonemes cannot be asked for: its own word must do
            found = system_voice(self._engine.getProperty("voices"), MANDARIN_VOICE)
            return RenderReady("system voices", found is not None, found or "no voice says that it speaks Mandarin")
        self._espeak.espeak_Info.restype = ctypes.c_char_p
        version = (self._espeak.espeak_Info(None) or b"?").decode()
        phonemes = self.phonemes(MANDARIN_SAMPLE, MANDARIN_VOICE)
        return RenderReady(f"espeak-ng {version}", is_mandarin(phonemes), phonemes)

    def phonemes(self, text: str, voice: str) -> str:
        if self._espeak is None:
            return ""
        self._espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if self._espeak.espeak_SetVoiceByName(voice.encode()) != 0:
            return ""
        buffer = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses = []
        while rest.value:  # a clause a call
            clause = self._espeak.espeak_TextToPhonemes(ctypes.byref(rest), ESPEAK_CHARS_UTF8, ESPEAK_PHONEME_NAMES)
            clauses.append((clause or b"").decode())
        return " ".join(clauses)

    def render(self, job: RenderJob) -> Rendered:
        draft = Path(job.out + ".part")
        try:
            draft.touch()  # a path that cannot be written raises here, not inside the C callback
            trouble = self._save(job, draft)
            seconds = 0.0
            if not trouble:
                seconds, trouble = self._check(draft)
            if trouble:
                draft.unlink(missing_ok=True)
                return Rendered(job.id, 0.0, trouble)
            os.replace(draft, job.out)
            return Rendered(job.id, seconds, "")
        except (OSError, ValueError, RuntimeError, EOFError, wave.Error) as error:
            return Rendered(job.id, 0.0, repr(error))

    def _save(self, job: RenderJob, draft: Path) -> str:
        self._errors.clear()
        self._finished.clear()
        voice = job.voice
        if self._espeak is None:
            found = system_voice(self._engine.getProperty("voices"), job.voice)
            if found is None:
                return f"no voice of this system speaks {job.voice}"
            voice = found
        self._engine.setProperty("voice", voice)
        self._engine.setProperty("rate", job.rate_wpm)
        self._engine.setProperty("volume", 1.0)
        self._engine.save_to_file(job.text, str(draft))
        self._engine.runAndWait()
        # The first runAndWait of a process returns before the file is written, so its return proves nothing.
        if not self._finished.wait(job.limit_s):
            return "no end within the limit"
        return self._errors[0] if self._errors else ""

    def _check(self, draft: Path) -> tuple[float, str]:
        """About one render in a thousand is an empty file; the rest is brought to the clips' loudness."""
        from audio.loudness import loudness_lufs

        with wave.open(str(draft)) as sound:
            rate_hz, width, channels = sound.getframerate(), sound.getsampwidth(), sound.getnchannels()
            samples = array("h", sound.readframes(sound.getnframes()))
        seconds = len(samples) / rate_hz
        if (width, channels) != (2, 1) or seconds < MIN_SOUND_S:
            return seconds, f"too short: {seconds:.2f} s"
        level = self._np.array(samples, self._np.float32) / 32768.0
        peak = float(self._np.abs(level).max())
        if peak * 32768 < MIN_PEAK:
            return seconds, "silence"
        gain = 10 ** ((TARGET_LUFS - loudness_lufs(level, rate_hz)) / 20)
        levelled = self._np.clip(level * min(gain, MAX_PEAK / peak), -1.0, 1.0)
        with wave.open(str(draft), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(rate_hz)
            sound.writeframes((levelled * 32767.0).astype("<i2").tobytes())
        return seconds, ""


def _bundled_espeak() -> ctypes.CDLL | None:
    """Loaded first and for all: pyttsx3 then finds this library under its SONAME instead of the system's."""
    try:
        import espeakng_loader

        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        return ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    except (ImportError, OSError, AttributeError):
        return None


# What a system calls its voices of a language: tags of `languages`, words of the name or id.
_SYSTEM_NAMES = {
    "sit/cmn": (("zh_cn", "zh-cn", "cmn", "zh-hans"), ("mandarin", "huihui", "tingting", "putonghua")),
    "sit/yue": (("zh_hk", "zh-hk", "yue"), ("cantonese", "sinji", "sin-ji", "tracy")),
    "gmw/en": (("en_us", "en-us", "en_gb", "en-gb", "en"), ("english", "zira", "samantha")),
}


def system_voice(voices: Iterable[Any], wanted: str) -> str | None:
    """The id of a system's voice for one of our languages, by its tags, else by its name."""
    tags, names = next((found for start, found in _SYSTEM_NAMES.items() if wanted.startswith(start)), ((), ()))
    listed = [(voice, [_plain(language) for language in getattr(voice, "languages", None) or ()]) for voice in voices]
    for voice, languages in listed:
        if any(language in tags for language in languages):
            return str(voice.id)
    for voice, _ in listed:
        if any(name in f"{voice.name} {voice.id}".lower() for name in names):
            return str(voice.id)
    return None


def _plain(language: bytes | str) -> str:
    """pyttsx3 gives text or, from espeak, bytes that begin with a number."""
    text = language.decode(errors="replace") if isinstance(language, bytes) else str(language)
    return text.strip("\x00\x01\x02\x03\x04\x05").lower()


def is_mandarin(phonemes: str) -> bool:
    """espeak marks a change of language in brackets; a voice that spells letters has other tones or none."""
    return "(" not in phonemes and tuple(re.findall(r"\d+", phonemes)) == MANDARIN_TONES


def main(arguments: list[str]) -> None:
    from audio.lifeline import die_with_parent

    die_with_parent(int(arguments[0]) if arguments else 0)
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # the driver prints on stdout
    engine = Engine()
    replies.write(msgspec.json.encode(engine.self_test()) + b"\n")
    while line := sys.stdin.buffer.readline(MAX_LINE_BYTES):
        replies.write(msgspec.json.encode(engine.render(msgspec.json.decode(line, type=RenderJob))) + b"\n")
    os._exit(0)  # espeak's thread may still be busy


if __name__ == "__main__":
    main(sys.argv[1:])
