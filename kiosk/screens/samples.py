"""Views as a long day would bring them, in both languages: for the gallery and for the tests, never for a lobby."""

from __future__ import annotations

from dataclasses import replace

from kiosk.screens import samples_sheets as sheets
from kiosk.screens import samples_upkeep as upkeep
from kiosk.screens.samples_parts import caption, chooser, chrome, dock, drill, profile_key
from kiosk.views_model import (
    AnswerView,
    BarView,
    CaptionView,
    Chrome,
    CodePadView,
    CountdownView,
    DeskMessageView,
    DialogView,
    DialView,
    DockView,
    EmergencyKeyView,
    IdleRowView,
    IdleView,
    LaneView,
    Lang,
    LineStateView,
    OtherIncidentView,
    ProblemView,
    RestRowView,
    RestView,
    StepView,
    SwapView,
    TilesView,
    TileView,
    ToolView,
)
from kiosk.views_upkeep import AnyView


def idle(lang: Lang) -> IdleView:
    t = chooser(lang)
    bar = BarView("", "10:39", LineStateView("online", t("值班台在线", "Desk online")), "")
    tools = (
        ToolView("dock:drill", "flag", t("演练", "Drill")),
        ToolView("dock:rest", "cup", t("驿站服务", "Rest station")),
        ToolView("language", "language", t("English", "中文")),
        profile_key(lang),
    )
    feet = DockView(
        tools,
        EmergencyKeyView("dock:call", "120", t("叫救护车怎么说", "what to tell them")),
        EmergencyKeyView("dock:cpr", t("没呼吸", "Not breathing"), t("直接按压", "press now")),
    )
    return IdleView(
        Chrome(lang, bar, feet),
        t("莲花路支行 · 驿站", "Lianhua Road Branch"),
        t("星期二　营业中　厅内有工作人员", "Tuesday, open, staff in the lobby"),
        t("有人需要帮助", "Someone needs help"),
        t("按这里，我一步一步教您", "Press here. I will guide you step by step."),
        t("Someone needs help: press here", "有人需要帮助：按这里"),
        (
            IdleRowView("aed", t("AED 除颤器", "AED"), t("大门左侧墙上 · 走 12 步", "wall left of the door, 12 steps")),
            IdleRowView(
                "person", t("在岗第一响应人", "First responders"), t("大堂 1 人　柜台 1 人", "lobby 1, counter 1")
            ),
            IdleRowView(
                "cup", t("歇脚 · 饮水 · 充电 · 热饭", "Rest, water, charging"), t("8:30–17:30 免费", "8:30-17:30, free")
            ),
        ),
    )


def idle_alone(lang: Lang) -> IdleView:
    """Outside the staffed hours: the target is held, a date has passed, a false start was taken back."""
    t = chooser(lang)
    view = idle(lang)
    told = (ProblemView("tick", t("没事。已取消，已记下。", "That's fine. Cancelled and noted."), "rescue"),)
    aed, people, cup = view.rows
    return replace(
        view,
        chrome=replace(view.chrome, problems=told, other=OtherIncidentView(
            t("10:12 的求助还没结束", "Begun 10:12, still open"), t("回到那里", "Go back"), "other:focus:x", "plain"
        )),
        hours=t("星期日　厅内没有工作人员，星期一 8:30 有人", "Sunday. No staff here now. Back Monday 8:30"),
        target_sub=t("按住一秒，我一步一步教您", "Hold for a second. I guide you."),
        target_other=t("Someone needs help: hold here", "有人需要帮助：按住这里"),
        target_hold_s=1.0,
        rows=(
            replace(aed, note=t("工作人员：电极片 2026-09 已到期", "Staff: pads expired 2026-09"), note_tone="care"),
            replace(people, weak=t("现在没有，大绿键会教您", "None now. The big key guides you")),
            replace(cup, weak=t("今天不开", "closed today")),
        ),
        gesture=True,
    )  # fmt: skip


