"""Words without a clip are spoken all the same, or it is said in time that they cannot be."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import queue
import re
import selectors
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import msgspec

from audio.render import MAX_LINE_BYTES, Rendered, RenderJob, RenderReady, RenderReply
from audio.voice import spoken_form

log = logging.getLogger(__name__)

MAX_TEXT_CHARS = 500
DEFAULT_LIMIT_S = 2.0
LIMIT_A_CHAR_S = 0.02
TRIES = 3
MAX_WAITING = 32
MAX_CACHED_FILES = 2_000
RESTART_PAUSE_S = 0.5
PREPARE_PAUSE_S = 0.03
# Raised whenever the same words would give another sound, so that no old file is played for them.
TEXT_RULES_VERSION = 1
PROJECT_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Speaker:
    voice: str
    rate_wpm: int


# The best of those tried: the female variant is understood twice as often as the plain Mandarin voice. Nobody has
# measured the Cantonese one, because no recogniser is to be had: it is marked as a machine's wherever it is chosen.
SPEAKERS = {"zh": Speaker("sit/cmn+f3", 130), "en": Speaker("gmw/en-us", 150), "yue": Speaker("sit/yue", 150)}
# Telephone numbers are said digit by digit with yao for one, unless a unit says that it is an amount.
_ZH_TELEPHONES = {"96110": "九六幺幺零", "110": "幺幺零", "119": "幺幺九", "120": "幺二零", "122": "幺二二"}
_ZH_TELEPHONE = re.compile(
    r"(?<!\d)(96110|110|119|120|122)(?![\d.:]|\s*(?:次|下|秒|分|米|厘|毫|人|名|元|号|个|块|%|/))"
)


def live_text(text: str, lang: str) -> str:
    """What the engine is given for what the screen shows."""
    said = spoken_form(text)[:MAX_TEXT_CHARS]
    return _ZH_TELEPHONE.sub(lambda found: _ZH_TELEPHONES[found[1]], said) if lang == "zh" else said


@dataclass(frozen=True, slots=True)
class SelfTest:
    """Whether live speech can be had, found out when the engine starts."""

    ok: bool
    mandarin: bool
    engine: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Job:
    text: str
    lang: str
    until_s: float
    done: Callable[[Path | None, str], None]


class SpeechWorker:
    """Turns text into a file by way of a process that may be killed.

    `done(path, "")` or `done(None, reason)` is called exactly once through `post`, and within the limit once the
    engine has started; reasons are "empty", "no_voice", "busy", "timeout", "engine", "closed".
    """

    def __init__(
        self,
        cache_dir: Path,
        *,
        post: Callable[[Callable[[], None]], None],
        on_self_test: Callable[[SelfTest], None] = lambda result: None,
        limit_s: float = DEFAULT_LIMIT_S,
        command: Sequence[str] = (sys.executable, "-m", "audio.render"),
    ) -> None:
        self._cache_dir = cache_dir
        self._post = post
        self._on_self_test = on_self_test
        self._limit_s = limit_s
        self._command = tuple(command)
        self._jobs: queue.Queue[_Job | None] = queue.Queue(MAX_WAITING)
        self._later: deque[tuple[str, str]] = deque()
        self._closing = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""
        self._number = 0
        self._self_test: SelfTest | None = None
        self._restart_at_s = 0.0
        self._engine_version = engine_version()
        self._thread: threading.Thread | None = None

    @property
    def self_test(self) -> SelfTest | None:
        """None until the engine has started once, or failed to."""
        return self._self_test

    @property
    def worker_pid(self) -> int | None:
        process = self._process
        return None if process is None else process.pid

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        process = self._process
        if process is not None:
            process.kill()
        with contextlib.suppress(queue.Full):  # then the thread is awake anyway and sees that we are closing
            self._jobs.put_nowait(None)
        if self._thread is not None:
            self._thread.join()

    def render(self, text: str, lang: str, done: Callable[[Path | None, str], None]) -> None:
        said = live_text(text, lang)
        if not any(char.isalnum() for char in said):
            self._post(lambda: done(None, "empty"))
        elif lang not in SPEAKERS:
            self._post(lambda: done(None, "no_voice"))
        else:
            try:
                self._jobs.put_nowait(self._job(said, lang, done))
            except queue.Full:
                self._post(lambda: done(None, "busy"))

    def prepare(self, texts: Iterable[tuple[str, str]]) -> None:
        """(words, language) that may be wanted later: rendered while nobody waits, and found in the cache then."""
        self._later.extend((text, lang) for text, lang in texts if lang in SPEAKERS)
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(None)  # wakes the worker

    def path_for(self, text: str, lang: str) -> Path:
        """Where the words lie once they are rendered. Renders differ by some samples, so the name is the words'."""
        speaker = SPEAKERS[lang]
        what = [live_text(text, lang), speaker.voice, speaker.rate_wpm, self._engine_version, TEXT_RULES_VERSION]
        return self._cache_dir / (hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32] + ".wav")

    # --- the worker's own thread; it starts the process because the parent-death signal goes by thread ---

    def _run(self) -> None:
        try:
            self._cache_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            log.warning("live speech has no place for its files: %s", error)
        self._ensure_process(time.monotonic() + self._limit_s * 2)
        while not self._closing.is_set():
            job = self._next()
            if job is not None:
                self._answer(job, *self._do(job))
            if self._process is None and self._jobs.empty() and not self._closing.is_set():
                self._ensure_process(time.monotonic() + self._limit_s)  # ready before the next words come
        self._kill()
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is not None:
                self._answer(job, None, "closed")

    def _next(self) -> _Job | None:
        """What somebody waits for comes first; beside it the beat keeps the processor."""
        failures = 0
        while self._later and not self._closing.is_set():
            try:
                return self._jobs.get(timeout=PREPARE_PAUSE_S)
            except queue.Empty:
                text, lang = self._later.popleft()
            _, reason = self._do(self._job(live_text(text, lang), lang, lambda path, why: None))
            failures = failures + 1 if reason else 0
            if failures >= TRIES:
                log.warning("live speech: %d texts are not made ready (%s)", len(self._later), reason)
                self._later.clear()
        return self._jobs.get()

    def _job(self, said: str, lang: str, done: Callable[[Path | None, str], None]) -> _Job:
        return _Job(said, lang, time.monotonic() + self._limit_s + LIMIT_A_CHAR_S * len(said), done)

    def _answer(self, job: _Job, path: Path | None, reason: str) -> None:
        self._post(lambda: job.done(path, reason))

    def _do(self, job: _Job) -> tuple[Path | None, str]:
        path = self.path_for(job.text, job.lang)
        try:
            if path.stat().st_size:
                os.utime(path)  # used last, thrown away last
                return path, ""
        except OSError:
            pass
        reason = "engine"
        for _ in range(TRIES):
            if time.monotonic() >= job.until_s:
                return None, "timeout"
            if not self._ensure_process(job.until_s):
                return None, "timeout" if time.monotonic() >= job.until_s else "engine"
            if job.lang == "zh" and self._self_test is not None and not self._self_test.mandarin:
                return None, "no_voice"
            reason = self._render_once(job, path)
            if not reason:
                self._tidy()
                return path, ""
            if reason == "timeout":
                return None, reason
        return None, reason

    def _render_once(self, job: _Job, path: Path) -> str:
        speaker = SPEAKERS[job.lang]
        self._number += 1
        left_s = job.until_s - time.monotonic()
        order = RenderJob(self._number, job.text, speaker.voice, speaker.rate_wpm, str(path.absolute()), left_s)
        process = self._process
        assert process is not None and process.stdin is not None
        try:
            process.stdin.write(msgspec.json.encode(order) + b"\n")
        except OSError:
            self._kill()
            return "engine"
        reply = self._read(job.until_s)
        if isinstance(reply, Rendered) and reply.id == order.id:
            if reply.trouble:
                log.warning("live speech: %s", reply.trouble)
            return "engine" if reply.trouble else ""
        # Whatever it is doing, it is not what we asked: only a new process is certain.
        timed_out = reply is None and time.monotonic() >= job.until_s
        self._kill()
        return "timeout" if timed_out else "engine"

    def _ensure_process(self, until_s: float) -> bool:
        if self._process is not None and self._process.poll() is None:
            return True
        self._kill()
        pause_s = min(self._restart_at_s, until_s) - time.monotonic()
        if pause_s > 0 and self._closing.wait(pause_s):
            return False
        self._restart_at_s = time.monotonic() + RESTART_PAUSE_S
        try:
            self._process = subprocess.Popen(
                [*self._command, str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=PROJECT_ROOT,
                bufsize=0,
            )
        except OSError as error:
            self._tested(SelfTest(False, False, "", str(error)))
            return False
        ready = self._read(until_s)
        if not isinstance(ready, RenderReady):
            self._kill()
            self._tested(SelfTest(False, False, "", "the speech engine did not start"))
            return False
        detail = "" if ready.mandarin else f"the Mandarin voice does not speak Mandarin: {ready.detail}"
        self._tested(SelfTest(True, ready.mandarin, ready.engine, detail))
        return True

    def _tested(self, result: SelfTest) -> None:
        if result != self._self_test:
            self._self_test = result
            self._post(lambda: self._on_self_test(result))

    def _read(self, until_s: float) -> RenderReply | None:
        process = self._process
        assert process is not None and process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread and len(self._unread) < MAX_LINE_BYTES:
                left_s = until_s - time.monotonic()
                if left_s <= 0 or self._closing.is_set() or not selector.select(left_s):
                    return None
                content = os.read(process.stdout.fileno(), MAX_LINE_BYTES)
                if not content:
                    return None
                self._unread += content
        line, _, self._unread = self._unread.partition(b"\n")
        try:
            reply: RenderReply = msgspec.json.decode(line, type=RenderReply)
        except msgspec.MsgspecError as error:
            log.warning("the speech engine said %r: %s", line[:200], error)
            return None
        return reply

    def _kill(self) -> None:
        process, self._process = self._process, None
        self._unread = b""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()

    def _tidy(self) -> None:
        """The cache keeps what was used last; half-written files of a killed process go."""
        try:
            files = sorted(self._cache_dir.glob("*.wav"), key=lambda path: path.stat().st_mtime)
            for path in [*files[:-MAX_CACHED_FILES], *self._cache_dir.glob("*.part")]:
                path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the cache of live speech is not tidied: %s", error)


def engine_version() -> str:
    """Known without starting the engine, so that a cached sentence does not wait for it."""
    names = ("pyttsx3", "espeakng-loader")
    try:
        return " ".join(f"{name} {metadata.version(name)}" for name in names)
    except metadata.PackageNotFoundError as error:
        return f"without {error.name}"
