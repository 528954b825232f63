"""An incident keeps the content it began with, whatever is installed since."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import views_model as v
from kiosk.packs import KEEP, PackShelf
from protocols.content import CONTENT, ContentError
from tests.fakes.lobby_world import PACK, World


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__"))


def reword(source: Path, n: int) -> None:
    page = source / "call_120.yaml"
    page.write_text(page.read_text(encoding="utf-8") + f"# edition {n}\n", encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("version: 1", f"version: {n}", 1), encoding="utf-8")


def test_a_running_incident_keeps_its_content_when_another_is_installed(source: Path, tmp_path: Path) -> None:
    before = PackShelf(tmp_path / "packs", source).present
    reword(source, 2)
    shelf = PackShelf(tmp_path / "packs", source)
    assert shelf.present.hash != before.hash
    kept = shelf.get(before.hash)
    assert kept is not None and kept.hash == before.hash and kept.protocols["call_120"].version == 1


def test_content_that_was_changed_on_the_shelf_is_not_taken_for_what_its_name_says(
    source: Path, tmp_path: Path
) -> None:
    before = PackShelf(tmp_path / "packs", source).present.hash
    reword(source, 2)
    reword(tmp_path / "packs" / before, 3)
    assert PackShelf(tmp_path / "packs", source).get(before) is None


def test_old_content_goes_but_never_what_an_open_incident_names(source: Path, tmp_path: Path) -> None:
    first = PackShelf(tmp_path / "packs", source).present.hash
    for n in range(2, KEEP + 4):
        text = (source / "call_120.yaml").read_text(encoding="utf-8").replace(f"version: {n - 1}", f"version: {n}", 1)
        (source / "call_120.yaml").write_text(text, encoding="utf-8")
        shelf = PackShelf(tmp_path / "packs", source)
    shelf.prune({first})
    left = {path.name for path in (tmp_path / "packs").iterdir()}
    assert first in left and shelf.present.hash in left and len(left) <= KEEP + 1


def test_without_any_content_the_kiosk_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ContentError):
        PackShelf(tmp_path / "packs", tmp_path / "empty")


def test_a_name_that_is_no_hash_reads_no_file(source: Path, tmp_path: Path) -> None:
    assert PackShelf(tmp_path / "packs", source).get("../content") is None


@pytest.mark.parametrize("sound", [True, False])
def test_a_step_that_is_gone_from_the_content_is_said_with_a_key_that_leads_on(tmp_path: Path, sound: bool) -> None:
    world = World(tmp_path / "journal.db", sound=sound)
    session = world.tap("help", "answer:fall")
    here = world.step.split("/")[0]
    session.pack = replace(PACK, protocols={name: known for name, known in PACK.protocols.items() if name != here})
    view = world.stage.view()
    assert isinstance(view, v.StepView) and view.chrome.dialog is not None
    world.tap(*(answer.action for answer in view.chrome.dialog.answers))
    assert session.incident.beat is not None and isinstance(world.stage.view(), v.StepView)
    world.die()
