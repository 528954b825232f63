"""Live speech: the real engine speaks Mandarin, and an engine that misbehaves is killed in time."""

from __future__ import annotations

import os
import queue
import signal
import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from audio.loudness import loudness_lufs
from audio.render import Engine, Rendered, RenderJob, is_mandarin, system_voice
from audio.speech import SPEAKERS, SelfTest, SpeechWorker, live_text

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20.0


class Asked:
    """A worker and the answers it gave."""

    def __init__(self, worker: SpeechWorker) -> None:
        self.worker = worker
        self.answers: queue.Queue[tuple[Path | None, str]] = queue.Queue()
        worker.start()

    def say(self, text: str, lang: str = "zh") -> tuple[Path | None, str]:
        self.worker.render(text, lang, lambda path, reason: self.answers.put((path, reason)))
        return self.answers.get(timeout=PATIENCE_S)


MakeWorker = Callable[..., Asked]


@pytest.fixture
def make_worker(tmp_path: Path) -> Iterator[MakeWorker]:
    made: list[Asked] = []

    def make(**options: object) -> Asked:
        asked = Asked(SpeechWorker(tmp_path / "speech", post=lambda call: call(), **options))  # type: ignore[arg-type]
        made.append(asked)
        return asked

    yield make
    for asked in made:
        asked.worker.close()


@pytest.fixture
def odd_engine(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """An engine of the test's own making in the real one's place: a program that answers the same lines."""

    def make(body: str) -> tuple[str, ...]:
        script = tmp_path / "engine.py"
        ready = '{"is":"ready","engine":"odd","mandarin":true,"detail":""}'
        script.write_text(f"import json, os, sys, time\nready = {ready!r}\n{body}\n")
        return (sys.executable, str(script))

    return make


def sound_of(path: Path) -> tuple[np.ndarray, int]:
    with wave.open(str(path)) as sound:
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(
            np.float32
        ) / 32768, sound.getframerate()


def test_the_real_engine_speaks_both_languages_as_loud_as_the_clips(make_worker: MakeWorker) -> None:
    asked = make_worker(limit_s=15.0)
    for text, lang in (("值班台已收到，救护车在路上。", "zh"), ("We see you. Keep pressing.", "en")):
        path, reason = asked.say(text, lang)
        assert reason == ""
        assert path is not None
        sound, rate_hz = sound_of(path)
        assert 1.0 < len(sound) / rate_hz < 8.0
        assert -21.5 < loudness_lufs(sound, rate_hz) < -17.0
        assert np.abs(sound).max() < 0.86
    test = asked.worker.self_test
    assert test is not None and test.ok and test.mandarin
    assert "1.52" in test.engine


def test_chinese_really_is_mandarin_and_not_english_letters(make_worker: MakeWorker) -> None:
    # What the bundled engine says, and what Debian 12's 1.51 makes of the same three characters.
    assert is_mandarin("S;'iA51_| ji35p'u51_|")
    assert not is_mandarin("(en)z,aI55@55f'o@55_| jI55w'055n_|")
    assert not is_mandarin("tS'aIni:zl,Et3 tS'aIni:zl,Et3 tS'aIni:zl,Et3")
    assert not is_mandarin("")


def test_an_engine_without_mandarin_is_found_out_and_never_asked_for_it(make_worker, odd_engine) -> None:
    told: list[SelfTest] = []
    bad = odd_engine("print(ready.replace('true', 'false'), flush=True)\nfor line in sys.stdin: sys.exit(1)")
    asked = make_worker(command=bad, on_self_test=told.append, limit_s=10.0)
    assert asked.say("按压") == (None, "no_voice")
    assert told[0].ok and not told[0].mandarin
    assert "does not speak Mandarin" in told[0].detail


def test_the_same_words_are_rendered_once(make_worker: MakeWorker) -> None:
    asked = make_worker(limit_s=15.0)
    first, _ = asked.say("继续按压")
    assert first is not None
    made_ns = first.stat().st_ino
    began_s = time.monotonic()
    assert asked.say("  继续按压 ") == (first, "")
    assert time.monotonic() - began_s < 0.5
    assert first.stat().st_ino == made_ns


def test_a_cached_sentence_does_not_need_the_engine(make_worker, odd_engine, tmp_path) -> None:
    asked = make_worker(command=odd_engine("sys.exit(1)"), limit_s=0.5)
    path = asked.worker.path_for("继续按压", "zh")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"a sound made yesterday")
    assert asked.say("继续按压") == (path, "")


def test_an_engine_that_hangs_is_killed_and_the_answer_comes_within_the_limit(make_worker, odd_engine) -> None:
    asked = make_worker(command=odd_engine("print(ready, flush=True)\ntime.sleep(600)"), limit_s=1.0)
    while asked.worker.self_test is None:
        time.sleep(0.01)
    hung = asked.worker.worker_pid
    began_s = time.monotonic()
    assert asked.say("hangs", "en") == (None, "timeout")
    assert time.monotonic() - began_s < 1.6
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)


