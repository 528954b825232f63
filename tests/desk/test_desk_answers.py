"""What the desk shows and says: facts in, facts out, nothing lost and nothing guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import incident_page, wall
from desk.app import DeskApp
from desk.stream import View
from journal import codec
from protocols import commands
from protocols import events as e
from protocols.bilingual import Words
from protocols.events import Acknowledged, DeskOpened, MessageSent, Ref, Released
from protocols.well_known import CHANGED

HOSTILE = "<img src=x onerror=alert(1)>\"'&</title><script>alert(2)</script>"


def facts(app: DeskApp, incident: str) -> list[e.Event]:
    log = app.desk.answers.log_of(incident)
    assert log is not None
    return [r.event for r in app.desk.recorder.records(log)]


def ringing(app: DeskApp) -> tuple[str, ...]:
    return app.hub.drawn(View("wall", "", "zh")).ringing


async def test_one_click_takes_it_in_the_name_of_who_is_signed_in(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person("林静"), lobby("FT03")
    incident = one.open()
    assert ringing(app) == (incident,)
    said = await somebody.answer(incident, "take", text="我在，看得到你们", by="别人")
    assert said == {"ok": True, "new": True}
    assert facts(app, incident) == [DeskOpened(incident), Acknowledged("林静", "我在，看得到你们")]
    assert ringing(app) == ()
    assert "林静 已接手" in await somebody.see("/")


async def test_a_double_click_is_one_fact(app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]) -> None:
    somebody, one = await person("林静"), lobby("FT03")
    incident = one.open()
    assert [(await somebody.answer(incident, "take"))["new"] for _ in range(3)] == [True, False, False]
    assert len(facts(app, incident)) == 2


async def test_two_people_may_take_it_and_the_first_has_it(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    one, two, there = await person("林静"), await person("陈波"), lobby("FT03")
    incident = there.open()
    await one.answer(incident, "take")
    assert (await two.answer(incident, "take"))["new"] is True
    page = await one.see(f"/i/{incident}")
    assert "林静 已接手" in page and "陈波 已接手" in page
    assert app.desk.story(incident).incident.taken_by.event.by == "林静"  # type: ignore[union-attr]
    await one.answer(incident, "release")
    assert app.desk.story(incident).incident.taken_by.event.by == "陈波"  # type: ignore[union-attr]
    assert ringing(app) == ()
    await two.answer(incident, "release")
    assert ringing(app) == (incident,)


async def test_a_refusal_is_said_in_the_language_of_the_page(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, incident = await person(), lobby("FT03").open()
    assert (await somebody.answer(incident, "say", text=" "))["why"] == "没有字"
    await somebody.see("/?lang=en")
    assert (await somebody.answer(incident, "say", text=" "))["why"] == "no words"
    assert (await somebody.answer(incident, "say", text="a" * 501))["why"] == "longer than 500 letters"
    assert (await somebody.answer("FT03/live/none", "take"))["why"] == "No such incident"


async def test_who_never_took_it_cannot_let_go(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open()
    assert (await somebody.answer(incident, "release"))["new"] is False
    assert app.desk.answers.log_of(incident) is None


async def test_an_alarm_stays_until_a_person_takes_it_even_if_the_lobby_closes(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open()
    one.do(commands.Close("false_start"))
    assert ringing(app) == (incident,)
    assert "大堂已结束：误按" in await somebody.see("/")
    await somebody.answer(incident, "take")
    assert ringing(app) == ()
    assert incident not in await somebody.see("/")
    assert "大堂已结束：误按" in await somebody.see(f"/i/{incident}")


async def test_taking_it_back_in_the_lobby_does_not_stop_the_alarm(app: DeskApp, lobby: Callable[..., Any]) -> None:
    one = lobby("FT03")
    incident = one.open()
    one.do(commands.PressCpr())
    one.do(commands.Undo())
    assert ringing(app) == (incident,)


COMMANDS = st.lists(
    st.sampled_from(
        [
            commands.PressCpr(), commands.Change(), commands.ShowCall(), commands.Undo(), commands.ShowHandover(),
            commands.TickCall("120", "connected"), commands.SetSilent(True), commands.SetSilent(False),
            commands.TakeLane("hands", "x"), commands.AddNote("n"), commands.Park(), commands.Close("completed"),
            commands.Close("abandoned"),
        ]
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=COMMANDS)
async def test_a_drill_never_rings_whatever_happens_in_it(
    app: DeskApp, lobby: Callable[..., Any], commands: list[Any]
) -> None:
    one = lobby("NS02")
    drill = one.open(drill=True)
    for command in commands:
        one.do(command)
        assert ringing(app) == ()
    assert drill not in app.hub.drawn(View("wall", "", "zh")).regions["rows"]


async def test_a_drill_stands_in_its_own_lane(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("NS02")
    drill = one.open(drill=True, station="科技园支行")
    seen = await somebody.see("/")
    assert f'data-drill="{drill}"' in seen and f'data-incident="{drill}"' not in seen
    assert "科技园支行" in await somebody.see("/drills")
    page = await somebody.see(f"/i/{drill}")
    assert "不是真的" in page and 'data-role="nobody"' not in page
    await somebody.answer(drill, "say", text="很好")
    assert app.desk.answers.log_of(drill).startswith("NS02/desk/")  # type: ignore[union-attr]


async def test_the_worst_that_nobody_has_stands_first(app: DeskApp, lobby: Callable[..., Any]) -> None:
    fall, old, new = lobby("LH11"), lobby("FT03"), lobby("NS02")
    a = fall.open("elderly_fall", ago_s=400)
    b = old.open(ago_s=60)
    c = new.open(ago_s=5)
    rows = wall.rows(app.desk.board.wall(), app.desk.sources, "zh")
    assert [r.id for r in rows] == [b, c, a]
    app.desk.take(app.desk.story(b), "林静")  # type: ignore[arg-type]
    rows = wall.rows(app.desk.board.wall(), app.desk.sources, "zh")
    assert [r.id for r in rows] == [c, b, a]


async def test_what_the_lobby_has_ended_stands_below_those_who_need_help_now(
    app: DeskApp, lobby: Callable[..., Any]
) -> None:
    ended, silent = lobby("FT03"), lobby("NS02")
    a = ended.open(ago_s=400)
    ended.do(commands.Close("handed_over"))
    b = silent.open("robbery", ago_s=60)
    rows = wall.rows(app.desk.board.wall(), app.desk.sources, "zh")
    assert [(r.id, r.kind) for r in rows] == [(b, "silent"), (a, "calm")]


async def test_the_mirror_shows_step_answers_beat_lanes_and_call(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    one.started()
    incident = one.open()
    one.choose("not_breathing")
    one.do(commands.TakeLane("aed", "保安"))
    one.do(commands.TickCall("120", "connected"))
    top = one.incident.top
    step = app.desk.sources.pack.step(top.protocol, top.step)
    page = await somebody.see(f"/i/{incident}")
    assert f'data-step="{top.protocol}/{top.step}"' in page
    assert "按压步骤，节拍已响" in page and "不代表按压质量" in page
    assert "正在按压" not in page
    assert all(a.label["zh"].replace("|", "") in page for a in step.answers)
    assert "保安" in page and "120 已接通" in page and "AED：大门左侧墙上" in page
    assert 'href="tel:07550120"' in page
    english = await somebody.see(f"/i/{incident}?lang=en")
    assert "Compression step, beat on for" in english and "120 connected" in english


async def test_a_goal_missed_by_less_than_a_second_never_shows_a_number_that_meets_it(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open(ago_s=100)
    assert one.incident.top is not None
    one.do(commands.Choose(one.incident.top.step, "not_breathing"), ago_s=69.7)
    page = await somebody.see(f"/i/{incident}")
    assert "31 秒" in page and "目标 30 秒" in page


async def test_undone_answers_are_struck_out_and_counted(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open()
    one.choose("not_breathing")
    one.do(commands.Undo())
    page = await somebody.see(f"/i/{incident}")
    assert page.count('class="line fixed"') == 1
    assert "改正：撤销上一个选择" in page and "已改正 1 次" in page


async def test_an_answer_after_one_taken_back_is_told_in_its_words(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    """Taken back, the frames are those from before: else the answers of a card stand as their bare names."""
    somebody, one = await person(), lobby("FT03")
    incident = one.open()
    one.do(commands.ShowCall())
    one.do(commands.Change())
    one.choose("unsure")
    one.do(commands.Undo())
    one.choose("breathless")
    page = await somebody.see(f"/i/{incident}")
    assert "选：醒着，喘不上气" in page and "选：breathless" not in page


async def test_who_choked_and_went_limp_is_headed_by_that_and_not_by_an_earlier_question(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open("choking")
    if one.incident.top is not None and one.incident.top.protocol == "entry_gate":
        one.choose("awake")
    for choice in ("silent", "still", "chest"):
        one.choose(choice)
    assert one.incident.top is not None and one.pack.step("choking", one.incident.top.step).kind != "question"
    one.choose("limp")
    assert one.incident.top.protocol == "adult_collapse" and one.incident.beat is not None
    page = await somebody.see(f"/i/{incident}")
    assert "噎住后软了，叫不醒" in page and "抱不过来</h1>" not in page and "怀孕" not in page.split("</header>")[0]


async def test_receipts_tell_how_far_words_have_come(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open()

    async def states() -> list[str]:
        page = await somebody.see(f"/i/{incident}")
        parts = page.split('data-role="receipt" data-state="')[1:]
        return [p.split('"')[0] for p in parts if 'data-done="yes"' in p.split(">")[0]]

    await somebody.answer(incident, "say", canned="keep_pressing")
    sent = app.desk.board.answers(incident)[-1]
    assert sent.event == MessageSent("林静", "继续压，不要停。", "keep_pressing")
    assert await states() == ["stored"]
    one.confirm(sent)
    assert await states() == ["stored", "reached"]
    ref = Ref(sent.log, sent.seq)
    one.write([e.MessageShown(ref)])
    assert await states() == ["stored", "reached", "shown"]
    one.write([e.MessageSpoken(ref)])
    assert await states() == ["stored", "reached", "shown", "spoken"]
    await somebody.answer(incident, "say", text="请等一下")
    last = app.desk.board.answers(incident)[-1]
    one.write([e.MessageNotSpoken(Ref(last.log, last.seq), "late")])
    assert "没念：太晚" in await somebody.see(f"/i/{incident}")


async def test_words_for_the_lobby_are_limited_and_cleaned(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open()
    assert not (await somebody.answer(incident, "say", text="长" * 501))["ok"]
    assert not (await somebody.answer(incident, "say", text=" \u202e\x07 "))["ok"]
    assert not (await somebody.answer(incident, "say", canned="no_such_phrase"))["ok"]
    assert not (await somebody.answer(incident, "nonsense"))["ok"]
    assert not (await somebody.answer("FT03/live/none", "take"))["ok"]
    assert (await somebody.answer(incident, "say", text="好\u202e的"))["ok"]
    assert facts(app, incident)[-1] == MessageSent("林静", "好的")


async def test_hostile_words_are_only_words(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(f"林{HOSTILE}"[:40]), lobby("FT03")
    one.started(station=HOSTILE, place=HOSTILE, phone='"><script>')
    incident = one.open(station=HOSTILE, place=HOSTILE)
    one.write([e.NoteAdded(HOSTILE), e.LaneAssigned("hands", HOSTILE), e.StepEntered(HOSTILE)])
    await somebody.answer(incident, "take", text=HOSTILE)
    await somebody.answer(incident, "say", text=HOSTILE)
    for path in ("/", f"/i/{incident}"):
        page = await somebody.see(path)
        assert "<img src=x" not in page and "<script>" not in page and "</title><script" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page


async def test_what_cannot_be_read_is_on_top_and_rings(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one, other = await person(), lobby("FT03"), lobby("NS02")
    good = other.open()
    log = one.recorder.begin("FT03", "live", one.clock())
    blob = '{"type":"opened","protocol":5}'
    entry = codec.seal("", log, 1, one.clock(), blob)
    one.receive(f"{codec.ROOT}/{log}/facts", codec.encode_batch(log, "", [entry])[0])
    rows = wall.rows(app.desk.board.wall(), app.desk.sources, "zh")
    assert [r.id for r in rows] == [log, good]
    assert rows[0].kind == "unreadable" and rows[0].ringing
    assert "请打电话" in await somebody.see("/") and "请打电话" in await somebody.see(f"/i/{log}")


async def test_a_silent_call_says_so_and_never_offers_to_phone(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    one.started(phone="0755 777")
    incident = one.open()
    one.do(commands.SetSilent(True))
    for text in (await somebody.see("/"), await somebody.see(f"/i/{incident}")):
        assert "静默求助" in text and "tel:0755777" not in text
    assert ringing(app) == (incident,)


async def test_a_story_that_goes_on_in_another_log_is_one_row(app: DeskApp, lobby: Callable[..., Any]) -> None:
    one = lobby("FT03")
    incident = one.open()
    head = one.recorder.info(one.log).head
    one.log = one.recorder.begin("FT03", "live", one.clock())
    one.write([e.Continued(incident, head.seq, head.digest, "not_saved"), e.BeatStarted(110)])
    rows = wall.rows(app.desk.board.wall(), app.desk.sources, "zh")
    assert [r.id for r in rows] == [incident]
    assert rows[0].beat_ms is not None


async def test_the_desk_comes_back_with_all_it_knew(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one, two = await person(), lobby("FT03"), lobby("NS02")
    one.started()
    a, b = one.open(), two.open()
    await somebody.answer(a, "take", text="在路上")
    again = DeskApp(app.config, app.desk.sources.pack)
    try:
        view = View("wall", "", "zh")
        assert again.hub.drawn(view).ringing == (b,)
        assert again.hub.drawn(view).regions["rows"] == app.hub.drawn(view).regions["rows"]
        assert again.desk.answers.log_of(a) == app.desk.answers.log_of(a)
        assert again.desk.fleet.kiosk("FT03").station == Words("莲花路支行", "")
    finally:
        again.desk.close()


async def test_a_lobby_clock_that_is_ahead_is_allowed_for(app: DeskApp, lobby: Callable[..., Any]) -> None:
    one = lobby("FT03")
    one.open(ago_s=-90)
    row = wall.rows(app.desk.board.wall(), app.desk.sources, "zh")[0]
    assert abs(row.began_ms - one.clock().at_ms) < 2000
    assert any("大堂时钟快 90 秒" in note for note in row.notes)


async def test_seeing_the_screen_is_a_fact_once(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open()
    for visible in ("no", "yes", "yes"):
        await somebody.post("/here", page="p", sound="on", incident=incident, visible=visible)
    assert facts(app, incident) == [DeskOpened(incident), e.Viewed("林静")]
    await somebody.answer(incident, "advise")
    await somebody.answer(incident, "advise")
    assert facts(app, incident)[2:] == [e.CloseAdvised("林静")]
    assert "林静 建议结束" in await somebody.see(f"/i/{incident}")


async def test_every_kind_of_fact_can_be_shown_in_both_languages(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person(), lobby("FT03")
    incident = one.open()
    ref = Ref("FT03/desk/none", 1)
    one.write(
        [
            e.Focused(), e.FramePushed("call_120", "h", "call"), e.StepEntered("x"), e.FramePopped(),
            e.Escalated("no_such_protocol", "h"), e.StepEntered("nowhere"), e.ChoiceMade("nowhere", "this", "timeout"),
            e.ChoiceMade("nowhere", CHANGED), e.Undone(1), e.TimerStarted("t", 5), e.TimerRang("t"),
            e.TimerStopped("t"), e.BeatStarted(110), e.BeatStopped(), e.LaneAssigned("l", ""), e.ItemTicked("l", "i"),
            e.ItemTicked("l", "i", False), e.CallTicked("120", "failed"), e.CallCorrected(1),
            e.PromptSpoken("a/b", "zh"), e.PromptNotSpoken("a/b", "late"), e.SilentSet(False), e.SoundAllowed(),
            e.LanguageChosen("en"), e.ProfileChosen("elderly"), e.MessageShown(ref), e.NoteAdded("补"),
            e.ClockStepped(-3.0), e.Resumed(99.0),
            e.HandoverShown(), e.HandedOver(), e.Parked(), e.Unknown("later_kind", '{"type":"later_kind"}'),
            e.Closed("handed_over"),
        ]
    )  # fmt: skip
    for lang in ("zh", "en"):
        page = await somebody.see(f"/i/{incident}?lang={lang}")
        assert "later_kind" in page
        await somebody.see(f"/?lang={lang}")


async def test_a_release_by_one_is_no_release_by_another(app: DeskApp, lobby: Callable[..., Any]) -> None:
    one = lobby("FT03")
    story = app.desk.story(one.open())
    assert story is not None
    app.desk.take(story, "林静")
    log = app.desk.answers.log_of(one.log)
    assert log is not None
    assert not isinstance(app.desk.recorder.records(log)[-1].event, Released)
    assert not app.desk.release(app.desk.story(one.log), "陈波")  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_line_to_the_kiosks_is_said_when_it_is_down(app: DeskApp, lang: str) -> None:
    class Dead:
        connected = False
        down_s = 60.0

        def publish(self, topic: str, payload: bytes, retain: bool) -> bool:
            return False

        def announce(self) -> None: ...

    app.desk.lines["broker"] = Dead()
    app.desk.tick()
    assert app.hub.drawn(View("wall", "", lang)).line_down
    del app.desk.lines["broker"]
    app.desk.tick()
    assert not app.hub.drawn(View("wall", "", lang)).line_down


def test_the_words_say_the_same_in_both_languages() -> None:
    import string

    from desk import words

    for name in words.names():
        zh, en = words._WORDS[name]
        fields = [{f for _, f, _, _ in string.Formatter().parse(text) if f} for text in (zh, en)]
        assert zh and en and fields[0] == fields[1], name
        assert "‘" not in en and "’" not in en and "·" not in en, name
    assert msgspec.json.encode(words.span(171, "zh")).decode() == '"2 分 51 秒"'
    assert words.span(3900, "en") == "1 h 5 min"


async def test_a_late_note_stands_under_the_line_it_corrects_and_that_line_stays(
    app: DeskApp, person: Callable[..., Any], lobby: Callable[..., Any]
) -> None:
    somebody, one = await person("林静"), lobby("FT03")
    incident = one.open()
    one.do(commands.TickCall("120", "connected"), ago_s=60)
    one.choose("not_breathing")
    story = app.desk.board.story(incident)
    assert story is not None and story.incident.calls
    before = await somebody.see(f"/i/{incident}")
    zh, en = "120 接通，其实更早", "120 connected: it was earlier"  # chosen by a key: read in the reader's language
    one.do(commands.AddNote(zh, about=story.incident.calls[0].source, zh=zh, en=en))
    one.do(commands.AddNote("别处的话", about=Ref(incident, 999)))
    told, english = (
        incident_page.telling(
            app.desk.board.story(incident), (), app.desk.sources, app.desk.board.reached_at, lang
        ).lines
        for lang in ("zh", "en")
    )
    call = next(n for n, line in enumerate(told) if line.what.startswith("120"))
    assert (told[call + 1].what, told[call + 1].tone) == ("补记：120 接通，其实更早", "late")
    assert (told[-1].what, told[-1].tone) == ("补记：别处的话", "plain")
    assert english[call + 1].what == "Note: 120 connected: it was earlier" and english[-1].what == "Note: 别处的话"
    page = await somebody.see(f"/i/{incident}")
    assert 'class="line late"' in page and 'class="line late"' not in before
    assert f'data-key="{told[call].key}"' in before and f'data-key="{told[call].key}"' in page
