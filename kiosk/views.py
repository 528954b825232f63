"""What a screen shows: an incident becomes the frozen views that the screens draw. No Kivy here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from protocols import events as e
from protocols.events import Moment, elapsed_ms
from protocols.incident import Incident, RunningTimer
from protocols.model import Answer, Pack, Protocol, Step, Text

from . import views_model as v
from .line_state import LineFacts, line_state
from .prompter import step_of
from .station import Station
from .walltime import hms
from .words import clock, say, span

SWAP_TIMER, SWAP_SOON_S, SWAP_NOW_S = "swap", 15.0, 5.0
FALSE_START_S = 5.0
"""So long after opening, the first screen offers to cancel."""
MESSAGE_SHOWN_S = 60.0
"""A desk message stands on the screen for so long, or until the next one."""

LINE_LOOK: dict[str, tuple[str, v.Tone]] = {
    "not_saved": ("disk_off", "care"),
    "saved": ("disk", "plain"),
    "received": ("tick", "rescue"),
    "taken": ("person", "rescue"),
    "watching": ("eye", "rescue"),
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
    night: bool = False
    elderly: bool = False
    problems: tuple[tuple[str, str], ...] = ()
    """(icon, name of the words) of what does not work."""
    others: tuple[Incident, ...] = ()
    dialog: str = ""
    """The name of the dialog in front, such as `over`, `sound`, `stale`; "still" comes from the incident itself."""
    sent: str = ""
    """The action just tapped, drawn as taken until the next screen."""
    packs: dict[str, Pack] = field(default_factory=dict)


def t(text: Text | None, lang: str) -> str:
    """The words of a content text; the Chinese ones where a language is missing."""
    return "" if text is None else text.get(lang) or text["zh"]


# --- around every guiding screen --------------------------------------------------------------------------------


def chrome(pack: Pack, incident: Incident, around: Around) -> v.Chrome:
    lang = around.lang
    return v.Chrome(
        lang="en" if lang == "en" else "zh",
        bar=_bar(pack, incident, around),
        dock=_dock(incident, around),
        night=around.night,
        elderly=around.elderly,
        drill=_drill(lang) if incident.drill else None,
        problems=_problems(incident, around),
        desk=_desk_message(incident, around),
        caption=_caption(around),
        dialog=_dialog(incident, around),
        other=_other(pack, around),
    )


def _bar(pack: Pack, incident: Incident, around: Around) -> v.BarView:
    lang = around.lang
    state = line_state(incident, around.line, around.now)
    icon, tone = LINE_LOOK[state.level]
    phone = around.station.desk_phone or around.station.phone
    words = say(state.level, lang, by=state.by, phone=phone)
    elapsed_s = elapsed_ms(incident.opened, around.now) / 1000 if incident.opened else 0.0
    protocol = _protocol(pack, incident)
    unsigned = "" if protocol is not None and protocol.review.signed else say("unsigned", lang)
    return v.BarView(
        clock(elapsed_s), hms(around.now), v.LineStateView(icon, words, tone), unsigned, say("other_lang", lang)
    )


def _dock(incident: Incident, around: Around) -> v.DockView:
    lang = around.lang
    can_undo = bool(incident.answers)
    tools = (
        v.ToolView("dock:undo", "undo", say("undo", lang), can_undo, "" if can_undo else say("undo_none", lang)),
        v.ToolView("dock:again", "speaker", say("again", lang)),
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
        cpr_sub = say("cpr_on_sub", lang, time=clock(sounding_s))
        cpr = v.EmergencyKeyView("dock:cpr", say("cpr_on", lang), cpr_sub, True)
    else:
        cpr = v.EmergencyKeyView("dock:cpr", say("cpr", lang), say("cpr_sub", lang))
    return v.DockView(tools, v.EmergencyKeyView("dock:call", say("call", lang), sub), cpr)


def _drill(lang: str) -> v.DrillView:
    return v.DrillView(say("drill_word", lang), say("drill_text", lang), say("real", lang), say("real_sub", lang))


def _problems(incident: Incident, around: Around) -> tuple[v.ProblemView, ...]:
    wrong = list(around.problems)
    if not around.sound:
        wrong.insert(0, ("mute", "no_sound"))
    if incident.unreadable:
        wrong.append(("care", "unreadable"))
    return tuple(v.ProblemView(icon, say(name, around.lang)) for icon, name in wrong)


def _caption(around: Around) -> v.CaptionView | None:
    if not around.sound:
        return v.CaptionView(say("no_sound", around.lang), muted=True)
    return v.CaptionView(around.caption) if around.caption else None


def _desk_message(incident: Incident, around: Around) -> v.DeskMessageView | None:
    """The newest words of a person at the desk, with how far they came."""
    if incident.silent:
        return None
    lang = around.lang
    for fact in reversed(incident.desk):
        event = fact.event
        if not isinstance(event, e.MessageSent | e.Acknowledged):
            continue
        if fact.shown is not None and elapsed_ms(fact.shown, around.now) > MESSAGE_SHOWN_S * 1000:
            return None
        words = event.text if isinstance(event, e.MessageSent) else (event.comment or say("took_it", lang))
        if isinstance(event, e.MessageSent) and event.canned:
            for pack in around.packs.values():
                if event.canned in pack.phrases:
                    words = t(pack.phrases[event.canned].text, lang)
        receipt = "receipt_spoken" if fact.spoken else "receipt_not_spoken" if fact.not_spoken else "receipt_shown"
        return v.DeskMessageView(event.by, words, say(receipt, lang))
    return None


def _dialog(incident: Incident, around: Around) -> v.DialogView | None:
    lang = around.lang
    if incident.asking:
        gap_s = elapsed_ms(incident.step_at, around.now) / 1000 if incident.step_at else 0.0
        return v.DialogView(
            say("still_title", lang),
            say("still_text", lang, gap=span(gap_s, lang)),
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
    if around.dialog == "sound":
        return v.DialogView(
            say("sound_title", lang),
            say("sound_text", lang),
            (
                _dialog_key("sound_no", lang, "no", "dialog:no"),
                _dialog_key("sound_yes", lang, "yes", "dialog:sound", plain=True),
            ),
            "mute",
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


def _other(pack: Pack, around: Around) -> v.OtherIncidentView | None:
    if not around.others:
        return None
    other = around.others[0]
    since_s = elapsed_ms(other.opened, around.now) / 1000 if other.opened else 0.0
    protocol = _protocol(pack, other)
    what = t(protocol.title, around.lang) if protocol is not None else ""
    text = say("other", around.lang, what=what.replace(v.SOFT_BREAK, ""), time=clock(since_s))
    return v.OtherIncidentView(text, say("other_switch", around.lang), f"other:focus:{other.id}")


# --- the screens ------------------------------------------------------------------------------------------------


def session_view(pack: Pack, incident: Incident, around: Around) -> v.View:
    """The screen of an incident: its present step, or the discreet page while it is silent."""
    if incident.silent:
        return rest_view(around, ring=around.line.confirmed)
    step = step_of(pack, incident)
    around_all = chrome(pack, incident, around)
    if step is None:
        stale = Around(**{**_fields(around), "dialog": "stale"})
        return v.StepView(chrome(pack, incident, stale), "action", say("stale_title", around.lang))
    match step.kind:
        case "tiles":
            return _tiles(step, around_all, around)
        case "call":
            from .cards import call_view  # the two cards have a file of their own

            return call_view(pack, incident, step, around_all, around)
        case "handover":
            from .cards import handover_view

            return handover_view(pack, incident, step, around_all, around)
        case "question" | "action" | "compressions" | "aed":
            return _step(pack, incident, step, around_all, around)


def _fields(around: Around) -> dict[str, object]:
    return {name: getattr(around, name) for name in Around.__slots__}


def _tiles(step: Step, frame: v.Chrome, around: Around) -> v.TilesView:
    lang = around.lang
    tiles = tuple(
        v.TileView(
            a.id,
            a.icon or "care",
            t(a.label, lang),
            t(a.note, lang),
            "danger" if a.worst else "plain",
            f"answer:{a.id}",
        )
        for a in step.answers
        if a.mark == "tile"
    )
    unsure = next((answer_view(a, around) for a in step.answers if a.mark == "unsure"), None)
    tools = (v.ToolView("dialog:cancel", "cross", say("false_start", lang)),)
    return v.TilesView(frame, t(step.title, lang), t(step.detail, lang), tiles, unsure, tools)


def _step(pack: Pack, incident: Incident, step: Step, frame: v.Chrome, around: Around) -> v.StepView:
    lang = around.lang
    beating = step.kind == "compressions" or (step.kind == "aed" and incident.beat is not None)
    return v.StepView(
        frame,
        step.kind,  # type: ignore[arg-type]
        t(step.title, lang),
        t(step.detail, lang),
        step.picture or "",
        tuple(answer_view(a, around) for a in step.answers),
        _countdown(pack, incident, step, around),
        _dial(incident, around) if beating else None,
        _swap(incident, around) if incident.beat is not None else None,
        _lanes(pack, incident, step, around),
    )


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


def _left_s(timer: RunningTimer, now: Moment) -> float:
    return max(0.0, timer.after_s - elapsed_ms(timer.started, now) / 1000)


def _countdown(pack: Pack, incident: Incident, step: Step, around: Around) -> v.CountdownView | None:
    """The step's own timer, where its seconds matter to a person (not the quiet advance)."""
    for name in step.timers:
        timer, running = pack.timer(name), incident.timers.get(name)
        if timer is None or running is None or timer.quiet or timer.scope == "beat":
            continue
        left_s = int(_left_s(running, around.now) + 0.999)
        return v.CountdownView(round(timer.after_s), left_s, say("seconds_left", around.lang, n=left_s))
    return None


