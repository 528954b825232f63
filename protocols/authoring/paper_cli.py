"""The commands for paper: sign and verify, review, card, draw, diff, export."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec

from ..words import LANGS
from . import cli
from .card import card, cards
from .diff_page import diff_page
from .draw import index, library, pages
from .fhir import plan_definition
from .paper import NoPaper, press, put
from .review import booklet
from .sign import HASH_SHOWN, NotSigned, Signature, sign, signature


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add these commands to `main.py protocols`."""
    command = cli.add_command(
        subparsers,
        "sign",
        zh="把审定人的签字写进文件：姓名、职务、日期、内容指纹。内容再改，签字就作废",
        en="write a reviewer's signature into the file: name, role, date, content hash. Any later change voids it",
        run=_sign,
    )
    command.add_argument("id", metavar="ID", help="哪个流程 / which protocol")
    command.add_argument("--reviewer", required=True, metavar="NAME", help="审定人姓名 / who reviewed it")
    command.add_argument("--role", required=True, help="职务、单位 / role and institution")
    command.add_argument("--date", required=True, metavar="YYYY-MM-DD", help="签字日期 / day of signing")
    command.add_argument(
        "--read", metavar="HASH", help="纸上印的内容指纹：不是这一版就不签 / the hash on the paper that was read"
    )
    command = cli.add_command(
        subparsers,
        "verify",
        zh="列出每个流程由谁审定、签字是否还有效。有一个未经审定或作废，退出码就是 1",
        en="list who signed each protocol and whether that still holds. Exit 1 if any is unsigned or void",
        run=_verify,
    )
    _ids(command)
    command = cli.add_command(
        subparsers,
        "review",
        zh="做一本给医生审定的册子（网页，可打印成 A4）：每一步的全部内容，中英并排，末尾签名",
        en="make the booklet a clinician reviews (HTML, ready for A4): all of every step, Chinese beside English",
        run=_review,
    )
    _ids(command)
    _out(command, "review")
    command.add_argument("--pdf", action="store_true", help="同时印成 PDF / print it as PDF too")
    command = cli.add_command(
        subparsers,
        "card",
        zh="每个流程印一张 A4 海报（PDF，中文和英文），和屏幕同一个来源，带版本、指纹、审定状态",
        en="print a poster of A4 for each protocol (PDF, Chinese and English) from the same source as the screen",
        run=_card,
    )
    _ids(command)
    _out(command, "cards")
    command = cli.add_command(
        subparsers,
        "diff",
        zh="比较两版内容，写成医生看得懂的网页：加了、删了哪步，改了哪个字、哪个数字、哪条去向",
        en="compare two versions as a page a clinician reads: steps, words, numbers and ways that changed",
        run=_diff,
    )
    command.add_argument("old", type=Path, metavar="OLD", help="旧的内容目录 / directory of the old content")
    command.add_argument("new", type=Path, metavar="NEW", help="新的内容目录 / directory of the new content")
    command.add_argument(
        "--out",
        type=Path,
        default=Path("out/diff.html"),
        metavar="FILE",
        help="写到哪里（out/diff.html）/ where to write it",
    )
    command = cli.add_command(
        subparsers,
        "draw",
        zh="把每个流程画成图（SVG 和 PNG，中英，A4 上看得清），再做一页总目录",
        en="draw each protocol as a diagram (SVG and PNG, Chinese and English, readable on A4), and one index page",
        run=_draw,
    )
    _ids(command)
    _out(command, "drawings")
    command = cli.add_command(
        subparsers,
        "export",
        zh="写成 FHIR R5 PlanDefinition（JSON），给别的系统读；只出不进",
        en="write each protocol as a FHIR R5 PlanDefinition (JSON) for other systems; one way only",
        run=_export,
    )
    _ids(command)
    _out(command, "fhir")


def _out(command: argparse.ArgumentParser, name: str) -> None:
    default = Path("out") / name
    command.add_argument(
        "--out", type=Path, default=default, metavar="DIR", help=f"放在哪里（{default}）/ where to put it"
    )


