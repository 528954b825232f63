"""A player without a mixer: it remembers what was asked and lets a test decide what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from audio.beat import DEFAULT_BREATH_GAP_S, Beat, Pattern
from audio.player import PlayerState
from audio.wire import ChimeName, DeviceChanged, Ended, Event, NotSpoken, ProfileName, SpeechClassName, Started


class FakePlayer:
    """Takes the place of `audio.player.Player`. `calls` holds (method, arguments) in order."""

    def __init__(
        self,
        *,
        post: Callable[[Callable[[], None]], None] = lambda call: call(),
        on_event: Callable[[Event], None] = lambda event: None,
        record: Path | None = None,
        device: str = "auto",
        buffer_ms: int = 120,
        backends: tuple[str, ...] = (),
    ) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.asked: dict[str, dict[str, Any]] = {}
        self.state = PlayerState(running=True, device="FAKE")
        self._post, self._on_event = post, on_event

    @property
    def mixer_pid(self) -> int | None:
        return None

    def start(self) -> None:
        self._note("start")

    def close(self) -> None:
        self._note("close")

    def say(self, clip_path: Path, *, speech_class: SpeechClassName, ref: str, first: bool = False) -> None:
        self._note("say", clip_path=clip_path, speech_class=speech_class, ref=ref, first=first)
        self.asked[ref] = self.calls[-1][1]

    def stop_speech(self) -> None:
        self._note("stop_speech")

    def beat(
        self,
        rate_bpm: float | None,
        pattern: Pattern = "continuous",
        *,
        breath_gap_s: float = DEFAULT_BREATH_GAP_S,
    ) -> None:
        self._note("beat", rate_bpm=rate_bpm, pattern=pattern, breath_gap_s=breath_gap_s)
        self.state = replace(self.state, beat=None if rate_bpm is None else Beat(rate_bpm, pattern, breath_gap_s))

    def count(self, words: Mapping[str, Path]) -> None:
        self._note("count", words=dict(words))

    def chime(self, name: ChimeName) -> None:
        self._note("chime", name=name)

    def silent(self, on: bool) -> None:
        self._note("silent", on=on)
        self.state = replace(self.state, silent=on)

    def quiet(self, on: bool) -> None:
        self._note("quiet", on=on)
        self.state = replace(self.state, quiet=on)

    def volume(self, level: float) -> None:
        self._note("volume", level=level)
        self.state = replace(self.state, volume=min(1.0, max(0.0, level)))

    def profile(self, name: ProfileName) -> None:
        self._note("profile", name=name)
        self.state = replace(self.state, profile=name)

    def preload(self, paths: list[Path]) -> None:
        self._note("preload", paths=list(paths))

    # --- what a test may let happen ---

    def happen(self, event: Event) -> None:
        if isinstance(event, Ended | NotSpoken):
            self.asked.pop(event.ref, None)
        if isinstance(event, DeviceChanged):
            self.state = replace(self.state, device=event.state)
        self._post(lambda: self._on_event(event))

    def begin(self, ref: str, monotonic_ns: int = 0) -> None:
        self.happen(Started(ref, monotonic_ns))

    def finish(self, ref: str, completed: bool = True) -> None:
        self.happen(Ended(ref, completed))

    def said(self) -> list[str]:
        """The names of the clips asked for, in order."""
        return [arguments["clip_path"].name for method, arguments in self.calls if method == "say"]

    def _note(self, method: str, **arguments: Any) -> None:
        self.calls.append((method, arguments))