def _dial(incident: Incident, around: Around) -> v.DialView:
    beat = incident.beat
    rate = beat.rate_bpm if beat else 110
    name = "press_30_2" if beat is not None and beat.pattern == "30:2" else "press_sub"
    swap = incident.timers.get(SWAP_TIMER)
    ring = _left_s(swap, around.now) / swap.after_s if swap else 1.0
    return v.DialView(say("press", around.lang), say(name, around.lang, rate=rate), rate, round(ring, 3))


def _swap(incident: Incident, around: Around) -> v.SwapView | None:
    timer = incident.timers.get(SWAP_TIMER)
    if timer is None:
        return None
    lang, left_s = around.lang, _left_s(timer, around.now)
    gone_s = timer.after_s - left_s
    if timer.round and gone_s < SWAP_NOW_S:
        return v.SwapView("now", say("swap_now", lang), say("swap_now_2", lang))
    whole = int(left_s + 0.999)
    time_text = f"{whole // 60}:{whole % 60:02d}"
    if left_s <= SWAP_SOON_S:
        return v.SwapView("soon", say("swap_soon", lang), say("swap_soon_2", lang), time_text)
    return v.SwapView("calm", say("swap_calm", lang), "", time_text)


def _lanes(pack: Pack, incident: Incident, step: Step, around: Around) -> tuple[v.LaneView, ...]:
    """Lanes stand beside the steps where several people work; never beside a question that must be answered first."""
    protocol = _protocol(pack, incident)
    if protocol is None or step.kind == "question":
        return ()
    return tuple(_lane(lane_id, protocol, incident, around) for lane_id in range(len(protocol.lanes)))[: v.MAX_LANES]


