"""What is for the desk alone stands on the desk's page, and nowhere in the lobby's words."""

from __future__ import annotations

import pytest

from desk.reading import Reading
from protocols import content

PACK = content.load()
FOR_DESK = [(p.id, s) for p in PACK.protocols.values() for s in p.steps.values() if s.for_desk is not None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_desk_reads_its_part_behind_the_lobbys(lang: str) -> None:
    assert FOR_DESK
    for _, step in FOR_DESK:
        assert step.for_desk is not None and step.detail is not None
        read = Reading(PACK, lang).detail(step, {})
        assert read.endswith(step.for_desk[lang]) and step.for_desk[lang] not in step.detail[lang]
