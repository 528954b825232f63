"""Draws a view: the data of the board put into the templates of a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

from . import around_wall, incident_page, wall
from .desk import Desk
from .render import speaker
from .stream import Drawn, View

REGIONS: Mapping[tuple[str, bool], tuple[str, ...]] = {
    ("wall", False): ("rows", "dock"),
    ("wall", True): ("head", "fleet", "drills", "day"),
    ("drills", False): ("others",),
    ("drills", True): ("head", "lane"),
    ("incident", False): ("head", "mirror", "lanes", "claims", "others", "whom"),
    ("incident", True): ("timeline", "targets", "said"),
}
"""What of a page is alive, first what cannot wait. Each has a template of its own, so that the first look and every
change are one drawing."""

LINES = 4096
"""So many lines of timelines are kept as HTML."""


class Drawing:
    """From the desk's state to HTML, the same for everybody who has that page open in that language."""

    def __init__(self, desk: Desk, env: Environment, now_ms: Callable[[], int]) -> None:
        self._desk, self._env, self._now_ms = desk, env, now_ms
        template = env.get_template("_line.html")
        # a story only grows: each line is written once, however often the page changes
        self._line_html = lru_cache(LINES)(lambda line: Markup(template.render(line=line)))

    def draw(self, view: View, late: bool) -> Drawn:
        """The living parts of a page."""
        rows = wall.rows(self._desk.board.wall(), self._desk.sources, view.lang)
        context = self._context(view, late, rows)
        names = REGIONS[view.page, late]
        return Drawn(
            {name: self._env.get_template(f"{view.page}_{name}.html").render(context) for name in names},
            tuple(row.id for row in rows if row.ringing),
            self._desk.line_down,
        )

    def page(self, view: View, drawn: Drawn, later: Drawn, version: str, person: str, csrf: str) -> str:
        desk = self._desk
        return self._env.get_template(f"{view.page}.html").render(
            self._words(view.lang),
            view=view,
            regions={**drawn.regions, **later.regions},
            ringing=drawn.ringing,
            line_down=drawn.line_down,
            version=version,
            person=person,
            csrf=csrf,
            now_ms=self._now_ms(),
            alarm=desk.config.alarm,
            phrases=incident_page.phrases(desk.sources.pack, view.lang),
            drill=view.page == "drills" or view.incident.split("/")[1:2] == ["drill"],
        )

    def notice(self, name: str, lang: str) -> str:
        return self._env.get_template("notice.html").render(self._words(lang), notice=name)

    def door(self, name: str | None, token: str, lang: str) -> str:
        return self._env.get_template("door.html").render(self._words(lang), name=name, token=token)

    def _words(self, lang: str) -> dict[str, object]:
        return {"say": speaker(lang), "lang": lang, "desk_name": self._desk.config.name[lang]}

    def _context(self, view: View, late: bool, rows: tuple[wall.Row, ...]) -> dict[str, object]:
        desk, lang = self._desk, view.lang
        now = desk.clock()
        context = self._words(lang) | {
            "view": view,
            "rows": rows,
            "on_duty": desk.attendance.names(now.boot_ms),
            "drill": False,
        }
        if late and view.page in ("wall", "drills"):
            context["drills"] = around_wall.drill_rows(desk.board.drills(now.at_ms), desk.sources, lang)
        if late and view.page == "wall":
            context["fleet"] = around_wall.fleet_view(desk.fleet, rows, lang)
            context["day"] = around_wall.day(desk.board.stories(), desk.sources, now.at_ms, lang)
        if view.page == "incident":
            story = desk.story(view.incident)
            assert story is not None, "an incident that was once known stays known"
            if late:
                answers = desk.board.answers(view.incident)
                context["page"] = incident_page.telling(story, answers, desk.sources, desk.board.reached_at, lang)
                context["line_html"] = self._line_html
            else:
                context["page"] = incident_page.page(story, desk.sources, lang)
            context["drill"] = story.incident.drill
        return context
