"""What the listening bench counts, without its recogniser."""

from __future__ import annotations

from collections import Counter

import pytest

from audio.clip_rules import units
from bench import intelligibility as bench
from protocols import content


def test_it_listens_to_forty_prompts_and_more_a_language_and_all_are_said_by_the_kiosk() -> None:
    prompts = bench.read_prompts(bench.PROMPTS)
    said = set(content.spoken_texts(content.load()))
    assert [one for one in prompts if one not in said] == [], "reword it in bench/intelligibility.txt"
    assert all(units(lang, text) >= {"zh": 8, "en": 6}[lang] for lang, text in prompts)
    assert len(set(prompts)) == len(prompts) and min(Counter(lang for lang, _ in prompts).values()) >= 40


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Call one two zero now.", " Call 120 now!"),
        ("Tell one one nine, not nine six one one zero.", "tell 119, not 96110"),
        ("Fifteen minutes, thirty-two pushes.", "15 minutes 32 pushes"),
        ("About five centimetres.", "About 5 centimeters."),
        ("Don't stop.", "don’t stop"),
    ],
)
def test_the_same_words_written_in_another_way_count_as_right(said: str, written: str) -> None:
    assert bench.words(said) == bench.words(written)


@pytest.mark.parametrize(
    ("wanted", "got", "wrong"), [("a b c", "a b c", 0), ("a b c", "a c", 1), ("a b c", "x b c d", 2), ("a b", "", 2)]
)
def test_errors_are_words_changed_left_out_or_put_in(wanted: str, got: str, wrong: int) -> None:
    assert bench.distance(wanted.split(), got.split()) == wrong


def test_without_its_packages_it_says_what_to_run(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "MODEL_PARTS", (("no_such_recogniser", "part"),))
    with pytest.raises(bench.NotInstalled, match=r"deploy/setup\.sh asr"):
        bench._recogniser(bench.PROMPTS.parent)
