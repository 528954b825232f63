"""A copy of the content, to be spoiled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols.content import CONTENT


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    for file in CONTENT.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    yield tmp_path
