"""What a press on the screen means."""

from __future__ import annotations

import logging
from collections.abc import Callable

from protocols import commands
from protocols.events import Moment

from .cards import crew_card
from .on_stage import OnStage
from .printing import Printing
from .prompter import Prompter
from .resting import just_begun
from .session import Session
from .silent_keys import SilentKeys
from .subject import is_service, step_of
from .tile_order import START
from .views_upkeep import AnyView

logger = logging.getLogger(__name__)

SOUND_AFTER_S = 1.0
""" "Sound on" stands where the page before had other keys: a finger that comes down twice must not make a sound."""
STAFF = "staff"
"""Who took a lane, when only a tap is known of them."""
WHILE_WIPING = ("clean:help", "clean:end", "dock:cpr", "dock:call")
"""A wet cloth means nothing else."""


class Acts:
    """Turns actions of views into commands, or into another page. Unknown or late actions do nothing."""

    def __init__(
        self,
        on: OnStage,
        prompter: Prompter,
        printing: Printing | None,
        now: Callable[[], Moment],
        view: Callable[[], AnyView],
    ) -> None:
        self._on, self._lobby, self._prompter, self._printing, self._now = on, on.lobby, prompter, printing, now
        self._silent_keys = SilentKeys(on, view, self._answer, self._idle, self._turn_real)

    def act(self, action: str) -> None:
        """A person pressed and released the element with this action."""
        on = self._on
        on.sent = action
        kind, _, rest = action.partition(":")
        session = on.guided
        if on.behind.cleaning and action not in WHILE_WIPING:
            return
        if session is not None and session.incident.silent:
            self._silent_keys.act(action, session)
        elif action == "language":
            self._language(session)
        elif action == "profile":
            self._next_profile(session)
        elif kind == "dialog":
            self._answer_dialog(rest, session)
        elif kind == "other" and rest.startswith("focus:"):
            on.turn_to(rest.removeprefix("focus:"))
        elif session is None and on.behind.takes(action):
            self._behind(action)
        elif action in ("other:help", "clean:help"):
            on.open(START)
        elif kind == "debrief":
            self.after_debrief(rest)
        elif action == "drill:real":
            self._turn_real()
        elif session is None:
            self._idle(action)
        else:
            self._guiding(action, session)

    @property
    def takes_taps(self) -> bool:
        """On the compressions screen a tap in time, or the space bar, tells how fast it is."""
        session = self._on.guided
        if session is None or session.incident.silent or session.incident.asking or self._on.dialog:
            return False
        step = step_of(session.pack, session.incident)
        return step is not None and step.kind == "compressions" and session.incident.beat is not None

    def after_debrief(self, wish: str) -> None:
        """The debrief is read: `again` begins another drill."""
        on = self._on
        if on.debrief is None or on.guided is not None:
            return  # a late tap must not take an open incident off the screen while its beat sounds
        on.debrief = None
        on.own_profile()
        on.own_language()
        self._lobby.leave()
        if wish == "again":
            on.open(START, drill=True)

    # --- nobody is guided ---

    def _behind(self, action: str) -> None:
        """Never beside a silent incident, whose page must stay as it is."""
        if self._lobby.focused is None and not self._lobby.silent:
            self._on.behind.act(action)

    def _idle(self, action: str, drill: bool = False) -> None:
        on = self._on
        match action:
            case "help":
                on.open(START)
            case "dock:cpr":
                protocol, step = on.pack.cpr
                on.open(protocol, step=step, via="dock_cpr", drill=drill)
            case "dock:call":
                on.open(START, via="dock_120", drill=drill).send(commands.ShowCall())
            case "dock:drill" if not self._lobby.silent:
                on.open(START, drill=True)
            case "dock:rest" if on.resting.fire():
                self._open_silently()
            case "dock:rest":
                on.rest = True
            case "rest:back":
                on.rest = False
            case "short:help":
                on.resting.let_go()
            case "idle:name" if on.config.idle.silent_gesture:
                on.resting.arm()
            case _:
                logger.debug("no meaning for %s on the idle screen", action)

    def _open_silently(self) -> None:
        """The gesture of staff: a silent incident, from a screen on which nothing was seen to be pressed."""
        wanted = self._on.config.idle.silent_protocol
        silent = [p.id for p in self._on.pack.protocols.values() if p.silent]
        if silent:
            self._on.open(wanted if wanted in silent else silent[0])

    def _turn_real(self) -> None:
        """From a drill, and from its debrief, where the drill is closed already: help starts at the response check."""
        on, focused = self._on, self._on.guided
        if focused is not None and focused.incident.drill:
            on.debrief = None
            self._lobby.turn_real(on.lang)  # in silence the page is read in another than the record
        elif on.debrief is not None:
            on.open(self._lobby.real_start(on.debrief.incident), via="drill_turned_real")

    # --- somebody is guided ---

    def _guiding(self, action: str, session: Session) -> None:
        kind, _, rest = action.partition(":")
        on = self._on
        match kind, rest:
            case "answer", choice:
                self._answer(choice, session)
            case "dock", "undo":
                self._undo(session)
            case "dock", "again":
                self._prompter.again()
            case "dock", "sound" if self._lobby.hushed and on.standing.at_least(SOUND_AFTER_S):
                session.send(commands.AllowSound())
            case "dock", "changed":
                session.send(commands.Change())
            case "dock", "call":
                session.send(commands.ShowCall())
            case "dock", "cpr" if is_service(session.pack, session.incident) and not session.incident.drill:
                self._idle(action)
            case "dock", "cpr":
                session.send(commands.PressCpr())
            case "lane", "next":
                on.lane_at += 1
            case "lane", "help":
                on.helped = session.incident.id
            case "lane", _:
                self._lane(rest, session)
            case "handover", "print":
                self._print(session)
            case "tap", _:
                if self.takes_taps:
                    on.along.tap()
            case _:
                logger.debug("no meaning for %s while guiding", action)

    def _answer(self, choice: str, session: Session) -> None:
        step = step_of(session.pack, session.incident)
        if step is None:
            return
        if step.kind == "call" and choice in ("connected", "failed"):
            session.send(commands.TickCall(step.number, "connected" if choice == "connected" else "failed"))
        session.send(commands.Choose(step.id, choice))

    def _undo(self, session: Session) -> None:
        if session.incident.answers:
            session.send(commands.Undo())
        elif just_begun(session.incident, self._now()):
            self._false_start(session)
        else:
            self._on.dialog = "cancel"

    def _false_start(self, session: Session) -> None:
        session.send(commands.Close("false_start"))
        self._on.resting.notice("false_start_done")

    def _lane(self, rest: str, session: Session) -> None:
        lane, _, what = rest.partition(":")
        if what == "take":
            session.send(commands.TakeLane(lane, STAFF))
        elif what.startswith("tick:"):
            item = what.removeprefix("tick:")
            state = session.incident.lanes.get(lane)
            done = state is not None and item in state.ticked
            session.send(commands.TickItem(lane, item, not done))
            self._on.lane_at = 0  # where roles are shown one at a time: on to the next that is open

    def _print(self, session: Session) -> None:
        if self._printing is not None:
            card = crew_card(session.pack, session.incident, self._on.config.station, self._now())
            self._printing.make(card, session.incident.lang, to_printer=True)

    def _language(self, session: Session | None) -> None:
        new = self._on.next_lang()
        if session is not None:
            session.send(commands.SetLanguage(new))
        if session is None or not session.incident.drill:
            self._on.lang_at_rest = new

    def _next_profile(self, session: Session | None) -> None:
        new = self._on.next_profile()
        if session is not None:
            session.send(commands.SetProfile(new))
        else:
            self._on.profile_at_rest = new

    def _answer_dialog(self, answer: str, session: Session | None) -> None:
        self._on.dialog = ""
        if session is None:
            return
        match answer:
            case "still":
                session.send(commands.Focus())
            case "over":
                self._on.dialog = "over"
            case "handed_over" | "completed":
                session.send(commands.Close(answer))
            case "false_start":
                self._false_start(session)
            case "anew":
                session.send(commands.PressCpr())
            case _:
                pass
