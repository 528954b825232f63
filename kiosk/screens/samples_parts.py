"""The bar, dock and exercise frame that the sample views wear."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.views_chrome import (
    BarView,
    CaptionView,
    Chrome,
    DockView,
    DrillView,
    EmergencyKeyView,
    Lang,
    LineStateView,
    ToolView,
)
from kiosk.words import say
from protocols.events import ProfileName

Choose = Callable[[str, str], str]


def chooser(lang: Lang) -> Choose:
    return lambda zh, en: zh if lang == "zh" else en


def dock(lang: Lang, *, pressing: bool = False, called: str = "", first: bool = False) -> DockView:
    t = chooser(lang)
    undo = ToolView("dock:undo", "undo", t("撤销上一步", "Undo"), not first, t("没有可撤销的", "Nothing to undo"))
    return DockView(
        (
            undo,
            ToolView("dock:again", "again", t("再说一遍", "Say again")),
            ToolView("dock:changed", "changed", t("情况变了", "Worse")),
        ),
        EmergencyKeyView("dock:call", "120", called or t("呼叫卡", "what to say")),
        EmergencyKeyView("dock:cpr", t("正在按压", "CPR is on"), t("第 1 轮", "round 1"), True)
        if pressing
        else EmergencyKeyView("dock:cpr", t("没呼吸", "Not breathing"), t("直接按压", "press now")),
    )


def drill(lang: Lang) -> DrillView:
    t = chooser(lang)
    return DrillView(
        t("演练", "DRILL"),
        t("不会通知 120，值班台不报警", "120 is not told, no alarm at the desk"),
        t("这是真的", "This is real"),
        t("转为真实求助", "start for real"),
    )


def profile_key(lang: Lang, name: ProfileName = "normal") -> ToolView:
    return ToolView("profile", f"profile_{name}", say(f"profile_{name}", lang))


def chrome(lang: Lang, clock: str = "00:11", *, pressing: bool = False, **changes: object) -> Chrome:
    t = chooser(lang)
    bar = BarView(
        clock,
        "10:39:59",
        LineStateView("tick", t("值班台已收到", "Recorded by the desk")),
        t("内容未经医生审定", "Not yet signed by a clinician"),
        "EN" if lang == "zh" else "中",
        profile=profile_key(lang),
    )
    parts: dict[str, object] = {"lang": lang, "bar": bar, "dock": dock(lang, pressing=pressing)}
    return Chrome(**(parts | changes))  # type: ignore[arg-type]


def caption(lang: Lang, zh: str, en: str) -> CaptionView:
    return CaptionView(f"“{zh}”" if lang == "zh" else f'"{en}"')
