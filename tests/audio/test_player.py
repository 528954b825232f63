"""The kiosk's hand on a real mixer process, without a sound device."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audio.decode import Undecodable
from audio.mixer_process import ClipCache
from audio.player import Player
from audio.wire import (
    Alive,
    Clicked,
    Counters,
    DeviceChanged,
    Ended,
    MixerDied,
    NotSpoken,
    Preload,
    Say,
    SetBeat,
    Started,
    decode_command,
    decode_told,
    encode,
)

PERIOD = 60 * 48_000 / 110
ROOT = Path(__file__).resolve().parents[2]


def wait_until(true: Callable[[], bool], seconds: float) -> float:
    began_s = time.monotonic()
    while not true():
        assert time.monotonic() - began_s < seconds, f"not within {seconds} s"
        time.sleep(0.005)
    return time.monotonic() - began_s


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def mixers_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if (
                parent == pid
                and b"audio.mixer_process" in (entry / "cmdline").read_bytes()
                and is_running(int(entry.name))
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_a_prompt_is_started_and_ended_and_the_recording_holds_it(make_player, tone, tmp_path, heard) -> None:
    player, events = make_player(record=tmp_path / "r.wav")
    player.say(tone("a", 0.25, 0.3), speech_class="step", ref="a", first=True)
    started = events.wait(Started)
    assert events.wait(Ended) == Ended("a", True, audible=False)  # nobody hears it without a device, and nobody says so
    player.close()
    recording = heard(tmp_path / "r.wav")
    assert abs(recording.at(started.monotonic_ns) - started.sample) <= 1
    assert np.allclose(recording.mono[started.sample : started.sample + 14_400], 0.25, atol=1e-4)
    assert not recording.mono[: started.sample].any()


def test_a_clip_without_a_device_ends_when_it_would_have_ended(make_player, tone) -> None:
    player, events = make_player()
    events.wait(DeviceChanged)
    player.say(tone("a", seconds=1.0), speech_class="step", ref="a")
    began = events.wait(Started)
    events.wait(Ended)
    assert 0.9 < (time.monotonic_ns() - began.monotonic_ns) / 1e9 < 1.3


def test_a_new_step_cuts_the_old_one_in_the_recording_too(make_player, tone, tmp_path, heard) -> None:
    player, events = make_player(record=tmp_path / "r.wav")
    player.say(tone("a", 0.25, 5.0), speech_class="step", ref="a")
    events.wait(Started)
    player.say(tone("b", 0.5, 0.2), speech_class="step", ref="b")
    assert events.wait(Ended, lambda event: event.ref == "a").completed is False
    began = events.wait(Started, lambda event: event.ref == "b")
    events.wait(Ended, lambda event: event.ref == "b")
    player.close()
    mono = heard(tmp_path / "r.wav").mono
    assert np.allclose(mono[began.sample + 240 : began.sample + 9600], 0.5, atol=1e-4)
    assert not mono[began.sample + 9600 :].any()


def test_a_clip_that_cannot_be_read_is_told_and_the_mixer_lives_on(make_player, tone, tmp_path) -> None:
    player, events = make_player()
    player.say(tmp_path / "none.ogg", speech_class="step", ref="a")
    assert events.wait(NotSpoken) == NotSpoken("a", "unreadable")
    player.say(tone("b"), speech_class="step", ref="b")
    assert events.wait(Ended).ref == "b"
    assert player.state.deaths == 0


def test_no_prompt_waits_behind_a_list_of_clips_to_load_beforehand(make_player, tone) -> None:
    player, events = make_player()
    events.wait(DeviceChanged)
    clips = [tone(f"c{number}", seconds=5.0) for number in range(40)]
    player.preload(clips)
    asked_ns = time.monotonic_ns()
    player.say(tone("a"), speech_class="step", ref="a", first=True)
    assert (events.wait(Started).monotonic_ns - asked_ns) / 1e9 < 0.4
    assert events.wait(Counters, lambda event: event.clips_cached > 5).clips_cached <= 42


def test_the_cache_keeps_the_clips_used_last_within_its_limit(tone) -> None:
    cache = ClipCache(limit_samples=100_000)
    clips = [tone(f"c{number}", seconds=1.0) for number in range(4)]
    for clip in clips:
        assert not isinstance(cache.get(clip), Undecodable)
    assert len(cache) == 2
    again = cache.get(clips[3])
    assert again is cache.get(clips[3])
    assert isinstance(cache.get(clips[0].with_name("none.wav")), Undecodable)


def test_the_screen_is_told_each_press_before_it_is_heard_or_as_it_is(make_player, tmp_path, heard) -> None:
    player, events = make_player(record=tmp_path / "r.wav")
    player.beat(110)
    events.wait(Clicked, lambda event: event.number == 4)
    told = [event for event in events.events if isinstance(event, Clicked)]
    player.close()
    recording = heard(tmp_path / "r.wav")
    onsets = recording.onsets()
    assert [b - a for a, b in pairwise(onsets)] == pytest.approx([PERIOD] * (len(onsets) - 1), abs=1)
    for event, onset in zip(told, onsets, strict=False):
        assert abs(recording.at(event.monotonic_ns) - onset) < 100


def test_when_the_mixer_is_killed_the_beat_is_back_within_two_seconds(make_player, tmp_path, heard) -> None:
    player, events = make_player(record=tmp_path / "r.wav")
    player.beat(110)
    player.volume(0.5)
    events.wait(Clicked, lambda event: event.number == 3)
    old = player.mixer_pid
    killed_ns = time.monotonic_ns()
    os.kill(old, signal.SIGKILL)
    events.wait(MixerDied)
    events.forget()
    events.wait(Clicked, lambda event: event.number == 3)
    assert mixers_of(os.getpid()) == [player.mixer_pid]  # never two beats
    assert player.mixer_pid != old
    player.close()
    recording = heard(tmp_path / "r.wav")
    killed = recording.at(killed_ns)
    after = [onset for onset in recording.onsets() if onset > killed + 960]
    assert (after[0] - killed) / 48_000 < 2.0
    assert [b - a for a, b in pairwise(after)] == pytest.approx([PERIOD] * (len(after) - 1), abs=1)
    assert 0.25 < np.abs(recording.mono[after[0] : after[0] + 1440]).max() < 0.31  # the volume is the old one too


def test_when_the_mixer_is_killed_the_prompt_of_the_step_is_said_again_once(make_player, tone) -> None:
    player, events = make_player()
    player.say(tone("a", seconds=60.0), speech_class="step", ref="a", first=True)
    events.wait(Started)
    os.kill(player.mixer_pid, signal.SIGKILL)
    events.wait(MixerDied)
    events.forget()
    events.wait(Started, lambda event: event.ref == "a")
    os.kill(player.mixer_pid, signal.SIGKILL)
    assert events.wait(NotSpoken) == NotSpoken("a", "mixer_died")


def test_a_prompt_that_was_stopped_does_not_come_back_with_a_new_mixer(make_player, tone) -> None:
    player, events = make_player()
    player.say(tone("a", seconds=60.0), speech_class="step", ref="a")
    events.wait(Started)
    os.kill(player.mixer_pid, signal.SIGSTOP)
    player.stop_speech()
    os.kill(player.mixer_pid, signal.SIGKILL)
    assert events.wait(NotSpoken) == NotSpoken("a", "stopped")


def test_a_silent_incident_stays_silent_over_the_death_of_the_mixer(make_player, tone, tmp_path, heard) -> None:
    player, events = make_player(record=tmp_path / "r.wav")
    player.silent(True)
    player.beat(110)
    events.wait(Clicked, lambda event: event.number == 2)
    os.kill(player.mixer_pid, signal.SIGKILL)
    events.wait(MixerDied)
    events.forget()
    player.say(tone("a"), speech_class="step", ref="a")
    player.say(tone("d"), speech_class="chatter", ref="d")
    player.chime("warning")
    assert events.wait(NotSpoken) == NotSpoken("d", "silent")
    events.wait(Clicked, lambda event: event.number == 2)
    player.close()
    mono = heard(tmp_path / "r.wav").mono
    assert len(mono) > 48_000
    assert not mono.any()


def test_a_mixer_that_hangs_is_replaced(make_player) -> None:
    player, events = make_player(hung_after_s=1.5)
    player.beat(110)
    events.wait(Clicked)
    old = player.mixer_pid
    os.kill(old, signal.SIGSTOP)
    events.wait(MixerDied)
    assert not is_running(old)
    events.forget()
    events.wait(Clicked)


def test_a_mixer_with_much_to_tell_is_not_taken_for_hung(make_player, tone) -> None:
    """Started and Ended come thick and fast: its pulse is told between them."""
    player, events = make_player(hung_after_s=1.5)
    events.wait(DeviceChanged)
    clip = tone("short", seconds=0.02)
    until_s, number = time.monotonic() + 3.5, 0
    while time.monotonic() < until_s:
        number += 1
        player.say(clip, speech_class="step", ref=str(number))
        time.sleep(0.05)
    assert player.state.deaths == 0


def test_no_call_ever_waits_for_a_mixer_that_does_not_listen(make_player, tone) -> None:
    player, events = make_player()
    events.wait(DeviceChanged)
    stopped = player.mixer_pid
    os.kill(stopped, signal.SIGSTOP)
    clip, longest_s = tone("a"), 0.0
    for number in range(3000):
        began_s = time.perf_counter()
        player.say(clip, speech_class="chatter", ref=f"{number}")
        longest_s = max(longest_s, time.perf_counter() - began_s)
    assert longest_s < 5.0  # one that waits does so for ever: nobody reads
    player.stop_speech()
    with contextlib.suppress(ProcessLookupError):  # on a slow machine the player has taken it for hung by now
        os.kill(stopped, signal.SIGKILL)
    events.wait(NotSpoken, lambda event: event.ref == "2999")
    fates = [event.ref for event in events.events if isinstance(event, NotSpoken)]
    assert len(fates) == len(set(fates)) == 3000


def test_closing_ends_the_mixer_and_answers_what_was_asked(make_player, tone) -> None:
    player, events = make_player()
    player.say(tone("a", seconds=60.0), speech_class="step", ref="a")
    events.wait(Started)
    pid = player.mixer_pid
    player.close()
    assert not is_running(pid)
    assert events.wait(NotSpoken) == NotSpoken("a", "mixer_died")


KIOSK = """
import sys, time
from pathlib import Path
from audio.player import Player
from audio.wire import Clicked
player = Player(post=lambda call: call(), on_event=lambda event: print(player.mixer_pid, flush=True)
    if isinstance(event, Clicked) else None, device="none", record=Path(sys.argv[1]))
