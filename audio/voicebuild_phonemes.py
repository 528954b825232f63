"""Written text becomes the phoneme symbols the voice model was trained on."""

from __future__ import annotations

import ctypes
import importlib
import re
from typing import Any

from audio.voicebuild_readings import respell, split_special, spoken_tones, take_apart
from audio.voicebuild_text import Refusal, Unspeakable

_HAN_RUNS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+|[^\u3400-\u4dbf\u4e00-\u9fff]+")
_ZH_PUNCTUATION = str.maketrans(
    {
        "、": ", ",
        "，": ", ",
        "。": ". ",
        "！": "! ",
        "？": "? ",
        "：": ": ",
        "；": "; ",
        "（": " (",
        "）": ") ",
        "《": " “",
        "》": "” ",
        "‘": "“",
        "’": "”",
    }
)
# The model writes a tone as one arrow and the two buzzing vowels of zhi and zi as one letter.
_ZH_SYMBOLS = (
    ("˧˩˧", "↓"),
    ("˧˥", "↗"),
    ("˥˩", "↘"),
    ("˥", "→"),
    ("\u027b\u0329", "ɨ"),
    ("\u0279\u0329", "ɨ"),
    ("\u032f", ""),
)

ESPEAK_SYNCHRONOUS = 2
ESPEAK_UTF8 = 1
# International symbols, with "^" between the two letters of one sound.
ESPEAK_TIED_IPA = 0x02 | 0x80 | (ord("^") << 8)
_EN_MARKS = re.compile(r"[^,.!?:;()“”—–…]+|[,.!?:;()“”—–…]")
# Order matters: tied pairs first, then single sounds.
_EN_SYMBOLS = (
    ("a^ɪ", "I"),
    ("a^ʊ", "W"),
    ("e^ɪ", "A"),
    ("o^ʊ", "O"),
    ("ə^ʊ", "O"),
    ("ɔ^ɪ", "Y"),
    ("t^ʃ", "ʧ"),
    ("d^ʒ", "ʤ"),
    ("ə^l", "ᵊl"),
    ("^", ""),
    ("ɜːɹ", "ɜɹ"),
    ("ɜː", "ɜɹ"),
    ("ɪə", "iə"),
    ("ɚɹ", "əɹ"),
    ("ɚ", "əɹ"),
    ("ɐ", "ə"),
    ("ɾ", "T"),
    ("ʔ", "t"),
    ("ɬ", "l"),
    ("g", "ɡ"),
    ("r", "ɹ"),
    ("ː", ""),
    ("\u0303", ""),
)
_SYLLABIC = re.compile("(.)\u0329")
# espeak runs "on the" and its like together; the model knows them as two words.
_GLUED_THE = re.compile(r"(?<=[^\s])ð(?=[əɪ](?:\s|$))")


class Chinese:
    """Mandarin: words, then pinyin with the word's reading, then the model's symbols."""

    def __init__(self) -> None:
        self._cut: Any = importlib.import_module("rjieba").cut
        self._pypinyin: Any = importlib.import_module("pypinyin")
        self._to_ipa: Any = importlib.import_module("misaki.transcription").pinyin_to_ipa

    def __call__(self, text: str) -> str:
        runs = _HAN_RUNS.findall(text.translate(_ZH_PUNCTUATION).strip())
        return "".join(self._sounds(run) if "\u3400" <= run[0] <= "\u9fff" else run for run in runs)

    def words(self, run: str) -> list[tuple[str, list[str]]]:
        """A run of characters as words, each with its pinyin as it is spoken."""
        words = [pair for part, reading in split_special(run) for pair in self._read(part, reading)]
        spoken = iter(spoken_tones(run, [pinyin for _, pinyins in words for pinyin in pinyins]))
        return [(word, [next(spoken) for _ in pinyins]) for word, pinyins in words]

    def _read(self, part: str, reading: tuple[str, ...]) -> list[tuple[str, list[str]]]:
        if reading:
            return [(part, list(reading))]
        style = self._pypinyin.Style.TONE3
        return [
            (word, list(self._pypinyin.lazy_pinyin(word, style=style, neutral_tone_with_five=True)))
            for word in self._cut(part)
        ]

    def _sounds(self, run: str) -> str:
        return " ".join("".join(map(self._symbols, pinyins)) for _, pinyins in self.words(run))

    def _symbols(self, pinyin: str) -> str:
        sounds = "".join(self._to_ipa(pinyin)[0])
        for old, new in _ZH_SYMBOLS:
            sounds = sounds.replace(old, new)
        return sounds


class English:
    """American English through espeak-ng's dictionary; its sounds are renamed to the model's."""

    def __init__(self) -> None:
        loader: Any = importlib.import_module("espeakng_loader")
        self._espeak = ctypes.CDLL(str(loader.get_library_path()))
        self._espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
        rate_hz = self._espeak.espeak_Initialize(ESPEAK_SYNCHRONOUS, 0, str(loader.get_data_path()).encode(), 0)
        if rate_hz <= 0 or self._espeak.espeak_SetVoiceByName(b"gmw/en-us") != 0:
            raise RuntimeError("espeak-ng has no American English voice")

    def __call__(self, text: str) -> str:
        plain = respell(text).replace("’", "'").replace("–", "—")
        sounds = "".join(self._clause(part) for part in _EN_MARKS.findall(plain))
        return re.sub(r"\s+([,.!?:;)”])", r"\1", re.sub(r"\s+", " ", sounds)).strip()

    def _clause(self, part: str) -> str:
        if not any(char.isalpha() for char in part):
            return f"{part} "
        text = ctypes.c_char_p(part.strip().encode())
        rest = ctypes.pointer(ctypes.cast(text, ctypes.c_void_p))
        found: list[str] = []
        while rest.contents.value:
            spoken = self._espeak.espeak_TextToPhonemes(rest, ESPEAK_UTF8, ESPEAK_TIED_IPA)
            found.append((spoken or b"").decode())
        sounds = " ".join(found)
        for old, new in _EN_SYMBOLS:
            sounds = sounds.replace(old, new)
        return " " + take_apart(_GLUED_THE.sub(" ð", _SYLLABIC.sub(r"ᵊ\1", sounds))) + " "


def token_ids(lang: str, text: str, phonemes: str, vocabulary: dict[str, int], limit: int) -> list[int]:
    """The model's numbers for the symbols; an unknown symbol would vanish without a sound, so it is refused."""
    unknown = [symbol for symbol in dict.fromkeys(phonemes) if symbol not in vocabulary]
    if unknown:
        raise Unspeakable([Refusal(lang, text, f"unknown sound {symbol!r} in {phonemes!r}") for symbol in unknown])
    if len(phonemes) > limit:
        raise Unspeakable([Refusal(lang, text, f"one sentence of {len(phonemes)} sounds, at most {limit}")])
    return [vocabulary[symbol] for symbol in phonemes]