def tiles(lang: Lang) -> TilesView:
    t = chooser(lang)
    rows = (
        ("collapse", "倒地，叫不醒", "Not responding", "先看有没有呼吸", "is there breathing?", True),
        ("choking", "噎住了", "Choking", "说不出话、咳不出", "cannot speak or cough", True),
        ("chest_pain", "胸口痛", "Chest pain", "胸闷、出冷汗", "tight, cold sweat", False),
        ("stroke", "嘴歪、手没力", "Face droops", "说话不清楚", "weak arm, slurred words", False),
        ("bleeding", "大出血", "Heavy bleeding", "止不住、往外涌", "will not stop", False),
        ("seizure", "抽搐", "Seizure", "身体发抖不受控", "shaking, no control", False),
        ("fall", "摔倒", "Fall", "起不来、撞到头", "cannot get up, hit head", False),
        ("heat", "中暑", "Heat", "热、晕、走不稳", "hot, dizzy, unsteady", False),
    )
    made = tuple(
        TileView(name, name, t(zh, en), t(zh2, en2), "danger" if killer else "plain", f"tile:{name}")
        for name, zh, en, zh2, en2, killer in rows
    )
    return TilesView(
        chrome(lang, "00:04", dock=dock(lang, first=True)),
        t("哪里不对？", "What is wrong?"),
        t("按最像的一个。按错了可以撤销。", "Press the closest one. You can undo."),
        made,
        AnswerView(
            "unsure",
            t("不确定 / 其他", "Not sure / other"),
            t("先一起看有没有危险", "check for danger first"),
            "unsure",
        ),
        (
            ToolView("tile:more", "more", t("更多情况", "More")),
            ToolView("tile:fraud", "shield", t("有人正被骗", "Being defrauded")),
        ),
    )


def breathing(lang: Lang) -> StepView:
    t = chooser(lang)
    return StepView(
        chrome(
            lang,
            caption=caption(
                lang, "看胸口，十秒之内。不确定，就按没有来做。", "Look at the chest, ten seconds at most."
            ),
        ),
        "question",
        t("呼吸正常吗？", "Breathing normally?"),
        t(
            "仰头抬下巴，|看胸口起伏。|**最多看 10 秒**",
            "Tilt the head, lift the chin, watch the chest. **10 seconds at most**",
        ),
        "check_breathing",
        (
            AnswerView(
                "no",
                t("没有，偶尔喘一下", "No, or gasps"),
                t("像叹气、打鼾，也算没有", "sighs and snores count as no"),
                "no",
            ),
            AnswerView("unsure", t("不确定", "Not sure"), t("按“没有”来做", "do the same as No"), "unsure"),
            AnswerView("yes", t("有，均匀平稳", "Yes, calm, even"), "", "yes"),
        ),
        CountdownView(10, 7, "7", "", t("还剩 7 秒", "7 seconds left")),
    )


def tap(lang: Lang) -> StepView:
    t = chooser(lang)
    return StepView(
        chrome(lang, "00:06", caption=caption(lang, "拍双肩，大声叫他。", "Tap both shoulders and shout.")),
        "question",
        t("拍双肩，|大声叫他", "Tap the shoulders, shout"),
        t("“您怎么了？”|叫两声，|看他动不动", 'Say "Are you all right?" twice. Do they move or answer?'),
        "tap_shoulders",
        (
            AnswerView("no", t("没有反应", "No response"), "", "no"),
            AnswerView("yes", t("有反应", "Responds"), t("会动、会说话", "moves or speaks"), "yes"),
        ),
    )


