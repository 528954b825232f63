"""The content we ship: what holds for all of it, whatever way is taken."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from protocols import commands as c
from protocols.content import CONTENT, load, spoken_texts
from protocols.content_check import check
from protocols.content_schema import schema_text
from protocols.model import Step
from tests.fakes.walk import Walk, way_out

PACK = load()


def steps() -> list[tuple[str, Step]]:
    return [(p.id, s) for p in PACK.protocols.values() for s in p.steps.values()]


def test_the_shipped_content_has_no_problem() -> None:
    assert [str(p) for p in check(PACK)] == []


def test_the_published_schema_is_the_one_the_code_makes() -> None:
    published = (CONTENT / "protocol.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write content_schema.schema_text() to protocols/content/protocol.schema.json"


def test_the_published_schema_accepts_every_shipped_protocol() -> None:
    """Read as an editor's YAML reader would, which takes a bare `no` for false: the content quotes it."""
    validator = jsonschema.Draft202012Validator(json.loads(schema_text()))
    for protocol in PACK.protocols.values():
        raw = yaml.safe_load(Path(protocol.file).read_text(encoding="utf-8"))
        assert [x.message for x in validator.iter_errors(raw)] == []


def test_the_same_content_has_the_same_hash_and_other_content_another(tmp_path: Path) -> None:
    for file in CONTENT.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert load(tmp_path).hash == PACK.hash
    file = tmp_path / "handover.yaml"
    file.write_text("# a remark changes nothing\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    assert load(tmp_path).hash == PACK.hash
    file.write_text(file.read_text(encoding="utf-8").replace("30 秒", "40 秒"), encoding="utf-8")
    assert load(tmp_path).hash != PACK.hash


def test_nothing_is_signed_yet() -> None:
    assert not any(p.review.signed for p in PACK.protocols.values())


def test_the_dock_starts_the_beat_in_one_tap_from_every_step() -> None:
    for protocol, step in steps():
        walk = Walk().open(protocol, step.id).do(c.PressCpr())
        assert walk.beating, f"{protocol}/{step.id}"
        assert walk.step.kind in ("compressions", "aed")


def test_unsure_takes_the_dangerous_branch_everywhere() -> None:
    seen = 0
    for _, step in steps():
        unsure = [a for a in step.answers if a.mark == "unsure"]
        worst = [a for a in step.answers if a.worst]
        if step.kind == "question":
            assert len(unsure) == len(worst) == 1
        if step.kind != "tiles" and unsure:
            assert unsure[0].goto == worst[0].goto, step.id
            seen += 1
    assert seen >= 15


@pytest.mark.parametrize("number", ["120", "119", "110"])
def test_no_line_leaves_the_address_on_the_screen_for_the_next_phone(number: str) -> None:
    walk = Walk().open(f"call_{number}")
    assert walk.do(c.TickCall(number, "failed")).tap("failed").at == (f"call_{number}", "call")
    standing = walk.incident.call(number)
    assert standing is not None and standing.state == "failed", "going back claims nothing"
    assert walk.tap("back").at[0] == "handover"


def test_every_spoken_word_is_sayable_in_both_languages() -> None:
    texts = list(spoken_texts(PACK))
    assert len(texts) == len(set(texts)) > 200
    for lang, words in texts:
        assert not re.search(r"\d", words)
        if lang == "zh":
            assert not re.search(r"[A-Za-z]", words)


def test_the_clinical_numbers_are_those_of_the_fact_sheet() -> None:
    collapse, recovery = PACK.protocols["adult_collapse"], PACK.protocols["recovery_position"]
    assert collapse.rate_bpm == 110
    assert (collapse.timers["swap_warning"].after_s, collapse.timers["swap"].after_s) == (105, 120)
    assert collapse.timers["breathing_check"].after_s == 10
    assert recovery.timers["recheck"].after_s == recovery.timers["recheck_flat"].after_s == 60
    assert "5–6 厘米" in collapse.steps["depth"].title["zh"]
    assert "五到六厘米" in collapse.steps["depth"].say["zh"]
    assert "8 厘米" in collapse.steps["aed_pads"].detail["zh"]  # type: ignore[index]


def test_no_screen_says_that_120_was_called_before_somebody_ticks_it() -> None:
    for _, step in steps():
        for text in (step.title, step.say, step.detail or {}):
            for words in text.values():
                assert not re.search(r"已(拨打|呼叫|打)", words)
                assert not re.search(r"has been called[^?]", words)


def test_a_role_reads_as_a_task_until_a_person_ticks_it() -> None:
    for protocol in PACK.protocols.values():
        for item in (item for lane in protocol.lanes for item in lane.items):
            assert item.done is not None, f"{item.id}: a tick must be able to say what was done"
            assert item.words(ticked=False) == item.label and item.words(ticked=True) == item.done
            assert not re.search(
                r"已|了$|answered$|has come", item.label["zh"] + item.label["en"].removesuffix("tick when answered")
            )


def test_from_every_step_a_few_taps_close_the_incident() -> None:
    for protocol, step in steps():
        taps = way_out(Walk().open(protocol, step.id))
        assert taps is not None, f"{protocol}/{step.id}"
        assert len(taps) <= 12
