"""What was asked to be said, until it was heard or cannot be: as a clip, else by live speech, else as words to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from protocols import events as e
from protocols.events import Moment

from .lobby import Lobby
from .session import Session
from .spoken_words import Find

SpeechClass = Literal["step", "timer", "chatter"]

DESK_SPEECH_TRIES = 2
"""Words of the desk that a step cut off are said once more from their beginning; then they stand on the screen."""


class Loudspeaker(Protocol):
    """What the prompter needs of `audio.player.Player`."""

    def say(self, clip: Path, /, *, speech_class: SpeechClass, ref: str, first: bool = False) -> None: ...
    def stop_speech(self) -> None: ...
    def beat(self, rate_bpm: float | None, pattern: Literal["continuous", "30:2"] = "continuous") -> None: ...
    def count(self, words: dict[str, Path], /) -> None: ...
    def chime(self, name: Literal["drill", "message", "warning"]) -> None: ...
    def silent(self, on: bool) -> None: ...
    def quiet(self, on: bool) -> None: ...
    def profile(self, name: e.ProfileName, /) -> None: ...
    def preload(self, paths: list[Path], /) -> None: ...


Render = Callable[[str, str, Callable[[Path | None, str], None]], None]
"""Live speech: (text, language, done(file or None, reason)); done comes on the main thread."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing to say. `fact` is what it is for the record: a prompt's key or a desk fact."""

    key: str
    text: str
    lang: e.Lang
    speech_class: SpeechClass
    incident: str
    ref: e.Ref | None = None
    first: bool = False
    tries: int = 1
    turn: bool = False
    """A role's words: the step's own repetition does not count from them."""
    shown: str = ""
    """The caption, where it is written otherwise than it is said."""

    @property
    def caption(self) -> str:
        return self.shown or self.text