def test_after_a_hang_the_next_words_are_spoken(make_worker, odd_engine, tmp_path) -> None:
    body = """
print(ready, flush=True)
for line in sys.stdin:
    job = json.loads(line)
    if job["text"] == "hang": time.sleep(600)
    open(job["out"], "wb").write(b"sound")
    print(json.dumps({"is": "rendered", "id": job["id"], "seconds": 1.0, "trouble": ""}), flush=True)
"""
    asked = make_worker(command=odd_engine(body), limit_s=1.5)
    assert asked.say("hang", "en")[1] == "timeout"
    time.sleep(0.7)
    path, reason = asked.say("go on", "en")
    assert reason == ""
    assert path is not None and path.read_bytes() == b"sound"


def test_an_empty_render_is_tried_again(make_worker, odd_engine) -> None:
    body = """
print(ready, flush=True)
for number, line in enumerate(sys.stdin):
    job = json.loads(line)
    trouble = "too short: 0.00 s" if number == 0 else ""
    if not trouble: open(job["out"], "wb").write(b"sound")
    print(json.dumps({"is": "rendered", "id": job["id"], "seconds": 1.0, "trouble": trouble}), flush=True)
"""
    asked = make_worker(command=odd_engine(body), limit_s=5.0)
    assert asked.say("again", "en")[1] == ""


@pytest.mark.parametrize("body", ["sys.exit(3)", "print('not a line of ours', flush=True)", "time.sleep(600)"])
def test_an_engine_that_never_gets_ready_is_a_value_and_no_exception(make_worker, odd_engine, body) -> None:
    asked = make_worker(command=odd_engine(body), limit_s=0.5)
    path, reason = asked.say("hello", "en")
    assert path is None
    assert reason in ("engine", "timeout")
    assert asked.worker.self_test is not None and not asked.worker.self_test.ok


def test_an_engine_that_is_not_there_at_all_is_told(make_worker) -> None:
    asked = make_worker(command=("/nonexistent/engine",), limit_s=0.5)
    assert asked.say("hello", "en")[1] in ("engine", "timeout")


@pytest.mark.parametrize(
    ("text", "lang", "reason"), [("", "zh", "empty"), ("。…！", "zh", "empty"), ("hi", "fr", "no_voice")]
)
def test_what_cannot_be_spoken_is_told_at_once(make_worker, odd_engine, text, lang, reason) -> None:
    asked = make_worker(command=odd_engine("print(ready, flush=True)\ntime.sleep(600)"))
    assert asked.say(text, lang) == (None, reason)


def test_an_engine_killed_from_outside_is_replaced(make_worker: MakeWorker) -> None:
    asked = make_worker(limit_s=15.0)
    assert asked.say("one", "en")[1] == ""
    os.kill(asked.worker.worker_pid, signal.SIGKILL)
    assert asked.say("two", "en")[1] == ""


def test_closing_answers_everybody(make_worker, odd_engine) -> None:
    asked = make_worker(command=odd_engine("print(ready, flush=True)\ntime.sleep(600)"), limit_s=30.0)
    for _ in range(3):
        asked.worker.render("wait", "en", lambda path, reason: asked.answers.put((path, reason)))
    time.sleep(0.1)
    asked.worker.close()
    reasons = [asked.answers.get_nowait()[1] for _ in range(3)]
    assert reasons[1:] == ["closed", "closed"]
    assert asked.answers.empty()


def test_a_folder_that_cannot_be_written_is_an_answer(make_worker, tmp_path) -> None:
    (tmp_path / "speech").write_text("a file where the folder should be")
    asked = make_worker(limit_s=15.0)
    assert asked.say("hello", "en") == (None, "engine")


def test_telephone_numbers_are_said_digit_by_digit_and_amounts_are_not() -> None:
    assert live_text("请拨120，或96110", "zh") == "请拨幺二零，或九六幺幺零"
    assert live_text("每分钟110次", "zh") == "每分钟110次"
    assert live_text("1200元，等120 秒", "zh") == "1200元，等120 秒"
    assert live_text("call 120", "en") == "call 120"


def test_the_engine_reports_a_voice_it_does_not_have_and_a_sentence_without_sound(tmp_path: Path) -> None:
    engine = Engine()
    test = engine.self_test()
    assert test.mandarin, test.detail
    assert not is_mandarin(engine.phonemes("下一步", "gmw/en"))
    assert engine.phonemes("下一步", "no/such-voice") == ""

    def render(text: str, voice: str) -> Rendered:
        return engine.render(RenderJob(1, text, voice, 150, str(tmp_path / "a.wav"), 5.0))

    assert render("hello there", "no/such-voice").trouble
    assert render(" ", "gmw/en").trouble
    assert not (tmp_path / "a.wav").exists()
    assert render("hello there", "gmw/en").trouble == ""
    assert not list(tmp_path.glob("*.part"))


