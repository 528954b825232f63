"""A clip that is missing, cut or changed costs nobody a word: live speech says it, the desk is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from audio.voice import MANIFEST_NAME, ClipLibrary, Manifest
from audio.wire import NotSpoken
from kiosk.intact import Intact
from kiosk.kiosk import CLIPS
from protocols.commands import Close, Command, Park
from protocols.events import LogId, MessageNotSpoken, MessageSent, PromptNotSpoken
from protocols.ops_events import HealthNoted
from tests.fakes.lobby_world import PACK, World

HANDS = PACK.step("adult_collapse", "hands").say["zh"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five clips of the real library."""
    whole = ClipLibrary.load(CLIPS)
    some = dict(list(whole.manifest.clips.items())[:5])
    for clip in some.values():
        (tmp_path / clip.file).parent.mkdir(exist_ok=True)
        shutil.copy(CLIPS / clip.file, tmp_path / clip.file)
    manifest = msgspec.structs.replace(whole.manifest, clips=some)
    (tmp_path / MANIFEST_NAME).write_bytes(msgspec.json.encode(manifest))
    return tmp_path


def looked(folder: Path) -> tuple[Intact, list[HealthNoted]]:
    told: list[HealthNoted] = []
    intact = Intact(ClipLibrary.load(folder), post=lambda call: call(), tell=told.append)
    intact._look()  # what its thread does
    return intact, told


def spoil(kind: str, path: Path) -> None:
    data = path.read_bytes()
    if kind == "missing":
        path.unlink()
    elif kind == "truncated":
        path.write_bytes(data[: len(data) // 2])
    else:
        path.write_bytes(data[:-40] + bytes(40))


def test_a_sound_library_is_used_as_it_is_and_nothing_is_told(folder: Path) -> None:
    intact, told = looked(folder)
    manifest = msgspec.json.decode((folder / MANIFEST_NAME).read_bytes(), type=Manifest)
    assert all(intact.find(clip.text, clip.lang) == folder / clip.file for clip in manifest.clips.values())
    assert told == []


@pytest.mark.parametrize("kind", ["missing", "truncated", "tampered"])
def test_a_damaged_clip_is_never_played_and_the_desk_is_told_which(folder: Path, kind: str) -> None:
    clip, *others = ClipLibrary.load(folder).manifest.clips.values()
    spoil(kind, folder / clip.file)
    intact, told = looked(folder)
    assert intact.find(clip.text, clip.lang) is None
    assert all(intact.find(other.text, other.lang) for other in others)
    assert told == [HealthNoted("clips", False, f"damaged: {Path(clip.file).name}")]


def test_a_library_without_its_manifest_is_told_and_everything_is_spoken_live(folder: Path) -> None:
    (folder / MANIFEST_NAME).unlink()
    intact, told = looked(folder)
    assert intact.find(HANDS, "zh") is None
    assert len(told) == 1 and told[0].item == "clips" and not told[0].ok


Done = Callable[[Path | None, str], None]


def asked(world: World) -> list[tuple[str, Done]]:
    return [(text, done) for text, _, done in world.rendered if text == HANDS]


def test_a_clip_that_breaks_while_it_is_wanted_is_said_live_once(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    session = world.tap("dock:cpr")
    (ref,) = world.player.asked
    world.player.happen(NotSpoken(ref, "unreadable"))
    ((_, done),) = asked(world)
    done(Path("/live/hands.wav"), "")
    assert world.said[-1] == "hands.wav"
    world.player.begin(ref)
    spoken = [r.event for r in world.recorder.incident(LogId(session.incident.id))][-1]
    assert getattr(spoken, "source", "") == "live"
    world.player.happen(NotSpoken(ref, "unreadable"))  # and if that cannot be read either, the words stay on the screen
    assert len(asked(world)) == 1
    assert isinstance(world.recorder.incident(LogId(session.incident.id))[-1].event, PromptNotSpoken)
    assert world.prompter.speaking.caption == HANDS


def test_a_slow_synthesiser_never_speaks_into_the_next_step(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db", clips=False)
    world.tap("dock:cpr")
    ((_, done),) = asked(world)
    world.wait(9.5)
    assert world.step == "adult_collapse/depth"
    done(Path("/live/hands.wav"), "")
    assert world.said == []
    depth = next(done for text, _, done in world.rendered if text == PACK.step("adult_collapse", "depth").say["zh"])
    depth(Path("/live/depth.wav"), "")
    assert world.said == ["depth.wav"]


@pytest.mark.parametrize("ending", [Close("completed"), Park()], ids=["closed", "parked"])
def test_words_that_are_still_being_made_when_an_incident_leaves_the_screen_are_never_said(
    tmp_path: Path, ending: Command
) -> None:
    world = World(tmp_path / "journal.db", clips=False)
    session = world.tap("dock:cpr")
    world.desk(session.incident.id, MessageSent("林静", "电梯开着"))
    session.send(ending)
    assert world.lobby.focused is None
    for _, _, done in world.rendered:
        done(Path("/live/late.wav"), "")
    assert world.said == [] and world.prompter.speaking.caption == ""
    unheard = [r.event for r in world.recorder.incident(LogId(session.incident.id))]
    assert any(isinstance(x, MessageNotSpoken) for x in unheard) == session.incident.open  # the desk reads it too


def test_words_that_another_step_overtook_do_not_keep_the_roles_silent(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db", clips=False)
    world.tap("dock:cpr")
    for _ in range(480):
        world.wait(0.5)
        for ref in list(world.player.asked):
            world.player.begin(ref)
            world.player.finish(ref)
        if world.step == "adult_collapse/press" and len(world.rendered) > 3:  # the first ones are overtaken
            for _, _, done in world.rendered:
                done(Path("/live/words.wav"), "")
            world.rendered.clear()
    session = world.lobby.focused
    assert session is not None and session.incident.told
