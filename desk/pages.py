"""The routes: who may see and do what, in plain HTTP; every decision is made elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from protocols.text import TEXT_CHARS

from . import words
from .desk import VERSION, Desk
from .draw import Drawing
from .guard import Guard, same_origin
from .login import COOKIE, SignedIn
from .render import STATIC
from .stream import Hub, View

LANG_COOKIE = "desk_lang"
PAGE_CHARS = 40
STALLED_S = 10.0
"""An ingest that had no turn for so long makes the desk unhealthy."""

Answer = Callable[[Request, SignedIn], Awaitable[Response]]


class Pages:
    """One method a route. `Drawing` makes the words, `Desk` does the deeds."""

    def __init__(self, desk: Desk, hub: Hub, drawing: Drawing) -> None:
        self._desk, self._hub, self._drawing = desk, hub, drawing

    def app(self, more: list[Route], fonts: str | None) -> Starlette:
        routes: list[Any] = [
            Route("/", self._signed_in(self.wall)),
            Route("/drills", self._signed_in(self.drills)),
            Route("/i/{incident:path}", self._signed_in(self.incident)),
            Route("/stream", self._signed_in(self.stream)),
            Route("/here", self._posted(self.here), methods=["POST"]),
            Route("/gone", self._posted(self.gone), methods=["POST"]),
            Route("/answer", self._posted(self.answer), methods=["POST"]),
            Route("/leave", self._posted(self.leave), methods=["POST"]),
            Route("/enter/{token}", self.door),
            Route("/enter", self.enter, methods=["POST"]),
            Route("/healthz", self.healthz),
            *more,
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        if fonts is not None:
            routes.append(Mount("/fonts", StaticFiles(directory=fonts)))
        guard = Middleware(Guard, hosts=self._desk.config.hosts, https=self._desk.config.https)  # type: ignore[arg-type,unused-ignore]
        return Starlette(routes=routes, middleware=[guard])

    # --- pages ---------------------------------------------------------------------------------------------

    async def wall(self, request: Request, person: SignedIn) -> Response:
        return self._page(request, person, View("wall", "", self._lang(request)))

    async def drills(self, request: Request, person: SignedIn) -> Response:
        return self._page(request, person, View("drills", "", self._lang(request)))

    async def incident(self, request: Request, person: SignedIn) -> Response:
        name = str(request.path_params["incident"])
        story = self._desk.story(name)
        if story is None:
            return HTMLResponse(self._drawing.notice("not_found", self._lang(request)), 404)
        if story.incident.id != name:
            return RedirectResponse(f"/i/{story.incident.id}", 303)
        return self._page(request, person, View("incident", name, self._lang(request)))

    def _page(self, request: Request, person: SignedIn, view: View) -> Response:
        response = HTMLResponse(
            self._drawing.page(
                view, self._hub.drawn(view), self._hub.drawn(view, True), self._hub.version, person.name, person.csrf
            )
        )
        if request.query_params.get("lang") in words.LANGS:
            response.set_cookie(LANG_COOKIE, view.lang, max_age=31_536_000, samesite="strict", httponly=True)
        return response

    async def stream(self, request: Request, person: SignedIn) -> Response:
        if self._hub.full:
            raise HTTPException(503)
        asked = request.query_params
        lang = asked.get("lang", "")
        view = View(asked.get("page", ""), asked.get("incident", ""), lang if lang in words.LANGS else "zh")
        if view.page not in ("wall", "drills", "incident") or (view.page == "incident") != bool(view.incident):
            raise HTTPException(404)
        if view.incident and self._desk.story(view.incident) is None:
            raise HTTPException(404)
        since = request.headers.get("last-event-id") or asked.get("since", "")
        cookie = request.cookies.get(COOKIE)
        follow = self._hub.follow(view, since, lambda: self._desk.doors.who(cookie) is not None)
        return StreamingResponse(follow, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    # --- deeds ---------------------------------------------------------------------------------------------

    async def here(self, request: Request, person: SignedIn) -> Response:
        """A page is open: the session lives, and somebody may hear an alarm."""
        form = await _form(request)
        self._desk.doors.touch(person)
        page = form.get("page", "")[:PAGE_CHARS]
        self._desk.here(person.session, page, person.name, form.get("sound") == "on")
        story = self._desk.story(form["incident"]) if form.get("incident") else None
        if story is not None and form.get("visible") == "yes":
            self._desk.view(story, person.name)
        response = JSONResponse({"ok": True})
        self._set_session(response, request.cookies[COOKIE])
        return response

    async def gone(self, request: Request, person: SignedIn) -> Response:
        form = await _form(request)
        self._desk.gone(person.session, form.get("page", "")[:PAGE_CHARS])
        return JSONResponse({"ok": True})

    async def answer(self, request: Request, person: SignedIn) -> Response:
        """Take, say, let go, advise: the name is always the signed-in person's."""
        form = await _form(request)
        story = self._desk.story(form.get("incident", ""))
        if story is None:
            return self._refused(request, "not_found", 404)
        text = form.get("text", "")
        if len(text) > TEXT_CHARS:
            return self._refused(request, "too_long", 400)
        match form.get("do"):
            case "take":
                done = self._desk.take(story, person.name, text)
            case "release":
                done = self._desk.release(story, person.name)
            case "say":
                done = self._desk.say(story, person.name, text, form.get("canned") or None)
                if not done:
                    return self._refused(request, "no_words", 400)
            case "advise":
                done = self._desk.advise(story, person.name)
            case _:
                return self._refused(request, "unknown_deed", 400)
        return JSONResponse({"ok": True, "new": done})

    # --- the door ------------------------------------------------------------------------------------------

    async def door(self, request: Request) -> Response:
        """Looking at a link does not use it up: mail programs look at links too."""
        token = str(request.path_params["token"])
        name = self._desk.doors.whose(token)
        return HTMLResponse(self._drawing.door(name, token, self._lang(request)), 200 if name else 410)

    async def enter(self, request: Request) -> Response:
        if not same_origin(request):
            raise HTTPException(403)
        form = await _form(request)
        session = self._desk.doors.redeem(form.get("token", ""))
        if session is None:
            return HTMLResponse(self._drawing.door(None, "", self._lang(request)), 410)
        response = RedirectResponse("/", 303)
        self._set_session(response, session)
        return response

    async def leave(self, request: Request, person: SignedIn) -> Response:
        self._desk.doors.leave(person)
        self._desk.gone(person.session)
        response = JSONResponse({"ok": True, "go": "/"})
        response.delete_cookie(COOKIE)
        return response

    def _set_session(self, response: Response, cookie: str) -> None:
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=self._desk.doors.session_s,
            httponly=True,
            samesite="strict",
            secure=self._desk.config.https,
        )

    def _signed_in(self, page: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def checked(request: Request) -> Response:
            person = self._desk.doors.who(request.cookies.get(COOKIE))
            if person is not None:
                return await page(request, person)
            if request.url.path == "/stream":
                raise HTTPException(401)
            return HTMLResponse(self._drawing.notice("enter_how", self._lang(request)), 401)

        return checked

    def _posted(self, deed: Answer) -> Callable[[Request], Awaitable[Response]]:
        """A deed needs a session, our own page, and the token made for this session."""

        async def checked(request: Request) -> Response:
            person = self._desk.doors.who(request.cookies.get(COOKIE))
            if person is None:
                return self._refused(request, "lost_session", 401)
            if not same_origin(request):
                return self._refused(request, "another_page", 403)
            if not self._desk.doors.is_hers(person, request.headers.get("x-csrf-token", "")):
                return self._refused(request, "another_page", 403)
            return await deed(request, person)

        return checked

    def _refused(self, request: Request, why: str, status: int) -> Response:
        """Nothing was done; the page shows the reason as it stands here."""
        return JSONResponse({"ok": False, "why": words.say(why, self._lang(request), n=TEXT_CHARS)}, status)

    def _lang(self, request: Request) -> str:
        for lang in (request.query_params.get("lang"), request.cookies.get(LANG_COOKIE)):
            if lang in words.LANGS:
                return str(lang)
        return self._desk.config.lang

    # --- health --------------------------------------------------------------------------------------------

    async def healthz(self, request: Request) -> Response:
        desk = self._desk
        ok = desk.ingest.age_s < STALLED_S and desk.recorder.saved and not desk.line_down
        body = {
            "ok": ok,
            "version": VERSION,
            "ingest_age_s": round(desk.ingest.age_s, 3),
            "ingest_waiting": desk.ingest.waiting,
            "ingest_failed": desk.ingest.failed,
            "ingest_refused": desk.ingest.refused,
            "dead_letters": desk.dead,
            "journal": desk.recorder.trouble or ("saved" if desk.recorder.saved else "in memory"),
            "brokers": [
                {"address": name, "connected": line.connected, "down_s": round(line.down_s, 1)}
                for name, line in desk.lines.items()
            ],
            "attended": desk.attendance.attended(desk.clock().boot_ms),
            "streams": self._hub.pages,
        }
        return JSONResponse(body, 200 if ok else 503)


async def _form(request: Request) -> dict[str, str]:
    """A posted form, each field once; anything that is no form is an empty one."""
    try:
        body = (await request.body()).decode()
    except (UnicodeDecodeError, ClientDisconnect):
        return {}
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}
