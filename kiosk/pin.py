"""The operations PIN: who may open the settings, and how long wrong digits have to wait. One entry point, `PinLock`."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re
import secrets
from dataclasses import dataclass
from typing import Annotated, Protocol

import msgspec

from protocols.events import Moment, elapsed_ms

MIN_DIGITS, MAX_DIGITS = 6, 8
TRIES = 5
"""Wrong digits before the next wait; the digits of a bank card are mistyped, not guessed."""
WAITS_S = (60, 300, 900, 3600)
"""The first wait, the second ...; the last one stays. At five tries an hour six digits hold for years."""
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 1
N_RANGE = (2**4, 2**16)
"""A file must not be able to make a check last for minutes."""


class PinHash(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is kept of a PIN: enough to recognise it, not enough to read it."""

    salt: str
    hash: str
    n: int = SCRYPT_N


class Tries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wrong digits so far. `wrong` counts up to the right PIN or a new one; `last` is when the newest were given."""

    wrong: Annotated[int, msgspec.Meta(ge=0)] = 0
    last: Moment | None = None


class PinStore(Protocol):
    """Where both are kept: read at every try, so that a new PIN counts at once and a restart forgets nothing."""

    def pin(self) -> PinHash | str:
        """The hash, or the name of what is wrong: `none`, `open` (others can read it), `broken`."""

    def tries(self) -> Tries: ...
    def keep(self, tries: Tries) -> None: ...


@dataclass(frozen=True, slots=True)
class Accepted:
    pass


@dataclass(frozen=True, slots=True)
class Wrong:
    """`remaining` tries before the next wait."""

    remaining: int


@dataclass(frozen=True, slots=True)
class Locked:
    """Nothing is looked at before so many seconds have passed."""

    left_s: float


@dataclass(frozen=True, slots=True)
class NoPin:
    """There is nothing to compare with: `reason` is `none`, `open` or `broken`."""

    reason: str


Verdict = Accepted | Wrong | Locked | NoPin


class PinLock:
    """`try_` is the only way to be let in. Each try is counted before it is looked at: pulling the plug saves none."""

    def __init__(self, store: PinStore) -> None:
        self._store = store

    def try_(self, digits: str, now: Moment) -> Verdict:
        waiting = self.standing(now)
        if isinstance(waiting, Locked | NoPin):
            return waiting
        stored, tries = self._store.pin(), self._store.tries()
        assert isinstance(stored, PinHash)
        counted = Tries(tries.wrong + 1, now)
        self._store.keep(counted)
        if matches(digits, stored):
            self._store.keep(Tries())
            return Accepted()
        left_s = _left_s(counted, now)
        return Locked(left_s) if left_s > 0 else Wrong(TRIES - counted.wrong % TRIES)

    def standing(self, now: Moment) -> Wrong | Locked | NoPin:
        """What a try would meet just now; `Wrong` says how many are left."""
        stored = self._store.pin()
        if isinstance(stored, str):
            return NoPin(stored)
        tries = self._store.tries()
        if tries.last is not None and tries.last.boot != now.boot:
            # Time off does not count: a clock that starts in another year must neither open the lock nor close it for
            # ever. The wait begins anew with this start.
            tries = Tries(tries.wrong, now)
            self._store.keep(tries)
        left_s = _left_s(tries, now)
        return Locked(left_s) if left_s > 0 else Wrong(TRIES - tries.wrong % TRIES)


def _left_s(tries: Tries, now: Moment) -> float:
    """The wait stands only right after each fifth wrong try."""
    if tries.last is None or not tries.wrong or tries.wrong % TRIES:
        return 0.0
    round_ = min(tries.wrong // TRIES, len(WAITS_S)) - 1
    return max(0.0, WAITS_S[round_] - elapsed_ms(tries.last, now) / 1000)


def pin_problem(digits: str) -> str:
    """Why these digits cannot be a PIN; "" if they can."""
    if not re.fullmatch(rf"[0-9]{{{MIN_DIGITS},{MAX_DIGITS}}}", digits):
        return f"密码是 {MIN_DIGITS} 到 {MAX_DIGITS} 位数字 / a PIN has {MIN_DIGITS} to {MAX_DIGITS} digits"
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(digits)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "这个密码谁都会先试，请换一个 / these digits are the first that anybody tries: choose others"
    return ""


def hashed(digits: str, n: int = SCRYPT_N) -> PinHash:
    salt = secrets.token_bytes(16)
    return PinHash(salt.hex(), _scrypt(digits, salt, n).hex(), n)


def matches(digits: str, stored: PinHash) -> bool:
    return hmac.compare_digest(_scrypt(digits, bytes.fromhex(stored.salt), stored.n).hex(), stored.hash)


def _scrypt(digits: str, salt: bytes, n: int) -> bytes:
    return hashlib.scrypt(digits.encode(), salt=salt, n=n, r=SCRYPT_R, p=SCRYPT_P, dklen=32, maxmem=2**27)
