"""The demonstration's ear: a click of the beat is found where it is, wherever the listening begins and ends."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

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
    soundfile.write(wav, played, RATE_HZ)
    wav.with_suffix(".json").write_text(json.dumps({"mappings": [{"sample": 0, "monotonic_ns": 0}]}))
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
