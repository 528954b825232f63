"""The difference of two packs as a page: numbers and ways first, then every changed word beside the old one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from ..model import Pack, Text
from ..words import both
from .difference import Change, Changed, Kind, beside, difference, way_in_words
from .leads import number
from .paper import page
from .sign import HASH_SHOWN, signature

KINDS: dict[Kind, Text] = {
    "number": {"zh": "数字改了", "en": "number changed"},
    "rewired": {"zh": "去向改了", "en": "leads elsewhere"},
    "added": {"zh": "新加", "en": "added"},
    "removed": {"zh": "删掉", "en": "removed"},
    "reworded": {"zh": "改了字句", "en": "reworded"},
    "other": {"zh": "其他", "en": "other"},
}
"""In the order in which a clinician wants to read them."""

FIELDS: dict[str, tuple[str, str]] = {
    "after_s": ("几秒后", "after seconds"),
    "alone": ("一个人时", "one person alone"),
    "answers": ("回答", "answers"),
    "ask": ("喊人来接", "asks for somebody"),
    "advice": ("建议", "advice"),
    "beat": ("节拍", "beat"),
    "coach": ("边按边念", "coaching"),
    "detail": ("说明", "detail"),
    "do_not": ("不要做", "do not"),
    "done": ("勾了以后", "once ticked"),
    "drill_finding": ("演练里病人", "casualty in a drill"),
    "editions": ("指南版本", "editions"),
    "finding": ("记录", "recorded"),
    "first": ("第一步", "first step"),
    "for_desk": ("值班台", "for the desk"),
    "gate": ("先问", "asked before it"),
    "goal_s": ("目标秒", "goal seconds"),
    "goto": ("去向", "leads to"),
    "hand_over": ("交接时", "hand over"),
    "icon": ("图标", "icon"),
    "key": ("关键动作", "key action"),
    "label": ("字", "label"),
    "lanes": ("分工", "lanes"),
    "mark": ("记号", "mark"),
    "minor": ("小键", "minor"),
    "note": ("小字", "note"),
    "numbers": ("号码", "numbers"),
    "pass_s": ("及格秒", "pass seconds"),
    "phrases": ("固定用语", "phrases"),
    "picture": ("图", "picture"),
    "reached": ("时刻", "moment"),
    "repeat_s": ("几秒再说", "said again after"),
    "say": ("念出来", "said"),
    "seconds": ("秒", "seconds"),
    "severity": ("轻重", "severity"),
    "slots": ("网点的话", "words of the branch"),
    "sources": ("依据", "sources"),
    "spoken": ("怎么念", "how it is said"),
    "steps": ("步骤", "steps"),
    "stops": ("停掉的计时", "stops"),
    "summary": ("给 120 的第一句", "first words of the card"),
    "taps": ("按键次数", "taps"),
    "targets": ("演练目标", "targets"),
    "tell": ("打电话时备好", "have ready for the call"),
    "timers": ("计时", "timers"),
    "title": ("标题", "title"),
    "until_call": ("接通后不念", "not said once answered"),
    "worst": ("最坏的回答", "worst answer"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
    "yue": ("粤语", "Cantonese"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One change, ready to be read. `old`, `new`: with what is gone and what is new marked inside."""

    kind: Kind
    what: str
    old: Markup
    new: Markup


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    changed: Changed
    state: str
    hashes: tuple[str, str]
    counts: dict[Kind, int]
    groups: tuple[Group, ...]


def diff_page(old: Pack, new: Pack) -> str:
    """The whole difference as one HTML document."""
    chapters = [_chapter(old, new, changed) for changed in difference(old, new)]
    rest = [Row(c.kind, _what(c.path), *_marked(c)) for c in beside(old, new)]
    counts = {kind: sum(c.counts[kind] for c in chapters) + sum(r.kind == kind for r in rest) for kind in KINDS}
    return page("diff.html", new, old=old, chapters=chapters, rest=rest, kinds=KINDS, counts=counts, shown=HASH_SHOWN)


