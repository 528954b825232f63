"""The way out of silence: an unseen hold, then the staff's PIN on a pad as plain as the page before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from protocols.events import Moment, elapsed_ms

from .pin import MAX_DIGITS, Accepted, NoPin, PinLock

CLOSES_S = 20.0
"""A pad that nobody touches gives the everyday page back."""


class PinOk(Protocol):
    """Whether these are the staff's digits. Who answers counts the wrong ones and makes them wait."""

    @property
    def there(self) -> bool:
        """A PIN was set at all."""

    def __call__(self, digits: str, /) -> bool: ...


class StaffPin:
    """The PIN of the settings is the staff's: one lock, one count of wrong digits."""

    def __init__(self, lock: PinLock, now: Callable[[], Moment]) -> None:
        self._lock, self._now = lock, now

    @property
    def there(self) -> bool:
        return not isinstance(self._lock.standing(self._now()), NoPin)

    def __call__(self, digits: str, /) -> bool:
        return isinstance(self._lock.try_(digits, self._now()), Accepted)


class SilentExit:
    """`open`: the pad stands in place of the everyday page. Without a PIN there is no such way."""

    def __init__(self, pin_ok: PinOk | None, now: Callable[[], Moment]) -> None:
        self._pin_ok, self._now = pin_ok, now
        self._touched: Moment | None = None
        self._digits = ""

    @property
    def there(self) -> bool:
        return self._pin_ok is not None and self._pin_ok.there

    @property
    def open(self) -> bool:
        return self._touched is not None

    @property
    def filled(self) -> int:
        """How many digits were typed; which ones, nobody is told."""
        return len(self._digits)

    def act(self, action: str) -> bool:
        """True: the right digits were given, silence may end."""
        what = action.removeprefix("quiet:")
        if self._pin_ok is None or not (self.open or (what == "leave" and self.there)):
            return False
        self._touched = self._now()
        match what:
            case "erase":
                self._digits = self._digits[:-1]
            case "back":
                self.close()
            case "ok":
                digits, self._digits = self._digits, ""
                if digits and self._pin_ok(digits):
                    self.close()
                    return True
            case digit if len(digit) == 1 and digit in "0123456789" and self.filled < MAX_DIGITS:
                self._digits += digit
        return False

    def tick(self) -> None:
        if self._touched is not None and elapsed_ms(self._touched, self._now()) >= CLOSES_S * 1000:
            self.close()

    def close(self) -> None:
        self._touched, self._digits = None, ""
