"""Once a day, while nothing happens, the kiosk hears whether its loudspeaker works."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from protocols.ops_events import HealthNoted

if TYPE_CHECKING:
    from audio.selftest import Result

logger = logging.getLogger(__name__)

AGAIN_MIN = 5
"""Between two tries: a disk that refuses or a busy lobby is not asked ten times a second."""
WINDOW_MIN = 60
"""A kiosk that was busy at the hour tries again for so long; later in the day a lobby is no place for a test sound."""


class Loudspeaker(Protocol):
    def say(self, clip: Path, /, *, speech_class: Literal["chatter"], ref: str, first: bool = False) -> None: ...


Listen = Callable[[Callable[[], None]], "Result"]
"""`audio.selftest.listen`: opens an ear, calls back to play, gives what was heard; blocks."""


class SoundCheck:
    """Never while an incident is open, and an incident that opens meanwhile ends it without a result."""

    def __init__(
        self,
        at: str,
        sound: Path,
        *,
        loudspeaker: Loudspeaker,
        idle: Callable[[], bool],
        note: Callable[[HealthNoted], None],
        post: Callable[[Callable[[], None]], None],
        listen: Listen | None = None,
    ) -> None:
        self._at = dt.time.fromisoformat(at) if at else None
        self._sound = sound
        self._loudspeaker, self._idle, self._note, self._post, self._listen = loudspeaker, idle, note, post, listen
        self._done_on: dt.date | None = None
        self._began: dt.datetime | None = None
        self._running = False
        self._spoilt = False
        self._failed = False

    def tick(self, now: dt.datetime) -> None:
        """Cheap; called all the time with the branch's own time of day."""
        if self._running:
            self._spoilt = self._spoilt or not self._idle()
        elif self._is_due(now) and self._idle():
            self._done_on, self._began = now.date(), now
            self._running, self._spoilt = True, False
            threading.Thread(target=self._test, name="soundcheck", daemon=True).start()

    def _is_due(self, now: dt.datetime) -> bool:
        if self._at is None or self._done_on == now.date():
            return False
        if self._began is not None and dt.timedelta(0) <= now - self._began < dt.timedelta(minutes=AGAIN_MIN):
            return False
        began = dt.datetime.combine(now.date(), self._at, now.tzinfo)
        return dt.timedelta(0) <= now - began < dt.timedelta(minutes=WINDOW_MIN)

    # --- the test's own thread ---

    def _test(self) -> None:
        from audio import selftest, sign  # only now: numpy is a tenth of a second of the kiosk's start

        listen = self._listen or selftest.listen
        try:
            sign.write(self._sound)
            result: Result | None = listen(lambda: self._post(lambda: self._play(selftest.REF)))
        except Exception as error:  # a thread that ends without a result would never test again
            logger.warning("the loudspeaker is not tested: %s", error)
            result = None
        self._post(lambda: self._ended(result))

    # --- back on the kiosk's thread ---

    def _play(self, ref: str) -> None:
        if self._spoilt or not self._idle():
            self._spoilt = True
            return
        self._loudspeaker.say(self._sound, speech_class="chatter", ref=ref)

    def _ended(self, result: Result | None) -> None:
        self._running = False
        if self._spoilt or result is None:
            self._done_on = None  # another try within the hour
            return
        if result.outcome == "nobody" and self._failed:
            return  # not heard yesterday, and today nobody listened: that is no better news
        self._failed = not result.ok
        detail = f"selftest: {result.outcome}" + (f", {result.detail}" if result.detail else "")
        logger.info("%s", detail)
        self._note(HealthNoted("sound", result.ok, detail))