def lanes(lang: Lang) -> tuple[LaneView, ...]:
    t = chooser(lang)
    return (
        LaneView(
            "press",
            "press",
            t("按压", "Press"),
            t("大堂", "lobby"),
            t("一直压", "Keep pressing"),
            mine=True,
            tick_action="lane:press:tick:go",
        ),
        LaneView(
            "caller",
            "phone",
            t("电话", "Phone"),
            t("柜台", "counter"),
            t("120 已接通", "120 answered"),
            True,
            tick_action="lane:caller:tick:answered",
        ),
        LaneView(
            "aed",
            "run",
            t("取 AED", "Fetch AED"),
            t("保安", "guard"),
            t("大门左侧墙", "Left of the door"),
            tick_action="lane:aed:tick:fetched",
        ),
        LaneView(
            "door",
            "door",
            t("引路", "Door"),
            t("空缺", "no one yet"),
            t("去路口接车", "Meet the crew"),
            free=True,
            take_label=t("接手", "Take"),
            take_action="lane:door:take",
        ),
    )


def alone(view: StepView, lang: Lang) -> StepView:
    """The same with nobody else there: one order, A to D, and the key for help that came."""
    t = chooser(lang)
    words = (
        t("一直压", "Keep pressing"),
        t("120 已接通", "120 answered"),
        t("喊人去取 AED", "Shout for the AED"),
        t("喊人去接车", "Shout: meet the ambulance"),
    )
    order = tuple(
        replace(
            lane, who="", item=item, letter=letter, mine=letter == "C", free=False, take_label="", take_action="",
            tick_action=f"lane:{lane.id}:tick:{letter.lower()}",
        )
        for lane, item, letter in zip(view.lanes, words, "ABCD", strict=True)
    )  # fmt: skip
    return replace(view, lanes=order, next_lane=ToolView("lane:help", "person", t("有人|来帮", "Help|is here")))


def tapped(lang: Lang) -> DialView:
    """Somebody taps along."""
    t = chooser(lang)
    note = t("只看快慢，不测深浅", "Rate only,|not depth")
    spare = (t("压", "PUSH"), t("每分钟 110 次", "110 a minute"))
    return DialView("112", t("每分钟，正好", "a minute, good"), 110, 0.6, note=note, action="tap", spare=spare)


def counted(lang: Lang) -> DialView:
    """Thirty and two, at the first breath."""
    t = chooser(lang)
    note = t("旁人可跟着点", "Helper: tap")
    return DialView(t("吹气", "BREATHE"), t("第 1 口", "breath 1"), 110, 0.1, note=note, action="tap")


def cpr(lang: Lang, *, swap: str = "soon", dial: DialView | None = None, **changes: object) -> StepView:
    t = chooser(lang)
    bar = BarView(
        "02:00",
        "10:41:48",
        LineStateView("eye", t("值班台 林静 看着您的画面", "Desk: Lin Jing sees your screen")),
        t("内容未经医生审定", "Not yet signed by a clinician"),
        "EN" if lang == "zh" else "中",
        profile=profile_key(lang),
    )
    worn: dict[str, object] = {
        "bar": bar,
        "pressing": True,
        "dock": dock(lang, pressing=True, called=t("已接通 10:40", "answered 10:40")),
        "desk": DeskMessageView(
            t("林静", "Lin Jing"),
            t("救护车已出发，路口有人接吗？", "Ambulance is on its way. Who meets it?"),
            t("已播报 ✓", "Read aloud ✓"),
        ),
        "caption": caption(lang, "不要停。压到底，再放开。", "Don't stop. Push down, let go."),
    }
    swaps = {
        "calm": SwapView("calm", t("换人还有", "Next swap in"), "", "1:12"),
        "soon": SwapView("soon", t("准备换人", "Get ready to swap"), t("保安接替", "Guard takes over"), "0:14"),
        "now": SwapView("now", t("换人", "Swap now"), t("保安压，您休息", "Guard presses, you rest"), "0:00"),
    }
    ring = {"calm": 0.6, "soon": 0.117, "now": 0.0}[swap]
    return StepView(
        chrome(lang, **(worn | changes)),  # type: ignore[arg-type]
        "compressions",
        t("用力压，|快压", "Push hard, push fast"),
        t("**压下 5–6 厘米**，|每次让胸口完全弹回", "**5–6 cm deep.** Let the chest come all the way up each time."),
        "cpr_press",
        (
            AnswerView("aed", t("AED 到了", "AED is here"), "", "aed"),
            AnswerView("responds", t("有反应了", "Responds"), t("会动或正常呼吸", "moves or breathes"), "yes"),
        ),
        None,
        dial
        or DialView(
            t("压", "PUSH"),
            t("每分钟 110 次", "110 a minute"),
            110,
            ring,
            note=t("旁人可跟着点", "Helper: tap"),
            action="tap",
        ),
        swaps[swap],
        lanes(lang),
    )


