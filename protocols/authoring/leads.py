"""Where an answer or a timer leads, in words: step 7 on paper is step 7 in every other drawing of the same protocol."""

from __future__ import annotations

from ..model import Goto, Pack, Protocol, Text
from ..words import both

OUTCOMES: dict[str, Text] = {
    "handed_over": {"zh": "结束：已交接", "en": "end: handed over"},
    "completed": {"zh": "结束：处置完成", "en": "end: completed"},
    "false_start": {"zh": "结束：按错了", "en": "end: opened by mistake"},
    "cancelled": {"zh": "结束：取消", "en": "end: cancelled"},
    "interrupted": {"zh": "结束：中断", "en": "end: interrupted"},
    "abandoned": {"zh": "结束：没人继续", "en": "end: nobody went on"},
}
BACK: Text = {"zh": "回到来的地方", "en": "back to where it came from"}
BACK_AWAKE: Text = {
    "zh": "回到来的地方；正在按压或用 AED，就再看一次反应和呼吸",
    "en": "back to where it came from; from pressing or the AED: to its look at response and breathing",
}
BACK_BREATHLESS: Text = {
    "zh": "来的流程自己会看呼吸（如噎住），就回到它；不然到",
    "en": "back to what it came from, if that looks at the breath itself (choking); else",
}
WHOEVER: dict[str, Text] = {
    "cpr": {"zh": "转到胸外按压（看是成人、儿童还是婴儿）", "en": "goes over to the compressions of whoever this is"},
    "cpr_assess": {
        "zh": "转到看反应和呼吸（看是成人、儿童还是婴儿）",
        "en": "goes over to the first look at whoever this is",
    },
}


def number(protocol: Protocol, step: str) -> int:
    """Steps are numbered as they stand in the file."""
    return list(protocol.steps).index(step) + 1


def landing(pack: Pack, protocol: Protocol, goto: Goto) -> tuple[Protocol, str] | None:
    """The protocol and the step on the screen after this. None: a return, a close, or a name that does not exist."""
    match goto.kind:
        case "step":
            other, step = protocol, goto.step
        case "push" | "escalate":
            named = pack.protocols.get(goto.protocol or "")
            if named is None:
                return None
            other, step = named, goto.step
        case "cpr":
            other = pack.cpr_for([protocol.id])
            step = other.cpr_entry
        case "cpr_assess":
            other = pack.cpr_for([protocol.id])
            step = other.assess_entry
        case "return_breathless":
            other, step = protocol, protocol.breathless_entry
        case _:
            return None
    step = step or other.first
    return (other, step) if step in other.steps else None


def lead(pack: Pack, protocol: Protocol, goto: Goto) -> Text:
    """The way in words, in both languages."""
    if goto.kind == "close":
        return OUTCOMES[goto.outcome or "completed"]
    if goto.kind == "return":
        return BACK
    if goto.kind == "return_awake":
        return BACK_AWAKE
    if goto.kind in WHOEVER and protocol.shared:
        return WHOEVER[goto.kind]
    there = landing(pack, protocol, goto)
    if there is None:
        missing = " ".join(name for name in (goto.protocol, goto.step) if name)
        return {"zh": f"没有 {missing}，要改！", "en": f"{missing} does not exist: correct it!"}
    other, step = there
    n, title, name = number(other, step), both(other.steps[step].title), both(other.title)
    here: Text = {"zh": f"第 {n} 步：{title['zh']}", "en": f"step {n}: {title['en']}"}
    if goto.kind == "step":
        return here
    if goto.kind == "return_breathless":
        return {lang: f"{BACK_BREATHLESS[lang]}{' ' * (lang == 'en')}{here[lang]}" for lang in here}
    zh, en = f"「{name['zh']}」", f'"{name["en"]}"'
    if step != other.first:
        zh, en = f"{zh}第 {n} 步：{title['zh']}", f"{en}, step {n}: {title['en']}"
    if goto.kind != "push":
        return {"zh": f"转到{zh}", "en": f"goes over to {en}"}
    if goto.then is not None and goto.then in protocol.steps:
        back = number(protocol, goto.then)
        return {"zh": f"打开{zh}，之后到第 {back} 步", "en": f"opens {en}, then step {back}"}
    return {"zh": f"打开{zh}，之后回到这一步", "en": f"opens {en}, then back here"}
