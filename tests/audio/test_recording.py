"""The recording is what was played, readable at any moment."""

from __future__ import annotations

import time
import wave
from pathlib import Path

import numpy as np

from audio.recording import Recording

BLOCK = np.arange(960, dtype="<i2").repeat(2).tobytes()
BLOCK_NS = 20_000_000


def frames_of(path: Path, frames: int) -> bytes:
    """Waits for the writer's thread, then reads with somebody else's reader."""
    for _ in range(400):
        with wave.open(str(path)) as sound:
            if sound.getnframes() >= frames:
                return sound.readframes(sound.getnframes())
        time.sleep(0.005)
    raise AssertionError("the recording does not grow")


def test_every_block_is_in_the_file_in_order_byte_for_byte(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "r.wav", append=False)
    blocks = [np.full(1920, number, "<i2").tobytes() for number in range(50)]
    for number, block in enumerate(blocks):
        recording.add(block, "none", number * BLOCK_NS)
    assert frames_of(tmp_path / "r.wav", 50 * 960) == b"".join(blocks)


def test_the_mapping_says_when_sample_nought_was_heard_and_gets_a_line_when_the_device_changes(tmp_path, heard) -> None:
    recording = Recording(tmp_path / "r.wav", append=False)
    for number in range(10):
        recording.add(BLOCK, "none", 1_000_000_000 + number * BLOCK_NS)
    for number in range(10):
        recording.add(BLOCK, "PULSEAUDIO", 9_000_000_000 + number * BLOCK_NS)
    frames_of(tmp_path / "r.wav", 20 * 960)
    read = heard(tmp_path / "r.wav")
    assert [(one["sample"], one["monotonic_ns"], one["device"]) for one in read.mappings] == [
        (0, 1_000_000_000, "none"),
        (9600, 9_000_000_000, "PULSEAUDIO"),
    ]
    assert read.at(1_020_000_000) == 960
    assert read.at(9_020_000_000) == 9600 + 960


def test_a_second_mixer_goes_on_and_the_time_between_is_silence(tmp_path: Path, heard) -> None:
    first = Recording(tmp_path / "r.wav", append=False)
    first.add(BLOCK, "none", 0)
    frames_of(tmp_path / "r.wav", 960)
    second = Recording(tmp_path / "r.wav", append=True)
    second.add(BLOCK, "none", 520_000_000)
    frames_of(tmp_path / "r.wav", 25_000)
    read = heard(tmp_path / "r.wav")
    assert len(read.mono) == 520 * 48 + 960
    assert not read.mono[960 : 520 * 48].any()
    assert np.array_equal(read.mono[520 * 48 :], read.mono[:960])


def test_a_second_mixer_without_a_mapping_still_loses_nothing(tmp_path: Path) -> None:
    first = Recording(tmp_path / "r.wav", append=False)
    first.add(BLOCK, "none", 0)
    frames_of(tmp_path / "r.wav", 960)
    (tmp_path / "r.json").write_text("spoilt")
    second = Recording(tmp_path / "r.wav", append=True)
    second.add(BLOCK, "none", 10**9)
    assert frames_of(tmp_path / "r.wav", 1920) == BLOCK + BLOCK


def test_a_new_recording_forgets_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "r.wav").write_bytes(b"x" * 100_000)
    recording = Recording(tmp_path / "r.wav", append=False)
    recording.add(BLOCK, "none", 0)
    assert frames_of(tmp_path / "r.wav", 960) == BLOCK
