"""What stands on the screen and is no fact: page, dialog, debrief, language and size at rest."""

from __future__ import annotations

from collections.abc import Callable

from protocols import events as e
from protocols.events import Lang, Moment, ProfileName
from protocols.incident import Incident
from protocols.model import Pack

from .along import Along
from .behind import Behind
from .lobby import Lobby
from .resting import Resting
from .session import Session
from .settings import PROFILES
from .silent_exit import PinOk, SilentExit
from .standing import Standing
from .station import KioskConfig
from .words import next_lang


class OnStage:
    """A restart forgets all of it. `Stage` draws from it, `Acts` changes it."""

    def __init__(
        self,
        config: KioskConfig,
        pack: Pack,
        lobby: Lobby,
        behind: Behind,
        now: Callable[[], Moment],
        pin_ok: PinOk | None,
    ) -> None:
        self.config, self.pack, self.lobby, self.behind = config, pack, lobby, behind
        self.exit, self.standing = SilentExit(pin_ok, now), Standing(now)
        self.resting, self.along = Resting(config.idle.dim_after_min, now), Along(now)
        self.lang_at_rest: Lang = config.lang
        self.profile_at_rest: ProfileName = config.station.profile
        self.lane_at = 0
        """Where roles are shown one at a time: how far somebody went on."""
        self.helped = ""
        """The incident in which somebody said that help is here."""
        self.dialog = ""
        self.sent = ""
        """The key that was pressed last: it shows so until the next drawing."""
        self.rest = False
        """The page of the rest station is open."""
        self.debrief: Session | None = None

    @property
    def guided(self) -> Session | None:
        """The open incident on the screen, if there is one."""
        session = self.lobby.focused
        return session if session is not None and session.incident.open else None

    @property
    def lang(self) -> Lang:
        session = self.lobby.focused
        if session is None or (session.incident.open and session.incident.silent):
            return self.lang_at_rest  # the everyday page has everyday words, whatever the record is in
        return session.incident.lang

    @property
    def profile(self) -> ProfileName:
        session = self.guided
        return session.incident.profile if session is not None else self.profile_at_rest

    @property
    def asleep(self) -> bool:
        """Nobody has touched the idle screen for long. Never while an incident is open, even a parked one, nor while a
        page stands behind the lobby."""
        busy = self.debrief is not None or self.rest or self.behind.open or bool(self.lobby.open_sessions)
        return not busy and self.resting.dimmed

    def others(self, session: Session | None) -> tuple[Incident, ...]:
        """The other open incidents, the next one first: switching goes round all of them."""
        open_now = [s for s in self.lobby.sessions.values() if s.incident.open or s is session]
        at = open_now.index(session) + 1 if session in open_now else 0
        return tuple(s.incident for s in (*open_now[at:], *open_now[:at]) if s is not session)

    def next_lang(self) -> Lang:
        return next_lang(self.lang, cantonese=self.config.station.cantonese)

    def next_profile(self) -> ProfileName:
        return PROFILES[(PROFILES.index(self.profile) + 1) % len(PROFILES)]

    def own_profile(self) -> None:
        """The next person here is another one."""
        self.profile_at_rest = self.config.station.profile

    def own_language(self) -> None:
        """Whoever comes next finds the branch's own."""
        self.lang_at_rest = self.config.lang

    def configure(self, config: KioskConfig) -> None:
        """The settings changed: what stands in `config` counts from now on."""
        old, self.config = self.config, config
        if config.lang != old.lang:
            self.own_language()
        if config.station.profile != old.station.profile:
            self.own_profile()

    def open(self, protocol: str, *, step: str | None = None, via: e.Via = "tile", drill: bool = False) -> Session:
        """Begin an incident, which has the screen from now on."""
        self.rest = False
        self.dialog = ""
        self.debrief = None
        self.behind.leave()
        begin = self.lobby.command_open(protocol, self.lang_at_rest, step=step, via=via, profile=self.profile_at_rest)
        return self.lobby.open(begin, drill=drill)

    def turn_to(self, incident: str) -> None:
        """Bring another open incident to the screen; one that was parked is asked about first."""
        session = self.lobby.sessions.get(incident)
        if session is None or not session.incident.open:
            return
        parked = session.incident.parked
        self.lobby.focus(incident)
        self.dialog = "still" if parked and not session.incident.silent else ""
