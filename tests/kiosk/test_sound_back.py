"""Words that a lost loudspeaker swallowed are said when it is found again: a step of the AED says its own only once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from audio.wire import NO_DEVICE, DeviceChanged, Ended, Started
from kiosk import kiosk as whole
from protocols.events import PromptNotSpoken, PromptSpoken
from tests.fakes.fake_player import FakePlayer
from tests.fakes.lobby_world import EXAMPLE, load

CLEAR = "adult_collapse/aed_clear"


class Lobby:
    """The whole kiosk without window and mixer, in the step at which nobody may touch."""

    def __init__(self, kiosk: whole.Kiosk, player: FakePlayer) -> None:
        self.kiosk, self.player = kiosk, player
        for key in ("dock:cpr", "answer:aed_here", "answer:power_on", "answer:pads_on"):
            kiosk.stage.act(key)

    def loudspeaker(self, there: bool) -> None:
        self.player.happen(DeviceChanged("FAKE" if there else NO_DEVICE))

    def begins(self, *, audible: bool = True) -> str:
        """What was asked for last; as in the mixer it cuts the words of a step before it."""
        *cut, ref = self.player.asked
        for name in cut:
            self.player.happen(Ended(name, False))
        self.player.happen(Started(ref, 0, 0, audible))
        return ref

    def ends(self, ref: str, *, audible: bool = True) -> None:
        self.player.happen(Ended(ref, True, audible))

    @property
    def asked(self) -> int:
        return len(self.player.said())

    @property
    def facts(self) -> list[object]:
        session = self.kiosk.lobby.focused
        assert session is not None
        events = [r.event for r in self.kiosk.recorder.incident(session.incident.id)]
        return [type(e) for e in events if isinstance(e, PromptSpoken | PromptNotSpoken) and e.key == CLEAR]


@pytest.fixture
def lobby(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lobby]:
    monkeypatch.setattr(whole.sound, "Player", FakePlayer)
    config = msgspec.structs.replace(load(EXAMPLE, env={}), data=str(tmp_path))
    kiosk = whole.Kiosk(config, post=lambda call: call(), record_sound=None, version="test")
    yield Lobby(kiosk, kiosk.player)  # type: ignore[arg-type]
    kiosk.close()


@pytest.mark.parametrize("lost", ["before the words", "in the middle", "and found in the middle"])
def test_a_prompt_that_nobody_heard_is_said_once_more_when_the_loudspeaker_is_back(lobby: Lobby, lost: str) -> None:
    if lost == "before the words":
        lobby.loudspeaker(False)
    ref = lobby.begins(audible=lost != "before the words")
    lobby.loudspeaker(False)
    if lost != "and found in the middle":
        lobby.ends(ref, audible=False)
    before, said = lobby.asked, lobby.player.said()[-1]
    lobby.loudspeaker(True)
    assert lobby.asked == before + 1 and lobby.player.said()[-1] == said
    lobby.ends(lobby.begins())
    assert lobby.facts[-1] is PromptSpoken
    lobby.loudspeaker(False)
    lobby.loudspeaker(True)
    assert lobby.asked == before + 1, "it was heard: the AED has the word"


def test_what_was_heard_or_is_past_is_not_said_again(lobby: Lobby) -> None:
    lobby.loudspeaker(False)
    lobby.begins(audible=False)
    lobby.kiosk.stage.act("answer:shock_advised")
    asked = lobby.asked
    lobby.loudspeaker(True)  # before a word of the next step
    assert lobby.asked == asked
    ref = lobby.begins()
    lobby.loudspeaker(False)
    lobby.ends(ref, audible=False)
    lobby.kiosk.prompter.speaking.hush()  # nobody is guided any more
    lobby.loudspeaker(True)
    assert lobby.asked == asked
