"""`main.py protocols ...`: the commands of the authors, each with its help in Chinese and English."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from ..content import ContentError, Problem, load
from ..model import Pack, Protocol
from . import paper_cli
from .paths import limit_wrong, walk
from .paths_table import table
from .places import Dangling, Places
from .problems_zh import told
from .proofs import prove
from .said import said
from .sign import review_state
from .transcript import ScriptError, transcript

OK, PROBLEMS, WRONG_USE = 0, 1, 2
"""Exit codes of every command here (argparse itself ends with 2)."""


def run(argv: Sequence[str]) -> int:
    """Run one of the authors' commands. Gives the exit code."""
    args = _parser().parse_args(argv)
    try:
        code = int(args.run(args))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BrokenPipeError:  # `| head`: whoever started this knows what that means
        raise
    except OSError as error:
        if error.filename is None:  # standard output: nothing more can be said there, not even at the end
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        place, why = error.filename or "stdout", error.strerror or error
        tell(
            args,
            f"{place}：写不进去（{why}）。请换一个有空间、能写的地方；上面列出的文件是完整的",
            f"{place}: cannot be written ({why}). Choose a place with room that you may write to; "
            "the files listed above are whole",
        )
        return PROBLEMS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py protocols",
        description="编写者的工具：检查、朗读、测量、审定处置流程。\n"
        "For authors: check, read out, measure and sign the protocols.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    add_command(
        subparsers,
        "check",
        zh="检查全部内容：没有问题退出码 0，否则逐行列出 文件:行号: 怎么改",
        en="check all content: exit 0, or file:line: what to do",
        run=_check,
    )
    play = add_command(
        subparsers,
        "play",
        zh="把剧本（.taps）用真正的规则演一遍，打印屏幕、问答、说的话、计时",
        en="play a script of taps on the real rules; print what is shown, asked, said and timed",
        run=_play,
    )
    play.add_argument("script", nargs="+", type=Path, metavar="FILE.taps", help="剧本 / scripts")
    spoken = add_command(
        subparsers,
        "said",
        zh="列出每一句话：文件:行号、用处、原文（do_not 是不要做的事）",
        en="list every sentence: file:line, role, words (role do_not: what nobody should do)",
        run=_said,
        messages=False,
    )
    spoken.add_argument(
        "--lang",
        choices=("zh", "en", "yue"),
        default="zh",
        help="哪种语言；yue 是粤语，用处带 _zh 的没有粤语，照念普通话 / which language; yue is Cantonese: a role with "
        "_zh has no words of its own, the Mandarin ones are spoken",
    )
    walks = add_command(
        subparsers,
        "paths",
        zh="走遍每条路：一共几条，到关键动作最少最多按几次、几秒，哪些步只能从别处进来。超过 key 写的限度，退出码 1",
        en="walk every way: how many, taps, seconds to the key act, steps entered from elsewhere. Exit 1 over a limit",
        run=_paths,
    )
    walks.add_argument("id", nargs="*", metavar="ID", help="哪些流程；不写就是全部 / which protocols; all if none")
    walks.add_argument("--ways", action="store_true", help="连最慢的路一步步列出 / list the slowest ways tap by tap")
    paper_cli.add_commands(subparsers)
    return parser


def add_command(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    *,
    zh: str,
    en: str,
    run: Callable[[argparse.Namespace], int],
    messages: bool = True,
) -> argparse.ArgumentParser:
    """One command with what all have: help in both languages, `--content`, and `--lang` for its messages (unless it
    gives `--lang` a meaning of its own). `run` gives the exit code."""
    parser = subparsers.add_parser(
        name, help=f"{zh} / {en}", description=f"{zh}\n{en}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--content", type=Path, metavar="DIR", help="另一个内容目录 / another content directory")
    if messages:
        parser.add_argument(
            "--lang", choices=("zh", "en", "both"), default="both", help="提示的语言 / language of the messages"
        )
    parser.set_defaults(run=run)
    return parser


def tell(args: argparse.Namespace, zh: str, en: str) -> None:
    """A message to the author, on standard error: Chinese first, then English, or the one asked for."""
    for lang, words in (("zh", zh), ("en", en)):
        if args.lang == lang or args.lang not in ("zh", "en"):
            print(words, file=sys.stderr)


def pack_of(args: argparse.Namespace) -> Pack | None:
    """The pack that was asked for; None when it cannot be read, and every reason has been told."""
    if args.content is not None and not args.content.is_dir():
        tell(args, f"{args.content}：没有这个目录", f"{args.content}: no such directory")
        return None
    try:
        return load(args.content)
    except ContentError as error:
        problems(args, error.problems)
        return None


def chosen(args: argparse.Namespace, pack: Pack) -> list[Protocol] | None:
    """The protocols asked for, in the order asked for; None when one does not exist, and that has been told."""
    unknown = [id for id in args.id if id not in pack.protocols]
    if unknown:
        known = " ".join(sorted(pack.protocols))
        tell(args, f"没有流程 {unknown[0]}。有：{known}", f"no protocol {unknown[0]}. There are: {known}")
        return None
    return [pack.protocols[id] for id in args.id or pack.protocols]


def problems(args: argparse.Namespace, found: Iterable[Problem]) -> int:
    """List them on standard error in the language asked for, and how many. Gives the exit code."""
    listed = list(found)
    for problem in listed:
        print(told(problem, args.lang), file=sys.stderr)
    if listed:
        tell(args, f"共 {len(listed)} 处要改", f"{len(listed)} to put right")
    return PROBLEMS if listed else OK


def _check(args: argparse.Namespace) -> int:
    pack = pack_of(args)
    if pack is None:
        return PROBLEMS
    code = problems(args, prove(pack))
    print(review_state(pack))
    return code


def _paths(args: argparse.Namespace) -> int:
    pack = pack_of(args)
    if pack is None:
        return PROBLEMS
    wanted = chosen(args, pack)
    if wanted is None:
        return WRONG_USE
    places = Places(pack)
    found: list[Problem] = []
    for protocol in wanted:
        try:
            walked = walk(places, protocol)
        except Dangling as dangling:
            found.append(
                Problem(
                    protocol.file,
                    protocol.steps[dangling.step].line if dangling.step in protocol.steps else 1,
                    str(dangling),
                )
            )
            continue
        for line in table(walked, "en" if args.lang == "en" else "zh", ways=args.ways):
            print(line)
        found += limit_wrong(pack, walked)
    return problems(args, found)


def _play(args: argparse.Namespace) -> int:
    pack = pack_of(args)
    if pack is None:
        return PROBLEMS
    wrong: list[Problem] = []
    for script in args.script:
        try:
            print(transcript(pack, script), end="")
        except ScriptError as error:
            wrong.append(error.problem)
        except (OSError, UnicodeDecodeError):
            wrong.append(Problem(str(script), 1, "cannot be read: give a text file in UTF-8"))
    return problems(args, wrong)


def _said(args: argparse.Namespace) -> int:
    pack = pack_of(args)
    if pack is None:
        return PROBLEMS
    for line in said(pack, args.lang):
        print(line)
    return OK
