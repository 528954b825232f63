"""A reviewer's signature: written into the `review:` line of a file, proved against the content it was given for."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec

from .. import content, content_yaml
from ..content import Problem
from ..content_check import check
from ..content_graph import ways
from ..model import Pack, Protocol, Review
from ..text import clean_text
from .paths import limit_wrong, walk
from .places import Places
from .problems_zh import told

NAME_CHARS = 60
HASH_SHOWN = 12
"""How much of a content hash people compare by eye: on the booklet, on the card, in `verify`."""

State = Literal["signed", "void", "incomplete", "unsigned"]

_LINE = re.compile(r"^review:[ \t]*(\{[^{}\n]*\})", re.MULTILINE)


class NotSigned(Exception):
    """Why nothing was written, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands in the file, and whether it still holds."""

    protocol: str
    file: Path
    state: State
    review: Review
    """As written, whether or not it holds."""
    now: str
    """The hash of the content as it is now."""


def signature(protocol: Protocol) -> Signature:
    file = Path(protocol.file)
    raw = _raw(file)
    review, now = Review(**raw.get("review") or {}), content.content_hash(raw)
    if review == Review():
        state: State = "unsigned"
    elif not review.signed or not review.role:
        state = "incomplete"
    else:
        state = "signed" if protocol.review.signed else "void"
    return Signature(protocol.id, file, state, review, now)


def review_state(pack: Pack) -> str:
    """One line: which content this is, and how much of it no clinician has signed."""
    unsigned = sum(not protocol.review.signed for protocol in pack.protocols.values())
    state = f"{unsigned} not clinically reviewed / 未经审定" if unsigned else "all signed / 全部已审定"
    return f"content {pack.hash[:HASH_SHOWN]}: {len(pack.protocols)} protocols, {state}"


def sign(pack: Pack, protocol: Protocol, reviewer: str, role: str, day: str, read: str | None = None) -> Signature:
    """Write the signature; every other byte stays. `read`: the hash on the paper that was read, if given."""
    _fit(reviewer, "--reviewer")
    _fit(role, "--role")
    _day(day)
    before = signature(protocol)
    if read is not None and (len(read) < HASH_SHOWN or not before.now.startswith(read)):
        raise NotSigned(
            f"读的不是这一版：纸上 {read}，现在 {before.now[:HASH_SHOWN]}（写全 {HASH_SHOWN} 位）。请重新打印再读",
            f"another version was read: {read} on paper, {before.now[:HASH_SHOWN]} now "
            f"(give all {HASH_SHOWN} letters). Print it anew and read that",
        )
    wrong = list(_problems(pack, protocol))
    if wrong:
        zh, en = ("\n".join(told(problem, lang) for problem in wrong) for lang in ("zh", "en"))
        pieces = sorted({Path(problem.file).stem for problem in wrong} - {before.file.stem})
        named_zh = f"（在它用到的 {'、'.join(pieces)} 里）" if pieces else ""
        named_en = f" (in {', '.join(pieces)}, which it uses)" if pieces else ""
        raise NotSigned(
            f"内容还有错{named_zh}，先改好再签：\n{zh}",
            f"the content has problems{named_en}, put them right first:\n{en}",
        )
    review = Review(reviewer, role, day, before.now)
    _write(before.file, review)
    return Signature(protocol.id, before.file, "signed", review, before.now)


def _problems(pack: Pack, protocol: Protocol) -> Iterator[Problem]:
    """What the checker says of this file and of the pieces that it leads through, but for an old signature that is
    about to be replaced; and whether every way through it keeps the limit that it promises, where the names of the
    pack lead somewhere at all."""
    names = {Path(used.file).name for used in _used(pack, protocol)} | set(content.BESIDE)
    found = [p for p in check(pack) if p.line != pack.lines.get(f"{Path(p.file).name}:review")]
    yield from (problem for problem in found if Path(problem.file).name in names)
    if not found:
        yield from limit_wrong(pack, walk(Places(pack), protocol))


def _used(pack: Pack, protocol: Protocol) -> list[Protocol]:
    """The protocol and every shared piece that it lays over itself, and that these lay over themselves."""
    found, todo = [protocol], [protocol]
    while todo:
        one = todo.pop()
        named = [goto.protocol for step in one.steps.values() for goto in ways(one, step)]
        for piece in (pack.protocols.get(id or "") for id in (one.gate, *named)):
            if piece is not None and piece.shared and piece not in found:
                found.append(piece)
                todo.append(piece)
    return found


def _write(file: Path, review: Review) -> None:
    old = file.read_bytes()
    places = _LINE.findall(old.decode())
    if len(places) != 1:
        raise NotSigned(
            f"{file}：找不到唯一的一行 `review: {{}}`，请写成一行",
            f"{file}: there must be one line `review: {{}}`: write it on a line of its own",
        )
    fields = ((name, getattr(review, name)) for name in Review.__dataclass_fields__)
    flow = "{" + ", ".join(f"{name}: {msgspec.json.encode(value).decode()}" for name, value in fields) + "}"
    new = _LINE.sub(lambda found: found.group().removesuffix(found.group(1)) + flow, old.decode()).encode()
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.stem}-", delete=False) as making:
        making.write(new)
    made = Path(making.name)
    try:
        before, after = _raw(file), _raw(made)
        assert {**after, "review": before["review"]} == before, "only the signature may change"
        assert Review(**after["review"]) == review, "the signature reads back as it was given"
        made.chmod(file.stat().st_mode)
        made.replace(file)
    finally:
        made.unlink(missing_ok=True)


def _raw(file: Path) -> dict[str, Any]:
    """The file as the loader sees it: a signature is proved against exactly that."""
    raw = content_yaml.read(file.read_bytes()).data
    assert raw is not None, "the pack was loaded, so the file can be read"
    return dict(raw)


def _fit(words: str, option: str) -> None:
    if not words or clean_text(words, NAME_CHARS) != words or re.search(r"[{}]", words):
        raise NotSigned(
            f"{option}：写 1 到 {NAME_CHARS} 个字，前后不留空格，不用大括号",
            f"{option}: 1 to {NAME_CHARS} characters, no blank at the ends, no curly brackets",
        )


def _day(day: str) -> None:
    try:
        fits = re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) is not None and date.fromisoformat(day) <= date.today()
    except ValueError:
        fits = False
    if not fits:
        raise NotSigned(
            f"--date {day}：写成 年-月-日（2025-06-30），不能晚于今天",
            f"--date {day}: write YYYY-MM-DD (2025-06-30), not later than today",
        )
