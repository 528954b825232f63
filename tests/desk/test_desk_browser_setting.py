"""How words are set on a responder's page: lines break between phrases, and no key moves while somebody works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from desk.mirror import Mirror, _answers, mirror
from desk.phrases import held, longest_em
from desk.reading import Reading
from desk.render import environment, speaker
from desk.words import say
from protocols.events import MessageShown, MessageSpoken, Ref
from protocols.model import Pack
from tests.desk.pages import DESK, PHONE, WALL

MARKS = "，。！？：；、…”》）"
TORN = (
    """sheets => sheets.map(sheet => { const bad = [];
    document.querySelector('[data-role=mirror]').outerHTML = sheet;
    dispatchEvent(new Event('resize'));
    const main = document.querySelector('.m-main'), range = document.createRange();
    if (main.scrollHeight > main.clientHeight + 1) bad.push(['clipped', main.scrollHeight - main.clientHeight]);
    for (const set of main.querySelectorAll('[data-set]')) {
        if (set.scrollWidth > set.clientWidth + 1 && getComputedStyle(set).display !== 'inline')
            bad.push(['wide', set.textContent]);
        const walk = document.createTreeWalker(set, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
        let may = true, last = null, before = '';
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            may ||= node.tagName === 'WBR';
            for (let at = 0; at < (node.data ?? '').length; at += 1) {
                const letter = node.data[at];
                if (/[ \\n\\u3000]/.test(letter)) { may = true; continue; }
                range.setStart(node, at); range.setEnd(node, at + 1);
                const box = range.getBoundingClientRect();
                if (last && box.top > last.top + last.height / 2) {
                    if (MARKS.includes(letter)) bad.push(['mark first', letter, set.textContent]);
                    may ||= '“（《'.includes(letter) || (MARKS + '-').includes(before);
                    if (!may) bad.push(['torn', before + '/' + letter, set.textContent]);
                }
                [may, last, before] = [false, box, letter];
            }
        }
    }
    return bad; })"""
).replace("MARKS", repr(MARKS))
"""What is wrong with each sheet in the mirror's place: a phrase in two lines, a mark at the head of one, no room."""


def sheets(base: Mirror, pack: Pack, lang: str) -> Iterator[tuple[str, Mirror]]:
    """What the mirror can show: every step of the library, with its answers and the roles beside it."""
    read = Reading(pack, lang)
    for protocol in pack.protocols.values():
        for step in protocol.steps.values():
            yield (
                f"{protocol.id}/{step.id}",
                replace(
                    base, kind=step.kind, title=read.marked(step.title), detail=read.detail(step, {}),
                    answers=_answers(step, read), dial=step.kind == "compressions",
                    picture="<svg></svg>" if step.picture else "",
                ),
            )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_step_of_the_library_breaks_its_lines_between_phrases(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], pack: Pack, lang: str
) -> None:
    one = far_lobby("FT03")
    incident = one.open()
    one.choose("not_breathing")
    page = sign_in(size=DESK)
    page.goto(f"{served.address}/i/{incident}?lang={lang}")
    page.evaluate("document.fonts.ready.then(() => true)")
    sources = served.app.desk.sources
    story = served.app.desk.story(incident)
    said = "手不离开胸口，身体不靠在上面。" if lang == "zh" else "Push hard. Push fast. Do not lean on the chest."
    base = replace(mirror(story, Reading(pack, lang), sources.kiosk(story.incident)), caption=said)
    template = environment(fonts=False).get_template("incident_mirror.html")
    shown = {"say": speaker(lang), "lang": lang}
    named = list(sheets(base, pack, lang))
    if lang == "en":  # breaks at every blank: only where there are many words can they be cut
        named = sorted(named, key=lambda one: len(f"{one[1].title}{one[1].detail}{one[1].answers}"))[-150:]
    drawn = [template.render(shown, page=PageOf(sheet)) for _, sheet in named]
    inner = [html[html.index('<div class="kiosk') : html.index('<div class="m-below">')] for html in drawn]
    found = [(name, bad) for (name, _), bad in zip(named, page.evaluate(TORN, inner), strict=True) if bad]
    assert found == []


KEYS = """Object.fromEntries([...document.querySelectorAll('button, nav a, .right-part input[name=text]')]
    .filter(e => e.checkVisibility() && !e.matches('.if-mine *, .take *')).map((e, n) => {
        const box = e.getBoundingClientRect(), at = [box.left, box.top + scrollY, box.width, box.height];
        return [(e.dataset.canned || e.dataset.role) ?? n, at.map(Math.round)]; }))"""
"""Where the keys are that somebody may be about to press; the one that takes it becomes others by being pressed."""