def _lane(index: int, protocol: Protocol, incident: Incident, around: Around) -> v.LaneView:
    lane, lang = protocol.lanes[index], around.lang
    state = incident.lanes.get(lane.id)
    ticked = state.ticked if state is not None else {}
    item = next((i for i in lane.items if i.id not in ticked), lane.items[-1])
    done = item.id in ticked
    label = t(item.label, lang)
    if lane.icon == "aed" and item is lane.items[0]:
        label = around.station.aed_place[lang] or label
    free = state is None or not state.who
    tick = "" if free and not done else f"lane:{lane.id}:tick:{item.id}"
    return v.LaneView(
        lane.id,
        lane.icon,
        t(lane.role, lang),
        say("lane_free", lang) if free else say("lane_taken", lang),
        label,
        done,
        free and not done,
        False,
        say("take", lang),
        f"lane:{lane.id}:take" if free and not done else "",
        tick,
    )


def _protocol(pack: Pack, incident: Incident) -> Protocol | None:
    """The emergency this is about: the lowest frame that is not a shared piece."""
    for frame in incident.frames:
        protocol = pack.protocols.get(frame.protocol)
        if protocol is not None and not protocol.shared:
            return protocol
    top = incident.top
    return pack.protocols.get(top.protocol) if top is not None else None


