"""`main.py voice ...`: make the clips, prove them, listen to them, take recordings in, hear the loudspeaker."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audio.clip_rules import PACE, Figures, per_minute, units
from audio.voice import MANIFEST_NAME, Clip, ClipLibrary, spoken_form
from audio.voice_places import LANGS, RECORDED_LANGS, clip_problems, places, shown
from audio.voice_progress import Progress
from protocols.content import ContentError, load
from protocols.model import Pack

OK, PROBLEMS, WRONG_USE, NOT_INSTALLED = 0, 1, 2, 3
CLIPS = Path(__file__).parent / "clips"
DEFAULT_REPORT = Path("out/voice")


@dataclass(frozen=True, slots=True)
class Station:
    """What a kiosk's configuration says of its sound."""

    recordings: Path
    device: Literal["auto", "none"]
    volume: float
    buffer_ms: int
    running: bool
    """A kiosk runs with this configuration: the loudspeaker is its."""
    note: Callable[[bool, str], None]
    """Writes down how a test of the loudspeaker went, for the desk: was it heard, and in words."""


StationOf = Callable[[Path], Station | list[str]]
"""Reads a kiosk's configuration, or tells what is wrong with it."""


def run(argv: Sequence[str], station_of: StationOf) -> int:
    """Run one of the commands. Gives the exit code."""
    args = _parser().parse_args(argv)
    args.station_of = station_of
    return int(args.run(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py voice",
        description="语音：生成、检查、试听、换成真人录音、测喇叭。\n"
        "The voice: make it, prove it, listen to it, put recordings in, hear the loudspeaker.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = _command(
        commands, "build", _build,
        "生成缺少的语音；中断了再运行就接着做。文字里有念不出的字母、数字、符号就停下",
        "make the clips that are missing, going on where it was cut short; stops at any letter, digit or sign that "
        "cannot be said",
    )  # fmt: skip
    build.add_argument("--out", type=Path, default=CLIPS, metavar="DIR", help="语音目录 / folder of clips")
    build.add_argument("--keep", action="store_true", help="保留不再说的 / keep clips that are no longer said")
    build.add_argument("--again", action="store_true", help="不合格的重新生成 / render anew what `check` refuses")
    build.add_argument(
        "--list-missing", action="store_true", help="只列出要生成的 / only list what would be made; 1 if anything"
    )
    build.add_argument("--jobs", type=int, metavar="N", help="同时几个进程 / so many at once (default: the cores)")
    build.add_argument("--cache", type=Path, metavar="DIR", help="模型缓存 / where downloaded voices are kept")
    check = _command(
        commands, "check", _check,
        "证明每句话都有语音，并且没有空的、切掉的、爆音的、响度或语速不对的",
        "prove that every text has a clip, and none is empty, cut off, clipped, or off in loudness or pace",
    )  # fmt: skip
    check.add_argument("--out", type=Path, default=CLIPS, metavar="DIR", help="语音目录 / folder of clips")
    check.add_argument(
        "--deep", action="store_true", help="重新解码测量（十几秒）/ decode and measure anew (some 15 s)"
    )
    report = _command(
        commands, "report", _report,
        "做一个网页：每句话可以试听，旁边有文字和测量值；不需要网络",
        "make a page on which every text can be heard beside its words and figures; needs no network",
    )  # fmt: skip
    report.add_argument("--to", type=Path, default=DEFAULT_REPORT, metavar="DIR", help="写到哪里 / where it goes")
    report.add_argument(
        "--script", type=Path, metavar="FILE.csv", help="只写录音稿（键和文字）/ only write the list for a studio"
    )
    report.add_argument(
        "--no-cantonese", action="store_true", help="不生成粤语机器语音 / do without the Cantonese machine voice"
    )
    taken = _command(
        commands, "import", _import,
        "用真人录音替换：一个 WAV、FLAC 或 Ogg 加 --text；或者文件名是键；或者文件夹；或者 CSV 表 file,key,by",
        "put recordings in place: one WAV, FLAC or Ogg with --text; or named by key; a folder; a CSV table",
    )  # fmt: skip
    taken.add_argument("source", nargs="+", type=Path, help="录音 / recordings, folders, tables")
    taken.add_argument("--key", help="一个文件、名字不是键时 / the key, for one file with another name")
    taken.add_argument(
        "--text", metavar="WORDS", help="不写键，写录的是哪句话 / instead of the key: the very words that were recorded"
    )
    taken.add_argument("--lang", choices=RECORDED_LANGS, help="哪种语言的这句话 / in which language those words")
    taken.add_argument("--by", default="", metavar="NAME", help="谁录的（可不写）/ who recorded it (may be left out)")
    taken.add_argument("--into", type=Path, metavar="DIR", help="录音目录 / folder of recordings")
    taken.add_argument(
        "--ship", action="store_true", help="放进项目自带的语音 / put them among the clips that are shipped"
    )
    selftest = _command(
        commands, "selftest", _selftest,
        "放一声短音；有话筒或监听就听一听放出来没有。0 听到，1 没听到，4 没有话筒，要人听",
        "play a short sign and listen for it. Exit 0: heard, 1: not heard, 4: nothing to listen with, a person must",
    )  # fmt: skip
    for one in (build, check, report, taken):
        one.add_argument("--content", type=Path, metavar="DIR", help="另一个内容目录 / another content directory")
    for one in (report, taken, selftest):
        one.add_argument("--config", type=Path, metavar="FILE", help="机器的配置 / the kiosk's configuration")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], int],
    zh: str,
    en: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name, help=f"{zh} / {en}", description=f"{zh}\n{en}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(run=run)
    return parser


