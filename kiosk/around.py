"""What stands around every guiding screen: bar, dock, problems, desk message, caption, dialog."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from protocols import events as e
from protocols import overlay
from protocols.engine import DANGER_GATE
from protocols.events import Moment, elapsed_ms, lies_ahead
from protocols.incident import Incident
from protocols.incident_parts import DeskFact
from protocols.model import Answer, Pack, Protocol, Step, Text
from protocols.situation import connected
from protocols.text import drawn
from protocols.words import words

from . import desk_pages
from . import views_chrome as v
from .line_state import LineFacts, line_state
from .resting import just_begun
from .roster import AtPost
from .station import Station
from .walltime import hms
from .words import LANGUAGES, clock, next_lang, say, span, written

MESSAGE_SHOWN_S = 60.0
"""A desk message stands on the screen for so long, or until the next one."""
MESSAGE_STANDS_S = 2.0
"""The next one waits until this one could be read at a glance."""
MESSAGES_WAITING = 3
"""Of a flood only the newest wait to be shown; of the others nobody is told that they were."""

CALL = "call_"
"""The cards of the numbers, `call_119`, as the content names them."""

TURNED_AWAY_S = 90.0
"""Nobody looks at a screen for so long: whoever waits counts on hearing it."""

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


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the incident when a screen is drawn."""

    now: Moment
    station: Station
    lang: str
    line: LineFacts = field(default_factory=LineFacts)
    caption: str = ""
    sound: bool = True
    hushed: bool = False
    """Silent is what stands beside it: it sounds once somebody has said "sound on"."""
    night: bool = False
    profile: e.ProfileName = "normal"
    lane_at: int = 0
    """Which role stands in front where only one is shown."""
    helped: bool = False
    """Somebody said that help came: what one person did in order becomes roles."""
    problems: tuple[tuple[str, str], ...] = ()
    """(icon, name of the words) of what does not work."""
    others: tuple[Incident, ...] = ()
    dialog: str = ""
    """The name of the dialog in front, such as `over`, `cancel`, `stale`; "still" comes from the incident itself."""
    tapped_bpm: float | None = None
    """How fast somebody taps along just now."""
    counted: tuple[str, int] | None = None
    """The cue of "thirty and two" that was heard last: ("press", 12) or ("breath", 1)."""
    sent: str = ""
    """The action just tapped, drawn as taken until the next screen."""
    packs: dict[str, Pack] = field(default_factory=dict)
    may_leave_silence: bool = False
    """There is a staff PIN, so the discreet page has its unseen way out."""
    code_digits: int | None = None
    """How many digits stand on that way's pad; None: it is not open."""
    quiet_s: float = 0.0
    """How long nobody has touched the screen."""
    tiles_first: tuple[str, ...] = ()
    posts: tuple[AtPost, ...] = ()
    """Certified responders on shift, who may be called to a free role."""
    branch: Mapping[str, Text] = field(default_factory=dict)
    """The branch's own words for the places that a step's detail leaves open."""
    card_left_s: float | None = None
    """Seconds until the crew's card covers itself; 0 = it is covered."""
    printing: str | None = None
    """How the printing of the card went ("" = not asked for); None = no printer."""

    @property
    def elderly(self) -> bool:
        return self.profile == "elderly"


def t(text: Text | None, lang: str) -> str:
    """The words of a content text; the Chinese ones where a language is missing, and for Cantonese."""
    return "" if text is None else text.get(written(lang)) or text["zh"]


def other_lang(around: Around) -> tuple[str, str]:
    """The language that the language key leads to, short and whole."""
    return LANGUAGES[next_lang(around.lang, cantonese=around.station.cantonese)]


def detail(pack: Pack, step: Step, around: Around) -> str:
    """The line under the instruction, with the branch's own words in it."""
    return "" if step.detail is None else t(overlay.fill(step.detail, pack.slots, around.branch), around.lang)


# --- around every guiding screen --------------------------------------------------------------------------------


def chrome(pack: Pack, incident: Incident, around: Around) -> v.Chrome:
    lang = around.lang
    return v.Chrome(
        lang=written(lang),
        bar=_bar(pack, incident, around),
        dock=_dock(incident, around),
        night=around.night,
        elderly=around.elderly,
        drill=_drill(lang) if incident.drill else None,
        problems=(
            *_problems(incident, around),
            *_findings_in_silence(pack, incident, around),
            *_long_timers(pack, incident, around),
        ),
        desk=_desk_message(incident, around),
        caption=_caption(pack, incident, around),
        dialog=_dialog(incident, around),
        other=_other(pack, incident, around),
    )


def _bar(pack: Pack, incident: Incident, around: Around) -> v.BarView:
    lang = around.lang
    state = line_state(incident, around.line, around.now)
    icon, tone = LINE_LOOK[state.level]
    phone = around.station.desk_phone or around.station.phone
    words = say(state.level, lang, by=state.by, phone=phone)
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


