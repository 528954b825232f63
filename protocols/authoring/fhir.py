"""One way out: a protocol as a FHIR R5 PlanDefinition, for systems that read those. Nothing is ever read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..model import Answer, Goto, Pack, Protocol, Step, Text, Timer
from ..overlay import fill
from ..words import words
from .leads import landing, lead
from .sign import signature

BASE = "urn:first-response-kiosk"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
UCUM = "http://unitsofmeasure.org"
LANGUAGES = {"zh": "zh-CN", "en": "en", "yue": "yue"}
"""Our language codes as BCP 47; the first one is the language of the resource, the others are translations."""

Json = dict[str, Any]


def plan_definition(pack: Pack, protocol: Protocol) -> Json:
    """The protocol as a PlanDefinition: a step is an action, its answers and timers are actions inside it.

    `status` is `draft` until a clinician has signed this very content. Shared pieces are plans of their own, named by
    `definitionCanonical` where an answer lays them on.
    """
    sign = signature(protocol)
    signed = sign.state == "signed"
    found: Json = {
        "resourceType": "PlanDefinition",
        "id": fhir_id(protocol.id),
        "language": LANGUAGES["zh"],
        "url": _url(protocol.id),
        "identifier": [{"system": f"{BASE}:content-hash", "value": sign.now}],
        "version": str(protocol.version),
        "name": "".join(part.capitalize() for part in protocol.id.split("_")),
        "status": "active" if signed else "draft",
        "experimental": not signed,
        **_text(pack, "title", protocol.title),
        **(_text(pack, "description", protocol.summary) if protocol.summary is not None else {}),
        "type": {"coding": [{"system": TYPES, "code": "clinical-protocol"}]},
        "usage": "已审定" if signed else "未经审定 / not clinically reviewed",
        "relatedArtifact": [_cited(pack, id) for id in _sources(protocol)],
        "action": [_step(pack, protocol, step) for step in protocol.steps.values()],
    }
    if signed:
        found["reviewer"] = [{"name": f"{sign.review.reviewer} ({sign.review.role})"}]
        found["lastReviewDate"] = sign.review.date
    return found


def fhir_id(*ids: str) -> str:
    """Our ids in the letters that FHIR allows: it knows no underscore, we no hyphen."""
    return ".".join(ids).replace("_", "-")


def _url(protocol: str) -> str:
    return f"{BASE}:plan:{protocol}"


def _text(pack: Pack, field: str, text: Text) -> Json:
    """A field in the resource's language with the others as the standard's own translation extension."""
    filled = fill(text, pack.slots, {})
    others = [
        {"url": TRANSLATION, "extension": [
            {"url": "lang", "valueCode": LANGUAGES[lang]}, {"url": "content", "valueString": words(filled, lang)},
        ]}
        for lang in LANGUAGES if lang != "zh" and lang in filled
    ]  # fmt: skip
    return {field: words(filled, "zh"), **({f"_{field}": {"extension": others}} if others else {})}


def _step(pack: Pack, protocol: Protocol, step: Step) -> Json:
    timers = [protocol.timers[name] for name in step.timers if name in protocol.timers]
    return {
        "linkId": fhir_id(step.id),
        **_text(pack, "title", step.title),
        **(_text(pack, "description", step.detail) if step.detail is not None else {}),
        **(_text(pack, "textEquivalent", step.say) if step.say else {}),
        **({"documentation": [_cited(pack, id) for id in step.sources]} if step.sources else {}),
        **({"code": {"text": " ".join(step.reached)}} if step.reached else {}),
        "groupingBehavior": "logical-group",
        "selectionBehavior": "exactly-one",
        "action": [
            *(_answer(pack, protocol, step, answer) for answer in step.answers),
            *(_timer(pack, protocol, step, timer) for timer in timers),
        ],
    }


def _answer(pack: Pack, protocol: Protocol, step: Step, answer: Answer) -> Json:
    condition = {"description": words(answer.finding or answer.label, "zh"), "language": "text/plain",
                 "expression": words(answer.label, "zh")}  # fmt: skip
    return {
        "linkId": fhir_id(step.id, answer.id),
        **_text(pack, "title", answer.label),
        "condition": [{"kind": "applicability", "expression": condition}],
        **_way(pack, protocol, answer.goto),
    }


def _timer(pack: Pack, protocol: Protocol, step: Step, timer: Timer) -> Json:
    seconds = {"value": timer.after_s, "unit": "s", "system": UCUM, "code": "s"}
    return {
        "linkId": fhir_id(step.id, timer.id),
        **_text(pack, "title", timer.label),
        **(_text(pack, "textEquivalent", timer.say) if timer.say is not None else {}),
        "timingDuration": seconds,
        **(_way(pack, protocol, timer.goto) if timer.goto is not None else {}),
    }


def _way(pack: Pack, protocol: Protocol, goto: Goto) -> Json:
    """Inside this plan: the action that comes after. Into another: that plan. Always: the way in words."""
    told = _text(pack, "description", lead(pack, protocol, goto))
    if goto.kind == "step" and goto.step is not None:
        return {**told, "relatedAction": [{"targetId": fhir_id(goto.step), "relationship": "before"}]}
    there = landing(pack, protocol, goto)
    return {**told, "definitionCanonical": f"{_url(there[0].id)}#{fhir_id(there[1])}"} if there is not None else told


def _sources(protocol: Protocol) -> Iterator[str]:
    yield from dict.fromkeys(id for step in protocol.steps.values() for id in step.sources)


def _cited(pack: Pack, id: str) -> Json:
    source = pack.sources.get(id)
    title = source.title if source is not None else id
    return {
        "type": "citation",
        "label": id,
        "display": title,
        "citation": f"{title} {source.note}".strip() if source else id,
    }