def tell(zh: str, en: str) -> None:
    """A message on standard error, in both languages."""
    print(f"{zh} / {en}", file=sys.stderr)


def _pack(args: argparse.Namespace) -> Pack | None:
    """None when the content cannot be read, and every reason has been told."""
    try:
        return load(args.content)
    except ContentError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        tell(
            "内容有问题：先运行 main.py protocols check", "the content is not right: run main.py protocols check first"
        )
        return None


def _station(args: argparse.Namespace) -> Station | None:
    """The configured station; None when the configuration is wrong, and that has been told."""
    found: Station | list[str] = args.station_of(args.config)
    if isinstance(found, Station):
        return found
    for problem in found:
        print(problem, file=sys.stderr)
    return None


# --- build ---


def _build(args: argparse.Namespace) -> int:
    from audio import voicebuild
    from audio.voicebuild_model import NotInstalled, WrongFile, default_cache
    from audio.voicebuild_text import Unspeakable

    pack = _pack(args)
    if pack is None:
        return PROBLEMS
    where = {(place.lang, place.text): place.where for place in places(pack)}
    progress = Progress()

    def made(number: int, of: int, one: voicebuild.Wanted, figures: Figures) -> None:
        progress.done(number, of, f"{one.lang} {figures.seconds:4.1f} s {figures.lufs:5.1f} LUFS  {one.text}")

    def removed(path: Path, clip: Clip | None) -> None:
        what = f"{clip.lang} {clip.text}" if clip is not None else path.name
        if clip is not None and clip.human:
            tell(f"文字改了，真人录音已移走：{what}", f"no longer said, the recording is removed: {what}")
        else:
            print(f"removed {what}")

    try:
        wanted = voicebuild.distinct(voicebuild.Wanted(lang, text) for lang, text in where)
        if args.list_missing:
            todo = voicebuild.missing(wanted, voicebuild.read_manifest(args.out))
            for one in todo:
                print(json.dumps({"lang": one.lang, "text": one.text}, ensure_ascii=False))
            return PROBLEMS if todo else OK
        count = voicebuild.build(
            wanted,
            args.out,
            voicebuild.in_parallel(args.cache or default_cache(), args.jobs or voicebuild.jobs_here()),
            made,
            prune=not args.keep,
            again=args.again,
            removed=removed,
        )
    except NotInstalled as error:
        tell(f"缺少生成语音的工具：运行 make voice。{error}", f"{error}")
        return NOT_INSTALLED
    except Unspeakable as error:
        for refusal in error.refusals:
            at = where.get((refusal.lang, refusal.text), "?")
            print(f"{at}: 语音念不出来：改成念的样子（一二零写成幺二零） / {refusal}", file=sys.stderr)
        return PROBLEMS
    except (WrongFile, ValueError, OSError) as error:
        tell(f"没有完成：{error}", f"not finished: {error}")
        return PROBLEMS
    except KeyboardInterrupt:
        print(file=sys.stderr)
        tell("停下了；再运行一次就接着做", "stopped; run it again and it goes on from here")
        return 130
    print(f"{shown(args.out)}: {len(wanted)} 句，新做 {count} 句 / {len(wanted)} texts, {count} made now")
    return OK


# --- check ---


def _check(args: argparse.Namespace) -> int:
    pack = _pack(args)
    if pack is None:
        return PROBLEMS
    problems = clip_problems(args.out, pack, deep=args.deep)
    for line in problems:
        print(line, file=sys.stderr)
    if problems:
        tell(f"共 {len(problems)} 处要改", f"{len(problems)} to put right")
    for line in distributions(ClipLibrary.load(args.out)):
        print(line)
    return PROBLEMS if problems else OK


def distributions(library: ClipLibrary) -> list[str]:
    """What the clips of each language measure: least, median, most."""
    lines = []
    for lang in LANGS:
        clips = [c for c in library.manifest.clips.values() if c.lang == lang and c.figures is not None]
        if not clips:
            continue
        long = [c for c in clips if units(lang, c.text) >= PACE[lang].few_units]
        people = sum(c.human for c in clips)
        of = "字/分 characters a minute" if lang == "zh" else "词/分 words a minute"
        lines += [
            f"{lang}: {len(clips)} 句 clips, {people} 句真人 by people, {sum(c.seconds for c in clips) / 60:.0f} min",
            f"  {_spread([per_minute(lang, c.text, c.seconds) for c in long], 0)} {of} ({len(long)})",
            f"  {_spread([c.lufs for c in clips], 2)} LUFS, {_spread([c.peak_dbtp or 0.0 for c in clips], 2)} dBTP, "
            f"{_spread([c.seconds for c in clips], 1)} s",
        ]
    return lines


