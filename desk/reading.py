"""Names of content in the reader's language, even when the content here is not the lobby's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from protocols import overlay, situation
from protocols.events import Moment, PromptSpoken, Record
from protocols.incident import LANE, Incident
from protocols.incident_parts import Frame
from protocols.model import Pack, Protocol, Step, Text
from protocols.well_known import DOCK_CPR
from protocols.words import say

from .words import say as say_desk

_BREAK = re.compile(r"\s*[|\u200b]\s*")
_MARKS = re.compile(r"[|\u200b]|\*\*")

Packs = Callable[[str], Pack | None]
"""Content by pack hash; None when the desk does not hold it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The content an incident is read with. `exact`: it is the very pack the lobby uses."""

    pack: Pack
    lang: str
    exact: bool = True

    def t(self, text: Text | None) -> str:
        """The words, without marks for line breaks or bold runs."""
        return _MARKS.sub("", self.marked(text))

    def marked(self, text: Text | None) -> str:
        """The words with their marks, for places that set them like the kiosk does. English breaks at a space."""
        found = "" if text is None else text.get(self.lang) or text.get("zh") or ""
        return _BREAK.sub(" ", found) if self.lang == "en" else found

    def detail(self, step: Step, branch: Mapping[str, Text]) -> str:
        """The line under an instruction, with the branch's words in the places that the content leaves open."""
        detail = self.marked(overlay.fill(step.detail, self.pack.slots, branch)) if step.detail is not None else ""
        return " ".join(filter(None, (detail, self.marked(step.for_desk))))

    def protocol(self, name: str) -> Protocol | None:
        return self.pack.protocols.get(name)

    def step(self, frame: Frame | None) -> Step | None:
        return self.pack.known_step(frame.protocol, frame.step) if frame else None

    def protocol_title(self, name: str) -> str:
        protocol = self.protocol(name)
        return self.t(protocol.title) if protocol else name

    def step_title(self, protocol: str, step: str) -> str:
        found = self.step(Frame(protocol, "", step))
        return self.t(found.title) if found else step

    def what(self, incident: Incident) -> str:
        """What is wrong: the newest thing found at a question, or that made it something graver, else what the protocol
        is about.

        While the beat sounds, a reassuring answer from before ("awake") must not head the row. A service (a home
        visit) stays what it is, whatever was ticked on the way, and so does what may not be seen to be a call.
        """
        about = self.subject(incident)
        if incident.silent:
            return (
                say_desk("silent_what", self.lang, what=self.t(about.title)) if about else say_desk("silent", self.lang)
            )
        if about is not None and about.family == "service":
            return self.t(situation.what(self.pack, incident))
        for answer in reversed(incident.answers):
            if answer.choice == DOCK_CPR:
                return say("dock_cpr_finding", self.lang)
            step, chosen = situation.picked(self.pack, answer)
            if chosen is not None and chosen.mark == "yes" and incident.beat is not None:
                continue
            if step is None or chosen is None or chosen.finding is None:
                continue
            if step.kind == "question" or chosen.goto.kind in ("cpr", "escalate"):
                return self.t(chosen.finding)
        if incident.frames and about is None:
            return self.protocol_title(incident.frames[0].protocol)
        return self.t(situation.what(self.pack, incident))

    def subject(self, incident: Incident) -> Protocol | None:
        return situation.subject(self.pack, incident)

    def more(self, incident: Incident, time: Callable[[Moment], str]) -> str:
        """What stands under what is wrong: the reply of a silent lobby, the news of a visit, else what it began as."""
        about = self.subject(incident)
        if about is None:
            return ""
        found = next(reversed(situation.standing(self.pack, incident)), None)
        said = self.t(found.text) if found else ""
        if incident.silent:
            return say_desk("silent_reply", self.lang, finding=said, time=time(found.at)) if found else ""
        if about.family == "service":
            return said
        title, what = self.t(about.title), self.what(incident)
        return "" if what in (title, self.t(about.summary)) else title

    def prompt(self, key: str) -> str:
        """What was said, by the key that the fact names."""
        parts = key.split("/")
        if parts[0] == "phrase" and len(parts) == 2:
            phrase = self.pack.phrases.get(parts[1])
            return self.t(phrase.text) if phrase else ""
        if parts[0] == "timer" and len(parts) == 2:
            timer = self.pack.timer(parts[1])
            return self.t(timer.say) if timer else ""
        if parts[0] == LANE:
            return self._told(*parts[1:4])
        step = self.step(Frame(parts[0], "", parts[1])) if len(parts) > 1 else None
        if step is None:
            return ""
        match parts[2:]:
            case []:
                return self.t(step.say)
            case ["finding"]:
                return self.t(step.drill_finding)
            case ["coach", n] if n.isdigit() and int(n) < len(step.coach):
                return self.t(step.coach[int(n)].text)
        return ""

    def _told(self, protocol: str = "", lane: str = "", item: str = "") -> str:
        """What a role was told, or the asking for somebody."""
        known = self.pack.protocols.get(protocol)
        for role in known.lanes if known is not None else ():
            if role.id == lane:
                words = next((i.say for i in role.items if i.id == item), None) if item else role.ask
                return self.t(words)
        return ""

    def caption(self, records: tuple[Record, ...]) -> str:
        """The newest words that sounded in the lobby."""
        spoken = next((r.event for r in reversed(records) if isinstance(r.event, PromptSpoken)), None)
        return self.prompt(spoken.key) if spoken else ""


def reading(incident: Incident, packs: Packs, current: Pack, lang: str) -> Reading:
    """With the lobby's own content if it is here, else with ours, and that is said."""
    wanted = incident.opening.pack if incident.opening else current.hash
    pack = packs(wanted)
    return Reading(pack or current, lang, pack is not None)
