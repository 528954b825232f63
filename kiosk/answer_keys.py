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
    "no": "no", "unsure": "unsure", "yes": "yes", "go": "go", "aed": "aed", "stop": "care", "tile": "",
}  # fmt: skip


def answer_views(step: Step, around: Around, where: str = "") -> tuple[AnswerView, ...]:
    """A tick reads as "all is well": where the question is whether a sign of danger is there, yes wears the warning
    and no the tick."""
    danger = any(a.worst and a.mark == "yes" for a in step.answers)
    signs: dict[Mark, Mark] = {"yes": "care", "no": "yes"} if danger else {}
    views = (answer_view(answer, around, where) for answer in step.answers)
    return tuple(replace(view, mark=signs.get(view.mark, view.mark)) for view in views)


def answer_view(answer: Answer, around: Around, where: str = "") -> AnswerView:
    """`where`: the step or the sequence of steps it stands in. There the same words mean the same; elsewhere they do if
    they also find the same and lead to the same place."""
    words = answer.label["zh"]
    leads = f"{words} {t(answer.finding, 'zh')} {answer.goto}"
    action = f"answer:{answer.id}"
    tone: Tone = "plain" if answer.minor else "do"
    return AnswerView(
        answer.id, t(answer.label, around.lang), t(answer.note, around.lang), MARKS[answer.mark], tone, action,
        around.sent == action, (f"{where} {words}", leads) if where else (leads,),
    )  # fmt: skip


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
