"""One pack, built in Python, whose protocols between them make every fact there is."""

from __future__ import annotations

from dataclasses import replace

from protocols.model import (
    Answer,
    Goto,
    Lane,
    LaneItem,
    Number,
    Pack,
    Protocol,
    Step,
    StepKind,
    Target,
    Text,
    Timer,
)

HASH = "pack-1"


def both(zh: str, en: str | None = None) -> Text:
    return {"zh": zh, "en": en or zh}


def answer(id: str, goto: Goto, **more: object) -> Answer:
    return replace(Answer(id, both(id), goto), **more)  # type: ignore[arg-type]


def step(id: str, kind: StepKind, *answers: Answer, **more: object) -> Step:
    return replace(Step(id, kind, both(f"题|{id}", f"title {id}"), both(f"说{id}"), 1, tuple(answers)), **more)  # type: ignore[arg-type]


def timer(id: str, after_s: float, **more: object) -> Timer:
    return replace(Timer(id, both(f"计时{id}", f"timer {id}"), after_s), **more)  # type: ignore[arg-type]


def to(step: str) -> Goto:
    return Goto("step", step=step)


def push(protocol: str, step: str | None = None) -> Goto:
    return Goto("push", protocol=protocol, step=step)


def escalate(protocol: str, step: str | None = None) -> Goto:
    return Goto("escalate", protocol=protocol, step=step)


BACK = Goto("return")