def _spread(values: Sequence[float], digits: int) -> str:
    if not values:
        return "-"
    return f"{min(values):.{digits}f} / {statistics.median(values):.{digits}f} / {max(values):.{digits}f}"


# --- report, import, selftest ---


def _report(args: argparse.Namespace) -> int:
    from audio import voice_report

    pack, station = _pack(args), _station(args)
    if pack is None or station is None:
        return PROBLEMS
    shipped, own = ClipLibrary.load(CLIPS), ClipLibrary.load(station.recordings, only_intact=True)
    try:
        if args.script is not None:
            count = voice_report.write_script(args.script, pack, shipped, own)
            print(f"{args.script}: {count} 句 / texts")
            return OK
        page = voice_report.write(args.to, pack, shipped, own, cantonese=not args.no_cantonese)
    except OSError as error:
        tell(f"写不进去：{error}", f"cannot be written: {error}")
        return PROBLEMS
    print(f"{page}: 用浏览器打开 / open it in a browser")
    return OK


def _recordings(args: argparse.Namespace) -> Path | None:
    """The folder that recordings are put into; None when the configuration that names it is wrong."""
    if args.ship:
        return CLIPS
    if args.into is not None:
        return Path(args.into)
    station = _station(args)
    return None if station is None else station.recordings


def _import(args: argparse.Namespace) -> int:
    from audio import voice_import as recordings

    pack, out = _pack(args), _recordings(args)
    if pack is None or out is None:
        return PROBLEMS
    held = ClipLibrary.load(out)
    if held.trouble and (out / MANIFEST_NAME).exists():
        tell(f"{out} 的清单坏了，先移开：{held.trouble}", f"{out}: move the broken manifest away first: {held.trouble}")
        return PROBLEMS
    keys = recordings.keys_of([(p.lang, p.text) for p in places(pack, RECORDED_LANGS)], ClipLibrary.load(CLIPS))
    jobs = recordings.read_jobs(args.source, args.by)
    if isinstance(jobs, recordings.Refused):
        tell(jobs.zh, jobs.en)
        return PROBLEMS
    if args.text:
        said = spoken_form(args.text)
        wanted = [one.key for one in keys.values() if one.text == said and args.lang in (one.lang, None)]
        if len(wanted) > 1:
            langs = "、".join(sorted(keys[key].lang for key in wanted))
            tell(f"这句话几种语言都有（{langs}）：加上 --lang", f"these words stand in {langs}: add --lang")
            return WRONG_USE
        args.key = wanted[0] if wanted else args.text
    if args.key and len(jobs) == 1:
        jobs = [(jobs[0][0], args.key, jobs[0][2])]
    if not jobs:
        tell(
            "没有找到录音：文件名要是键，见 voice report --script",
            "no recording found: name files by key, see `voice report --script`",
        )
        return WRONG_USE
    taken: dict[str, recordings.Taken] = {}
    refused = 0
    for path, key, by in jobs:
        text = keys.get(key)
        done = (
            recordings.Refused(
                f"没有哪句话是 {key}：用 --text 写那句话，或用 voice report --script 表里的键",
                f"no prompt is {key}: give its words with --text, or take a key from `voice report --script`",
            )
            if text is None
            else recordings.prepare(path, text, by)
        )
        if isinstance(done, recordings.Refused):
            refused += 1
            print(f"{path}: {done.zh} / {done.en}", file=sys.stderr)
            continue
        taken[key] = done
        zh, en = (
            ("；".join(words) for words in zip(*done.mended, strict=True)) if done.mended else ("没有改动", "as it is")
        )
        print(f"{path}: {done.clip.lang} {done.clip.text}: {zh} / {en}")
    try:
        if taken:
            recordings.put(out, taken)
    except OSError as error:
        tell(f"写不进去：{error}", f"cannot be written: {error}")
        return PROBLEMS
    tell(f"{out}：收下 {len(taken)} 句，退回 {refused} 句", f"{out}: {len(taken)} taken, {refused} refused")
    return PROBLEMS if refused else OK


def _selftest(args: argparse.Namespace) -> int:
    from audio import selftest

    station = _station(args)
    if station is None:
        return PROBLEMS
    if station.running:
        tell(
            "这台机器正在运行，喇叭归它用；它每天自己测一次，结果在值班台看",
            "the kiosk is running and has the loudspeaker; it tests itself daily, and the desk sees the result",
        )
        return WRONG_USE
    result = selftest.run(device=station.device, volume=station.volume, buffer_ms=station.buffer_ms)
    station.note(result.ok, f"selftest: {result.outcome}" + (f", {result.detail}" if result.detail else ""))
    zh, en = selftest.WORDS[result.outcome]
    print(f"{zh} / {en}" + (f" ({result.detail})" if result.detail else ""))
    return selftest.EXIT_CODES[result.outcome]
