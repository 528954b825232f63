"""docs/facts.md and the vocabulary in code are the same list."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from protocols import commands as c
from protocols import events as e
from protocols import ops_events as ops
from tests.fakes.pack import PACK
from tests.fakes.playbook import Playbook

PAGE = (Path(__file__).parents[2] / "docs" / "facts.md").read_text(encoding="utf-8")
SECTIONS = {name: body for name, body in re.findall(r"^#### `(\w+)`\n(.*?)(?=^#|\Z)", PAGE, re.M | re.S)}
EVERY: set[type[e.Event]] = {*e.KIOSK_EVENTS, *e.DESK_EVENTS, *ops.OPS_EVENTS, e.Unknown, e.Unreadable}


def test_the_page_names_every_kind_of_fact_and_nothing_else() -> None:
    assert sorted(SECTIONS) == sorted(kind.__name__ for kind in EVERY)


def test_every_fact_in_the_code_belongs_to_a_writer() -> None:
    known = (*vars(e).values(), *vars(ops).values())
    defined = {x for x in known if isinstance(x, type) and issubclass(x, e.Event) and x is not e.Event}
    assert defined == EVERY


def test_every_example_reads_back_and_shows_every_field() -> None:
    for kind in EVERY:
        (example,) = re.findall(r"```json\n(.*?)\n```", SECTIONS[kind.__name__], re.S)
        assert msgspec.json.encode(msgspec.json.decode(example, type=kind)).decode() == example
        assert set(msgspec.json.decode(example)) == {"type", *kind.__struct_fields__}


def test_every_field_is_explained_in_words() -> None:
    for kind in EVERY:
        prose = SECTIONS[kind.__name__].split("```json")[0]
        for field in kind.__struct_fields__:
            assert f"`{field}`" in prose, f"{kind.__name__}.{field}"
        assert "Written by: " in prose and "Undo: " in prose


def test_links_of_the_page_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (Path(__file__).parents[2] / "docs" / link).exists(), link


def test_one_incident_in_the_test_pack_makes_every_fact_a_kiosk_and_a_desk_can_write() -> None:
    """The story of a bad hour: a fall, a collapse, a wrong tap, a restart, a clock set, a crew."""
    ref = e.Ref("FT03/desk/d", 3)
    play = Playbook(PACK).do(c.Open("fall", "Branch", "lobby"))
    play.desk(e.DeskOpened("FT03/live/a"), seq=1).desk(e.Viewed("Lin"), seq=2).desk(e.Acknowledged("Lin"), seq=3)
    play.note(e.PromptSpoken("fall/pain", "zh"), e.PromptNotSpoken("fall/pain", "no_device"))
    play.note(e.MessageShown(ref), e.MessageSpoken(ref), e.MessageNotSpoken(e.Ref("FT03/desk/d", 4), "late"))
    play.tap("yes").do(c.TakeLane("caller", "counter")).do(c.TickItem("caller", "connected")).do(c.CorrectCall("120"))
    play.do(c.SetLanguage("en")).do(c.SetProfile("elderly")).do(c.SetSilent(True)).do(c.SetSilent(False))
    play.do(c.AllowSound()).do(c.Change()).tap("yes").tick(after=60).do(c.PressCpr()).do(c.Undo()).do(c.PressCpr())
    play.note(e.RateTapped(112, 18), e.ClockStepped(3)).note(e.Continued("FT03/live/z", 9, "", "fork")).reboot(
        after=90
    ).note(e.Resumed(90))
    play.do(c.Focus()).do(c.Ask()).do(c.Park()).do(c.AddNote("about 70", "estimated", "age_sex")).tap("aed").tap("on")
    play.desk(e.MessageSent("Lin", "on my way"), seq=4).desk(e.CloseAdvised("Lin"), seq=5).desk(
        e.Released("Lin"), seq=6
    )
    play.do(c.ShowHandover()).do(c.Close("handed_over")).note(e.AftercareDue("pressing"))
    assert {type(record.event) for record in play.records} == {*e.KIOSK_EVENTS, *e.DESK_EVENTS}
    assert play.incident.aftercare == e.AftercareDue("pressing")
    assert not play.incident.open and play.incident.corrected == 1
