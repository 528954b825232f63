"""Names of content in the reader's language, even when the content here is not the lobby's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from protocols import situation
from protocols.engine import DOCK_CPR
from protocols.events import PromptSpoken, Record
from protocols.incident import Frame, Incident
from protocols.model import Pack, Protocol, Step, Text
from protocols.words import say

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

    def protocol(self, name: str) -> Protocol | None:
        return self.pack.protocols.get(name)

    def step(self, frame: Frame | None) -> Step | None:
        protocol = self.protocol(frame.protocol) if frame else None
        return protocol.steps.get(frame.step) if protocol and frame else None

    def protocol_title(self, name: str) -> str:
        protocol = self.protocol(name)
        return self.t(protocol.title) if protocol else name

    def step_title(self, protocol: str, step: str) -> str:
        found = self.step(Frame(protocol, "", step))
        return self.t(found.title) if found else step

    def what(self, incident: Incident) -> str:
        """What is wrong: the newest thing found at a question, else what the protocol is about.

        While the beat sounds, a reassuring answer from before ("awake") must not head the row.
        """
        for answer in reversed(incident.answers):
            if answer.choice == DOCK_CPR:
                return say("dock_cpr_finding", self.lang)
            step = self.step(Frame(answer.protocol, "", answer.step))
            chosen = next((a for a in step.answers if a.id == answer.choice), None) if step else None
            if chosen is not None and chosen.mark == "yes" and incident.beat is not None:
                continue
            if step is not None and step.kind == "question" and chosen is not None and chosen.finding is not None:
                return self.t(chosen.finding)
        if incident.frames and situation.subject(self.pack, incident) is None:
            return self.protocol_title(incident.frames[0].protocol)
        return self.t(situation.what(self.pack, incident))

    def severity(self, incident: Incident) -> int:
        """0 = cannot be read, 1 = life at once, 2 = urgent, 3 = can wait; what nobody knows counts as 1."""
        if incident.opened is None:
            return 0
        own = [p for f in incident.frames if (p := self.protocol(f.protocol)) is None or not p.shared]
        return min((p.severity if p else 1 for p in own), default=1)

    def prompt(self, key: str) -> str:
        """What was said, by the key that the fact names."""
        parts = key.split("/")
        if parts[0] == "phrase" and len(parts) == 2:
            phrase = self.pack.phrases.get(parts[1])
            return self.t(phrase.text) if phrase else ""
        step = self.step(Frame(parts[0], "", parts[1])) if len(parts) > 1 else None
        if step is None:
            return ""
        match parts[2:]:
            case []:
                return self.t(step.say)
            case ["finding"]:
                return self.t(step.drill_finding)
            case ["coach", n] if n.isdigit() and int(n) < len(step.coach):
                return self.t(step.coach[int(n)])
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
