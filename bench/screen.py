"""The kiosk's window beside an empty Kivy app, beside a browser's kiosk page of the same words."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
from Xlib.display import Display
from Xlib.error import XError

from deploy.demo.browser import FLAGS, chromium
from deploy.demo.finger import Finger, ScreenMissing
from deploy.demo.parts import Part, free_port, kiosk_config, main_part, virtual_screen
from kiosk.around import Around
from kiosk.glass import FAST_AFTER_TOUCH_S
from kiosk.line_state import LineFacts
from kiosk.screens.compose import compose
from kiosk.station_file import load as load_station
from kiosk.theme import REFERENCE_PX_PER_MM, Metrics
from kiosk.views import session_view
from protocols.commands import Open
from protocols.content import load
from protocols.engine import decide
from protocols.events import Moment, Record
from protocols.incident import Incident
from protocols.model import Pack

from .table import Row

STARTS = 3
TAPS = 24
WARM_LIMIT_S = 240.0
IDLE_S = 20.0
FIRST_TOUCHES = 12
LIBRARY_TIMES = 10
"""So many times as many protocols, to see what one step's screen costs in a larger library."""
KIOSK_EXAMPLE = Path(__file__).resolve().parent.parent / "kiosk" / "kiosk.example.toml"
PAGE = Path(__file__).resolve().parent / "idle_page.html"


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        screen, display = virtual_screen(out)
        try:
            rows = _windows(out, display)
        finally:
            screen.kill()
    return [*rows, *_library()]


