"""The beat lies where arithmetic says, for ever."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from audio.beat import Beat
from audio.core import Core
from audio.decode import MIXER_RATE_HZ
from audio.metronome import Metronome, breath_cue, press_click

ONE_HOUR = 3600 * MIXER_RATE_HZ


def onsets(mono: np.ndarray) -> list[int]:
    """Where a click begins: the first sound after at least 100 ms of nothing."""
    loud = np.flatnonzero(np.abs(mono) > 1e-4)
    return [int(loud[0]), *(int(b) for a, b in pairwise(loud) if b - a > MIXER_RATE_HZ // 10)]


def render(core: Core, seconds: float, block: int) -> np.ndarray:
    frames = round(seconds * MIXER_RATE_HZ)
    return np.concatenate([core.render(min(block, frames - at)) for at in range(0, frames, block)])[:, 0]


@pytest.mark.parametrize("block", [64, 441, 960, 5760])
@pytest.mark.parametrize("rate_bpm", [100, 110, 117, 120])
def test_every_click_sounds_within_half_a_sample_of_its_place(rate_bpm: int, block: int) -> None:
    core = Core()
    core.beat(Beat(rate_bpm))
    found = onsets(render(core, 12, block))
    period = 60 * MIXER_RATE_HZ / rate_bpm
    assert len(found) == math.ceil(12 * rate_bpm / 60)
    # a click's own first sample is near zero, so its onset is seen a fixed sample or two later
    shift = found[0]
    assert shift <= 2
    assert all(abs(sample - shift - number * period) <= 0.5 for number, sample in enumerate(found))


@pytest.mark.parametrize("rate_bpm", [100, 110, 117, 120])
def test_an_hour_later_the_beat_has_not_moved(rate_bpm: int) -> None:
    metronome = Metronome(Beat(rate_bpm), 0)
    cues = [cue for end in range(MIXER_RATE_HZ, ONE_HOUR + 1, MIXER_RATE_HZ) for cue in metronome.cues_before(end)]
    period = 60 * MIXER_RATE_HZ / rate_bpm
    assert len(cues) == rate_bpm * 60
    assert max(abs(cue.sample - number * period) for number, cue in enumerate(cues)) <= 0.5


def test_the_rendered_sound_does_not_depend_on_the_size_of_the_blocks() -> None:
    def sound(block: int) -> np.ndarray:
        core = Core()
        core.beat(Beat(113, "30:2"))
        return render(core, 25, block)

    reference = sound(48_000)
    assert np.array_equal(reference, sound(997))
    assert np.array_equal(reference, sound(5760))


def test_thirty_presses_then_two_breaths_and_no_press_for_the_length_of_the_gap() -> None:
    metronome = Metronome(Beat(110, "30:2", breath_gap_s=6.0), 0)
    cues = metronome.cues_before(120 * MIXER_RATE_HZ)
    kinds = "".join("p" if cue.kind == "press" else "b" for cue in cues)
    assert kinds.startswith(("p" * 30 + "bb") * 3)
    assert [cue.number for cue in cues[:33]] == [*range(1, 31), 1, 2, 1]
    gap_s = (cues[32].sample - cues[29].sample) / MIXER_RATE_HZ
    assert gap_s == pytest.approx(6.0, abs=1 / MIXER_RATE_HZ)
    assert [(cue.sample - cues[29].sample) / MIXER_RATE_HZ for cue in cues[30:32]] == pytest.approx(
        [1.0, 3.0], abs=1e-4
    )


def test_the_breath_gap_can_be_set_but_never_to_ten_seconds_without_a_press() -> None:
    cues = Metronome(Beat(120, "30:2", breath_gap_s=4.5), 0).cues_before(30 * MIXER_RATE_HZ)
    assert (cues[32].sample - cues[29].sample) / MIXER_RATE_HZ == pytest.approx(4.5, abs=1e-4)
    with pytest.raises(ValueError, match="breath gap"):
        Beat(110, "30:2", breath_gap_s=10.5)


@pytest.mark.parametrize("rate_bpm", [0, 99.9, 120.1, 200])
def test_no_other_rate_than_100_to_120_can_be_asked_for(rate_bpm: float) -> None:
    with pytest.raises(ValueError, match="100 to 120"):
        Beat(rate_bpm)


def test_another_rate_takes_over_without_a_missed_or_doubled_press() -> None:
    core = Core()
    core.beat(Beat(100))
    first = render(core, 3.0, 960)
    core.beat(Beat(120))
    found = onsets(np.concatenate([first, render(core, 3.0, 960)]))
    steps = [b - a for a, b in pairwise(found)]
    assert steps[:5] == [28_800] * 5
    assert set(steps[5:]) == {24_000}


def test_another_rate_in_the_middle_of_thirty_goes_on_counting() -> None:
    metronome = Metronome(Beat(100, "30:2"), 0)
    counted = metronome.cues_before(10 * 28_800)
    faster = metronome.changed_to(Beat(120, "30:2"))
    counted += faster.cues_before(60 * MIXER_RATE_HZ)
    kinds = "".join("p" if cue.kind == "press" else "b" for cue in counted)
    assert kinds.startswith("p" * 30 + "bb" + "p" * 30 + "bb")
    steps = {b.sample - a.sample for a, b in pairwise(counted[10:30])}
    assert steps == {24_000}


def test_asking_again_for_the_same_beat_changes_nothing() -> None:
    core = Core()
    core.beat(Beat(110))
    first = render(core, 2.0, 960)
    core.beat(Beat(110))
    steps = [b - a for a, b in pairwise(onsets(np.concatenate([first, render(core, 2.0, 960)])))]
    assert all(abs(step - 60 * MIXER_RATE_HZ / 110) <= 1 for step in steps)


def test_a_beat_begins_at_once_and_may_begin_anywhere() -> None:
    assert Metronome(Beat(110), 1234).cues_before(2000)[0].sample == 1234
    core = Core()
    core.render(777)
    core.beat(Beat(110))
    assert onsets(core.render(4800)[:, 0])[0] <= 2


def test_a_breath_cue_is_much_softer_than_a_press_and_both_end_at_nothing() -> None:
    press, breath = press_click(), breath_cue()
    assert np.abs(press).max() == pytest.approx(0.6, abs=0.01)
    assert np.abs(breath).max() < 0.15
    assert abs(float(press[-1])) < 1e-3
    assert abs(float(breath[-1])) < 1e-3
