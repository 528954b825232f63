"""The documents say what is so: every hazard names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_guards_a_hazard_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8")))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
    }
    assert named - written == set()


def test_every_hazard_row_names_a_test() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8").splitlines()
        if re.match(r"\| H\d", line)
    ]
    assert len(rows) >= 20
    assert [row[:6] for row in rows if "`test_" not in row] == []


def test_every_link_in_the_readme_leads_somewhere() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("http")]
    assert links and [link for link in links if not (ROOT / link).exists()] == []
