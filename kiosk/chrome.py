"""What stands around every guiding screen: bar, dock, problems, desk message, caption, dialog."""

from __future__ import annotations

import re

from protocols.events import elapsed_ms
from protocols.incident import Incident
from protocols.model import Pack
from protocols.text import short_name
from protocols.well_known import DANGER_GATE
from protocols.words import words

from . import views_chrome as v
from .around import Around, other_lang, t
from .desk_message import desk_message
from .line_state import line_state
from .resting import just_begun
from .subject import is_service, protocol_of, step_of
from .walltime import hms
from .words import clock, say, span, written

TURNED_AWAY_S = 90.0
"""Nobody looks at a screen for so long: whoever waits counts on hearing it."""

FIRST_OF_A_NAME = "[，、,：:]"
"""What stands before it names an incident well enough beside a clock."""

BY_EM = 10.0
"""Of the name of whoever took it: beside the widest words of the bar there is so much room."""

LINE_LOOK: dict[str, tuple[str, v.Tone]] = {
    "not_saved": ("disk_off", "care"),
    "saved": ("disk", "plain"),
    "received": ("tick", "rescue"),
    "taken": ("person", "rescue"),
    "watching": ("eye", "rescue"),
    "unattended": ("offline", "care"),
    "telephone": ("offline", "care"),
    "telephone_offline": ("offline", "care"),
}


def chrome(pack: Pack, incident: Incident, around: Around) -> v.Chrome:
    lang = around.lang
    return v.Chrome(
        lang=written(lang),
        bar=_bar(pack, incident, around),
        dock=_dock(pack, incident, around),
        night=around.night,
        elderly=around.elderly,
        drill=drill_view(lang) if incident.drill else None,
        problems=(
            *_problems(incident, around),
            *_findings_in_silence(pack, incident, around),
            *_long_timers(pack, incident, around),
        ),
        desk=desk_message(incident, around),
        caption=_caption(pack, incident, around),
        dialog=_dialog(incident, around),
        other=_other(pack, incident, around),
    )


def _bar(pack: Pack, incident: Incident, around: Around) -> v.BarView:
    lang = around.lang
    state = line_state(incident, around.line, around.now)
    icon, tone = LINE_LOOK[state.level]
    phone = around.station.desk_phone or around.station.phone
    words = say(state.level, lang, by=short_name(state.by, BY_EM), phone=phone)
    elapsed_s = incident.age_ms(around.now) / 1000
    protocol = protocol_of(pack, incident)
    unsigned = "" if protocol is not None and protocol.review.signed else say("unsigned", lang)
    return v.BarView(
        clock(elapsed_s), hms(around.now), v.LineStateView(icon, words, tone), unsigned, other_lang(around)[0],
        profile=profile_key(around),
    )  # fmt: skip


def profile_key(around: Around) -> v.ToolView:
    """Says how the kiosk shows and speaks now; a tap moves on to the next way."""
    name = f"profile_{around.profile}"
    return v.ToolView("profile", name, say(name, around.lang))


def _dock(pack: Pack, incident: Incident, around: Around) -> v.DockView:
    lang = around.lang
    takes_back = not incident.answers and just_begun(incident, around.now)  # said only while one key does it
    back = v.ToolView("dock:undo", "undo", say("false_start" if takes_back else "undo", lang))
    tools = (
        back,
        v.ToolView("dock:sound", "speaker", say("sound_on", lang))
        if around.hushed
        else v.ToolView("dock:again", "speaker", say("read_out" if _has_no_voice(pack, incident) else "again", lang)),
        v.ToolView("dock:changed", "care", say("changed", lang)),
    )
    call = incident.call("120")
    if incident.top is not None and incident.top.protocol == "call_120":
        sub = say("call_sub_open", lang)
    elif call is not None and call.state == "connected":
        sub = say("call_sub_connected", lang, time=hms(call.at)[:5])
    elif call is not None and call.state == "failed":
        sub = say("call_sub_failed", lang)
    else:
        sub = say("call_sub", lang)
    if incident.beat is not None:
        sounding_s = elapsed_ms(incident.beat.since, around.now) / 1000
        cpr_sub = say("cpr_on_sub" if around.sound else "cpr_on_mute", lang, time=clock(sounding_s))
        cpr = v.EmergencyKeyView("dock:cpr", say("cpr_on", lang), cpr_sub, True)
    else:
        cpr = v.EmergencyKeyView("dock:cpr", say("cpr", lang), say("cpr_sub", lang))
    return v.DockView(tools, v.EmergencyKeyView("dock:call", say("call", lang), sub), cpr)


