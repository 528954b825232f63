"""The count of thirty: each word on its press, none over a prompt, none after the beat, the click never covered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio import counting
from audio.beat import DEFAULT_BREATH_GAP_S, MAX_RATE_BPM, Beat
from audio.clip_rules import Figures, wrong
from audio.core import CUT_FADE_SAMPLES, Core, CueGiven
from audio.count_sound import fitted, sounding
from audio.decode import MIXER_RATE_HZ, Samples, load_clip
from audio.metronome import press_click
from audio.policy import Speech, SpeechClass
from audio.voice import ClipLibrary
from protocols.content import load
from tests.audio.test_core_levels import band_level_db

CLIPS = ClipLibrary.load(Path(__file__).resolve().parents[2] / "audio" / "clips")
PACK = load()
BEAT = Beat(110, "30:2")
PERIOD = 60 * MIXER_RATE_HZ / BEAT.rate_bpm
AFTER = round(counting.AFTER_CLICK_S * MIXER_RATE_HZ)
SECONDS = 29 * 60 / BEAT.rate_bpm + DEFAULT_BREATH_GAP_S
LANGS = ("zh", "en")


def levels() -> dict[str, Samples]:
    """Each word a level of its own, a third of a second long."""
    return {name: np.full(MIXER_RATE_HZ // 3, 0.1 + n / 100, np.float32) for n, name in enumerate(counting.NAMES)}


def shipped(lang: str) -> dict[str, Samples]:
    words = {}
    for name in counting.NAMES:
        path = CLIPS.find(PACK.phrases[f"count_{name}"].say[lang], lang)
        assert path is not None, f"no clip of {name} in {lang}"
        samples = load_clip(path)
        assert isinstance(samples, np.ndarray)
        words[name] = samples
    return words


def counted(words: dict[str, Samples], beat: Beat = BEAT, block: int = 960, seconds: float = SECONDS) -> np.ndarray:
    """The count alone: what is heard with it, less what is heard without."""
    both = []
    for given in (words, {}):
        core = Core()
        core.beat(beat)
        core.count(given)
        both.append(np.concatenate([core.render(block) for _ in range(round(seconds * MIXER_RATE_HZ / block))])[:, 0])
    return np.asarray(both[0] - both[1])[: round(seconds * MIXER_RATE_HZ)]


@pytest.mark.parametrize("block", [480, 5760, MIXER_RATE_HZ])
def test_every_word_begins_on_its_press_and_no_other_press_has_one(block: int) -> None:
    words, heard = levels(), counted(levels(), block=block)
    for number in range(1, 31):
        at = round((number - 1) * PERIOD) + AFTER
        name = counting.SAID.get(number)
        expected = words[name][0] if name else 0.0
        assert heard[at + 500] == pytest.approx(expected, abs=1e-4), number
        if name:
            assert not heard[at - 200 : at].any()
            assert heard[at] == pytest.approx(expected, abs=1e-4)
    last = round(29 * PERIOD)
    for breath_s in (1.0, 3.0):
        at = last + round(breath_s * MIXER_RATE_HZ) + AFTER
        assert heard[at + 500] == pytest.approx(words[counting.BREATH][0], abs=1e-4)
    assert np.count_nonzero(np.diff((np.abs(heard) > 1e-3).astype(int)) == 1) == len(counting.SAID) + 2


def test_a_prompt_takes_the_voice_from_the_count_and_gives_it_back() -> None:
    core = Core()
    core.beat(BEAT)
    core.count(levels())
    core.render(round(PERIOD) + AFTER + 2000)  # in the middle of "two"
    core.say(Speech("step", SpeechClass.STEP, True, np.full(2 * MIXER_RATE_HZ, 0.5, np.float32)))
    spoken = core.render(2 * MIXER_RATE_HZ)[:, 0]
    clicks = np.zeros(len(spoken), bool)
    for number in range(2, 7):
        at = round(number * PERIOD) - round(PERIOD) - AFTER - 2000
        clicks[max(0, at) : at + len(press_click())] = True
    assert np.allclose(spoken[CUT_FADE_SAMPLES:][~clicks[CUT_FADE_SAMPLES:]], 0.5, atol=1e-5)  # not one number in it
    after = core.render(2 * MIXER_RATE_HZ)[:, 0]
    assert any(np.isclose(after, levels()["7"][0], atol=1e-4))


@pytest.mark.parametrize("end", ["stop", "continuous", "silent"])
def test_the_count_ends_with_its_beat_within_five_milliseconds(end: str) -> None:
    core = Core()
    core.beat(BEAT)
    core.count(levels())
    core.render(AFTER + 4000)
    if end == "stop":
        core.beat(None)
    elif end == "continuous":
        core.beat(Beat(110))
    else:
        core.set_silent(True)
    rest = core.render(12_000)[:, 0]
    assert not rest[CUT_FADE_SAMPLES:].any()
    later = np.concatenate([core.render(960) for _ in range(100)])[:, 0]
    between = [round(n * PERIOD) - 12_000 - AFTER - 4000 - 3000 for n in range(1, 4)]
    assert not any(later[at] for at in between if at > 0)


def test_a_beat_without_a_pattern_is_never_counted() -> None:
    assert not counted(levels(), Beat(110)).any()


def test_no_words_no_count_and_the_beat_is_the_same_with_it() -> None:
    cues = []
    for words in (levels(), {}):
        core = Core()
        core.beat(BEAT)
        core.count(words)
        core.render(20 * MIXER_RATE_HZ)
        cues.append([note for note in core.take_notes() if isinstance(note, CueGiven)])
    assert cues[0] == cues[1] and len(cues[0]) == 32


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rate_bpm", [110.0, MAX_RATE_BPM])
def test_every_shipped_word_fits_its_press(lang: str, rate_bpm: float) -> None:
    """At most the breath of a last consonant is cut: 5 in 100 of the word's energy, at the fastest rate 8."""
    beat = Beat(rate_bpm, "30:2")
    for number, name in (*counting.SAID.items(), (1, counting.BREATH)):
        word = sounding(shipped(lang)[name])
        kept = fitted(word, counting.room_s(beat, "breath" if name == "breath" else "press", number))
        lost = 1 - float((kept.astype(float) ** 2).sum() / (word.astype(float) ** 2).sum())
        assert lost < (0.05 if rate_bpm == 110 else 0.08), (name, round(lost, 3))


@pytest.mark.parametrize("lang", LANGS)
def test_every_click_stands_above_the_number_said_over_it(lang: str) -> None:
    words = counted(shipped(lang))
    core = Core()
    core.beat(BEAT)
    clicks = np.concatenate([core.render(960) for _ in range(round(SECONDS * 50))])[:, 0]
    length = len(press_click())
    margins = []
    for number in range(30):
        at = round(number * PERIOD)
        under = words[at : at + length]
        margins.append(band_level_db(clicks[at : at + length]) - band_level_db(under))
    assert min(margins) >= 10.0, (lang, sorted(margins)[:4])


def test_the_content_has_every_word_of_the_count_in_three_languages() -> None:
    for name in counting.NAMES:
        assert {"zh", "en", "yue"} <= set(PACK.phrases[f"count_{name}"].say)


def test_a_lone_word_has_no_pace_and_a_sentence_keeps_its_own() -> None:
    slow = Figures(seconds=3.0, lufs=-18.0, peak_dbtp=-3.0, edge_db=-60.0)
    assert not list(wrong("zh", "二十", slow, -18.0, human=False))
    assert [kind for kind, _ in wrong("zh", "二十五下", slow, -18.0, human=False)] == ["pace"]
