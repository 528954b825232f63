"""Whatever a person at the desk writes can be read in the lobby, all of it, before it goes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kiosk import desk_pages
from kiosk.desk_message import MESSAGE_SHOWN_S
from kiosk.views_model import StepView
from protocols import events as e
from protocols.text import TEXT_CHARS, width
from tests.fakes.lobby_world import World

LONG = "救护车大约八分钟到，请派人到路口接车，把电梯按住；再找一位同事去拿除颤器。围观的人请到门外，别挡住通道！"


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("signs", ["救护车。，！", "ambulance ,.!", "救a 护b。c1 "])
def test_every_word_is_in_a_part_in_order_and_every_part_fits(signs: str) -> None:
    chance = random.Random(signs)
    for _ in range(300):
        text = "".join(chance.choice(signs) for _ in range(chance.randrange(TEXT_CHARS)))
        room = chance.choice((10.0, 17.5, 24.0))
        found = desk_pages.parts(text, room)
        assert squeezed("".join(found)) == squeezed(text)
        assert all(width(part) <= room for part in found)
        assert all(found) or not text.strip()


def test_parts_end_after_a_stop_or_between_words() -> None:
    assert desk_pages.parts(LONG, 25)[:2] == (
        "救护车大约八分钟到，请派人到路口接车，把电梯按住；",
        "再找一位同事去拿除颤器。围观的人请到门外，",
    )
    assert desk_pages.parts("Send somebody to the corner, hold the lift", 12) == (
        "Send somebody to the",
        "corner, hold the lift",
    )
    assert desk_pages.parts("请派人到路口接救护车", 8) == ("请派人到路口接", "救护车")


def test_a_long_message_is_read_part_by_part_on_the_screen_and_a_short_one_stands_still(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")

    def seen(seconds: float) -> list[tuple[str, str]]:
        shown: list[tuple[str, str]] = []
        for _ in range(int(seconds / 2)):
            view = world.stage.view()
            assert isinstance(view, StepView)
            desk = view.chrome.desk
            if desk is not None and (part := desk.part or (desk.who, desk.text)) not in shown:
                shown.append(part)
            world.stage.drawn()
            world.wait(2, 2)
        return shown

    world.desk(session.incident.id, e.MessageSent("林静", "AED 马上到"))
    assert seen(MESSAGE_SHOWN_S - 2) == [("林静", "AED 马上到")]
    for text in (LONG, "救" * 200):
        world.desk(session.incident.id, e.MessageSent("林静", text))
        shown = seen(MESSAGE_SHOWN_S)
        assert "".join(part for _, part in shown) == text
        assert [number for number, _ in shown] == [f"{n}/{len(shown)}" for n in range(1, len(shown) + 1)]


def test_a_very_long_name_leaves_room_for_words() -> None:
    found = desk_pages.now("值班" * 20, LONG, 0.0, MESSAGE_SHOWN_S)
    assert found is not None
    assert width(found[1]) > desk_pages.LEAST_EM / 2
