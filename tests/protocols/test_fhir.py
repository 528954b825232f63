"""The export is a PlanDefinition by the published form, and nothing of a protocol's ways is lost in it."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import pytest

from protocols.authoring.cli import run
from protocols.authoring.fhir import BASE, fhir_id, plan_definition
from protocols.authoring.sign import sign
from protocols.content import CONTENT, load
from protocols.model import Protocol

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fhir.resources.plandefinition import PlanDefinition

PACK = load()
ALL = pytest.mark.parametrize("protocol", PACK.protocols.values(), ids=lambda p: p.id)


@ALL
def test_it_is_a_plan_definition_by_the_published_form(protocol: Protocol) -> None:
    made = json.dumps(plan_definition(PACK, protocol))
    read = PlanDefinition.model_validate_json(made)
    assert len(read.action) == len(protocol.steps)
    assert json.loads(read.model_dump_json())["url"] == f"{BASE}:plan:{protocol.id}"


def test_the_form_refuses_what_is_none() -> None:
    made = plan_definition(PACK, PACK.protocols["call_120"])
    with pytest.raises(ValueError, match="status"):
        PlanDefinition.model_validate_json(json.dumps({k: v for k, v in made.items() if k != "status"}))


@ALL
def test_every_step_answer_and_way_is_there(protocol: Protocol) -> None:
    made = plan_definition(PACK, protocol)
    actions = {a["linkId"]: a for a in made["action"]}
    assert list(actions) == [fhir_id(id) for id in protocol.steps]
    for step in protocol.steps.values():
        inner = {a["linkId"]: a for a in actions[fhir_id(step.id)]["action"]}
        for answer in step.answers:
            way = inner[fhir_id(step.id, answer.id)]
            if answer.goto.kind == "step":
                assert way["relatedAction"][0]["targetId"] in actions
            elif answer.goto.kind in ("push", "escalate"):
                assert way["definitionCanonical"].startswith(f"{BASE}:plan:{answer.goto.protocol}#")
            assert way["description"]


def test_both_languages_are_there() -> None:
    title = plan_definition(PACK, PACK.protocols["stroke"])["_title"]["extension"][0]["extension"]
    assert title[0]["valueCode"] == "en" and title[1]["valueString"] == PACK.protocols["stroke"].title["en"]


def test_unsigned_is_a_draft_and_only_this_very_content_signed_is_active(tmp_path: Path) -> None:
    made = plan_definition(PACK, PACK.protocols["danger_gate"])
    assert (made["status"], made["experimental"]) == ("draft", True)
    assert "未经审定" in made["usage"] and "reviewer" not in made
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    sign(load(content), load(content).protocols["danger_gate"], "王小明", "急诊科主任医师", "2025-06-30")
    signed = plan_definition(load(content), load(content).protocols["danger_gate"])
    assert (signed["status"], signed["lastReviewDate"]) == ("active", "2025-06-30")
    PlanDefinition.model_validate_json(json.dumps(signed))


def test_the_command_writes_one_file_a_protocol(tmp_path: Path) -> None:
    assert run(["export", "stroke", "fire", "--out", str(tmp_path)]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fire.json", "stroke.json"]
    assert run(["export", "nowhere", "--out", str(tmp_path)]) == 2