def drill_view(lang: str) -> v.DrillView:
    return v.DrillView(say("drill_word", lang), say("drill_text", lang), say("real", lang), say("real_sub", lang))


def _problems(incident: Incident, around: Around) -> tuple[v.ProblemView, ...]:
    wrong = list(around.problems)  # no sound is said where the caption stands
    if incident.unreadable:
        wrong.append(("care", "unreadable"))
    return tuple(v.ProblemView(icon, say(name, around.lang)) for icon, name in wrong)


def _findings_in_silence(pack: Pack, incident: Incident, around: Around) -> tuple[v.ProblemView, ...]:
    """What the voice would play for the casualty in a drill, in words where there is no sound."""
    step = step_of(pack, incident)
    if around.sound or not incident.drill or step is None or step.drill_finding is None:
        return ()
    return (v.ProblemView("flag", t(step.drill_finding, around.lang), "drill"),)


def _long_timers(pack: Pack, incident: Incident, around: Around) -> tuple[v.ProblemView, ...]:
    """Timers of the person, such as the time on the floor: counted up from their first start."""
    shown = []
    for name, running in sorted(incident.timers.items()):
        timer = pack.timer(name)
        if timer is not None and timer.stages:
            words = f"{t(timer.label, around.lang)} {clock(elapsed_ms(running.since, around.now) / 1000)}"
            shown.append(v.ProblemView("clock", words, "plain"))
    return tuple(shown)


def _caption(pack: Pack, incident: Incident, around: Around) -> v.CaptionView | None:
    if _has_no_voice(pack, incident) and not around.caption and not around.hushed:
        return v.CaptionView(say("no_voice" if around.sound else "no_voice_no_sound", around.lang), muted=True)
    if not around.sound:  # what would be said just now is read instead, unless the wait itself needs watching
        lang, waits = around.lang, _counts_on_a_ring(pack, incident)
        if around.caption and not waits:
            return v.CaptionView(say("no_sound_words", lang, words=around.caption), muted=True)
        alone = "no_sound_yet" if around.hushed else "no_sound"
        return v.CaptionView(say("no_sound_wait" if waits else alone, lang), muted=True)
    return v.CaptionView(around.caption) if around.caption else None


def _has_no_voice(pack: Pack, incident: Incident) -> bool:
    """Out of silence: what was written for it has no words to say, and does not begin to speak by itself."""
    step = step_of(pack, incident)
    return step is not None and not step.say


def _counts_on_a_ring(pack: Pack, incident: Incident) -> bool:
    """A timer of this step runs so long that people turn away and count on hearing it."""
    step = step_of(pack, incident)
    running = [incident.timers.get(name) for name in (step.timers if step is not None else ())]
    return any(timer is not None and not timer.rang and timer.after_s >= TURNED_AWAY_S for timer in running)


