"""What would be dropped or misread is refused; the rest is cut into sentences the voice can say."""

from __future__ import annotations

import pytest

from audio.clip_rules import units
from audio.voicebuild_phonemes import English, token_ids
from audio.voicebuild_readings import special_readings, split_special, spoken_tones
from audio.voicebuild_text import Unspeakable, pieces, refusals


@pytest.mark.parametrize(
    ("lang", "text", "char"),
    [
        ("zh", "请拨打120。", "1"),
        ("zh", "去拿AED。", "A"),
        ("zh", "去拿ａｅｄ。", "ａ"),
        ("zh", "每分钟１００次。", "１"),
        ("zh", "深度5～6厘米", "5"),
        ("zh", "左/右", "/"),
        ("en", "Call 120 now.", "1"),
        ("en", "Call 一二零 now.", "一"),
        ("en", "Push 5 cm & wait.", "5"),
        ("en", "Half of it is 50% done.", "%"),
    ],
)
def test_a_character_with_no_sound_is_refused_by_name(lang: str, text: str, char: str) -> None:
    found = [str(refusal) for refusal in refusals(lang, text)]
    assert any(repr(text) in line and repr(char) in line for line in found)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh", "没有反应，请打幺二零！（大声）喊“来人”……好吗？"),
        ("zh", "按三十次，吹两口气。"),
        ("en", "Don't stop — push “hard”, one hundred times: two-thirds (or more)?"),
    ],
)
def test_spoken_texts_pass(lang: str, text: str) -> None:
    assert list(refusals(lang, text)) == []


@pytest.mark.parametrize(("lang", "text"), [("zh", "……"), ("zh", ""), ("en", " . "), ("yue", "唔好停")])
def test_nothing_to_say_and_an_unknown_language_are_refused(lang: str, text: str) -> None:
    assert list(refusals(lang, text))


def test_pace_counts_characters_and_words() -> None:
    assert units("zh", "不要停，继续按压。") == 7
    assert units("en", "Don't stop: one hundred-and-ten.") == 6


def test_sentences_are_said_one_by_one_and_short_ones_together() -> None:
    assert pieces("zh", "没有反应就打电话。取除颤器，看呼吸！") == ["没有反应就打电话。", "取除颤器，看呼吸！"]
    assert pieces("zh", "停。换人。马上接着压。") == ["停。换人。马上接着压。"]
    assert pieces("zh", "马上接着压，不要停。好。") == ["马上接着压，不要停。好。"]
    assert pieces("en", "Stop. Swap now. Push again at once.") == ["Stop. Swap now.", "Push again at once."]


def test_words_that_just_stop_get_a_full_stop() -> None:
    assert pieces("zh", "下一步") == ["下一步。"]
    assert pieces("zh", "喊“都离开”，") == ["喊“都离开”。"]
    assert pieces("en", "next") == ["next."]
    assert pieces("zh", "他说“停下来。”") == ["他说“停下来。”"]


def test_an_unknown_sound_fails_with_the_text_and_the_sound() -> None:
    with pytest.raises(Unspeakable, match=r"下一步.*unknown sound 'ß'"):
        token_ids("zh", "下一步", "aß", {"a": 1}, limit=10)


def test_a_sentence_too_long_for_the_model_fails() -> None:
    with pytest.raises(Unspeakable, match="11 sounds"):
        token_ids("en", "long", "a" * 11, {"a": 1}, limit=10)


def test_yi_and_bu_take_their_tone_from_what_follows() -> None:
    assert spoken_tones("一下", ["yi1", "xia4"]) == ["yi2", "xia4"]
    assert spoken_tones("一秒", ["yi1", "miao3"]) == ["yi4", "miao3"]
    assert spoken_tones("不要", ["bu4", "yao4"]) == ["bu2", "yao4"]
    assert spoken_tones("不容", ["bu4", "rong2"]) == ["bu4", "rong2"]
    assert spoken_tones("十一次", ["shi2", "yi1", "ci4"]) == ["shi2", "yi1", "ci4"]
    assert spoken_tones("一百", ["yi1", "bai3"]) == ["yi1", "bai3"]


def test_a_set_reading_is_part_of_what_names_the_clip() -> None:
    assert special_readings("zh", "压完放开，完全弹回。") == "弹回=tan2 hui2"
    assert special_readings("zh", "继续压。") == ""
    assert special_readings("en", "Use your weight at once.") == "at once=æt wˈʌns,use=yooze"
    assert split_special("完全弹回来") == [("完全", ()), ("弹回", ("tan2", "hui2")), ("来", ())]


def test_english_sounds_are_the_symbols_the_model_knows() -> None:
    pytest.importorskip("espeakng_loader")
    english = English()
    assert english("Push hard.") == "pˈʊʃ hˈɑɹd."
    assert english("Use the speaker.") == "jˈuz ðə spˈikəɹ."
    assert english("Hands on the chest, again at once!") == "hˈændz ɔn ðə ʧˈɛst, əɡˈɛn æt wˈʌns!"
