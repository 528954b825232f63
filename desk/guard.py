"""The rim: what every answer carries, and which requests are not even looked at."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), autoplay=(self)",
}
BODY_BYTES = 16 * 1024
"""More than this no form here has."""
CARRIER_BYTES = 1024 * 1024
CARRIER_PATH = "/v1/facts"


class Guard:
    """Puts the headers on every answer; turns away foreign host names and bodies that are too long."""

    def __init__(self, app: ASGIApp, hosts: list[str], https: bool) -> None:
        self._app, self._hosts, self._https = app, hosts, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])
        fixed = path.startswith(("/static/", "/fonts/"))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["cache-control"] = "no-cache" if fixed else "no-store"
                if self._https:
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        headers = Headers(scope=scope)
        limit = CARRIER_BYTES if path == CARRIER_PATH else BODY_BYTES
        if _host_name(headers.get("host", "")) not in self._hosts:
            await PlainTextResponse("unknown host", 421)(scope, receive, with_headers)
        elif not headers.get("content-length", "0").isdigit() or int(headers.get("content-length", "0")) > limit:
            await PlainTextResponse("too long", 413)(scope, receive, with_headers)
        else:
            await self._app(scope, _limited(receive, limit), with_headers)


def same_origin(request: Request) -> bool:
    """Does this POST come from one of our own pages? A browser always says where a POST comes from."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site") == "same-origin"
    return urlsplit(origin).netloc == request.headers.get("host")


def _host_name(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _limited(receive: Receive, limit: int) -> Receive:
    """A body without a length is cut off where it becomes too long."""
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > limit:
                return {"type": "http.disconnect"}
        return message

    return limited
