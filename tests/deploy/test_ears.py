"""The demonstration's ear: what the mixer played is found where it is, wherever the listening begins and ends."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from audio.metronome import press_click
from deploy.demo.ears import Recording

RATE_HZ = 8_000
PERIOD_MS = 545


def beaten(at: Path, *, late: int | None = None) -> Recording:
    """Three seconds of a steady beat (one click may come 20 ms late), as the mixer would have recorded it."""
    click = press_click(RATE_HZ)
    played = np.zeros(3 * RATE_HZ, np.float32)
    for n in range(5):
        place = (100 + n * PERIOD_MS + (20 if n == late else 0)) * RATE_HZ // 1000
        played[place : place + len(click)] += click
    wav = at / "sound.wav"
    return recorded(wav, played, (0, 0))


def recorded(wav: Path, played: NDArray[np.float32], *mappings: tuple[int, int]) -> Recording:
    """As the mixer keeps it; a mapping says which sample was heard at which millisecond."""
    soundfile.write(wav, played, RATE_HZ)
    lines = [{"sample": sample, "monotonic_ns": ms * 1_000_000} for sample, ms in mappings]
    wav.with_suffix(".json").write_text(json.dumps({"mappings": lines}))
    return Recording(wav)


@pytest.mark.parametrize("edge", ["begins", "ends"])
def test_a_click_cut_by_the_edge_of_the_stretch_is_no_beat_out_of_time(tmp_path: Path, edge: str) -> None:
    recording = beaten(tmp_path)
    click = press_click(RATE_HZ).astype(np.float64)
    for ms in range(600):
        since, until = (ms, 2_900) if edge == "begins" else (0, 2_000 + ms)
        intervals = recording.beat_intervals_ms(click, since * 1_000_000, until * 1_000_000)
        assert len(intervals) in (3, 4), ms
        assert intervals == pytest.approx([PERIOD_MS] * len(intervals), abs=0.2), ms


def test_a_beat_that_is_late_is_heard_late(tmp_path: Path) -> None:
    click = press_click(RATE_HZ).astype(np.float64)
    intervals = beaten(tmp_path, late=2).beat_intervals_ms(click, 0, 2_900_000_000)
    assert intervals == pytest.approx([545, 565, 525, 545], abs=0.2)


@pytest.mark.parametrize("tapped_ms", [500, 990, 1_000, 1_100, 1_900])
def test_a_prompt_asked_for_while_the_sound_server_stood_still_is_found(tmp_path: Path, tapped_ms: int) -> None:
    """A busy machine: no block was asked for from the first second to the second, and the words come with the next."""
    words = np.random.default_rng(1).normal(0, 0.1, 12_000).astype(np.float32)
    clip, silence = tmp_path / "clip.wav", np.zeros(RATE_HZ, np.float32)
    soundfile.write(clip, words, RATE_HZ)
    recording = recorded(tmp_path / "s.wav", np.concatenate([silence, words, silence]), (0, 0), (RATE_HZ, 2_000))
    heard = recording.find(clip, tapped_ms * 1_000_000, within_s=2)
    assert heard is not None and (heard.sample, heard.monotonic_ns) == (RATE_HZ, 2_000_000_000)
