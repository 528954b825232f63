"""An adult collapses: the scripted rescue, played by real touches and judged from outside."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from audio.metronome import press_click
from audio.voice import ClipLibrary
from journal.store import Journal
from protocols import content
from protocols.events import LogId
from protocols.model import Pack

from .browser import DeskPage
from .ears import Recording
from .finger import Finger, Screen, ScreenMissing
from .report import Report

STEP_PAUSE_S = 0.9
"""How long a person looks at a screen before the next tap, at least."""
GLASS_S = 0.3
"""A frame that was flipped needs this long, at most, to stand on a screen drawn in software."""
SPOKEN_LIMIT_S = 25.0
"""The desk's words wait for a pause of at most 20 s."""
DOM_LIMIT_NS = 3_000_000_000
CLIPS = Path("audio/clips")
PROMPTS_UNDER_NOISE = 2
"""So many may be too short-lived under the beat for the ear that looks for them."""
RATE_BPM = 110
BEATS_LEAST = 10
BEAT_OFF_MS = 1.0
SILENCE_DB = -80.0
TAIL_S = 0.3
"""The mixer's fade, and the end of the clip's own air."""


@dataclass
class Tapped:
    """One tap and the screen that came of it."""

    screen: Screen
    ns: int
    moved: bool
    """It led to another step."""
    speaks: bool
    """Another step or language: then a new prompt must sound."""


