"""What the keys of the silent page mean, which nobody sees are keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from protocols import commands
from protocols.events import Lang, elapsed_ms

from . import views_model as v
from .on_stage import OnStage
from .session import Session
from .views_upkeep import AnyView

TURN_AWAY = ("dock:cpr", "dock:call", "rest:back")
"""What these keys say is what they do here too: dead ones would give the page away."""
PAGE_STANDS_S = 2.0
"""The tap that began the silence must not open anything beside it with the next touch."""


class SilentKeys:
    """120, "not breathing" and "back" lead to another incident beside the silent one and never change it. The language
    key changes the page's words, as on any morning, and is no fact."""

    def __init__(
        self,
        on: OnStage,
        view: Callable[[], AnyView],
        answer: Callable[[str, Session], None],
        begin: Callable[[str, bool], None],
        turn_real: Callable[[], None],
    ) -> None:
        self._on, self._view, self._answer, self._begin, self._turn_real = on, view, answer, begin, turn_real
        self._page_in: tuple[str, Lang] | None = None
        """The language that somebody chose on the page of this incident: whoever ends its silence reads on in it."""

    def act(self, action: str, session: Session) -> None:
        on = self._on
        if action == "language":
            on.lang_at_rest = on.next_lang()
            self._page_in = session.incident.id, on.lang_at_rest
        elif action.startswith("quiet:"):
            on.standing.anew()
            if on.exit.act(action):
                self._out(session)
        elif action == "drill:real" and session.incident.drill:
            on.exit.close()
            self._turn_real()
        elif action in TURN_AWAY:
            self._turn_away(action, session)
        else:
            view = self._view()
            if isinstance(view, v.RestView) and action in [row.action for row in view.rows if row.action]:
                self._answer(action.removeprefix("answer:"), session)

    def _out(self, session: Session) -> None:
        """Silence ends; the screen goes on in the language chosen on the page, else in the incident's own: in
        an exercise the page stands in the branch's, whatever was chosen before."""
        if self._page_in is not None and self._page_in[0] == session.incident.id:
            session.send(commands.SetLanguage(self._page_in[1]))
        session.send(commands.SetSilent(False))

    def _turn_away(self, action: str, session: Session) -> None:
        """To the incident that was opened beside the silent one, else 120 and "not breathing" open one. Beside a drill
        it is a drill: what is practised there must not call the desk."""
        on, drill = self._on, session.incident.drill
        if on.exit.open or not on.standing.at_least(PAGE_STANDS_S):
            return
        if action == "rest:back":
            back = next((o for o in on.others(session) if not o.silent and o.drill == drill), None)
            if back is not None:
                on.turn_to(back.id)
            return
        beside = opened_beside(on.lobby.open_sessions, session)
        if beside is None:
            self._begin(action, drill)
            return
        on.lobby.focus(beside.incident.id)
        beside.send(commands.PressCpr() if action == "dock:cpr" else commands.ShowCall())


def opened_beside(open_now: Iterable[Session], silent: Session) -> Session | None:
    """The emergency that somebody is at beside the silent one. What was open before it, or was left by everybody, is
    another one: whoever collapses now is not written into it, and the desk is alarmed anew."""
    drill = silent.incident.drill
    found = [s for s in open_now if not (s.incident.silent or s.incident.parked) and s.incident.drill == drill]
    return max((s for s in found if _after_ms(s, silent) > 0), key=lambda s: _after_ms(s, silent), default=None)


def _after_ms(one: Session, other: Session) -> int:
    """How long after the other it was opened; not by the names of the logs: the clock may have been set in between."""
    since, opened = other.incident.opened, one.incident.opened
    return elapsed_ms(since, opened) if since is not None and opened is not None else 0
