"""How an answer of the content looks as a key."""

from __future__ import annotations

from dataclasses import replace

from protocols.incident import Incident
from protocols.model import Answer, Step
from protocols.situation import connected

from .around import Around, t
from .views_chrome import AnswerView, Mark, Tone
from .walltime import hms
from .words import say

CALL = "call_"
"""The cards of the numbers, `call_119`, as the content names them."""

MARKS: dict[str, Mark] = {
    "no": "no", "unsure": "unsure", "yes": "yes", "go": "go", "aed": "aed", "stop": "stop", "tile": "",
}  # fmt: skip


def answer_view(step: Step, answer: Answer, around: Around) -> AnswerView:
    action = f"answer:{answer.id}"
    tone: Tone = "plain" if answer.minor else "do"
    return AnswerView(
        answer.id, t(answer.label, around.lang), t(answer.note, around.lang), _mark(step, answer), tone, action,
        around.sent == action,
    )  # fmt: skip


def _mark(step: Step, answer: Answer) -> Mark:
    """A tick reads as "all is well": where yes is the danger, it has the sign of one. Answers stand from dangerous to
    safe, so a yes behind the question's no is a good one again."""
    worst = next((a for a in step.answers if a.worst), None)
    if step.kind != "question" or worst is None or (worst.mark, answer.mark) != ("yes", "yes"):
        return MARKS[answer.mark]
    marks = [a.mark for a in step.answers]
    behind = "no" in marks and step.answers.index(answer) > marks.index("no")
    return "yes" if behind else "care"


def called_view(incident: Incident, answer: Answer, view: AnswerView, lang: str) -> AnswerView:
    """A key to a call that is through says so with its time. It still opens the card; what was found since the call
    keeps it a thing to do."""
    card = answer.goto.protocol or ""
    tick = connected(incident, card.removeprefix(CALL)) if card.startswith(CALL) else None
    if tick is None:
        return view
    done = say("called_done", lang, number=tick.number, time=hms(tick.at)[:5])
    if answer.minor or not any(a.at.at_ms > tick.at.at_ms for a in incident.answers if a.protocol != card):
        return replace(view, label=done, note=say("called_again", lang), mark="yes", tone="plain")
    return replace(view, note=say("called_news", lang, done=done))
