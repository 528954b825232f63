"""What the caller reads to 120: only what facts say."""

from __future__ import annotations

from dataclasses import replace

from protocols import commands as c
from protocols.call_card import CardRow, call_card
from protocols.events import Ref
from protocols.incident import Incident
from protocols.model import Pack
from tests.fakes.pack import PACK
from tests.fakes.playbook import Playbook
from tests.fakes.station import STATION


def opened(protocol: str = "collapse", log: str = "FT03/live/a") -> Playbook:
    return Playbook(PACK, log).do(c.Open(protocol, "Branch", "lobby"))


def rows(play: Playbook, lang: str = "zh") -> dict[str, CardRow]:
    return {row.id: row for row in call_card(play.pack, play.incident, STATION, lang)}


def test_the_rows_stand_in_the_order_a_dispatcher_asks() -> None:
    assert list(rows(opened())) == ["address", "entrance", "what", "age", "doing", "call_back"]


def test_the_card_during_compressions_says_what_was_found_and_what_is_being_done() -> None:
    card = rows(opened().tap("no", after=4).tap("no", after=5).do(c.ShowCall()))
    assert (card["address"].strong, card["address"].weak) == ("福田区莲花路 88 号", "莲花路支行，1 层大堂")
    assert (card["what"].strong, card["what"].weak) == ("有人倒地", "没反应；没有正常呼吸")
    assert card["what"].sources == (Ref("FT03/live/a", 3), Ref("FT03/live/a", 6))
    assert (card["doing"].strong, card["doing"].weak) == ("正按步骤按压胸口", "节拍每分钟 110 次")
    assert card["age"].strong == "不清楚" and card["call_back"].strong == "0755 0000 0120"


def test_without_a_beat_it_says_that_someone_is_there_and_never_the_helpers_own_instruction() -> None:
    card = rows(opened("fall").tap("yes").do(c.ShowCall()), "en")
    assert card["doing"].strong == "Someone is with them" and card["doing"].sources == (Ref("FT03/live/a", 5),)


def test_a_noted_age_is_read_as_it_was_noted() -> None:
    play = opened().do(c.AddNote("男，约 70 岁", "estimated", "age_sex"))
    assert rows(play)["age"].strong == "男，约 70 岁"


def test_an_answer_that_was_taken_back_is_not_read_out() -> None:
    play = opened().tap("no").do(c.Undo())
    assert rows(play)["what"].weak == ""


def test_before_anything_is_known_it_says_that_somebody_needs_help() -> None:
    play = Playbook(PACK).do(c.Open("call_120", "Branch", "lobby", via="dock_120"))
    card = rows(play)
    assert card["what"].strong == "有人需要急救" and "doing" not in card


def test_a_station_without_an_entrance_leaves_the_line_out() -> None:
    bare = replace(STATION, entrance={"zh": "", "en": ""})
    play = opened()
    assert "entrance" not in {row.id for row in call_card(PACK, play.incident, bare, "zh")}


def test_an_answer_the_content_no_longer_knows_is_left_out() -> None:
    play = opened().tap("no").tap("no")
    gone = Pack("pack-2", {k: v for k, v in PACK.protocols.items() if k != "collapse"}, {}, {})
    (what,) = [row for row in call_card(gone, play.incident, STATION, "zh") if row.id == "what"]
    assert (what.strong, what.weak) == ("有人需要急救", "")


def test_nothing_opened_still_gives_the_place() -> None:
    card = call_card(PACK, Incident("FT03/live/a"), STATION, "zh")
    assert [row.id for row in card] == ["address", "entrance", "what", "age", "call_back"]


def test_the_card_never_says_that_120_was_called() -> None:
    play = opened().tap("no").tap("no").do(c.TickItem("caller", "connected"))
    for lang, word in (("zh", "接通"), ("en", "connected")):
        assert not [row for row in rows(play, lang).values() if word in row.strong + row.weak]


def test_away_from_the_branch_its_address_is_never_read_out_whatever_came_of_it() -> None:
    away = replace(PACK, protocols={**PACK.protocols, "fall": replace(PACK.protocols["fall"], elsewhere=True)})
    play = Playbook(away).do(c.Open("fall", "Branch", "lobby")).do(c.PressCpr()).do(c.ShowCall())
    card = rows(play)
    assert (card["address"].strong, "entrance" in card) == ("说客户家的地址", False)
    for lang in ("zh", "en"):
        told = " ".join(row.strong + row.weak for row in rows(play, lang).values())
        assert STATION.address[lang] not in told and "莲花路" not in told and "Lianhua" not in told
