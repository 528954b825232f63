"""What is heard, sample by sample."""

from __future__ import annotations

import numpy as np
import pytest

from audio.beat import Beat
from audio.chimes import TONES, chime
from audio.core import CEILING, CUT_FADE_SAMPLES, Core, CueGiven, Note, VoiceEnded, VoiceRefused, VoiceStarted
from audio.decode import MIXER_RATE_HZ
from audio.policy import Speech, SpeechClass
from audio.wire import ChimeName

BLOCK = 960


def say(core: Core, ref: str, level: float = 0.5, seconds: float = 1.0, **how: object) -> None:
    speech_class = how.get("speech_class", SpeechClass.STEP)
    assert isinstance(speech_class, SpeechClass)
    sound = np.full(round(seconds * MIXER_RATE_HZ), level, np.float32)
    core.say(Speech(ref, speech_class, bool(how.get("first", False)), sound))


def run(core: Core, seconds: float, block: int = BLOCK) -> np.ndarray:
    return np.concatenate([core.render(block) for _ in range(round(seconds * MIXER_RATE_HZ / block))])[:, 0]


def fates(notes: list[Note]) -> list[tuple[str, ...]]:
    names = []
    for note in notes:
        match note:
            case VoiceStarted(ref, _, _):
                names.append(("started", ref))
            case VoiceEnded(ref, completed, _):
                names.append(("completed" if completed else "cut", ref))
            case VoiceRefused(ref, reason):
                names.append((reason, ref))
    return names


def test_both_sides_hear_the_same() -> None:
    core = Core()
    core.beat(Beat(110))
    say(core, "a")
    block = core.render(4800)
    assert block.shape == (4800, 2)
    assert block.dtype == np.float32
    assert np.array_equal(block[:, 0], block[:, 1])


def test_a_prompt_is_heard_exactly_as_it_was_made() -> None:
    core = Core()
    sound = np.random.default_rng(1).uniform(-0.7, 0.7, 10_000).astype(np.float32)
    core.say(Speech("a", SpeechClass.STEP, True, sound))
    heard = run(core, 0.4)
    assert np.allclose(heard[:10_000], sound, atol=1e-6)
    assert not heard[10_000:].any()
    assert fates(core.take_notes()) == [("started", "a"), ("completed", "a")]


