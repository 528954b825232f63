"""In a silent incident nothing sounds: not one sample that is not zero, whatever anybody asks for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audio import mixer_process
from audio.beat import Beat
from audio.core import Core, VoiceEnded, VoiceRefused, VoiceStarted
from audio.decode import MIXER_RATE_HZ
from audio.mixer_process import Mixer
from audio.policy import Speech, SpeechClass
from audio.wire import (
    Chime,
    Command,
    Preload,
    Say,
    SetBeat,
    SetCount,
    SetProfile,
    SetQuiet,
    SetSilent,
    SetVolume,
    StopSpeech,
)

Act = Callable[[Core, int], None]
NOISE = np.random.default_rng(0).uniform(-0.9, 0.9, 20_000).astype(np.float32)


def _say(speech_class: SpeechClass, first: bool) -> Act:
    return lambda core, number: core.say(Speech(f"s{number}", speech_class, first, NOISE[: 500 + 700 * (number % 25)]))


_acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(_say, st.sampled_from(SpeechClass), st.booleans()),
    st.sampled_from(["drill", "message", "warning"]).map(lambda name: lambda core, number: core.chime(name)),
    st.sampled_from([None, Beat(110), Beat(120, "30:2"), Beat(100)]).map(
        lambda beat: lambda core, number: core.beat(beat)
    ),
    st.just(lambda core, number: core.stop_speech()),
    st.booleans().map(lambda on: lambda core, number: core.set_quiet(on)),
    st.booleans().map(lambda on: lambda core, number: core.set_loud(on)),
    st.just(lambda core, number: core.count({str(n): NOISE[:9000] for n in range(1, 31)})),
    st.floats(0, 1).map(lambda level: lambda core, number: core.set_volume(level)),
    st.just(lambda core, number: core.set_silent(True)),
    st.sampled_from([SpeechClass.STEP, SpeechClass.CHATTER]).map(
        lambda speech_class: lambda core, number: core.refuse(Speech(f"r{number}", speech_class), "unreadable")
    ),
)
_scripts = st.lists(st.tuples(_acts, st.integers(1, 4000)), max_size=25)


@settings(max_examples=150, deadline=None)
@given(before=_scripts, during=_scripts)
def test_after_silence_is_asked_for_every_sample_is_zero(
    before: list[tuple[Act, int]], during: list[tuple[Act, int]]
) -> None:
    core = Core()
    number = 0
    for act, frames in before:
        act(core, number)
        core.render(frames)
        number += 1
    core.set_silent(True)
    for act, frames in [*during, (lambda core, number: None, 3 * MIXER_RATE_HZ)]:
        act(core, number)
        assert not core.render(frames).any()
        number += 1


def test_in_silence_the_books_are_kept_and_nobody_claims_to_have_been_heard() -> None:
    core = Core()
    core.set_silent(True)
    core.beat(Beat(110))
    core.say(Speech("step", SpeechClass.STEP, True, NOISE))
    core.say(Speech("desk", SpeechClass.CHATTER, False, NOISE))
    for _ in range(50):
        core.render(960)
    notes = core.take_notes()
    assert VoiceStarted("step", 0, False) in notes
    assert VoiceEnded("step", True, False) in notes
    assert VoiceRefused("desk", "silent") in notes
    assert core.clicks == 2


def test_when_sound_returns_half_a_sentence_does_not_burst_out() -> None:
    core = Core()
    core.say(Speech("step", SpeechClass.STEP, True, NOISE))
    core.chime("warning")
    core.render(2000)
    core.set_silent(True)
    core.render(2000)
    core.set_silent(False)
    assert not core.render(MIXER_RATE_HZ).any()
    core.say(Speech("next", SpeechClass.STEP, True, NOISE))
    assert core.render(960).any()


def test_the_beat_is_in_step_when_sound_returns() -> None:
    core = Core()
    core.beat(Beat(120))
    core.render(1000)
    core.set_silent(True)
    core.render(95_000 - 1000)
    core.set_silent(False)
    heard = core.render(2_000)[:, 0]
    assert not heard[:1000].any()
    assert np.abs(heard[1000:1100]).max() > 0.3


def test_the_beat_asked_for_in_silence_is_heard_only_after_it() -> None:
    core = Core()
    core.set_silent(True)
    core.beat(Beat(110))
    assert not core.render(MIXER_RATE_HZ).any()
    core.set_silent(False)
    assert core.render(MIXER_RATE_HZ).any()


def test_what_was_on_its_way_when_silence_was_asked_for_is_not_heard_either() -> None:
    """The whole mixer: a message's chime, the sound test, the count of "thirty and two" still being decoded."""
    mixer = Mixer(lambda told: None, None, "normal")
    clip = str(next((Path(mixer_process.__file__).parent / "clips" / "zh").glob("*.ogg")))
    counted = SetCount({str(n): clip for n in range(1, 31)})

    def heard(blocks: int) -> int:
        return max(int(np.abs(np.frombuffer(mixer.render(4800, "FAKE", 0), "<i2")).max()) for _ in range(blocks))

    running: tuple[Command, ...] = (
        SetBeat(110, "30:2", 5.0), counted, Chime("message"), Say(clip, "chatter", "sound_test", False),
    )  # fmt: skip
    for command in running:
        mixer.obey(command)
    assert heard(5) > 1000
    mixer.obey(SetSilent(True))
    hostile: tuple[Command, ...] = (
        SetProfile("loud"), SetBeat(120, "30:2", 5.0), counted, Chime("drill"), Chime("warning"), SetVolume(1.0),
        Say(clip, "chatter", "a", False), Say(clip, "timer", "b", False), Say(clip, "step", "c", True),
        SetProfile("elderly"), SetQuiet(False), StopSpeech(), Preload([clip]),
    )  # fmt: skip
    for command in hostile:
        mixer.obey(command)
        assert heard(8) == 0, command
    for thread in threading.enumerate():
        if thread.name == "count":
            thread.join(20)
    assert heard(60) == 0
    mixer.obey(SetSilent(False))
    assert heard(20) > 1000, "the beat is heard again"