def _dialog(incident: Incident, around: Around) -> v.DialogView | None:
    lang = around.lang
    if around.dialog != "over" and (incident.asking or incident.asked or around.dialog == "still"):
        gap_s = elapsed_ms(incident.step_at, around.now) / 1000 if incident.step_at else 0.0
        if incident.asking:
            text = say("still_text", lang, gap=span(gap_s, lang))
        elif incident.asked:
            text = say("still_text_quiet", lang, n=int(around.quiet_s // 60))
        else:
            text = say("still_text_back", lang, time=hms(incident.opened)[:5]) if incident.opened is not None else ""
        return v.DialogView(
            say("still_title", lang),
            text,
            (
                _dialog_key("still_yes", lang, "yes", "dialog:still"),
                _dialog_key("still_end", lang, "stop", "dialog:over", plain=True),
            ),
            "clock",
        )
    if around.dialog == "over":
        return v.DialogView(
            say("over_title", lang),
            "",
            (
                _dialog_key("over_handed", lang, "person", "dialog:handed_over"),
                _dialog_key("over_done", lang, "yes", "dialog:completed"),
                _dialog_key("over_no", lang, "go", "dialog:no", plain=True),
            ),
        )
    if around.dialog == "cancel":
        return v.DialogView(
            say("cancel_title", lang),
            say("cancel_note", lang),
            (
                _dialog_key("cancel_no", lang, "go", "dialog:no"),
                _dialog_key("cancel_yes", lang, "stop", "dialog:false_start", plain=True),
            ),
        )
    if around.dialog == "stale":
        return v.DialogView(
            say("stale_title", lang),
            say("stale_text", lang),
            (_dialog_key("stale_yes", lang, "go", "dialog:anew"),),
        )
    return None


def _dialog_key(name: str, lang: str, mark: v.Mark, action: str, *, plain: bool = False) -> v.AnswerView:
    return v.AnswerView(name, say(name, lang), "", mark, "plain" if plain else "do", action)


def _other(pack: Pack, incident: Incident, around: Around) -> v.OtherIncidentView | None:
    lang, opens = around.lang, say("lobby_help_key", around.lang)
    at_gate = incident.top is not None and incident.top.protocol == DANGER_GATE and not incident.drill
    if not around.others and is_service(pack, incident) and not incident.drill:
        return v.OtherIncidentView(say("lobby_help", lang), opens, "other:help")
    if at_gate and all(other.silent for other in around.others):
        return v.OtherIncidentView(say("second_help", lang), opens, "other:help")
    if not around.others:
        return None
    other = around.others[0]
    if other.silent:  # an everyday page, and it is called as on any day: of what it hides not a word
        return v.OtherIncidentView(say("rest", lang), opens, f"other:focus:{other.id}", "plain", "cup")
    protocol = protocol_of(pack, other)
    what = words(protocol.title, lang) if protocol is not None else ""
    left, moved = incident.focused_at, other.entered[-1].at if other.entered else None
    due = is_service(pack, other) and left is not None and moved is not None and elapsed_ms(left, moved) > 0
    said = ("other_due", "other_due_short") if due else ("other", "other_short")  # read where nothing sounds, too
    began = _began(pack, other, (incident, *around.others[1:]), lang)
    time = began or clock(other.age_ms(around.now) / 1000)
    first = re.split(FIRST_OF_A_NAME, what, maxsplit=1)[0]
    text, *shorter = [
        say(name, lang, what=so_far, time=time) for name, so_far in ((said[0], what), (said[1], what), (said[1], first))
    ]
    shorter += [began] if began else []  # of what kind it is, is the same here
    switch = f"other:focus:{other.id}"
    return v.OtherIncidentView(text, say("other_switch", lang), switch, shorter=tuple(dict.fromkeys(shorter)))


def _began(pack: Pack, other: Incident, besides: tuple[Incident, ...], lang: str) -> str:
    """When one of several alike began tells it from the others, and never changes; "" where none is alike."""
    alike = [x for x in besides if not x.silent and protocol_of(pack, x) == protocol_of(pack, other)]
    if not alike or other.opened is None:
        return ""
    began = hms(other.opened)
    same_minute = any(x.opened is not None and hms(x.opened)[:5] == began[:5] for x in alike)
    return say("other_began", lang, time=began if same_minute else began[:5])