class Speaking:
    """One block of step speech at a time, beside it timers and the desk. Every fate is written down."""

    def __init__(
        self,
        lobby: Lobby,
        speaker: Loudspeaker,
        find: Find,
        render: Render,
        now: Callable[[], Moment],
        changed: Callable[[], None],
    ) -> None:
        self._lobby, self._speaker, self._find, self._render = lobby, speaker, find, render
        self._now, self._changed = now, changed
        self._sent: dict[str, Utterance] = {}
        self._sounding: set[str] = set()
        """What can be heard just now, by its name in `_sent`."""
        self._live: set[str] = set()
        """What live speech was asked to say, by its name in `_sent`."""
        self._unmade: set[str] = set()
        """Of those what it has not made yet."""
        self._count = 0
        self._block: list[Utterance] = []
        self._speaking: str | None = None
        self.caption = ""
        """The words that are being said, to be read."""
        self.silence_since: Moment | None = None
        """When something was last heard to its end, or given up."""
        self.step_ended: Moment | None = None
        """When the step's own words last were; a role's words leave it as it was."""
        self.turn_ended: Moment | None = None
        """When a role's words last were, if no words of the step came after them."""
        self.swallowed = False
        """The step's own words were last said to nobody, or in part: there was no loudspeaker."""

    @property
    def busy(self) -> bool:
        """Words of the step are being said, or wait for their turn."""
        return bool(self._speaking or self._block)

    @property
    def sounds(self) -> bool:
        """Something can be heard."""
        return any(name in self._sounding for name in self._sent)

    @property
    def pending(self) -> tuple[Utterance, ...]:
        """What is asked for and has not ended, then what waits behind it."""
        return (*self._sent.values(), *self._block)

    def say(self, block: Sequence[Utterance]) -> None:
        """These, one after the other; a step's words take the place of those before."""
        if block[0].speech_class == "step":
            self._block = list(block[1:])
            self.swallowed = self.swallowed and block[0].turn
        self._utter(block[0])

    def hush(self) -> None:
        """Nobody is guided now: what sounds ends, and what live speech still makes is not said when it comes."""
        self._block, self.swallowed = [], False
        for name in sorted(self._unmade):
            utterance = self._forget(name)
            if utterance.ref is not None:
                self._gone_unheard(utterance, "stopped")
        self._speaker.stop_speech()
        self._caption("")

    def fall_silent(self) -> None:
        """Silence begins: what it cut off is over, and not to be read when it ends."""
        self._block, self.swallowed = [], False
        self._caption("")

    def hush_desk_words_for_others(self, incident: str) -> None:
        """What the desk says to those at one casualty is not said to those at another."""
        waiting = [name for name, u in self._sent.items() if u.ref is not None and u.incident != incident]
        for name in sorted(self._unmade.intersection(waiting)):
            self._gone_unheard(self._forget(name), "not_focused")
        if any(name in self._sent for name in waiting):
            self._speaker.stop_speech()

    def drop_turns(self) -> None:
        """Whoever takes a role or ticks has answered what was about to be said of it."""
        self._block = [utterance for utterance in self._block if not utterance.turn]
        for name in [name for name in self._unmade if self._sent[name].turn]:
            self._forget(name)

    # --- on the way to the loudspeaker ---

    def _utter(self, utterance: Utterance) -> None:
        """Play the clip made beforehand, else have it spoken live, else leave it as text."""
        self._count += 1
        name = str(self._count)
        if utterance.speech_class == "step":
            for late in [late for late in self._unmade if self._sent[late].speech_class == "step"]:
                self._forget(late)  # another step has the voice by now
            self._speaking = name
            self._caption(utterance.caption)
        self._sent[name] = utterance
        clip = self._find(utterance.text, utterance.lang)
        if clip is not None:
            self._speaker.say(clip, speech_class=utterance.speech_class, ref=name, first=utterance.first)
            return

        if utterance.speech_class == "step":
            self._speaker.stop_speech()  # the former step's words must not go on under the new step
        self._speak_live(name, utterance)

    def _speak_live(self, name: str, utterance: Utterance) -> None:
        self._live.add(name)
        self._unmade.add(name)

        def done(path: Path | None, reason: str) -> None:
            if name not in self._unmade:
                return  # nobody waits for it by now
            self._unmade.discard(name)
            if path is None:
                self.not_spoken(name, reason)
            else:
                self._speaker.say(path, speech_class=utterance.speech_class, ref=name, first=utterance.first)

        self._render(utterance.text, utterance.lang, done)

    def _forget(self, name: str) -> Utterance:
        """What live speech still makes is nobody's any more."""
        self._unmade.discard(name)
        self._live.discard(name)
        if self._speaking == name:
            self._speaking = None
        return self._sent.pop(name)

    # --- the loudspeaker tells ---

    def started(self, ref: str, audible: bool = True) -> None:
        """A clip began. Not audible (no device, silence): the record must not say that anybody heard it."""
        utterance = self._sent.get(ref)
        if utterance is None:
            return
        self._caption(utterance.caption)
        session = self._lobby.sessions.get(utterance.incident)
        if session is None or not session.incident.open:
            return
        if not audible:
            self._unheard(session, utterance, "silent" if self._lobby.hushed else "no_sound")
            self._swallow(ref)
            if utterance.ref is not None:
                del self._sent[ref]  # no more is to be said of it, however it ends
            return
        again = ref in self._sounding  # the mixer died of it or beside it, and the next one begins it anew
        self._sounding.add(ref)
        if utterance.ref is None and not again:
            source: Literal["clip", "live"] = "live" if ref in self._live else "clip"
            session.note(e.PromptSpoken(utterance.key, utterance.lang, source))

    def lost(self) -> None:
        """The loudspeaker is gone, in the middle of a word perhaps."""
        for name in self._sounding:
            self._swallow(name)

    def _swallow(self, name: str) -> None:
        spoken = self._sent.get(name)
        if spoken is not None and spoken.speech_class == "step" and not spoken.turn and not self._lobby.hushed:
            self.swallowed = True

    def ended(self, ref: str, completed: bool) -> None:
        utterance = self._sent.pop(ref, None)
        self._sounding.discard(ref)
        self._live.discard(ref)
        if utterance is None:
            return
        self.silence_since = self._now()
        if utterance.ref is not None:
            self._desk_words_ended(utterance, utterance.ref, completed)
        if self._speaking == ref:
            self._fell_silent(utterance)
            if completed and self._block:
                self._utter(self._block.pop(0))
                return
        if not self._speaking and (completed or utterance.speech_class != "step"):
            self._caption("")  # the words of a step that was cut off stay until the next ones

    def _desk_words_ended(self, utterance: Utterance, ref: e.Ref, completed: bool) -> None:
        """Only words heard to their end were read aloud. A step that cut them off lets them begin once more."""
        session = self._lobby.sessions.get(utterance.incident)
        if session is None or not session.incident.open:
            return
        if completed:
            session.note(e.MessageSpoken(ref))
        elif self._lobby.hushed or session is not self._lobby.focused:
            session.note(e.MessageNotSpoken(ref, "silent" if self._lobby.hushed else "not_focused"))
        elif utterance.tries < DESK_SPEECH_TRIES:
            self._utter(replace(utterance, tries=utterance.tries + 1))
        else:
            session.note(e.MessageNotSpoken(ref, "stopped"))

    def not_spoken(self, ref: str, reason: str) -> None:
        self._sounding.discard(ref)
        utterance = self._sent.get(ref)
        if utterance is None:
            return
        if reason == "unreadable" and self._find(utterance.text, utterance.lang) is not None and ref not in self._live:
            self._speak_live(ref, utterance)  # the clip is damaged: its words need not be lost with it
            return
        del self._sent[ref]
        self._live.discard(ref)
        if self._speaking == ref:
            self._fell_silent(utterance)
        session = self._gone_unheard(utterance, reason)
        if session is not None and reason == "silent" and session is self._lobby.focused and utterance.ref is None:
            self._caption(utterance.caption)  # beside a silent incident a timer is read until the next words

    def _gone_unheard(self, utterance: Utterance, reason: str) -> Session | None:
        """Its open incident, which now knows it; None without one."""
        session = self._lobby.sessions.get(utterance.incident)
        if session is None or not session.incident.open:
            return None
        self._unheard(session, utterance, reason)
        return session

    def _fell_silent(self, utterance: Utterance) -> None:
        """From here on counts the pause before the step, or a role, is said again."""
        self._speaking = None
        self.silence_since = now = self._now()
        if utterance.turn:
            self.turn_ended = now
        else:
            self.step_ended, self.turn_ended = now, None

    def _unheard(self, session: Session, utterance: Utterance, reason: str) -> None:
        if utterance.ref is not None:
            session.note(e.MessageNotSpoken(utterance.ref, reason))
        else:
            session.note(e.PromptNotSpoken(utterance.key, reason))

    def _caption(self, text: str) -> None:
        if text != self.caption:
            self.caption = text
            self._changed()
