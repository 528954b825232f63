"""The handover card: thirty seconds, only facts, honest about clocks."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import commands as c
from protocols import events as e
from protocols.course import Line
from protocols.events import Record, Ref
from protocols.handover import EVENTS, QR_BYTES, Handover, handover
from protocols.incident import Incident
from protocols.model import Pack, Review
from protocols.wall import date_text, span_text, time_text
from protocols.words import words
from tests.fakes.pack import PACK, both, push, step
from tests.fakes.playbook import START, Playbook
from tests.fakes.station import STATION


def opened(protocol: str = "collapse", log: str = "FT03/live/a", **more: object) -> Playbook:
    return Playbook(PACK, log).do(c.Open(protocol, "Branch", "lobby", **more))  # type: ignore[arg-type]


def card(play: Playbook) -> Handover:
    return handover(play.pack, play.incident, STATION, play.now)


def lines(play: Playbook, letter: str) -> list[Line]:
    """The line with this letter and those that continue it; T means the timed ones, not the onset."""
    found: list[Line] = []
    taking = False
    for n, line in enumerate(card(play).lines):
        if line.letter:
            taking = line.letter == letter and n != 1
        if taking:
            found.append(line)
    return found


def said(found: list[Line], lang: str = "zh") -> list[str]:
    return [f"{line.when(lang)} {words(line.text, lang)}".strip() for line in found]


def rescue() -> Playbook:
    play = opened().tap("no", after=4).tap("no", after=10)
    play.do(c.TickCall("120", "dialling"), after=6).do(c.TickItem("caller", "connected"), after=23)
    play.do(c.TickItem("runner", "aed_arrived"), after=178).tap("aed", after=1).tap("on", after=10)
    play.tap("shocked", after=12).tap("aed", after=120).tap("shocked", after=10)
    return play.desk(e.Acknowledged("Lin"), seq=2, after=1)


def test_the_card_follows_atmist_from_facts_only() -> None:
    play = rescue()
    assert said(lines(play, "A")) == ["不清楚"]
    assert words(card(play).lines[1].text, "zh") == "10:39:48 按键求助"
    assert said(lines(play, "M")) == ["有人倒地"]
    assert said(lines(play, "I")) == ["没反应 (10:39:52)", "没有正常呼吸 (10:40:02)"]
    assert said(lines(play, "S")) == ["按压步骤，节拍 10:46:02 起"]
    assert said(lines(play, "T")) == [
        "10:40:02 按压节拍开始",
        "10:40:08 120 正在拨",
        "10:40:31 120 接通",
        "10:43:29 取AED：AED 到了",
        "10:43:30 AED 已开机",
        "10:46:02 AED 电击 2 次",
        "约 10:46:03 值班台已接手",
    ]


def test_the_same_card_stands_in_english() -> None:
    play = rescue()
    assert said(lines(play, "S"), "en") == ["Compression step, beat since 10:46:02"]
    assert said(lines(play, "T"), "en")[2] == "10:40:31 120 connected"


def test_every_line_with_a_number_names_its_facts() -> None:
    play = rescue()
    written = {Ref(r.log, r.seq) for r in play.records}
    for line in card(play).lines:
        assert set(line.sources) <= written
        if any(ch.isdigit() for ch in line.time + words(line.text, "zh").replace("120", "")):
            assert line.sources, line


def test_a_call_nobody_ticked_is_not_on_the_card() -> None:
    play = opened().tap("no").tap("no").do(c.ShowCall()).tap("connected")
    assert not any("120" in text for text in said(lines(play, "T")))


def test_a_corrected_call_is_gone_from_the_card() -> None:
    play = opened().do(c.TickItem("caller", "connected")).do(c.TickItem("caller", "connected", done=False))
    assert said(lines(play, "T")) == []


def test_a_late_note_stands_at_the_time_people_remember_and_says_about() -> None:
    play = opened()
    assert play.incident.opened is not None
    play.do(c.AddNote("AED 用了", at_ms=play.incident.opened.at_ms + 120_000), after=900)
    line = next(x for x in card(play).lines if x.text["zh"] == "AED 用了")
    assert (line.kind, line.about) == ("tapped_late", True)
    assert line.time == time_text(play.incident.opened.at_ms + 120_000, STATION.utc_offset_min)


def test_notes_keep_their_kind_and_fill_their_line() -> None:
    play = (
        opened().do(c.AddNote("男，约 70 岁", "estimated", "age_sex")).do(c.AddNote("填单台前倒下", topic="mechanism"))
    )
    play.do(c.AddNote("九点还好好的", "estimated", "onset")).do(c.AddNote("吃过药", "tapped_late"), after=60)
    (age,) = lines(play, "A")
    assert (words(age.text, "zh"), age.kind, age.kind_text("zh")) == ("男，约 70 岁", "estimated", "估计")
    assert said(lines(play, "M")) == ["有人倒地", "填单台前倒下"]
    (onset, *_) = [x for x in card(play).lines if x.letter == "T"]
    assert words(onset.text, "zh") == "九点还好好的"
    last = card(play).lines[-1]
    assert (last.time, words(last.text, "zh"), last.kind_text("en")) == ("10:40:48", "吃过药", "noted later")


def test_a_fall_that_became_a_collapse_tells_both() -> None:
    play = opened("fall").tap("gone", after=30)
    assert said(lines(play, "M")) == ["老人跌倒 → 有人倒地"] and said(lines(play, "I")) == ["叫不醒 (10:40:18)"]


def test_what_time_took_as_unsure_says_that_nobody_answered() -> None:
    play = opened(step="breathing").tick(after=10).tick(after=10)
    assert said(lines(play, "I")) == ["没人回答，按“呼吸不清楚”处理 (10:40:08)"]


def test_a_question_asked_again_counts_with_its_newest_answer_and_equal_words_are_said_once() -> None:
    play = opened(step="breathing").tap("yes", after=5).tap("turned").tap("yes", after=60).tap("back")
    assert said(lines(play, "I")) == ["呼吸正常 (10:40:53)"]
    play.tap("no", after=7)
    assert said(lines(play, "I")) == ["呼吸正常 (10:40:53)", "没有正常呼吸 (10:41:00)"]


def test_the_docks_key_is_told_as_what_was_pressed() -> None:
    assert said(lines(opened("fall").do(c.PressCpr()), "I")) == ["有人按了“没呼吸，直接按压” (10:39:48)"]


def test_a_running_timer_of_the_person_counts_from_its_first_start_and_its_rounds_do_not_matter() -> None:
    play = opened("fall").tick(after=600).wait(65)
    (line,) = [x for x in card(play).lines if x.sources and "计时" in words(x.text, "zh")]
    assert words(line.text, "zh") == "计时floor_time：11:05（10:39:48 起）" and not line.about
    assert words(line.text, "en") == "timer floor_time: 11:05 (from 10:39:48)"


def test_undone_ways_are_not_told() -> None:
    play = opened().tap("no").tap("no").do(c.Undo())
    assert said(lines(play, "T")) == [] and said(lines(play, "S")) == ["步骤：题breathing"]


def test_after_the_end_it_says_when() -> None:
    play = opened().do(c.Close("handed_over"), after=5)
    assert said(lines(play, "S")) == ["10:39:53 已结束记录"]
    assert said(lines(play, "T")) == ["10:39:53 已交接"]


def test_the_card_for_a_record_without_content_or_opening_still_stands() -> None:
    play = rescue()
    play.pack = Pack("pack-2", {}, {}, {})
    assert said(lines(play, "M")) == ["有人需要急救"] and said(lines(play, "I")) == ["没有记录"]
    assert "10:40:02 按压节拍开始" in said(lines(play, "T"))
    empty = handover(PACK, Incident("FT03/live/a"), STATION, START)
    assert [words(x.text, "zh") for x in empty.lines] == ["不清楚", "不清楚", "有人需要急救", "没有记录", "不清楚"]


def test_a_real_incident_that_began_in_a_drill_says_so() -> None:
    play = opened(via="drill_turned_real", from_drill="FT03/drill/a")
    assert "演练中转为真实" in words(card(play).lines[1].text, "zh")


# --- clocks --------------------------------------------------------------------------------------------------


def test_times_before_a_clock_was_set_are_moved_and_marked() -> None:
    play = opened().tap("no", after=4).set_clock(by=-600).note(e.ClockStepped(-600), after=1).tap("no", after=5)
    first, second = lines(play, "I")
    assert words(first.text, "zh") == "没反应 (10:29:52)" and first.corrected
    assert first.kind_text("zh") == "当时记录，时钟已校正" and play.ref(e.ClockStepped(-600)) in first.sources
    assert first.kind_text("en") == "recorded then; clock corrected"
    assert words(second.text, "zh") == "没有正常呼吸 (10:29:58)" and not second.corrected


def test_times_of_another_boot_or_an_unset_clock_are_about() -> None:
    play = opened().tap("no", after=4).reboot(after=30).note(e.Resumed(30)).tap("no", after=2)
    first, second = lines(play, "I")
    assert words(first.text, "zh") == "没反应 (约 10:39:52)" and first.about and not second.about
    assert words(card(play).lines[1].text, "zh") == "约 10:39:48 按键求助"
    unset = Playbook(PACK, now=e.Moment(START.at_ms, 5, "a", "unsynced")).do(c.Open("collapse", "B", "l"))
    assert card(unset).lines[1].about


# --- the text to take along ----------------------------------------------------------------------------------


def test_the_text_holds_the_same_words_and_fits_a_code() -> None:
    text = card(rescue()).plain_text("zh")
    assert text.splitlines() == [
        "莲花路支行 2026-11-23",
        "内容未经医生审定",
        "A 年龄性别: 不清楚",
        "T 开始时间: 10:39:48 按键求助",
        "M 经过: 有人倒地",
        "I 发现: 没反应 (10:39:52)",
        "没有正常呼吸 (10:40:02)",
        "S 现在: 按压步骤，节拍 10:46:02 起",
        "T 10:40:02 按压节拍开始",
        "10:40:08 120 正在拨",
        "10:40:31 120 接通",
        "10:43:29 取AED：AED 到了",
        "10:43:30 AED 已开机",
        "10:46:02 AED 电击 2 次",
        "约 10:46:03 值班台已接手",
    ]


def test_the_text_of_a_drill_says_so_and_names_nobody() -> None:
    play = opened(log="FT03/drill/a").desk(e.Acknowledged("Lin Jing"), seq=2)
    text = card(play).plain_text("en")
    assert text.startswith("EXERCISE") and "Lin" not in text


def test_signed_content_carries_no_warning() -> None:
    signed = replace(PACK.protocols["collapse"], review=Review("A", "B", "2026-01-01", "c"))
    play = opened()
    play.pack = replace(PACK, protocols={**PACK.protocols, "collapse": signed})
    assert "未经" not in card(play).plain_text("zh")


def test_a_note_marked_as_an_estimate_is_marked_in_the_text_too() -> None:
    play = opened().do(c.AddNote("about 70", "estimated", "age_sex"))
    assert "A Age, sex: about 70 [estimate]" in card(play).plain_text("en")


def test_a_long_record_keeps_how_it_began_and_how_it_stands_and_counts_the_rest() -> None:
    play = opened()
    for n in range(20):
        play.do(c.TickCall("120", "dialling" if n % 2 else "failed"), after=60)
    made = card(play)
    timed = [line for line in made.lines if line.time]
    assert len(timed) == EVENTS and made.left_out == 8
    assert (timed[0].time, timed[-1].time) == ("10:40:48", "10:59:48")
    for lang, more in (("zh", "另有"), ("en", "more in the record")):
        text = made.plain_text(lang)
        assert len(text.encode()) <= QR_BYTES and more in text


def test_words_without_end_are_cut_in_the_text_only() -> None:
    play = opened().do(c.AddNote("很长" * 200, topic="mechanism"))
    for _ in range(5):
        play.do(c.AddNote("长" * 400))
    made = card(play)
    assert len(made.plain_text("zh").encode()) <= QR_BYTES and "…" in made.plain_text("zh")
    assert any(len(words(line.text, "zh")) == 400 for line in made.lines)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(["no", "yes", "aed", "on", "shocked", "note", "undo"]), st.text(max_size=90)))
)
def test_the_text_always_fits_a_code(acts: list[tuple[str, str]]) -> None:
    play = opened()
    for act, text in acts:
        if act == "note":
            play.do(c.AddNote(text or "x"), after=1)
        elif act == "undo":
            play.do(c.Undo(), after=1)
        else:
            play.tap(act, after=1)
    for lang in ("zh", "en"):
        assert len(card(play).plain_text(lang).encode()) <= QR_BYTES


# --- wall times ----------------------------------------------------------------------------------------------


def test_dates_follow_the_civil_calendar() -> None:
    day = 86_400_000
    assert date_text(0, 0) == "1970-01-01" and date_text(-1, 0) == "1969-12-31"
    assert date_text(951_782_400_000, 0) == "2000-02-29"
    assert date_text(951_782_400_000 + day, 0) == "2000-03-01"
    assert date_text(1_798_732_800_000, 0) == "2026-12-31" and date_text(1_798_732_800_000, 480) == "2027-01-01"


def test_times_and_spans_read_as_people_write_them() -> None:
    assert time_text(START.at_ms, 480) == "10:39:48"
    assert [span_text(ms) for ms in (-5, 14_000, 725_000, 3_723_000)] == ["0:00", "0:14", "12:05", "1:02:03"]


def test_marks_of_the_content_and_ticks_of_unknown_lanes() -> None:
    play = opened("fall").tap("yes").tap("side").note(e.ItemTicked("cook", "soup"), e.ItemTicked("caller", "soup"))
    play.do(c.TickItem("caller", "family"))
    assert said(lines(play, "T")) == ["10:39:48 电话：家人已通知"]
    side = step("turn", "action", reached=("on_side",))
    recovery = PACK.protocols["recovery"]
    play.pack = replace(PACK, protocols={**PACK.protocols, "recovery": replace(recovery, steps={"turn": side})})
    assert said(lines(play, "T"))[0] == "10:39:48 侧卧步骤"
    assert push("x").kind == "push" and both("a") == {"zh": "a", "en": "a"}


def test_a_record_written_by_nobody_known_has_no_effect_on_the_card() -> None:
    play = opened()
    play.incident = play.incident.apply(Record(play.log, 9, play.now, e.Unknown("smile", "{}")))
    assert said(lines(play, "T")) == []


def test_a_correction_stands_under_its_line_which_stays_as_it_was() -> None:
    play = opened().tap("no").tap("no", after=5).do(c.TickCall("120", "connected"), after=10)
    assert play.incident.opened is not None
    before = card(play).lines
    pressed = next(line for line in before if line.label == {"zh": "开始时间", "en": "Time"})
    found = next(line for line in before if line.letter == "I")
    call = next(line for line in before if words(line.text, "zh") == "120 接通")
    then_ms = play.incident.opened.at_ms - 60_000
    for line, at_ms in ((pressed, then_ms), (found, None), (call, then_ms)):
        play.do(c.AddNote(f"改：{words(line.text, 'zh')}", at_ms=at_ms, about=line.sources[0]), after=300)
    after = card(play).lines
    assert [line for line in after if line.under == (line not in before)] == list(after), "what stood there still does"
    for line, when in ((pressed, "约 10:38"), (found, ""), (call, "约 10:38")):
        late = after[after.index(line) + 1]
        assert late.under and words(late.text, "zh") == f"改：{words(line.text, 'zh')}" and line.kind == "observed"
        assert (late.kind_text("zh"), late.when("zh") if late.time else "") == ("事后补记", when)
        assert late.sources == (play.incident.notes[(pressed, found, call).index(line)].source,)
    assert "约 10:38 改：120 接通 [事后补记]" in card(play).plain_text("zh").splitlines()


def test_what_was_chosen_by_a_key_is_read_in_the_language_of_the_card() -> None:
    play = opened().do(c.TickCall("120", "connected"), after=10)
    about = play.incident.calls[0].source
    zh, en = "120 接通，其实更早", "120 connected: it was earlier"
    play.do(c.AddNote(zh, about=about, zh=zh, en=en)).do(c.AddNote("吐过", zh="吐过", en="Vomited"))
    play.do(c.AddNote("穿红衣服"))
    text = {lang: card(play).plain_text(lang) for lang in ("zh", "en")}
    assert "其实更早" in text["zh"] and "吐过" in text["zh"] and "earlier" not in text["zh"]
    assert "it was earlier" in text["en"] and "Vomited" in text["en"] and "其实更早" not in text["en"]
    assert all("穿红衣服" in read for read in text.values())


def test_a_correction_whose_line_is_not_on_the_card_is_told_like_any_other_note() -> None:
    play = opened().do(c.AddNote("AED 到，其实更早", about=Ref("FT03/live/lost", 7)), after=60)
    (late,) = [line for line in card(play).lines if "其实更早" in line.text["zh"]]
    assert not late.under and late.time == "10:40:48" and late.kind == "tapped_late"


def test_where_room_is_short_no_correction_stands_without_its_line_nor_the_line_without_it() -> None:
    for long in (0, 8, 30, 90):
        play = opened()
        for n in range(11):
            play.do(c.TickCall("120", "dialling" if n % 2 else "failed"), after=60)
        calls = [tick.source for tick in play.incident.calls]
        for n, about in enumerate(calls):
            play.do(c.AddNote(f"改{n:02d}{'长' * long}", about=about), after=1)
        text = card(play).plain_text("zh")
        assert len(text.encode()) <= QR_BYTES and ("另有" in text or long < 30)
        told = [f"10:{40 + n}:48" in text for n in range(11)]
        assert told == [f"改{n:02d}" in text for n in range(11)] and any(told)
