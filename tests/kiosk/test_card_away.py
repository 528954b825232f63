"""The crew's card covers itself, comes back in one tap, and goes to paper without anything waiting for it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from reportlab.pdfgen.canvas import Canvas

from kiosk import paper
from kiosk import views_model as v
from kiosk.cards import station_card
from kiosk.curtain import HIDES_S
from kiosk.printing import LIMIT_S, Printing, SheetLine, _start, sheet
from kiosk.screens.compose import draw, pen_for
from kiosk.session import Session
from kiosk.theme import Metrics
from kiosk.to_printer import EXIT_STOPPED
from kiosk.typeset import Measure
from protocols.commands import ShowHandover
from protocols.handover import Handover, handover
from tests.fakes.lobby_world import PACK, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "journal.db")


def at_card(world: World) -> Session:
    session = world.tap("dock:cpr")
    session.send(ShowHandover())
    return session


def card_of(world: World, session: Session) -> Handover:
    return handover(PACK, session.incident, station_card(world.config.station), world.now())


def test_the_card_says_when_it_hides_hides_and_comes_back_in_one_tap(world: World) -> None:
    session = at_card(world)
    view = world.stage.view()
    assert isinstance(view, v.HandoverView) and view.hide_text == "2:00 后自动隐藏"
    world.wait(28, step_s=1)
    view = world.stage.view()
    assert isinstance(view, v.HandoverView) and view.hide_text == "1:32 后自动隐藏"
    world.wait(HIDES_S - 28, step_s=1)
    view = world.stage.view()
    assert isinstance(view, v.StepView)
    told = "".join(a.label + a.note for a in view.answers) + view.title + view.detail
    assert not any(line.text["zh"] in told for line in card_of(world, session).lines if line.text["zh"])
    assert view.chrome.dock.cpr.on, "the beat goes on"
    world.stage.act("handover:show")
    view = world.stage.view()
    assert isinstance(view, v.HandoverView) and view.hide_text == "2:00 后自动隐藏"


def test_a_covered_card_can_still_be_handed_over(world: World) -> None:
    session = at_card(world)
    world.wait(HIDES_S + 5, step_s=5)
    world.tap("dock:again", after=0)
    world.wait(HIDES_S + 5, step_s=5)
    world.stage.act("answer:handed_over")
    assert session.incident.closed is not None and session.incident.closed.outcome == "handed_over"


def test_after_a_restart_the_cards_time_goes_on(world: World) -> None:
    at_card(world)
    world.wait(HIDES_S - 20, step_s=20)
    world.die()
    world.now.turn(30)
    world.start()
    world.lobby.resume()
    assert isinstance(world.stage.view(), v.StepView)


def test_the_code_carries_the_words_of_the_card(world: World) -> None:
    session = at_card(world)
    view = world.stage.view()
    assert isinstance(view, v.HandoverView) and view.qr_text == card_of(world, session).plain_text("zh")
    assert all(row.text in view.qr_text for row in view.rows if row.text)


# --- paper -----------------------------------------------------------------------------------------------------


class Presses:
    """Starts what a test wants instead of the maker and of `lp`."""

    def __init__(self, *programs: str) -> None:
        self.programs = list(programs)
        self.asked: list[Sequence[str]] = []
        self.given: list[bytes] = []

    def __call__(self, command: Sequence[str], given: bytes) -> subprocess.Popen[bytes]:
        self.asked.append(command)
        self.given.append(given)
        program = self.programs.pop(0)
        if program == "absent":
            raise FileNotFoundError(command[0])
        process = subprocess.Popen([sys.executable, "-c", program])
        process.args = command
        return process


def until_settled(printing: Printing, incident: str) -> str | None:
    end_s = time.monotonic() + 30
    while printing.state(incident) == "making" and time.monotonic() < end_s:
        printing.tick()
        time.sleep(0.02)
    return printing.state(incident)


@pytest.mark.parametrize(
    ("programs", "state"),
    [(("", ""), "sent"), (("raise SystemExit(1)",), "failed"), (("", "raise SystemExit(1)"), "failed"),
     (("", "absent"), "failed"), (("absent",), "failed")],
)  # fmt: skip
def test_how_printing_went_is_said_in_words_on_its_key(tmp_path: Path, programs: tuple[str, ...], state: str) -> None:
    presses = Presses(*programs)
    world = World(tmp_path / "journal.db", printing=Printing(tmp_path / "cards", "lobby", start=presses))
    session = at_card(world)
    view = world.stage.view()
    assert isinstance(view, v.HandoverView) and view.print_key is not None and view.print_key.action == "handover:print"
    world.stage.act("handover:print")
    assert world.printing is not None and until_settled(world.printing, session.incident.id) == state
    view = world.stage.view()
    assert isinstance(view, v.HandoverView) and view.print_key is not None
    assert view.print_key.label == {"sent": "已送打印", "failed": "没打成"}[state]
    if len(presses.asked) == 2:
        assert presses.asked[1][2:4] == ("kiosk.to_printer", "lobby")


@pytest.mark.parametrize(("state", "code", "taken"), [("3", 0, True), ("5", EXIT_STOPPED, False), ("", 0, True)])
def test_a_printer_that_stands_still_is_not_given_what_it_would_print_hours_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, code: int, taken: bool
) -> None:
    for name, does in (
        ("lpoptions", f"echo printer-state={state} printer-info=x"),
        ("lp", f'echo "$@" >{tmp_path}/took'),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    if not state:
        (tmp_path / "lpoptions").unlink()
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin" if state else str(tmp_path))
    process = _start((sys.executable, "-m", "kiosk.to_printer", "lobby", "card.pdf"), b"")
    assert process.wait(30) == code
    assert (tmp_path / "took").exists() is taken
    if taken:
        assert (tmp_path / "took").read_text() == "-d lobby -- card.pdf\n"


def test_a_printer_that_hangs_is_given_up_and_nothing_waits_for_it(tmp_path: Path) -> None:
    clock = [0.0]
    presses = Presses("import time; time.sleep(600)")
    printing = Printing(tmp_path / "cards", "lobby", start=presses, clock=lambda: clock[0])
    world = World(tmp_path / "journal.db", printing=printing)
    session = at_card(world)
    world.stage.act("handover:print")
    world.tap("dock:undo")  # the guidance goes on while it hangs
    assert not printing.tick() and printing.state(session.incident.id) == "making"
    clock[0] = LIMIT_S + 1
    assert printing.tick() and printing.state(session.incident.id) == "failed"


@pytest.mark.parametrize("key", ["answer:handed_over", "dialog:handed_over"])
def test_without_a_printer_there_is_no_key_and_the_file_is_made_when_the_crew_took_over(
    tmp_path: Path, key: str
) -> None:
    presses = Presses("")
    world = World(tmp_path / "journal.db", printing=Printing(tmp_path / "cards", "", start=presses))
    at_card(world)
    view = world.stage.view()
    assert isinstance(view, v.HandoverView) and view.print_key is None
    world.stage.act(key)
    assert len(presses.asked) == 1 and presses.asked[0][2] == "kiosk.paper"
    told = presses.given[0].decode()
    assert "已交接" in told and "已结束" not in told  # how things stood for the crew, not that the record was closed
    for action in ("after:note", "after:what:aed", "after:when:0"):
        world.stage.act(action)
    assert len(presses.asked) == 2 and "AED 用了" in presses.given[1].decode()  # the sheet that is kept is whole
    assert "事后补记" in presses.given[1].decode()
    assert world.printing is not None
    world.printing.close()


def test_the_sheet_is_a_pdf_with_the_cards_words_in_our_own_type(tmp_path: Path) -> None:
    printing = Printing(tmp_path / "cards", "")
    world = World(tmp_path / "journal.db", printing=printing)
    session = at_card(world)
    printing.make(card_of(world, session), "zh", to_printer=False)
    end_s = time.monotonic() + 60
    while not list((tmp_path / "cards").glob("*.pdf")) and time.monotonic() < end_s:
        printing.tick()
        time.sleep(0.05)
    (file,) = (tmp_path / "cards").glob("*.pdf")
    data = file.read_bytes()
    assert data.startswith(b"%PDF-") and b"NotoSansSC" in data and file.stat().st_mode & 0o077 == 0
    printing.close()
    printing.clear_out(-1)
    assert not file.exists()


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)], ids=["portrait", "landscape"])
def test_the_keys_of_the_card_hold_their_words_and_stay_however_printing_went(
    tmp_path: Path, measure: Measure, size: tuple[int, int]
) -> None:
    printing = Printing(tmp_path / "cards", "lobby")
    world = World(tmp_path / "journal.db", printing=printing)
    session = at_card(world)
    for lang, larger in (("zh", False), ("zh", True), ("en", True), ("en", False)):
        places = set()
        for state in ("", "making", "sent", "failed"):
            printing._states[session.incident.id] = state  # type: ignore[assignment]
            view = world.stage.view()
            assert isinstance(view, v.HandoverView) and view.hide_text
            assert view.chrome.lang == lang and view.chrome.elderly is larger
            pen = pen_for(view, Metrics(*size), measure)
            keys = {key.action: key.box for key in draw(view, pen).keys}
            assert pen.overfull == [], (lang, larger, state)
            assert {"handover:print", "answer:handed_over", "answer:not_yet"} <= keys.keys()
            places.add(tuple(keys.items()))
        assert len(places) == 1, (lang, larger)
        world.stage.act("language" if (lang, larger) == ("zh", True) else "profile")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_the_sheet_no_words_are_printed_over_others(world: World, tmp_path: Path, lang: str) -> None:
    card = card_of(world, at_card(world))
    about = [SheetLine("T" if n == 0 else "", "", say, "recorded then", "about 21:59:25") for n, say in enumerate("AB")]
    given = sheet(card, lang)
    written: list[tuple[float, float, float, str]] = []

    class Ink(Canvas):
        def drawString(self, x: float, y: float, text: str, *rest: Any, **more: Any) -> None:
            written.append((round(y, 2), x, x + self.stringWidth(text, self._fontname, self._fontsize), text))

    paper.register_fonts()
    paper.Page(Ink(str(tmp_path / "sheet.pdf"))).draw(msgspec.structs.replace(given, lines=(*given.lines, *about)))
    written.sort()
    for (y, _, end, left), (y2, start, _, right) in pairwise(written):
        assert y != y2 or end <= start, f"{left!r} lies under {right!r}"
    assert len(written) > 12