def test_a_new_step_cuts_the_old_prompt_within_the_very_next_block() -> None:
    core = Core()
    say(core, "old", 0.5)
    run(core, 0.1)
    say(core, "new", 0.1)
    heard = core.render(BLOCK)[:, 0]
    assert heard[0] == pytest.approx(0.6, abs=0.01)  # the fade begins at full level: no tick
    assert heard[CUT_FADE_SAMPLES // 2] == pytest.approx(0.35, abs=0.01)
    assert np.allclose(heard[CUT_FADE_SAMPLES:], 0.1, atol=1e-6)  # 5 ms later only the new one is there
    assert fates(core.take_notes()) == [("started", "old"), ("cut", "old"), ("started", "new")]


def test_the_fade_of_a_cut_prompt_goes_on_over_tiny_blocks() -> None:
    core = Core()
    say(core, "old", 0.5)
    core.render(1000)
    core.stop_speech()
    heard = np.concatenate([core.render(64) for _ in range(8)])[:, 0]
    assert np.allclose(heard[:CUT_FADE_SAMPLES], np.linspace(0.5, 0, CUT_FADE_SAMPLES), atol=1e-6)
    assert not heard[CUT_FADE_SAMPLES:].any()


def test_the_moment_a_prompt_starts_is_told_to_the_sample() -> None:
    core = Core()
    run(core, 0.1)
    say(core, "a")
    core.render(BLOCK)
    assert VoiceStarted("a", 4800, True) in core.take_notes()


def test_words_asked_for_after_a_chime_are_heard_after_it() -> None:
    core = Core()
    core.chime("drill")
    say(core, "a", 0.5)
    length = len(chime("drill"))
    heard = run(core, 1.0)
    assert np.allclose(heard[:length], chime("drill"), atol=1e-6)
    assert np.allclose(heard[length : length + 2000], 0.5, atol=1e-6)
    assert VoiceStarted("a", length, True) in core.take_notes()


def test_a_prompt_cut_while_it_waits_for_its_chime_was_never_heard() -> None:
    core = Core()
    core.chime("drill")
    say(core, "a")
    core.render(BLOCK)
    say(core, "b")
    run(core, 2.0)
    assert fates(core.take_notes()) == [("cut", "a"), ("started", "b"), ("completed", "b")]


def test_the_three_chimes_are_told_apart_by_their_first_tone() -> None:
    first_hz = {name: tones[0][0] for name, tones in TONES.items()}
    assert len({round(hz) for hz in first_hz.values()}) == len(TONES)
    spectra = {name: np.abs(np.fft.rfft(chime(name), MIXER_RATE_HZ)) for name in TONES}
    for name, tones in TONES.items():
        for hz, _ in tones:
            if hz:
                assert spectra[name][round(hz)] > 5 * np.median(spectra[name][200:2000])


def test_a_desk_message_during_compressions_waits_for_the_pause_after_the_prompt() -> None:
    core = Core()
    core.beat(Beat(110))
    say(core, "press", seconds=2.0, first=True)
    core.render(BLOCK)
    say(core, "desk", seconds=1.0, speech_class=SpeechClass.CHATTER)
    run(core, 6.0)
    notes = core.take_notes()
    assert fates(notes) == [("started", "press"), ("completed", "press"), ("started", "desk"), ("completed", "desk")]
    begun = next(note.sample for note in notes if isinstance(note, VoiceStarted) and note.ref == "desk")
    assert 3.5 <= begun / MIXER_RATE_HZ < 3.6  # two seconds of prompt and the pause after a first prompt
    clicks = [note.sample for note in notes if isinstance(note, CueGiven)]
    assert clicks == [round(number * 60 * MIXER_RATE_HZ / 110) for number in range(len(clicks))]
    assert len(clicks) == 12  # and the beat missed nothing


@pytest.mark.parametrize("name", list(TONES))
@pytest.mark.parametrize("asked_at", [0, 2000, 5000, 20_000, 25_900])
def test_a_chime_never_sounds_over_a_click(name: ChimeName, asked_at: int) -> None:
    heard = []
    for chimed in (True, False):
        core = Core()
        core.beat(Beat(120))
        before = core.render(asked_at)[:, 0] if asked_at else np.zeros(0, np.float32)
        if chimed:
            core.chime(name)
        heard.append(np.concatenate([before, *(core.render(480)[:, 0] for _ in range(200))]))
    alone = heard[0] - heard[1]
    assert np.abs(alone).max() > 0.1
    for number in range(1, 4):  # the click that sounds already when it is asked for is over in 30 ms
        at = round(number * MIXER_RATE_HZ / 2)
        assert np.abs(alone[at : at + 1440]).max() < 0.01


def test_after_ten_minutes_of_prompts_and_numbers_no_click_is_a_sample_late() -> None:
    core = Core()
    core.beat(Beat(110))
    period, block = 60 * MIXER_RATE_HZ / 110, 5760
    voice = np.random.default_rng(4).uniform(-0.3, 0.3, 3 * MIXER_RATE_HZ).astype(np.float32)
    told, heard = list[int](), 0
    for number in range(600 * MIXER_RATE_HZ // block):
        if number % 50 == 0:  # a prompt every six seconds
            core.say(Speech(str(number), SpeechClass.STEP, True, voice))
        before = core.sample
        sound = core.render(block)[:, 0]
        new = [note.sample for note in core.take_notes() if isinstance(note, CueGiven)]
        told += new
        for at in new:
            part = sound[at - before : at - before + 240]
            heard += bool(len(part) < 240 or np.abs(part).max() > 0.45)
    assert len(told) == heard == 1100
    assert max(abs(at - number * period) for number, at in enumerate(told)) <= 0.5


def test_a_prompt_without_a_sound_still_ends_the_prompt_of_the_step_before() -> None:
    core = Core()
    say(core, "old")
    core.render(BLOCK)
    core.refuse(Speech("new", SpeechClass.STEP), "unreadable")
    heard = run(core, 0.5)
    assert not heard[CUT_FADE_SAMPLES:].any()
    assert fates(core.take_notes()) == [("started", "old"), ("cut", "old"), ("unreadable", "new")]


def test_a_desk_message_without_a_sound_ends_nothing() -> None:
    core = Core()
    say(core, "step")
    core.render(BLOCK)
    core.refuse(Speech("desk", SpeechClass.CHATTER), "unreadable")
    run(core, 1.1)
    assert fates(core.take_notes()) == [("started", "step"), ("unreadable", "desk"), ("completed", "step")]


def test_while_the_aed_talks_chimes_keep_still_but_for_the_drill_sign() -> None:
    core = Core()
    core.set_quiet(True)
    core.chime("message")
    core.chime("warning")
    assert not core.render(9600).any()
    core.chime("drill")
    assert core.render(9600).any()


def test_however_much_sounds_at_once_nothing_is_clipped() -> None:
    core = Core()
    core.beat(Beat(120))
    for name in TONES:
        core.chime(name)
    loud = np.sin(np.arange(MIXER_RATE_HZ * 2) / 7).astype(np.float32) * 3
    core.say(Speech("loud", SpeechClass.STEP, False, loud))
    assert np.abs(run(core, 3.0)).max() <= CEILING


def test_volume_scales_everything_and_changes_without_a_tick() -> None:
    core = Core()
    say(core, "a", 0.5, 2.0)
    run(core, 0.1)
    core.set_volume(0.2)
    change = core.render(BLOCK)[:, 0]
    assert np.abs(np.diff(change)).max() < 0.001
    assert np.allclose(core.render(BLOCK), 0.1, atol=1e-6)
    core.set_volume(7.0)
    core.render(BLOCK)
    assert np.allclose(core.render(BLOCK), 0.5, atol=1e-6)


def test_a_volume_set_just_before_silence_holds_from_the_first_sample_after_it() -> None:
    core = Core()
    core.chime("drill")
    core.render(BLOCK)
    core.set_volume(0.2)
    core.set_silent(True)
    run(core, 1.0)
    core.set_silent(False)
    say(core, "a", 0.5)
    assert np.abs(run(core, 0.5)).max() <= 0.1 + 1e-6


def test_at_volume_nought_nobody_claims_to_have_been_heard() -> None:
    core = Core()
    core.set_volume(0.0)
    core.render(BLOCK)
    say(core, "a", seconds=0.1)
    run(core, 0.2)
    assert [note.audible for note in core.take_notes() if isinstance(note, VoiceStarted | VoiceEnded)] == [False, False]
