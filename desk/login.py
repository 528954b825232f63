"""Who is at the desk: people, one-time links, sessions. No password exists, so none can be guessed."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, Signer

from journal.disk import is_sound, set_aside
from protocols.events import Moment
from protocols.text import clean_text

NAME_CHARS = 40
SECRET_CHARS = 64
COOKIE = "desk_session"
TOUCH_MS = 30_000
"""A session in use is written down as such no more often than this."""

_log = logging.getLogger(__name__)

_SCHEMA = """
create table if not exists person (name text primary key, since_ms integer not null) strict;
create table if not exists link (
    token text primary key, name text not null references person, until_ms integer not null, used_ms integer
) strict;
create table if not exists session (
    id text primary key, name text not null references person, until_ms integer not null, touched_ms integer not null
) strict;
"""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person in a session. `csrf` must come back with everything this session asks to be done."""

    name: str
    session: str
    csrf: str


class Doors:
    """People and their sessions, in a file of their own. Only digests of tokens are kept."""

    def __init__(
        self, path: Path, secret: bytes, now: Callable[[], Moment], *, link_hours: float, session_hours: float
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not is_sound(path):  # people are made anew by a link from the command line; nobody gets in by it
            _log.error("%s is damaged: set aside as %s; everybody needs a new link", path, set_aside(path).name)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=2.0)
        self._db.executescript("pragma journal_mode = wal; pragma synchronous = full;" + _SCHEMA)
        os.chmod(path, 0o600)
        self._now = now
        self._link_ms = int(link_hours * 3_600_000)
        self._session_ms = int(session_hours * 3_600_000)
        self._cookies = Signer(secret, salt="desk.session")
        self._forms = Signer(secret, salt="desk.csrf")

    def close(self) -> None:
        self._db.close()

    # --- links ---------------------------------------------------------------------------------------------

    def create_user(self, name: str) -> str:
        """A new sign-in token for this person (who is made if new). It works once, and not for ever."""
        name = clean_text(name, NAME_CHARS)
        if not name:
            raise ValueError("a person needs a name")
        now_ms = self._now().at_ms
        token = secrets.token_urlsafe(32)
        self._db.execute("insert or ignore into person values (?, ?)", (name, now_ms))
        self._db.execute("delete from link where until_ms < ?", (now_ms,))
        self._db.execute("insert into link values (?, ?, ?, null)", (_digest(token), name, now_ms + self._link_ms))
        return token

    def whose(self, token: str) -> str | None:
        """Whom this link signs in, if it still works; looking does not use it up."""
        found = self._db.execute(
            "select name from link where token = ? and used_ms is null and until_ms > ?",
            (_digest(token), self._now().at_ms),
        ).fetchone()
        return str(found[0]) if found else None

    def redeem(self, token: str) -> str | None:
        """Use the link up and begin a session; the cookie's value, or None if it works no more."""
        now_ms = self._now().at_ms
        name = self.whose(token)
        used = self._db.execute(
            "update link set used_ms = ? where token = ? and used_ms is null and until_ms > ?",
            (now_ms, _digest(token), now_ms),
        )
        if name is None or used.rowcount != 1:
            return None
        session = secrets.token_urlsafe(32)
        self._db.execute("delete from session where until_ms < ?", (now_ms,))
        self._db.execute(
            "insert into session values (?, ?, ?, ?)", (_digest(session), name, now_ms + self._session_ms, now_ms)
        )
        return self._cookies.sign(session).decode()

    # --- sessions ------------------------------------------------------------------------------------------

    def who(self, cookie: str | None) -> SignedIn | None:
        session = self._open(cookie)
        if session is None:
            return None
        found = self._db.execute(
            "select name from session where id = ? and until_ms > ?", (_digest(session), self._now().at_ms)
        ).fetchone()
        return SignedIn(str(found[0]), session, self._csrf(session)) if found else None

    def touch(self, person: SignedIn) -> None:
        """This session is in use: it lives on."""
        now_ms = self._now().at_ms
        try:
            self._db.execute(
                "update session set until_ms = ?, touched_ms = ? where id = ? and touched_ms <= ?",
                (now_ms + self._session_ms, now_ms, _digest(person.session), now_ms - TOUCH_MS),
            )
        except sqlite3.OperationalError as trouble:  # a full disk: who sits there still attends
            _log.error("a session could not be prolonged: %s", trouble)

    def leave(self, person: SignedIn) -> None:
        self._db.execute("delete from session where id = ?", (_digest(person.session),))

    def is_hers(self, person: SignedIn, token: str) -> bool:
        """Was this form made for this session?"""
        return secrets.compare_digest(person.csrf.encode(), token.encode())

    @property
    def session_s(self) -> int:
        return self._session_ms // 1000

    def _open(self, cookie: str | None) -> str | None:
        try:
            return self._cookies.unsign(cookie or "").decode()
        except (BadSignature, UnicodeError):
            return None

    def _csrf(self, session: str) -> str:
        return self._forms.get_signature(_digest(session)).decode()


def read_secret(path: Path) -> bytes:
    """The key of the cookies, made at the first start; one that was cut short (a power cut) is made anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.stat().st_size < SECRET_CHARS:
        made = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_hex(SECRET_CHARS // 2).encode())
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    return path.read_bytes()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
