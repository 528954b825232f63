"""The kiosk's own words, Chinese and English side by side; protocol words live in the content."""

from __future__ import annotations

from typing import Literal

from protocols.events import Lang
from protocols.model import Text

from .words_upkeep import UPKEEP_WORDS

WORDS: dict[str, tuple[str, str]] = {
    # idle
    "help": ("有人|需要帮助", "Someone|needs help"),
    "help_sub": ("按这里，我一步一步教您", "Press here. I guide you step by step."),
    "help_other": ("Someone needs help: press here", "有人需要帮助：按这里"),
    "help_hold": ("按住一秒，我一步一步教您", "Hold for a second. I guide you."),
    "help_hold_longer": ("按住 1 秒", "Hold for 1 second"),
    "help_other_hold": ("Someone needs help: hold here", "有人需要帮助：按住这里"),
    "staffed_till": ("{day}　厅内有工作人员，到 {time}", "{day}. Staff in the lobby till {time}"),
    "staffed_always": ("{day}　厅内有工作人员", "{day}. Staff in the lobby"),
    "unstaffed_till": ("{day}　厅内没有工作人员，{when} 有人", "{day}. No staff here now. Back {when}"),
    "unstaffed": ("{day}　厅内没有工作人员", "{day}. No staff here now"),
    "tomorrow": ("明天 {time}", "tomorrow {time}"),
    "closed_today": ("今天不开", "closed today"),
    "responders": ("在岗第一响应人", "First responders"),
    "at_post": ("{role} {n} 人", "{role} {n}"),
    "nobody_listed": ("请喊厅内工作人员", "Ask any staff member"),
    "nobody_here": ("现在没有，大绿键会教您", "None now. The big key guides you"),
    "until_pads": ("电极片到期 {date}", "pads until {date}"),
    "until_battery": ("电池到期 {date}", "battery until {date}"),
    "lapse_pads": ("工作人员：电极片 {date} 已到期", "Staff: pads expired {date}"),
    "lapse_battery": ("工作人员：电池 {date} 已到期", "Staff: battery expired {date}"),
    "lapse_contents": ("工作人员：急救箱 {date} 已到期", "Staff: kit expired {date}"),
    "lapse_look": ("工作人员：{date} 后没有检查", "Staff: last check {date}"),
    "false_start_done": ("没事。已取消，已记下。", "That's fine. Cancelled and noted."),
    "drill": ("演练", "Drill"),
    "rest": ("驿站服务", "Services"),
    "machine_voice": ("粤语是机器声音，请换真人录音", "Cantonese is a machine voice, please record"),
    "profile_normal": ("标准", "Normal"),
    "profile_elderly": ("大字慢读", "Large, slow"),
    "profile_loud": ("大声", "Loud"),
    "desk_online": ("值班台在线", "Desk online"),
    "desk_unattended": ("值班台没人值守", "Nobody at the desk"),
    "desk_offline_idle": ("值班台离线", "Desk offline"),
    # dock
    "undo": ("撤销上一步", "Undo"),
    "again": ("再说一遍", "Say again"),
    "read_out": ("念一遍", "Read aloud"),
    "sound_on": ("打开声音", "Sound on"),
    "changed": ("情况变了", "Worse"),
    "call": ("120", "120"),
    "call_sub": ("叫救护车怎么说", "What to tell them"),
    "call_sub_connected": ("已接通 {time}", "answered {time}"),
    "call_sub_failed": ("没打通，再打", "no answer, redial"),
    "call_sub_open": ("正在看这张卡", "card is open"),
    "cpr": ("没呼吸", "Not breathing"),
    "cpr_sub": ("直接按压", "start pressing"),
    "cpr_on": ("按压步骤", "CPR step"),
    "cpr_on_sub": ("节拍在响 {time}", "beat on {time}"),
    "cpr_on_mute": ("没有声音 {time}", "no sound {time}"),
    # bar
    "saved": ("已存本机", "Saved on this kiosk"),
    "not_saved": ("本机没存上，步骤照做", "Not saved here. Keep going."),
    "received": ("值班台已收到，还没人应答", "Desk has it. Nobody answered yet."),
    "taken": ("{by} 已接手", "{by} has this"),
    "watching": ("{by} 看着您的屏幕", "{by} sees your screen"),
    "telephone": ("值班台没应答，请打 {phone}", "No answer. Phone {phone}"),
    "unattended": ("值班台没人在，请打 {phone}", "Nobody at the desk. Phone {phone}"),
    "telephone_offline": ("值班台离线，请打 {phone}", "Desk offline. Phone {phone}"),
    "unsigned": ("内容未经医生审定", "Not clinically reviewed"),
    # step
    "seconds_left": ("还剩 {n} 秒", "{n} s left"),
    "minutes_left": ("还剩 {n} 分钟", "{n} min left"),
    "minutes_unit": ("分钟", "min"),
    "press": ("压", "PUSH"),
    "press_sub": ("每分钟 {rate} 次", "{rate} a minute"),
    "press_30_2": ("30 次，吹 2 口", "30, 2 breaths"),
    "tap_hint": ("旁人可跟着点", "Helper: tap"),
    "tap_good": ("每分钟，正好", "a minute, good"),
    "tap_slow": ("每分钟，慢了", "a minute, slow"),
    "tap_fast": ("每分钟，快了", "a minute, fast"),
    "tap_note": ("只看快慢，不测深浅", "Rate only,|not depth"),
    "blow": ("吹气", "BLOW"),
    "blow_sub": ("第 {n} 口", "breath {n}"),
    "swap_calm": ("离换人还有", "Next swap in"),
    "swap_soon": ("准备换人", "Get ready to swap"),
    "swap_soon_2": ("下一位，跪到对面", "Next person: kneel opposite"),
    "swap_now": ("换人", "Swap now"),
    "swap_now_2": ("手别离开太久", "Keep the gap short"),
    "lane_free": ("空缺", "no one yet"),
    "lane_ask": ("可叫{role}", "ask {role}"),
    "lane_taken": ("有人", "taken"),
    "take": ("接手", "Take"),
    "lane_help": ("有人|来帮", "Help|is here"),
    "lane_next": ("下一岗 |{n}/{of}", "Next role |{n}/{of}"),
    "receipt_shown": ("已显示", "shown"),
    "receipt_spoken": ("已播报 ✓", "read aloud ✓"),
    "receipt_not_spoken": ("未播报", "not read aloud"),
    "not_drawn": ("（有些字这里显示不出）", "(This screen cannot show these signs)"),
    "took_it": ("我接上了，看得到屏幕。您接着做。", "I have this and see your screen. Keep going."),
    # problems
    "no_sound": ("没有声音，请看屏幕", "No sound. Read the screen."),
    "no_sound_yet": ("没有声音。要声音，按“打开声音”", "No sound. To hear me, press Sound on."),
    "no_sound_wait": ("没有声音：到时不会响，自己看着时间", "No sound: I cannot ring. Watch the clock."),
    "no_voice": ("静默已结束。要听，按“念一遍”", "Silence is over. To hear this, press Read aloud."),
    "no_voice_no_sound": ("静默已结束。没有声音，请看屏幕", "Silence is over. No sound: read the screen."),
    "no_sound_words": ("没有声音：{words}", "No sound: {words}"),
    "no_disk": ("记录存不上，步骤照做", "Cannot save. Keep going."),
    "journal_aside": ("旧记录坏了，已另存", "Old log was damaged and set aside"),
    "clock_stepped": ("时钟刚被改过", "The clock was changed"),
    "unreadable": ("有一条记录读不出，请打值班电话", "A record cannot be read. Phone the desk."),
    # dialogs
    "still_title": ("还在继续吗？", "Is it still going on?"),
    "still_text": ("中断了 {gap}。节拍和步骤都在。", "There was a gap of {gap}. Steps and beat are here."),
    "still_text_quiet": (
        "{n} 分钟没人碰屏幕。步骤都在。",
        "Nobody touched the screen for {n} minutes. The steps are here.",
    ),
    "still_text_back": ("{time} 开始的求助。步骤都在。", "Begun {time}. The steps are here."),
    "still_yes": ("还在继续", "Still going on"),
    "still_end": ("已经结束", "It is over"),
    "cancel_title": ("是误按吗？", "Pressed by mistake?"),
    "cancel_yes": ("误按，取消", "Yes, cancel"),
    "cancel_note": ("会记下，没关系", "Noted, that is fine"),
    "cancel_no": ("不是，继续", "No, go on"),
    "false_start": ("误按？取消", "By mistake?"),
    "over_title": ("要结束这次求助吗？", "End this incident?"),
    "over_handed": ("已交给急救人员", "The crew has taken over"),
    "over_done": ("已处理完", "It is finished"),
    "over_no": ("没有，继续", "No, go on"),
    "stale_title": ("内容已更新", "The content has changed"),
    "stale_text": ("原来的步骤已不在本机。", "The former steps are no longer here."),
    "stale_yes": ("从头开始这个流程", "Start this protocol anew"),
    "other": ("还有一起：{what}　{time}", "Also open: {what}  {time}"),
    "other_short": ("{what}　{time}", "{what}  {time}"),
    "other_began": ("{time} 起", "at {time}"),
    "other_due": ("{what}：时间到了，请看一下", "{what}: time is up, please look"),
    "other_due_short": ("到时间了：{what}", "Time is up: {what}"),
    "other_switch": ("切换", "Switch"),
    "resume": ("{time} 的求助还没结束", "Begun {time}, still open"),
    "resume_more": ("{n} 起求助还没结束", "{n} incidents still open"),
    "second_help": ("还有别人|要帮忙？", "Anyone else|need help?"),
    "lobby_help": ("大堂有人|要帮忙？", "Anyone here|need help?"),
    "lobby_help_key": ("打开", "Open"),
    "resume_key": ("回到那里", "Go back"),
    # call card
    "call_detail": ("手机开免提，放在病人旁边", "Phone on speaker, beside the person"),
    "called_done": ("{number} 已接通 {time}", "{number} answered {time}"),
    "called_again": ("要补充，再打开", "More to say? Open it again"),
    "called_news": ("{done}，把新情况告诉他们", "{done}. Tell them the news"),
    "call_wait": ("**等 120 先挂**，您先别挂", "**Let 120 hang up first.** Do not hang up."),
    # handover
    "handover_title": ("交给急救人员", "Hand over to the crew"),
    "handover_detail": ("照着念，30 秒。**按压不要停。**", "Read it out, 30 seconds. **Keep pressing.**"),
    "handover_detail_calm": ("照着念，30 秒。", "Read it out, 30 seconds."),
    "qr_title": ("手机扫一扫，带走同一份", "Scan to take the same words"),
    "qr_note": ("没有姓名，没有照片。", "No name, no photo."),
    # drill
    "drill_word": ("演练", "DRILL"),
    "drill_text": ("不要真打 120，值班台不会响", "Do not dial 120. No desk alert."),
    "real": ("这是真的", "This is real"),
    "real_sub": ("转为真实求助", "start for real"),
    "debrief_title": ("复盘：{what}", "Debrief: {what}"),
    "debrief_detail": (
        "用时 {time}。{total} 项关键动作做到 {done} 项。",
        "Took {time}. {done} of {total} key actions done.",
    ),
    "debrief_things": ("下次做好两件事", "Two things for next time"),
    "debrief_again": ("再练", "Once more"),
    "debrief_end": ("结束", "End"),
    "met": ("达标", "met"),
    "slow": ("偏慢", "slow"),
    "missed": ("没做到", "not done"),
    "unmeasured": ("未测量", "not measured"),
    "goal": ("目标 {n} 秒内", "goal: {n} s"),
    "pass": ("合格线 {n} 秒", "pass: {n} s"),
    # rest page
    "code_title": ("请输入号码", "Enter the number"),
    "code_erase": ("删除", "Erase"),
    "code_ok": ("确定", "OK"),
    "back": ("返回", "Back"),
    "hours": ("时间", "Hours"),
    "aed": ("AED 除颤器", "AED"),
    "facilities": ("设施", "Here for you"),
    "kit": ("急救箱", "First-aid kit"),
    "rest_place": ("位置", "Place"),
    "rest_people": ("找谁", "Ask"),
    "rest_rules": ("说明", "Good to know"),
    "rest_sign": ("标识", "Sign"),
    "rest_map": ("地图", "Map"),
    "entrance": ("入口", "Entrance"),
    "phone": ("电话", "Phone"),
} | UPKEEP_WORDS

