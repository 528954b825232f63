"""The file under a journal: set aside whole when it is damaged, with ballast to throw off when the disk is full."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from pathlib import Path

BALLAST_BYTES = 8 * 1024 * 1024
ROOM_BYTES = 8 * BALLAST_BYTES
"""Ballast is only taken on again when this much is free: else it would fill the disk it is there to relieve."""

_log = logging.getLogger(__name__)


def is_sound(path: Path) -> bool:
    """Can this file be read as a database from end to end? A file that is not there yet is sound."""
    if not path.exists():
        return True
    try:
        connection = sqlite3.connect(path)
        try:
            verdict = connection.execute("pragma quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.OperationalError:  # locked, read-only, no permission: trouble of the disk, not of the file
        return True
    except sqlite3.DatabaseError:
        return False
    return verdict is not None and verdict[0] == "ok"


def set_aside(path: Path) -> Path:
    """Rename a damaged file with its -wal and -shm: never delete it, somebody may still read facts out of it."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    aside = path.with_name(f"{path.name}.corrupt-{stamp}")
    n = 1
    while aside.exists():
        n += 1
        aside = path.with_name(f"{path.name}.corrupt-{stamp}-{n}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


class Ballast:
    """A file of zeros beside the journal: the first thing to go when the disk is full, so that facts still fit."""

    def __init__(self, path: Path, size: int = BALLAST_BYTES) -> None:
        self._path = path
        self._size = size

    @property
    def aboard(self) -> bool:
        return self._path.exists()

    def take_on(self) -> bool:
        """Write it if there is plenty of room; True if it is there."""
        if self.aboard:
            return True
        try:
            room = os.statvfs(self._path.parent)
            if room.f_bavail * room.f_frsize < max(ROOM_BYTES, 2 * self._size):
                return False
            with self._path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, self._size)
        except OSError as trouble:
            _log.warning("no ballast: %s", trouble)
            self.throw_off()
            return False
        return True

    def throw_off(self) -> bool:
        """Delete it; True if that freed anything."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True
