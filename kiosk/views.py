"""What a screen shows: an incident becomes the frozen views that the screens draw. No Kivy here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from protocols.events import Moment, elapsed_ms
from protocols.incident import Incident
from protocols.incident_parts import RunningTimer
from protocols.model import Lane, Pack, Step

from . import alone, kin, lanes
from . import views_model as v
from .answer_keys import answer_view, answer_views, called_view
from .around import Around, detail, other_lang, t
from .cards import call_view, covered_view, handover_view
from .chrome import chrome, drill_view, profile_key
from .elderly import one_lane
from .idle import Lull, hours_line, rest_rows
from .idle import rows as idle_rows
from .subject import step_of
from .tapping import verdict
from .tile_order import ordered
from .views_chrome import (
    BarView,
    Chrome,
    DockView,
    EmergencyKeyView,
    LineStateView,
    OtherIncidentView,
    ProblemView,
    ToolView,
)
from .walltime import hms
from .words import say, written

SWAP_TIMER, SWAP_SOON_S, SWAP_NOW_S = "swap", 15.0, 5.0
COUNTED_S = 90
"""A longer wait is told in minutes: nobody counts along."""


def session_view(pack: Pack, incident: Incident, around: Around) -> v.View:
    """The screen of an incident: its present step, or the discreet page while it is silent."""
    step = step_of(pack, incident)
    drill = drill_view(around.lang) if incident.drill else None
    if incident.silent and around.code_digits is not None:
        return replace(code_pad_view(around, around.code_digits), drill=drill)
    if incident.silent:
        replies = [f"answer:{a.id}" for a in step.answers] if step is not None and not step.say else []
        leave = "quiet:leave" if around.may_leave_silence else ""
        page = replace(rest_view(around, ring=around.line.confirmed, replies=replies), leave_action=leave, drill=drill)
        if drill is not None and page.dock is not None:  # the key that begins one has no place in one
            page = replace(page, dock=replace(page.dock, tools=page.dock.tools[1:]))
        return page
    if step is None:
        stale = replace(around, dialog="stale")
        return v.StepView(chrome(pack, incident, stale), "action", say("stale_title", around.lang))
    match step.kind:
        case "tiles":
            return _tiles(pack, step, chrome(pack, incident, around), around)
        case "call":
            return call_view(pack, incident, step, around)
        case "handover" if around.card_left_s == 0:
            return covered_view(pack, incident, step, around)
        case "handover":
            return handover_view(pack, incident, step, around)
        case "question" | "action" | "compressions" | "aed":
            return _step(pack, incident, step, chrome(pack, incident, around), around)


def _tiles(pack: Pack, step: Step, frame: Chrome, around: Around) -> v.TilesView:
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
        for a in ordered([a for a in step.answers if a.mark == "tile"], around.tiles_first)
    )
    unsure = next((answer_view(a, around) for a in step.answers if a.mark == "unsure"), None)
    tools = tuple(
        ToolView(f"answer:{a.id}", a.icon or "more", t(a.label, lang)) for a in step.answers if a.mark == "go"
    )
    return v.TilesView(frame, t(step.title, lang), detail(pack, step, around), tiles, unsure, tools)


def _step(pack: Pack, incident: Incident, step: Step, frame: Chrome, around: Around) -> v.StepView:
    *below, top = incident.frames
    steps, others = kin.kin(pack, top.protocol, step.id), []
    where = f"{top.protocol}/{steps[0].id if steps else step.id}"
    for one in steps:
        begun = {t.id: RunningTimer(t.id, t.after_s, around.now, around.now) for t in map(pack.timer, one.timers) if t}
        there = replace(incident, frames=(*below, replace(top, step=one.id)), timers={**incident.timers, **begun})
        others.append(_one_step(pack, there, one, frame, around, where))
    return replace(_one_step(pack, incident, step, frame, around, where), kin=tuple(others))


def _one_step(pack: Pack, incident: Incident, step: Step, frame: Chrome, around: Around, where: str) -> v.StepView:
    lang = around.lang
    pressing = step.kind == "compressions"  # an AED step needs its picture large: the dock's key shows the beat there
    shown, following = _lanes(pack, incident, step, around)
    return v.StepView(
        frame,
        step.kind,  # type: ignore[arg-type]
        t(step.title, lang),
        detail(pack, step, around),
        step.picture or "",
        tuple(
            called_view(incident, answer, view, around.lang)
            for answer, view in zip(step.answers, answer_views(step, around, where), strict=True)
        ),
        _countdown(pack, incident, step, around),
        _dial(incident, around) if pressing else None,
        _swap(incident, around) if pressing and incident.beat is not None else None,
        shown,
        following,
    )


def _left_s(timer: RunningTimer, now: Moment) -> float:
    return max(0.0, timer.after_s - elapsed_ms(timer.started, now) / 1000)


def _countdown(pack: Pack, incident: Incident, step: Step, around: Around) -> v.CountdownView | None:
    """The step's own timer, where its seconds matter to a person: not the quiet advance, nor when a question that waits
    for its answer is asked again, which would contradict the seconds that it names."""
    if step.quiet:
        return None  # the AED sets the pace
    for name in step.timers:
        timer, running = pack.timer(name), incident.timers.get(name)
        if timer is None or running is None or timer.quiet or timer.scope != "step":
            continue
        if timer.repeat and step.kind == "question":
            continue
        left_s = int(_left_s(running, around.now) + 0.999)
        return countdown_view(round(timer.after_s), left_s, around.lang)
    return None


def countdown_view(total_s: int, left_s: int, lang: str) -> v.CountdownView:
    """Seconds while they can be counted along; a long wait in minutes, begun ones counted whole."""
    if left_s <= COUNTED_S:
        return v.CountdownView(total_s, left_s, f"{left_s}", "", say("seconds_left", lang, n=left_s))
    minutes = -(-left_s // 60)
    return v.CountdownView(
        total_s, left_s, f"{minutes}", say("minutes_unit", lang), say("minutes_left", lang, n=minutes)
    )


def _dial(incident: Incident, around: Around) -> v.DialView:
    beat = incident.beat
    rate = beat.rate_bpm if beat else 110
    name = "press_30_2" if beat is not None and beat.pattern == "30:2" else "press_sub"
    swap = incident.timers.get(SWAP_TIMER)
    ring = _left_s(swap, around.now) / swap.after_s if swap else 1.0
    lang = around.lang
    word, sub, note = say("press", lang), say(name, lang, rate=rate), "" if beat is None else say("tap_hint", lang)
    spare: tuple[str, str] | None = None
    if around.counted is not None:
        kind, number = around.counted
        word = str(number) if kind == "press" else say("blow", lang)
        sub = sub if kind == "press" else say("blow_sub", lang, n=number)
    elif around.tapped_bpm is not None and beat is not None:
        note, spare = say("tap_note", lang), (word, sub)
        word, sub = str(round(around.tapped_bpm)), say(f"tap_{verdict(around.tapped_bpm)}", lang)
    action = "tap" if beat is not None else ""
    return v.DialView(word, sub, rate, round(ring, 3), note=note, action=action, spare=spare)


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


def _lanes(
    pack: Pack, incident: Incident, step: Step, around: Around
) -> tuple[tuple[v.LaneView, ...], ToolView | None]:
    """The roles beside this step, and the key beside them; for one person alone what there is to do, in its order."""
    standing = lanes.standing(pack, incident, step)
    if not around.helped and lanes.alone(pack, incident, standing):
        return alone.in_order(standing, lanes.places(pack, incident), incident, around)
    ask = [post.role[around.lang] for post in around.posts for _ in range(post.count)]
    views = []
    for lane in standing:
        view = _lane(lane, incident, around)
        if view.free and ask:  # each of them is asked once
            view = replace(view, who=say("lane_ask", around.lang, role=ask.pop(0)))
        views.append(view)
    return one_lane(views, around.lane_at, around.lang) if around.elderly else (tuple(views), None)


def _lane(lane: Lane, incident: Incident, around: Around) -> v.LaneView:
    lang = around.lang
    item = lanes.open_item(lane, incident)
    done, item = item is None, item or lane.items[-1]
    label = lanes.item_words(item, incident, lang, done=done)
    if lane.icon == "aed" and item is lane.items[0] and not done:
        label = around.station.aed_place[lang] or label
    free = lanes.free(lane, incident)
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


# --- without an incident -------------------------------------------------------------------------------------------


def idle_view(around: Around, lull: Lull, parked: Sequence[Incident] = ()) -> v.IdleView:
    """The lobby at rest. A parked or unfinished incident stands as a neutral strip: not a word of what it is about."""
    lang, station = around.lang, around.station
    if around.line.desk_online and around.line.attended:
        line = LineStateView("online", say("desk_online", lang))
    else:
        name = "desk_unattended" if around.line.desk_online else "desk_offline_idle"
        line = LineStateView("offline", say(name, lang), "care")
    dock = _idle_dock(ToolView("dock:rest", "cup", say("rest", lang)), around)
    other = None
    if parked:
        began = hms(parked[0].opened)[:5] if parked[0].opened is not None else ""
        name = "resume" if len(parked) == 1 else "resume_more"
        strip = say(name, lang, time=began, n=len(parked))
        other = OtherIncidentView(strip, say("resume_key", lang), f"other:focus:{parked[0].id}", "plain")
    problems = tuple(ProblemView(icon, say(name, lang)) for icon, name in around.problems)
    if not around.sound:
        problems = (ProblemView("mute", say("no_sound", lang)), *problems)
    if lang == "yue":
        problems = (*problems, ProblemView("speaker", say("machine_voice", lang)))
    if lull.notice:
        problems = (ProblemView("tick", say(lull.notice, lang), "rescue"), *problems)
    frame = Chrome(
        written(lang),
        BarView("", hms(around.now)[:5], line, "", other_lang(around)[0]),
        dock,
        around.night,
        around.elderly,
        problems=problems,
        other=other,
    )
    sub, other_words = ("help_hold", "help_other_hold") if lull.hold_s else ("help_sub", "help_other")
    target = "help_hold_longer" if lull.hold_s and lull.too_short else "help"
    return v.IdleView(
        frame, station.name[lang], hours_line(station, lull, lang), say(target, lang), say(sub, lang),
        say(other_words, lang), idle_rows(station, lull, lang), "help", lull.hold_s, lull.cross, lull.dimmed,
        lull.gesture,
    )  # fmt: skip


def _idle_dock(middle: ToolView, around: Around) -> DockView:
    """The dock without an incident: drill, a middle key, language, profile; 120 and CPR where they always are."""
    lang = around.lang
    return DockView(
        (
            ToolView("dock:drill", "flag", say("drill", lang)),
            middle,
            ToolView("language", "language", other_lang(around)[1]),
            profile_key(around),
        ),
        EmergencyKeyView("dock:call", say("call", lang), say("call_sub", lang)),
        EmergencyKeyView("dock:cpr", say("cpr", lang), say("cpr_sub", lang)),
    )


def rest_view(around: Around, *, ring: bool = False, replies: Sequence[str] = ()) -> v.RestView:
    """The rest-station page: by day a service, during a silent incident the only thing a bystander sees. Its first rows
    then take the replies of staff, each held for a second; nothing on them shows it. The dock stands on it either way:
    by a dock that is missing anybody could tell."""
    lang, s = around.lang, around.station
    rows = rest_rows(s, lang)
    rows = tuple(replace(row, action=replies[n], hold=True) if n < len(replies) else row for n, row in enumerate(rows))
    return v.RestView(
        s.name[lang],
        hms(around.now)[:5],
        rows,
        ring,
        _idle_dock(ToolView("rest:back", "undo", say("back", lang)), around),
        written(lang),
        around.night,
        elderly=around.elderly,
    )


def code_pad_view(around: Around, filled: int) -> v.CodePadView:
    """Nine digits, erase, nought, done; as plain as the page it stands in for."""
    lang = around.lang
    digits = [ToolView(f"quiet:{n}", "", str(n)) for n in range(1, 10)]
    return v.CodePadView(
        around.station.name[lang],
        hms(around.now)[:5],
        say("code_title", lang),
        filled,
        (
            *digits,
            ToolView("quiet:erase", "", say("code_erase", lang)),
            ToolView("quiet:0", "", "0"),
            ToolView("quiet:ok", "", say("code_ok", lang)),
        ),
        ToolView("quiet:back", "", say("back", lang)),
        written(lang),
        around.night,
    )
