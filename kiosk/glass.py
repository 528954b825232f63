"""The window's side of the kiosk: draws what changed, hands taps over, pulses with the beat."""

from __future__ import annotations

import time
from typing import Any

from audio import wire

from . import pace
from .geometry import Box, Geometry
from .kiosk import Kiosk
from .views_upkeep import AnyView

FAST_AFTER_TOUCH_S = 5.0
"""So long after a touch the loop stays fast although nobody is helped: the finger's lifting, and the next tap."""
BEAT_PRESS_SHARE = 0.45
"""The dial stays pressed for this share of a beat: two redraws a beat, no easing."""


class Glass:
    """The window's side: draws the stage's view when it changed, hands taps over, pulses with the beat."""

    host: Any

    def __init__(self, kiosk: Kiosk, clock: Any, window: Any, geometry: Geometry | None) -> None:
        self._kiosk, self._clock, self._window, self._geometry = kiosk, clock, window, geometry
        self._shown: AnyView | None = None
        self._failed: AnyView | None = None
        self._seen: tuple[str, tuple[int, ...], dict[str, Box]] = ("", (), {})
        self._flashes = kiosk.stage.flashes
        self._wanted = False
        self._fast_until_s = 0.0
        self.resting_fps = pace.LOOKING_FPS
        self._tick = clock.schedule_interval(lambda dt: self.tick(), pace.GUIDING_TICK_S)
        kiosk.on_change = self.want
        kiosk.on_click = self.pulse

    def want(self) -> None:
        """Something changed: draw before the next frame (once, however much changed)."""
        if not self._wanted:
            self._wanted = True
            self._clock.schedule_once(lambda dt: self.draw(), -1)

    def tap(self, action: str) -> None:
        """A key was pressed and released. Draw at once: the next frame shows the answer."""
        if self._geometry is not None:
            self._geometry.touched()
        try:
            self._kiosk.stage.act(action)
        finally:
            self.draw()  # whatever failed, the step that the tap led to is shown

    def touched(self) -> bool:
        """Something was touched, anywhere. False: it only woke the dimmed screen."""
        self._fast_until_s = time.monotonic() + FAST_AFTER_TOUCH_S
        self._pace()
        meant = self._kiosk.stage.touched()
        if not meant:
            self.draw()
        return meant

    def tick(self) -> None:
        self._kiosk.tick()
        self.draw()
        self._pace()

    def _pace(self) -> None:
        fast = not self._kiosk.resting or time.monotonic() < self._fast_until_s
        pace.turn(self._clock, self._tick, fast=fast, resting_fps=self.resting_fps)

    def draw(self) -> None:
        self._wanted = False
        self.host.dim(self._kiosk.stage.brightness)
        view = self._kiosk.stage.view()
        if view != self._shown:
            self._pace()
            if not self._could_show(view):
                return
            self._shown = view  # only now: what could not be drawn is tried again, and nobody says that it was shown
            if self._flashes != self._kiosk.stage.flashes:
                self._flashes = self._kiosk.stage.flashes
                if self._kiosk.config.screen.flash:
                    self.host.flash()
            self._kiosk.stage.drawn()
        if self._geometry is not None:
            self._note_places(view)

    def _could_show(self, view: AnyView) -> bool:
        """Raises what went wrong once, not with every tick."""
        try:
            self.host.show(view)
        except Exception:
            if view == self._failed:
                return False
            self._failed = view
            raise
        return True

    def _note_places(self, view: AnyView) -> None:
        """For a finger outside: written anew when the keys of the same screen stand elsewhere, as on a turned one."""
        seen = (self._screen_name(view), tuple(self._window.size), self.host.geometry())
        if seen != self._seen:
            self._seen = seen
            self._window.bind(on_flip=self._flipped)

    def _flipped(self, *_: object) -> bool:
        """Kivy asks before it flips: flip here and take the time afterwards; True keeps it from flipping twice."""
        self._window.unbind(on_flip=self._flipped)
        self._window.flip()
        if self._geometry is not None:
            self._geometry.flipped(self._seen[0], tuple(self._window.size), self.host.geometry())
        return True

    def _screen_name(self, view: AnyView) -> str:
        """What an outside test calls this screen: its kind and the keys on it (times and captions do not count)."""
        session = self._kiosk.lobby.focused
        top = session.incident.top if session is not None else None
        where = f"{top.protocol}/{top.step}" if top is not None else ""
        desk = getattr(getattr(view, "chrome", None), "desk", None)
        said = f"{desk.who}: {desk.text}" if desk is not None else ""
        keys = ",".join(sorted(self.host.geometry()))
        return f"{type(view).__name__}|{where}|{self._kiosk.stage.lang}|{keys}|desk={said}"

    def pulse(self, click: wire.Clicked) -> None:
        """Press and release the dial with the click as it is heard; "thirty and two" also counts on it."""
        delay_s = max(0.0, (click.monotonic_ns - time.monotonic_ns()) / 1e9)
        session = self._kiosk.lobby.focused
        beat = session.incident.beat if session is not None else None
        if beat is None:
            return
        if beat.pattern == "30:2":
            self._clock.schedule_once(lambda dt: self._count(click), delay_s)
        if click.kind != "press":
            return
        press_s = 60.0 / beat.rate_bpm * BEAT_PRESS_SHARE
        self._clock.schedule_once(lambda dt: self.host.beat(True), delay_s)
        self._clock.schedule_once(lambda dt: self.host.beat(False), delay_s + press_s)

    def _count(self, click: wire.Clicked) -> None:
        if self._kiosk.stage.counting:
            self._kiosk.stage.counted(click.kind, click.number)
            self.draw()