def _ids(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", nargs="*", metavar="ID", help="哪些流程；不写就是全部 / which protocols; all if none")


def _in(args: argparse.Namespace, zh: str, en: str) -> str:
    return {"zh": zh, "en": en}.get(args.lang, f"{zh} / {en}")


def _sign(args: argparse.Namespace) -> int:
    pack = cli.pack_of(args)
    if pack is None:
        return cli.PROBLEMS
    args.id = [args.id]
    chosen = cli.chosen(args, pack)
    if chosen is None:
        return cli.WRONG_USE
    before = signature(chosen[0])
    try:
        made = sign(pack, chosen[0], args.reviewer, args.role, args.date, args.read)
    except NotSigned as refused:
        cli.tell(args, refused.zh, refused.en)
        return cli.PROBLEMS
    if before.state != "unsigned":
        print(_in(args, "替换了原来的：", "replaces: ") + _state(args, before))
    print(f"{made.file}: {_state(args, made)}")
    return cli.OK


def _verify(args: argparse.Namespace) -> int:
    pack = cli.pack_of(args)
    if pack is None:
        return cli.PROBLEMS
    chosen = cli.chosen(args, pack)
    if chosen is None:
        return cli.WRONG_USE
    found = [signature(protocol) for protocol in chosen]
    for one in found:
        print(f"{one.protocol:<24} {one.now[:HASH_SHOWN]}  {_state(args, one)}")
    counts = {state: sum(one.state == state for one in found) for state in ("signed", "void", "incomplete", "unsigned")}
    cli.tell(
        args,
        "共 {} 个：已审定 {signed}，作废 {void}，没签完整 {incomplete}，未经审定 {unsigned}".format(
            len(found), **counts
        ),
        "{}: {signed} signed, {void} void, {incomplete} incomplete, {unsigned} not reviewed".format(
            len(found), **counts
        ),
    )
    return cli.OK if counts["signed"] == len(found) else cli.PROBLEMS


def _state(args: argparse.Namespace, one: Signature) -> str:
    who, was, now = one.review, (one.review.content_hash or "")[:HASH_SHOWN], one.now[:HASH_SHOWN]
    match one.state:
        case "signed":
            zh = f"已审定：{who.reviewer}（{who.role}）{who.date}，指纹 {was}"
            en = f"signed by {who.reviewer} ({who.role}) on {who.date}, hash {was}"
        case "void":
            zh = f"签字作废，未经审定：{who.reviewer} {who.date} 签的是 {was}，内容现在是 {now}"
            en = f"void, not clinically reviewed: {who.reviewer} signed {was} on {who.date}, the content is now {now}"
        case "incomplete":
            zh, en = "签字不完整，未经审定：请用 sign 重签", "signature incomplete, not clinically reviewed: sign again"
        case "unsigned":
            zh, en = "未经审定", "not clinically reviewed"
    return _in(args, zh, en)


def _card(args: argparse.Namespace) -> int:
    pack = cli.pack_of(args)
    if pack is None:
        return cli.PROBLEMS
    if not args.id:
        args.id = [protocol.id for protocol in cards(pack)]
    chosen = cli.chosen(args, pack)
    if chosen is None:
        return cli.WRONG_USE
    args.out.mkdir(parents=True, exist_ok=True)
    clipped: list[str] = []
    try:
        with press() as printing:
            for protocol in chosen:
                for lang in LANGS if args.lang == "both" else (args.lang,):
                    html = args.out / f"{protocol.id}_{lang}.html"
                    put(html, card(pack, protocol, lang).encode())
                    pdf = html.with_suffix(".pdf")
                    clipped += [f"{pdf}: {box}" for box in printing.pdf(html, pdf)]
                    print(pdf)
    except NoPaper as missing:
        cli.tell(args, missing.zh, missing.en)
        return cli.PROBLEMS
    for place in clipped:
        cli.tell(args, f"{place}：字太多，放不下", f"{place}: more words than there is room for")
    return cli.PROBLEMS if clipped else cli.OK


def _diff(args: argparse.Namespace) -> int:
    packs = []
    for directory in (args.old, args.new):
        args.content = directory
        packs.append(cli.pack_of(args))
    old, new = packs
    if old is None or new is None:
        return cli.PROBLEMS
    args.out.parent.mkdir(parents=True, exist_ok=True)
    put(args.out, diff_page(old, new).encode())
    print(args.out)
    return cli.OK


def _draw(args: argparse.Namespace) -> int:
    pack = cli.pack_of(args)
    chosen = cli.chosen(args, pack) if pack is not None else None
    if pack is None or chosen is None:
        return cli.PROBLEMS if pack is None else cli.WRONG_USE
    args.out.mkdir(parents=True, exist_ok=True)
    try:
        drawn = {p.id: {lang: pages(pack, p, lang) for lang in LANGS} for p in chosen}
        overviews = [library(pack, lang) for lang in LANGS]
        for one in [
            *overviews,
            *(made for by_lang in drawn.values() for made_of in by_lang.values() for made in made_of),
        ]:
            for path in one.write(args.out):
                print(path)
    except NoPaper as missing:
        cli.tell(args, missing.zh, missing.en)
        return cli.PROBLEMS
    html = args.out / "index.html"
    put(html, index(pack, drawn).encode())
    print(html)
    return cli.OK


def _export(args: argparse.Namespace) -> int:
    pack = cli.pack_of(args)
    chosen = cli.chosen(args, pack) if pack is not None else None
    if pack is None or chosen is None:
        return cli.PROBLEMS if pack is None else cli.WRONG_USE
    args.out.mkdir(parents=True, exist_ok=True)
    for protocol in chosen:
        path = args.out / f"{protocol.id}.json"
        put(path, msgspec.json.format(msgspec.json.encode(plan_definition(pack, protocol)), indent=2) + b"\n")
        print(path)
    return cli.OK


def _review(args: argparse.Namespace) -> int:
    pack = cli.pack_of(args)
    if pack is None:
        return cli.PROBLEMS
    chosen = cli.chosen(args, pack)
    if chosen is None:
        return cli.WRONG_USE
    html = args.out / "review.html"
    args.out.mkdir(parents=True, exist_ok=True)
    put(html, booklet(pack, chosen).encode())
    print(html)
    if args.pdf:
        try:
            with press() as printing:
                printing.pdf(html, html.with_suffix(".pdf"))
        except NoPaper as missing:
            cli.tell(args, missing.zh, missing.en)
            return cli.PROBLEMS
        print(html.with_suffix(".pdf"))
    return cli.OK
