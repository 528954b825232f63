"""Starts broker, desk and kiosk on this machine; without a display it plays the scripted rescue."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from audio.voice import ClipLibrary
from journal import broker as brokers
from protocols import content
from protocols.content import spoken_texts

from .parts import Part, PartFailed, desk_config, free_port, kiosk_config, main_part, virtual_screen

CLIPS = Path("audio/clips")
PORTRAIT = (1080, 1920)
OURS = ("demonstration.txt", "geometry.jsonl")
"""Only a directory with one of these is emptied."""
SETTLE_S = 1.5
"""After the last tap: facts, receipts and sound reach where they are judged."""


def run(*, script: str | None, once: bool, out: Path, broker: str) -> int:
    """The demonstration. Returns 0 when all parts ran and every expectation held."""
    out = out.resolve()
    try:
        _empty(out)
    except (OSError, PartFailed) as trouble:
        print(f"demo: {trouble}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    display = os.environ.get("DISPLAY", "")
    played = script or ("" if display else "collapse")
    try:
        with contextlib.ExitStack() as stack:
            print(_voice(), flush=True)
            started = brokers.start(broker, 0, out / "broker")  # type: ignore[arg-type]
            if isinstance(started, brokers.NotStarted):
                raise PartFailed(started.reason)
            stack.callback(started.stop)
            print(f"broker: {started.kind} on 127.0.0.1:{started.port}", flush=True)
            link = _desk(stack, out, started.port)
            print(f"desk:   {link}\n        (one-time sign-in; open it in a browser)", flush=True)
            if played:
                return _play(stack, out, started.port, link, once=once)
            return _show(stack, out, started.port)
    except PartFailed as failed:
        print(f"demo: {failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _empty(out: Path) -> None:
    """An empty directory for this demonstration. What an earlier one left goes; anybody else's files never do."""
    if out.is_dir() and any(out.iterdir()):
        if not any((out / name).is_file() for name in OURS):
            raise PartFailed(f"{out} holds files that no demonstration made: give --out another directory")
        shutil.rmtree(out)
    (out / "logs").mkdir(parents=True, exist_ok=True)
    (out / OURS[0]).write_text("Made by `main.py demo`, which empties this directory when it runs again.\n")


def _voice() -> str:
    """Is every prompt there as a clip? What is missing would be spoken by the machine's voice."""
    texts = list(spoken_texts(content.load()))
    library = ClipLibrary.load(CLIPS)
    missing = [text for lang, text in texts if library.find(text, lang) is None]
    listed = "".join(f"\n        no clip: {text}" for text in missing)
    return f"voice:  {len(texts) - len(missing)} of {len(texts)} prompts have a clip{listed}"


def _desk(stack: contextlib.ExitStack, out: Path, broker_port: int) -> str:
    """Start the desk and make a random person for it; the one-time link is printed by the desk itself."""
    config = desk_config(out, broker_port, free_port())
    part = main_part("desk", out, "desk", "--config", str(config), "--user", f"演示 {secrets.token_hex(2)}")
    _start(stack, part)
    part.wait_for(r"(?m)^desk: https?://")
    return part.wait_for(r"https?://\S+/enter/\S+")


def _start(stack: contextlib.ExitStack, part: Part) -> Part:
    part.start()
    stack.callback(part.kill)
    return part


def _show(stack: contextlib.ExitStack, out: Path, broker_port: int) -> int:
    """With a display: the kiosk window opens and stays until it is closed."""
    config = kiosk_config(out, broker_port, device="auto", fullscreen=False, width_px=540, height_px=960)
    text = re.sub(r"(?m)^px_per_mm = .*$", "px_per_mm = 2.017", config.read_text(encoding="utf-8"))
    config.write_text(text, encoding="utf-8")
    kiosk = _start(stack, main_part("kiosk", out, "kiosk", "--config", str(config)))
    print("kiosk:  its window is open on your screen. Ctrl-C here ends everything.", flush=True)
    while kiosk.alive():
        time.sleep(0.3)
    return 0


def _play(stack: contextlib.ExitStack, out: Path, broker_port: int, link: str, *, once: bool) -> int:
    from playwright.sync_api import sync_playwright

    from .browser import DeskPage
    from .finger import Finger
    from .rescue import Rescue

    screen, display = virtual_screen(out, *PORTRAIT)
    stack.callback(screen.kill)
    sound_env = stack.enter_context(_loudspeaker(out))
    geometry, wav = out / "geometry.jsonl", out / "sound.wav"
    config = kiosk_config(
        out, broker_port, device="auto", fullscreen=False, width_px=PORTRAIT[0], height_px=PORTRAIT[1]
    )
    env = {"DISPLAY": display, "SDL_VIDEODRIVER": "x11", **sound_env}
    kiosk = main_part(
        "kiosk",
        out,
        "kiosk",
        "--config",
        str(config),
        "--record-sound",
        str(wav),
        "--test-geometry",
        str(geometry),
        env=env,
    )
    with sync_playwright() as playwright, contextlib.closing(DeskPage(playwright)) as desk:
        desk.open(link)
        desk.sound_on()
        _start(stack, kiosk)
        finger = Finger(display, geometry)
        stack.callback(finger.close)
        play = Rescue(finger, desk, out, wav, out / "kiosk-data")
        play.play()
        time.sleep(SETTLE_S)
        kiosk.kill()
        play.judge()
        ok = play.report.save(out / "report.json")
    held = sum(bool(e["ok"]) for e in play.report.expectations)
    print(f"rescue: {held} of {len(play.report.expectations)} expectations held; see {out}", flush=True)
    if not once:
        print(f"The desk goes on at {link.split('/', 3)[2]} until Ctrl-C.", flush=True)
        while True:
            time.sleep(1)
    return 0 if ok else 1


@contextlib.contextmanager
def _loudspeaker(out: Path) -> Iterator[dict[str, str]]:
    """A private sound server with a null sink, if there is one on this machine; else the mixer's silent clock."""
    program = shutil.which("pulseaudio")
    if program is None:
        yield {}
        return
    runtime = out / "pulse"
    runtime.mkdir(mode=0o700)
    env = {"XDG_RUNTIME_DIR": str(runtime), "PULSE_SERVER": f"unix:{runtime}/pulse/native", "HOME": str(runtime)}
    command = [
        program, "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit=yes", "--use-pid-file=no",
        "-L", "module-null-sink sink_name=kiosk rate=48000 format=s16le channels=2",
        "-L", "module-native-protocol-unix",
    ]  # fmt: skip
    part = Part("sound server", command, out / "logs" / "pulse.log", env).start()
    try:
        end = time.monotonic() + 5
        while not (runtime / "pulse" / "native").exists() and time.monotonic() < end and part.alive():
            time.sleep(0.05)
        yield env if part.alive() else {}
    finally:
        part.kill()
