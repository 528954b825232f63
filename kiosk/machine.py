"""The kiosk's own parts as operations move them: settings, a sentence to hear, logs to carry away."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from audio.wire import SpeechClassName
from journal.recorder import Recorder
from protocols.events import Event, Moment
from protocols.model import Pack

from . import settings as own
from .export import Export, sticks
from .settings import Settings, SettingsFile
from .station import KioskConfig
from .upkeep import Report
from .words import written

SOUND_TEST = "sound_test"
"""The phrase that is played; it says that this is a test."""


class Loudspeaker(Protocol):
    def say(self, clip_path: Path, *, speech_class: SpeechClassName, ref: str, first: bool = False) -> None: ...


class Link(Protocol):
    """What is known of the line."""

    @property
    def up(self) -> bool: ...
    @property
    def down_s(self) -> float: ...
    @property
    def desk(self) -> tuple[bool, int]:
        """Is a desk online, and how many people are signed in there?"""


@dataclass(slots=True)
class KioskMachine:
    """`config` is the station's file; what counts is that with `settings` over it."""

    config: KioskConfig
    file: SettingsFile
    recorder: Recorder
    speaker: Loudspeaker
    find: Callable[[str, str], Path | None]
    link: Link
    packs: Callable[[str], Pack | None]
    present: Pack
    now: Callable[[], Moment]
    version: str
    note: Callable[[Event], None]
    sounding: Callable[[], bool]
    configured: Callable[[KioskConfig], None]
    stop: Callable[[], None]
    mounted: Callable[[Path], bool] = os.path.ismount
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = self.file.load()

    @property
    def counts(self) -> KioskConfig:
        return own.over(self.config, self.settings)

    def apply(self, settings: Settings) -> bool:
        self.settings = settings
        self.configured(self.counts)
        return self.file.save(settings)

    def play_test(self) -> bool:
        phrase = self.present.phrases.get(SOUND_TEST)
        lang = written(self.counts.lang)
        clip = self.find(phrase.say[lang], lang) if phrase is not None and phrase.say is not None else None
        if clip is None or not self.sounding():
            return False
        self.speaker.say(clip, speech_class="chatter", ref=SOUND_TEST)
        return True

    def sticks(self, *, locked: bool = False) -> list[Path]:
        return sticks(locked=locked)

    def export(self, to: Path) -> Export:
        station = self.config.station.id
        return Export(self.recorder, self.packs, self.present, to, station, self.now(), self.mounted)

    def report(self) -> Report:
        online, attended = self.link.desk
        protocols = self.present.protocols.values()
        return Report(
            self.version,
            self.present.hash,
            sum(p.review.signed for p in protocols),
            len(protocols),
            str(Path(self.config.data).resolve()),
            self.file.damaged,
            self.config.line.brokers,
            self.config.line.second_carrier,
            self.link.up,
            self.link.down_s,
            online,
            attended,
            len(self.recorder.behind()),
            self.recorder.saved,
        )
