"""A branch may offer Cantonese: the voice changes, the screen stays Chinese, and nobody is told that it is good."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk import views_model as v
from kiosk.spoken_words import live_words, spoken
from kiosk.station_file import ConfigError, load
from protocols import content
from protocols import events as e
from tests.fakes.lobby_world import EXAMPLE, PACK, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "journal.db")
    world.die()
    station = msgspec.structs.replace(world.config.station, cantonese=True)
    world.config = msgspec.structs.replace(world.config, station=station)
    world.start()
    return world


def idle(world: World) -> v.IdleView:
    view = world.stage.view()
    assert isinstance(view, v.IdleView)
    return view


def test_the_language_key_names_where_it_leads_and_comes_round(world: World) -> None:
    seen = []
    for _ in range(4):
        view = idle(world)
        assert view.chrome.dock is not None
        seen.append((world.stage.lang, view.chrome.bar.other_lang_key, view.chrome.dock.tools[2].label))
        world.stage.act("language")
    assert seen == [("zh", "EN", "English"), ("en", "粤", "粤语"), ("yue", "中", "中文"), ("zh", "EN", "English")]


def test_without_it_the_key_goes_between_two_languages(tmp_path: Path) -> None:
    world = World(tmp_path / "journal.db")
    seen = []
    for _ in range(3):
        seen.append((world.stage.lang, idle(world).chrome.bar.other_lang_key))
        world.stage.act("language")
    assert seen == [("zh", "EN"), ("en", "中"), ("zh", "EN")]


def test_where_it_is_chosen_it_says_that_a_machine_speaks(world: World) -> None:
    marked = "粤语是机器声音，请换真人录音"
    for lang in ("zh", "en", "yue"):
        assert world.stage.lang == lang
        assert (marked in [p.text for p in idle(world).chrome.problems]) == (lang == "yue")
        world.stage.act("language")


def test_one_tap_within_an_incident_changes_the_voice_and_keeps_the_step_and_the_screen(world: World) -> None:
    session = world.tap("help", "answer:collapse")
    chinese = repr(world.stage.view())
    world.stage.act("language")
    world.stage.act("language")
    assert world.step == "adult_collapse/assess" and session.incident.lang == "yue"
    step = PACK.step("adult_collapse", "assess")
    assert step is not None and step.say is not None
    assert world.said[-1] == step.say["yue"]
    ref = [args["ref"] for name, args in world.player.calls if name == "say"][-1]
    world.prompter.speaking.started(ref)
    assert world.prompter.speaking.caption == step.say["zh"], "the screen's font has no Cantonese characters"
    shown = repr(world.stage.view())
    assert step.say["yue"] not in shown
    assert shown.replace("'中'", "'EN'") == chinese.replace("caption=''", f"caption={step.say['zh']!r}")
    spoken_fact = [
        record.event for record in world.recorder.incident(e.LogId(session.incident.id))
        if isinstance(record.event, e.PromptSpoken)
    ][-1]  # fmt: skip
    assert spoken_fact.lang == "yue"


def test_words_without_cantonese_are_said_in_mandarin_and_recorded_so(world: World) -> None:
    assert spoken({"zh": "好", "en": "good"}, "yue") == ("zh", "好")
    assert spoken({"zh": "好", "en": "good", "yue": "好嘢"}, "yue") == ("yue", "好嘢")
    assert spoken({"zh": "好", "en": "good", "yue": "好嘢"}, "en") == ("en", "good")


def test_the_desk_speaks_mandarin_to_a_cantonese_incident(world: World) -> None:
    session = world.tap("help", "answer:collapse")
    world.stage.act("language")
    world.stage.act("language")
    world.clips = False
    said = len(world.said)
    world.desk(session.incident.id, e.MessageSent("Li", "门口有救护车"))
    assert world.said[said:] == ["门口有救护车"], "the fake finds a clip under the words; under zh, not yue"
    path = [args["clip_path"] for name, args in world.player.calls if name == "say"][-1]
    assert path.parent.name == "zh"


def test_every_prompt_can_be_made_ready_beforehand() -> None:
    clips = {text for lang, text in content.spoken_texts(PACK)}

    def find(text: str, lang: str) -> Path | None:
        return Path("clip") if lang != "yue" and text in clips and text != "不要停。" else None

    assert live_words(PACK, find, cantonese=False) == []
    ready = live_words(PACK, find, cantonese=True)
    assert {lang for _, lang in ready} == {"yue"} and len(ready) > 500
    assert {words for words, _ in ready} == {t["yue"] for _, t in content.spoken(PACK) if "yue" in t}
    missing = live_words(PACK, lambda text, lang: None, cantonese=False)
    assert {words for words, _ in missing} == clips, "a clip that is missing is made ready too"


def test_a_kiosk_starts_in_cantonese_only_where_it_was_allowed() -> None:
    env = {"FRK_KIOSK_LANG": "yue"}
    with pytest.raises(ConfigError, match="cantonese = true"):
        load(EXAMPLE, env)
    assert load(EXAMPLE, {**env, "FRK_KIOSK_STATION__CANTONESE": "true"}).lang == "yue"
