"""Proves of every word in a pack that it can be said, read from three metres, and answered for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from .content import NUMBERS, PHRASES, SLOTS, spoken
from .model import Pack, Protocol, Text

SAY_ZH_MAX, SAY_ZH_CRITICAL_MAX = 30, 15
"""Chinese characters, marks included, in one prompt."""
SAY_EN_MAX, SAY_EN_CRITICAL_MAX = 16, 10
"""English words in one prompt."""
TITLE_LINE_ZH_MAX, TITLE_LINES_MAX, TITLE_EN_MAX = 9.0, 3, 48
LABEL_ZH_MAX, LABEL_EN_MAX = 13.0, 36
NOTE_ZH_MAX, NOTE_EN_MAX = 24.0, 50
DETAIL_ZH_MAX, DETAIL_EN_MAX = 60.0, 180

FORBIDDEN = (
    # folk acts and old advice that harm
    "掐人中", "放血", "扎针", "拍打", "灌水", "喂水", "喂药", "速效救心丸", "安宫牛黄", "丹参滴丸", "松解止血带",
    "摸脉搏", "颈动脉", "两指按压", "倒挂", "手指抠", "猛敲", "站起来走", "自行送医",
    "pulse", "carotid", "smelling salts",
    # diagnosis, promise, blame, law
    "心梗", "中风了", "是中风", "确诊", "诊断为", "heart attack", "diagnos",
    "保证", "一定会", "肯定没事", "没事的", "不会有事", "放心", "会好起来", "马上就到", "很快就到",
    "guarantee", "will be fine", "be all right soon", "don't worry", "help is coming", "help is on its way",
    "will get better",
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

Found = Iterator[tuple[str, str]]
"""Place in a file, what to do."""

_FORBIDDEN = re.compile("|".join(map(re.escape, FORBIDDEN)))
_ZH_SPOKEN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff，。！？：；、（）《》“”‘’…—]")
_EN_SPOKEN = re.compile(r"[A-Za-z ',.!?:;()—-]")
_ZH_DIGITS = re.compile(r"[零〇幺一二三四五六七八九]{3,}|幺[零〇幺一二三四五六七八九]*")
_EN_DIGITS = re.compile(r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b[ -]?){3,}", re.IGNORECASE)
_UNITS = re.compile(r"\s*(次|秒|分钟|小时|厘米|毫升|克|岁|pushes|seconds?|minutes?|min\b|cm|ml|years?)")


def words_wrong(pack: Pack) -> Found:
    """Every place whose words must be changed."""
    critical = {
        f"{Path(p.file).name}:steps.{s.id}." for p in pack.protocols.values() for s in p.steps.values() if s.critical
    }
    for place, text in spoken(pack):
        short = ".drill_finding" not in place and (".coach." in place or any(place.startswith(c) for c in critical))
        yield from _said(pack, place, text, short)
        for lang, words in text.items() if short else ():
            for why in (w for w in EXPLAINS if w in words.lower()):
                yield f"{place}.{lang}", f"`{why}` explains, and hands are busy: say only what to do"
    for number in pack.numbers.values():
        yield from _said(pack, f"{NUMBERS}:{number.id}.spoken", number.spoken, False)
    for place, text in shown(pack):
        yield from _shown(pack, place, text)
    for protocol in pack.protocols.values():
        yield from _fits(pack, protocol)
    for slot in pack.slots.values():
        yield from _shown(pack, f"{SLOTS}:{slot.id}.default", slot.default)
        if width(slot.default["zh"]) > slot.width or width(slot.default["en"]) > slot.width:
            yield f"{SLOTS}:{slot.id}.default", f"the default is wider than `width: {slot.width}`: shorten it"


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
                if item.done is not None:
                    yield f"{file}:lanes.{n}.items.{m}.done", item.done
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


def width(text: str) -> float:
    """Room it takes on the screen, in Chinese characters: a Latin letter or digit is half of one."""
    plain = text.replace("**", "").replace("|", "")
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.5 for c in plain)


# --- spoken -------------------------------------------------------------------------------------------------


def _said(pack: Pack, place: str, text: Text, short: bool) -> Found:
    for lang, words in text.items():
        at = f"{place}.{lang}"
        if re.search(r"[0-9０-９]", words):
            yield at, "digits in spoken words: write them as they are said (幺二零, five)"
        elif lang == "en":
            yield from _said_en(pack, at, words, short)
        else:
            yield from _said_zh(pack, at, words, short, lang)
        yield from _forbidden(at, words)


def _said_zh(pack: Pack, at: str, words: str, short: bool, lang: str) -> Found:
    if re.search(r"[A-Za-zＡ-Ｚａ-ｚ]", words):
        yield at, "Latin letters in spoken Chinese: write the word (除颤器 for AED)"
    elif odd := [c for c in words if not _ZH_SPOKEN.fullmatch(c)]:
        yield at, f"`{odd[0]}` has no sound: use Chinese words and marks only"
    limit = SAY_ZH_CRITICAL_MAX if short else SAY_ZH_MAX
    if len(words) > limit:
        why = "hands are busy" if short else "fear makes people deaf"
        yield at, f"{len(words)} characters to hear, {limit} at most here, for {why}: shorten or split the step"
    registered = {n.spoken.get(lang, n.spoken["zh"]) for n in pack.numbers.values()}
    for run in _ZH_DIGITS.findall(words):
        if run not in registered:
            yield at, f"`{run}` is no number of numbers.yaml: register it there, or correct it"


def _said_en(pack: Pack, at: str, words: str, short: bool) -> Found:
    if odd := [c for c in words if not _EN_SPOKEN.fullmatch(c)]:
        yield at, f"`{odd[0]}` has no sound: use plain English words and straight marks"
    if shout := re.search(r"\b[A-Z]{2,}\b", words):
        yield at, f"`{shout[0]}` would be spelled out badly: write the word (defibrillator for AED)"
    count, limit = len(words.split()), SAY_EN_CRITICAL_MAX if short else SAY_EN_MAX
    if count > limit:
        yield at, f"{count} words to hear, {limit} at most here: shorten or split the step"
    registered = {n.spoken["en"] for n in pack.numbers.values()}
    for found in _EN_DIGITS.finditer(words):
        if found[0].strip().lower() not in registered:
            yield at, f"`{found[0].strip()}` is no number of numbers.yaml: register it there, or correct it"


# --- shown --------------------------------------------------------------------------------------------------


def _shown(pack: Pack, place: str, text: Text) -> Found:
    registered = {n.digits for n in pack.numbers.values()}
    for lang, words in text.items():
        at = f"{place}.{lang}"
        for name in re.findall(r"\{(.*?)\}", words):
            if not place.endswith(".detail") or name not in pack.slots:
                yield (
                    at,
                    f"`{{{name}}}` is filled only in a detail, by a place of slots.yaml: correct the name or remove it",
                )
        for found in re.finditer(r"\d{3,}", words):
            if found[0] not in registered and not _UNITS.match(words, found.end()):
                yield at, f"`{found[0]}` is no number of numbers.yaml: register it there, or give it a unit"
        if lang == "en":
            if odd := re.search(r"[“”‘’·…\u3000-\u303f\uff00-\uffef]", words):
                yield at, f"`{odd[0]}` tears English apart in this typeface: use straight marks"
        elif odd := re.search(r"(?<=[\u4e00-\u9fff])[,.;:!?](?=[\u4e00-\u9fff]|$)", words):
            yield at, f"`{odd[0]}` after Chinese: use the full-width mark"
        if words.count("**") % 2:
            yield at, "`**` opens and does not close: bold runs need both"
        yield from _forbidden(at, words)


def _forbidden(at: str, words: str) -> Found:
    for word in dict.fromkeys(_FORBIDDEN.findall(words.lower())):
        yield at, f"`{word}` may stand only in a do_not list: advise what to do instead"


def _widest(pack: Pack, lang: str, words: str) -> str:
    """The words as wide as a branch may make them."""
    for slot in pack.slots.values():
        words = words.replace(f"{{{slot.id}}}", "字" * slot.width if lang != "en" else "x" * 2 * slot.width)
    return words


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
    plain = text["en"].replace("**", "").replace("|", " ")
    if len(plain) > en_max:
        yield f"{at}.en", f"{len(plain)} letters, {en_max} at most here: shorten it"
