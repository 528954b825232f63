"""Facts become sound: which words, in which class, whether the beat goes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

from protocols import events as e
from protocols.content_graph import targets
from protocols.events import Moment, Record, elapsed_ms
from protocols.incident_parts import DeskFact
from protocols.model import Step, Text, Timer
from protocols.situation import connected
from protocols.words import words as unmarked

from . import lane_turns
from .beside import Beside
from .count import Count
from .desk_message import message_on_show
from .lane_turns import Turn
from .lobby import Lobby
from .session import Session
from .speaking import Loudspeaker, Render, Speaking, SpeechClass, Utterance
from .spoken_words import Find, spoken
from .subject import step_of
from .words import written

logger = logging.getLogger(__name__)

DESK_SPEECH_MAX_AGE_S = 120.0
"""An older desk fact is shown with its time, and not spoken."""
DESK_SPEECH_WAITING = 3
"""More words of the desk do not wait to be spoken (nor chime) beside the guidance: they stand on the screen."""
REPEAT_DEFAULT_S = 12.0
"""Say a step's prompt again after this silence, unless its content says otherwise."""
DRILL_WORD = "phrase/drill_word"
"""Heard before the words that it announces, which are read meanwhile: the frame of an exercise says the same."""
ELDERLY_REPEAT = 1.5
"""The elderly profile leaves so much more time before a prompt is said again."""


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
        self._lobby, self._speaker, self._find = lobby, speaker, find
        self._now, self._desk_offset_ms = now, desk_offset_ms
        self._beside = Beside()
        self.speaking = Speaking(lobby, speaker, find, render, now, changed)
        self._count_words = Count(find, render, speaker.count)
        self._coach = 0
        self._beat: tuple[int, str] | None = None
        self._silent = False
        self._quiet = False
        self._profile: e.ProfileName = "normal"
        lobby.listen(self.heard)

    # --- facts in ------------------------------------------------------------------------------------------

    def heard(self, session: Session, record: Record) -> None:
        """One new fact of an open incident."""
        self.follow()
        incident, event = session.incident, record.event
        if isinstance(event, e.Opened | e.Focused) and session is self._lobby.focused:
            self.speaking.hush_desk_words_for_others(incident.id)
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
            self.speaking.drop_turns()
        elif isinstance(event, e.Closed | e.Parked):
            self.speaking.hush()

    def follow(self) -> None:
        """Bring beat, silence, quiet and profile in line with the focused incident. Safe to call at any time."""
        session = self._lobby.focused
        incident = session.incident if session is not None and session.incident.open else None
        if self._lobby.hushed != self._silent:
            self._silent = self._lobby.hushed
            self._speaker.silent(self._silent)
            if self._silent:
                self.speaking.fall_silent()
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
                lines.insert(0, (DRILL_WORD, drill.say))
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
        """The dock's "say again". What has no words to say is read out from the screen, now that somebody asks."""
        session = self._lobby.focused
        if session is None or not session.incident.open:
            return
        step = step_of(session.pack, session.incident)
        if step is not None and not step.say and not session.incident.silent:
            self._read_out(session, step)
        else:
            self.speak_step(session)

    def sounding(self, on: bool) -> None:
        """The loudspeaker is lost, or back: then what it swallowed of the step's words is said, in a quiet step too."""
        session = self._lobby.focused
        if not on:
            self.speaking.lost()
        elif self.speaking.swallowed and session is not None and session.incident.open and not session.incident.asking:
            self.speak_step(session)

    def _read_out(self, session: Session, step: Step) -> None:
        """The words of the desk that stand there, else the step's own."""
        fact = message_on_show(session.incident, self._now())
        if fact is None:
            assert session.incident.top is not None
            title = {lang: unmarked(step.title, lang) for lang in step.title}
            self._say_block(session, [(f"{session.incident.top.protocol}/{step.id}", title)], "step")
        elif all(u.ref != fact.ref for u in self.speaking.pending):
            self._say_desk_words(session, fact)

    def phrase(self, session: Session, name: str, speech_class: SpeechClass = "step") -> None:
        """A fixed phrase of the pack, such as the question after a restart."""
        phrase = session.pack.phrases.get(name)
        if phrase is not None:
            self._say_block(session, [(f"phrase/{name}", phrase.say)], speech_class)

    def tick(self) -> None:
        """Time passed: say the prompt or the next coach line again after enough silence."""
        session = self._lobby.focused
        if session is None or not session.incident.open or session.incident.asking or self.speaking.busy:
            return
        step = step_of(session.pack, session.incident)
        if step is None or not step.say or self.speaking.step_ended is None:
            return
        slower = ELDERLY_REPEAT if self._profile == "elderly" else 1.0
        pause_s = (step.repeat_s or REPEAT_DEFAULT_S) * slower
        pause_for_turn_s = min(pause_s, lane_turns.PAUSE_S * slower)
        turn = self._beside("the roles", partial(self._turn, session, step, pause_for_turn_s), None)
        if turn is not None:
            self._say_turn(session, turn)
            return
        if elapsed_ms(self.speaking.step_ended, self._now()) < pause_s * 1000:
            return
        if self.speaking.sounds:
            return  # a repetition never cuts what the desk is saying
        if self.speaking.turn_ended and elapsed_ms(self.speaking.turn_ended, self._now()) < lane_turns.AFTER_S * 1000:
            return
        top = session.incident.top
        assert top is not None
        self.speaking.step_ended = self._now()
        coach = [
            (n, line.text) for n, line in enumerate(step.coach) if connected(session.incident, line.until_call) is None
        ]
        if coach:
            n, text = coach[self._coach % len(coach)]
            self._coach += 1
            self._say_block(session, [(f"{top.protocol}/{step.id}/coach/{n}", text)], "step", first=False)
        elif not step.quiet:
            self._say_block(session, [(f"{top.protocol}/{step.id}", step.say)], "step", first=False)

    def _turn(self, session: Session, step: Step, pause_s: float) -> Turn | None:
        """The role whose turn it is, if nothing sounds or waits to, and nothing did for long enough."""
        if self.speaking.pending or self._lobby.hushed or self.speaking.silence_since is None:
            return None
        turn = lane_turns.next_turn(session.pack, session.incident, step)
        quiet_s = elapsed_ms(self.speaking.silence_since, self._now()) / 1000
        begins = turn and lane_turns.may_begin(turn, session.incident, self._now(), quiet_s, pause_s)
        return turn if begins else None

    def _say_turn(self, session: Session, turn: Turn) -> None:
        lines = [(turn.key, turn.text)]
        drill = session.pack.phrases.get("drill_word")
        if session.incident.drill and drill is not None:
            lines.insert(0, (DRILL_WORD, drill.say))  # who hears only this must not dial 120
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
        if fact is None or fact.receipt.spoken is not None or fact.receipt.not_spoken:
            return
        reason = self._why_not(session, fact)
        if reason:
            session.note(e.MessageNotSpoken(ref, reason))
            return
        self._speaker.chime("message")
        self._say_desk_words(session, fact)

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
        waiting = [u for u in self.speaking.pending if u.ref is not None and u.incident == incident.id]
        if len(waiting) >= DESK_SPEECH_WAITING:
            return "queue_full"
        age_ms = self._now().at_ms - (fact.at.at_ms - offset)
        return "late" if age_ms > DESK_SPEECH_MAX_AGE_S * 1000 else ""

    def _say_desk_words(self, session: Session, fact: DeskFact) -> None:
        key, words, lang = self._desk_words(session, fact)
        self.speaking.say([Utterance(key, words, lang, "chatter", session.incident.id, ref=fact.ref)])

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
        for at, (key, text) in enumerate(lines):
            lang, words = spoken(text, incident.lang)
            read = lines[at + 1][1] if key == DRILL_WORD and at + 1 < len(lines) else text
            shown = read.get(read_in, read["zh"])  # the bar says that it is an exercise: the step can be read at once
            block.append(Utterance(key, words, lang, speech_class, incident.id, first=first, turn=turn, shown=shown))
        self.speaking.say(block)


def _on_the_stack(session: Session, timer: Timer) -> bool:
    frames = (session.pack.protocols.get(frame.protocol) for frame in session.incident.frames)
    return any(protocol is not None and timer.id in protocol.timers for protocol in frames)
