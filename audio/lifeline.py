"""A child process that never outlives the kiosk."""

from __future__ import annotations

import ctypes
import logging
import os
import signal

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1


def die_with_parent(parent_pid: int) -> None:
    """Asked of the kernel, because a beat that outlives its kiosk would go on counting for nobody."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        log.warning("the kernel will not tell when the parent dies: %s", os.strerror(ctypes.get_errno()))
    if parent_pid and os.getppid() != parent_pid:  # it died before we asked
        os._exit(0)
