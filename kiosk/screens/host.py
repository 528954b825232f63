"""The one widget: any view on the glass in one frame, each meant press handed back as its action."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.uix.widget import Widget

from kiosk import theme
from kiosk.screens.box import Box
from kiosk.screens.chord import Fingers
from kiosk.screens.compose import compose
from kiosk.screens.ground import Ground
from kiosk.screens.holding import HOLD_EDGE_MM, Holding
from kiosk.screens.paint import Measured, Painter
from kiosk.screens.pen import with_gaps
from kiosk.screens.press import Press
from kiosk.screens.ring import Ring
from kiosk.screens.scene import Beating, Key, Node, Panel, Scene
from kiosk.screens.turned import SETTLED_S, Turned, same
from kiosk.screens.walk import order
from kiosk.screens.warm import Picture, likely
from kiosk.theme import Metrics
from kiosk.views_model import IdleView
from kiosk.views_upkeep import AnyView

WARM_EVERY_S = 0.25
NEAR_MM, ROLLS_MM = 1.5, 3.5
"""A gloved finger is wide and rolls: it may meet the glass so far beside its key, and be lifted so far beside it. Both
end before the next key."""

Geometry = dict[str, tuple[float, float, float, float]]


class Host(Widget):
    """`show` a view, `beat` the dial, hand each meant press to `on_action`."""

    def __init__(
        self,
        on_action: Callable[[str], None],
        px_per_mm: float = theme.REFERENCE_PX_PER_MM,
        *,
        on_touch: Callable[[], bool] = lambda: True,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._on_action, self._px_per_mm, self._now_s = on_action, px_per_mm, now_s
        self.on_touch = on_touch
        """Told of every touch before it means anything; False: it only woke the screen, and hits nothing."""
        self._holding = Holding(self.canvas.after)
        self._painter = Painter()
        self._measure = with_gaps(Measured())
        self._view: AnyView | None = None
        self._scene: Scene | None = None
        self._turned = Turned()
        self._acting = False
        self._slots: list[tuple[Node, InstructionGroup]] = []
        self._beating: list[tuple[Rectangle, Beating]] = []
        self._down = False
        self._press = Press()
        self._under = Box(0, 0, 0, 0)
        self._fingers = Fingers()
        self._chording: Any = None
        self._focused = ""
        self._hold: Any = None
        self._warmed: tuple[Metrics, bool] | None = None
        self._likely: Iterator[Picture] = iter(())
        self._warming: Any = None
        self._ground = Ground(self.canvas)
        self._ring, self._refused = Ring(self.canvas.after), Ring(self.canvas.after)
        self._calm = Clock.create_trigger(lambda dt: self._refused.draw(None, self.metrics), SETTLED_S)
        self._shade = Color(0, 0, 0, 0)
        self._shade_box = Rectangle()
        self.canvas.after.add(self._shade)
        self.canvas.after.add(self._shade_box)
        Window.bind(size=self._resized)

    # --- drawing ---

    @property
    def scene(self) -> Scene | None:
        return self._scene

    @property
    def metrics(self) -> Metrics:
        width, height = Window.size
        return Metrics(int(width), int(height), self._px_per_mm)

    def show(self, view: AnyView) -> None:
        """Draw this view, all of it, before the next frame; what has not changed keeps its textures."""
        self._view = view
        metrics = self.metrics
        scene = compose(view, metrics, self._measure)
        before, self._scene = self._scene, scene
        if before is not None and before.places != scene.places:
            self._refused.draw(None, metrics)
            if not self._acting:
                self._turned.went(before, self._now_s())
        self._ground.show(view, scene.ground)
        self._size_shade()
        self._beating.clear()
        for index, node in enumerate(scene.nodes):
            if index == len(self._slots):
                group = InstructionGroup()
                self.canvas.add(group)
                self._slots.append((node, group))
                self._fill(node, group)
                continue
            old, group = self._slots[index]
            if old != node or isinstance(node, Beating):
                group.clear()
                self._slots[index] = (node, group)
                self._fill(node, group)
        for _, group in self._slots[len(scene.nodes) :]:
            self.canvas.remove(group)
        del self._slots[len(scene.nodes) :]
        self._keep(before)
        if scene.chord is None:
            self._release_chord()
        self._draw_focus()
        if isinstance(view, IdleView):
            self._warm(view, metrics)

    def dim(self, brightness: float) -> None:
        """Darken the picture: 1.0 is all of it. There is no lamp to turn down that every panel would obey."""
        shade = round(1.0 - brightness, 3)
        if shade != self._shade.a:  # to set even the same again would draw the whole glass anew
            self._shade.a = shade
            self._size_shade()

    def _size_shade(self) -> None:
        """Without a shade it has no size: drawn in software, a box of nothing over it all is a quarter of a frame."""
        self._shade_box.size = Window.size if self._shade.a else (0, 0)

    def flash(self) -> None:
        """For people who do not hear."""
        self._ground.flash()

    def close(self) -> None:
        """Let go of the window: no more painting beforehand, no more following its size."""
        Window.unbind(size=self._resized)
        self._release_hold()
        self._release_chord()
        self._calm.cancel()
        self._ground.end_flash()
        if self._warming is not None:
            self._warming.cancel()
            self._warming = None

    def _warm(self, view: IdleView, metrics: Metrics) -> None:
        """While nobody needs the screen, paint what the next screens will want, one drawing at a time."""
        wanted = (metrics, view.chrome.night)
        if wanted == self._warmed:
            return
        self._warmed = wanted
        self._likely = likely(view.chrome, metrics, self._measure)
        if self._warming is None:
            self._warming = Clock.schedule_interval(lambda dt: self._warm_one(), WARM_EVERY_S)

    def _warm_one(self) -> None:
        if self._press.touch is not None or not isinstance(self._view, IdleView):
            return  # a step is being guided: it draws what it needs itself
        picture = next(self._likely, None)
        if picture is not None:
            self._painter.prepare(*picture)
        elif self._warming is not None:
            self._warming.cancel()
            self._warming = None

    def beat(self, pressed: bool) -> None:
        """Two redraws a beat: pressed, released. Nothing in between."""
        self._down = pressed
        for rectangle, node in self._beating:
            self._size_disc(rectangle, node)

    def _size_disc(self, rectangle: Rectangle, node: Beating) -> None:
        box = node.box if self._down else node.box.square(round(node.box.w * node.released))
        rectangle.pos, rectangle.size = (box.x, self.metrics.height_px - box.bottom), (box.w, box.h)

    def geometry(self) -> Geometry:
        """Where each action stands: (x, y, width, height) in window pixels, y from the bottom as Kivy counts."""
        height = self.metrics.height_px
        keys = self._scene.keys if self._scene else ()
        return {key.action: (key.box.x, height - key.box.bottom, key.box.w, key.box.h) for key in keys}

    def _fill(self, node: Node, group: InstructionGroup) -> None:
        rectangle = self._painter.fill(group, node, self.metrics.height_px)
        if rectangle is not None and isinstance(node, Beating):
            self._beating.append((rectangle, node))
            self._size_disc(rectangle, node)

    def _resized(self, *changed: object) -> None:
        if self._view is None:
            return
        for _, group in self._slots:
            self.canvas.remove(group)
        self._slots.clear()
        self.show(self._view)

    # --- fingers ---

    def key_at(self, x: float, y: float) -> Key | None:
        """The key at window coordinates with y from the top."""
        return self._scene.key_at(x, y, self.metrics.px(NEAR_MM)) if self._scene else None

    def _refuse(self, key: Key) -> None:
        """The touch was felt and not taken: a ring around what stands here now, to look again."""
        self._refused.draw(key, self.metrics)
        self._calm.cancel()
        self._calm()

    def _act(self, action: str) -> None:
        """What is shown meanwhile is the answer to the press."""
        self._acting = True
        try:
            self._on_action(action)
        finally:
            self._acting = False

    def on_touch_down(self, touch: Any) -> bool:
        if "button" in touch.profile and touch.button != "left":  # wheel and right button; a finger has no button
            return True
        if not self.on_touch():
            return True
        place = self._place_at(touch)
        if place is not None:
            touch.grab(self)
            if self._fingers.down(touch.uid, place):
                self._chording = Clock.schedule_once(lambda dt: self._chord_over(), self._chord_s())
            return True
        x, y = touch.x, self.metrics.height_px - touch.y
        key = self.key_at(x, y)
        if key is not None and key.pad:
            self._unfocus()
            self.on_tap(key.action)
            return True
        if key is not None and self._turned.refuses(key, x, y, self._now_s(), self.metrics.px(NEAR_MM)):
            self._unfocus()
            self._refuse(key)
            return True
        if key is None or not self._press.down(touch.uid, key.action, self._now_s() * 1000):
            return True
        touch.grab(self)
        self._under = key.box.inset(-self.metrics.px(ROLLS_MM))
        self._repaint(key, key.pressed)
        self._unfocus()
        if key.hold_s:
            self._hold = Clock.schedule_once(lambda dt: self._hold_over(touch.uid), key.hold_s)
            if key.shows_hold:
                x, y, w, h = self.geometry()[key.action]
                self._holding.begin((x, y, w, h), key.rest.radius_px, self.metrics.px(HOLD_EDGE_MM), key.hold_s)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return True
        if self._place_at(touch) is None and self._fingers.up(touch.uid):
            self._release_chord(forget=False)
        key = self._key(self._press.action)
        inside = key is not None and self._under.holds(touch.x, self.metrics.height_px - touch.y)
        if self._press.move(touch.uid, inside) and key is not None:
            self._repaint(key, key.rest)
            self._release_hold()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return True
        touch.ungrab(self)
        if self._fingers.up(touch.uid):
            self._release_chord(forget=False)
            return True
        key = self._key(self._press.action)
        if key is not None and not self._under.holds(touch.x, self.metrics.height_px - touch.y):
            self._press.move(touch.uid, False)
        if key is not None:
            self._repaint(key, key.rest)
        if key is not None and key.hold_s:
            let_go = key.shows_hold and self._press.touch == touch.uid and self._press.inside
            self._release_hold()
            self._press.cancel()
            if let_go:
                self._act(f"short:{key.action}")  # no press: the screen says that it must be held
            return True
        action = self._press.up(touch.uid, self._now_s() * 1000)
        if action and key is not None:
            self._act(action)
        return True

    def _hold_over(self, touch: Any) -> None:
        """One frame later: after a stall, a finger that was lifted long ago is still waiting in the queue."""
        self._hold = Clock.schedule_once(lambda dt: self._held(touch), 0)

    def _held(self, touch: Any) -> None:
        key = self._key(self._press.action)
        action = self._press.held(touch, self._now_s() * 1000)
        self._holding.end()
        if action and key is not None:
            self._repaint(key, key.rest)
            self._act(action)

    def _release_hold(self) -> None:
        self._holding.end()
        if self._hold is not None:
            self._hold.cancel()
            self._hold = None

    def _place_at(self, touch: Any) -> int | None:
        """In which of the two places that are held together this finger is."""
        chord = self._scene.chord if self._scene else None
        if chord is None:
            return None
        y = self.metrics.height_px - touch.y
        return next((n for n, box in enumerate(chord.boxes) if box.holds(touch.x, y)), None)

    def _chord_s(self) -> float:
        chord = self._scene.chord if self._scene else None
        return chord.hold_s if chord is not None else 0.0

    def _chord_over(self) -> None:
        self._chording = None
        chord = self._scene.chord if self._scene else None
        if chord is not None and self._fingers.both:
            self._fingers.clear()
            self._act(chord.action)

    def _release_chord(self, *, forget: bool = True) -> None:
        if self._chording is not None:
            self._chording.cancel()
            self._chording = None
        if forget:
            self._fingers.clear()

    def _key(self, action: str) -> Key | None:
        return self._scene.key(action) if self._scene else None

    def _stayed(self, before: Scene | None, action: str) -> bool:
        old, new = before.key(action) if before else None, self._key(action)
        return old is not None and new is not None and same(old, new)

    def _repaint(self, key: Key, panel: Panel) -> None:
        """Only the ground of the key changes; its words stay where they are."""
        if self._scene is None:
            return
        for index, node in enumerate(self._scene.nodes):
            if node is key.rest:
                _, group = self._slots[index]
                group.clear()
                self._slots[index] = (panel, group)
                self._painter.fill(group, panel, self.metrics.height_px)
                return

    def _keep(self, before: Scene | None) -> None:
        """A new view under a finger or a pedal's ring: the press goes on if its key is still there and means the same;
        where it stands now does not matter to a finger that is down."""
        if self._focused and not self._stayed(before, self._focused):
            self._focused = ""
        if self._press.touch is None:
            return
        key = self._key(self._press.action)
        if key is None or not self._stayed(before, key.action):
            self._press.cancel()
            self._release_hold()
        elif self._press.inside:
            self._repaint(key, key.pressed)

    # --- pedal, presenter, keyboard ---

    def focus_next(self, step: int = 1) -> None:
        """Move the focus ring; a pedal or a presenter is a keyboard."""
        names = order(self._scene.keys) if self._scene else []
        if not names:
            return
        at = names.index(self._focused) if self._focused in names else (-1 if step > 0 else 0)
        self._focused = names[(at + step) % len(names)]
        self._draw_focus()

    def press_focused(self) -> bool:
        """True if a key had the focus."""
        action = self._focused
        if self._key(action) is None:
            return False
        if action.startswith(("answer:", "dock:")):
            self._unfocus()  # the next page may have the same key: pressed twice, it would be answered unread
        self._act(action)
        return True

    def on_tap(self, action: str) -> None:
        """A tap in time counts as it begins, every one of them, whatever other finger is down."""
        self._act(action)

    def _unfocus(self) -> None:
        self._focused = ""
        self._draw_focus()

    def _draw_focus(self) -> None:
        self._ring.draw(self._key(self._focused), self.metrics)
