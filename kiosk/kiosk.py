"""Everything but the window: content, journal, line, sound, lobby, stage, built once and turned by a tick."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from audio import player as sound
from audio import wire
from audio.speech import SelfTest, SpeechWorker
from audio.voice import ClipLibrary, first_of
from journal.moment import Clock as WallClock
from journal.recorder import Recorder
from journal.retention import prune, prune_copies
from protocols import content
from protocols.events import ClockStepped, Event, KioskId, LogId, Record
from protocols.model import Pack
from protocols.ops_events import HealthNoted, KioskStarted

from . import equipment
from .beside import Beside
from .incident_lock import LockFile
from .intact import Intact
from .line import Line
from .lobby import Lobby
from .machine import KioskMachine
from .packs import PackShelf
from .pin import PinLock
from .pin_file import PinFile
from .printing import Printing
from .prompter import Prompter
from .roster import RosterFile
from .session import Session
from .settings import SettingsFile, over
from .silent_exit import StaffPin
from .sound_health import SoundHealth
from .soundcheck import SoundCheck
from .spoken_words import live_words
from .stage import Stage
from .station import KioskConfig, recordings
from .upkeep import Upkeep
from .volume import level
from .walltime import is_night_hour, local

logger = logging.getLogger(__name__)

CLIPS = Path(__file__).resolve().parent.parent / "audio" / "clips"
KEEP_DAYS = 90.0
"""Closed incidents stay on the kiosk for so long; the desk keeps its own copy."""


class Kiosk:
    """Everything but the window: content, journal, line, sound, lobby, stage. Belongs to one thread."""

    def __init__(
        self,
        config: KioskConfig,
        *,
        post: Callable[[Callable[[], None]], None],
        record_sound: Path | None,
        version: str,
        later: Callable[[Callable[[], None]], None] = lambda call: call(),
    ) -> None:
        self._later = later
        data = Path(config.data)  # whoever needs it makes it: without a disk the guidance goes on
        self._settings_file = SettingsFile(data / "settings.json")
        given, config = config, over(config, self._settings_file.load())
        self.config = config
        station = config.station
        self.kiosk_id = KioskId(station.id)
        self.now = WallClock()
        self.recorder = Recorder.open(data / "journal.db")
        self._ops = self.recorder.ops(self.kiosk_id, "ops", self.now())
        self.shelf = PackShelf(data / "packs", content.CONTENT)
        self.pack: Pack = self.shelf.present
        self.lobby = Lobby(
            self.recorder,
            self.pack,
            self.shelf.get,
            self.now,
            kiosk=self.kiosk_id,
            station=station.name.zh,
            place=station.floor.zh,
        )
        self.player = sound.Player(
            post=post,
            on_event=self._sounded,
            record=record_sound,
            device=config.sound.device,
            buffer_ms=config.sound.buffer_ms,
        )
        self.lobby.listen(lambda session, record: self._follow_volume())  # before the first prompt of an incident
        self.speech = SpeechWorker(data / "speech", post=post, on_self_test=self._voice_tested)
        own = ClipLibrary.load(recordings(config), only_intact=True)
        shipped = self.clips = Intact(ClipLibrary.load(CLIPS), post=post, tell=self.note_health_fact)
        self.find_clip = first_of(own.find, shipped.find)
        self.line = Line(config, self.recorder, self.now, post=post, on_records=self._desk_records, version=version)
        self.prompter = Prompter(
            self.lobby,
            self.player,
            self.find_clip,
            self.speech.render,
            self.now,
            changed=self._changed,
            desk_offset_ms=self.line.desk_offset_ms,
        )
        self.machine = KioskMachine(
            given,
            self._settings_file,
            self.recorder,
            self.player,
            self.find_clip,
            self.line,
            self.shelf.get,
            self.pack,
            self.now,
            version,
            note=self.note_health_fact,
            sounding=lambda: self.sounding,
            configured=self._configured,
            stop=lambda: self.on_stop(),
        )
        self._lock_file = LockFile(data / "incident.open")
        self.printing = Printing(data / "handover", station.printer)
        lock = PinLock(PinFile.of(config))
        self.stage = Stage(
            config,
            self.pack,
            self.lobby,
            self.prompter,
            self.now,
            self.line.facts,
            problems=self._problems,
            sound=lambda: self.sounding,
            hour=lambda moment: local(moment).hour,
            upkeep=Upkeep(
                lock,
                self.machine,
                self.now,
                lambda: [s.incident for s in self.lobby.open_sessions],
                close_abandoned=self.lobby.close_abandoned,
            ),
            printing=self.printing,
            people=RosterFile(station.roster).people,
            pin_ok=StaffPin(lock, self.now),
        )
        self._kits = equipment.Watch(station.kit)
        self.sounding = True
        self.on_configured: Callable[[KioskConfig], None] = lambda config: None
        self.on_stop: Callable[[], None] = lambda: None
        self.soundcheck = SoundCheck(
            config.sound.selftest,
            data / "sign.wav",
            loudspeaker=self.player,
            idle=lambda: self.sounding and self.resting,
            note=self.note_health_fact,
            post=post,
        )
        self._sound_health = SoundHealth()
        self._beside = Beside()
        self.on_change: Callable[[], None] = lambda: None
        self.on_click: Callable[[wire.Clicked], None] = lambda click: None
        self._clock_changed_until_ms = 0
        self._version = version
        self.lobby.listen(self._written)

    def start(self) -> None:
        """Sound first, then what was open, then the line: guidance before telling; the rest when a screen stands."""
        self.player.start()
        station = self.config.station
        started = KioskStarted(
            self._version,
            self.pack.hash,
            station.name.zh,
            station.floor.zh,
            station.phone,
            station.aed_place.zh,
            station_en=station.name.en,
            place_en=station.floor.en,
            aed_place_en=station.aed_place.en,
        )
        self.note_health_fact(started)
        if self.recorder.aside is not None:
            self.note_health_fact(HealthNoted("journal", False, f"damaged file set aside: {self.recorder.aside.name}"))
        if self._settings_file.damaged:
            self.note_health_fact(HealthNoted("settings", False, "settings.json is not used"))
        self.lobby.resume()
        for part, call in (
            ("looking back", lambda: self.stage.after.recall(self.recorder)),
            ("the file for updates", self._show_lock),
            ("the volume", self._follow_volume),
        ):
            self._beside.do(part, call)  # none of it may keep the kiosk from starting
        self.prompter.follow()
        session = self.lobby.focused
        if session is not None:
            if session.incident.asking:
                self.prompter.phrase(session, "still_going_on")
            else:
                self.prompter.speak_step(session)
        self._beside.do("the line", self.line.start)
        for part, call in (
            ("live speech", self._start_speech),
            ("clearing out", self.clear_out),
            ("the shelf of contents", self._prune_shelf),
            ("the look at the clips", self.clips.start),
        ):
            self._later(partial(self._beside.do, part, call))

    def tick(self) -> None:
        """Every tenth of a second: timers ring, prompts repeat, the line sends again what is not confirmed."""
        step_s = self.now.step_s()
        if step_s is not None:
            self._clock_changed_until_ms = self.now().boot_ms + 60_000
            stepped = ClockStepped(round(step_s, 1))
            self.note_health_fact(stepped)
            for session in self.lobby.open_sessions:
                session.note(stepped)
        self.lobby.tick()
        for part, call in (
            ("the prompter", self.prompter.tick),
            ("the stage", self.stage.tick),
            ("the volume", self._follow_volume),
            ("the line", lambda: self.line.tick(urgent=not self.resting)),
            ("the sound check", lambda: self.soundcheck.tick(local(self.now()))),
            ("the kits", self._look_at_kits),
        ):
            self._beside.do(part, call)

    def _look_at_kits(self) -> None:
        noted = self._kits.noted(local(self.now()).date())
        if noted is not None:
            self.note_health_fact(noted)

    @property
    def resting(self) -> bool:
        """Nobody is helped and nobody practises; who was left standing is behind the idle page."""
        return all(session.incident.parked for session in self.lobby.open_sessions)

    def clear_out(self) -> None:
        """Once at start: drop closed incidents past their age that the desk has to the end."""
        prune(self.recorder, self._ops, KEEP_DAYS, self.now())
        prune_copies(self.recorder, KEEP_DAYS, self.now())
        self.printing.clear_out(KEEP_DAYS * 86_400)

    def _start_speech(self) -> None:
        self.speech.start()
        self.speech.prepare(live_words(self.pack, self.find_clip, cantonese=self.config.station.cantonese))

    def _prune_shelf(self) -> None:
        self.shelf.prune({f.pack for s in self.lobby.open_sessions for f in s.incident.frames})

    def note_health_fact(self, event: Event) -> None:
        """Facts about the machine go to this month's ops log."""
        self.recorder.append(self._ops, [event], self.now())
        self._beside.do("the line", lambda: self.line.push(self._ops))

    def close(self) -> None:
        self.printing.close()
        self.line.close()
        self.player.close()
        self.speech.close()
        self.recorder.close()

    # --- what the parts tell -------------------------------------------------------------------------------

    def _written(self, session: Session, record: Record) -> None:
        self._beside.do("the line", lambda: self.line.push(LogId(session.incident.id)))
        self._beside.do("the file for updates", self._show_lock)
        self._changed()

    def _show_lock(self) -> None:
        self._lock_file.show(s.incident for s in self.lobby.open_sessions)

    def _desk_records(self, log: LogId, records: list[Record]) -> None:
        self.lobby.merged(records)
        self._changed()

    def _configured(self, config: KioskConfig) -> None:
        self.config = config
        self._beside.do("the volume", self._follow_volume)  # before the sentence that lets people hear how loud it is
        self.stage.configure(config)
        self.on_configured(config)
        self._changed()

    def _changed(self) -> None:
        self.on_change()

    def _sounded(self, event: wire.Event) -> None:
        match event:
            case wire.Started(ref=ref, audible=audible):
                self.prompter.speaking.started(ref, audible)
            case wire.Ended(ref=ref, completed=completed):
                self.prompter.speaking.ended(ref, completed)
            case wire.NotSpoken(ref=ref, reason=reason):
                self.prompter.speaking.not_spoken(ref, reason)
            case wire.Clicked() as click:
                self.on_click(click)
            case wire.DeviceChanged(state=state):
                self._device(state)
            case wire.MixerDied() | wire.Counters():  # the player starts another mixer by itself
                fact = self._sound_health.heard(event, self.now())
                if fact is not None:
                    self.note_health_fact(fact)

    def _follow_volume(self) -> None:
        live = any(not session.incident.drill for session in self.lobby.open_sessions)
        wanted = level(self.config.sound, live=live, night=is_night_hour(local(self.now()).hour))
        if wanted != self.player.state.volume:
            self.player.volume(wanted)

    def _device(self, state: str) -> None:
        sounding = state != wire.NO_DEVICE
        if sounding != self.sounding:
            self.sounding = sounding
            self.prompter.sounding(sounding)
            self.note_health_fact(HealthNoted("sound", sounding, state))
            self._changed()

    def _voice_tested(self, result: SelfTest) -> None:
        """Whether live speech can be had is a fact the desk sees; clips do not need it."""
        self.note_health_fact(HealthNoted("voice", result.ok and result.mandarin, result.detail or result.engine))

    def _problems(self) -> tuple[tuple[str, str], ...]:
        wrong: list[tuple[str, str]] = []
        if not self.recorder.saved:
            wrong.append(("disk_off", "no_disk"))
        if self.recorder.aside is not None:
            wrong.append(("care", "journal_aside"))
        if self.now().boot_ms < self._clock_changed_until_ms:
            wrong.append(("clock", "clock_stepped"))
        return tuple(wrong)
