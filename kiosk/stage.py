"""Which screen stands, and what a tap on it means. No Kivy here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from protocols import engine
from protocols import events as e
from protocols.events import Lang, Moment, ProfileName, Record
from protocols.handover import handover
from protocols.incident import Incident
from protocols.model import Pack

from . import abandoned
from . import views_model as v
from .after import After
from .after_pages import with_strip
from .along import Along
from .around import Around, is_service, message_on_show
from .behind import Behind
from .beside import Beside
from .branch_now import BranchNow
from .cards import debrief_view, station_card
from .curtain import Curtain
from .idle import Lull
from .incident_lock import blocked_by_incident
from .line_state import LineFacts
from .lobby import Lobby
from .printing import Printing
from .prompter import Prompter, step_of
from .resting import DEBRIEF_S, HOLD_S, REST_PAGE_S, Resting, just_begun
from .roster import Responder
from .session import Session
from .settings import PROFILES
from .silent_exit import PinOk, SilentExit
from .station import KioskConfig, branch_words
from .tile_order import START, first_now
from .turning import FROM_SILENCE, PAGE_STANDS_S, SOUND_AFTER_S, Standing, opened_beside
from .upkeep import Upkeep
from .views import idle_view, rest_view, session_view
from .views_upkeep import AnyView
from .walltime import is_night_hour, local
from .words import next_lang

logger = logging.getLogger(__name__)

STAFF = "staff"
"""Who took a lane, when only a tap is known of them."""
WHILE_WIPING = ("clean:help", "clean:end", "dock:cpr", "dock:call")
"""A wet cloth means nothing else."""
NO_DEBRIEF = ("interrupted", "abandoned", "parked")
"""Ways out of a drill after which nobody stands there to be told how it went."""


class Stage:
    """Holds what is not a fact (the open dialog, the rest page, the debrief) and turns taps into commands."""

    def __init__(
        self,
        config: KioskConfig,
        pack: Pack,
        lobby: Lobby,
        prompter: Prompter,
        now: Callable[[], Moment],
        line: Callable[[Session | None], LineFacts],
        problems: Callable[[], tuple[tuple[str, str], ...]] = lambda: (),
        sound: Callable[[], bool] = lambda: True,
        hour: Callable[[Moment], int] = lambda moment: 12,
        upkeep: Upkeep | None = None,
        printing: Printing | None = None,
        people: Callable[[], Sequence[Responder] | None] = lambda: None,
        pin_ok: PinOk | None = None,
    ) -> None:
        self._config, self._pack, self._lobby, self._prompter = config, pack, lobby, prompter
        self._now, self._line, self._problems, self._sound, self._hour = now, line, problems, sound, hour
        self._here = BranchNow(now, people)
        self._exit = SilentExit(pin_ok, now)
        self._standing = Standing(now)
        self._beside = Beside()
        self._resting = Resting(config.idle.dim_after_min, now)
        self._branch = branch_words(config, pack.slots)
        self._lang: Lang = config.lang
        self._profile: ProfileName = config.station.profile
        self._lane_at = 0
        self._helped = ""
        self._dialog = ""
        self._sent = ""
        self._rest = False
        self._debrief: Session | None = None
        self._printing, self._curtain = printing, Curtain()
        self.after = After(lobby, now)
        self._behind = Behind(upkeep, self.after, self._beside)
        self.flashes = 0
        """How often a new critical step came: each is one flash of the ground, where the branch wants that."""
        self._along = Along(now)
        self._night = self._is_night()
        lobby.listen(self._heard)

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def lang(self) -> Lang:
        session = self._debrief or self._lobby.focused
        if session is None or (session.incident.open and session.incident.silent):
            return self._lang  # the everyday page has everyday words, whatever the record is in
        return session.incident.lang

    @property
    def profile(self) -> ProfileName:
        session = self._lobby.focused
        return session.incident.profile if session is not None and session.incident.open else self._profile

    def view(self) -> AnyView:
        """The screen that should stand now."""
        session = self._lobby.focused
        if self._debrief is not None and (session is None or not session.incident.open):
            return debrief_view(self._debrief.pack, self._debrief.incident, self._around(self._debrief))
        if session is not None and session.incident.open:
            return session_view(session.pack, session.incident, self._card_around(session))
        self._night = self._is_night()
        around = self._around(None)
        silent = self._lobby.silent
        page = (
            None
            if silent
            else self._beside("a page behind the lobby", lambda: self._behind.view(self._config, around), None)
        )
        if page is not None:
            return page
        if self._rest:
            return rest_view(around)
        parked = [s.incident for s in self._lobby.open_sessions]
        if silent:
            return rest_view(around, ring=around.line.confirmed)
        idle = idle_view(around, self._lull(), parked)
        return self._beside("looking back", lambda: with_strip(idle, self.after, around.lang), idle)

    def _lull(self) -> Lull:
        """How the lobby rests: what the branch's hours and lists say of now, and what the glass does."""
        idle, now = self._config.idle, self._branch_now()
        alone = now.staffing is not None and not now.staffing.staffed
        return replace(
            now,
            dimmed=self.asleep,
            cross=self._resting.cross(not self._night and not self.asleep),
            hold_s=HOLD_S if alone and idle.hold_to_start else 0.0,
            gesture=idle.silent_gesture and not self.asleep,
            notice=self._resting.noticed,
            too_short=self._resting.too_short,
        )

    def _branch_now(self) -> Lull:
        """Who is here, what has lapsed."""
        station = self._config.station
        return self._beside("hours and lists", lambda: self._here(station), Lull(local(self._now())))

    @property
    def asleep(self) -> bool:
        """Nobody has touched the idle screen for long. Never while an incident is open, even a parked one, nor while a
        page stands behind the lobby."""
        busy = self._debrief is not None or self._rest or self._behind.open or bool(self._lobby.open_sessions)
        return not busy and self._resting.dimmed

    def drawn(self) -> None:
        """The view stands on the glass: the desk's words in it have been shown, which is a fact for the desk."""
        self._sent = ""
        session = self._lobby.focused
        if session is None or session.incident.silent or not session.incident.open:
            return
        fact = message_on_show(session.incident, self._now())
        if fact is not None and fact.shown is None:
            session.note(e.MessageShown(fact.ref))

    def _around(self, session: Session | None) -> Around:
        others = self._others(session)
        now, station = self._now(), self._config.station
        here, hushed = self._branch_now(), session is not None and self._lobby.hushed
        return Around(
            now=now,
            station=station,
            lang=self.lang,
            line=self._beside("the line", lambda: self._line(session), LineFacts()),
            caption=self._prompter.caption,
            sound=self._sound() and not hushed,
            hushed=hushed,
            night=self._night,
            profile=self.profile,
            lane_at=self._lane_at,
            helped=session is not None and session.incident.id == self._helped,
            problems=self._beside("problems", self._problems, ()),
            others=others if session is not None else (),
            dialog=self._dialog,
            sent=self._sent,
            packs={self._pack.hash: self._pack},
            may_leave_silence=self._beside("the staff's PIN", lambda: self._exit.there, False),
            code_digits=self._exit.filled if self._exit.open else None,
            quiet_s=self._resting.quiet_s,
            tiles_first=first_now(station.season, station.tiles_first, here.at.date()),
            posts=here.posts or (),
            branch=self._branch,
            tapped_bpm=None if session is None else self._beside("the rate", self._along.rate_bpm, None),
            counted=self._along.counted if session is not None and _counts(session) else None,
        )

    def _card_around(self, session: Session) -> Around:
        """What is only known of the crew's card: when it covers itself, how its printing went."""
        left_s = self._beside(
            "the curtain", lambda: self._curtain.left_s(session.pack, session.incident, self._now()), None
        )
        printing = self._printing
        state = None
        if printing is not None:
            state = self._beside("printing", lambda: printing.state(session.incident.id), None)
        return replace(self._around(session), card_left_s=left_s, printing=state)

    def _others(self, session: Session | None) -> tuple[Incident, ...]:
        """The other open incidents, the next one first: switching goes round all of them."""
        open_now = [s for s in self._lobby.sessions.values() if s.incident.open or s is session]
        at = open_now.index(session) + 1 if session in open_now else 0
        return tuple(s.incident for s in (*open_now[at:], *open_now[:at]) if s is not session)

    def _is_night(self) -> bool:
        wish = self._config.screen.night
        if wish != "auto":
            return wish == "night"
        return is_night_hour(self._hour(self._now()))

    # --- time ----------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Time passed: what was left standing closes itself, an abandoned incident is asked about and then parked."""
        self._beside.do("the rate", self._sum_up)
        self._behind.tick()
        if self._printing is not None:
            self._beside.do("printing", self._printing.tick)
        quiet_s = self._resting.quiet_s
        self._beside.do("the way out of silence", self._exit.tick)
        if self._rest and quiet_s >= REST_PAGE_S:
            self._rest = False
        if self._debrief is not None and quiet_s >= DEBRIEF_S:
            self._after_debrief("end")
        if self.asleep:
            self._profile = self._config.station.profile
            self._lang = self._config.lang  # whoever comes next finds the branch's own language
        session = self._lobby.focused
        if session is None or is_service(session.pack, session.incident):
            return  # two colleagues are out on a visit: nobody stands here, and nobody has forgotten it
        match abandoned.due(session.incident, quiet_s):
            case "ask":
                session.send(engine.Ask())
                self._prompter.phrase(session, "anyone_there")
            case "park":
                session.send(engine.Park())
            case "close":
                session.send(engine.Close("abandoned"))

    # --- tapping -------------------------------------------------------------------------------------------

    def touched(self) -> bool:
        """A finger or a key came down. False: it only woke the screen and means nothing else, whatever it hit."""
        woke = self.asleep
        self._resting.touch()
        return not woke

    def act(self, action: str) -> None:
        """A person pressed and released the element with this action. Unknown or late actions do nothing."""
        self._act(action)
        if self._lobby.focused is not None and self._lobby.focused.incident.open:
            self._curtain.lift(self._now())
            self._behind.leave()

    @property
    def brightness(self) -> float:
        """As it was set, and all of it while somebody may need to read."""
        focused = self._lobby.focused
        if self._lobby.silent and (focused is None or focused.incident.silent):
            return self._config.screen.brightness  # the everyday page: a glass that grows brighter shows
        open_now = (s.incident for s in self._lobby.open_sessions)
        return 1.0 if blocked_by_incident(open_now, "blank") else self._config.screen.brightness

    def configure(self, config: KioskConfig) -> None:
        """The settings changed: what stands in `config` counts from now on."""
        if config.lang != self._config.lang:
            self._lang = config.lang
        if config.station.profile != self._config.station.profile:
            self._profile = config.station.profile
        self._config = config

    def _act(self, action: str) -> None:
        self._sent = action
        kind, _, rest = action.partition(":")
        session = self._lobby.focused if self._lobby.focused and self._lobby.focused.incident.open else None
        if self._behind.cleaning and action not in WHILE_WIPING:
            return
        if session is not None and session.incident.silent:
            self._discreet(action, session)
        elif action == "language":
            self._language(session)
        elif action == "profile":
            self._next_profile(session)
        elif kind == "dialog":
            self._answer_dialog(rest, session)
        elif kind == "other" and rest.startswith("focus:"):
            self._turn_to(rest.removeprefix("focus:"))
        elif session is None and self._behind.takes(action):
            self._act_behind(action)
        elif action in ("other:help", "clean:help"):
            self._open(START)
        elif kind == "debrief":
            self._after_debrief(rest)
        elif action == "drill:real":
            self._turn_real()
        elif session is None:
            self._idle(action)
        else:
            self._guiding(action, session)

    def _act_behind(self, action: str) -> None:
        """Never beside a silent incident, whose page must stay as it is."""
        if self._lobby.focused is None and not self._lobby.silent:
            self._behind.act(action)

    # --- beside the beat -----------------------------------------------------------------------------------

    def counted(self, kind: str, number: int) -> None:
        """A cue of the beat is heard now: in "thirty and two" the dial shows which one it is."""
        self._along.counted = (kind, number)

    @property
    def counting(self) -> bool:
        session = self._lobby.focused
        return session is not None and _counts(session)

    @property
    def takes_taps(self) -> bool:
        """On the compressions screen a tap in time, or the space bar, tells how fast it is."""
        session = self._lobby.focused
        if session is None or not session.incident.open or session.incident.silent or session.incident.asking:
            return False
        step = step_of(session.pack, session.incident)
        return (
            not self._dialog and step is not None and step.kind == "compressions" and session.incident.beat is not None
        )

    def _tap(self) -> None:
        if self.takes_taps:
            self._along.tap()

    def _sum_up(self) -> None:
        rate, session = self._along.sum_up(), self._lobby.focused
        if rate is not None and session is not None and session.incident.open:
            session.note(rate)

    def _idle(self, action: str) -> None:
        match action:
            case "help":
                self._open(START)
            case "dock:cpr":
                protocol, step = self._pack.cpr
                self._open(protocol, step=step, via="dock_cpr")
            case "dock:call":
                self._open(START, via="dock_120").send(engine.ShowCall())
            case "dock:drill" if not self._lobby.silent:
                self._open(START, drill=True)
            case "dock:rest" if self._resting.fire():
                self._open_silently()
            case "dock:rest":
                self._rest = True
            case "rest:back":
                self._rest = False
            case "short:help":
                self._resting.let_go()
            case "idle:name" if self._config.idle.silent_gesture:
                self._resting.arm()
            case _:
                logger.debug("no meaning for %s on the idle screen", action)

    def _guiding(self, action: str, session: Session) -> None:
        kind, _, rest = action.partition(":")
        match kind, rest:
            case "answer", choice:
                self._answer(choice, session)
            case "dock", "undo":
                if session.incident.answers:
                    session.send(engine.Undo())
                elif just_begun(session.incident, self._now()):
                    session.send(engine.Close("false_start"))
                    self._resting.notice("false_start_done")
                else:
                    self._dialog = "cancel"
            case "dock", "again":
                self._prompter.again()
            case "dock", "sound" if self._lobby.hushed and self._standing.at_least(SOUND_AFTER_S):
                session.send(engine.AllowSound())
            case "dock", "changed":
                session.send(engine.Change())
            case "dock", "call":
                session.send(engine.ShowCall())
            case "dock", "cpr" if is_service(session.pack, session.incident) and not session.incident.drill:
                self._idle(action)
            case "dock", "cpr":
                session.send(engine.PressCpr())
            case "lane", "next":
                self._lane_at += 1
            case "lane", "help":
                self._helped = session.incident.id
            case "lane", _:
                self._lane(rest, session)
            case "handover", "print":
                self._sheet(session, session.incident, to_printer=True)
            case "tap", _:
                self._tap()
            case _:
                logger.debug("no meaning for %s while guiding", action)

    def _discreet(self, action: str, session: Session) -> None:
        """In silence the keys that nobody sees have a meaning; 120, "not breathing" and "back" lead to another incident
        beside it and never change this one. The language key changes the page's words, as on any morning, and is no
        fact."""
        if action == "language":
            self._language(None)
            return
        if action.startswith("quiet:"):
            self._standing.anew()
            if self._exit.act(action):
                session.send(engine.SetSilent(False))
            return
        if action in FROM_SILENCE:
            self._turn_from_silence(action, session)
            return
        view = self.view()
        if isinstance(view, v.RestView) and action in [row.action for row in view.rows if row.action]:
            self._answer(action.removeprefix("answer:"), session)

    def _turn_from_silence(self, action: str, session: Session) -> None:
        """To the real incident that was opened beside the silent one, else 120 and "not breathing" open one. Not from
        a silent drill: what is practised there must not call the desk."""
        if session.incident.drill or self._exit.open or not self._standing.at_least(PAGE_STANDS_S):
            return
        if action == "rest:back":
            back = next((o for o in self._others(session) if not (o.silent or o.drill)), None)
            if back is not None:
                self._turn_to(back.id)
            return
        beside = opened_beside(self._lobby.open_sessions, session)
        if beside is None:
            self._idle(action)
            return
        self._lobby.focus(beside.incident.id)
        beside.send(engine.PressCpr() if action == "dock:cpr" else engine.ShowCall())

    def _answer(self, choice: str, session: Session) -> None:
        step = step_of(session.pack, session.incident)
        if step is None:
            return
        if step.kind == "call" and choice in ("connected", "failed"):
            session.send(engine.TickCall(step.number, "connected" if choice == "connected" else "failed"))
        session.send(engine.Choose(step.id, choice))

    def _sheet(self, session: Session, incident: Incident, *, to_printer: bool) -> None:
        if self._printing is not None:
            card = handover(session.pack, incident, station_card(self._config.station), self._now())
            self._printing.make(card, incident.lang, to_printer=to_printer)

    def _lane(self, rest: str, session: Session) -> None:
        lane, _, what = rest.partition(":")
        if what == "take":
            session.send(engine.TakeLane(lane, STAFF))
        elif what.startswith("tick:"):
            item = what.removeprefix("tick:")
            state = session.incident.lanes.get(lane)
            done = state is not None and item in state.ticked
            session.send(engine.TickItem(lane, item, not done))
            self._lane_at = 0  # where roles are shown one at a time: on to the next that is open

    def _language(self, session: Session | None) -> None:
        new = next_lang(self.lang, cantonese=self._config.station.cantonese)
        if session is not None:
            session.send(engine.SetLanguage(new))
        if session is None or not session.incident.drill:
            self._lang = new

    def _next_profile(self, session: Session | None) -> None:
        new = PROFILES[(PROFILES.index(self.profile) + 1) % len(PROFILES)]
        if session is not None:
            session.send(engine.SetProfile(new))
        else:
            self._profile = new

    def _answer_dialog(self, answer: str, session: Session | None) -> None:
        self._dialog = ""
        if session is None:
            return
        match answer:
            case "still":
                session.send(engine.Focus())
            case "over":
                self._dialog = "over"
            case "handed_over":
                session.send(engine.Close("handed_over"))
            case "completed":
                session.send(engine.Close("completed"))
            case "false_start":
                session.send(engine.Close("false_start"))
                self._resting.notice("false_start_done")
            case "anew":
                session.send(engine.PressCpr())
            case _:
                pass

    def _turn_to(self, incident: str) -> None:
        """Bring another open incident to the screen; one that was parked is asked about first."""
        session = self._lobby.sessions.get(incident)
        if session is None or not session.incident.open:
            return
        parked = session.incident.parked
        self._lobby.focus(incident)
        self._dialog = "still" if parked and not session.incident.silent else ""

    # --- opening and leaving -------------------------------------------------------------------------------

    def _open(self, protocol: str, *, step: str | None = None, via: e.Via = "tile", drill: bool = False) -> Session:
        self._rest = False
        self._dialog = ""
        self._debrief = None
        self._behind.leave()
        return self._lobby.open(
            self._lobby.command_open(protocol, self._lang, step=step, via=via, profile=self._profile), drill=drill
        )

    def _open_silently(self) -> None:
        """The gesture of staff: a silent incident, from a screen on which nothing was seen to be pressed."""
        wanted = self._config.idle.silent_protocol
        silent = [p.id for p in self._pack.protocols.values() if p.silent]
        if silent:
            self._open(wanted if wanted in silent else silent[0])

    def _turn_real(self) -> None:
        """From a drill, and from its debrief, where the drill is closed already: help starts at the response check."""
        focused = self._lobby.focused
        if focused is not None and focused.incident.open and focused.incident.drill:
            self._debrief = None
            self._lobby.turn_real()
        elif self._debrief is not None:
            self._open(self._lobby.real_start(self._debrief.incident), via="drill_turned_real")

    def _after_debrief(self, rest: str) -> None:
        if self._debrief is None or (self._lobby.focused is not None and self._lobby.focused.incident.open):
            return  # a late tap must not take an open incident off the screen while its beat sounds
        self._debrief = None
        self._profile = self._config.station.profile
        self._lobby.leave()
        if rest == "again":
            self._open(START, drill=True)

    def _heard(self, session: Session, record: Record) -> None:
        """A closed incident leaves the screen; a drill leaves it to its debrief."""
        if isinstance(record.event, e.Opened | e.Focused | e.SilentSet) and session is self._lobby.focused:
            self._standing.anew()
        if isinstance(record.event, e.StepEntered) and session is self._lobby.focused and not self._lobby.hushed:
            step = step_of(session.pack, session.incident)
            self.flashes += step is not None and step.critical and step.id == record.event.step
        if isinstance(record.event, e.BeatStarted | e.BeatStopped | e.Focused):
            self._along.anew()
        if isinstance(record.event, e.StepEntered | e.Focused) and session is self._lobby.focused:
            self._dialog = ""
            self._lane_at = 0
        if isinstance(record.event, e.HandedOver) and not session.incident.drill:
            self._sheet(session, session.before.apply(record), to_printer=False)
        if isinstance(record.event, e.NoteAdded) and session.incident.handed_over_at and not session.incident.drill:
            self._sheet(session, session.incident, to_printer=False)  # the sheet that is kept has the late words too
        if isinstance(record.event, e.Closed | e.Parked) and session is self._lobby.focused:
            self._dialog = ""
            self._profile = self._config.station.profile  # the next person here is another one
            left = record.event.outcome if isinstance(record.event, e.Closed) else "parked"
            if session.incident.drill and left not in NO_DEBRIEF and _worth_debriefing(session.incident):
                self._debrief, self._profile = session, session.incident.profile
            self._lobby.leave()
            self._prompter.follow()
            waiting = [s for s in self._lobby.open_sessions if not s.incident.parked and not s.incident.drill]
            if waiting and self._debrief is None:
                self._lobby.focus(waiting[-1].incident.id)


def _counts(session: Session) -> bool:
    beat = session.incident.beat
    return beat is not None and beat.pattern == "30:2"


def _worth_debriefing(incident: Incident) -> bool:
    return bool(incident.answers) or bool(incident.first_beat)