player.start()
player.beat(110)
time.sleep(60)
"""


def test_when_the_kiosk_is_killed_no_beat_is_left_after_300_ms(tmp_path: Path) -> None:
    kiosk = subprocess.Popen([sys.executable, "-c", KIOSK, str(tmp_path / "r.wav")], cwd=ROOT, stdout=subprocess.PIPE)
    assert kiosk.stdout is not None
    pid = int(kiosk.stdout.readline())
    assert is_running(pid)
    kiosk.kill()
    assert wait_until(lambda: not is_running(pid), 0.3) < 0.3
    kiosk.wait()
    kiosk.stdout.close()
    length = (tmp_path / "r.wav").stat().st_size
    time.sleep(0.1)
    assert (tmp_path / "r.wav").stat().st_size == length


def test_a_mixer_whose_pipe_ends_goes_away_by_itself() -> None:
    mixer = subprocess.Popen(
        [sys.executable, "-m", "audio.mixer_process", "--device", "none"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert mixer.stdin is not None and mixer.stdout is not None
    assert isinstance(decode_told(mixer.stdout.readline()), DeviceChanged)
    mixer.stdin.close()
    wait_until(lambda: not is_running(mixer.pid), 0.3)
    mixer.wait()
    mixer.stdout.close()


def test_a_line_that_means_nothing_is_passed_over() -> None:
    mixer = subprocess.Popen(
        [sys.executable, "-m", "audio.mixer_process", "--device", "none"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert mixer.stdin is not None and mixer.stdout is not None
    mixer.stdin.write(b'garbage\n{"is":"fly"}\n{"is":"setbeat","rate_bpm":300}\n' + encode(SetBeat(110)) + b"\n")
    mixer.stdin.flush()
    told = [decode_told(mixer.stdout.readline()) for _ in range(4)]
    assert any(isinstance(one, Clicked) for one in told)
    mixer.kill()
    mixer.wait()
    mixer.stdin.close()
    mixer.stdout.close()


def test_what_goes_over_the_pipe_comes_out_as_it_went_in() -> None:
    for command in (Say("/a.ogg", "step", "r", True), SetBeat(None), SetBeat(110, "30:2", 5.0), Preload(("a", "b"))):
        assert decode_command(encode(command)) == command
    for told in (
        Started("r", 5, 7, False),
        Ended("r", True),
        NotSpoken("r", "busy"),
        Clicked("breath", 2, 9),
        Alive(3),
    ):
        assert decode_told(encode(told)) == told


def test_without_any_backend_that_works_the_clock_is_silent_and_goes_on(make_player, tone, monkeypatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nonexistent")
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent")
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/nonexistent")
    player, events = make_player(device="auto")
    assert events.wait(DeviceChanged) == DeviceChanged("none")
    player.say(tone("a", seconds=2.5), speech_class="step", ref="a")
    began = events.wait(Started)
    assert events.wait(Ended) == Ended("a", True, audible=False)
    assert 2.3 < (time.monotonic_ns() - began.monotonic_ns) / 1e9 < 3.2  # over a retry of the device
    assert player.state.device == "none"


def test_the_null_device_plays_through_the_device_path(make_player, tone) -> None:
    player, events = make_player(device="auto", backends=("NULL",))
    events.wait(DeviceChanged, lambda event: event.state == "NULL")
    player.say(tone("a"), speech_class="step", ref="a")
    assert events.wait(Started).audible
    assert events.wait(Ended) == Ended("a", True, audible=True)


def test_a_rate_that_is_none_of_a_compression_is_refused_before_it_reaches_the_mixer() -> None:
    player = Player(post=lambda call: call(), on_event=lambda event: None)
    with pytest.raises(ValueError, match="100 to 120"):
        player.beat(90)
    assert player.state.beat is None
