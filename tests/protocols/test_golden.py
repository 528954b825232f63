"""What is shown and said on the ways that a reviewer has read: nobody changes it unnoticed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from protocols.authoring.transcript import ScriptError, transcript
from protocols.content import load
from protocols.content_graph import ENTRANCE, ways

PACK = load()
GOLDEN = Path(__file__).parent / "golden"
SCRIPTS = sorted(GOLDEN.glob("*.taps"))
WRITE = os.environ.get("GOLDEN") == "write"


def offered() -> list[str]:
    """Every protocol that the first screens lead to."""
    found = {ENTRANCE}
    for step in PACK.protocols[ENTRANCE].steps.values():
        for goto in ways(PACK.protocols[ENTRANCE], step):
            if goto.protocol is not None and not PACK.protocols[goto.protocol].shared:
                found.add(goto.protocol)
    return sorted(found)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.stem)
def test_the_page_is_what_the_rules_play(script: Path) -> None:
    page = script.with_suffix(".txt")
    made = transcript(PACK, script)
    if WRITE:
        page.write_text(made, encoding="utf-8")
    assert page.exists(), f"no page yet: GOLDEN=write pytest tests/protocols/test_golden.py -k {script.stem}"
    assert made == page.read_text(encoding="utf-8"), (
        f"{page.name} is not what people see and hear now. Meant? "
        f"GOLDEN=write pytest tests/protocols/test_golden.py -k {script.stem}, read the difference, commit it"
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.stem)
def test_a_script_walks_the_protocol_it_is_named_for(script: Path) -> None:
    assert f"{script.stem}/" in transcript(PACK, script)


@pytest.mark.parametrize("protocol", offered())
def test_every_protocol_that_is_offered_has_a_script(protocol: str) -> None:
    assert (GOLDEN / f"{protocol}.taps").exists(), (
        f"{protocol} stands on the first screens and nobody has read its ways: "
        f"write tests/protocols/golden/{protocol}.taps (see golden/README.md)"
    )


def test_no_page_without_its_script() -> None:
    assert {p.stem for p in GOLDEN.glob("*.txt")} <= {s.stem for s in SCRIPTS}


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("tap no\n", "1: begin with `path: NAME`"),
        ("\n# nothing\n", "1: no path yet"),
        ("path:\n", "1: give the path a name"),
        ("path: a\ntap no\n", "2: path `a` begins with `open"),
        ("path: a\nopen nowhere\n", "2: no protocol `nowhere`"),
        ("path: a\nopen call_120\nopen call_120\n", "3: already open"),
        ("path: a\nopen call_120\npress no\n", "3: `press` is no verb"),
        (
            "path: a\nopen call_120\n\ntap maybe\n",
            "4: `maybe` is not on the screen call_120/call: it has connected, failed",
        ),
        ("path: a\nopen call_120\nwait soon\n", "3: wait needs whole seconds"),
        ("path: a\nopen call_120\nwait 0\n", "3: wait needs whole seconds"),
        ("path: a\nopen call_120\ndock 911\n", "3: dock has cpr, changed, call"),
        ("path: a\nopen handover\ntap handed_over\nwait 5\n", "4: the incident is closed"),
    ],
)
def test_a_script_that_cannot_be_played_says_where(script: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "x.taps"
    file.write_text(script, encoding="utf-8")
    with pytest.raises(ScriptError) as caught:
        transcript(PACK, file)
    assert str(caught.value).startswith(f"{file}:{message}")