def aed_pads(lang: Lang) -> StepView:
    t = chooser(lang)
    return StepView(
        chrome(
            lang,
            "03:41",
            pressing=True,
            caption=caption(lang, "照图贴，贴紧。别人继续压。", "Stick the pads as shown. Keep pressing."),
        ),
        "aed",
        t("照图贴好电极片", "Stick on the pads"),
        t("擦干皮肤，|贴紧。|**按压不要停**", "Dry the skin, press them on firmly. **Do not stop pressing.**"),
        "aed_pads",
        (
            AnswerView("done", t("贴好了", "Pads are on"), "", "yes"),
            AnswerView(
                "trouble",
                t("贴不上", "They will not stick"),
                t("汗、毛多、有贴膜", "sweat, hair, patch"),
                "no",
                "plain",
            ),
        ),
    )


def action(lang: Lang, pose: str = "cpr_hands", **changes: object) -> StepView:
    t = chooser(lang)
    worn: dict[str, object] = {
        "caption": caption(lang, "双手叠放，胸口正中。", "Hands on the middle of the chest."),
        "clock": "00:31",
    }
    return StepView(
        chrome(lang, **(worn | changes)),  # type: ignore[arg-type]
        "action",
        t("双手叠放，|胸口正中", "Hands on the middle of the chest"),
        t(
            "一手掌根放在两乳头连线中点，|另一手叠上去，|手指翘起",
            "Heel of one hand between the nipples, the other hand on top, fingers up.",
        ),
        pose,
        (AnswerView("go", t("放好了，开始压", "Ready, start pressing"), "", "go"),),
    )


def many(lang: Lang) -> StepView:
    """As much as one screen may be asked to hold."""
    t = chooser(lang)
    made = tuple(
        AnswerView(f"a{index}", t(zh, en), t("请选最像的一个", "choose the closest"), "person")
        for index, (zh, en) in enumerate(
            (
                ("头在出血", "Head is bleeding"),
                ("髋部很痛", "Hip hurts badly"),
                ("站不起来", "Cannot stand up"),
                ("说话不清楚", "Speech not clear"),
                ("吃抗凝药", "Takes blood thinner"),
                ("都没有", "None of these"),
            )
        )
    )
    return StepView(
        chrome(
            lang,
            "12:31",
            problems=(
                ProblemView("mute", t("没有声音，请看屏幕", "No sound: please read the screen")),
                ProblemView("disk_off", t("未能存盘，指引照常", "Not saved on this machine. Guidance goes on.")),
            ),
            caption=CaptionView(t("没有声音，请看屏幕", "No sound: please read the screen"), True),
            desk=DeskMessageView(
                t("林静", "Lin Jing"),
                t(
                    "先别扶他起来，问清楚哪里痛，再告诉我他今天吃过什么药。",
                    "Do not lift him yet. Ask where it hurts and which medicines he took today.",
                ),
                t("已到，未播报", "arrived, not read aloud"),
            ),
        ),
        "question",
        t("摔倒以后，|哪里不对劲？", "After the fall, what is not right?"),
        t(
            "一样一样问，|**不要扶他起来**。|不确定就按有来做",
            "Ask one thing at a time. **Do not lift them.** If unsure, take it as yes.",
        ),
        "fall_help",
        made,
    )


