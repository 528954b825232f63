"""Tap to sound, to screen, to the desk's page and back: read from the scripted rescue, beside what each must cost."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from pathlib import Path

from deploy.demo.run import run
from journal import broker as brokers
from kiosk.station import Sound

from . import line
from .table import Row

NAMES = {
    "tap_to_sound_ms": ("tap to sound", "audio buffer"),
    "tap_to_next_screen_ms": ("tap to next screen", ""),
    "tap_to_desk_dom_ms": ("tap to the desk's page", "bare paho publish to receive"),
    "desk_click_to_banner_ms": ("desk click to the lobby's banner", "bare paho publish to receive"),
    "desk_click_to_voice_ms": ("desk click to the lobby's voice", "audio buffer"),
}


def measure() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        started = brokers.start("auto", 0, Path(folder) / "broker")
        assert isinstance(started, brokers.Broker)
        try:
            wire = line.floor_ms(started.host, started.port)
        finally:
            started.stop()
        out = Path(folder) / "rescue"
        with contextlib.redirect_stdout(sys.stderr):  # standard output is for the table
            run(script="collapse", once=True, out=out, broker="auto")
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    floors = {"audio buffer": [float(Sound().buffer_ms)], "bare paho publish to receive": wire, "": []}
    rows = [Row("bare paho publish to receive, QoS 1", wire)]
    for key, (name, floor) in NAMES.items():
        values = report[key]["values"]
        if values:
            rows.append(Row(name, values, "ms", floor, floors[floor]))
    return rows