def _chapter(old: Pack, new: Pack, changed: Changed) -> Chapter:
    state = "added" if changed.before is None else "removed" if changed.after is None else "changed"
    hashes = tuple(signature(p).now[:HASH_SHOWN] if p is not None else "" for p in (changed.before, changed.after))
    changes = changed.changes if state == "changed" else ()
    counts = {kind: sum(c.kind == kind for c in changes) for kind in KINDS}
    groups = tuple(
        Group(_group_title(changed, group), tuple(_rows(old, new, changed, list(found))))
        for group, found in groupby(sorted(changes, key=lambda c: _order(changed, c)), key=lambda c: c.group)
    )
    return Chapter(changed, state, (hashes[0], hashes[1]), counts, groups)


def _order(changed: Changed, change: Change) -> tuple[int, int, tuple[str, ...], int]:
    """The protocol's own words first, then step by step as in the file; the grave kinds before the others."""
    steps = list(changed.now.steps)
    name = change.path[1] if len(change.path) > 1 else ""
    own = {"steps": 1, "timers": 2, "lanes": 3}.get(change.path[0], 0)
    place = steps.index(name) if own == 1 and name in steps else len(steps)
    return own, place, change.group, list(KINDS).index(change.kind)


def _group_title(changed: Changed, group: tuple[str, ...]) -> str:
    if len(group) < 2:
        return _field(group[0])
    part, id = group
    if part == "steps" and id in changed.now.steps:
        step = both(changed.now.steps[id].title)
        return f"第 {number(changed.now, id)} 步 · step {number(changed.now, id)} ({id})：{step['zh']} · {step['en']}"
    return f"{_field(part)}：{id}"


def _rows(old: Pack, new: Pack, changed: Changed, changes: list[Change]) -> Iterator[Row]:
    whole = _whole(changed, changes)
    if whole is not None:
        yield whole
        return
    for change in changes:
        if change.path[-1] == "goto" and changed.before is not None and changed.after is not None:
            was = way_in_words(old, changed.before, change.path) or {"zh": "", "en": ""}
            now = way_in_words(new, changed.after, change.path) or {"zh": "", "en": ""}
            told = (Markup("{}<br>{}").format(x["zh"], x["en"]) for x in (was, now))
            yield Row(change.kind, _what(change.path[2:]), *told)
        else:
            yield Row(change.kind, _what(change.path[2:] or change.path), *_marked(change))


def _whole(changed: Changed, changes: list[Change]) -> Row | None:
    """A step that came or went as a whole is one row, not twenty."""
    group = changes[0].group
    if group[0] != "steps" or len(group) < 2 or changed.before is None or changed.after is None:
        return None
    was, now = changed.before.steps.get(group[1]), changed.after.steps.get(group[1])
    if was is not None and now is not None:
        return None
    step = was or now
    assert step is not None, "a change of a step belongs to one side at least"
    words = Markup("<br>").join(
        escape(line)
        for text in (step.title, step.detail or {}, step.say)
        for lang in ("zh", "en")
        if (line := text.get(lang, "").replace("|", " "))
    )
    answers = Markup("").join(Markup("<br>→ {} · {}").format(a.label["zh"], a.label["en"]) for a in step.answers)
    shown = words + answers
    if was is None:
        return Row("added", "整步 · whole step", Markup(""), Markup("<ins>{}</ins>").format(shown))
    return Row("removed", "整步 · whole step", Markup("<del>{}</del>").format(shown), Markup(""))


def _what(path: tuple[str, ...]) -> str:
    return " › ".join(_field(name) for name in path)


def _field(name: str) -> str:
    found = FIELDS.get(name)
    return f"{found[0]} · {found[1]}" if found is not None else name


def _marked(change: Change) -> tuple[Markup, Markup]:
    """Old and new words, with what is gone struck out and what is new underlined."""
    old, new = (re.findall(r"[A-Za-z0-9.]+|.", (side or "").replace("|", " ")) for side in (change.old, change.new))
    before, after = Markup(""), Markup("")
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = "".join(old[i:j]), "".join(new[k:m])
        before += escape(was) if tag == "equal" else Markup("<del>{}</del>").format(was) if was else Markup("")
        after += escape(now) if tag == "equal" else Markup("<ins>{}</ins>").format(now) if now else Markup("")
    return before, after