@dataclass
class Rescue:
    """Plays the script; collects pictures, expectations and times."""

    finger: Finger
    desk: DeskPage
    out: Path
    sound: Path
    data: Path
    report: Report = field(default_factory=Report)
    taps: list[Tapped] = field(default_factory=list)
    said: list[tuple[str, int]] = field(default_factory=list)
    """(text, the moment of the click that asked for it)"""
    pictures: int = 0

    def play(self) -> None:
        """The whole rescue. A step that does not come is a failed expectation, and ends the play."""
        try:
            self._idle_to_compressions()
            self._desk_takes_it()
            self._call_and_lanes()
            self._language_and_undo()
            self._aed()
            self._handover()
        except ScreenMissing as missing:
            self.report.expect("the play went to its end", False, str(missing))
            self.picture("stopped")

    # --- scenes --------------------------------------------------------------------------------------------

    def _idle_to_compressions(self) -> None:
        self.finger.wait(kind="IdleView", limit_s=30)
        time.sleep(1.0)
        self.picture("idle")
        first = self.tap("help", step="what_is_wrong/tiles", kind="TilesView")
        self.picture("tiles")
        self.report.expect("one tap from idle to the tiles", True, first.screen.step)
        self.tap("answer:collapse", step="adult_collapse/assess")
        self.picture("assess")
        three = self.tap("answer:not_breathing", step="adult_collapse/hands")
        self.report.expect("three taps from idle to compressions", len(self.taps) == 3, f"{len(self.taps)} taps")
        self.report.expect(
            "the dial stands on the compressions screen", "dock:cpr" in three.screen.keys, three.screen.step
        )
        self.picture("hands")
        for step in ("depth", "recoil", "rate", "press"):
            screen = self.finger.wait(step=f"adult_collapse/{step}", limit_s=20)
            self.report.expect(f"compressions go on by themselves to {step}", True, screen.step)
            self.picture(step)

    def _desk_takes_it(self) -> None:
        page = self.desk.page
        row = page.locator("[data-incident]").first
        row.wait_for(timeout=5000)
        self.report.expect(
            "the desk has one open incident", page.locator("[data-incident]").count() == 1, row.inner_text()[:80]
        )
        self.desk.picture(self.out / "desk-wall.png")
        incident = str(row.get_attribute("data-incident"))
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/i/" + incident)
        self.desk.watch()
        mirrored = self.desk.wait_seen("adult_collapse/press", 0)
        self.report.expect("the desk mirrors the step", mirrored is not None, "adult_collapse/press")
        before = self._serial()
        page.locator("[data-role=ack]").first.click()
        screen = self.finger.wait(after=before, limit_s=5)
        clicked = self.desk.clicked_ns()
        self.report.expect(
            "the acknowledgement stands on the kiosk", "desk=" in screen.name, screen.name.split("|")[-1]
        )
        self.report.time("desk_click_to_banner_ms", (screen.flipped_ns - clicked) / 1e6)
        time.sleep(STEP_PAUSE_S)
        self.picture("acknowledged")
        pack = content.load()
        for name in ("keep_pressing", "who_meets_ambulance", "swap_within_5_s"):
            before = self._serial()
            page.locator(f"[data-role=canned][data-canned={name}]").first.click()
            screen = self.finger.wait(after=before, limit_s=5)
            clicked = self.desk.clicked_ns()
            self.report.time("desk_click_to_banner_ms", (screen.flipped_ns - clicked) / 1e6)
            self.said.append((pack.phrases[name].say["zh"], clicked))
            spoken = page.locator("[data-role=said]").first.locator(
                "[data-role=receipt][data-state=spoken][data-done=yes]"
            )
            try:
                spoken.wait_for(timeout=SPOKEN_LIMIT_S * 1000)
                saw = "receipt: spoken"
            except PlaywrightTimeout:
                saw = page.locator("[data-role=said]").first.inner_text()
            self.report.expect(f"the desk sees that {name} was read aloud", saw == "receipt: spoken", saw)
        self.picture("desk-message")

    def _call_and_lanes(self) -> None:
        self.tap("dock:call", kind="CallCardView")
        self.picture("call-card")
        self.tap("answer:connected", step="adult_collapse/press")
        self.finger.wait(key="lane:help")
        self.picture("alone")
        self.tap("lane:help", key_after="lane:door:take")
        self.tap("lane:door:take", key_after="lane:door:tick:meet")
        self.picture("lanes")

    def _language_and_undo(self) -> None:
        english = self.tap("language", step="adult_collapse/press")
        self.report.expect(
            "one tap changes the language and keeps the step",
            english.screen.language == "en",
            english.screen.name[:60],
        )
        self.picture("english")
        self.tap("language", step="adult_collapse/press")
        self.tap("answer:aed_here", step="adult_collapse/aed_power")
        undone = self.tap("dock:undo", step="adult_collapse/press")
        self.report.expect("a wrong tap is undone in one tap", True, undone.screen.step)
        gate = self.tap("dock:changed", step="danger_gate/check")
        self.picture("danger-gate")
        self.report.expect("changed or worse opens the danger gate", True, gate.screen.step)
        look = self.tap("answer:fine", step="adult_collapse/responds_check")
        self.report.expect("awake, says the gate: they are looked at, nobody presses on", True, look.screen.step)
        back = self.tap("answer:not_breathing", step="adult_collapse/press")
        self.report.expect("not breathing after all: back to the compressions", True, back.screen.step)

    def _aed(self) -> None:
        self.tap("answer:aed_here", step="adult_collapse/aed_power")
        self.picture("aed-power")
        self.tap("answer:power_on", step="adult_collapse/aed_pads")
        self.picture("aed-pads")
        clear = self.tap("answer:pads_on", step="adult_collapse/aed_clear")
        self.picture("aed-clear")
        self.silence_since_ns = clear.ns
        time.sleep(4.5)
        self.silence_until_ns = time.monotonic_ns()
        self.tap("answer:shock_advised", step="adult_collapse/aed_shock")
        self.picture("aed-shock")
        self.tap("answer:shocked", step="adult_collapse/press_shocked")
        self.picture("resume")
        time.sleep(4.0)

    def _handover(self) -> None:
        self.tap("answer:responds", step="adult_collapse/responds_check_aed")
        self.tap("answer:not_breathing", step="adult_collapse/press_aed")
        self.beat_since_ns = time.monotonic_ns() + 500_000_000
        time.sleep(8.0)
        self.beat_until_ns = time.monotonic_ns()
        self.tap("answer:crew", kind="HandoverView")
        time.sleep(0.5)
        self.picture("handover")
        self.desk.picture(self.out / "desk.png")
        self._judge_mirror()
        self.tap("answer:handed_over", kind="AfterView")
        self.picture("after")
        self.tap("after:end", kind="IdleView")
        self.report.expect("after the handover the kiosk is idle again", True, "IdleView")
        self.picture("idle-again")

    # --- judging -------------------------------------------------------------------------------------------

    def judge(self) -> None:
        """What the journal, the recording and the desk's page say about it afterwards."""
        self._judge_records()
        self._judge_screens()
        self._judge_sound()
        self.report.expect("the desk's page had no script error", not self.desk.errors, self.desk.errors)

    def _judge_records(self) -> None:
        journal = Journal(self.data / "journal.db")
        try:
            logs = [i for i in journal.infos(mine=True) if i.name.split("/")[1] == "live"]
            self.report.expect("one incident, one log", len(logs) == 1, [i.name for i in logs])
            records = [r for i in logs for r in journal.records(LogId(i.name))]
            broken = [i.name for i in logs if journal.verify(i.name) is not None]
            confirmed = all(i.cursor.seq == i.head.seq for i in logs)
        finally:
            journal.close()
        kinds = [type(r.event).__name__ for r in records]
        lines = [{"log": r.log, "seq": r.seq, "at_ms": r.moment.at_ms, "boot_ms": r.moment.boot_ms, "fact": kind,
                  **{f: msgspec.to_builtins(getattr(r.event, f)) for f in r.event.__struct_fields__}}
                 for r, kind in zip(records, kinds, strict=True)]  # fmt: skip
        (self.out / "log.jsonl").write_text(
            "".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines), encoding="utf-8"
        )
        self.report.expect(
            "the log has no gap and its chain verifies",
            not broken and [r.seq for r in records] == list(range(1, len(records) + 1)),
            f"{len(records)} facts",
        )
        self.report.expect("the desk confirmed every fact", confirmed, "cursor = head")
        for kind in (
            "Opened",
            "BeatStarted",
            "CallTicked",
            "LaneAssigned",
            "Undone",
            "LanguageChosen",
            "MessageShown",
            "MessageSpoken",
            "HandoverShown",
            "Closed",
        ):
            self.report.expect(f"the log holds {kind}", kind in kinds, kinds.count(kind))

    def _judge_mirror(self) -> None:
        """Each step that a tap led to, while the incident page was open, must have come into its DOM."""
        seen = self.desk.seen()
        opened = seen[0][0] if seen else 0
        steps = [t for t in self.taps if t.moved and t.ns > opened and t.screen.step]
        for tapped in steps:
            wanted = json.dumps(tapped.screen.step)
            came = next(
                (at for at, state in seen if tapped.ns <= at < tapped.ns + DOM_LIMIT_NS and wanted in state), None
            )
            if came is not None:
                self.report.time("tap_to_desk_dom_ms", (came - tapped.ns) / 1e6)
        shown = len(self.report.times["tap_to_desk_dom_ms"])
        self.report.expect(
            "every tapped step came into the desk's page", shown == len(steps) > 5, f"{shown} of {len(steps)}"
        )

    def _judge_screens(self) -> None:
        names = sorted(self.out.glob("kiosk-*.png"))
        digests = {hashlib.sha256(Image.open(n).tobytes()).hexdigest() for n in names}
        sizes = {Image.open(n).size for n in names}
        self.report.expect(
            "every picture is another screen, 1080x1920",
            len(digests) >= len(names) - 1 and sizes == {(1080, 1920)},
            f"{len(digests)} of {len(names)}, {sizes}",
        )

    def _judge_sound(self) -> None:
        recording = Recording(self.sound)
        pack, library = content.load(), ClipLibrary.load(CLIPS)
        found = wanted = 0
        for tapped in self.taps:
            protocol, _, step = tapped.screen.step.partition("/")
            if not step or not tapped.speaks or tapped.screen.language != "zh":
                continue
            clip = library.find(pack.step(protocol, step).say["zh"], "zh")
            heard = recording.find(clip, tapped.ns) if clip is not None else None
            wanted += clip is not None
            if heard is not None:
                found += 1
                self.report.time("tap_to_sound_ms", (heard.monotonic_ns - tapped.ns) / 1e6)
        self.report.expect(
            "the prompts of the tapped steps are in the recording",
            found >= max(8, wanted - PROMPTS_UNDER_NOISE),
            f"{found} of {wanted}",
        )
        heard_desk = 0
        for text, clicked in self.said:
            clip = library.find(text, "zh")
            heard = recording.find(clip, clicked, within_s=22) if clip is not None else None
            if heard is not None:
                heard_desk += 1
                self.report.time("desk_click_to_voice_ms", (heard.monotonic_ns - clicked) / 1e6)
        self.report.expect(
            "the desk's words were spoken in the lobby",
            heard_desk == len(self.said) > 0,
            f"{heard_desk} of {len(self.said)}",
        )

        self._judge_beat(recording)
        self._judge_aed(recording, library, pack)

    def _judge_beat(self, recording: Recording) -> None:
        """The metronome, click by click, in what the mixer played after the last tap into compressions."""
        click = press_click(recording.rate).astype(np.float64)
        beats_ms = recording.beat_intervals_ms(click, self.beat_since_ns, self.beat_until_ns)
        wanted_ms = 60_000 / RATE_BPM
        off_ms = max((abs(ms - wanted_ms) for ms in beats_ms), default=0.0)
        self.report.expect(
            f"the beat sounds {RATE_BPM} times a minute, under the words too",
            len(beats_ms) >= BEATS_LEAST and off_ms <= BEAT_OFF_MS,
            f"{len(beats_ms)} intervals, at most {off_ms:.2f} ms off",
        )

    def _judge_aed(self, recording: Recording, library: ClipLibrary, pack: Pack) -> None:
        """After "nobody touch" the kiosk is silent until the next tap: the AED has the word."""
        text = pack.step("adult_collapse", "aed_clear").say["zh"]
        clip = library.find(text, "zh")
        heard = recording.find(clip, self.silence_since_ns) if clip is not None else None
        length_s = library.by_text["zh", text][0].seconds if clip is not None else 0.0
        since_ns = heard.monotonic_ns + int((length_s + TAIL_S) * 1e9) if heard is not None else 0
        silent_s = (self.silence_until_ns - since_ns) / 1e9 if since_ns else 0.0
        level_db = recording.loudness_db(since_ns, self.silence_until_ns) if silent_s >= 1 else 0.0
        self.report.expect(
            "while the AED talks the kiosk is silent",
            silent_s >= 1 and level_db < SILENCE_DB,
            f"{silent_s:.1f} s after the prompt at {level_db:.0f} dB",
        )

    # --- small parts ---------------------------------------------------------------------------------------

    def tap(self, key: str, *, step: str = "", kind: str = "", key_after: str = "") -> Tapped:
        """Tap a key, wait for the screen it must lead to, note the times."""
        time.sleep(STEP_PAUSE_S)
        before = self.finger.look()
        serial = self.finger.tap(key)
        screen = self.finger.wait(step=step, kind=kind, key=key_after, after=serial)
        moved = before is None or before.step != screen.step
        turned = before is not None and before.language != screen.language
        tapped = Tapped(screen, screen.touched_ns, moved, moved or turned)
        self.taps.append(tapped)
        self.report.time("tap_to_next_screen_ms", (screen.flipped_ns - screen.touched_ns) / 1e6)
        return tapped

    def picture(self, name: str) -> None:
        self.pictures += 1
        time.sleep(GLASS_S)
        self.finger.picture(self.out / f"kiosk-{self.pictures:02d}-{name}.png")

    def _serial(self) -> int:
        screen = self.finger.look()
        return screen.serial if screen is not None else 0

    silence_since_ns: int = 0
    silence_until_ns: int = 0
    beat_since_ns: int = 0
    beat_until_ns: int = 0