@pytest.mark.parametrize(("size", "lang"), [(DESK, "zh"), (PHONE, "en")], ids=["desk", "phone"])
def test_no_key_moves_while_somebody_types_and_sends(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], size: Any, lang: str
) -> None:
    one, desk = far_lobby("FT03"), served.app.desk
    one.started()
    incident = one.open()
    one.choose("not_breathing")
    page = sign_in(size=size)
    page.goto(
        f"{served.address}/i/{incident}?lang={lang}"
    )  # opened by address: the strip that asks for sound stands there
    expect(page.locator("[data-role=claims]")).to_contain_text(say("watching", lang, by="林静"))
    page.evaluate("document.querySelector('.bar').style.position = 'static'")  # the bar stays while the page scrolls
    keys = {name: box for name, box in page.evaluate(KEYS).items() if name not in ("sound", "sound-step")}
    assert len(keys) > 10

    def still(what: str) -> None:
        now = page.evaluate(KEYS)
        moved = {name: (box, now.get(name)) for name, box in keys.items() if now.get(name) != box}
        assert moved == {}, what

    page.click("[data-role=free-text]")
    expect(page.locator("[data-role=sound-step]")).to_be_hidden()
    still("sound")
    for said in ("第一句", "第二句，长得要写成两行，也还是在它自己的地方", "第三句"):
        page.fill("[data-role=free-text]", said)
        page.press("[data-role=free-text]", "Enter")
        expect(page.locator("[data-role=said]").first).to_contain_text(said)
        still(f"sent {said}")
    page.click("[data-canned=keep_pressing]")
    answers = served.call(lambda: list(desk.board.answers(incident)))
    one.confirm(answers[-1])
    expect(page.locator("[data-role=receipt][data-state=reached][data-done=yes]").first).to_be_attached()
    still("receipts")
    served.call(lambda: desk.view(desk.story(incident), "周敏"))
    served.call(lambda: desk.take(desk.story(incident), "陈波", "我也在"))
    expect(page.locator("[data-role=claims]")).to_contain_text(say("has_it", lang, by="陈波"))
    still("somebody else took it")
    far_lobby("NS02").open(station="罗湖口岸支行营业部")
    expect(page.locator("[data-role=others]")).to_be_visible()
    still("another incident")
    page.click("[data-role=ack]")
    expect(page.locator("[data-role=add-form]")).to_be_visible()
    still("taken")
    page.route("**/answer", lambda route: route.abort())
    page.click("[data-canned=keep_pressing]")
    expect(page.locator("[data-role=toast]")).to_have_text(say("not_done", lang, why=say("unreachable", lang)))
    still("refused")


class PageOf:
    """As much of an incident's page as its mirror asks for."""

    class row:
        notes: tuple[str, ...] = ()
        doing = ""

    other_pack = ""
    heard_ms = 0

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror


def test_a_number_keeps_its_unit_and_the_longest_piece_decides_the_size() -> None:
    assert held("别超过 10 秒，打 120") == "别超过 10\u00a0秒，打 120"
    assert [longest_em(words) for words in ("好", "双手叠放，|压在胸口正中间", "a" * 40, "一" * 90)] == [6, 8, 21, 24]


@pytest.mark.parametrize(
    ("size", "lang"),
    [(WALL, "en"), (DESK, "en"), (PHONE, "zh"), (PHONE, "en")],
    ids=["wall", "desk", "phone-zh", "phone"],
)
def test_no_key_moves_when_the_line_or_the_desk_is_lost(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], size: Any, lang: str
) -> None:
    one = far_lobby("FT03")
    one.started()
    incident = one.open()
    page = sign_in(size=size)
    for path in ("/",) if size is WALL else ("/", f"/i/{incident}"):
        page.goto(f"{served.address}{path}?lang={lang}")
        page.wait_for_timeout(300)
        before = {k: v for k, v in page.evaluate(KEYS).items() if k not in ("sound", "sound-step", "others")}
        places = page.evaluate(PLACES)
        for name, attribute, value in (("line-down", "line", "down"), ("lost", "state", "lost")):
            now = page.evaluate(f"""() => {{ const data = document.body.dataset, was = data.{attribute};
                data.{attribute} = "{value}";  // at once, before the next beat says that it is live
                const strip = document.querySelector('[data-role={name}]'), room = strip.clientHeight + 2;
                const told = [strip.checkVisibility(), [...strip.querySelectorAll('.words')].every(
                    words => words.scrollHeight <= room), {KEYS}, {PLACES}];
                data.{attribute} = was; return told; }}""")
            assert now[:2] == [True, True], (path, name)
            assert {k: (v, now[2].get(k)) for k, v in before.items() if now[2].get(k) != v} == {}, (path, name)
            assert now[3] == places, (path, name)


PLACES = "[...document.querySelectorAll('main form, main section')].map(e => JSON.stringify(e.getBoundingClientRect()))"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_receipts_stand_whole_under_the_longest_words(
    served: Any, sign_in: Callable[..., Page], far_lobby: Callable[..., Any], lang: str
) -> None:
    one, desk = far_lobby("FT03"), served.app.desk
    incident = one.open()
    long = ("请让保安到大门口接急救车，" if lang == "zh" else "Please send the guard to the front door. ") * 8
    for text, canned in (("", "keep_pressing"), (long, None)):
        served.call(lambda t=text, c=canned: desk.say(desk.story(incident), "林静", t, c))
        answer = served.call(lambda: list(desk.board.answers(incident)))[-1]
        one.confirm(answer)
        ref = Ref(answer.log, answer.seq)
        one.write([MessageShown(ref), MessageSpoken(ref)])
    page = sign_in(size=DESK)
    page.goto(f"{served.address}/i/{incident}?lang={lang}")
    expect(page.locator("[data-state=spoken][data-done=yes]")).to_have_count(2)
    cut = """[...document.querySelectorAll('.receipt, .said p')].filter(e => { const box = e.getBoundingClientRect();
        for (let on = e.parentElement; on !== document.body; on = on.parentElement) {
            const room = on.getBoundingClientRect();
            if (getComputedStyle(on).overflowY !== 'visible' && box.bottom > room.bottom + 1) return true;
        } return false; }).map(e => e.textContent)"""
    assert page.evaluate(cut) == []
