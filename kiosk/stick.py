"""What is written to a stick is written in a thread of its own: a stick that hangs holds nobody else."""

from __future__ import annotations

import errno
import queue
import threading
import time
from collections.abc import Callable
from typing import Literal

STUCK_S = 30.0
"""A stick that has taken no answer for so long takes none."""

Why = Literal["full", "locked", "gone", "stuck", "other"]
_WHY: dict[int, Why] = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full",
    errno.EROFS: "locked", errno.EACCES: "locked", errno.EPERM: "locked",
    errno.ENOENT: "gone", errno.ENODEV: "gone", errno.ENXIO: "gone", errno.EIO: "gone", errno.ENOTDIR: "gone",
    errno.ESTALE: "gone", errno.ETIMEDOUT: "stuck",
}  # fmt: skip

Job = Callable[[], object]


def why(trouble: BaseException) -> Why:
    """What people can do something about."""
    return _WHY.get(trouble.errno or 0, "other") if isinstance(trouble, OSError) else "other"


class Stick:
    """`do` puts a job behind the others; the first that fails is `trouble`, and none after it is begun."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._jobs: queue.SimpleQueue[tuple[Job, bool]] = queue.SimpleQueue()
        self._given = self._done = 0
        self._last_s = clock()
        self._stopped = False
        self._failed: BaseException | None = None
        threading.Thread(target=self._work, name="stick", daemon=True).start()

    def do(self, job: Job) -> None:
        if self.idle:
            self._last_s = self._clock()
        self._given += 1
        self._jobs.put((job, False))

    @property
    def idle(self) -> bool:
        """All of it is on the stick."""
        return self._done == self._given

    @property
    def trouble(self) -> BaseException | None:
        if self._failed is None and not self.idle and self._clock() - self._last_s > STUCK_S:
            return TimeoutError(errno.ETIMEDOUT, "the stick does not answer")
        return self._failed

    def end(self, last: Job) -> None:
        """Begin nothing more but this; nobody waits for it."""
        self._stopped = True
        self._jobs.put((last, True))

    def _work(self) -> None:
        while True:
            job, last = self._jobs.get()
            if last or not (self._stopped or self._failed):
                self._try(job)
            if last:
                return
            self._done, self._last_s = self._done + 1, self._clock()

    def _try(self, job: Job) -> None:
        try:
            job()
        except Exception as trouble:  # whatever it is, it is told
            self._failed = self._failed or trouble
