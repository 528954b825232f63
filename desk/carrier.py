"""The second carrier, `POST /v1/facts`: a kiosk without a broker asks, and is answered in the same breath."""

from __future__ import annotations

import hmac
import logging
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from journal.exchange import PATH, exchange
from journal.names import uuid7
from journal.presence import desk_topic, encode_presence

from .desk import Desk

KIOSK = re.compile(r"[A-Z0-9]{2,16}", re.ASCII)
SECRET_CHARS = 20
"""A shared secret shorter than this could be guessed."""

_log = logging.getLogger(__name__)


class Carrier:
    """Off unless the configuration says how a kiosk proves who it is: a proxy's header, or a secret of its own."""

    def __init__(self, desk: Desk, secrets: Mapping[str, str], client_header: str) -> None:
        self._desk, self._secrets, self._client_header = desk, dict(secrets), client_header
        self._session = uuid7(desk.clock().at_ms)

    def routes(self) -> list[Route]:
        if not self._secrets and not self._client_header:
            return []
        return [Route(PATH, self.post, methods=["POST"])]

    async def post(self, request: Request) -> Response:
        """K comes from the proof, never from the body."""
        kiosk = self._who(request)
        if kiosk is None:
            return JSONResponse({"error": "who are you?"}, 401)
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)
        desk = self._desk
        presence = (desk_topic(desk.config.id), encode_presence(desk.presence(self._session)))
        try:
            answer = exchange(desk.sync, kiosk, body, presence)
        except Exception:  # one kiosk's strange question must not reach another's
            _log.exception("the question of %s could not be answered", kiosk)
            return JSONResponse({"error": "not taken"}, 500)
        desk.ingest.turned()
        if answer is None:
            return JSONResponse({"error": "not understood"}, 400)
        return Response(answer, media_type="application/json")

    def _who(self, request: Request) -> str | None:
        if self._client_header:
            named = request.headers.get(self._client_header, "")
            common_name = re.search(r"(?:^|,|/)\s*CN\s*=\s*([^,/]+)", named)
            kiosk = (common_name[1] if common_name else named).strip()
            return kiosk if KIOSK.fullmatch(kiosk) else None
        scheme, _, proof = request.headers.get("authorization", "").partition(" ")
        kiosk, _, secret = proof.partition(":")
        known = self._secrets.get(kiosk)
        if scheme.lower() != "bearer" or known is None or not hmac.compare_digest(known.encode(), secret.encode()):
            return None
        return kiosk


def read_secrets(path: Path) -> dict[str, str] | list[str]:
    """`FT03 = "its secret"`, one a kiosk; or what is wrong with the file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        return [f"{path}: {trouble}"]
    problems = [
        f"{path}: {kiosk}: want a kiosk's id and a secret of {SECRET_CHARS} characters or more"
        for kiosk, secret in raw.items()
        if not KIOSK.fullmatch(kiosk) or not isinstance(secret, str) or len(secret) < SECRET_CHARS
    ]
    return problems or {kiosk: str(secret) for kiosk, secret in raw.items()}