LANGUAGES: dict[Lang, tuple[str, str]] = {"zh": ("中", "中文"), "en": ("EN", "English"), "yue": ("粤", "粤语")}
"""How the language key names a language, short and whole: in that language, for those who read no other."""


def written(lang: str) -> Literal["zh", "en"]:
    """In which language a screen is read: Cantonese is only spoken, its screens are Chinese."""
    return "en" if lang == "en" else "zh"


def next_lang(lang: str, *, cantonese: bool) -> Lang:
    """What the language key leads to: the other language, and Cantonese on the way back where a branch wants it."""
    if lang == "zh":
        return "en"
    return "yue" if lang == "en" and cantonese else "zh"


def say(name: str, lang: str, **values: object) -> str:
    """The words `name` in `lang` (Cantonese screens show the Chinese ones), with values put in."""
    zh, en = WORDS[name]
    return (en if lang == "en" else zh).format(**values)


def both(name: str) -> Text:
    """The phrase as a fact keeps it: for readers of either language."""
    return {"zh": say(name, "zh"), "en": say(name, "en")}


def clock(seconds: float) -> str:
    """A running time: `02:00`, above an hour `1:02:00`."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    text = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{text}" if hours else text


def span(seconds: float, lang: str) -> str:
    """A duration in prose: `14 秒`, `2 分 51 秒`, `1 h 5 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s" if lang == "en" else f"{whole} 秒"
    minutes, secs = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {secs} s" if lang == "en" else f"{minutes} 分 {secs} 秒"
    return f"{minutes // 60} h {minutes % 60} min" if lang == "en" else f"{minutes // 60} 小时 {minutes % 60} 分"