def dialog(lang: Lang) -> StepView:
    t = chooser(lang)
    asked = DialogView(
        t("还在进行吗？", "Is it still going on?"),
        t(
            "机器刚才停了约 4 分钟。|记录都在。|节拍可以马上继续。",
            "The kiosk stopped for about 4 minutes. Everything recorded is here. The beat can go on at once.",
        ),
        (
            AnswerView("resume", t("还在按压，继续", "Still pressing, go on"), "", "hands", "do", "dialog:resume"),
            AnswerView("over", t("已经结束", "It is over"), "", "yes", "plain", "dialog:over"),
        ),
    )
    bar = BarView(
        "07:02",
        "10:46:50",
        LineStateView("offline", t("值班台离线，请打电话", "Desk offline: please phone"), "care"),
        t("内容未经医生审定", "Not yet signed by a clinician"),
        "EN" if lang == "zh" else "中",
        profile=profile_key(lang),
    )
    other = OtherIncidentView(
        t("另一起：门口摔倒  04:10", "Another: fall at the door  04:10"), t("切换", "Switch"), "other:focus:x"
    )
    return StepView(chrome(lang, bar=bar, dialog=asked, other=other), "action", "")


def rest(lang: Lang, *, ring: bool = False) -> RestView:
    t = chooser(lang)
    return RestView(
        t("驿站服务", "Rest station"),
        "10:39",
        (
            RestRowView(t("饮水", "Water"), t("8:30–17:30  大堂东侧", "8:30-17:30, east side"), "rest:water", True),
            RestRowView(t("热饭", "Hot meal"), t("11:30–13:30  微波炉", "11:30-13:30, microwave"), "rest:meal", True),
            RestRowView(t("充电", "Charging"), t("8:30–17:30", "8:30-17:30"), "rest:charge", True),
            RestRowView(t("雨伞", "Umbrella"), t("登记借用", "sign for it"), ""),
            RestRowView(t("休息", "Seats"), t("八个座位", "eight seats"), ""),
        ),
        ring,
        idle(lang).chrome.dock,
        lang=lang,
    )


def code_pad(lang: Lang) -> CodePadView:
    t = chooser(lang)
    digits = tuple(ToolView(f"quiet:{n}", "", str(n)) for n in range(1, 10))
    last = (
        ToolView("quiet:erase", "", t("删除", "Erase")),
        ToolView("quiet:0", "", "0"),
        ToolView("quiet:ok", "", t("确定", "OK")),
    )
    return CodePadView(
        t("莲花路支行", "Lianhua Road Branch"), "10:39", t("请输入号码", "Enter the number"), 8, (*digits, *last),
        ToolView("quiet:back", "", t("返回", "Back")), lang,
    )  # fmt: skip


def everything(lang: Lang) -> dict[str, AnyView]:
    """Name -> view: what the gallery shows and the layout tests measure."""
    return {
        "idle": idle(lang),
        "idle_alone": idle_alone(lang),
        "idle_dim": replace(idle(lang), dimmed=True),
        "tiles": tiles(lang),
        "tap": tap(lang),
        "breathing": breathing(lang),
        "action": action(lang),
        "action_phone": action(lang, "call_phone"),
        "cpr": cpr(lang),
        "cpr_calm": cpr(lang, swap="calm", dial=tapped(lang), desk=None),
        "cpr_now": alone(cpr(lang, swap="now"), lang),
        "cpr_drill": cpr(lang, dial=counted(lang), drill=drill(lang)),
        "aed_pads": aed_pads(lang),
        "many": many(lang),
        "call": sheets.call(lang),
        "call_drill": sheets.call(lang, drill=drill(lang)),
        "handover": sheets.handover(lang),
        "debrief": sheets.debrief(lang),
        "dialog": dialog(lang),
        "rest": rest(lang, ring=True),
        "code_pad": code_pad(lang),
        **upkeep.everything(lang),
    }
