"""The published description of the wire is the one the code makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator

from journal.asyncapi import document, to_yaml
from journal.codec import EVENT_TYPES
from journal.sync import topics

ROOT = Path(__file__).parents[2]


def test_the_committed_description_is_the_made_one() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "journal.asyncapi"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (ROOT / "docs" / "asyncapi.yaml").read_text(encoding="utf-8") == made.stdout, (
        "run: python -m journal.asyncapi > docs/asyncapi.yaml"
    )


def test_our_yaml_reads_back_as_what_it_was_made_from() -> None:
    assert yaml.safe_load(to_yaml(document())) == document()
    assert yaml.safe_load(to_yaml("a: b")) == "a: b"
    odd = {"yes": "no", "a b": [], "n": None, "list": [[1], {"x": {}}], "words": "a: b\n# c", "3": "3.0"}
    assert yaml.safe_load(to_yaml(odd)) == odd


def test_every_reference_leads_somewhere() -> None:
    whole = document()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(ref := value.get("$ref"), str):
                place: Any = whole
                for part in ref.removeprefix("#/").split("/"):
                    place = place[part]
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(whole)


def test_every_topic_and_every_fact_is_described() -> None:
    whole = document()
    addresses = {c["address"] for c in whole["channels"].values()}
    for role in ("kiosk", "desk"):
        for topic in topics(role, "{kiosk}"):  # type: ignore[arg-type]
            described = topic.replace("_desk/+", "_desk/{desk}").replace("+", "{log}")
            assert described in addresses
    assert {t.__name__ for t in EVENT_TYPES} <= whole["components"]["schemas"].keys()
    for schema in whole["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)
    for action in ("send", "receive"):
        assert len([o for o in whole["operations"].values() if o["action"] == action]) == 12