def _windows(out: Path, display: str) -> list[Row]:
    env = {"DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
    began: dict[str, list[float]] = {"kiosk": [], "bare": [], "page": []}
    memory: dict[str, list[float]] = {"kiosk": [], "bare": [], "page": []}
    frames: dict[str, list[float]] = {"kiosk": [], "bare": []}
    warming, idle, painted, first = list[float](), list[float](), list[float](), list[float]()
    for life in range(STARTS):  # side by side, so that what else the machine does falls on all of them
        # a journal of its own: the rescue of the life before would be open again, and nothing at rest
        config = kiosk_config(_folder(out, f"life-{life}"), free_port(), device="none", fullscreen=False,
                              width_px=1080, height_px=1920)  # fmt: skip
        for name in ("bare", "kiosk"):
            geometry = out / f"{name}-{life}"
            part = (
                main_part("kiosk", out, "kiosk", "--config", str(config), "--test-geometry", str(geometry), env=env)
                if name == "kiosk"
                else Part(name, [sys.executable, "-m", "bench.bare_kivy", str(geometry)], out / "bare.log", env)
            )
            at = time.monotonic_ns()
            part.start()
            try:
                finger = Finger(display, geometry)
                began[name].append((finger.wait(limit_s=60).flipped_ns - at) / 1e6)
                assert part.process is not None
                family = _family(part.process.pid)
                if name == "kiosk" and life == STARTS - 1:
                    warming, idle = _rest(family)
                    painted = [_memory_mb(family)]
                    first = _first_touches(finger)
                else:
                    memory[name].append(_memory_mb(family))
                frames[name] += _taps(finger)
                finger.close()
            finally:
                part.kill()
        ms, mb = _page(out, display, life)
        began["page"].append(ms)
        memory["page"].append(mb)
    return [
        Row("cold start to touchable", began["kiosk"], "ms", "empty Kivy app", began["bare"]),
        Row("the same", began["kiosk"], "ms", "Chromium kiosk page, same words", began["page"]),
        Row("memory, all processes (PSS)", memory["kiosk"], "MB", "empty Kivy app", memory["bare"]),
        Row("the same", memory["kiosk"], "MB", "Chromium kiosk page, same words", memory["page"]),
        Row("memory when the screens to come are painted", painted, "MB", "empty Kivy app", memory["bare"]),
        Row("touch to the next frame", frames["kiosk"], "ms", "empty Kivy app", frames["bare"]),
        Row("first touch at rest, lifted to its frame", first, "ms"),
        Row("first minutes, painting beforehand", warming, "% of a core"),
        Row("idle after that, all processes", idle, "% of a core"),
    ]


def _folder(out: Path, name: str) -> Path:
    made = out / name
    made.mkdir()
    return made


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _memory_mb(family: list[psutil.Process]) -> float:
    return float(sum(p.memory_full_info().pss for p in family) / 1e6)


def _cpu(family: list[psutil.Process], seconds: float) -> float:
    """Percent of one core that these processes used together."""
    before, at = sum(sum(p.cpu_times()[:2]) for p in family), time.monotonic()
    time.sleep(seconds)
    return (sum(sum(p.cpu_times()[:2]) for p in family) - before) / (time.monotonic() - at) * 100


def _rest(family: list[psutil.Process]) -> tuple[list[float], list[float]]:
    """While it paints what may be wanted soon, and when it has done so: it has when a few seconds cost as little as the
    few before."""
    warming = [_cpu(family, 3)]
    end = time.monotonic() + WARM_LIMIT_S
    while time.monotonic() < end:
        warming.append(_cpu(family, 3))
        if warming[-1] < max(warming) / 4:
            break
    return warming[:-1], [_cpu(family, IDLE_S / 4) for _ in range(4)]


def _taps(finger: Finger) -> list[float]:
    """Milliseconds from each touch to its frame, through a rescue: the first answer, again and again."""
    found = list[float]()
    while len(found) < TAPS:
        screen = finger.wait()
        wanted = [key for key in screen.keys if key.startswith(("answer:", "turn", "help"))]
        for key in (*wanted[:1], "language"):  # an answer that leads back to its own screen draws nothing new
            try:
                screen = finger.wait(after=finger.tap(key), touched_after_ns=screen.touched_ns, limit_s=2)
            except ScreenMissing:
                continue
            found.append((screen.flipped_ns - screen.touched_ns) / 1e6)
            break
        else:
            raise ScreenMissing(f"no key of {screen.name} brings another screen")
    return found


def _first_touches(finger: Finger) -> list[float]:
    """Milliseconds from the lifting of a finger that nobody expected to the frame that came of it."""
    found = list[float]()
    for number in range(FIRST_TOUCHES + 2):  # the other language is drawn for the first time, then the first again
        time.sleep(FAST_AFTER_TOUCH_S + 0.5 + number * 0.07)  # at another moment of the loop's sleep each time
        screen = finger.wait(key="language")
        after = finger.tap("language")
        lifted_ns = time.monotonic_ns()
        screen = finger.wait(after=after, touched_after_ns=screen.touched_ns)
        found.append((screen.flipped_ns - lifted_ns) / 1e6)
    return found[2:]


def _page(out: Path, display: str, life: int) -> tuple[float, float]:
    """Milliseconds until a browser in kiosk mode has drawn the page (its window's name says so), and its memory."""
    command = [
        chromium(), *FLAGS, "--kiosk", "--window-size=1080,1920", f"--user-data-dir={out / f'browser-{life}'}",
        PAGE.as_uri(),
    ]  # fmt: skip
    part = Part("page", command, out / "page.log", {"DISPLAY": display})
    at = time.monotonic()
    part.start()
    try:
        watching = Display(display)
        while "drawn" not in _names(watching):
            if time.monotonic() - at > 60:
                raise TimeoutError(f"the browser drew nothing: see {part.log}")
            time.sleep(0.005)
        took_ms = (time.monotonic() - at) * 1000
        watching.close()
        assert part.process is not None
        time.sleep(2)
        return took_ms, _memory_mb(_family(part.process.pid))
    finally:
        part.kill()


def _names(display: Display) -> str:
    """The names of all windows on the screen."""
    names, todo = [], [display.screen().root]
    while todo:
        window = todo.pop()
        try:
            names.append(str(window.get_full_text_property(display.intern_atom("_NET_WM_NAME")) or ""))
            todo += window.query_tree().children
        except XError:  # closed meanwhile
            continue
    return " ".join(names)


def _library() -> list[Row]:
    """One step's view and layout with the library as it is, and with one ten times as large, in turn."""
    pack = load()
    more = {
        f"{id}_{n}": replace(protocol, id=f"{id}_{n}")
        for n in range(1, LIBRARY_TIMES)
        for id, protocol in pack.protocols.items()
    }
    large = replace(pack, protocols={**pack.protocols, **more})
    here, there = _step(pack), _step(large)
    now, then = list[float](), list[float]()
    for _ in range(40):
        now.append(_ms(here))
        then.append(_ms(there))
    return [Row(f"one step's screen, {LIBRARY_TIMES} times the library", then, "ms", "the library as it is", now)]


def _step(pack: Pack) -> Callable[[], object]:
    moment = Moment(1_700_000_000_000, 1_000, "boot")
    incident = Incident("BENCH/live/1")
    protocol, step = pack.cpr
    for event in decide(pack, incident, Open(protocol, "BENCH", "lobby", step=step), moment):
        incident = incident.apply(Record(incident.id, incident.head + 1, moment, event))
    around = Around(moment, load_station(KIOSK_EXAMPLE, env={}).station, "zh", LineFacts(True, True, True, 1))
    metrics = Metrics(1080, 1920, REFERENCE_PX_PER_MM)

    def width(text: str, size_px: int, bold: bool) -> float:
        return len(text) * float(size_px)

    return lambda: compose(session_view(pack, incident, around), metrics, width)


def _ms(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000
