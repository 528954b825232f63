"""Only one kiosk writes into a data directory: it holds a lock there."""

from __future__ import annotations

import fcntl
import logging
from pathlib import Path
from typing import TextIO

logger = logging.getLogger(__name__)

LOCK = "kiosk.lock"
"""Held in the directory by the kiosk that writes there."""


class DataInUse(Exception):
    """Another kiosk writes into this directory: a log has one writer."""


def claim(data: Path) -> TextIO | None:
    """Hold the directory as long as this process lives, and no longer; a disk that refuses even that stops nobody."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        held = (data / LOCK).open("w")
    except OSError:
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise DataInUse(f"{data}: another kiosk is running here; stop it, or give `data` another directory") from None
    except OSError:
        logger.warning("%s cannot be locked: make sure that only one kiosk uses it", data)
    return held


def running(data: Path) -> bool:
    """A kiosk holds this directory now."""
    try:
        with (data / LOCK).open("r") as held:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
