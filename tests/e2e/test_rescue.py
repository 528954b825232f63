"""The whole chain with everything real: processes, broker, database, window, touches, browser, samples."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 240
TIMES = ("tap_to_sound", "tap_to_next_screen", "tap_to_desk_dom", "desk_click_to_banner", "desk_click_to_voice")


@pytest.mark.slow
@pytest.mark.timeout(LIMIT_S + 30)
@pytest.mark.parametrize("broker", ["mosquitto", "embedded"])
def test_a_collapse_is_guided_heard_logged_seen_and_answered(tmp_path: Path, broker: str) -> None:
    out = tmp_path / "out"
    command = [
        sys.executable,
        "main.py",
        "demo",
        "--script",
        "collapse",
        "--once",
        "--out",
        str(out),
        "--broker",
        broker,
    ]
    env = {k: v for k, v in os.environ.items() if k != "DISPLAY"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    report = json.loads((out / "report.json").read_text(encoding="utf-8")) if (out / "report.json").exists() else {}
    failed = [e for e in report.get("expectations", []) if not e["ok"]]
    assert failed == [] and done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert len(report["expectations"]) >= 20
    assert all(report[f"{name}_ms"]["n"] > 0 and report[f"{name}_ms"]["how"] for name in TIMES)
    for name in ("desk.png", "sound.wav", "log.jsonl"):
        assert (out / name).stat().st_size > 0
    assert len(list(out.glob("kiosk-*.png"))) >= 15
