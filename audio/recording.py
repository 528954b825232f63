"""What was played, kept as it was played: a sound file that stays readable when its writer is killed."""

from __future__ import annotations

import json
import logging
import os
import queue
import struct
import threading
from pathlib import Path

from audio.decode import MIXER_RATE_HZ

log = logging.getLogger(__name__)

CHANNELS = 2
FRAME_BYTES = 2 * CHANNELS
HEADER_BYTES = 44
# A WAV file counts its bytes in 32 bits: about three hours, then the recording ends and the sound goes on.
MAX_DATA_BYTES = 2**31
# A mixer that takes over a recording fills the time nobody mixed with silence, as it was heard; not more than this.
MAX_GAP_S = 60.0
# A device whose clock has moved against ours by this much gets a new line in the mapping.
MAPPING_TOLERANCE_NS = 40_000_000
MAX_MAPPINGS = 2_000
MAX_QUEUED_BLOCKS = 1_000


class Recording:
    """FILE.wav holds every block in order; FILE.json says at which monotonic time which sample was heard."""

    def __init__(self, path: Path, *, append: bool) -> None:
        self._path = path
        self._map_path = path.with_suffix(".json")
        self._mappings: list[dict[str, object]] = []
        self._blocks: queue.Queue[tuple[bytes, str, int]] = queue.Queue(MAX_QUEUED_BLOCKS)
        self._dropped = 0
        self._frames = 0
        self._taken_over = False
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | (0 if append else os.O_TRUNC), 0o644)
        if append:
            self._take_over()
        self._write_header()
        threading.Thread(target=self._write_all, name="recording", daemon=True).start()

    def add(self, block: bytes, device: str, heard_ns: int) -> None:
        """Called by the thread that renders: it must never wait for a disk."""
        try:
            self._blocks.put_nowait((block, device, heard_ns))
        except queue.Full:
            self._dropped += 1

    def _write_all(self) -> None:
        try:
            while self._frames * FRAME_BYTES < MAX_DATA_BYTES:
                self._write(*self._blocks.get())
            log.warning("recording %s is full", self._path.name)
        except OSError as error:
            log.warning("recording %s ends: %s", self._path.name, error)

    def _write(self, block: bytes, device: str, heard_ns: int) -> None:
        if self._taken_over:
            self._fill_gap(heard_ns)
        self._map(device, heard_ns)
        os.pwrite(self._file, block, HEADER_BYTES + self._frames * FRAME_BYTES)
        self._frames += len(block) // FRAME_BYTES
        self._write_header()  # each time: whoever kills us finds a file whose header is true

    def _write_header(self) -> None:
        size = self._frames * FRAME_BYTES
        os.pwrite(
            self._file,
            struct.pack(
                "<4sI4s4sIHHIIHH4sI",
                *(b"RIFF", HEADER_BYTES - 8 + size, b"WAVE", b"fmt ", 16, 1, CHANNELS, MIXER_RATE_HZ),
                *(MIXER_RATE_HZ * FRAME_BYTES, FRAME_BYTES, 16, b"data", size),
            ),
            0,
        )

    def _map(self, device: str, heard_ns: int) -> None:
        if self._mappings:
            last = self._mappings[-1]
            drift_ns = abs(heard_ns - self._expected_ns())
            if (last["device"] == device and drift_ns < MAPPING_TOLERANCE_NS) or len(self._mappings) >= MAX_MAPPINGS:
                return
        self._mappings.append({"sample": self._frames, "monotonic_ns": heard_ns, "device": device, "pid": os.getpid()})
        text = json.dumps(
            {"rate_hz": MIXER_RATE_HZ, "dropped_blocks": self._dropped, "mappings": self._mappings}, indent=1
        )
        draft = self._map_path.with_suffix(".json.part")
        draft.write_text(text + "\n")
        os.replace(draft, self._map_path)

    def _expected_ns(self) -> int:
        last = self._mappings[-1]
        since, at_ns = last["sample"], last["monotonic_ns"]
        assert isinstance(since, int) and isinstance(at_ns, int)
        return at_ns + (self._frames - since) * 1_000_000_000 // MIXER_RATE_HZ

    def _take_over(self) -> None:
        size = os.fstat(self._file).st_size
        self._frames = max(0, size - HEADER_BYTES) // FRAME_BYTES
        try:
            kept = json.loads(self._map_path.read_bytes())["mappings"]
            self._mappings = [dict(one) for one in kept]
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("recording %s: its mapping is lost: %s", self._path.name, error)
            self._mappings = []
        self._taken_over = bool(self._mappings)

    def _fill_gap(self, heard_ns: int) -> None:
        gap_s = min(max((heard_ns - self._expected_ns()) / 1e9, 0.0), MAX_GAP_S)
        # A hole in the file reads as zeros and costs no disk.
        self._frames += round(gap_s * MIXER_RATE_HZ)
        os.ftruncate(self._file, HEADER_BYTES + self._frames * FRAME_BYTES)
        self._taken_over = False
