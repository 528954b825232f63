"""Which screen stands. No Kivy here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from protocols import commands
from protocols import events as e
from protocols.events import Lang, Moment, ProfileName, Record
from protocols.incident import Incident
from protocols.model import Pack

from . import abandoned
from .acts import Acts
from .after import After
from .after_pages import with_strip
from .around import Around
from .behind import Behind
from .beside import Beside
from .branch_now import BranchNow
from .cards import crew_card, debrief_view
from .curtain import Curtain
from .desk_message import message_on_show
from .idle import Lull
from .incident_lock import blocked_by_incident
from .line_state import LineFacts
from .lobby import Lobby
from .on_stage import OnStage
from .printing import Printing
from .prompter import Prompter
from .resting import DEBRIEF_S, HOLD_S, REST_PAGE_S
from .roster import Responder
from .session import Session
from .silent_exit import PinOk
from .station import KioskConfig, branch_words
from .subject import is_service, step_of
from .tile_order import first_now
from .upkeep import Upkeep
from .views import idle_view, rest_view, session_view
from .views_upkeep import AnyView
from .walltime import is_night_hour, local

NO_DEBRIEF = ("interrupted", "abandoned", "parked")
"""Ways out of a drill after which nobody stands there to be told how it went."""


class Stage:
    """What the window sees of the kiosk: the view that should stand, and where presses and time go."""

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
        self._pack, self._lobby, self._prompter = pack, lobby, prompter
        self._now, self._line, self._problems, self._sound, self._hour = now, line, problems, sound, hour
        self._here = BranchNow(now, people)
        self._beside = Beside()
        self._branch = branch_words(config, pack.slots)
        self._printing, self._curtain = printing, Curtain()
        self.after = After(lobby, now)
        self.on = OnStage(config, pack, lobby, Behind(upkeep, self.after, self._beside), now, pin_ok)
        self._acts = Acts(self.on, prompter, printing, now, self.view)
        self.flashes = 0
        """How often a new critical step came: each is one flash of the ground, where the branch wants that."""
        self._night = self._is_night()
        lobby.listen(self._heard)

    # --- drawing -------------------------------------------------------------------------------------------

    @property
    def lang(self) -> Lang:
        return self.on.lang

    @property
    def profile(self) -> ProfileName:
        return self.on.profile

    @property
    def asleep(self) -> bool:
        return self.on.asleep

    def view(self) -> AnyView:
        """The screen that should stand now."""
        session, debrief = self.on.guided, self.on.debrief
        if session is not None:
            return session_view(session.pack, session.incident, self._card_around(session))
        if debrief is not None:
            return debrief_view(debrief.pack, debrief.incident, self._around(debrief))
        self._night = self._is_night()
        around = self._around(None)
        if self._lobby.silent:
            return rest_view(around, ring=around.line.confirmed)
        behind = self.on.behind
        page = self._beside("a page behind the lobby", lambda: behind.view(self.on.config, around), None)
        if page is not None:
            return page
        if self.on.rest:
            return rest_view(around)
        parked = [s.incident for s in self._lobby.open_sessions]
        idle = idle_view(around, self._lull(), parked)
        return self._beside("looking back", lambda: with_strip(idle, self.after, around.lang), idle)

    def _lull(self) -> Lull:
        """How the lobby rests: what the branch's hours and lists say of now, and what the glass does."""
        idle, now = self.on.config.idle, self._branch_now()
        alone = now.staffing is not None and not now.staffing.staffed
        return replace(
            now,
            dimmed=self.on.asleep,
            cross=self.on.resting.cross(not self._night and not self.on.asleep),
            hold_s=HOLD_S if alone and idle.hold_to_start else 0.0,
            gesture=idle.silent_gesture and not self.on.asleep,
            notice=self.on.resting.noticed,
            too_short=self.on.resting.too_short,
        )

    def _branch_now(self) -> Lull:
        """Who is here, what has lapsed."""
        station = self.on.config.station
        return self._beside("hours and lists", lambda: self._here(station), Lull(local(self._now())))

    def drawn(self) -> None:
        """The view stands on the glass: the desk's words in it have been shown, which is a fact for the desk."""
        self.on.sent = ""
        session = self.on.guided
        if session is None or session.incident.silent:
            return
        fact = message_on_show(session.incident, self._now())
        if fact is not None and fact.receipt.shown is None:
            session.note(e.MessageShown(fact.ref))

    def _around(self, session: Session | None) -> Around:
        others = self.on.others(session)
        now, station = self._now(), self.on.config.station
        here, hushed = self._branch_now(), session is not None and self._lobby.hushed
        return Around(
            now=now,
            station=station,
            lang=self.on.lang,
            line=self._beside("the line", lambda: self._line(session), LineFacts()),
            caption=self._prompter.speaking.caption,
            sound=self._sound() and not hushed,
            hushed=hushed,
            night=self._night,
            profile=self.on.profile,
            lane_at=self.on.lane_at,
            helped=session is not None and session.incident.id == self.on.helped,
            problems=self._beside("problems", self._problems, ()),
            others=others if session is not None else (),
            dialog=self.on.dialog,
            sent=self.on.sent,
            packs={self._pack.hash: self._pack},
            may_leave_silence=self._beside("the staff's PIN", lambda: self.on.exit.there, False),
            code_digits=self.on.exit.filled if self.on.exit.open else None,
            quiet_s=self.on.resting.quiet_s,
            tiles_first=first_now(station.season, station.tiles_first, here.at.date()),
            posts=here.posts or (),
            branch=self._branch,
            tapped_bpm=None if session is None else self._beside("the rate", self.on.along.rate_bpm, None),
            counted=self.on.along.counted if session is not None and _counts(session) else None,
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

    def _is_night(self) -> bool:
        wish = self.on.config.screen.night
        if wish != "auto":
            return wish == "night"
        return is_night_hour(self._hour(self._now()))

    @property
    def brightness(self) -> float:
        """As it was set, and all of it while somebody may need to read."""
        focused = self._lobby.focused
        if self._lobby.silent and (focused is None or focused.incident.silent):
            return self.on.config.screen.brightness  # the everyday page: a glass that grows brighter shows
        open_now = (s.incident for s in self._lobby.open_sessions)
        return 1.0 if blocked_by_incident(open_now, "blank") else self.on.config.screen.brightness

    # --- time ----------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Time passed: what was left standing closes itself, an abandoned incident is asked about and then parked."""
        self._beside.do("the rate", self._sum_up)
        self.on.behind.tick()
        if self._printing is not None:
            self._beside.do("printing", self._printing.tick)
        quiet_s = self.on.resting.quiet_s
        self._beside.do("the way out of silence", self.on.exit.tick)
        if self.on.rest and quiet_s >= REST_PAGE_S:
            self.on.rest = False
        if self.on.debrief is not None and quiet_s >= DEBRIEF_S:
            self._acts.after_debrief("end")
        if self.on.asleep:
            self.on.own_profile()
            self.on.own_language()
        session = self._lobby.focused
        if session is None and quiet_s >= abandoned.QUIET_S:
            self._lobby.close_left_drills()
        if session is None or is_service(session.pack, session.incident):
            return  # two colleagues are out on a visit: nobody stands here, and nobody has forgotten it
        match abandoned.due(session.incident, quiet_s):
            case "ask":
                session.send(commands.Ask())
                self._prompter.phrase(session, "anyone_there")
            case "park":
                session.send(commands.Park())
            case "close":
                session.send(commands.Close("abandoned"))

    def _sum_up(self) -> None:
        rate, session = self.on.along.sum_up(), self.on.guided
        if rate is not None and session is not None:
            session.note(rate)

    # --- presses -------------------------------------------------------------------------------------------

    def touched(self) -> bool:
        """A finger or a key came down. False: it only woke the screen and means nothing else, whatever it hit."""
        woke = self.on.asleep
        self.on.resting.touch()
        return not woke

    def act(self, action: str) -> None:
        """A person pressed and released the element with this action. Unknown or late actions do nothing."""
        self._acts.act(action)
        if self.on.guided is not None:
            self._curtain.lift(self._now())
            self.on.behind.leave()

    def configure(self, config: KioskConfig) -> None:
        """The settings changed: what stands in `config` counts from now on."""
        self.on.configure(config)

    def counted(self, kind: str, number: int) -> None:
        """A cue of the beat is heard now: in "thirty and two" the dial shows which one it is."""
        self.on.along.counted = (kind, number)

    @property
    def counting(self) -> bool:
        session = self._lobby.focused
        return session is not None and _counts(session)

    @property
    def takes_taps(self) -> bool:
        """On the compressions screen a tap in time, or the space bar, tells how fast it is."""
        return self._acts.takes_taps

    def _heard(self, session: Session, record: Record) -> None:
        """A closed incident leaves the screen; a drill leaves it to its debrief."""
        if isinstance(record.event, e.Opened | e.Focused | e.SilentSet) and session is self._lobby.focused:
            self.on.standing.anew()
        if isinstance(record.event, e.StepEntered) and session is self._lobby.focused and not self._lobby.hushed:
            step = step_of(session.pack, session.incident)
            self.flashes += step is not None and step.critical and step.id == record.event.step
        if isinstance(record.event, e.BeatStarted | e.BeatStopped | e.Focused):
            self.on.along.anew()
        if isinstance(record.event, e.StepEntered | e.Focused) and session is self._lobby.focused:
            self.on.dialog = ""
            self.on.lane_at = 0
        if isinstance(record.event, e.HandedOver) and not session.incident.drill:
            self._keep_sheet(session, session.before.apply(record))
        if isinstance(record.event, e.NoteAdded) and session.incident.handed_over_at and not session.incident.drill:
            self._keep_sheet(session, session.incident)  # the sheet that is kept has the late words too
        if isinstance(record.event, e.Closed | e.Parked) and session is self._lobby.focused:
            self.on.dialog = ""
            self.on.own_profile()
            left = record.event.outcome if isinstance(record.event, e.Closed) else "parked"
            told = left not in NO_DEBRIEF and not self._lobby.silent  # beside silence its page is back at once
            if session.incident.drill and told and _worth_debriefing(session.incident):
                self.on.debrief, self.on.profile_at_rest = session, session.incident.profile
                self.on.lang_at_rest = session.incident.lang  # it is read by whoever practised
            self._lobby.leave()
            self._prompter.follow()
            waiting = [s for s in self._lobby.open_sessions if not s.incident.parked]
            waiting = [s for s in waiting if s.incident.silent or not s.incident.drill]
            if waiting and self.on.debrief is None:
                self._lobby.focus(waiting[-1].incident.id)

    def _keep_sheet(self, session: Session, incident: Incident) -> None:
        if self._printing is not None:
            card = crew_card(session.pack, incident, self.on.config.station, self._now())
            self._printing.make(card, incident.lang, to_printer=False)


def _counts(session: Session) -> bool:
    beat = session.incident.beat
    return beat is not None and beat.pattern == "30:2"


def _worth_debriefing(incident: Incident) -> bool:
    return bool(incident.answers) or bool(incident.first_beat)
