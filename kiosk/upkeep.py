"""What somebody from operations does at the kiosk: the PIN, the settings behind it, cleaning. Help ends all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from protocols import ops_events as ops
from protocols.events import Event, Moment, elapsed_ms
from protocols.incident import Incident

from .abandoned import may_be_closed_by_operations
from .export import Export
from .incident_lock import Taking, blocked_by_incident
from .pin import MAX_DIGITS, Accepted, Locked, PinLock, Wrong
from .settings import BRIGHTNESSES, VOLUMES, Settings
from .touch_test import COUNT, touched
from .words import say

CLOSES_S = 120.0
CLEANING_S = 60.0
LOGS_A_TICK = 10
"""Some milliseconds: a touch never waits longer than that for an export."""
PAGES = (
    "lang", "profile", "volume", "brightness", "rotation", "night", "station", "line", "voice", "touch", "cleaning",
    "export", "versions", "exit",
)  # fmt: skip
REASONS = ("abandon_over", "abandon_mistake", "abandon_power")
"""Why operations close what staff left open; the words go into its record."""
Page = str
Heard = Literal["", "asked", "good", "bad", "cannot"]


@dataclass(frozen=True, slots=True)
class Report:
    """What the kiosk knows of itself, for the pages that only tell."""

    version: str = ""
    pack: str = ""
    signed: int = 0
    protocols: int = 0
    data: str = ""
    settings_damaged: bool = False
    brokers: tuple[str, ...] = ()
    second_carrier: str = ""
    line_up: bool = False
    line_down_s: float = 0.0
    desk_online: bool = False
    attended: int = 0
    waiting: int = 0
    saved: bool = True


class Machine(Protocol):
    """The parts of the kiosk that operations move."""

    settings: Settings

    def report(self) -> Report: ...
    def apply(self, settings: Settings) -> bool:
        """Let it count now and keep it; False: it is not kept over a restart."""

    def play_test(self) -> bool:
        """Play a sentence; False: it cannot sound."""

    def sticks(self, *, locked: bool = False) -> list[Path]: ...
    def export(self, to: Path) -> Export: ...
    def note(self, event: Event) -> None: ...
    def stop(self) -> None: ...


@dataclass(slots=True)
class Upkeep:
    """`page` "" = nobody is there. `act` takes the actions of its own screens, `tick` closes what was forgotten."""

    lock: PinLock
    machine: Machine
    now: Callable[[], Moment]
    incidents: Callable[[], Iterable[Incident]]
    page: Page = ""
    digits: str = ""
    told: str = ""
    """The name of the words that answer the last press."""
    kept: bool = True
    locked_out: bool = False
    heard: Heard = ""
    touched: frozenset[int] = frozenset()
    where: Path | None = None
    export: Export | None = None
    since: Moment | None = None
    """The last press; while cleaning, its beginning."""
    close_abandoned: Callable[[str], bool] = lambda reason: False
    """Close what stood parked for twelve hours, with this reason; False: there is nothing that may be closed."""

    # --- being there, and going ----------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        return bool(self.page)

    @property
    def cleaning(self) -> bool:
        return self.page == "wiping"

    @property
    def cleaning_left_s(self) -> float:
        gone_s = elapsed_ms(self.since, self.now()) / 1000 if self.since is not None else CLEANING_S
        return max(0.0, CLEANING_S - gone_s)

    def blocked(self, taking: Taking) -> bool:
        return bool(blocked_by_incident(self.incidents(), taking))

    @property
    def abandoned(self) -> bool:
        """Something stands parked for so long that it may be closed from here."""
        return any(may_be_closed_by_operations(incident, self.now()) for incident in self.incidents())

    def leave(self) -> None:
        """Gone at once and without a trace on the screen: somebody needs help, or nobody is there any more."""
        if self.export is not None:
            self.export.cancel()
        self.page = self.digits = self.told = self.heard = ""
        self.touched, self.export, self.where = frozenset(), None, None

    def tick(self) -> None:
        if not self.open:
            return
        if self.cleaning:
            if self.blocked("clean") or self.cleaning_left_s <= 0:
                self.leave()
            return
        if self.export is not None and self.page == "export":
            self._export_on(self.export)
        if self.since is not None and elapsed_ms(self.since, self.now()) >= CLOSES_S * 1000:
            self.leave()

    def _export_on(self, export: Export) -> None:
        if self.blocked("export"):
            export.cancel()
            return
        if export.ended:
            return
        self.since = self.now()
        if all(export.step() for _ in range(LOGS_A_TICK)):
            return
        self.told = "export_failed" if export.trouble else "export_done"
        if self.told == "export_done":
            self.machine.note(ops.UpkeepNoted("exported", f"{export.incidents} incidents"))

    # --- presses -------------------------------------------------------------------------------------------

    def act(self, action: str) -> None:
        kind, _, rest = action.partition(":")
        if action == "upkeep:open":
            if not self.open:
                self.page, self.since = "pin", self.now()
            return
        if not self.open:
            return  # a late press on a page that is gone
        if not self.cleaning:
            self.since = self.now()
        match kind:
            case "pin" if self.page == "pin":
                self._pin(rest)
            case "touch" if self.page == "touch":
                self._touch(rest)
            case "clean" if self.cleaning and rest == "end":
                self.leave()
            case "upkeep" if rest == "close" or (rest == "back" and self.page in ("pin", "menu")):
                self.leave()
            case "upkeep" if self.page not in ("pin", "wiping"):
                self._inside(rest)
            case _:
                pass

    def _pin(self, key: str) -> None:
        self.told = ""
        if key == "erase":
            self.digits = self.digits[:-1]
        elif key == "ok":
            digits, self.digits = self.digits, ""
            self._try(digits)
        elif key.isdecimal() and len(key) == 1 and len(self.digits) < MAX_DIGITS:
            self.digits += key

    def _try(self, digits: str) -> None:
        waited = not isinstance(self.lock.standing(self.now()), Wrong)
        if not digits:
            self.told = "pin_short"
            return
        match self.lock.try_(digits, self.now()):
            case Accepted():
                self.page = "menu"
                self.machine.note(ops.UpkeepNoted("opened"))
                if self.locked_out:
                    self.machine.note(ops.HealthNoted("pin", True))
                self.locked_out = False
            case Wrong():
                self.told = "pin_wrong"
            case Locked() if not waited:
                self.locked_out = True
                self.machine.note(ops.HealthNoted("pin", False, "wrong digits five times"))
            case _:
                pass  # the page says why nothing can be typed

    def _touch(self, target: str) -> None:
        before, self.touched = self.touched, touched(self.touched, target)
        if len(self.touched) == COUNT and before != self.touched:
            self.told = "touch_good"
            self.machine.note(ops.HealthNoted("touch", True, f"{COUNT}/{COUNT}"))

    def _inside(self, rest: str) -> None:
        what, _, value = rest.partition(":")
        self.told = ""
        match what:
            case "back":
                self._turn("menu")
            case "page" if value in PAGES:
                self._turn(value)
            case "set":
                key, _, new = value.partition(":")
                self._set(key, new)
            case "do":
                self._do(value)
            case _:
                pass

    def _turn(self, page: Page) -> None:
        if self.page == "touch" and 0 < len(self.touched) < COUNT:
            self.machine.note(ops.HealthNoted("touch", False, f"{len(self.touched)}/{COUNT}"))
        if self.export is not None:
            self.export.cancel()
        self.page, self.heard, self.touched, self.export = page, "", frozenset(), None
        if page == "export":
            self._look_for_stick()

    def _look_for_stick(self) -> None:
        found, self.export = self.machine.sticks(), None
        self.where = found[0] if found else None
        self.told = "" if found else "export_why_locked" if self.machine.sticks(locked=True) else "export_none"

    def _set(self, key: str, value: str) -> None:
        settings = changed(self.machine.settings, key, value)
        if settings is None or settings == self.machine.settings:
            return
        self.kept = self.machine.apply(settings)
        self.machine.note(ops.SettingChanged(key, value))
        if key == "volume":
            self.machine.play_test()

    def _do(self, what: str) -> None:
        match what:
            case "play":
                self.heard = "asked" if self.machine.play_test() else "cannot"
            case "heard" | "not_heard" if self.heard == "asked":
                self.heard = "good" if what == "heard" else "bad"
                self.machine.note(ops.HealthNoted("heard", what == "heard", "" if what == "heard" else "not heard"))
            case "look" if self.export is None or self.export.ended:
                self._look_for_stick()
            case reason if reason in REASONS and self.page == "exit":
                if self.close_abandoned(say(reason, "zh")):
                    self.told = "abandon_done"
                    self.machine.note(ops.UpkeepNoted("closed", reason))
            case "clean" | "export" | "exit" if self.blocked(what):
                self.told = "blocked"
            case "clean":
                self.page, self.since = "wiping", self.now()
                self.machine.note(ops.UpkeepNoted("cleaning"))
            case "export" if self.where is not None and self.export is None:
                self.export, self.told = self.machine.export(self.where), "export_running"
            case "exit":
                self.machine.note(ops.UpkeepNoted("left"))
                self.machine.stop()
            case _:
                pass


def changed(settings: Settings, key: str, value: str) -> Settings | None:
    """The settings with this one; None if there is no such thing. Nothing from a screen is trusted either."""
    kinds: dict[str, Callable[[str], object]] = {
        "lang": str, "profile": str, "night": str, "rotation": int, "volume": float, "brightness": float,
    }  # fmt: skip
    if key not in kinds:
        return None
    try:
        made = msgspec.convert({**msgspec.to_builtins(settings), key: kinds[key](value)}, Settings)
    except (ValueError, msgspec.ValidationError):
        return None
    steps = {"volume": VOLUMES, "brightness": BRIGHTNESSES}.get(key)
    return made if steps is None or getattr(made, key) in steps else None