def protocol(id: str, *steps: Step, timers: tuple[Timer, ...] = (), **more: object) -> Protocol:
    made = Protocol(
        id, 1, both(f"标题{id}", f"title {id}"), steps[0].id, {s.id: s for s in steps}, f"{id}.yaml",
        timers={t.id: t for t in timers},
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def tiles() -> Protocol:
    """The first screen: what is wrong."""
    return protocol(
        "tiles",
        step("what", "tiles",
             answer("collapsed", escalate("collapse"), mark="tile", worst=True),
             answer("fallen", escalate("fall"), mark="tile"),
             answer("wrapped", push("nested")),
             answer("unsure", escalate("collapse"), mark="unsure")),
    )  # fmt: skip


def collapse() -> Protocol:
    """Asks again before it takes "unsure", has a beat with a swap, an AED, lanes, targets."""
    return protocol(
        "collapse",
        step("response", "question",
             answer("no", to("breathing"), mark="no", worst=True, finding=both("没反应", "no response")),
             answer("unsure", to("breathing"), mark="unsure", finding=both("反应不清楚", "response unclear")),
             answer("yes", to("watch"), mark="yes", finding=both("有反应", "responds")),
             drill_finding=both("没有反应", "no response")),
        step("breathing", "question",
             answer("no", to("press"), mark="no", worst=True, finding=both("没有正常呼吸", "not breathing normally")),
             answer("unsure", to("press"), mark="unsure", finding=both("呼吸不清楚", "breathing unclear")),
             answer("yes", push("recovery"), mark="yes", finding=both("呼吸正常", "breathing normally")),
             timers=("look",)),
        step("press", "compressions",
             answer("aed", to("aed_on"), mark="aed"),
             answer("trained", to("press_30_2"), minor=True),
             answer("moves", to("breathing"), finding=both("开始动", "moves")),
             beat="start", critical=True, reached=("first_compression",)),
        step("press_30_2", "compressions",
             answer("aed", to("aed_on"), mark="aed"),
             answer("only", to("press"), minor=True),
             beat="start", pattern="30:2"),
        step("aed_on", "aed", answer("on", to("analyse"), mark="go"), quiet=True, reached=("aed_on",)),
        step("analyse", "aed",
             answer("shocked", to("again")), answer("no_shock", to("again")),
             beat="stop", quiet=True, timers=("hands_off",)),
        step("again", "compressions",
             answer("aed", to("analyse"), mark="aed"), answer("moves", to("breathing")),
             beat="start", reached=("shock",)),
        step("watch", "action",
             answer("worse", to("breathing")), answer("crew", BACK),
             answer("nothing", Goto("close", outcome="false_start")), beat="stop"),
        timers=(
            timer("look", 10, ask_again=1, choose="unsure", say=both("还在看吗", "still looking?")),
            timer("hands_off", 20, quiet=True, goto=to("again")),
            timer("swap", 120, scope="beat", repeat=True, restarts=("swap_soon",), say=both("换人", "swap")),
            timer("swap_soon", 105, scope="beat", say=both("准备换人", "swap soon")),
        ),
        lanes=(
            Lane("caller", both("电话", "Caller"), "phone", (
                LaneItem("speaker", both("开免提", "speaker on")),
                LaneItem("connected", both("接通了", "connected"), call_state="connected"),
            )),
            Lane("runner", both("取AED", "AED runner"), "run", (
                LaneItem("aed_arrived", both("AED 到了", "AED is here")),
            )),
        ),
        targets=(
            Target("first_compression", both("开始按压", "First press"), 30, 60, both("手先放上去", "Hands first")),
            Target("call_120", both("打 120", "Call 120"), 60, 90, both("早点打", "Call sooner")),
            Target("aed_on", both("AED 开机", "AED on"), 180, 300, both("派人去取", "Send a runner")),
        ),
        summary=both("有人倒地", "Someone is down"), severity=1, cpr_entry="press",
    )  # fmt: skip


def fall() -> Protocol:
    """A slower shape: a floor timer of the incident, an include, an escalation."""
    return protocol(
        "fall",
        step("pain", "question",
             answer("yes", to("floor"), mark="yes", finding=both("疼", "in pain")),
             answer("unsure", to("floor"), mark="unsure"),
             answer("no", to("rise"), mark="no"),
             answer("gone", escalate("collapse", "breathing"), mark="stop", finding=both("叫不醒", "does not wake")),
             timers=("floor_time",)),
        step("floor", "action",
             answer("side", push("recovery", "turn")), answer("rises", to("rise")), answer("crew", BACK),
             timers=("comfort",)),
        step("rise", "action", answer("done", Goto("close")), answer("dizzy", to("floor")), stops=("floor_time",)),
        timers=(
            timer("floor_time", 600, scope="incident", repeat=True, lasting=True, stages=(300, 600),
                  say=both("在地上", "lying")),
            timer("comfort", 60, goto=push("danger_gate")),
        ),
        lanes=(
            Lane("caller", both("电话", "Caller"), "phone", (LaneItem("family", both("家人已通知", "family told")),)),
        ),
        targets=(Target("call_120", both("打 120", "Call 120"), 60, 90, both("早点打", "Call sooner")),),
        summary=both("老人跌倒", "An elderly person fell"),
    )  # fmt: skip


def recovery() -> Protocol:
    return protocol(
        "recovery",
        step("turn", "action", answer("turned", to("recheck")), reached=("recovery",)),
        step("recheck", "question",
             answer("yes", to("recheck"), mark="yes", finding=both("呼吸正常", "breathing normally")),
             answer("no", escalate("collapse", "press"), mark="no", worst=True),
             answer("unsure", escalate("collapse", "press"), mark="unsure"),
             answer("back", BACK),
             timers=("recheck",), beat="stop"),
        timers=(timer("recheck", 60, scope="incident", repeat=True, say=both("再看呼吸", "check breathing")),),
        shared=True,
    )  # fmt: skip


def danger_gate() -> Protocol:
    """Stops the beat only on "unsafe"."""
    return protocol(
        "danger_gate",
        step("safe", "question",
             answer("yes", BACK, mark="yes"),
             answer("unsafe", to("away"), mark="stop", worst=True),
             answer("no_breath", escalate("collapse", "press"), mark="no")),
        step("away", "action", answer("safe_now", BACK), beat="stop"),
        shared=True,
    )  # fmt: skip


def call_120() -> Protocol:
    return protocol("call_120", step("card", "call", answer("connected", BACK), answer("failed", BACK)), shared=True)


def handover_card() -> Protocol:
    return protocol(
        "handover",
        step("card", "handover", answer("done", Goto("close", outcome="handed_over")), answer("back", BACK)),
        shared=True,
    )


def nested() -> Protocol:
    """An include that includes: what makes the stack four deep."""
    return protocol(
        "nested",
        step(
            "in", "action", answer("deeper", push("recovery")), answer("out", BACK), answer("gate", push("danger_gate"))
        ),
        shared=True,
    )


PACK = Pack(
    HASH,
    {p.id: p for p in (tiles(), collapse(), fall(), recovery(), danger_gate(), call_120(), handover_card(), nested())},
    {},
    {"120": Number("120", "120", both("幺二零", "one two zero"), both("急救", "ambulance"))},
)
