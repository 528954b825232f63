"""How words are read aloud where the dictionaries err; each entry names the clips it changes."""

from __future__ import annotations

import re

# Pinyin with tone numbers, one a character; 5 is the neutral tone. Longest words win.
ZH_READINGS: dict[str, tuple[str, ...]] = {
    "弹回": ("tan2", "hui2"),
    "擦干": ("ca1", "gan1"),
    "叫得醒": ("jiao4", "de5", "xing3"),
    "看得到": ("kan4", "de5", "dao4"),
    "听得到": ("ting1", "de5", "dao4"),
    "间隔": ("jian4", "ge2"),
    "谁": ("shei2",),
    "出血": ("chu1", "xue4"),
    "流血": ("liu2", "xue4"),
    "胸闷": ("xiong1", "men4"),
    "眼睛": ("yan3", "jing5"),
    "下巴": ("xia4", "ba5"),
    "地方": ("di4", "fang5"),
    "舒服": ("shu1", "fu5"),
    "糊涂": ("hu2", "tu5"),
    "看看": ("kan4", "kan5"),
    "那只": ("na4", "zhi1"),
    "再倒": ("zai4", "dao3"),
}
# Respelt for the dictionary: it takes the verb for the noun.
EN_SPELLINGS: dict[str, str] = {
    "use": "yooze",
}
# The dictionary runs these together; the voice must say two words. Written words: (sounds as they come, sounds wanted).
EN_APART: dict[str, tuple[str, str]] = {
    "at once": ("ətwˈʌns", "æt wˈʌns"),
    "do not": ("dunˌɑt", "dˈu nˈɑt"),
    "did not": ("dɪdnˌɑt", "dˈɪd nˌɑt"),
    "at a right": ("æTəɹ ɹˈIt", "æt ə ɹˈIt"),
    "this one": ("ðˈɪswˌʌn", "ðˈɪs wˌʌn"),
    "no more": ("nˈOmˌɔɹ", "nˈO mˌɔɹ"),
}

_ZH_WORD = re.compile("|".join(sorted(map(re.escape, ZH_READINGS), key=len, reverse=True)))
_EN_WORD = re.compile(r"\b(" + "|".join(map(re.escape, EN_SPELLINGS)) + r")\b", re.IGNORECASE)
_EN_APART = re.compile(r"\b(" + "|".join(map(re.escape, EN_APART)) + r")\b")

_NUMERALS = frozenset("零一二三四五六七八九十百千万幺两第")


def special_readings(lang: str, text: str) -> str:
    """The entries a text makes use of: part of its clip's name, so that a corrected reading makes a new clip."""
    if lang == "zh":
        used = {word: " ".join(ZH_READINGS[word]) for word in _ZH_WORD.findall(text)}
    else:
        used = {word.lower(): EN_SPELLINGS[word.lower()] for word in _EN_WORD.findall(text)}
        used |= {words: EN_APART[words][1] for words in _EN_APART.findall(text.lower())}
    return ",".join(f"{word}={reading}" for word, reading in sorted(used.items()))


def split_special(run: str) -> list[tuple[str, tuple[str, ...]]]:
    """A run of characters cut at the words whose reading is set; the other parts come with no reading."""
    found: list[tuple[str, tuple[str, ...]]] = []
    end = 0
    for match in _ZH_WORD.finditer(run):
        if match.start() > end:
            found.append((run[end : match.start()], ()))
        found.append((match.group(), ZH_READINGS[match.group()]))
        end = match.end()
    if end < len(run):
        found.append((run[end:], ()))
    return found


def respell(text: str) -> str:
    return _EN_WORD.sub(lambda match: EN_SPELLINGS[match.group().lower()], text)


def take_apart(sounds: str) -> str:
    for together, apart in EN_APART.values():
        sounds = sounds.replace(together, apart)
    return sounds


def spoken_tones(chars: str, pinyin: list[str]) -> list[str]:
    """一 and 不 take their tone from what follows: yí gè, yì miǎo, bú yào; within numbers 一 stays as it is."""
    changed = list(pinyin)
    for at, char in enumerate(chars[:-1]):
        next_tone = pinyin[at + 1][-1]
        if char == "不" and pinyin[at] == "bu4" and next_tone == "4":
            changed[at] = "bu2"
        elif char == "一" and pinyin[at] == "yi1" and not _in_number(chars, at):
            changed[at] = "yi2" if next_tone == "4" else "yi4"
    return changed


def _in_number(chars: str, at: int) -> bool:
    return chars[at + 1] in _NUMERALS or (at > 0 and chars[at - 1] in _NUMERALS)