def _dock(incident: Incident, around: Around) -> v.DockView:
    lang = around.lang
    takes_back = not incident.answers and just_begun(incident, around.now)  # said only while one key does it
    back = v.ToolView("dock:undo", "undo", say("false_start" if takes_back else "undo", lang))
    tools = (
        back,
        v.ToolView("dock:sound", "speaker", say("sound_on", lang))
        if around.hushed
        else v.ToolView("dock:again", "speaker", say("again", lang)),
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


def _drill(lang: str) -> v.DrillView:
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
    if not around.sound:  # what would be said just now is read instead, unless the wait itself needs watching
        lang, waits = around.lang, _counts_on_a_ring(pack, incident)
        if around.caption and not waits:
            return v.CaptionView(say("no_sound_words", lang, words=around.caption), muted=True)
        alone = "no_sound_yet" if around.hushed else "no_sound"
        return v.CaptionView(say("no_sound_wait" if waits else alone, lang), muted=True)
    return v.CaptionView(around.caption) if around.caption else None


def _counts_on_a_ring(pack: Pack, incident: Incident) -> bool:
    """A timer of this step runs so long that people turn away and count on hearing it."""
    step = step_of(pack, incident)
    running = [incident.timers.get(name) for name in (step.timers if step is not None else ())]
    return any(timer is not None and not timer.rang and timer.after_s >= TURNED_AWAY_S for timer in running)


def message_on_show(incident: Incident, now: Moment) -> DeskFact | None:
    """The desk fact whose words stand on the screen: what nobody has seen yet goes before what has stood its time.

    By what was shown, not by the desk's clock: a desk whose clock was wrong must not hide what it says next.
    """
    words = [f for f in incident.desk if isinstance(f.event, e.MessageSent | e.Acknowledged)]
    heads: dict[str, int] = {}
    for fact in words:
        heads[fact.ref.log] = max(heads.get(fact.ref.log, 0), fact.ref.seq)
    fresh = [f for f in words if f.shown is None and heads[f.ref.log] - f.ref.seq < MESSAGES_WAITING]
    standing, stood_ms = None, MESSAGE_SHOWN_S * 1000
    for fact in words:
        if fact.shown is None or lies_ahead(fact.shown, now):
            continue  # the kiosk was away meanwhile: it has stood its time
        if (age_ms := elapsed_ms(fact.shown, now)) <= stood_ms:
            standing, stood_ms = fact, float(age_ms)
    short = stood_ms < MESSAGE_STANDS_S * 1000 and standing is not None and isinstance(standing.event, e.MessageSent)
    return standing if short or not fresh else fresh[0]


def _desk_message(incident: Incident, around: Around) -> v.DeskMessageView | None:
    """What a person at the desk said, with how far it came."""
    fact = None if incident.silent else message_on_show(incident, around.now)
    if fact is None:
        return None
    lang, event = around.lang, fact.event
    assert isinstance(event, e.MessageSent | e.Acknowledged)
    typed = event.text if isinstance(event, e.MessageSent) else (event.comment or say("took_it", lang))
    words = drawn(typed)
    if words != typed and not any(char.isalnum() for char in words):
        words = say("not_drawn", lang)
    if isinstance(event, e.MessageSent) and event.canned:
        for pack in around.packs.values():
            if event.canned in pack.phrases:
                words = t(pack.phrases[event.canned].text, lang)
    receipt = "receipt_spoken" if fact.spoken else "receipt_not_spoken" if fact.not_spoken else "receipt_shown"
    since_s = elapsed_ms(fact.shown, around.now) / 1000 if fact.shown is not None else 0.0
    who, part = desk_pages.now(drawn(event.by), words, since_s, MESSAGE_SHOWN_S)
    return v.DeskMessageView(who, part, say(receipt, lang))


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


def is_service(pack: Pack, incident: Incident) -> bool:
    """A service (a home visit on the clock) never holds the lobby: who needs help here gets an incident of its own."""
    protocol = pack.protocols.get(incident.frames[0].protocol) if incident.frames else None
    return protocol is not None and protocol.family == "service"


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
    since_s = other.age_ms(around.now) / 1000
    protocol = protocol_of(pack, other)
    what = words(protocol.title, lang) if protocol is not None else ""
    left, moved = incident.focused_at, other.entered[-1].at if other.entered else None
    due = is_service(pack, other) and left is not None and moved is not None and elapsed_ms(left, moved) > 0
    text = say("other_due" if due else "other", lang, what=what, time=clock(since_s))  # read where nothing sounds, too
    return v.OtherIncidentView(text, say("other_switch", lang), f"other:focus:{other.id}")


# --- answers, and what an incident is about ---


MARKS: dict[str, v.Mark] = {
    "no": "no", "unsure": "unsure", "yes": "yes", "go": "go", "aed": "aed", "stop": "stop", "tile": "",
}  # fmt: skip


def answer_view(answer: Answer, around: Around) -> v.AnswerView:
    action = f"answer:{answer.id}"
    tone: v.Tone = "plain" if answer.minor else "do"
    return v.AnswerView(
        answer.id, t(answer.label, around.lang), t(answer.note, around.lang), MARKS[answer.mark], tone, action,
        around.sent == action,
    )  # fmt: skip


def step_of(pack: Pack, incident: Incident) -> Step | None:
    """The step an incident stands at, if this content knows it."""
    top = incident.top
    return pack.known_step(top.protocol, top.step) if top is not None else None


def called_view(incident: Incident, answer: Answer, view: v.AnswerView, lang: str) -> v.AnswerView:
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


def protocol_of(pack: Pack, incident: Incident) -> Protocol | None:
    """The emergency this is about: the lowest frame that is not a shared piece."""
    for frame in incident.frames:
        protocol = pack.protocols.get(frame.protocol)
        if protocol is not None and not protocol.shared:
            return protocol
    top = incident.top
    return pack.protocols.get(top.protocol) if top is not None else None
