"""Sample sheets: the 120 card, the handover, the debrief."""

from __future__ import annotations

from kiosk.screens.samples_parts import caption, chooser, chrome, drill, profile_key
from kiosk.views_chrome import AnswerView, BarView, Lang, LineStateView, ToolView
from kiosk.views_model import (
    CallCardView,
    CallRowView,
    DebriefRowView,
    DebriefView,
    HandoverRowView,
    HandoverView,
    ThingView,
    Verdict,
)


def call(lang: Lang, **changes: object) -> CallCardView:
    t = chooser(lang)
    worn: dict[str, object] = {
        "pressing": True,
        "clock": "00:26",
        "caption": caption(
            lang, "请打幺二零。地址在屏幕上，照着念。", "Phone one two oh. Read the address from the screen."
        ),
    }
    return CallCardView(
        chrome(lang, **(worn | changes)),  # type: ignore[arg-type]
        t("拨 120，照着念", "Phone 120, read this"),
        t("手机开免提，放在病人旁边", "Speaker on, phone beside the person"),
        (
            CallRowView(
                t("地址", "Address"),
                t("福田区莲花路 88 号", "88 Lianhua Road, Futian"),
                t("莲花路支行，一层大堂", "Lianhua Road Branch, lobby, ground floor"),
            ),
            CallRowView(
                t("从哪进", "Way in"),
                t("正门，朝莲花路", "Front door, Lianhua Road"),
                t("门口有人挥手", "someone waves at the door"),
            ),
            CallRowView(
                t("怎么了", "What"),
                t("一个人倒地", "One person collapsed"),
                t("没反应，没有正常呼吸", "no response, not breathing normally"),
            ),
            CallRowView(t("年龄", "Age"), t("男，大约 70 岁", "Man, about 70")),
            CallRowView(
                t("在做", "Doing"),
                t("正在按压胸口", "Chest compressions"),
                t("一人在压，一人打电话", "one presses, one phones"),
            ),
            CallRowView(t("回电", "Call back"), "0755 0000 0120"),
        ),
        t("**等 120 先挂**，不要自己先挂电话", "**Let 120 hang up first.** Do not hang up yourself."),
        (
            AnswerView("answered", t("120 接通了", "120 answered"), "", "yes"),
            AnswerView("failed", t("打不通", "No line"), "", "no", "plain"),
        ),
    )


def handover(lang: Lang) -> HandoverView:
    t = chooser(lang)
    seen, later, guess = t("当时记录", "at the time"), t("事后补记", "added later"), t("估计", "estimate")
    return HandoverView(
        chrome(lang, "07:36", pressing=True),
        t("交给急救人员", "Hand over to the crew"),
        t("照着念，30 秒。**按压不要停。**", "Read aloud, 30 seconds. **Do not stop pressing.**"),
        (
            HandoverRowView("A", t("年龄性别", "Age, sex"), t("男，约 70 岁", "Man, about 70"), "guess", guess),
            HandoverRowView("T", t("开始时间", "Start"), t("10:39:48 按键求助", "10:39:48 help key"), "seen", seen),
            HandoverRowView("M", t("经过", "Event"), t("填单台前突然倒地", "Collapsed at the desk"), "later", later),
            HandoverRowView(
                "I", t("发现", "Found"), t("没反应，没有正常呼吸", "No response, not breathing normally"), "seen", seen
            ),
            HandoverRowView("S", t("现在", "Now"), t("仍没反应，按压不停", "No response, CPR goes on"), "seen", seen),
            HandoverRowView("T", "", t("按压节拍开始", "CPR beat started"), "seen", seen, "10:40:02"),
            HandoverRowView("", "", t("120 接通", "120 answered"), "seen", seen, "10:40:31"),
            HandoverRowView("", "", t("AED 到", "AED arrived"), "seen", seen, "10:43:29"),
            HandoverRowView("", "", t("AED 电击 1 次", "AED shock, 1"), "later", later, "10:44:15"),
        ),
        "男约70岁。10:39:48按键求助。填单台前突然倒地。没反应，没有正常呼吸。10:40:02按压节拍开始。"
        "10:40:31 120接通。10:43:29 AED到。10:44:15电击1次。仍没反应，按压不停。",
        t("手机扫一扫，带走同一份", "Scan to take the same words along"),
        t("没有姓名，没有照片。", "No names, no pictures."),
        (
            AnswerView("print", t("打印", "Print"), "", "", "plain", "handover:print"),
            AnswerView("done", t("已交接", "Handed over"), "", "yes", "do", "handover:done"),
        ),
        t("1:32 后自动隐藏", "hides itself in 1:32"),
    )


def debrief(lang: Lang) -> DebriefView:
    t = chooser(lang)
    met, slow, missed = t("达标", "met"), t("偏慢", "slow"), t("漏做", "missed")

    def row(
        zh: str, en: str, value: str, verdict: Verdict, word: str, goal: int, passed: int, took: int
    ) -> DebriefRowView:
        return DebriefRowView(
            t(zh, en),
            value,
            verdict,
            word,
            goal,
            passed,
            took,
            t(f"目标 {goal} 秒内", f"goal {goal} s"),
            t(f"合格线 {passed} 秒", f"pass {passed} s"),
        )

    bar = BarView(
        "08:12",
        "10:47:24",
        LineStateView("tick", ""),
        t("内容未经医生审定", "Not yet signed by a clinician"),
        "",
        profile=profile_key(lang),
    )
    return DebriefView(
        chrome(lang, bar=bar, drill=drill(lang)),
        t("复盘：倒地无呼吸", "Debrief: collapse"),
        t("大堂 2 人　用时 4 分 36 秒　5 项关键动作做到 4 项", "2 people, 4 min 36 s, 4 of 5 key actions done"),
        (
            row("看呼吸", "Breathing check", t("8 秒", "8 s"), "met", met, 10, 15, 8),
            row("开始按压", "First compression", t("41 秒", "41 s"), "slow", slow, 30, 60, 41),
            row("打 120", "120 phoned", t("52 秒", "52 s"), "met", met, 60, 90, 52),
            row("贴上 AED 电极片", "AED pads on", t("2 分 51 秒", "2 min 51 s"), "met", met, 180, 300, 171),
            DebriefRowView(
                t("换人按压", "Swap"),
                "",
                "missed",
                missed,
                note=t("第 2 分钟提示后没有换", "not done after the 2-minute prompt"),
            ),
        ),
        t("下次做好两件事", "Two things for next time"),
        (
            ThingView(
                t("没呼吸，手先放上去", "Not breathing: hands on first"),
                t(
                    "喊人、打电话让同事做，早 11 秒就达标",
                    "Let others shout and phone; 11 seconds sooner meets the goal",
                ),
            ),
            ThingView(
                t("听到“换人”，马上换", 'On "swap", swap at once'),
                t("累了压得浅，自己感觉不到", "Tired hands press too shallow without noticing"),
            ),
        ),
        t(
            "按压从节拍响起算。深度和姿势没测，请教员看。",
            "Pressing counts from the beat. Depth and posture were not measured.",
        ),
        ToolView("debrief:again", "flag", t("再练", "Again")),
        ToolView("debrief:end", "yes", t("结束", "Finish")),
    )