def test_words_made_ready_beforehand_wait_for_nobody_and_make_nobody_wait(make_worker, odd_engine, tmp_path) -> None:
    body = f"""
print(ready, flush=True)
for line in sys.stdin:
    job = json.loads(line)
    open({str(tmp_path / "order")!r}, "a").write(job["text"] + "\\n")
    open(job["out"], "wb").write(b"sound")
    print(json.dumps({{"is": "rendered", "id": job["id"], "seconds": 1.0, "trouble": ""}}), flush=True)
"""
    asked = make_worker(command=odd_engine(body), limit_s=15.0)
    texts = [(f"第{number}句", "yue") for number in range(40)]
    asked.worker.prepare([*texts, ("no voice for this", "fr")])
    assert asked.say("马上就要")[1] == ""
    order = (tmp_path / "order").read_text().split()
    assert order.index("马上就要") < 20, "what is wanted now is said between two of those"
    deadline_s = time.monotonic() + PATIENCE_S
    while not asked.worker.path_for(*texts[-1]).exists() and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert all(asked.worker.path_for(*one).read_bytes() == b"sound" for one in texts)
    before = (tmp_path / "order").read_text()
    assert asked.say("第7句", "yue")[1] == ""
    assert (tmp_path / "order").read_text() == before, "found where it was laid"


def test_an_engine_that_fails_is_not_asked_hundreds_of_times_beforehand(make_worker, odd_engine, tmp_path) -> None:
    body = f"""
print(ready, flush=True)
for line in sys.stdin:
    job = json.loads(line)
    open({str(tmp_path / "asked")!r}, "a").write("x")
    print(json.dumps({{"is": "rendered", "id": job["id"], "seconds": 0.0, "trouble": "silence"}}), flush=True)
"""
    asked = make_worker(command=odd_engine(body), limit_s=15.0)
    asked.worker.prepare([(f"第{number}句", "yue") for number in range(100)])
    assert asked.say("马上就要")[1] == "engine"
    deadline_s = time.monotonic() + PATIENCE_S
    while asked.worker._later and time.monotonic() < deadline_s:
        time.sleep(0.02)
    assert not asked.worker._later and len((tmp_path / "asked").read_text()) <= 15


def test_the_real_engine_has_a_cantonese_voice(make_worker: MakeWorker) -> None:
    path, reason = make_worker(limit_s=15.0).say("繼續㩒，唔好停。", "yue")
    assert reason == "" and path is not None
    samples, rate_hz = sound_of(path)
    assert 1.0 < len(samples) / rate_hz < 5.0
    assert loudness_lufs(samples, rate_hz) > -24


class SystemVoice:
    def __init__(self, id: str, name: str, languages: list[object]) -> None:
        self.id, self.name, self.languages = id, name, languages


SAPI = [SystemVoice("HKEY/TTS_MS_EN-US_ZIRA_11.0", "Microsoft Zira Desktop", []),
        SystemVoice("HKEY/TTS_MS_ZH-HK_TRACY_11.0", "Microsoft Tracy Desktop", []),
        SystemVoice("HKEY/TTS_MS_ZH-CN_HUIHUI_11.0", "Microsoft Huihui Desktop", [])]  # fmt: skip
MAC = [SystemVoice("com.apple.voice.Samantha", "Samantha", ["en_US"]),
       SystemVoice("com.apple.voice.Sinji", "Sinji", ["zh_HK"]),
       SystemVoice("com.apple.voice.Tingting", "Tingting", ["zh_CN"])]  # fmt: skip


@pytest.mark.parametrize("voices", [SAPI, MAC])
def test_without_the_bundled_engine_the_systems_own_voice_of_the_language_speaks(voices: list[SystemVoice]) -> None:
    found = [system_voice(voices, speaker.voice) for speaker in SPEAKERS.values()]
    assert found == [voices[2].id, voices[0].id, voices[1].id]
    assert system_voice(voices[:1], "sit/cmn+f3") is None, "no other language's voice reads Chinese"


def test_on_a_system_without_the_bundled_engine_the_worker_runs_and_says_what_it_found(
    tmp_path: Path, make_worker: MakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real worker process; only the two packages are others, as on a machine of another kind."""
    (tmp_path / "espeakng_loader.py").write_text("raise ImportError('not for this system')")
    (tmp_path / "pyttsx3.py").write_text(
        """
import math, struct, wave
class Voice:
    id, name, languages = "huihui", "Microsoft Huihui", [b"\\x05zh-cn"]
class Engine:
    def connect(self, topic, call): self.__dict__[topic] = call
    def getProperty(self, name): return [Voice()]
    def setProperty(self, name, value): assert name != "voice" or value == "huihui"
    def save_to_file(self, text, path): self.path = path
    def runAndWait(self):
        with wave.open(self.path, "wb") as out:
            out.setnchannels(1); out.setsampwidth(2); out.setframerate(22050)
            wave_ = (int(9000 * math.sin(n / 9)) for n in range(22050))
            out.writeframes(b"".join(struct.pack("<h", one) for one in wave_))
        self.__dict__["finished-utterance"]("", True)
def init(driver=None):
    assert driver is None
    return Engine()
"""
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    asked = make_worker(limit_s=20.0)
    path, reason = asked.say("继续按压")
    assert reason == "" and path is not None and len(sound_of(path)[0]) == 22050
    assert asked.worker.self_test == SelfTest(True, True, "system voices", "")
    assert asked.say("keep pushing", "en") == (None, "engine"), "this system has no English voice: the words stay text"
