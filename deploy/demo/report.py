"""What was expected, what was seen, how long it took: one JSON file that an outsider can check."""

from __future__ import annotations

import json
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HOW = {
    "tap_to_sound_ms": "touch received -> first sample of the step's clip in the mixer's recording, with device buffer",
    "tap_to_next_screen_ms": "touch received by the kiosk -> frame with the next screen flipped",
    "tap_to_desk_dom_ms": "touch received by the kiosk -> MutationObserver in the desk's page saw the new step",
    "desk_click_to_banner_ms": "click event in the desk's page -> frame with the desk's words flipped on the kiosk",
    "desk_click_to_voice_ms": "click event in the desk's page -> first sample of the phrase's clip as recorded",
}  # fmt: skip


@dataclass
class Report:
    """Collects; `save` writes report.json and says whether every expectation held."""

    expectations: list[dict[str, object]] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in HOW})

    def expect(self, id: str, ok: bool, saw: object) -> bool:
        self.expectations.append({"id": id, "ok": bool(ok), "saw": saw})
        print(f"{'ok  ' if ok else 'FAIL'} {id}: {saw}", flush=True)
        return ok

    def time(self, name: str, ms: float) -> None:
        self.times[name].append(round(ms, 2))

    @property
    def ok(self) -> bool:
        return bool(self.expectations) and all(e["ok"] for e in self.expectations)

    def save(self, path: Path) -> bool:
        words: dict[str, object] = {"git": _commit(), "expectations": self.expectations}
        for name, values in self.times.items():
            words[name] = {
                "n": len(values),
                "median": _median(values),
                "p99": _p99(values),
                "how": HOW[name],
                "values": values,
            }
        path.write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return self.ok


def _median(values: list[float]) -> float | None:
    return round(statistics.median(values), 1) if values else None


def _p99(values: list[float]) -> float | None:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))] if values else None


def _commit() -> str:
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
