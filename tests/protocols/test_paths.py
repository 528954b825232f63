"""All ways are walked on the real rules: counted, timed, and held to what the protocol says of itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from protocols.authoring.cli import run
from protocols.authoring.paths import limit_wrong, walk
from protocols.authoring.places import SPOKEN_ZH_PER_S, TAP_S, Places
from protocols.authoring.proofs import prove
from protocols.content import load
from protocols.model import Goto, Key, Pack, Protocol, Step
from tests.fakes.pack import answer, escalate, protocol, step, timer, to

REAL = load()
HEARD_S = 2 / SPOKEN_ZH_PER_S + TAP_S
"""One step of these little protocols: two characters to hear, one tap."""


def mark(step: Step, *marks: str) -> Step:
    return replace(step, reached=marks, say={"zh": "听着", "en": "hear"})


def said(step: Step) -> Step:
    return mark(step)


def pack(*protocols: Protocol) -> Pack:
    return Pack("hash", {p.id: p for p in protocols}, {}, {}, {}, {})


CLOSE = Goto("close", outcome="completed")
END = said(step("end", "action", answer("end", CLOSE)))


def walked(*protocols: Protocol, key: Key | None = None) -> tuple[Pack, Protocol]:
    first = replace(protocols[0], key=key)
    return pack(first, *protocols[1:]), first


def test_every_way_from_opening_to_close_is_counted_once() -> None:
    made, first = walked(
        protocol(
            "p",
            said(step("ask", "question", answer("a", to("one")), answer("b", to("one")), answer("c", to("two")))),
            said(step("one", "action", answer("on", to("two")), answer("out", CLOSE))),
            said(step("two", "action", answer("out", CLOSE))),
        )
    )
    found = walk(Places(made), first)
    # a and b: on-out, out; c: out
    assert (found.paths, found.counted, found.uncovered) == (5, True, ())


def test_taps_and_seconds_to_the_key_act_by_the_shortest_and_the_longest_way() -> None:
    made, first = walked(
        protocol(
            "p",
            said(step("ask", "question", answer("quick", to("press")), answer("slow", to("more")))),
            said(step("more", "action", answer("on", to("ask_again")))),
            said(step("ask_again", "action", answer("on", to("press")))),
            mark(step("press", "action", answer("end", CLOSE)), "pressed"),
        ),
        key=Key("pressed", 3, 8.0, ()),
    )
    measure = walk(Places(made), first).measures["pressed"]
    assert measure.taps == (1, 3)
    assert measure.seconds == pytest.approx((HEARD_S, 3 * HEARD_S))
    assert measure.slowest == ("p/ask[slow]", "p/more[on]", "p/ask_again[on]")


def test_a_loop_is_cut_where_it_closes_and_never_walked_twice() -> None:
    made, first = walked(
        protocol(
            "p",
            said(step("here", "action", answer("round", to("there")), answer("on", to("end")))),
            said(step("there", "action", answer("back", to("here")), answer("on", to("end")))),
            END,
        ),
        key=Key("nothing", 1, 1.0, ()),
    )
    found = walk(Places(made), first)
    assert (found.paths, found.counted) == (2, True)


def test_a_card_laid_on_top_comes_back_and_its_then_leads_on() -> None:
    card = protocol("card", said(step("read", "action", answer("done", Goto("return")))), shared=True)
    made, first = walked(
        protocol(
            "p",
            said(step("wait", "action", answer("call", Goto("push", protocol="card", then="after")))),
            mark(step("after", "action", answer("end", CLOSE)), "called"),
        ),
        card,
        key=Key("called", 2, 60.0, ()),
    )
    assert walk(Places(made), first).measures["called"].taps == (2, 2)


def test_a_step_that_no_answer_and_no_timer_leads_to_is_uncovered() -> None:
    made, first = walked(protocol("p", END, said(step("lost", "action", answer("end", CLOSE)))))
    assert walk(Places(made), first).uncovered == ("lost",)


def test_a_step_that_only_a_timer_leads_to_is_covered_and_told() -> None:
    made, first = walked(
        protocol(
            "p",
            replace(said(step("wait", "action", answer("end", CLOSE))), timers=("long",)),
            said(step("late", "action", answer("end", CLOSE))),
            timers=(timer("long", 12.0, goto=to("late")),),
        )
    )
    found = walk(Places(made), first)
    assert found.uncovered == ()
    (first_place, waited), (last, nothing) = found.alone
    assert (first_place, last, nothing) == ("p/wait", "p/late", None)
    assert waited is not None and (waited.seconds, waited.by) == (12.0, "long")


def test_a_graver_protocol_ends_the_way_through_this_one() -> None:
    made, first = walked(
        protocol("p", said(step("ask", "question", answer("worse", escalate("grave")), answer("end", CLOSE)))),
        protocol("grave", mark(step("press", "action", answer("end", CLOSE)), "first_compression")),
        key=Key("x", 1, 1.0, ()),
    )
    found = walk(Places(made), first)
    assert found.paths == 2
    assert found.measures["first_compression"].taps == (1, 1)  # the step it is left for counts


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (Key("pressed", 1, 60.0, ()), "2 taps to `pressed` by the longest way, 1 said"),
        (Key("pressed", 2, 1.0, ()), "s to `pressed` by the slowest way, 1 said"),
        (Key("never", 2, 60.0, ()), "no way of taps leads from the start to `never`"),
    ],
    ids=["taps", "seconds", "never"],
)
def test_a_protocol_that_does_not_keep_its_limit_is_told_so_with_the_way(key: Key, words: str) -> None:
    made, first = walked(
        protocol(
            "p",
            said(step("one", "action", answer("on", to("two")))),
            said(step("two", "action", answer("on", to("press")))),
            mark(step("press", "action", answer("end", CLOSE)), "pressed"),
        ),
        key=key,
    )
    (problem,) = limit_wrong(made, walk(Places(made), first))
    assert words in problem.message


def test_a_kept_limit_says_nothing() -> None:
    made, first = walked(
        protocol("p", mark(step("press", "action", answer("end", CLOSE)), "pressed")), key=Key("pressed", 0, 1.0, ())
    )
    assert list(limit_wrong(made, walk(Places(made), first))) == []


# --- the shipped library ------------------------------------------------------------------------------------


@pytest.mark.parametrize("id", sorted(REAL.protocols))
def test_every_protocol_of_the_library_keeps_its_limit(id: str) -> None:
    found = walk(Places(REAL), REAL.protocols[id])
    assert list(limit_wrong(REAL, found)) == []


def test_the_docks_key_enters_compressions_in_one_tap() -> None:
    measure = walk(Places(REAL), REAL.protocols["adult_collapse"]).measures["first_compression"]
    assert measure.taps == (1, 1)


def test_the_proof_of_the_whole_library_holds() -> None:
    assert [str(p) for p in prove(REAL)] == []


# --- the command ----------------------------------------------------------------------------------------------


def test_the_command_prints_a_table_in_either_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "adult_collapse", "--lang", "en", "--ways"]) == 0
    english = capsys.readouterr().out
    assert (
        "to first_compression" in english and "1-1 taps" in english and "slowest way: adult_collapse/assess" in english
    )
    assert run(["paths", "adult_collapse", "--lang", "zh"]) == 0
    assert "1-1 次按键" in capsys.readouterr().out


def test_an_unknown_name_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["paths", "nowhere"]) == 2
    assert "no protocol nowhere. There are: adult_collapse" in capsys.readouterr().err


def test_a_step_that_leads_nowhere_is_named_with_its_line_and_the_rest_is_walked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    from protocols.content import CONTENT

    content = shutil.copytree(CONTENT, tmp_path / "content")
    file = content / "refusal.yaml"
    text = file.read_text(encoding="utf-8")
    assert "goto: {push: call_120" in text
    file.write_text(text.replace("goto: {push: call_120", "goto: {push: call_121", 1), encoding="utf-8")
    assert run(["paths", "refusal", "call_110", "--content", str(content)]) == 1
    told = capsys.readouterr()
    assert "call_121" in told.err and "refusal.yaml:" in told.err
    assert told.out.startswith("call_110")
