"""A branch says where its AED hangs and whom to call about the lift; it can take no step back and weaken none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from protocols.content import load
from protocols.content_check import check
from protocols.model import Slot
from protocols.overlay import branch_wrong, fill, places

PACK = load()
SLOTS = {"aed_place": Slot("aed_place", {}, {"zh": "看标志", "en": "look for the sign"}, 12)}


def words(text: str) -> dict[str, dict[str, str]]:
    return {"aed_place": {"zh": text, "en": text}}


def test_the_branchs_words_stand_in_the_place_and_nowhere_else() -> None:
    shown = {"zh": "AED：{aed_place}。别停。", "en": "AED: {aed_place}. Do not stop."}
    assert fill(shown, SLOTS, {"aed_place": {"zh": "大门左边", "en": "left of the door"}}) == {
        "zh": "AED：大门左边。别停。",
        "en": "AED: left of the door. Do not stop.",
    }


def test_without_them_the_default_stands_and_a_language_that_is_missing_is_not_left_blank() -> None:
    shown = {"zh": "{aed_place}", "en": "{aed_place}", "yue": "{aed_place}"}
    assert fill(shown, SLOTS, {}) == {"zh": "看标志", "en": "look for the sign", "yue": "看标志"}
    assert fill(shown, SLOTS, {"aed_place": {"zh": "门左", "en": ""}})["en"] == "门左"


def test_a_brace_that_is_no_place_stays_as_it_is() -> None:
    assert fill({"zh": "{nobody}", "en": "{nobody}"}, SLOTS, {}) == {"zh": "{nobody}", "en": "{nobody}"}
    assert places({"zh": "{aed_place}，{aed_place}", "en": "{door}"}) == ["aed_place", "door"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("不用了", "could take an instruction back"),
        ("别打 120", "could take an instruction back"),
        ("等经理来再取，先等", "could take an instruction back"),
        ("do not use it", "could take an instruction back"),
        ("ask first, never run", "could take an instruction back"),
        ("大门左边。先问经理", "give a place or a telephone, no sentence"),
        ("left. Ask the manager", "give a place or a telephone, no sentence"),
        ("左边|右边", "give a place or a telephone, no sentence"),
        ("左边\n右边", "give a place or a telephone, no sentence"),
        ("{door}", "give a place or a telephone, no sentence"),
        ("掐人中的地方", "only in a do_not list"),
        ("停止按压处", "could take an instruction back"),
        ("已停用", "could take an instruction back"),
        ("禁止使用", "could take an instruction back"),
        ("坏了", "could take an instruction back"),
        ("没有", "could take an instruction back"),
        ("先问王经理", "could take an instruction back"),
        ("经理同意才能用", "could take an instruction back"),
        ("打 999", "could take an instruction back"),
        ("don’t use", "could take an instruction back"),
        ("Ｎｏｔ here", "could take an instruction back"),
        ("c\u200bancel", "U+200B"),
        ("\u202e边左", "U+202E"),
        ("🚫左边", "U+1F6AB"),
        ("stop here", "could take an instruction back"),
        ("call 911", "could take an instruction back"),
        ("can't be used", "could take an instruction back"),
        ("左边\r右边", "U+000D"),
        ("掐 人中处", "only in a do_not list"),
        ("从大门进来一直走到最里面的柜台后面", "characters wide, 12 at most"),
    ],
)
def test_what_could_change_what_people_do_is_refused(text: str, told: str) -> None:
    assert any(told in message for _, message in branch_wrong(SLOTS, words(text)))


@pytest.mark.parametrize(
    "text",
    [
        "大门左边第二根柱子", "left of door 2", "0755-0000 0119", "等候区，先锋路门", "停车场旁休息室",
        "急救箱下，120 接人处", "waiting area", "first floor, bus stop", "call centre 0755",
    ],
)  # fmt: skip
def test_a_place_or_a_telephone_is_fine(text: str) -> None:
    assert list(branch_wrong({"aed_place": replace(SLOTS["aed_place"], width=30)}, words(text))) == []


def test_a_step_cannot_be_named_there() -> None:
    ((place, told),) = branch_wrong(SLOTS, {"adult_collapse.hands": {"zh": "大堂", "en": "lobby"}})
    assert place == "adult_collapse.hands" and "a step can not be changed here" in told


def test_every_step_with_a_place_has_room_for_the_widest_words_a_branch_may_give() -> None:
    used = {
        place
        for protocol in PACK.protocols.values()
        for step in protocol.steps.values()
        if step.detail is not None
        for place in places(step.detail)
    }
    assert used, "no step has a place of the branch"
    assert used <= PACK.slots.keys()
    assert not [p for p in check(PACK) if "detail" in p.message]


def test_no_place_stands_in_what_is_spoken_or_pressed() -> None:
    for protocol in PACK.protocols.values():
        for step in protocol.steps.values():
            for text in (step.title, step.say, *(a.label for a in step.answers)):
                assert places(text) == []


def test_a_default_is_judged_once_by_what_holds_for_a_branchs_own_words() -> None:
    bad = {"zh": "放血·先问经理。" + "远" * 30, "en": "ask 🙂 first"}
    slot = replace(PACK.slots["door"], default=bad)
    told = [p for p in check(replace(PACK, slots={**PACK.slots, "door": slot})) if p.file.endswith("slots.yaml")]
    assert len(told) == len({p.message for p in told})
    branch = [message for _, message in branch_wrong({"door": slot}, {"door": bad})]
    for what in ("no sentence", "could take an instruction back", "characters wide", "放血", "1F642"):
        assert sum(what in p.message for p in told) == sum(what in m for m in branch) >= 1, what
