"""Fixed phrases of the cards that leave the kiosk, in both languages: short, kind, no diagnosis, no promise."""

from __future__ import annotations

from .model import Text

LANGS = ("zh", "en")

_WORDS: dict[str, tuple[str, str]] = {
    # kinds of knowing
    "observed": ("当时记录", "recorded then"),
    "tapped_late": ("事后补记", "noted later"),
    "estimated": ("估计", "estimate"),
    "about": ("约", "about"),
    "corrected": ("时钟已校正", "clock corrected"),
    # handover rows
    "handover_title": ("交给急救人员", "Handover to the crew"),
    "drill_title": ("演练，不是真实事件", "EXERCISE, not a real emergency"),
    "age_sex": ("年龄性别", "Age, sex"),
    "onset": ("开始时间", "Time"),
    "mechanism": ("经过", "Event"),
    "findings": ("发现", "Found"),
    "now": ("现在", "Now"),
    "done": ("已做", "Done"),
    "unknown": ("不清楚", "not known"),
    "nothing_found": ("没有记录", "nothing recorded"),
    "unknown_emergency": ("有人需要急救", "Someone needs emergency help"),
    "unknown_119": ("需要消防救援", "The fire service is needed"),
    "unknown_110": ("需要民警到场", "The police are needed"),
    "unknown_96110": ("可能遇到了骗子", "This may be fraud"),
    "help_pressed": ("{time} 按键求助", "{time} help key pressed"),
    "help_key": ("有人按键求助", "Help key pressed"),
    "took_over_from_drill": ("演练中转为真实", "began during an exercise"),
    "unanswered": ("没人回答，按“{finding}”处理", "no answer, treated as: {finding}"),
    "dock_cpr_finding": ("有人按了“没呼吸，直接按压”", "someone pressed \"not breathing: start pressing\""),
    "beat_now": ("按压步骤，节拍 {time} 起", "Compression step, beat since {time}"),  # without sound only seen
    "step_now": ("步骤：{title}", "Step: {title}"),
    "ended_at": ("{time} 已结束记录", "record ended {time}"),
    # timed events
    "first_beat": ("按压节拍开始", "Compression beat started"),
    "call_dialling": ("{number} 正在拨", "{number} being dialled"),
    "call_connected": ("{number} 接通", "{number} connected"),
    "call_failed": ("{number} 没打通", "{number} did not connect"),
    "lane_done": ("{role}：{item}", "{role}: {item}"),
    "shocks": ("AED 电击 {n} 次", "AED shocks: {n}"),
    "desk_has_it": ("值班台已接手", "Desk has taken it"),
    "handed_over": ("已交接", "Handed over"),
    "clock": ("计时", "Clock"),
    "clock_running": ("{label}：{span}（{time} 起）", "{label}: {span} (from {time})"),
    "about_line": ("{line}，{said}", "{line}: {said}"),
    "more": ("另有 {n} 条记录", "{n} more in the record"),
    "no_names": ("没有姓名，没有照片。", "No names, no photos."),
    "unsigned": ("内容未经医生审定", "Content not clinically reviewed"),
    # 120 card
    "address": ("地址", "Address"),
    "entrance": ("从哪进", "Way in"),
    "what": ("怎么了", "What"),
    "age": ("年龄", "Age"),
    "doing": ("在做", "Doing"),
    "call_back": ("回电", "Call back"),
    "tell": ("还要说", "Also tell"),
    "hand_over": ("别忘了", "Hand over"),
    "call_back_119": ("人在外面：再报手里这部手机号", "Outside? Give your mobile number too"),
    "call_back_110": ("先说清：能不能打回来，能不能说话", "First say if it is safe to ring and to talk"),
    "ask_119_1": ("什么在烧，或谁困在哪里", "What burns, or who is trapped and where"),
    "ask_119_2": ("里面还有没有人，几个", "Anyone still inside, how many"),
    "ask_110_1": ("出了什么事，有没有人受伤", "What happened, is anyone hurt"),
    "ask_110_2": ("人还在不在，往哪边走了", "Still here, or gone which way"),
    "ask_96110_1": ("对方怎么说，要客户做什么", "What the customer was told to do"),
    "doing_cpr": ("正按步骤按压胸口", "Following the chest compression steps"),
    "doing_cpr_weak": ("节拍每分钟 {rate} 次", "Beat {rate} a minute"),
    "doing_with": ("现场有人守着", "Someone is with them"),
    "elsewhere": ("说客户家的地址", "Say the home's address"),
    "elsewhere_note": ("小区、楼、单元、门牌，别说网点的地址", "Estate, building, flat; not the branch's address"),
    # debrief
    "tapped_rate": ("旁人跟着点，每分钟 {rate} 次，只看快慢。", "Tapped along: {rate} a minute, rate only."),
    "not_depth": ("按压深度没有测，请教员看。", "Compression depth was not measured. Ask your trainer to look."),
    "not_recoil": ("回弹和手的位置没有测。", "Recoil and hand position were not measured."),
    "not_pressing": ("按压从节拍响起算，有没有真的按没有测。",
                     "Compressions count from the beat; pressing itself was not measured."),
    "not_call": ("打电话只按有人点选来算，通话没有测。",
                 "The call counts from a tap; the call itself was not measured."),
    "not_about": ("中途重启过，时间是大约的。", "The kiosk restarted in between: times are approximate."),
    "not_interrupted": ("演练中断了，没做到的不计。",
                        "The drill was interrupted: what was not reached does not count."),
}  # fmt: skip

MARKS: dict[str, Text] = {
    mark: {"zh": zh, "en": en}
    for mark, (zh, en) in {
        "aed_here": ("AED 到", "AED arrived"),
        "aed_on": ("AED 已开机", "AED switched on"),
        "pads_on": ("AED 电极片已贴", "AED pads on"),
        "on_side": ("侧卧步骤", "Recovery position step"),
        "seated": ("坐起步骤", "Seated step"),
        "red_flag": ("按危险信号处理", "Treated as a red flag"),
    }.items()
}
"""Key moments by the mark a step carries in the content: a mark stands on the step that follows the person's tap;
where the kiosk goes on by itself, the words name only the step."""


def text(key: str, **fields: Text | str | int) -> Text:
    """The phrase in both languages; a field may itself be a Text."""
    return {lang: say(key, lang, **fields) for lang in LANGS}


def say(key: str, lang: str, **fields: Text | str | int) -> str:
    zh, en = _WORDS[key]
    chosen = {k: v if isinstance(v, str | int) else words(v, lang) for k, v in fields.items()}
    return (en if lang == "en" else zh).format(**chosen)


def words(text: Text, lang: str) -> str:
    """The words for a screen language, without the marks where a line may break or a run is bold."""
    found = text.get(lang) or text.get("zh") or ""
    between = " " if lang == "en" else ""  # an English line may be broken only where a blank stands
    return found.replace("|", between).replace("\u200b", between).replace("**", "")


def both(text: Text) -> Text:
    return {lang: words(text, lang) for lang in LANGS}