# --- without an incident -------------------------------------------------------------------------------------------


def idle_view(around: Around, parked: Sequence[tuple[Incident, str]] = ()) -> v.IdleView:
    """The lobby at rest. A parked or unfinished incident stands as a neutral strip."""
    lang, station = around.lang, around.station
    line = (
        v.LineStateView("online", say("desk_online", lang))
        if around.line.desk_online
        else v.LineStateView("offline", say("desk_offline_idle", lang), "care")
    )
    dock = v.DockView(
        (
            v.ToolView("dock:drill", "flag", say("drill", lang)),
            v.ToolView("dock:rest", "cup", say("rest", lang)),
            v.ToolView("language", "language", say("language_full", lang)),
        ),
        v.EmergencyKeyView("dock:call", say("call", lang), say("call_sub", lang)),
        v.EmergencyKeyView("dock:cpr", say("cpr", lang), say("cpr_sub", lang)),
    )
    other = None
    if parked:
        incident, what = parked[0]
        other = v.OtherIncidentView(
            say("resume", lang, what=what), say("resume_key", lang), f"other:focus:{incident.id}"
        )
    problems = tuple(v.ProblemView(icon, say(name, lang)) for icon, name in around.problems)
    if not around.sound:
        problems = (v.ProblemView("mute", say("no_sound", lang)), *problems)
    frame = v.Chrome(
        "en" if lang == "en" else "zh",
        v.BarView("", hms(around.now)[:5], line, "", say("other_lang", lang)),
        dock,
        around.night,
        around.elderly,
        problems=problems,
        other=other,
    )
    rows = tuple(v.IdleRowView(r.icon, r.strong[lang], r.weak[lang]) for r in station.rows)
    return v.IdleView(
        frame, station.name[lang], station.hours[lang], say("help", lang), say("help_sub", lang),
        say("help_other", lang), rows,
    )  # fmt: skip


def rest_view(around: Around, *, ring: bool = False, back: bool = False) -> v.RestView:
    """The rest-station page: by day a service, during a silent incident the only thing a bystander sees."""
    lang, s = around.lang, around.station
    rows = (
        v.RestRowView(say("hours", lang), s.hours[lang]),
        *(v.RestRowView(r.strong[lang], r.weak[lang]) for r in s.rows),
        v.RestRowView(say("entrance", lang), s.entrance[lang]),
        v.RestRowView(say("phone", lang), s.phone),
    )
    return v.RestView(
        s.name[lang],
        hms(around.now)[:5],
        rows,
        ring,
        say("back", lang) if back else "",
        "rest:back" if back else "",
        "en" if lang == "en" else "zh",
        around.night,
    )
