"""Proves of every word in a pack that it can be said, read from three metres, and answered for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from .content import NUMBERS, PHRASES, SLOTS, spoken
from .model import Pack, Protocol, Text
from .spoken import digits as spoken_digits
from .text import plain, width

SAY_ZH_MAX, SAY_ZH_CRITICAL_MAX = 30, 15
"""Chinese characters, marks included, in one prompt."""
SAY_EN_MAX, SAY_EN_CRITICAL_MAX = 16, 10
"""English words in one prompt."""
TITLE_LINE_ZH_MAX, TITLE_LINES_MAX, TITLE_EN_MAX = 9.0, 3, 48
LABEL_ZH_MAX, LABEL_EN_MAX = 12.0, 33
"""Of an answer: all of one question stand in one size, so the longest makes every one of them small."""
NOTE_ZH_MAX, NOTE_EN_MAX = 24.0, 50
DETAIL_ZH_MAX, DETAIL_EN_MAX = 60.0, 180

FORBIDDEN = (
    # folk acts and old advice that harm
    "掐人中", "放血", "扎针", "拍打", "灌水", "喂水", "喂药", "速效救心丸", "安宫牛黄", "丹参滴丸", "松解止血带",
    "摸脉搏", "颈动脉", "两指按压", "倒挂", "手指抠", "猛敲", "站起来走", "自行送医",
    "pulse", "carotid", "smelling salts",
    # diagnosis, promise, blame, law
    "心梗", "中风了", "是中风", "确诊", "诊断为", "heart attack", "diagnos",
    "心肌梗", "脑梗", "脑出血", "脑溢血", "確診", "診斷為", "having a stroke", "it is a stroke", "cardiac arrest",
    "保证", "一定会", "肯定没事", "没事的", "不会有事", "放心", "会好起来", "马上就到", "很快就到",
    "会没事", "没大碍", "没有大碍", "死不了", "救得活", "一定能", "在路上了", "马上到了", "快到了", "就快到",
    "保證", "一定會", "不會有事", "會好起來", "馬上就到", "好快就到",
    "guarantee", "will be fine", "be all right soon", "don't worry", "do not worry", "help is coming",
    "help is on its way", "will get better", "promise you", "be ok soon", "will be ok", "be okay", "will survive",
    "nothing serious", "help is on the way", "ambulance is on the way", "they are on the way",
    "您的错", "怪您", "免责", "your fault", "to blame", "liab", "immunity",
)  # fmt: skip
"""Nowhere but in a `do_not` list."""

EXPLAINS = (
    "因为",
    "所以",
    "为了",
    "这样可以",
    "这样能",
    "以便",
    "原因",
    "because",
    "so that",
    "in order to",
    "this helps",
    "the reason",
)
"""Never while hands are busy: there is no time for a why."""

YUE_CHOSEN = {"俾": "畀", "屏幕": "螢幕"}
"""Of two Cantonese spellings the one that is used throughout."""

Found = Iterator[tuple[str, str]]
"""Place in a file, what to do."""

_FORBIDDEN = re.compile("|".join(map(re.escape, FORBIDDEN)))
_ZH_UNSPOKEN = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff，。！？：；、（）《》“”‘’…—]")
_EN_UNSPOKEN = re.compile(r"[^A-Za-z ',.!?:;()—-]")
_ZH_DIGITS = re.compile(
    r"[零〇幺一二三四五六七八九]{3,}|幺[零〇幺一二三四五六七八九]*"
    r"|(?<![零〇幺一二三四五六七八九])[零〇幺一二三四五六七八九](?:[、，…—][零〇幺一二三四五六七八九]){2,}"
)
_EN_DIGITS = re.compile(
    r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b[ ,.-]*){3,}"
    r"|\b(?:double|triple)[ -](?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b|\bnine[ -]eleven\b",
    re.IGNORECASE,
)
_APART = re.compile(r"(?<![\d.])\d(?:[ \-·、，]\d){2,}(?!\d)")
"""The digits of a number, held apart so that nobody finds it."""
ODD = re.compile(r"[^A-Za-z0-9 !\"#%&'()*+,./:;=?@_{|}\u3400-\u4dbf\u4e00-\u9fff，。！？：；、（）《》“”‘’…—·–×℃°→-]")
"""Neither in the typeface of the screen nor in plain writing: a drawn sign, or one that turns the words around."""
_REFUSES_CALL = re.compile(
    r"(?:(?<!打)不[用要必能]?|不可以?|别|勿)(?:打|拨|叫|呼)\s*(?:120|幺二零|119|幺幺九|救护车)"
    r"|\b(?:do not|don't|never|no need to) (?:call|dial|ring|phone) (?:120|one two zero|119|one one nine|an ambulance)",
    re.IGNORECASE,
)
ROOM = (
    (r"[^.]*:title|[^.]*:summary", 24.0, 64),
    (r".*:lanes\.\d+\.role", 9.0, 24),
    (r".*:lanes\.\d+\.items\.\d+\.(?:label|done|alone)", LABEL_ZH_MAX, LABEL_EN_MAX),
    (r".*:timers\.\w+\.label", 20.0, 50),
    (r".*\.finding", 40.0, 140),
    (r".*:targets\.\d+\.(?:label|advice)", 40.0, 130),
    (r".*:do_not\.\d+", 30.0, 90),
)
"""What else stands on a screen or a card, by its place, and the room it has there."""
_ROOM = re.compile("|".join(f"({place})" for place, _, _ in ROOM))
KEPT = 40_000
"""Words judged once a process: the same stand in many steps, and a change of content changes few. Ours are 14,000."""
_SPELT = re.compile(r"\b[A-Z]{2,}\b")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WIDE = re.compile(r"[“”‘’·…\u3000-\u303f\uff00-\uffef]")
_NARROW = re.compile(r"(?<=[\u4e00-\u9fff])[,.;:!?](?=[\u4e00-\u9fff]|$)")
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")
_DIGIT = re.compile(r"[0-9０-９]")
_LONG_NUMBER = re.compile(r"\d{3,}")
_PLACE = re.compile(r"\{(.*?)\}")
_BRACED = re.compile(r"\{\w+\}")
_UNITS = re.compile(r"\s*(次|秒|分钟|小时|厘米|毫升|克|岁|pushes|seconds?|minutes?|min\b|cm|ml|years?)")


def words_wrong(pack: Pack) -> Found:
    """Every place whose words must be changed."""
    critical = {
        f"{Path(p.file).name}:steps.{s.id}" for p in pack.protocols.values() for s in p.steps.values() if s.critical
    }
    for place, text in spoken(pack):
        coached = ".coach." in place or ":lanes." in place
        short = ".drill_finding" not in place and (coached or place.rpartition(".")[0] in critical)
        yield from _said(pack, place, text, short)
        for lang, words in text.items() if short else ():
            for why in (w for w in EXPLAINS if w in words.lower()):
                yield f"{place}.{lang}", f"`{why}` explains, and hands are busy: say only what to do"
    for number in pack.numbers.values():
        yield from _said(pack, f"{NUMBERS}:{number.id}.spoken", number.spoken, False)
    for place, text in shown(pack):
        yield from _shown(pack, place, text)
    for place, text in _follies(pack):
        yield from _shown(pack, place, text, folly=True)
    yield from _numbers(pack)
    yield from _rooms(pack)
    for protocol in pack.protocols.values():
        yield from _fits(pack, protocol)
    for slot in pack.slots.values():
        yield from _shown(pack, f"{SLOTS}:{slot.id}.default", slot.default)


def shown(pack: Pack) -> Iterator[tuple[str, Text]]:
    """Everything a person may read, but for the `do_not` lists, and the place where it is written."""
    for protocol in pack.protocols.values():
        file = Path(protocol.file).name
        yield f"{file}:title", protocol.title
        if protocol.summary is not None:
            yield f"{file}:summary", protocol.summary
        for step in protocol.steps.values():
            at = f"{file}:steps.{step.id}"
            yield f"{at}.title", step.title
            if step.detail is not None:
                yield f"{at}.detail", step.detail
            if step.for_desk is not None:
                yield f"{at}.for_desk", step.for_desk
            for n, answer in enumerate(step.answers):
                for part, text in (("label", answer.label), ("note", answer.note), ("finding", answer.finding)):
                    if text is not None:
                        yield f"{at}.answers.{n}.{part}", text
        for timer in protocol.timers.values():
            yield f"{file}:timers.{timer.id}.label", timer.label
        for n, lane in enumerate(protocol.lanes):
            yield f"{file}:lanes.{n}.role", lane.role
            for m, item in enumerate(lane.items):
                yield f"{file}:lanes.{n}.items.{m}.label", item.label
                for part, words in (("done", item.done), ("alone", item.alone)):
                    if words is not None:
                        yield f"{file}:lanes.{n}.items.{m}.{part}", words
        for part, lines in (("tell", protocol.tell), ("hand_over", protocol.hand_over)):
            for n, line in enumerate(lines):
                yield f"{file}:{part}.{n}", line
        for n, target in enumerate(protocol.targets):
            yield f"{file}:targets.{n}.label", target.label
            yield f"{file}:targets.{n}.advice", target.advice
    for phrase in pack.phrases.values():
        yield f"{PHRASES}:{phrase.id}.text", phrase.text
    for number in pack.numbers.values():
        yield f"{NUMBERS}:{number.id}.who", number.who


def _follies(pack: Pack) -> Iterator[tuple[str, Text]]:
    """What nobody should do."""
    for protocol in pack.protocols.values():
        for n, line in enumerate(protocol.do_not):
            yield f"{Path(protocol.file).name}:do_not.{n}", line


# --- spoken -------------------------------------------------------------------------------------------------


def _said(pack: Pack, place: str, text: Text, short: bool) -> Found:
    for lang, words in text.items():
        registered = frozenset(n.spoken.get(lang, n.spoken["zh"]) for n in pack.numbers.values())
        for message in _unsayable(words, lang, short, registered):
            yield f"{place}.{lang}", message


@lru_cache(maxsize=KEPT)
def _unsayable(words: str, lang: str, short: bool, registered: frozenset[str]) -> tuple[str, ...]:
    return tuple(_say_wrong(words, lang, short, registered))


def _say_wrong(words: str, lang: str, short: bool, registered: frozenset[str]) -> Iterator[str]:
    if not any(c.isalnum() for c in words):
        yield "nothing is said here: write the words, or leave them out"
    if _DIGIT.search(words):
        yield "digits in spoken words: write them as they are said (幺二零, five)"
    elif lang == "en":
        yield from _said_en(words, short, registered)
    else:
        yield from _said_zh(words, short, registered)
    if lang == "yue":
        for rejected, chosen in YUE_CHOSEN.items():
            if rejected in words:
                yield f"`{rejected}` is written `{chosen}` here: use one spelling for one Cantonese word"
    if refused := _REFUSES_CALL.search(plain(words)):
        yield f"`{refused[0]}` keeps people from calling for help: nobody is ever told that"
    yield from _forbidden(words)


def _numbers(pack: Pack) -> Found:
    """A number is the one that its name says, shown and spoken: nobody is sent to another by a slip of the pen."""
    for number in pack.numbers.values():
        at = f"{NUMBERS}:{number.id}"
        if number.digits != number.id:
            yield f"{at}.digits", f"`{number.digits}` stands under the name `{number.id}`: write the same digits"
        for lang, words in number.spoken.items():
            said = words.replace("一", "幺") if lang != "en" else words
            if said != spoken_digits(number.digits, "en" if lang == "en" else "zh"):
                yield f"{at}.spoken.{lang}", f"`{words}` is not {number.digits}: write it digit by digit"


def _said_zh(words: str, short: bool, registered: frozenset[str]) -> Iterator[str]:
    if _LATIN.search(words):
        yield "Latin letters in spoken Chinese: write the word (除颤器 for AED)"
    elif odd := _ZH_UNSPOKEN.search(words):
        yield f"`{odd[0]}` has no sound: use Chinese words and marks only"
    limit = SAY_ZH_CRITICAL_MAX if short else SAY_ZH_MAX
    if len(words) > limit:
        why = "hands are busy" if short else "fear makes people deaf"
        yield f"{len(words)} characters to hear, {limit} at most here, for {why}: shorten or split the step"
    for run in _ZH_DIGITS.findall(words):
        if run not in registered:
            yield f"`{run}` is no number of numbers.yaml: register it there, or correct it"


def _said_en(words: str, short: bool, registered: frozenset[str]) -> Iterator[str]:
    if odd := _EN_UNSPOKEN.search(words):
        yield f"`{odd[0]}` has no sound: use plain English words and straight marks"
    if shout := _SPELT.search(words):
        yield f"`{shout[0]}` would be spelled out badly: write the word (defibrillator for AED)"
    count, limit = len(words.split()), SAY_EN_CRITICAL_MAX if short else SAY_EN_MAX
    if count > limit:
        yield f"{count} words to hear, {limit} at most here: shorten or split the step"
    for found in _EN_DIGITS.finditer(words):
        number = found[0].strip(" ,.-")
        if number.lower() not in registered:
            yield f"`{number}` is no number of numbers.yaml: register it there, or correct it"


# --- shown --------------------------------------------------------------------------------------------------


def _shown(pack: Pack, place: str, text: Text, folly: bool = False) -> Found:
    """`folly`: what nobody should do, which may name what is forbidden to advise."""
    registered = frozenset(n.digits for n in pack.numbers.values())
    slots = frozenset(pack.slots) if place.endswith(".detail") else frozenset()
    for lang, words in text.items():
        for message in _unshowable(words, lang == "en", folly, registered, slots):
            yield f"{place}.{lang}", message


@lru_cache(maxsize=KEPT)
def _unshowable(
    words: str, english: bool, folly: bool, registered: frozenset[str], slots: frozenset[str]
) -> tuple[str, ...]:
    return tuple(_show_wrong(words, english, folly, registered, slots))


def _show_wrong(
    words: str, english: bool, folly: bool, registered: frozenset[str], slots: frozenset[str]
) -> Iterator[str]:
    """`slots`: the places that a branch may fill here."""
    if not any(c.isalnum() for c in words):
        yield "nothing stands here: write the words"
    if odd := ODD.search(words):
        name = unicodedata.name(odd[0], "a control character")
        yield f"U+{ord(odd[0]):04X} ({name}) cannot be shown: use plain words and marks"
    if "{" in words or "}" in words:
        alone = _BRACED.sub("", words)
        if "{" in alone or "}" in alone:
            yield "`{` and `}` stand only around the name of a place of slots.yaml: remove them"
        for name in _PLACE.findall(words):
            if name not in slots:
                yield (
                    f"`{{{name}}}` is filled only in a detail, by a place of slots.yaml: correct the name or remove it"
                )
    for apart in _APART.finditer(words):
        yield f"`{apart[0]}` is a number held apart: write it in one piece, as numbers.yaml has it"
    for found in _LONG_NUMBER.finditer(words):
        if found[0] not in registered and not _UNITS.match(words, found.end()):
            yield f"`{found[0]}` is no number of numbers.yaml: register it there, or give it a unit"
    if english:
        if han := _HAN.search(words):
            yield f"`{han[0]}` is Chinese in the English words: translate it"
        if odd := _WIDE.search(words):
            yield f"`{odd[0]}` tears English apart in this typeface: use straight marks"
    elif odd := _NARROW.search(words):
        yield f"`{odd[0]}` after Chinese: use the full-width mark"
    if words.count("**") % 2:
        yield "`**` opens and does not close: bold runs need both"
    if refused := _REFUSES_CALL.search(plain(words)):
        yield f"`{refused[0]}` keeps people from calling for help: nobody is ever told that"
    if not folly:
        yield from _forbidden(words)


def forbidden(words: str) -> list[str]:
    """What these words advise that nobody may advise, each once."""
    return list(dict.fromkeys(_FORBIDDEN.findall(plain(words))))


def _forbidden(words: str) -> Iterator[str]:
    for word in forbidden(words):
        yield f"`{word}` may stand only in a do_not list: advise what to do instead"


def _widest(pack: Pack, lang: str, words: str) -> str:
    """The words as wide as a branch may make them."""
    for slot in pack.slots.values():
        words = words.replace(f"{{{slot.id}}}", "字" * slot.width if lang != "en" else "x" * 2 * slot.width)
    return words


def _rooms(pack: Pack) -> Found:
    """Words keep to the room of their kind, wherever they stand."""
    for at, text in (*shown(pack), *_follies(pack)):
        if kind := _ROOM.fullmatch(at):
            _, zh_max, en_max = ROOM[(kind.lastindex or 1) - 1]
            yield from _room(at, text, zh_max, en_max)


def _fits(pack: Pack, protocol: Protocol) -> Found:
    """Words keep to the room that the screen has for them."""
    file = Path(protocol.file).name
    for part, reminders in (("tell", protocol.tell), ("hand_over", protocol.hand_over)):
        for n, line in enumerate(reminders):
            yield from _room(f"{file}:{part}.{n}", line, NOTE_ZH_MAX, NOTE_EN_MAX)
    for step in protocol.steps.values():
        at = f"{file}:steps.{step.id}"
        lines = step.title["zh"].split("|")
        if len(lines) > TITLE_LINES_MAX or any(width(line) > TITLE_LINE_ZH_MAX for line in lines):
            limit = f"{TITLE_LINES_MAX} lines of {TITLE_LINE_ZH_MAX:.0f} characters"
            yield f"{at}.title.zh", f"a title has at most {limit}, broken by `|`: shorten it or split the step"
        yield from _room(f"{at}.title", step.title, None, TITLE_EN_MAX)
        if step.detail is not None:
            widest = {lang: _widest(pack, lang, words) for lang, words in step.detail.items()}
            yield from _room(f"{at}.detail", widest, DETAIL_ZH_MAX, DETAIL_EN_MAX)
        for n, answer in enumerate(step.answers):
            yield from _room(f"{at}.answers.{n}.label", answer.label, LABEL_ZH_MAX, LABEL_EN_MAX)
            if answer.note is not None:
                yield from _room(f"{at}.answers.{n}.note", answer.note, NOTE_ZH_MAX, NOTE_EN_MAX)


def _room(at: str, text: Text, zh_max: float | None, en_max: int) -> Found:
    if zh_max is not None and width(text["zh"]) > zh_max:
        yield f"{at}.zh", f"{width(text['zh']):g} characters wide, {zh_max:g} at most here: shorten it"
    letters = len(text["en"].replace("**", "").replace("|", " "))
    if letters > en_max:
        yield f"{at}.en", f"{letters} letters, {en_max} at most here: shorten it"
