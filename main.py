"""Start here: kiosk, desk, broker, demo, check. Thin: every part lives in its room."""

from __future__ import annotations

import argparse
import getpass
import io
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.station import KioskConfig

VERSION = "0.1.0"
EXIT_PROBLEMS = 1
CLIPS = Path("audio/clips")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command. Returns the exit code."""
    args, rest = _parser().parse_known_args(argv)
    if rest and args.run not in (_broker, _protocols, _voice):
        _parser().error(f"unknown argument: {rest[0]}")
    args.rest = rest
    logging.basicConfig(
        level=logging.DEBUG if args.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # an old terminal without Chinese still reads the rest
    try:
        code = int(args.run(args))
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader had enough (`... | head`): nothing is left to say, not even at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if args.run is not _check:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _problems([f"写不出来 / cannot be written: {error.strerror}: {error.filename or 'stdout'}"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="main.py",
        description="First-response kiosk: guides a lobby through first aid, keeps the log, calls the desk.",
    )
    parser.add_argument("--version", action="version", version=VERSION)
    parser.add_argument("-v", "--verbose", action="store_true", help="say more on standard error")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    kiosk = commands.add_parser(
        "kiosk", help="the touchscreen in the lobby", description="Start the lobby kiosk.",
        epilog="FRK_KIOSK_<TABLE>__<KEY>=value in the environment overrides a line of the file, as in "
        "FRK_KIOSK_SOUND__DEVICE=none. Without a display it draws to nowhere, and says so.",
    )  # fmt: skip
    kiosk.add_argument(
        "--config", type=Path, default=Path("kiosk/kiosk.example.toml"), help="one TOML file (default: the example)"
    )
    kiosk.add_argument(
        "--record-sound", type=Path, metavar="WAV", help="write exactly what the mixer plays to this file"
    )
    kiosk.add_argument(
        "--test-geometry", type=Path, metavar="FILE",
        help="for tests only: write where each key stands; refused with production = true",
    )  # fmt: skip
    kiosk.add_argument(
        "--set-pin", action="store_true",
        help="give this kiosk a new operations PIN (asked for, or one line on standard input) and end",
    )  # fmt: skip
    kiosk.set_defaults(run=_kiosk)

    desk = commands.add_parser(
        "desk", help="the responder desk's web page", description="Start the regional responder desk.",
        epilog="FRK_DESK_<TABLE>__<KEY>=value in the environment overrides a line of the file, as in "
        "FRK_DESK_LISTEN__PORT=8471.",
    )  # fmt: skip
    desk.add_argument(
        "--config", type=Path, default=Path("desk/desk.example.toml"), help="one TOML file (default: the example)"
    )
    desk.add_argument(
        "--user", metavar="NAME", action="append", default=[], help="print a one-time sign-in link for this person"
    )  # fmt: skip
    desk.add_argument("--link", metavar="NAME", help="only print a one-time sign-in link, while a desk is running")
    desk.set_defaults(run=_desk)

    broker = commands.add_parser(
        "broker", help="an MQTT broker for a demonstration or a test", add_help=False,
        description="Start an MQTT 5 broker on this machine only. Production uses Mosquitto (deploy/mosquitto).",
    )  # fmt: skip
    broker.set_defaults(run=_broker)

    demo = commands.add_parser(
        "demo", help="broker, desk and kiosk together",
        description="Start everything on this machine. Without a display a rescue is played by real touches.",
    )  # fmt: skip
    demo.add_argument("--script", choices=("collapse",), help="play this rescue on a virtual screen")
    demo.add_argument("--once", action="store_true", help="end after the rescue instead of leaving the desk running")
    demo.add_argument(
        "--out", type=Path, default=Path("out/demo"), metavar="DIR",
        help="where pictures, sound, log and report go (default: out/demo)",
    )  # fmt: skip
    demo.add_argument(
        "--broker", choices=("auto", "embedded", "mosquitto"), default="auto",
        help="auto: Mosquitto where it is installed, else the embedded one (default: auto)",
    )  # fmt: skip
    demo.set_defaults(run=_demo)

    check = commands.add_parser(
        "check", help="prove content and configuration",
        description="Check all content and configuration. Exit 0, or a list of problems as file:line: what to do.",
    )  # fmt: skip
    check.add_argument("--content", type=Path, help="another content directory")
    for name in ("kiosk", "desk"):
        check.add_argument(
            f"--{name}", type=Path, default=Path(f"{name}/{name}.example.toml"), metavar="FILE",
            help=f"the {name}'s configuration (default: the example)",
        )  # fmt: skip
    check.set_defaults(run=_check)

    protocols = commands.add_parser(
        "protocols", help="for authors: check, read, measure, sign / 编写者的工具", add_help=False
    )
    protocols.set_defaults(run=_protocols)

    voice = commands.add_parser("voice", help="build, check, report, import, selftest / 语音的工具", add_help=False)
    voice.set_defaults(run=_voice)
    return parser


def _kiosk(args: argparse.Namespace) -> int:
    from kiosk.station_file import ConfigError, file_problems, load

    try:
        config = load(args.config)
        _config_problems(file_problems(args.config, config))  # said, and no reason to leave the lobby without guidance
    except ConfigError as error:
        return _config_problems(error.problems)
    if args.set_pin:
        return _set_pin(config)
    if config.production and args.test_geometry is not None:
        return _problems([f"{args.config}:1: --test-geometry is refused while production = true"])
    from kiosk.app import run
    from kiosk.one_kiosk import DataInUse
    from kiosk.screens.window import FontsMissing
    from protocols.content import ContentError

    try:
        return run(config, record_sound=args.record_sound, test_geometry=args.test_geometry, version=VERSION)
    except ContentError as error:
        from protocols.authoring.problems_zh import told

        return _problems([told(problem) for problem in error.problems])
    except (FontsMissing, DataInUse) as error:
        return _problems([str(error)])


def _set_pin(config: KioskConfig) -> int:
    """Never on the command line, where everyone on the machine could read it."""
    from kiosk.pin_file import PinFile

    file = PinFile.of(config)
    if sys.stdin.isatty():
        digits = getpass.getpass("运维密码，6 到 8 位数字 / PIN, 6 to 8 digits: ")
        if digits != getpass.getpass("再输一次 / once more: "):
            return _problems(["两次不一样，没有改 / these are not the same digits: nothing was changed"])
    else:
        digits = sys.stdin.readline().strip()
    problem = file.set(digits)
    if problem:
        return _problems([problem])
    print(
        f"{file.path}: 新密码马上有效，等待已解除 / the new PIN counts at once, also on a running kiosk; no wait stands"
    )
    return 0


def _desk(args: argparse.Namespace) -> int:
    from desk.app import print_link, run
    from desk.config import load

    config = load(args.config)
    if isinstance(config, list):
        return _config_problems(config)
    if args.link:
        return print_link(config, args.link)
    return run(config, tuple(args.user))


def _broker(args: argparse.Namespace) -> int:
    from journal.broker import run_broker

    return run_broker(args.rest)


def _demo(args: argparse.Namespace) -> int:
    from deploy.demo.run import run

    return run(script=args.script, once=args.once, out=args.out, broker=args.broker)


def _check(args: argparse.Namespace) -> int:
    from audio.voice_places import clip_problems
    from desk.config import load as load_desk
    from kiosk.station_file import ConfigError as KioskConfigError
    from kiosk.station_file import branch_problems, tile_problems
    from kiosk.station_file import file_problems as kiosk_files
    from kiosk.station_file import load as load_kiosk
    from protocols.authoring.config_zh import told_line
    from protocols.authoring.problems_zh import told
    from protocols.authoring.proofs import prove
    from protocols.authoring.sign import review_state
    from protocols.content import ContentError, load

    problems: list[str] = []
    pack = None
    if args.content is not None and not args.content.is_dir():
        return _problems([f"{args.content}：没有这个目录 / {args.content}: no such directory"])
    try:
        pack = load(args.content) if args.content else load()
        problems += [told(p) for p in prove(pack)]
        problems += clip_problems(CLIPS, pack)
        print(review_state(pack))
    except ContentError as error:
        problems += [told(p) for p in error.problems]
    try:
        kiosk = load_kiosk(args.kiosk)
        problems += map(told_line, kiosk_files(args.kiosk, kiosk))
        problems += map(told_line, branch_problems(args.kiosk, kiosk, pack.slots) if pack is not None else [])
        problems += map(told_line, tile_problems(args.kiosk, kiosk, pack) if pack is not None else [])
    except KioskConfigError as error:
        problems += map(told_line, error.problems)
    desk = load_desk(args.desk)
    problems += map(told_line, desk if isinstance(desk, list) else [])
    return _problems(problems)


def _protocols(args: argparse.Namespace) -> int:
    try:
        from protocols.authoring.cli import run

        return run(args.rest)
    except ModuleNotFoundError as missing:
        return _problems(
            [f"缺少 {missing.name}：请先运行 make authoring", f"{missing.name} is missing: run make authoring first"]
        )


def _config_problems(problems: Sequence[str]) -> int:
    """In both languages."""
    if not problems:
        return 0
    from protocols.authoring.config_zh import told_line

    return _problems([told_line(problem) for problem in problems])


def _voice(args: argparse.Namespace) -> int:
    from audio.voice_cli import Station, run

    def station_of(config: Path | None) -> Station | list[str]:
        from kiosk.one_kiosk import running
        from kiosk.station import recordings
        from kiosk.station_file import ConfigError, load

        try:
            kiosk = load(config or Path("kiosk/kiosk.example.toml"))
        except ConfigError as error:
            from protocols.authoring.config_zh import told_line

            return [told_line(problem) for problem in error.problems]

        def note(ok: bool, detail: str) -> None:
            from kiosk.noting import note_health
            from kiosk.one_kiosk import DataInUse
            from protocols.ops_events import HealthNoted

            try:
                note_health(kiosk, HealthNoted("sound", ok, detail))
            except DataInUse as error:  # started meanwhile: it will test for itself
                _problems([str(error)])

        sound = kiosk.sound
        return Station(recordings(kiosk), sound.device, sound.volume, sound.buffer_ms, running(Path(kiosk.data)), note)

    return run(args.rest, station_of)


def _problems(problems: Sequence[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    return EXIT_PROBLEMS if problems else 0


if __name__ == "__main__":
    sys.exit(main())
