"""Facts become sound: which words, in which class, whether the beat goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from protocols import events as e
from protocols.content_graph import targets
from protocols.events import Moment, Record, elapsed_ms
from protocols.incident import DeskFact, Incident
from protocols.model import Coach, Pack, Step, Text, Timer

from . import lane_turns
from .beside import Beside
from .count import Count
from .lane_turns import Turn
from .lobby import Lobby
from .session import Session
from .spoken_words import Find, spoken
from .words import written

logger = logging.getLogger(__name__)

SpeechClass = Literal["step", "timer", "chatter"]

DESK_SPEECH_MAX_AGE_S = 120.0
"""An older desk fact is shown with its time, and not spoken."""
DESK_SPEECH_WAITING = 3
"""More words of the desk do not wait to be spoken (nor chime) beside the guidance: they stand on the screen."""
DESK_SPEECH_TRIES = 2
"""Words of the desk that a step cut off are said once more from their beginning; then they stand on the screen."""
REPEAT_DEFAULT_S = 12.0
"""Say a step's prompt again after this silence, unless its content says otherwise."""
ELDERLY_REPEAT = 1.5
"""The elderly profile leaves so much more time before a prompt is said again."""


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


class Prompter:
    """Listens to the lobby, drives the loudspeaker, writes down what was heard."""

    def __init__(
        self,
        lobby: Lobby,
        speaker: Loudspeaker,
        find: Find,
        render: Render,
        now: Callable[[], Moment],
        changed: Callable[[], None] = lambda: None,
        desk_offset_ms: Callable[[], int | None] = lambda: 0,
    ) -> None:
        self._lobby, self._speaker, self._find, self._render = lobby, speaker, find, render
        self._now, self._changed, self._desk_offset_ms = now, changed, desk_offset_ms
        self._beside = Beside()
        self._count_words = Count(find, render, speaker.count)
        self._sent: dict[str, Utterance] = {}
        self._sounding: set[str] = set()
        """What can be heard just now, by its name in `_sent`."""
        self._live: set[str] = set()
        """What live speech was asked to say, by its name in `_sent`."""
        self._unmade: set[str] = set()
        """Of those what it has not made yet."""
        self._count = 0
        self._block: list[Utterance] = []
        self._coach = 0
        self._idle_since: Moment | None = None
        self._silence_since: Moment | None = None
        self._turn_ended: Moment | None = None
        self._speaking: str | None = None
        self._beat: tuple[int, str] | None = None
        self._silent = False
        self._quiet = False
        self._profile: e.ProfileName = "normal"
        self.caption = ""
        lobby.listen(self.heard)

    # --- facts in ------------------------------------------------------------------------------------------

    def heard(self, session: Session, record: Record) -> None:
        """One new fact of an open incident."""
        self.follow()
        incident, event = session.incident, record.event
        if isinstance(event, e.Opened | e.Focused) and session is self._lobby.focused:
            self._silence_desk_words_for_others(incident.id)
        if isinstance(event, e.Acknowledged | e.MessageSent):
            self._desk_fact(session, record)
        elif isinstance(event, e.TimerRang):
            self._rang(session, event)
        elif session is not self._lobby.focused:
            return
        elif isinstance(
            event,
            e.StepEntered | e.FramePopped | e.Undone | e.LanguageChosen | e.ProfileChosen | e.Focused | e.SoundAllowed,
        ):
            passed = incident.entered and incident.entered[-1].source.seq > record.seq  # a later step has the voice
            if incident.open and not incident.asking and not passed:
                self.speak_step(session)
        elif isinstance(event, e.ItemTicked | e.LaneAssigned | e.CallTicked):
            self._answered()
        elif isinstance(event, e.Closed | e.Parked):
            self.hush()

    def follow(self) -> None:
        """Bring beat, silence, quiet and profile in line with the focused incident. Safe to call at any time."""
        session = self._lobby.focused
        incident = session.incident if session is not None and session.incident.open else None
        if self._lobby.hushed != self._silent:
            self._silent = self._lobby.hushed
            self._speaker.silent(self._silent)
        if incident is not None and incident.profile != self._profile:
            self._profile = incident.profile
            self._speaker.profile(self._profile)
        beat = (incident.beat.rate_bpm, incident.beat.pattern) if incident is not None and incident.beat else None
        if session is not None and incident is not None and beat is not None:
            self._beside.do("the count", partial(self._count_words.prepare, session.pack, incident.lang))
        if beat != self._beat:
            self._beat = beat
            if beat is None:
                self._speaker.beat(None)
            else:
                self._speaker.beat(beat[0], beat[1])
        step = step_of(session.pack, incident) if session is not None and incident is not None else None
        quiet = step is not None and step.quiet
        if quiet != self._quiet:
            self._quiet = quiet
            self._speaker.quiet(quiet)

    # --- speaking ------------------------------------------------------------------------------------------

    def speak_step(self, session: Session) -> None:
        """The present step's prompt, now: it cuts what was being said."""
        step = step_of(session.pack, session.incident)
        if step is None or not step.say:
            return
        top = session.incident.top
        assert top is not None
        self._coach = 0
        key = f"{top.protocol}/{step.id}"
        lines = [(key, step.say)]
        if session.incident.drill:
            drill = session.pack.phrases.get("drill_word")
            if drill is not None:
                lines.insert(0, ("phrase/drill_word", drill.say))
            if step.drill_finding is not None:
                lines.append((f"{key}/finding", step.drill_finding))
        self._say_block(session, lines, "step")
        self._look_ahead(session, step)

    def _look_ahead(self, session: Session, step: Step) -> None:
        """Have the clips decoded of wherever an answer may lead, so that the next prompt starts at once."""
        top, lang = session.incident.top, session.incident.lang
        assert top is not None
        here = session.pack.protocols[top.protocol]
        places = [place for a in step.answers for place in targets(session.pack, here, a.goto)]
        texts = []
        for name, at in (session.pack.cpr, *places):
            protocol = session.pack.protocols[name]
            behind = session.pack.protocols.get(protocol.gate or "") if at == protocol.first else None
            said = (behind.steps[behind.first] if behind is not None else protocol.steps[at]).say
            texts += [spoken(said, lang)] if said else []
        found = (self._find(text, lang) for lang, text in dict.fromkeys(texts))
        self._speaker.preload([clip for clip in found if clip is not None])

    def again(self) -> None:
        """The dock's "say again"."""
        session = self._lobby.focused
        if session is not None and session.incident.open:
            self.speak_step(session)

    def phrase(self, session: Session, name: str, speech_class: SpeechClass = "step") -> None:
        """A fixed phrase of the pack, such as the question after a restart."""
        phrase = session.pack.phrases.get(name)
        if phrase is not None:
            self._say_block(session, [(f"phrase/{name}", phrase.say)], speech_class)

    def hush(self) -> None:
        """Nobody is guided now: what sounds ends, and what live speech still makes is not said when it comes."""
        self._block = []
        for name in sorted(self._unmade):
            utterance = self._forget(name)
            if utterance.ref is not None:
                self._gone_unheard(utterance, "stopped")
        self._speaker.stop_speech()
        self._caption("")

    def _silence_desk_words_for_others(self, incident: str) -> None:
        """What the desk says to those at one casualty is not said to those at another."""
        waiting = [name for name, u in self._sent.items() if u.ref is not None and u.incident != incident]
        for name in sorted(self._unmade.intersection(waiting)):
            self._gone_unheard(self._forget(name), "not_focused")
        if any(name in self._sent for name in waiting):
            self._speaker.stop_speech()

    def _answered(self) -> None:
        """Whoever takes a role or ticks has answered what was about to be said of it."""
        self._block = [utterance for utterance in self._block if not utterance.turn]
        for name in [name for name in self._unmade if self._sent[name].turn]:
            self._forget(name)

    def _forget(self, name: str) -> Utterance:
        """What live speech still makes is nobody's any more."""
        self._unmade.discard(name)
        self._live.discard(name)
        if self._speaking == name:
            self._speaking = None
        return self._sent.pop(name)

    def tick(self) -> None:
        """Time passed: say the prompt or the next coach line again after enough silence."""
        session = self._lobby.focused
        if session is None or not session.incident.open or session.incident.asking or self._speaking or self._block:
            return
        step = step_of(session.pack, session.incident)
        if step is None or not step.say or self._idle_since is None:
            return
        slower = ELDERLY_REPEAT if self._profile == "elderly" else 1.0
        pause_s = (step.repeat_s or REPEAT_DEFAULT_S) * slower
        pause_for_turn_s = min(pause_s, lane_turns.PAUSE_S * slower)
        turn = self._beside("the roles", partial(self._turn, session, step, pause_for_turn_s), None)
        if turn is not None:
            self._say_turn(session, turn)
            return
        if elapsed_ms(self._idle_since, self._now()) < pause_s * 1000:
            return
        if any(name in self._sounding for name in self._sent):
            return  # a repetition never cuts what the desk is saying
        if self._turn_ended and elapsed_ms(self._turn_ended, self._now()) < lane_turns.AFTER_S * 1000:
            return
        top = session.incident.top
        assert top is not None
        self._idle_since = self._now()
        coach = [(n, line.text) for n, line in enumerate(step.coach) if not _answered(line, session.incident)]
        if coach:
            n, text = coach[self._coach % len(coach)]
            self._coach += 1
            self._say_block(session, [(f"{top.protocol}/{step.id}/coach/{n}", text)], "step", first=False)
        elif not step.quiet:
            self._say_block(session, [(f"{top.protocol}/{step.id}", step.say)], "step", first=False)

    def _turn(self, session: Session, step: Step, pause_s: float) -> Turn | None:
        """The role whose turn it is, if nothing sounds or waits to, and nothing did for long enough."""
        if self._sent or self._lobby.hushed or self._silence_since is None:
            return None
        turn = lane_turns.next_turn(session.pack, session.incident, step)
        quiet_s = elapsed_ms(self._silence_since, self._now()) / 1000
        begins = turn and lane_turns.may_begin(turn, session.incident, self._now(), quiet_s, pause_s)
        return turn if begins else None

    def _say_turn(self, session: Session, turn: Turn) -> None:
        lines = [(turn.key, turn.text)]
        drill = session.pack.phrases.get("drill_word")
        if session.incident.drill and drill is not None:
            lines.insert(0, ("phrase/drill_word", drill.say))  # who hears only this must not dial 120
        self._say_block(session, lines, "step", first=False, turn=True)

    def _rang(self, session: Session, rang: e.TimerRang) -> None:
        timer = session.pack.timer(rang.name)
        if timer is None or timer.say is None or timer.quiet or session.incident.parked:
            return  # parked: nobody is at it, and the screen shows nothing of it
        if timer.ask_again and rang.round > timer.ask_again:
            return  # it asked, and now it has led on: the next step speaks
        if timer.scope == "incident" and not _on_the_stack(session, timer):
            return  # a clock that lasts: what its protocol would say about it does not fit what is done now
        step = step_of(session.pack, session.incident)
        if session is self._lobby.focused and step is not None and step.quiet and timer.id in step.timers:
            # written for this very step, at which nobody presses: it does not wait until the AED has done talking
            self._say_block(session, [(f"timer/{timer.id}", timer.say)], "step", first=False)
            return
        if timer.scope == "beat" and session is self._lobby.focused:
            self._speaker.chime("warning")  # who counts and pushes hears the swap before its words
        if session is self._lobby.focused or timer.scope == "incident":  # another incident's timer interrupts by name
            self._say_block(session, [(f"timer/{timer.id}", timer.say)], "timer", first=False)

    def _desk_fact(self, session: Session, record: Record) -> None:
        """A person at the desk took it, or wrote: speak it if it is fresh and this incident has the voice."""
        ref = e.Ref(record.log, record.seq)
        fact = next((d for d in session.incident.desk if d.ref == ref), None)
        if fact is None or fact.spoken is not None or fact.not_spoken:
            return
        reason = self._why_not(session, fact)
        if reason:
            session.note(e.MessageNotSpoken(ref, reason))
            return
        key, words, lang = self._desk_words(session, fact)
        self._speaker.chime("message")
        self._utter(Utterance(key, words, lang, "chatter", session.incident.id, ref=ref))

    def _why_not(self, session: Session, fact: DeskFact) -> str:
        incident = session.incident
        if not incident.open:
            return "closed"
        if self._lobby.hushed or incident.silent:
            return "silent"
        if session is not self._lobby.focused:
            return "not_focused"
        offset = self._desk_offset_ms()
        if offset is None:
            return "clock_unknown"
        waiting = [u for u in self._sent.values() if u.ref is not None and u.incident == incident.id]
        if len(waiting) >= DESK_SPEECH_WAITING:
            return "queue_full"
        age_ms = self._now().at_ms - (fact.at.at_ms - offset)
        return "late" if age_ms > DESK_SPEECH_MAX_AGE_S * 1000 else ""

    def _desk_words(self, session: Session, fact: DeskFact) -> tuple[str, str, e.Lang]:
        # What people write is Mandarin, and read with that voice; only what the content says has Cantonese words.
        lang: e.Lang = written(session.incident.lang)
        event = fact.event
        if isinstance(event, e.MessageSent):
            phrase = session.pack.phrases.get(event.canned or "")
            if phrase is not None:
                return f"phrase/{event.canned}", phrase.say[lang], lang
            return "desk/message", event.text, lang
        assert isinstance(event, e.Acknowledged)
        words = {
            "zh": f"值班台{event.by}接上了，看得到屏幕。您接着做。",
            "en": f"{event.by} at the desk has this and sees your screen. Keep going.",
        }
        return "desk/acknowledged", words[lang] + (event.comment or ""), lang

    def _say_block(
        self,
        session: Session,
        lines: Sequence[tuple[str, Text]],
        speech_class: SpeechClass,
        *,
        first: bool = True,
        turn: bool = False,
    ) -> None:
        incident = session.incident
        read_in = written(incident.lang)
        block = []
        for key, text in lines:
            lang, words = spoken(text, incident.lang)
            shown = text.get(read_in, text["zh"])
            block.append(Utterance(key, words, lang, speech_class, incident.id, first=first, turn=turn, shown=shown))
        if speech_class == "step":
            self._block = block[1:]
        self._utter(block[0])

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

    # --- the loudspeaker tells -----------------------------------------------------------------------------

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
            self._unheard(session, utterance, "silent" if self._silent else "no_sound")
            if utterance.ref is not None:
                del self._sent[ref]  # no more is to be said of it, however it ends
            return
        again = ref in self._sounding  # the mixer died of it or beside it, and the next one begins it anew
        self._sounding.add(ref)
        if utterance.ref is None and not again:
            source: Literal["clip", "live"] = "live" if ref in self._live else "clip"
            session.note(e.PromptSpoken(utterance.key, utterance.lang, source))

    def ended(self, ref: str, completed: bool) -> None:
        utterance = self._sent.pop(ref, None)
        self._sounding.discard(ref)
        self._live.discard(ref)
        if utterance is None:
            return
        self._silence_since = self._now()
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
        self._silence_since = now = self._now()
        if utterance.turn:
            self._turn_ended = now
        else:
            self._idle_since, self._turn_ended = now, None

    def _unheard(self, session: Session, utterance: Utterance, reason: str) -> None:
        if utterance.ref is not None:
            session.note(e.MessageNotSpoken(utterance.ref, reason))
        else:
            session.note(e.PromptNotSpoken(utterance.key, reason))

    def _caption(self, text: str) -> None:
        if text != self.caption:
            self.caption = text
            self._changed()


def step_of(pack: Pack, incident: Incident) -> Step | None:
    """The step an incident stands at, if this content knows it."""
    top = incident.top
    protocol = pack.protocols.get(top.protocol) if top is not None else None
    return protocol.steps.get(top.step) if top is not None and protocol is not None else None


def _answered(line: Coach, incident: Incident) -> bool:
    """It asks for a call that somebody has ticked as answered."""
    call = incident.call(line.until_call) if line.until_call else None
    return call is not None and call.state == "connected"


def _on_the_stack(session: Session, timer: Timer) -> bool:
    frames = (session.pack.protocols.get(frame.protocol) for frame in session.incident.frames)
    return any(protocol is not None and timer.id in protocol.timers for protocol in frames)
