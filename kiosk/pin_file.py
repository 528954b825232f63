"""The PIN's hash and its wrong tries as two files, readable by the kiosk's user only."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

import msgspec

from protocols.events import Moment

from .pin import N_RANGE, SCRYPT_N, TRIES, PinHash, Tries, hashed, pin_problem
from .station import KioskConfig

logger = logging.getLogger(__name__)

MAX_BYTES = 4096
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What a damaged file of ours raises; without the last two a bad disk would keep the kiosk from starting."""

DAMAGED = Tries(TRIES, Moment(0, 0, ""))
"""What a file that cannot be read counts as: the first wait, from the start of another life, so that it begins now.
A cut of the power at the right moment must give nobody five more tries."""


class PinFile:
    """`path` holds the hash, `tries_path` beside the journal how often it was missed."""

    def __init__(self, path: Path, tries_path: Path) -> None:
        self.path, self._tries_path = path, tries_path
        self._unsaved: Tries | None = None

    @classmethod
    def of(cls, config: KioskConfig) -> PinFile:
        data = Path(config.data)
        return cls(Path(config.pin_file) if config.pin_file else data / "pin", data / "pin_tries.json")

    def pin(self) -> PinHash | str:
        try:
            mode = self.path.stat().st_mode
            raw = self.path.read_bytes()[: MAX_BYTES + 1]
        except FileNotFoundError:
            return "none"
        except OSError:
            return "broken"
        if mode & 0o077:
            return "open"  # whoever can read it can try a million PINs a night
        try:
            stored = msgspec.json.decode(raw, type=PinHash)
        except UNREADABLE:
            return "broken"
        low, high = N_RANGE
        sound = low <= stored.n <= high and stored.n & (stored.n - 1) == 0
        sound = sound and re.fullmatch(r"([0-9a-f]{2}){16,64}", stored.salt) is not None
        return stored if sound and re.fullmatch(r"[0-9a-f]{64}", stored.hash) else "broken"

    def tries(self) -> Tries:
        if self._unsaved is not None:
            return self._unsaved
        try:
            return msgspec.json.decode(self._tries_path.read_bytes()[:MAX_BYTES], type=Tries)
        except FileNotFoundError:
            return Tries()
        except (OSError, *UNREADABLE) as trouble:
            logger.warning("wrong PIN tries cannot be read, so it counts as one wait: %s", trouble)
            return DAMAGED

    def keep(self, tries: Tries) -> None:
        """On disk before the digits are looked at; a disk that refuses leaves them in memory."""
        self._unsaved = tries
        try:
            write_whole(self._tries_path, msgspec.json.encode(tries))
        except OSError as trouble:
            logger.warning("wrong PIN tries are not kept over a restart: %s", trouble)
        else:
            self._unsaved = None

    def set(self, digits: str, n: int = SCRYPT_N) -> str:
        """Give the kiosk a new PIN and end any wait: recovery is this, by whoever may write here. "" or the problem."""
        problem = pin_problem(digits)
        if problem:
            return problem
        try:
            write_whole(self.path, msgspec.json.encode(hashed(digits, n)))
            self._tries_path.unlink(missing_ok=True)
        except OSError as trouble:
            return f"{trouble.filename or self.path}: 写不进 / cannot be written: {trouble.strerror}"
        self._unsaved = None
        return ""


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
